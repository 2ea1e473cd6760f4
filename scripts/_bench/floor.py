"""Rows 12 to 15: what a NAS costs Home Assistant."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from statistics import median

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.nas_burnin.engine.model import HostView

from .home import (
    BURNING,
    drive_keys,
    engine,
    home,
    host_view,
    pulse,
    set_up,
    warmer,
    watching,
)
from .plain import Plain, Values
from .rounds import race, spent
from .table import (
    MICROSECONDS,
    MILLISECONDS,
    Line,
    bounded,
    compared,
    exact,
)

type Publish = Callable[..., None]

DRIVES = 200
REFRESHES = 40
KEYS = drive_keys(DRIVES)
BURNING_KEYS = KEYS[:BURNING]


async def run(rows: Collection[int], rounds: int) -> Sequence[Line]:
    """Measure what was asked for."""
    lines: list[Line] = []
    if {12, 13, 14} & set(rows):
        lines += await _refreshes(rows, rounds)
    if {14, 15} & set(rows):
        lines += await _set_ups(rows, min(rounds, 5))
    return lines


async def _refreshes(rows: Collection[int], rounds: int) -> Sequence[Line]:
    lines: list[Line] = []
    view = host_view(DRIVES)
    async with home() as hass:
        with engine(view) as stand_in:
            await set_up(hass)
            if 12 in rows:
                lines += await _writes(hass, stand_in.publish)
            if 13 in rows:
                lines += await _cpu(hass, stand_in.publish, rounds)
            if 14 in rows:
                lines += await _blocks(hass, stand_in.publish)
    return lines


async def count_writes(
    hass: HomeAssistant, publish: Publish, view: HostView, *changed: str
) -> tuple[int, int]:
    """Writes of states, and states that changed, after a new view."""
    with watching(hass) as seen:
        publish(view, *changed)
        await hass.async_block_till_done()
    return seen.writes, seen.changes


async def _writes(hass: HomeAssistant, publish: Publish) -> Sequence[Line]:
    cases = {
        "4 burning": (host_view(DRIVES, 1), BURNING_KEYS),
        "nothing to show has changed": (host_view(DRIVES, 1), KEYS),
        "all temperatures": (warmer(host_view(DRIVES, 1), 41), KEYS),
        "the host is lost": (
            replace(warmer(host_view(DRIVES, 1), 41), connected=False),
            [""],
        ),
        "the host is back": (host_view(DRIVES), [*KEYS, ""]),
    }
    lines = []
    for name, (view, changed) in cases.items():
        writes, changes = await count_writes(hass, publish, view, *changed)
        lines.append(exact(12, f"state writes, N={DRIVES}, {name}", writes, changes))
    return lines


async def _cpu(hass: HomeAssistant, publish: Publish, rounds: int) -> Sequence[Line]:
    views = [host_view(DRIVES, step) for step in (2, 3)]
    publish(views[1], *BURNING_KEYS)
    writes, _ = await count_writes(hass, publish, views[0], *BURNING_KEYS)
    entities = len(er.async_get(hass).entities)
    plain = Plain(hass, KEYS, entities // DRIVES)
    await plain.set_up(hass)
    values = [_values(plain, step, writes // BURNING) for step in (2, 3)]
    still = plain.values

    async def burning() -> float:
        with spent() as taken:
            for step in range(REFRESHES):
                publish(views[step % 2], *BURNING_KEYS)
        await hass.async_block_till_done()
        return taken.cpu / REFRESHES

    async def least_burning() -> float:
        with spent() as taken:
            for step in range(REFRESHES):
                plain.publish(values[step % 2])
        await hass.async_block_till_done()
        return taken.cpu / REFRESHES

    async def unchanged() -> float:
        with spent() as taken:
            for _ in range(REFRESHES):
                publish(views[0])
        return taken.cpu / REFRESHES

    async def least_unchanged() -> float:
        with spent() as taken:
            for _ in range(REFRESHES):
                plain.publish(dict(still))
        return taken.cpu / REFRESHES

    busy, least = await race(rounds, burning, least_burning)
    plain.publish(still)
    calm, least_calm = await race(rounds, unchanged, least_unchanged)
    name = f"refresh, CPU, N={DRIVES}, {entities // DRIVES} entities a drive"
    return [
        compared(
            13,
            f"{name}, 4 burning / plain entities, only changed drives told",
            busy,
            least,
            MILLISECONDS,
            at_most=1.5,
        ),
        compared(
            13, f"{name}, nothing changed", calm, least_calm, MILLISECONDS, at_most=1.5
        ),
    ]


def _values(plain: Plain, step: int, changing: int) -> Values:
    """The values of a moment: so many of each burning drive are others."""
    return {
        key: tuple(
            step if key in BURNING_KEYS and place < changing else 0
            for place in range(len(old))
        )
        for key, old in plain.values.items()
    }


async def _blocks(hass: HomeAssistant, publish: Publish) -> Sequence[Line]:
    everything, cycles = [], []
    for step in range(5):
        view = host_view(DRIVES, step)
        cycles.append(await _held(hass, publish, view, BURNING_KEYS))
        warm = warmer(view, 30 + step)
        lost = replace(warm, connected=bool(step % 2))
        everything.append(await _held(hass, publish, lost, [*KEYS, ""]))
    name = f"longest block of the loop, N={DRIVES}"
    return [
        bounded(
            14,
            f"{name}, everything changes",
            median(everything),
            MILLISECONDS,
            at_most=0.006,
        ),
        bounded(
            14, f"{name}, a normal cycle", median(cycles), MILLISECONDS, at_most=0.002
        ),
    ]


async def _held(
    hass: HomeAssistant, publish: Publish, view: HostView, changed: Collection[str]
) -> float:
    async with pulse() as held:
        publish(view, *changed)
        await asyncio.sleep(0.05)
        await hass.async_block_till_done()
    return held.longest


async def _set_ups(rows: Collection[int], rounds: int) -> Sequence[Line]:
    blocks: list[float] = []

    async def product() -> float:
        async with home() as hass:
            with engine(host_view(DRIVES)):
                async with pulse() as held:
                    # The parts that any set-up imports are not the drives'.
                    with spent() as taken:
                        await set_up(hass)
            blocks.append(held.longest)
            return taken.cpu / len(er.async_get(hass).entities)

    async def reference() -> float:
        async with home() as hass:
            plain = Plain(hass, KEYS, 20)
            async with pulse():
                with spent() as taken:
                    await plain.set_up(hass)
            return taken.cpu / len(er.async_get(hass).entities)

    ours, theirs = await race(rounds, product, reference)
    lines = []
    if 15 in rows:
        name = f"set-up, CPU an entity, N={DRIVES} / plain entities"
        lines.append(compared(15, name, ours, theirs, MICROSECONDS, at_most=1.25))
    if 14 in rows:
        name = f"longest block of the loop, N={DRIVES}, set-up"
        lines.append(bounded(14, name, median(blocks[1:]), MILLISECONDS, at_most=0.01))
    return lines
