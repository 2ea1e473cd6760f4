"""Two questions to a host, over whatever carries them: what is, and do this."""

import asyncio
from collections.abc import Mapping
from typing import Protocol, override

from .. import remote
from ..errors import (
    AnswerUnusable,
    CommandTimedOut,
    HostError,
    SudoRefused,
    ToolMissing,
)
from ..parse.clean import clean
from .connection import Connection
from .outcome import Completed, Killed, Outcome

# The programs end by themselves in time. Around them `timeout` waits longer, for one
# that hangs, and we longer still, for a host that hangs. The tools that `control`
# calls (systemd's) may take their time, and what it does is better not cut short.
PROBE_MARGIN = 10
CONTROL_MARGIN = 130
OUR_MARGIN = 15

_TIMED_OUT = (124, 137)
_NOT_FOUND = 127


class Link(Protocol):
    """The way to one host; each call is one command there and its raw answer.

    Raises what `Connection.run` raises, and `SudoRefused` or `ToolMissing` where
    the program could not be started.
    """

    async def probe(self, request: Mapping[str, object]) -> bytes:
        """Gather what one poll needs, read-only; answers within `deadline`."""

    async def control(self, request: Mapping[str, object]) -> bytes:
        """Do one thing to a detached test; answers within `wait`."""

    async def self_test(self, request: Mapping[str, object]) -> bytes:
        """Begin or abort a self-test of a drive; tools get `wait` seconds each."""


class SshLink(Link):
    """The programs of `engine.remote`, sent over SSH each time they are needed."""

    def __init__(self, connection: Connection, *, sudo: bool) -> None:
        """Use this connection; `sudo` where its account is not root."""
        self._connection = connection
        self._sudo = sudo

    @override
    async def probe(self, request: Mapping[str, object]) -> bytes:
        return await self._run(
            "probe", request, _seconds(request, "deadline") + PROBE_MARGIN
        )

    @override
    async def control(self, request: Mapping[str, object]) -> bytes:
        return await self._run(
            "control", request, _seconds(request, "wait") + CONTROL_MARGIN
        )

    @override
    async def self_test(self, request: Mapping[str, object]) -> bytes:
        return await self._run(
            "selftest", request, 3 * _seconds(request, "wait") + PROBE_MARGIN
        )

    async def _run(
        self, name: str, request: Mapping[str, object], seconds: int
    ) -> bytes:
        # The first load reads files, and packing is some milliseconds of work.
        stdin = await asyncio.to_thread(
            lambda: remote.payload(remote.load(name), request)
        )
        outcome = await self._connection.run(
            remote.command(self._sudo, seconds),
            stdin,
            seconds=seconds + OUR_MARGIN,
        )
        return _answer(outcome)


def _seconds(request: Mapping[str, object], key: str) -> int:
    seconds = request.get(key, 0)
    if not isinstance(seconds, int | float):
        raise TypeError(f"{key} is not a number of seconds")
    return int(seconds)


def _answer(outcome: Outcome) -> bytes:
    match outcome:
        case Completed(0, stdout, _):
            return stdout
        case Completed(status, _, stderr):
            raise explain(status, stderr)
        case Killed(signal, _, _):
            raise AnswerUnusable(f"ended by signal {signal}")


def explain(status: int, stderr: bytes) -> HostError | SudoRefused | ToolMissing:
    """Say why the program did not even start, or did not come to its end."""
    said = clean(stderr[-1000:])
    if status in _TIMED_OUT:
        return CommandTimedOut(said)
    if status == _NOT_FOUND or b"command not found" in stderr:
        return ToolMissing(said, tool="sudo" if b"'sudo'" in stderr else "python3")
    if b"sudo: " in stderr:
        return SudoRefused(said)
    return AnswerUnusable(said or f"ended with status {status}")
