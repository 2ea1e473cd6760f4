"""A surface test under way: followed, found again, cancelled, ended, and cleared away."""

import asyncio
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.errors import AnswerUnusable, HostUnreachable
from custom_components.nas_burnin.engine.model import (
    Activity,
    Actor,
    ErrorCounts,
    JobState,
    JobView,
    Reason,
    StageState,
    TestReport,
    TestState,
    Verdict,
)
from custom_components.nas_burnin.engine.stages.final_check import PATIENCE
from tests.engine.builders import make_job
from tests.engine.supervised import (
    CONTROLLER,
    PLAN,
    Engine,
    Fault,
    ended,
    engine,
    refusal,
)
from tests.engine.surface import clean_report, run_report, running_report, with_run

LOST = HostUnreachable("gone", stage="run")


def shown(nas: Engine, name: str = "sda") -> JobView:
    job = nas.drive(name).job
    assert job
    return job


async def finish(nas: Engine, report: TestReport | None = None) -> None:
    """Let the test end, and look until the engine has nothing more to do."""
    nas.test().become(report or clean_report(PLAN))
    for _ in range(2):
        await nas.refresh()


async def test_a_clean_drive_passes(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await finish(nas)
        job = await nas.kept()
        assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED)
        assert [stage.state for stage in job.stages] == [StageState.PASSED] * 2
        assert len(job.stages[0].phases) == PLAN.phase_count
        before, after = job.stages[1].smart_before, job.stages[1].smart_after
        assert before
        assert after
        assert before.serial == after.serial == "LAB-sda"
        assert not nas.nas.supervisors
        view = shown(nas)
        assert (view.progress.percent, view.activity, view.stage) == (100.0, None, None)
        assert nas.drive().last_verdict is Verdict.PASSED
        assert (nas.burnin.view.running, nas.burnin.view.queued) == (0, 0)


async def test_a_drive_is_tested_again(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await finish(nas)
        first = nas.job()
        await nas.begin()
        assert nas.job().uid != first.uid
        assert shown(nas).progress.percent < 100
        # The verdict that stands is the last one that there is.
        assert nas.drive().last_verdict is Verdict.PASSED
        nas.nas.supervisors.clear()
        await nas.refresh()
        assert nas.job().state is JobState.UNKNOWN
        assert nas.drive().last_verdict is None


async def test_bad_blocks_fail_it(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        run, found = PLAN.runs[0], ErrorCounts(corruption=2)
        bad = run_report(run, 0.0, found, [17, 18])
        report = with_run(clean_report(PLAN), 0, stdout=bad.stdout, stderr=bad.stderr)
        await finish(nas, report)
        job = await nas.kept()
        assert (job.state, job.verdict) == (JobState.FAILED, Verdict.FAILED)
        assert (job.stages[0].bad_blocks, job.stages[0].errors) == ((17, 18), found)
        # The health does not matter any more, so it was not waited for.
        assert job.stages[1].state is StageState.SKIPPED
        assert shown(nas).progress.bad_blocks == 2
        assert not nas.nas.supervisors


async def test_progress_is_seen_and_never_falls(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await nas.refresh()
        first = shown(nas).progress
        assert (first.phase, first.phase_count) == (1, PLAN.phase_count)
        assert first.phase_percent == pytest.approx(25, abs=0.1)

        nas.test().become(running_report(PLAN, 0, 1, 0.5, 50))
        await nas.refresh()
        second = shown(nas).progress
        assert second.phase == 2
        assert second.percent > first.percent
        assert second.eta
        assert nas.job().stages[0].phases[0].ended

        # Records of another boot, or without a time, are no speed.
        nas.test().become(running_report(PLAN, 0, 1, 0.6, 60, updated=None))
        await nas.refresh()
        assert shown(nas).progress.percent >= second.percent


async def test_others_have_their_turn_between_the_jobs_of_a_look(
    tmp_path: Path,
) -> None:
    names = ("sda", "sdb", "sdc", "sdd")
    async with engine(tmp_path, disks=len(names)) as nas:
        await nas.begin(*names)
        await nas.refresh()
        order: list[str] = []
        told = nas.burnin.subscribe(
            lambda keys: order.extend(name for name in names if nas.key(name) in keys)
        )

        async def others() -> None:
            while True:
                order.append("others")
                await asyncio.sleep(0)

        busy = asyncio.create_task(others())
        for name in names:
            nas.test(name).become(running_report(PLAN, 0, 0, 0.6, 60))
        await nas.refresh()
        busy.cancel()
        told()
        first = [order.index(name) for name in names]
        assert all("others" in order[a:b] for a, b in pairwise(sorted(first)))


async def test_a_pause_is_shown(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await nas.burnin.pause([nas.key()], Actor())
        since = shown(nas).activity_since
        assert shown(nas).activity is Activity.PAUSED
        await nas.refresh()
        assert shown(nas).activity_since == since

        await nas.burnin.resume([nas.key()], Actor())
        assert shown(nas).activity is Activity.TESTING
        assert shown(nas).activity_since != since


async def test_a_pause_that_nobody_wants_is_ended(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.test().become(running_report(PLAN, 0, 0, 0.5, 50, state=TestState.PAUSED))
        await nas.refresh()
        assert nas.test().report.state is TestState.TESTING
        assert shown(nas).activity is Activity.TESTING


async def test_a_poll_that_cannot_tell_of_the_test_says_nothing(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        await nas.refresh()
        before = shown(nas)
        test = nas.test()
        test.become(
            replace(test.report, runs=(run_report(PLAN.runs[0], 0, phases=()),))
        )
        test.report = replace(test.report, updated="torn")  # type: ignore[arg-type]
        await nas.refresh()
        assert shown(nas) == before
        assert nas.job().state is JobState.RUNNING


async def test_records_that_are_gone(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.nas.supervisors.clear()
        await nas.refresh()
        job = await nas.kept()
        assert job.state is JobState.UNKNOWN
        assert job.reasons == (Reason("no_record"),)


@pytest.mark.parametrize("held", [True, False])
async def test_a_test_cut_off_before_it_wrote_begins_anew(
    tmp_path: Path, *, held: bool
) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.faults = {"start": [Fault(LOST, done_first=True)]}
        await nas.enqueue()
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        if held:
            nas.test().alive = False
        else:
            nas.nas.supervisors.clear()
        # The one look ends it, and the same look starts it again.
        await nas.refresh()
        assert nas.job().state is JobState.RUNNING
        assert nas.test().report.state is TestState.TESTING


async def test_a_test_that_our_history_did_not_see_let_go_is_judged(
    tmp_path: Path,
) -> None:
    """A copy of the history, restored later, was made between the hold and the go."""
    async with engine(tmp_path) as nas:
        nas.nas.faults = {"start": [Fault(LOST, done_first=True)]}
        await nas.enqueue()
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        handle = (await nas.kept()).stages[0].handle
        assert handle
        assert not handle.released
        await finish(nas)
        assert (await nas.kept()).verdict is Verdict.PASSED
        assert nas.nas.calls.count("start") == 1


async def test_a_restart_finds_the_test_again(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        calls = list(nas.nas.control_requests)
        nas = await nas.again()
        assert shown(nas).activity is Activity.TESTING
        assert nas.burnin.view.running == 1
        assert nas.nas.control_requests == calls
        await finish(nas)
        assert (await nas.kept()).verdict is Verdict.PASSED

        nas = await nas.again()
        assert shown(nas).progress.percent == 100
        assert nas.drive().last_verdict is Verdict.PASSED


@pytest.mark.parametrize("call", ["start", "go"])
@pytest.mark.parametrize("done_first", [False, True])
async def test_a_restart_in_the_middle_of_a_start(
    tmp_path: Path, call: str, *, done_first: bool
) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.faults = {call: [Fault(LOST, done_first)]}
        await nas.enqueue()
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        nas = await nas.again()
        await nas.refresh()
        assert nas.test().report.state is TestState.TESTING
        await finish(nas)
        assert (await nas.kept()).verdict is Verdict.PASSED


async def test_a_restart_that_finds_it_over(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.test().become(clean_report(PLAN))
        nas = await nas.again()
        assert (await nas.kept()).verdict is Verdict.PASSED
        assert not nas.nas.supervisors


@pytest.mark.parametrize("place", range(3))
async def test_a_link_that_fails_as_it_ends(tmp_path: Path, place: int) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.test().become(clean_report(PLAN))
        # The poll, the removal of the records, the look of the final check.
        faults: tuple[dict[str, list[Fault | None]], ...] = (
            {"probe": [Fault(LOST)]},
            {"remove": [Fault(LOST)]},
            {"probe": [None, Fault(LOST)]},
        )
        nas.nas.faults = faults[place]
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        for _ in range(2):
            await nas.refresh()
        assert (await nas.kept()).verdict is Verdict.PASSED
        assert not nas.nas.supervisors


async def test_a_final_check_whose_answer_breaks_off(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.test().become(clean_report(PLAN))
        nas.nas.faults = {"probe": [None, Fault()]}
        with pytest.raises(AnswerUnusable):
            await nas.refresh()
        assert nas.job().stages[1].state is StageState.RUNNING
        await nas.refresh()
        assert (await nas.kept()).verdict is Verdict.PASSED


async def test_a_final_check_of_a_drive_that_is_gone(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.test().become(clean_report(PLAN))
        key = nas.key()
        nas.nas.disks.clear()
        await nas.refresh()
        view = nas.burnin.view.drives[key]
        assert view.job
        # Days of testing hang on this one answer, so it is asked for again.
        assert view.job.job.state is JobState.RUNNING
        assert view.job.job.reasons == (Reason("health_not_read_yet"),)
        nas.clock.seconds += PATIENCE
        await nas.refresh()
        view = nas.burnin.view.drives[key]
        assert not view.present
        assert view.job
        assert view.job.job.state is JobState.UNKNOWN
        assert view.job.job.reasons == (Reason("health_not_read"),)


async def test_cancel_ends_a_running_test(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        assert await nas.burnin.cancel(nas.key())
        # All of it before the answer.
        assert not nas.nas.supervisors
        job = await nas.kept()
        assert job.state is JobState.CANCELLED
        assert job.cancel_requested
        assert [reason.code for reason in job.reasons] == ["stopped"]
        assert job.stages[0].phases
        assert not await nas.burnin.cancel(nas.key())


async def test_cancel_takes_a_drive_out_of_the_queue(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.begin("sda", "sdb")
        waiting = "sdb" if nas.job("sda").state is JobState.RUNNING else "sda"
        assert nas.job(waiting).state is JobState.QUEUED
        calls = len(nas.nas.calls)
        assert await nas.burnin.cancel(nas.key(waiting))
        assert len(nas.nas.calls) == calls
        job = await nas.kept(waiting)
        assert job.state is JobState.CANCELLED
        assert job.reasons == (Reason("cancelled"),)


async def test_cancel_of_what_is_not_there(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        assert not await nas.burnin.cancel(nas.key())
        assert not await nas.burnin.cancel("no-such-drive")


async def test_a_job_that_ended_meanwhile_is_not_cancelled(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        job = nas.job()
        await nas.history.save_job(
            replace(
                job,
                state=JobState.PASSED,
                verdict=Verdict.PASSED,
                ended=nas.clock.now(),
            )
        )
        assert not await nas.burnin.cancel(nas.key())
        assert nas.nas.supervisors


@pytest.mark.parametrize("call", ["stop", "probe", "remove"])
@pytest.mark.parametrize("done_first", [False, True])
async def test_a_link_that_fails_while_it_is_cancelled(
    tmp_path: Path, call: str, *, done_first: bool
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.nas.faults = {call: [Fault(LOST, done_first)]}
        with pytest.raises(HostUnreachable):
            await nas.burnin.cancel(nas.key())
        assert (await nas.kept()).cancel_requested

        await nas.refresh()
        assert (await nas.kept()).state is JobState.CANCELLED
        assert not nas.nas.supervisors


async def test_a_restart_carries_a_cancel_out(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.nas.faults = {"stop": [Fault(LOST)]}
        with pytest.raises(HostUnreachable):
            await nas.burnin.cancel(nas.key())
        nas = await nas.again()
        assert (await nas.kept()).state is JobState.CANCELLED
        assert not nas.nas.supervisors


async def test_a_test_that_cannot_be_ended_is_not_called_ended(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.nas.faults = {"stop": [refusal("alive"), refusal("alive")]}
        with pytest.raises(AnswerUnusable):
            await nas.burnin.cancel(nas.key())
        await nas.refresh()
        job = nas.job()
        assert job.state is JobState.RUNNING
        assert [reason.code for reason in job.reasons] == ["alive"]
        assert nas.nas.supervisors

        await nas.refresh()
        assert (await nas.kept()).state is JobState.CANCELLED
        assert not nas.nas.supervisors


async def test_a_cancel_where_another_test_is_by_now(tmp_path: Path) -> None:
    """Ours is gone, so there is nothing to end, and nobody waits for the other's end."""
    async with engine(tmp_path) as nas:
        await nas.begin()
        other = nas.test()
        other.request = {**other.request, "nonce": "another", "job": "another"}
        assert await nas.burnin.cancel(nas.key())
        assert (await nas.kept()).state is JobState.CANCELLED
        assert other.report.state is TestState.TESTING


async def test_a_stop_that_does_not_hold(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        # The host says that it is done, and its records say that it is not.
        nas.nas.faults = {"stop": [Fault(answer={"ok": True, "code": ""})]}
        with pytest.raises(AnswerUnusable):
            await nas.burnin.cancel(nas.key())
        assert nas.job().state is JobState.RUNNING
        await nas.refresh()
        assert (await nas.kept()).state is JobState.CANCELLED


async def test_a_cancel_that_came_after_the_end(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.test().become(clean_report(PLAN))
        await nas.burnin.cancel(nas.key())
        job = await nas.kept()
        assert job.state is JobState.CANCELLED
        assert [reason.code for reason in job.reasons] == ["stopped"]
        assert len(job.stages[0].phases) == PLAN.phase_count


async def test_cancel_between_two_stages(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.test().become(clean_report(PLAN))
        nas.nas.faults = {"probe": [None, Fault(LOST)]}
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        assert nas.job().stages[1].state is StageState.RUNNING
        assert await nas.burnin.cancel(nas.key())
        job = await nas.kept()
        assert job.state is JobState.CANCELLED
        assert job.stages[1].state is StageState.CANCELLED


async def left_over(nas: Engine, **changes: str) -> None:
    """Leave a test on the NAS whose job is not open any more."""
    await nas.begin()
    test = nas.test()
    job = await nas.kept()
    test.request = {**test.request, **changes}
    await nas.history.save_job(
        replace(job, state=JobState.CANCELLED, ended=nas.clock.now())
    )


@pytest.mark.parametrize("alive", [True, False])
async def test_what_is_left_over_is_removed(tmp_path: Path, *, alive: bool) -> None:
    async with engine(tmp_path) as nas:
        await left_over(nas)
        if not alive:
            nas.test().become(ended(nas.test(), "stopped"))
        await nas.again()
        assert not nas.nas.supervisors
        verbs = [request["verb"] for request in nas.nas.control_requests[2:]]
        assert verbs == (["stop", "remove"] if alive else ["remove"])


@pytest.mark.parametrize(
    "changes", [{"controller": "another"}, {"job": "of a later self"}]
)
async def test_what_may_be_of_others_is_left_alone(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    async with engine(tmp_path) as nas:
        await left_over(nas, **changes)
        nas = await nas.again()
        await nas.refresh()
        assert nas.test().alive
        verbs = {request["verb"] for request in nas.nas.control_requests}
        assert verbs == {"start", "go"}


async def test_a_job_without_stages_does_no_harm(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        job = make_job("odd", drive_key=nas.key(), stages=())
        await nas.history.add_jobs([job])
        nas = await nas.again()
        await nas.refresh()
        assert nas.job().state is JobState.QUEUED
        assert await nas.burnin.cancel(nas.key())
        assert CONTROLLER not in nas.nas.supervisors
