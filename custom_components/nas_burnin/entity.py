"""What all entities of a host and of a drive have in common."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import override

from homeassistant.core import Context, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN, HOST
from .coordinator import NasBurninConfigEntry, NasBurninCoordinator
from .engine.model import DriveView
from .engine.text import clean

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


@callback
def async_add_for_drives(
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[str], Iterable[Entity]],
) -> None:
    """Add what `create` makes of each drive's key, now and whenever one appears."""

    @callback
    def add(drive_keys: list[str]) -> None:
        async_add_entities([entity for key in drive_keys for entity in create(key)])

    entry.runtime_data.async_on_new_drives(add)


class NasBurninEntity(CoordinatorEntity[NasBurninCoordinator]):
    """An entity that is written only when what it shows has changed."""

    _attr_has_entity_name = True
    _written: object = None

    def _caller(self) -> Context | None:
        """Whose call this is: to be asked before anything else, and only once.

        It stands here only until anybody else calls, and must never speak for a
        later call.
        """
        context, self._context = self._context, None
        return context

    @abstractmethod
    def _take(self) -> object:
        """Take the values over from the coordinator; answer what is shown of them."""

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self._written = (self._take(), self.available)

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._take_over()

    @callback
    def _take_over(self) -> None:
        """Write the state, if it shows anything new."""
        shown = (self._take(), self.available)
        if shown != self._written:
            self._written = shown
            self.async_write_ha_state()


class HostEntity(NasBurninEntity):
    """An entity of the NAS itself."""

    def __init__(
        self, coordinator: NasBurninCoordinator, description: EntityDescription
    ) -> None:
        super().__init__(coordinator, HOST)
        self.entity_description = description
        self._attr_unique_id = f"{coordinator.host_id}_{description.key}"
        self._attr_device_info = host_device_info(coordinator)


class DriveEntity(NasBurninEntity):
    """An entity of one drive; the NAS has to answer and to have the drive.

    Its unique id names the host too, because a drive may be burned in on one NAS
    and then live in another.
    """

    def __init__(
        self,
        coordinator: NasBurninCoordinator,
        drive_key: str,
        description: EntityDescription,
    ) -> None:
        super().__init__(coordinator, drive_key)
        self.drive_key = drive_key
        self.entity_description = description
        self._view = coordinator.data.drives[drive_key]
        self._attr_unique_id = f"{coordinator.host_id}_{drive_key}_{description.key}"
        self._attr_device_info = drive_device_info(coordinator, self._view)

    @property
    def view(self) -> DriveView:
        """The drive as the engine saw it last."""
        seen = self.coordinator.data.drives.get(self.drive_key)
        self._view = seen or replace(self._view, present=False)
        return self._view

    @property
    def reachable(self) -> bool:
        """True while the NAS answers and has the drive."""
        return self.coordinator.data.connected and self.view.present

    @property
    def busy(self) -> bool:
        """True while the drive has a job that has not ended."""
        job = self.view.job
        return job is not None and not job.job.state.terminal

    @property
    @override
    def available(self) -> bool:
        return super().available and self.reachable
