"""Version 4: firmware and versions of a job, notes on drives, what the tests said.

A `log` is deflated text. `part` tells the tests of one stage apart: a stage that was
broken off and gone on with has one for each.
"""

STATEMENTS = (
    "ALTER TABLE job ADD COLUMN firmware TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE job ADD COLUMN versions TEXT NOT NULL DEFAULT '{}'",
    "CREATE INDEX job_by_time ON job(created)",
    "CREATE INDEX job_by_end ON job(ended)",
    """
    CREATE TABLE drive_note (
        drive_key TEXT PRIMARY KEY,
        text TEXT NOT NULL,
        at INTEGER NOT NULL,
        who TEXT
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE log (
        stage INTEGER NOT NULL REFERENCES stage(id) ON DELETE CASCADE,
        part TEXT NOT NULL,
        at INTEGER NOT NULL,
        text BLOB NOT NULL,
        PRIMARY KEY (stage, part)
    ) STRICT
    """,
    "CREATE INDEX log_by_age ON log(at)",
)
