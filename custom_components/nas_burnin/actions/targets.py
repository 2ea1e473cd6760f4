"""From the devices that an action names to the drives and the NAS that are meant."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    service,
)
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import NasBurninConfigEntry
from ..engine.text import clean
from ..errors import refusal

DEVICES = vol.All(cv.ensure_list, [cv.string], vol.Length(min=1))


@dataclass(frozen=True, slots=True)
class Target:
    """A drive that an action is meant for, with its NAS."""

    device_id: str
    entry: NasBurninConfigEntry
    drive_key: str

    @property
    def name(self) -> str:
        """The serial by which a person knows the drive."""
        return clean(self.entry.runtime_data.data.drives[self.drive_key].drive.serial)


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of a drive that an action is meant for; the drive may be gone."""

    entry: NasBurninConfigEntry
    drive_key: str


@callback
def record_of(call: ServiceCall) -> Record:
    """The one drive that is named, also one that its NAS has no more.

    Raises:
        ServiceValidationError: it is something else, or its NAS is not set up.
    """
    ((device, entry),) = _named(call.hass, [call.data[ATTR_DEVICE_ID]])
    return Record(entry, drive_key_in(device, {entry.runtime_data.host_id}))


@callback
def drive_key_in(device: dr.AnyDeviceEntry, host_ids: Container[str | None]) -> str:
    """The key of a drive by its device; refuses what is no drive, or is a host."""
    for domain, key, *_ in device.identifiers:
        if domain == DOMAIN and key not in host_ids:
            return key
    raise refusal("not_a_drive", device=_name(device))


@callback
def drives_of(call: ServiceCall) -> list[Target]:
    """The drives that are named; one that is named twice is meant once.

    Raises:
        ServiceValidationError: something else than a drive is among them, or one that
            its NAS has no more.
    """
    return drives_by_id(call.hass, call.data[ATTR_DEVICE_ID])


@callback
def drives_by_id(hass: HomeAssistant, device_ids: Iterable[str]) -> list[Target]:
    """The drives of these devices; raises as `drives_of`."""
    return [_drive(device, entry) for device, entry in _named(hass, device_ids)]


@callback
def drives_and_hosts_of(
    call: ServiceCall,
) -> tuple[list[Target], list[NasBurninConfigEntry]]:
    """The drives that are named, and the hosts that are named as a whole.

    A drive of such a host is meant with it, and so not on its own.

    Raises:
        ServiceValidationError: something else is among them.
    """
    named = _named(call.hass, call.data[ATTR_DEVICE_ID])
    hosts = {
        entry.entry_id: entry
        for device, entry in named
        if (DOMAIN, entry.runtime_data.host_id) in device.identifiers
    }
    drives = [
        _drive(device, entry) for device, entry in named if entry.entry_id not in hosts
    ]
    return drives, list(hosts.values())


@callback
def by_entry(
    targets: Iterable[Target],
) -> dict[NasBurninConfigEntry, list[Target]]:
    """Drives by the NAS they are in."""
    groups: dict[str, list[Target]] = {}
    for target in targets:
        groups.setdefault(target.entry.entry_id, []).append(target)
    return {group[0].entry: group for group in groups.values()}


@callback
def _named(
    hass: HomeAssistant, device_ids: Iterable[str]
) -> list[tuple[dr.DeviceEntry, NasBurninConfigEntry]]:
    return [
        service.async_get_device_and_config_entry(
            hass, DOMAIN, device_id, include_child_devices=False
        )
        for device_id in dict.fromkeys(device_ids)
    ]


@callback
def _drive(device: dr.DeviceEntry, entry: NasBurninConfigEntry) -> Target:
    for domain, drive_key in device.identifiers:
        if domain == DOMAIN and drive_key in entry.runtime_data.data.drives:
            return Target(device.id, entry, drive_key)
    drive_key_in(device, {entry.runtime_data.host_id})
    raise refusal("drive_not_there", drive=_name(device), host=entry.title)


def _name(device: dr.AnyDeviceEntry) -> str:
    return device.name_by_user or device.name or device.id
