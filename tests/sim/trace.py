"""What really happened, as only the world itself can know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Written:
    """A supervisor wrote a pattern from byte `first` up to `end` of a disk."""

    serial: str
    unit: str
    nonce: str
    job: str
    pattern: str
    first: int
    end: int
    held: bool
    """It held every node of the disk meanwhile."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A supervisor compared a range with a pattern, and found it so."""

    serial: str
    job: str
    pattern: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Erred:
    """badblocks counted an error; `real` where the disk itself was at fault."""

    serial: str
    job: str
    kind: str
    real: bool


@dataclass(frozen=True, slots=True)
class Probed:
    """A poll was answered, or what there was of an answer."""

    life: int
    at: float
    boot_id: str
    complete: bool
    looked: frozenset[str]
    """Serials of the disks whose every node was probed and sampled."""
    blind: frozenset[str]
    """Serials of the disks that some detector could not speak for."""


@dataclass(frozen=True, slots=True)
class Controlled:
    """A control request was carried out, or refused by the NAS."""

    life: int
    at: float
    request: Mapping[str, Any]
    boot_id: str
    code: str
    serial: str
    """The disk that the test holds, or held; empty where there is none."""
    was_free: bool
    """The disk was free in truth when it was done."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A job as it stands in the store, after a change."""

    uid: str
    serial: str
    state: str
    verdict: str | None
    reasons: str
    cancel_requested: int
    unlock: str | None
    continues: str | None
    """The job that this one goes on with."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A row of the audit trail in the store."""

    number: int
    at: float
    what: str
    who: str | None
    drive_key: str | None
    job: str | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The engine told a person that this job is queued, for the disk he meant."""

    job: str
    serial: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The engine told a person that this job is cancelled, and nothing of it runs."""

    job: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The engine told a person that he has unlocked a drive."""

    drive_key: str
    user: str


@dataclass(frozen=True, slots=True)
class Touched:
    """A fault that may cost the test of a disk its result; of all disks without one."""

    why: str
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """The store is a copy from before."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The engine changed what people see."""

    life: int
    view: Any
    changed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Blinded:
    """What could be started by a poll with a blind detector, and what without."""

    blind: frozenset[str]
    seeing: frozenset[str]


type Event = (
    Written
    | Compared
    | Erred
    | Probed
    | Controlled
    | Kept
    | Noted
    | Accepted
    | Cancelled
    | Unlocked
    | Touched
    | Restored
    | Shown
    | Blinded
)
