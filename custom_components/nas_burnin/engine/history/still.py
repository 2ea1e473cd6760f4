"""Keeping the file as it is while somebody copies it, and writing on all the same.

A reader that began when the log was empty reads the database alone, so nothing may be
moved from the log into it while that reader is there (https://sqlite.org/wal.html): the
database does not change, and the log only grows. A copy of the two is whole then, in
whatever order and however slowly they were read; of a commit that was half copied the
log's own checksums tell.
"""

from pathlib import Path
import sqlite3

from ..errors import HistoryError

_PATIENCE = 5.0  # seconds to wait for others who read


def hold_still(path: Path) -> sqlite3.Connection:
    """Empty the log and begin to read; the file is still until the answer is closed.

    Blocks, and nobody may write meanwhile. HistoryError where somebody else reads.
    """
    reader = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=_PATIENCE,
        # It is closed by whoever has a thread to spare then.
        check_same_thread=False,
    )
    try:
        _begin(reader)
    except BaseException:
        reader.close()
        raise
    return reader


def _begin(reader: sqlite3.Connection) -> None:
    (busy, *_) = reader.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise HistoryError("the log can't be emptied while others read")
    reader.execute("BEGIN")
    reader.execute("SELECT 1 FROM sqlite_schema").fetchone()
