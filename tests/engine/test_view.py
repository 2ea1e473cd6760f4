"""What people see of a job, stage by stage."""

from dataclasses import replace

from custom_components.nas_burnin.engine.model import (
    JobState,
    Pattern,
    PhaseKind,
    Progress,
    StageState,
)
from custom_components.nas_burnin.engine.view import Live, job_view

from .builders import NOON, make_job

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
