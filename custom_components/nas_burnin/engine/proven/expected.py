"""What must still be on a drive when a broken-off test is gone on with.

Whoever put the drive to use meanwhile wrote over a part of it, most likely over its
beginning. The supervisor compares before it writes the first byte.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from ..model import Pattern, PhaseKind, Run, SurfacePlan
from ..queue.plan import phase_numbers
from .coverage import Ranges, less
from .resume import MARGIN_BYTES, MARGIN_SECONDS

MOST_RANGES = 16
"""Ranges that a supervisor is asked to look at; bad blocks lie between them."""

UNRECORDED = "no_records_left"
"""Why an attempt ended whose records were lost: nobody knows how far it had come."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A range of bytes, the last one included, in which each has this value."""

    first: int
    last: int
    value: int


def expected(plan: SurfacePlan) -> tuple[Expected, ...]:
    """Return where the patterns of former attempts must be found; nothing for random.

    Never what may have been in the drive's cache when the test was broken off, nor
    what is close to a block that is known to be bad.
    """
    if not plan.attempts or plan.attempts[-1].reason.code == UNRECORDED:
        return ()
    present = plan.asked[0].step
    blocks = less([_surface(plan)], _written(plan.asked, present))
    pattern = plan.runs[present].pattern
    if not blocks and present > 0:
        # It had only begun; behind it the pattern before is what there is.
        pattern = plan.runs[present - 1].pattern
        reach = _reach(plan, present)
        blocks = less([_surface(plan)], [(0, reach - 1)]) if reach is not None else []
    if pattern is None or pattern is Pattern.RANDOM:
        return ()
    sound = less(blocks, list(_near_bad(plan)))
    largest = sorted(sound, key=lambda part: part[0] - part[1])[:MOST_RANGES]
    block, value = plan.runs[0].block_size, int(pattern.value, 16)
    return tuple(
        Expected(first * block, (last + 1) * block - 1, value)
        for first, last in sorted(largest)
    )


def _surface(plan: SurfacePlan) -> tuple[int, int]:
    return plan.runs[0].first, plan.runs[0].last


def _written(runs: tuple[Run, ...], step: int) -> Ranges:
    return [(run.first, run.last) for run in runs if run.write and run.step == step]


def _reach(plan: SurfacePlan, step: int) -> int | None:
    """How many blocks attempts may have written of a step; None where that is not told.

    They went on for as long as a record may be old, and no faster than any phase was.
    """
    parts = [part for attempt in plan.attempts for part in attempt.phases]
    speeds = [speed for part in parts if (speed := part.bytes_per_second)]
    if not speeds:
        return None
    number = phase_numbers(plan)[step, PhaseKind.WRITE]
    gone = max((part.size for part in parts if part.number == number), default=0)
    ahead = max(MARGIN_BYTES, 2 * MARGIN_SECONDS * max(speeds))
    return ceil((gone + ahead) / plan.runs[0].block_size)


def _near_bad(plan: SurfacePlan) -> Iterator[tuple[int, int]]:
    """Yield the blocks around bad ones: numbers may be too high by what was read at once."""
    back = plan.runs[0].blocks_at_once
    for block in sorted({b for one in plan.attempts for b in one.bad_blocks}):
        yield block - back, block
