"""The history as files: moved, copied and put in place so that a power cut loses none.

All of this blocks, and so belongs in a thread.
"""

from datetime import UTC, datetime
import os
from pathlib import Path

LOG = "-wal"
COMPANIONS = ("", LOG, "-shm")
"""What belongs to a database: itself, its log, and the index of the log."""


def finish_copy(unfinished: Path, target: Path) -> None:
    """Give a copy its name once all of it is on the medium."""
    sync(unfinished)
    put_in_place(unfinished, target)


def put_in_place(source: Path, target: Path) -> None:
    """Rename a file in its folder, for good."""
    source.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Force a file or folder to the medium."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def beside(path: Path, suffix: str) -> Path:
    """The file whose name is that of another and a suffix."""
    return path.with_name(path.name + suffix)


def move_aside(path: Path, now: datetime, why: str) -> Path:
    """Rename the database and its companions so that they still belong together."""
    target = free_name(path, now, why)
    for suffix in COMPANIONS:
        source = beside(path, suffix)
        if source.exists():
            source.rename(beside(target, suffix))
    sync(path.parent)
    return target


def free_name(path: Path, now: datetime, why: str) -> Path:
    """A name beside `path` that no file and no companion has yet."""
    base = f"{path.name}.{why}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = {entry.name for entry in path.parent.iterdir()}
    number = 1
    name = base
    while any(name + suffix in names for suffix in COMPANIONS):
        number += 1
        name = f"{base}-{number}"
    return path.with_name(name)
