"""The open jobs of one host: each step of one is kept before the next is taken."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from .clock import Clock
from .continuing import can_continue, continued
from .curves import Curves, is_judged
from .events import of_job
from .history import History
from .listeners import Listeners
from .model import (
    Activity,
    Actor,
    Event,
    EventKind,
    HostInfo,
    Job,
    JobState,
    PauseCause,
    Reason,
    Snapshot,
    Stage,
    StageKind,
    StageState,
)
from .queue.order import (
    SURFACE,
    due,
    has_begun,
    new_orders,
    next_stage,
    surface_running,
)
from .queue.pauses import without_pause
from .stages import StageRunner, Step
from .steering import Steering
from .verdict.surface import JobOutcome, judge_job
from .versions import versions_of
from .view import Live

CANCELLED = JobOutcome(JobState.CANCELLED, reasons=(Reason("cancelled"),))
EXPIRED = JobOutcome(JobState.CANCELLED, reasons=(Reason("expired"),))


class Jobs:
    """Moves jobs through their stages; memory here is a cache of the history.

    Every method that speaks to the host raises HostError and SetupError as the stage
    runners do, and HistoryError; a job then stands where the history says.
    """

    def __init__(
        self,
        host_id: str,
        history: History,
        clock: Clock,
        runners: Mapping[StageKind, StageRunner],
        steering: Steering,
        events: Listeners[Event],
        changed: Callable[[], None],
        version: str = "",
    ) -> None:
        """Keep jobs of this host; `changed` is called after each change.

        `version` is ours, to be kept with the jobs that begin.

        What happens to them is told to `events` once it is kept.
        """
        self._host_id = host_id
        self._history = history
        self._clock = clock
        self._runners = runners
        self._steering = steering
        self._events = events
        self._changed = changed
        self._version = version
        self._info: HostInfo | None = None
        self._curves = Curves(history, clock)
        self._open: dict[str, Job] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.ended: dict[str, Job] = {}
        self.live: dict[str, Live] = {}

    @property
    def open(self) -> tuple[Job, ...]:
        """All queued and running jobs."""
        return tuple(self._open.values())

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs that have begun and not ended."""
        return tuple(job for job in self.open if job.state is JobState.RUNNING)

    def of_drive(self, drive_key: str) -> Job | None:
        """Return the open job of a drive; there is one at the most."""
        return next((job for job in self.open if job.drive_key == drive_key), None)

    async def load(self) -> None:
        """Read open jobs and the last one of each drive from the history."""
        open_jobs = await self._history.open_jobs(self._host_id)
        self._open = {job.uid: job for job in open_jobs}
        self.ended = dict(await self._history.last_jobs(self._host_id))

    async def add(self, jobs: Sequence[Job]) -> None:
        """Queue new jobs, all or none."""
        await self._history.add_jobs(jobs)
        self._open.update((job.uid, job) for job in jobs)
        self._changed()
        for job in jobs:
            self._tell(None, job)

    async def cancel(self, uid: str) -> bool:
        """Cancel a job; False when it is not open any more.

        The wish is kept before anything is done about it; when the host fails in
        between, `advance` does it as soon as the host answers.
        """
        if not await self._history.request_cancel(uid):
            return False
        async with self._alone(uid) as job:
            if job:
                self._open[uid] = replace(job, cancel_requested=True)
                await self._stop(self._open[uid])
        return True

    async def continue_job(self, uid: str, actor: Actor) -> Job | None:
        """Go on with a job that waits for a person, or that ended unknown.

        The latter gets a new job, which is subject to the same checks as the first.
        None where there is nothing to go on with: it is under way, or has a result,
        or is not the last of its drive. HistoryError when it can't be kept.
        """
        if uid in self._open:
            async with self._alone(uid) as job:
                if job is None or job.waits is None or job.cancel_requested:
                    return None
                return await self._keep(replace(job, waits=None))
        ended = next((job for job in self.ended.values() if job.uid == uid), None)
        if ended is None or self.of_drive(ended.drive_key) or not can_continue(ended):
            return None
        (order,) = new_orders(self.open, [ended.size])
        job = continued(ended, actor, self._clock.now(), order)
        await self.add([job])
        return job

    async def change(self, uid: str, change: Callable[[Job], Job]) -> bool:
        """Change a job and keep it; False when it is not open any more."""
        async with self._alone(uid) as job:
            if job:
                await self._keep(change(job))
        return job is not None

    async def steer(self, uid: str) -> bool:
        """Halt the test of a job or let it go on, as its pauses say; False until it does.

        When the host fails, `advance` does it as soon as the host answers.
        """
        async with self._alone(uid) as job:
            stage = _running(job) if job else None
            if job is None or stage is None or job.cancel_requested:
                return True
            activity = await self._runners[stage.kind].steer(job, stage)
            if activity:
                self._show(uid, self._live(uid).doing(activity, self._clock.now()))
            if activity is None:
                return False
            return (activity is Activity.PAUSED) == (job.pause is not None)

    async def advance(self, snapshot: Snapshot) -> None:
        """Follow every running job, and carry out what was asked of it meanwhile."""
        self._steering.see(snapshot)
        self._info = snapshot.info
        for uid in list(self._open):
            async with self._alone(uid) as job:
                if job and job.cancel_requested:
                    await self._stop(job)
                elif job:
                    await self._go_on(job, snapshot)

    async def start_due(self, max_parallel: Callable[[], int]) -> None:
        """Start all that has a slot; what can't start now lets the next one try."""
        for waiting in self.open:
            pending = next_stage(waiting)
            if pending:
                self._hinder(waiting, self._steering.bars(waiting, pending))
        tried: set[tuple[str, int]] = set()
        while job := self._next_due(tried, max_parallel()):
            stage = next_stage(job)
            if stage is None:
                raise AssertionError("a job is due, but has nothing to do")
            tried.add((job.uid, stage.position))
            async with self._alone(job.uid) as current:
                if current == job:
                    await self._start(job, stage)

    async def expire(self, uid: str) -> None:
        """Drop a job that has not begun, because nobody confirmed it in time."""
        async with self._alone(uid) as job:
            if job and job.state is JobState.QUEUED:
                await self._finish(job, EXPIRED)

    async def is_over(self, uid: str) -> bool:
        """True for a job that the history knows, and knows to have ended."""
        if uid in self._open:
            return False
        job = await self._history.job(uid)
        return job is not None and job.state.terminal

    def forget(self, drive_key: str) -> None:
        """Know nothing more of what ended on a drive; its history was removed."""
        if job := self.ended.pop(drive_key, None):
            self.live.pop(job.uid, None)

    @asynccontextmanager
    async def _alone(self, uid: str) -> AsyncIterator[Job | None]:
        """Have a job to oneself; None when it has ended meanwhile."""
        async with self._locks[uid]:
            yield self._open.get(uid)

    def _next_due(self, tried: set[tuple[str, int]], max_parallel: int) -> Job | None:
        jobs = self.open
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
            await self._save(self._begun(_with_stage(self._open[job.uid], begun)))

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
        job = await self._keep(self._steering.with_pauses(job))
        stage = _running(job)
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
        job = await self._keep(_with_stage(job, ending))
        step = await self._runners[stage.kind].stop(job, ending, why)
        await self._take(job.uid, step)

    async def _follow(self, job: Job, snapshot: Snapshot) -> None:
        """Follow the running stage; where it ended, go on with what needs no slot."""

        async def save(changed: Stage) -> None:
            await self._save(_with_stage(self._open[job.uid], changed))

        stage = _running(job)
        if stage:
            step = await self._runners[stage.kind].follow(job, stage, snapshot, save)
            await self._take(job.uid, step)
        current = self._open.get(job.uid)
        pending = next_stage(current) if current else None
        if current is None or pending is None or current.pause:
            return
        if pending.kind not in SURFACE:
            await self._start(current, pending)

    async def _stop(self, job: Job) -> None:
        stage = _running(job)
        if stage is None:
            await self._finish(job, CANCELLED)
            return
        step = await self._runners[stage.kind].stop(job, stage)
        await self._take(job.uid, step)

    async def _take(self, uid: str, step: Step) -> None:
        """Keep where a stage stands; when it has ended, end or continue its job."""
        before = self._open[uid]
        step = await self._with_curve(before, step)
        if said := step.said:
            now, position = self._clock.now(), step.stage.position
            await self._history.add_log(uid, position, said.part, now, said.text)
        job = _with_stage(before, step.stage)
        self._note(uid, step)
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
            await self._save(job)
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
        others = (*self.open, *self.ended.values())
        found = await self._curves.notes(job, step.stage, others)
        stage = replace(step.stage, reasons=(*step.stage.reasons, *found))
        return replace(step, stage=stage)

    def _live(self, uid: str) -> Live:
        return self.live.get(uid, Live())

    def _show(self, uid: str, live: Live) -> None:
        if live != self.live.get(uid):
            self.live[uid] = live
            self._changed()

    def _hinder(self, job: Job, reasons: tuple[Reason, ...]) -> None:
        live = self._live(job.uid)
        self._show(job.uid, replace(live, hindered=reasons, stalled_since=None))

    def _note_silence(self, job: Job, stage: Stage) -> None:
        """Show that a test is silent, and tell it once for as long as it is."""
        seconds = self._steering.silent_for(job)
        live = self._live(job.uid)
        if seconds is None:
            self._show(job.uid, replace(live, stalled_since=None, hindered=()))
            return
        now = self._clock.now()
        reason = Reason("silent", {"minutes": str(int(seconds // 60))})
        since = live.stalled_since or now - timedelta(seconds=seconds)
        self._show(job.uid, replace(live, stalled_since=since, hindered=(reason,)))
        if live.stalled_since is None:
            kind, key = EventKind.STALLED, job.drive_key
            self._events.tell(Event(kind, now, key, job.uid, stage.kind, (reason,)))

    def _note(self, uid: str, step: Step) -> None:
        live = self._live(uid)
        self.live[uid] = replace(
            live.doing(step.activity, self._clock.now()),
            progress=step.progress or live.progress,
            waiting=step.waiting,
        )

    async def _finish(self, job: Job, outcome: JobOutcome) -> None:
        now = self._clock.now()
        done = replace(
            without_pause(job, now, *PauseCause),
            state=outcome.state,
            verdict=outcome.verdict,
            reasons=outcome.reasons,
            stages=tuple(map(_left_out, job.stages)),
            ended=_ended(job, outcome) or now,
        )
        await self._history.save_job(done)
        before = self._open.pop(job.uid)
        del self._locks[job.uid]
        self._steering.forget(job)
        former = self.ended.get(job.drive_key)
        if former:
            self.live.pop(former.uid, None)
        self.ended[job.drive_key] = done
        self._changed()
        self._tell(before, done)

    async def _keep(self, job: Job) -> Job:
        """Keep a job where it is not what is kept already."""
        if job != self._open[job.uid]:
            await self._save(job)
        return job

    async def _save(self, job: Job) -> None:
        await self._history.save_job(job)
        before = self._open[job.uid]
        self._open[job.uid] = job
        self._changed()
        self._tell(before, job)

    def _tell(self, before: Job | None, after: Job) -> None:
        self._events.tell(*of_job(before, after, self._clock.now()))


def _running(job: Job) -> Stage | None:
    running = (stage for stage in job.stages if stage.state is StageState.RUNNING)
    return next(running, None)


def _ended(job: Job, outcome: JobOutcome) -> datetime | None:
    """When the last test of a job ended, whenever that was noticed and checked."""
    if outcome.state is JobState.CANCELLED:
        return None
    tests = (stage for stage in job.stages if stage.kind is not StageKind.FINAL_CHECK)
    return max((test.ended for test in tests if test.ended), default=None)


def _left_out(stage: Stage) -> Stage:
    """Return a stage as it stands in a job that has ended."""
    if stage.state is StageState.PENDING:
        return replace(stage, state=StageState.SKIPPED)
    return stage


def _with_stage(job: Job, stage: Stage) -> Job:
    return replace(
        job,
        stages=tuple(
            stage if other.position == stage.position else other for other in job.stages
        ),
    )
