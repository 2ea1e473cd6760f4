"""Tests of the surface: badblocks over every block, detached from every connection."""

from dataclasses import replace
from typing import override

from ..host.detached import Controlled
from ..model import Activity, Job, Reason, Snapshot, Stage, StageState, TestState
from ..verdict.attempts import why_broken_off
from .adopting import adopt, begun_before
from .bench import Bench
from .broken_off import BrokenOff
from .holding import Hold
from .judging import GONE, Judge
from .measuring import Meter
from .recognising import detached, never_wrote, own_handle, own_report, tests_unread
from .step import SaveStage, StageRunner, Step


class SurfaceTest(StageRunner):
    """Has a drive tested, and follows its test wherever that stands."""

    def __init__(self, bench: Bench) -> None:
        """Test drives of this host."""
        self._bench = bench
        self._meter = Meter(bench.clock)
        broken = BrokenOff(bench)
        self._hold = Hold(bench, broken)
        self._judge = Judge(bench, self._meter, broken)

    @override
    async def start(self, job: Job, stage: Stage, save: SaveStage) -> Step:
        return await self._hold.begin(job, stage, save)

    @override
    async def follow(
        self, job: Job, stage: Stage, snapshot: Snapshot, save: SaveStage
    ) -> Step:
        handle = own_handle(stage)
        if tests_unread(snapshot, handle.unit):
            return Step(stage, self._meter.shown(stage), Activity.TESTING)
        report = own_report(snapshot, handle)
        later = begun_before(job, stage, snapshot, self._bench.controller)
        if report is None and later:
            # Our history is a copy, from before this attempt: it is gone on with.
            adopted = adopt(stage, later, self._bench.clock.now())
            await save(adopted)
            return Step(adopted, self._meter.shown(stage), Activity.TESTING)
        if never_wrote(handle, report):
            never = Controlled(None, report)
            return await self._hold.not_begun(job, stage, never, snapshot, save)
        if report and report.alive and report.state is TestState.HOLDING:
            return Step(stage, activity=Activity.TESTING)
        if report and report.alive and report.state is TestState.HELD:
            if job.pause:
                # Not let go, it gives up by itself, and the drive waits for its turn.
                return Step(stage, activity=Activity.PAUSED)
            return await self._hold.release(job, stage, save)
        if report is None or why_broken_off(report):
            return await self._judge.broken_off(job, stage)
        step = self._judge.stand(job, stage, report, snapshot)
        if step.stage.state is not StageState.RUNNING or _is_as_wanted(job, step):
            return step
        return replace(step, activity=await self.steer(job, stage) or step.activity)

    @override
    async def steer(self, job: Job, stage: Stage) -> Activity | None:
        test = detached(self._bench, stage)
        done = await (test.pause() if job.pause else test.resume())
        if done.refusal or done.test is None or not done.test.alive:
            return None
        told = {
            TestState.PAUSED: Activity.PAUSED,
            TestState.TESTING: Activity.TESTING,
        }
        return told.get(done.test.state)

    @override
    async def stop(self, job: Job, stage: Stage, why: Reason | None = None) -> Step:
        done = await detached(self._bench, stage).stop()
        if done.refusal and done.refusal.code not in GONE:
            # What is alive must not be called ended; it is tried again.
            return Step(stage, activity=Activity.TESTING, waiting=(done.refusal,))
        snapshot = await self._bench.look()
        handle = own_handle(stage)
        if why and tests_unread(snapshot, handle.unit):
            # What it has done is to be gone on with; who cancels it wants to be rid of it.
            return Step(stage, self._meter.shown(stage), Activity.TESTING)
        report = own_report(snapshot, handle)
        return self._judge.stopped(job, stage, report, snapshot, why)

    @override
    async def clear(self, stage: Stage) -> None:
        if stage.handle:
            self._meter.forget(stage)
        if stage.handle and not self._bench.has_later_self():
            await detached(self._bench, stage).remove()


def _is_as_wanted(job: Job, step: Step) -> bool:
    return (step.activity is Activity.PAUSED) == (job.pause is not None)
