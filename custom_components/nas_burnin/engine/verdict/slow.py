"""Regions of a drive that are slow where nothing about a healthy one would be.

A disk slows down from its outer tracks to its inner ones, by half in all and in small
steps; flash falls off a cliff once, when its fast part is full. A region with weak
sectors, which the drive reads again and again, is slow by itself: what lies before it
and what lies behind it is fast. It is so in every pass; a host that was busy for a
while is not busy at the same place again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from ..model import PhaseKind, Reason, Sample, SurfacePlan
from ..queue.plan import phase_numbers
from .slices import slice_width

WINDOW = 20
"""Slices looked at to each side: a tenth of the drive, over which a healthy curve
hardly bends, and twice as long as the longest region that is found."""

SLOW = 0.5
"""Below this part of both sides a slice is slow. The steps between the zones of a disk
are a tenth of that, and what two drives on one controller take from each other is less;
a drive that reads a weak track again loses a turn each time, so it falls far below."""

_CODE = "slow_region"
_SHOWN = 5
_MIB = 1 << 20
_KIB = 1 << 10
_MB = 10**6

type Curve = Mapping[int, float]
"""Speeds in bytes a second, by the number of the slice."""


@dataclass(frozen=True, slots=True)
class Region:
    """Slow slices beside each other: bytes from its first to the one after its last.

    Speeds in bytes a second: that of its slowest slice, and what its sides made expect.
    """

    first: int
    end: int
    speed: float
    expected: float


def slow_regions(
    samples: Sequence[Sample],
    plan: SurfacePlan,
    siblings: Sequence[Sequence[Sample]] = (),
) -> tuple[Region, ...]:
    """Return the regions that are slow in writing and in reading, in their order.

    `siblings` are the samples of the same plan on drives of the same model: what is
    slow on most of them at the same place is how that model is made. One pass alone
    can't tell a slow drive from a busy host, so of it nothing is said.
    """
    slow = _slow_of(samples, plan)
    usual = [_slow_of(sibling, plan).keys() for sibling in siblings]
    odd = {
        place: found
        for place, found in slow.items()
        if not usual or sum(place in other for other in usual) * 2 <= len(usual)
    }
    width = slice_width(plan.size)
    regions: list[Region] = []
    for place in sorted(odd):
        speed, expected = odd[place]
        here = Region(
            place * width, min((place + 1) * width, plan.size), speed, expected
        )
        if regions and regions[-1].end == here.first:
            last = regions.pop()
            slowest = min(last, here, key=lambda one: one.speed / one.expected)
            here = Region(last.first, here.end, slowest.speed, slowest.expected)
        regions.append(here)
    return tuple(regions)


def slowest(regions: Sequence[Region]) -> tuple[Region, ...]:
    """Return those that are worth telling, in their order: of many the slowest ones."""
    first = sorted(regions, key=lambda one: one.speed / one.expected)[:_SHOWN]
    return tuple(sorted(first, key=lambda one: one.first))


def notes(regions: Sequence[Region]) -> tuple[Reason, ...]:
    """Say of each slow region where it is, and how slow; `noted` reads it back."""
    return tuple(
        Reason(
            _CODE,
            {
                "from": f"{one.first / 10**9:.1f}",
                "to": f"{one.end / 10**9:.1f}",
                "speed": f"{one.speed / _MB:.0f}",
                "expected": f"{one.expected / _MB:.0f}",
                "bytes": f"{one.first}-{one.end}",
            },
        )
        for one in regions
    )


def noted(reasons: Iterable[Reason]) -> tuple[Region, ...]:
    """Return the regions that a verdict told of, with the speeds as it told them."""
    return tuple(
        Region(
            int(first),
            int(end),
            float(reason.values["speed"]) * _MB,
            float(reason.values["expected"]) * _MB,
        )
        for reason in reasons
        if reason.code == _CODE
        for first, _, end in [reason.values.get("bytes", "").partition("-")]
        if first
    )


def _slow_of(
    samples: Sequence[Sample], plan: SurfacePlan
) -> dict[int, tuple[float, float]]:
    """Return the slices that are slow in most passes of each kind: speed, expected."""
    curves = curves_of(samples, plan)
    kinds = {number: kind for (_, kind), number in phase_numbers(plan).items()}
    by_kind: defaultdict[PhaseKind, list[int]] = defaultdict(list)
    for number in curves:
        by_kind[kinds[number]].append(number)
    if len(curves) < 2 or len(by_kind) < 2:
        return {}
    found = {number: _dips(curve) for number, curve in curves.items()}
    result = {}
    for place in {place for dips in found.values() for place in dips}:
        seen = [found[number][place] for number in found if place in found[number]]
        if all(
            _most(place, [found[number] for number in passes], curves, passes)
            for passes in by_kind.values()
        ):
            result[place] = min(seen, key=lambda one: one[0] / one[1])
    return result


def _most(
    place: int,
    dips: Sequence[Mapping[int, tuple[float, float]]],
    curves: Mapping[int, Curve],
    passes: Sequence[int],
) -> bool:
    """True where a slice is slow in more than half of the passes that measured it."""
    measured = sum(place in curves[number] for number in passes)
    return sum(place in found for found in dips) * 2 > measured > 0


def curves_of(
    samples: Sequence[Sample], plan: SurfacePlan
) -> dict[int, dict[int, float]]:
    """Return the speed of each slice in each phase, by their numbers."""
    width = slice_width(plan.size)
    curves: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for sample in samples:
        # Positions are rounded down to a MiB.
        place = -(-sample.position * _MIB // width)
        curves[sample.phase][place] = float(sample.speed * _KIB)
    return dict(curves)


def _dips(curve: Curve) -> dict[int, tuple[float, float]]:
    """Return the slices that are slower than what lies to either side of them."""
    dips = {}
    for place, speed in curve.items():
        sides = [
            [curve[near] for near in range(place - WINDOW, place) if near in curve],
            [curve[n] for n in range(place + 1, place + WINDOW + 1) if n in curve],
        ]
        whole = [median(side) for side in sides if len(side) * 2 > WINDOW]
        if whole and speed < SLOW * min(whole):
            dips[place] = (speed, min(whole))
    return dips
