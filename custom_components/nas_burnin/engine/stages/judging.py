"""How a surface test stands, and how its stage ends with it."""

from dataclasses import replace
from datetime import datetime, timedelta

from ..model import (
    Activity,
    Job,
    Reason,
    Snapshot,
    Stage,
    StageState,
    TestReport,
    TestState,
)
from ..verdict.attempts import is_lost, why_broken_off
from ..verdict.findings import ended_at
from ..verdict.said import said_by_test
from ..verdict.surface import judge_surface
from .bench import Bench
from .broken_off import BrokenOff, kept
from .measuring import Meter
from .recognising import detached, own_handle, own_report, plan_of, tests_unread
from .step import Step

GONE = frozenset({"no_such_test", "other_nonce", "not_ours"})
"""Refusals to stop a test that is there no more."""


class Judge:
    """Makes of what the host says of a test what is written of its stage."""

    def __init__(self, bench: Bench, meter: Meter, broken: BrokenOff) -> None:
        """Judge tests on this host; `broken` has those begun again that broke off."""
        self._bench = bench
        self._meter = meter
        self._broken = broken

    def stand(
        self, job: Job, stage: Stage, report: TestReport | None, snapshot: Snapshot
    ) -> Step:
        """Say where a test stands, and end its stage when it has ended."""
        plan = plan_of(job, stage)
        nonce = own_handle(stage).nonce
        cancelled = job.cancel_requested
        outcome = judge_surface(plan, report, nonce, cancelled=cancelled)
        is_running = outcome.state is StageState.RUNNING
        judged = replace(
            stage,
            state=outcome.state,
            reasons=outcome.reasons,
            ended=None if is_running else self._ended_at(stage, report, snapshot),
        )
        if not is_lost(plan, stage, report):
            judged = replace(
                judged,
                phases=outcome.phases,
                errors=outcome.errors,
                bad_blocks=outcome.bad_blocks,
            )
        judged = self._closed(job, judged, report)
        if report is None:
            return Step(judged)
        paused = report.state is TestState.PAUSED
        return Step(
            judged,
            self._meter.progress(plan, report, stage),
            Activity.PAUSED if paused else Activity.TESTING,
            samples=self._meter.slices(job, plan, stage, report, snapshot),
            said=None if judged.ended is None else said_by_test(report),
        )

    def stopped(
        self,
        job: Job,
        stage: Stage,
        report: TestReport | None,
        snapshot: Snapshot,
        why: Reason | None,
    ) -> Step:
        """End the stage of a test that was stopped: cancelled, or unknown for `why`."""
        step = self.stand(job, stage, report, snapshot)
        if step.stage.state is StageState.RUNNING:
            return replace(step, stage=replace(step.stage, reasons=stage.reasons))
        if why is None:
            return Step(_cancelled(step.stage), said=step.said)
        ended = self._closed(job, _given_up(step.stage, why), report)
        return Step(ended, said=step.said)

    async def broken_off(self, job: Job, stage: Stage) -> Step:
        """Make sure that nothing of a test is left, look once more, and close it."""
        handle = own_handle(stage)
        done = await detached(self._bench, stage).stop()
        if done.refusal and done.refusal.code not in GONE:
            return Step(stage, activity=Activity.TESTING, waiting=(done.refusal,))
        snapshot = await self._bench.look()
        if tests_unread(snapshot, handle.unit):
            return Step(stage, activity=Activity.TESTING)
        report = own_report(snapshot, handle)
        if report and why_broken_off(report) is None:
            # It had only just ended when it was seen first.
            return self.stand(job, stage, report, snapshot)
        plan = plan_of(job, stage)
        step = self._broken.close(plan, stage, handle, report, snapshot)
        if step is None:
            return self.stand(job, stage, report, snapshot)
        said = said_by_test(report) if report else None
        return replace(step, progress=self._meter.shown(stage), said=said)

    def _closed(self, job: Job, stage: Stage, report: TestReport | None) -> Stage:
        """Return a stage that has ended; one that ended unknown can be gone on with."""
        handle = own_handle(stage)
        is_closed = any(one.handle == handle for one in stage.attempts)
        if stage.state is not StageState.UNKNOWN or not handle.released or is_closed:
            return stage
        plan = plan_of(job, stage)
        return kept(plan, stage, handle, report, self._bench.clock.now())

    def _ended_at(
        self, stage: Stage, report: TestReport | None, snapshot: Snapshot
    ) -> datetime:
        clock = self._bench.clock
        asked = clock.now() - timedelta(seconds=clock.monotonic() - snapshot.asked)
        ended = ended_at(report, snapshot.info, asked)
        # A wall clock that was set back makes no test end before it began.
        return max(ended, stage.started) if stage.started else ended


def _cancelled(stage: Stage) -> Stage:
    """Return a stage whose test was ended because a person wanted it."""
    if stage.state is StageState.CANCELLED:
        return stage
    reasons = (Reason("stopped"), *stage.reasons)
    return replace(stage, state=StageState.CANCELLED, reasons=reasons)


def _given_up(stage: Stage, why: Reason) -> Stage:
    """Return a stage whose test was ended for its drive's sake, or had ended already."""
    if stage.state in (StageState.PASSED, StageState.FAILED):
        return stage
    found = tuple(reason for reason in stage.reasons if reason != Reason("stopped"))
    return replace(stage, state=StageState.UNKNOWN, reasons=(why, *found))
