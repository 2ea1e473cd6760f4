"""How long a surface test takes: before it begins, and while its first phase runs.

A disk turns at one speed and holds about twice as much on its outer tracks as on its
inner ones, so it begins fast and ends slow. What it did so far says more than any
table, but has to be read with that in mind. Flash has no such curve.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf, log

from ..model import Protocol, Smart
from ..queue.plan import mean_speed

SLOWDOWN = 0.5
"""By which part of its first speed a disk is slower at its end."""

_LINK_SHARE = 0.9
"""What is left of a link for data, after what it needs for itself."""

_CAPPED_MINUTES = 1092
"""SCSI has 16 bits of seconds for its estimate: what reads so means "or more"."""


def is_flat(smart: Smart | None) -> bool:
    """True for a drive without tracks."""
    return smart is not None and (
        smart.protocol is Protocol.NVME or smart.rotation_rate == 0
    )


def mean_of(size: int, smart: Smart | None) -> float:
    """The mean speed over the whole surface in bytes a second, before a test.

    Good to about a quarter for a healthy disk with its write cache on; a slow link, a
    shared controller or a cache that is off can divide it.

    A disk's own estimate for its long self-test is the time of one reading of all of
    it; that of flash says nothing, because it needs no time for what is empty.
    """
    if smart is None:
        return mean_speed(size, Protocol.UNKNOWN, None)
    minutes = smart.self_tests.minutes.long
    capped = smart.protocol is Protocol.SCSI and (minutes or 0) >= _CAPPED_MINUTES
    if minutes and not capped and not is_flat(smart):
        return size / (minutes * 60)
    return mean_speed(size, smart.protocol, smart.rotation_rate)


def speed_of(size: int, smart: Smart | None) -> float:
    """The mean speed with which a host gets through the whole surface, as `mean_of`.

    What the drive does by itself its link does not slow down; of ten bits on it eight
    are data, at the best.
    """
    link = smart.link_speed if smart else None
    return min(mean_of(size, smart), link / 10 * _LINK_SHARE if link else inf)


def share(first: float, last: float, *, flat: bool = False) -> float:
    """Which part of the time of a whole pass the stretch between two places takes.

    Places run from 0 to 1 over the surface. With v(x) = v0 (1 - s x) the time to x is
    -ln(1 - s x) / (s v0).
    """
    if flat:
        return last - first
    return log((1 - SLOWDOWN * last) / (1 - SLOWDOWN * first)) / log(1 - SLOWDOWN)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to come of one job: seconds before, in and after its surface stage."""

    uid: str
    surface: float
    before: float = 0.0
    after: float = 0.0
    has_slot: bool = False


def forecast(works: Sequence[Work], slots: int) -> dict[str, float]:
    """Seconds from now until each job ends; `works` in the order of the queue.

    Only surface stages need a slot, and who has one keeps it to its end. A job that is
    not through with what comes before lets the next one go first.
    """
    ends: dict[str, float] = {}
    free: list[float] = []
    slots = max(slots, 1)
    for work in works:
        if work.has_slot:
            heappush(free, work.surface)
            ends[work.uid] = work.surface + work.after
    while len(free) < slots:
        heappush(free, 0.0)
    # More may run than there are slots by now: the first ones that end free nothing.
    for _ in range(len(free) - slots):
        heappop(free)
    waiting = [work for work in works if not work.has_slot]
    while waiting:
        at = heappop(free)
        ready = (work for work in waiting if work.before <= at)
        work = next(ready, None) or min(waiting, key=lambda work: work.before)
        waiting.remove(work)
        end = max(at, work.before) + work.surface
        heappush(free, end)
        ends[work.uid] = end + work.after
    return ends
