"""What a drive reports of itself; None is "not reported", never zero."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .words import Protocol


class SelfTestKind(StrEnum):
    """The self-tests that a drive may know."""

    SHORT = "short"
    LONG = "long"
    CONVEYANCE = "conveyance"
    SELECTIVE = "selective"
    OTHER = "other"


class SelfTestEnd(StrEnum):
    """How a self-test ended, by the drive's own log."""

    PASSED = "passed"
    FAILED = "failed"
    ABORTED = "aborted"
    INTERRUPTED = "interrupted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SelfTest:
    """One entry of the log; `hours` is the drive's age then, `lba` the first bad one.

    ATA drives count `hours` in 16 bits, so theirs begin anew after seven years.
    """

    kind: SelfTestKind
    end: SelfTestEnd
    hours: int | None = None
    lba: int | None = None


@dataclass(frozen=True, slots=True)
class SelfTestNow:
    """The self-test that runs; `percent` is done, in steps of ten on most drives."""

    kind: SelfTestKind | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class SelfTestMinutes:
    """How long each kind takes, by the drive's own estimate for an idle drive."""

    short: int | None = None
    long: int | None = None
    conveyance: int | None = None


@dataclass(frozen=True, slots=True)
class SelfTests:
    """Everything about self-tests; `entries` newest first.

    `told` is false where the drive, or this smartctl, does not say whether one runs:
    then `running` means nothing. `supported` is None where the drive does not say
    what it knows.
    """

    told: bool = False
    running: SelfTestNow | None = None
    entries: tuple[SelfTest, ...] = ()
    minutes: SelfTestMinutes = SelfTestMinutes()
    supported: tuple[SelfTestKind, ...] | None = None


@dataclass(frozen=True, slots=True)
class Counters:
    """What a drive counts of its own troubles; which ones differs by protocol.

    `reallocated` are sectors moved (SCSI: grown defects), `pending` those it can't
    read, `uncorrectable` those found bad in the background, `reported` errors it could
    not mend, `crc` those on the cable; `wear` and `spare` are percent of flash,
    `written` bytes.
    """

    reallocated: int | None = None
    reallocations: int | None = None
    pending: int | None = None
    uncorrectable: int | None = None
    reported: int | None = None
    timeouts: int | None = None
    crc: int | None = None
    spin_retries: int | None = None
    end_to_end: int | None = None
    read_uncorrected: int | None = None
    write_uncorrected: int | None = None
    verify_uncorrected: int | None = None
    media_errors: int | None = None
    critical_warning: int | None = None
    wear: int | None = None
    spare: int | None = None
    spare_threshold: int | None = None
    power_cycles: int | None = None
    unsafe_shutdowns: int | None = None
    written: int | None = None


@dataclass(frozen=True, slots=True)
class Smart:
    """What one drive reports, by smartctl or nvme-cli.

    `temperature` and its limit are in degrees Celsius, `power_on_hours` in hours,
    sizes and blocks in bytes, link speeds in bits a second. `below` are attributes
    under their threshold now, but for the temperature: that is `too_hot`. `failing` is
    what a SAS drive says that is failing in it. `farm_hours` is what Seagate's own log says of the age;
    one that `keeps_farm` has to be asked for it. `shingled` is true where the drive, or
    smartctl's list of drives, says so; None is not "no": most such drives do not tell.
    """

    protocol: Protocol = Protocol.UNKNOWN
    model: str = ""
    family: str = ""
    serial: str = ""
    firmware: str = ""
    wwn: str = ""
    size: int | None = None
    rotation_rate: int | None = None
    passed: bool | None = None
    temperature: int | None = None
    power_on_hours: int | None = None
    standby: bool = False
    read_at: datetime | None = None
    temperature_limit: int | None = None
    logical_block: int | None = None
    physical_block: int | None = None
    enabled: bool | None = None
    write_cache: bool | None = None
    link_speed: int | None = None
    link_speed_most: int | None = None
    farm_hours: int | None = None
    keeps_farm: bool = False
    shingled: bool | None = None
    background_scan: str = ""
    below: tuple[str, ...] = ()
    too_hot: bool = False
    failing: str = ""
    counters: Counters = field(default_factory=Counters)
    self_tests: SelfTests = field(default_factory=SelfTests)
