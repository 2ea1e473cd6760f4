"""NAS whose drives burn in virtual time, below real engines and a Home Assistant."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
import math
from random import Random
from typing import Any, override
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.nas_burnin.const import (
    CONF_HOST_KEY,
    CONF_KEY_ID,
    CONF_SUDO,
    DOMAIN,
)
from custom_components.nas_burnin.coordinator import NasBurninCoordinator
from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.clock import Clock
from custom_components.nas_burnin.engine.host.link import Link
from custom_components.nas_burnin.engine.model import Lock, StageKind, StartRequest
from custom_components.nas_burnin.engine.pace import (
    BUSY_EVERY,
    LOOKS_BEFORE_THE_END,
    SOONEST,
)
from custom_components.nas_burnin.engine.queue.plan import PROFILES
from tests.components.conftest import HOST_KEY
from tests.sim.answers import Node
from tests.sim.disks import DATA, Disk
from tests.sim.host import SimNas
from tests.sim.time import BEGIN

from .home import without_browsers
from .reports import naa, serial, smart_report

STAGES = (StageKind.SURFACE_VALIDATE, StageKind.FINAL_CHECK)

_report = cache(smart_report)

_PLACE = "custom_components.nas_burnin.runtime"


class TurnedClock(Clock):
    """Moves only when it is told to; who sleeps on it sleeps on."""

    def __init__(self) -> None:
        """Begin at a whole minute, whenever that is measured."""
        self.seconds = 0.0

    @override
    def monotonic(self) -> float:
        return 1000.0 + self.seconds

    @override
    def boottime(self) -> float:
        return self.monotonic()

    @override
    def now(self) -> datetime:
        return datetime.fromtimestamp(BEGIN + self.seconds, UTC)

    @override
    async def sleep(self, seconds: float) -> None:
        await asyncio.Event().wait()


class _Wavering(SimNas):
    """A NAS whose drives are a little faster or slower from one look to the next."""

    def __init__(self, disks: Sequence[Disk], first: int, random: Random) -> None:
        self._ahead = 0.0
        self._at = 0.0
        self._numbers = {disk.serial: first + n for n, disk in enumerate(disks)}
        self.random = random
        self.step = 0
        super().__init__(disks, random, lambda event: None)

    def work(self, now: float) -> float:
        """The time by the drives' own measure, which differs by 3 % at the most."""
        self._ahead += (now - self._at) * self.random.uniform(-0.03, 0.03)
        self._at = now
        return now + self._ahead

    @override
    def stamp(self, now: float) -> dict[str, float]:
        return super().stamp(now - self._ahead)

    @override
    def report(self, node: Node) -> bytes:
        disk = node.disk
        number = self._numbers[disk.serial]
        temperature = int(disk.temperature)
        return _report(number, disk.size, temperature, self.step, node.name)


class VirtualNas(Link):
    """The way to such a NAS; what it does itself takes no time of the event loop."""

    def __init__(
        self,
        clock: TurnedClock,
        drives: int,
        *,
        size: int,
        speed: float,
        first: int = 0,
    ) -> None:
        """Blank drives of so many bytes and so fast at their outer edge, and one more.

        The last one is what the NAS boots from.
        """
        self.name = f"nas-{first}"
        self.disks = [
            Disk(serial(n), f"naa.{naa(n)}", size // 4096 * 4096, speed)
            for n in range(first, first + drives + 1)
        ]
        boot = self.disks[-1]
        boot.boots, boot.pool, boot.label = True, "boot-pool", "boot-pool"
        boot.signature = "zfs_member"
        boot.surface.fill(0, boot.size, DATA)
        self.nas = _Wavering(self.disks, first, Random(f"bench {first}"))
        self._clock = clock

    def warm(self, now: float) -> None:
        """Let drives be warmer and cooler, as the room and the fans have it."""
        for number, disk in enumerate(self.disks):
            slow = 1.5 * math.sin(now / 500 + number)
            disk.temperature = 41 + slow + self.nas.random.uniform(-0.3, 0.3)

    def change(self) -> None:
        """Let each drive report other values, all of them."""
        self.nas.step += 1
        for disk in self.disks:
            disk.temperature = 36 + self.nas.step % 8

    @override
    async def probe(self, request: Mapping[str, object]) -> bytes:
        work = self.nas.work(self._clock.seconds)
        return await asyncio.to_thread(self.nas.probe, request, work)

    @override
    async def control(self, request: Mapping[str, object]) -> bytes:
        work = self.nas.work(self._clock.seconds)
        return await asyncio.to_thread(self.nas.control, request, work)

    @override
    async def self_test(self, request: Mapping[str, object]) -> bytes:
        """Nobody asks for a self-test of the drive's own here."""
        raise NotImplementedError(request)


@asynccontextmanager
async def followed(
    hass: HomeAssistant, clock: TurnedClock, hosts: Sequence[VirtualNas]
) -> AsyncIterator[list[NasBurninCoordinator]]:
    """Set all hosts up as Home Assistant does when it starts: beside each other."""
    links = {nas.name: nas for nas in hosts}

    def linked(connection: Any, *, sudo: bool) -> Link:
        return links[connection.settings.address.host]

    def now(tz: Any = UTC) -> datetime:
        return clock.now().astimezone(tz)

    entries = [_entry(nas.name) for nas in hosts]
    for entry in entries:
        entry.add_to_hass(hass)
    with (
        without_browsers(hass),
        patch(f"{_PLACE}.SshLink", linked),
        patch(f"{_PLACE}.SystemClock", return_value=clock),
        patch("homeassistant.util.dt.utcnow", now),
        patch("homeassistant.util.dt.now", now),
    ):
        if not await async_setup_component(hass, DOMAIN, {}):
            raise RuntimeError("the integration can't be set up")
        await hass.async_block_till_done()
        if any(entry.state is not ConfigEntryState.LOADED for entry in entries):
            raise RuntimeError("an entry can't be set up")
        yield [entry.runtime_data for entry in entries]


def _entry(name: str) -> MockConfigEntry:
    return MockConfigEntry(
        domain=DOMAIN,
        title=name,
        unique_id=f"id-of-{name}",
        data={
            CONF_HOST: name,
            CONF_PORT: 22,
            CONF_USERNAME: "nasburnin",
            CONF_HOST_KEY: HOST_KEY,
            CONF_SUDO: True,
            CONF_KEY_ID: f"key of {name}",
        },
        options={"max_parallel": 32},
    )


async def look_again(
    hass: HomeAssistant, coordinators: Sequence[NasBurninCoordinator]
) -> None:
    """Let the first look be followed by one at what it has found."""
    for coordinator in coordinators:
        await coordinator.burnin.refresh()
    await hass.async_block_till_done()


async def start_all(burnin: BurnIn, profile: str) -> None:
    """Start the surface test of every free drive, and look once."""
    options = PROFILES[profile].options
    wanted = [
        StartRequest(key, profile, STAGES, options, requested_by="bench")
        for key, view in burnin.view.drives.items()
        if view.lock.lock is Lock.FREE
    ]
    answers = await burnin.enqueue(wanted)
    if not answers or not all(answer.job_uid for answer in answers):
        raise RuntimeError(f"refused: {answers}")
    await burnin.refresh()


async def live(
    hass: HomeAssistant,
    clock: TurnedClock,
    nas: VirtualNas,
    coordinator: NasBurninCoordinator,
    seconds: float,
    *,
    every: float = BUSY_EVERY,
) -> None:
    """Let time pass, with a look every so many seconds; near an end as often as ever."""
    until = clock.seconds + seconds
    while clock.seconds < until:
        views = coordinator.data.drives.values()
        left = [view.job.progress.eta for view in views if view.job]
        soon = min((eta for eta in left if eta is not None), default=math.inf)
        pause = max(SOONEST, min(every, soon / LOOKS_BEFORE_THE_END))
        clock.seconds = min(clock.seconds + pause, until)
        nas.warm(clock.seconds)
        await coordinator.burnin.refresh()
        await hass.async_block_till_done()
