"""What the engine remembers: jobs, samples, settings and the audit trail."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
import json
from pathlib import Path

import aiosqlite

from ..clock import Clock, SystemClock
from ..model import Job, JobState, Sample, Verdict
from .codec import opt_ms
from .database import Database, OpenReport
from .errors import JobEnded
from .jobs import (
    delete_jobs,
    insert_job,
    job_by_uid,
    jobs_query,
    jobs_where,
    rows,
    stage_id,
    update_job,
)
from .records import AuditEntry, as_kept, audit_of, audit_row
from .snapshots import SNAPSHOT_SETTING, Snapshot, newest_sound, write_snapshot
from .texts import (
    DriveNote,
    StageLog,
    drop_logs,
    drop_note,
    logs_of,
    notes_where,
    save_log,
    save_note,
)

type Connection = aiosqlite.Connection

_OPEN_JOBS = """
    SELECT id FROM job
    WHERE state IN ('queued', 'running') AND (?1 IS NULL OR host_id = ?1)
    ORDER BY place, created, id
"""
_LAST_JOBS = """
    SELECT id FROM (
        SELECT id, row_number() OVER (
            PARTITION BY drive_key ORDER BY coalesce(ended, created) DESC, id DESC
        ) AS age
        FROM job WHERE host_id = ?1 AND state NOT IN ('queued', 'running')
    ) WHERE age = 1 ORDER BY id
"""
_LAST_VERDICT = """
    SELECT verdict FROM job
    WHERE drive_key = ? AND verdict IS NOT NULL
        AND state NOT IN ('queued', 'running')
    ORDER BY coalesce(ended, created) DESC, id DESC LIMIT 1
"""
_REQUEST_CANCEL = """
    UPDATE job SET cancel_requested = 1
    WHERE uid = ? AND state IN ('queued', 'running') RETURNING id
"""
_ADD_SAMPLE = """
    INSERT OR REPLACE INTO sample (stage, second, phase, position, speed, temperature)
    VALUES (?, ?, ?, ?, ?, ?)
"""
_SAMPLES = """
    SELECT second, phase, position, speed, temperature FROM sample
    WHERE stage = ? ORDER BY second
"""
_ADD_AUDIT = """
    INSERT INTO audit (at, who_kind, who_id, what, host_id, drive_key, job_uid, evidence)
    VALUES (:at, :who_kind, :who_id, :what, :host_id, :drive_key, :job_uid, :evidence)
    RETURNING id
"""
_AUDIT = """
    SELECT * FROM audit
    WHERE (?1 IS NULL OR drive_key = ?1) AND (?2 IS NULL OR host_id = ?2)
        AND (?3 IS NULL OR at >= ?3) AND (?4 IS NULL OR id < ?4)
    ORDER BY id DESC LIMIT ?5
"""


class History:
    """One SQLite file for all hosts; what a method has answered is on the medium.

    Every method raises HistoryError when the file can't be read or written.
    Moments are kept in milliseconds and come back in UTC.
    """

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        """Take over an opened database; use `History.open`."""
        self._database = database
        self._clock = clock or SystemClock()

    @classmethod
    async def open(cls, path: Path, clock: Clock | None = None) -> History:
        """Open or begin the file; what that took is in `opened`.

        HistoryTooNew when a newer version wrote it.
        """
        return cls(await Database.open(path, clock or SystemClock()), clock)

    @property
    def opened(self) -> OpenReport:
        """What opening the file took: damage, migration, versions."""
        return self._database.report

    @property
    def silent(self) -> float:
        """Seconds for which it has not answered; what is short takes milliseconds.

        Nothing is begun meanwhile: what is wanted is kept before it is done.
        """
        return self._database.silent

    async def close(self) -> None:
        """Finish what was begun, then close the file; safe to call again."""
        await self._database.close()

    async def snapshot(self) -> Snapshot:
        """Write a whole copy into the folder of snapshots, of which `KEPT` are kept.

        Nobody waits for it meanwhile. HistoryError also where the medium is too full.
        """
        opened, now = self.opened, self._clock.now()
        return await self._database.beside(
            lambda: write_snapshot(opened.path, now, opened.version)
        )

    async def newest_snapshot(self) -> Snapshot | None:
        """The newest snapshot that is whole; all of it is read, and nobody waits."""
        opened, now = self.opened, self._clock.now()
        return await self._database.beside(
            lambda: newest_sound(opened.path, now, opened.version)
        )

    @asynccontextmanager
    async def still(self) -> AsyncGenerator[None]:
        """Keep the file such that a copy of it and its log is whole, however slow.

        What is written meanwhile goes to the log alone, and snapshots wait. A copy says
        of itself that it is one, as a snapshot does.
        """
        await self.set_setting(SNAPSHOT_SETTING, self._clock.now().isoformat())
        try:
            async with self._database.still():
                yield
        finally:
            await self.set_setting(SNAPSHOT_SETTING, "")

    async def add_jobs(self, jobs: Sequence[Job]) -> None:
        """Add new jobs, all or none; DriveHasJob when a drive has an open one."""

        async def work(connection: Connection) -> None:
            for job in jobs:
                await insert_job(connection, job)

        await self._database.write(work)

    async def save_job(self, job: Job) -> None:
        """Write a job with its stages and phases, whether it is known or not.

        JobEnded when the stored job has ended and differs. A cancel request that
        was stored meanwhile stays.
        """

        async def work(connection: Connection) -> None:
            stored = await job_by_uid(connection, job.uid)
            if stored is None:
                await insert_job(connection, job)
            elif not stored.state.terminal:
                await update_job(connection, job)
            elif stored != as_kept(job):
                raise JobEnded(job=job.uid, state=stored.state)

        await self._database.write(work)

    async def request_cancel(self, uid: str) -> bool:
        """Remember that a job is to be cancelled; False when there is no open one."""

        async def work(connection: Connection) -> bool:
            found = await connection.execute_fetchall(_REQUEST_CANCEL, (uid,))
            return bool(list(found))

        return await self._database.write(work)

    async def job(self, uid: str) -> Job | None:
        """The job of that uid."""
        return await self._database.read(lambda connection: job_by_uid(connection, uid))

    async def open_jobs(self, host_id: str | None = None) -> tuple[Job, ...]:
        """Queued and running jobs of one host, or of all, in the queue's order."""
        return await self._jobs(_OPEN_JOBS, host_id)

    async def jobs(
        self,
        *,
        drive_key: str | None = None,
        host_id: str | None = None,
        states: Collection[JobState] = (),
        verdict: Verdict | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 50,
        before: str | None = None,
    ) -> tuple[Job, ...]:
        """Jobs of a drive, a host, or all, newest first; `before` is a job's uid.

        Only those in one of `states`, where there are any. `since` and `until` leave
        out what had ended before, or was queued only then or later.
        """
        chosen: dict[str, str | int | None] = {
            "drive_key": drive_key,
            "host_id": host_id,
            "states": json.dumps(sorted(states)) if states else None,
            "verdict": verdict,
            "since": opt_ms(since),
            "until": opt_ms(until),
            "before": before,
        }
        query = jobs_query(
            [name for name, value in chosen.items() if value is not None]
        )
        values = {**chosen, "limit": limit}
        return await self._database.read(
            lambda connection: jobs_where(connection, query, values)
        )

    async def last_jobs(self, host_id: str) -> Mapping[str, Job]:
        """The job that ended last of each drive that the host had, by drive key."""
        jobs = await self._jobs(_LAST_JOBS, host_id)
        return {job.drive_key: job for job in jobs}

    async def last_verdict(self, drive_key: str) -> Verdict | None:
        """The newest verdict on a drive; a job that ended without one hides none."""

        async def work(connection: Connection) -> Verdict | None:
            found = await connection.execute_fetchall(_LAST_VERDICT, (drive_key,))
            return next((Verdict(row[0]) for row in found), None)

        return await self._database.read(work)

    async def add_samples(
        self, job_uid: str, position: int, samples: Sequence[Sample]
    ) -> None:
        """Add samples of the stage at `position`; one of the same second is replaced.

        Best called with many at once: what wears out an SD card is the commit.
        """

        async def work(connection: Connection) -> None:
            stage = await stage_id(connection, job_uid, position)
            await connection.executemany(
                _ADD_SAMPLE,
                [
                    (stage, s.second, s.phase, s.position, s.speed, s.temperature)
                    for s in samples
                ],
            )

        await self._database.write(work)

    async def samples(self, job_uid: str, position: int) -> tuple[Sample, ...]:
        """All samples of one stage, oldest first."""

        async def work(connection: Connection) -> tuple[Sample, ...]:
            stage = await stage_id(connection, job_uid, position)
            found = await connection.execute_fetchall(_SAMPLES, (stage,))
            return tuple(Sample(*row) for row in found)

        return await self._database.read(work)

    async def add_log(
        self, job_uid: str, position: int, part: str, at: datetime, text: str
    ) -> None:
        """Keep what a test of the stage at `position` said, bounded to `LOG_BYTES`.

        What was kept of the same `part` is replaced, so that it may be kept again.
        """

        async def work(connection: Connection) -> None:
            stage = await stage_id(connection, job_uid, position)
            await save_log(connection, stage, part, at, text)

        await self._database.write(work)

    async def logs(self, job_uid: str) -> tuple[StageLog, ...]:
        """What the tests of a job said, in order; empty once it was too old."""
        return await self._database.read(
            lambda connection: logs_of(connection, job_uid)
        )

    async def empty_logs(self, before: datetime) -> int:
        """Remove what tests said before a moment; answers how many texts that were."""
        return await self._database.write(
            lambda connection: drop_logs(connection, before)
        )

    async def note(self, drive_key: str) -> DriveNote | None:
        """What a person wrote on a drive."""
        notes = await self._database.read(
            lambda connection: notes_where(connection, drive_key)
        )
        return notes[0] if notes else None

    async def notes(self) -> Mapping[str, DriveNote]:
        """What people wrote on drives, by drive key."""
        notes = await self._database.read(notes_where)
        return {note.drive_key: note for note in notes}

    async def set_note(
        self, drive_key: str, text: str, at: datetime, who: str | None = None
    ) -> None:
        """Write on a drive, in place of what was there; an empty text removes it."""
        note = DriveNote(drive_key, text, at, who)
        await self._database.write(lambda connection: save_note(connection, note))

    async def forget_drive(self, drive_key: str) -> int:
        """Remove all jobs of a drive, with all that was measured, and its note.

        The audit trail stays. Answers how many jobs that were; DriveHasJob, and
        nothing is removed, while one is queued or running, on whatever host.
        """

        async def work(connection: Connection) -> int:
            deleted = await delete_jobs(connection, drive_key)
            await drop_note(connection, drive_key)
            return deleted

        return await self._database.write(work)

    async def setting(self, key: str) -> str | None:
        """A stored setting."""

        async def work(connection: Connection) -> str | None:
            found = await connection.execute_fetchall(
                "SELECT value FROM meta WHERE key = ?", (key,)
            )
            return next((str(row[0]) for row in found), None)

        return await self._database.read(work)

    async def set_setting(self, key: str, value: str) -> None:
        """Store a setting, replacing the old value."""

        async def work(connection: Connection) -> None:
            await connection.execute_fetchall(
                "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value)
            )

        await self._database.write(work)

    async def add_audit(self, entry: AuditEntry) -> int:
        """Add to the audit trail, for good; answers the entry's number."""
        (number,) = await self.add_audits((entry,))
        return number

    async def add_audits(self, entries: Sequence[AuditEntry]) -> tuple[int, ...]:
        """Add all or none to the audit trail, for good; answers their numbers."""

        async def work(connection: Connection) -> tuple[int, ...]:
            numbers = []
            for entry in entries:
                (row,) = await connection.execute_fetchall(_ADD_AUDIT, audit_row(entry))
                numbers.append(int(row[0]))
            return tuple(numbers)

        return await self._database.write(work)

    async def audit(
        self,
        *,
        drive_key: str | None = None,
        host_id: str | None = None,
        since: datetime | None = None,
        limit: int = 100,
        before: int | None = None,
    ) -> tuple[AuditEntry, ...]:
        """The audit trail, newest first; `before` is an entry's number."""
        chosen = (drive_key, host_id, opt_ms(since), before, limit)

        async def work(connection: Connection) -> tuple[AuditEntry, ...]:
            return tuple(
                audit_of(row) for row in await rows(connection, _AUDIT, chosen)
            )

        return await self._database.read(work)

    async def _jobs(self, query: str, *values: str | int | None) -> tuple[Job, ...]:
        """The jobs that a query names, with their stages and phases."""
        return await self._database.read(
            lambda connection: jobs_where(connection, query, values)
        )
