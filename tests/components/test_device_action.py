"""The device actions."""

from types import MappingProxyType
from typing import Any

from homeassistant.components.device_automation import DeviceAutomationType
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv, device_registry as dr, script
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_get_device_automations,
)
import voluptuous as vol

from custom_components.nas_burnin import device_action
from custom_components.nas_burnin.const import DOMAIN, OPTION_ALLOW_AUTOMATIONS
from custom_components.nas_burnin.device_action import (
    DRIVE_ACTIONS,
    HOST_ACTIONS,
    async_get_actions,
)
from custom_components.nas_burnin.engine.model import StageKind, StartAnswer
from tests.components.callers import (
    WAYS,
    Caller,
    context_of,
    deactivate,
    user_of,
)
from tests.components.conftest import Engine
from tests.components.data import BUSY, HOST_ID, IDLE
from tests.components.helpers import device_of
from tests.components.test_permissions import BOTH, PERSONS

# Who runs a script, or an automation that somebody or nobody triggered.
CALLERS = [caller for caller in Caller if caller not in WAYS]


DEEDS = ("enqueue", "cancel", "pause", "resume", "unlock", "relock")


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.BUTTON]


@pytest.fixture(autouse=True)
def answers(engine: Engine) -> None:
    """An engine that would do anything."""
    engine.mock.enqueue.side_effect = lambda requests: tuple(
        StartAnswer(request.drive_key, "queued", job_uid="job-2")
        for request in requests
    )
    engine.mock.cancel.return_value = True
    engine.mock.pause.return_value = engine.mock.resume.return_value = ()


def action_of(device: dr.DeviceEntry, kind: str) -> dict[str, str]:
    return {"domain": DOMAIN, "device_id": device.id, "type": kind}


async def run(hass: HomeAssistant, action: dict[str, str], context: Context) -> str:
    """Run an action as a script does; the key of the error it met, if it met one."""
    sequence = cv.SCRIPT_SCHEMA([action])
    validated = await script.async_validate_actions_config(hass, sequence)
    runs = script.Script(hass, validated, "test", DOMAIN)
    try:
        await runs.async_run(context=context)
    except HomeAssistantError as err:
        return err.translation_key or type(err).__name__
    return ""


@pytest.mark.parametrize(
    ("of", "kinds"), [(HOST_ID, HOST_ACTIONS), (BUSY, DRIVE_ACTIONS)]
)
async def test_actions_of_a_device(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    of: str,
    kinds: MappingProxyType[str, Any],
) -> None:
    assert await async_setup_component(hass, "device_automation", {})
    device = device_of(hass, loaded, of)
    found = await async_get_device_automations(
        hass, DeviceAutomationType.ACTION, device.id
    )
    ours = [action for action in found if action["domain"] == DOMAIN]
    assert ours == [{**action_of(device, kind), "metadata": {}} for kind in [*kinds]]


async def test_a_device_that_is_not_there_has_none(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert await async_get_actions(hass, "0" * 32) == []


async def test_nothing_else_can_be_asked_for(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    device = device_of(hass, loaded, BUSY)
    for kind in ("unlock", "start", "start_standard", ""):
        with pytest.raises(vol.Invalid):
            device_action.ACTION_SCHEMA(action_of(device, kind))


EFFECTS: dict[str, tuple[str, object]] = {
    "cancel": ("cancel", None),
    "pause": ("pause", None),
    "resume": ("resume", None),
    "start_short_test": ("enqueue", (StageKind.SHORT_SMART, StageKind.FINAL_CHECK)),
    "start_smart_only": (
        "enqueue",
        (StageKind.SHORT_SMART, StageKind.LONG_SMART, StageKind.FINAL_CHECK),
    ),
    "start_read_only": (
        "enqueue",
        (StageKind.SHORT_SMART, StageKind.SURFACE_READ, StageKind.FINAL_CHECK),
    ),
}


@pytest.mark.parametrize("kind", DRIVE_ACTIONS)
async def test_what_each_does(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, kind: str
) -> None:
    device = device_of(hass, loaded, IDLE)
    assert await run(hass, action_of(device, kind), Context()) == ""
    what, stages = EFFECTS[kind]
    done = [name for name in DEEDS if getattr(engine.mock, name).await_count]
    assert done == [what]
    if stages is not None:
        ((request,),) = engine.mock.enqueue.await_args.args
        assert (request.drive_key, request.stages) == (IDLE, stages)
        assert not any(stage.destructive for stage in request.stages)
        assert request.automation


async def test_a_whole_nas_is_paused(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    device = device_of(hass, loaded, HOST_ID)
    assert await run(hass, action_of(device, "pause"), Context()) == ""
    assert engine.mock.pause.await_args.args[0] is None


@pytest.mark.parametrize("caller", CALLERS)
async def test_who_may(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, caller: Caller
) -> None:
    user = await user_of(hass, caller)
    await deactivate(hass, caller, user)
    for allowed in (False, True):
        options = {OPTION_ALLOW_AUTOMATIONS: allowed}
        hass.config_entries.async_update_entry(loaded, options=options)
        for kind in DRIVE_ACTIONS:
            engine.mock.reset_mock()
            action = action_of(device_of(hass, loaded, IDLE), kind)
            error = await run(hass, action, context_of(caller, user))
            done = any(getattr(engine.mock, name).await_count for name in DEEDS)
            assert done == (caller in BOTH), (kind, error)
            assert (error == "") == done, (kind, error)
            if done and engine.mock.enqueue.await_count:
                ((request,),) = engine.mock.enqueue.await_args.args
                assert request.actor.is_person == (caller in PERSONS)


async def test_a_profile_of_that_name_that_erases_is_refused(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    erasing = MappingProxyType(
        {**DRIVE_ACTIONS, "start_read_only": ("start", {"profile": "standard"})}
    )
    monkeypatch.setattr(device_action, "DRIVE_ACTIONS", erasing)
    hass.config_entries.async_update_entry(
        loaded, options={OPTION_ALLOW_AUTOMATIONS: True}
    )
    action = action_of(device_of(hass, loaded, IDLE), "start_read_only")
    assert await run(hass, action, Context()) == "erase_not_acknowledged"
    assert not engine.mock.enqueue.await_count
