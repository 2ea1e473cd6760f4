"""What can go wrong with the history beyond "it can't be read or written"."""

from ..errors import HistoryError


class HistoryTooNew(HistoryError):
    """The file was written by a newer version of the integration.

    `values` have `found` and `known` schema versions. Nothing in it was touched.
    """

    code = "history_too_new"


class Damaged(HistoryError):
    """The file is no intact SQLite database."""


class JobEnded(HistoryError):
    """A job that has ended was to be changed; `values["job"]` names it."""

    code = "job_ended"


class DriveHasJob(HistoryError):
    """The drive has a queued or running job already; `values["drive"]` is its key."""

    code = "drive_has_job"
