"""The real history on a SQLite that answers at once, in memory, without a thread."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
import sqlite3
from typing import Any, Self, cast

import aiosqlite

from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.history.database import (
    Database,
    _text,
    our_errors,
)
from custom_components.nas_burnin.engine.history.schema import STEPS

type Work[T] = Callable[[aiosqlite.Connection], Awaitable[T]]
type Values = Iterable[Any]


class _Cursor:
    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self.description = cursor.description

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._cursor.close()


class _Connection:
    """As much of aiosqlite's connection as the history uses."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Values = ()) -> _Cursor:
        return _Cursor(self._connection.execute(sql, _bound(values)))

    async def execute_fetchall(self, sql: str, values: Values = ()) -> list[Any]:
        return self._connection.execute(sql, _bound(values)).fetchall()

    async def executemany(self, sql: str, rows: Iterable[Values]) -> None:
        self._connection.executemany(sql, map(_bound, rows))


def _bound(values: Values) -> Any:
    return values if isinstance(values, dict) else tuple(values)


class Store:
    """The file of the history: what is committed to it survives every crash."""

    def __init__(self) -> None:
        self.sql = self._connect()
        for statements in STEPS:
            for statement in statements:
                self.sql.execute(statement)

    def copy(self) -> bytes:
        """Answer all of it as it is now, as a backup does."""
        return self.sql.serialize()

    def restore(self, copy: bytes) -> None:
        """Be what it was when it was copied."""
        self.sql.close()
        self.sql = self._connect()
        self.sql.deserialize(copy)

    def close(self) -> None:
        self.sql.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.text_factory = _text
        return connection


type Point = Callable[[str], Awaitable[None]]


class _Inline:
    """In place of `Database`: each transaction is done between two turns of the loop."""

    def __init__(self, store: Store, point: Point) -> None:
        self._store = store
        self._point = point

    async def write[T](self, work: Work[T]) -> T:
        await self._point("write")
        with our_errors():
            result = _at_once(self._transaction(work))
        await self._point("written")
        return result

    async def read[T](self, work: Work[T]) -> T:
        await self._point("read")
        with our_errors():
            return _at_once(work(self._connection))

    async def close(self) -> None:
        """The store outlives everybody who uses it."""

    @property
    def _connection(self) -> aiosqlite.Connection:
        return cast("aiosqlite.Connection", _Connection(self._store.sql))

    async def _transaction[T](self, work: Work[T]) -> T:
        self._store.sql.execute("BEGIN IMMEDIATE")
        try:
            result = await work(self._connection)
        except BaseException:
            self._store.sql.execute("ROLLBACK")
            raise
        self._store.sql.execute("COMMIT")
        return result


def _at_once[T](work: Awaitable[T]) -> T:
    """Answer what a coroutine answers that never waits."""
    steps = work.__await__()
    try:
        next(steps)
    except StopIteration as done:
        return cast("T", done.value)
    raise AssertionError("the history waits for something inside a transaction")


async def _no_point(_name: str) -> None:
    await asyncio.sleep(0)


def history_on(store: Store, point: Point = _no_point) -> History:
    """Answer the history on this store; `point` is awaited around each access."""
    return History(cast("Database", _Inline(store, point)))
