"""Sensors: what a drive is, what its burn-in does, and how full the host's slots are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
import math
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    PERCENTAGE,
    EntityCategory,
    UnitOfDataRate,
    UnitOfTemperature,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import NasBurninConfigEntry, NasBurninCoordinator
from .engine.model import (
    Activity,
    DriveView,
    HostView,
    JobState,
    JobView,
    Lock,
    Pattern,
    Pause,
    PhaseKind,
    Progress,
    StageKind,
    Verdict,
)
from .entity import DriveEntity, HostEntity, async_add_for_drives
from .errors import sentences

PARALLEL_UPDATES = 0

type Value = str | int | float | datetime | None
type Attributes = Mapping[str, Any] | None

IDLE = "idle"


def _words(vocabulary: type[StrEnum]) -> list[str]:
    return [word.value for word in vocabulary]


READING = "read"
PHASES = [*(f"{kind}_{pattern}" for pattern in Pattern for kind in PhaseKind), READING]


class Basis(Enum):
    """What a sensor needs to be available."""

    DRIVE = auto()  # a NAS that answers and has the drive
    RUNNING_JOB = auto()  # that, or a job that has not ended: the test goes on there
    RECORD = auto()  # that, or any job: our own history knows


@dataclass(frozen=True, kw_only=True)
class DriveSensorDescription(SensorEntityDescription):
    """A sensor of one drive.

    `holds` tells of an old and a new value whether they are so near each other
    that the old one may stand: recorders write every change to flash memory.
    """

    value: Callable[[DriveView], Value]
    attributes: Callable[[DriveView], Attributes] = lambda view: None
    basis: Basis = Basis.DRIVE
    holds: Callable[[Any, Any, DriveView], bool] = lambda old, new, view: False


@dataclass(frozen=True, kw_only=True)
class HostSensorDescription(SensorEntityDescription):
    """A sensor of the NAS itself."""

    value: Callable[[HostView], Value]


def _running(view: DriveView) -> JobView | None:
    job = view.job
    return job if job and job.job.state is JobState.RUNNING else None


def _of_running(value: Callable[[JobView], Value]) -> Callable[[DriveView], Value]:
    return lambda view: value(job) if (job := _running(view)) else None


def _of_progress(value: Callable[[Progress], Value]) -> Callable[[DriveView], Value]:
    return _of_running(lambda job: value(job.progress))


def _health(view: DriveView) -> Value:
    if view.drive.smart is None or view.drive.smart.passed is None:
        return None
    return "ok" if view.drive.smart.passed else "failing"


def _job_attributes(view: DriveView) -> Attributes:
    if view.job is None:
        return None
    job = view.job.job
    return {
        "job": job.uid,
        "profile": job.profile,
        "stages": [stage.kind.value for stage in job.stages],
        "queue_position": view.job.queue_position,
        "reasons": sentences(job.reasons),
    }


def _activity_attributes(view: DriveView) -> Attributes:
    if view.job is None:
        return None
    shown, job = view.job, view.job.job
    return {
        "since": _time(shown.activity_since),
        "waits_for": sentences([job.waits])[0] if job.waits else None,
        "stalled_since": _time(shown.stalled_since),
        "paused_minutes": shown.paused_minutes,
        "pauses": [_pause(pause) for pause in job.pauses],
    }


def _pause(pause: Pause) -> dict[str, Any]:
    # One that goes on has no length yet: it would be another with each look.
    length = pause.ended - pause.started if pause.ended else None
    return {
        "cause": pause.cause.value,
        "from": _time(pause.started),
        "to": _time(pause.ended),
        "minutes": length // timedelta(minutes=1) if length else None,
        "temperature": pause.temperature,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _lock_attributes(view: DriveView) -> Attributes:
    # Two detectors may see the same thing; a person has to read it once.
    said = sentences([fact.reason for fact in view.lock.evidence])
    return {"evidence": list(dict.fromkeys(said))}


def _phase(progress: Progress) -> Value:
    if progress.phase_kind is None:
        return None
    if progress.pattern is None:
        return READING
    return f"{progress.phase_kind}_{progress.pattern}"


def _phase_attributes(view: DriveView) -> Attributes:
    job = _running(view)
    if job is None or job.progress.phase is None:
        return None
    return {"number": job.progress.phase, "count": job.progress.phase_count}


def _percent(progress: Progress) -> Value:
    # Rounded down: 100 is said only of what has ended.
    return math.floor(progress.percent * 10) / 10


def _speed(progress: Progress) -> Value:
    return None if progress.speed is None else round(progress.speed / 1e6, 1)


def _eta(progress: Progress) -> Value:
    return None if progress.eta is None else round(progress.eta)


def _finish(progress: Progress) -> Value:
    return None if progress.finish is None else progress.finish.replace(microsecond=0)


def _near_speed(old: float, new: float, view: DriveView) -> bool:
    return abs(new - old) < 0.05 * old


def _eta_step(eta: float) -> float:
    # Coarse over days, and finer the nearer the end is: nobody believes a time left
    # of eight seconds that stands still until the end.
    return max(1.0, min(10.0, 0.1 * eta), 0.02 * eta)


def _near_eta(old: float, new: float, view: DriveView) -> bool:
    return abs(new - old) < _eta_step(new)


def _near_finish(old: datetime, new: datetime, view: DriveView) -> bool:
    job = _running(view)
    eta = (job and job.progress.eta) or 0.0
    return abs((new - old).total_seconds()) < _eta_step(eta)


DRIVE_SENSORS = (
    DriveSensorDescription(
        key="temperature",
        device_class=SensorDeviceClass.TEMPERATURE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        suggested_display_precision=0,
        value=lambda view: view.drive.smart.temperature if view.drive.smart else None,
    ),
    DriveSensorDescription(
        key="health",
        translation_key="health",
        device_class=SensorDeviceClass.ENUM,
        options=["ok", "failing"],
        entity_category=EntityCategory.DIAGNOSTIC,
        value=_health,
    ),
    DriveSensorDescription(
        key="burn_in",
        translation_key="burn_in",
        device_class=SensorDeviceClass.ENUM,
        options=[IDLE, *_words(JobState)],
        basis=Basis.RECORD,
        value=lambda view: view.job.job.state.value if view.job else IDLE,
        attributes=_job_attributes,
    ),
    DriveSensorDescription(
        key="activity",
        translation_key="activity",
        device_class=SensorDeviceClass.ENUM,
        options=_words(Activity),
        basis=Basis.RUNNING_JOB,
        value=_of_running(lambda job: job.activity),
        attributes=_activity_attributes,
    ),
    DriveSensorDescription(
        key="progress",
        translation_key="progress",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=1,
        basis=Basis.RUNNING_JOB,
        value=_of_progress(_percent),
    ),
    DriveSensorDescription(
        key="stage",
        translation_key="stage",
        device_class=SensorDeviceClass.ENUM,
        options=_words(StageKind),
        basis=Basis.RUNNING_JOB,
        value=_of_running(lambda job: job.stage),
    ),
    DriveSensorDescription(
        key="phase",
        translation_key="phase",
        device_class=SensorDeviceClass.ENUM,
        options=PHASES,
        basis=Basis.RUNNING_JOB,
        value=_of_progress(_phase),
        attributes=_phase_attributes,
    ),
    DriveSensorDescription(
        key="bad_blocks",
        translation_key="bad_blocks",
        state_class=SensorStateClass.MEASUREMENT,
        basis=Basis.RUNNING_JOB,
        value=lambda view: view.job.progress.bad_blocks if view.job else None,
    ),
    DriveSensorDescription(
        key="speed",
        translation_key="speed",
        device_class=SensorDeviceClass.DATA_RATE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfDataRate.MEGABYTES_PER_SECOND,
        suggested_display_precision=0,
        basis=Basis.RUNNING_JOB,
        value=_of_progress(_speed),
        holds=_near_speed,
    ),
    DriveSensorDescription(
        key="time_left",
        translation_key="time_left",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_display_precision=0,
        basis=Basis.RUNNING_JOB,
        value=_of_progress(_eta),
        holds=_near_eta,
    ),
    DriveSensorDescription(
        key="finish",
        translation_key="finish",
        device_class=SensorDeviceClass.TIMESTAMP,
        basis=Basis.RUNNING_JOB,
        value=_of_progress(_finish),
        holds=_near_finish,
    ),
    DriveSensorDescription(
        key="last_verdict",
        translation_key="last_verdict",
        device_class=SensorDeviceClass.ENUM,
        options=_words(Verdict),
        basis=Basis.RECORD,
        value=lambda view: view.last_verdict,
    ),
    DriveSensorDescription(
        key="lock",
        translation_key="lock",
        device_class=SensorDeviceClass.ENUM,
        options=_words(Lock),
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda view: view.lock.lock,
        attributes=_lock_attributes,
    ),
)

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
            DriveSensor(coordinator, key, description) for description in DRIVE_SENSORS
        ],
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
        {"evidence", "reasons", "queue_position", "pauses", "paused_minutes"}
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
        attributes = description.attributes(view)
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
