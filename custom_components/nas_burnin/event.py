"""Events: what happens to a drive, and all that happens on a NAS."""

from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import HOST
from .coordinator import (
    FOLLOWING_STOPPED,
    NasBurninConfigEntry,
    NasBurninCoordinator,
)
from .engine.model import EventKind
from .entity import DriveEntity, HostEntity, NasBurninEntity, async_add_for_drives
from .happenings import Happened
from .shown import shortened

PARALLEL_UPDATES = 0

_KINDS = [kind.value for kind in EventKind]

DRIVE_EVENTS = EventEntityDescription(
    key="events", translation_key="drive_events", event_types=_KINDS
)
HOST_EVENTS = EventEntityDescription(
    key="events",
    translation_key="host_events",
    event_types=[*_KINDS, FOLLOWING_STOPPED],
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the events of the host and those of each drive."""
    coordinator = entry.runtime_data
    async_add_entities([HostEvents(coordinator)])
    async_add_for_drives(
        entry, async_add_entities, lambda key: [DriveEvents(coordinator, key)]
    )


class Events(NasBurninEntity, EventEntity):
    """What happened last; that stays true, whoever answers."""

    _concerning = HOST

    @property
    @override
    def available(self) -> bool:
        return True

    @override
    def _take(self) -> object:
        return None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        # An event shows by the change of a state: there has to be one before.
        self.async_write_ha_state()
        self.async_on_remove(
            self.coordinator.happenings.async_listen(self._concerning, self._happened)
        )

    @callback
    def _happened(self, happened: Happened) -> None:
        self._trigger_event(happened.kind, _attributes(happened))
        self.async_write_ha_state()


class HostEvents(Events, HostEntity):
    """All that happens on a NAS."""

    def __init__(self, coordinator: NasBurninCoordinator) -> None:
        super().__init__(coordinator, HOST_EVENTS)


class DriveEvents(Events, DriveEntity):
    """What happens to one drive."""

    def __init__(self, coordinator: NasBurninCoordinator, drive_key: str) -> None:
        super().__init__(coordinator, drive_key, DRIVE_EVENTS)
        self._concerning = drive_key


def _attributes(happened: Happened) -> dict[str, object]:
    values = happened.values
    return {
        **{key: values.get(key) for key in ("device_id", "drive", "job", "stage")},
        "reasons": shortened(values.get("reasons", [])),
    }
