"""The rows of all hosts and drives as they look now, and who is told when they change.

One for all subscribers who read the same language, and idle without any. Only the rows of what changed are built
anew, a few in each round of the event loop, and only what looks different is sent.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.json import json_bytes, json_fragment
from homeassistant.loader import async_get_loaded_integration
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, HOST, LOGGER
from ..coordinator import NasBurninConfigEntry, NasBurninCoordinator
from ..engine.model import Reason
from ..engine.queue.plan import PROFILES
from ..engine.sentences.speaker import Speaker
from ..engine.sentences.tables import SENTENCES
from ..options import settings_of
from ..profiles import profiles_of
from .rows import (
    Device,
    Row,
    drive_key,
    drive_row,
    host_row,
    profile_rows,
    time,
    without_words,
)

GATHER: Final = 0.05
"""Seconds in which changes that come together are gathered."""

EVERY: Final = 0.5
"""Seconds between two messages at the least."""

AT_ONCE: Final = 12
"""Rows that are built in one round of the event loop: some 3 ms."""

type Spot = tuple[str, str]
"""A host by the id of its entry, or with a drive's key one of its drives."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A row as JSON: for administrators, and for all others."""

    whole: bytes
    public: bytes

    def to(self, is_admin: bool) -> Any:
        return json_fragment(self.whole if is_admin else self.public)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who is told: takes a message as JSON, and says whether an administrator reads it."""

    send: Callable[[bytes], None]
    is_admin: Callable[[], bool]


@dataclass(slots=True)
class _Followed:
    """A host that is set up: its coordinator, and the drives that are listened to."""

    coordinator: NasBurninCoordinator
    listeners: dict[str, CALLBACK_TYPE] = field(default_factory=dict)


class LiveRows:
    """Keeps rows while anybody subscribes."""

    def __init__(self, hass: HomeAssistant, speaker: Speaker) -> None:
        """Begin with nobody."""
        self._hass = hass
        self._speaker = speaker
        self._subscribers: list[Subscriber] = []
        self._shown: dict[Spot, _Shown] = {}
        self._stale: dict[Spot, None] = {}
        self._changed: dict[Spot, _Shown | None] = {}
        self._followed: dict[str, _Followed] = {}
        self._stops: list[CALLBACK_TYPE] = []
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_whole = False

    @callback
    def async_subscribe(self, subscriber: Subscriber) -> CALLBACK_TYPE:
        """Tell everything soon, and then what changes; what is answered ends it."""
        self._subscribers.append(subscriber)
        if len(self._subscribers) == 1:
            self._begin()
        elif self._is_whole:
            self._send_snapshot(subscriber)

        @callback
        def unsubscribe() -> None:
            self._subscribers.remove(subscriber)
            if not self._subscribers:
                self._end()

        return unsubscribe

    @callback
    def _begin(self) -> None:
        hass = self._hass
        for entry in hass.config_entries.async_entries(DOMAIN):
            self._look_at(entry)
        self._stops += [
            async_dispatcher_connect(
                hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
            ),
            hass.bus.async_listen(
                dr.EVENT_DEVICE_REGISTRY_UPDATED, self._device_changed
            ),
        ]
        self._start()

    @callback
    def _start(self) -> None:
        self._woken.set()
        self._task = self._hass.async_create_background_task(
            self._run(), f"{DOMAIN} rows"
        )
        self._task.add_done_callback(self._ended)

    @callback
    def _ended(self, task: asyncio.Task[None]) -> None:
        """Go on without a row that could not be built: the others are still true."""
        if not task.cancelled() and (error := task.exception()):
            LOGGER.error("A row of the cards could not be built", exc_info=error)
            self._start()

    @callback
    def _end(self) -> None:
        if self._task:
            self._task.cancel()
            self._task = None
        for stop in self._stops:
            stop()
        self._stops.clear()
        for entry_id in list(self._followed):
            self._unfollow(entry_id)
        self._shown, self._stale, self._changed = {}, {}, {}
        self._is_whole = False

    async def _run(self) -> None:
        while True:
            await self._woken.wait()
            await asyncio.sleep(GATHER)
            self._woken.clear()
            while self._stale:
                self._build_some()
                await asyncio.sleep(0)
            self._tell()
            await asyncio.sleep(EVERY - GATHER)

    @callback
    def _tell(self) -> None:
        changed, self._changed = self._changed, {}
        if not self._is_whole:
            self._is_whole = True
            for subscriber in self._subscribers:
                self._send_snapshot(subscriber)
        elif changed:
            messages: dict[bool, bytes] = {}
            for subscriber in self._subscribers:
                is_admin = subscriber.is_admin()
                if is_admin not in messages:
                    messages[is_admin] = _changes(changed, is_admin)
                subscriber.send(messages[is_admin])

    @callback
    def _send_snapshot(self, subscriber: Subscriber) -> None:
        is_admin = subscriber.is_admin()
        integration = async_get_loaded_integration(self._hass, DOMAIN)
        rows = self._shown.items()
        snapshot = {
            "type": "snapshot",
            "now": time(dt_util.utcnow()),
            "version": str(integration.version),
            "profiles": profile_rows(PROFILES.values()),
            "hosts": [one.to(is_admin) for (_, key), one in rows if key == HOST],
            "drives": [one.to(is_admin) for (_, key), one in rows if key != HOST],
        }
        subscriber.send(json_bytes(snapshot))

    @callback
    def _build_some(self) -> None:
        for spot in list(self._stale)[:AT_ONCE]:
            del self._stale[spot]
            row = self._row(spot)
            shown = _shown(row, spot) if row else None
            if shown == self._shown.get(spot):
                continue
            self._changed[spot] = shown
            if shown:
                self._shown[spot] = shown
            else:
                del self._shown[spot]

    def _row(self, spot: Spot) -> Row | None:
        """The row of a host or a drive; None where there is nothing to show."""
        entry_id, key = spot
        entry: NasBurninConfigEntry | None = self._hass.config_entries.async_get_entry(
            entry_id
        )
        if entry is None or entry.disabled_by:
            return None
        followed = self._followed.get(entry_id)
        coordinator = followed.coordinator if followed else None
        if key == HOST:
            return self._host_row(entry, coordinator)
        view = coordinator.data.drives.get(key) if coordinator else None
        if coordinator is None or view is None:
            return None
        device = self._device(entry, key)
        # A drive that is gone is shown until a person removes its device.
        if not (view.present or device.device_id):
            return None
        is_followed = coordinator.last_update_success
        return drive_row(
            entry_id,
            device,
            view,
            settings_of(entry.options),
            dt_util.utcnow(),
            connected=is_followed and coordinator.data.connected,
            speaker=self._speaker,
        )

    def _host_row(
        self, entry: NasBurninConfigEntry, coordinator: NasBurninCoordinator | None
    ) -> Row:
        own = [one for one in profiles_of(entry).values() if one.name not in PROFILES]
        return host_row(
            entry.entry_id,
            self._device(entry, entry.unique_id or "", entry.title),
            coordinator.data if coordinator else None,
            self._problem(entry, coordinator),
            own,
            speaker=self._speaker,
        )

    def _problem(
        self, entry: NasBurninConfigEntry, coordinator: NasBurninCoordinator | None
    ) -> str | None:
        """Why nobody looks after a host, where that is so."""
        if coordinator is None:
            key = entry.error_reason_translation_key
            values = entry.error_reason_translation_placeholders
            return self._said(key, values, entry.reason)
        if coordinator.last_update_success:
            return None
        error = coordinator.last_exception
        if not isinstance(error, HomeAssistantError):
            return str(error)
        values = error.translation_placeholders
        return self._said(error.translation_key, values, str(error))

    def _said(
        self, key: str | None, values: dict[str, str] | None, otherwise: str | None
    ) -> str | None:
        """Say an error of ours in the reader's words, and any other in its own."""
        if key is None or key not in SENTENCES:
            return otherwise
        return self._speaker.sentence(Reason(key, values or {}))

    def _device(
        self, entry: NasBurninConfigEntry, identifier: str, name: str = ""
    ) -> Device:
        device = dr.async_get(self._hass).async_get_device_by_identifier(
            (DOMAIN, identifier), entry.entry_id
        )
        if device is None:
            return Device(None, name)
        return Device(device.id, device.name_by_user or device.name or name)

    @callback
    def _entry_changed(
        self, change: ConfigEntryChange, entry: NasBurninConfigEntry
    ) -> None:
        if entry.domain == DOMAIN:
            self._look_at(entry)

    @callback
    def _look_at(self, entry: NasBurninConfigEntry) -> None:
        """Follow a host that is set up, and no other; show all of it anew."""
        is_loaded = entry.state is ConfigEntryState.LOADED
        coordinator = entry.runtime_data if is_loaded else None
        followed = self._followed.get(entry.entry_id)
        if followed and followed.coordinator is not coordinator:
            self._unfollow(entry.entry_id)
        if coordinator and entry.entry_id not in self._followed:
            self._follow(entry.entry_id, coordinator)
        self._mark((entry.entry_id, HOST))
        keys = {key for entry_id, key in self._shown if entry_id == entry.entry_id}
        if coordinator:
            keys |= coordinator.data.drives.keys()
        for key in keys:
            self._mark((entry.entry_id, key))

    @callback
    def _follow(self, entry_id: str, coordinator: NasBurninCoordinator) -> None:
        followed = self._followed[entry_id] = _Followed(coordinator)

        @callback
        def host_changed() -> None:
            # New drives come with a change of their host.
            for key in coordinator.data.drives.keys() - followed.listeners.keys():
                mark = partial(self._mark, (entry_id, key))
                followed.listeners[key] = coordinator.async_add_listener(mark, key)
                mark()
            self._mark((entry_id, HOST))

        host_changed()
        followed.listeners[HOST] = coordinator.async_add_listener(host_changed, HOST)

    @callback
    def _unfollow(self, entry_id: str) -> None:
        for stop in self._followed.pop(entry_id).listeners.values():
            stop()

    @callback
    def _device_changed(self, event: Event[dr.EventDeviceRegistryUpdatedData]) -> None:
        device_id = event.data["device_id"]
        device = dr.async_get(self._hass).async_get(device_id)
        if device is None:
            # Nothing tells any more whose it was; few devices are ever removed.
            for spot in self._shown:
                self._mark(spot)
            return
        keys = [key for domain, key, *_ in device.identifiers if domain == DOMAIN]
        for entry_id, followed in self._followed.items():
            for key in keys:
                if key in followed.coordinator.data.drives:
                    self._mark((entry_id, key))
                elif key == followed.coordinator.host_id:
                    self._mark((entry_id, HOST))

    @callback
    def _mark(self, spot: Spot) -> None:
        """Have a row built anew."""
        self._stale[spot] = None
        self._woken.set()


def _shown(row: Row, spot: Spot) -> _Shown:
    whole = json_bytes(row)
    _, key = spot
    return _Shown(whole, whole if key == HOST else json_bytes(without_words(row)))


def _changes(changed: dict[Spot, _Shown | None], is_admin: bool) -> bytes:
    rows = changed.items()
    return json_bytes(
        {
            "type": "changes",
            "now": time(dt_util.utcnow()),
            "hosts": [
                one.to(is_admin) for (_, key), one in rows if one and key == HOST
            ],
            "drives": [
                one.to(is_admin) for (_, key), one in rows if one and key != HOST
            ],
            "removed": [
                drive_key(*spot) for spot, one in rows if not one and spot[1] != HOST
            ],
            "removed_hosts": [
                entry_id for (entry_id, key), one in rows if not one and key == HOST
            ],
        }
    )


LIVE: HassKey[dict[str, LiveRows]] = HassKey(f"{DOMAIN}_live_rows")
"""By language."""
