"""A job as it stands when it has ended."""

from dataclasses import replace
from datetime import datetime

from ..model import Job, JobState, PauseCause, Reason, Stage, StageKind, StageState
from ..queue.pauses import without_pause
from ..verdict.surface import JobOutcome

CANCELLED = JobOutcome(JobState.CANCELLED, reasons=(Reason("cancelled"),))
EXPIRED = JobOutcome(JobState.CANCELLED, reasons=(Reason("expired"),))


def ended_job(job: Job, outcome: JobOutcome, now: datetime) -> Job:
    """Return a job with its outcome, as of now; what it did not do is left out."""
    return replace(
        without_pause(job, now, *PauseCause),
        state=outcome.state,
        verdict=outcome.verdict,
        reasons=outcome.reasons,
        stages=tuple(map(_left_out, job.stages)),
        ended=_last_test(job, outcome) or now,
    )


def _last_test(job: Job, outcome: JobOutcome) -> datetime | None:
    """When the last test of a job ended, whenever that was noticed and checked."""
    if outcome.state is JobState.CANCELLED:
        return None
    tests = (stage for stage in job.stages if stage.kind is not StageKind.FINAL_CHECK)
    return max((test.ended for test in tests if test.ended), default=None)


def _left_out(stage: Stage) -> Stage:
    """Return a stage as it stands in a job that has ended."""
    if stage.state is StageState.PENDING:
        return replace(stage, state=StageState.SKIPPED)
    return stage
