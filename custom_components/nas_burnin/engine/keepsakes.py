"""What is kept of a drive beside its jobs: a person's note; and how all of it is forgotten."""

from collections.abc import Mapping
from typing import Final

from .clock import Clock
from .errors import AnswerUnusable
from .history import DriveHasJob, History
from .jobs.ledger import Ledger
from .leaving import sweep
from .model import Actor
from .safety.inventory import unit_name
from .stages import Bench
from .text import clean
from .unlock.audit import Act, Audit

LONGEST_NOTE: Final = 500
"""Characters of a note."""


class Keepsakes:
    """The notes on drives; memory here is a cache of the history.

    Every method that is awaited may raise HistoryError.
    """

    def __init__(
        self, history: History, clock: Clock, audit: Audit, bench: Bench, ledger: Ledger
    ) -> None:
        """Keep notes in this history."""
        self._history = history
        self._clock = clock
        self._audit = audit
        self._bench = bench
        self._ledger = ledger
        self._notes: dict[str, str] = {}

    @property
    def notes(self) -> Mapping[str, str]:
        """What people wrote, by drive key."""
        return self._notes

    async def load(self) -> None:
        """Read all notes."""
        kept = await self._history.notes()
        self._notes = {key: note.text for key, note in kept.items()}

    async def set_note(self, drive_key: str, text: str, actor: Actor) -> None:
        """Write on a drive, in place of what was there; an empty text removes it."""
        note = clean(text, LONGEST_NOTE)
        row = self._audit.entry(Act.NOTE_SET, actor, drive_key, note=note)
        await self._audit.write([row])
        now = self._clock.now()
        await self._history.set_note(drive_key, note, now, actor.user_id)
        self._notes.pop(drive_key, None)
        if note:
            self._notes[drive_key] = note

    async def forget(self, drive_key: str, actor: Actor) -> int:
        """Remove all that is kept of a drive but the audit trail; answers how many jobs.

        DriveHasJob while one is queued or running. Raises HostError and SetupError:
        records on the host have to go first, because nobody would know later whose
        they are.
        """
        if self._ledger.of_drive(drive_key):
            raise DriveHasJob(drive=drive_key)
        await self._clear(drive_key)
        row = self._audit.entry(Act.FORGET_REQUESTED, actor, drive_key)
        await self._audit.write([row])
        forgotten = await self._history.forget_drive(drive_key)
        self._notes.pop(drive_key, None)
        self._ledger.forget(drive_key)
        return forgotten

    async def _clear(self, drive_key: str) -> None:
        """Make sure that no record of a test of this drive is on the host."""
        for _ in range(2):
            snapshot = await self._bench.look()
            if all(test.unit != unit_name(drive_key) for test in snapshot.tests):
                return
            await sweep(self._bench, self._ledger, snapshot)
        raise AnswerUnusable("records of a test of this drive are still on the host")
