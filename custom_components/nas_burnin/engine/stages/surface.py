"""Tests of the surface: held first, looked at again, and only then let go.

The order is the safety of it. What is seen while the supervisor holds the drive stays
true, because nothing can claim a held drive; so the look that counts comes after the
hold, and the word that lets badblocks write comes after the look. A drive that is only
read may be in use: there it is enough to be sure that it is the right one.
"""

from dataclasses import replace
from datetime import timedelta
from typing import override

from ..host.detached import Controlled, Detached, handle_of, new_nonce, start_request
from ..model import (
    Activity,
    Actor,
    Detector,
    Job,
    Lock,
    Progress,
    Reason,
    Run,
    Sample,
    Snapshot,
    Stage,
    StageState,
    SurfacePlan,
    TestHandle,
    TestReport,
    TestState,
)
from ..queue.plan import fitting, plan_stage
from ..safety.left import Left, left_on
from ..safety.locks import Permit, Refusal, permit, permit_held
from ..safety.reading import permit_read, permit_read_held
from ..safety.release import release_first
from ..unlock.audit import Act
from ..verdict.attempts import why_broken_off
from ..verdict.estimate import is_flat, mean_of
from ..verdict.findings import ended_at
from ..verdict.progress import progress
from ..verdict.said import said_by_test
from ..verdict.slices import Slicer, sliced
from ..verdict.surface import judge_surface
from .adopting import adopt, begun_before
from .bench import Bench
from .broken_off import BrokenOff, is_stopping, kept, waiting
from .step import SaveStage, StageRunner, Step

PASSING = frozenset(
    {"exists", "no_go", "no_space", "no_such_drive", "no_such_test", "not_ready"}
)
"""Refusals of the host that may be gone with the next try."""

GONE = frozenset({"no_such_test", "other_nonce", "not_ours"})
"""Refusals to stop a test that is there no more."""

SPEED_WINDOW = 30.0
"""Seconds over which the present speed is taken."""


class SurfaceTest(StageRunner):
    """Runs badblocks over the whole surface, detached from every connection."""

    def __init__(self, bench: Bench) -> None:
        """Test drives of this host."""
        self._bench = bench
        self._broken = BrokenOff(bench)
        # By the first nonce of a stage; only makes the shown progress smooth, a restart begins it anew.
        self._shown: dict[str, Progress] = {}
        self._recent: dict[str, tuple[TestReport, ...]] = {}
        self._slicers: dict[str, Slicer] = {}

    @override
    async def start(self, job: Job, stage: Stage, save: SaveStage) -> Step:
        asked = self._bench.clock.monotonic()
        snapshot = await self._look(job, stage)
        known = begun_before(job, stage, snapshot, self._bench.controller)
        if known:
            # Our history is older than the test: it is a backup, and no second start.
            adopted = adopt(stage, known, self._bench.clock.now())
            await save(adopted)
            return Step(adopted, activity=Activity.TESTING)
        allowed = self._permit(job, stage, snapshot, asked)
        if isinstance(allowed, Refusal):
            return self._refused(job, stage, snapshot, allowed)
        if is_stopping(stage, snapshot, self._bench.clock.now()):
            return waiting(stage, (Reason("host_stopping"),))
        begun = replace(
            stage,
            state=StageState.RUNNING,
            started=stage.started or self._bench.clock.now(),
            smart_before=stage.smart_before or allowed.drive.smart,
            handle=TestHandle(allowed.unit, new_nonce(), allowed.boot_id),
            runs=self._fitting(job, stage, snapshot),
        )
        await save(begun)
        done = await self._test(begun).start(self._request(job, begun, allowed))
        if done.refusal:
            return await self._not_begun(job, begun, done, snapshot, save)
        return await self._release(job, begun, save)

    @override
    async def follow(
        self, job: Job, stage: Stage, snapshot: Snapshot, save: SaveStage
    ) -> Step:
        handle = _handle(stage)
        if _tests_unread(snapshot, handle.unit):
            return Step(stage, self._shown.get(_first_nonce(stage)), Activity.TESTING)
        report = _own_report(snapshot, handle)
        if _never_wrote(handle, report):
            never = Controlled(None, report)
            return await self._not_begun(job, stage, never, snapshot, save)
        if report and report.alive and report.state is TestState.HOLDING:
            return Step(stage, activity=Activity.TESTING)
        if report and report.alive and report.state is TestState.HELD:
            if job.pause:
                # Not let go, it gives up by itself, and the drive waits for its turn.
                return Step(stage, activity=Activity.PAUSED)
            return await self._release(job, stage, save)
        if report is None or why_broken_off(report):
            return await self._broken_off(job, stage)
        step = self._judged(job, stage, report, snapshot)
        if step.stage.state is not StageState.RUNNING or _is_as_wanted(job, step):
            return step
        return replace(step, activity=await self.steer(job, stage) or step.activity)

    @override
    async def steer(self, job: Job, stage: Stage) -> Activity | None:
        test = self._test(stage)
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
        test = self._test(stage)
        done = await test.stop()
        if done.refusal and done.refusal.code != "no_such_test":
            # What is alive must not be called ended; it is tried again.
            return Step(stage, activity=Activity.TESTING, waiting=(done.refusal,))
        snapshot = await self._bench.look()
        report = _own_report(snapshot, _handle(stage))
        step = self._judged(job, stage, report, snapshot)
        if step.stage.state is StageState.RUNNING:
            return replace(step, stage=replace(step.stage, reasons=stage.reasons))
        if why is None:
            return Step(_cancelled(step.stage), said=step.said)
        stage = self._closed(job, _given_up(step.stage, why), report)
        return Step(stage, said=step.said)

    @override
    async def clear(self, stage: Stage) -> None:
        if stage.handle:
            self._recent.pop(stage.handle.nonce, None)
            self._slicers.pop(stage.handle.nonce, None)
            if stage.state not in (StageState.PENDING, StageState.RUNNING):
                self._shown.pop(_first_nonce(stage), None)
            await self._test(stage).remove()

    async def _look(self, job: Job, stage: Stage) -> Snapshot:
        """Look at the drive anew, without what closed attempts left on the host."""
        snapshot = await self._bench.look((job.drive_key,))
        closed = {(one.handle.unit, one.handle.nonce) for one in stage.attempts}
        left = [test for test in snapshot.tests if (test.unit, test.nonce) in closed]
        for test in left:
            over = Detached(self._bench.link, test.unit, test.nonce)
            await over.stop()
            await over.remove()
        return await self._bench.look((job.drive_key,)) if left else snapshot

    def _permit(
        self, job: Job, stage: Stage, snapshot: Snapshot, asked: float
    ) -> Permit | Refusal:
        now = self._bench.clock.monotonic()
        if not stage.kind.destructive:
            return permit_read(job.drive_key, snapshot, asked, now)
        return permit(
            job.drive_key,
            snapshot,
            asked,
            now,
            unlocked=job.unlock,
            left=_left(job, stage),
        )

    def _permit_held(
        self,
        job: Job,
        stage: Stage,
        snapshot: Snapshot,
        report: TestReport,
        asked: float,
    ) -> Permit | Refusal:
        now = self._bench.clock.monotonic()
        handle = replace(_handle(stage), released=False)
        if not stage.kind.destructive:
            return permit_read_held(job.drive_key, snapshot, report, handle, asked, now)
        return permit_held(
            job.drive_key,
            snapshot,
            report,
            handle,
            asked,
            now,
            unlocked=job.unlock,
            left=_left(job, stage),
        )

    def _fitting(self, job: Job, stage: Stage, snapshot: Snapshot) -> tuple[Run, ...]:
        """Return what the next test is asked, in chunks that the host can spare."""
        asked = _plan(job, stage).asked
        if snapshot.info is None:
            return stage.runs
        spare = snapshot.info.memory_available
        runs = fitting(asked, spare, self._bench.settings.max_parallel)
        return stage.runs if runs == asked else runs

    def _test(self, stage: Stage) -> Detached:
        handle = _handle(stage)
        return Detached(self._bench.link, handle.unit, handle.nonce)

    def _request(self, job: Job, stage: Stage, allowed: Permit) -> dict[str, object]:
        return start_request(
            allowed.drive,
            _plan(job, stage),
            nonce=_handle(stage).nonce,
            job_uid=job.uid,
            controller=self._bench.controller,
            boot_id=allowed.boot_id,
            require_blank=stage.kind.destructive
            and allowed.seen.lock is Lock.FREE
            and not stage.attempts,
        )

    async def _release(self, job: Job, stage: Stage, save: SaveStage) -> Step:
        """Look once more at everything while the drive is held, then let it write."""
        handle = replace(_handle(stage), released=False)
        asked = self._bench.clock.monotonic()
        snapshot = await self._bench.look((job.drive_key,))
        report = _own_report(snapshot, handle)
        if report is None:
            never = Controlled(None, None)
            return await self._not_begun(job, stage, never, snapshot, save)
        allowed = self._permit_held(job, stage, snapshot, report, asked)
        if isinstance(allowed, Refusal):
            await self._test(stage).stop()
            await self.clear(stage)
            return self._refused(job, stage, snapshot, allowed)
        if stage.kind.destructive:
            await self._note_release(job, allowed)
        released = replace(stage, handle=replace(handle_of(report), released=True))
        await save(released)
        done = await self._test(released).go()
        # One that is not ready was told all the same, and may write at any moment.
        if done.refusal is None or done.refusal.code == "not_ready":
            return Step(released, activity=Activity.TESTING)
        return await self._not_begun(job, released, done, snapshot, save)

    async def _note_release(self, job: Job, allowed: Permit) -> None:
        unlock = job.unlock
        await self._bench.audit.write(
            [
                self._bench.audit.entry(
                    Act.RELEASED,
                    Actor(),
                    job.drive_key,
                    state=allowed.seen,
                    job_uid=job.uid,
                    requested_by=job.requested_by or "",
                    unlocked_by=unlock.user_id if unlock else "",
                )
            ]
        )

    async def _not_begun(
        self,
        job: Job,
        stage: Stage,
        done: Controlled,
        snapshot: Snapshot,
        save: SaveStage,
    ) -> Step:
        """Clear away a test that never wrote a byte, and say why it did not."""
        if _handle(stage).released:
            # Its records are the only other proof that it did not write, and go now.
            stage = replace(stage, handle=replace(_handle(stage), released=False))
            await save(stage)
        await self._test(stage).stop()
        await self.clear(stage)
        reason = (done.test and done.test.reason) or done.refusal or Reason("no_go")
        if stage.attempts:
            return self._broken.not_begun(stage, reason)
        if reason.code in PASSING:
            return waiting(stage, (reason,))
        release: tuple[Reason, ...] = ()
        if reason.code == "busy" and (lock := snapshot.locks.get(job.drive_key)):
            release = release_first(lock)
        return self._given_up(stage, (reason, *release))

    def _refused(
        self, job: Job, stage: Stage, snapshot: Snapshot, refusal: Refusal
    ) -> Step:
        """Give up a drive that is in use; wait where the host only can't tell.

        What was begun is not given up: it waits for its drive, or for a person.
        """
        left = _left(job, stage)
        if left:
            return self._broken.refused(job, stage, snapshot, refusal, left)
        drives = (d for d in snapshot.drives if d.key == refusal.drive_key)
        if any(drive.identity_problem for drive in drives) or _is_taken(refusal):
            return self._given_up(stage, refusal.reasons)
        return waiting(stage, refusal.reasons)

    def _given_up(self, stage: Stage, reasons: tuple[Reason, ...]) -> Step:
        """End a stage that wrote nothing; what would have come is known: nothing."""
        now = self._bench.clock.now()
        return Step(
            replace(stage, state=StageState.CANCELLED, reasons=reasons, ended=now)
        )

    async def _broken_off(self, job: Job, stage: Stage) -> Step:
        """Make sure that nothing of a test is left, look once more, and close it."""
        handle = _handle(stage)
        done = await self._test(stage).stop()
        if done.refusal and done.refusal.code not in GONE:
            return Step(stage, activity=Activity.TESTING, waiting=(done.refusal,))
        snapshot = await self._bench.look()
        if _tests_unread(snapshot, handle.unit):
            return Step(stage, activity=Activity.TESTING)
        report = _own_report(snapshot, handle)
        if report and why_broken_off(report) is None:
            # It had only just ended when it was seen first.
            return self._judged(job, stage, report, snapshot)
        plan = _plan(job, stage)
        step = self._broken.close(plan, stage, handle, report, snapshot)
        if step is None:
            return self._judged(job, stage, report, snapshot)
        said = said_by_test(report) if report else None
        return replace(step, progress=self._shown.get(_first_nonce(stage)), said=said)

    def _closed(self, job: Job, stage: Stage, report: TestReport | None) -> Stage:
        """Return a stage that has ended; one that ended unknown can be gone on with."""
        handle = _handle(stage)
        is_closed = any(one.handle == handle for one in stage.attempts)
        if stage.state is not StageState.UNKNOWN or not handle.released or is_closed:
            return stage
        plan = _plan(job, stage)
        return kept(plan, stage, handle, report, self._bench.clock.now())

    def _judged(
        self, job: Job, stage: Stage, report: TestReport | None, snapshot: Snapshot
    ) -> Step:
        plan = _plan(job, stage)
        nonce = _handle(stage).nonce
        cancelled = job.cancel_requested
        outcome = judge_surface(plan, report, nonce, cancelled=cancelled)
        clock = self._bench.clock
        asked = clock.now() - timedelta(seconds=clock.monotonic() - snapshot.asked)
        ended = ended_at(report, snapshot.info, asked)
        if stage.started:
            # A wall clock that was set back makes no test end before it began.
            ended = max(ended, stage.started)
        judged = replace(
            stage,
            state=outcome.state,
            reasons=outcome.reasons,
            phases=outcome.phases,
            errors=outcome.errors,
            bad_blocks=outcome.bad_blocks,
            ended=None if outcome.state is StageState.RUNNING else ended,
        )
        judged = self._closed(job, judged, report)
        if report is None:
            return Step(judged)
        paused = report.state is TestState.PAUSED
        return Step(
            judged,
            self._progress(plan, report, stage),
            Activity.PAUSED if paused else Activity.TESTING,
            samples=self._sliced(job, plan, stage, report, snapshot),
            said=None if judged.ended is None else said_by_test(report),
        )

    def _sliced(
        self,
        job: Job,
        plan: SurfacePlan,
        stage: Stage,
        report: TestReport,
        snapshot: Snapshot,
    ) -> tuple[Sample, ...]:
        """Return what was measured since the last poll; a restart loses one slice."""
        now = self._bench.clock.now()
        degrees = (
            drive.smart.temperature
            for drive in snapshot.drives
            if drive.key == job.drive_key and drive.smart
        )
        slicer, samples = sliced(
            plan,
            report,
            self._slicers.get(report.nonce, Slicer()),
            (now - (stage.started or now)).total_seconds(),
            next(degrees, None),
        )
        self._slicers[report.nonce] = slicer
        return samples

    def _progress(
        self, plan: SurfacePlan, report: TestReport, stage: Stage
    ) -> Progress:
        first_nonce, smart = _first_nonce(stage), stage.smart_before
        recent = tuple(
            test
            for test in self._recent.get(report.nonce, ())
            if _seconds_between(test, report) <= SPEED_WINDOW
        )
        shown = progress(
            plan,
            report,
            self._shown.get(first_nonce),
            self._bench.clock.now(),
            recent[0] if recent else None,
            flat=is_flat(smart),
            expected=plan.size / mean_of(plan.size, smart),
        )
        self._shown[first_nonce] = shown
        self._recent[report.nonce] = (*recent, report)
        return shown


def _plan(job: Job, stage: Stage) -> SurfacePlan:
    """Plan the stage; the same whenever it is asked, so it needs no keeping."""
    plan = plan_stage(stage, job.size)
    return replace(plan, rest=stage.runs, attempts=stage.attempts)


def _left(job: Job, stage: Stage) -> Left | None:
    """Return what a stage left on its drive; None for one that did not begin yet."""
    return left_on(_plan(job, stage), job.unlock) if stage.attempts else None


def _first_nonce(stage: Stage) -> str:
    """Return what tells the stage from others through all its attempts."""
    handles = [one.handle for one in stage.attempts]
    return (handles or [_handle(stage)])[0].nonce


def _handle(stage: Stage) -> TestHandle:
    if stage.handle is None:
        raise AssertionError("a stage that runs has a handle")
    return stage.handle


def _is_as_wanted(job: Job, step: Step) -> bool:
    return (step.activity is Activity.PAUSED) == (job.pause is not None)


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


def _own_report(snapshot: Snapshot, handle: TestHandle) -> TestReport | None:
    return next(
        (
            test
            for test in snapshot.tests
            if (test.unit, test.nonce) == (handle.unit, handle.nonce)
        ),
        None,
    )


def _tests_unread(snapshot: Snapshot, unit: str) -> bool:
    """True where this poll can't say whether the test is there, nor how it stands."""
    return any(
        failure.detector is Detector.TESTS and failure.where in ("", unit)
        for failure in snapshot.facts.failures
    )


def _never_wrote(handle: TestHandle, report: TestReport | None) -> bool:
    """True for a test that ended before it was let go, and so left the drive alone."""
    if report and report.state is TestState.REFUSED:
        return True
    return not handle.released and not (report and report.alive)


def _seconds_between(earlier: TestReport, later: TestReport) -> float:
    if earlier.updated is None or later.updated is None:
        return 0.0
    return later.updated.boot - earlier.updated.boot


def _is_taken(refusal: Refusal) -> bool:
    """True where waiting does not help: the drive is used, and not unlocked as it is."""
    if refusal.seen is None or refusal.lifted:
        return False
    return refusal.seen.lock not in (Lock.FREE, Lock.UNKNOWN)
