"""A Home Assistant with a NAS of so many drives, and how long it was held up."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
import gc
import tempfile
import time
from typing import Any
from unittest.mock import create_autospec, patch

from homeassistant.const import (
    CONF_HOST,
    CONF_PORT,
    CONF_USERNAME,
    EVENT_STATE_CHANGED,
    MATCH_ALL,
)
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from custom_components.nas_burnin.const import (
    CONF_HOST_KEY,
    CONF_KEY_ID,
    CONF_SUDO,
    DOMAIN,
)
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.model import (
    DriveView,
    HostView,
    JobView,
    Smart,
)
from custom_components.nas_burnin.entity import NasBurninEntity
from tests.components.conftest import HOST_KEY, Engine
from tests.components.data import (
    FREE,
    HOST_ID,
    NOW,
    PROGRESS,
    RUNNING,
    VIEW,
    drive,
)

BURNING = 4


@asynccontextmanager
async def home() -> AsyncIterator[HomeAssistant]:
    """Start a Home Assistant that finds the integration, and stop it at the end."""
    with tempfile.TemporaryDirectory() as folder:
        async with async_test_home_assistant(config_dir=folder) as hass:
            hass.data.pop(DATA_CUSTOM_COMPONENTS)
            try:
                yield hass
            finally:
                await hass.async_stop(force=True)


@contextmanager
def engine(view: HostView) -> Iterator[Engine]:
    """A stand-in for the engine of the next entry that is set up."""
    made = Engine()
    made.mock.view = view
    history = create_autospec(History, instance=True)
    history.opened.moved_aside = None
    place = "custom_components.nas_burnin"
    with (
        patch(f"{place}.runtime.BurnIn", return_value=made.mock),
        patch(f"{place}.storage.History.open", return_value=history),
    ):
        yield made


@contextmanager
def without_browsers(hass: HomeAssistant) -> Iterator[None]:
    """Set nothing up for browsers: that is Home Assistant's own time, and no drive's."""
    hass.config.components |= {"frontend"}
    with patch("custom_components.nas_burnin.async_setup_card"):
        yield


async def set_up(hass: HomeAssistant) -> None:
    """Set an entry up; it has the engine that stands in now."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="tank",
        unique_id=HOST_ID,
        data={
            CONF_HOST: "nas.example",
            CONF_PORT: 22,
            CONF_USERNAME: "nasburnin",
            CONF_HOST_KEY: HOST_KEY,
            CONF_SUDO: True,
            CONF_KEY_ID: "01J0KEY",
        },
    )
    entry.add_to_hass(hass)
    with without_browsers(hass):
        if not await hass.config_entries.async_setup(entry.entry_id):
            raise RuntimeError("the entry can't be set up")
    await hass.async_block_till_done()


def drive_keys(drives: int) -> list[str]:
    """The keys of the drives of `host_view`."""
    return [f"drive-{number}" for number in range(drives)]


def host_view(drives: int, step: int = 0) -> HostView:
    """A NAS of so many drives, of which four burn, after so many polls."""
    views = {
        key: DriveView(drive(key, "ST14000NM001G", f"S{number:05d}"), FREE)
        for number, key in enumerate(drive_keys(drives))
    }
    for key in drive_keys(min(BURNING, drives)):
        views[key] = replace(views[key], job=_burning(key, step))
    return replace(VIEW, drives=views, running=BURNING)


def warmer(view: HostView, degrees: int) -> HostView:
    """The same with other temperatures of all drives."""
    drives = {
        key: replace(
            shown,
            drive=replace(shown.drive, smart=Smart(passed=True, temperature=degrees)),
        )
        for key, shown in view.drives.items()
    }
    return replace(view, drives=drives)


def _burning(key: str, step: int) -> JobView:
    progress = replace(
        PROGRESS,
        percent=30 + step % 600 / 10,
        speed=2e8 * (1 + 0.1 * (step % 2)),
        eta=400_000.0 * (1 - step % 600 / 1000),
        finish=NOW + timedelta(seconds=400_000 + 20_000 * (step % 2)),
        bad_blocks=step,
    )
    shown = replace(RUNNING.job, drive_key=key)
    return replace(RUNNING, job=shown, progress=progress)


@dataclass(slots=True)
class Written:
    """How often states were written, and how many of them changed."""

    writes: int = 0
    changes: int = 0


@contextmanager
def watching(hass: HomeAssistant) -> Iterator[Written]:
    """Count what our entities write."""
    seen = Written()
    write = NasBurninEntity.async_write_ha_state

    def counted(self: NasBurninEntity) -> None:
        seen.writes += 1
        write(self)

    @callback
    def changed(event: Event[EventStateChangedData]) -> None:
        seen.changes += 1

    stop = hass.bus.async_listen(EVENT_STATE_CHANGED, changed)
    with patch.object(NasBurninEntity, "async_write_ha_state", counted):
        yield seen
    stop()


@contextmanager
def recorded(hass: HomeAssistant) -> Iterator[Counter[str]]:
    """Count what the recorder writes: each changed state by its entity, each event.

    An event counts by its type.
    """
    seen: Counter[str] = Counter()

    @callback
    def happened(event: Event[Any]) -> None:
        seen[event.data.get("entity_id", event.event_type)] += 1

    stop = hass.bus.async_listen(MATCH_ALL, happened)
    yield seen
    stop()


@dataclass(slots=True)
class Held:
    """The most that one round of the event loop took, in seconds of its own CPU time.

    By the clock it would be a matter of who else uses the machine, and with Python's
    garbage collector one of all else that lives in the process.
    """

    longest: float = 0.0


@asynccontextmanager
async def pulse() -> AsyncIterator[Held]:
    """Measure one round of the event loop after the other."""
    held = Held()
    loop = asyncio.get_running_loop()
    last = time.thread_time()
    beating = True

    def beat() -> None:
        nonlocal last
        now = time.thread_time()
        held.longest = max(held.longest, now - last)
        last = now
        if beating:
            loop.call_soon(beat)

    gc.collect()
    gc.disable()
    loop.call_soon(beat)
    await asyncio.sleep(0)
    held.longest = 0.0
    try:
        yield held
        await asyncio.sleep(0)
    finally:
        gc.enable()
        beating = False
