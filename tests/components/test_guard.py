"""Who may start and cancel, by action and by button alike."""

from enum import Enum, auto
from typing import Any

from homeassistant.auth.const import (
    GROUP_ID_ADMIN,
    GROUP_ID_READ_ONLY,
    GROUP_ID_USER,
)
from homeassistant.components.button.const import DOMAIN as BUTTON, SERVICE_PRESS
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers.entity_component import DATA_INSTANCES
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.nas_burnin.button import StartButton
from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.model import StartAnswer
from tests.components.conftest import Engine
from tests.components.data import BUSY, IDLE
from tests.components.helpers import device_of, entity_id


class Caller(Enum):
    OWNER = auto()
    ADMIN = auto()
    USER = auto()
    READ_ONLY = auto()
    DELETED = auto()
    INACTIVE_ADMIN = auto()
    SYSTEM_ADMIN = auto()
    AUTOMATION = auto()


PERSONS = {Caller.OWNER, Caller.ADMIN}
ADMINISTRATORS = PERSONS | {Caller.SYSTEM_ADMIN, Caller.AUTOMATION}


async def context_of(hass: HomeAssistant, caller: Caller) -> Context:
    """A call as it comes from each kind of caller."""
    groups = {
        Caller.OWNER: GROUP_ID_ADMIN,
        Caller.ADMIN: GROUP_ID_ADMIN,
        Caller.USER: GROUP_ID_USER,
        Caller.READ_ONLY: GROUP_ID_READ_ONLY,
        Caller.INACTIVE_ADMIN: GROUP_ID_ADMIN,
    }
    # The first user of all becomes the owner.
    owner = await hass.auth.async_create_user("owner", group_ids=[GROUP_ID_ADMIN])
    match caller:
        case Caller.OWNER:
            return Context(user_id=owner.id)
        case Caller.DELETED:
            return Context(user_id="0" * 32)
        case Caller.AUTOMATION:
            return Context(parent_id=Context(user_id=owner.id).id)
        case Caller.SYSTEM_ADMIN:
            user = await hass.auth.async_create_system_user(
                "parts", group_ids=[GROUP_ID_ADMIN]
            )
        case _:
            user = await hass.auth.async_create_user(
                caller.name, group_ids=[groups[caller]]
            )
    if caller is Caller.INACTIVE_ADMIN:
        await hass.auth.async_deactivate_user(user)
    return Context(user_id=user.id)


@pytest.fixture(autouse=True)
def answers(engine: Engine) -> None:
    """An engine that would do anything."""
    engine.mock.enqueue.side_effect = lambda requests: tuple(
        StartAnswer(request.drive_key, "queued", job_uid="job-2")
        for request in requests
    )
    engine.mock.cancel.return_value = True


async def attempt(
    hass: HomeAssistant, domain: str, action: str, data: dict[str, Any], by: Context
) -> str:
    try:
        await hass.services.async_call(domain, action, data, blocking=True, context=by)
    except ServiceValidationError as err:
        return f"{err.translation_key}"
    except Unauthorized:
        return "unauthorized"
    return "done"


def refusal_of(caller: Caller, allowed: set[Caller]) -> str:
    if caller in allowed:
        return "done"
    return "no_person" if caller in ADMINISTRATORS else "not_an_administrator"


@pytest.mark.parametrize("caller", Caller)
async def test_start_action(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, caller: Caller
) -> None:
    data = {
        "device_id": device_of(hass, loaded, IDLE).id,
        "profile": "standard",
        "acknowledge_erase": True,
    }
    by = await context_of(hass, caller)
    assert await attempt(hass, DOMAIN, "start", data, by) == refusal_of(caller, PERSONS)
    assert engine.mock.enqueue.await_count == (caller in PERSONS)


@pytest.mark.parametrize("caller", Caller)
async def test_start_action_that_erases_nothing(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, caller: Caller
) -> None:
    device = device_of(hass, loaded, IDLE).id
    data = {"device_id": device, "stages": ["final_check"]}
    by = await context_of(hass, caller)
    assert await attempt(hass, DOMAIN, "start", data, by) == refusal_of(
        caller, ADMINISTRATORS
    )
    assert engine.mock.enqueue.await_count == (caller in ADMINISTRATORS)


@pytest.mark.parametrize("caller", Caller)
async def test_cancel_action(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, caller: Caller
) -> None:
    data = {"device_id": device_of(hass, loaded, BUSY).id}
    by = await context_of(hass, caller)
    assert await attempt(hass, DOMAIN, "cancel", data, by) == refusal_of(
        caller, ADMINISTRATORS
    )
    assert engine.mock.cancel.await_count == (caller in ADMINISTRATORS)


@pytest.mark.parametrize("caller", Caller)
@pytest.mark.parametrize(
    ("key", "drive", "allowed"),
    [("start", IDLE, PERSONS), ("cancel", BUSY, ADMINISTRATORS)],
)
async def test_buttons(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    key: str,
    drive: str,
    allowed: set[Caller],
    caller: Caller,
) -> None:
    by = await context_of(hass, caller)
    data = {ATTR_ENTITY_ID: entity_id(hass, "button", drive, key)}
    outcome = await attempt(hass, BUTTON, SERVICE_PRESS, data, by)
    # Home Assistant itself stops some callers before they come to us.
    assert outcome in (refusal_of(caller, allowed), "unauthorized")
    assert (outcome == "done") == (caller in allowed)
    done = engine.mock.enqueue.await_count + engine.mock.cancel.await_count
    assert done == (caller in allowed)


async def test_a_press_never_speaks_for_a_later_one(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    by = await context_of(hass, Caller.ADMIN)
    start = entity_id(hass, "button", IDLE, "start")
    await hass.services.async_call(
        BUTTON, SERVICE_PRESS, {ATTR_ENTITY_ID: start}, blocking=True, context=by
    )
    assert engine.mock.enqueue.await_count == 1

    button = hass.data[DATA_INSTANCES][BUTTON].get_entity(start)
    assert isinstance(button, StartButton)
    with pytest.raises(ServiceValidationError) as refused:
        await button.async_press()
    assert refused.value.translation_key == "no_person"
    assert engine.mock.enqueue.await_count == 1
