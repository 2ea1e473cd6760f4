"""What burn-ins would take that nobody has asked for yet, by what is known now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf

from .model import (
    DriveView,
    HostView,
    Job,
    JobState,
    Lock,
    Outlook,
    Reason,
    Stage,
    StageKind,
    SurfaceOptions,
)
from .outlook import look_ahead, queue_finish
from .precheck import notes_before_start


@dataclass(frozen=True, slots=True)
class Expected:
    """What a burn-in of a drive would be: `why_not` is empty where it could begin."""

    outlook: Outlook
    why_not: tuple[Reason, ...]
    notes: tuple[Reason, ...]


def preview(
    host: HostView,
    drive_keys: Iterable[str],
    stages: Sequence[StageKind],
    options: SurfaceOptions,
    now: datetime,
) -> tuple[Mapping[str, Expected], datetime | None]:
    """What to expect of each drive, and when the whole queue would be done.

    Behind what is queued already. Nothing here permits anything: a start looks at the
    drives anew.
    """
    wished = [host.drives[key] for key in drive_keys if key in host.drives]
    new = {view.drive.key: _wished(view, stages, options, now) for view in wished}
    shown = [view.job for view in host.drives.values() if view.job]
    present = [one.job for one in shown if not one.job.state.terminal]
    jobs = [*present, *new.values()]
    outlooks = look_ahead(
        jobs,
        {key: view.drive for key, view in host.drives.items()},
        {one.job.uid: one.progress for one in shown},
        host.max_parallel,
        now,
        {},
        holds=host.paused or host.waits_for is not None,
        closed=host.gate is not None,
    )
    expected = {
        view.drive.key: Expected(
            outlooks[new[view.drive.key].uid],
            _why_not(view, stages),
            notes_before_start(view.drive),
        )
        for view in wished
    }
    return expected, queue_finish([outlooks[job.uid] for job in jobs])


def _why_not(view: DriveView, stages: Sequence[StageKind]) -> tuple[Reason, ...]:
    if not view.present:
        return (Reason("drive_absent"),)
    if view.job and not view.job.job.state.terminal:
        return (Reason("drive_has_job"),)
    erases = any(stage.destructive for stage in stages)
    if erases and view.lock.lock is not Lock.FREE and view.grant is None:
        return tuple(fact.reason for fact in view.lock.evidence)
    return ()


def _wished(
    view: DriveView,
    stages: Sequence[StageKind],
    options: SurfaceOptions,
    now: datetime,
) -> Job:
    drive = view.drive
    return Job(
        uid=f"wished {drive.key}",
        host_id="",
        drive_key=drive.key,
        serial=drive.serial,
        model=drive.model,
        size=drive.size,
        profile="",
        stages=tuple(
            Stage(position, kind, options=options)
            for position, kind in enumerate(stages)
        ),
        created=now,
        order=inf,
        state=JobState.QUEUED,
    )
