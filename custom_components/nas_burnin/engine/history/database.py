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
from datetime import datetime
import logging
from pathlib import Path
import sqlite3
import threading
from typing import Any

import aiosqlite

from ..clock import Clock
from ..errors import HistoryError
from .errors import Damaged, HistoryTooNew
from .files import finish_copy, free_name
from .repairing import Repaired, prepare, replace_damaged
from .schema import STEPS, Steps
from .still import hold_still

_LOGGER = logging.getLogger(__name__)
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_FULL = 2
_PATIENCE = 5.0  # seconds to wait for another process that has the file

type Work[T] = Callable[[aiosqlite.Connection], Awaitable[T]]


@dataclass(frozen=True, slots=True)
class OpenReport:
    """What opening the file took.

    `created`: a fresh file was begun. `migrated_from` is the schema version it had
    before and `copy` the copy that was made of it then. `moved_aside` is where a
    damaged file lies now, and `damage` what SQLite said of it. `restored` is the
    moment of the snapshot that took its place; None where there was none.
    """

    path: Path
    version: int
    sqlite_version: str
    created: bool = False
    migrated_from: int | None = None
    copy: Path | None = None
    moved_aside: Path | None = None
    damage: str = ""
    restored: datetime | None = None


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
        self._beside = asyncio.Lock()
        self._tasks: set[asyncio.Task[object]] = set()
        self._awaited: dict[asyncio.Task[object], float] = {}
        self._closing: asyncio.Task[object] | None = None

    @classmethod
    async def open(cls, path: Path, clock: Clock, steps: Steps = STEPS) -> Database:
        """Open, check and migrate the file, or begin a fresh one.

        HistoryTooNew for a file of a newer version, HistoryError when the file can't
        be used; a damaged file is moved aside, the newest snapshot takes its place,
        and `report` tells of it.
        """
        with our_errors():
            now, known = clock.now(), len(steps)
            try:
                repaired = await asyncio.to_thread(prepare, path, now)
                database = await cls._open(path, clock, steps)
            except Damaged as damage:
                repaired = await asyncio.to_thread(
                    replace_damaged, path, now, str(damage), known
                )
                database = await cls._open(path, clock, steps)
        if repaired:
            database.report = _told(database.report, repaired)
        return database

    @classmethod
    async def _open(cls, path: Path, clock: Clock, steps: Steps) -> Database:
        """Open a file that is expected to be intact; Damaged when it is not."""
        link = await _connect(path)
        try:
            report = await _make_ready(link.connection, path, clock, steps)
        except BaseException as error:
            await link.close()
            if isinstance(error, sqlite3.Error) and _is_damage(error):
                raise Damaged(str(error)) from error
            raise
        return cls(link, report)

    @property
    def silent(self) -> float:
        """Seconds for which the oldest read or write has been waited for; 0 without one."""
        now = asyncio.get_running_loop().time()
        return max((now - began for began in self._awaited.values()), default=0.0)

    async def write[T](self, work: Work[T]) -> T:
        """Run `work` as one transaction: all of it is kept, or nothing.

        A caller that is cancelled meanwhile can't know which, and has to read again.
        """
        return await self._run(self._transaction, work, is_short=True)

    async def read[T](self, work: Work[T]) -> T:
        """Run `work`, which only reads, with no transaction of others in between."""
        return await self._run(self._reading, work, is_short=True)

    async def beside[T](self, work: Callable[[], T]) -> T:
        """Run `work`, which blocks and has a connection of its own, in a thread.

        It comes to its end whoever waits for it, and nothing else waits for it.
        """
        return await self._run(self._in_thread, work)

    @asynccontextmanager
    async def still(self) -> AsyncGenerator[None]:
        """Keep the file as it is, but for its log, which only grows.

        What is to be done beside waits: it may make and remove files that are copied.
        """
        async with self._beside:
            reader = await self._run(self._hold_still, self.report.path)
            try:
                yield
            finally:
                await asyncio.to_thread(reader.close)

    async def close(self) -> None:
        """Finish what was begun, refuse what comes later, and close the file."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(), name="history close")
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        with our_errors():
            async with self._beside, self._lock:
                await self._link.close()

    async def _run[W, T](
        self,
        run: Callable[[W], Coroutine[Any, Any, T]],
        work: W,
        *,
        is_short: bool = False,
    ) -> T:
        """Await a task of its own that outlives the caller's cancellation."""
        if self._closing is not None:
            raise HistoryError("the history is closed")
        task = asyncio.create_task(run(work), name="history")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if is_short:
            self._awaited[task] = asyncio.get_running_loop().time()
            task.add_done_callback(self._awaited.pop)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_tell_of_failure)
            raise

    async def _in_thread[T](self, work: Callable[[], T]) -> T:
        with our_errors():
            async with self._beside:
                return await asyncio.to_thread(work)

    async def _hold_still(self, path: Path) -> sqlite3.Connection:
        with our_errors():
            async with self._lock:
                return await asyncio.to_thread(hold_still, path)

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


def _told(report: OpenReport, repaired: Repaired) -> OpenReport:
    """Say in the report, and in the log, what was put right before."""
    _LOGGER.error(
        "The history %s is damaged (%s), kept as %s, and %s",
        report.path,
        repaired.damage,
        repaired.moved_aside,
        f"restored as it was at {repaired.restored:%Y-%m-%d %H:%M} UTC"
        if repaired.restored
        else "begun anew",
    )
    return replace(
        report,
        moved_aside=repaired.moved_aside,
        damage=repaired.damage,
        restored=repaired.restored,
    )


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
    opening = asyncio.ensure_future(made[0])
    try:
        return _Link(await asyncio.shield(opening), workers[0])
    except BaseException:
        # Who is cancelled meanwhile leaves no file open behind.
        await asyncio.wait([opening])
        if opening.exception() is None:
            await _Link(opening.result(), workers[0]).close()
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
    target = await asyncio.to_thread(free_name, path, now, f"v{version}")
    unfinished = target.with_name(target.name + ".part")
    await asyncio.to_thread(unfinished.unlink, missing_ok=True)
    await connection.execute_fetchall("VACUUM INTO ?", (str(unfinished),))
    await asyncio.to_thread(finish_copy, unfinished, target)
    return target


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
