"""The button platform."""

from dataclasses import replace

from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.nas_burnin.const import HOST
from custom_components.nas_burnin.engine.errors import HostUnreachable
from custom_components.nas_burnin.engine.model import (
    JobState,
    Reason,
    StartAnswer,
    StartRequest,
)
from custom_components.nas_burnin.engine.queue.plan import PROFILES
from tests.components.conftest import Engine
from tests.components.data import BUSY, IDLE, POOL, RUNNING, VIEW, change
from tests.components.helpers import entity_id, state_of


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.BUTTON]


async def test_platform(
    hass: HomeAssistant,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
    loaded: MockConfigEntry,
) -> None:
    await snapshot_platform(hass, entity_registry, snapshot, loaded.entry_id)


async def press(hass: HomeAssistant, drive_key: str, key: str, by: Context) -> None:
    await hass.services.async_call(
        "button",
        "press",
        {"entity_id": entity_id(hass, "button", drive_key, key)},
        blocking=True,
        context=by,
    )


@pytest.fixture
def admin(hass_admin_user: MockUser) -> Context:
    return Context(user_id=hass_admin_user.id)


@pytest.mark.parametrize("platforms", [[Platform.BUTTON, Platform.SELECT]])
async def test_start_uses_the_selected_profile(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, admin: Context
) -> None:
    engine.mock.enqueue.return_value = (StartAnswer(IDLE, "queued", job_uid="job-2"),)
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": entity_id(hass, "select", IDLE, "profile"), "option": "quick"},
        blocking=True,
    )
    await press(hass, IDLE, "start", admin)
    ((request,),) = engine.mock.enqueue.await_args.args
    profile = PROFILES["quick"]
    assert request == StartRequest(
        drive_key=IDLE,
        profile="quick",
        stages=profile.stages,
        options=profile.options,
        requested_by=admin.user_id,
    )


async def test_start_of_a_locked_drive(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, admin: Context
) -> None:
    reason = Reason(
        "pool_member",
        {"pool": "tank", "node": "sdc1", "role": "data", "health": "ONLINE"},
    )
    engine.mock.enqueue.return_value = (StartAnswer(POOL, "locked", reasons=(reason,)),)
    with pytest.raises(ServiceValidationError) as refused:
        await press(hass, POOL, "start", admin)
    assert refused.value.translation_key == "not_started"
    assert refused.value.translation_placeholders is not None
    assert "tank" in refused.value.translation_placeholders["reasons"]


async def test_trouble_of_the_engine_is_translated(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, admin: Context
) -> None:
    engine.mock.enqueue.side_effect = HostUnreachable("off")
    with pytest.raises(HomeAssistantError) as raised:
        await press(hass, IDLE, "start", admin)
    assert raised.value.translation_key == "host_unreachable"


async def test_nothing_left_to_cancel(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, admin: Context
) -> None:
    engine.mock.cancel.return_value = False
    with pytest.raises(ServiceValidationError) as refused:
        await press(hass, BUSY, "cancel", admin)
    assert refused.value.translation_key == "nothing_to_cancel"


async def test_what_can_be_pressed(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    def pressable(drive_key: str) -> list[str]:
        return [
            key
            for key in ("start", "cancel")
            if state_of(hass, "button", drive_key, key).state != STATE_UNAVAILABLE
        ]

    assert pressable(IDLE) == ["start"]
    assert pressable(BUSY) == ["cancel"]
    engine.publish(replace(VIEW, connected=False), HOST)
    assert pressable(IDLE) == []
    assert pressable(BUSY) == ["cancel"]
    ended = replace(RUNNING, job=replace(RUNNING.job, state=JobState.PASSED))
    engine.publish(change(VIEW, BUSY, job=ended), BUSY)
    assert pressable(BUSY) == ["start"]
