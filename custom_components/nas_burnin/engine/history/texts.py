"""The statements that keep what people noted on drives, and what tests said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
import zlib

import aiosqlite

from ..errors import HistoryError
from .codec import from_ms, to_ms

type Connection = aiosqlite.Connection

LOG_BYTES: Final = 64 << 10
"""Bytes of UTF-8 that are kept of what one test said; its middle is left out."""

LOG_PARTS: Final = 16
"""Tests of one stage whose words are kept: the latest."""

_LEFT_OUT: Final = "\n[…]\n"

_NOTES = "SELECT drive_key, text, at, who FROM drive_note"
_SET_NOTE = """
    INSERT OR REPLACE INTO drive_note (drive_key, text, at, who)
    VALUES (?, CAST(? AS TEXT), ?, ?)
"""
_ADD_LOG = "INSERT OR REPLACE INTO log (stage, part, at, text) VALUES (?, ?, ?, ?)"
_DROP_OLDEST = """
    DELETE FROM log WHERE stage = ?1 AND part NOT IN
        (SELECT part FROM log WHERE stage = ?1 ORDER BY at DESC, rowid DESC LIMIT ?2)
"""
_LOGS = """
    SELECT stage.position, log.part, log.at, log.text
    FROM log JOIN stage ON stage.id = log.stage JOIN job ON job.id = stage.job
    WHERE job.uid = ? ORDER BY stage.position, log.at, log.rowid
"""


@dataclass(frozen=True, slots=True)
class DriveNote:
    """What a person wrote on a drive; `who` is the Home Assistant user."""

    drive_key: str
    text: str
    at: datetime
    who: str | None = None


@dataclass(frozen=True, slots=True)
class StageLog:
    """What one test of the stage at `position` said, as lines; `at` is when it was kept.

    `part` tells the tests of a stage apart: one that was broken off and gone on with
    has several.
    """

    position: int
    part: str
    at: datetime
    text: str


async def notes_where(
    connection: Connection, drive_key: str | None = None
) -> tuple[DriveNote, ...]:
    """The note on a drive, or all."""
    one = " WHERE drive_key = ?"
    query, values = (_NOTES + one, (drive_key,)) if drive_key else (_NOTES, ())
    found = await connection.execute_fetchall(query, values)
    return tuple(DriveNote(key, text, from_ms(at), who) for key, text, at, who in found)


async def save_note(connection: Connection, note: DriveNote) -> None:
    """Write the note on a drive in place of the former; without text there is none."""
    if not note.text:
        await drop_note(connection, note.drive_key)
        return
    text = note.text.encode("utf-8", "surrogatepass")
    row = (note.drive_key, text, to_ms(note.at), note.who)
    await connection.execute_fetchall(_SET_NOTE, row)


async def drop_note(connection: Connection, drive_key: str) -> None:
    """Remove the note on a drive."""
    await connection.execute_fetchall(
        "DELETE FROM drive_note WHERE drive_key = ?", (drive_key,)
    )


async def save_log(
    connection: Connection, stage: int, part: str, at: datetime, text: str
) -> None:
    """Write what a test of a stage (its row number) said; the same part is replaced."""
    row = (stage, part, to_ms(at), _deflated(text))
    await connection.execute_fetchall(_ADD_LOG, row)
    await connection.execute_fetchall(_DROP_OLDEST, (stage, LOG_PARTS))


async def logs_of(connection: Connection, job_uid: str) -> tuple[StageLog, ...]:
    """What the tests of a job said; HistoryError for what can't be read."""
    found = await connection.execute_fetchall(_LOGS, (job_uid,))
    return tuple(
        StageLog(position, part, from_ms(at), _inflated(raw))
        for position, part, at, raw in found
    )


async def drop_logs(connection: Connection, before: datetime) -> int:
    """Remove what was kept before a moment; answers how many texts that were."""
    query = "DELETE FROM log WHERE at < ? RETURNING 1"
    found = await connection.execute_fetchall(query, (to_ms(before),))
    return len(list(found))


def _deflated(text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if len(raw) > LOG_BYTES:
        # How a test began and how it ended say most.
        half = (LOG_BYTES - len(_LEFT_OUT.encode())) // 2
        raw = raw[:half] + _LEFT_OUT.encode() + raw[-half:]
    return zlib.compress(raw)


def _inflated(raw: bytes) -> str:
    stream = zlib.decompressobj()
    try:
        text = stream.decompress(raw, LOG_BYTES + 1)
    except zlib.error as error:
        raise HistoryError(f"a log is unreadable: {error}") from error
    if not stream.eof:
        raise HistoryError("a log is unreadable: it is cut, or too long")
    return text.decode("utf-8", "replace")
