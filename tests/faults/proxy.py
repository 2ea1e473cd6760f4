"""A way to a server on loopback that goes bad when it is told to.

Faults strike the TCP connection below SSH, where real links break: at a moment, or
after so many bytes in one direction. Those that last stay until the link heals.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
import random
import socket
import struct

HOST = "127.0.0.1"
CHUNK = 65536
DRIP = 256
DRIP_EVERY = 0.01
FLOOD = b"?" * 4096 + b"\n"
_RST = struct.pack("ii", 1, 0)


class Kind(StrEnum):
    """What can be wrong with a link."""

    CUT = "cut"
    """Connections are closed in order, both ways."""

    RESET = "reset"
    """Connections are reset."""

    STALL = "stall"
    """No byte passes any more, of old and new connections; nothing is lost."""

    HALF_OPEN = "half_open"
    """The server hears that they are over; the client never does."""

    DRIP = "drip"
    """Bytes pass slowly, some 25 KB a second."""

    GARBAGE = "garbage"
    """The server seems to send what is no SSH, and much of it."""

    REFUSE = "refuse"
    """Connections are reset, and nobody listens any more."""

    HANG_UP = "hang_up"
    """Connections are closed after the server's first line."""


LASTING = frozenset(Kind) - {Kind.CUT, Kind.RESET}


class Way(StrEnum):
    """A direction: up to the server, or down to the client."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that strikes once `after` more bytes have passed one way."""

    kind: Kind
    way: Way = Way.DOWN
    after: int = 0


@dataclass(eq=False)
class _Line:
    """One connection through the proxy: its two ends, and what carries it."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter | None = None
    deaf: bool = False
    """What the client says goes nowhere any more."""

    lines_seen: bytes = b""


@dataclass(eq=False)
class Proxy:
    """Forwards connections to `target`; `port` stays the same through all faults."""

    target: int
    port: int = 0
    accepted: int = 0
    struck: list[Kind] = field(default_factory=list)
    on_strike: Callable[[Kind], None] = lambda _: None
    _armed: Fault | None = None
    _passed: int = 0
    _lasting: Kind | None = None
    _flow: asyncio.Event = field(default_factory=asyncio.Event)
    _hit: asyncio.Event = field(default_factory=asyncio.Event)
    _lines: set[_Line] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _server: asyncio.Server | None = None
    _place: socket.socket | None = None

    async def open(self) -> None:
        self._flow.set()
        # Bound, but never listening: it keeps the port while nobody listens on it.
        self._place = _bound(self.port)
        self.port = self._place.getsockname()[1]
        await self._listen()

    async def close(self) -> None:
        self._flow.set()
        if self._server:
            self._server.close()
        for line in tuple(self._lines):
            _reset(line)
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._place:
            self._place.close()

    def arm(self, fault: Fault) -> None:
        """Let a fault strike by itself, counted in bytes from now on."""
        self._armed, self._passed = fault, 0
        self._hit.clear()

    def strike(self, kind: Kind) -> None:
        """Let a fault strike now."""
        self._armed = None
        self.struck.append(kind)
        if kind in LASTING:
            self._lasting = kind
        match kind:
            case Kind.CUT | Kind.HANG_UP:
                self._each(_cut)
            case Kind.RESET:
                self._each(_reset)
            case Kind.REFUSE:
                if self._server:
                    self._server.close()
                self._each(_reset)
            case Kind.STALL:
                self._flow.clear()
            case Kind.HALF_OPEN:
                self._each(_half)
            case Kind.GARBAGE:
                self._each(_spoil)
            case Kind.DRIP:
                pass
        self._hit.set()
        self.on_strike(kind)

    async def heal(self) -> None:
        """End what lasts; connections that still stand go on."""
        lasting, self._lasting = self._lasting, None
        self._armed = None
        self._flow.set()
        if lasting is Kind.REFUSE:
            await self._listen()

    async def until_struck(self) -> None:
        """Wait until the armed fault has struck."""
        await self._hit.wait()

    @property
    def standing(self) -> int:
        """How many connections the client may believe in."""
        return len(self._lines)

    async def _listen(self) -> None:
        listening = _bound(self.port)
        self._server = await asyncio.start_server(self._take, sock=listening)

    def _each(self, act: Callable[[_Line], None]) -> None:
        for line in tuple(self._lines):
            act(line)

    async def _take(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self.accepted += 1
        line = _Line(writer)
        self._lines.add(line)
        try:
            await self._serve(line, reader)
        except ConnectionError:
            # The fault itself, seen from here.
            _reset(line)
        finally:
            _cut(line)
            self._lines.discard(line)
            self._tasks.discard(task)

    async def _serve(self, line: _Line, reader: asyncio.StreamReader) -> None:
        if self._lasting is Kind.GARBAGE:
            await _flood(line.client)
            return
        from_server, line.server = await asyncio.open_connection(HOST, self.target)
        up = asyncio.ensure_future(self._pump(line, Way.UP, reader))
        down = asyncio.ensure_future(self._pump(line, Way.DOWN, from_server))
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            if line.deaf:
                # The client is left in its belief until it gives up by itself.
                await up
        finally:
            for pump in (up, down):
                pump.cancel()
            await asyncio.wait({up, down})
        for pump in (up, down):
            if not pump.cancelled():
                pump.result()

    async def _pump(self, line: _Line, way: Way, source: asyncio.StreamReader) -> None:
        while data := await source.read(CHUNK):
            for part in self._due(data, way):
                await self._pass(line, way, part)

    def _due(self, data: bytes, way: Way) -> list[bytes]:
        """Cut data where the armed fault strikes, so that it strikes in between."""
        if self._armed is None or self._armed.way is not way:
            return [data]
        before = max(0, self._armed.after - self._passed)
        return [data[:before], data[before:]]

    async def _pass(self, line: _Line, way: Way, data: bytes) -> None:
        armed = self._armed
        if armed and armed.way is way and self._passed >= armed.after and data:
            self.strike(armed.kind)
        self._passed += len(data) if armed and armed.way is way else 0
        await self._flow.wait()
        writer = line.server if way is Way.UP else line.client
        if writer is None or (line.deaf and way is Way.UP) or not data:
            return
        if self._lasting is Kind.HANG_UP and way is Way.DOWN:
            head, newline, _ = data.partition(b"\n")
            writer.write(head + newline)
            if newline:
                await writer.drain()
                _cut(line)
        elif self._lasting is Kind.DRIP:
            await self._drip(writer, data)
        else:
            writer.write(data)
            await writer.drain()

    async def _drip(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        while data:
            size = DRIP if self._lasting is Kind.DRIP else len(data)
            writer.write(data[:size])
            await writer.drain()
            data = data[size:]
            await asyncio.sleep(DRIP_EVERY if data else 0)


def _bound(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind((HOST, port))
    return made


def _ends(line: _Line) -> list[asyncio.StreamWriter]:
    return [end for end in (line.client, line.server) if end]


def _cut(line: _Line) -> None:
    for end in _ends(line):
        end.close()


def _reset(line: _Line) -> None:
    for end in _ends(line):
        _reset_end(end)


def _reset_end(end: asyncio.StreamWriter) -> None:
    if not end.transport.is_closing():
        made = end.get_extra_info("socket")
        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
    end.transport.abort()


def _half(line: _Line) -> None:
    line.deaf = True
    if line.server:
        line.server.close()


def _spoil(line: _Line) -> None:
    if not line.client.transport.is_closing():
        line.client.write(FLOOD)


async def _flood(client: asyncio.StreamWriter) -> None:
    """Send a banner without end, until nobody listens to it any more."""
    while not client.transport.is_closing():
        client.write(FLOOD)
        await client.drain()
        await asyncio.sleep(0)


@asynccontextmanager
async def proxy(target: int) -> AsyncIterator[Proxy]:
    """Open a way to a port of this machine; it is closed at the end."""
    made = Proxy(target)
    await made.open()
    try:
        yield made
    finally:
        await made.close()


def random_faults(
    chance: random.Random, kinds: Sequence[Kind], count: int
) -> Iterator[Fault]:
    """Choose faults: each kind as often as any other, at any byte of a poll.

    A poll takes about half a KB each way: what was sent before is sent as a reference
    to it. On a new connection it is some 12 KB.
    """
    deck: list[Kind] = []
    while len(deck) < count:
        deck += chance.sample(kinds, len(kinds))
    for kind in deck[:count]:
        # The first bytes are those of the channel, and of a new connection.
        early, any_of_two = int(2 ** chance.uniform(0, 8)), chance.randrange(1000)
        way = chance.choice(tuple(Way))
        yield Fault(kind, way, chance.choice((early, any_of_two)))
