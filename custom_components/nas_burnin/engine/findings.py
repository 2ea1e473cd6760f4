"""What a surface test has found so far: bad blocks, errors, and times of its phases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
import math

from .model import (
    ErrorCounts,
    PauseTimes,
    PhaseRecord,
    PhaseTimes,
    Run,
    RunReport,
    Stamp,
    SurfacePlan,
    TestReport,
)
from .parse.blocklist import true_corruption_block
from .parse.summary import RunSummary, summarise
from .pauses import working_seconds
from .plan import run_bytes

_LAST_MOMENT = datetime.max.replace(tzinfo=UTC).timestamp() - 1


@dataclass(frozen=True, slots=True)
class Told:
    """One planned run, with what the supervisor and badblocks told of it."""

    run: Run
    report: RunReport
    summary: RunSummary


@dataclass(frozen=True, slots=True)
class Findings:
    """All that went wrong on the surface, over all runs.

    `errors` adds up the runs, each of which meets a bad block anew. `blocks` are the
    bad blocks, each once, in units of the plan's block size; `located` is false where
    some numbers may be too high, by a chunk at the most. `count` is how many bad
    blocks there are; more than `blocks` where the list was not kept whole.
    """

    told: tuple[Told, ...]
    errors: ErrorCounts
    blocks: tuple[int, ...]
    located: bool
    count: int
    gave_up: bool

    @property
    def bad(self) -> bool:
        """True when anything at all was said against the drive."""
        return bool(self.count or self.gave_up)


def findings(plan: SurfacePlan, report: TestReport) -> Findings:
    """Read what badblocks said in every run of the plan that has a report."""
    reports = {run.number: run for run in report.runs}
    told = tuple(
        Told(run, reports[run.number], _summary(reports[run.number]))
        for run in plan.runs
        if run.number in reports
    )
    errors = [one.summary.errors for one in told]
    located = [_located(one.run, one.summary) for one in told]
    blocks = sorted({block for numbers, _ in located for block in numbers})
    # A run never lists or counts a block twice, so each run is a lower bound.
    least = [max(one.summary.errors.total, one.summary.completed or 0) for one in told]
    whole = all(_list_is_whole(one.summary) for one in told)
    return Findings(
        told=told,
        errors=ErrorCounts(
            sum(count.read for count in errors),
            sum(count.write for count in errors),
            sum(count.corruption for count in errors),
        ),
        blocks=tuple(blocks),
        located=all(certain for _, certain in located),
        count=len(blocks) if whole else max([len(blocks), *least]),
        gave_up=any(one.summary.too_many for one in told),
    )


def bad_so_far(plan: SurfacePlan, report: TestReport) -> int:
    """How many blocks are bad for certain while the test goes on; it never shrinks.

    The numbers of the run under way can't be set right before it ends, so they are
    counted, but not told apart from those that earlier runs found.
    """
    ended = tuple(run for run in report.runs if run.ended)
    under_way = (len(_summary(run).blocks) for run in report.runs if not run.ended)
    return max(findings(plan, replace(report, runs=ended)).count, *under_way, 0)


def _summary(report: RunReport) -> RunSummary:
    return summarise(report.stderr, report.stdout)


def _list_is_whole(summary: RunSummary) -> bool:
    """True when the list holds one number for each error, however they are counted."""
    total = summary.errors.total
    return (
        not summary.list_unreadable
        and len(summary.blocks) == total
        and summary.completed in (None, total)
    )


def _located(run: Run, summary: RunSummary) -> tuple[tuple[int, ...], bool]:
    """The blocks of one run, and whether the numbers are certain.

    The list does not say which kind of error a number is from. But a run has one
    pattern: the numbers of write errors come first, as many as were counted. The rest
    are of read errors, which are right, or of corruption, which are too high where
    the run wrote. Only one kind, or only echoes of blocks that could not be written,
    can be set right.
    """
    errors, listed = summary.errors, summary.blocks
    within = tuple(min(block, run.last) for block in listed)
    if not _list_is_whole(summary):
        return within, not listed
    if not errors.corruption or not run.write:
        return within, within == listed
    written, compared = listed[: errors.write], listed[errors.write :]
    if errors.read:
        echoes = {block + run.blocks_at_once for block in written}
        read = tuple(block for block in compared if block not in echoes)
        certain = len(read) == errors.read
        return ((*written, *read), True) if certain else (within, False)
    true = [true_corruption_block(block, run) for block in compared]
    blocks = [
        near if block is None else block
        for block, near in zip(true, within[errors.write :], strict=True)
    ]
    return (*written, *blocks), None not in true


def phase_records(
    plan: SurfacePlan,
    reports: Sequence[RunReport],
    pauses: Sequence[PauseTimes] = (),
) -> tuple[PhaseRecord, ...]:
    """The phases that were entered, numbered from 1 over the whole plan.

    Their seconds are those without `pauses`.
    """
    by_number = {report.number: report for report in reports}
    return tuple(_phase_records(plan, by_number, pauses))


def _phase_records(
    plan: SurfacePlan,
    reports: dict[int, RunReport],
    pauses: Sequence[PauseTimes],
) -> Iterator[PhaseRecord]:
    before = 0
    for run in plan.runs:
        report = reports.get(run.number)
        entered = report.phases if report else ()
        for place, times in enumerate(entered[: len(run.phases)]):
            yield PhaseRecord(
                number=before + place + 1,
                pattern=run.pattern,
                kind=times.kind,
                size=run_bytes(run),
                started=moment(times.started),
                ended=moment(times.ended) if times.ended else None,
                seconds=_seconds(times, pauses),
            )
        before += len(run.phases)


def _seconds(times: PhaseTimes, pauses: Sequence[PauseTimes]) -> float | None:
    """How long a phase took by the host's steady clock."""
    if times.ended is None:
        return None
    seconds = working_seconds(times.started, times.ended, pauses)
    return seconds if seconds >= 0 else None


def moment(stamp: Stamp) -> datetime:
    """The wall clock of a stamp, however wrong the host's clock is."""
    wall = stamp.wall if math.isfinite(stamp.wall) else 0.0
    return datetime.fromtimestamp(min(max(wall, 0.0), _LAST_MOMENT), UTC)
