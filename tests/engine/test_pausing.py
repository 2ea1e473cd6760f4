"""Pause and resume: written down first, then done, and done again until it is so."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.errors import HistoryError, HostUnreachable
from custom_components.nas_burnin.engine.jobs.pausing import PauseAnswer, Paused
from custom_components.nas_burnin.engine.model import (
    Activity,
    Actor,
    JobState,
    JobView,
    PauseCause,
    Reason,
    StageState,
    TestState,
    Verdict,
)
from custom_components.nas_burnin.engine.unlock.audit import Act
from tests.engine.supervised import PLAN, Engine, Fault, engine, refusal
from tests.engine.surface import clean_report

LOST = HostUnreachable("gone", stage="run")
ME = Actor.person("me")
HOST_PAUSE = "paused:host-1"


def shown(nas: Engine, name: str = "sda") -> JobView:
    job = nas.drive(name).job
    assert job
    return job


def state(nas: Engine, name: str = "sda") -> TestState:
    """Answer where the test on the NAS stands in truth."""
    return nas.test(name).report.state


async def pause(nas: Engine, *names: str) -> list[Paused]:
    keys = [nas.key(name) for name in names or ["sda"]]
    return [answer.outcome for answer in await nas.burnin.pause(keys, ME)]


async def resume(nas: Engine, *names: str) -> list[Paused]:
    keys = [nas.key(name) for name in names or ["sda"]]
    return [answer.outcome for answer in await nas.burnin.resume(keys, ME)]


async def passes(nas: Engine, name: str = "sda") -> None:
    """Let the test end well, and see that nothing of it is open or left."""
    nas.test(name).become(clean_report(PLAN))
    for _ in range(2):
        await nas.refresh()
    job = await nas.kept(name)
    assert job.verdict is Verdict.PASSED
    assert all(pause.ended for pause in job.pauses)


async def test_a_person_pauses_and_resumes(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        began = nas.clock.now()
        assert await pause(nas) == [Paused.DONE]
        assert state(nas) is TestState.PAUSED
        (kept,) = (await nas.kept()).pauses
        assert (kept.cause, kept.user_id, kept.ended) == (PauseCause.PERSON, "me", None)
        assert kept.started == began
        assert shown(nas).activity is Activity.PAUSED
        assert shown(nas).job.reasons == (Reason("paused_by_person"),)

        nas.clock.seconds += 600
        await nas.refresh()
        assert state(nas) is TestState.PAUSED
        assert shown(nas).paused_minutes == 10
        assert nas.burnin.view.running == 1

        assert await resume(nas) == [Paused.DONE]
        assert state(nas) is TestState.TESTING
        assert shown(nas).activity is Activity.TESTING
        assert shown(nas).job.reasons == ()
        await passes(nas)
        assert shown(nas).paused_minutes == 10


async def test_each_wish_is_in_the_trail_before_it_is_done(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        seen: list[tuple[str, str]] = []
        nas.nas.on_call = lambda call: seen.append(("call", call))
        nas.burnin.subscribe_audit(lambda row: seen.append(("row", row.what)))
        await pause(nas)
        await nas.burnin.resume(None, ME)
        await nas.burnin.pause(None, ME)
        assert seen == [
            ("row", Act.PAUSE_REQUESTED),
            ("call", "pause"),
            ("row", Act.PAUSE_REQUESTED),
            ("call", "pause"),
        ]
        host, drive, *_ = await nas.history.audit()
        assert (host.drive_key, host.host_id, host.who_id) == (None, "host-1", "me")
        assert (drive.drive_key, drive.job_uid) == (nas.key(), nas.job().uid)


async def test_twice_is_once(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        assert await pause(nas, "sda", "sda") == [Paused.DONE]
        assert await pause(nas) == [Paused.DONE]
        assert len((await nas.kept()).pauses) == 1
        await nas.burnin.pause(None, ME)
        await nas.burnin.pause(None, Actor.person("another"))
        assert len((await nas.kept()).pauses) == 2
        assert nas.burnin.view.paused_since == nas.clock.now()


async def test_what_cannot_be_paused_or_resumed(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2) as nas:
        absent = (Reason("job_absent"),)
        both = [nas.key(), "no-such-drive"]
        for asked in (nas.burnin.pause, nas.burnin.resume):
            assert await asked(both, ME) == tuple(
                PauseAnswer(key, Paused.SKIPPED, absent) for key in both
            )
        await nas.begin()
        assert await nas.burnin.resume([nas.key()], ME) == (
            PauseAnswer(nas.key(), Paused.SKIPPED, (Reason("not_paused"),)),
        )
        nas.test().become(clean_report(PLAN))
        nas.nas.faults = {"probe": [None, Fault(LOST)]}
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        assert nas.job().stages[1].state is StageState.RUNNING
        why = Reason("not_pausable", {"stage": "final_check"})
        assert await nas.burnin.pause([nas.key()], ME) == (
            PauseAnswer(nas.key(), Paused.SKIPPED, (why,)),
        )


async def test_a_queued_job_waits_while_it_is_paused(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.enqueue("sda", "sdb")
        first = min("sda", "sdb", key=lambda name: nas.job(name).order)
        other = "sdb" if first == "sda" else "sda"
        calls = len(nas.nas.calls)
        assert await pause(nas, first) == [Paused.DONE]
        assert len(nas.nas.calls) == calls
        await nas.refresh()
        assert nas.job(first).state is JobState.QUEUED
        assert nas.job(other).state is JobState.RUNNING
        assert shown(nas, first).job.reasons == (Reason("paused_by_person"),)
        assert shown(nas, first).queue_position == 1

        nas = await nas.again()
        assert await resume(nas, first) == [Paused.DONE]
        await nas.burnin.set_max_parallel(2)
        await nas.refresh()
        assert state(nas, first) is TestState.TESTING


async def test_a_paused_test_keeps_its_slot(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.begin("sda", "sdb")
        running = next(n for n in ("sda", "sdb") if nas.job(n).started)
        await pause(nas, running)
        for _ in range(3):
            await nas.refresh()
        assert len(nas.nas.supervisors) == 1
        assert nas.burnin.view.running == 1


@pytest.mark.parametrize("done_first", [False, True])
async def test_a_link_that_fails_as_it_is_paused(
    tmp_path: Path, *, done_first: bool
) -> None:
    async with engine(tmp_path, disks=2) as nas:
        await nas.begin("sda", "sdb")
        nas.nas.faults = {"pause": [Fault(LOST, done_first)]}
        calls = len(nas.nas.calls)
        keys = [nas.key("sda"), nas.key("sdb")]
        answers = await nas.burnin.pause(keys, ME)
        assert [answer.outcome for answer in answers] == [Paused.LATER] * 2
        assert [answer.reasons[0].code for answer in answers] == [
            "host_unreachable"
        ] * 2
        # One drive was tried; a host that is gone is not asked for each.
        assert nas.nas.calls[calls:] == ["pause"]
        await nas.refresh()
        assert {state(nas, "sda"), state(nas, "sdb")} == {TestState.PAUSED}


@pytest.mark.parametrize("wish", [pause, resume])
@pytest.mark.parametrize("done_first", [False, True])
async def test_a_restart_carries_the_wish_out(
    tmp_path: Path, wish: Callable[[Engine], object], *, done_first: bool
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        if wish is resume:
            await pause(nas)
        verb = "pause" if wish is pause else "resume"
        nas.nas.faults = {verb: [Fault(LOST, done_first)]}
        assert await wish(nas) == [Paused.LATER]  # type: ignore[misc]
        nas = await nas.again()
        wanted = TestState.PAUSED if wish is pause else TestState.TESTING
        assert state(nas) is wanted
        await resume(nas)
        await passes(nas)


async def test_a_host_that_will_not_pause_is_told_again(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.nas.faults = {"pause": [refusal("failed"), refusal("failed")]}
        assert await pause(nas) == [Paused.LATER]
        await nas.refresh()
        assert shown(nas).activity is Activity.TESTING
        await nas.refresh()
        assert state(nas) is TestState.PAUSED
        assert shown(nas).activity is Activity.PAUSED


async def test_a_history_that_cannot_keep_it_pauses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()

        async def fail(_: object) -> None:
            raise HistoryError("full")

        with monkeypatch.context() as broken:
            broken.setattr(nas.history, "save_job", fail)
            with pytest.raises(HistoryError):
                await pause(nas)
        assert state(nas) is TestState.TESTING
        assert (await nas.kept()).pauses == ()
        assert nas.job().pauses == ()


async def test_the_host_is_paused(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=3, max_parallel=2) as nas:
        await nas.begin("sda", "sdb")
        answers = await nas.burnin.pause(None, ME)
        assert {answer.outcome for answer in answers} == {Paused.DONE}
        assert nas.burnin.view.paused
        assert nas.burnin.view.paused_since == nas.clock.now()
        assert {state(nas, "sda"), state(nas, "sdb")} == {TestState.PAUSED}
        assert shown(nas, "sda").job.reasons == (Reason("paused_with_host"),)
        await nas.burnin.set_max_parallel(4)
        await nas.begin("sdc")
        assert nas.job("sdc").state is JobState.QUEUED
        assert shown(nas, "sdc").job.reasons == (Reason("host_paused"),)
        # It is queued all the same, and what is paused is not the job.
        assert nas.job("sdc").pauses == ()

        nas = await nas.again()
        await nas.refresh()
        assert nas.burnin.view.paused
        assert {state(nas, "sda"), state(nas, "sdb")} == {TestState.PAUSED}
        assert nas.job("sdc").state is JobState.QUEUED

        answers = await nas.burnin.resume(None, ME)
        assert {answer.outcome for answer in answers} == {Paused.DONE}
        await nas.refresh()
        host = nas.burnin.view
        assert (host.paused, host.paused_since) == (False, None)
        for name in ("sda", "sdb", "sdc"):
            assert state(nas, name) is TestState.TESTING
            await passes(nas, name)
        assert nas.job("sdc").pauses == ()
        assert [pause.cause for pause in nas.job("sda").pauses] == [PauseCause.HOST]


async def test_a_crash_between_the_pause_of_the_host_and_of_its_jobs(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await nas.burnin.pause(None, ME)
        kept = await nas.history.setting(HOST_PAUSE)
        assert kept
        await nas.burnin.resume(None, ME)
        assert await nas.history.setting(HOST_PAUSE) == ""
        # What the file holds when nothing more was done than that.
        await nas.history.set_setting(HOST_PAUSE, kept)
        nas = await nas.again()
        assert state(nas) is TestState.PAUSED
        await nas.history.set_setting(HOST_PAUSE, "")
        nas = await nas.again()
        assert state(nas) is TestState.TESTING
        assert [pause.cause for pause in nas.job().pauses] == [PauseCause.HOST] * 2
        await passes(nas)


async def test_a_pause_of_the_host_that_cannot_be_read(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.history.set_setting(HOST_PAUSE, "{}")
        with pytest.raises(HistoryError):
            await nas.again()


async def test_it_runs_only_when_no_pause_is_open(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await pause(nas)
        await nas.burnin.pause(None, ME)
        (answer,) = await nas.burnin.resume([nas.key()], ME)
        assert answer.outcome is Paused.STILL_PAUSED
        assert answer.reasons == (Reason("paused_with_host"),)
        assert state(nas) is TestState.PAUSED
        await pause(nas)
        (answer,) = await nas.burnin.resume(None, ME)
        assert answer.outcome is Paused.STILL_PAUSED
        assert answer.reasons == (Reason("paused_by_person"),)
        await nas.refresh()
        assert state(nas) is TestState.PAUSED
        assert await resume(nas) == [Paused.DONE]
        assert state(nas) is TestState.TESTING


@pytest.mark.parametrize("whose", ["person", "host"])
async def test_what_ended_while_paused_waits_for_its_last_stage(
    tmp_path: Path, whose: str
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        keys = [nas.key()] if whose == "person" else None
        await nas.burnin.pause(keys, ME)
        nas.test().become(clean_report(PLAN))
        for _ in range(3):
            await nas.refresh()
        assert nas.job().stages[0].state is StageState.PASSED
        assert nas.job().stages[1].state is StageState.PENDING
        assert shown(nas).activity is Activity.PAUSED
        assert shown(nas).activity_since == nas.job().pauses[0].started
        await nas.burnin.resume(keys, ME)
        for _ in range(2):
            await nas.refresh()
        assert (await nas.kept()).verdict is Verdict.PASSED


async def test_a_paused_test_is_cancelled(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await pause(nas)
        await nas.burnin.pause(None, ME)
        nas.clock.seconds += 60
        assert await nas.burnin.cancel(nas.key(), ME)
        assert not nas.nas.supervisors
        job = await nas.kept()
        assert job.state is JobState.CANCELLED
        assert {pause.ended for pause in job.pauses} == {job.ended}


@pytest.mark.parametrize("done_first", [False, True])
async def test_a_paused_test_is_cancelled_while_the_host_is_away(
    tmp_path: Path, *, done_first: bool
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await pause(nas)
        nas.nas.faults = {"stop": [Fault(LOST, done_first)]}
        with pytest.raises(HostUnreachable):
            await nas.burnin.cancel(nas.key(), ME)
        assert (await nas.kept()).cancel_requested
        # A resume in between takes nothing back.
        await resume(nas)
        nas = await nas.again()
        assert (await nas.kept()).state is JobState.CANCELLED
        assert not nas.nas.supervisors


async def test_a_job_that_waits_is_cancelled(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.begin("sda", "sdb")
        waiting = next(n for n in ("sda", "sdb") if not nas.job(n).started)
        await pause(nas, waiting)
        nas.nas.faults = {"probe": [Fault(LOST)] * 9}
        # The host is not needed for it, and may be away.
        assert await nas.burnin.cancel(nas.key(waiting), ME)
        job = await nas.kept(waiting)
        assert job.state is JobState.CANCELLED
        assert job.reasons == (Reason("cancelled"),)
        assert job.pauses[0].ended == job.ended


async def test_paused_between_hold_and_go_it_is_not_let_go(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        # The look before the letting go fails; the drive is held.
        nas.nas.faults = {"probe": [None, None, None, Fault(LOST)]}
        await nas.enqueue()
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        assert state(nas) is TestState.HELD
        assert await pause(nas) == [Paused.LATER]
        await nas.refresh()
        assert state(nas) is TestState.HELD
        assert shown(nas).activity is Activity.PAUSED
        # The supervisor waits for a minute, then gives up.
        held = nas.test()
        gone = replace(
            held.report, state=TestState.REFUSED, alive=False, reason=Reason("no_go")
        )
        held.become(gone)
        for _ in range(2):
            await nas.refresh()
        assert nas.job().state is JobState.QUEUED
        assert not nas.nas.supervisors
        await resume(nas)
        await nas.refresh()
        assert state(nas) is TestState.TESTING
