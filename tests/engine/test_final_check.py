"""What a job's last look makes of all that its drive said, stage by stage."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from custom_components.nas_burnin.engine.model import (
    Counters,
    HealthRules,
    JobState,
    Protocol,
    Smart,
    StageKind,
    StageState,
    Verdict,
)
from custom_components.nas_burnin.engine.sentences.tables import sentence
from custom_components.nas_burnin.engine.stages.final_check import PATIENCE
from custom_components.nas_burnin.engine.verdict.health import (
    Reading,
    is_cut_short,
    judge_health,
)
from tests.engine.supervised import Engine, engine

SHORT, SURFACE = StageKind.SHORT_SMART, StageKind.SURFACE_VALIDATE
STAGES = (SHORT, StageKind.LONG_SMART, StageKind.FINAL_CHECK)


def well(**counters: int | None) -> Smart:
    told = {"reallocated": 0, "pending": 0, "crc": 0, **counters}
    return Smart(Protocol.ATA, serial="S", passed=True, counters=Counters(**told))


def judged(
    *course: Smart, before: Smart | None = None, rules: HealthRules | None = None
) -> tuple[StageState, list[str]]:
    """Judge readings after as many stages; the last one is the one at the end."""
    stages = (SHORT, SURFACE, StageKind.LONG_SMART)
    between = [Reading(*one) for one in zip(stages, course, strict=False)]
    state, reasons = judge_health(before or well(), course[-1], rules, between)
    return state, [sentence(reason) for reason in reasons]


def test_the_stage_in_which_it_rose_is_told() -> None:
    bad = well(reallocated=8)
    assert judged(well(), bad, bad) == (
        StageState.FAILED,
        [
            (
                "In the test the reallocated sectors rose from 0 to 8 (first seen after:"
                " Surface write and verify)."
            )
        ],
    )


def test_what_rose_and_was_put_right_has_risen() -> None:
    state, said = judged(well(), well(pending=8), well())
    assert (state, said) == (
        StageState.FAILED,
        [
            (
                "In the test the pending sectors rose from 0 to 8, and fell to 0 again"
                " (first seen after: Surface write and verify)."
            )
        ],
    )
    # What may rise may fall again, too.
    state, said = judged(well(), well(pending=2), well(), rules=HealthRules(pending=2))
    assert state is StageState.PASSED
    assert len(said) == 1


def test_what_was_there_before_and_went_has_not_risen() -> None:
    before = well(pending=8)
    assert judged(before, well(pending=3), well(), before=before) == (
        StageState.PASSED,
        [],
    )


def test_what_was_left_out_at_the_start_is_compared_with_what_came_first() -> None:
    before = well(reallocated=None)
    assert judged(well(), well(reallocated=8), before=before)[0] is StageState.FAILED
    state, said = judged(well(reallocated=8), before=before)
    assert (state, len(said)) == (StageState.PASSED, 1)
    assert "not known" in said[0]


def test_of_another_drive_no_reading_counts() -> None:
    other = replace(well(pending=8), serial="T")
    assert judged(well(), other, well()) == (StageState.PASSED, [])


def test_counters_that_vanish_are_told_in_one_sentence() -> None:
    before = well(timeouts=0)
    state, said = judged(well(crc=None), before=before)
    assert (state, len(said)) == (StageState.PASSED, 1)
    assert said[0].startswith("The drive does not report any more: CRC errors")


def test_a_drive_that_tells_nothing_any_more_does_not_pass() -> None:
    state, said = judged(replace(well(), counters=Counters(crc=0)))
    assert state is StageState.UNKNOWN
    assert "whether they rose is not known" in said[0]
    assert said[1].endswith("any more: reallocated sectors, pending sectors.")
    # Whatever is against it still is.
    state, _ = judged(replace(well(), counters=Counters(), below=("Helium_Level",)))
    assert state is StageState.FAILED
    # Another one is enough to judge by.
    state, _ = judged(well(reallocated=None))
    assert state is StageState.PASSED


@pytest.mark.parametrize(
    ("before", "after", "short"),
    [
        (well(), well(), False),
        (None, well(pending=None), False),
        (well(), well(pending=None), True),
        (well(pending=None), well(), False),
        # A cable's counter fails no drive.
        (well(), well(crc=None), False),
        (well(), replace(well(), passed=None), True),
        (replace(well(), passed=None), replace(well(), passed=None), False),
    ],
)
def test_a_report_that_lacks_what_could_fail_the_drive(
    before: Smart | None, after: Smart, *, short: bool
) -> None:
    assert is_cut_short(before, after) is short


def says(nas: Engine, pending: int | None, *entries: int) -> None:
    """Let the drive tell so many pending sectors, and these self-tests as passed."""
    rows = [] if pending is None else [{"id": 197, "raw": {"value": pending}}]
    table = [
        {"type": {"value": kind}, "status": {"value": 0}, "lifetime_hours": hour}
        for hour, kind in reversed(list(enumerate(entries)))
    ]
    told: dict[str, Any] = {
        "ata_smart_data": {
            "self_test": {"status": {"value": 0}},
            "capabilities": {"self_tests_supported": True},
        },
        "ata_smart_self_test_log": {"standard": {"table": table}},
        "ata_smart_attributes": {"table": rows},
    }
    nas.nas.disks["sda"].smart = told


async def later(nas: Engine, seconds: float) -> None:
    nas.clock.seconds += seconds
    await nas.refresh()


async def begin(nas: Engine) -> None:
    says(nas, 0)
    await nas.refresh()
    # SMART is read once a minute.
    await later(nas, 60)
    await nas.enqueue(stages=STAGES)
    await nas.refresh()


@pytest.mark.parametrize("pending", [0, 8])
async def test_a_job_is_judged_by_what_was_said_after_each_stage(
    tmp_path: Path, pending: int
) -> None:
    async with engine(tmp_path) as nas:
        await begin(nas)
        says(nas, pending, 1)
        await later(nas, 60)
        await later(nas, 60)
        says(nas, 0, 1, 2)
        await later(nas, 60)
        await later(nas, 60)
        job = nas.job()
        if not pending:
            assert (job.verdict, job.reasons) == (Verdict.PASSED, ())
            return
        assert job.verdict is Verdict.FAILED
        assert [reason.code for reason in job.reasons] == ["counter_rose_and_fell"]
        assert job.reasons[0].values["stage"] == "short_smart"


@pytest.mark.parametrize("is_told_again", [True, False])
async def test_a_reading_that_lacks_what_matters_is_taken_again(
    tmp_path: Path, *, is_told_again: bool
) -> None:
    async with engine(tmp_path) as nas:
        await begin(nas)
        says(nas, 0, 1)
        await later(nas, 60)
        await later(nas, 60)
        says(nas, None, 1, 2)
        await later(nas, 60)
        await later(nas, 60)
        job = nas.job()
        assert job.state is JobState.RUNNING
        assert [reason.code for reason in job.reasons] == ["health_not_read_yet"]
        if is_told_again:
            says(nas, 0, 1, 2)
        await later(nas, PATIENCE)
        job = nas.job()
        assert job.verdict is (Verdict.PASSED if is_told_again else None)
        if not is_told_again:
            assert job.state is JobState.UNKNOWN
            assert job.reasons[0].code == "health_not_told_any_more"
