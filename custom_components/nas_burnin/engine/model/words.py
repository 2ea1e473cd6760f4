"""The closed vocabularies of a burn-in, and reasons a person can read."""

from dataclasses import dataclass, field
from enum import StrEnum


class Protocol(StrEnum):
    """The command set a drive speaks, as smartctl names it."""

    ATA = "ata"
    SCSI = "scsi"
    NVME = "nvme"
    UNKNOWN = "unknown"


class Lock(StrEnum):
    """What the evidence on one drive adds up to, from harmless to blind."""

    FREE = "free"
    HAS_DATA = "has_data"
    EXPORTED_POOL = "exported_pool"
    POOL = "pool"
    BOOT_POOL = "boot_pool"
    MOUNTED = "mounted"
    IN_USE = "in_use"
    UNKNOWN = "unknown"


class Detector(StrEnum):
    """A source of evidence on the host; each can fail on its own."""

    HOST = "host"
    BLOCK = "block"
    LSBLK = "lsblk"
    ZPOOL = "zpool"
    MOUNTS = "mountinfo"
    SWAPS = "swaps"
    MD = "mdstat"
    OPENERS = "openers"
    SIGNATURES = "blkid"
    SAMPLE = "sample"
    SMART = "smart"
    TESTS = "tests"


class JobState(StrEnum):
    """The life of a job; the last four are terminal and never change."""

    QUEUED = "queued"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def terminal(self) -> bool:
        """True when the job has ended for good."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


class Activity(StrEnum):
    """What a running job is doing right now."""

    TESTING = "testing"
    PAUSED = "paused"
    COOLING = "cooling"
    RECONNECTING = "reconnecting"
    WAITING = "waiting"


class PauseCause(StrEnum):
    """Why a test stands still: a person, one for the whole host, or heat."""

    PERSON = "person"
    HOST = "host"
    HEAT = "heat"


class StageKind(StrEnum):
    """One step of a burn-in."""

    SHORT_SMART = "short_smart"
    LONG_SMART = "long_smart"
    CONVEYANCE_SMART = "conveyance_smart"
    SURFACE_VALIDATE = "surface_validate"
    SURFACE_READ = "surface_read"
    FINAL_CHECK = "final_check"

    @property
    def destructive(self) -> bool:
        """True when the stage erases the drive."""
        return self is StageKind.SURFACE_VALIDATE


class StageState(StrEnum):
    """The life of one stage of a job."""

    PENDING = "pending"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Verdict(StrEnum):
    """The answer at the end of a job that ran."""

    PASSED = "passed"
    PASSED_WITH_NOTES = "passed_with_notes"
    FAILED = "failed"


class PhaseKind(StrEnum):
    """Half of a pattern: writing it, or reading it back and comparing."""

    WRITE = "write"
    VERIFY = "verify"


class Pattern(StrEnum):
    """A badblocks test pattern; the four bytes are its default order."""

    AA = "aa"
    X55 = "55"
    FF = "ff"
    X00 = "00"
    RANDOM = "random"

    @property
    def argument(self) -> str:
        """The word badblocks takes after `-t`."""
        return "random" if self is Pattern.RANDOM else f"0x{self.value}"


FOUR_PATTERNS = (Pattern.AA, Pattern.X55, Pattern.FF, Pattern.X00)


class Who(StrEnum):
    """The kinds of those who want something of the engine."""

    PERSON = "person"
    AUTOMATION = "automation"
    INTEGRATION = "integration"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who wants something: `user_id` is the Home Assistant login of a person.

    An automation has none, whoever triggered it; nor has the integration itself.
    """

    who: Who = Who.INTEGRATION
    user_id: str | None = None

    @classmethod
    def person(cls, user_id: str) -> Actor:
        """The person with that login."""
        return cls(Who.PERSON, user_id)

    @property
    def is_person(self) -> bool:
        """True for a person whose login is known."""
        return self.who is Who.PERSON and bool(self.user_id)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is: a stable code, and the values of its sentence.

    The code names a sentence in `engine/sentences.py`; storing code and values
    instead of the sentence keeps old history readable in any language.
    """

    code: str
    values: dict[str, str] = field(default_factory=dict)
