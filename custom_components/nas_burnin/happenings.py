"""What happened on a NAS: told to the bus and to the event entities, each thing once."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.start import async_at_started
from homeassistant.util.hass_dict import HassKey

from .const import EVENT_HAPPENED, HOST
from .engine.model import Event

_MOST_HELD = 20


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened, in plain words.

    `drive_key` is empty where it concerns the NAS; `values` are those of the event on
    the bus beside its type and time.
    """

    kind: str
    at: datetime
    drive_key: str = HOST
    values: Mapping[str, Any] = field(default_factory=dict)


type Listener = Callable[[Happened], None]


class Happenings:
    """Tells what happened, in order, to those whom it concerns.

    What happens while Home Assistant starts, as a burn-in that ended while it was
    away, waits until its automations listen. What concerns a drive whose entity is
    still being added waits for that entity.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Keep what happens until `async_begin`."""
        self._hass = hass
        self._early: list[Event] = []
        self._describe: Callable[[Event], Happened] | None = None
        self._listeners: dict[str, Listener] = {}
        self._unheard: dict[str, deque[Happened]] = {}

    @callback
    def async_take(self, event: Event) -> None:
        """Take what the engine tells."""
        if self._describe is None:
            self._early.append(event)
        else:
            self.async_tell(self._describe(event))

    @callback
    def async_begin(self, describe: Callable[[Event], Happened]) -> CALLBACK_TYPE:
        """Tell what happens, in these words; what is answered ends it."""

        # By then all automations listen that were there before.
        @callback
        def begin(hass: HomeAssistant) -> None:
            self._describe = describe
            early, self._early = self._early, []
            for event in early:
                self.async_take(event)

        return async_at_started(self._hass, begin)

    @callback
    def async_tell(self, happened: Happened) -> None:
        """Tell the bus, the drive's entity, and that of the NAS."""
        self._hass.bus.async_fire(
            EVENT_HAPPENED,
            {"type": happened.kind, "at": happened.at.isoformat(), **happened.values},
        )
        for key in dict.fromkeys((happened.drive_key, HOST)):
            if listener := self._listeners.get(key):
                listener(happened)
            else:
                self._unheard.setdefault(key, deque(maxlen=_MOST_HELD)).append(happened)

    @callback
    def async_listen(self, key: str, listener: Listener) -> CALLBACK_TYPE:
        """Hear what concerns a drive, or with `HOST` everything, also what waited."""
        self._listeners[key] = listener
        for happened in self._unheard.pop(key, ()):
            listener(happened)

        @callback
        def stop() -> None:
            del self._listeners[key]

        return stop

    @callback
    def async_forget(self, drive_key: str) -> None:
        """Keep nothing for a drive whose entity is not to be added."""
        self._unheard.pop(drive_key, None)


UNTOLD: HassKey[dict[str, Happenings]] = HassKey("nas_burnin_untold")
"""What happened on hosts, by entry, whose set-up has not succeeded yet."""
