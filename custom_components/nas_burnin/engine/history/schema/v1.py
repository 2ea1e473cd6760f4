"""Version 1: jobs with their stages, phases and samples; the audit trail.

Moments are milliseconds since 1970 UTC. `sample` counts in seconds since the stage
began, MiB and KiB/s, so that a week of one drive takes less than 250 KB.
"""

STATEMENTS = (
    """
    CREATE TABLE meta (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE host (
        id TEXT PRIMARY KEY,
        added INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE drive (
        key TEXT PRIMARY KEY,
        serial TEXT NOT NULL,
        model TEXT NOT NULL,
        size INTEGER NOT NULL,
        added INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE job (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        host_id TEXT NOT NULL REFERENCES host(id),
        drive_key TEXT NOT NULL REFERENCES drive(key),
        serial TEXT NOT NULL,
        model TEXT NOT NULL,
        size INTEGER NOT NULL,
        profile TEXT NOT NULL,
        created INTEGER NOT NULL,
        place REAL NOT NULL,
        state TEXT NOT NULL CHECK (state IN
            ('queued', 'running', 'passed', 'failed', 'cancelled', 'unknown')),
        requested_by TEXT,
        started INTEGER,
        ended INTEGER,
        cancel_requested INTEGER NOT NULL,
        verdict TEXT,
        reasons TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX job_one_open ON job(host_id, drive_key)
        WHERE state IN ('queued', 'running')
    """,
    "CREATE INDEX job_of_drive ON job(drive_key, created)",
    "CREATE INDEX job_of_host ON job(host_id, created)",
    """
    CREATE TRIGGER job_end_is_final BEFORE UPDATE ON job
        WHEN OLD.state NOT IN ('queued', 'running') AND (
            NEW.state IS NOT OLD.state OR NEW.verdict IS NOT OLD.verdict
            OR NEW.ended IS NOT OLD.ended OR NEW.reasons IS NOT OLD.reasons)
    BEGIN
        SELECT RAISE(ABORT, 'a job that has ended never changes');
    END
    """,
    """
    CREATE TABLE stage (
        id INTEGER PRIMARY KEY,
        job INTEGER NOT NULL REFERENCES job(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        options TEXT NOT NULL,
        started INTEGER,
        ended INTEGER,
        reasons TEXT NOT NULL,
        read_errors INTEGER NOT NULL,
        write_errors INTEGER NOT NULL,
        corruption_errors INTEGER NOT NULL,
        bad_blocks TEXT NOT NULL,
        handle TEXT,
        smart_before TEXT,
        smart_after TEXT,
        UNIQUE (job, position)
    ) STRICT
    """,
    """
    CREATE TABLE phase (
        stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        pattern TEXT NOT NULL,
        kind TEXT NOT NULL,
        size INTEGER NOT NULL,
        started INTEGER NOT NULL,
        ended INTEGER,
        seconds REAL,
        PRIMARY KEY (stage, number)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE sample (
        stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
        second INTEGER NOT NULL,
        phase INTEGER NOT NULL,
        position INTEGER NOT NULL,
        speed INTEGER NOT NULL,
        temperature INTEGER,
        PRIMARY KEY (stage, second)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        who_kind TEXT NOT NULL,
        who_id TEXT,
        what TEXT NOT NULL,
        host_id TEXT,
        drive_key TEXT,
        job_uid TEXT,
        evidence TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX audit_of_drive ON audit(drive_key, id)",
    """
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN
        SELECT RAISE(ABORT, 'the audit trail is append only');
    END
    """,
    """
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    BEGIN
        SELECT RAISE(ABORT, 'the audit trail is append only');
    END
    """,
    """
    CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
        WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
    BEGIN
        SELECT RAISE(ABORT, 'the audit trail is append only');
    END
    """,
)
