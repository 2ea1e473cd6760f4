"""Whether all attempts at a surface test together make the whole of it.

What is left after an attempt is worked out with care; this counts it up once more, from
the other side, before a drive passes.
"""

from collections.abc import Collection, Iterable, Sequence

from ..model import PhaseKind, Run, SurfacePlan
from ..queue.plan import phase_numbers

type Ranges = list[tuple[int, int]]
"""Blocks from the first to the last of each, both included."""


def covers_whole(plan: SurfacePlan) -> bool:
    """True when each pattern of the plan was written to, and compared on, every block.

    A test without a pattern has read every block.

    What an attempt did is what it was asked and the next one was not; it counts only
    if it entered that phase at all. The last one came to the end of all it was asked.
    """
    numbers = phase_numbers(plan)
    everything = frozenset(numbers.values())
    asked = [*(attempt.runs for attempt in plan.attempts), plan.asked]
    entered: list[Collection[int]] = [
        {phase.number for phase in attempt.phases} for attempt in plan.attempts
    ]
    done = list(
        zip(asked, [*asked[1:], ()], [*entered, everything], strict=True),
    )
    return all(
        _step_is_whole(
            run,
            done,
            numbers.get((run.step, PhaseKind.WRITE)),
            numbers[run.step, PhaseKind.VERIFY],
        )
        for run in plan.runs
    )


def _step_is_whole(
    planned: Run,
    done: Sequence[tuple[Sequence[Run], Sequence[Run], Collection[int]]],
    write: int | None,
    verify: int,
) -> bool:
    uncompared = [(planned.first, planned.last)]
    unwritten = uncompared if planned.write else []
    for asked, left, entered in done:
        runs = [run for run in asked if run.step == planned.step]
        rest = [run for run in left if run.step == planned.step]
        written = less(_ranges(runs, write=True), _ranges(rest, write=True))
        compared = less(_ranges(runs), _ranges(rest))
        if (written and write not in entered) or (compared and verify not in entered):
            return False
        unwritten = less(unwritten, written)
        if less(compared, unwritten) != compared:
            return False
        uncompared = less(uncompared, compared)
    return not unwritten and not uncompared and _tail_is_done(planned, done)


def _tail_is_done(
    planned: Run,
    done: Sequence[tuple[Sequence[Run], Sequence[Run], Collection[int]]],
) -> bool:
    """True when what lies behind the last block was asked for."""
    return not planned.tail or any(
        run.tail == planned.tail
        for asked, _, _ in done
        for run in asked
        if run.step == planned.step
    )


def _ranges(runs: Iterable[Run], *, write: bool = False) -> Ranges:
    return sorted((run.first, run.last) for run in runs if run.write or not write)


def less(ranges: Ranges, taken: Ranges) -> Ranges:
    """Return what of some ranges is in none of the others."""
    left = ranges
    for first, last in taken:
        left = [
            (low, high)
            for begin, end in left
            for low, high in (
                (begin, min(end, first - 1)),
                (max(begin, last + 1), end),
            )
            if low <= high
        ]
    return left
