"""What the history keeps, it keeps whole; what has ended, stays ended."""

from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
import sqlite3
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import (
    AuditEntry,
    DriveHasJob,
    History,
    JobEnded,
    Sample,
)
from custom_components.nas_burnin.engine.model import (
    JobState,
    PhaseKind,
    StageState,
    Verdict,
    Who,
)
from tests.engine.builders import NOON, full_job, make_job, resumed_job


@pytest.fixture
async def history(tmp_path: Path) -> AsyncIterator[History]:
    opened = await History.open(tmp_path / "history.db")
    yield opened
    await opened.close()


async def test_jobs_come_back_as_they_were(history: History) -> None:
    jobs = (make_job("a"), full_job("b"))
    await history.add_jobs(jobs)
    assert await history.job("a") == jobs[0]
    assert await history.job("b") == jobs[1]
    assert await history.job("nobody") is None


@given(text=st.text(st.characters(codec=None), max_size=20))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_a_host_may_call_a_drive_anything(history: History, text: str) -> None:
    job = make_job(ascii(text), serial=text, model=text[::-1])
    await history.save_job(job)
    assert await history.job(job.uid) == job


async def test_all_jobs_are_added_or_none(history: History) -> None:
    await history.add_jobs([make_job("a")])
    taken = make_job("c", drive_key=make_job("a").drive_key)
    with pytest.raises(DriveHasJob) as refusal:
        await history.add_jobs([make_job("b"), taken])
    assert refusal.value.values["drive"] == taken.drive_key
    assert [job.uid for job in await history.jobs()] == ["a"]
    with pytest.raises(HistoryError, match=r"job\.uid"):
        await history.add_jobs([make_job("b"), make_job("a", drive_key="other")])
    assert await history.job("b") is None


async def test_a_drive_gets_a_new_job_once_the_old_one_has_ended(
    history: History,
) -> None:
    await history.add_jobs([make_job("a", drive_key="d", state=JobState.CANCELLED)])
    await history.add_jobs([make_job("b", drive_key="d")])
    await history.add_jobs([make_job("c", drive_key="d", host_id="host-2")])
    assert len(await history.jobs(drive_key="d")) == 3


async def test_saving_writes_the_whole_job(history: History) -> None:
    job = make_job("a")
    await history.save_job(job)
    full = full_job("a")
    await history.save_job(full)
    assert await history.job("a") == full


async def test_what_was_broken_off_and_paused_is_kept(history: History) -> None:
    job = resumed_job("a")
    await history.add_jobs((job,))
    assert await history.job("a") == job
    over = replace(job, pauses=(job.pauses[0],), waits=None)
    await history.save_job(over)
    assert await history.job("a") == over


async def test_stages_and_phases_that_are_gone_are_dropped(history: History) -> None:
    full = replace(full_job("a"), state=JobState.RUNNING)
    await history.save_job(full)
    less = replace(full, stages=(replace(full.stages[0], phases=()),))
    await history.save_job(less)
    assert await history.job("a") == less


@pytest.mark.parametrize("state", [state for state in JobState if state.terminal])
@pytest.mark.parametrize(
    "changes",
    [
        {"state": JobState.RUNNING},
        {"state": JobState.PASSED, "verdict": Verdict.PASSED},
        {"reasons": ()},
        {"order": 7.0},
        {"stages": ()},
    ],
)
async def test_an_ended_job_never_changes(
    history: History, state: JobState, changes: dict[str, Any]
) -> None:
    ended = replace(full_job("a"), state=state, verdict=None)
    await history.save_job(ended)
    with pytest.raises(JobEnded) as refusal:
        await history.save_job(replace(ended, **changes))
    assert refusal.value.values["state"] == state
    assert await history.job("a") == ended


async def test_an_ended_job_may_be_saved_again_as_it_is(history: History) -> None:
    # Who was cancelled in mid-save can't know what became of it, and saves again.
    ended = replace(full_job("a"), ended=NOON + timedelta(microseconds=1_234_567))
    await history.save_job(ended)
    await history.save_job(ended)
    kept = await history.job("a")
    assert kept is not None
    assert kept.ended == NOON + timedelta(milliseconds=1_234)


async def test_sql_itself_refuses_to_change_an_end(
    history: History, tmp_path: Path
) -> None:
    await history.save_job(full_job("a"))
    await history.close()
    with (
        closing(sqlite3.connect(tmp_path / "history.db")) as connection,
        pytest.raises(sqlite3.IntegrityError, match="ended never changes"),
    ):
        connection.execute("UPDATE job SET state = 'passed'")


async def test_open_jobs_come_in_the_order_of_the_queue(history: History) -> None:
    await history.add_jobs(
        [
            make_job("late", order=3.0),
            make_job("first", order=-1.5, state=JobState.RUNNING),
            make_job("ended", order=0.0, state=JobState.UNKNOWN),
            make_job("elsewhere", order=0.0, host_id="host-2"),
            make_job("tie", order=3.0, created=NOON + timedelta(seconds=1)),
        ]
    )
    assert [job.uid for job in await history.open_jobs("host-1")] == [
        "first",
        "late",
        "tie",
    ]
    assert len(await history.open_jobs()) == 4


async def test_jobs_are_paged_newest_first(history: History) -> None:
    at_once = [make_job(f"{number:02}") for number in range(5)]
    later = make_job("later", created=NOON + timedelta(days=1), drive_key="d")
    await history.add_jobs([later, *at_once])
    first = await history.jobs(limit=3)
    assert [job.uid for job in first] == ["later", "04", "03"]
    rest = await history.jobs(limit=9, before=first[-1].uid)
    assert [job.uid for job in rest] == ["02", "01", "00"]
    assert [job.uid for job in await history.jobs(drive_key="d")] == ["later"]
    assert await history.jobs(host_id="host-2") == ()


async def test_the_last_of_each_drive(history: History) -> None:
    def ended(uid: str, drive: str, day: int, verdict: Verdict | None) -> None:
        jobs.append(
            make_job(
                uid,
                drive_key=drive,
                state=JobState(verdict) if verdict else JobState.CANCELLED,
                verdict=verdict,
                ended=NOON + timedelta(days=day),
            )
        )

    jobs = [make_job("running", drive_key="x", state=JobState.RUNNING)]
    ended("x-2", "x", 2, Verdict.FAILED)
    ended("x-1", "x", 1, Verdict.PASSED)
    ended("y-1", "y", 1, Verdict.PASSED)
    ended("y-2", "y", 2, None)
    await history.add_jobs(jobs)
    last = await history.last_jobs("host-1")
    assert {key: job.uid for key, job in last.items()} == {"x": "x-2", "y": "y-2"}
    assert await history.last_jobs("host-2") == {}
    assert await history.last_verdict("x") is Verdict.FAILED
    assert await history.last_verdict("y") is Verdict.PASSED
    assert await history.last_verdict("z") is None


async def test_a_cancel_request_survives_a_save_of_what_was_before(
    history: History,
) -> None:
    before = make_job("a")
    await history.add_jobs([before])
    assert await history.request_cancel("a")
    await history.save_job(replace(before, state=JobState.RUNNING))
    kept = await history.job("a")
    assert kept is not None
    assert kept.cancel_requested
    assert kept.state is JobState.RUNNING


async def test_only_an_open_job_can_be_cancelled(history: History) -> None:
    await history.add_jobs([make_job("a", state=JobState.PASSED)])
    assert not await history.request_cancel("a")
    assert not await history.request_cancel("nobody")


async def test_samples_are_kept_once_a_second(history: History) -> None:
    await history.add_jobs([make_job("a")])
    first = Sample(0, 1, 0, 180_000, 31)
    await history.add_samples("a", 0, [first, Sample(60, 1, 9_000, 170_000)])
    await history.add_samples("a", 0, [replace(first, speed=1)])
    assert await history.samples("a", 0) == (
        replace(first, speed=1),
        Sample(60, 1, 9_000, 170_000),
    )
    assert await history.samples("a", 1) == ()
    with pytest.raises(HistoryError, match="no stage 2"):
        await history.add_samples("a", 2, [first])


async def test_a_week_of_one_drive_takes_250_kilobytes_at_most(
    history: History, tmp_path: Path
) -> None:
    await history.add_jobs([make_job("a")])
    await history.close()
    path = tmp_path / "history.db"
    empty = path.stat().st_size
    again = await History.open(path)
    week = [
        Sample(
            60 * minute,
            phase=1 + minute // 1260,
            position=minute % 1260 * 10_500,
            speed=187_000,
            temperature=35,
        )
        for minute in range(7 * 24 * 60)
    ]
    for start in range(0, len(week), 60):
        await again.add_samples("a", 0, week[start : start + 60])
    await again.close()
    assert 0 < path.stat().st_size - empty <= 250_000


async def test_saving_a_stage_keeps_its_samples(history: History) -> None:
    job = make_job("a")
    await history.add_jobs([job])
    await history.add_samples("a", 0, [Sample(1, 1, 1, 1)])
    running = replace(job.stages[0], state=StageState.RUNNING)
    await history.save_job(replace(job, stages=(running, job.stages[1])))
    assert await history.samples("a", 0) == (Sample(1, 1, 1, 1),)


async def test_settings(history: History) -> None:
    assert await history.setting("host-1.max_parallel") is None
    await history.set_setting("host-1.max_parallel", "4")
    await history.set_setting("host-1.max_parallel", "6")
    assert await history.setting("host-1.max_parallel") == "6"


async def test_the_audit_trail_is_read_newest_first(history: History) -> None:
    entries = [
        AuditEntry(
            at=NOON + timedelta(hours=hour),
            who=Who.PERSON,
            what="start",
            who_id="user-1",
            host_id="host-1",
            drive_key=f"drive-{hour % 2}",
            job_uid="job-1",
            evidence={"lock": "free", "nodes": ["8:0"], "blank": True},
        )
        for hour in range(4)
    ]
    numbers = [await history.add_audit(entry) for entry in entries]
    kept = [
        replace(entry, number=number)
        for entry, number in zip(entries, numbers, strict=True)
    ]
    newest = kept[::-1]
    assert await history.audit() == tuple(newest)
    assert await history.audit(limit=2) == tuple(newest[:2])
    assert await history.audit(before=numbers[2]) == tuple(newest[2:])
    assert await history.audit(since=NOON + timedelta(hours=3)) == (newest[0],)
    assert await history.audit(drive_key="drive-1") == (newest[0], newest[2])
    assert await history.audit(host_id="host-2") == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET what = 'nothing'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit",
    ],
)
async def test_the_audit_trail_only_grows(
    history: History, tmp_path: Path, statement: str
) -> None:
    await history.add_audit(AuditEntry(NOON, Who.INTEGRATION, "resume"))
    await history.close()
    with (
        closing(sqlite3.connect(tmp_path / "history.db")) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append only"),
    ):
        connection.execute(statement)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("job", "reasons", "{"),
        ("stage", "kind", "mystery"),
        ("phase", "pattern", "ab"),
        ("audit", "evidence", "["),
    ],
)
async def test_a_row_that_makes_no_sense_is_told(
    history: History, tmp_path: Path, table: str, column: str, value: str
) -> None:
    await history.save_job(replace(full_job("a"), state=JobState.RUNNING))
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection:
        connection.execute(
            "INSERT INTO audit VALUES (7, 0, 'person', 0, '', '', '', '', '{}')"
        )
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
        connection.commit()
    with pytest.raises(HistoryError, match=f"{table} .* unreadable"):
        await (history.audit() if table == "audit" else history.jobs())


async def test_a_number_that_sqlite_cannot_hold_is_our_error(history: History) -> None:
    with pytest.raises(HistoryError, match="too large"):
        await history.save_job(make_job("a", size=2**63))
    assert await history.jobs() == ()


def test_every_phase_kind_is_covered_by_the_full_job() -> None:
    phases = full_job().stages[0].phases
    assert {phase.kind for phase in phases} == set(PhaseKind)
