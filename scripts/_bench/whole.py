"""Rows 16 and 22: the real engine below real entities, its memory and its CPU time."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
import os
from pathlib import Path
import subprocess
import sys
import tempfile
from typing import override
from unittest.mock import create_autospec, patch

from homeassistant.core import HomeAssistant

from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.host.link import Link
from tests.engine.host.nas import Disk, StillClock
from tests.engine.supervised import SupervisedNas

from .home import home, set_up
from .nas import NotHereError, bench_nas
from .reports import node_name
from .rounds import spent
from .table import Line, bounded, scaled, skipped

DRIVES = 200
EVERY = 12.0
CYCLES = 15
LONG_RUN = 10_000
FEW = 12
WARM_UP = 2000


class SteppedClock(StillClock):
    """Moves only when it is told to; who sleeps on it sleeps on."""

    @override
    async def sleep(self, seconds: float) -> None:
        await asyncio.Event().wait()


@asynccontextmanager
async def whole(link: Link) -> AsyncIterator[tuple[HomeAssistant, BurnIn, StillClock]]:
    """Start a Home Assistant with the real engine of one NAS, and a clock to turn."""
    with tempfile.TemporaryDirectory() as folder:
        history = await History.open(Path(folder) / "history.db")
        clock = SteppedClock()
        burnin = BurnIn(
            host_id="host-1",
            link=link,
            history=history,
            clock=clock,
            controller="bench",
        )
        shared = create_autospec(History, instance=True)
        shared.opened.moved_aside = None
        place = "custom_components.nas_burnin"
        async with home() as hass:
            with (
                patch(f"{place}.runtime.BurnIn", return_value=burnin),
                patch(f"{place}.storage.History.open", return_value=shared),
            ):
                await set_up(hass)
                yield hass, burnin, clock
        await history.close()


async def run(rows: Collection[int], rounds: int) -> Sequence[Line]:
    """Measure what was asked for."""
    lines: list[Line] = []
    if 16 in rows:
        lines += [await asyncio.to_thread(_a_hundred_drives), await _growth()]
    if 22 in rows:
        lines.append(await _share())
    return lines


async def _share() -> Line:
    """Three minutes of polls; each fifth asks every drive for SMART."""
    name = f"share of one core, N={DRIVES}, a poll every 12 s"
    try:
        with bench_nas(DRIVES) as nas:
            async with nas.linked() as (_, link), whole(link) as (hass, burnin, clock):
                taken = 0.0
                for _ in range(CYCLES):
                    clock.seconds += EVERY
                    with spent() as cycle:
                        await burnin.refresh()
                        await hass.async_block_till_done()
                    taken += cycle.cpu
    except NotHereError as why:
        return skipped(22, name, str(why))
    percent = 100 * taken / (CYCLES * EVERY)
    return bounded(22, name, percent, scaled("%"), at_most=0.5)


async def _growth() -> Line:
    nas = described(FEW)
    async with whole(nas) as (_, burnin, clock):
        await _cycles(nas, burnin, clock, WARM_UP)
        before = resident()
        await _cycles(nas, burnin, clock, LONG_RUN)
        grown = resident() - before
    name = f"growth over {LONG_RUN} cycles, N={FEW}"
    return bounded(16, name, max(grown, 0), scaled("MB", 1e-6), at_most=1e6)


async def _cycles(
    nas: SupervisedNas, burnin: BurnIn, clock: StillClock, count: int
) -> None:
    for _ in range(count):
        clock.seconds += EVERY
        await burnin.refresh()
        # What the stand-in notes for tests is no part of what is measured.
        nas.requests.clear()
        nas.calls.clear()


def _a_hundred_drives() -> Line:
    few, many = (_measured(drives) for drives in (FEW, FEW + DRIVES))
    a_hundred = (many - few) * 100 / DRIVES
    name = "memory a hundred drives, engine and entities"
    return bounded(16, name, a_hundred, scaled("MB", 1e-6), at_most=12e6)


def _measured(drives: int) -> int:
    """Bytes that a process of its own has in memory with so many drives."""
    argv = [sys.executable, "-P", "-m", "scripts._bench.whole", str(drives)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(argv, stdout=subprocess.PIPE, env=environment, check=True)
    return int(done.stdout)


def resident() -> int:
    """Bytes that this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def described(drives: int) -> SupervisedNas:
    """A NAS that is only a description."""
    return SupervisedNas(
        {node_name(n): Disk(f"S{n:05d}", n) for n in range(1, drives + 1)}
    )


async def _print_memory(drives: int) -> None:
    nas = described(drives)
    async with whole(nas) as (_, burnin, clock):
        await _cycles(nas, burnin, clock, WARM_UP // 100)
        print(resident())


if __name__ == "__main__":
    asyncio.run(_print_memory(int(sys.argv[1])))
