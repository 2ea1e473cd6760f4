"""Pauses of a job as the history keeps them, and of a test as its host measured them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ..model import Job, Pause, PauseCause, PauseTimes, Reason, Stamp


def working_seconds(
    started: Stamp, ended: Stamp, pauses: Sequence[PauseTimes]
) -> float:
    """Seconds between two moments of one boot of the host, its pauses left out.

    Negative where the moments are not in order.
    """
    still = sum(
        max(
            0.0,
            min(ended.boot, pause.ended.boot if pause.ended else ended.boot)
            - max(started.boot, pause.started.boot),
        )
        for pause in pauses
    )
    return ended.boot - started.boot - still


def is_paused_by(job: Job, cause: PauseCause) -> bool:
    """True while a pause of this cause is open."""
    return any(pause.cause is cause for pause in _open(job))


def with_pause(job: Job, pause: Pause) -> Job:
    """Return the job with this pause; one of each cause is enough."""
    if is_paused_by(job, pause.cause):
        return job
    return replace(job, pauses=(*job.pauses, pause))


def without_pause(job: Job, now: datetime, *causes: PauseCause) -> Job:
    """Return the job with its pauses of these causes ended."""
    pauses = tuple(
        # A wall clock that was set back makes no pause end before it began.
        replace(pause, ended=max(now, pause.started))
        if pause.ended is None and pause.cause in causes
        else pause
        for pause in job.pauses
    )
    return job if pauses == job.pauses else replace(job, pauses=pauses)


def why_paused(job: Job) -> tuple[Reason, ...]:
    """Say what keeps the job still, each cause once; nothing while it is not paused."""
    return tuple(map(_reason, _open(job)))


def paused_minutes(job: Job, now: datetime) -> int:
    """Whole minutes in which the job stood still; causes at one time count once."""
    seconds, counted = timedelta(), None
    for pause in sorted(job.pauses, key=lambda pause: pause.started):
        ended = pause.ended or max(now, pause.started)
        began = max(pause.started, counted) if counted else pause.started
        seconds += max(ended - began, timedelta())
        counted = max(ended, counted) if counted else ended
    return seconds // timedelta(minutes=1)


def _open(job: Job) -> Iterator[Pause]:
    return (pause for pause in job.pauses if pause.ended is None)


def _reason(pause: Pause) -> Reason:
    match pause.cause:
        case PauseCause.PERSON:
            return Reason("paused_by_person")
        case PauseCause.HOST:
            return Reason("paused_with_host")
        case PauseCause.HEAT:
            return Reason("paused_by_heat", {"temperature": str(pause.temperature)})
