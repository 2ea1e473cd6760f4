"""Moves the jobs of one host through their stages, each step kept before the next."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

from ..clock import Clock
from ..history import History
from ..listeners import Listeners
from ..model import (
    Activity,
    Actor,
    Event,
    EventKind,
    HostInfo,
    Job,
    JobState,
    Reason,
    Snapshot,
    Stage,
    StageKind,
    StageState,
)
from ..queue.order import (
    SURFACE,
    due,
    has_begun,
    new_orders,
    next_stage,
    running_stage,
    surface_running,
)
from ..stages import StageRunner, Step
from ..verdict.surface import JobOutcome, judge_job
from .continuing import can_continue, continued
from .curves import Curves, is_judged
from .ending import CANCELLED, EXPIRED, ended_job
from .ledger import Ledger
from .live import Lives
from .steering import Steering
from .versions import versions_of

STARTING = 20.0
"""Seconds in one round in which tests are begun. Where a host takes long to answer, it
takes that for each drive that waits, and a drive that gets hot can't wait for all."""


class Jobs:
    """What is done about jobs: when, and in which order.

    Every method that speaks to the host raises HostError and SetupError as the stage
    runners do, and HistoryError; a job then stands where the history says.
    """

    def __init__(
        self,
        ledger: Ledger,
        history: History,
        clock: Clock,
        runners: Mapping[StageKind, StageRunner],
        steering: Steering,
        events: Listeners[Event],
        changed: Callable[[], None],
        version: str = "",
    ) -> None:
        """Move what this ledger has; `changed` is called when more is known of a job.

        `version` is ours, to be kept with the jobs that begin.
        """
        self._ledger = ledger
        self._history = history
        self._clock = clock
        self._runners = runners
        self._steering = steering
        self._events = events
        self._changed = changed
        self._version = version
        self._info: HostInfo | None = None
        self._curves = Curves(history, clock)
        self._tried: set[tuple[str, int]] = set()
        self.live = Lives(clock, changed)

    async def cancel(self, uid: str) -> bool:
        """Cancel a job; False when it is not open any more.

        The wish is kept before anything is done about it; when the host fails in
        between, `advance` does it as soon as the host answers.
        """
        if not await self._ledger.request_cancel(uid):
            return False
        async with self._ledger.alone(uid) as job:
            if job:
                wanted = replace(job, cancel_requested=True)
                await self._stop(self._ledger.remember(wanted))
        return True

    async def continue_job(self, uid: str, actor: Actor) -> Job | None:
        """Go on with a job that waits for a person, or that ended unknown.

        The latter gets a new job, which is subject to the same checks as the first.
        None where there is nothing to go on with: it is under way, or has a result,
        or is not the last of its drive. HistoryError when it can't be kept.
        """
        if self._ledger.get(uid):
            async with self._ledger.alone(uid) as job:
                if job is None or job.waits is None or job.cancel_requested:
                    return None
                return await self._ledger.keep(replace(job, waits=None))
        before = self._ledger.last(uid)
        if before is None or self._ledger.of_drive(before.drive_key):
            return None
        if not can_continue(before):
            return None
        (order,) = new_orders(self._ledger.open, [before.size])
        job = continued(before, actor, self._clock.now(), order)
        await self._ledger.add([job])
        return job

    async def steer(self, uid: str) -> bool:
        """Halt the test of a job or let it go on, as its pauses say; False until it does.

        When the host fails, `advance` does it as soon as the host answers.
        """
        async with self._ledger.alone(uid) as job:
            stage = running_stage(job) if job else None
            if job is None or stage is None or job.cancel_requested:
                return True
            activity = await self._runners[stage.kind].steer(job, stage)
            if activity:
                self.live.do(uid, activity)
            if activity is None:
                return False
            return (activity is Activity.PAUSED) == (job.pause is not None)

    async def advance(self, snapshot: Snapshot) -> None:
        """Follow every running job, and carry out what was asked of it meanwhile."""
        self.live.forget_all_but(self._ledger.all)
        self._steering.see(snapshot)
        self._info = snapshot.info
        for uid in [job.uid for job in self._ledger.open]:
            async with self._ledger.alone(uid) as job:
                if job and job.cancel_requested:
                    await self._stop(job)
                elif job:
                    await self._go_on(job, snapshot)
            # With each job all is shown anew, and much may change with one look.
            await asyncio.sleep(0)

    async def start_due(self, max_parallel: Callable[[], int]) -> bool:
        """Start all that has a slot; what can't start now lets the next one try.

        False where that took too long, and what runs has to be looked after first:
        the next round goes on with those that were not tried.
        """
        for waiting in self._ledger.open:
            pending = next_stage(waiting)
            if pending:
                self.live.hinder(waiting.uid, self._steering.bars(waiting, pending))
        tried, self._tried = self._tried, set()
        until = self._clock.monotonic() + STARTING
        while job := self._next_due(tried, max_parallel()):
            if self._clock.monotonic() >= until:
                self._tried = tried
                return False
            stage = next_stage(job)
            if stage is None:
                raise AssertionError("a job is due, but has nothing to do")
            tried.add((job.uid, stage.position))
            async with self._ledger.alone(job.uid) as current:
                if current == job:
                    await self._start(job, stage)
        return True

    async def expire(self, uid: str) -> None:
        """Drop a job that has not begun, because nobody confirmed it in time."""
        async with self._ledger.alone(uid) as job:
            if job and job.state is JobState.QUEUED:
                await self._finish(job, EXPIRED)

    def _next_due(self, tried: set[tuple[str, int]], max_parallel: int) -> Job | None:
        jobs = self._ledger.open
        untried = [
            job
            for job in jobs
            if (stage := next_stage(job))
            and (job.uid, stage.position) not in tried
            and not self._steering.bars(job, stage)
        ]
        return next(iter(due(untried, surface_running(jobs), max_parallel)), None)

    async def _start(self, job: Job, stage: Stage) -> None:
        async def save(begun: Stage) -> None:
            await self._ledger.save(
                self._begun(_with_stage(self._ledger[job.uid], begun))
            )

        step = await self._runners[stage.kind].start(job, stage, save)
        await self._take(job.uid, step)

    def _begun(self, job: Job) -> Job:
        if job.state is JobState.RUNNING:
            return job
        return replace(
            job,
            state=JobState.RUNNING,
            started=self._clock.now(),
            versions=versions_of(self._info, self._version),
        )

    async def _go_on(self, job: Job, snapshot: Snapshot) -> None:
        """Keep what is wanted of a job by now, then end its stage or follow it."""
        job = await self._ledger.keep(self._steering.with_pauses(job))
        stage = running_stage(job)
        why = None
        if stage:
            self._steering.listen(job, stage, snapshot)
            self._note_silence(job, stage)
            why = self._steering.why_end(job, stage)
        if stage and why:
            await self._give_up(job, stage, why)
        elif job.state is JobState.RUNNING:
            await self._follow(job, snapshot)

    async def _give_up(self, job: Job, stage: Stage, why: Reason) -> None:
        """End a running stage for this reason, which is kept before it is done."""
        ending = replace(stage, reasons=(why,))
        job = await self._ledger.keep(_with_stage(job, ending))
        step = await self._runners[stage.kind].stop(job, ending, why)
        await self._take(job.uid, step)

    async def _follow(self, job: Job, snapshot: Snapshot) -> None:
        """Follow the running stage; where it ended, go on with what needs no slot."""

        async def save(changed: Stage) -> None:
            await self._ledger.save(_with_stage(self._ledger[job.uid], changed))

        stage = running_stage(job)
        if stage:
            step = await self._runners[stage.kind].follow(job, stage, snapshot, save)
            await self._take(job.uid, step)
        current = self._ledger.get(job.uid)
        pending = next_stage(current) if current else None
        if current is None or pending is None or current.pause:
            return
        if pending.kind not in SURFACE:
            await self._start(current, pending)

    async def _stop(self, job: Job) -> None:
        stage = running_stage(job)
        if stage is None:
            await self._finish(job, CANCELLED)
            return
        step = await self._runners[stage.kind].stop(job, stage)
        await self._take(job.uid, step)

    async def _take(self, uid: str, step: Step) -> None:
        """Keep where a stage stands; when it has ended, end or continue its job."""
        before = self._ledger[uid]
        step = await self._with_curve(before, step)
        if said := step.said:
            now, position = self._clock.now(), step.stage.position
            await self._history.add_log(uid, position, said.part, now, said.text)
        job = _with_stage(before, step.stage)
        self.live.take(uid, step)
        if step.stage.state is StageState.PENDING:
            # Whoever waits for its first stage is back in the queue.
            job = (
                replace(job, waits=step.waits or job.waits)
                if has_begun(job)
                else replace(job, state=JobState.QUEUED, started=None)
            )
        outcome = judge_job(job.stages)
        if outcome.state is not JobState.RUNNING:
            await self._finish(job, outcome)
        elif job != before:
            await self._ledger.save(job)
        self._changed()
        former = next(s for s in before.stages if s.position == step.stage.position)
        ended = step.stage.state not in (StageState.PENDING, StageState.RUNNING)
        if ended or len(step.stage.attempts) > len(former.attempts):
            # Only now: until here the host's records were the only ones.
            handle = step.stage.handle or former.handle
            over = replace(step.stage, handle=handle)
            await self._runners[over.kind].clear(over)

    async def _with_curve(self, job: Job, step: Step) -> Step:
        """Keep the speeds that a step measured, and note what they say at its end."""
        await self._curves.add(job.uid, step.stage, step.samples)
        if not is_judged(step.stage):
            return step
        found = await self._curves.notes(job, step.stage, self._ledger.all)
        stage = replace(step.stage, reasons=(*step.stage.reasons, *found))
        return replace(step, stage=stage)

    def _note_silence(self, job: Job, stage: Stage) -> None:
        """Show that a test is silent, and tell it once for as long as it is."""
        reason = self.live.silence(job.uid, self._steering.silent_for(job))
        if reason:
            now, kind = self._clock.now(), EventKind.STALLED
            event = Event(kind, now, job.drive_key, job.uid, stage.kind, (reason,))
            self._events.tell(event)

    async def _finish(self, job: Job, outcome: JobOutcome) -> None:
        await self._ledger.close(ended_job(job, outcome, self._clock.now()))
        self._steering.forget(job)


def _with_stage(job: Job, stage: Stage) -> Job:
    return replace(
        job,
        stages=tuple(
            stage if other.position == stage.position else other for other in job.stages
        ),
    )
