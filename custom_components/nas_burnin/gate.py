"""Opens and closes an engine's gate for surface tests, by the clock and by a helper."""

from datetime import datetime

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntryChange
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import (
    async_track_state_change_event,
    async_track_time_change,
)
from homeassistant.util import dt as dt_util

from .coordinator import NasBurninConfigEntry
from .engine.burnin import BurnIn
from .engine.model import Reason
from .engine.text import clean
from .options import helper_of, window_of


class StartGate:
    """Keeps the gate of one NAS as its options say, from now until it is closed for good."""

    def __init__(
        self, hass: HomeAssistant, entry: NasBurninConfigEntry, burnin: BurnIn
    ) -> None:
        """Begin; what the engine does after that is already kept."""
        self._hass = hass
        self._entry = entry
        self._burnin = burnin
        self._watched: list[CALLBACK_TYPE] = []
        self._unsubscribe = async_dispatcher_connect(
            hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._async_changed
        )
        self._async_watch()

    @callback
    def async_close(self) -> None:
        """Let the gate stand as it is."""
        self._unsubscribe()
        self._async_unwatch()

    @callback
    def _async_changed(
        self, change: ConfigEntryChange, entry: NasBurninConfigEntry
    ) -> None:
        if change is ConfigEntryChange.UPDATED and entry is self._entry:
            self._async_unwatch()
            self._async_watch()

    @callback
    def _async_unwatch(self) -> None:
        while self._watched:
            self._watched.pop()()

    @callback
    def _async_watch(self) -> None:
        """Look now, each minute of a window, and whenever the helper changes."""
        if window_of(self._entry.options):
            # Not at the next opening alone: clocks are set, and zones changed.
            self._watched.append(
                async_track_time_change(self._hass, self._async_look, second=0)
            )
        if helper := helper_of(self._entry.options):
            self._watched.append(
                async_track_state_change_event(self._hass, [helper], self._async_look)
            )
        self._async_look()

    @callback
    def _async_look(
        self, _: datetime | Event[EventStateChangedData] | None = None
    ) -> None:
        closed = self._outside_window(dt_util.now()) or self._helper_off()
        if closed != self._burnin.view.gate:
            self._burnin.set_gate(closed)

    def _outside_window(self, now: datetime) -> Reason | None:
        window = window_of(self._entry.options)
        if window is None or window.is_open(now):
            return None
        opens = window.next_opening(now)
        return Reason("outside_window", {"opens": f"{opens:%Y-%m-%d %H:%M %Z}"})

    def _helper_off(self) -> Reason | None:
        helper = helper_of(self._entry.options)
        state = self._hass.states.get(helper) if helper else None
        if helper is None or (state and state.state == STATE_ON):
            return None
        code = "helper_off" if state and state.state == STATE_OFF else "helper_unknown"
        return Reason(code, {"helper": clean(state.name if state else helper)})
