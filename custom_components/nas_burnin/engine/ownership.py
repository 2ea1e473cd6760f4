"""Whose host it is, and whether its queue may go on without a person's word.

A restored backup or a cloned machine is a second controller, perhaps one from the
past: what its queue wants to erase may have been proven since, and be in use. So the
host knows who starts tests on it, we know how often we took it, and a queue that
nobody looked after for a while waits. Running tests are followed in any case.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
import json
import secrets

from .clock import Clock
from .history import SNAPSHOT_SETTING, History
from .host.detached import ask
from .host.link import Link
from .model import (
    Actor,
    Job,
    JobState,
    Owner,
    OwnerRecord,
    Reason,
    StageState,
    Stamp,
)
from .unlock.audit import Act, Audit

BEAT_EVERY = timedelta(minutes=10)
"""Our sign of life is kept this often: it wears an SD card."""

GAP = timedelta(hours=1)
"""Who was away for longer does not know what the queue is worth any more."""

EXPIRY = timedelta(hours=24)
"""What is to be erased is not waited for longer than this."""

OWN_SECONDS = 10


class Whose(Enum):
    """Whose a host is, as its owner record and our history have it."""

    NOBODYS = auto()
    OURS = auto()
    OUR_FORMER = auto()
    """Ours, but older than what we remember: the host forgot, or was not told."""

    FOREIGN = auto()
    FROM_THE_PAST = auto()
    """Taken by a copy of us that has lived longer than we have, or beside us."""

    UNREADABLE = auto()


_OTHERS = frozenset({Whose.FOREIGN, Whose.FROM_THE_PAST, Whose.UNREADABLE})
"""Whose the host must be for us to keep off it until a person says otherwise."""

_UNFINISHED = frozenset({StageState.PENDING, StageState.RUNNING})


@dataclass(frozen=True, slots=True)
class Claim:
    """How often we took a host, and the mark of the last time."""

    starts: int = 0
    mark: str = ""


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


def whose(record: OwnerRecord, controller: str, kept: Claim) -> Whose:
    """Compare what the host says with what we remember of us."""
    owner = record.owner
    if not record.digest:
        return Whose.NOBODYS
    if owner is None:
        return Whose.UNREADABLE
    if owner.controller != controller:
        return Whose.FOREIGN
    if (owner.starts, owner.claim) == (kept.starts, kept.mark):
        return Whose.OURS
    return Whose.OUR_FORMER if owner.starts < kept.starts else Whose.FROM_THE_PAST


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


class Ownership:
    """Takes the host for us, or says why not; a restart knows all of it again.

    Every method that is awaited may raise HistoryError; those that speak to the host
    what a `Link` raises.
    """

    def __init__(
        self,
        *,
        host_id: str,
        link: Link,
        history: History,
        clock: Clock,
        audit: Audit,
        controller: str,
        name: str,
    ) -> None:
        """`controller` is our id, `name` what people call us."""
        self._host_id = host_id
        self._link = link
        self._history = history
        self._clock = clock
        self._audit = audit
        self._controller = controller
        self._name = name
        self._kept = Claim()
        self._claimed = False
        self._record: OwnerRecord | None = None
        self._refusal: Reason | None = None
        self._gap: Gap | None = None
        self._beaten: datetime | None = None
        self._alive: datetime | None = None

    async def load(self, jobs: Sequence[Job]) -> None:
        """Read what is known of us, and see whether we were away for too long."""
        self._kept = _claim(await self._setting("claim"))
        self._gap = _gap(await self._setting("gap"))
        self._beaten = self._alive = _moment(await self._setting("heartbeat"))
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

    async def see(
        self,
        record: OwnerRecord | None,
        jobs: Sequence[Job],
        alive: Collection[str] = (),
    ) -> None:
        """Take in what the host says, and take the host where nobody else has it.

        None is an answer without a record: then what was said before still stands.
        `alive` are the uids of the jobs whose tests run there.
        """
        self._record = record or self._record
        self._refusal = None if record else self._refusal
        await self._note_alive(jobs, alive)
        if not any(map(self._is_of_gap, jobs)):
            await self._keep_gap(None)
        standing = self._whose()
        if record is None or standing in _OTHERS:
            return
        if not self._claimed:
            await self._new_claim(self._kept.starts)
            await self._own(record)
        elif standing is not Whose.OURS:
            # The host lost its record, or never got it.
            await self._own(record)

    async def confirm(self, actor: Actor) -> Reason | None:
        """Take over the host, and let the queue go on; why not, where it is not done.

        What is confirmed is what `waits_for` says: a record that has changed since
        is not overwritten.
        """
        waits = self.waits_for
        if waits is None:
            return None
        if not actor.is_person:
            return Reason("no_person")
        row = self._audit.entry(Act.QUEUE_CONFIRMED, actor, "", reasons=(waits,))
        await self._audit.write([row])
        record, standing = self._record, self._whose()
        if record and standing in _OTHERS:
            later = standing is Whose.FROM_THE_PAST and record.owner
            starts = later.starts if later else 0
            await self._new_claim(max(starts, self._kept.starts))
            await self._own(record)
        if self._refusal is None:
            await self._keep_gap(None)
        return self._refusal

    @property
    def waits_for(self) -> Reason | None:
        """What an administrator has to confirm before anything more is erased."""
        return self._owned_by_other() or self._after_gap()

    def holds(self, job: Job) -> Reason | None:
        """Why a job may not go on now; None where it may."""
        if not erases(job):
            return None
        if problem := self._owned_by_other() or self._refusal:
            return problem
        if self._record is None:
            return Reason("owner_unread")
        return self._after_gap() if self._is_of_gap(job) else None

    def expired(self, jobs: Iterable[Job]) -> tuple[Job, ...]:
        """The jobs that nobody confirmed for so long that they are dropped."""
        gap = self._gap
        if gap is None or self._clock.now() - gap.found < EXPIRY:
            return ()
        return tuple(
            job for job in jobs if job.state is JobState.QUEUED and self._is_of_gap(job)
        )

    def _is_of_gap(self, job: Job) -> bool:
        return self._gap is not None and job.uid in self._gap.jobs and may_erase(job)

    # --- what is so -------------------------------------------------------------------

    def _whose(self) -> Whose | None:
        if self._record is None:
            return None
        return whose(self._record, self._controller, self._kept)

    def _owned_by_other(self) -> Reason | None:
        owner = self._record.owner if self._record else None
        match self._whose():
            case Whose.UNREADABLE:
                return Reason("owner_unreadable")
            case Whose.FOREIGN if owner:
                values = {"name": owner.name or owner.controller[:8]}
                return Reason(
                    "owner_foreign", {**values, "since": _utc(owner.since.wall)}
                )
            case Whose.FROM_THE_PAST if owner:
                return Reason("owner_newer", {"since": _utc(owner.written.wall)})
        return None

    def _after_gap(self) -> Reason | None:
        if self._gap is None:
            return None
        since, found = self._gap.since, self._gap.found
        if self._gap.restored:
            restored = _utc(self._gap.restored.timestamp())
            return Reason("queue_history_restored", {"at": restored})
        code = "queue_after_gap" if since < found else "queue_clock_set_back"
        values = {"since": _utc(since.timestamp()), "until": _utc(found.timestamp())}
        return Reason(code, values)

    # --- what is done -----------------------------------------------------------------

    async def _new_claim(self, starts: int) -> None:
        """Remember that we take the host once more, before the host is told."""
        self._kept = Claim(starts + 1, secrets.token_hex(16))
        self._claimed = True
        kept = {"starts": self._kept.starts, "mark": self._kept.mark}
        await self._keep("claim", json.dumps(kept))

    async def _own(self, record: OwnerRecord) -> None:
        done = await ask(
            self._link,
            "own",
            OWN_SECONDS,
            controller=self._controller,
            name=self._name[:200],
            starts=self._kept.starts,
            claim=self._kept.mark,
            expect=record.digest,
        )
        self._refusal = done.refusal
        if done.refusal is None:
            # What the next look will show; until then nothing is written over it.
            self._record = OwnerRecord("ours", self._as_told())

    def _as_told(self) -> Owner:
        now = Stamp(0.0, 0.0)
        kept = self._kept
        return Owner(self._controller, self._name, kept.starts, kept.mark, now, now)

    async def _note_copy(self, jobs: Iterable[Job]) -> None:
        """See, once, whether we go on with a copy: then it does not count how old it is.

        What a person took back since it was made would be wanted again, also where it
        had begun by then: a copy may have a test that has long ended.
        """
        copied = await self._history.setting(SNAPSHOT_SETTING)
        if copied and copied != await self._setting(SNAPSHOT_SETTING):
            now, at = self._clock.now(), _moment(copied)
            waiting = filter(may_erase, jobs)
            await self._note_gap(self._alive or now, now, waiting, restored=at)
            await self._keep(SNAPSHOT_SETTING, copied)

    async def _note_alive(self, jobs: Iterable[Job], alive: Collection[str]) -> None:
        """Let those go on that had begun, and whose tests prove to run on the host."""
        if self._gap is None:
            return
        proven = {job.uid for job in jobs if job.uid in alive and not is_untouched(job)}
        waiting = self._gap.jobs - proven
        await self._keep_gap(replace(self._gap, jobs=waiting) if waiting else None)

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


def _utc(seconds: float) -> str:
    """A moment as people read it, whatever a host says; seconds since 1970."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except OverflowError, OSError, ValueError:
        return "?"


def _claim(kept: str | None) -> Claim:
    """What our history has; what can't be read there is as good as lost."""
    match _json(kept):
        case {"starts": int(starts), "mark": str(mark)}:
            return Claim(starts, mark)
    return Claim()


def _gap(kept: str | None) -> Gap | None:
    match _json(kept):
        case [str(since), str(found), [*jobs], *more]:
            began, ended = _moment(since), _moment(found)
            waiting = frozenset(uid for uid in jobs if isinstance(uid, str))
            restored = _moment(next((at for at in more if isinstance(at, str)), None))
            return Gap(began, ended, waiting, restored) if began and ended else None
    return None


def _json(kept: str | None) -> object:
    try:
        return json.loads(kept or "null")
    except ValueError:
        return None


def _moment(kept: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(kept or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
