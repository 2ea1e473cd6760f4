"""A client of the mock NAS, for the tests of this room."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

import asyncssh

from custom_components.nas_burnin.engine import remote
from mock_truenas.nas import MockNas

KEY = asyncssh.generate_private_key("ssh-ed25519")
PUBLIC = KEY.export_public_key().decode().strip()
FIXTURES = Path(__file__).parents[1] / "fixtures" / "mock"


@dataclass(frozen=True, slots=True)
class Result:
    """What a command said, and how it ended."""

    status: int | None
    out: str
    err: str
    signal: str = ""

    @property
    def json(self) -> Any:
        """The output as JSON."""
        return json.loads(self.out)


class Client:
    """One connection."""

    def __init__(self, connection: asyncssh.SSHClientConnection) -> None:
        self.connection = connection

    async def run(self, command: str, stdin: bytes = b"") -> Result:
        done = await self.connection.run(command, input=stdin, encoding=None)
        assert isinstance(done.stdout, bytes)
        assert isinstance(done.stderr, bytes)
        return Result(
            done.exit_status,
            done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"),
            done.exit_signal[0] if done.exit_signal else "",
        )

    async def python(self, program: str, *arguments: str) -> Result:
        """Run a program text in the NAS's Python."""
        words = " ".join(f"'{word}'" for word in arguments)
        return await self.run(f"python3 -I - {words}", program.encode())

    async def frames(
        self, name: str, request: dict[str, Any], *, sudo: bool = False
    ) -> dict[str, Any]:
        """Run one of the product's programs: {frame: (header, out, err)}."""
        payload = remote.payload(remote.load(name), request)
        result = await self.connection.run(
            remote.command(sudo, 60), input=payload, encoding=None
        )
        raw = result.stdout
        assert isinstance(raw, bytes)
        found = {}
        while raw:
            line, _newline, raw = raw.partition(b"\n")
            header = json.loads(line)
            out, raw = raw[: header["out"]], raw[header["out"] :]
            err, raw = raw[: header["err"]], raw[header["err"] :]
            found[header["frame"]] = (header, out, err)
        assert "end" in found, result.stderr
        return found


@asynccontextmanager
async def connected(nas: MockNas) -> AsyncIterator[Client]:
    """Log in, with the NAS's host key pinned."""
    pinned = asyncssh.import_public_key(nas.host_key)
    async with asyncssh.connect(
        "127.0.0.1",
        nas.port,
        username=nas.user,
        client_keys=[KEY],
        known_hosts=([pinned], [], []),
        config=None,
        agent_path=None,
    ) as connection:
        yield Client(connection)


def small(**options: Any) -> MockNas:
    """A NAS with few and small drives, quick to make."""
    settings: dict[str, Any] = {"drives": 1, "size": "16M", "in_use": False}
    return MockNas(authorized_keys=(PUBLIC,), **(settings | options))


async def until(condition: Callable[[], object], what: str) -> None:
    """Wait until something is so; the limit is only there for a broken test."""
    for _ in range(1500):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"never: {what}")


def fixture(name: str) -> str:
    """Return a recorded output of a real tool."""
    return (FIXTURES / name).read_text(encoding="utf-8")
