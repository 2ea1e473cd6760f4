"""A test that is broken off goes on from where it was, however and however often."""

from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.errors import HostUnreachable
from custom_components.nas_burnin.engine.host.seen import SMART_EVERY
from custom_components.nas_burnin.engine.model import (
    Activity,
    Actor,
    AfterReboot,
    ErrorCounts,
    Event,
    EventKind,
    JobState,
    Lock,
    Reason,
    Settings,
    StageState,
    TestReport,
    TestState,
    Unlocked,
    Verdict,
    Who,
)
from custom_components.nas_burnin.engine.queue.plan import runs_bytes
from custom_components.nas_burnin.engine.safety.locks import digest
from custom_components.nas_burnin.engine.stages.final_check import PATIENCE
from tests.engine.supervised import PLAN, Engine, Fault, engine, refusal
from tests.engine.surface import clean_report, run_report, running_report, with_run

LOST = HostUnreachable("gone", stage="run")
ME = Actor.person("me")
LATE = 400_000
"""Seconds that half a phase took: so slow that the margin is the least one."""


def half_way(nas: Engine, run: int, phase: int, part: float = 0.6) -> TestReport:
    """The test of the engine somewhere in the middle."""
    report = running_report(nas.test().plan, run, phase, part, LATE)
    nas.test().become(report)
    return report


def end(report: TestReport, end: str, reason: Reason) -> TestReport:
    return replace(report, state=TestState.ENDED, alive=False, end=end, reason=reason)


def die(nas: Engine, report: TestReport) -> None:
    nas.test().become(replace(report, alive=False))


def power_cut(nas: Engine, report: TestReport) -> None:
    nas.test().become(report)
    nas.nas.reboot()


def shut_down(nas: Engine, report: TestReport) -> None:
    why = Reason("stop_signal", {"signal": "SIGTERM"})
    nas.test().become(end(report, "stopped", why))
    nas.nas.reboot()


def killed(nas: Engine, report: TestReport) -> None:
    why = Reason("tool_signal", {"signal": "9"})
    nas.test().become(end(report, "run_failed", why))


def pulled(nas: Engine, report: TestReport) -> None:
    why = Reason("drive_gone", {"node": "sda"})
    nas.test().become(end(report, "drive_gone", why))


BREAKS = {
    "a power cut": (power_cut, "host_restarted"),
    "an orderly shutdown": (shut_down, "stop_signal"),
    "a supervisor killed": (die, "interrupted"),
    "badblocks killed": (killed, "tool_signal"),
    "the drive gone and back": (pulled, "drive_gone"),
}


async def finish(nas: Engine) -> None:
    """Let the test that runs come to its end."""
    nas.test().become(clean_report(nas.test().plan))
    for _ in range(2):
        await nas.refresh()


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize(("run", "phase"), [(0, 0), (0, 1), (1, 0), (1, 1)])
async def test_what_is_left_is_done_and_the_drive_passes(
    tmp_path: Path, how: str, run: int, phase: int
) -> None:
    broken, code = BREAKS[how]
    async with engine(tmp_path) as nas:
        told: list[Event] = []
        nas.burnin.subscribe_events(told.append)
        await nas.begin()
        first = nas.test()
        report = half_way(nas, run, phase)
        await nas.refresh()
        percent = nas.percent()
        broken(nas, report)
        await nas.refresh()

        # The same look ends the old test, and lets the new one write.
        stage = (await nas.kept()).stages[0]
        (attempt,) = stage.attempts
        assert attempt.reason.code == code
        assert attempt.runs == PLAN.runs
        assert attempt.handle.nonce == first.request["nonce"]
        assert stage.state is StageState.RUNNING
        assert stage.handle
        assert stage.handle.nonce != attempt.handle.nonce
        assert nas.test().report.state is TestState.TESTING
        asked = nas.test().plan.runs
        assert 0 < runs_bytes(asked) < runs_bytes(PLAN.runs)
        assert nas.test().request["expect"]
        assert not nas.test().request["require_blank"]
        assert [event.kind for event in told].count(EventKind.INTERRUPTED) == 1

        assert nas.percent() >= percent
        await finish(nas)
        job = await nas.kept()
        gone = how == "the drive gone and back"
        verdict = Verdict.PASSED_WITH_NOTES if gone else Verdict.PASSED
        assert (job.state, job.verdict) == (JobState.PASSED, verdict)
        assert [r.code for r in job.reasons] == ["drive_was_gone"] * gone
        phases = job.stages[0].phases
        assert [one.number for one in phases] == [1, 2, 3, 4]
        assert all(one.ended and one.seconds for one in phases)
        assert not nas.nas.supervisors
        assert nas.percent() == 100


async def test_the_times_of_a_phase_are_added_up_without_the_gap(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        power_cut(nas, half_way(nas, 0, 0))
        await nas.refresh()
        await finish(nas)
        write, verify, *_ = (await nas.kept()).stages[0].phases
        assert write.seconds == LATE + 100
        # Read in two parts: what stood, and what was written again.
        assert verify.seconds == 200
        assert verify.size == PLAN.size
        again = write.size - PLAN.size
        assert 1 << 30 <= again < (1 << 30) + (16 << 20)


async def test_three_cuts_in_a_row_and_a_restart_of_ours_at_each(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        left = [runs_bytes(PLAN.runs)]
        for run, phase in ((0, 0), (1, 1), (1, 1)):
            power_cut(nas, half_way(nas, run, phase, 0.9))
            nas = await nas.again()
            await nas.refresh()
            left.append(runs_bytes(nas.test().plan.runs))
            nas = await nas.again()
        assert left == sorted(left, reverse=True)
        assert len(set(left)) == 4
        await finish(nas)
        job = await nas.kept()
        assert job.verdict is Verdict.PASSED
        assert len(job.stages[0].attempts) == 3
        assert not nas.nas.supervisors


CALLS = ["probe", "stop", "remove", "start", "go"]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("done_first", [False, True])
async def test_a_link_that_fails_at_any_step_and_a_restart_then(
    tmp_path: Path, call: str, place: int, *, done_first: bool
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        power_cut(nas, half_way(nas, 1, 0))
        passing: list[Fault | None] = [None] * place
        nas.nas.faults = {call: [*passing, Fault(LOST, done_first)]}
        try:
            await nas.refresh()
        except HostUnreachable:
            nas = await nas.again()
        nas.nas.faults = {}
        for _ in range(2):
            await nas.refresh()
        assert nas.test().report.state is TestState.TESTING
        assert nas.test().alive
        await finish(nas)
        job = await nas.kept()
        assert job.verdict is Verdict.PASSED
        assert len(job.stages[0].attempts) == 1
        assert not nas.nas.supervisors


async def test_what_was_found_before_counts(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        bad = run_report(PLAN.runs[0], 0.0, ErrorCounts(read=2), [17, 900])
        report = half_way(nas, 1, 0)
        report = with_run(report, 0, stdout=bad.stdout, stderr=bad.stderr)
        power_cut(nas, report)
        await nas.refresh()
        await nas.refresh()
        assert nas.bad_blocks() == 2
        await finish(nas)
        job = await nas.kept()
        assert (job.state, job.verdict) == (JobState.FAILED, Verdict.FAILED)
        assert job.stages[0].bad_blocks == (17, 900)
        assert job.stages[0].errors == ErrorCounts(read=2)
        # Nobody looks for our pattern on a block that is known to be bad.
        (attempt,) = job.stages[0].attempts
        assert attempt.bad_blocks == (17, 900)


async def test_a_test_that_only_looked_dead_is_judged(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.test().become(replace(half_way(nas, 1, 1), alive=False))

        def ends(call: str) -> None:
            if call == "stop":
                nas.test().become(clean_report(PLAN))

        nas.nas.on_call = ends
        for _ in range(2):
            await nas.refresh()
        job = await nas.kept()
        assert job.verdict is Verdict.PASSED
        assert not job.stages[0].attempts


async def test_a_test_that_lacks_only_its_last_word_is_judged(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        whole = clean_report(PLAN, state=TestState.TESTING, end="", ended=None)
        power_cut(nas, whole)
        for _ in range(2):
            await nas.refresh()
        job = await nas.kept()
        assert job.verdict is Verdict.PASSED
        assert not job.stages[0].attempts
        assert not nas.nas.supervisors


async def test_what_does_not_die_is_not_begun_again(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        die(nas, half_way(nas, 0, 1))
        nas.nas.faults = {"stop": [refusal("alive")]}
        await nas.refresh()
        assert [reason.code for reason in nas.job().reasons] == ["alive"]
        assert not nas.job().stages[0].attempts
        await nas.refresh()
        assert nas.job().stages[0].attempts


async def test_a_host_that_stopped_the_test_is_given_time_to_go(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        why = Reason("stop_signal", {"signal": "SIGTERM"})
        nas.test().become(end(half_way(nas, 0, 1), "stopped", why))
        await nas.refresh()
        await nas.refresh()
        assert [reason.code for reason in nas.job().reasons] == ["host_stopping"]
        assert nas.shown().activity is Activity.WAITING
        assert not nas.nas.supervisors
        # Somebody stopped the test alone: after a while it goes on.
        nas.clock.seconds += 180
        await nas.refresh()
        assert nas.test().report.state is TestState.TESTING


async def test_attempts_that_get_nothing_done(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        for _ in range(3):
            power_cut(nas, half_way(nas, 0, 0, 0.01))
            await nas.refresh()
        job = await nas.kept()
        assert job.state is JobState.UNKNOWN
        assert [r.code for r in job.reasons] == ["no_headway", "host_restarted"]
        assert not nas.nas.supervisors


# Records that are lost --------------------------------------------------------------


async def test_without_records_our_own_history_is_gone_by(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        half_way(nas, 1, 1)
        await nas.refresh()
        nas.nas.reboot(records_lost=True)
        nas = await nas.again()
        await nas.refresh()
        plan = nas.test().plan
        # All that was seen to be proven is the first pattern.
        assert [(run.pattern, run.write) for run in plan.runs] == [
            (PLAN.runs[1].pattern, True)
        ]
        assert "expect" not in nas.test().request
        await finish(nas)
        job = await nas.kept()
        assert job.verdict is Verdict.PASSED
        assert [one.number for one in job.stages[0].phases] == [1, 2, 3, 4]


async def test_without_records_and_proof_it_ends(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        half_way(nas, 0, 1)
        await nas.refresh()
        nas.nas.reboot(records_lost=True)
        await nas.refresh()
        job = await nas.kept()
        assert job.state is JobState.UNKNOWN
        assert job.reasons == (Reason("no_record"),)
        # A person may have it done again.
        answer = await nas.burnin.resume_job(nas.key(), ME)
        assert answer.job_uid
        await nas.refresh()
        assert nas.test().plan.runs == tuple(replace(r, step=0) for r in PLAN.runs)
        await finish(nas)
        assert (await nas.kept()).verdict is Verdict.PASSED


async def test_without_records_what_was_found_counts_all_the_same(
    tmp_path: Path,
) -> None:
    """The history alone knows of it by then, and a test anew may find nothing."""
    async with engine(tmp_path) as nas:
        await nas.begin()
        bad = run_report(PLAN.runs[0], 0.0, ErrorCounts(read=2), [17, 900])
        report = half_way(nas, 1, 0)
        report = with_run(report, 0, stdout=bad.stdout, stderr=bad.stderr)
        nas.test().become(report)
        await nas.refresh()
        nas.nas.supervisors.clear()
        await nas.refresh()
        stage = (await nas.kept()).stages[0]
        assert (stage.state, stage.bad_blocks) == (StageState.UNKNOWN, (17, 900))
        assert stage.errors == ErrorCounts(read=2)
        assert [one.number for one in stage.phases] == [1, 2, 3]
        assert (await nas.burnin.resume_job(nas.key(), ME)).job_uid
        await nas.refresh()
        # The first pattern was seen to be compared to its end.
        assert {run.pattern for run in nas.test().plan.runs} == {PLAN.runs[1].pattern}
        await finish(nas)
        job = await nas.kept()
        assert (job.state, job.verdict) == (JobState.FAILED, Verdict.FAILED)
        assert job.stages[0].bad_blocks == (17, 900)


async def test_records_older_than_what_was_seen_are_not_believed(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        half_way(nas, 1, 0)
        await nas.refresh()
        # The host could not write for hours: its checkpoint is of another pattern.
        power_cut(nas, half_way(nas, 0, 1))
        await nas.refresh()
        (run,) = nas.test().plan.runs
        assert (run.pattern, run.write) == (PLAN.runs[1].pattern, True)


# The drive --------------------------------------------------------------------------


async def test_a_drive_under_another_letter_is_followed(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2) as nas:
        await nas.begin("sda")
        serial = nas.nas.disks["sda"].serial
        power_cut(nas, half_way(nas, 0, 1))
        disks = nas.nas.disks
        nas.nas.disks = {"sda": disks["sdb"], "sdb": disks["sda"]}
        for _ in range(2):
            await nas.refresh()
        assert nas.test("sdb").request["identity"]["serial"] == serial
        nas.test("sdb").become(clean_report(nas.test("sdb").plan))
        for _ in range(2):
            await nas.refresh()
        assert (await nas.kept("sdb")).verdict is Verdict.PASSED


async def test_a_drive_is_waited_for_as_long_as_is_set(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        pulled(nas, half_way(nas, 1, 0))
        key, disks = nas.key(), dict(nas.nas.disks)
        nas.nas.disks.clear()
        await nas.refresh()
        job = nas.burnin.view.drives[key].job
        assert job
        assert job.activity is Activity.WAITING
        assert [reason.code for reason in job.job.reasons] == ["drive_absent"]
        # Another boot is another chance.
        nas.clock.seconds += 1700
        nas.nas.boot_id = "boot-3"
        await nas.refresh()
        nas.clock.seconds += 1780
        await nas.refresh()
        assert nas.burnin.view.drives[key].job.job.state is JobState.RUNNING  # type: ignore[union-attr]
        nas.clock.seconds += 20
        await nas.refresh()
        ended = nas.burnin.view.drives[key].job.job  # type: ignore[union-attr]
        assert ended.state is JobState.UNKNOWN
        assert ended.reasons == (Reason("drive_not_back", {"minutes": "30"}),)

        nas.nas.disks.update(disks)
        await nas.refresh()
        answer = await nas.burnin.resume_job(key, ME)
        assert (answer.outcome, answer.reasons) == ("queued", ())
        assert (await nas.burnin.resume_job(key, ME)).outcome == "skipped"
        await nas.refresh()
        job2 = await nas.kept()
        assert (job2.uid, job2.continues) == (answer.job_uid, ended.uid)
        assert runs_bytes(nas.test().plan.runs) < runs_bytes(PLAN.runs)
        await finish(nas)
        assert (await nas.kept()).verdict is Verdict.PASSED_WITH_NOTES


# A person ---------------------------------------------------------------------------


async def ask(nas: Engine) -> None:
    await nas.burnin.set_settings(Settings(after_reboot=AfterReboot.ASK))


async def test_a_person_is_asked_where_that_was_set(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await ask(nas)
        await nas.begin()
        power_cut(nas, half_way(nas, 0, 1))
        for _ in range(3):
            await nas.refresh()
        assert (await nas.kept()).waits == Reason("interrupted_ask")
        assert nas.shown().activity is Activity.WAITING
        assert not nas.nas.supervisors
        nas = await nas.again()
        await nas.refresh()
        assert not nas.nas.supervisors

        before = len(await nas.history.audit())
        answer = await nas.burnin.resume_job(nas.key(), ME)
        assert answer.job_uid == nas.job().uid
        rows = await nas.history.audit()
        row = max(rows, key=lambda row: row.number or 0)
        assert len(rows) == before + 1
        assert (row.what, row.who_id) == ("continue_requested", "me")
        assert (await nas.kept()).waits is None
        again = await nas.burnin.resume_job(nas.key(), ME)
        assert again.reasons == (Reason("was_resumed"),)
        await nas.refresh()
        await finish(nas)
        assert (await nas.kept()).verdict is Verdict.PASSED


async def test_a_kill_in_the_same_boot_needs_nobody(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await ask(nas)
        await nas.begin()
        die(nas, half_way(nas, 0, 1))
        await nas.refresh()
        assert nas.test().report.state is TestState.TESTING


async def test_a_job_that_waits_can_be_cancelled(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await ask(nas)
        await nas.begin()
        power_cut(nas, half_way(nas, 0, 1))
        nas.nas.faults = {"remove": [Fault(LOST)]}
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        assert await nas.burnin.cancel(nas.key())
        assert (await nas.kept()).state is JobState.CANCELLED
        # What it left on the host goes with the next look.
        await nas.refresh()
        assert not nas.nas.supervisors


async def test_nothing_to_go_on_with(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        why = (Reason("nothing_to_resume"),)
        assert (await nas.burnin.resume_job(nas.key(), ME)).reasons == why
        assert (await nas.burnin.resume_job("no-such-drive", ME)).reasons == why
        await nas.begin()
        was = await nas.burnin.resume_job(nas.key(), ME)
        assert was.reasons == (Reason("was_resumed"),)
        await finish(nas)
        assert (await nas.burnin.resume_job(nas.key(), ME)).reasons == why


# Safety -----------------------------------------------------------------------------


async def test_what_our_test_left_does_not_lock_its_drive(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.nas.disks["sda"].constant = None
        power_cut(nas, half_way(nas, 0, 0))
        await nas.refresh()
        rows = await nas.history.audit()
        released = [row.evidence["lock"] for row in rows if row.what == "released"]
        assert sorted(released) == [Lock.FREE, Lock.HAS_DATA]
        assert nas.test().report.state is TestState.TESTING


@pytest.mark.parametrize(
    "change", [{"signature": "ext4"}, {"partitions": ("sda1",)}, {"pool": "tank"}]
)
async def test_a_drive_that_was_put_to_use_asks_a_person(
    tmp_path: Path, change: dict[str, object]
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        power_cut(nas, half_way(nas, 0, 1))
        disk = nas.nas.disks["sda"]
        nas.nas.disks["sda"] = replace(disk, constant=None, **change)  # type: ignore[arg-type]
        await nas.refresh()
        waits = (await nas.kept()).waits
        assert waits
        assert waits.code == "content_changed"
        assert waits.values["found"]
        assert not nas.nas.supervisors
        # It is looked at again when a person wants it, and asks again.
        await nas.burnin.resume_job(nas.key(), ME)
        await nas.refresh()
        assert (await nas.kept()).waits == waits
        nas.nas.disks["sda"] = replace(disk, constant=None)
        await nas.burnin.resume_job(nas.key(), ME)
        await nas.refresh()
        assert nas.test().report.state is TestState.TESTING


async def test_other_bytes_than_ours_ask_a_person(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        power_cut(nas, half_way(nas, 0, 1))
        nas.nas.other_content = True
        await nas.refresh()
        expected = Reason("content_changed", {"node": "sda", "offset": "4096"})
        assert (await nas.kept()).waits == expected
        assert not nas.nas.supervisors


async def test_a_host_that_cannot_tell_is_waited_for(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        power_cut(nas, half_way(nas, 0, 1))
        nas.nas.disks["sda"].hung = True
        await nas.refresh()
        assert (await nas.kept()).waits is None
        assert nas.job().reasons
        nas.nas.disks["sda"].hung = False
        for _ in range(50):
            await nas.refresh()
        assert nas.test().report.state is TestState.TESTING


@pytest.mark.parametrize("code", ["busy", "no_space", "start_failed"])
async def test_a_start_that_fails_is_tried_again(tmp_path: Path, code: str) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        power_cut(nas, half_way(nas, 0, 1))
        nas.nas.faults = {"start": [refusal(code)]}
        await nas.refresh()
        assert [reason.code for reason in nas.job().reasons] == [code]
        assert nas.job().state is JobState.RUNNING
        await nas.refresh()
        assert nas.test().report.state is TestState.TESTING


async def test_a_start_that_can_never_work_ends_it(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        power_cut(nas, half_way(nas, 0, 1))
        nas.nas.faults = {"start": [refusal("bad_request", "runs")]}
        await nas.refresh()
        job = await nas.kept()
        assert job.state is JobState.UNKNOWN
        assert [reason.code for reason in job.reasons] == ["bad_request"]


@pytest.mark.parametrize("unlocked", [True, False])
@pytest.mark.parametrize(("run", "goes_on"), [(0, True), (1, False)])
async def test_old_signatures_count_while_the_surface_was_not_written_once(
    tmp_path: Path, run: int, *, unlocked: bool, goes_on: bool
) -> None:
    async with engine(tmp_path) as nas:
        disk = nas.nas.disks["sda"]
        disk.signature, disk.constant = "ext4", None
        await nas.refresh()
        key, lock = nas.key(), nas.drive().lock
        await nas.burnin.unlock([key], "ERASE -sda", ME)
        await nas.begin()
        job = nas.job()
        assert job.unlock == Unlocked(
            Lock.HAS_DATA,
            digest(lock),
            "me",
            job.unlock.at if job.unlock else job.created,
        )
        if not unlocked:
            await nas.history.save_job(replace(job, unlock=None))
            nas = await nas.again()
        # Overwritten at the front; what is at the end is still there.
        disk.signature = "ext4"
        disk.partitions = ()
        power_cut(nas, half_way(nas, run, 0))
        nas.nas.disks["sda"] = replace(disk, temperature=31)
        await nas.refresh()
        resumed = unlocked and goes_on
        assert bool(nas.nas.supervisors) is resumed
        assert ((await nas.kept()).waits is None) is resumed


# What ends unknown, and can be gone on with ------------------------------------------


async def test_a_check_that_could_not_be_made_is_made_later(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.test().become(clean_report(PLAN))
        key, disks = nas.key(), dict(nas.nas.disks)
        nas.nas.disks.clear()
        await nas.refresh()
        nas.clock.seconds += PATIENCE
        await nas.refresh()
        nas.nas.disks.update(disks)
        await nas.refresh()
        first = nas.job()
        assert first.reasons == (Reason("health_not_read"),)
        assert (await nas.burnin.resume_job(key, ME)).job_uid
        for _ in range(2):
            await nas.refresh()
        job = await nas.kept()
        assert (job.verdict, job.continues) == (Verdict.PASSED, first.uid)
        # The surface was not tested again.
        assert nas.nas.calls.count("start") == 1
        assert job.stages[0] == first.stages[0]


@pytest.mark.parametrize("dead_first", [False, True])
async def test_what_was_ended_for_heat_is_gone_on_with(
    tmp_path: Path, *, dead_first: bool
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        report = half_way(nas, 1, 0)
        await nas.refresh()
        if dead_first:
            die(nas, report)
        nas.nas.disks["sda"].temperature = 70
        nas.clock.seconds += SMART_EVERY
        await nas.refresh()
        job = await nas.kept()
        assert job.state is JobState.UNKNOWN
        assert job.reasons[0].code == "too_hot"
        assert len(job.stages[0].attempts) == 1
        assert 0 < runs_bytes(job.stages[0].runs) < runs_bytes(PLAN.runs)
        nas.nas.disks["sda"].temperature = 30
        nas.clock.seconds += SMART_EVERY
        await nas.refresh()
        await nas.burnin.resume_job(nas.key(), ME)
        for _ in range(3):
            await nas.refresh()
        assert nas.test().request["expect"]
        await finish(nas)
        assert (await nas.kept()).verdict is Verdict.PASSED


async def test_what_a_person_unlocked_is_for_persons(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.nas.supervisors.clear()
        await nas.refresh()
        job = nas.job()
        unlock = Unlocked(Lock.HAS_DATA, "digest", "me", nas.clock.now())
        nas.burnin._ledger.ended[nas.key()] = replace(job, unlock=unlock)
        answer = await nas.burnin.resume_job(nas.key(), Actor(Who.AUTOMATION))
        kept = await nas.history.job(answer.job_uid or "")
        assert kept
        assert (kept.unlock, kept.requested_by) == (None, None)


async def test_records_that_are_torn_are_no_records(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        half_way(nas, 1, 1)
        await nas.refresh()
        nas.test().silent = True
        nas.nas.reboot()
        await nas.refresh()
        (attempt,) = (await nas.kept()).stages[0].attempts
        assert attempt.reason == Reason("no_records_left")
        (run,) = nas.test().plan.runs
        assert (run.pattern, run.write) == (PLAN.runs[1].pattern, True)


# What went away while nobody looked ---------------------------------------------------


async def test_a_job_is_seen_whose_drive_went_away_over_a_restart(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        key, disks = nas.key(), dict(nas.nas.disks)
        half_way(nas, 1, 0)
        await nas.refresh()
        percent = nas.percent()
        pulled(nas, nas.test().report)
        nas.nas.disks.clear()
        nas = await nas.again()

        view = nas.burnin.view.drives[key]
        assert view.job
        assert not view.present
        assert (view.drive.serial, view.drive.size) == ("LAB-sda", PLAN.size)
        assert view.lock.lock is Lock.UNKNOWN
        assert view.job.activity is Activity.WAITING
        # What was written last counts as not done any more.
        assert 50 < view.job.progress.percent <= percent
        assert [reason.code for reason in view.job.job.reasons] == ["drive_absent"]
        # Nor is a wish about it refused.
        assert await nas.burnin.pause([key], ME)
        assert await nas.burnin.resume([key], ME)

        nas.nas.disks.update(disks)
        await nas.refresh()
        assert nas.drive().present
        assert nas.drive().drive.nodes
        await finish(nas)
        assert (await nas.kept()).verdict is Verdict.PASSED_WITH_NOTES


async def test_what_ended_on_a_drive_that_is_gone_is_seen_after_a_restart(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path, disks=2) as nas:
        await nas.begin("sda")
        key, other = nas.key("sda"), nas.key("sdb")
        nas.nas.disks.clear()
        nas.nas.supervisors.clear()
        await nas.refresh()
        nas = await nas.again()
        view = nas.burnin.view.drives[key]
        assert view.job
        assert view.job.job.state is JobState.UNKNOWN
        # Of the other nothing was ever known but that it was there.
        assert other not in nas.burnin.view.drives
        assert await nas.burnin.forget_drive(key, ME) == 1
        assert key not in nas.burnin.view.drives
        nas = await nas.again()
        assert nas.burnin.view.drives == {}


async def test_a_queued_job_without_its_drive_can_be_cancelled_after_a_restart(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.begin("sda", "sdb")
        key = nas.key("sdb")
        del nas.nas.disks["sdb"]
        nas = await nas.again()
        view = nas.burnin.view.drives[key]
        assert view.job
        assert view.job.job.state is JobState.QUEUED
        assert await nas.burnin.cancel(key, ME)
        assert nas.burnin.view.drives[key].job.job.state is JobState.CANCELLED  # type: ignore[union-attr]
