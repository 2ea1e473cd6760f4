"""A NAS and its drives as the device registry has them."""

from typing import TYPE_CHECKING

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo

from .const import DOMAIN
from .engine.model import Drive, DriveView, HostView
from .engine.text import clean

if TYPE_CHECKING:
    from .coordinator import NasBurninCoordinator

LONGEST_NAME = 64
"""Characters of a model or a serial number; both become part of entity ids."""

# What the kernel calls the maker of a disk when it only knows its bus.
_BUSES = frozenset({"", "ATA", "NVMe", "USB"})


def host_device_info(coordinator: NasBurninCoordinator) -> DeviceInfo:
    """Describe the NAS to the device registry."""
    info = coordinator.data.info
    return DeviceInfo(
        identifiers={(DOMAIN, coordinator.host_id)},
        name=coordinator.name,
        model=clean(info.os_name) if info else None,
        sw_version=clean(info.os_version) if info else None,
    )


def drive_device_info(coordinator: NasBurninCoordinator, view: DriveView) -> DeviceInfo:
    """Describe a drive to the device registry, below its NAS; once for all its entities."""
    drive = view.drive
    seen, info = coordinator.described.get(drive.key, (None, None))
    if info is None or seen is not drive:
        info = _describe(coordinator, drive)
        coordinator.described[drive.key] = drive, info
    return info


def _describe(coordinator: NasBurninCoordinator, drive: Drive) -> DeviceInfo:
    """Describe a drive as it says itself.

    What the kernel calls a drive that sleeps or does not answer is its bridge, or cut
    short: then what the drive itself has said before still stands. So does all that was
    said of one that has not been seen since a restart.
    """
    known = _known(coordinator, drive.key)
    vendor = clean(drive.nodes[0].vendor) if drive.nodes else ""
    model, serial = clean(drive.model, LONGEST_NAME), clean(drive.serial, LONGEST_NAME)
    info = DeviceInfo(
        identifiers={(DOMAIN, drive.key)},
        name=f"{model} {serial}".strip() or drive.key,
        manufacturer=None if vendor in _BUSES else vendor,
        model=model or None,
        serial_number=serial or None,
        sw_version=clean(drive.firmware) or None,
        via_device_id=dr.async_get_device_id_by_identifier(
            coordinator.hass,
            (DOMAIN, coordinator.host_id),
            config_entry_id=coordinator.config_entry.entry_id,
        ),
    )
    if known and not _has_told(drive):
        info |= DeviceInfo(
            name=known.name, model=known.model, sw_version=known.sw_version
        )
    if known and not drive.nodes:
        info |= DeviceInfo(manufacturer=known.manufacturer)
    return info


@callback
def async_describe_again(
    coordinator: NasBurninCoordinator, before: HostView, changed: frozenset[str]
) -> None:
    """Tell the registry what drives say of themselves now, as after new firmware."""
    after = coordinator.data.drives
    for key in changed & before.drives.keys() & after.keys():
        same = _words(before.drives[key].drive) == _words(after[key].drive)
        if not same and _known(coordinator, key):
            dr.async_get(coordinator.hass).async_get_or_create(
                config_entry_id=coordinator.config_entry.entry_id,
                **drive_device_info(coordinator, after[key]),
            )


def _has_told(drive: Drive) -> bool:
    return drive.smart is not None and bool(drive.smart.model)


def _words(drive: Drive) -> tuple[str, str, bool]:
    return drive.model, drive.firmware, bool(drive.nodes)


def _known(coordinator: NasBurninCoordinator, key: str) -> dr.DeviceEntry | None:
    return dr.async_get(coordinator.hass).async_get_device_by_identifier(
        (DOMAIN, key), coordinator.config_entry.entry_id
    )
