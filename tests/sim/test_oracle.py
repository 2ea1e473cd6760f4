"""An oracle that can't fail proves nothing: each rule sees its own sabotage.

S13 has no rule here: no secret enters these worlds.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
import pickle
from typing import Any
from unittest.mock import PropertyMock, patch

import pytest

from custom_components.nas_burnin.engine.batch import _Accepted
from custom_components.nas_burnin.engine.model import Snapshot, SurfacePlan
from custom_components.nas_burnin.engine.queue.plan import plan_surface
from custom_components.nas_burnin.engine.safety.inventory import unit_name
from custom_components.nas_burnin.engine.safety.locks import Permit
from custom_components.nas_burnin.engine.stages import Bench
from tests.sim.faults import DAY, HOUR, Planned
from tests.sim.host import SimNas
from tests.sim.oracle import Broken
from tests.sim.story import ENGINE, Scale, simulate
from tests.sim.supervisor import Supervisor
from tests.sim.world import World

SMALL = Scale(drives=14, days=2, faults=0, doze=12 * HOUR)

type Sabotage = Callable[[], AbstractContextManager[object]]


def the_right_nodes_of_the_wrong_disk() -> AbstractContextManager[object]:
    hold = Supervisor.hold

    def slip(test: Supervisor, disk: Any, nodes: list[str]) -> None:
        others = [d for d in WORLD[-1].nas.disks if not (d.holder or d is disk)]
        hold(test, others[-1], nodes[: others[-1].paths])

    return patch.object(Supervisor, "hold", slip)


def a_hold_that_is_lost() -> AbstractContextManager[object]:
    hold = Supervisor.hold

    def slip(test: Supervisor, disk: Any, nodes: list[str]) -> None:
        hold(test, disk, nodes)
        disk.holder = None

    return patch.object(Supervisor, "hold", slip)


def evidence_of_before() -> AbstractContextManager[object]:
    look = Bench.look
    seen: list[Snapshot] = []

    async def remember(bench: Bench, fresh_for: Any = ()) -> Snapshot:
        if fresh_for and seen and not seen[-1].tests:
            now = bench.clock.monotonic()
            return replace(seen[-1], asked=now, taken=now)
        seen.append(await look(bench, fresh_for))
        if not fresh_for:
            keys = [drive.key for drive in seen[-1].drives]
            seen.append(await look(bench, keys))
        return seen[-1]

    return patch.object(Bench, "look", remember)


@contextmanager
def no_lock_at_all() -> Iterator[None]:
    def allow(key: str, snapshot: Snapshot, *_: Any, **__: Any) -> Permit:
        (drive,) = (drive for drive in snapshot.drives if drive.key == key)
        boot_id = snapshot.info.boot_id if snapshot.info else ""
        return Permit(drive, unit_name(key), boot_id, "", snapshot.locks[key])

    with (
        patch(f"{ENGINE}.stages.holding.permit", allow),
        patch(f"{ENGINE}.stages.holding.permit_held", allow),
        patch(f"{ENGINE}.batch._judge", lambda *_: _Accepted()),
    ):
        yield


@contextmanager
def failures_that_count_for_nothing() -> Iterator[None]:
    with (
        patch(f"{ENGINE}.safety.evidence.HostEvidence._note_failure"),
        patch(f"{ENGINE}.safety.evidence.unread", lambda *_: ()),
        patch(f"{ENGINE}.safety.locks.unread", lambda *_: ()),
    ):
        yield


def a_plan_that_ends_early() -> AbstractContextManager[object]:
    def short(*args: Any, **more: Any) -> SurfacePlan:
        plan = plan_surface(*args, **more)
        runs = tuple(replace(run, last=run.last - 1000) for run in plan.runs)
        return replace(plan, runs=runs)

    return patch(f"{ENGINE}.queue.plan.plan_surface", short)


def findings_that_are(bad: bool) -> AbstractContextManager[object]:
    return patch(
        f"{ENGINE}.verdict.findings.Findings.bad",
        new_callable=PropertyMock,
        return_value=bad,
    )


@contextmanager
def jobs_that_are_not_kept() -> Iterator[None]:
    async def forget(*_: object) -> None:
        await asyncio.sleep(0)

    with patch(f"{ENGINE}.history.History.add_jobs", forget):
        yield


@contextmanager
def records_that_stay() -> Iterator[None]:
    with patch.object(SimNas, "_remove", lambda *_: None):
        yield


@contextmanager
def text_as_it_comes() -> Iterator[None]:
    with ExitStack() as stack:
        for room in ("safety.inventory", "parse.smart_report"):
            stack.enter_context(patch(f"{ENGINE}.{room}.clean", lambda text: text))
        yield


def slots_without_end() -> AbstractContextManager[object]:
    return patch(f"{ENGINE}.jobs.moving.due", lambda jobs, _running, _most: tuple(jobs))


WORLD: list[World] = []


@pytest.fixture(autouse=True)
def worlds() -> Iterator[None]:
    init = World.__init__

    def note(world: World, *args: Any, **more: Any) -> None:
        WORLD.append(world)
        init(world, *args, **more)

    with patch.object(World, "__init__", note):
        yield
    WORLD.clear()


async def everything_goes_bad(world: World) -> None:
    for disk in world.nas.disks:
        disk.go_bad(disk.size // 2, "read")


async def signatures_unseen(world: World) -> None:
    world.nas.disks[-1].signature = "ext4"
    world.nas.ills["blkid:"] = "failed"


async def somebody_else_tests_it(world: World) -> None:
    await world.until(6 * HOUR)
    (first, *_) = world.nas.testing()
    asked = {**first.request, "unit": "nas-burnin-other", "require_blank": False}
    for verb in ("start", "go"):
        words = {"verb": verb, "unit": asked["unit"], "nonce": asked["nonce"]}
        if first.disk:
            first.disk.holder = None
        world.nas.control({**words, "request": asked}, world.now)
    world.step("another")


async def a_verdict_changes(world: World) -> None:
    await world.until(1.9 * DAY)
    world.store.sql.execute("DROP TRIGGER job_end_is_final")
    world.store.sql.execute(
        "UPDATE job SET verdict = 'passed_with_notes' WHERE verdict = 'passed'"
    )
    world.step("written")


@pytest.mark.parametrize(
    ("rule", "sabotage", "twist"),
    [
        ("S1", the_right_nodes_of_the_wrong_disk, None),
        ("S2", a_hold_that_is_lost, None),
        ("S3", evidence_of_before, None),
        ("S4", no_lock_at_all, None),
        ("S5", failures_that_count_for_nothing, signatures_unseen),
        ("S6", ExitStack, somebody_else_tests_it),
        ("S7", a_plan_that_ends_early, None),
        ("S8", lambda: findings_that_are(False), everything_goes_bad),
        ("S9", lambda: findings_that_are(True), None),
        ("S10", ExitStack, a_verdict_changes),
        ("S11", jobs_that_are_not_kept, None),
        ("S12", records_that_stay, None),
        ("S14", text_as_it_comes, None),
        ("S15", slots_without_end, None),
    ],
)
def test_each_rule_sees_its_sabotage(rule: str, sabotage: Sabotage, twist: Any) -> None:
    faults = [Planned(5 * HOUR, "two admins", 1)]
    with sabotage():
        result = simulate(3, SMALL, faults, twist)
    assert result.failure
    assert result.failure.rule == rule, result.failure


def test_a_world_without_sabotage_breaks_no_rule() -> None:
    result = simulate(3, SMALL, [Planned(5 * HOUR, "two admins", 1)])
    assert result.failure is None
    assert result.jobs["passed"] > 3


def test_what_broke_is_told_across_processes() -> None:
    broken = Broken("S1", "the wrong drive").at(7, 3, 5.0, ["2 link down"])
    again = pickle.loads(pickle.dumps(broken))
    assert (str(again), again.__notes__) == (str(broken), broken.__notes__)
    assert "S1: the wrong drive" in str(again)
