"""Select: which profile the start button of a drive uses."""

from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import RestoreEntity

from .const import DEFAULT_PROFILE
from .coordinator import NasBurninConfigEntry
from .engine.plan import PROFILES
from .entity import DriveEntity, async_add_for_drives
from .guard import require_admin

PARALLEL_UPDATES = 1

PROFILE = SelectEntityDescription(
    key="profile",
    translation_key="profile",
    entity_category=EntityCategory.CONFIG,
    options=list(PROFILES),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the profile of each drive."""
    coordinator = entry.runtime_data
    async_add_for_drives(
        entry,
        async_add_entities,
        lambda key: [ProfileSelect(coordinator, key, PROFILE)],
    )


class ProfileSelect(DriveEntity, SelectEntity, RestoreEntity):
    """A choice that outlives restarts; a running job keeps the one it began with."""

    @override
    async def async_added_to_hass(self) -> None:
        state = await self.async_get_last_state()
        chosen = state.state if state and state.state in PROFILES else DEFAULT_PROFILE
        self.coordinator.profiles[self.drive_key] = chosen
        await super().async_added_to_hass()

    @override
    def _take(self) -> object:
        self._attr_current_option = self.coordinator.profiles[self.drive_key]
        return self._attr_current_option

    @override
    async def async_select_option(self, option: str) -> None:
        await require_admin(self.hass, self._caller())
        self.coordinator.profiles[self.drive_key] = option
        self._take_over()
