"""A history of years is led to this version whole, from every earlier one."""

from collections import Counter
from contextlib import closing
from pathlib import Path
import sqlite3

import pytest

from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.history.schema import STEPS
from tests.engine.builders import full_job

FIXTURES = Path(__file__).parents[1] / "fixtures" / "history"
JOBS = 300
MINUTES = 120

_NUMBERS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})"
)


def _columns(connection: sqlite3.Connection, table: str, **changed: str) -> list[str]:
    """What to select of a table to get a row once more, with some of it changed."""
    query = f"SELECT name FROM pragma_table_info('{table}')"
    return [changed.get(name, name) for (name,) in connection.execute(query)]


def _multiply(
    connection: sqlite3.Connection, table: str, where: str, times: int, **changed: str
) -> None:
    """Write the rows of a table many times, whatever columns this version has."""
    numbers = _NUMBERS.format(times)
    chosen = ", ".join(_columns(connection, table, **changed))
    connection.execute(
        f"INSERT INTO {table} {numbers} SELECT {chosen} FROM {table}, n WHERE {where}"
    )


def _years(path: Path, version: int) -> None:
    """Make a history of that version: many drives, jobs, phases, curves and rows."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((FIXTURES / f"v{version}.sql").read_text())
        connection.execute("PRAGMA journal_mode = WAL")
        _multiply(
            connection, "drive", "key = 'drive-of-job-full'", JOBS, key="'d-' || i"
        )
        _multiply(
            connection,
            "job",
            "uid = 'job-full'",
            JOBS,
            id="100 + i",
            uid="'j-' || i",
            drive_key="'d-' || i",
            created="created - 86400000 * i",
        )
        for stage, position in connection.execute(
            "SELECT id, position FROM stage WHERE job = 2 ORDER BY id"
        ).fetchall():
            _multiply(
                connection,
                "stage",
                f"id = {stage}",
                JOBS,
                id=f"1000 * (1 + {position}) + i",
                job="100 + i",
            )
            _multiply(
                connection,
                "phase",
                f"stage = {stage}",
                JOBS,
                stage=f"1000 * (1 + {position}) + i",
            )
        connection.execute(
            f"INSERT INTO sample {_NUMBERS.format(MINUTES)}"
            " SELECT stage.id, 60 * i, 1, 9000 * i, 150000 - i, 30 + i % 9"
            " FROM stage, n WHERE stage.id > 1000 AND position = 0"
        )
        _multiply(connection, "audit", "id = 1", JOBS, id="10 + i")
        connection.commit()


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
async def test_a_history_of_years_is_led_to_this_version(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "nas_burnin" / "history.db"
    _years(path, version)
    history = await History.open(path)
    try:
        opened = history.opened
        assert opened.version == len(STEPS)
        assert opened.moved_aside is None
        assert (opened.migrated_from or version) == version
        jobs = await history.jobs(limit=JOBS + 10)
        assert len(jobs) == JOBS + 2
        assert Counter(len(job.stages[0].phases) for job in jobs) == {0: 1, 2: JOBS + 1}
        expected = full_job()
        one = next(job for job in jobs if job.uid == "j-7")
        assert one.stages == expected.stages
        assert (one.verdict, one.reasons) == (expected.verdict, expected.reasons)
        assert (await history.samples("j-7", 0))[-1].position == 9000 * MINUTES
        assert len(await history.audit(limit=JOBS + 10)) == JOBS + 1
        assert [job.uid for job in await history.open_jobs()] == ["job-1"]
        # What is new in this version works on what is old.
        await history.set_note("d-7", "from the attic", one.created)
        assert await history.forget_drive("d-7") == 1
        assert await history.job("j-7") is None
        snapshot = await history.snapshot()
    finally:
        await history.close()
    assert snapshot.path.exists()
    if opened.copy:
        with closing(sqlite3.connect(opened.copy)) as copy:
            assert copy.execute("PRAGMA user_version").fetchone() == (version,)
            assert copy.execute("SELECT count(*) FROM job").fetchone() == (JOBS + 2,)
    assert (opened.copy is None) == (version == len(STEPS))
