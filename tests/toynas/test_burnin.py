"""A whole burn-in through a real systemd, by the engine as it is."""

from pathlib import Path

from custom_components.nas_burnin.engine.model import FOUR_PATTERNS, Verdict
from tests.toynas.conftest import SERIAL, SIZE
from tests.toynas.machine import ToyNas
from tests.toynas.rig import rig
from tests.toynas.trace import moved, unproven


async def test_a_whole_job_is_passed_and_leaves_nothing(
    nas: ToyNas, tmp_path: Path
) -> None:
    async with rig(nas, tmp_path) as made:
        assert made.engine.view.info
        assert made.engine.view.info.has_systemd
        await made.start(SERIAL, FOUR_PATTERNS)
        (handle,) = (stage.handle for stage in made.job(SERIAL).stages if stage.handle)
        assert handle.invocation
        job = await made.ended(SERIAL)
        await made.cleared()
    assert (job.verdict, job.reasons) == (Verdict.PASSED, ())
    trace = nas.trace(SERIAL)
    values = [int(pattern.argument, 16) for pattern in FOUR_PATTERNS]
    assert unproven(trace, SIZE, values) == set()
    # Everything once, and nothing twice.
    assert moved(trace, "w") == moved(trace, "r") == len(values) * SIZE
    assert nas.image(SERIAL).read_bytes() == bytes(SIZE)
