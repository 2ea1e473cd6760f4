"""A burn-in from the wish to the verdict, with real badblocks over real SSH."""

from pathlib import Path

from custom_components.nas_burnin.engine.model import (
    JobState,
    Lock,
    Pattern,
    PhaseKind,
    StageState,
    Verdict,
)

from .bench import rig


async def test_blank_drive_passes(tmp_path: Path) -> None:
    async with rig(tmp_path, drives=2, size="32M", speed=50, in_use=False) as bench:
        serial = "DMH00001"
        assert bench.drive(serial).lock.lock is Lock.FREE
        (answer,) = await bench.start(serial, profile="standard")
        assert answer.outcome == "queued"
        job = await bench.ended(serial)
        assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED), job
        surface = job.stages[0]
        assert [(p.pattern, p.kind) for p in surface.phases] == [
            (pattern, kind)
            for pattern in (Pattern.AA, Pattern.X55, Pattern.FF, Pattern.X00)
            for kind in (PhaseKind.WRITE, PhaseKind.VERIFY)
        ]
        assert all(p.ended and p.seconds and p.bytes_per_second for p in surface.phases)
        assert all(stage.state is StageState.PASSED for stage in job.stages)
        image = bench.nas.image(serial)
        assert not any(image.read_bytes())
        assert image.stat().st_blocks * 512 >= image.stat().st_size
        assert bench.left_behind() == ([], {})
