"""Snapshots are whole, survive being broken off, and take the place of what is damaged."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
import os
from pathlib import Path
import random
import shutil
import sqlite3
import subprocess
from typing import Any, override

import pytest

from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import (
    SNAPSHOT_SETTING,
    AuditEntry,
    History,
    HistoryTooNew,
    Snapshot,
    snapshots,
)
from custom_components.nas_burnin.engine.history.schema import STEPS
from custom_components.nas_burnin.engine.history.snapshots import KEPT, check
from custom_components.nas_burnin.engine.model import Actor, Sample
from tests.engine.builders import NOON, full_job, make_job

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "history"
SECOND = timedelta(seconds=1)


class HandClock(SystemClock):
    """A wall clock that a test turns by hand."""

    def __init__(self) -> None:
        self.time = NOON

    @override
    def now(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "nas_burnin" / "history.db"


def folder_of(path: Path) -> Path:
    return path.parent / "snapshots"


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _touch(path: Path) -> None:
    path.parent.mkdir()
    path.touch()


def _bytes(path: Path) -> bytes:
    return path.read_bytes()


def names(path: Path) -> list[str]:
    """What lies in the folder of snapshots."""
    folder = folder_of(path)
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


async def make(path: Path, clock: HandClock, *, snapshot: bool = True) -> None:
    """Begin a history with a job, take a snapshot, and go on with another job."""
    history = await History.open(path, clock)
    await history.add_jobs([make_job("early")])
    if snapshot:
        await history.snapshot()
    await history.add_jobs([make_job("late")])
    await history.close()


async def jobs_in(path: Path, clock: HandClock) -> set[str]:
    history = await History.open(path, clock)
    try:
        return {job.uid for job in await history.jobs()}
    finally:
        await history.close()


# Written ----------------------------------------------------------------------------


async def test_a_snapshot_is_one_whole_file(path: Path, clock: HandClock) -> None:
    history = await History.open(path, clock)
    await history.add_jobs([full_job("a")])
    snapshot = await history.snapshot()
    await history.add_jobs([make_job("b")])
    assert snapshot == Snapshot(
        folder_of(path) / "history-20261123-120000.db", clock.time
    )
    assert names(path) == [snapshot.path.name]
    await history.close()
    with closing(sqlite3.connect(snapshot.path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT uid FROM job").fetchall() == [("a",)]
    assert await jobs_in(path, clock) == {"a", "b"}


async def test_the_newest_are_kept(path: Path, clock: HandClock) -> None:
    history = await History.open(path, clock)
    foreign = folder_of(path) / "history-of-mine.db"
    for night in range(KEPT + 3):
        clock.time = NOON + timedelta(days=night)
        await history.snapshot()
        foreign.touch()
    await history.close()
    found = [one.at for one in snapshots.snapshots_of(path, clock.time)]
    assert found == [NOON + timedelta(days=n) for n in range(KEPT + 2, 2, -1)]
    assert foreign.exists()


async def test_a_snapshot_named_by_a_wrong_clock_is_the_oldest(
    path: Path, clock: HandClock
) -> None:
    """It was ahead by years for a night: what is written since is newer."""
    history = await History.open(path, clock)
    clock.time = NOON + timedelta(days=1500)
    ahead = await history.snapshot()
    assert await history.newest_snapshot() == ahead
    clock.time = NOON
    await history.add_jobs([make_job("since")])
    right = await history.snapshot()
    assert await history.newest_snapshot() == right
    await history.close()
    overwritten(path)
    assert await jobs_in(path, clock) == {"since"}

    history = await History.open(path, clock)
    for night in range(1, KEPT + 1):
        clock.time = NOON + timedelta(days=night)
        await history.snapshot()
    # And so it is the first to go.
    assert ahead.path.name not in names(path)

    # A clock that is behind, as before a machine was told the time.
    clock.time = NOON - timedelta(days=9000)
    behind = await history.snapshot()
    assert behind.path.name in names(path)
    assert await history.newest_snapshot() == behind
    assert len(names(path)) == KEPT
    await history.close()


async def test_the_newest_snapshot_is_one_that_is_whole(
    path: Path, clock: HandClock
) -> None:
    history = await History.open(path, clock)
    assert await history.newest_snapshot() is None
    first = await history.snapshot()
    clock.time += SECOND
    second = await history.snapshot()
    assert await history.newest_snapshot() == second
    second.path.write_bytes(b"\xa5" * 50_000)
    assert await history.newest_snapshot() == first
    await history.close()


async def test_what_only_looks_like_a_snapshot_is_none(
    path: Path, clock: HandClock
) -> None:
    await make(path, clock, snapshot=False)
    assert snapshots.snapshot_time(path) is None
    folder = folder_of(path)
    _touch(folder / "history-20269999-999999.db")
    assert snapshots.snapshots_of(path, NOON) == ()


async def test_a_snapshot_of_a_busy_history_is_whole(
    path: Path, clock: HandClock
) -> None:
    history = await History.open(path, clock)
    await history.add_jobs([make_job("a")])

    async def write() -> None:
        for number in range(150):
            samples = [Sample(number, 1, 0, 0)] if number % 2 else []
            await history.add_samples("a", 0, samples)
            await history.add_audit(entry(str(number)))

    async def copy() -> None:
        for _ in range(5):
            clock.time += SECOND
            snapshot = await history.snapshot()
            await asyncio.to_thread(check, snapshot.path, len(STEPS))

    await asyncio.gather(write(), copy())
    await history.close()


def entry(what: str) -> AuditEntry:
    return AuditEntry(at=NOON, who=Actor().who, what=what)


async def test_a_full_disk_gets_no_snapshot(
    path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = await History.open(path, clock)
    usage = shutil.disk_usage(path.parent)._replace(free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(HistoryError, match="too full"):
        await history.snapshot()
    assert names(path) == []
    await history.set_setting("it", "goes on")
    await history.close()


async def test_a_copy_that_is_not_whole_is_no_snapshot(
    path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = await History.open(path, clock)
    copy = snapshots._copy

    def bad(source: Path, target: Path, now: datetime) -> None:
        copy(source, target, now)
        with closing(sqlite3.connect(target)) as connection:
            connection.execute("DROP INDEX job_of_drive")
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute(
                "UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'job_of_host'"
            )
            connection.commit()

    monkeypatch.setattr(snapshots, "_copy", bad)
    with pytest.raises(HistoryError):
        await history.snapshot()
    assert names(path) == []
    await history.close()


async def test_rows_that_belong_to_nothing_are_found(
    path: Path, clock: HandClock
) -> None:
    await make(path, clock)
    (snapshot,) = snapshots.snapshots_of(path, NOON)
    with closing(sqlite3.connect(snapshot.path)) as connection:
        connection.execute("DELETE FROM host")
        connection.commit()
    with pytest.raises(HistoryError, match="belongs to nothing"):
        check(snapshot.path, len(STEPS))


async def test_who_leaves_does_not_break_off_a_snapshot(
    path: Path, clock: HandClock
) -> None:
    history = await History.open(path, clock)
    caller = asyncio.ensure_future(history.snapshot())
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.wait([caller])
    # Closing waits for what was begun.
    await history.close()
    assert names(path) == ["history-20261123-120000.db"]


# Broken off -------------------------------------------------------------------------


class PowerCut(BaseException):
    """Nothing more happens after this."""


class Cutter:
    """Counts what is done to files, and cuts the power at one of these."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen = 0
        self.at = -1
        for owner, name in (
            (os, "fsync"),
            (Path, "replace"),
            (Path, "rename"),
            (Path, "unlink"),
            (Path, "mkdir"),
            (shutil, "copyfile"),
            (snapshots, "check"),
            (snapshots, "_copy"),
        ):
            monkeypatch.setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if self.at >= 0:
                self.seen += 1
                if self.seen > self.at:
                    raise PowerCut
            return function(*args, **kwargs)

        return call

    def arm(self, at: int) -> None:
        self.seen, self.at = 0, at

    def disarm(self) -> None:
        self.at = -1


async def test_a_snapshot_cut_off_anywhere_is_none_or_whole(
    path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make(path, clock)
    cutter = Cutter(monkeypatch)
    for at in range(100):
        clock.time += SECOND
        history = await History.open(path, clock)
        cutter.arm(at)
        try:
            await history.snapshot()
            break
        except PowerCut:
            pass
        finally:
            cutter.disarm()
            await history.close()
        found = snapshots.snapshots_of(path, NOON)
        assert found
        for one in found:
            check(one.path, len(STEPS))
        assert await jobs_in(path, clock) == {"early", "late"}
    assert at > 5
    assert not [name for name in names(path) if not name.endswith(".db")]


async def test_a_restoration_cut_off_anywhere_is_done_the_next_time(
    path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make(path, clock)
    origin = path.parent
    told = 0
    cutter = Cutter(monkeypatch)
    for at in range(100):
        folder = origin.with_name(f"cut-{at}")
        shutil.copytree(origin, folder)
        history = folder / path.name
        # Not even opened: SQLite would delete the log.
        emptied(history)
        _log_of(history).write_bytes(b"its log")
        cutter.arm(at)
        try:
            opened = await History.open(history, clock)
        except PowerCut:
            opened = None
        finally:
            cutter.disarm()
        whole = opened is not None
        opened = opened or await History.open(history, clock)
        assert {job.uid for job in await opened.jobs()} == {"early"}
        assert await opened.setting(SNAPSHOT_SETTING) == NOON.isoformat()
        assert not opened.opened.created
        if opened.opened.restored:
            told += 1
            assert opened.opened.restored == NOON
            assert opened.opened.moved_aside
            assert _bytes(opened.opened.moved_aside) == b""
        await opened.close()
        logs = [one.read_bytes() for one in folder.glob("history.db.*-wal")]
        assert logs == [b"its log"]
        if whole:
            break
    assert at > 5
    # One cut comes when all is done but the telling.
    assert told >= at


# Damaged ----------------------------------------------------------------------------


def truncated(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 + 100)


def overwritten(path: Path) -> None:
    chance = random.Random(7)
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        for _ in range(max(3, pages // 3)):
            file.seek(4096 * chance.randrange(pages))
            file.write(chance.randbytes(4096))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def no_database(path: Path) -> None:
    path.write_text("I was a database once.\n" * 500)


def only_the_log(path: Path) -> None:
    path.rename(path.with_name(path.name + "-wal"))


DAMAGES = (truncated, overwritten, emptied, no_database, only_the_log)


@pytest.mark.parametrize("damage", DAMAGES)
async def test_damage_is_restored_from_the_newest_snapshot(
    path: Path, clock: HandClock, damage: Callable[[Path], None]
) -> None:
    await make(path, clock)
    before = {one.name: one.read_bytes() for one in folder_of(path).iterdir()}
    damage(path)
    damaged = {
        one.name.removeprefix(path.name): one.read_bytes()
        for one in path.parent.glob("history.db*")
    }
    clock.time += SECOND
    history = await History.open(path, clock)
    report = history.opened
    assert {job.uid for job in await history.jobs()} == {"early"}
    assert (report.created, report.restored) == (False, NOON)
    assert report.damage
    assert report.moved_aside
    await history.close()
    # Nothing is lost: what was there is there still, under another name.
    for suffix, content in damaged.items():
        kept = report.moved_aside.with_name(report.moved_aside.name + suffix)
        assert kept.read_bytes() == content
    assert {one.name: one.read_bytes() for one in folder_of(path).iterdir()} == before
    again = await History.open(path, clock)
    assert again.opened.moved_aside is None
    assert again.opened.restored is None
    await again.close()


@pytest.mark.parametrize("damage", [d for d in DAMAGES if d is not emptied])
async def test_damage_without_a_snapshot_begins_anew(
    path: Path, clock: HandClock, damage: Callable[[Path], None]
) -> None:
    await make(path, clock, snapshot=False)
    damage(path)
    history = await History.open(path, clock)
    assert await history.jobs() == ()
    assert history.opened.created
    assert history.opened.restored is None
    assert history.opened.moved_aside
    await history.close()


async def test_an_empty_file_that_was_never_begun_is_no_damage(
    path: Path, clock: HandClock
) -> None:
    _touch(path)
    history = await History.open(path, clock)
    assert history.opened.moved_aside is None
    await history.close()


async def test_a_log_beside_an_empty_file_is_kept(path: Path, clock: HandClock) -> None:
    """SQLite would delete it."""
    _touch(path)
    _log_of(path).write_bytes(b"the past")
    history = await History.open(path, clock)
    aside = history.opened.moved_aside
    assert aside
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"the past"
    await history.close()


async def test_a_snapshot_that_is_damaged_is_passed_over(
    path: Path, clock: HandClock
) -> None:
    await make(path, clock)
    history = await History.open(path, clock)
    for damage in (truncated, no_database, _newer):
        clock.time += SECOND
        damage((await history.snapshot()).path)
    await history.close()
    no_database(path)
    history = await History.open(path, clock)
    assert history.opened.restored == NOON
    assert {job.uid for job in await history.jobs()} == {"early"}
    await history.close()
    assert len(names(path)) == 4


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
        connection.commit()


async def test_a_snapshot_that_finds_no_room_leaves_all_as_it_is(
    path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make(path, clock)
    no_database(path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", full)
        with pytest.raises(HistoryError, match="No space"):
            await History.open(path, clock)
    assert _bytes(path).startswith(b"I was")
    assert await jobs_in(path, clock) == {"early"}


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
async def test_a_snapshot_of_an_earlier_version_is_restored(
    path: Path, clock: HandClock, version: int
) -> None:
    folder_of(path).mkdir(parents=True)
    old = folder_of(path) / "history-20261101-030000.db"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript((FIXTURES / f"v{version}.sql").read_text())
    no_database(path)
    history = await History.open(path, clock)
    assert history.opened.restored == datetime.fromisoformat("2026-11-01T03:00Z")
    assert history.opened.version == len(STEPS)
    assert await history.job("job-full") == full_job()
    # Whoever put it there.
    assert await history.setting(SNAPSHOT_SETTING) == "2026-11-01T03:00:00+00:00"
    await history.close()


async def test_a_newer_history_is_left_alone_whatever_snapshots_there_are(
    path: Path, clock: HandClock
) -> None:
    await make(path, clock)
    _newer(path)
    before = _bytes(path)
    with pytest.raises(HistoryTooNew):
        await History.open(path, clock)
    assert _bytes(path) == before


# By hand ----------------------------------------------------------------------------


async def test_restoring_by_hand_as_the_readme_says(
    path: Path, clock: HandClock
) -> None:
    await make(path, clock)
    _log_of(path).write_bytes(b"a log of the other file")
    readme = (ROOT / "README.md").read_text()
    block = readme.split("<!-- restore by hand -->\n```sh\n")[1].split("```")[0]
    (snapshot,) = snapshots.snapshots_of(path, NOON)
    script = block.replace("/config/nas_burnin", str(path.parent))
    script = script.replace("history-20261124-030000.db", snapshot.path.name)
    assert str(path.parent) in script
    assert snapshot.path.name in script
    # Whatever runs Home Assistant: it is stopped here.
    await asyncio.to_thread(
        subprocess.run, ["sh", "-e", "-c", f"ha() {{ :; }}\n{script}"], check=True
    )
    history = await History.open(path, clock)
    assert {job.uid for job in await history.jobs()} == {"early"}
    assert history.opened.moved_aside is None
    assert await history.setting(SNAPSHOT_SETTING) == NOON.isoformat()
    await history.close()
    aside = path.parent / "aside"
    assert {one.name for one in aside.iterdir()} == {"history.db", "history.db-wal"}


# Kept still -------------------------------------------------------------------------


@pytest.mark.parametrize("log_first", [False, True])
async def test_a_slow_copy_of_a_still_file_is_whole(
    path: Path, clock: HandClock, tmp_path: Path, *, log_first: bool
) -> None:
    history = await History.open(path, clock)
    await history.add_jobs([make_job("a")])
    copy = tmp_path / "backup" / path.name
    copy.parent.mkdir()

    async def write(first: int) -> None:
        # More than makes SQLite move the log into the file by itself.
        for number in range(first, first + 30):
            await history.set_setting(f"{number}", "x" * 200_000)

    async with history.still():
        database = _bytes(path)
        await write(0)
        assert _bytes(path) == database
        log = _log_of(path)
        files = [log, path] if log_first else [path, log]
        for file in files:
            (copy.parent / file.name).write_bytes(_bytes(file))
            await write(30)
        assert _bytes(path) == database
    assert await history.setting(SNAPSHOT_SETTING) == ""
    await write(0)
    assert _bytes(path) != database
    await history.close()

    restored = await History.open(copy, clock)
    assert restored.opened.moved_aside is None
    assert [job.uid for job in await restored.jobs()] == ["a"]
    assert await restored.setting("29") is not None
    # It knows that it is a copy.
    assert await restored.setting(SNAPSHOT_SETTING) == NOON.isoformat()
    await restored.close()


async def test_no_snapshot_is_written_into_a_folder_that_is_copied(
    path: Path, clock: HandClock
) -> None:
    """Files that come and go would break off the backup of a whole home."""
    history = await History.open(path, clock)
    async with history.still():
        snapshot = asyncio.ensure_future(history.snapshot())
        for _ in range(20):
            await history.setting("a")
        assert not snapshot.done()
        assert names(path) == []
    await snapshot
    assert len(names(path)) == 1
    await history.close()


async def test_a_file_that_others_read_is_not_called_still(
    path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "custom_components.nas_burnin.engine.history.still._PATIENCE", 0
    )
    history = await History.open(path, clock)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM job").fetchone()
        await history.set_setting("a", "1")
        with pytest.raises(HistoryError, match="others read"):
            async with history.still():
                raise AssertionError
    assert await history.setting(SNAPSHOT_SETTING) == ""
    await history.close()
