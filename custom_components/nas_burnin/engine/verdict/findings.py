"""What a surface test has found so far: bad blocks, errors, and times of its phases."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
import math

from ..model import (
    ErrorCounts,
    HostInfo,
    PauseTimes,
    PhaseRecord,
    PhaseTimes,
    Run,
    RunReport,
    Stamp,
    SurfacePlan,
    TailFound,
    TestReport,
)
from ..parse.blocklist import true_corruption_block
from ..parse.summary import RunSummary, summarise
from ..proven.proof import Told, tell
from ..queue.pauses import working_seconds
from ..queue.plan import phase_numbers, run_bytes

_LAST_MOMENT = datetime.max.replace(tzinfo=UTC).timestamp() - 1


@dataclass(frozen=True, slots=True)
class Findings:
    """All that went wrong on the surface, over all runs and all attempts.

    `told` are the runs of the present test. `errors` adds up the runs, each of which
    meets a bad block anew. `blocks` are the
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
    """Read what badblocks said in every run that has a report, and add the attempts."""
    told = tell(plan.asked, report)
    before = plan.attempts
    errors = [
        *(attempt.errors for attempt in before),
        *(one.summary.errors for one in told),
        *(_tail_errors(one.report) for one in told),
    ]
    located = [_located(one.run, one.summary) for one in told]
    listed = [*(attempt.bad_blocks for attempt in before), *(n for n, _ in located)]
    # What lies behind the last block counts as one more.
    listed += [(one.run.last + 1,) for one in told if _tail_errors(one.report).total]
    blocks = sorted({block for numbers in listed for block in numbers})
    # Several runs may have met the same block, but there is one at the least.
    least = [len(blocks), *(min(attempt.errors.total, 1) for attempt in before)]
    if not all(_list_is_whole(one.summary) for one in told):
        # A run never lists or counts a block twice, so each run is a lower bound.
        least += [one.summary.errors.total for one in told]
        least += [one.summary.completed or 0 for one in told]
    return Findings(
        told=told,
        errors=ErrorCounts(
            sum(count.read for count in errors),
            sum(count.write for count in errors),
            sum(count.corruption for count in errors),
        ),
        blocks=tuple(blocks),
        located=all(certain for _, certain in located),
        count=max(least),
        gave_up=any(one.summary.too_many for one in told),
    )


def _tail_errors(report: RunReport) -> ErrorCounts:
    return ErrorCounts(
        read=int(report.tail is TailFound.READ),
        write=int(report.tail is TailFound.WRITE),
        corruption=int(report.tail is TailFound.CORRUPTION),
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
    torn: Collection[int] = (),
) -> tuple[PhaseRecord, ...]:
    """The phases that were entered, numbered from 1 over the whole plan.

    Their seconds are those without `pauses`. A phase that was broken off goes on
    where a later attempt does what was left of it. `torn` are the numbers of runs
    that have ended without all evidence.
    """
    told = {report.number: report for report in reports}
    parts = [
        *(part for attempt in plan.attempts for part in attempt.phases),
        *_parts(plan, told, pauses, torn),
    ]
    numbers = phase_numbers(plan)
    still_open = {
        numbers[run.step, kind]
        for run in plan.asked
        for place, kind in enumerate(run.phases)
        if not _has_ended(told.get(run.number), place)
    }
    return merged_phases(parts, still_open)


def merged_phases(
    parts: Sequence[PhaseRecord], still_open: Collection[int]
) -> tuple[PhaseRecord, ...]:
    """The phases that these are parts of; those that are still open have no end."""
    by_number: dict[int, list[PhaseRecord]] = {}
    for part in parts:
        by_number.setdefault(part.number, []).append(part)
    return tuple(
        _merged(by_number[number], ended=number not in still_open)
        for number in sorted(by_number)
    )


def cut_phases(
    plan: SurfacePlan, report: TestReport, rest: Sequence[Run]
) -> tuple[PhaseRecord, ...]:
    """The phases of the present test alone, which was broken off and left this rest.

    The last one went as far as the report says; what has more to come has no end.
    """
    alone = replace(plan, attempts=())
    parts = list(
        _parts(alone, {run.number: run for run in report.runs}, report.pauses, ())
    )
    index = report.run_index
    here = report.runs[index] if 0 <= index < len(report.runs) else None
    if parts and here and here.phases and report.offset is not None:
        times, run = here.phases[-1], plan.asked[index]
        until = times.ended or report.updated
        gone = report.offset - run.first * run.block_size
        parts[-1] = replace(
            parts[-1],
            size=min(max(gone, 0), parts[-1].size),
            seconds=_seconds(replace(times, ended=until), report.pauses),
        )
    numbers = phase_numbers(plan)
    left = {numbers[run.step, kind] for run in rest for kind in run.phases}
    return merged_phases(parts, left)


def _merged(parts: Sequence[PhaseRecord], *, ended: bool) -> PhaseRecord:
    seconds = [part.seconds for part in parts if part.seconds is not None]
    return replace(
        parts[0],
        size=sum(part.size for part in parts),
        ended=parts[-1].ended if ended else None,
        seconds=sum(seconds) if len(seconds) == len(parts) else None,
    )


def _parts(
    plan: SurfacePlan,
    reports: dict[int, RunReport],
    pauses: Sequence[PauseTimes],
    torn: Collection[int],
) -> Iterator[PhaseRecord]:
    numbers = phase_numbers(plan)
    for run in plan.asked:
        report = reports.get(run.number)
        entered = report.phases if report else ()
        for place, times in enumerate(entered[: len(run.phases)]):
            unsure = run.number in torn and place == len(run.phases) - 1
            yield PhaseRecord(
                number=numbers[run.step, run.phases[place]],
                pattern=run.pattern,
                kind=times.kind,
                size=run_bytes(run),
                started=moment(times.started),
                ended=moment(times.ended) if times.ended else None,
                seconds=None if unsure else _seconds(times, pauses),
            )


def _has_ended(report: RunReport | None, place: int) -> bool:
    entered = report.phases if report else ()
    return len(entered) > place and entered[place].ended is not None


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


def ended_at(
    report: TestReport | None, info: HostInfo | None, now: datetime
) -> datetime:
    """When a test ended, on our own clock, of which `now` is the time of the look.

    Its age is told by the steady clock of the host, in the boot in which it ended;
    where that is over, nobody can say it any better than now.
    """
    if report is None or report.ended is None or info is None:
        return now
    if report.boot_id != info.boot_id:
        return now
    age = info.now.boot - report.ended.boot
    return now - timedelta(seconds=age) if age > 0 else now
