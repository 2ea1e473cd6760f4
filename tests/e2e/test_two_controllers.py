"""Two controllers on one NAS: one starts tests there, the other says whose they are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.host.keys import generate_key
from custom_components.nas_burnin.engine.model import Actor, JobState, Lock
from custom_components.nas_burnin.engine.sentences.tables import sentence
from mock_truenas.nas import MockNas
from tests.e2e.bench import Rig, following


def state(rig: Rig, serial: str) -> JobState | None:
    shown = rig.drive(serial).job
    return shown.job.state if shown else None


def is_writing(rig: Rig, serial: str) -> bool:
    shown = rig.drive(serial).job
    return shown is not None and shown.progress.phase == 1


@asynccontextmanager
async def remembered(path: Path) -> AsyncIterator[History]:
    history = await History.open(path)
    try:
        yield history
    finally:
        await history.close()


async def test_a_second_controller_waits_until_a_person_takes_over(
    tmp_path: Path,
) -> None:
    key = await generate_key()
    async with (
        remembered(tmp_path / "attic.db") as attic,
        remembered(tmp_path / "cellar.db") as cellar,
        MockNas(
            authorized_keys=(key.public,),
            drives=2,
            size="32M",
            speed=0.02,
            in_use=False,
        ) as nas,
        following(nas, attic, key, 4, controller="attic") as at_first,
    ):
        first = Rig(nas, at_first, attic)
        one, other = nas.blank()
        await first.start(one)
        await first.until(lambda _: is_writing(first, one))
        async with following(nas, cellar, key, 4, controller="cellar") as at_second:
            second = Rig(nas, at_second, cellar)
            assert second.view.waits_for
            assert "“Attic”" in sentence(second.view.waits_for)
            lock = second.drive(one).lock
            assert lock.lock is Lock.IN_USE
            said = [sentence(fact.reason) for fact in lock.evidence]
            assert any("Another controller, “Attic”" in text for text in said), said
            (taken,) = await second.start(one)
            assert taken.outcome == "locked"
            # Queued, it waits.
            await second.start(other)
            await at_second.refresh()
            assert state(second, other) is JobState.QUEUED
            assert len(second.tests_running()) == 1

            assert await at_second.confirm_queue(Actor.person("me")) is None
            await second.until(lambda _: is_writing(second, other))
            # The test of the first goes on, and is followed; that is all it may do.
            await at_first.refresh()
            assert first.view.waits_for
            assert "“Cellar”" in sentence(first.view.waits_for)
            assert state(first, one) is JobState.RUNNING
            assert len(first.tests_running()) == 2
            assert await at_first.cancel(first.key(one))
            assert state(second, other) is JobState.RUNNING
            assert await at_second.cancel(second.key(other))
            assert second.left_behind() == ([], [])
