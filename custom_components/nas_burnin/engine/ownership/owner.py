"""Whose host it is, and whether its queue may go on without a person's word.

A restored backup or a cloned machine is a second controller, perhaps one from the
past: what its queue wants to erase may have been proven since, and be in use. So the
host knows who starts tests on it, we know how often we took it, and a queue that
nobody looked after for a while waits. Running tests are followed in any case.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
import json
import secrets

from ..clock import Clock
from ..history import History
from ..history.kept import json_of
from ..host.detached import ask
from ..host.link import Link
from ..model import Actor, Job, Owner, OwnerRecord, Reason, Stamp
from ..stages.bench import LATER_SELF
from ..unlock.audit import Act, Audit
from .absence import Absence, erases, utc

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


@dataclass(frozen=True, slots=True)
class Claim:
    """How often we took a host, and the mark of the last time."""

    starts: int = 0
    mark: str = ""


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
        self._setting = f"claim:{host_id}"
        self._link = link
        self._history = history
        self._audit = audit
        self._controller = controller
        self._name = name
        self._kept = Claim()
        self._claimed = False
        self._record: OwnerRecord | None = None
        self._refusal: Reason | None = None
        self._absence = Absence(host_id, history, clock)

    async def load(self, jobs: Sequence[Job]) -> None:
        """Read what is known of us, and see whether we were away for too long."""
        self._kept = _claim(await self._history.setting(self._setting))
        await self._absence.load(jobs)

    async def beat(self, jobs: Sequence[Job]) -> None:
        """Give a sign of life, and notice when the last one is too long ago."""
        await self._absence.beat(jobs)

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
        await self._absence.see(jobs, alive)
        standing = self._whose(self._record)
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
        record, standing = self._record, self._whose(self._record)
        if record and standing in _OTHERS:
            later = standing is Whose.FROM_THE_PAST and record.owner
            starts = later.starts if later else 0
            await self._new_claim(max(starts, self._kept.starts))
            await self._own(record)
        if self._refusal is None:
            await self._absence.end()
        return self._refusal

    @property
    def waits_for(self) -> Reason | None:
        """What an administrator has to confirm before anything more is erased."""
        return self.other_owner() or self._absence.reason

    def holds(self, job: Job) -> Reason | None:
        """Why a job may not go on now; None where it may."""
        if not erases(job):
            return None
        if problem := self.other_owner() or self._refusal:
            return problem
        if self._record is None:
            return Reason("owner_unread")
        return self._absence.holds(job)

    def other_owner(self, record: OwnerRecord | None = None) -> Reason | None:
        """Whose the host is by a record, or by the one seen last, where it is not ours."""
        record = record or self._record
        owner = record.owner if record else None
        match self._whose(record):
            case Whose.UNREADABLE:
                return Reason("owner_unreadable")
            case Whose.FOREIGN if owner:
                values = {"name": owner.name or owner.controller[:8]}
                return Reason(
                    "owner_foreign", {**values, "since": utc(owner.since.wall)}
                )
            case Whose.FROM_THE_PAST if owner:
                return Reason(LATER_SELF, {"since": utc(owner.written.wall)})
        return None

    def expired(self, jobs: Iterable[Job]) -> tuple[Job, ...]:
        """The jobs that nobody confirmed for so long that they are dropped."""
        return self._absence.expired(jobs)

    def _whose(self, record: OwnerRecord | None) -> Whose | None:
        if record is None:
            return None
        return whose(record, self._controller, self._kept)

    # --- what is done -----------------------------------------------------------------

    async def _new_claim(self, starts: int) -> None:
        """Remember that we take the host once more, before the host is told."""
        self._kept = Claim(starts + 1, secrets.token_hex(16))
        self._claimed = True
        kept = {"starts": self._kept.starts, "mark": self._kept.mark}
        await self._history.set_setting(self._setting, json.dumps(kept))

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


def _claim(kept: str | None) -> Claim:
    """What our history has; what can't be read there is as good as lost."""
    match json_of(kept):
        case {"starts": int(starts), "mark": str(mark)}:
            return Claim(starts, mark)
    return Claim()
