"""Sensors: what a drive is, what its burn-in does, and how full the host's slots are."""

from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorStateClass,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import NasBurninConfigEntry, NasBurninCoordinator
from .engine.model import JobView
from .entity import DriveEntity, HostEntity, async_add_as_told, async_add_for_drives
from .sensors import job as job_sensors, smart as smart_sensors
from .sensors.descriptions import (
    Basis,
    DriveSensorDescription,
    HostSensorDescription,
    Value,
    whole_seconds,
)

PARALLEL_UPDATES = 0

DRIVE_SENSORS = (*job_sensors.SENSORS, *smart_sensors.SENSORS)

BY_KEY = {description.key: description for description in DRIVE_SENSORS}

HOST_SENSORS = (
    HostSensorDescription(
        key="running",
        translation_key="running",
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda view: view.running,
    ),
    HostSensorDescription(
        key="queued",
        translation_key="queued",
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda view: view.queued,
    ),
    HostSensorDescription(
        key="queue_finish",
        translation_key="queue_finish",
        device_class=SensorDeviceClass.TIMESTAMP,
        value=lambda view: whole_seconds(view.queue_finish),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of the host and of each drive."""
    coordinator = entry.runtime_data
    async_add_entities(
        HostSensor(coordinator, description) for description in HOST_SENSORS
    )
    async_add_for_drives(
        entry,
        async_add_entities,
        lambda key: [
            DriveSensor(coordinator, key, description)
            for description in DRIVE_SENSORS
            if description.told is None
        ],
    )
    async_add_as_told(
        entry,
        async_add_entities,
        Platform.SENSOR,
        {
            description.key: description.told
            for description in DRIVE_SENSORS
            if description.told
        },
        lambda drive_key, key: DriveSensor(coordinator, drive_key, BY_KEY[key]),
    )


class HostSensor(HostEntity, SensorEntity):
    """One value of the NAS; the counts are of our own queue, so always there."""

    entity_description: HostSensorDescription

    @override
    def _take(self) -> object:
        value = self.entity_description.value(self.coordinator.data)
        self._attr_native_value = value
        return value


class DriveSensor(DriveEntity, SensorEntity):
    """One value of a drive or of its burn-in."""

    entity_description: DriveSensorDescription
    # Sentences and places in the queue are for people, not for the recorder.
    _unrecorded_attributes = frozenset(
        {
            *("evidence", "reasons", "queue_position", "pauses", "paused_minutes"),
            "expected_hours",
        }
    )

    def __init__(
        self,
        coordinator: NasBurninCoordinator,
        drive_key: str,
        description: DriveSensorDescription,
    ) -> None:
        super().__init__(coordinator, drive_key, description)
        self._value: Value = None

    @override
    def _take(self) -> object:
        description, view = self.entity_description, self.view
        value, old = description.value(view), self._value
        if value is None or old is None or not description.holds(old, value, view):
            self._value = value
            self._attr_native_value = value
        attributes = description.attributes(view, self.speaker)
        self._attr_extra_state_attributes = dict(attributes or {})
        return (self._value, attributes)

    @property
    @override
    def reachable(self) -> bool:
        match self.entity_description.basis, self.view.job:
            case Basis.RUNNING_JOB, JobView(job=job) if not job.state.terminal:
                return True
            case Basis.RECORD, JobView():
                return True
        return super().reachable
