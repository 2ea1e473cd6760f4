"""What on a NAS needs a person, read off what the engine shows of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .const import (
    HOST,
    ISSUE_HOST_REFUSES,
    ISSUE_JOB_WAITS,
    ISSUE_LONG_COOLING,
    ISSUE_OUTCOME_LOST,
    ISSUE_OUTCOME_UNKNOWN,
    ISSUE_QUEUE_WAITS,
    ISSUE_STALLED,
)
from .engine.continuing import can_continue
from .engine.errors import ShellUnusable, SudoRefused, ToolMissing
from .engine.model import HostView, JobState, JobView, Pause, PauseCause, Reason

LONG_COOLING = timedelta(hours=1)
"""A drive that has not cooled in this time is in a place that is too warm."""

# What only a person on the NAS can mend; a refused key asks for one by itself.
_REFUSALS = frozenset({SudoRefused.code, ShellUnusable.code, ToolMissing.code})


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing: its kind, the drive and the job it is about, why, and since when.

    `drive_key` is empty where it is about the NAS.
    """

    kind: str
    drive_key: str = HOST
    job_uid: str = ""
    reasons: tuple[Reason, ...] = ()
    since: datetime | None = None


def needs_person(view: HostView, now: datetime) -> Iterator[Attention]:
    """All that needs a person now; times are compared by our own clock."""
    if view.problem is not None and view.problem.code in _REFUSALS:
        yield Attention(ISSUE_HOST_REFUSES, reasons=(view.problem,))
    if view.waits_for is not None:
        yield Attention(ISSUE_QUEUE_WAITS, reasons=(view.waits_for,))
    for key, drive in view.drives.items():
        if drive.job:
            yield from _of_job(key, drive.job, now)


def _of_job(key: str, shown: JobView, now: datetime) -> Iterator[Attention]:
    job = shown.job
    if job.state is JobState.UNKNOWN:
        kind = ISSUE_OUTCOME_UNKNOWN if can_continue(job) else ISSUE_OUTCOME_LOST
        yield Attention(kind, key, job.uid, job.reasons)
    if job.state is not JobState.RUNNING:
        return
    if job.waits is not None:
        yield Attention(ISSUE_JOB_WAITS, key, job.uid, (job.waits,))
    if shown.stalled_since is not None:
        yield Attention(ISSUE_STALLED, key, job.uid, since=shown.stalled_since)
    for pause in job.pauses:
        if _is_long_cooling(pause, now):
            yield Attention(ISSUE_LONG_COOLING, key, job.uid, since=pause.started)


def _is_long_cooling(pause: Pause, now: datetime) -> bool:
    cooling = pause.cause is PauseCause.HEAT and pause.ended is None
    return cooling and now - pause.started >= LONG_COOLING
