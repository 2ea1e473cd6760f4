"""A burn-in from the wish to the verdict, with real badblocks over real SSH."""

import asyncio
import hashlib
from pathlib import Path

from custom_components.nas_burnin.engine.model import (
    ErrorCounts,
    JobState,
    Lock,
    Pattern,
    PhaseKind,
    StageState,
    Verdict,
)
from custom_components.nas_burnin.engine.safety.inventory import unit_name
from custom_components.nas_burnin.engine.sentences.tables import sentence

from .bench import met, rig


def digest(image: Path) -> str:
    return hashlib.sha256(image.read_bytes()).hexdigest()


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
        await bench.cleared()


async def test_bad_blocks_fail_the_drive(tmp_path: Path) -> None:
    bad = [100, 2000, 8191]
    scenario = {
        "drives": [{"kind": "sata", "size": "32M", "faults": {"miscompare": bad}}]
    }
    async with rig(tmp_path, scenario=scenario, speed=50, in_use=False) as bench:
        (serial,) = bench.nas.blank()
        await bench.start(serial, profile="quick")
        job = await bench.ended(serial)
        assert (job.state, job.verdict) == (JobState.FAILED, Verdict.FAILED), job
        surface = job.stages[0]
        assert surface.state is StageState.FAILED
        assert surface.bad_blocks == tuple(bad)
        assert job.stages[1].state is StageState.SKIPPED
        # Each block is wrong under both patterns of the quick profile.
        assert surface.errors == ErrorCounts(corruption=2 * len(bad))
        said = " ".join(map(sentence, job.reasons))
        assert "Bad blocks found: 3" in said
        (log,) = await bench.history.logs(job.uid)
        lines = log.text.splitlines()
        assert "Reading and comparing: done" in lines
        assert "Pass completed, 3 bad blocks found. (0/0/3 errors)" in lines
        # As badblocks lists what it compares in a run that writes: a chunk too high.
        assert lines[-len(bad) :] == [str(block + 1024) for block in bad]
        assert job.firmware == bench.drive(serial).drive.firmware != ""
        assert {"os", "kernel", "smartctl", "badblocks", "nvme"} <= job.versions.keys()
        assert "100, 2000, 8191" in said
        assert bench.drive(serial).last_verdict == Verdict.FAILED
        await bench.cleared()


async def test_slots_are_filled_and_can_be_raised(tmp_path: Path) -> None:
    slow = {"kind": "sata", "size": "16M", "bandwidth": 1}
    scenario = {"drives": [slow] * 8, "speed": 1, "in_use": False}
    async with rig(tmp_path, scenario=scenario, in_use=False, max_parallel=4) as bench:
        serials = bench.nas.blank()
        answers = await bench.start(*serials)
        assert [answer.outcome for answer in answers] == ["queued"] * 8
        seen: list[tuple[int, int, int]] = []

        def note(_: frozenset[str]) -> None:
            view = bench.view
            seen.append((view.running, view.queued, view.max_parallel))

        bench.engine.subscribe(note)
        await bench.until(lambda view: view.running == 4)
        await met(lambda: len(bench.tests_running()) == 4)
        await bench.engine.refresh()
        assert (bench.view.running, bench.view.queued) == (4, 4)
        first = bench.tests_running()
        assert len(first) == 4

        await bench.engine.set_max_parallel(6)
        await bench.until(lambda view: view.running == 6)
        await met(lambda: len(bench.tests_running()) == 6)
        # Two more beside the same four, so none had to end first.
        assert first < bench.tests_running()
        assert (bench.view.running, bench.view.queued) == (6, 2)

        bench.nas.change(lambda model: model.update(speed=100))
        for serial in serials:
            job = await bench.ended(serial, 120)
            assert job.verdict is Verdict.PASSED, job
        assert all(running <= most for running, _, most in seen)
        assert (bench.view.running, bench.view.queued) == (0, 0)
        await bench.cleared()


async def test_cancel_leaves_nothing_behind(tmp_path: Path) -> None:
    async with rig(
        tmp_path, drives=2, size="32M", speed=0.1, in_use=False, max_parallel=1
    ) as bench:
        first, second = bench.nas.blank()
        await bench.start(first, second)
        await bench.until(lambda view: view.running == 1)
        running, waiting = first, second
        if bench.drive(second).job.job.state is JobState.RUNNING:  # type: ignore[union-attr]
            running, waiting = second, first
        await bench.until(lambda _: bench.drive(running).job.progress.phase == 1)  # type: ignore[union-attr]
        assert len(bench.tests_running()) == 1

        async with asyncio.timeout(5):
            assert await bench.engine.cancel(bench.key(running))
        first_unit = unit_name(bench.key(running))
        assert not any(first_unit in path for path in bench.nas.read_state_files())
        assert (await bench.ended(running)).state is JobState.CANCELLED
        # The slot is free: the next one takes it.
        await bench.until(
            lambda _: bench.drive(waiting).job.job.state is JobState.RUNNING  # type: ignore[union-attr]
        )
        assert await bench.engine.cancel(bench.key(waiting))
        assert bench.left_behind() == ([], [])
        assert not await bench.engine.cancel(bench.key(waiting))


async def test_drives_in_use_are_refused(tmp_path: Path) -> None:
    async with rig(tmp_path, drives=1, size="32M", speed=50, in_use=True) as bench:
        drives = bench.nas.model["drives"].values()
        serials = {str(drive["serial"]) for drive in drives}
        used = sorted(serials - set(bench.nas.blank()))
        hashes = {serial: digest(bench.nas.image(serial)) for serial in used}
        answers = await bench.start(*used)
        assert {answer.outcome for answer in answers} == {"locked"}
        said = [" ".join(map(sentence, answer.reasons)) for answer in answers]
        for word in ("tank", "boot-pool", "oldpool", "mounted"):
            assert any(word in text for text in said), (word, said)
        assert not await bench.history.open_jobs()
        assert {serial: digest(bench.nas.image(serial)) for serial in used} == hashes


async def test_drive_taken_while_queued_is_given_up(tmp_path: Path) -> None:
    async with rig(
        tmp_path, drives=3, size="128M", speed=0.05, in_use=False, max_parallel=1
    ) as bench:
        first, *others = bench.nas.blank()
        await bench.start(first)
        await bench.until(lambda view: view.running == 1)
        await bench.start(*others)
        taken = others[0]
        bench.nas.create_pool("fresh", taken)
        before = digest(bench.nas.image(taken))
        await bench.engine.set_max_parallel(3)
        job = await bench.ended(taken)
        assert job.state is JobState.CANCELLED
        assert "fresh" in " ".join(map(sentence, job.reasons))
        assert digest(bench.nas.image(taken)) == before
