"""The speed of a surface test in each slice of the drive, from one report to the next."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ..model import Sample, Stamp, SurfacePlan, TestReport
from ..queue.pauses import working_seconds
from ..queue.plan import phase_numbers

SLICES = 200
"""The most slices that a phase is told in."""

LONGEST_GAP = 300.0
"""Seconds without a report, after which a mean speed says nothing of a single slice."""

_KIB = 1 << 10
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in bytes in a phase, counted from 1 over the stage, and when it was reached."""

    phase: int
    position: int
    at: Stamp


@dataclass(frozen=True, slots=True)
class Slicer:
    """Where a test was seen last, and what was measured of the slice under way."""

    mark: Mark | None = None
    size: int = 0
    seconds: float = 0.0


def slice_width(size: int) -> int:
    """The bytes of a slice of a drive with so many."""
    return max(-(-size // SLICES), 1)


def sliced(
    plan: SurfacePlan,
    report: TestReport,
    before: Slicer,
    second: float,
    temperature: int | None = None,
) -> tuple[Slicer, tuple[Sample, ...]]:
    """Go on from where a test was seen last; the slices that it finished since.

    `second` is when the report is from, since the stage began. What was not watched
    is left out: after a long silence nobody knows where a drive was slow.
    """
    last = before.mark
    new = [
        mark
        for mark in _marks(plan, report)
        if last is None or mark.at.boot > last.at.boot
    ]
    state, samples = before, []
    for start, end in pairwise([*([last] if last else []), *new]):
        seconds = working_seconds(start.at, end.at, report.pauses)
        if start.phase != end.phase or not 0 < seconds <= LONGEST_GAP:
            state = Slicer()
            continue
        speed = (end.position - start.position) / seconds
        for edge, size in _parts(start.position, end.position, slice_width(plan.size)):
            state = replace(
                state, size=state.size + size, seconds=state.seconds + size / speed
            )
            if edge % slice_width(plan.size) and edge != _end(plan):
                continue
            ago = (
                second - (new[-1].at.boot - end.at.boot) - (end.position - edge) / speed
            )
            if state.size * 2 >= slice_width(plan.size):
                samples.append(
                    Sample(
                        second=max(int(ago), 0),
                        phase=end.phase,
                        position=_slice_of(edge, plan) // _MIB,
                        speed=round(state.size / state.seconds / _KIB),
                        temperature=temperature,
                    )
                )
            state = Slicer()
    return replace(state, mark=new[-1] if new else last), tuple(samples)


def _marks(plan: SurfacePlan, report: TestReport) -> Iterator[Mark]:
    """Yield every place of which a report tells when it was reached, in this order."""
    numbers = phase_numbers(plan)
    for index, (run, told) in enumerate(zip(plan.asked, report.runs, strict=False)):
        begin, end = run.first * run.block_size, (run.last + 1) * run.block_size
        for kind, times in zip(run.phases, told.phases, strict=False):
            number = numbers[run.step, kind]
            yield Mark(number, begin, times.started)
            if times.ended:
                yield Mark(number, end, times.ended)
            elif index == report.run_index and report.updated and report.offset:
                here = min(max(report.offset, begin), end)
                yield Mark(number, here, report.updated)


def _parts(first: int, last: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield where a stretch ends in each slice it touches, and its bytes in there."""
    while first < last:
        edge = min((first // width + 1) * width, last)
        yield edge, edge - first
        first = edge


def _end(plan: SurfacePlan) -> int:
    return (plan.runs[0].last + 1) * plan.runs[0].block_size


def _slice_of(edge: int, plan: SurfacePlan) -> int:
    """The first byte of the slice that ends there."""
    width = slice_width(plan.size)
    return (edge - 1) // width * width
