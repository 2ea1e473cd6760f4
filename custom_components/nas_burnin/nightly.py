"""What is done every night: old log text is emptied, and a snapshot of the history made.

Who was off at that hour gets it soon after the next start.
"""

import asyncio
from datetime import datetime, timedelta
from math import inf
from typing import Final

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.helpers.event import (
    async_track_time_change,
    async_track_time_interval,
)
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .coordinator import NasBurninConfigEntry
from .engine.clock import Clock, SystemClock
from .engine.errors import HistoryError
from .engine.history import History, Snapshot
from .engine.text import clean
from .issues import async_forget_nights, async_report_nights
from .options import DEFAULT_LOG_DAYS, log_days
from .shown import LONGEST
from .storage import HISTORY

HOUR: Final = 3

LOOK_EVERY: Final = timedelta(minutes=15)
"""How often it is asked whether a night was missed; so the first time that long after a
start, when its rush is over. By a steady clock: the other may be set."""

LATE: Final = timedelta(days=1)
"""A newest snapshot that is older is made up for."""

REST: Final = 25 * 3600.0
"""Seconds after a night in which none was missed: the next one comes before that."""

APART: Final = 2 * 3600.0
"""Seconds between two nights at the least: where clocks are set back, an hour comes twice."""

JUMP: Final = timedelta(days=30)
"""A night that comes so long after the last is more likely a wrong clock. Then no log is
emptied: it would look old, and could not be had back."""

TOLD_AFTER: Final = 2
"""Nights in a row that fail before a person is asked to look."""

_RESTORED: Final = "queue_history_restored"


@callback
def async_setup_nightly(hass: HomeAssistant, clock: Clock | None = None) -> None:
    """Do it at 03:00 local time, or soon after a start, until Home Assistant stops."""
    nights = Nights(hass, clock or SystemClock())
    cancels = (
        async_track_time_change(hass, nights.async_do, HOUR, 0, 0),
        async_track_time_interval(hass, nights.async_catch_up, LOOK_EVERY),
    )

    @callback
    def stop(event: Event) -> None:
        for cancel in cancels:
            cancel()

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop)


class Nights:
    """The nights, one at a time, and how many of them failed in a row."""

    def __init__(self, hass: HomeAssistant, clock: Clock) -> None:
        """Begin with none that failed."""
        self._hass = hass
        self._clock = clock
        self._failed = 0
        self._lock = asyncio.Lock()
        self._done_at = -inf
        self._rests_until = -inf

    async def async_do(self, now: datetime) -> None:
        """Look after the history; a night that fails is told, and harms nothing."""
        async with self._lock:
            if self._clock.boottime() - self._done_at >= APART:
                await self._look_after(only_if_late=False)

    async def async_catch_up(self, now: datetime) -> None:
        """Do it now where the last time is too long ago, and nothing speaks against it."""
        if self._hass.state is not CoreState.running or self._waits_for_person():
            return
        async with self._lock:
            if self._clock.boottime() >= self._rests_until:
                await self._look_after(only_if_late=True)

    async def _look_after(self, *, only_if_late: bool) -> None:
        history = self._hass.data[HISTORY]
        if not await history.is_there():
            return
        began = self._clock.boottime()
        self._rests_until = began + REST
        try:
            async with history.use() as kept:
                newest = await kept.newest_snapshot()
                age = dt_util.utcnow() - newest.at if newest else None
                if only_if_late and age is not None and abs(age) <= LATE:
                    self._rests_until -= max(age.total_seconds(), 0.0)
                    return
                self._done_at = began
                emptied = await self._empty_logs(kept, newest)
                snapshot = await kept.snapshot()
        except HistoryError as error:
            self._tell(error)
            return
        LOGGER.debug("Emptied %d texts of logs, and wrote %s", emptied, snapshot.path)
        self._failed = 0
        async_forget_nights(self._hass)

    async def _empty_logs(self, history: History, newest: Snapshot | None) -> int:
        now = dt_util.utcnow()
        if newest and now - newest.at > JUMP:
            return 0
        return await history.empty_logs(now - self._log_age())

    def _waits_for_person(self) -> bool:
        """True while a queue waits because the history was restored.

        There is next to nothing in it that its snapshot has not, and each one written
        takes the place of one that a person may want to go back to. The nights go on.
        """
        entries: list[NasBurninConfigEntry]
        entries = self._hass.config_entries.async_loaded_entries(DOMAIN)
        waits = (entry.runtime_data.data.waits_for for entry in entries)
        return any(reason and reason.code == _RESTORED for reason in waits)

    def _log_age(self) -> timedelta:
        """The history is one for all, so the NAS counts that keeps them longest."""
        entries = self._hass.config_entries.async_entries(DOMAIN)
        wanted = (log_days(entry.options) for entry in entries)
        return timedelta(days=max(wanted, default=DEFAULT_LOG_DAYS))

    @callback
    def _tell(self, error: HistoryError) -> None:
        self._failed += 1
        words = clean(str(error.values.get("detail") or error), LONGEST)
        LOGGER.warning("No snapshot of the history of burn-ins was written: %s", words)
        if self._failed >= TOLD_AFTER:
            async_report_nights(self._hass, self._failed, words)
