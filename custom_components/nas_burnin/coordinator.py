"""Hands what the engine saw to exactly those entities it concerns."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.update_coordinator import (
    DataUpdateCoordinator,
    UpdateFailed,
)
from homeassistant.util import dt as dt_util

from .attention import needs_person
from .const import (
    ANYTHING,
    DOMAIN,
    EVENT_AUDIT,
    HOST,
    ISSUE_ENGINE_STOPPED,
    ISSUE_HOST_KEY_CHANGED,
    LOGGER,
)
from .devices import async_describe_again, drive_device_info
from .engine.burnin import BurnIn
from .engine.errors import (
    AuthenticationRefused,
    BurnInError,
    HostKeyChanged,
    KeyUnusable,
)
from .engine.history import AuditEntry
from .engine.model import Drive, DriveView, Event, EventKind, HostView, Reason
from .engine.text import clean
from .following import DEATHS_TOLD, follow
from .happenings import Happened, Happenings
from .issues import (
    async_delete_issues,
    async_report_engine_stopped,
    async_report_host_key,
    async_review,
)
from .shown import harmless, speaker_of
from .slices import Slices

type NasBurninConfigEntry = ConfigEntry[NasBurninCoordinator]
type AddDrives = Callable[[list[str]], None]

# What one round of the event loop takes: some 4 ms of states, or of new entities.
_DRIVES_TOLD = 12
_DRIVES_ADDED = 2

_TAKES_ENTITIES = (ConfigEntryState.SETUP_IN_PROGRESS, ConfigEntryState.LOADED)

# Some things need a person only after a while, in which nothing else changes.
_REVIEW_EVERY = timedelta(minutes=5)

# Of what happened, for diagnostics.
_HAPPENED_LAST = 100

# The one thing that happens to our own part of the work, and so is none of the engine's.
FOLLOWING_STOPPED = "following_stopped"

_NEEDS_REAUTH = frozenset({AuthenticationRefused.code, KeyUnusable.code})


class NasBurninCoordinator(DataUpdateCoordinator[HostView]):
    """One host: its engine, the newest view of it, and who listens to what.

    Nothing is polled here. The engine tells which drives changed, and only the
    listeners whose context is one of them (or `HOST`, or `ANYTHING`) are called.
    """

    config_entry: NasBurninConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: NasBurninConfigEntry,
        burnin: BurnIn,
        happenings: Happenings,
        resources: AsyncExitStack,
    ) -> None:
        """Take over a started engine, and what is to be let go of after it."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=clean(entry.title),
            update_interval=None,
        )
        self.burnin = burnin
        self.happenings = happenings
        self._new_drives: list[tuple[set[str], AddDrives]] = []
        self.data = self._without_removed(burnin.view)
        self.profiles: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.described: dict[str, tuple[Drive, dr.DeviceInfo]] = {}
        self.happened: deque[Event] = deque(maxlen=_HAPPENED_LAST)
        self._changed: frozenset[str] | None = None
        self._groups: dict[object, list[CALLBACK_TYPE]] = {}
        self._grouped_as = (0, 0)
        self._told = Slices(hass, entry, "states", self._call, at_once=_DRIVES_TOLD)
        self._added = Slices(hass, entry, "drives", self._add, at_once=_DRIVES_ADDED)
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
        self._resources.callback(self.burnin.subscribe_audit(self._async_tell))
        self._resources.callback(self.happenings.async_begin(self._async_happened))
        self._resources.callback(
            async_track_time_interval(self.hass, self._async_review, _REVIEW_EVERY)
        )
        task = self.config_entry.async_create_background_task(
            self.hass,
            follow(self.burnin.run, self),
            f"{DOMAIN} {self.config_entry.title}",
        )
        self._resources.push_async_callback(_cancel, task)
        # The first look has been taken, or there would be nothing to follow.
        async_delete_issues(self.hass, self.config_entry, ISSUE_ENGINE_STOPPED)
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

        Nor is one forgotten that has a job to be followed. Should the drive return, it
        is new again.
        """
        keys = {key for domain, key in identifiers if domain == DOMAIN}
        needed = {key for key, view in self.data.drives.items() if _is_needed(view)}
        if keys & (needed | {self.host_id}):
            return False
        for known, _ in self._new_drives:
            known -= keys
        for key in keys:
            self.happenings.async_forget(key)
        return True

    @callback
    @override
    def async_update_listeners(self) -> None:
        changed = set(self._grouped())
        if self._changed is not None:
            changed &= self._changed | {ANYTHING}
        self._told.async_put(changed)

    @callback
    def _call(self, context: object) -> None:
        for update_callback in self._grouped().get(context, ()):
            update_callback()

    def _grouped(self) -> dict[object, list[CALLBACK_TYPE]]:
        # There are thousands of listeners, and a refresh concerns a few of them.
        version = (len(self._listeners), self._last_listener_id)
        if version != self._grouped_as:
            self._grouped_as, self._groups = version, {}
            for update_callback, context in self._listeners.values():
                self._groups.setdefault(context, []).append(update_callback)
        return self._groups

    @callback
    def _async_take_view(self, changed: frozenset[str]) -> None:
        if not self.last_update_success:
            # What an engine shows that dies each time is not to be relied upon.
            return
        before, self.data = self.data, self._without_removed(self.burnin.view)
        if self.data.drives.keys() != before.drives.keys():
            changed |= {HOST}
        async_describe_again(self, before, changed)
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
        new = [key for key in self.data.drives if key not in known]
        if new:
            known.update(new)
            self._added.async_put((add, key) for key in new)

    @callback
    def _add(self, new: tuple[AddDrives, str]) -> None:
        # An entry that is being unloaded takes no entities any more.
        if self.config_entry.state in _TAKES_ENTITIES:
            add, key = new
            add([key])

    def _without_removed(self, view: HostView) -> HostView:
        """Leave out drives that are gone, and whose device a person has removed."""
        kept = {
            key: drive
            for key, drive in view.drives.items()
            if _is_needed(drive)
            or any(key in known for known, _ in self._new_drives)
            or self.async_device_id(key) is not None
        }
        return view if len(kept) == len(view.drives) else replace(view, drives=kept)

    @callback
    def async_device_id(self, drive_key: str | None) -> str | None:
        """The device of a drive, or of the NAS without one; None for an unknown drive."""
        device = dr.async_get(self.hass).async_get_device_by_identifier(
            (DOMAIN, drive_key or self.host_id), self.config_entry.entry_id
        )
        return device.id if device else None

    @callback
    def _async_report(self, before: HostView, view: HostView) -> None:
        if view.connected != before.connected:
            state = "answers again" if view.connected else "does not answer"
            LOGGER.info("%s %s", self.name, state)
        if view.connected:
            async_delete_issues(self.hass, self.config_entry, ISSUE_HOST_KEY_CHANGED)
        self._async_review()
        if view.problem is not None and view.problem != before.problem:
            self._ask_person(view.problem)

    @callback
    def _ask_person(self, problem: Reason) -> None:
        if problem.code in _NEEDS_REAUTH:
            self.config_entry.async_start_reauth(self.hass)
        elif problem.code == HostKeyChanged.code:
            async_report_host_key(self.hass, self.config_entry, problem)

    @callback
    def _async_review(self, now: datetime | None = None) -> None:
        """Show what needs a person."""
        needed = needs_person(self.data, now or dt_util.utcnow())
        async_review(self.hass, self.config_entry, self.data, needed)

    @callback
    def _async_tell(self, audited: AuditEntry) -> None:
        """Tell the bus what was written to the audit trail."""
        self.hass.bus.async_fire(
            EVENT_AUDIT,
            {
                "at": audited.at.isoformat(),
                "who": audited.who.value,
                "user_id": audited.who_id,
                "what": str(audited.what),
                **self._about(audited.drive_key),
                "job": audited.job_uid,
                "evidence": harmless(audited.evidence),
            },
        )

    @callback
    def _async_happened(self, event: Event) -> Happened:
        """Say in words what happened to a drive, a job or the NAS."""
        self.happened.append(event)
        drive = self.data.drives.get(event.drive_key)
        if event.kind is EventKind.DRIVE_APPEARED and drive is not None:
            # Its entities come a moment later; who is told of it asks for its device.
            dr.async_get(self.hass).async_get_or_create(
                config_entry_id=self.config_entry.entry_id,
                **drive_device_info(self, drive),
            )
        job = drive.job.job if drive and drive.job else None
        values = {
            **self._about(event.drive_key),
            "job": event.job_uid,
            "profile": job.profile if job and job.uid == event.job_uid else None,
            "stage": event.stage.value if event.stage else None,
            "reasons": speaker_of(self.hass).sentences(event.reasons),
        }
        return Happened(event.kind.value, event.at, event.drive_key, values)

    def _about(self, drive_key: str | None) -> dict[str, str | None]:
        """Name the NAS, and the drive or the NAS by its device."""
        drive = self.data.drives.get(drive_key or HOST)
        return {
            "host": self.name,
            "device_id": self.async_device_id(drive_key),
            "drive": clean(drive.drive.serial) if drive else None,
        }

    @callback
    def async_engine_died(self, cause: BaseException | None, deaths: int) -> None:
        """Tell of a death in the log, and of too many in a row everywhere."""
        LOGGER.error(
            "The burn-in engine of %s stopped, for the %d. time; its tests on the"
            " NAS go on, and it is started again",
            self.name,
            deaths,
            exc_info=cause,
        )
        if isinstance(cause, BurnInError):
            self._ask_person(Reason(cause.code, cause.values))
        if deaths < DEATHS_TOLD:
            return
        async_report_engine_stopped(self.hass, self.config_entry, cause)
        error = UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=ISSUE_ENGINE_STOPPED,
            translation_placeholders={"host": self.name},
        )
        error.__cause__ = cause
        if deaths == DEATHS_TOLD:
            reason = Reason(ISSUE_ENGINE_STOPPED, {"host": self.name})
            said = speaker_of(self.hass).sentence(reason)
            values = {**self._about(HOST), "reasons": [said]}
            stopped = Happened(FOLLOWING_STOPPED, dt_util.utcnow(), HOST, values)
            self.happenings.async_tell(stopped)
        self.async_set_update_error(error)

    @callback
    def async_engine_sound(self) -> None:
        """Show again what the engine sees, if it could not be believed for a while."""
        async_delete_issues(self.hass, self.config_entry, ISSUE_ENGINE_STOPPED)
        if not self.last_update_success:
            self.async_set_updated_data(self._without_removed(self.burnin.view))
            self._async_take_view(frozenset())


def _is_needed(drive: DriveView) -> bool:
    """True for a drive that is there, or has a job that has not ended."""
    return drive.present or (drive.job is not None and not drive.job.job.state.terminal)


def unique_id_of(entry: NasBurninConfigEntry) -> str:
    """The host's own machine id; the flow makes no entry without it."""
    if entry.unique_id is None:
        raise AssertionError
    return entry.unique_id


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
