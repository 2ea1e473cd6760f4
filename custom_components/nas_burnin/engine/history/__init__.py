"""The history of all burn-ins in one SQLite file; the only place that holds SQL."""

from ..model import Actor, Who
from .database import OpenReport
from .errors import DriveHasJob, HistoryTooNew, JobEnded
from .records import AuditEntry, Sample
from .store import History

__all__ = [
    "Actor",
    "AuditEntry",
    "DriveHasJob",
    "History",
    "HistoryTooNew",
    "JobEnded",
    "OpenReport",
    "Sample",
    "Who",
]
