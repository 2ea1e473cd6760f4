"""A self-test as a stage of a job: each way it can begin, stand, and end."""

from pathlib import Path
from typing import Any

import pytest

from custom_components.nas_burnin.engine.model import (
    Actor,
    JobState,
    StageKind,
    StageState,
)
from custom_components.nas_burnin.engine.verdict.self_tests import GRACE, UNREAD
from tests.engine.supervised import Engine, engine

SHORT = (StageKind.SHORT_SMART,)
ME = Actor.person("me")
HOUR = 3600


def told(running: int | None = None, *entries: tuple[int, int]) -> dict[str, Any]:
    """What smartctl says: percent left of the test that runs, and the log."""
    status = 0xF0 | running // 10 if running is not None else 0
    table = [
        {"type": {"value": kind}, "status": {"value": end << 4}, "lifetime_hours": 1}
        for kind, end in entries
    ]
    return {
        "ata_smart_data": {
            "self_test": {
                "status": {"value": status},
                "polling_minutes": {"short": 2, "extended": 60},
            },
            "capabilities": {"self_tests_supported": True},
        },
        "ata_smart_self_test_log": {"standard": {"table": table}},
    }


def says(nas: Engine, running: int | None = None, *entries: tuple[int, int]) -> None:
    nas.nas.disks["sda"].smart = told(running, *entries)


async def later(nas: Engine, seconds: float) -> None:
    nas.clock.seconds += seconds
    await nas.refresh()


async def begin(nas: Engine, stages: tuple[StageKind, ...] = SHORT) -> None:
    says(nas)
    await nas.refresh()
    # SMART is read once a minute.
    await later(nas, 60)
    await nas.enqueue(stages=stages)
    await nas.refresh()


def codes(nas: Engine) -> list[str]:
    return [reason.code for reason in nas.job().reasons]


async def test_it_runs_and_passes(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await begin(nas)
        says(nas, 50)
        await later(nas, 30)
        assert nas.shown().progress.percent == 50
        assert nas.job().state is JobState.RUNNING
        says(nas, None, (1, 0))
        await later(nas, 30)
        assert nas.job().state is JobState.PASSED
        assert [request["verb"] for request in nas.nas.self_tests] == ["start"]


async def test_a_log_that_is_told_late_has_no_news(tmp_path: Path) -> None:
    """What is in it while the test runs was there before; only the next one counts."""
    async with engine(tmp_path) as nas:
        await begin(nas)
        nas.nas.disks["sda"].smart = {}
        await later(nas, 60)
        await nas.burnin.cancel(nas.key(), ME)
        await nas.refresh()
        await nas.enqueue(stages=SHORT)
        await nas.refresh()
        says(nas, 50, (1, 0))
        await later(nas, 30)
        says(nas, None, (1, 0))
        await later(nas, 30)
        assert nas.job().state is JobState.RUNNING
        says(nas, None, (1, 7), (1, 0))
        await later(nas, 30)
        assert nas.job().state is JobState.FAILED


async def test_one_that_hangs_is_aborted(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await begin(nas)
        says(nas, 10)
        await later(nas, 30)
        await later(nas, 5 * HOUR)
        assert (nas.job().state, codes(nas)) == (JobState.UNKNOWN, ["self_test_stuck"])
        assert [r["verb"] for r in nas.nas.self_tests] == ["start", "abort"]


async def test_one_that_is_not_taken_is_left_out(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.self_test_code = "not_taken"
        await begin(nas, (StageKind.SHORT_SMART, StageKind.FINAL_CHECK))
        assert nas.job().stages[0].state is StageState.SKIPPED
        assert nas.job().stages[0].reasons[0].code == "not_taken"
        await nas.refresh()
        # Nothing but its own word was left, and that is no test.
        assert (nas.job().state, codes(nas)[:2]) == (
            JobState.UNKNOWN,
            ["nothing_tested", "not_taken"],
        )


async def test_where_another_runs_it_waits(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.self_test_code = "already_running"
        await begin(nas)
        assert codes(nas) == ["already_running"]
        assert nas.job().state is JobState.QUEUED
        nas.nas.self_test_code = ""
        await nas.refresh()
        assert nas.job().state is JobState.RUNNING


async def test_one_that_never_begins_is_tried_three_times(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await begin(nas)
        for _ in range(3):
            await later(nas, GRACE)
            await later(nas, GRACE)
        assert (nas.job().state, codes(nas)) == (
            JobState.UNKNOWN,
            ["self_test_not_begun"],
        )
        assert [r["verb"] for r in nas.nas.self_tests] == ["start"] * 3


async def test_a_drive_that_tells_nothing_any_more(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await begin(nas)
        says(nas, 50)
        await later(nas, 30)
        nas.nas.disks["sda"].hung = True
        await later(nas, 30)
        assert nas.job().state is JobState.RUNNING
        await later(nas, UNREAD)
        assert (nas.job().state, codes(nas)) == (JobState.UNKNOWN, ["self_test_unread"])


@pytest.mark.parametrize("refused", [False, True])
async def test_cancel_aborts_it(tmp_path: Path, *, refused: bool) -> None:
    async with engine(tmp_path) as nas:
        await begin(nas)
        says(nas, 50)
        await later(nas, 30)
        nas.nas.self_test_code = "tool_hung" if refused else ""
        nas.nas.on_call = lambda _: None
        if not refused:
            # The drive does as it is told.
            says(nas, None, (1, 1))
        cancelled = nas.burnin.cancel(nas.key(), ME)
        if not refused:
            assert await cancelled
            assert (nas.job().state, codes(nas)) == (JobState.CANCELLED, ["stopped"])
            return
        with pytest.raises(Exception, match="does not end yet"):
            await cancelled
        nas.nas.self_test_code = ""
        await nas.refresh()
        says(nas, None, (1, 1))
        await nas.refresh()
        assert nas.job().state is JobState.CANCELLED


async def test_a_restart_of_ours_goes_on_watching(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await begin(nas)
        says(nas, 50)
        await later(nas, 30)
        after = await nas.again()
        says(after, None, (1, 0))
        await later(after, 60)
        assert after.job().state is JobState.PASSED
        assert len(nas.nas.self_tests) == 1
