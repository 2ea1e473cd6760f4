"""What an administrator may set for a host; every value has a default that works."""

from dataclasses import dataclass, field
from enum import StrEnum

from .job import SurfaceOptions
from .words import StageKind


class AfterReboot(StrEnum):
    """What becomes of tests that a reboot or a power cut of the host broke off."""

    RESUME = "resume"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class HeatLimits:
    """Degrees Celsius at which a drive is spared.

    From `warning` on no job starts on it. At `critical` its test is paused, and goes
    on once it is `hysteresis` below that. At `emergency` the test is stopped.
    """

    warning: int
    critical: int
    emergency: int
    hysteresis: int = 5


@dataclass(frozen=True, slots=True)
class HealthRules:
    """How far a drive's counters may rise in a test before it fails.

    `pending` is also how many unreadable sectors may be left at the end; over `wear`
    percent flash is noted as worn.
    """

    reallocated: int = 0
    pending: int = 0
    reported: int = 0
    crc: int = 0
    timeouts: int = 0
    wear: int = 90


@dataclass(frozen=True, slots=True)
class Profile:
    """A named list of stages, and how the surface is tested in them."""

    name: str
    stages: tuple[StageKind, ...]
    options: SurfaceOptions = field(default_factory=SurfaceOptions)

    @property
    def erases(self) -> bool:
        """True when one of its stages erases the drive."""
        return any(stage.destructive for stage in self.stages)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one host; times in seconds.

    A test that moves no byte for `stall_alarm` is told about, and given up after
    `stall_end`. A drive that is gone while its test was broken off is waited for
    `return_within`. `auto_start` is what new blank drives are tested with, None for
    not at all.
    """

    max_parallel: int = 4
    disk_heat: HeatLimits = field(default_factory=lambda: HeatLimits(50, 55, 65))
    flash_heat: HeatLimits = field(default_factory=lambda: HeatLimits(65, 70, 80))
    after_reboot: AfterReboot = AfterReboot.RESUME
    stall_alarm: float = 600.0
    stall_end: float = 86400.0
    return_within: float = 1800.0
    health: HealthRules = field(default_factory=HealthRules)
    auto_start: Profile | None = None
