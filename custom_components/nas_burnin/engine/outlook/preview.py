"""What burn-ins would take that nobody has asked for yet, by what is known now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ..errors import DriveRefused
from ..model import (
    DriveView,
    HostView,
    Job,
    JobState,
    Lock,
    Outlook,
    Profile,
    Reason,
    Stage,
)
from ..queue.order import new_orders
from .ahead import expected_seconds, look_ahead, queue_finish
from .precheck import notes_before_start


@dataclass(frozen=True, slots=True)
class Expected:
    """What a burn-in of a drive would be: `why_not` is empty where it could begin.

    What can't begin has no end.
    """

    outlook: Outlook
    why_not: tuple[Reason, ...]
    notes: tuple[Reason, ...]


def preview(
    host: HostView,
    drive_keys: Iterable[str],
    profile: Profile,
    user_id: str | None,
    now: datetime,
) -> tuple[Mapping[str, Expected], datetime | None]:
    """What to expect of each drive, and when the whole queue would be done.

    Jobs are filed among those that are queued already, as a start would do it for that
    person. Nothing here permits anything: a start looks at the drives anew.
    """
    shown = [view.job for view in host.drives.values() if view.job]
    present = [one.job for one in shown if not one.job.state.terminal]
    wished: dict[str, Job] = {}
    expected: dict[str, Expected] = {}
    for key in drive_keys:
        view = host.drives[key]
        job = _wished(view, profile, now)
        why_not = _why_not(view, profile, user_id)
        seconds = 0.0
        try:
            seconds = expected_seconds(job, view.drive.smart)
        except DriveRefused as error:
            why_not = (*why_not, Reason(error.code, error.values))
        expected[key] = Expected(Outlook(seconds), why_not, _worth(view, profile))
        if not why_not:
            wished[key] = job
    orders = new_orders(present, [job.size for job in wished.values()])
    new = [
        replace(job, order=order)
        for job, order in zip(wished.values(), orders, strict=True)
    ]
    outlooks = look_ahead(
        [*present, *new],
        {key: view.drive for key, view in host.drives.items()},
        {one.job.uid: one.progress for one in shown},
        host.max_parallel,
        now,
        {},
        holds=host.paused or host.waits_for is not None,
        closed=host.gate is not None,
    )
    for job in new:
        one = expected[job.drive_key]
        expected[job.drive_key] = replace(one, outlook=outlooks[job.uid])
    return expected, queue_finish(list(outlooks.values()))


def _worth(view: DriveView, profile: Profile) -> tuple[Reason, ...]:
    return notes_before_start(view.drive, profile.stages, profile.options)


def _why_not(
    view: DriveView, profile: Profile, user_id: str | None
) -> tuple[Reason, ...]:
    if not view.present:
        return (Reason("drive_absent"),)
    if view.job and not view.job.job.state.terminal:
        return (Reason("drive_has_job"),)
    if not profile.erases:
        return ()
    problem = view.drive.identity_problem
    found = [problem] if problem else []
    if view.lock.lock is not Lock.FREE and not _is_his(view, user_id):
        if view.grant:
            found.append(Reason("unlocked_by_other"))
        found += [fact.reason for fact in view.lock.evidence]
    return tuple(found)


def _is_his(view: DriveView, user_id: str | None) -> bool:
    return view.grant is not None and view.grant.user_id == user_id


def _wished(view: DriveView, profile: Profile, now: datetime) -> Job:
    drive = view.drive
    return Job(
        uid=f"wished {drive.key}",
        host_id="",
        drive_key=drive.key,
        serial=drive.serial,
        model=drive.model,
        size=drive.size,
        profile=profile.name,
        stages=tuple(
            Stage(position, kind, options=profile.options)
            for position, kind in enumerate(profile.stages)
        ),
        created=now,
        order=0.0,
        state=JobState.QUEUED,
    )
