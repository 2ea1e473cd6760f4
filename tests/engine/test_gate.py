"""A closed gate: surface tests are not begun, and all else goes on."""

from pathlib import Path

from custom_components.nas_burnin.engine.model import (
    Activity,
    JobState,
    Reason,
    StageKind,
    StageState,
    TestState,
)
from custom_components.nas_burnin.engine.sentences.tables import sentence
from tests.engine.supervised import PLAN, Engine, engine
from tests.engine.surface import running_report

CLOSED = Reason("outside_window", {"opens": "2026-11-24 22:00 CET"})


def states(nas: Engine, name: str = "sda") -> list[StageState]:
    return [stage.state for stage in nas.job(name).stages]


async def test_a_surface_test_waits_and_says_why(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.burnin.set_gate(CLOSED)
        assert nas.burnin.view.gate == CLOSED
        await nas.begin()
        await nas.refresh()
        assert nas.job().state is JobState.QUEUED
        assert nas.job().reasons == (CLOSED,)
        assert sentence(CLOSED) == "No surface test starts before 2026-11-24 22:00 CET."
        assert nas.shown().queue_position == 1
        assert not nas.nas.supervisors

        nas.burnin.set_gate(None)
        await nas.refresh()
        assert not nas.burnin.view.gate
        assert nas.job().state is JobState.RUNNING
        assert nas.job().reasons == ()
        assert nas.test().report.state is TestState.TESTING


async def test_it_counts_from_the_first_look_on(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.enqueue()
        nas.burnin.set_gate(CLOSED)
        nas = await nas.again(gate=CLOSED)
        assert not nas.nas.supervisors
        assert nas.job().reasons == (CLOSED,)


async def test_what_runs_is_left_alone(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2) as nas:
        await nas.begin("sda")
        nas.burnin.set_gate(CLOSED)
        await nas.enqueue("sdb")
        await nas.refresh()
        assert nas.test().report.state is TestState.TESTING
        assert nas.shown().activity is Activity.TESTING
        assert nas.job("sdb").reasons == (CLOSED,)
        # When the one ends is known, and of the other nobody can say.
        running, waiting = nas.drive("sda").outlook, nas.drive("sdb").outlook
        assert running
        assert running.finish
        assert waiting
        assert waiting.finish is None
        assert nas.burnin.view.queue_finish is None
        nas.burnin.set_gate(None)
        await nas.refresh()
        assert nas.job("sdb").state is JobState.RUNNING
        assert nas.burnin.view.queue_finish


async def test_what_needs_no_surface_goes_on(tmp_path: Path) -> None:
    stages = (StageKind.FINAL_CHECK, StageKind.SURFACE_READ, StageKind.FINAL_CHECK)
    async with engine(tmp_path) as nas:
        nas.burnin.set_gate(CLOSED)
        await nas.enqueue(stages=stages)
        for _ in range(3):
            await nas.refresh()
        assert states(nas) == [
            StageState.PASSED,
            StageState.PENDING,
            StageState.PENDING,
        ]
        assert nas.job().reasons == (CLOSED,)
        outlook = nas.drive().outlook
        assert outlook
        assert outlook.finish is None


async def test_a_test_that_was_broken_off_waits_as_well(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.test().become(running_report(PLAN, 0, 0, 0.25, 40))
        nas.burnin.set_gate(CLOSED)
        nas.nas.reboot()
        for _ in range(3):
            await nas.refresh()
        job = nas.job()
        assert (job.state, job.stages[0].state) == (
            JobState.RUNNING,
            StageState.PENDING,
        )
        assert CLOSED in job.reasons
        nas.burnin.set_gate(None)
        await nas.refresh()
        assert nas.test().report.state is TestState.TESTING


async def test_a_change_is_carried_out_at_once(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.burnin.set_gate(CLOSED)
        changed: list[frozenset[str]] = []
        nas.burnin.subscribe(changed.append)
        nas.burnin.set_gate(CLOSED)
        assert changed == []
        nas.burnin.set_gate(None)
        assert changed == [frozenset({""})]
