"""What happened: read off two states of a job, the later one kept already."""

from collections.abc import Collection, Iterator
from datetime import datetime

from ..model import Event, EventKind, Job, JobState, Stage, StageKind, StageState
from ..queue.order import SURFACE, running_stage
from ..queue.pauses import why_paused

_ENDS = {
    JobState.PASSED: EventKind.PASSED,
    JobState.FAILED: EventKind.FAILED,
    JobState.CANCELLED: EventKind.CANCELLED,
    JobState.UNKNOWN: EventKind.UNKNOWN,
}


def of_job(before: Job | None, after: Job, at: datetime) -> Iterator[Event]:
    """What happened between two states of a job; `before` is None for a new one.

    It has started when its first test was let go, or its first other stage begun: a
    job that only tried to start is back in the queue. One that goes on with another
    had begun before, and starts when it leaves the queue.
    """
    if before is None:
        kind = EventKind.QUEUED
        yield Event(kind, at, after.drive_key, after.uid, None, after.reasons)
        return
    if _starts(before, after):
        yield _event(EventKind.STARTED, after, at, _stage_now(after))
    for old, new in zip(before.stages, after.stages, strict=True):
        broken_off = len(new.attempts) > len(old.attempts)
        if broken_off and new.state is StageState.PENDING:
            yield Event(
                EventKind.INTERRUPTED,
                at,
                after.drive_key,
                after.uid,
                new.kind,
                (new.attempts[-1].reason,),
            )
        if new.state is StageState.PASSED and old.state is not StageState.PASSED:
            yield _event(EventKind.STAGE_PASSED, after, at, new.kind)
    if after.state in _ENDS:
        if not before.state.terminal:
            kind = _ENDS[after.state]
            yield Event(kind, at, after.drive_key, after.uid, None, after.reasons)
    elif after.pause and not before.pause:
        why = why_paused(after)
        kind = EventKind.PAUSED
        yield Event(kind, at, after.drive_key, after.uid, _stage_now(after), why)
    elif before.pause and not after.pause:
        yield _event(EventKind.RESUMED, after, at, _stage_now(after))


def of_drives(
    before: Collection[str], after: Collection[str], at: datetime
) -> Iterator[Event]:
    """Which drives, by key, have come and gone between two whole looks."""
    for key in sorted(set(after) - set(before)):
        yield Event(EventKind.DRIVE_APPEARED, at, key)
    for key in sorted(set(before) - set(after)):
        yield Event(EventKind.DRIVE_VANISHED, at, key)


def _event(
    kind: EventKind, job: Job, at: datetime, stage: StageKind | None = None
) -> Event:
    return Event(kind, at, job.drive_key, job.uid, stage)


def _stage_now(job: Job) -> StageKind | None:
    stage = running_stage(job)
    return stage.kind if stage else None


def _starts(before: Job, after: Job) -> bool:
    if after.continues:
        states = (before.state, after.state)
        return states == (JobState.QUEUED, JobState.RUNNING)
    return _has_worked(after) and not _has_worked(before)


def _has_worked(job: Job) -> bool:
    return any(map(_has_begun, job.stages))


def _has_begun(stage: Stage) -> bool:
    if stage.kind in SURFACE:
        released = stage.handle is not None and stage.handle.released
        return released or bool(stage.attempts)
    return stage.state not in (StageState.PENDING, StageState.SKIPPED)
