"""Lock: would an erasure of the drive be refused?"""

from datetime import datetime
import math
from typing import Any, Final, override

from homeassistant.components.lock import LockEntity, LockEntityDescription
from homeassistant.const import ATTR_CODE
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .actions.unlocking import async_relock, async_unlock, why_not
from .coordinator import NasBurninConfigEntry
from .engine.model import GrantView, Lock
from .engine.safety.locks import token
from .engine.text import clean
from .entity import DriveEntity, async_add_for_drives
from .errors import refusal
from .guard import require_admin, require_person
from .shown import LONGEST, speaker_to

PARALLEL_UPDATES = 1

SAFETY_LOCK = LockEntityDescription(key="safety_lock", translation_key="safety_lock")

COUNTDOWN_STEP: Final = 10.0
"""Seconds between two writes of the time that is left."""

ANY_WORDS: Final = ".*"
"""Makes Home Assistant ask for a code.

It takes any, even none: wrong words have to reach the engine to be counted, and
locking must not ask for a code.
"""


async def async_setup_entry(
    hass: HomeAssistant,
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the lock of each drive."""
    coordinator = entry.runtime_data
    async_add_for_drives(
        entry,
        async_add_entities,
        lambda key: [SafetyLock(coordinator, key, SAFETY_LOCK)],
    )


class SafetyLock(DriveEntity, LockEntity):
    """Locked while an erasure would be refused: unlocked is a blank drive, or a grant.

    Only the engine decides what may start; this shows it, and takes the words.
    """

    # Sentences, and what changes all the time, are for people, not for the recorder.
    _unrecorded_attributes = frozenset({"evidence", "to_unlock", "seconds_left"})
    _stop_countdown: CALLBACK_TYPE | None = None

    @override
    async def async_added_to_hass(self) -> None:
        self.async_on_remove(self._end_countdown)
        await super().async_added_to_hass()

    @override
    def _take(self) -> object:
        view = self.view
        state = view.lock
        grant = self._live_grant()
        words = self._words()
        left = (grant.expires - dt_util.utcnow()).total_seconds() if grant else 0.0
        self._attr_is_locked = state.lock is not Lock.FREE and grant is None
        asks = self._attr_is_locked and words is not None
        self._attr_code_format = ANY_WORDS if asks else None
        self._attr_extra_state_attributes = {
            "lock": state.lock.value,
            "evidence": self.speaker.sentences(fact.reason for fact in state.evidence),
            "to_unlock": words if asks else None,
            "unlocked_until": grant.expires.isoformat() if grant else None,
            "unlocked_by": self._name_of(grant) if grant else None,
            "seconds_left": math.ceil(left) if grant else None,
        }
        self._count_down(left)
        return (self._attr_is_locked, asks, self._attr_extra_state_attributes)

    def _words(self) -> str | None:
        words = token(self.view.lock, self.view.drive)
        return clean(words, LONGEST) if words else None

    def _live_grant(self) -> GrantView | None:
        grant = self.view.grant
        return grant if grant and grant.expires > dt_util.utcnow() else None

    def _name_of(self, grant: GrantView) -> str:
        return clean(self.coordinator.names.get(grant.user_id, "")) or grant.user_id

    @override
    async def async_unlock(self, **kwargs: Any) -> None:
        caller = self._caller()
        actor = await require_person(self.hass, caller)
        if self._lock_option_default_code:
            # Words that type themselves protect from nothing.
            raise refusal("default_code")
        words: str = kwargs.get(ATTR_CODE, "")
        wanted = self._words()
        # Nobody has tried wrong words who was never asked for any.
        if wanted and not words.strip():
            raise refusal("words_needed", words=wanted)
        coordinator = self.coordinator
        (answer,) = await async_unlock(coordinator, [self.drive_key], words, actor)
        if answer.grant is None:
            said = why_not(coordinator, answer, speaker_to(self.hass, caller))
            raise refusal("not_unlocked", reasons="; ".join(said))

    @override
    async def async_lock(self, **kwargs: Any) -> None:
        actor = await require_admin(self.hass, self._caller())
        await async_relock(self.coordinator, [self.drive_key], actor)

    @callback
    def _count_down(self, left: float) -> None:
        self._end_countdown()
        if left:
            self._stop_countdown = async_call_later(
                self.hass, min(left, COUNTDOWN_STEP), self._async_tick
            )

    @callback
    def _end_countdown(self) -> None:
        if self._stop_countdown:
            self._stop_countdown()
            self._stop_countdown = None

    @callback
    def _async_tick(self, now: datetime) -> None:
        self._stop_countdown = None
        self._take_over()
