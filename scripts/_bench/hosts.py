"""Rows 18 and 23: real engines in virtual time, and what they cost Home Assistant."""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.nas_burnin.coordinator import NasBurninCoordinator

from .home import home, pulse, recorded
from .plain import Plain
from .rounds import race, spent
from .table import MILLISECONDS, SECONDS, Line, bounded, scaled
from .virtual import TurnedClock, VirtualNas, followed, live, look_again, start_all

HOSTS = 3
DRIVES = 20
"""Drives of each host."""
BURNING = 4
HOUR = 3600.0
BEFORE_THE_END = 3300.0
"""Seconds before it in which the last hour begins, so that its end is in it."""
LOOKS = 5
TERABYTE = 10**12

ENTITIES = 30
"""Entities of a drive, about."""
MOST_SET_UP = 5.0
MOST_HELD = 0.05
"""Goals, in seconds."""

MOST_ROWS = 100
"""Rows of the recorder an hour and burning drive."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of drive; `speed` in bytes a second at its outer edge."""

    name: str
    size: int
    speed: float


LARGE = Kind("14 TB", 14 * TERABYTE, 250e6)
SMALL = Kind("1 TB", TERABYTE, 250e6)


async def run(rows: Collection[int], rounds: int) -> Sequence[Line]:
    """Measure what was asked for."""
    lines: list[Line] = []
    if 18 in rows:
        for kind in (LARGE, SMALL):
            hours = await rows_of_hours(kind)
            lines += [_recorded(kind, hour, hours[hour]) for hour in hours]
    if 23 in rows:
        lines += await _three_hosts(min(rounds, 5))
    return lines


def _recorded(kind: Kind, hour: str, rows: Counter[str]) -> Line:
    name = f"recorder rows an hour and drive, {BURNING} of {kind.name}, {hour}"
    rows_a_drive = rows.total() / BURNING
    return bounded(18, name, rows_a_drive, scaled(""), at_most=MOST_ROWS, reference="0")


async def rows_of_hours(kind: Kind, drives: int = BURNING) -> dict[str, Counter[str]]:
    """What the recorder writes in the first hour of a burn-in, a later, and the last.

    Of all drives that burn and of their host, by entity or type of event.
    """
    clock = TurnedClock()
    nas = VirtualNas(clock, drives, size=kind.size, speed=kind.speed)
    hours: dict[str, Counter[str]] = {}
    async with home() as hass, followed(hass, clock, [nas]) as (coordinator,):
        await look_again(hass, [coordinator])
        lives = partial(live, hass, clock, nas, coordinator)
        with _burning(hass, nas) as hours["the first"]:
            await start_all(coordinator.burnin, "standard")
            await lives(HOUR)
        with _burning(hass, nas) as hours["the second"]:
            await lives(HOUR)
        # From afar an end is known well enough to come near it, no better.
        while (left := _left(coordinator)) > BEFORE_THE_END:
            await lives(left - BEFORE_THE_END, every=600.0)
        with _burning(hass, nas) as hours["the last"]:
            await lives(HOUR)
    return hours


@contextmanager
def _burning(hass: HomeAssistant, nas: VirtualNas) -> Iterator[Counter[str]]:
    """Count the rows, but for the drive that the NAS boots from."""
    rows = Counter[str]()
    with recorded(hass) as seen:
        yield rows
    boot = nas.disks[-1].serial.lower()
    rows.update({what: count for what, count in seen.items() if boot not in what})


def _left(coordinator: NasBurninCoordinator) -> float:
    """Seconds until the last burn-in ends."""
    finish = coordinator.data.queue_finish
    if finish is None:
        raise RuntimeError("nothing runs")
    return (finish - dt_util.utcnow()).total_seconds()


async def _three_hosts(rounds: int) -> Sequence[Line]:
    times, blocks, polls = list[float](), list[float](), list[float]()
    plain_times, plain_blocks, plain_polls = list[float](), list[float](), list[float]()

    async def product() -> float:
        clock = TurnedClock()
        hosts = [
            VirtualNas(clock, DRIVES, size=LARGE.size, speed=LARGE.speed, first=100 * n)
            for n in range(HOSTS)
        ]
        async with home() as hass, AsyncExitStack() as stack:
            async with pulse() as held:
                with spent() as taken:
                    set_up = followed(hass, clock, hosts)
                    coordinators = await stack.enter_async_context(set_up)
            times.append(taken.wall)
            blocks.append(held.longest)
            polls.append(await changing(hass, clock, hosts, coordinators))
        return taken.wall

    async def reference() -> float:
        keys = [f"drive-{n}" for n in range(HOSTS * DRIVES)]
        async with home() as hass:
            plain = Plain(hass, keys, ENTITIES)
            async with pulse() as held:
                with spent() as taken:
                    await plain.set_up(hass)
            plain_times.append(taken.wall)
            plain_blocks.append(held.longest)
            plain_polls.append(await _plain_poll(hass, plain))
        return taken.wall

    await race(rounds, product, reference)
    name = f"{HOSTS * DRIVES} drives on {HOSTS} hosts"
    lines = (
        ("set-up", SECONDS, times, plain_times, MOST_SET_UP),
        ("longest block, set-up", MILLISECONDS, blocks, plain_blocks, MOST_HELD),
        (
            "longest block, every value changes",
            MILLISECONDS,
            polls,
            plain_polls,
            MOST_HELD,
        ),
    )
    return [
        bounded(
            23,
            f"{name}: {what}",
            median(ours[1:]),
            show,
            at_most=most,
            reference=show(median(theirs[1:])),
        )
        for what, show, ours, theirs, most in lines
    ]


async def changing(
    hass: HomeAssistant,
    clock: TurnedClock,
    hosts: Sequence[VirtualNas],
    coordinators: Sequence[NasBurninCoordinator],
) -> float:
    """The longest block, in seconds, of looks at all hosts where every value changes.

    All drives burn, and the looks are taken at the same time.
    """
    await look_again(hass, coordinators)
    for coordinator in coordinators:
        await start_all(coordinator.burnin, "standard")
    blocks = []
    for _ in range(LOOKS):
        # Long enough for SMART to be asked, and for each number to be another.
        clock.seconds += 600
        for nas in hosts:
            nas.change()
        async with pulse() as held:
            await asyncio.gather(*(one.burnin.refresh() for one in coordinators))
            await hass.async_block_till_done()
        blocks.append(held.longest)
    return median(blocks)


async def _plain_poll(hass: HomeAssistant, plain: Plain) -> float:
    changed = dict.fromkeys(plain.values, (1,) * ENTITIES)
    async with pulse() as held:
        plain.publish(changed)
        await hass.async_block_till_done()
    return held.longest
