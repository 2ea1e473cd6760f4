"""A history that was restored erases nothing before an administrator says so."""

from datetime import datetime
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.model import Actor, JobState, Reason, Verdict
from custom_components.nas_burnin.engine.sentences.tables import sentence
from tests.engine.surface import running_report

from .story import (
    FINISHES,
    LOSES_POWER,
    ME,
    MOVES_ON,
    Life,
    look,
    queue,
    recover,
    the_test,
)


async def _snapshot(life: Life) -> None:
    await life.engine.history.snapshot()


async def _restored(life: Life) -> Life:
    """Damage the history of a life, and start anew; no minute has passed."""
    await life.end()
    _damage(life.folder)
    reborn = await life.reborn(life.folder)
    assert reborn.engine.history.opened.restored
    return reborn


def _says_what_was_restored(life: Life) -> bool:
    waits = life.engine.burnin.view.waits_for
    assert waits
    (snapshot,) = (life.folder / "snapshots").iterdir()
    at = datetime.strptime(snapshot.stem, "history-%Y%m%d-%H%M%S")  # noqa: DTZ007
    assert waits == Reason("queue_history_restored", {"at": f"{at:%Y-%m-%d %H:%M} UTC"})
    return f"restored from the snapshot of {at:%Y-%m-%d %H:%M} UTC" in sentence(waits)


def _damage(folder: Path) -> None:
    (folder / "history.db").write_bytes(b"\xa5" * 50_000)


async def test_a_job_that_was_cancelled_since_waits(tmp_path: Path) -> None:
    life = await Life.begin(tmp_path / "life")
    try:
        await queue(life.engine)
        await _snapshot(life)
        await life.engine.burnin.cancel(life.engine.key(), ME)
        life = await _restored(life)
        job = await life.only_job()
        assert job
        assert job.state is JobState.QUEUED
        for _ in range(5):
            life.engine.clock.seconds += 60
            await life.engine.refresh()
        assert life.nas.starts == []
        assert _says_what_was_restored(life)
        # Nobody but a person may say that it goes on.
        assert await life.engine.burnin.confirm_queue(Actor())
        await life.engine.refresh()
        assert life.nas.starts == []
        # Nor does it go on by being started anew.
        await life.end()
        life = await life.reborn(life.folder)
        assert life.engine.history.opened.restored is None
        await life.engine.refresh()
        assert life.nas.starts == []
        assert _says_what_was_restored(life)
        assert await life.engine.burnin.confirm_queue(ME) is None
        await life.engine.refresh()
        assert len(life.nas.starts) == 1
    finally:
        await life.end()


async def test_a_test_that_runs_is_followed_and_passes(tmp_path: Path) -> None:
    life = await Life.begin(tmp_path / "life")
    try:
        await queue(life.engine)
        await look(life.engine)
        MOVES_ON.happens(life.nas)
        await _snapshot(life)
        life = await _restored(life)
        assert life.engine.burnin.view.waits_for is None
        await recover(life)
        job = await life.only_job()
        assert job
        assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED)
        assert len(life.nas.starts) == 1
    finally:
        await life.end()


async def test_a_snapshot_from_before_the_start_takes_up_the_test(
    tmp_path: Path,
) -> None:
    life = await Life.begin(tmp_path / "life")
    try:
        await queue(life.engine)
        await _snapshot(life)
        await look(life.engine)
        assert len(life.nas.released) == 1
        life = await _restored(life)
        await life.engine.refresh()
        assert await life.engine.burnin.confirm_queue(ME) is None
        await recover(life)
        job = await life.only_job()
        assert job
        assert job.state is JobState.PASSED
        assert len(life.nas.starts) == len(life.nas.released) == 1
    finally:
        await life.end()


async def _second_pattern(life: Life) -> None:
    """Begin, and come so far that the history knows the first pattern as proven."""
    await queue(life.engine)
    await look(life.engine)
    test = the_test(life.nas)
    assert test
    test.become(running_report(test.plan, 1, 0, 0.6, 400_000))
    await life.engine.refresh()


@pytest.mark.parametrize("ended", ["cancelled", "passed"])
async def test_a_test_that_ended_since_is_not_begun_again(
    tmp_path: Path, ended: str
) -> None:
    """The NAS restarted, too: what the history has proven would be gone on with."""
    life = await Life.begin(tmp_path / "life")
    try:
        await _second_pattern(life)
        await _snapshot(life)
        if ended == "cancelled":
            await life.engine.burnin.cancel(life.engine.key(), ME)
        else:
            FINISHES.happens(life.nas)
            await life.engine.refresh()
        assert life.nas.supervisors == {}
        LOSES_POWER.happens(life.nas)
        life = await _restored(life)
        for _ in range(5):
            life.engine.clock.seconds += 60
            await life.engine.refresh()
        job = await life.only_job()
        assert job
        assert job.state is JobState.RUNNING
        assert len(life.nas.starts) == 1
        assert life.engine.burnin.view.waits_for
        assert await life.engine.burnin.confirm_queue(ME) is None
        await life.engine.refresh()
        assert len(life.nas.starts) == 2
    finally:
        await life.end()


async def test_a_test_that_proved_to_run_goes_on_after_a_power_cut(
    tmp_path: Path,
) -> None:
    life = await Life.begin(tmp_path / "life")
    try:
        await _second_pattern(life)
        await _snapshot(life)
        life = await _restored(life)
        assert life.engine.burnin.view.waits_for is None
        LOSES_POWER.happens(life.nas)
        await life.engine.refresh()
        await life.engine.refresh()
        assert len(life.nas.starts) == 2
    finally:
        await life.end()


async def test_a_copy_that_is_a_night_old_waits_no_less(tmp_path: Path) -> None:
    """It was not followed for hours, either: one does not take the other's place."""
    life = await Life.begin(tmp_path / "life")
    try:
        await _second_pattern(life)
        await _snapshot(life)
        await life.engine.burnin.cancel(life.engine.key(), ME)
        LOSES_POWER.happens(life.nas)
        life.engine.clock.seconds += 8 * 3600
        life = await _restored(life)
        await life.engine.refresh()
        await life.engine.refresh()
        assert len(life.nas.starts) == 1
        assert _says_what_was_restored(life)
        # Being away once more changes nothing of that.
        await life.end()
        life.engine.clock.seconds += 8 * 3600
        life = await life.reborn(life.folder)
        assert _says_what_was_restored(life)
    finally:
        await life.end()
