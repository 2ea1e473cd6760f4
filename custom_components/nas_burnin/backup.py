"""Backups of Home Assistant hold a whole history.

A backup copies the file and its log one after the other, for minutes, while we write.
Holding our writes for so long would keep jobs from going on, and to hold them for a
bounded time fails just where it is needed: on a slow disk. A snapshot alone would be
whole, but what is restored is the file. So the file is kept still, which costs nobody
anything: while it is, everything written goes to the log, and file and log together are
whole at every moment. Where that can't be had a fresh snapshot, in the folder that is
backed up, is what the file is restored from when it turns out to be damaged.
"""

from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Final

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers.event import async_call_later
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, LOGGER
from .engine.errors import HistoryError
from .storage import HISTORY, SharedHistory

LONGEST: Final = timedelta(hours=6)
"""Whoever says that a backup begins, and never that it ended, is forgotten then: the
log grows meanwhile."""

_HELD: HassKey[AsyncExitStack] = HassKey(f"{DOMAIN}_backup")


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Keep the history still. No backup fails for our sake: it holds a home."""
    await async_post_backup(hass)
    history = hass.data[HISTORY]
    if not await history.is_there():
        return
    held = AsyncExitStack()
    try:
        kept = await held.enter_async_context(history.use())
        await held.enter_async_context(kept.still())
    except HistoryError as error:
        LOGGER.warning("The history can't be kept still for a backup: %s", error)
        await held.aclose()
        await _snapshot(history)
        return
    hass.data[_HELD] = held

    async def end(_: Event | datetime) -> None:
        await async_post_backup(hass)

    held.callback(async_call_later(hass, LONGEST, end))
    held.callback(hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, end))


async def async_post_backup(hass: HomeAssistant) -> None:
    """Let go of the history."""
    held = hass.data.pop(_HELD, None)
    if held is None:
        return
    try:
        await held.aclose()
    except HistoryError as error:
        LOGGER.warning("The history does not know that a backup is over: %s", error)


async def _snapshot(history: SharedHistory) -> None:
    try:
        async with history.use() as kept:
            await kept.snapshot()
    except HistoryError as error:
        LOGGER.error("The backup has no history of now, only snapshots: %s", error)
