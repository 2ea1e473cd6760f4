"""What the worlds have found, each told in a few words."""

import random
from typing import cast

from custom_components.nas_burnin.engine.model import (
    Stage,
    StageKind,
    StageState,
)
from custom_components.nas_burnin.engine.stages import Bench
from custom_components.nas_burnin.engine.stages.final_check import FinalCheck
from tests.engine.builders import make_job
from tests.sim.faults import HOUR, restore
from tests.sim.story import Scale, simulate
from tests.sim.time import Agenda, SimClock
from tests.sim.world import World


async def test_a_job_that_is_cancelled_in_its_final_check_says_so() -> None:
    class Idle:
        clock = SimClock(Agenda(), random.Random(1))

    stage = Stage(1, StageKind.FINAL_CHECK, StageState.RUNNING)
    step = await FinalCheck(cast("Bench", Idle())).stop(make_job(), stage)
    assert step.stage.state is StageState.CANCELLED
    assert [reason.code for reason in step.stage.reasons] == ["stopped"]


def test_a_test_that_began_after_the_backup_goes_on() -> None:
    found: dict[str, World] = {}

    async def restore_over_a_start(world: World) -> None:
        queued: list[str] = []
        while not queued:
            await world.until(world.now + HOUR)
            jobs = world.oracle.jobs
            queued = [uid for uid, job in jobs.items() if job.state == "queued"]
        copy = world.store.copy()
        while world.oracle.jobs[queued[0]].state != "running":
            await world.until(world.now + HOUR)
        await restore(world, copy)
        found[queued[0]] = world

    result = simulate(
        1, Scale(drives=14, days=2, doze=12 * HOUR), [], restore_over_a_start
    )
    assert result.failure is None
    ((uid, world),) = found.items()
    assert world.oracle.jobs[uid].state == "passed"
