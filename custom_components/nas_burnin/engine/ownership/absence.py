"""Who was away does not know what the queue is worth any more: it waits for a person.

A sign of life is kept now and then. Where the last one is too long ago, or the history
is a copy, what would erase drives waits; running tests are followed in any case.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
import json

from ..clock import Clock
from ..history import SNAPSHOT_SETTING, History
from ..history.kept import json_of, moment_of
from ..model import Job, JobState, Reason, StageState

BEAT_EVERY = timedelta(minutes=10)
"""Our sign of life is kept this often: it wears an SD card."""

GAP = timedelta(hours=1)
"""Who was away for longer does not know what the queue is worth any more."""

EXPIRY = timedelta(hours=24)
"""What is to be erased is not waited for longer than this."""

RESTORED = "queue_history_restored"
"""The reason why a queue waits whose history was restored from a snapshot."""

_UNFINISHED = frozenset({StageState.PENDING, StageState.RUNNING})


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nobody followed the host: since when, and when it was found.

    `jobs` are the uids of those that wait for a person because of it. No time could
    tell them: the clock may have been set back. `restored` is of when the snapshot is
    that the history was restored from, where that is why.
    """

    since: datetime
    found: datetime
    jobs: frozenset[str]
    restored: datetime | None = None


def is_gap(last: datetime, now: datetime) -> bool:
    """True where nobody can say that less than an hour went by.

    A clock that is behind the last sign of life was set back: it tells nothing.
    """
    return abs(now - last) > GAP


def erases(job: Job) -> bool:
    """True for a job that is yet to begin something that erases its drive."""
    return any(
        stage.kind.destructive and stage.state is StageState.PENDING
        for stage in job.stages
    )


def is_untouched(job: Job) -> bool:
    """True for such a job of which not one byte was written, by no attempt at it."""
    begun = any(stage.kind.destructive and stage.attempts for stage in job.stages)
    return erases(job) and not begun


def may_erase(job: Job) -> bool:
    """True for a job that is yet to erase its drive, or is at it."""
    return any(
        stage.kind.destructive and stage.state in _UNFINISHED for stage in job.stages
    )


class Absence:
    """Notices that nobody followed a host, and which jobs wait for a person therefore.

    A restart knows all of it again. Every method that is awaited may raise HistoryError.
    """

    def __init__(self, host_id: str, history: History, clock: Clock) -> None:
        """Keep the signs of life of this host in this history."""
        self._host_id = host_id
        self._history = history
        self._clock = clock
        self._gap: Gap | None = None
        self._beaten: datetime | None = None
        self._alive: datetime | None = None

    async def load(self, jobs: Sequence[Job]) -> None:
        """Read when we were here last, and see whether that is too long ago."""
        self._gap = _gap(await self._setting("gap"))
        self._beaten = self._alive = moment_of(await self._setting("heartbeat"))
        await self._note_copy(jobs)
        await self.beat(jobs)

    async def beat(self, jobs: Sequence[Job]) -> None:
        """Give a sign of life, and notice when the last one is too long ago.

        That happens without a restart, too: a machine sleeps, or gets its clock late.
        """
        now = self._clock.now()
        last, self._alive = self._alive, now
        if last is not None and is_gap(last, now):
            await self._note_gap(last, now, filter(is_untouched, jobs))
        elif self._gap and now < self._gap.found:
            # What is left to wait can't be known by a clock that was set back.
            await self._keep_gap(replace(self._gap, found=now))
        if self._beaten is None or abs(now - self._beaten) >= BEAT_EVERY:
            await self._keep("heartbeat", now.isoformat())
            self._beaten = now

    async def see(self, jobs: Sequence[Job], alive: Collection[str]) -> None:
        """Let those go on that had begun, and whose tests prove to run on the host.

        `alive` are the uids of the jobs whose tests run there.
        """
        gap = self._gap
        if gap is None:
            return
        proven = {job.uid for job in jobs if job.uid in alive and not is_untouched(job)}
        waiting = gap.jobs - proven
        is_over = not any(job.uid in waiting and may_erase(job) for job in jobs)
        await self._keep_gap(None if is_over else replace(gap, jobs=waiting))

    async def end(self) -> None:
        """Let all go on: a person has confirmed it."""
        await self._keep_gap(None)

    @property
    def reason(self) -> Reason | None:
        """What a person has to know before the queue goes on; None where nothing waits."""
        if self._gap is None:
            return None
        since, found = self._gap.since, self._gap.found
        if self._gap.restored:
            restored = utc(self._gap.restored.timestamp())
            return Reason(RESTORED, {"at": restored})
        code = "queue_after_gap" if since < found else "queue_clock_set_back"
        values = {"since": utc(since.timestamp()), "until": utc(found.timestamp())}
        return Reason(code, values)

    def holds(self, job: Job) -> Reason | None:
        """Why a job waits for a person; None where it does not."""
        return self.reason if self._is_waiting(job) else None

    def expired(self, jobs: Iterable[Job]) -> tuple[Job, ...]:
        """The jobs that nobody confirmed for so long that they are dropped."""
        gap = self._gap
        if gap is None or self._clock.now() - gap.found < EXPIRY:
            return ()
        return tuple(
            job
            for job in jobs
            if job.state is JobState.QUEUED and self._is_waiting(job)
        )

    def _is_waiting(self, job: Job) -> bool:
        return self._gap is not None and job.uid in self._gap.jobs and may_erase(job)

    async def _note_copy(self, jobs: Iterable[Job]) -> None:
        """See, once, whether we go on with a copy: then it does not count how old it is.

        What a person took back since it was made would be wanted again, also where it
        had begun by then: a copy may have a test that has long ended.
        """
        copied = await self._history.setting(SNAPSHOT_SETTING)
        if copied and copied != await self._setting(SNAPSHOT_SETTING):
            now, at = self._clock.now(), moment_of(copied)
            waiting = filter(may_erase, jobs)
            await self._note_gap(self._alive or now, now, waiting, restored=at)
            await self._keep(SNAPSHOT_SETTING, copied)

    async def _note_gap(
        self,
        last: datetime,
        now: datetime,
        waiting: Iterable[Job],
        restored: datetime | None = None,
    ) -> None:
        uids = frozenset(job.uid for job in waiting)
        if self._gap:
            last = min(last, self._gap.since)
            uids |= self._gap.jobs
            restored = restored or self._gap.restored
        if uids:
            await self._keep_gap(Gap(last, now, uids, restored))

    async def _keep_gap(self, gap: Gap | None) -> None:
        if gap == self._gap:
            return
        kept = None
        if gap:
            times = gap.since.isoformat(), gap.found.isoformat()
            restored = gap.restored.isoformat() if gap.restored else None
            kept = [*times, sorted(gap.jobs), restored]
        await self._keep("gap", json.dumps(kept))
        self._gap = gap

    async def _setting(self, name: str) -> str | None:
        return await self._history.setting(f"{name}:{self._host_id}")

    async def _keep(self, name: str, value: str) -> None:
        await self._history.set_setting(f"{name}:{self._host_id}", value)


def utc(seconds: float) -> str:
    """A moment as people read it, whatever a host says; seconds since 1970."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except OverflowError, OSError, ValueError:
        return "?"


def _gap(kept: str | None) -> Gap | None:
    match json_of(kept):
        case [str(since), str(found), [*jobs], *more]:
            began, ended = moment_of(since), moment_of(found)
            waiting = frozenset(uid for uid in jobs if isinstance(uid, str))
            restored = moment_of(next((at for at in more if isinstance(at, str)), None))
            return Gap(began, ended, waiting, restored) if began and ended else None
    return None
