"""Binary sensors: does the NAS answer, and does the test of a drive stand still?"""

from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import NasBurninConfigEntry
from .entity import DriveEntity, HostEntity, async_add_for_drives
from .errors import sentences

PARALLEL_UPDATES = 0

CONNECTION = BinarySensorEntityDescription(
    key="connection",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)

STALLED = BinarySensorEntityDescription(
    key="stalled",
    translation_key="stalled",
    device_class=BinarySensorDeviceClass.PROBLEM,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the connectivity of the host, and the stall of each drive."""
    coordinator = entry.runtime_data
    async_add_entities([ConnectionSensor(coordinator, CONNECTION)])
    async_add_for_drives(
        entry,
        async_add_entities,
        lambda key: [StalledSensor(coordinator, key, STALLED)],
    )


class ConnectionSensor(HostEntity, BinarySensorEntity):
    """On while the NAS answers; says since when, and what is wrong if it does not."""

    _unrecorded_attributes = frozenset({"problem"})

    @override
    def _take(self) -> object:
        view = self.coordinator.data
        self._attr_is_on = view.connected
        self._attr_extra_state_attributes = {
            "since": view.since.isoformat(),
            "problem": sentences([view.problem])[0] if view.problem else None,
        }
        return (view.connected, view.since, view.problem)


class StalledSensor(DriveEntity, BinarySensorEntity):
    """On while a test moves no byte for longer than a drive may be silent."""

    @override
    def _take(self) -> object:
        job = self.view.job
        since = job.stalled_since if job else None
        self._attr_is_on = since is not None
        self._attr_extra_state_attributes = {
            "since": since.isoformat() if since else None
        }
        return since

    @property
    @override
    def reachable(self) -> bool:
        return self.busy
