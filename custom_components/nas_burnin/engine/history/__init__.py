"""The history of all burn-ins in one SQLite file; the only place that holds SQL."""

from ..model import Sample
from .database import OpenReport
from .errors import DriveHasJob, HistoryTooNew, JobEnded
from .records import AuditEntry
from .snapshots import SNAPSHOT_SETTING, Snapshot
from .store import History
from .texts import DriveNote, StageLog

__all__ = [
    "SNAPSHOT_SETTING",
    "AuditEntry",
    "DriveHasJob",
    "DriveNote",
    "History",
    "HistoryTooNew",
    "JobEnded",
    "OpenReport",
    "Sample",
    "Snapshot",
    "StageLog",
]
