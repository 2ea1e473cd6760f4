"""Which test on the host is a stage's own, and what the stage knows of it."""

from dataclasses import replace

from ..host.detached import Detached
from ..model import (
    Detector,
    Job,
    Snapshot,
    Stage,
    SurfacePlan,
    TestHandle,
    TestReport,
    TestState,
)
from ..queue.plan import plan_stage
from ..safety.left import Left, left_on
from .bench import Bench


def plan_of(job: Job, stage: Stage) -> SurfacePlan:
    """Plan the stage; the same whenever it is asked, so it needs no keeping."""
    plan = plan_stage(stage, job.size)
    return replace(plan, rest=stage.runs, attempts=stage.attempts)


def left_of(job: Job, stage: Stage) -> Left | None:
    """Return what a stage left on its drive; None for one that did not begin yet."""
    return left_on(plan_of(job, stage), job.unlock) if stage.attempts else None


def own_handle(stage: Stage) -> TestHandle:
    """Return the handle of the test of a stage that runs."""
    if stage.handle is None:
        raise AssertionError("a stage that runs has a handle")
    return stage.handle


def first_nonce(stage: Stage) -> str:
    """Return what tells the stage from others through all its attempts."""
    handles = [one.handle for one in stage.attempts]
    return (handles or [own_handle(stage)])[0].nonce


def detached(bench: Bench, stage: Stage) -> Detached:
    """Return the test of a stage that runs, to speak to it."""
    handle = own_handle(stage)
    return Detached(bench.link, handle.unit, handle.nonce)


def own_report(snapshot: Snapshot, handle: TestHandle) -> TestReport | None:
    """Return what a poll says of this very test; None where it is not there."""
    return next(
        (
            test
            for test in snapshot.tests
            if (test.unit, test.nonce) == (handle.unit, handle.nonce)
        ),
        None,
    )


def tests_unread(snapshot: Snapshot, unit: str) -> bool:
    """True where this poll can't say whether the test is there, nor how it stands."""
    return any(
        failure.detector is Detector.TESTS and failure.where in ("", unit)
        for failure in snapshot.facts.failures
    )


def never_wrote(handle: TestHandle, report: TestReport | None) -> bool:
    """True for a test that ended before it was let go, and so left the drive alone.

    What the host says of it counts before our own word: a history that was restored
    may be older than the release.
    """
    match report:
        case TestReport(state=TestState.REFUSED) | TestReport(end="not_started"):
            return True
        case TestReport(state=TestState.HOLDING | TestState.HELD, alive=False) | None:
            return not handle.released
        case _:
            return False
