"""Unlocks, as entities and actions alike ask for them."""

from collections.abc import Sequence

from ..coordinator import NasBurninCoordinator
from ..engine.model import Actor, Reason
from ..engine.sentences.speaker import Speaker
from ..engine.unlock.grants import UnlockAnswer
from ..errors import translated

_NO_WORDS_HELP = frozenset({"in_use_stays_locked", "unknown_stays_locked"})


async def async_unlock(
    coordinator: NasBurninCoordinator,
    drive_keys: Sequence[str],
    words: str,
    actor: Actor,
) -> tuple[UnlockAnswer, ...]:
    """Ask the engine to unlock drives; one answer for each, in their order.

    Raises:
        HomeAssistantError: the host can't be asked.
    """
    # Whoever sees the lock open wants to read a name.
    user_id = actor.user_id or ""
    user = await coordinator.hass.auth.async_get_user(user_id)
    coordinator.names[user_id] = (user and user.name) or ""
    with translated(coordinator.hass):
        return await coordinator.burnin.unlock(drive_keys, words, actor)


async def async_relock(
    coordinator: NasBurninCoordinator, drive_keys: Sequence[str], actor: Actor
) -> None:
    """Take the unlocks of drives back.

    Raises:
        HomeAssistantError: it can't be written down.
    """
    with translated(coordinator.hass):
        await coordinator.burnin.relock(drive_keys, actor)


def why_not(
    coordinator: NasBurninCoordinator, answer: UnlockAnswer, speaker: Speaker
) -> list[str]:
    """Why a drive was not unlocked, in words; where no words help, also the cause."""
    reason = answer.reason or Reason("wrong_token")
    causes = coordinator.data.drives[answer.drive_key].lock.evidence
    if reason.code not in _NO_WORDS_HELP:
        causes = ()
    return speaker.sentences([reason, *(fact.reason for fact in causes)])
