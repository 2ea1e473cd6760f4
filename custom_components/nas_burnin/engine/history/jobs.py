"""The statements that keep jobs; each function runs inside a transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
import json
import sqlite3

import aiosqlite

from ..errors import HistoryError
from ..model import Job, PhaseRecord, Stage
from .codec import to_ms
from .errors import DriveHasJob
from .records import (
    Row,
    job_of,
    job_row,
    phase_of,
    phase_row,
    stage_of,
    stage_row,
)

type Connection = aiosqlite.Connection

_ADD_HOST = "INSERT INTO host (id, added) VALUES (?, ?) ON CONFLICT DO NOTHING"
_ADD_DRIVE = """
    INSERT INTO drive (key, serial, model, size, added)
    VALUES (:drive_key, CAST(:serial AS TEXT), CAST(:model AS TEXT), :size, :created)
    ON CONFLICT (key) DO UPDATE SET
        serial = excluded.serial, model = excluded.model, size = excluded.size
"""
_ADD_JOB = """
    INSERT INTO job (uid, host_id, drive_key, serial, model, size, profile, created,
        place, state, requested_by, started, ended, cancel_requested, verdict, reasons,
        unlock, pauses, waits, continues, firmware, versions)
    VALUES (:uid, :host_id, :drive_key, CAST(:serial AS TEXT), CAST(:model AS TEXT),
        :size, :profile, :created, :place, :state, :requested_by, :started, :ended,
        :cancel_requested, :verdict, :reasons, :unlock,
        :pauses, :waits, :continues, CAST(:firmware AS TEXT), :versions)
    RETURNING id
"""
# A cancel request that arrived while the engine held an older job is never undone.
_UPDATE_JOB = """
    UPDATE job SET host_id = :host_id, drive_key = :drive_key,
        serial = CAST(:serial AS TEXT), model = CAST(:model AS TEXT), size = :size,
        profile = :profile, created = :created, place = :place, state = :state,
        requested_by = :requested_by, started = :started, ended = :ended,
        cancel_requested = max(cancel_requested, :cancel_requested),
        verdict = :verdict, reasons = :reasons, unlock = :unlock,
        pauses = :pauses, waits = :waits, continues = :continues,
        firmware = CAST(:firmware AS TEXT), versions = :versions
    WHERE uid = :uid RETURNING id
"""
_SAVE_STAGE = """
    INSERT INTO stage (job, position, kind, state, options, started, ended, reasons,
        read_errors, write_errors, corruption_errors, bad_blocks, handle,
        smart_before, smart_after, runs, attempts)
    VALUES (:job, :position, :kind, :state, :options, :started, :ended, :reasons,
        :read_errors, :write_errors, :corruption_errors, :bad_blocks, :handle,
        :smart_before, :smart_after, :runs, :attempts)
    ON CONFLICT (job, position) DO UPDATE SET
        kind = excluded.kind, state = excluded.state, options = excluded.options,
        started = excluded.started, ended = excluded.ended,
        reasons = excluded.reasons, read_errors = excluded.read_errors,
        write_errors = excluded.write_errors,
        corruption_errors = excluded.corruption_errors,
        bad_blocks = excluded.bad_blocks, handle = excluded.handle,
        smart_before = excluded.smart_before, smart_after = excluded.smart_after,
        runs = excluded.runs, attempts = excluded.attempts
    RETURNING id
"""
_SAVE_PHASE = """
    INSERT OR REPLACE INTO phase (stage, number, pattern, kind, size, started, ended,
        seconds)
    VALUES (:stage, :number, :pattern, :kind, :size, :started, :ended, :seconds)
"""
_DROP_STAGES = """
    DELETE FROM stage WHERE job = ?
    AND position NOT IN (SELECT value FROM json_each(?))
"""
_DROP_PHASES = """
    DELETE FROM phase WHERE stage = ?
    AND number NOT IN (SELECT value FROM json_each(?))
"""


_HAS_OPEN = """
    SELECT 1 FROM job WHERE drive_key = ? AND state IN ('queued', 'running') LIMIT 1
"""
# Each filter is a clause of its own: only so does SQLite use an index for it.
_FILTERS: Mapping[str, str] = {
    "drive_key": "drive_key = :drive_key",
    "host_id": "host_id = :host_id",
    "states": "state IN (SELECT value FROM json_each(:states))",
    "verdict": "verdict = :verdict",
    "since": "(ended IS NULL OR ended >= :since)",
    "until": "created < :until",
    "before": "(created, id) < (SELECT created, id FROM job WHERE uid = :before)",
}

type Values = Sequence[str | int | None] | Mapping[str, str | int | None]


async def insert_job(connection: Connection, job: Job) -> None:
    """Write a job that is not stored; DriveHasJob when its drive has an open one."""
    row = job_row(job)
    await connection.execute_fetchall(_ADD_HOST, (job.host_id, to_ms(job.created)))
    await connection.execute_fetchall(_ADD_DRIVE, row)
    try:
        (added,) = await connection.execute_fetchall(_ADD_JOB, row)
    except sqlite3.IntegrityError as error:
        if "drive_key" in str(error):
            raise DriveHasJob(drive=job.drive_key) from error
        raise
    await _save_stages(connection, added[0], job.stages)


async def update_job(connection: Connection, job: Job) -> None:
    """Write a job that is stored, with its stages and phases."""
    (updated,) = await connection.execute_fetchall(_UPDATE_JOB, job_row(job))
    await _save_stages(connection, updated[0], job.stages)


async def _save_stages(
    connection: Connection, job_id: int, stages: Sequence[Stage]
) -> None:
    positions = json.dumps([stage.position for stage in stages])
    await connection.execute_fetchall(_DROP_STAGES, (job_id, positions))
    for stage in stages:
        (saved,) = await connection.execute_fetchall(
            _SAVE_STAGE, {"job": job_id, **stage_row(stage)}
        )
        await _save_phases(connection, saved[0], stage.phases)


async def _save_phases(
    connection: Connection, stage_id: int, phases: Sequence[PhaseRecord]
) -> None:
    numbers = json.dumps([phase.number for phase in phases])
    await connection.execute_fetchall(_DROP_PHASES, (stage_id, numbers))
    await connection.executemany(
        _SAVE_PHASE, [{"stage": stage_id, **phase_row(phase)} for phase in phases]
    )


async def job_by_uid(connection: Connection, uid: str) -> Job | None:
    """The stored job of that uid."""
    jobs = await jobs_where(connection, "SELECT id FROM job WHERE uid = ?", (uid,))
    return jobs[0] if jobs else None


async def stage_id(connection: Connection, job_uid: str, position: int) -> int:
    """The row number of a stage; HistoryError when there is no such stage."""
    found = await connection.execute_fetchall(
        "SELECT stage.id FROM stage JOIN job ON job.id = stage.job"
        " WHERE job.uid = ? AND stage.position = ?",
        (job_uid, position),
    )
    for row in found:
        return int(row[0])
    raise HistoryError(f"job {job_uid} has no stage {position}")


async def delete_jobs(connection: Connection, drive_key: str) -> int:
    """Remove all jobs of a drive; DriveHasJob when one of them has not ended."""
    for _ in await connection.execute_fetchall(_HAS_OPEN, (drive_key,)):
        raise DriveHasJob(drive=drive_key)
    query = "DELETE FROM job WHERE drive_key = ? RETURNING 1"
    deleted = await connection.execute_fetchall(query, (drive_key,))
    await connection.execute_fetchall("DELETE FROM drive WHERE key = ?", (drive_key,))
    return len(list(deleted))


def jobs_query(filters: Iterable[str]) -> str:
    """The query for the row numbers of jobs that pass these filters, newest first."""
    clauses = " AND ".join(_FILTERS[name] for name in filters) or "TRUE"
    return (
        f"SELECT id FROM job WHERE {clauses}"  # noqa: S608
        " ORDER BY created DESC, id DESC LIMIT :limit"
    )


async def jobs_where(
    connection: Connection, query: str, values: Values
) -> tuple[Job, ...]:
    """The jobs whose row numbers a query answers, in its order, whole."""
    found = await connection.execute_fetchall(query, values)
    ids = [int(row[0]) for row in found]
    chosen = (json.dumps(ids),)
    phases = defaultdict(list)
    for row in await rows(
        connection,
        "SELECT phase.* FROM phase JOIN stage ON stage.id = phase.stage"
        " WHERE stage.job IN (SELECT value FROM json_each(?)) ORDER BY number",
        chosen,
    ):
        phases[row["stage"]].append(phase_of(row))
    stages = defaultdict(list)
    for row in await rows(
        connection,
        "SELECT * FROM stage WHERE job IN (SELECT value FROM json_each(?))"
        " ORDER BY position",
        chosen,
    ):
        stages[row["job"]].append(stage_of(row, phases[row["id"]]))
    jobs = {
        row["id"]: job_of(row, stages[row["id"]])
        for row in await rows(
            connection,
            "SELECT * FROM job WHERE id IN (SELECT value FROM json_each(?))",
            chosen,
        )
    }
    return tuple(jobs[number] for number in ids)


async def rows(connection: Connection, query: str, values: Values) -> list[Row]:
    """The rows of a query, by column name."""
    async with connection.execute(query, values) as cursor:
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]
