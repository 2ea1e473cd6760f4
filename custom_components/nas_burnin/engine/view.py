"""From what the engine knows to what people see, and what of that has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from .jobs.live import Live
from .model import (
    Activity,
    Detector,
    Drive,
    DriveView,
    Evidence,
    GrantView,
    HostInfo,
    HostView,
    Job,
    JobState,
    JobView,
    Lock,
    LockState,
    Outlook,
    PauseCause,
    Progress,
    Protocol,
    Reason,
    Stage,
    StageKind,
    StageState,
)
from .queue.order import queue_positions
from .queue.pauses import paused_minutes, why_paused
from .queue.plan import plan_stage, runs_bytes

UNSEEN = LockState(
    Lock.UNKNOWN,
    (Evidence(Lock.UNKNOWN, Detector.BLOCK, "", Reason("drive_absent")),),
)
"""The lock of a drive that is not there: nothing is known, so nothing is allowed."""

CLOCK_STEP = 10
"""Minutes that two clocks may be apart before it is worth telling."""


def drives_on_record(jobs: Iterable[Job]) -> dict[str, Drive]:
    """Return the drives of jobs as far as their records tell of them, by key.

    A drive that went away while nobody looked has a job all the same, and that is to
    be seen. The last job of a drive counts.
    """
    return {
        job.drive_key: Drive(
            key=job.drive_key,
            wwn="",
            serial=job.serial,
            model=job.model,
            firmware=job.firmware,
            protocol=Protocol.UNKNOWN,
            size=job.size,
            nodes=(),
        )
        for job in jobs
    }


def drive_views(
    drives: Iterable[Drive],
    present: Mapping[str, LockState],
    open_jobs: Iterable[Job],
    ended_jobs: Mapping[str, Job],
    live: Mapping[str, Live],
    now: datetime,
    lost: datetime | None = None,
    grants: Mapping[str, GrantView] | None = None,
    notes: Mapping[str, tuple[Reason, ...]] | None = None,
    outlooks: Mapping[str, Outlook] | None = None,
    written: Mapping[str, str] | None = None,
) -> dict[str, DriveView]:
    """Return every drive with its lock and its present or last job, by key.

    `lost` is since when the host does not answer; None while it does. `outlooks` are
    by job, `written` what people wrote by drive.
    """
    jobs = list(open_jobs)
    places = queue_positions(jobs)
    by_drive = {job.drive_key: job for job in jobs}
    views = {}
    for drive in drives:
        job = by_drive.get(drive.key) or ended_jobs.get(drive.key)
        last = ended_jobs.get(drive.key)
        views[drive.key] = DriveView(
            drive=drive,
            lock=present.get(drive.key, UNSEEN),
            present=drive.key in present,
            job=job_view(job, live.get(job.uid, Live()), places.get(job.uid), now, lost)
            if job
            else None,
            last_verdict=last.verdict if last else None,
            grant=(grants or {}).get(drive.key),
            notes=(notes or {}).get(drive.key, ()),
            outlook=(outlooks or {}).get(job.uid) if job else None,
            note=(written or {}).get(drive.key, ""),
        )
    return views


def job_view(
    job: Job, live: Live, place: int | None, now: datetime, lost: datetime | None
) -> JobView:
    """Return a job with what it does now.

    While the host does not answer, the test goes on there: the last known progress
    stays, and the activity says so.
    """
    stage = _stage_shown(job)
    activity, since = _doing(job, stage, live, lost)
    runs = job.state is JobState.RUNNING
    reasons = (*live.waiting, *live.hindered, *why_paused(job))
    return JobView(
        job=job if job.state.terminal else replace(job, reasons=reasons),
        activity=activity,
        activity_since=since,
        stage=stage.kind if stage and not job.state.terminal else None,
        progress=_progress_shown(job, stage, live.progress),
        queue_position=place,
        stalled_since=live.stalled_since if runs else None,
        paused_minutes=paused_minutes(job, now),
    )


def _doing(
    job: Job, stage: Stage | None, live: Live, lost: datetime | None
) -> tuple[Activity | None, datetime | None]:
    """What a job does, and since when; what it should do does not count."""
    if job.state is not JobState.RUNNING:
        return None, None
    if lost:
        return Activity.RECONNECTING, lost
    pause = job.pause
    if pause is None:
        return live.activity, live.activity_since
    still = Activity.COOLING if pause.cause is PauseCause.HEAT else Activity.PAUSED
    if live.activity is Activity.PAUSED:
        return still, live.activity_since
    if stage is None or stage.state is not StageState.RUNNING:
        return still, pause.started
    return live.activity, live.activity_since


def _stage_shown(job: Job) -> Stage | None:
    """The stage under way, else the next one to come."""
    for state in (StageState.RUNNING, StageState.PENDING):
        for stage in job.stages:
            if stage.state is state:
                return stage
    return None


def _progress_shown(job: Job, stage: Stage | None, last: Progress) -> Progress:
    if job.state.terminal:
        return _final(job, last)
    if stage and stage.kind is StageKind.FINAL_CHECK:
        # The phases, their speed and their end were those of the surface.
        return Progress(percent=last.percent, bad_blocks=last.bad_blocks)
    if stage and stage.attempts and not last.percent:
        return replace(last, percent=_percent_on_record(job, stage))
    return last


def _percent_on_record(job: Job, stage: Stage) -> float:
    """How much of a broken-off test is done: what nobody has followed since a restart."""
    whole = runs_bytes(plan_stage(stage, job.size).runs)
    return 100 * (whole - runs_bytes(stage.runs)) / whole if stage.runs else 0.0


def _final(job: Job, last: Progress) -> Progress:
    """Return the progress of a job that ended, from its record."""
    percent = 100.0 if job.state is JobState.PASSED else last.percent
    bad = max((len(stage.bad_blocks) for stage in job.stages), default=0)
    return Progress(percent=percent, bad_blocks=max(bad, last.bad_blocks))


def clock_apart(info: HostInfo | None, now: datetime) -> int:
    """Return by how many minutes a host's clock is ahead of ours, in whole steps.

    For display alone: nothing is decided by it. A look may take most of a minute, so
    less than a step is none.
    """
    if info is None:
        return 0
    apart = (info.now.wall - now.timestamp()) / 60
    return int(apart / CLOCK_STEP) * CLOCK_STEP


def changes(before: HostView, after: HostView) -> frozenset[str]:
    """Return the keys of drives that look different now; "" for the host itself."""
    changed = {
        key
        for key in before.drives.keys() | after.drives.keys()
        if before.drives.get(key) != after.drives.get(key)
    }
    if replace(before, drives={}) != replace(after, drives={}):
        changed.add("")
    return frozenset(changed)
