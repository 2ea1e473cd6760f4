"""Number: how many surface tests may run on the NAS at a time."""

from typing import override

from homeassistant.components.number import (
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import MAX_MAX_PARALLEL, OPTION_MAX_PARALLEL
from .coordinator import NasBurninConfigEntry
from .entity import HostEntity
from .errors import translated
from .guard import require_admin

PARALLEL_UPDATES = 1

PARALLEL_TESTS = NumberEntityDescription(
    key=OPTION_MAX_PARALLEL,
    translation_key=OPTION_MAX_PARALLEL,
    entity_category=EntityCategory.CONFIG,
    native_min_value=1,
    native_max_value=MAX_MAX_PARALLEL,
    native_step=1,
    mode=NumberMode.BOX,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the number of parallel tests."""
    async_add_entities([ParallelTests(entry.runtime_data, PARALLEL_TESTS)])


class ParallelTests(HostEntity, NumberEntity):
    """Takes effect at once: the queue starts more, or lets the surplus run out."""

    @override
    def _take(self) -> object:
        self._attr_native_value = self.coordinator.data.max_parallel
        return self._attr_native_value

    @override
    async def async_set_native_value(self, value: float) -> None:
        await require_admin(self.hass, self._caller())
        coordinator = self.coordinator
        with translated(self.hass):
            await coordinator.burnin.set_max_parallel(int(value))
        entry = coordinator.config_entry
        self.hass.config_entries.async_update_entry(
            entry, options={**entry.options, OPTION_MAX_PARALLEL: int(value)}
        )
