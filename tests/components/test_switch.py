"""Switches: pause one drive, or the whole NAS."""

from dataclasses import replace
from datetime import timedelta

from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.nas_burnin.const import HOST
from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.jobs.pausing import PauseAnswer, Paused
from custom_components.nas_burnin.engine.model import (
    Actor,
    Pause,
    PauseCause,
    Reason,
    Who,
)
from tests.components.conftest import Engine
from tests.components.data import BUSY, IDLE, NOW, RUNNING, VIEW, change
from tests.components.helpers import entity_id, state_of

NOBODY = Actor(Who.AUTOMATION)


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.SWITCH]


async def turn(hass: HomeAssistant, way: str, drive_key: str) -> None:
    key = "pause" if drive_key else "pause_all"
    target = {"entity_id": entity_id(hass, "switch", drive_key, key)}
    await hass.services.async_call("switch", f"turn_{way}", target, blocking=True)


async def test_platform(
    hass: HomeAssistant, loaded: MockConfigEntry, snapshot: SnapshotAssertion
) -> None:
    await snapshot_platform(hass, er.async_get(hass), snapshot, loaded.entry_id)


@pytest.mark.parametrize(("drive_key", "keys"), [(BUSY, [BUSY]), (HOST, None)])
async def test_wishes_are_passed_on(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    drive_key: str,
    keys: list[str] | None,
) -> None:
    done = (PauseAnswer(BUSY, Paused.LATER),)
    engine.mock.pause.return_value = engine.mock.resume.return_value = done
    await turn(hass, "on", drive_key)
    engine.mock.pause.assert_awaited_once_with(keys, NOBODY)
    await turn(hass, "off", drive_key)
    engine.mock.resume.assert_awaited_once_with(keys, NOBODY)


@pytest.mark.parametrize(
    ("cause", "state"),
    [(PauseCause.PERSON, "on"), (PauseCause.HEAT, "off"), (PauseCause.HOST, "off")],
)
async def test_switch_of_a_drive_shows_the_pause_that_it_can_end(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    cause: PauseCause,
    state: str,
) -> None:
    assert state_of(hass, "switch", BUSY, "pause").state == "off"
    assert state_of(hass, "switch", IDLE, "pause").state == STATE_UNAVAILABLE
    pause = Pause(cause, NOW)
    job = replace(RUNNING, job=replace(RUNNING.job, pauses=(pause,)))
    engine.publish(change(VIEW, BUSY, job=job), BUSY)
    assert state_of(hass, "switch", BUSY, "pause").state == state

    ended = replace(pause, ended=NOW + timedelta(minutes=3))
    job = replace(RUNNING, job=replace(RUNNING.job, pauses=(ended,)))
    engine.publish(change(VIEW, BUSY, job=job), BUSY)
    assert state_of(hass, "switch", BUSY, "pause").state == "off"


async def test_switch_of_a_drive_works_while_the_nas_is_away(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.publish(replace(VIEW, connected=False), HOST)
    assert state_of(hass, "switch", BUSY, "pause").state == "off"
    assert state_of(hass, "switch", HOST, "pause_all").state == "off"


async def test_switch_of_the_nas(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.publish(replace(VIEW, paused=True, paused_since=NOW), HOST)
    assert state_of(hass, "switch", HOST, "pause_all").state == "on"


async def test_refusals_are_told(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    no_job = PauseAnswer(BUSY, Paused.SKIPPED, (Reason("job_absent"),))
    engine.mock.pause.return_value = (no_job,)
    with pytest.raises(ServiceValidationError) as refused:
        await turn(hass, "on", BUSY)
    assert refused.value.translation_key == "nothing_done"
    assert "ZL2BUSY1" in (refused.value.translation_placeholders or {})["reasons"]

    engine.mock.pause.side_effect = HistoryError("full")
    with pytest.raises(HomeAssistantError) as failed:
        await turn(hass, "on", BUSY)
    assert failed.value.translation_key == "history_error"
