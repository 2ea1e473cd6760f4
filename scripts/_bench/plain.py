"""The least that Home Assistant allows: plain entities, and only changed drives told."""

from collections.abc import Mapping
import logging
from typing import override

from homeassistant.components.sensor import SensorEntity
from homeassistant.config_entries import ConfigEntry, ConfigFlow
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddEntitiesCallback
from homeassistant.helpers.update_coordinator import (
    CoordinatorEntity,
    DataUpdateCoordinator,
)
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    MockPlatform,
    mock_config_flow,
    mock_integration,
    mock_platform,
)

DOMAIN = "plain"

_LOGGER = logging.getLogger(__name__)

type Values = Mapping[str, tuple[int, ...]]


class PlainCoordinator(DataUpdateCoordinator[Values]):
    """Home Assistant's own coordinator, that tells only those whom it concerns."""

    def __init__(self, hass: HomeAssistant, values: Values) -> None:
        """Begin with these values; nothing is polled."""
        super().__init__(hass, _LOGGER, config_entry=None, name=DOMAIN)
        self.data = values
        self._changed: set[str] = set()

    @callback
    def take(self, values: Values) -> None:
        """Take new values over."""
        before = self.data
        self._changed = {key for key, new in values.items() if new != before[key]}
        self.async_set_updated_data(values)

    @callback
    @override
    def async_update_listeners(self) -> None:
        for update_callback, context in list(self._listeners.values()):
            if context in self._changed:
                update_callback()


class PlainEntity(CoordinatorEntity[PlainCoordinator], SensorEntity):
    """One number of a drive, written when it is another one.

    Every fifth says with what precision it is to be shown, as some of ours do.
    """

    _attr_has_entity_name = True

    def __init__(self, coordinator: PlainCoordinator, key: str, place: int) -> None:
        """Stand for the value at a place of a drive's values."""
        super().__init__(coordinator, key)
        self.key, self.place = key, place
        self._attr_name = f"Value {place}"
        self._attr_unique_id = f"{key}_{place}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, key)}, name=key, model="plain", sw_version="1"
        )
        self._attr_native_unit_of_measurement = "MB/s"
        if place % 5 == 0:
            self._attr_suggested_display_precision = 1
        self._attr_native_value = 0

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        value = self.coordinator.data[self.key][self.place]
        if value != self._attr_native_value:
            self._attr_native_value = value
            self.async_write_ha_state()


class Plain:
    """Entities of drives, and the values that they show."""

    def __init__(self, hass: HomeAssistant, drives: list[str], entities: int) -> None:
        """Take how many entities each drive has; they are added by `set_up`."""
        self.coordinator = PlainCoordinator(
            hass, dict.fromkeys(drives, (0,) * entities)
        )
        self._made = [(key, place) for key in drives for place in range(entities)]

    @property
    def values(self) -> Values:
        """What is shown now."""
        return self.coordinator.data

    async def set_up(self, hass: HomeAssistant) -> None:
        """Add all entities, as any integration does."""

        async def set_up_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
            await hass.config_entries.async_forward_entry_setups(entry, ["sensor"])
            return True

        async def add(
            hass: HomeAssistant, entry: ConfigEntry, add: AddEntitiesCallback
        ) -> None:
            add(PlainEntity(self.coordinator, *made) for made in self._made)

        mock_integration(hass, MockModule(DOMAIN, async_setup_entry=set_up_entry))
        mock_platform(hass, f"{DOMAIN}.sensor", MockPlatform(async_setup_entry=add))
        mock_platform(hass, f"{DOMAIN}.config_flow")
        entry = MockConfigEntry(domain=DOMAIN, title="plain")
        entry.add_to_hass(hass)
        with mock_config_flow(DOMAIN, ConfigFlow):
            if not await hass.config_entries.async_setup(entry.entry_id):
                raise RuntimeError("the entry can't be set up")
        await hass.async_block_till_done()

    @callback
    def publish(self, values: Values) -> None:
        """Tell the entities of the drives whose values are others."""
        self.coordinator.take(values)
