"""A test that runs for a job which does not know of it.

A history that was restored from a backup has a job queued that was begun since. The
test on the host carries the job's own uid, so it is taken for what it is: never begun
a second time, and never called somebody else's.
"""

from dataclasses import replace
from datetime import datetime

from ..host.detached import handle_of
from ..model import Job, Snapshot, Stage, StageState, TestReport, TestState
from ..safety.inventory import unit_name

_NOT_LET_GO = frozenset({TestState.HOLDING, TestState.HELD, TestState.REFUSED})


def begun_before(
    job: Job, stage: Stage, snapshot: Snapshot, controller: str
) -> TestReport | None:
    """Return the test of ours for this very job that its stage does not know."""
    known = {attempt.handle.nonce for attempt in stage.attempts}
    if stage.handle:
        known.add(stage.handle.nonce)
    return next(
        (
            test
            for test in snapshot.tests
            if test.unit == unit_name(job.drive_key)
            and (test.job_uid, test.controller) == (job.uid, controller)
            and test.nonce not in known
        ),
        None,
    )


def adopt(stage: Stage, test: TestReport, now: datetime) -> Stage:
    """Return the stage as if it had begun that test; the next look follows it."""
    wrote = test.state not in _NOT_LET_GO and test.end != "not_started"
    return replace(
        stage,
        state=StageState.RUNNING,
        started=stage.started or now,
        handle=replace(handle_of(test), released=wrote),
    )
