"""What is left of a surface test that was broken off: never less than was lost.

A pattern counts on a block when it was written there and compared afterwards, both
proven by records. What was written last may have been in the drive's own cache, which
a power cut empties, so it is written again; what was written before that is compared
where it stands.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil, floor

from ..model import (
    Pattern,
    PhaseRecord,
    Run,
    RunReport,
    SurfacePlan,
    TestReport,
)
from ..queue.plan import phase_numbers, run_bytes
from .proof import Told, is_whole, tell

MARGIN_BYTES = 1 << 30
"""The least that is done again. No drive has a cache of half of it; and what is
written again is more than a cache holds, so that its comparison reads the medium."""

MARGIN_SECONDS = 180.0
"""The work that is done again. A drive that is kept busy empties its cache within
seconds, one that struggles within a minute. Three leave room for a surface that is
twice as fast at one end as on average. The age of a checkpoint, a minute at the most,
needs none behind the place that it tells: the test has only gone further since."""

_FASTEST = 4e9
"""Bytes a second, where the records do not tell how fast a drive was."""

_HALF_A_TICK = 0.005
"""Badblocks rounds its percentage to two digits, to either side."""


def margin(runs: Sequence[Run], report: TestReport) -> int:
    """How many bytes before the place where a test was broken off are done again."""
    return max(MARGIN_BYTES, ceil(MARGIN_SECONDS * _speed(runs, report)))


def rest_of(runs: Sequence[Run], report: TestReport, margin: int) -> tuple[Run, ...]:
    """What remains of these runs after a test of them with this report was broken off.

    `margin` is in bytes. Runs that are proven to their end drop out. One that was broken off is gone on with, the
    margin before the last place that is proven; where its evidence is not whole, from
    its beginning. A pattern of which a later one left nothing is written anew.
    """
    believed = believable(runs, report)
    told = {one.run.number: one for one in tell(runs, believed)}
    if [run.number for run in runs] != [run.number for run in report.runs]:
        # Of some other test: nothing is known, neither what lies on the drive.
        return _numbered(map(_anew, runs))
    begun = max(
        [report.run_index + 1, *(i + 1 for i, r in enumerate(report.runs) if r.phases)]
    )
    rest: list[Run] = []
    for index, run in enumerate(runs):
        one = told.get(run.number)
        if one and is_whole(one):
            continue
        if _is_overwritten(run, (*runs[index + 1 : begun], *rest)):
            rest.append(_anew(run))
            continue
        open_at = believed.offset if index == report.run_index else None
        rest += _rest_of_run(run, _proven(run, one, open_at), margin)
    return _numbered(rest)


def rest_without_record(
    plan: SurfacePlan, runs: Sequence[Run], known: Sequence[PhaseRecord]
) -> tuple[Run, ...]:
    """What remains of these runs when the host lost the records of their test.

    `known` are the phases that our own history has: a step counts when all of them
    ended, and with a duration, which is told only of whole evidence. What lies on the
    drive is not known, so every other step is written anew.
    """
    proven = {phase.number for phase in known if phase.ended and phase.seconds}
    left = {
        step
        for (step, _), number in phase_numbers(plan).items()
        if number not in proven
    }
    return _numbered(_anew(run) for run in runs if run.step in left)


def believable(runs: Sequence[Run], report: TestReport) -> TestReport:
    """Return a report without what a drive that was gone seemed to say.

    Nobody can tell the errors of its surface from those of its absence: a run that
    has any is as good as not begun.
    """
    if report.end != "drive_gone":
        return report
    odd = {
        told.run.number
        for told in tell(runs, report)
        if not is_whole(told)
        and (told.summary.errors.total or told.summary.blocks or told.summary.messages)
    }
    kept = tuple(RunReport(r.number) if r.number in odd else r for r in report.runs)
    return replace(report, runs=kept)


def _is_overwritten(run: Run, others: Sequence[Run]) -> bool:
    """True where another pattern was, or will be, written over a run's range."""
    return any(
        other.write
        and other.step != run.step
        and other.first <= run.last
        and run.first <= other.last
        for other in others
    )


def _rest_of_run(run: Run, proven: int, margin: int) -> Iterator[Run]:
    """Yield what remains of one run that went through `proven` blocks of its phases."""
    back = ceil(margin / run.block_size)
    length = run.last + 1 - run.first
    if run.pattern is Pattern.RANDOM:
        # Badblocks alone knew what it wrote.
        yield run
    elif not run.write:
        yield _from(run, proven - back, write=False)
    elif proven - length >= back:
        yield _from(run, proven - length - back, write=False)
    else:
        # In its verify, too, as long as the end may have been in the cache.
        again = _from(run, min(proven, length) - back, write=True)
        if again.first > run.first:
            yield replace(run, write=False, last=again.first - 1, tail=0)
        yield again


def _anew(run: Run) -> Run:
    """Return a run that trusts nothing that may be there; without a pattern it reads."""
    return replace(run, write=run.pattern is not None)


def _from(run: Run, blocks: int, *, write: bool) -> Run:
    """Return a run from so many blocks after its first on, where a chunk begins."""
    block = run.first + max(blocks, 0)
    block -= block % run.blocks_at_once
    return replace(run, first=max(block, run.first), write=write)


def _proven(run: Run, told: Told | None, offset: int | None) -> int:
    """How many blocks a run went through, over its phases, as all records agree.

    `offset` is where badblocks stood, in bytes; None where that is not told.
    """
    if told is None:
        return 0
    return min(_by_record(run, told.report, offset), _by_text(run, told))


def _by_record(run: Run, report: RunReport, offset: int | None) -> int:
    entered = tuple(times.kind for times in report.phases)
    before = report.phases[:-1]
    if (
        not entered
        or entered != run.phases[: len(entered)]
        or not all(times.ended for times in before)
    ):
        return 0
    length = run.last + 1 - run.first
    if offset is None:
        # The test went on to the next run, or had not noted a place yet.
        return len(entered) * length if report.ended else len(before) * length
    here = offset // run.block_size - run.first
    return len(before) * length + min(max(here, 0), length)


def _by_text(run: Run, told: Told) -> int:
    summary = told.summary
    expected = tuple((run.pattern, kind) for kind in run.phases)
    done = len(summary.phases)
    if (
        told.report.truncated
        or summary.list_unreadable
        or summary.messages
        or not summary.orderly
        or (summary.first, summary.last) != (run.first, run.last)
        or summary.phases != expected[:done]
        or (summary.phase and (summary.phase,) != expected[done : done + 1])
    ):
        return 0
    length = run.last + 1 - run.first
    if summary.phase is None or summary.progress is None:
        return done * length
    end = run.last + 1
    told_at = floor((summary.progress.percent - _HALF_A_TICK) / 100 * end)
    # It counts a chunk as soon as it has read it, and compares it then.
    here = told_at - run.blocks_at_once - run.first
    return done * length + min(max(here, 0), length)


def _speed(runs: Sequence[Run], report: TestReport) -> float:
    """The mean speed of a test in bytes a second, without its pauses."""
    started = next((run.started for run in report.runs if run.started), None)
    if started is None or report.updated is None:
        return _FASTEST
    seconds = report.updated.boot - started.boot - report.paused_seconds
    reports = {run.number: run for run in report.runs}
    gone = 0
    for index, run in enumerate(runs):
        entered = len(reports[run.number].phases) if run.number in reports else 0
        gone += run_bytes(run) * entered
        if entered and index == report.run_index and report.offset is not None:
            gone -= max((run.last + 1) * run.block_size - report.offset, 0)
    return gone / seconds if seconds > 0 else _FASTEST


def _numbered(rest: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs with numbers of their own; neighbours that are one are joined."""
    joined: list[Run] = []
    for run in rest:
        last = joined[-1] if joined else None
        if (
            last
            and (last.step, last.write) == (run.step, run.write)
            and last.last + 1 == run.first
        ):
            joined[-1] = replace(last, last=run.last, tail=run.tail)
        else:
            joined.append(run)
    return tuple(replace(run, number=number) for number, run in enumerate(joined))
