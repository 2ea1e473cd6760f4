"""Drives that are only read: whoever uses them, and for as long as it takes."""

from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.history import AuditEntry
from custom_components.nas_burnin.engine.model import (
    Actor,
    ErrorCounts,
    JobState,
    Lock,
    PhaseKind,
    StageKind,
    StageState,
    SurfaceOptions,
    TestState,
    Verdict,
)
from custom_components.nas_burnin.engine.queue.plan import plan_read
from tests.engine.supervised import SIZE, Engine, engine
from tests.engine.surface import clean_report, run_report, running_report

READ = (StageKind.SURFACE_READ, StageKind.FINAL_CHECK)
LATE = 400_000
ME = Actor.person("me")


async def begin(nas: Engine) -> None:
    await nas.enqueue(stages=READ)
    await nas.refresh()
    assert nas.test().report.state is TestState.TESTING


def passed(nas: Engine) -> None:
    nas.test().become(clean_report(nas.test().plan))


async def test_a_pool_member_is_read_without_an_unlock(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.disks["sda"].pool = "tank"
        await nas.refresh()
        assert nas.drive().lock.lock is Lock.POOL
        told: list[AuditEntry] = []
        nas.burnin.subscribe_audit(told.append)
        await begin(nas)
        request = nas.test().request
        assert request["destructive"] is request["require_blank"] is False
        assert [(run["pattern"], run["write"]) for run in request["runs"]] == [
            (None, False)
        ]
        assert "expect" not in request
        await nas.refresh()
        progress = nas.shown().progress
        assert (progress.phase, progress.phase_count) == (1, 1)
        assert (progress.pattern, progress.phase_kind) == (None, PhaseKind.VERIFY)
        passed(nas)
        await nas.refresh()
        job = await nas.kept()
        assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED), job
        assert job.stages[0].phases[0].pattern is None
        assert "released" not in [entry.what for entry in told]


@pytest.mark.parametrize("records_lost", [False, True])
async def test_after_a_reboot_the_rest_is_read(
    tmp_path: Path, records_lost: bool
) -> None:
    async with engine(tmp_path) as nas:
        await begin(nas)
        nas.test().become(running_report(nas.test().plan, 0, 0, 0.6, LATE))
        await nas.refresh()
        nas.nas.reboot(records_lost=records_lost)
        await nas.refresh()
        await nas.refresh()
        if records_lost:
            # Nothing is proven of it, so nothing is gone on with.
            assert nas.job().state is JobState.UNKNOWN
            return
        request = nas.test().request
        assert request["destructive"] is False
        (run,) = request["runs"]
        whole = plan_read(SIZE, SurfaceOptions()).runs[0]
        assert 0 < run["first"] < 0.6 * whole.last
        assert (run["last"], run["write"]) == (whole.last, False)
        passed(nas)
        await nas.refresh()
        job = await nas.kept()
        assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED), job


async def test_it_is_paused_and_goes_on(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await begin(nas)
        await nas.burnin.pause([nas.key()], ME)
        assert nas.test().report.state is TestState.PAUSED
        await nas.burnin.resume([nas.key()], ME)
        assert nas.test().report.state is TestState.TESTING


async def test_it_takes_a_surface_slot(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.enqueue("sda", "sdb", stages=READ)
        await nas.refresh()
        assert len(nas.nas.supervisors) == 1


async def test_a_block_that_cannot_be_read_fails_it(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await begin(nas)
        plan = nas.test().plan
        bad = run_report(plan.runs[0], 0.0, ErrorCounts(read=1), [4711])
        nas.test().become(replace(clean_report(plan), runs=(bad,)))
        await nas.refresh()
        stage = (await nas.kept()).stages[0]
        assert (stage.state, stage.bad_blocks) == (StageState.FAILED, (4711,))


async def test_another_drive_under_its_name_is_not_read(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.enqueue(stages=READ)
        nas.nas.disks["sda"].serial = "OTHER"
        await nas.refresh()
        assert not nas.nas.supervisors


async def test_little_memory_makes_small_chunks_and_the_same_ranges(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.memory = 8 << 20
        await nas.begin()
        asked = nas.test().request["runs"]
        whole = nas.job().stages[0].runs
        # A quarter of it, for four tests with two buffers each.
        assert {run["blocks_at_once"] for run in asked} == {64}
        assert {run.blocks_at_once for run in whole} == {64}
        nas.test().become(running_report(nas.test().plan, 1, 0, 0.6, LATE))
        await nas.refresh()
        nas.nas.reboot()
        nas.nas.memory = 64 << 30
        await nas.refresh()
        await nas.refresh()
        rest = nas.test().request["runs"]
        assert {run["blocks_at_once"] for run in rest} == {1024}
        assert [run["last"] for run in rest][-1] == asked[-1]["last"]
        assert nas.job().stages[0].attempts[0].runs == whole
        nas.test().become(clean_report(nas.test().plan))
        await nas.refresh()
        job = await nas.kept()
        assert job.verdict is Verdict.PASSED, job
