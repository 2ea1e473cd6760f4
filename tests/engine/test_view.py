"""What people see of a job, stage by stage."""

from dataclasses import replace
from datetime import timedelta

import pytest

from custom_components.nas_burnin.engine.jobs.live import Live
from custom_components.nas_burnin.engine.model import (
    JobState,
    Pattern,
    PhaseKind,
    Progress,
    StageState,
    Stamp,
)
from custom_components.nas_burnin.engine.view import clock_apart, job_view

from .builders import NOON, make_job
from .hosts import INFO

LAST = Progress(
    percent=100.0,
    phase=8,
    phase_count=8,
    pattern=Pattern.X00,
    phase_kind=PhaseKind.VERIFY,
    phase_percent=100.0,
    speed=90e6,
    eta=3.0,
    finish=NOON,
    bad_blocks=2,
)


def test_the_phase_is_that_of_the_running_stage() -> None:
    job = make_job(state=JobState.RUNNING)
    surface, final = job.stages
    testing = replace(job, stages=(replace(surface, state=StageState.RUNNING), final))
    assert job_view(testing, Live(LAST), None, NOON, None).progress == LAST
    passed = replace(surface, state=StageState.PASSED)
    checking = replace(job, stages=(passed, replace(final, state=StageState.RUNNING)))
    assert job_view(checking, Live(LAST), None, NOON, None).progress == Progress(
        percent=100.0, bad_blocks=2
    )


@pytest.mark.parametrize(
    ("ahead", "minutes"),
    [
        (timedelta(minutes=9, seconds=59), 0),
        (timedelta(minutes=-9, seconds=-59), 0),
        (timedelta(minutes=25), 20),
        (timedelta(hours=-1), -60),
    ],
)
def test_clocks_that_are_apart_are_told(ahead: timedelta, minutes: int) -> None:
    info = replace(INFO, now=Stamp(wall=(NOON + ahead).timestamp(), boot=0.0))
    assert clock_apart(info, NOON) == minutes


def test_a_clock_that_nobody_saw_is_not_apart() -> None:
    assert clock_apart(None, NOON) == 0
