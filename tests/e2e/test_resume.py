"""A power cut of the NAS in the middle of a burn-in, with real badblocks on what it left."""

from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.model import (
    Actor,
    AfterReboot,
    Job,
    JobState,
    PhaseKind,
    Settings,
    StageState,
    Verdict,
)
from custom_components.nas_burnin.engine.proven import resume
from custom_components.nas_burnin.engine.queue.plan import runs_bytes
from custom_components.nas_burnin.engine.safety.inventory import unit_name

from .bench import Rig, met, rig

SERIAL = "DMH00001"
MARGIN = 4 << 20
SLOW = 0.02
"""At this speed a phase takes many looks, also on a busy machine."""

STILL = 0.0001

SAID = {
    2: ("run-0.err", b"Reading and comparing"),
    3: ("run-1.err", b"Testing with pattern 0x00"),
}
"""What is in which file once a phase is under way."""


@pytest.fixture(autouse=True)
def small_margin(monkeypatch: pytest.MonkeyPatch) -> None:
    """A margin that leaves something to go on with on a drive of 16 MiB."""
    monkeypatch.setattr(resume, "MARGIN_BYTES", MARGIN)
    monkeypatch.setattr(resume, "MARGIN_SECONDS", 0.001)


async def cut(bench: Rig, phase: int) -> None:
    """Cut the power in that phase; from then on everything is fast."""
    await bench.start(SERIAL)

    name, said = SAID[phase]

    def is_there() -> bool:
        files = bench.nas.read_state_files()
        return any(name in path and said in text for path, text in files.items())

    await met(is_there, 60)
    bench.nas.change(lambda model: model.update(speed=STILL))
    await bench.nas.reboot(new_letters=True)
    bench.nas.change(lambda model: model.update(speed=50))


async def resumed(bench: Rig) -> Job:
    """Answer the job as it is kept, once its test has been begun again."""

    def runs_again(_: object) -> bool:
        shown = bench.drive(SERIAL).job
        assert shown
        surface = shown.job.stages[0]
        return bool(surface.attempts) and surface.state is not StageState.PENDING

    await bench.until(runs_again)
    shown = bench.drive(SERIAL).job
    assert shown
    return shown.job


@pytest.mark.parametrize("phase", [2, 3])
async def test_a_power_cut_costs_little_and_the_drive_passes(
    tmp_path: Path, phase: int
) -> None:
    async with rig(tmp_path, drives=2, size="16M", speed=SLOW, in_use=False) as bench:
        await cut(bench, phase)
        job = await resumed(bench)
        (attempt,) = job.stages[0].attempts
        assert attempt.reason.code == "host_restarted"
        runs = job.stages[0].runs
        assert 0 < runs_bytes(runs) < runs_bytes(attempt.runs)
        rest = [(run.step, run.write, run.first) for run in runs]
        reached = attempt.phases[-1]
        if (reached.number, reached.size <= MARGIN) != (phase, True):
            # A machine that is very busy has let it go on meanwhile.
            assert rest[-1][1]
        elif phase == 2:
            # Its checkpoint is of the beginning of the comparison: what was written
            # last is written again, all before is compared.
            tail = (16 << 20) // 4096 - MARGIN // 4096
            assert rest == [(0, False, 0), (0, True, tail), (1, True, 0)]
        else:
            assert rest == [(1, True, 0)]

        job = await bench.ended(SERIAL)
        assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED), job
        phases = job.stages[0].phases
        assert [one.kind for one in phases] == [PhaseKind.WRITE, PhaseKind.VERIFY] * 2
        assert all(one.ended and one.seconds for one in phases)
        assert not any(bench.nas.image(SERIAL).read_bytes())
        await bench.cleared()


async def test_what_was_put_to_use_meanwhile_is_not_erased(tmp_path: Path) -> None:
    async with rig(tmp_path, drives=2, size="16M", speed=SLOW, in_use=False) as bench:
        await bench.engine.set_settings(Settings(after_reboot=AfterReboot.ASK))
        await cut(bench, 2)
        key = bench.key(SERIAL)

        def waits(code: str) -> None:
            shown = bench.drive(SERIAL).job
            assert shown
            assert shown.job.waits
            assert shown.job.waits.code == code

        await bench.until(lambda _: bench.drive(SERIAL).job.job.waits is not None)  # type: ignore[union-attr]
        waits("interrupted_ask")
        assert bench.left_behind()[0] == []

        # No signature, only bytes that are not ours: the supervisor alone can tell.
        image = bench.nas.image(SERIAL)
        with image.open("r+b") as file:
            file.seek(4096)
            file.write(b"somebody's data")
        before = image.read_bytes()
        assert (await bench.engine.resume_job(key, Actor.person("me"))).job_uid
        await bench.until(
            lambda _: (
                (waiting := bench.drive(SERIAL).job.job.waits) is not None  # type: ignore[union-attr]
                and waiting.code == "content_changed"
            )
        )
        assert image.read_bytes() == before
        assert await bench.engine.cancel(key)
        assert (await bench.ended(SERIAL)).state is JobState.CANCELLED
        assert image.read_bytes() == before
        assert unit_name(key) not in str(bench.nas.read_state_files())
