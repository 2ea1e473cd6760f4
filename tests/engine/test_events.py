"""Each thing that happens is told once, when the history has it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.errors import HistoryError, HostUnreachable
from custom_components.nas_burnin.engine.jobs.events import of_drives, of_job
from custom_components.nas_burnin.engine.model import (
    Actor,
    Attempt,
    Event,
    EventKind,
    JobState,
    Reason,
    StageKind,
    StageState,
    TestHandle,
)
from tests.engine.builders import NOON, make_job
from tests.engine.host.nas import Disk
from tests.engine.supervised import PLAN, Engine, Fault, engine, refusal
from tests.engine.surface import clean_report

LOST = HostUnreachable("gone", stage="run")
ME = Actor.person("me")
K = EventKind


def kinds(events: Iterable[Event]) -> list[EventKind]:
    return [event.kind for event in events]


def listen(nas: Engine) -> list[Event]:
    told: list[Event] = []
    nas.burnin.subscribe_events(told.append)
    return told


async def test_a_burn_in_from_the_wish_to_the_verdict(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        told = listen(nas)
        await nas.begin()
        await nas.refresh()
        assert kinds(told) == [K.QUEUED, K.STARTED]
        nas.test().become(clean_report(PLAN))
        for _ in range(3):
            await nas.refresh()
        assert kinds(told[2:]) == [K.STAGE_PASSED, K.STAGE_PASSED, K.PASSED]
        assert [event.stage for event in told] == [
            None,
            StageKind.SURFACE_VALIDATE,
            StageKind.SURFACE_VALIDATE,
            StageKind.FINAL_CHECK,
            None,
        ]
        job = nas.job()
        assert {event.drive_key for event in told} == {nas.key()}
        assert {event.job_uid for event in told} == {job.uid}
        assert told[-1].at == job.ended


async def test_what_is_told_is_kept_already(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        told = listen(nas)
        await nas.begin()
        nas = await nas.again()
        later = listen(nas)
        for _ in range(3):
            await nas.refresh()
        assert later == []
        assert kinds(told) == [K.QUEUED, K.STARTED]
        await nas.burnin.cancel(nas.key())
        assert kinds(later) == [K.CANCELLED]
        assert [reason.code for reason in later[0].reasons] == ["stopped"]


async def test_what_is_not_kept_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        told = listen(nas)

        async def fail(_: object) -> None:
            raise HistoryError("full")

        nas.test().become(clean_report(PLAN))
        with monkeypatch.context() as broken:
            broken.setattr(nas.history, "save_job", fail)
            with pytest.raises(HistoryError):
                await nas.refresh()
        assert told == []
        await nas.refresh()
        assert kinds(told)[0] is K.STAGE_PASSED


async def test_a_start_that_is_tried_again_and_again_is_none(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        told = listen(nas)
        nas.nas.faults = {"start": [refusal("exists")] * 3}
        await nas.enqueue()
        for _ in range(3):
            await nas.refresh()
        assert kinds(told) == [K.QUEUED]
        await nas.refresh()
        assert kinds(told) == [K.QUEUED, K.STARTED]


async def test_pauses_are_told_when_the_first_begins_and_the_last_ends(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        told = listen(nas)
        await nas.burnin.pause([nas.key()], ME)
        await nas.burnin.pause([nas.key()], ME)
        assert kinds(told) == [K.PAUSED]
        assert told[0].reasons == (Reason("paused_by_person"),)
        await nas.burnin.pause(None, ME)
        assert kinds(told) == [K.PAUSED, K.PAUSED]
        assert (told[1].drive_key, told[1].job_uid) == ("", None)
        await nas.burnin.resume([nas.key()], ME)
        assert kinds(told) == [K.PAUSED, K.PAUSED]
        await nas.burnin.resume(None, ME)
        assert kinds(told) == [K.PAUSED, K.PAUSED, K.RESUMED, K.RESUMED]
        # The end of a paused test is no going on.
        await nas.burnin.pause([nas.key()], ME)
        await nas.burnin.cancel(nas.key())
        assert kinds(told[4:]) == [K.PAUSED, K.CANCELLED]


async def test_drives_come_and_go(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2) as nas:
        told = listen(nas)
        await nas.refresh()
        key = nas.key("sdb")
        gone = nas.nas.disks.pop("sdb")
        # A look that broke off saw less than there is.
        nas.nas.faults = {"probe": [Fault(LOST)]}
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        assert told == []
        await nas.refresh()
        assert [(event.kind, event.drive_key) for event in told] == [
            (K.DRIVE_VANISHED, key)
        ]
        # Under another letter it is the same drive.
        nas.nas.disks["sdc"] = gone
        nas.nas.disks["sdd"] = Disk("LAB-new", 9)
        await nas.refresh()
        await nas.refresh()
        assert kinds(told) == [K.DRIVE_VANISHED, K.DRIVE_APPEARED, K.DRIVE_APPEARED]
        nas = await nas.again()
        told = listen(nas)
        await nas.refresh()
        assert told == []


async def test_a_drive_that_is_told_of_is_in_the_view(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        seen: list[bool] = []
        drives = nas.burnin.view.drives
        nas.burnin.subscribe_events(
            lambda event: seen.append(nas.burnin.view.drives[event.drive_key].present)
        )
        nas.nas.disks["sdd"] = Disk("LAB-new", 9)
        await nas.refresh()
        del nas.nas.disks["sdd"]
        await nas.refresh()
        assert len(nas.burnin.view.drives) == len(drives) + 1
        assert seen == [True, False]


async def test_an_unlock_is_told(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.disks["sda"].partitions = ("sda1",)
        await nas.refresh()
        told = listen(nas)
        serial = nas.drive().drive.serial
        await nas.burnin.unlock([nas.key()], "nonsense", ME)
        assert told == []
        (answer,) = await nas.burnin.unlock([nas.key()], f"ERASE {serial[-4:]}", ME)
        assert answer.grant, answer.reason
        assert [(event.kind, event.drive_key) for event in told] == [
            (K.UNLOCKED, nas.key())
        ]


def test_a_test_that_was_broken_off() -> None:
    job = make_job(state=JobState.RUNNING)
    surface, final = job.stages
    handle = TestHandle("unit", "nonce", "boot", released=True)
    begun = replace(surface, state=StageState.RUNNING, handle=handle)
    broken = replace(
        surface, attempts=(Attempt(handle, (), NOON, Reason("interrupted")),)
    )
    before = replace(job, stages=(begun, final))
    after = replace(job, stages=(broken, final))
    (event,) = of_job(before, after, NOON)
    assert (event.kind, event.reasons) == (K.INTERRUPTED, (Reason("interrupted"),))
    # Gone on with it has not started anew.
    assert list(of_job(after, before, NOON)) == []


def test_a_job_that_goes_on_with_another_starts_once() -> None:
    handle = TestHandle("unit", "nonce", "boot", released=True)
    queued = make_job(continues="job-before")
    surface, final = queued.stages
    left = replace(surface, attempts=(Attempt(handle, (), NOON, Reason("stalled")),))
    queued = replace(queued, stages=(left, final))
    begun = replace(left, state=StageState.RUNNING)
    running = replace(queued, state=JobState.RUNNING, stages=(begun, final))
    released = replace(running, stages=(replace(begun, handle=handle), final))
    assert kinds(of_job(None, queued, NOON)) == [K.QUEUED]
    assert kinds(of_job(queued, running, NOON)) == [K.STARTED]
    assert kinds(of_job(running, released, NOON)) == []


def test_drives_that_come_and_go() -> None:
    found = of_drives(["a", "b"], ["b", "c"], NOON)
    assert [(event.kind, event.drive_key) for event in found] == [
        (K.DRIVE_APPEARED, "c"),
        (K.DRIVE_VANISHED, "a"),
    ]
