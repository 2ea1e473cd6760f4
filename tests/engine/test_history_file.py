"""The history file survives crashes, cancellation, damage and new versions."""

import asyncio
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
import sqlite3
import subprocess
import sys
import threading
from typing import Any, override

import aiosqlite
import pytest

from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import (
    History,
    HistoryTooNew,
    database,
)
from custom_components.nas_burnin.engine.history.database import Database
from custom_components.nas_burnin.engine.history.schema import STEPS
from custom_components.nas_burnin.engine.model import JobState
from tests.engine.builders import NOON, full_job, make_job

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "history"


class StillClock(SystemClock):
    """A wall clock that stands still."""

    @override
    def now(self) -> datetime:
        return NOON


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "history.db"


async def _pragma(db: Database, name: str) -> object:
    async def work(connection: aiosqlite.Connection) -> object:
        (row,) = await connection.execute_fetchall(f"PRAGMA {name}")
        return row[0]

    return await db.read(work)


async def test_commits_are_durable_and_keys_are_held(path: Path) -> None:
    db = await Database.open(path, SystemClock())
    assert await _pragma(db, "journal_mode") == "wal"
    assert await _pragma(db, "synchronous") == 2
    assert await _pragma(db, "foreign_keys") == 1
    assert db.report.created
    assert db.report.version == len(STEPS)
    assert db.report.sqlite_version == sqlite3.sqlite_version
    await db.close()


async def test_what_sqlite_does_not_grant_is_an_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_FULL", 3)
    with pytest.raises(HistoryError, match="synchronous"):
        await Database.open(path, SystemClock())


async def test_a_file_that_was_there_is_opened_as_it_is(path: Path) -> None:
    history = await History.open(path)
    await history.add_jobs([make_job("a")])
    await history.close()
    again = await History.open(path)
    assert not again.opened.created
    assert again.opened.migrated_from is None
    assert await again.job("a") == make_job("a")
    await again.close()


# The engine alone, as a library: Home Assistant takes seconds to import.
PROLOGUE = f"""
import asyncio, os, sys, types
package = types.ModuleType("custom_components.nas_burnin")
package.__path__ = [{str(ROOT / "custom_components" / "nas_burnin")!r}]
sys.modules[package.__name__] = package
from pathlib import Path
from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.history.database import Database
"""


class Stop(Exception):
    """The crash of a test."""


# Transactions --------------------------------------------------------------------


def _statements(monkeypatch: pytest.MonkeyPatch, fail_at: int | None) -> list[str]:
    """Count the statements of writes, and raise at the one with that number."""
    seen: list[str] = []
    fetchall, many = (
        aiosqlite.Connection.execute_fetchall,
        aiosqlite.Connection.executemany,
    )

    def count(sql: str) -> None:
        if fail_at is not None and len(seen) == fail_at:
            raise Stop(sql)
        seen.append(sql)

    async def counted_fetchall(
        self: aiosqlite.Connection, sql: str, parameters: Any = None
    ) -> Any:
        count(sql)
        return await fetchall(self, sql, parameters)

    async def counted_many(
        self: aiosqlite.Connection, sql: str, parameters: Any
    ) -> Any:
        count(sql)
        return await many(self, sql, parameters)

    monkeypatch.setattr(aiosqlite.Connection, "execute_fetchall", counted_fetchall)
    monkeypatch.setattr(aiosqlite.Connection, "executemany", counted_many)
    return seen


async def test_a_save_that_dies_at_any_statement_leaves_what_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = await History.open(path)
    before = make_job("a")
    await history.add_jobs([before])
    after = replace(full_job("a"), state=JobState.RUNNING, drive_key=before.drive_key)
    fail_at = 0
    while True:
        with monkeypatch.context() as patch:
            _statements(patch, fail_at)
            try:
                await history.save_job(after)
            except Stop:
                fail_at += 1
            else:
                break
        assert await history.job("a") == before
    assert fail_at > 8
    assert await history.job("a") == after
    await history.close()


async def test_a_crash_between_statements_leaves_what_was(path: Path) -> None:
    history = await History.open(path)
    await history.add_jobs([make_job("a")])
    await history.close()
    program = """
async def work(connection):
    await connection.execute_fetchall("DELETE FROM stage")
    await connection.execute_fetchall("DELETE FROM job")
    os.kill(os.getpid(), 9)
async def main():
    database = await Database.open(Path(sys.argv[1]), SystemClock())
    await database.write(work)
asyncio.run(main())
"""
    assert (await _python(program, path)).returncode == -9
    again = await History.open(path)
    assert await again.job("a") == make_job("a")
    await again.close()


async def test_two_tasks_never_mix(path: Path) -> None:
    db = await Database.open(path, SystemClock())
    order: list[str] = []

    async def fails(connection: aiosqlite.Connection) -> None:
        await connection.execute_fetchall("INSERT INTO meta VALUES ('a', '1')")
        order.append("a wrote")
        await asyncio.sleep(0.01)
        raise Stop

    async def succeeds(connection: aiosqlite.Connection) -> None:
        order.append("b wrote")
        await connection.execute_fetchall("INSERT INTO meta VALUES ('b', '1')")

    async def reads(connection: aiosqlite.Connection) -> list[str]:
        rows = await connection.execute_fetchall("SELECT key FROM meta")
        return [row[0] for row in rows]

    first = asyncio.create_task(db.write(fails))
    second = asyncio.create_task(db.write(succeeds))
    third = asyncio.create_task(db.read(reads))
    with pytest.raises(Stop):
        await first
    await second
    assert await third == ["b"]
    assert order == ["a wrote", "b wrote"]
    await db.close()


async def test_a_cancelled_opening_leaves_no_file_open(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, goes_on, closed = asyncio.Event(), threading.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    class Slow(sqlite3.Connection):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            loop.call_soon_threadsafe(asked.set)
            goes_on.wait(30)
            super().__init__(*args, **kwargs)

        @override
        def close(self) -> None:
            super().close()
            closed.set()

    monkeypatch.setattr(sqlite3, "Connection", Slow)
    opening = asyncio.create_task(Database.open(path, SystemClock()))
    await asked.wait()
    opening.cancel()
    await asyncio.sleep(0)
    goes_on.set()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert closed.is_set()


async def test_a_cancelled_caller_does_not_stop_the_transaction(path: Path) -> None:
    db = await Database.open(path, SystemClock())
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def work(connection: aiosqlite.Connection) -> None:
        await connection.execute_fetchall("INSERT INTO meta VALUES ('a', '1')")
        inside.set()
        await go_on.wait()
        await connection.execute_fetchall("INSERT INTO meta VALUES ('b', '1')")

    caller = asyncio.create_task(db.write(work))
    await inside.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go_on.set()
    assert await _keys(db) == ["a", "b"]
    await db.close()


async def test_how_long_it_has_not_answered_is_known(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = await History.open(path)
    loop, began = asyncio.get_running_loop(), asyncio.Event()
    assert history.silent == 0

    async def hangs(connection: aiosqlite.Connection) -> None:
        began.set()
        await asyncio.Future()

    write = asyncio.create_task(history._database.write(hangs))
    await began.wait()
    waits = asyncio.create_task(history.setting("a"))
    # A snapshot may take long, and nobody waits for it.
    await history.snapshot()
    now = loop.time()
    with monkeypatch.context() as patch:
        patch.setattr(loop, "time", lambda: now + 100)
        assert 100 <= history.silent < 200
    under_way = {*history._database._tasks, write, waits}
    for task in under_way:
        task.cancel()
    await asyncio.wait(under_way)
    assert history.silent == 0
    await history.close()


async def _keys(db: Database) -> list[str]:
    async def work(connection: aiosqlite.Connection) -> list[str]:
        rows = await connection.execute_fetchall("SELECT key FROM meta ORDER BY key")
        return [row[0] for row in rows]

    return await db.read(work)


@pytest.mark.parametrize("turns", range(12))
async def test_a_cancelled_transaction_is_never_left_open(
    path: Path, turns: int
) -> None:
    # As when the event loop ends and cancels every task there is.
    db = await Database.open(path, SystemClock())

    async def work(connection: aiosqlite.Connection) -> None:
        for key in "abc":
            await connection.execute_fetchall("INSERT INTO meta VALUES (?, '1')", key)

    caller = asyncio.create_task(db.write(work))
    for _ in range(turns):
        await asyncio.sleep(0)
    for task in set(db._tasks):
        task.cancel()
    await asyncio.wait([caller])
    keys = await _keys(db)
    assert keys in ([], ["a", "b", "c"])
    if not caller.cancelled():
        assert keys
    await db.write(work if not keys else _nothing)
    assert await _keys(db) == ["a", "b", "c"]
    await db.close()


async def _nothing(connection: aiosqlite.Connection) -> None:
    assert connection.in_transaction


async def test_the_failure_of_a_write_that_nobody_awaits_is_loud(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    db = await Database.open(path, SystemClock())
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def work(_: aiosqlite.Connection) -> None:
        inside.set()
        await go_on.wait()
        raise sqlite3.OperationalError("disk is full")

    caller = asyncio.create_task(db.write(work))
    await inside.wait()
    caller.cancel()
    await asyncio.wait([caller])
    go_on.set()
    await db.close()
    assert "disk is full" in caplog.text


async def test_closing_finishes_what_was_begun_and_refuses_the_rest(
    path: Path,
) -> None:
    history = await History.open(path)
    writes = [
        asyncio.create_task(history.set_setting(str(number), "x"))
        for number in range(20)
    ]
    await asyncio.sleep(0)
    await asyncio.gather(history.close(), history.close())
    assert all(write.done() for write in writes)
    for write in writes:
        write.result()
    with pytest.raises(HistoryError, match="closed"):
        await history.setting("1")
    again = await History.open(path)
    assert await again.setting("19") == "x"
    await again.close()


def _workers() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if "connection_worker" in one.name]


async def test_no_thread_is_left_behind(path: Path) -> None:
    for _ in range(5):
        history = await History.open(path)
        assert len(_workers()) == 1
        await history.close()
        assert not _workers()
    with pytest.raises(HistoryError):
        await History.open(path.parent)
    assert not _workers()


async def _python(program: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that gets the file's path, as a process of its own."""
    return await asyncio.to_thread(
        subprocess.run,
        [
            sys.executable,
            "-W",
            "ignore::ResourceWarning",
            "-c",
            PROLOGUE + program,
            str(path),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("end", ["keep.append(history)", "raise SystemExit(0)"])
async def test_a_history_that_nobody_closed_does_not_hold_up_the_exit(
    path: Path, end: str
) -> None:
    program = f"""
keep = []
async def main():
    history = await History.open(Path(sys.argv[1]))
    await history.set_setting("a", "1")
    {end}
asyncio.run(main())
"""
    done = await _python(program, path)
    assert (done.returncode, done.stderr) == (0, "")
    again = await History.open(path)
    assert await again.setting("a") == "1"
    await again.close()


# Damage ----------------------------------------------------------------------------


def _content(path: Path) -> bytes:
    return path.read_bytes()


def _make_folder(path: Path) -> None:
    path.mkdir(parents=True)


def _scribble(path: Path, offset: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xa5" * length)


@pytest.mark.parametrize(("offset", "length"), [(0, 100), (4096, 60_000), (20, 4)])
async def test_a_damaged_file_is_kept_aside(
    path: Path, caplog: pytest.LogCaptureFixture, offset: int, length: int
) -> None:
    history = await History.open(path)
    await history.add_jobs([make_job("a")])
    await history.close()
    _scribble(path, offset, length)
    damaged = _content(path)
    fresh = await History.open(path, StillClock())
    aside = path.with_name("history.db.damaged-20261123T120000Z")
    assert fresh.opened.moved_aside == aside
    assert fresh.opened.damage
    assert fresh.opened.created
    assert aside.read_bytes()[:8192] == damaged[:8192]
    assert await fresh.jobs() == ()
    await fresh.close()
    assert "is damaged" in caplog.text
    caplog.clear()
    _scribble(path, 0, 100)
    again = await History.open(path, StillClock())
    assert again.opened.moved_aside == aside.with_name(aside.name + "-2")
    await again.close()


async def test_damage_that_shows_in_the_check_only_counts_too(path: Path) -> None:
    history = await History.open(path)
    await history.add_jobs([make_job("a")])
    await history.close()
    with closing(sqlite3.connect(path)) as connection:
        # An index that lacks what its table has.
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = replace(sql, 'TEXT', 'INT')")
        connection.commit()
    fresh = await History.open(path)
    assert fresh.opened.moved_aside is not None
    await fresh.close()


async def test_a_log_without_its_database_is_not_replayed(path: Path) -> None:
    path.parent.mkdir()
    path.with_name("history.db-wal").write_bytes(b"the past")
    history = await History.open(path, StillClock())
    assert await history.jobs() == ()
    await history.close()
    (kept,) = path.parent.glob("*orphan*")
    assert kept.name == "history.db.orphan-20261123T120000Z-wal"
    assert kept.read_bytes() == b"the past"


async def test_a_file_that_cannot_be_opened_is_not_damaged(path: Path) -> None:
    _make_folder(path)
    with pytest.raises(HistoryError, match="open"):
        await History.open(path)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


async def test_a_place_that_cannot_be_made_is_our_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HistoryError):
        await History.open(tmp_path / "file" / "history.db")


async def test_a_locked_file_is_not_damaged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 0.1)
    history = await History.open(path)
    await history.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryError, match="locked"):
            await History.open(path)
    assert [entry.name for entry in path.parent.iterdir()] == ["history.db"]


# Versions ---------------------------------------------------------------------------


def _make(path: Path, version: int, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Make a file of an old version, as that version made it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        for step in steps[:version]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
async def test_every_released_version_is_led_to_this_one(
    path: Path, version: int
) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((FIXTURES / f"v{version}.sql").read_text())
    history = await History.open(path)
    assert history.opened.version == len(STEPS)
    assert [job.uid for job in await history.jobs()] == ["job-full", "job-1"]
    assert await history.job("job-full") == full_job()
    assert [entry.what for entry in await history.audit()] == ["start"]
    await history.close()


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
def test_a_released_version_is_never_edited(tmp_path: Path, version: int) -> None:
    ours = tmp_path / "ours.db"
    _make(ours, version)
    with (
        closing(sqlite3.connect(":memory:")) as released,
        closing(sqlite3.connect(ours)) as connection,
    ):
        released.executescript((FIXTURES / f"v{version}.sql").read_text())
        query = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY 1"
        expected = [
            row for row in released.execute(query) if row[0] != "sqlite_sequence"
        ]
        found = [
            row for row in connection.execute(query) if row[0] != "sqlite_sequence"
        ]
    assert found == expected


NEXT = (*STEPS, ("CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('hello')"))


async def test_a_copy_is_made_before_a_migration(path: Path) -> None:
    _make(path, len(STEPS))
    db = await Database.open(path, StillClock(), NEXT)
    assert db.report.migrated_from == len(STEPS)
    assert await _pragma(db, "user_version") == len(NEXT)
    copy = path.with_name(f"history.db.v{len(STEPS)}-20261123T120000Z")
    assert db.report.copy == copy
    await db.close()
    with closing(sqlite3.connect(copy)) as connection:
        tables = [
            row[0] for row in connection.execute("SELECT name FROM sqlite_schema")
        ]
        assert "job" in tables
        assert "note" not in tables
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        assert version == len(STEPS)
    assert not list(path.parent.glob("*.part"))


@pytest.mark.parametrize("broken", range(3))
async def test_a_migration_that_dies_changes_nothing(path: Path, broken: int) -> None:
    _make(path, len(STEPS))
    step = [*NEXT[-1]]
    step.insert(broken, "CREATE TABLE job (id)")
    with pytest.raises(HistoryError, match="job"):
        await Database.open(path, SystemClock(), (*STEPS, tuple(step)))
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            row[0] for row in connection.execute("SELECT name FROM sqlite_schema")
        ]
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    assert "note" not in tables
    assert version == len(STEPS)
    db = await Database.open(path, SystemClock(), NEXT)
    await db.close()


async def test_a_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    _make(path, len(STEPS))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
        connection.commit()
    before = _content(path)
    with pytest.raises(HistoryTooNew) as refusal:
        await History.open(path)
    assert refusal.value.values["found"] == str(len(STEPS) + 1)
    assert refusal.value.values["known"] == str(len(STEPS))
    assert _content(path) == before


@pytest.mark.parametrize("version", [0, -1])
async def test_a_database_of_something_else_is_left_alone(
    path: Path, version: int
) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (title)")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()
    before = _content(path)
    with pytest.raises(HistoryError, match="something else"):
        await History.open(path)
    assert _content(path) == before
