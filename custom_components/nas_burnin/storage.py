"""What outlives a restart: the private keys and the one history file."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .engine.history import History, HistoryTooNew
from .issues import (
    async_forget_silence,
    async_forget_too_new,
    async_report_damage,
    async_report_silence,
    async_report_too_new,
)

_KEY_VERSION = 1

SILENT: Final = 30.0
"""Seconds without an answer of the history that are no slow disk any more."""

_LOOK_EVERY: Final = timedelta(seconds=30)


def _key_store(hass: HomeAssistant, key_id: str) -> Store[dict[str, str]]:
    # Entry data lies in a file that others on the machine may read; a private
    # store is for its owner alone.
    return Store(
        hass,
        _KEY_VERSION,
        f"{DOMAIN}.key.{key_id}",
        private=True,
        atomic_writes=True,
    )


async def async_save_key(hass: HomeAssistant, key_id: str, private_key: str) -> None:
    """Keep a private key (OpenSSH text) under its id."""
    await _key_store(hass, key_id).async_save({"private_key": private_key})


async def async_load_key(hass: HomeAssistant, key_id: str) -> str:
    """The private key of that id; empty, which no reader takes for a key, when lost."""
    data = await _key_store(hass, key_id).async_load()
    return "" if data is None else data["private_key"]


async def async_remove_key(hass: HomeAssistant, key_id: str) -> None:
    """Delete the private key of that id."""
    await _key_store(hass, key_id).async_remove()


class SharedHistory:
    """The one history file, open as long as a host needs it."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._path = Path(hass.config.path(DOMAIN, "history.db"))
        self._lock = asyncio.Lock()
        self._history: History | None = None
        self._users = 0

    async def is_there(self) -> bool:
        """False where there is no file yet, and nothing that needs one."""
        return await self._hass.async_add_executor_job(self._path.exists)

    @asynccontextmanager
    async def use(self) -> AsyncGenerator[History]:
        """Lend the history; the last one to leave closes the file.

        Raises:
            HistoryError: the file can't be opened.
        """
        async with self._lock:
            if self._history is None:
                self._history = await self._open()
            history = self._history
            self._users += 1
        try:
            yield history
        finally:
            async with self._lock:
                self._users -= 1
                if not self._users:
                    self._history = None
                    await history.close()

    async def _open(self) -> History:
        try:
            history = await History.open(self._path)
        except HistoryTooNew:
            async_report_too_new(self._hass, str(self._path))
            raise
        async_forget_too_new(self._hass)
        opened = history.opened
        if opened.moved_aside is not None:
            aside = str(opened.moved_aside)
            async_report_damage(self._hass, aside, opened.damage, opened.restored)
        return history

    @callback
    def async_look(self, now: datetime) -> None:
        """Say so where the history does not answer, and no more once it does."""
        if self._history is not None and self._history.silent >= SILENT:
            async_report_silence(self._hass, str(self._path))
        else:
            async_forget_silence(self._hass)


HISTORY: HassKey[SharedHistory] = HassKey(f"{DOMAIN}_history")


@callback
def async_setup_history(hass: HomeAssistant) -> None:
    """Have the one history, which is looked after until Home Assistant stops."""
    history = hass.data[HISTORY] = SharedHistory(hass)
    cancel = async_track_time_interval(hass, history.async_look, _LOOK_EVERY)

    @callback
    def stop(event: Event) -> None:
        cancel()

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop)
