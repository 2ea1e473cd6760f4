"""Unlocks as people ask for them: judged, written down, and only then alive."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from ..clock import Clock
from ..history import AuditEntry
from ..model import (
    Actor,
    DriveView,
    GrantView,
    LockState,
    Reason,
    Snapshot,
)
from .audit import Act, Audit
from .grants import Grants, UnlockAnswer

LOOKS_EVERY = 1.0
"""Seconds between looks at the clocks while a grant lives."""


class Unlocking:
    """The grants of one host and their audit trail."""

    def __init__(self, grants: Grants, audit: Audit) -> None:
        """Judge by these grants, and write to this trail."""
        self._grants = grants
        self._audit = audit
        self._granted = asyncio.Event()

    async def unlock(
        self, drive_keys: Sequence[str], snapshot: Snapshot, token: str, actor: Actor
    ) -> tuple[UnlockAnswer, ...]:
        """Unlock drives as a fresh look shows them; one answer each, in their order."""
        drives = {drive.key: drive for drive in snapshot.drives}
        wanted = [
            (drives[key], snapshot.locks[key]) for key in drive_keys if key in drives
        ]
        weighed = {
            answer.drive_key: answer
            for answer in self._grants.weigh(wanted, actor, token)
        }
        answers = tuple(
            weighed.get(key) or UnlockAnswer(key, None, Reason("drive_absent"))
            for key in drive_keys
        )
        await self._audit.write(
            [self._row(answer, snapshot, actor) for answer in answers]
        )
        for answer in answers:
            if answer.grant:
                self._grants.keep(answer.grant)
                self._granted.set()
        return answers

    async def relock(
        self, drives: Mapping[str, DriveView], drive_keys: Sequence[str], actor: Actor
    ) -> None:
        """Take back the grants of these drives; those that have none stay as they are.

        A grant is gone even when that can't be written down: HistoryError.
        """
        taken = [grant for key in drive_keys if (grant := self._grants.relock(key))]
        await self._audit.write(
            [
                self._audit.entry(
                    Act.RELOCKED,
                    actor,
                    grant.drive_key,
                    state=drives[grant.drive_key].lock
                    if grant.drive_key in drives
                    else None,
                    unlocked_by=grant.user_id,
                )
                for grant in taken
            ]
        )

    async def note_ended(self, locks: Mapping[str, LockState]) -> None:
        """Write down the grants that ended by themselves, with these locks as seen."""
        await self._audit.write(
            [
                self._audit.entry(
                    Act.UNLOCK_ENDED,
                    Actor(),
                    ended.grant.drive_key,
                    state=locks.get(ended.grant.drive_key),
                    reasons=(ended.reason,),
                    unlocked_by=ended.grant.user_id,
                )
                for ended in self._grants.look(locks)
            ]
        )

    async def watch(
        self,
        clock: Clock,
        locks: Callable[[], Mapping[str, LockState]],
        changed: Callable[[], None],
    ) -> None:
        """End grants on time in the view and the trail, whatever the clocks do.

        For ever, by the locks as they were seen last; after each look `changed` is
        called.
        """
        while True:
            await self._granted.wait()
            self._granted.clear()
            while self._grants.alive:
                await clock.sleep(LOOKS_EVERY)
                await self.note_ended(locks())
                changed()

    def views(self, locks: Mapping[str, LockState]) -> dict[str, GrantView]:
        """Return the live grants as people see them, by drive."""
        return {
            key: GrantView(grant.lock, grant.user_id, grant.expires)
            for key, state in locks.items()
            if (grant := self._grants.of(key, state))
        }

    def _row(
        self, answer: UnlockAnswer, snapshot: Snapshot, actor: Actor
    ) -> AuditEntry:
        return self._audit.entry(
            Act.UNLOCKED if answer.grant else Act.UNLOCK_REFUSED,
            actor,
            answer.drive_key,
            state=snapshot.locks.get(answer.drive_key),
            reasons=(answer.reason,) if answer.reason else (),
        )
