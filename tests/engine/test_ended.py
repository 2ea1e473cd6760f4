"""When a test ended, whoever noticed it when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.nas_burnin.engine.jobs.ending import ended_job
from custom_components.nas_burnin.engine.model import (
    HostInfo,
    JobState,
    Stage,
    StageKind,
    Stamp,
    TestReport,
    TestState,
)
from custom_components.nas_burnin.engine.verdict.findings import ended_at
from custom_components.nas_burnin.engine.verdict.surface import JobOutcome
from tests.components.data import INFO, job

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
# A host whose wall clock is years behind.
REPORT = TestReport(
    unit="nas-burnin-x",
    job_uid="job",
    controller="controller",
    nonce="nonce",
    state=TestState.ENDED,
    alive=False,
    boot_id=INFO.boot_id,
    ended=Stamp(wall=1000.0, boot=1400.0),
)


@pytest.mark.parametrize(
    ("report", "info", "hours"),
    [
        (REPORT, INFO, 1),
        (None, INFO, 0),
        (REPORT, None, 0),
        (replace(REPORT, ended=None), INFO, 0),
        (replace(REPORT, boot_id="before"), INFO, 0),
        (replace(REPORT, ended=Stamp(wall=1000.0, boot=9000.0)), INFO, 0),
    ],
)
def test_age_by_the_clock_of_the_host(
    report: TestReport | None, info: HostInfo | None, hours: int
) -> None:
    assert ended_at(report, info, NOW) == NOW - timedelta(hours=hours)


def stage(kind: StageKind, hours: int | None) -> Stage:
    ended = NOW - timedelta(hours=hours) if hours is not None else None
    return Stage(position=0, kind=kind, ended=ended)


@pytest.mark.parametrize(
    ("stages", "state", "hours"),
    [
        ((StageKind.SURFACE_VALIDATE, 5), JobState.PASSED, 5),
        ((StageKind.SURFACE_VALIDATE, 5), JobState.FAILED, 5),
        ((StageKind.SURFACE_VALIDATE, 5), JobState.CANCELLED, None),
        ((StageKind.SURFACE_VALIDATE, None), JobState.UNKNOWN, None),
    ],
)
def test_a_job_ends_with_its_last_test(
    stages: tuple[StageKind, int | None], state: JobState, hours: int | None
) -> None:
    tested = (stage(*stages), stage(StageKind.FINAL_CHECK, 0))
    ended = ended_job(replace(job(), stages=tested), JobOutcome(state), NOW)
    assert ended.ended == (NOW if hours is None else NOW - timedelta(hours=hours))
