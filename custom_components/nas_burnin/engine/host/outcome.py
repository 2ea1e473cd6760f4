"""What became of one command: what it said, and how it ended."""

from dataclasses import dataclass

from ..errors import AnswerUnusable, HostUnreachable
from ..parse.clean import clean

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Completed:
    """A command that ended by itself; both outputs are complete, raw bytes."""

    exit_status: int
    stdout: bytes
    stderr: bytes


@dataclass(frozen=True, slots=True)
class Killed:
    """A command that a signal ended; `signal` is its name without SIG."""

    signal: str
    stdout: bytes
    stderr: bytes


type Outcome = Completed | Killed


class Collected:
    """What has come of one command so far; `cap` bounds both outputs together."""

    def __init__(self, cap: int) -> None:
        """Begin with nothing."""
        self.status: int | None = None
        self.signal: str | None = None
        self.failure: Exception | None = None
        self._cap = cap
        self._size = 0
        self._stdout: list[bytes] = []
        self._stderr: list[bytes] = []

    def take(self, data: bytes, *, is_error: bool) -> bool:
        """Keep what has come; false once it is more than may come."""
        self._size += len(data)
        if self._size > self._cap:
            return False
        (self._stderr if is_error else self._stdout).append(data)
        return True

    def outcome(self, *, link_closed: bool) -> Outcome:
        """What became of the command, once it has ended.

        Raises:
            AnswerUnusable: it said too much, or ended without exit status.
            HostUnreachable: the link was lost.
        """
        if self._size > self._cap:
            raise AnswerUnusable(f"the answer is longer than {self._cap} bytes")
        # A server sends the exit status before the last of the output, so with the
        # link gone even an answer that has a status may lack its end.
        if self.failure is not None or link_closed:
            raise lost(self.failure)
        outputs = b"".join(self._stdout), b"".join(self._stderr)
        if self.signal is not None:
            return Killed(self.signal, *outputs)
        if self.status is None:
            raise AnswerUnusable("the command ended without an exit status")
        return Completed(self.status, *outputs)


def lost(error: Exception | None) -> HostUnreachable:
    """Say that the link was lost while a command ran."""
    detail = clean(str(error)) if error else ""
    return HostUnreachable(detail or "the connection was closed", stage="command")
