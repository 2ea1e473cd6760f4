"""How long to wait before a host is tried again."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ..errors import BurnInError, CommandTimedOut, HostUnreachable, SetupError

FIRST = 1.0
JITTER = 0.1


@dataclass(frozen=True, slots=True)
class Pace:
    """Pauses in seconds: the first, how many times longer each next, the longest."""

    first: float
    growth: float
    longest: float

    def pause(self, failures: int) -> float:
        """The pause after so many failures before this one."""
        # The exponent is bounded because a float has no room for 2 ** 1024.
        return min(self.longest, self.first * self.growth ** min(failures, 64))


class Trouble(Enum):
    """What keeps us from a host, by who would mind if we tried again."""

    SILENCE = Pace(FIRST, 2, 4)
    """Nobody answers, so there is nobody to annoy."""

    FAULT = Pace(FIRST, 1.3, 60)
    """We are let in, but get no answer of use: a link that breaks off, a host that
    fails. A few times in a row are tried quickly."""

    REFUSAL = Pace(FIRST, 3, 540)
    """It hangs up. OpenSSH 9.8 and newer shut out an address that comes too often: no
    more than 12 tries in any hour."""

    DENIAL = Pace(60, 3, 540)
    """It does not take our key, or is not as it was: a person has to mend that. Guards
    on many hosts ban an address after five denials in ten minutes."""


def trouble(error: BurnInError) -> Trouble:
    """Tell what kind of trouble an error is."""
    match error:
        case SetupError():
            return Trouble.DENIAL
        case HostUnreachable():
            match error.values.get("stage"):
                case "name" | "connect" | "silent":
                    return Trouble.SILENCE
                case "login":
                    return Trouble.REFUSAL
        case CommandTimedOut():
            # The wait for it was long enough.
            return Trouble.SILENCE
    return Trouble.FAULT


class Backoff:
    """Growing pauses between tries, in seconds; the caller does the waiting."""

    def __init__(self, random: Callable[[], float]) -> None:
        """Take a source of numbers from 0 to 1, which spreads the tries of many hosts."""
        self._random = random
        self._failures: Counter[str] = Counter()

    def failed(self, error: BurnInError, took: float = 0.0) -> float:
        """Count one failed try, which took so many seconds; the pause before the next.

        Silence does not lengthen the pause after a refusal: a host that was off for a
        night and is not quite up yet is asked again after a second. In silence the
        pause counts from the beginning of the try, so that a link which is back is
        found at once, however long each try waits for an answer.
        """
        kind = trouble(error)
        # Refusals of both kinds are tries in the eyes of the host.
        counted = "refused" if kind in {Trouble.REFUSAL, Trouble.DENIAL} else kind.name
        pause = kind.value.pause(self._failures[counted])
        self._failures[counted] += 1
        if kind is Trouble.SILENCE:
            pause = max(FIRST, pause - took)
        return pause * (1 + JITTER * self._random())

    def succeeded(self) -> None:
        """Start again with the shortest pause."""
        self._failures.clear()
