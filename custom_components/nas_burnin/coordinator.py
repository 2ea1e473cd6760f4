"""Hands what the engine saw to exactly those entities it concerns."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.helpers.update_coordinator import (
    DataUpdateCoordinator,
    UpdateFailed,
)

from .const import (
    DOMAIN,
    HOST,
    ISSUE_ENGINE_STOPPED,
    ISSUE_HOST_KEY_CHANGED,
    LOGGER,
)
from .engine.burnin import BurnIn
from .engine.errors import (
    AuthenticationRefused,
    BurnInError,
    HostKeyChanged,
    KeyUnusable,
)
from .engine.model import HostView

type NasBurninConfigEntry = ConfigEntry[NasBurninCoordinator]
type AddDrives = Callable[[list[str]], None]

_NEEDS_REAUTH = frozenset({AuthenticationRefused.code, KeyUnusable.code})


class NasBurninCoordinator(DataUpdateCoordinator[HostView]):
    """One host: its engine, the newest view of it, and who listens to what.

    Nothing is polled here. The engine tells which drives changed, and only the
    listeners whose context is one of them (or `HOST`) are called.
    """

    config_entry: NasBurninConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: NasBurninConfigEntry,
        burnin: BurnIn,
        resources: AsyncExitStack,
    ) -> None:
        """Take over a started engine, and what is to be let go of after it."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=entry.title,
            update_interval=None,
        )
        self.burnin = burnin
        self.data = burnin.view
        self.profiles: dict[str, str] = {}
        self._changed: frozenset[str] | None = None
        self._new_drives: list[tuple[set[str], AddDrives]] = []
        self._resources = resources

    @property
    def host_id(self) -> str:
        """The host's own machine id."""
        return unique_id_of(self.config_entry)

    @callback
    def async_follow(self) -> None:
        """Run the engine; it ends when this coordinator is closed."""
        unsubscribe = self.burnin.subscribe(self._async_take_view)
        self._resources.callback(unsubscribe)
        task = self.config_entry.async_create_background_task(
            self.hass, self.burnin.run(), f"{DOMAIN} {self.config_entry.title}"
        )
        task.add_done_callback(self._async_engine_ended)
        self._resources.push_async_callback(_cancel, task)
        self._async_take_view(frozenset(self.burnin.view.drives) | {HOST})

    async def async_close(self) -> None:
        """Let go of the host; running tests go on there."""
        await self._resources.aclose()

    @callback
    def async_on_new_drives(self, add: AddDrives) -> None:
        """Call `add` with the drives there are, and later with each new one."""
        known: set[str] = set()
        self._new_drives.append((known, add))
        self._offer_drives(known, add)

    @callback
    def async_forget_device(self, identifiers: set[tuple[str, str]]) -> bool:
        """Forget the drive of a device, unless it is present; False for all else.

        Should the drive return, it is new again.
        """
        keys = {key for domain, key in identifiers if domain == DOMAIN}
        present = {key for key, view in self.data.drives.items() if view.present}
        if keys & (present | {self.host_id}):
            return False
        for known, _ in self._new_drives:
            known -= keys
        return True

    @callback
    @override
    def async_update_listeners(self) -> None:
        changed = self._changed
        for update_callback, context in list(self._listeners.values()):
            if changed is None or context in changed:
                update_callback()

    @callback
    def _async_take_view(self, changed: frozenset[str]) -> None:
        before, self.data = self.data, self.burnin.view
        if self.data.drives.keys() != before.drives.keys():
            changed |= {HOST}
        for known, add in self._new_drives:
            self._offer_drives(known, add)
        # Availability is the host's, so all its drives show it.
        everything = self.data.connected != before.connected
        self._changed = None if everything else changed
        self.async_set_updated_data(self.data)
        self._changed = None
        self._async_report(before, self.data)

    @callback
    def _offer_drives(self, known: set[str], add: AddDrives) -> None:
        new = [
            key
            for key, drive in self.data.drives.items()
            if key not in known and (drive.present or self._registered(key))
        ]
        if new:
            known.update(new)
            add(new)

    def _registered(self, drive_key: str) -> bool:
        # A drive that is gone keeps its entities until a person removes its device.
        registry = dr.async_get(self.hass)
        identifier = (DOMAIN, drive_key)
        entry_id = self.config_entry.entry_id
        return registry.async_get_device_by_identifier(identifier, entry_id) is not None

    @callback
    def _async_report(self, before: HostView, view: HostView) -> None:
        if view.connected != before.connected:
            state = "answers again" if view.connected else "does not answer"
            LOGGER.info("%s %s", self.config_entry.title, state)
        if view.connected:
            async_delete_issues(self.hass, self.config_entry)
        if view.problem is not None and view.problem != before.problem:
            self._ask_person(view.problem.code)

    @callback
    def _ask_person(self, code: str) -> None:
        if code in _NEEDS_REAUTH:
            self.config_entry.async_start_reauth(self.hass)
        elif code == HostKeyChanged.code:
            async_create_issue(self.hass, self.config_entry, ISSUE_HOST_KEY_CHANGED)

    @callback
    def _async_engine_ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return
        cause = task.exception()
        LOGGER.error(
            "The burn-in engine of %s stopped; its tests on the NAS go on, but"
            " nobody follows them until the entry is reloaded",
            self.config_entry.title,
            exc_info=cause,
        )
        async_create_issue(self.hass, self.config_entry, ISSUE_ENGINE_STOPPED)
        if isinstance(cause, BurnInError):
            self._ask_person(cause.code)
        error = UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=ISSUE_ENGINE_STOPPED,
            translation_placeholders={"host": self.config_entry.title},
        )
        error.__cause__ = cause
        self.async_set_update_error(error)


def unique_id_of(entry: NasBurninConfigEntry) -> str:
    """The host's own machine id; the flow makes no entry without it."""
    if entry.unique_id is None:
        raise AssertionError
    return entry.unique_id


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


@callback
def async_create_issue(
    hass: HomeAssistant, entry: NasBurninConfigEntry, kind: str
) -> None:
    """Show a repair for one host; one of each kind at the most."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{kind}_{entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=kind,
        translation_placeholders={"host": entry.title},
    )


@callback
def async_delete_issues(hass: HomeAssistant, entry: NasBurninConfigEntry) -> None:
    """Take the repairs of one host away, because their causes are gone."""
    for kind in (ISSUE_ENGINE_STOPPED, ISSUE_HOST_KEY_CHANGED):
        ir.async_delete_issue(hass, DOMAIN, f"{kind}_{entry.entry_id}")
