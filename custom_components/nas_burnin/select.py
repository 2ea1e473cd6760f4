"""Select: which profile the start button of a drive uses."""

from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import RestoredExtraData, RestoreEntity

from .coordinator import NasBurninConfigEntry
from .engine.queue.plan import PROFILES
from .entity import DriveEntity, async_add_for_drives
from .guard import require_admin
from .profiles import profiles_of, usual_profile

PARALLEL_UPDATES = 1

PROFILE = SelectEntityDescription(
    key="profile",
    translation_key="profile",
    entity_category=EntityCategory.CONFIG,
    options=list(PROFILES),
)

CHOSEN = "chosen"


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
    """A choice that outlives restarts; a running job keeps the one it began with.

    Where the profile that was chosen is gone, nothing is: another one might erase what
    that one did not.
    """

    @property
    @override
    def extra_restore_state_data(self) -> RestoredExtraData:
        """Keep the choice, also while the state can't tell it."""
        return RestoredExtraData(
            {CHOSEN: self.coordinator.profiles.get(self.drive_key)}
        )

    @override
    async def async_added_to_hass(self) -> None:
        state = await self.async_get_last_state()
        kept = await self.async_get_last_extra_data()
        chosen = kept.as_dict().get(CHOSEN) if kept else None
        if chosen is None:
            shown = state.state if state else ""
            known = profiles_of(self.coordinator.config_entry)
            chosen = shown if shown in known else usual_profile(self.view.drive)
        self.coordinator.profiles[self.drive_key] = chosen
        await super().async_added_to_hass()

    @override
    def _take(self) -> object:
        known = list(profiles_of(self.coordinator.config_entry))
        chosen = self.coordinator.profiles[self.drive_key]
        self._attr_options = known
        self._attr_current_option = chosen if chosen in known else None
        return self._attr_current_option, known

    @override
    async def async_select_option(self, option: str) -> None:
        await require_admin(self.hass, self._caller())
        self.coordinator.profiles[self.drive_key] = option
        self._take_over()
