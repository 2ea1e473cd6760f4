"""The least that Home Assistant allows: plain entities, and only changed drives told."""

from collections import defaultdict
from collections.abc import Mapping
from typing import override

from homeassistant.components.sensor import SensorEntity
from homeassistant.config_entries import ConfigEntry, ConfigFlow
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddEntitiesCallback
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    MockPlatform,
    mock_config_flow,
    mock_integration,
    mock_platform,
)

DOMAIN = "plain"

type Values = Mapping[str, tuple[int, ...]]


class PlainEntity(SensorEntity):
    """One number of a drive, written when it is another one."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, key: str, place: int) -> None:
        """Stand for the value at a place of a drive's values."""
        self.key, self.place = key, place
        self._attr_name = f"Value {place}"
        self._attr_unique_id = f"{key}_{place}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, key)}, name=key)
        self._attr_native_value = 0

    @callback
    def take(self, value: int) -> None:
        """Show a value."""
        if value != self._attr_native_value:
            self._attr_native_value = value
            self.async_write_ha_state()


class Plain:
    """Entities by drive, and the values that they show."""

    def __init__(self, drives: list[str], entities: int) -> None:
        """Make so many entities for each drive; they are added by `set_up`."""
        self.entities: dict[str, list[PlainEntity]] = defaultdict(list)
        for key in drives:
            self.entities[key] = [PlainEntity(key, place) for place in range(entities)]
        self.values: Values = dict.fromkeys(drives, (0,) * entities)

    @override
    def __repr__(self) -> str:
        return f"Plain({len(self.entities)} drives)"

    async def set_up(self, hass: HomeAssistant) -> None:
        """Add all entities, as any integration does."""
        everything = [one for group in self.entities.values() for one in group]

        async def set_up_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
            await hass.config_entries.async_forward_entry_setups(entry, ["sensor"])
            return True

        async def add(
            hass: HomeAssistant, entry: ConfigEntry, add: AddEntitiesCallback
        ) -> None:
            add(everything)

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
        before, self.values = self.values, values
        for key, new in values.items():
            if new != before[key]:
                for entity in self.entities[key]:
                    entity.take(new[entity.place])
