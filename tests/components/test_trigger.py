"""The triggers, each in an automation that runs."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    config_validation as cv,
    device_registry as dr,
)
from homeassistant.helpers.trigger import async_validate_trigger_config
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
import voluptuous as vol

from custom_components.nas_burnin.const import DOMAIN, HOST
from custom_components.nas_burnin.engine.model import DriveView, Event, EventKind
from custom_components.nas_burnin.trigger import TRIGGERS
from tests.components.conftest import Engine
from tests.components.data import BUSY, FREE, HOST_ID, IDLE, NOW, VIEW, drive
from tests.components.helpers import device_of, entity_id

K = EventKind
FIRED = "fired"


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.EVENT, Platform.SENSOR]


async def automate(
    hass: HomeAssistant,
    trigger: str,
    target: dict[str, Any],
    options: dict[str, Any] | None = None,
) -> Callable[[], list[str]]:
    """An automation with that trigger; what is answered tells what it ran for."""
    fired = async_capture_events(hass, FIRED)
    config = {
        "triggers": {
            "trigger": f"{DOMAIN}.{trigger}",
            "target": target,
            **({"options": options} if options else {}),
        },
        "actions": {
            "event": FIRED,
            "event_data": {
                "kind": "{{ trigger.to_state.attributes.event_type }}",
                "drive": "{{ trigger.to_state.attributes.drive }}",
            },
        },
        "mode": "parallel",
    }
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()
    return lambda: [
        f"{event.data['kind']} {event.data['drive']}".strip() for event in fired
    ]


async def happen(
    hass: HomeAssistant,
    engine: Engine,
    kinds: Iterable[EventKind] = K,
    drive_key: str = BUSY,
) -> None:
    for kind in kinds:
        engine.happen(Event(kind, NOW, drive_key, "job-1"))
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("trigger", "options", "kinds"),
    [
        ("burn_in_started", None, ["started"]),
        ("burn_in_failed", None, ["failed"]),
        ("burn_in_finished", None, ["passed", "failed", "cancelled", "unknown"]),
        (
            "burn_in_finished",
            {"result": "any"},
            ["passed", "failed", "cancelled", "unknown"],
        ),
        ("burn_in_finished", {"result": "passed"}, ["passed"]),
        ("burn_in_finished", {"result": "unknown"}, ["unknown"]),
        ("drive_appeared", None, ["drive_appeared"]),
        ("drive_unlocked", None, ["unlocked"]),
    ],
)
async def test_each_fires_for_its_own_and_nothing_else(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    trigger: str,
    options: dict[str, Any] | None,
    kinds: list[str],
) -> None:
    target = {"device_id": device_of(hass, loaded, BUSY).id}
    ran = await automate(hass, trigger, target, options)
    await happen(hass, engine)
    await happen(hass, engine, drive_key=IDLE)
    assert ran() == [f"{kind} ZL2BUSY1" for kind in kinds]


async def test_a_nas_stands_for_all_its_drives(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    target = {"device_id": device_of(hass, loaded, HOST_ID).id}
    ran = await automate(hass, "burn_in_started", target)
    await happen(hass, engine)
    await happen(hass, engine, drive_key=IDLE)
    assert ran() == ["started ZL2BUSY1", "started 9LIDLE01"]


async def test_a_drive_that_is_new_in_a_nas(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    target = {"device_id": device_of(hass, loaded, HOST_ID).id}
    ran = await automate(hass, "drive_appeared", target)
    new = DriveView(drive("wd-new", "WD", "9LNEW001"), FREE)
    engine.publish(replace(VIEW, drives={**VIEW.drives, "wd-new": new}), "wd-new", HOST)
    await happen(hass, engine, drive_key="wd-new")
    assert ran() == ["drive_appeared 9LNEW001"]


async def test_who_names_a_nas_and_its_drives_is_told_once(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    area = ar.async_get(hass).async_create("Cellar")
    for key in (HOST_ID, BUSY, IDLE):
        device = device_of(hass, loaded, key)
        dr.async_get(hass).async_update_device(device.id, area_id=area.id)
    ran = await automate(hass, "burn_in_started", {"area_id": area.id})
    await happen(hass, engine)
    await happen(hass, engine, drive_key=IDLE)
    assert ran() == ["started ZL2BUSY1", "started 9LIDLE01"]


async def test_many_in_one_go_are_told_one_by_one(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    target = {"device_id": device_of(hass, loaded, HOST_ID).id}
    ran = await automate(hass, "burn_in_failed", target)
    await happen(hass, engine, [K.FAILED] * 30)
    assert len(ran()) == 30


async def test_events_of_others_are_none_of_ours(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    target = {"entity_id": "event.doorbell"}
    hass.states.async_set("event.doorbell", "2026-11-01T12:00:00.000+00:00")
    ran = await automate(hass, "burn_in_started", target)
    attributes = {"event_type": "started"}
    hass.states.async_set("event.doorbell", "2026-11-01T12:01:00.000+00:00", attributes)
    await hass.async_block_till_done()
    assert ran() == []


@pytest.mark.parametrize("result", ["started", "sometimes", ["passed"]])
async def test_no_other_result_can_be_chosen(
    hass: HomeAssistant, loaded: MockConfigEntry, result: object
) -> None:
    trigger = {
        "trigger": f"{DOMAIN}.burn_in_finished",
        "target": {"entity_id": entity_id(hass, "event", BUSY, "events")},
        "options": {"result": result},
    }
    with pytest.raises(vol.Invalid):
        await async_validate_trigger_config(hass, cv.TRIGGER_SCHEMA(trigger))


@pytest.mark.parametrize("of", [BUSY, HOST_ID])
async def test_they_are_offered_for_drives_and_nas(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    of: str,
) -> None:
    assert await async_setup_component(hass, "websocket_api", {})
    client = await hass_ws_client(hass)
    target = {"device_id": [device_of(hass, loaded, of).id]}
    await client.send_json_auto_id(
        {"type": "get_triggers_for_target", "target": target}
    )
    answer = await client.receive_json()
    assert answer["success"], answer
    offered = {name for name in answer["result"] if name.startswith(f"{DOMAIN}.")}
    assert offered == {f"{DOMAIN}.{name}" for name in TRIGGERS}
