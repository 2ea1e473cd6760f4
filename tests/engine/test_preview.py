"""What a start would take: by tables, on a host with a queue."""

from dataclasses import replace
from datetime import timedelta

import pytest

from custom_components.nas_burnin.engine.model import (
    GrantView,
    HostView,
    JobState,
    JobView,
    Lock,
    Pattern,
    Profile,
    Reason,
    StageKind,
    StageState,
    SurfaceOptions,
)
from custom_components.nas_burnin.engine.outlook.preview import preview
from custom_components.nas_burnin.engine.queue.plan import PROFILES
from tests.components.data import (
    BUSY,
    GONE,
    IDLE,
    NOW,
    POOL,
    PROGRESS,
    RUNNING,
    VIEW as SEEN,
    change,
    job,
)

ME = "me"
SURFACE = Profile("surface", (StageKind.SURFACE_VALIDATE,))

(surface,) = RUNNING.job.stages
begun = replace(RUNNING.job, stages=(replace(surface, state=StageState.RUNNING),))
VIEW = change(SEEN, BUSY, job=replace(RUNNING, job=begun))
STANDARD, SMART_ONLY = PROFILES["standard"], PROFILES["smart_only"]
HOURS = timedelta(hours=1)


def codes(view: HostView, key: str, profile: Profile = STANDARD) -> list[str]:
    expected, _ = preview(view, [key], profile, ME, NOW)
    return [reason.code for reason in expected[key].why_not]


def granted(user_id: str) -> HostView:
    grant = GrantView(Lock.POOL, user_id, NOW + HOURS)
    return change(VIEW, POOL, grant=grant)


def unsure() -> HostView:
    drive = VIEW.drives[IDLE].drive
    problem = replace(drive, identity_problem=Reason("serial_missing"))
    return change(VIEW, IDLE, drive=problem)


def tiny() -> HostView:
    return change(VIEW, IDLE, drive=replace(VIEW.drives[IDLE].drive, size=512))


@pytest.mark.parametrize(
    ("view", "key", "profile", "why_not"),
    [
        (VIEW, IDLE, STANDARD, []),
        (VIEW, GONE, STANDARD, ["drive_absent"]),
        (VIEW, BUSY, SMART_ONLY, ["drive_has_job"]),
        (VIEW, POOL, STANDARD, ["pool_member"]),
        (VIEW, POOL, SMART_ONLY, []),
        (granted(ME), POOL, STANDARD, []),
        (granted("her"), POOL, STANDARD, ["unlocked_by_other", "pool_member"]),
        (unsure(), IDLE, STANDARD, ["serial_missing"]),
        (unsure(), IDLE, SMART_ONLY, []),
        (tiny(), IDLE, STANDARD, ["drive_refused"]),
    ],
)
def test_why_a_drive_can_not_be_started(
    view: HostView, key: str, profile: Profile, why_not: list[str]
) -> None:
    assert codes(view, key, profile) == why_not


def test_what_can_not_be_started_takes_time_but_no_place() -> None:
    expected, finish = preview(VIEW, [POOL], STANDARD, ME, NOW)
    assert expected[POOL].outlook.seconds > 24 * 3600
    assert expected[POOL].outlook.finish is None
    # The queue is as it was: what runs.
    assert finish == PROGRESS.finish


def test_a_start_waits_for_a_slot() -> None:
    one_slot = replace(VIEW, max_parallel=1)
    (soon, _), (later, finish) = (
        preview(view, [IDLE], SURFACE, ME, NOW) for view in (VIEW, one_slot)
    )
    first, second = soon[IDLE].outlook, later[IDLE].outlook
    assert first.finish == NOW + timedelta(seconds=first.seconds)
    assert second.finish == finish
    assert second.finish
    assert second.finish - first.finish == timedelta(seconds=PROGRESS.eta or 0)


def test_the_larger_drive_goes_first_as_in_a_start() -> None:
    small = replace(VIEW.drives[IDLE].drive, size=10**12)
    queued = replace(job(GONE, JobState.QUEUED), size=10**12, uid="queued")
    view = change(VIEW, IDLE, drive=replace(small, size=2 * 10**12))
    view = change(view, GONE, job=JobView(queued))
    view = replace(change(view, BUSY, job=None), max_parallel=1)
    expected, finish = preview(view, [IDLE], SURFACE, ME, NOW)
    outlook = expected[IDLE].outlook
    assert outlook.finish == NOW + timedelta(seconds=outlook.seconds)
    assert finish
    assert finish > outlook.finish


def test_while_nothing_starts_nothing_ends() -> None:
    for held in (
        replace(VIEW, paused=True),
        replace(VIEW, waits_for=Reason("queue_after_gap")),
        replace(VIEW, gate=Reason("window_closed")),
    ):
        expected, finish = preview(held, [IDLE], STANDARD, ME, NOW)
        assert (expected[IDLE].outlook.finish, finish) == (None, None)
        assert expected[IDLE].outlook.seconds


def test_fewer_patterns_take_less() -> None:
    one = replace(STANDARD, options=SurfaceOptions((Pattern.AA,)))
    (all_four, _), (one_only, _) = (
        preview(VIEW, [IDLE], profile, ME, NOW) for profile in (STANDARD, one)
    )
    assert one_only[IDLE].outlook.seconds < all_four[IDLE].outlook.seconds
