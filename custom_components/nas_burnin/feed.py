"""What the cards follow: the rows of all hosts and drives, kept up to date for everybody.

The rows are built once for all who look, a few at a time, and only while somebody
does. What looks the same as before is not sent again.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, HOST, LOGGER
from .coordinator import NasBurninConfigEntry, NasBurninCoordinator
from .engine.plan import PROFILES
from .options import settings_of
from .profiles import profiles_of
from .shown_rows import (
    Device,
    Row,
    drive_key,
    drive_row,
    host_row,
    profile_rows,
    time,
    without_words,
)

PAUSE: Final = 0.5
"""Seconds between two messages at the least."""

_AGAIN = 5.0
"""Seconds until what failed is begun anew."""

_AT_ONCE = 20
"""Rows that are built in one round of the event loop: some 2 ms."""

type Send = Callable[[Row], None]


@dataclass(slots=True)
class _Followed:
    """An entry, the rows of it that have changed, and how not to follow it any more."""

    entry: NasBurninConfigEntry
    coordinator: NasBurninCoordinator | None = None
    unsubscribe: list[CALLBACK_TYPE] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)

    def let_go(self) -> None:
        for unsubscribe in self.unsubscribe:
            unsubscribe()
        self.unsubscribe.clear()


class Feed:
    """The rows of all hosts and drives, and who follows them."""

    def __init__(self, hass: HomeAssistant, version: str) -> None:
        """Follow nothing yet; `version` is that of the integration."""
        self._hass = hass
        self._version = version
        self._followed: dict[str, _Followed] = {}
        self._hosts: dict[str, Row] = {}
        self._drives: dict[str, dict[str, Row]] = {}
        self._sends: dict[Send, bool] = {}
        self._unsubscribe: list[CALLBACK_TYPE] = []
        self._changed = asyncio.Event()
        self._built = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._waiting = 0

    async def subscribe(self, send: Send, *, is_admin: bool) -> CALLBACK_TYPE:
        """Send a snapshot, then what changes; call what is answered to end it.

        Only administrators are told the words that unlock a drive.
        """
        self._waiting += 1
        try:
            if not self._task:
                self._begin()
            await self._built.wait()
            send(self._snapshot(is_admin=is_admin))
            self._sends[send] = is_admin
        finally:
            self._waiting -= 1
            self._end_unless_wanted()

        @callback
        def unsubscribe() -> None:
            self._sends.pop(send, None)
            self._end_unless_wanted()

        return unsubscribe

    @callback
    def _begin(self) -> None:
        self._built.clear()
        for entry in self._hass.config_entries.async_entries(DOMAIN):
            self._follow(entry)
        self._unsubscribe = [
            async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
            ),
            self._hass.bus.async_listen(
                dr.EVENT_DEVICE_REGISTRY_UPDATED, self._device_changed
            ),
        ]
        self._task = self._hass.async_create_background_task(
            self._run(), f"{DOMAIN} feed"
        )
        self._task.add_done_callback(self._ended)

    @callback
    def _ended(self, task: asyncio.Task[None]) -> None:
        """Begin anew after a fault of our own: nobody may be left with what was."""
        if task.cancelled() or task is not self._task:
            return
        LOGGER.error("The rows of the cards stopped", exc_info=task.exception())
        self._end()
        self._hass.loop.call_later(_AGAIN, self._begin_if_wanted)

    @callback
    def _begin_if_wanted(self) -> None:
        if not self._task and (self._sends or self._waiting):
            self._begin()

    @callback
    def _end_unless_wanted(self) -> None:
        if not self._sends and not self._waiting:
            self._end()

    @callback
    def _end(self) -> None:
        if self._task:
            self._task.cancel()
            self._task = None
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        for followed in self._followed.values():
            followed.let_go()
        self._followed.clear()
        self._hosts.clear()
        self._drives.clear()

    @callback
    def _entry_changed(
        self, change: ConfigEntryChange, entry: ConfigEntry[Any]
    ) -> None:
        if entry.domain != DOMAIN:
            return
        if change is ConfigEntryChange.REMOVED:
            if followed := self._followed.pop(entry.entry_id, None):
                followed.let_go()
            self._changed.set()
        else:
            self._follow(entry)

    @callback
    def _device_changed(self, event: Event[dr.EventDeviceRegistryUpdatedData]) -> None:
        device = dr.async_get(self._hass).async_get(event.data["device_id"])
        if not device:
            return
        for followed in self._followed.values():
            if followed.entry.entry_id in device.config_entries:
                keys = {key for domain, key in device.identifiers if domain == DOMAIN}
                self._mark(followed, keys | {HOST})

    @callback
    def _follow(self, entry: NasBurninConfigEntry) -> None:
        """Follow an entry as it is now, and have all of its rows looked at again."""
        followed = self._followed.setdefault(entry.entry_id, _Followed(entry))
        loaded = entry.state is ConfigEntryState.LOADED
        coordinator = entry.runtime_data if loaded else None
        if coordinator is not followed.coordinator:
            followed.let_go()
            followed.coordinator = coordinator
            if coordinator:
                followed.unsubscribe = [
                    coordinator.async_on_view(
                        lambda keys: self._mark(followed, keys),
                    )
                ]
        keys = set(coordinator.data.drives) if coordinator else set()
        self._mark(followed, keys | {HOST})

    @callback
    def _mark(self, followed: _Followed, keys: Iterable[str]) -> None:
        followed.changed.update(keys)
        self._changed.set()

    async def _run(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            message = await self._rebuilt()
            self._built.set()
            if len(message) > 2:
                self._tell(message)
            await asyncio.sleep(PAUSE)

    async def _rebuilt(self) -> Row:
        """Build the rows that changed; what looks different now, as a message."""
        hosts: list[Row] = []
        drives: list[Row] = []
        gone = [key for key in self._hosts if key not in self._followed]
        removed: list[str] = []
        for entry_id in gone:
            del self._hosts[entry_id]
            self._drives.pop(entry_id, None)
        for followed in tuple(self._followed.values()):
            changed, followed.changed = followed.changed, set()
            if not changed:
                continue
            entry_id = followed.entry.entry_id
            row = self._host_row(followed)
            if row != self._hosts.get(entry_id):
                self._hosts[entry_id] = row
                hosts.append(row)
            known = self._drives.setdefault(entry_id, {})
            for number, key in enumerate(sorted(changed - {HOST})):
                if number % _AT_ONCE == _AT_ONCE - 1:
                    await asyncio.sleep(0)
                if (new := self._drive_row(followed, key)) and new != known.get(key):
                    known[key] = new
                    drives.append(new)
            shown = followed.coordinator.data.drives if followed.coordinator else {}
            for key in [key for key in known if key not in shown]:
                del known[key]
                removed.append(drive_key(entry_id, key))
        parts = {
            "hosts": hosts,
            "drives": drives,
            "removed": removed,
            "removed_hosts": gone,
        }
        return {
            "type": "changes",
            "now": time(dt_util.utcnow()),
            **{name: rows for name, rows in parts.items() if rows},
        }

    def _host_row(self, followed: _Followed) -> Row:
        entry, coordinator = followed.entry, followed.coordinator
        if coordinator is None:
            reason = entry.reason or f"It is not set up ({entry.state})."
            return host_row(entry.entry_id, Device(name=entry.title), None, reason, ())
        device = self._device(entry, coordinator.host_id)
        problem = None
        if not coordinator.last_update_success:
            problem = str(coordinator.last_exception)
        own = [
            profile
            for profile in profiles_of(entry).values()
            if profile.name not in PROFILES
        ]
        return host_row(entry.entry_id, device, coordinator.data, problem, own)

    def _drive_row(self, followed: _Followed, key: str) -> Row | None:
        coordinator = followed.coordinator
        view = coordinator.data.drives.get(key) if coordinator else None
        if coordinator is None or view is None:
            return None
        entry = followed.entry
        return drive_row(
            entry.entry_id,
            self._device(entry, key),
            view,
            settings_of(entry.options),
            dt_util.utcnow(),
            connected=coordinator.data.connected and coordinator.last_update_success,
        )

    def _device(self, entry: NasBurninConfigEntry, key: str) -> Device:
        device = dr.async_get(self._hass).async_get_device_by_identifier(
            (DOMAIN, key), entry.entry_id
        )
        if device is None:
            return Device()
        return Device(device.id, device.name_by_user or device.name or "")

    def _snapshot(self, *, is_admin: bool) -> Row:
        drives = [row for rows in self._drives.values() for row in rows.values()]
        return {
            "type": "snapshot",
            "now": time(dt_util.utcnow()),
            "version": self._version,
            "profiles": profile_rows(PROFILES.values()),
            "hosts": list(self._hosts.values()),
            "drives": drives if is_admin else [*map(without_words, drives)],
        }

    @callback
    def _tell(self, message: Row) -> None:
        shorter = message
        if "drives" in message:
            rows = [without_words(row) for row in message["drives"]]
            shorter = {**message, "drives": rows}
        for send, is_admin in tuple(self._sends.items()):
            send(message if is_admin else shorter)


FEED: HassKey[Feed] = HassKey(f"{DOMAIN}_feed")
