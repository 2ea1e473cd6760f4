"""The SSH side: an asyncssh server that hands every command to a real shell.

Connections come in through a small relay on the public port, so that a link can be
dropped or stalled below SSH, where a real one breaks.
"""

import asyncio
from collections.abc import Callable
import contextlib
import logging
from typing import override

import asyncssh

from .model import Json

_LOGGER = logging.getLogger(__name__)
MAX_SESSIONS = 10
_CHUNK = 65536


class _Account(asyncssh.SSHServer):
    """One connection: public keys only, and no more sessions than sshd allows."""

    def __init__(self, nas: SshSide) -> None:
        self._nas = nas
        self.sessions = 0
        self._connection: asyncssh.SSHServerConnection | None = None

    @override
    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn

    @override
    def begin_auth(self, username: str) -> bool:
        keys = self._nas.authorized_keys()
        if self._connection and keys and username == self._nas.user:
            self._connection.set_authorized_keys(keys)
        return True

    @override
    def public_key_auth_supported(self) -> bool:
        return True

    @override
    def session_requested(self) -> asyncssh.SSHServerProcess[bytes] | bool:
        if self.sessions >= MAX_SESSIONS:
            return False
        return asyncssh.SSHServerProcess(self._serve, None, 0, False)

    async def _serve(self, process: asyncssh.SSHServerProcess[bytes]) -> None:
        self.sessions += 1
        try:
            await self._nas.execute(process)
        finally:
            self.sessions -= 1


class SshSide:
    """The SSH server and the relay in front of it."""

    def __init__(
        self,
        model: Callable[[], Json],
        environment: Callable[[], dict[str, str]],
        host: str,
        port: int,
    ) -> None:
        """Take how to read the model and what a login's environment is."""
        self._model = model
        self._environment = environment
        self._host, self.port = host, port
        self.user = str(model()["user"])
        self.keys: list[str] = []
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        self._acceptor: asyncssh.SSHAcceptor | None = None
        self._relay: asyncio.Server | None = None
        self._links: set[asyncio.WriteTransport] = set()
        self._flow = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def authorized_keys(self) -> asyncssh.SSHAuthorizedKeys | None:
        """Return the keys that may log in; None where there are none yet."""
        if not self.keys:
            return None
        return asyncssh.import_authorized_keys("\n".join(self.keys) + "\n")

    async def start(self) -> None:
        """Listen."""
        self._flow.set()
        self._acceptor = await asyncssh.create_server(
            lambda: _Account(self),
            "127.0.0.1",
            0,
            server_host_keys=[self.host_key],
            encoding=None,
            line_editor=False,
            keepalive_interval=15,
            server_version="OpenSSH_9.2p1",
        )
        await self.open()

    async def open(self) -> None:
        """Let connections in; the port stays what it was."""
        self._relay = await asyncio.start_server(self._link, self._host, self.port)
        self.port = self._relay.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Refuse connections, as a host that is down; those that are there end."""
        if self._relay is not None:
            self._relay.close()
            self._relay = None
        self.drop()

    async def stop(self) -> None:
        """End everything."""
        await self.close()
        if self._acceptor is not None:
            self._acceptor.close()
            await self._acceptor.wait_closed()
        for task in list(self._tasks):
            task.cancel()
        for task in list(self._tasks):
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def drop(self) -> None:
        """Cut every connection at once, without a word."""
        for transport in list(self._links):
            transport.abort()

    def stall(self) -> None:
        """Let no byte through any more in either direction; connections stay open."""
        self._flow.clear()

    def resume(self) -> None:
        """Let bytes through again."""
        self._flow.set()

    def change_host_key(self) -> None:
        """Be another host from the next connection on."""
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        if self._acceptor is not None:
            self._acceptor.update(server_host_keys=[self.host_key])

    async def _link(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        inner: asyncio.StreamWriter | None = None
        try:
            assert self._acceptor is not None
            inside, inner = await asyncio.open_connection(
                "127.0.0.1", self._acceptor.get_port()
            )
            self._links |= {writer.transport, inner.transport}
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pump(reader, inner))
                group.create_task(self._pump(inside, writer))
        except* (ConnectionError, asyncio.IncompleteReadError) as problem:
            _LOGGER.debug("A connection ended: %s", problem.exceptions[0])
        finally:
            for end in (writer, inner):
                if end is not None:
                    self._links.discard(end.transport)
                    end.transport.abort()
            if task is not None:
                self._tasks.discard(task)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while data := await reader.read(_CHUNK):
            await self._flow.wait()
            writer.write(data)
            await writer.drain()
        await self._flow.wait()
        if writer.can_write_eof():
            # The other side may be gone altogether, and then needs no word of it.
            with contextlib.suppress(OSError):
                writer.write_eof()

    async def execute(self, process: asyncssh.SSHServerProcess[bytes]) -> None:
        """Run one command in the account's shell, as sshd does."""
        command = process.command
        if self._model()["login_shell"] == "truenas_cli":
            process.stdout.write(_cli_answer(command or ""))
            process.exit(1 if command else 0)
            return
        if command is None:
            process.stderr.write(b"This host runs commands only.\n")
            process.exit(1)
            return
        child = await asyncio.create_subprocess_exec(
            "/bin/sh",
            "-c",
            command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment(),
            cwd="/",
            start_new_session=True,
        )
        await _carry(process, child)


def _cli_answer(command: str) -> bytes:
    """Answer as a login shell that is TrueNAS's own command line: it runs nothing."""
    word = command.split(maxsplit=1)[0] if command.split() else ""
    return f"Error: Namespace {word} not found\n".encode()


async def _carry(
    process: asyncssh.SSHServerProcess[bytes], child: asyncio.subprocess.Process
) -> None:
    """Carry the three streams and the exit status.

    When the connection goes, the pipes are closed and the command is left alone, as
    sshd leaves it without a terminal.
    """
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    feed = asyncio.create_task(_feed(process.stdin, child.stdin))
    try:
        await asyncio.gather(
            _drain(child.stdout, process.stdout), _drain(child.stderr, process.stderr)
        )
        status = await child.wait()
        if status < 0:
            process.exit_with_signal(_signal_name(-status))
        else:
            process.exit(status)
    except BrokenPipeError, ConnectionError, asyncssh.Error:
        _LOGGER.debug("The client of a command went away")
    finally:
        feed.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await feed
        _close_pipes(child)
        await child.wait()


def _close_pipes(child: asyncio.subprocess.Process) -> None:
    transport = child._transport  # type: ignore[attr-defined]  # noqa: SLF001
    for number in (0, 1, 2):
        if pipe := transport.get_pipe_transport(number):
            pipe.close()


def _signal_name(number: int) -> str:
    import signal

    return signal.Signals(number).name.removeprefix("SIG")


async def _feed(
    source: asyncssh.SSHReader[bytes], target: asyncio.StreamWriter
) -> None:
    try:
        while data := await source.read(_CHUNK):
            target.write(data)
            await target.drain()
        target.write_eof()
    except BrokenPipeError, ConnectionError, asyncssh.Error:
        target.close()


async def _drain(
    source: asyncio.StreamReader, target: asyncssh.SSHWriter[bytes]
) -> None:
    while data := await source.read(_CHUNK):
        target.write(data)
        await target.drain()
