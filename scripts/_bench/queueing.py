"""Row 21: how close the queue comes to the shortest time that a batch could take.

A simulation with the engine's own order and slots: each drive is wiped in eight
passes, drives on one controller share what it can carry, and after its wipe a drive
tests itself, which needs no slot.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from statistics import median, quantiles

from custom_components.nas_burnin.engine.model import (
    Job,
    JobState,
    Stage,
    StageKind,
    StageState,
)
from custom_components.nas_burnin.engine.queue.order import due, new_orders

from .table import Line, Met

TERABYTE = 10**12
SPEED = 187e6
PASSES = 8
CONTROLLER = 600e6
MIXES = 300
SIZES = (2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20)
"""Terabytes."""


@dataclass(frozen=True, slots=True)
class Disk:
    """One disk of a batch: bytes, and the controller it hangs on."""

    size: int
    controller: int


@dataclass(frozen=True, slots=True)
class Setting:
    """A kind of host, and how close to the bound its batches should come."""

    name: str
    slots: int
    capacity: float
    at_most: float
    at_most_p95: float


SETTINGS = (
    Setting("no cap, K=4", 4, float("inf"), 1.01, 1.07),
    Setting("2 controllers of 600 MB/s, K=4", 4, CONTROLLER, 1.015, 1.08),
    Setting("2 controllers of 600 MB/s, K=8", 8, CONTROLLER, 1.035, 1.17),
)


async def run(rows: Collection[int], rounds: int) -> Sequence[Line]:
    """Simulate the batches in every setting; each gives the same again."""
    return [_line(setting) for setting in SETTINGS]


def _line(setting: Setting) -> Line:
    ratios, bounds = [], []
    for seed in range(MIXES):
        disks = mix(seed)
        bounds.append(lower_bound(disks, setting))
        ratios.append(makespan(disks, setting, product_order(disks)) / bounds[-1])
    middle, worst = median(ratios), quantiles(ratios, n=20)[-1]
    fifo = median(
        makespan(disks, setting, range(len(disks))) / bound
        for disks, bound in zip(map(mix, range(MIXES)), bounds, strict=True)
    )
    is_met = middle <= setting.at_most and worst <= setting.at_most_p95
    return Line(
        21,
        f"queue, {MIXES} mixes, {setting.name}: makespan / lower bound (p95)",
        Met.MET if is_met else Met.NOT_MET,
        f"{middle:.3f} ({worst:.3f})",
        f"1; first come {fifo:.3f}",
        f"{middle:.3f} (p95 {worst:.3f})",
        f"<= {setting.at_most:g} ({setting.at_most_p95:g})",
    )


def mix(seed: int) -> tuple[Disk, ...]:
    """A batch of disks of all sizes, in any order, on two controllers."""
    random = Random(seed)
    return tuple(
        Disk(random.choice(SIZES) * TERABYTE, random.randrange(2))
        for _ in range(random.randint(12, 24))
    )


def product_order(disks: Sequence[Disk]) -> Sequence[int]:
    """The order in which the engine would queue these disks."""
    orders = new_orders((), [disk.size for disk in disks])
    return sorted(range(len(disks)), key=orders.__getitem__)


def lower_bound(disks: Sequence[Disk], setting: Setting) -> float:
    """Seconds that no order could be faster than."""
    wipes = sorted((PASSES * disk.size / SPEED for disk in disks), reverse=True)
    shortest = min(disk.size for disk in disks) / SPEED
    bounds = [
        (PASSES + 1) * max(disk.size for disk in disks) / SPEED,
        # Each slot has a last disk, and no two the same.
        (sum(wipes) + sum(wipes[-setting.slots :]) / PASSES) / setting.slots,
    ]
    for turns in range(2, len(wipes) + 1):
        # Of the longest so many some slot takes that many: the shortest of them at best.
        longest = wipes[: (turns - 1) * setting.slots + 1]
        if len(longest) > (turns - 1) * setting.slots:
            bounds.append(sum(longest[-turns:]) + shortest)
    for controller in {disk.controller for disk in disks}:
        sizes = [disk.size for disk in disks if disk.controller == controller]
        bounds.append(PASSES * sum(sizes) / setting.capacity + min(sizes) / SPEED)
    return max(bounds)


def makespan(disks: Sequence[Disk], setting: Setting, order: Sequence[int]) -> float:
    """Seconds until the last disk has tested itself, with the engine's own slots."""
    jobs = {str(place): _job(place, order.index(place)) for place in range(len(disks))}
    left: dict[str, float] = {}
    now = end = 0.0
    while jobs:
        for job in due(tuple(jobs.values()), len(left), setting.slots):
            jobs[job.uid] = _wiping(job)
            left[job.uid] = float(PASSES * disks[int(job.uid)].size)
        speeds = _speeds(left, disks, setting)
        step, uid = min((left[uid] / speeds[uid], uid) for uid in left)
        now += step
        left = {uid: rest - speeds[uid] * step for uid, rest in left.items()}
        del left[uid], jobs[uid]
        end = max(end, now + disks[int(uid)].size / SPEED)
    return end


def _speeds(
    running: Collection[str], disks: Sequence[Disk], setting: Setting
) -> Mapping[str, float]:
    loads = Counter(disks[int(uid)].controller for uid in running)
    return {
        uid: min(SPEED, setting.capacity / loads[disks[int(uid)].controller])
        for uid in running
    }


def _job(place: int, order: int) -> Job:
    return Job(
        uid=str(place),
        host_id="host-1",
        drive_key=str(place),
        serial=str(place),
        model="",
        size=0,
        profile="standard",
        stages=(Stage(0, StageKind.SURFACE_VALIDATE),),
        created=datetime(2026, 11, 1, tzinfo=UTC),
        order=float(order),
    )


def _wiping(job: Job) -> Job:
    (stage,) = job.stages
    running = replace(stage, state=StageState.RUNNING)
    return replace(job, stages=(running,), state=JobState.RUNNING)
