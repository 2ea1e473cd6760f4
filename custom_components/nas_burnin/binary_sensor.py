"""Binary sensor: does the NAS answer?"""

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
from .entity import HostEntity
from .errors import sentences

PARALLEL_UPDATES = 0

CONNECTION = BinarySensorEntityDescription(
    key="connection",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the connectivity of the host."""
    async_add_entities([ConnectionSensor(entry.runtime_data, CONNECTION)])


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
