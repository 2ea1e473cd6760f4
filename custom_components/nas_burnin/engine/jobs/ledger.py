"""The jobs of one host as its history has them: memory here is a cache of that."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from ..clock import Clock
from ..history import History
from ..listeners import Listeners
from ..model import Event, Job, JobState
from .events import of_job


class Ledger:
    """The open jobs of a host, and of each drive the last one that ended.

    Whatever changes is on the medium before it is seen here, and told only then. All
    that is awaited may raise HistoryError; then nothing has changed.
    """

    def __init__(
        self,
        host_id: str,
        history: History,
        clock: Clock,
        events: Listeners[Event],
        changed: Callable[[], None],
    ) -> None:
        """Keep jobs of this host; `changed` is called after each change.

        What happens to them is told to `events` once it is kept.
        """
        self._host_id = host_id
        self._history = history
        self._clock = clock
        self._events = events
        self._changed = changed
        self._open: dict[str, Job] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.ended: dict[str, Job] = {}

    @property
    def open(self) -> tuple[Job, ...]:
        """All queued and running jobs."""
        return tuple(self._open.values())

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs that have begun and not ended."""
        return tuple(job for job in self.open if job.state is JobState.RUNNING)

    @property
    def all(self) -> tuple[Job, ...]:
        """The open jobs, and the last one that ended on each drive."""
        return (*self.open, *self.ended.values())

    def get(self, uid: str) -> Job | None:
        """Return an open job; None when it is not open any more."""
        return self._open.get(uid)

    def __getitem__(self, uid: str) -> Job:
        """Return a job that is known to be open."""
        return self._open[uid]

    def of_drive(self, drive_key: str) -> Job | None:
        """Return the open job of a drive; there is one at the most."""
        return next((job for job in self.open if job.drive_key == drive_key), None)

    def last(self, uid: str) -> Job | None:
        """Return a job that was the last one to end on its drive."""
        return next((job for job in self.ended.values() if job.uid == uid), None)

    async def is_over(self, uid: str) -> bool:
        """True for a job that the history knows, and knows to have ended."""
        if uid in self._open:
            return False
        job = await self._history.job(uid)
        return job is not None and job.state.terminal

    async def load(self) -> None:
        """Read open jobs and the last one of each drive."""
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

    @asynccontextmanager
    async def alone(self, uid: str) -> AsyncIterator[Job | None]:
        """Have a job to oneself; None when it has ended meanwhile."""
        async with self._locks[uid]:
            yield self._open.get(uid)

    async def change(self, uid: str, change: Callable[[Job], Job]) -> bool:
        """Change a job and keep it; False when it is not open any more."""
        async with self.alone(uid) as job:
            if job:
                await self.keep(change(job))
        return job is not None

    async def keep(self, job: Job) -> Job:
        """Keep an open job where it is not what is kept already."""
        if job != self._open[job.uid]:
            await self.save(job)
        return job

    async def save(self, job: Job) -> None:
        """Keep an open job as it is now."""
        await self._history.save_job(job)
        before = self._open[job.uid]
        self._open[job.uid] = job
        self._changed()
        self._tell(before, job)

    async def request_cancel(self, uid: str) -> bool:
        """Keep that a job is to end; False when it is not open any more."""
        return await self._history.request_cancel(uid)

    def remember(self, job: Job) -> Job:
        """Take over what the history has of an open job already, and return it."""
        self._open[job.uid] = job
        return job

    async def close(self, done: Job) -> None:
        """Keep an open job as one that has ended."""
        await self._history.save_job(done)
        before = self._open.pop(done.uid)
        del self._locks[done.uid]
        self.ended[done.drive_key] = done
        self._changed()
        self._tell(before, done)

    def forget(self, drive_key: str) -> None:
        """Know nothing more of what ended on a drive; its history was removed."""
        self.ended.pop(drive_key, None)

    def _tell(self, before: Job | None, after: Job) -> None:
        self._events.tell(*of_job(before, after, self._clock.now()))
