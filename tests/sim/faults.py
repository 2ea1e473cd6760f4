"""What can go wrong, one function a kind; a seed says what, when and where."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
import random

from .disks import Disk
from .oracle import FOREIGN
from .time import BEGIN
from .trace import Restored, Touched
from .world import Weather, World

MINUTE = 60.0
HOUR = 3600.0
DAY = 86400.0

type Act = Callable[[World, random.Random], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault; `off` says why it is not tried."""

    act: Act
    weight: int = 2
    off: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault at a moment, in seconds, with chance of its own."""

    at: float
    kind: str
    seed: int


def plan(seed: int, days: float, count: int) -> list[Planned]:
    """Draw so many faults for a number of days."""
    rng = random.Random(f"faults {seed}")
    kinds = {name: kind for name, kind in KINDS.items() if not kind.off}
    drawn = rng.choices(list(kinds), [kind.weight for kind in kinds.values()], k=count)
    moments = sorted(rng.uniform(10 * MINUTE, days * DAY) for _ in range(count))
    return [
        Planned(at, kind, rng.getrandbits(32))
        for at, kind in zip(moments, drawn, strict=True)
    ]


def _some_disk(world: World, rng: random.Random, *, busy: bool = False) -> Disk | None:
    """Answer one of the disks that are there, one under test where wanted."""
    testing = {id(test.disk) for test in world.nas.testing()}
    disks = [
        disk
        for disk in world.nas.disks
        if disk.present
        and not (disk.boots or disk.pool)
        and (not busy or id(disk) in testing)
    ]
    return rng.choice(disks) if disks else None


# --- the link ----------------------------------------------------------------------


async def link_down(world: World, rng: random.Random) -> None:
    """Nothing gets through for seconds, hours, or a day."""
    _weather(world, rng, Weather(down="silent"))


async def link_refuses(world: World, rng: random.Random) -> None:
    """The server answers, and lets nobody in."""
    _weather(world, rng, Weather(down="refused"))


async def link_flaky(world: World, rng: random.Random) -> None:
    """Calls are lost before or after they are done, hang, or break off."""
    odds = {
        name: rng.uniform(0.05, 0.3) for name in ("before", "after", "slow", "torn")
    }
    _weather(world, rng, Weather(odds=odds))


def _weather(world: World, rng: random.Random, weather: Weather) -> None:
    world.weather = weather
    lasts = rng.choice((20.0, 5 * MINUTE, HOUR, 8 * HOUR, DAY))

    def clear_up() -> None:
        if world.weather is weather:
            world.weather = Weather()

    world.later(lasts, clear_up)


# --- the NAS -----------------------------------------------------------------------


async def power_cut(world: World, rng: random.Random) -> None:
    """The NAS is gone at once, and comes back."""
    _reboot(world, rng, orderly=False)


async def nas_reboots(world: World, rng: random.Random) -> None:
    """Somebody restarts the NAS in order."""
    _reboot(world, rng, orderly=True)


def _reboot(world: World, rng: random.Random, *, orderly: bool) -> None:
    if not world.nas.up:
        return
    for test in world.nas.testing():
        world.emit(Touched("reboot", test.disk.serial if test.disk else ""))
    world.nas.power_off(world.now, orderly=orderly)
    world.later(rng.choice((90.0, 5 * MINUTE, HOUR)), lambda: world.nas.boot(world.now))


async def nas_clock(world: World, rng: random.Random) -> None:
    """The clock of the NAS is set."""
    world.nas.wall_ahead += rng.choice((-1, 1)) * rng.choice((1, HOUR, DAY, 3650 * DAY))


async def nas_full(world: World, rng: random.Random) -> None:
    """There is no room for records."""
    world.nas.full = True
    world.emit(Touched("disk full"))
    world.later(rng.choice((HOUR, 8 * HOUR)), lambda: setattr(world.nas, "full", False))


async def supervisor_killed(world: World, rng: random.Random) -> None:
    """Somebody, or the kernel, kills a supervisor with -9."""
    tests = world.nas.testing()
    if tests:
        test = rng.choice(tests)
        world.emit(Touched("killed", test.disk.serial if test.disk else ""))
        for folder in world.nas.folders.values():
            if folder.process is test:
                test.die(world.now)
                folder.look()


async def detector_ill(world: World, rng: random.Random) -> None:
    """One detector fails, hangs, or talks nonsense."""
    nodes = sorted(world.nas.nodes)
    frame = rng.choice(
        (
            *("host", "block", "lsblk", "zpool", "mountinfo", "swaps", "mdstat"),
            *("tests", "blkid:", "sample:", "smart:"),
            *(f"{look}:{rng.choice(nodes)}" for look in ("blkid", "sample", "smart")),
        )
    )
    how = ("failed", "empty", "hung", "missing", "garbage", "cut", "absent")
    world.nas.ills[frame] = rng.choice(how)
    world.log.append(f"{world.now:.0f} {frame} {world.nas.ills[frame]}")
    if frame.startswith(("smart", "block")):
        # The final check can't read what nobody says.
        world.emit(Touched("health unread"))
    lasts = rng.choice((MINUTE, HOUR, 6 * HOUR))
    world.later(lasts, lambda: world.nas.ills.pop(frame, None))


# --- the drives --------------------------------------------------------------------


async def drive_pulled(world: World, rng: random.Random) -> None:
    """A drive goes, and comes back in another bay."""
    disk = _some_disk(world, rng, busy=rng.random() < 0.7)
    if disk and world.nas.up:
        lasts = rng.choice((30.0, 10 * MINUTE, 5 * HOUR))
        why = "pulled" if lasts < HOUR else "gone for hours"
        world.emit(Touched(why, disk.serial))
        world.nas.pull(disk, world.now)
        world.later(lasts, lambda: world.nas.plug(disk))


async def drive_replaced(world: World, rng: random.Random) -> None:
    """A drive goes for good, and another of the same size takes its place."""
    disk = _some_disk(world, rng, busy=rng.random() < 0.5)
    if disk and world.nas.up:
        world.emit(Touched("replaced", disk.serial))
        world.nas.pull(disk, world.now)
        number = rng.randrange(16**6)
        other = Disk(
            serial=f"NEW{number:06X}",
            wwid=f"naa.5000cca1{number:08x}",
            size=disk.size,
            speed=disk.speed,
            content=rng.choice(("0x00", "data")),
        )
        world.later(rng.choice((5.0, HOUR)), lambda: world.nas.plug(other))


async def bad_blocks(world: World, rng: random.Random) -> None:
    """Blocks of a drive go bad: a few, or too many."""
    disk = _some_disk(world, rng, busy=rng.random() < 0.8)
    if disk:
        kind = rng.choice(("read", "write", "corruption"))
        for _ in range(rng.choice((1, 2, 300))):
            disk.go_bad(rng.randrange(1 << 20, disk.size), kind)


async def health_bad(world: World, rng: random.Random) -> None:
    """A drive says of itself that it fails."""
    disk = _some_disk(world, rng)
    if disk:
        disk.healthy = False


async def heat(world: World, rng: random.Random) -> None:
    """Drives get too warm for a while."""
    degrees = rng.uniform(48, 72)
    for disk in world.nas.disks:
        if disk.present and rng.random() < 0.4:
            cool = disk.temperature
            disk.temperature = degrees
            world.emit(Touched("heat", disk.serial))
            lasts = rng.choice((10 * MINUTE, 3 * HOUR))
            world.later(lasts, partial(setattr, disk, "temperature", cool))


async def pool_imported(world: World, rng: random.Random) -> None:
    """Somebody makes a pool of a drive; who is held exclusively can't be taken."""
    disk = _some_disk(world, rng)
    if disk and not disk.holder and not disk.boots:
        world.emit(Touched("in use", disk.serial))
        disk.pool = disk.label = "tank"
        disk.signature = "zfs_member"
        disk.surface.fill(0, 4 << 20, "data")
        world.nas.changed()


# --- Home Assistant ----------------------------------------------------------------


async def engine_crashes(world: World, rng: random.Random) -> None:
    """Home Assistant is gone, between any two things it does."""
    async with world.turn:
        life = world.life
        life.points_left = rng.randrange(40)
        life.clock.in_time = True
        with suppress(TimeoutError):
            async with asyncio.timeout(10 * MINUTE):
                await life.crashed.wait()
        await world.new_life(crash=True, pause=rng.choice((0.0, 30.0, HOUR)))


async def engine_restarts(world: World, rng: random.Random) -> None:
    """Home Assistant restarts in order."""
    pause = rng.choice((5.0, 2 * MINUTE, 6 * HOUR))
    async with world.turn:
        await world.new_life(crash=False, pause=pause)


async def home_clock(world: World, rng: random.Random) -> None:
    """The clock of Home Assistant is set."""
    ahead = rng.choice((-1, 1)) * rng.choice((1, 30, HOUR, DAY))
    world.home_ahead += ahead
    world.life.clock.wall_ahead += ahead


async def backup_restored(world: World, rng: random.Random) -> None:
    """Home Assistant is what it was some time ago, and knows nothing of later."""
    copy = world.store.copy()
    world.log.append(f"{world.now:.0f} backup taken")
    await world.until(world.now + rng.choice((HOUR, 12 * HOUR)))
    await restore(world, copy)


async def restore(world: World, copy: bytes) -> None:
    """Let Home Assistant come up with a store from before."""
    async with world.turn:
        await world.life.end(crash=True)
        world.store.restore(copy)
        world.emit(Restored())
        world.emit(Touched("restored"))
        await world.new_life(crash=True)


# --- people ------------------------------------------------------------------------


async def person_cancels(world: World, rng: random.Random) -> None:
    from .people import cancel_some

    await cancel_some(world, rng)


async def person_resumes(world: World, rng: random.Random) -> None:
    from .people import resume_some

    await resume_some(world, rng)


async def person_pauses(world: World, rng: random.Random) -> None:
    from .people import pause_some

    await pause_some(world, rng)


async def starts_twice(world: World, rng: random.Random) -> None:
    """Two administrators start the same drives at once."""
    from .people import start_some

    same = rng.getrandbits(32)
    await asyncio.gather(
        start_some(world, random.Random(same), "ann"),
        start_some(world, random.Random(same), "bob"),
    )


async def unlocks(world: World, rng: random.Random) -> None:
    from .people import unlock_and_start

    await unlock_and_start(world, rng)


async def other_controller(world: World, rng: random.Random) -> None:
    """Another Home Assistant tests a drive of this NAS, and clears up after itself."""
    disk = _some_disk(world, rng)
    if not (disk and disk.is_free and not disk.holder and world.nas.up):
        return
    number = rng.randrange(16**6)
    unit = f"nas-burnin-other-{number:06x}"
    run = {
        "number": 0,
        "pattern": "0xaa",
        "write": True,
        "block_size": 4096,
        "blocks_at_once": 1024,
        "first": 0,
        "last": disk.size // 4096 - 1,
    }
    asked = {
        "v": 1,
        "unit": unit,
        "job": f"{FOREIGN}{number:06x}",
        "controller": "home-2",
        "nonce": f"other{number:06x}",
        "boot_id": world.nas.boot_id,
        "destructive": True,
        "identity": {"wwid": disk.wwid, "serial": disk.serial, "size": disk.size},
        "require_blank": True,
        "go_within": 60,
        "error_limit": 100,
        "stop_grace": 3,
        "runs": [run],
    }
    world.emit(Touched("tested by others", disk.serial))

    def say(verb: str) -> None:
        words = {"v": 1, "verb": verb, "unit": unit, "nonce": asked["nonce"]}
        more = {"request": asked} if verb == "start" else {}
        world.nas.control({**words, **more}, world.now)

    say("start")
    say("go")

    def clear() -> None:
        if folder := world.nas.folders.get(unit):
            if folder.process:
                disk.surface.fill(0, disk.size, "0x00")
            say("stop")
            say("remove")

    world.later(rng.choice((HOUR, 10 * HOUR)), clear)


KINDS: Mapping[str, Kind] = {
    "link down": Kind(link_down, 4),
    "link refuses": Kind(link_refuses),
    "link flaky": Kind(link_flaky, 6),
    "power cut": Kind(power_cut, 3),
    "NAS reboots": Kind(nas_reboots),
    "NAS clock": Kind(nas_clock),
    "NAS full": Kind(nas_full, 1),
    "supervisor killed": Kind(supervisor_killed),
    "detector ill": Kind(detector_ill, 5),
    "drive pulled": Kind(drive_pulled, 3),
    "drive replaced": Kind(drive_replaced, 2),
    "bad blocks": Kind(bad_blocks, 3),
    "health bad": Kind(health_bad, 1),
    "heat": Kind(heat, 2),
    "pool imported": Kind(pool_imported, 3),
    "engine crashes": Kind(engine_crashes, 8),
    "engine restarts": Kind(engine_restarts, 3),
    "home clock": Kind(home_clock, 2),
    "backup restored": Kind(backup_restored, 1),
    "person cancels": Kind(person_cancels, 3),
    "person pauses": Kind(person_pauses, 3),
    "person resumes": Kind(person_resumes, 2),
    "two admins": Kind(starts_twice, 3),
    "unlock": Kind(unlocks, 3),
    "other controller": Kind(other_controller, 2),
}
BEGINNING = BEGIN
