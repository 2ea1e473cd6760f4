"""A NAS and its drives as the device registry has them."""

from typing import TYPE_CHECKING

from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo

from .const import DOMAIN
from .engine.model import DriveView
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
    """Describe a drive to the device registry, below its NAS."""
    drive = view.drive
    vendor = clean(drive.nodes[0].vendor) if drive.nodes else ""
    model, serial = clean(drive.model, LONGEST_NAME), clean(drive.serial, LONGEST_NAME)
    return DeviceInfo(
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
