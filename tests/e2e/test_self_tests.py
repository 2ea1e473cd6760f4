"""Self-tests as drives of every protocol do them, over real SSH."""

from pathlib import Path
import time
from typing import Any

import pytest

from custom_components.nas_burnin.engine.model import (
    DriveView,
    Job,
    JobState,
    SelfTestKind,
    StageKind,
    StageState,
    StartRequest,
    SurfaceOptions,
    Verdict,
)
from custom_components.nas_burnin.engine.queue.plan import PROFILES
from custom_components.nas_burnin.engine.verdict import self_tests
from mock_truenas import actions
from mock_truenas.model import load, locked

from .bench import Rig, met, rig

SHORT, LONG = StageKind.SHORT_SMART, StageKind.LONG_SMART
SELF_TESTS = (SHORT, LONG)
WHOLE = (SHORT, LONG, StageKind.SURFACE_VALIDATE, StageKind.FINAL_CHECK)
MINUTES = {"short": 2, "long": 10, "conveyance": 3}

# A self-test of ten minutes takes two seconds.
FAST: dict[str, Any] = {"speed": 300, "in_use": False}


def scenario(kind: str, **fields: Any) -> dict[str, Any]:
    drive = {"kind": kind, "size": "32M", "minutes": MINUTES, "bandwidth": 0}
    return {"drives": [{**drive, **fields}]}


def old_nvme(**fields: Any) -> dict[str, Any]:
    """A NAS whose smartctl does no self-tests of NVMe, as that of Debian 12."""
    return {**scenario("nvme", **fields), "smartctl": "7.3"}


async def start(bench: Rig, *stages: StageKind, profile: str = "quick") -> str:
    serial: str = bench.nas.blank()[0]
    options = SurfaceOptions(PROFILES[profile].options.patterns)
    request = StartRequest(bench.key(serial), "custom", stages, options, "me")
    (answer,) = await bench.engine.enqueue([request])
    assert answer.outcome == "queued", answer
    return serial


def _is_read(view: DriveView) -> bool:
    """True once the drive's own report is known, in whatever way it has to be asked."""
    return view.drive.smart is not None


def codes(job: Job) -> list[str]:
    return [reason.code for reason in job.reasons]


def change(bench: Rig, name: str, **fields: Any) -> None:
    """Change what the drive is up to, behind everybody's back."""
    with locked(str(bench.nas.root)):
        model = load(str(bench.nas.root))
        model["drives"][name].update(fields)
        actions._commit(str(bench.nas.root), model)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("sata", {}), ("sas", {}), ("nvme", {}), ("usb", {}), ("usb", {"bare": True})],
)
async def test_the_whole_job(tmp_path: Path, kind: str, fields: dict[str, Any]) -> None:
    async with rig(tmp_path, scenario=scenario(kind, **fields), **FAST) as bench:
        await bench.until(lambda view: all(map(_is_read, view.drives.values())))
        serial = await start(bench, *WHOLE)
        job = await bench.ended(serial)
        assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED), job
        assert [stage.state for stage in job.stages] == [StageState.PASSED] * 4
        short, long = job.stages[:2]
        for stage, told in ((short, SelfTestKind.SHORT), (long, SelfTestKind.LONG)):
            assert stage.smart_before
            assert stage.smart_after
            newest = stage.smart_after.self_tests.entries[0]
            assert newest.kind is told
            assert newest not in stage.smart_before.self_tests.entries[:1]
        await bench.cleared()


@pytest.mark.parametrize(
    ("kind", "wrong", "state", "code"),
    [
        ("sata", "read_failure", JobState.FAILED, "self_test_failed_at"),
        ("sata", "aborted", JobState.UNKNOWN, "self_test_aborted"),
        ("sas", "read_failure", JobState.FAILED, "self_test_failed_at"),
        ("sas", "interrupted", JobState.UNKNOWN, "self_test_interrupted"),
        ("nvme", "read_failure", JobState.FAILED, "self_test_failed_at"),
    ],
)
async def test_a_wrong_end(
    tmp_path: Path, kind: str, wrong: str, state: JobState, code: str
) -> None:
    lba = {"lba": 4711} if state is JobState.FAILED else {}
    told = scenario(kind, next_selftest={"result": wrong, **lba})
    async with rig(tmp_path, scenario=told, **FAST) as bench:
        serial = await start(bench, SHORT, StageKind.FINAL_CHECK)
        job = await bench.ended(serial)
        assert (job.state, codes(job)[0]) == (state, code)
        assert job.stages[1].state is StageState.SKIPPED


@pytest.mark.parametrize("kind", ["sas", "nvme"])
async def test_one_that_is_stuck_is_aborted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    # As if hours had passed.
    monkeypatch.setattr(self_tests, "STUCK_AT_LEAST", 2.0)
    monkeypatch.setattr(self_tests, "STUCK_TIMES", 0.0)
    told = scenario(kind, next_selftest={"stuck": True})
    async with rig(tmp_path, scenario=told, **FAST) as bench:
        serial = await start(bench, LONG, StageKind.FINAL_CHECK)
        job = await bench.ended(serial)
        assert (job.state, codes(job)) == (JobState.UNKNOWN, ["self_test_stuck"])
        drive = bench.nas.model["drives"]["disk001"]
        assert drive["selftest"]["result"] == "aborted"


async def test_one_of_somebody_else_in_place_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_tests, "GRACE", 1.0)
    told = scenario("sata", minutes={"short": 2, "long": 6000})
    async with rig(tmp_path, scenario=told, **FAST) as bench:
        serial = await start(bench, LONG)
        await bench.until(lambda _: _percent_is_known(bench, serial))
        # It took the place of ours without an entry for that, and failed.
        other = {"kind": "short", "started": time.time() - 600, "hours": 1}
        change(bench, "disk001", selftest={**other, "result": "read_failure", "lba": 7})
        job = await bench.ended(serial)
        assert (job.state, codes(job)) == (JobState.UNKNOWN, ["self_test_no_entry"])


async def test_a_running_one_is_cancelled(tmp_path: Path) -> None:
    told = scenario("sata", minutes={"short": 2, "long": 6000})
    async with rig(tmp_path, scenario=told, **FAST) as bench:
        serial = await start(bench, LONG)
        await bench.until(lambda _: _percent_is_known(bench, serial))
        assert await bench.engine.cancel(bench.key(serial))
        job = await bench.ended(serial)
        assert (job.state, codes(job)) == (JobState.CANCELLED, ["stopped"])
        drive = bench.nas.model["drives"]["disk001"]
        assert drive["selftest"]["result"] == "aborted"


async def test_flash_under_an_old_smartctl(tmp_path: Path) -> None:
    """nvme-cli tells how it stands, and of what smartctl tells nothing is lost."""
    flash = PROFILES["flash"].stages
    async with rig(tmp_path, scenario=old_nvme(), **FAST) as bench:
        percents: set[int | None] = set()

        def watch(_: object) -> None:
            for view in bench.view.drives.values():
                tests = view.drive.smart and view.drive.smart.self_tests
                if tests and tests.running:
                    assert tests.running.kind is SelfTestKind.LONG
                    percents.add(tests.running.percent)

        forget = bench.engine.subscribe(watch)
        serial = await start(bench, *flash, profile="flash")
        job = await bench.ended(serial)
        forget()
        assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED), job
        assert [stage.state for stage in job.stages] == [StageState.PASSED] * 3
        assert percents, "the self-test was never seen to run"
        before, after = job.stages[0].smart_before, job.stages[0].smart_after
        assert before
        assert after
        assert before.self_tests.told
        assert before.self_tests.minutes.long == MINUTES["long"]
        assert (after.self_tests.entries[0].kind, after.temperature_limit) == (
            SelfTestKind.LONG,
            82,
        )
        checked = job.stages[-1].smart_after
        assert checked
        assert (checked.wwn, checked.counters.wear) == (before.wwn, 1)
        await bench.cleared()


@pytest.mark.parametrize(
    ("wrong", "state", "code"),
    [
        ("read_failure", JobState.FAILED, "self_test_failed_at"),
        ("interrupted", JobState.UNKNOWN, "self_test_interrupted"),
    ],
)
async def test_a_wrong_end_under_an_old_smartctl(
    tmp_path: Path, wrong: str, state: JobState, code: str
) -> None:
    lba = {"lba": 4711} if state is JobState.FAILED else {}
    told = old_nvme(next_selftest={"result": wrong, **lba})
    async with rig(tmp_path, scenario=told, **FAST) as bench:
        serial = await start(bench, SHORT, StageKind.FINAL_CHECK)
        job = await bench.ended(serial)
        assert (job.state, codes(job)[0]) == (state, code)


async def test_one_under_an_old_smartctl_is_cancelled(tmp_path: Path) -> None:
    told = old_nvme(minutes={"short": 2, "long": 6000})
    async with rig(tmp_path, scenario=told, **FAST) as bench:
        serial = await start(bench, LONG)
        await bench.until(lambda _: _percent_is_known(bench, serial))
        assert await bench.engine.cancel(bench.key(serial))
        job = await bench.ended(serial)
        assert (job.state, codes(job)) == (JobState.CANCELLED, ["stopped"])
        drive = bench.nas.model["drives"]["disk001"]
        assert drive["selftest"]["result"] == "aborted"


async def test_without_any_tool_for_it_a_self_test_is_left_out(tmp_path: Path) -> None:
    told = {**old_nvme(), "tools": {"nvme": "missing"}}
    async with rig(tmp_path, scenario=told, **FAST) as bench:
        serial = await start(bench, SHORT, StageKind.FINAL_CHECK)
        job = await bench.ended(serial)
        # A look at what the drive says of itself is left, and that is no test.
        assert (job.state, job.verdict) == (JobState.UNKNOWN, None)
        assert job.stages[0].state is StageState.SKIPPED
        assert codes(job)[:2] == ["nothing_tested", "not_taken"]


def _percent_is_known(bench: Rig, serial: str) -> bool:
    view = bench.drive(serial).job
    return view is not None and view.progress.eta is not None


async def test_one_of_somebody_else_is_waited_for(tmp_path: Path) -> None:
    async with rig(tmp_path, scenario=scenario("sata"), **FAST, run=False) as bench:
        serial = await start(bench, SHORT)
        other = {"kind": "long", "started": time.time(), "hours": 1}
        change(bench, "disk001", selftest=other)
        await bench.engine.refresh()
        view = bench.drive(serial).job
        assert view
        assert [reason.code for reason in view.job.reasons] == ["self_test_other"]
        assert view.job.state is JobState.QUEUED

        async def over() -> bool:
            await bench.engine.refresh()
            view = bench.drive(serial).job
            return view is not None and view.job.state.terminal

        for _ in range(200):
            if await over():
                break
        job = await bench.ended(serial)
        assert job.state is JobState.PASSED


@pytest.mark.parametrize("release", ["7.3", "7.4"])
async def test_an_age_that_was_reset_is_told(tmp_path: Path, release: str) -> None:
    told = scenario("sata", smart={"hours": 12, "farm_hours": 31234})
    told["smartctl"] = release
    async with rig(tmp_path, scenario=told, **FAST) as bench:

        def is_told(_: object) -> bool:
            notes = bench.drive(bench.nas.blank()[0]).notes
            return "hours_reset" in [note.code for note in notes]

        if release == "7.4":
            await bench.until(is_told)
            return
        # It knows nothing of that log, and whatever else it tells stays.
        await bench.until(lambda view: all(map(_is_read, view.drives.values())))
        assert not is_told(None)


async def test_one_that_a_drive_does_not_know_is_left_out(tmp_path: Path) -> None:
    told = scenario("sas")
    async with rig(tmp_path, scenario=told, **FAST) as bench:
        serial = await start(bench, StageKind.CONVEYANCE_SMART, SHORT)
        job = await bench.ended(serial)
        assert (job.state, job.verdict) == (
            JobState.PASSED,
            Verdict.PASSED_WITH_NOTES,
        )
        assert job.stages[0].state is StageState.SKIPPED
        assert codes(job)[0] == "self_test_unsupported"


async def test_a_restart_of_ours_goes_unnoticed(tmp_path: Path) -> None:
    async with rig(tmp_path, scenario=scenario("sata"), **FAST, run=False) as bench:
        serial = await start(bench, LONG)
        await bench.engine.refresh()
        begun = bench.nas.model["drives"]["disk001"]["selftest"]["started"]
        # All that a later self would have is the history.
        await bench.engine._ledger.load()
        for runner in bench.engine._jobs._runners.values():
            for name in ("_watches", "_tries"):
                getattr(runner, name, {}).clear()

        def is_over() -> bool:
            drive = bench.nas.model["drives"]["disk001"]
            return bool(drive["selftest"]["started"] == begun)

        await met(is_over)
        for _ in range(200):
            await bench.engine.refresh()
            view = bench.drive(serial).job
            if view and view.job.state.terminal:
                break
        job = await bench.ended(serial)
        assert job.state is JobState.PASSED
        assert bench.nas.model["drives"]["disk001"]["selftest"]["started"] == begun
