"""Version 3: what was broken off and gone on with, and every pause."""

STATEMENTS = (
    "ALTER TABLE job ADD COLUMN pauses TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE job ADD COLUMN waits TEXT",
    "ALTER TABLE job ADD COLUMN continues TEXT",
    "ALTER TABLE stage ADD COLUMN runs TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE stage ADD COLUMN attempts TEXT NOT NULL DEFAULT '[]'",
)
