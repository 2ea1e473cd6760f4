"""Diagnostics: what is known of a NAS or one of its drives; the NAS is not asked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.redact import REDACTED
from homeassistant.util import dt as dt_util

from .const import CONF_HOST_KEY, CONF_KEY_ID, DOMAIN
from .coordinator import NasBurninConfigEntry, NasBurninCoordinator
from .engine.errors import HistoryError
from .engine.model import HostView, Reason
from .options import settings_of
from .redaction import Redaction
from .storage import HISTORY

SECRETS: Final = frozenset({CONF_HOST, CONF_HOST_KEY, CONF_KEY_ID, CONF_USERNAME})

LAST_JOBS: Final = 50
LAST_ACTS: Final = 100


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: NasBurninConfigEntry
) -> dict[str, Any]:
    """All that is known of a NAS and its drives."""
    return await _about(hass, entry, None)


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: NasBurninConfigEntry, device: dr.AnyDeviceEntry
) -> dict[str, Any]:
    """The same of one drive alone; the device of the NAS has all of them."""
    keys = {key for domain, key in device.identifiers if domain == DOMAIN}
    return await _about(hass, entry, next(iter(keys - {entry.unique_id}), None))


async def _about(
    hass: HomeAssistant, entry: NasBurninConfigEntry, key: str | None
) -> dict[str, Any]:
    about = {
        "entry": _of_entry(entry),
        "versions": await hass.async_add_executor_job(_versions),
        "settings": Redaction((), ()).plain(settings_of(entry.options)),
    }
    if entry.state is not ConfigEntryState.LOADED:
        return about
    coordinator = entry.runtime_data
    # Also of drives that are not shown any more: the past tells of them, too.
    view = coordinator.burnin.view
    redaction = _redaction(entry, view)
    return {
        **about,
        "timings": _timings(view),
        "host": redaction.plain(replace(view, drives={})),
        "drives": {
            redaction.drive(drive_key): redaction.plain(seen)
            for drive_key, seen in view.drives.items()
            if key in (None, drive_key)
        },
        **await _past(coordinator, redaction, key),
    }


def _of_entry(entry: NasBurninConfigEntry) -> dict[str, Any]:
    return {
        "state": entry.state.value,
        "version": f"{entry.version}.{entry.minor_version}",
        "data": async_redact_data(dict(entry.data), SECRETS),
        "options": _choices(entry.options),
    }


def _choices(options: Any) -> Any:
    """Options without any text; what their words stand for is in the settings."""
    if isinstance(options, Mapping):
        return {name: _choices(chosen) for name, chosen in options.items()}
    return options if isinstance(options, bool | int | float | None) else REDACTED


def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("asyncssh", "aiosqlite")}


def _redaction(entry: NasBurninConfigEntry, view: HostView) -> Redaction:
    return Redaction(view.drives, {*_of_host(entry, view), *_of_drives(view)})


def _of_host(entry: NasBurninConfigEntry, view: HostView) -> Iterator[str]:
    yield from (entry.title, entry.unique_id or "")
    yield from (entry.data[CONF_HOST], entry.data[CONF_USERNAME])
    if view.info is not None:
        yield from (view.info.hostname, view.info.machine_id, view.info.boot_id)


def _of_drives(view: HostView) -> Iterator[str]:
    for seen in view.drives.values():
        yield from (seen.drive.serial, seen.drive.wwn)
        for node in seen.drive.nodes:
            yield from (node.identity.serial, node.identity.wwid)
        for found in seen.lock.evidence:
            yield found.pool or ""


def _timings(view: HostView) -> dict[str, Any]:
    now = dt_util.utcnow()
    ahead = view.info.now.wall - now.timestamp() if view.info else None
    return {
        "now": now.isoformat(),
        "since": view.since.isoformat(),
        # As of the last look, so it is behind by the age of that.
        "clock_of_host_ahead": ahead,
    }


async def _past(
    coordinator: NasBurninCoordinator, redaction: Redaction, key: str | None
) -> dict[str, Any]:
    """What happened: to one drive, or with None to the NAS and all its drives."""
    events = [event for event in coordinator.happened if key in (None, event.drive_key)]
    shared = coordinator.hass.data[HISTORY]
    try:
        async with shared.use() as history:
            host_id = coordinator.host_id
            jobs = await history.jobs(host_id=host_id, drive_key=key, limit=LAST_JOBS)
            acts = await history.audit(host_id=host_id, drive_key=key, limit=LAST_ACTS)
    except HistoryError as err:
        return {"history": redaction.plain(Reason(err.code, err.values))}
    return {
        "events": redaction.plain(events),
        "jobs": redaction.plain(jobs),
        "audit": redaction.plain(acts),
    }
