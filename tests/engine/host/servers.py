"""SSH servers to talk to: one in the test that misbehaves on request, one real."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
import subprocess
from typing import override

import asyncssh

from custom_components.nas_burnin.engine.host.connection import Connection
from custom_components.nas_burnin.engine.host.settings import (
    ConnectSettings,
    HostAddress,
)

type Process = asyncssh.SSHServerProcess[bytes]
type Behaviour = Callable[[Process], Awaitable[None]]

LOGIN = asyncssh.generate_private_key("ssh-ed25519")
STRANGER = asyncssh.generate_private_key("ssh-ed25519")


def private_text(key: asyncssh.SSHKey) -> str:
    return key.export_private_key().decode()


def public_text(key: asyncssh.SSHKey) -> str:
    return key.export_public_key().decode().strip()


@dataclass
class Host:
    """A server under test, and what it saw."""

    port: int
    host_key: asyncssh.SSHKey
    username: str = "burnin"
    connections: list[asyncssh.SSHServerConnection] = field(default_factory=list)
    login_attempts: int = 0
    commands: list[str] = field(default_factory=list)
    open_channels: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    command_started: asyncio.Event = field(default_factory=asyncio.Event)
    channel_closed: asyncio.Event = field(default_factory=asyncio.Event)

    def settings(
        self,
        host_key: asyncssh.SSHKey | None = None,
        login: asyncssh.SSHKey = LOGIN,
    ) -> ConnectSettings:
        return ConnectSettings(
            HostAddress("127.0.0.1", self.port, self.username),
            host_key=public_text(host_key or self.host_key),
            private_key=private_text(login),
        )


class _Server(asyncssh.SSHServer):
    def __init__(self, host: Host) -> None:
        self._host = host

    @override
    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._host.connections.append(conn)
        self._host.reached.set()

    @override
    def begin_auth(self, username: str) -> bool:
        self._host.login_attempts += 1
        return True

    @override
    def public_key_auth_supported(self) -> bool:
        return True

    @override
    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return key == LOGIN.convert_to_public()


@asynccontextmanager
async def serving(
    behaviours: dict[str, Behaviour], host_key: asyncssh.SSHKey | None = None
) -> AsyncIterator[Host]:
    """A server whose commands do what `behaviours` says; it ends with the block."""
    key = host_key or asyncssh.generate_private_key("ssh-ed25519")
    host = Host(port=0, host_key=key)

    async def handle(process: Process) -> None:
        host.commands.append(process.command or "")
        host.open_channels += 1
        host.command_started.set()
        try:
            await behaviours[process.command or ""](process)
        finally:
            host.open_channels -= 1
            host.channel_closed.set()

    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=lambda: _Server(host),
        server_host_keys=[key],
        process_factory=handle,
        encoding=None,
    )
    host.port = server.get_port()
    try:
        yield host
    finally:
        server.close()
        for conn in host.connections:
            conn.abort()
            await conn.wait_closed()
        await server.wait_closed()


@asynccontextmanager
async def connected(settings: ConnectSettings) -> AsyncIterator[Connection]:
    connection = Connection(settings)
    try:
        yield connection
    finally:
        await connection.close()


@dataclass
class Proxy:
    """A way to a server on loopback that can go quiet without closing."""

    port: int
    quiet: bool = False


@asynccontextmanager
async def quiet_proxy(target: int) -> AsyncIterator[Proxy]:
    """Forward connections; once `quiet`, what comes in is read and goes nowhere."""
    proxy = Proxy(0)
    ways: set[asyncio.Task[None]] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if not proxy.quiet:
                writer.write(data)
                await writer.drain()

    async def forward(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", target)
        pumps = {
            asyncio.create_task(pump(reader, back)),
            asyncio.create_task(pump(there, writer)),
        }
        ways.update(pumps)
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for end in (back, writer):
            end.close()
        await asyncio.wait(pumps)

    server = await asyncio.start_server(forward, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await server.wait_closed()
        if ways:
            await asyncio.wait(ways)


@dataclass
class OpenSSH:
    """A real sshd on a port of its own; its log is what it saw."""

    host: Host
    log: Path
    process: subprocess.Popen[bytes]

    def count(self, words: str) -> int:
        return self.log.read_text(errors="replace").count(words)

    async def served(self) -> None:
        """Wait until no connection is served any more, so that the log is complete."""
        for _ in range(1000):
            if not self.sessions():
                return
            await asyncio.sleep(0.01)
        raise TimeoutError("a session does not end")

    def sessions(self) -> list[int]:
        """The process ids of the server processes that serve connections."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]
