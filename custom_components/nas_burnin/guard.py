"""Who may do what: the one guard of actions and entities alike."""

from collections.abc import Iterable

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant

from .coordinator import NasBurninConfigEntry
from .engine.model import StageKind
from .errors import refusal


async def require_admin(hass: HomeAssistant, context: Context | None) -> None:
    """Let administrators and automations pass.

    Raises:
        ServiceValidationError: the call came from another user.
    """
    await _person(hass, context)


async def require_start(
    hass: HomeAssistant,
    context: Context | None,
    entry: NasBurninConfigEntry,
    stages: Iterable[StageKind],
) -> None:
    """Let those pass who may run these stages on drives of this host.

    Raises:
        ServiceValidationError: nobody, or the wrong person, stands behind the call.
    """
    if any(stage.destructive for stage in stages):
        await require_destructive(hass, context, entry)
    else:
        await require_admin(hass, context)


async def require_destructive(
    hass: HomeAssistant, context: Context | None, entry: NasBurninConfigEntry
) -> None:
    """Let only administrators in person pass: what follows erases a drive.

    Raises:
        ServiceValidationError: nobody, or the wrong person, stands behind the call.
    """
    if await _person(hass, context) is None:
        raise refusal("no_person", host=entry.title)


async def _person(hass: HomeAssistant, context: Context | None) -> User | None:
    """The administrator behind a call; None for automations and for Home Assistant.

    An automation's actions run without a user, whoever triggered it, and users that
    Home Assistant made for its own parts are nobody in person.
    """
    if context is None or context.user_id is None:
        return None
    user = await hass.auth.async_get_user(context.user_id)
    if user is None or not user.is_active or not user.is_admin:
        raise refusal("not_an_administrator")
    return None if user.system_generated else user
