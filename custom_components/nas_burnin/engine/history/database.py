"""The history file: opening and checking it, and one transaction at a time.

The rules come from measured behaviour of aiosqlite and SQLite: tasks that share a
connection have no isolation from each other, and cancelling an awaited statement
does not stop it. So every use of the connection is one function in a task of its
own, under one lock, and a caller's cancellation never reaches it.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
import logging
import os
from pathlib import Path
import sqlite3
import threading
from typing import Any

import aiosqlite

from ..clock import Clock
from ..errors import HistoryError
from .errors import HistoryTooNew
from .schema import STEPS, Steps

_LOGGER = logging.getLogger(__name__)
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_COMPANIONS = ("", "-wal", "-shm")
_FULL = 2
_PATIENCE = 5.0  # seconds to wait for another process that has the file

type Work[T] = Callable[[aiosqlite.Connection], Awaitable[T]]


@dataclass(frozen=True, slots=True)
class OpenReport:
    """What opening the file took.

    `created`: a fresh file was begun. `migrated_from` is the schema version it had
    before and `copy` the copy that was made of it then. `moved_aside` is where a
    damaged file lies now, and `damage` what SQLite said of it.
    """

    path: Path
    version: int
    sqlite_version: str
    created: bool = False
    migrated_from: int | None = None
    copy: Path | None = None
    moved_aside: Path | None = None
    damage: str = ""


class Damaged(HistoryError):
    """The file is no intact SQLite database."""


@contextmanager
def our_errors() -> Iterator[None]:
    """Turn what SQLite and the file system raise into `HistoryError`."""
    try:
        yield
    except (sqlite3.Error, OSError, OverflowError, UnicodeError) as error:
        raise HistoryError(str(error)) from error


class Database:
    """One connection, one lock; closed once, when all that was begun is done."""

    def __init__(self, link: _Link, report: OpenReport) -> None:
        """Take over an opened connection; use `Database.open`."""
        self.report = report
        self._link = link
        self._connection = link.connection
        self._lock = asyncio.Lock()
        self._tasks: set[asyncio.Task[object]] = set()
        self._closing: asyncio.Task[object] | None = None

    @classmethod
    async def open(cls, path: Path, clock: Clock, steps: Steps = STEPS) -> Database:
        """Open, check and migrate the file, or begin a fresh one.

        HistoryTooNew for a file of a newer version, HistoryError when the file can't
        be used; a damaged file is moved aside and told of in `report`.
        """
        with our_errors():
            try:
                return await cls._open(path, clock, steps)
            except Damaged as damage:
                return await cls._replace(path, clock, steps, str(damage))

    @classmethod
    async def _open(cls, path: Path, clock: Clock, steps: Steps) -> Database:
        """Open a file that is expected to be intact; Damaged when it is not."""
        await asyncio.to_thread(_prepare, path, clock.now())
        link = await _connect(path)
        try:
            report = await _make_ready(link.connection, path, clock, steps)
        except BaseException as error:
            await link.close()
            if isinstance(error, sqlite3.Error) and _is_damage(error):
                raise Damaged(str(error)) from error
            raise
        return cls(link, report)

    @classmethod
    async def _replace(
        cls, path: Path, clock: Clock, steps: Steps, damage: str
    ) -> Database:
        """Keep the damaged file under another name, and go on with a fresh one.

        A copy to restore from would be put in place here, before the file is opened.
        """
        aside = await asyncio.to_thread(_move_aside, path, clock.now(), "damaged")
        _LOGGER.error("The history %s is damaged (%s), kept as %s", path, damage, aside)
        database = await cls._open(path, clock, steps)
        database.report = replace(database.report, moved_aside=aside, damage=damage)
        return database

    async def write[T](self, work: Work[T]) -> T:
        """Run `work` as one transaction: all of it is kept, or nothing.

        A caller that is cancelled meanwhile can't know which, and has to read again.
        """
        return await self._run(self._transaction, work)

    async def read[T](self, work: Work[T]) -> T:
        """Run `work`, which only reads, with no transaction of others in between."""
        return await self._run(self._reading, work)

    async def close(self) -> None:
        """Finish what was begun, refuse what comes later, and close the file."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(), name="history close")
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        with our_errors():
            async with self._lock:
                await self._link.close()

    async def _run[T](
        self, run: Callable[[Work[T]], Coroutine[Any, Any, T]], work: Work[T]
    ) -> T:
        """Await a task of its own that outlives the caller's cancellation."""
        if self._closing is not None:
            raise HistoryError("the history is closed")
        task = asyncio.create_task(run(work), name="history")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_tell_of_failure)
            raise

    async def _reading[T](self, work: Work[T]) -> T:
        with our_errors():
            async with self._lock:
                return await work(self._connection)

    async def _transaction[T](self, work: Work[T]) -> T:
        with our_errors():
            async with self._lock, _transaction(self._connection):
                return await work(self._connection)


@asynccontextmanager
async def _transaction(connection: aiosqlite.Connection) -> AsyncGenerator[None]:
    """Keep all that happens inside, or nothing of it."""
    try:
        await connection.execute_fetchall("BEGIN IMMEDIATE")
        yield
        await connection.commit()
    except BaseException:
        # Runs after the statement that was cancelled but still runs, and is
        # harmless after a commit that went through.
        await connection.rollback()
        raise


def _tell_of_failure(task: asyncio.Task[object]) -> None:
    """Make an error loud that its cancelled caller can't see any more."""
    if not task.cancelled() and (error := task.exception()):
        _LOGGER.error("A write whose caller is gone failed: %s", error, exc_info=error)


@dataclass(frozen=True, slots=True)
class _Link:
    """A connection, and the thread that does its work."""

    connection: aiosqlite.Connection
    worker: threading.Thread

    async def close(self) -> None:
        """Close, and let the thread come to its end: nothing is left behind."""
        try:
            await self.connection.close()
        finally:
            await asyncio.to_thread(self.worker.join)


async def _connect(path: Path) -> _Link:
    """Connect in autocommit mode, on a worker that can't hold up the interpreter.

    A thread inherits from its maker whether it is a daemon. aiosqlite's is not one
    by itself, so a connection that nobody closed would hang the interpreter's exit.
    """
    workers: list[threading.Thread] = []
    made: list[aiosqlite.Connection] = []

    def connect(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        workers.append(threading.current_thread())
        return sqlite3.Connection(*args, **kwargs)

    def make() -> None:
        made.append(
            aiosqlite.connect(
                path, factory=connect, isolation_level=None, timeout=_PATIENCE
            )
        )

    maker = threading.Thread(target=make, daemon=True)
    maker.start()
    maker.join()
    try:
        return _Link(await made[0], workers[0])
    except BaseException:
        await asyncio.gather(*(asyncio.to_thread(one.join) for one in workers))
        raise


async def _make_ready(
    connection: aiosqlite.Connection, path: Path, clock: Clock, steps: Steps
) -> OpenReport:
    """Check the file, set the connection up, and bring the schema to this version."""
    check = await _value(connection, "PRAGMA quick_check(1)")
    if check != "ok":
        raise Damaged(str(check))
    found = await _version(connection, len(steps))
    await _set_up(connection)
    copy = None
    if 0 < found < len(steps):
        copy = await _copy(connection, path, clock.now(), found)
    for version in range(found, len(steps)):
        await _step(connection, version, steps[version])
    return OpenReport(
        path,
        len(steps),
        sqlite3.sqlite_version,
        created=found == 0,
        migrated_from=found if copy else None,
        copy=copy,
    )


async def _set_up(connection: aiosqlite.Connection) -> None:
    """Set what the durability of a commit rests on, and make sure of it."""
    wanted = {
        "journal_mode": ("WAL", "wal"),
        "synchronous": ("FULL", _FULL),
        "foreign_keys": ("ON", 1),
    }
    for pragma, (setting, expected) in wanted.items():
        await connection.execute_fetchall(f"PRAGMA {pragma} = {setting}")
        found = await _value(connection, f"PRAGMA {pragma}")
        if found != expected:
            raise HistoryError(f"SQLite refuses {pragma} = {setting}: {found}")
    connection.text_factory = _text


async def _version(connection: aiosqlite.Connection, known: int) -> int:
    """The schema version of the file; HistoryError for one that is not ours."""
    found = int(str(await _value(connection, "PRAGMA user_version")))
    if found > known:
        raise HistoryTooNew(found=str(found), known=str(known))
    tables = await _value(connection, "SELECT count(*) FROM sqlite_schema")
    if found < 0 or (found == 0 and tables):
        raise HistoryError("the file is a database of something else")
    return found


async def _step(
    connection: aiosqlite.Connection, version: int, statements: tuple[str, ...]
) -> None:
    """Lead the schema from `version` to the next in one transaction."""
    async with _transaction(connection):
        for statement in statements:
            await connection.execute_fetchall(statement)
        await connection.execute_fetchall(f"PRAGMA user_version = {version + 1}")


async def _copy(
    connection: aiosqlite.Connection, path: Path, now: datetime, version: int
) -> Path:
    """Copy the whole file as it is before a migration, durably."""
    target = await asyncio.to_thread(_free_name, path, now, f"v{version}")
    unfinished = target.with_name(target.name + ".part")
    await asyncio.to_thread(unfinished.unlink, missing_ok=True)
    await connection.execute_fetchall("VACUUM INTO ?", (str(unfinished),))
    await asyncio.to_thread(_finish_copy, unfinished, target)
    return target


def _finish_copy(unfinished: Path, target: Path) -> None:
    """Give a copy its name once all of it is on the medium."""
    _sync(unfinished)
    unfinished.rename(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    """Force a file or folder to the medium."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _prepare(path: Path, now: datetime) -> None:
    """Make the folder, and keep a log that lost its database from being replayed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() and path.with_name(path.name + "-wal").exists():
        _move_aside(path, now, "orphan")


def _move_aside(path: Path, now: datetime, why: str) -> Path:
    """Rename the database and its companions so that they still belong together."""
    target = _free_name(path, now, why)
    for suffix in _COMPANIONS:
        source = path.with_name(path.name + suffix)
        if source.exists():
            source.rename(target.with_name(target.name + suffix))
    _sync(path.parent)
    return target


def _free_name(path: Path, now: datetime, why: str) -> Path:
    """A name beside `path` that no file and no companion has yet."""
    base = f"{path.name}.{why}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = {entry.name for entry in path.parent.iterdir()}
    number = 1
    name = base
    while any(name + suffix in names for suffix in _COMPANIONS):
        number += 1
        name = f"{base}-{number}"
    return path.with_name(name)


def _is_damage(error: sqlite3.Error) -> bool:
    """True when SQLite says that the content is wrong, not that access failed."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGE


def _text(raw: bytes) -> str:
    """Text as it was stored: what a host calls a drive need not be valid UTF-8."""
    return raw.decode("utf-8", "surrogatepass")


async def _value(connection: aiosqlite.Connection, sql: str) -> object:
    """The first column of the first row of a query without parameters."""
    (row, *_) = await connection.execute_fetchall(sql)
    result: object = row[0]
    return result
