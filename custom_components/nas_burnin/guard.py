"""Who may do what: the one guard of actions and entities alike.

An automation's actions run without a user, whoever triggered it and with whatever
variables. So a call without a user is nobody in person: it never unlocks, and it
starts what erases a drive only where an administrator allowed that for the host.
"""

from collections.abc import Iterable

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.http import current_request

from .const import OPTION_ALLOW_AUTOMATIONS
from .coordinator import NasBurninConfigEntry
from .engine.model import Actor, StageKind, Who
from .errors import refusal


async def require_admin(hass: HomeAssistant, context: Context | None) -> Actor:
    """Let administrators and automations pass.

    Users that Home Assistant made for its own parts are automations, too.

    Raises:
        ServiceValidationError: the call came from another user.
    """
    if context is None or context.user_id is None:
        return Actor(Who.AUTOMATION)
    user = await hass.auth.async_get_user(context.user_id)
    if user is None or not user.is_active or not user.is_admin:
        raise refusal("not_an_administrator")
    if user.system_generated:
        return Actor(Who.AUTOMATION, user.id)
    return Actor.person(user.id)


async def require_reader(hass: HomeAssistant, context: Context | None) -> bool:
    """Let users and automations pass; true for those to whom persons may be named.

    Raises:
        ServiceValidationError: the call came from nobody who may log in (any more).
    """
    if context is None or context.user_id is None:
        return True
    user = await hass.auth.async_get_user(context.user_id)
    if user is None or not user.is_active:
        raise refusal("not_a_user")
    return user.is_admin


async def require_person(hass: HomeAssistant, context: Context | None) -> Actor:
    """Let only administrators in person pass.

    Raises:
        ServiceValidationError: nobody, or the wrong person, is behind the call.
    """
    actor = await require_admin(hass, context)
    if not actor.is_person:
        raise refusal("no_person")
    return actor


async def require_start(
    hass: HomeAssistant,
    context: Context | None,
    entry: NasBurninConfigEntry,
    stages: Iterable[StageKind],
) -> Actor:
    """Let those pass who may run these stages on drives of this host.

    Raises:
        ServiceValidationError: nobody, or the wrong person, is behind the call.
    """
    actor = await require_admin(hass, context)
    erases = any(stage.destructive for stage in stages)
    allowed = entry.options.get(OPTION_ALLOW_AUTOMATIONS, False)
    if erases and not (actor.is_person or allowed):
        raise refusal("automations_not_allowed", host=entry.title)
    return actor


async def readable(
    hass: HomeAssistant, context: Context | None, entity_ids: Iterable[str]
) -> set[str]:
    """Of these entities those that whoever asks may read; all where no user asks."""
    if context is None or context.user_id is None:
        return set(entity_ids)
    user = await hass.auth.async_get_user(context.user_id)
    if user is None or not user.is_active:
        return set()
    may = user.permissions.check_entity
    return {entity_id for entity_id in entity_ids if may(entity_id, POLICY_READ)}


def request_context() -> Context | None:
    """Who is behind the web request under way; flows and removals know nobody else."""
    request = current_request.get()
    user = request.get(KEY_HASS_USER) if request is not None else None
    return Context(user_id=user.id) if user else None
