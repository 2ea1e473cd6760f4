"""Notes, logs, filters, and drives that are forgotten."""

from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
import sqlite3
from typing import Any
import zlib

import pytest

from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import (
    AuditEntry,
    DriveHasJob,
    DriveNote,
    History,
    Sample,
    StageLog,
)
from custom_components.nas_burnin.engine.history.jobs import jobs_query
from custom_components.nas_burnin.engine.history.texts import LOG_BYTES, LOG_PARTS
from custom_components.nas_burnin.engine.model import JobState, Verdict, Who
from tests.engine.builders import NOON, full_job, make_job

DAY = timedelta(days=1)


@pytest.fixture
async def history(tmp_path: Path) -> AsyncIterator[History]:
    opened = await History.open(tmp_path / "history.db")
    yield opened
    await opened.close()


async def test_firmware_and_versions_are_kept(history: History) -> None:
    told = {"nas_burnin": "0.4.0", "kernel": "6.12 \udcff"}
    job = make_job("a", firmware="82.00\udc80", versions=told)
    await history.add_jobs([job])
    assert await history.job("a") == job
    later = replace(job, firmware="", versions={})
    await history.save_job(later)
    assert await history.job("a") == later


# Notes -----------------------------------------------------------------------------


async def test_a_note_replaces_the_one_before(history: History) -> None:
    assert await history.note("d") is None
    await history.set_note("d", "first", NOON, "user-1")
    await history.set_note("d", "bought used \udcff", NOON + DAY)
    await history.set_note("e", "loud", NOON)
    kept = DriveNote("d", "bought used \udcff", NOON + DAY, None)
    assert await history.note("d") == kept
    assert await history.notes() == {"d": kept, "e": DriveNote("e", "loud", NOON)}
    await history.set_note("d", "", NOON)
    assert await history.note("d") is None
    assert list(await history.notes()) == ["e"]


# Logs ------------------------------------------------------------------------------


async def test_what_tests_said_comes_back_in_order(history: History) -> None:
    await history.add_jobs([make_job("a")])
    await history.add_log("a", 1, "check", NOON, "all well")
    await history.add_log("a", 0, "second", NOON + DAY, "two")
    await history.add_log("a", 0, "first", NOON, "one, cut")
    # Who was stopped before the stage was saved keeps the same once more.
    await history.add_log("a", 0, "first", NOON, "one\n\x00 \udcff")
    assert await history.logs("a") == (
        StageLog(0, "first", NOON, "one\n\x00 ?"),
        StageLog(0, "second", NOON + DAY, "two"),
        StageLog(1, "check", NOON, "all well"),
    )
    assert await history.logs("b") == ()
    with pytest.raises(HistoryError, match="no stage 2"):
        await history.add_log("a", 2, "x", NOON, "y")


async def test_the_middle_of_what_is_too_long_is_left_out(history: History) -> None:
    await history.add_jobs([make_job("a")])
    await history.add_log("a", 0, "x", NOON, "head" + "…" * LOG_BYTES + "tail")
    (log,) = await history.logs("a")
    assert log.text.startswith("head…")
    assert log.text.endswith("…tail")
    assert "[…]" in log.text
    assert len(log.text.encode()) <= LOG_BYTES + 8  # two letters cut in half


async def test_a_stage_that_was_begun_often_keeps_the_latest(history: History) -> None:
    await history.add_jobs([make_job("a")])
    for number in range(LOG_PARTS + 3):
        await history.add_log("a", 0, str(number), NOON, f"test {number}")
    kept = [log.part for log in await history.logs("a")]
    assert kept == [str(number) for number in range(3, LOG_PARTS + 3)]


async def test_old_logs_are_emptied(history: History) -> None:
    await history.add_jobs([make_job("a")])
    await history.add_log("a", 0, "old", NOON, "x")
    await history.add_log("a", 0, "new", NOON + 36 * DAY, "y")
    assert await history.empty_logs(NOON + DAY) == 1
    assert await history.empty_logs(NOON + DAY) == 0
    assert [log.part for log in await history.logs("a")] == ["new"]


@pytest.mark.parametrize("raw", [b"\0", b"no", zlib.compress(b"." * LOG_BYTES * 2)])
async def test_a_log_that_makes_no_sense_is_told(
    history: History, tmp_path: Path, raw: bytes
) -> None:
    await history.add_jobs([make_job("a")])
    await history.add_log("a", 0, "x", NOON, "y")
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection:
        connection.execute("UPDATE log SET text = ?", (raw,))
        connection.commit()
    with pytest.raises(HistoryError, match="unreadable"):
        await history.logs("a")


# Forgetting ------------------------------------------------------------------------


async def test_a_drive_is_forgotten_whole(history: History, tmp_path: Path) -> None:
    ended = replace(full_job("a"), drive_key="d")
    await history.add_jobs([ended, make_job("other")])
    await history.add_samples("a", 0, [Sample(1, 1, 1, 1)])
    await history.add_log("a", 0, "x", NOON, "y")
    await history.set_note("d", "loud", NOON)
    entry = AuditEntry(NOON, Who.PERSON, "start", drive_key="d", job_uid="a")
    await history.add_audit(entry)
    assert await history.forget_drive("d") == 1
    assert await history.forget_drive("d") == 0
    assert [job.uid for job in await history.jobs()] == ["other"]
    assert await history.note("d") is None
    assert [row.what for row in await history.audit(drive_key="d")] == ["start"]
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection:
        left = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("drive", "job", "stage", "phase", "sample", "log")
        }
    assert left == {
        "drive": 1,
        "job": 1,
        "stage": 2,
        "phase": 0,
        "sample": 0,
        "log": 0,
    }


async def test_a_drive_with_an_open_job_is_never_forgotten(history: History) -> None:
    await history.add_jobs(
        [
            make_job("a", drive_key="d", state=JobState.PASSED),
            make_job("b", drive_key="d", host_id="elsewhere"),
        ]
    )
    await history.set_note("d", "loud", NOON)
    with pytest.raises(DriveHasJob) as refusal:
        await history.forget_drive("d")
    assert refusal.value.values["drive"] == "d"
    assert len(await history.jobs()) == 2
    assert await history.note("d")


# Filters ---------------------------------------------------------------------------


@pytest.fixture
async def four(history: History) -> History:
    """Queued a day apart, each for two days; the last still runs."""
    verdicts = (Verdict.PASSED, Verdict.FAILED, Verdict.PASSED, None)
    await history.add_jobs(
        [
            make_job(
                f"{day}",
                drive_key=f"drive-{day % 2}",
                host_id=f"host-{day % 2}",
                created=NOON + day * DAY,
                state=JobState(verdict) if verdict else JobState.RUNNING,
                verdict=verdict,
                ended=NOON + (day + 2) * DAY if verdict else None,
            )
            for day, verdict in enumerate(verdicts)
        ]
    )
    return history


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, "3210"),
        ({"drive_key": "drive-1"}, "31"),
        ({"host_id": "host-0"}, "20"),
        ({"states": [JobState.PASSED, JobState.RUNNING]}, "320"),
        ({"verdict": Verdict.PASSED}, "20"),
        ({"since": NOON + 4 * DAY}, "32"),
        ({"since": NOON + 4 * DAY + timedelta(milliseconds=1)}, "3"),
        ({"until": NOON + 2 * DAY}, "10"),
        ({"until": NOON + 2 * DAY + timedelta(milliseconds=1)}, "210"),
        ({"since": NOON + 3 * DAY, "until": NOON + 2 * DAY}, "1"),
        ({"before": "2"}, "10"),
        ({"before": "2", "verdict": Verdict.PASSED, "limit": 1}, "0"),
        ({"drive_key": "drive-1", "verdict": Verdict.PASSED}, ""),
        ({"before": "nobody"}, ""),
    ],
)
async def test_jobs_are_chosen_exactly(
    four: History, chosen: dict[str, Any], expected: str
) -> None:
    assert "".join(job.uid for job in await four.jobs(**chosen)) == expected


@pytest.mark.parametrize(
    "filters",
    [
        ["drive_key"],
        ["drive_key", "since", "until", "before"],
        ["host_id", "states", "verdict", "before"],
        ["since", "until"],
        ["before"],
        [],
    ],
)
async def test_no_choice_reads_jobs_it_does_not_need(
    history: History, tmp_path: Path, filters: list[str]
) -> None:
    names = ("drive_key", "host_id", "states", "verdict", "since", "until", "before")
    values = {**dict.fromkeys(names, 1), "states": "[]", "limit": 1}
    query = f"EXPLAIN QUERY PLAN {jobs_query(filters)}"
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection:
        plan = [row[3] for row in connection.execute(query, values)]
    assert plan[0].startswith(("SEARCH job USING", "SCAN job USING")), plan
    # The newest come first by the index: nothing is sorted, and a page reads a page.
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
