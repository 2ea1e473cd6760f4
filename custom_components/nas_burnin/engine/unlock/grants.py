"""Grants: one drive, one lock as it was seen, one person, ten minutes, one use.

Kept in memory alone, so a restart ends them all. Nothing here waits: whoever calls
is alone with the state until the answer, so of many who would spend a grant one does.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, inf

from ..clock import Clock
from ..model import Actor, Drive, Lock, LockState, Reason, Unlocked
from ..safety.locks import digest, token

LASTS = 600.0
"""Seconds a grant lasts, by the boot-time clock and by the wall's: the first ends it."""

SET_BACK = 5.0
"""Seconds that the wall clock may fall behind before it counts as set back."""

WRONG_TRIES = 5
WRONG_WITHIN = 600.0
BARRED_FOR = 600.0
"""So many wrong words of one person within so many seconds bar him for so many."""


@dataclass(frozen=True, slots=True)
class Grant:
    """An unlock of one drive by one person, for exactly the evidence that was seen.

    `evidence` is its digest, `since` the boot-time clock when it was given. `expires`
    is when it ends at the latest, for display.
    """

    drive_key: str
    lock: Lock
    evidence: str
    user_id: str
    granted: datetime
    expires: datetime
    since: float

    @property
    def unlocked(self) -> Unlocked:
        """What a job keeps of it."""
        return Unlocked(self.lock, self.evidence, self.user_id, self.granted)


@dataclass(frozen=True, slots=True)
class Ended:
    """A grant that died unused, and of what."""

    grant: Grant
    reason: Reason


@dataclass(frozen=True, slots=True)
class UnlockAnswer:
    """What became of a wish to unlock one drive: a grant, or the reason why not.

    `token_hint` are the words that unlock it, empty where none do. They are no
    secret: they make sure that the person knows which drive this is.
    """

    drive_key: str
    grant: Grant | None
    reason: Reason | None
    token_hint: str = ""


class Grants:
    """All live grants of one host, and who has tried too often."""

    def __init__(self, clock: Clock) -> None:
        """Begin with none."""
        self._clock = clock
        self._live: dict[str, Grant] = {}
        self._ended: list[Ended] = []
        # By drive: the most that the wall clock was ahead since the grant.
        self._lead: dict[str, float] = {}
        self._wrong: dict[str, deque[float]] = {}
        self._barred_until: dict[str, float] = {}

    @property
    def alive(self) -> bool:
        """True while a grant lives, or its end was not told yet."""
        return bool(self._live or self._ended)

    def unlock(
        self, drive: Drive, state: LockState, user_id: str, words: str
    ) -> Grant | Reason:
        """Grant one drive to a person who typed the right words."""
        (answer,) = self.weigh([(drive, state)], Actor.person(user_id), words)
        if answer.grant is None:
            return answer.reason or Reason("wrong_token")
        self.keep(answer.grant)
        return answer.grant

    def weigh(
        self, wanted: Sequence[tuple[Drive, LockState]], actor: Actor, words: str
    ) -> tuple[UnlockAnswer, ...]:
        """Say who may have which grant; none lives before it is kept.

        So that what was granted can be written down first. One call is one try,
        however many drives it names; they must all be opened by the same words.
        """
        if against := self._against(wanted, actor):
            return tuple(_refused(drive, state, against) for drive, state in wanted)
        answers = [self._answer(actor.user_id or "", words, *one) for one in wanted]
        if any(
            answer.reason and answer.reason.code == "wrong_token" for answer in answers
        ):
            self._note_wrong(actor.user_id or "")
        return tuple(answers)

    def keep(self, grant: Grant) -> None:
        """Let a grant live from now on; one that the drive had before ends."""
        former = self._live.get(grant.drive_key)
        if former:
            self._end(former, Reason("unlock_replaced"))
        self._lead[grant.drive_key] = grant.granted.timestamp() - grant.since
        self._live[grant.drive_key] = grant

    def relock(self, drive_key: str) -> Grant | None:
        """Take a grant back; None where there was none."""
        return self._live.pop(drive_key, None)

    def of(self, drive_key: str, state: LockState) -> Grant | None:
        """Return the live grant of a drive whose lock is this now, whoever has it.

        What is seen to have ended stays ended.
        """
        grant = self._live.get(drive_key)
        if grant is None:
            return None
        reason = self._out_of_time(grant) or _changed(grant, state)
        if reason:
            self._end(grant, reason)
            return None
        return grant

    def spend(self, drive_key: str, state: LockState, user_id: str) -> Grant | None:
        """Use up the grant of this person; None where it is not alive, or not his."""
        grant = self.of(drive_key, state)
        if grant is None or grant.user_id != user_id:
            return None
        del self._live[drive_key]
        return grant

    def look(self, locks: Mapping[str, LockState]) -> tuple[Ended, ...]:
        """End what has to end with the locks as they are; answer all that ended.

        Each end is answered once, whoever noticed it.
        """
        for key in list(self._live):
            self.of(key, locks.get(key, LockState(Lock.UNKNOWN)))
        ended, self._ended = tuple(self._ended), []
        return ended

    def _against(
        self, wanted: Sequence[tuple[Drive, LockState]], actor: Actor
    ) -> Reason | None:
        """Return what refuses all drives of a call, whatever the words."""
        if not actor.is_person:
            return Reason("no_person")
        left = self._barred_until.get(actor.user_id or "", -inf)
        left -= self._clock.monotonic()
        if left > 0:
            return Reason("too_many_tries", {"minutes": str(ceil(left / 60))})
        if len({_class_of(drive, state) for drive, state in wanted}) > 1:
            return Reason("different_locks")
        return None

    def _answer(
        self, user_id: str, words: str, drive: Drive, state: LockState
    ) -> UnlockAnswer:
        expected = token(state, drive)
        reason = _never(drive, state, expected)
        if reason is None and words.strip() != expected:
            reason = Reason("wrong_token")
        if reason:
            return _refused(drive, state, reason)
        now = self._clock.now()
        expires = now + timedelta(seconds=LASTS)
        grant = Grant(
            drive.key,
            state.lock,
            digest(state),
            user_id,
            granted=now,
            expires=expires,
            since=self._clock.boottime(),
        )
        return UnlockAnswer(drive.key, grant, None, expected or "")

    def _note_wrong(self, user_id: str) -> None:
        now = self._clock.monotonic()
        tries = self._wrong.setdefault(user_id, deque(maxlen=WRONG_TRIES))
        tries.append(now)
        if len(tries) == WRONG_TRIES and now - tries[0] <= WRONG_WITHIN:
            self._barred_until[user_id] = now + BARRED_FOR
            del self._wrong[user_id]

    def _out_of_time(self, grant: Grant) -> Reason | None:
        """Return why a grant's time is over; any clock alone can end it."""
        lead = self._wall_lead()
        most = max(self._lead[grant.drive_key], lead)
        self._lead[grant.drive_key] = most
        if lead < most - SET_BACK:
            return Reason("unlock_clock_set_back")
        in_boot = 0 <= self._clock.boottime() - grant.since < LASTS
        if not in_boot or self._clock.now() >= grant.expires:
            return Reason("unlock_expired")
        return None

    def _wall_lead(self) -> float:
        """Seconds by which the wall clock is ahead of the boot-time clock.

        It falls when the wall clock is set back, also where nobody looked meanwhile.
        """
        return self._clock.now().timestamp() - self._clock.boottime()

    def _end(self, grant: Grant, reason: Reason) -> None:
        del self._live[grant.drive_key]
        self._ended.append(Ended(grant, reason))


def _changed(grant: Grant, state: LockState) -> Reason | None:
    if (grant.lock, grant.evidence) == (state.lock, digest(state)):
        return None
    return Reason("evidence_changed")


def _class_of(drive: Drive, state: LockState) -> tuple[str | None, ...]:
    """Return what drives must have in common to be unlocked by one call."""
    # Old data is of that one drive: whoever erases it names each by its serial.
    own = drive.key if state.lock is Lock.HAS_DATA else None
    return state.lock, token(state, drive), own


def _never(drive: Drive, state: LockState, expected: str | None) -> Reason | None:
    """Return why no words at all unlock a drive."""
    match state.lock:
        case Lock.FREE:
            return Reason("unlock_not_needed")
        case Lock.IN_USE:
            return Reason("in_use_stays_locked")
        case Lock.UNKNOWN:
            return Reason("unknown_stays_locked")
        case _ if drive.identity_problem:
            return drive.identity_problem
        case _ if not expected:
            return Reason("no_words")
        case _:
            return None


def _refused(drive: Drive, state: LockState, reason: Reason) -> UnlockAnswer:
    return UnlockAnswer(drive.key, None, reason, token(state, drive) or "")
