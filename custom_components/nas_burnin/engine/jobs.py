"""The open jobs of one host: each step of one is kept before the next is taken."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from .clock import Clock
from .history import History
from .model import (
    Job,
    JobState,
    Reason,
    Snapshot,
    Stage,
    StageKind,
    StageState,
)
from .queue import SURFACE, due, next_stage, surface_running
from .stages import StageRunner, Step
from .verdict import JobOutcome, judge_job
from .view import Live

CANCELLED = JobOutcome(JobState.CANCELLED, reasons=(Reason("cancelled"),))


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
        changed: Callable[[], None],
    ) -> None:
        """Keep jobs of this host; `changed` is called after each change."""
        self._host_id = host_id
        self._history = history
        self._clock = clock
        self._runners = runners
        self._changed = changed
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

    async def advance(self, snapshot: Snapshot) -> None:
        """Follow every running job, and carry out what was asked of it meanwhile."""
        for uid in list(self._open):
            async with self._alone(uid) as job:
                if job and job.cancel_requested:
                    await self._stop(job)
                elif job and job.state is JobState.RUNNING:
                    await self._follow(job, snapshot)

    async def start_due(self, max_parallel: Callable[[], int]) -> None:
        """Start all that has a slot; what can't start now lets the next one try."""
        tried: set[tuple[str, int]] = set()
        while job := self._next_due(tried, max_parallel()):
            stage = next_stage(job)
            if stage is None:
                raise AssertionError("a job is due, but has nothing to do")
            tried.add((job.uid, stage.position))
            async with self._alone(job.uid) as current:
                if current == job:
                    await self._start(job, stage)

    async def is_over(self, uid: str) -> bool:
        """True for a job that the history knows, and knows to have ended."""
        if uid in self._open:
            return False
        job = await self._history.job(uid)
        return job is not None and job.state.terminal

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
            if (stage := next_stage(job)) and (job.uid, stage.position) not in tried
        ]
        return next(iter(due(untried, surface_running(jobs), max_parallel)), None)

    async def _start(self, job: Job, stage: Stage) -> None:
        async def save(begun: Stage) -> None:
            await self._save(
                _begun(_with_stage(self._open[job.uid], begun), self._clock)
            )

        step = await self._runners[stage.kind].start(job, stage, save)
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
        if current and pending and pending.kind not in SURFACE:
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
        job = _with_stage(before, step.stage)
        self._note(uid, step)
        if step.stage.state is StageState.PENDING:
            # Whoever waits for its first stage is back in the queue.
            begun = any(s.state is not StageState.PENDING for s in job.stages)
            job = job if begun else replace(job, state=JobState.QUEUED, started=None)
        outcome = judge_job(job.stages)
        if outcome.state is not JobState.RUNNING:
            await self._finish(job, outcome)
        elif job != before:
            await self._save(job)
        self._changed()
        if step.stage.state not in (StageState.PENDING, StageState.RUNNING):
            # Only now: until here the host's records were the only ones.
            await self._runners[step.stage.kind].clear(step.stage)

    def _note(self, uid: str, step: Step) -> None:
        live = self.live.get(uid, Live())
        self.live[uid] = replace(
            live.doing(step.activity, self._clock.now()),
            progress=step.progress or live.progress,
            waiting=step.waiting,
        )

    async def _finish(self, job: Job, outcome: JobOutcome) -> None:
        done = replace(
            job,
            state=outcome.state,
            verdict=outcome.verdict,
            reasons=outcome.reasons,
            stages=tuple(map(_left_out, job.stages)),
            ended=self._clock.now(),
        )
        await self._history.save_job(done)
        del self._open[job.uid]
        del self._locks[job.uid]
        former = self.ended.get(job.drive_key)
        if former:
            self.live.pop(former.uid, None)
        self.ended[job.drive_key] = done
        self._changed()

    async def _save(self, job: Job) -> None:
        await self._history.save_job(job)
        self._open[job.uid] = job
        self._changed()


def _running(job: Job) -> Stage | None:
    running = (stage for stage in job.stages if stage.state is StageState.RUNNING)
    return next(running, None)


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


def _begun(job: Job, clock: Clock) -> Job:
    if job.state is JobState.RUNNING:
        return job
    return replace(job, state=JobState.RUNNING, started=clock.now())
