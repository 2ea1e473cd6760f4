"""Version 2: what a person unlocked for a job is kept with it."""

STATEMENTS = ("ALTER TABLE job ADD COLUMN unlock TEXT",)
