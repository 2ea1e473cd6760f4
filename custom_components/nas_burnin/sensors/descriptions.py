"""What the tables of sensors are made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Any

from homeassistant.components.sensor import SensorEntityDescription

from ..engine.model import DriveView, HostView
from ..engine.sentences.speaker import Speaker

type Value = str | int | float | datetime | None
type Attributes = Mapping[str, Any] | None

IDLE = "idle"


def words(vocabulary: type[StrEnum]) -> list[str]:
    """The options of a sensor that shows one of these words."""
    return [word.value for word in vocabulary]


def whole_seconds(moment: datetime | None) -> datetime | None:
    """A moment as people read it."""
    return moment.replace(microsecond=0) if moment else None


class Basis(Enum):
    """What a sensor needs to be available."""

    DRIVE = auto()  # a NAS that answers and has the drive
    RUNNING_JOB = auto()  # that, or a job that has not ended: the test goes on there
    RECORD = auto()  # that, or any job: our own history knows


@dataclass(frozen=True, kw_only=True)
class DriveSensorDescription(SensorEntityDescription):
    """A sensor of one drive.

    `holds` tells of an old and a new value whether they are so near each other
    that the old one may stand: recorders write every change to flash memory. With
    `told` the sensor is there only for drives that tell of it.
    """

    value: Callable[[DriveView], Value]
    attributes: Callable[[DriveView, Speaker], Attributes] = lambda view, speaker: None
    basis: Basis = Basis.DRIVE
    holds: Callable[[Any, Any, DriveView], bool] = lambda old, new, view: False
    told: Callable[[DriveView], bool] | None = None


@dataclass(frozen=True, kw_only=True)
class HostSensorDescription(SensorEntityDescription):
    """A sensor of the NAS itself."""

    value: Callable[[HostView], Value]
