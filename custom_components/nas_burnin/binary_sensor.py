"""Binary sensors: does the NAS answer, is a drive well, does its test stand still?"""

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
from .engine.outlook.precheck import PROBLEMS, is_failing
from .entity import DriveEntity, HostEntity, async_add_for_drives

PARALLEL_UPDATES = 0

CONNECTION = BinarySensorEntityDescription(
    key="connection",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)

PROBLEM = BinarySensorEntityDescription(
    key="problem",
    translation_key="problem",
    device_class=BinarySensorDeviceClass.PROBLEM,
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
    """Add the connectivity of the host, and for each drive its problems and stalls."""
    coordinator = entry.runtime_data
    async_add_entities([ConnectionSensor(coordinator, CONNECTION)])
    async_add_for_drives(
        entry,
        async_add_entities,
        lambda key: [
            ProblemSensor(coordinator, key, PROBLEM),
            StalledSensor(coordinator, key, STALLED),
        ],
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
            "problem": self.speaker.said(view.problem),
        }
        return (view.connected, view.since, view.problem)


class ProblemSensor(DriveEntity, BinarySensorEntity):
    """On while a drive may be failing, by its own report; says why, and what is odd.

    What is odd without being the drive's fault is worth a look before a burn-in.
    """

    _unrecorded_attributes = frozenset({"problems", "notes"})

    @override
    def _take(self) -> object:
        view = self.view
        found = [note for note in view.notes if note.code in PROBLEMS]
        others = [note for note in view.notes if note.code not in PROBLEMS]
        self._attr_is_on = is_failing(view)
        self._attr_extra_state_attributes = {
            "problems": self.speaker.sentences(found),
            "notes": self.speaker.sentences(others),
        }
        return (self._attr_is_on, view.notes)


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
