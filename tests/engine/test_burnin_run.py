"""The engine on its own: how often it looks, what wakes it, what it shows meanwhile."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import override

import pytest

from custom_components.nas_burnin.engine.errors import (
    AnswerUnusable,
    AuthenticationRefused,
    HistoryError,
    HostUnreachable,
)
from custom_components.nas_burnin.engine.host.backoff import JITTER, Trouble
from custom_components.nas_burnin.engine.model import (
    Activity,
    Actor,
    JobState,
    Reason,
    Verdict,
)
from custom_components.nas_burnin.engine.pace import BUSY_EVERY, IDLE_EVERY, SOONEST
from tests.engine.host.nas import StillClock
from tests.engine.supervised import PLAN, Engine, Fault, engine, make_burnin
from tests.engine.surface import clean_report, running_report

LOST = HostUnreachable("gone", stage="connect")


class Hands(StillClock):
    """Time stands still until it is told to go on; who waits is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []
        self._asleep = asyncio.Event()
        self._over = asyncio.Event()

    @override
    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._asleep.set()
        await self._over.wait()

    async def until_asleep(self) -> float:
        """Wait until the engine has nothing to do; answers for how long."""
        await self._asleep.wait()
        self._asleep.clear()
        return self.pauses[-1]

    async def pass_by(self) -> float:
        """Let the pause go by, and answer the next one."""
        self.seconds += self.pauses[-1]
        self._over.set()
        self._over = asyncio.Event()
        return await self.until_asleep()


@asynccontextmanager
async def running(
    folder: Path, *, disks: int = 1, max_parallel: int = 4
) -> AsyncGenerator[tuple[Engine, Hands]]:
    """Let an engine run by itself, up to its first pause."""
    async with engine(folder, disks=disks) as before:
        clock = Hands()
        burnin = make_burnin(before.nas, before.history, clock, max_parallel)
        await burnin.start()
        task = asyncio.create_task(burnin.run())
        try:
            await clock.until_asleep()
            yield replace(before, clock=clock, burnin=burnin), clock
        finally:
            task.cancel()
            await asyncio.wait([task])
        assert task.cancelled()
        await burnin.stop()


async def test_an_idle_host_is_asked_once_a_minute(tmp_path: Path) -> None:
    async with running(tmp_path) as (nas, clock):
        nas.nas.calls.clear()
        assert [await clock.pass_by() for _ in range(3)] == [IDLE_EVERY] * 3
        assert nas.nas.calls == ["probe"] * 3


async def test_a_wish_wakes_it(tmp_path: Path) -> None:
    async with running(tmp_path) as (nas, clock):
        await nas.enqueue()
        await clock.until_asleep()
        assert nas.job().state is JobState.RUNNING

        nas.test().become(running_report(PLAN, 0, 1, 0.5, 50))
        await clock.pass_by()
        assert await clock.pass_by() <= BUSY_EVERY

        nas.test().become(running_report(PLAN, 1, 1, 0.999, 100))
        for _ in range(3):
            await clock.pass_by()
        assert await clock.pass_by() == pytest.approx(SOONEST, abs=SOONEST)

        await nas.burnin.pause([nas.key()], Actor())
        await clock.until_asleep()
        assert await clock.pass_by() == BUSY_EVERY

        await nas.burnin.resume([nas.key()], Actor())
        nas.test().become(clean_report(PLAN))
        await clock.until_asleep()
        assert await clock.pass_by() == IDLE_EVERY
        assert nas.drive().last_verdict is Verdict.PASSED


async def test_another_slot_wakes_it(tmp_path: Path) -> None:
    async with running(tmp_path, disks=3, max_parallel=1) as (nas, clock):
        await nas.enqueue("sda", "sdb", "sdc")
        await clock.until_asleep()
        first = set(nas.nas.supervisors)
        assert len(first) == 1
        assert nas.burnin.view.queued == 2

        await nas.burnin.set_max_parallel(2)
        assert nas.burnin.view.max_parallel == 2
        await clock.until_asleep()
        assert first < set(nas.nas.supervisors)
        assert (nas.burnin.view.running, nas.burnin.view.queued) == (2, 1)

        # Fewer slots end nothing, and start nothing.
        await nas.burnin.set_max_parallel(1)
        await clock.until_asleep()
        assert nas.burnin.view.running == 2


async def test_a_cancel_gives_its_slot_to_the_next(tmp_path: Path) -> None:
    async with running(tmp_path, disks=2, max_parallel=1) as (nas, clock):
        await nas.enqueue("sda", "sdb")
        await clock.until_asleep()
        first, second = sorted(
            ("sda", "sdb"), key=lambda name: nas.job(name).state is JobState.QUEUED
        )
        await nas.burnin.cancel(nas.key(first))
        await clock.until_asleep()
        assert nas.job(second).state is JobState.RUNNING
        assert nas.job(first).state is JobState.CANCELLED


async def test_a_host_that_is_lost_and_found(tmp_path: Path) -> None:
    async with running(tmp_path) as (nas, clock):
        await nas.enqueue()
        await clock.until_asleep()
        await clock.pass_by()
        before = nas.drive().job
        assert before

        changed: list[frozenset[str]] = []
        forget = nas.burnin.subscribe(changed.append)
        nas.nas.faults = {"probe": [Fault(LOST)] * 4}
        pauses = [await clock.pass_by() for _ in range(4)]
        assert all(
            wanted <= pause <= wanted * (1 + JITTER)
            for pause, wanted in zip(pauses, (1, 2, 4, 4), strict=True)
        )
        view = nas.burnin.view
        assert not view.connected
        assert view.problem == Reason("host_unreachable", LOST.values)
        lost = nas.drive().job
        assert lost
        assert lost.activity is Activity.RECONNECTING
        assert lost.activity_since == view.since
        assert lost.progress == before.progress
        assert lost.job == before.job
        # Once, and not with each try.
        assert changed == [frozenset({"", nas.key()})]

        assert await clock.pass_by() <= BUSY_EVERY
        assert nas.burnin.view.connected
        assert nas.burnin.view.problem is None
        found = nas.drive().job
        assert found
        assert found.activity is Activity.TESTING
        assert found.activity_since == before.activity_since
        assert changed[1] == frozenset({"", nas.key()})
        told = len(changed)
        forget()
        forget()
        nas.nas.faults = {"probe": [Fault(LOST)]}
        await clock.pass_by()
        assert len(changed) == told


async def test_a_host_that_only_a_person_can_mend(tmp_path: Path) -> None:
    async with running(tmp_path) as (nas, clock):
        nas.nas.faults = {"probe": [Fault(AuthenticationRefused("no"))]}
        first = Trouble.DENIAL.value.first
        assert first <= await clock.pass_by() <= first * (1 + JITTER)
        assert nas.burnin.view.problem
        assert nas.burnin.view.problem.code == "authentication_refused"
        assert await clock.pass_by() == IDLE_EVERY


async def test_what_is_our_own_fault_ends_it(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.enqueue()
        await nas.history.close()
        with pytest.raises(HistoryError):
            await nas.burnin.run()


async def test_a_start_on_a_host_that_does_not_answer(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.nas.faults = {"probe": [Fault(LOST), Fault()]}
        burnin = make_burnin(nas.nas, nas.history, nas.clock)
        with pytest.raises(HostUnreachable):
            await burnin.start()
        with pytest.raises(AnswerUnusable):
            await burnin.start()
        assert not burnin.view.connected
        await burnin.start()
        assert burnin.view.running == 1


async def test_a_drive_that_leaves_is_still_shown(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2) as nas:
        # The first look does not read the drives, the second does.
        await nas.refresh()
        key = nas.key("sdb")
        del nas.nas.disks["sdb"]
        changed: list[frozenset[str]] = []
        nas.burnin.subscribe(changed.append)
        await nas.refresh()
        view = nas.burnin.view.drives[key]
        assert not view.present
        assert view.lock.evidence[0].reason.code == "drive_absent"
        assert changed == [frozenset({key})]
