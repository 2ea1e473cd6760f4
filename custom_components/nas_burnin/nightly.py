"""What is done every night: old log text is emptied, and a snapshot of the history made."""

from datetime import datetime, timedelta
from typing import Final

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .engine.errors import HistoryError
from .engine.text import clean
from .issues import async_forget_nights, async_report_nights
from .options import DEFAULT_LOG_DAYS, log_days
from .shown import LONGEST
from .storage import HISTORY

HOUR: Final = 3

TOLD_AFTER: Final = 2
"""Nights in a row that fail before a person is asked to look."""


@callback
def async_setup_nightly(hass: HomeAssistant) -> None:
    """Do it at 03:00 local time, until Home Assistant stops."""
    cancel = async_track_time_change(hass, Nights(hass).async_do, HOUR, 0, 0)

    @callback
    def stop(event: Event) -> None:
        cancel()

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop)


class Nights:
    """The nights, and how many of them failed in a row."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with none that failed."""
        self._hass = hass
        self._failed = 0

    async def async_do(self, now: datetime) -> None:
        """Look after the history; a night that fails is told, and harms nothing."""
        history = self._hass.data[HISTORY]
        if not await history.is_there():
            return
        try:
            async with history.use() as kept:
                emptied = await kept.empty_logs(dt_util.utcnow() - self._log_age())
                snapshot = await kept.snapshot()
        except HistoryError as error:
            self._tell(error)
            return
        LOGGER.debug("Emptied %d texts of logs, and wrote %s", emptied, snapshot.path)
        self._failed = 0
        async_forget_nights(self._hass)

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
