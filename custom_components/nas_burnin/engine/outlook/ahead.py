"""When the open jobs of a host will end, and with the last of them its queue.

What runs goes by its own progress, what is to come by what its drive lets expect. What
stands still has no end, and counts for the others as if it went on now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ..model import (
    Drive,
    Job,
    JobState,
    Outlook,
    Progress,
    SelfTestKind,
    SelfTests,
    Smart,
    Stage,
    StageState,
)
from ..queue.order import SURFACE, has_begun, in_order
from ..queue.plan import plan_stage, runs_bytes
from ..verdict.estimate import Work, forecast, is_flat, mean_of, speed_of
from ..verdict.self_tests import KIND_OF, estimate

_LEAST = 1.0
"""Seconds that a stage counts for at the least: also a look takes a moment."""


def look_ahead(
    jobs: Iterable[Job],
    drives: Mapping[str, Drive],
    progresses: Mapping[str, Progress],
    slots: int,
    now: datetime,
    before: Mapping[str, Outlook],
    *,
    holds: bool = False,
    closed: bool = False,
) -> dict[str, Outlook]:
    """What to expect of each open job, by uid.

    `progresses` are of the running stages, by job. With `holds` nothing is started for
    the time being, with `closed` no surface test. An end that differs little from the one told `before` stays.
    """
    ordered = sorted(in_order(jobs), key=lambda job: not has_begun(job))
    smarts = {
        job.uid: drive.smart if (drive := drives.get(job.drive_key)) else None
        for job in ordered
    }
    works = [
        _work(job, smarts[job.uid], progresses.get(job.uid, Progress()))
        for job in ordered
    ]
    ends = forecast([work for work in works if work.surface], slots)
    ends |= {work.uid: work.before for work in works if not work.surface}
    found = {}
    for job in ordered:
        waits = (holds and job.state is JobState.QUEUED) or job.waits or job.pause
        finish = None
        if not (waits or (closed and _needs_slot(job))):
            finish = now + timedelta(seconds=ends[job.uid])
        outlook = Outlook(expected_seconds(job, smarts[job.uid]), finish)
        found[job.uid] = _steady(before.get(job.uid), outlook, now)
    return found


def queue_finish(outlooks: Sequence[Outlook | None]) -> datetime | None:
    """When the last of these jobs ends; None without any, or where one has no end."""
    finishes = [outlook.finish if outlook else None for outlook in outlooks]
    known = [finish for finish in finishes if finish]
    return max(known) if known and len(known) == len(finishes) else None


def expected_seconds(job: Job, smart: Smart | None) -> float:
    """How long all stages of a job take together, before any was measured."""
    return sum(_whole(stage, job.size, smart) for stage in job.stages)


def percent_of(job: Job, progress: Progress, smart: Smart | None) -> float:
    """How much of a job is done, 0 to 100: its stages by what each is expected to take.

    `progress` is that of the stage under way. What is over counts as done, however it
    ended.
    """
    if job.state is JobState.PASSED:
        return 100.0
    whole = done = 0.0
    for stage in job.stages:
        seconds = max(_whole(replace(stage, runs=()), job.size, smart), _LEAST)
        whole += seconds
        if stage.state is StageState.RUNNING:
            done += seconds * progress.percent / 100
        elif stage.state is not StageState.PENDING:
            done += seconds
    return 100 * done / whole if whole else 0.0


def step(seconds: float) -> float:
    """By how many seconds an end so far away may be off before it is worth telling.

    Coarse over days, and finer the nearer it is: nobody believes a time left of eight
    seconds that stands still until the end.
    """
    return max(1.0, min(10.0, 0.1 * seconds), 0.02 * seconds)


def _needs_slot(job: Job) -> bool:
    """True for a job that is yet to begin a surface stage."""
    return any(
        stage.kind in SURFACE and stage.state is StageState.PENDING
        for stage in job.stages
    )


def _steady(old: Outlook | None, new: Outlook, now: datetime) -> Outlook:
    if old is None or old.finish is None or new.finish is None:
        return new
    off = abs((new.finish - old.finish).total_seconds())
    if off < step((new.finish - now).total_seconds()):
        return replace(new, finish=old.finish)
    return new


def _whole(stage: Stage, size: int, smart: Smart | None) -> float:
    """Seconds that a stage takes, of what it has to do when it is begun next."""
    if stage.kind in SURFACE:
        runs = stage.runs or plan_stage(stage, size).runs
        return runs_bytes(runs) / speed_of(size, smart)
    kind = KIND_OF.get(stage.kind)
    if kind is None:
        return 0.0
    if kind is SelfTestKind.LONG and not is_flat(smart):
        # It reads the surface once, whatever the drive can tell of it.
        return size / mean_of(size, smart)
    return estimate(smart.self_tests if smart else SelfTests(), kind)


def _left(job: Job, stage: Stage, smart: Smart | None, progress: Progress) -> float:
    """Seconds that a stage has still to go that waits or runs."""
    if stage.state is StageState.PENDING:
        return _whole(stage, job.size, smart)
    if progress.eta is not None:
        return progress.eta
    # The percentage is of the stage as a whole, also where only a rest of it is left.
    whole = _whole(replace(stage, runs=()), job.size, smart)
    return whole * (1 - progress.percent / 100)


def _work(job: Job, smart: Smart | None, progress: Progress) -> Work:
    """What is to come of a job; all of it `before` where it needs no slot any more."""
    to_come = [
        (stage, _left(job, stage, smart, progress))
        for stage in job.stages
        if stage.state in (StageState.PENDING, StageState.RUNNING)
    ]
    surfaces = [
        place for place, (stage, _) in enumerate(to_come) if stage.kind in SURFACE
    ]
    seconds = [left for _, left in to_come]
    if not surfaces:
        return Work(job.uid, 0.0, before=sum(seconds))
    first, last = surfaces[0], surfaces[-1] + 1
    return Work(
        job.uid,
        # A test that is all but over still has its slot.
        surface=max(sum(seconds[first:last]), 0.001),
        before=sum(seconds[:first]),
        after=sum(seconds[last:]),
        has_slot=to_come[first][0].state is StageState.RUNNING,
    )
