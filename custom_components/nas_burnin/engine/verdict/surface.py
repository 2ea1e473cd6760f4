"""From evidence to an outcome: `passed` only when all of it is there and agrees.

The rule for a clean surface is that of badblocks itself, which exits 0 on a drive that
is dead: what counts is everything it said, in every run. Missing evidence is
`unknown`, never `passed`; and a fault that is not the drive's own is never `failed`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..model import (
    ErrorCounts,
    JobState,
    PhaseRecord,
    Reason,
    Stage,
    StageKind,
    StageState,
    SurfacePlan,
    TestReport,
    TestState,
    Verdict,
)
from ..proven.coverage import covers_whole
from ..proven.proof import is_whole, run_gaps
from .attempts import why_broken_off
from .findings import Findings, findings, phase_records

_SHOWN_BLOCKS = 20


@dataclass(frozen=True, slots=True)
class StageOutcome:
    """How a stage ended, why, and what it found; RUNNING when it has not ended.

    Reasons of a stage that passed are notes: a person should look at them.
    """

    state: StageState
    reasons: tuple[Reason, ...] = ()
    errors: ErrorCounts = field(default_factory=ErrorCounts)
    bad_blocks: tuple[int, ...] = ()
    phases: tuple[PhaseRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What the stages of a job add up to; RUNNING while any has still to end."""

    state: JobState
    verdict: Verdict | None = None
    reasons: tuple[Reason, ...] = ()


def judge_surface(
    plan: SurfacePlan,
    report: TestReport | None,
    nonce: str,
    *,
    cancelled: bool = False,
) -> StageOutcome:
    """Judge a surface test by its records on the host, and by its former attempts.

    `report` is None when the host has none, `nonce` the one the test was started
    with, `cancelled` true when a person asked for the end.
    """
    if report is None:
        return StageOutcome(StageState.UNKNOWN, (Reason("no_record"),))
    if report.nonce != nonce:
        foreign = Reason("foreign_record", {"unit": report.unit})
        return StageOutcome(StageState.UNKNOWN, (foreign,))
    found = findings(plan, report)
    torn = {one.run.number for one in found.told if not is_whole(one)}
    state, reasons = _surface_state(plan, report, found, cancelled=cancelled)
    return StageOutcome(
        state,
        reasons,
        errors=found.errors,
        bad_blocks=found.blocks,
        phases=phase_records(plan, report.runs, report.pauses, torn),
    )


type _Judgement = tuple[StageState, tuple[Reason, ...]]


def _surface_state(
    plan: SurfacePlan, report: TestReport, found: Findings, *, cancelled: bool
) -> _Judgement:
    if report.state is TestState.REFUSED:
        return StageState.UNKNOWN, (report.reason or Reason("refused"),)
    if why_broken_off(report) and not tuple(_gaps(plan, report, found)):
        # It lacks nothing but its last word.
        return _finished(plan, report, found)
    if report.state is TestState.ENDED:
        return _ended(plan, report, found, cancelled=cancelled)
    if report.alive:
        return StageState.RUNNING, ()
    return StageState.UNKNOWN, (Reason("interrupted"), *_so_far(plan, found))


def _ended(
    plan: SurfacePlan, report: TestReport, found: Findings, *, cancelled: bool
) -> _Judgement:
    match report.end:
        case "finished":
            return _finished(plan, report, found)
        case "error_limit" if found.bad:
            return StageState.FAILED, tuple(_bad(plan, found))
        case "error_limit":
            return StageState.UNKNOWN, (Reason("error_limit_unproven"),)
        case "stopped" | "not_started":
            return _stopped(plan, report, found, cancelled=cancelled)
        case "drive_gone":
            # What it seemed to find after the drive was gone says nothing of it.
            return StageState.UNKNOWN, (report.reason or Reason("drive_gone"),)
        case "run_failed":
            why = report.reason or Reason("run_failed")
            return StageState.UNKNOWN, (why, *_so_far(plan, found))
        case end:
            return StageState.UNKNOWN, (Reason("end_not_known", {"end": end}),)


def _stopped(
    plan: SurfacePlan, report: TestReport, found: Findings, *, cancelled: bool
) -> _Judgement:
    """A person's stop comes as a file; a signal alone is the host's own doing."""
    signalled = report.reason is not None and report.reason.code == "stop_signal"
    if signalled and not cancelled:
        why = report.reason or Reason("interrupted")
        return StageState.UNKNOWN, (why, *_so_far(plan, found))
    return StageState.CANCELLED, (Reason("stopped"), *_so_far(plan, found))


def _finished(plan: SurfacePlan, report: TestReport, found: Findings) -> _Judgement:
    gaps = tuple(_gaps(plan, report, found))
    if found.bad:
        return StageState.FAILED, (*_bad(plan, found), *gaps)
    if gaps:
        return StageState.UNKNOWN, gaps
    if not covers_whole(plan):
        return StageState.UNKNOWN, (Reason("attempts_not_whole"),)
    return StageState.PASSED, tuple(_notes(plan))


def _notes(plan: SurfacePlan) -> Iterator[Reason]:
    """What a person should know of a drive that passed.

    A reboot or a power cut is no fault of the drive's; that it left by itself may be.
    """
    left = [one for one in plan.attempts if one.reason.code == "drive_gone"]
    if left:
        yield Reason("drive_was_gone", {"times": str(len(left))})


def _bad(plan: SurfacePlan, found: Findings) -> Iterator[Reason]:
    """What is wrong with the surface, in words for a person."""
    yield Reason("bad_blocks", _bad_values(plan, found))
    if not found.located:
        chunk = max((run.blocks_at_once for run in plan.runs), default=0)
        yield Reason("blocks_not_located", {"blocks": str(chunk)})
    if found.gave_up:
        yield Reason("error_limit_reached", {"limit": str(plan.error_limit)})


def _so_far(plan: SurfacePlan, found: Findings) -> tuple[Reason, ...]:
    """What was found before a test ended that proves nothing any more."""
    if not found.bad:
        return ()
    return (Reason("bad_blocks_so_far", _bad_values(plan, found)),)


def _bad_values(plan: SurfacePlan, found: Findings) -> dict[str, str]:
    shown = ", ".join(map(str, found.blocks[:_SHOWN_BLOCKS])) or "-"
    more = found.count - min(len(found.blocks), _SHOWN_BLOCKS)
    return {
        "count": str(found.count),
        "blocks": f"{shown}, … (+{more})" if more > 0 else shown,
        "block_size": str(plan.runs[0].block_size),
        "read": str(found.errors.read),
        "write": str(found.errors.write),
        "corruption": str(found.errors.corruption),
    }


def _gaps(plan: SurfacePlan, report: TestReport, found: Findings) -> Iterator[Reason]:
    """Everything that a clean test has and this one lacks."""
    planned = [run.number for run in plan.asked]
    reported = [run.number for run in report.runs]
    if not planned or reported != planned:
        runs = {"planned": str(len(planned)), "found": str(len(reported))}
        yield Reason("runs_missing", runs)
    for told in found.told:
        yield from run_gaps(told)


_ENDS = (
    (StageState.FAILED, JobState.FAILED, Verdict.FAILED),
    (StageState.CANCELLED, JobState.CANCELLED, None),
    (StageState.UNKNOWN, JobState.UNKNOWN, None),
)
_GOES_ON = JobOutcome(JobState.RUNNING)


def judge_job(stages: Sequence[Stage]) -> JobOutcome:
    """Add up the stages of a job; the worst of them says how it ended.

    It goes on while a stage runs; after one that did not pass, what is still pending
    is not waited for. A stage that was left out on purpose is no stage that passed, and
    a drive that did none of its tests did not pass by a look at what it says of itself.
    """
    states = {stage.state for stage in stages}
    if StageState.RUNNING in states:
        return _GOES_ON
    for state, end, verdict in _ENDS:
        if state in states:
            return JobOutcome(end, verdict, _reasons(stages, first=state))
    if StageState.PENDING in states:
        return _GOES_ON
    if not _is_tested(stages):
        why = (Reason("nothing_tested"), *_reasons(stages, first=StageState.SKIPPED))
        return JobOutcome(JobState.UNKNOWN, reasons=why)
    notes = _reasons(stages, first=StageState.PASSED)
    verdict = Verdict.PASSED_WITH_NOTES if notes else Verdict.PASSED
    return JobOutcome(JobState.PASSED, verdict, notes)


def _is_tested(stages: Sequence[Stage]) -> bool:
    tests = [stage for stage in stages if stage.kind is not StageKind.FINAL_CHECK]
    return any(stage.state is StageState.PASSED for stage in tests or stages)


def _reasons(stages: Sequence[Stage], first: StageState) -> tuple[Reason, ...]:
    """The reasons of all stages; those that decided the end come first."""
    ranked = sorted(stages, key=lambda stage: stage.state is not first)
    return tuple(reason for stage in ranked for reason in stage.reasons)
