"""What is put right before the history is opened: a damaged file, or a restart midway.

At every moment one of these is so: the file is there; or a whole copy that is to take
its place is; or there is none, and none was. All of this blocks.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .errors import Damaged
from .files import COMPANIONS, LOG, beside, move_aside, put_in_place
from .snapshots import UNFINISHED, lay_out, snapshot_time, snapshots_of

_READY = ".restore"


@dataclass(frozen=True, slots=True)
class Repaired:
    """Where a damaged file lies now, what was wrong, and of when is what took its place.

    `restored` is None where there was no snapshot to restore.
    """

    moved_aside: Path
    damage: str
    restored: datetime | None


def prepare(path: Path, now: datetime) -> Repaired | None:
    """Make the folder, and finish what a power cut left half done, if it did.

    Damaged for a file that is missing or empty, and was not always: SQLite would take
    it for none, and delete its log or replay it into another.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    ready, log = beside(path, _READY), beside(path, LOG)
    if path.exists():
        # Should it be damaged, the newest snapshot is laid out once more.
        for stale in (ready, beside(ready, UNFINISHED)):
            stale.unlink(missing_ok=True)
        had_content = (log.exists() and log.stat().st_size) or snapshots_of(path, now)
        if path.stat().st_size == 0 and had_content:
            raise Damaged("it is empty")
        return None
    if not ready.exists():
        if log.exists():
            raise Damaged("only its log is there")
        return None
    if log.exists():
        move_aside(path, now, "orphan")
    restored = snapshot_time(ready)
    put_in_place(ready, path)
    return Repaired(_last_aside(path), "found before a restart", restored)


def replace_damaged(path: Path, now: datetime, damage: str, known: int) -> Repaired:
    """Keep a damaged file under another name, with the newest snapshot in its place."""
    ready = beside(path, _READY)
    snapshot = lay_out(path, ready, known, now)
    aside = move_aside(path, now, "damaged" if path.exists() else "orphan")
    if snapshot:
        put_in_place(ready, path)
    return Repaired(aside, damage, snapshot.at if snapshot else None)


def _last_aside(path: Path) -> Path:
    """What was moved aside last; the folder where that was done in part only."""
    found = path.parent.glob(f"{path.name}.damaged-*")
    whole = (one for one in found if not one.name.endswith(COMPANIONS[1:]))
    return max(whole, default=path.parent)
