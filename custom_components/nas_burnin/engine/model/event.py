"""What happens to jobs and drives, for those who want to be told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .words import Reason, StageKind


class EventKind(StrEnum):
    """The kinds of what happens."""

    QUEUED = "queued"
    STARTED = "started"
    STAGE_PASSED = "stage_passed"
    PASSED = "passed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    PAUSED = "paused"
    RESUMED = "resumed"
    INTERRUPTED = "interrupted"
    STALLED = "stalled"
    UNLOCKED = "unlocked"
    DRIVE_APPEARED = "drive_appeared"
    DRIVE_VANISHED = "drive_vanished"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `drive_key` is empty where it concerns the host."""

    kind: EventKind
    at: datetime
    drive_key: str = ""
    job_uid: str | None = None
    stage: StageKind | None = None
    reasons: tuple[Reason, ...] = ()
