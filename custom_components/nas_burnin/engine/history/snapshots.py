"""Snapshots: whole copies of the history beside it, one file each, to restore from.

A snapshot says of itself, in `meta`, that it is one and of when. So whoever goes on
with it, restored by us or copied by hand, can be told from a history that has only
been closed: what its queue wants may have been cancelled, or proven since.

All of this blocks, and so belongs in a thread.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import errno
import logging
from pathlib import Path
import re
import shutil
import sqlite3
from typing import Final

from ..errors import HistoryError
from .files import COMPANIONS, beside, finish_copy, sync

_LOGGER = logging.getLogger(__name__)

FOLDER: Final = "snapshots"
"""The folder of the snapshots, beside the history."""

KEPT: Final = 14
"""So many snapshots are kept: the newest."""

SPARE: Final = 64 << 20
"""Bytes that a snapshot leaves free: the running history needs its room first."""

CLOCK_TRUST: Final = timedelta(days=1)
"""A snapshot that is from further in the future was named by a wrong clock."""

SNAPSHOT_SETTING: Final = "snapshot"
"""The setting by which a snapshot says that it is one; its value is unique to it."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
UNFINISHED: Final = ".part"
"""The end of a name whose file may not be whole."""

_NAME = re.compile(r"history-(\d{8}-\d{6})\.db")
_PATIENCE = 5.0  # seconds to wait for another process that has the file


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot, and when it was written."""

    path: Path
    at: datetime


def snapshots_of(history: Path, now: datetime) -> tuple[Snapshot, ...]:
    """The snapshots of a history, newest first.

    Those from the future come last: a clock that was wrong then named them, and what
    was written since, by the right one, is newer.
    """
    folder = history.parent / FOLDER
    found = folder.iterdir() if folder.is_dir() else ()
    named = (Snapshot(path, at) for path in found if (at := _time_of(path.name)))
    return tuple(
        sorted(
            named, key=lambda one: (one.at - now < CLOCK_TRUST, one.at), reverse=True
        )
    )


def newest_sound(history: Path, now: datetime, known: int) -> Snapshot | None:
    """The newest snapshot that can be gone on with; all of it is read to know that."""
    for snapshot in snapshots_of(history, now):
        try:
            check(snapshot.path, known)
        except (sqlite3.Error, HistoryError) as error:
            _LOGGER.warning("The snapshot %s is of no use: %s", snapshot.path, error)
            continue
        return snapshot
    return None


def write_snapshot(history: Path, now: datetime, known: int) -> Snapshot:
    """Copy a history that may be in use, and keep the copy when it proves to be whole.

    Raises what SQLite and the file system do, and HistoryError where the medium is
    nearly full, or the copy not whole; nothing of it is left then.
    """
    folder = history.parent / FOLDER
    folder.mkdir(exist_ok=True)
    _remove_unfinished(folder)
    needed = sum(_size(beside(history, suffix)) for suffix in COMPANIONS) + SPARE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise HistoryError(
            f"the disk is too full: {needed >> 20} MiB are needed, {free >> 20} free"
        )
    target = folder / f"history-{now.astimezone(UTC):%Y%m%d-%H%M%S}.db"
    unfinished = beside(target, UNFINISHED)
    try:
        _copy(history, unfinished, now)
        check(unfinished, known)
        finish_copy(unfinished, target)
    finally:
        _remove_unfinished(folder)
    for old in snapshots_of(history, now)[KEPT:]:
        old.path.unlink(missing_ok=True)
    return Snapshot(target, now)


def lay_out(history: Path, target: Path, known: int, now: datetime) -> Snapshot | None:
    """Copy the newest snapshot that can be gone on with to `target`; None without one.

    `target` is whole once it is there.
    """
    for snapshot in snapshots_of(history, now):
        unfinished = beside(target, UNFINISHED)
        try:
            shutil.copyfile(snapshot.path, unfinished)
            check(unfinished, known)
            _mark(unfinished, snapshot.at)
        except (sqlite3.Error, HistoryError, OSError) as error:
            if getattr(error, "errno", None) in _NO_ROOM:
                raise
            _LOGGER.warning("The snapshot %s is of no use: %s", snapshot.path, error)
            unfinished.unlink(missing_ok=True)
            continue
        finish_copy(unfinished, target)
        return snapshot
    return None


def check(path: Path, known: int) -> None:
    """Read all of a closed file; HistoryError where it is not whole, or not ours.

    `known` is the newest version that can be led to the present one, or is it.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for (problem,) in connection.execute("PRAGMA integrity_check(1)"):
            if problem != "ok":
                raise HistoryError(str(problem))
        for row in connection.execute("PRAGMA foreign_key_check"):
            raise HistoryError(f"a row of {row[0]} belongs to nothing")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if not 0 < version <= known:
            raise HistoryError(f"version {version} of the schema is not known")


def snapshot_time(path: Path) -> datetime | None:
    """When a file was written as a snapshot; None where it does not say so."""
    query = "SELECT value FROM meta WHERE key = ?"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        (value,) = connection.execute(query, (SNAPSHOT_SETTING,)).fetchone() or ("",)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _copy(history: Path, target: Path, now: datetime) -> None:
    """Copy as of one moment, on a connection that nobody else waits for."""
    address = f"{history.absolute().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as source,
        closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        source.backup(copy)
        # One file without a log is all that has to be copied by hand.
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute(
            "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
            (SNAPSHOT_SETTING, now.isoformat()),
        )


def _mark(path: Path, at: datetime) -> None:
    """Have a copy that somebody made by hand say that it is one, too."""
    query = """
        INSERT INTO meta (key, value) VALUES (?, ?)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value = ''
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(query, (SNAPSHOT_SETTING, at.isoformat()))


def _remove_unfinished(folder: Path) -> None:
    """Remove what a snapshot left that was broken off."""
    for path in _unfinished(folder):
        path.unlink(missing_ok=True)
    sync(folder)


def _unfinished(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        name, unfinished, _ = path.name.partition(UNFINISHED)
        if unfinished and _time_of(name):
            yield path


def _time_of(name: str) -> datetime | None:
    match = _NAME.fullmatch(name)
    try:
        return match and datetime.strptime(match[1] + "Z", "%Y%m%d-%H%M%S%z")
    except ValueError:
        return None


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
