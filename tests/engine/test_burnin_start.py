"""How a surface test begins: every way to be refused, and every call that can fail."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.errors import (
    AnswerUnusable,
    DriveRefused,
    HostUnreachable,
)
from custom_components.nas_burnin.engine.model import (
    Activity,
    JobState,
    Reason,
    StageKind,
    StageState,
    StartRequest,
    SurfaceOptions,
    TestState,
)
from custom_components.nas_burnin.engine.sentences.tables import sentence
from tests.engine.supervised import Engine, Fault, engine, refusal

LOST = HostUnreachable("gone", stage="run")


def begun(nas: Engine) -> None:
    """Assert that exactly one test of the drive writes, and that it is the job's."""
    job, test = nas.job(), nas.test()
    handle = job.stages[0].handle
    assert (job.state, job.stages[0].state) == (JobState.RUNNING, StageState.RUNNING)
    assert handle
    assert handle.released
    assert test.request["nonce"] == handle.nonce
    assert test.request["job"] == job.uid
    assert (test.alive, test.report.state) == (True, TestState.TESTING)
    assert nas.drive().job.activity is Activity.TESTING  # type: ignore[union-attr]


def waits(nas: Engine, code: str) -> None:
    """Assert that the job is in the queue again, that people see why, and no test."""
    job = nas.job()
    assert (job.state, job.started) == (JobState.QUEUED, None)
    assert job.stages[0] == replace(job.stages[0], state=StageState.PENDING)
    assert job.stages[0].handle is None
    assert [reason.code for reason in job.reasons] == [code]
    assert sentence(job.reasons[0]) != code
    assert nas.burnin.view.running == 0
    assert not nas.nas.supervisors


async def test_a_start_is_in_order(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.enqueue()
        nas.nas.calls.clear()
        await nas.refresh()

        # The look that the start rests on, the hold, the look that counts, the release.
        assert nas.nas.calls == ["probe", "probe", "start", "probe", "go"]
        begun(nas)
        assert await nas.kept() == nas.job()
        (start, _) = nas.nas.control_requests
        request = start["request"]
        assert (request["controller"], request["require_blank"]) == ("ours", True)
        assert request["boot_id"] == nas.nas.boot_id
        assert request["identity"]["serial"] == "LAB-sda"


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        ("start", "exists"),
        ("start", "no_such_drive"),
        ("start", "not_ready"),
        ("go", "no_go"),
        ("go", "no_such_test"),
    ],
)
async def test_what_may_pass_is_tried_again(
    tmp_path: Path, verb: str, code: str
) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.faults = {verb: [refusal(code)]}
        await nas.begin()
        waits(nas, code)
        assert (await nas.kept()).state is JobState.QUEUED

        await nas.refresh()
        begun(nas)
        assert nas.job().reasons == ()


async def test_a_test_that_takes_its_time_to_go(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.faults = {"go": [refusal("not_ready")]}
        await nas.begin()
        # It was told to, so it may write by now: nothing is taken back.
        handle = (await nas.kept()).stages[0].handle
        assert handle
        assert handle.released
        assert "stop" not in nas.nas.calls

        await nas.refresh()
        begun(nas)
        assert nas.test().request["nonce"] == handle.nonce


@pytest.mark.parametrize("code", ["start_failed", "bad_request", "failed", "not_ours"])
@pytest.mark.parametrize("verb", ["start", "go"])
async def test_what_stays_ends_the_job(tmp_path: Path, verb: str, code: str) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.faults = {verb: [refusal(code, "why")]}
        await nas.begin()
        job = await nas.kept()
        # Nothing was written, so nothing is unknown of the drive.
        assert job.state is JobState.CANCELLED
        assert job.reasons == (Reason(code, {"detail": "why"}),)
        assert "why" in sentence(job.reasons[0]) or code == "not_ours"
        assert not nas.nas.supervisors


@pytest.mark.parametrize(
    ("code", "state"), [("busy", JobState.CANCELLED), ("no_go", JobState.QUEUED)]
)
async def test_the_supervisor_says_why_it_refused(
    tmp_path: Path, code: str, state: JobState
) -> None:
    async with engine(tmp_path) as nas:
        reason = Reason(code, {"node": "sda"})

        def refuse(verb: str) -> None:
            if verb == "go":
                test = nas.test()
                test.become(
                    replace(
                        test.report,
                        state=TestState.REFUSED,
                        alive=False,
                        reason=reason,
                    )
                )

        nas.nas.on_call = refuse
        nas.nas.faults = {"go": [refusal("refused", code)]}
        await nas.begin()
        job = await nas.kept()
        assert job.state is state
        assert nas.job().reasons == (reason,)
        assert not nas.nas.supervisors


@pytest.mark.parametrize("done_first", [False, True])
@pytest.mark.parametrize(
    "error", [LOST, AnswerUnusable("torn")], ids=["lost", "unusable"]
)
@pytest.mark.parametrize("call", ["start", "go"])
async def test_a_link_that_fails_at_a_call(
    tmp_path: Path, call: str, error: Exception, done_first: bool
) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.faults = {call: [Fault(error, done_first)]}
        await nas.enqueue()
        with pytest.raises(type(error)):
            await nas.refresh()
        # What was intended is on the medium, so the test is found again.
        kept = await nas.kept()
        assert kept.state is JobState.RUNNING
        assert kept.stages[0].handle

        for _ in range(3):
            await nas.refresh()
        begun(nas)
        released = [r for r in nas.nas.control_requests if r["verb"] == "go"]
        assert {r["nonce"] for r in released} == {nas.test().request["nonce"]}


@pytest.mark.parametrize("place", range(3))
async def test_a_link_that_fails_at_a_look(tmp_path: Path, place: int) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.faults = {"probe": [None, *[None] * place, Fault(LOST)]}
        await nas.enqueue()
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        for _ in range(3):
            await nas.refresh()
        begun(nas)


@pytest.mark.parametrize("place", range(3))
async def test_an_answer_that_breaks_off(tmp_path: Path, place: int) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.faults = {"probe": [None, *[None] * place, Fault()]}
        await nas.enqueue()
        with pytest.raises(AnswerUnusable):
            await nas.refresh()
        assert not any(r["verb"] == "go" for r in nas.nas.control_requests)
        for _ in range(3):
            await nas.refresh()
        begun(nas)


@pytest.mark.parametrize("call", ["stop", "remove"])
@pytest.mark.parametrize("done_first", [False, True])
async def test_a_link_that_fails_while_a_failed_start_is_cleared(
    tmp_path: Path, call: str, done_first: bool
) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.faults = {"go": [refusal("no_go")], call: [Fault(LOST, done_first)]}
        await nas.enqueue()
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        for _ in range(3):
            await nas.refresh()
        begun(nas)


@pytest.mark.parametrize("call", ["stop", "remove"])
@pytest.mark.parametrize("done_first", [False, True])
async def test_a_release_that_never_came_is_no_lost_test(
    tmp_path: Path, call: str, done_first: bool
) -> None:
    """Its records prove that it did not write, and may be gone with a lost answer."""
    async with engine(tmp_path) as nas:
        nas.nas.faults = {"go": [Fault(LOST)]}
        await nas.enqueue()
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        held = nas.test().report
        refused = replace(held, state=TestState.REFUSED, reason=Reason("no_go"))
        nas.test().become(replace(refused, alive=False))
        nas.nas.faults = {call: [Fault(LOST, done_first)]}
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        for _ in range(3):
            await nas.refresh()
        begun(nas)


@pytest.mark.parametrize("call", ["probe", "go"])
@pytest.mark.parametrize("why", ["stop_signal", "stop_file"])
async def test_a_test_that_was_stopped_before_its_release_is_begun_again(
    tmp_path: Path, call: str, why: str
) -> None:
    """The host restarts, or the answer was lost when we took it back ourselves."""
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.enqueue("sda", "sdb")
        # The look that counts, or the word to go, does not get through.
        passes = {"probe": 2, "go": 0}[call]
        nas.nas.faults = {call: [*[None] * passes, Fault(LOST)]}
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        held = nas.test().report
        assert held.state is TestState.HELD
        over = replace(held, state=TestState.ENDED, alive=False, end="not_started")
        nas.test().become(replace(over, reason=Reason(why)))
        await nas.refresh()
        if why == "stop_signal":
            # What is begun on a host that goes down is refused, or stopped at once.
            for name in ("sda", "sdb"):
                assert (await nas.kept(name)).state is JobState.QUEUED
                assert [r.code for r in nas.job(name).reasons] == ["host_stopping"]
            nas.nas.reboot()
            await nas.refresh()
        begun(nas)
        assert nas.job("sdb").state is JobState.QUEUED


def in_a_pool(nas: Engine) -> None:
    nas.nas.disks["sda"].pool = "tank"


def hung(nas: Engine) -> None:
    nas.nas.disks["sda"].hung = True


def with_data(nas: Engine) -> None:
    nas.nas.disks["sda"].partitions = ("sda1",)


def gone(nas: Engine) -> None:
    del nas.nas.disks["sda"]


@pytest.mark.parametrize(
    ("change", "state", "word"),
    [
        (in_a_pool, JobState.CANCELLED, "tank"),
        (with_data, JobState.CANCELLED, "ext4"),
        (hung, JobState.QUEUED, "in time"),
        (gone, JobState.QUEUED, "does not show"),
    ],
)
@pytest.mark.parametrize("when", ["queued", "held"])
async def test_a_drive_that_may_not_be_erased_any_more(
    tmp_path: Path,
    when: str,
    change: Callable[[Engine], None],
    state: JobState,
    word: str,
) -> None:
    async with engine(tmp_path) as nas:
        await nas.enqueue()
        key = nas.key()

        def interfere(call: str) -> None:
            if call == "start":
                change(nas)

        if when == "held":
            nas.nas.on_call = interfere
        else:
            change(nas)
        await nas.refresh()

        shown = nas.burnin.view.drives[key].job
        assert shown
        assert shown.job.state is state
        assert word in " ".join(map(sentence, shown.job.reasons))
        assert "go" not in nas.nas.calls
        assert not nas.nas.supervisors
        if state is JobState.QUEUED:
            assert shown.queue_position == 1


async def test_a_test_that_is_gone_before_its_release(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.enqueue()

        def interfere(call: str) -> None:
            if call == "probe" and nas.nas.calls[-2] == "start":
                nas.nas.supervisors.clear()

        nas.nas.on_call = interfere
        await nas.refresh()
        waits(nas, "no_go")
        assert "go" not in nas.nas.calls


async def test_one_that_waits_lets_the_next_one_go(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.enqueue("sda", "sdb")
        nas.nas.faults = {"start": [refusal("not_ready")]}
        await nas.refresh()
        states = {nas.job("sda").state, nas.job("sdb").state}
        assert states == {JobState.QUEUED, JobState.RUNNING}
        assert len(nas.nas.supervisors) == 1


async def test_what_runs_is_looked_after_before_all_that_wait_were_tried(
    tmp_path: Path,
) -> None:
    """A host that takes long to answer takes that for each drive that waits."""
    async with engine(tmp_path, disks=5) as nas:
        await nas.enqueue("sda", "sdb", "sdc", "sdd", "sde")
        nas.nas.faults = {"start": [refusal("exists")] * 5}
        asked: list[str] = []

        def slow(call: str) -> None:
            nas.clock.seconds += 11 if call == "probe" else 0
            if call == "start":
                asked.append(nas.nas.control_requests[-1]["request"]["job"])

        nas.nas.on_call = slow
        uids = [nas.job(name).uid for name in ("sda", "sdb", "sdc", "sdd", "sde")]
        for tried in (2, 4, 5):
            nas.burnin._cycle._wake.clear()
            await nas.refresh()
            assert asked == uids[:tried]
            # Then the next round is not waited for.
            assert nas.burnin._cycle._wake.is_set() == (tried < 5)
        # All had their turn, and begin again.
        await nas.refresh()
        assert asked == [*uids, uids[0]]
        assert nas.job("sda").state is JobState.RUNNING


async def test_a_supervisor_that_has_said_nothing_yet(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.faults = {"start": [Fault(LOST, done_first=True)]}
        await nas.enqueue()
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        nas.test().silent = True
        await nas.refresh()
        assert nas.job().state is JobState.RUNNING
        assert "go" not in nas.nas.calls

        nas.test().silent = False
        await nas.refresh()
        begun(nas)


async def test_a_release_that_came_too_late(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.faults = {"go": [Fault(LOST)]}
        await nas.enqueue()
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        test = nas.test()
        first = test.request["nonce"]
        refused = replace(test.report, state=TestState.REFUSED, alive=False)
        test.become(replace(refused, reason=Reason("no_go")))
        # The history says that it was released; the host knows that nothing came.
        await nas.refresh()
        begun(nas)
        assert nas.test().request["nonce"] != first


async def test_what_is_not_queued(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=3) as nas:
        nas.nas.disks["sdb"].pool = "tank"
        absent = nas.key("sdc")
        del nas.nas.disks["sdc"]
        await nas.refresh()
        answers = await nas.enqueue("sda", "sdb", "sda")
        assert [answer.outcome for answer in answers] == ["queued", "locked", "skipped"]
        assert [reason.code for reason in answers[2].reasons] == ["drive_has_job"]
        assert "tank" in " ".join(map(sentence, answers[1].reasons))
        assert len(await nas.history.open_jobs("host-1")) == 1

        assert not nas.burnin.view.drives[absent].present
        request = StartRequest(absent, "quick", (StageKind.SURFACE_VALIDATE,))
        (answer,) = await nas.burnin.enqueue([request])
        assert answer.outcome == "skipped"
        assert [reason.code for reason in answer.reasons] == ["drive_absent"]


async def test_options_that_make_no_test_queue_nothing(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2) as nas:
        with pytest.raises(DriveRefused):
            await nas.enqueue("sda", "sdb", options=SurfaceOptions(()))
        assert await nas.history.open_jobs("host-1") == ()
        assert nas.burnin.view.queued == 0


async def test_what_erases_nothing_needs_no_permission(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.disks["sda"].pool = "tank"
        (answer,) = await nas.enqueue(stages=(StageKind.FINAL_CHECK,))
        assert answer.outcome == "queued"
        await nas.refresh()
        assert (await nas.kept()).state is JobState.PASSED
        assert nas.nas.control_requests == []
