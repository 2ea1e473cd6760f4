"""Switches: let the test of one drive, or all of a NAS, stand still."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .actions.pausing import Wish, async_switch
from .coordinator import NasBurninConfigEntry
from .engine.model import PauseCause
from .entity import DriveEntity, HostEntity, async_add_for_drives

PARALLEL_UPDATES = 1

PAUSE = SwitchEntityDescription(key="pause", translation_key="pause")
PAUSE_ALL = SwitchEntityDescription(key="pause_all", translation_key="pause_all")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the switch of the host and those of each drive."""
    coordinator = entry.runtime_data
    async_add_entities([HostPause(coordinator, PAUSE_ALL)])
    async_add_for_drives(
        entry, async_add_entities, lambda key: [DrivePause(coordinator, key, PAUSE)]
    )


class HostPause(HostEntity, SwitchEntity):
    """On while all tests of the NAS stand still, and none begins."""

    @override
    def _take(self) -> object:
        view = self.coordinator.data
        self._attr_is_on = view.paused
        # So that an automation can leave alone what a person has paused.
        self._attr_extra_state_attributes = {
            "paused_by": view.paused_by,
            "paused_since": view.paused_since,
        }
        return view.paused, view.paused_by, view.paused_since

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await async_switch(self.coordinator, None, Wish.PAUSE, self._caller())

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await async_switch(self.coordinator, None, Wish.RESUME, self._caller())


class DrivePause(DriveEntity, SwitchEntity):
    """On while a person, or an automation, keeps the test of a drive still.

    What heat or the switch of the NAS pauses is none of this one's.
    """

    @override
    def _take(self) -> object:
        job = self.view.job
        pauses = job.job.pauses if job else ()
        self._attr_is_on = any(
            pause.cause is PauseCause.PERSON and pause.ended is None for pause in pauses
        )
        return self._attr_is_on

    @property
    @override
    def reachable(self) -> bool:
        # The wish is kept, and carried out once the NAS answers again.
        return self.busy

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await async_switch(self.coordinator, self.drive_key, Wish.PAUSE, self._caller())

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await async_switch(
            self.coordinator, self.drive_key, Wish.RESUME, self._caller()
        )
