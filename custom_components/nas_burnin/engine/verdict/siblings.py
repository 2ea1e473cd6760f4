"""Whether a drive as a whole is slower than others of its model.

A slow region stands out of a drive's own curve. A drive that is slow everywhere looks
healthy by itself: only beside its siblings it shows that its link runs at half its
speed, that its write cache is off, or that it reads everything twice.
"""

from collections.abc import Collection, Sequence
from statistics import median

from ..model import PhaseKind, Reason, Sample, SurfacePlan
from ..queue.plan import phase_numbers
from .slow import Curve, curves_of

SLOWER = 0.8
"""Below this part of the speed of its siblings a drive is slow. Those of one model
differ by a few percent, by heads and zones that were left out when they were made."""

_LEAST = 2
"""Of two drives nobody knows which is the odd one."""

_SHORTEST = 300
"""Seconds that a test has to last before its speed is the drive's own, and not that of
a cache, or of what else the host did just then."""

_MB = 10**6


def slower_than_siblings(
    samples: Sequence[Sample],
    plan: SurfacePlan,
    siblings: Sequence[Sequence[Sample]],
) -> tuple[Reason, ...]:
    """Say so where a drive was slower in writing, or in reading, than most siblings.

    `siblings` are the samples of the same plan on drives of the same model. It has to
    be so in most passes of a kind; where each kind has one pass alone, in both.
    """
    if not samples or samples[-1].second < _SHORTEST:
        return ()
    own = curves_of(samples, plan)
    others = [curves_of(sibling, plan) for sibling in siblings]
    shares: dict[PhaseKind, list[tuple[float, float]]] = {}
    for (_, kind), number in phase_numbers(plan).items():
        if number in own:
            compared = _compared(own[number], [one.get(number, {}) for one in others])
            shares.setdefault(kind, []).extend(compared)
    slow = {
        kind: passes
        for kind, passes in shares.items()
        if passes and sum(a < SLOWER * b for a, b in passes) * 2 > len(passes)
    }
    single = all(len(passes) < 2 for passes in shares.values())
    if not slow or (single and len(slow) < 2):
        return ()
    speeds = [pair for passes in slow.values() for pair in passes]
    kinds = "both" if len(slow) > 1 else next(iter(slow)).value
    values = {
        "passes": kinds,
        "speed": _mean([speed for speed, _ in speeds]),
        "expected": _mean([expected for _, expected in speeds]),
    }
    return (Reason("slower_than_siblings", values),)


def _compared(own: Curve, others: Sequence[Curve]) -> list[tuple[float, float]]:
    """The drive's mean speed in a pass and that of its siblings; empty if unknown.

    Each sibling is compared over the slices that both have told.
    """
    shares = []
    for other in others:
        common = own.keys() & other.keys()
        if len(common) * 2 > len(own):
            shares.append(_speed(own, common) / _speed(other, common))
    if len(shares) < _LEAST:
        return []
    speed = _speed(own, own.keys())
    return [(speed, speed / median(shares))]


def _speed(curve: Curve, places: Collection[int]) -> float:
    """The mean speed over slices of one size, in the time that they took."""
    return len(places) / sum(1 / curve[place] for place in places)


def _mean(speeds: Sequence[float]) -> str:
    return f"{sum(speeds) / len(speeds) / _MB:.0f}"
