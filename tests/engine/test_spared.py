"""Heat and silence: tests are paused, gone on with, told about, and given up."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.errors import AnswerUnusable, HostUnreachable
from custom_components.nas_burnin.engine.jobs.pausing import Paused
from custom_components.nas_burnin.engine.model import (
    Activity,
    Actor,
    ErrorCounts,
    Event,
    EventKind,
    HeatLimits,
    JobState,
    JobView,
    PauseCause,
    Reason,
    Settings,
    StageState,
    TestState,
    Verdict,
)
from custom_components.nas_burnin.engine.queue.heat import FRESH_FOR
from tests.engine.supervised import PLAN, Engine, Fault, engine, refusal
from tests.engine.surface import clean_report, run_report, running_report, with_run

LOST = HostUnreachable("gone", stage="run")
ME = Actor.person("me")
SMART_EVERY = 60.0


def shown(nas: Engine, name: str = "sda") -> JobView:
    job = nas.drive(name).job
    assert job
    return job


def state(nas: Engine, name: str = "sda") -> TestState:
    return nas.test(name).report.state


async def at(nas: Engine, temperature: int, name: str = "sda") -> None:
    """Let a drive have this temperature, and the engine see it."""
    nas.nas.disks[name].temperature = temperature
    nas.clock.seconds += SMART_EVERY
    await nas.refresh()


async def test_a_hot_drive_is_paused_until_it_has_cooled(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await at(nas, 54)
        assert state(nas) is TestState.TESTING
        await at(nas, 56)
        began = nas.clock.now()
        assert state(nas) is TestState.PAUSED
        assert shown(nas).activity is Activity.COOLING
        why = Reason("paused_by_heat", {"temperature": "56"})
        assert shown(nas).job.reasons == (why,)
        for warm in (60, 55, 51):
            await at(nas, warm)
            assert state(nas) is TestState.PAUSED
        nas = await nas.again()
        assert state(nas) is TestState.PAUSED
        assert shown(nas).activity is Activity.COOLING
        await at(nas, 50)
        assert state(nas) is TestState.TESTING
        assert shown(nas).activity is Activity.TESTING
        (pause,) = (await nas.kept()).pauses
        assert (pause.cause, pause.temperature) == (PauseCause.HEAT, 56)
        assert (pause.started, pause.ended) == (began, nas.clock.now())
        # Four looks at the temperature, and the engine's own start.
        assert shown(nas).paused_minutes == 4
        nas.test().become(clean_report(PLAN))
        for _ in range(2):
            await nas.refresh()
        job = await nas.kept()
        assert (job.verdict, job.pauses) == (Verdict.PASSED, (pause,))


async def test_a_person_does_not_override_heat(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await at(nas, 56)
        (answer,) = await nas.burnin.resume([nas.key()], ME)
        assert answer.outcome is Paused.STILL_PAUSED
        assert state(nas) is TestState.PAUSED
        await nas.burnin.pause([nas.key()], ME)
        assert shown(nas).activity is Activity.PAUSED
        await at(nas, 30)
        assert state(nas) is TestState.PAUSED
        await nas.burnin.resume([nas.key()], ME)
        assert state(nas) is TestState.TESTING


async def test_what_is_not_known_leaves_all_as_it_is(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await at(nas, 56)
        # smartctl hangs from now on, and the drive cools unseen.
        nas.nas.disks["sda"].hung = True
        await at(nas, 30)
        nas.clock.seconds += FRESH_FOR
        await nas.refresh()
        assert state(nas) is TestState.PAUSED
        # Nobody can know; a person may take it upon himself.
        (answer,) = await nas.burnin.resume([nas.key()], ME)
        assert answer.outcome is Paused.DONE
        await nas.refresh()
        assert state(nas) is TestState.TESTING


async def test_a_drive_that_fell_asleep_is_gone_on_with(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await at(nas, 56)
        nas.nas.disks["sda"].asleep = True
        await at(nas, 56)
        assert state(nas) is TestState.TESTING
        nas.nas.disks["sda"].asleep = False
        await at(nas, 56)
        assert state(nas) is TestState.PAUSED


async def test_a_warm_drive_lets_others_go_first(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.enqueue("sda", "sdb")
        first = min("sda", "sdb", key=lambda name: nas.job(name).order)
        other = "sdb" if first == "sda" else "sda"
        await at(nas, 50, first)
        assert nas.job(first).state is JobState.QUEUED
        why = Reason("too_warm", {"temperature": "50", "limit": "50"})
        assert shown(nas, first).job.reasons == (why,)
        assert shown(nas, first).queue_position == 1
        assert nas.job(other).state is JobState.RUNNING
        await nas.burnin.set_max_parallel(2)
        await at(nas, 49, first)
        assert nas.job(first).state is JobState.RUNNING
        assert shown(nas, first).job.reasons == ()


async def test_limits_are_set(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(
            Settings(max_parallel=2, disk_heat=HeatLimits(20, 25, 40, 2))
        )
        assert nas.burnin.view.max_parallel == 2
        await nas.begin()
        assert nas.job().state is JobState.QUEUED
        await nas.burnin.set_max_parallel(3)
        await at(nas, 19)
        assert nas.job().state is JobState.RUNNING
        await at(nas, 25)
        assert state(nas) is TestState.PAUSED
        await nas.burnin.set_settings(Settings())
        await nas.refresh()
        assert state(nas) is TestState.TESTING


@pytest.mark.parametrize("before", [30, 56])
async def test_too_hot_it_is_stopped(tmp_path: Path, before: int) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await at(nas, before)
        await at(nas, 65)
        assert not nas.nas.supervisors
        job = await nas.kept()
        assert (job.state, job.verdict) == (JobState.UNKNOWN, None)
        assert job.stages[0].state is StageState.UNKNOWN
        assert job.reasons[0] == Reason("too_hot", {"temperature": "65", "limit": "65"})
        assert all(pause.ended for pause in job.pauses)


@pytest.mark.parametrize("call", ["stop", "probe", "remove"])
@pytest.mark.parametrize("done_first", [False, True])
@pytest.mark.parametrize("restart", [False, True])
async def test_a_stop_for_heat_is_done_again_for_the_same_reason(
    tmp_path: Path, call: str, *, done_first: bool, restart: bool
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        faults: list[Fault | None] = [Fault(LOST, done_first)]
        nas.nas.faults = {call: [None, *faults] if call == "probe" else faults}
        with pytest.raises(HostUnreachable):
            await at(nas, 70)
        # It has cooled meanwhile, and that changes nothing any more.
        nas.nas.disks["sda"].temperature = 30
        nas.clock.seconds += SMART_EVERY
        if restart:
            nas = await nas.again()
        await nas.refresh()
        job = await nas.kept()
        assert job.state is JobState.UNKNOWN
        assert job.reasons[0].code == "too_hot"
        assert not nas.nas.supervisors


async def test_a_test_that_does_not_end_is_told_again(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        done = Fault(answer={"ok": True, "code": ""})
        nas.nas.faults = {"stop": [refusal("alive"), done]}
        for _ in range(2):
            await at(nas, 70)
            assert nas.job().state is JobState.RUNNING
        await at(nas, 30)
        assert nas.job().reasons[0].code == "too_hot"


@pytest.mark.parametrize("good", [True, False])
async def test_what_came_to_its_end_before_the_stop_is_judged(
    tmp_path: Path, *, good: bool
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        report = clean_report(PLAN)
        if not good:
            bad = run_report(PLAN.runs[0], 0.0, ErrorCounts(corruption=1), [17])
            report = with_run(report, 0, stdout=bad.stdout, stderr=bad.stderr)

        def end(call: str) -> None:
            if call == "stop" and nas.nas.supervisors:
                nas.test().become(report)

        nas.nas.on_call = end
        await at(nas, 70)
        nas.nas.on_call = lambda _: None
        await at(nas, 30)
        verdict = (await nas.kept()).verdict
        assert verdict is (Verdict.PASSED if good else Verdict.FAILED)


async def silence(nas: Engine, seconds: float) -> None:
    """Let the test stand where it is, with records that go on."""
    for _ in range(int(seconds // 12)):
        report = nas.test().report
        assert report.updated
        later = replace(report.updated, boot=report.updated.boot + 12)
        nas.test().become(replace(report, updated=later))
        await nas.refresh()


async def test_a_silent_test_is_told_once(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        told: list[Event] = []
        await nas.begin()
        nas.burnin.subscribe_events(told.append)
        await nas.refresh()
        moved = nas.clock.now()
        await silence(nas, 588)
        assert shown(nas).stalled_since is None
        await silence(nas, 12)
        assert shown(nas).stalled_since == moved
        assert shown(nas).job.reasons == (Reason("silent", {"minutes": "10"}),)
        await silence(nas, 600)
        assert shown(nas).stalled_since == moved
        assert shown(nas).job.reasons == (Reason("silent", {"minutes": "20"}),)
        (event,) = told
        assert (event.kind, event.job_uid) == (EventKind.STALLED, nas.job().uid)
        assert nas.job().state is JobState.RUNNING

        nas.test().become(running_report(PLAN, 0, 0, 0.6, 2000))
        await nas.refresh()
        assert shown(nas).stalled_since is None
        assert shown(nas).job.reasons == ()
        await silence(nas, 600)
        assert [event.kind for event in told] == [EventKind.STALLED] * 2


async def test_silence_ends_the_test_after_its_time(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(Settings(stall_alarm=60, stall_end=120))
        await nas.begin()
        await nas.refresh()
        await silence(nas, 108)
        assert nas.job().state is JobState.RUNNING
        await silence(nas, 12)
        job = await nas.kept()
        assert job.state is JobState.UNKNOWN
        assert job.reasons[0] == Reason("stalled", {"minutes": "2"})
        assert shown(nas).stalled_since is None
        assert not nas.nas.supervisors


async def test_records_that_are_not_written_end_nothing(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(Settings(stall_alarm=60, stall_end=120))
        await nas.begin()
        for _ in range(30):
            await nas.refresh()
        assert shown(nas).stalled_since
        assert nas.job().state is JobState.RUNNING


async def test_pauses_and_a_host_that_is_away_are_no_silence(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(Settings(stall_alarm=60, stall_end=120))
        await nas.begin()
        await nas.refresh()
        await nas.burnin.pause([nas.key()], ME)
        await silence(nas, 600)
        await nas.burnin.resume([nas.key()], ME)
        await silence(nas, 24)
        for _ in range(20):
            nas.nas.faults = {"probe": [Fault(LOST), Fault()]}
            for error in (HostUnreachable, AnswerUnusable):
                with pytest.raises(error):
                    await nas.refresh()
            nas.clock.seconds += 3600
            await silence(nas, 12)
        assert shown(nas).stalled_since is None
        nas = await nas.again()
        await silence(nas, 48)
        assert shown(nas).stalled_since is None


async def test_a_poll_that_cannot_tell_of_tests_is_no_silence(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(Settings(stall_alarm=60))
        await nas.begin()
        await nas.refresh()
        report = nas.test().report
        for _ in range(20):
            nas.test().report = replace(report, updated="torn")  # type: ignore[arg-type]
            nas.clock.seconds += 3600
            await nas.refresh()
            nas.test().report = report
            await nas.refresh()
        assert shown(nas).stalled_since is None


async def test_a_month_is_not_too_long(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        for day in range(1, 31):
            nas.clock.seconds += timedelta(days=1).total_seconds()
            nas.test().become(running_report(PLAN, 0, 0, day / 100, day * 86400.0))
            await nas.refresh()
        assert nas.job().state is JobState.RUNNING
        assert shown(nas).stalled_since is None
