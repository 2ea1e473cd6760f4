"""The audit trail: who did what to which drive, and what was known of it then.

Every row is on the medium before what it tells of is done.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from ..clock import Clock
from ..history import AuditEntry, History
from ..listeners import Listeners
from ..model import Actor, LockState, Reason
from ..safety.locks import digest
from ..sentences.tables import sentence


class Act(StrEnum):
    """What the audit trail tells of: `AuditEntry.what`."""

    UNLOCKED = "unlocked"
    UNLOCK_REFUSED = "unlock_refused"
    UNLOCK_ENDED = "unlock_ended"
    RELOCKED = "relocked"
    START_ACCEPTED = "start_accepted"
    START_REFUSED = "start_refused"
    RELEASED = "released"
    CANCEL_REQUESTED = "cancel_requested"
    PAUSE_REQUESTED = "pause_requested"
    RESUME_REQUESTED = "resume_requested"
    CONTINUE_REQUESTED = "continue_requested"
    QUEUE_CONFIRMED = "queue_confirmed"
    NOTE_SET = "note_set"
    FORGET_REQUESTED = "forget_requested"


class Audit:
    """Writes the rows of one host; `written` is told of each once it is kept."""

    def __init__(self, history: History, clock: Clock, host_id: str) -> None:
        """Write to this history."""
        self._history = history
        self._clock = clock
        self._host_id = host_id
        self.written = Listeners[AuditEntry]()

    def entry(
        self,
        act: Act,
        actor: Actor,
        drive_key: str,
        *,
        state: LockState | None = None,
        reasons: Sequence[Reason] = (),
        job_uid: str | None = None,
        **more: str,
    ) -> AuditEntry:
        """Make a row of now, with the lock that was seen and why things went so.

        Without a `drive_key` it is of the host as a whole.
        """
        evidence: dict[str, object] = dict(more)
        if state is not None:
            evidence["lock"] = state.lock
            evidence["digest"] = digest(state)
            evidence["evidence"] = [sentence(fact.reason) for fact in state.evidence]
        if reasons:
            evidence["reasons"] = [sentence(reason) for reason in reasons]
        return AuditEntry(
            at=self._clock.now(),
            who=actor.who,
            what=act,
            who_id=actor.user_id,
            host_id=self._host_id,
            drive_key=drive_key or None,
            job_uid=job_uid,
            evidence=evidence,
        )

    async def write(self, entries: Sequence[AuditEntry]) -> None:
        """Keep rows, all or none; HistoryError when they can't be kept."""
        if not entries:
            return
        numbers = await self._history.add_audits(entries)
        for entry, number in zip(entries, numbers, strict=True):
            self.written.tell(replace(entry, number=number))
