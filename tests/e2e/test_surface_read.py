"""Drives that hold data are read as a whole, and not a byte of them changes."""

from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.model import (
    Job,
    JobState,
    Lock,
    PhaseKind,
    StageKind,
    StageState,
    StartRequest,
    Verdict,
)

from .bench import Rig, rig
from .test_burnin import digest

READ = (StageKind.SURFACE_READ, StageKind.FINAL_CHECK)


async def read(bench: Rig, serial: str) -> Job:
    request = StartRequest(bench.key(serial), "custom", READ)
    (answer,) = await bench.engine.enqueue([request])
    assert answer.outcome == "queued", answer
    return await bench.ended(serial)


@pytest.mark.parametrize("lock", [Lock.POOL, Lock.MOUNTED, Lock.HAS_DATA])
async def test_a_drive_in_use_is_read_and_left_as_it_is(
    tmp_path: Path, lock: Lock
) -> None:
    async with rig(tmp_path, drives=1, size="32M", speed=50, in_use=True) as bench:
        serial = next(
            view.drive.serial
            for view in bench.view.drives.values()
            if view.lock.lock is lock
        )
        before = digest(bench.nas.image(serial))
        job = await read(bench, serial)
        assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED), job
        stage = job.stages[0]
        assert [(phase.pattern, phase.kind) for phase in stage.phases] == [
            (None, PhaseKind.VERIFY)
        ]
        assert stage.phases[0].size == job.size
        # While it was read nothing on it was looked at; then it is, and at once: an
        # idle host would be left alone for longer than this.
        await bench.until(lambda view: view.drives[job.drive_key].lock.lock is lock, 30)
        assert digest(bench.nas.image(serial)) == before
        await bench.cleared()


async def test_a_block_that_cannot_be_read_fails_the_drive(tmp_path: Path) -> None:
    drive = {
        "kind": "sata",
        "size": "32M",
        "bandwidth": 0,
        "faults": {"read_error": [4711]},
    }
    scenario = {"drives": [drive]}
    async with rig(tmp_path, scenario=scenario, speed=50, in_use=False) as bench:
        (serial,) = bench.nas.blank()
        job = await read(bench, serial)
        assert (job.state, job.verdict) == (JobState.FAILED, Verdict.FAILED), job
        stage = job.stages[0]
        assert stage.state is StageState.FAILED
        assert stage.errors.read
        assert stage.bad_blocks == (4711,)
