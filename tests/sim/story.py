"""One seed from the first minute to the last: drives, people, faults, and the end."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
import random
from typing import Any, override
from unittest.mock import patch
from uuid import UUID

from custom_components.nas_burnin.engine.model import Lock
from custom_components.nas_burnin.engine.ownership.absence import GAP

from .disks import DATA, Disk
from .faults import DAY, HOUR, KINDS, Planned, plan
from .oracle import OVER, Broken
from .people import look_after, start, start_some, unlock_and_start
from .time import DOZE, run
from .world import Weather, World

TB = 10**12
SIZES = (TB // 4, TB // 2, TB, 2 * TB, 2 * TB, 4 * TB, 6 * TB, 8 * TB)
PATIENCE = 60 * DAY
ENGINE = "custom_components.nas_burnin.engine"

type Twist = Callable[[World], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a world is."""

    drives: int = 24
    days: float = 10.0
    faults: int = 20
    doze: float = DOZE
    """Seconds that the engine may oversleep where nothing happens."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a seed."""

    seed: int
    steps: int
    jobs: dict[str, int]
    kinds: tuple[str, ...]
    failure: Broken | None
    digest: tuple[object, ...] = ()


class _Chance(random.Random):
    """In place of `secrets` and `uuid4`, so that a seed is the same again."""

    def token_hex(self, size: int) -> str:
        return self.randbytes(size).hex()

    def uuid(self) -> UUID:
        return UUID(bytes=self.randbytes(16), version=4)

    @override
    def __repr__(self) -> str:
        return "chance"


@contextmanager
def _seeded(seed: int, doze: float) -> Iterator[None]:
    """Make all chance of the engine that of a seed.

    To the engine a sleep that lasts too long is a gap, after which its queue waits.
    """
    chance = _Chance(f"engine {seed}")
    with (
        patch(f"{ENGINE}.host.detached.secrets", chance),
        patch(f"{ENGINE}.batch.uuid4", chance.uuid),
        patch(f"{ENGINE}.cycle.random", chance),
        patch(f"{ENGINE}.ownership.owner.secrets", chance),
        patch(f"{ENGINE}.ownership.absence.GAP", max(GAP, timedelta(seconds=2 * doze))),
    ):
        yield


def make_disks(seed: int, count: int) -> list[Disk]:
    """Answer a boot drive, drives in use, old drives, a drive with two paths, blanks."""
    rng = random.Random(f"disks {seed}")
    disks = [
        Disk(
            serial=f"LAB{number:05d}",
            wwid=f"naa.5000c500{number:08x}",
            size=rng.choice(SIZES) // 4096 * 4096,
            speed=rng.uniform(140e6, 280e6),
        )
        for number in range(1, count + 1)
    ]
    boot = disks[0]
    boot.boots, boot.pool, boot.label = True, "boot-pool", "boot-pool"
    member, foreign, old, other, hostile, double = disks[1:7]
    member.pool = member.label = "tank"
    foreign.label = "lost"
    old.signature = "ext4"
    for disk in (boot, member, foreign):
        disk.signature = "zfs_member"
    for disk in (boot, member, foreign, old, other):
        disk.surface.fill(0, disk.size, DATA)
    hostile.model = "LAB\x1b[2J<b>`id`\u202e\n$(reboot)"
    double.paths = 2
    return disks


def simulate(
    seed: int,
    scale: Scale = Scale(),
    faults: list[Planned] | None = None,
    twist: Twist | None = None,
) -> Result:
    """Live through one seed; what broke is in the result.

    `twist` does something of its own to the world, beside what the seed holds.
    """
    planned = plan(seed, scale.days, scale.faults) if faults is None else faults
    with _seeded(seed, scale.doze):
        return run(_live(seed, scale, planned, twist))


async def _live(
    seed: int, scale: Scale, planned: list[Planned], twist: Twist | None
) -> Result:
    disks = make_disks(seed, scale.drives)
    world = World(seed, disks, max_parallel=6, doze=scale.doze)
    world.spawn(_people(world, scale))
    for fault in planned:
        world.spawn(_befall(world, fault))
    world.spawn(_admin(world))
    if twist:
        world.spawn(twist(world))
    world.life.begin()
    ending = world.now + scale.days * DAY
    try:
        await _end(world, ending)
    finally:
        await world.stop()
    states = [job.state for job in world.oracle.jobs.values()]
    return Result(
        seed=seed,
        steps=world.steps,
        jobs={state: states.count(state) for state in sorted(set(states))},
        kinds=tuple(fault.kind for fault in planned),
        failure=world.failure,
        digest=(world.steps, *sorted(world.oracle.jobs.values(), key=str)),
    )


async def _befall(world: World, fault: Planned) -> None:
    await world.until(fault.at)
    world.log.append(f"{fault.at:.0f} {fault.kind}")
    await KINDS[fault.kind].act(world, random.Random(fault.seed))
    world.step(fault.kind)


async def _people(world: World, scale: Scale) -> None:
    """Start all blank drives, then now and then some more."""
    rng = random.Random(f"people {world.seed}")
    while not (blank := _blank(world)):
        await world.until(world.now + 120)
    rng.shuffle(blank)
    for share in (blank[:5], blank[5:14], blank[14:]):
        await start(world, share, "ann", rng)
    for at in sorted(rng.uniform(HOUR, scale.days * DAY) for _ in range(4)):
        await world.until(at)
        if rng.random() < 0.5:
            await unlock_and_start(world, rng)
        else:
            await start_some(world, rng, "bob")


async def _admin(world: World) -> None:
    """Look after what waits for a person, now and then."""
    rng = random.Random(f"admin {world.seed}")
    asked = set[str]()
    while True:
        await world.until(world.now + rng.uniform(HOUR, 30 * HOUR))
        await look_after(world, asked)


def _blank(world: World) -> list[str]:
    views = world.life.burnin.view.drives
    return sorted(key for key, view in views.items() if view.lock.lock is Lock.FREE)


async def _end(world: World, ending: float) -> None:
    """Wait for the last day; then let all be well, and everything come to its end."""
    if await world.broke_before(ending):
        return
    world.weather = Weather()
    world.nas.ills.clear()
    world.nas.full = False
    while world.now < ending + PATIENCE:
        if await world.broke_before(world.now + 6 * HOUR):
            return
        if all(job.state in OVER for job in world.oracle.jobs.values()):
            break
    if await world.broke_before(world.now + 2 * HOUR):
        return
    world.last_look()
