"""How long to wait before a host is tried again."""

from collections import Counter
from collections.abc import Callable

from ..errors import BurnInError, HostUnreachable, SetupError

FIRST = 1.0
LONGEST = 300.0
LONGEST_IN_SILENCE = 4.0
JITTER = 0.1


class Backoff:
    """Growing pauses between tries, in seconds; the caller does the waiting.

    A server that answers but doesn't serve is asked less and less often, down to
    12 tries an hour: OpenSSH 9.8 and newer shuts out addresses that ask too often.
    Where nothing answers at all there is nobody to annoy, and the pause stays
    short, so that a test is followed again seconds after the link is back.
    An error that only a person can mend is not retried.
    """

    def __init__(self, random: Callable[[], float]) -> None:
        """Take a source of numbers from 0 to 1, which spreads the tries of many hosts."""
        self._random = random
        self._failures: Counter[float] = Counter()

    def failed(self, error: BurnInError) -> float | None:
        """Count one failed try; the pause before the next, or None for "don't".

        Silence and refusals are counted apart: a host that was off for a night and
        is not quite up yet is asked again after a second.
        """
        if isinstance(error, SetupError):
            return None
        ceiling = LONGEST_IN_SILENCE if _is_silence(error) else LONGEST
        # The exponent is bounded because a float has no room for 2 ** 1024.
        pause = min(ceiling, FIRST * 2.0 ** min(self._failures[ceiling], 16))
        self._failures[ceiling] += 1
        return pause * (1 + JITTER * self._random())

    def succeeded(self) -> None:
        """Start again with the shortest pause."""
        self._failures.clear()


def _is_silence(error: BurnInError) -> bool:
    return isinstance(error, HostUnreachable) and error.values.get("stage") == "connect"
