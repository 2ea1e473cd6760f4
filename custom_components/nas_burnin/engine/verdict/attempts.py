"""Closing a test that was broken off: what it had found, and what it left to do."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from ..model import (
    Attempt,
    ErrorCounts,
    PhaseRecord,
    Reason,
    Run,
    Stage,
    SurfacePlan,
    TestHandle,
    TestReport,
    TestState,
)
from ..proven.resume import believable, margin, rest_of, rest_without_record
from ..queue.plan import runs_bytes
from .findings import cut_phases, findings, merged_phases, phase_records

IDLE_ATTEMPTS = 3
"""So many attempts in a row that get nothing done are enough."""


def why_broken_off(report: TestReport) -> Reason | None:
    """Say why a test ended that nobody had ended, and that did not end by itself.

    None for one that is still under way, and for one that has an outcome.
    """
    if report.state is not TestState.ENDED:
        over = report.alive or report.state is TestState.REFUSED
        return None if over else Reason("interrupted")
    code = report.reason.code if report.reason else ""
    match report.end:
        case "drive_gone":
            return report.reason or Reason("drive_gone")
        case "stopped" if code == "stop_signal":
            return report.reason
        case "run_failed" if code == "tool_signal":
            return report.reason
        case _:
            return None


def with_attempt(stage: Stage, attempt: Attempt, rest: tuple[Run, ...]) -> Stage:
    """Return a stage whose test was closed: what all attempts found, and what is left."""
    attempts = (*stage.attempts, attempt)
    errors = [one.errors for one in attempts]
    parts = [part for one in attempts for part in one.phases]
    still_open = {part.number for part in attempt.phases if part.ended is None}
    return replace(
        stage,
        runs=rest,
        attempts=attempts,
        phases=merged_phases(parts, still_open),
        errors=ErrorCounts(
            sum(count.read for count in errors),
            sum(count.write for count in errors),
            sum(count.corruption for count in errors),
        ),
        bad_blocks=tuple(sorted({b for one in attempts for b in one.bad_blocks})),
    )


def is_lost(plan: SurfacePlan, stage: Stage, report: TestReport | None) -> bool:
    """True where a test's records are gone, or older than what our history has seen.

    They are old where the host could not write them any more.
    """
    if report is None or not report.runs:
        return True
    told = phase_records(plan, report.runs)
    known = {phase.number for phase in stage.phases}
    return not known <= {phase.number for phase in told}


def attempt_of(
    plan: SurfacePlan,
    handle: TestHandle,
    report: TestReport,
    reason: Reason,
    now: datetime,
) -> tuple[Attempt, tuple[Run, ...]]:
    """Close the present test of a plan: what it had found, and what it left to do."""
    believed = believable(plan.asked, report)
    rest = rest_of(plan.asked, report, margin(plan.asked, report))
    found = findings(replace(plan, attempts=()), believed)
    attempt = Attempt(
        handle=handle,
        runs=plan.asked,
        ended=now,
        reason=reason,
        phases=cut_phases(plan, believed, rest),
        errors=found.errors,
        bad_blocks=found.blocks,
        found=report.signatures or (),
    )
    return attempt, rest


def attempt_without_record(
    plan: SurfacePlan, stage: Stage, handle: TestHandle, reason: Reason, now: datetime
) -> tuple[Attempt, tuple[Run, ...]]:
    """Close a test whose records are lost by what our own history has of it."""
    rest = rest_without_record(plan, plan.asked, stage.phases)
    errors, before = stage.errors, [attempt.errors for attempt in plan.attempts]
    attempt = Attempt(
        handle=handle,
        runs=plan.asked,
        ended=now,
        reason=reason,
        phases=tuple(_own_phases(stage.phases, plan.attempts)),
        errors=ErrorCounts(
            errors.read - sum(count.read for count in before),
            errors.write - sum(count.write for count in before),
            errors.corruption - sum(count.corruption for count in before),
        ),
        bad_blocks=stage.bad_blocks,
    )
    return attempt, rest


def is_idle(attempts: Sequence[Attempt], rest: Sequence[Run]) -> bool:
    """True when the last attempts have all left as much as they were asked."""
    left = [runs_bytes(attempt.runs) for attempt in attempts[-IDLE_ATTEMPTS:]]
    left.append(runs_bytes(rest))
    return len(left) > IDLE_ATTEMPTS and all(a <= b for a, b in pairwise(left))


def _own_phases(
    total: Sequence[PhaseRecord], attempts: Sequence[Attempt]
) -> Iterator[PhaseRecord]:
    """Yield the part of each phase that is not of former attempts."""
    for phase in total:
        former = [
            part
            for attempt in attempts
            for part in attempt.phases
            if part.number == phase.number
        ]
        size = phase.size - sum(part.size for part in former)
        seconds = sum(part.seconds or 0.0 for part in former)
        if size > 0:
            yield replace(
                phase,
                size=size,
                seconds=None if phase.seconds is None else phase.seconds - seconds,
            )
