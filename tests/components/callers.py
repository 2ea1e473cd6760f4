"""Everybody who can call Home Assistant, and the ways they come."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from typing import Any, override

from homeassistant.auth.const import (
    GROUP_ID_ADMIN,
    GROUP_ID_READ_ONLY,
    GROUP_ID_USER,
)
from homeassistant.auth.models import User
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import llm
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed


class Caller(Enum):
    """Who is behind a call, and how the call comes."""

    OWNER = auto()
    ADMIN = auto()
    USER = auto()
    READ_ONLY = auto()
    DELETED = auto()
    DEACTIVATED_ADMIN = auto()
    DEACTIVATED_OWNER = auto()
    SYSTEM_ADMIN = auto()
    SYSTEM_USER = auto()
    INTERNAL = auto()
    AUTOMATION_BY_TIME = auto()
    AUTOMATION_BY_ADMIN = auto()
    AUTOMATION_BY_USER = auto()
    SCRIPT_BY_ADMIN = auto()
    SCRIPT_BY_USER = auto()
    ASSISTANT_OF_ADMIN = auto()
    ASSISTANT_OF_USER = auto()
    ASSISTANT_OF_NOBODY = auto()


@dataclass(frozen=True)
class Call:
    """One action, as anybody would call it; `answers` where that is all it does."""

    domain: str
    action: str
    data: dict[str, Any]
    answers: bool = False


async def user_of(hass: HomeAssistant, caller: Caller) -> User | None:
    """The user behind a caller; None where there is none (any more)."""
    # The first user of all becomes the owner.
    owner = await hass.auth.async_create_user("Olga", group_ids=[GROUP_ID_ADMIN])
    match caller:
        case Caller.OWNER | Caller.DEACTIVATED_OWNER:
            return owner
        case (
            Caller.ADMIN
            | Caller.DEACTIVATED_ADMIN
            | Caller.AUTOMATION_BY_ADMIN
            | Caller.SCRIPT_BY_ADMIN
            | Caller.ASSISTANT_OF_ADMIN
        ):
            return await hass.auth.async_create_user("Ada", group_ids=[GROUP_ID_ADMIN])
        case (
            Caller.USER
            | Caller.AUTOMATION_BY_USER
            | Caller.SCRIPT_BY_USER
            | Caller.ASSISTANT_OF_USER
        ):
            return await hass.auth.async_create_user("Uwe", group_ids=[GROUP_ID_USER])
        case Caller.READ_ONLY:
            return await hass.auth.async_create_user(
                "Rita", group_ids=[GROUP_ID_READ_ONLY]
            )
        case Caller.SYSTEM_ADMIN | Caller.SYSTEM_USER:
            group = {
                Caller.SYSTEM_ADMIN: GROUP_ID_ADMIN,
                Caller.SYSTEM_USER: GROUP_ID_READ_ONLY,
            }[caller]
            return await hass.auth.async_create_system_user("parts", group_ids=[group])
    return None


async def token_of(hass: HomeAssistant, user: User) -> str:
    """A token for the web, as the user would have it."""
    client = None if user.system_generated else "https://example.com/app"
    token = await hass.auth.async_create_refresh_token(user, client)
    return hass.auth.async_create_access_token(token)


async def deactivate(hass: HomeAssistant, caller: Caller, user: User | None) -> None:
    """Take a user's rights away where the caller is one who lost them."""
    if user is None:
        return
    if caller is Caller.DEACTIVATED_ADMIN:
        await hass.auth.async_deactivate_user(user)
    elif caller is Caller.DEACTIVATED_OWNER:
        # Home Assistant itself refuses to; a store from elsewhere may say so.
        user.is_active = False


def _sequence(call: Call) -> list[dict[str, Any]]:
    step = {"action": f"{call.domain}.{call.action}", "data": call.data}
    return [{**step, "response_variable": "answer"} if call.answers else step]


class Direct:
    """An action called over the web, or by a part of Home Assistant."""

    async def prepare(self, hass: HomeAssistant, calls: Mapping[str, Call]) -> None:
        """Set up what the calls take, each under its name."""

    async def make(
        self, hass: HomeAssistant, name: str, call: Call, context: Context
    ) -> None:
        """Make one of the calls that were prepared."""
        await hass.services.async_call(
            call.domain,
            call.action,
            call.data,
            blocking=True,
            context=context,
            return_response=call.answers,
        )


class TriggeredAutomation(Direct):
    """Anybody triggers an automation, and gives it variables of his own."""

    @override
    async def prepare(self, hass: HomeAssistant, calls: Mapping[str, Call]) -> None:
        automations = [
            {
                "id": name,
                "alias": name,
                "initial_state": False,
                "variables": call.data,
                "triggers": {"trigger": "time_pattern", "hours": "/1"},
                "actions": _sequence(
                    replace(call, data={key: f"{{{{ {key} }}}}" for key in call.data})
                ),
            }
            for name, call in calls.items()
        ]
        config = {"automation": automations}
        assert await async_setup_component(hass, "automation", config)
        await hass.async_block_till_done()

    @override
    async def make(
        self, hass: HomeAssistant, name: str, call: Call, context: Context
    ) -> None:
        own = {"entity_id": f"automation.{name}", "variables": call.data}
        await super().make(hass, name, Call("automation", "trigger", own), context)
        await hass.async_block_till_done()


class TimedAutomation(TriggeredAutomation):
    """An automation that runs because it is time."""

    @override
    async def make(
        self, hass: HomeAssistant, name: str, call: Call, context: Context
    ) -> None:
        which = {"entity_id": f"automation.{name}"}
        await hass.services.async_call("automation", "turn_on", which, blocking=True)
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(hours=1, seconds=1))
        await hass.async_block_till_done()
        await hass.services.async_call("automation", "turn_off", which, blocking=True)


class Script(Direct):
    """A script that somebody calls."""

    @override
    async def prepare(self, hass: HomeAssistant, calls: Mapping[str, Call]) -> None:
        scripts = {
            name: {"alias": name, "sequence": _sequence(call)}
            for name, call in calls.items()
        }
        assert await async_setup_component(hass, "script", {"script": scripts})
        await hass.async_block_till_done()

    @override
    async def make(
        self, hass: HomeAssistant, name: str, call: Call, context: Context
    ) -> None:
        await super().make(hass, name, Call("script", name, {}), context)


class Assistant(Script):
    """A language model that calls a script that was exposed to it."""

    @override
    async def prepare(self, hass: HomeAssistant, calls: Mapping[str, Call]) -> None:
        for component in ("homeassistant", "intent", "conversation", "llm"):
            assert await async_setup_component(hass, component, {})
        await super().prepare(hass, calls)
        for name in calls:
            script = f"script.{name}"
            async_expose_entity(hass, "conversation", script, should_expose=True)

    @override
    async def make(
        self, hass: HomeAssistant, name: str, call: Call, context: Context
    ) -> None:
        speaker = llm.LLMContext("test", context, "en", "conversation", None)
        api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, speaker)
        await api.async_call_tool(llm.ToolInput(f"script__{name}", {}))


WAYS: dict[Caller, Direct] = {
    Caller.AUTOMATION_BY_TIME: TimedAutomation(),
    Caller.AUTOMATION_BY_ADMIN: TriggeredAutomation(),
    Caller.AUTOMATION_BY_USER: TriggeredAutomation(),
    Caller.SCRIPT_BY_ADMIN: Script(),
    Caller.SCRIPT_BY_USER: Script(),
    Caller.ASSISTANT_OF_ADMIN: Assistant(),
    Caller.ASSISTANT_OF_USER: Assistant(),
    Caller.ASSISTANT_OF_NOBODY: Assistant(),
}


def context_of(caller: Caller, user: User | None) -> Context:
    """What comes with the call."""
    if caller is Caller.DELETED:
        return Context(user_id="0" * 32)
    return Context(user_id=user.id if user else None)


async def attempt(
    hass: HomeAssistant, caller: Caller, name: str, call: Call, context: Context
) -> str:
    """Make a call in the caller's way; the key of the error it met, if it met one."""
    try:
        await WAYS.get(caller, Direct()).make(hass, name, call, context)
    except Unauthorized:
        return "unauthorized"
    except HomeAssistantError as err:
        return err.translation_key or type(err).__name__
    return ""
