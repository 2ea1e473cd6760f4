"""The conditions, asked as automations ask them."""

from dataclasses import replace
from typing import Any

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.nas_burnin.condition import CONDITIONS
from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.model import JobState, JobView
from tests.components.conftest import Engine
from tests.components.data import BUSY, HOST_ID, IDLE, POOL, VIEW, change, job
from tests.components.helpers import device_of, entity_id

QUEUED = JobView(replace(job(IDLE, JobState.QUEUED), started=None))


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.EVENT, Platform.SENSOR]


async def holds(hass: HomeAssistant, name: str, target: Any, behavior: str) -> bool:
    config = await condition.async_validate_condition_config(
        hass,
        {
            "condition": f"{DOMAIN}.{name}",
            "target": target,
            "options": {"behavior": behavior},
        },
    )
    checker = await condition.async_from_config(hass, config)
    return bool(checker.async_check(variables=None))


@pytest.mark.parametrize(
    ("name", "drives", "any_of_them", "all_of_them"),
    [
        ("is_burning_in", (BUSY,), True, True),
        ("is_burning_in", (BUSY, IDLE), True, False),
        ("is_burning_in", (IDLE, POOL), False, False),
        ("is_queued", (IDLE,), True, True),
        ("is_queued", (BUSY, IDLE), True, False),
        ("is_queued", (BUSY,), False, False),
        # Its other sensors count nothing here.
        ("is_burning_in", (HOST_ID,), False, False),
    ],
)
async def test_what_drives_do(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    name: str,
    drives: tuple[str, ...],
    any_of_them: bool,
    all_of_them: bool,
) -> None:
    engine.publish(change(VIEW, IDLE, job=QUEUED), IDLE)
    target = {"device_id": [device_of(hass, loaded, key).id for key in drives]}
    assert await holds(hass, name, target, "any") is any_of_them
    if drives != (HOST_ID,):
        assert await holds(hass, name, target, "all") is all_of_them


async def test_sensors_of_others_are_none_of_ours(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    hass.states.async_set("sensor.washing_machine", "running")
    target = {"entity_id": ["sensor.washing_machine"]}
    assert not await holds(hass, "is_burning_in", target, "any")
    target["entity_id"].append(entity_id(hass, "sensor", BUSY, "burn_in"))
    assert await holds(hass, "is_burning_in", target, "any")


async def test_they_are_offered_for_drives(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(hass, "websocket_api", {})
    client = await hass_ws_client(hass)
    target = {"device_id": [device_of(hass, loaded, BUSY).id]}
    await client.send_json_auto_id(
        {"type": "get_conditions_for_target", "target": target}
    )
    answer = await client.receive_json()
    assert answer["success"], answer
    offered = {name for name in answer["result"] if name.startswith(f"{DOMAIN}.")}
    assert offered == {f"{DOMAIN}.{name}" for name in CONDITIONS}
