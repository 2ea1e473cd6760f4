"""The actions that pause and resume: drives, many of them, and a whole NAS."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.jobs.pausing import PauseAnswer, Paused
from custom_components.nas_burnin.engine.model import Actor, Reason, Who
from tests.components.conftest import Engine
from tests.components.data import BUSY, HOST_ID, IDLE
from tests.components.helpers import device_of

NOBODY = Actor(Who.AUTOMATION)
DONE = PauseAnswer(BUSY, Paused.DONE)
NO_JOB = PauseAnswer(IDLE, Paused.SKIPPED, (Reason("job_absent"),))

WISHES = pytest.mark.parametrize("wish", ["pause", "resume"])


async def call(
    hass: HomeAssistant, wish: str, *devices: str, respond: bool = False
) -> Any:
    return await hass.services.async_call(
        DOMAIN,
        wish,
        {"device_id": list(devices)},
        blocking=True,
        return_response=respond,
    )


def asked(engine: Engine, wish: str) -> list[Any]:
    return [call.args for call in getattr(engine.mock, wish).await_args_list]


@WISHES
async def test_drives_are_asked_for_together(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, wish: str
) -> None:
    getattr(engine.mock, wish).return_value = (DONE, NO_JOB)
    busy, idle = device_of(hass, loaded, BUSY).id, device_of(hass, loaded, IDLE).id
    answer = await call(hass, wish, busy, idle, busy, respond=True)
    assert asked(engine, wish) == [([BUSY, IDLE], NOBODY)]
    first, second = answer["results"]
    assert first == {
        "device_id": busy,
        "drive": "ZL2BUSY1",
        "outcome": "done",
        "reasons": [],
    }
    assert (second["device_id"], second["outcome"]) == (idle, "skipped")
    assert second["reasons"]


@WISHES
async def test_a_nas_stands_for_all_its_drives(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, wish: str
) -> None:
    getattr(engine.mock, wish).return_value = (DONE,)
    devices = [device_of(hass, loaded, key).id for key in (BUSY, HOST_ID)]
    await call(hass, wish, *devices)
    assert asked(engine, wish) == [(None, NOBODY)]


@WISHES
async def test_what_was_skipped_is_an_error_for_who_does_not_ask(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, wish: str
) -> None:
    getattr(engine.mock, wish).return_value = (DONE, NO_JOB)
    devices = [device_of(hass, loaded, key).id for key in (BUSY, IDLE)]
    with pytest.raises(ServiceValidationError) as refused:
        await call(hass, wish, *devices)
    assert refused.value.translation_key == "nothing_done"
    reasons = (refused.value.translation_placeholders or {})["reasons"]
    assert "9LIDLE01" in reasons
    assert "ZL2BUSY1" not in reasons


@WISHES
async def test_trouble_is_told(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, wish: str
) -> None:
    getattr(engine.mock, wish).side_effect = HistoryError("full")
    with pytest.raises(HomeAssistantError) as failed:
        await call(hass, wish, device_of(hass, loaded, BUSY).id)
    assert failed.value.translation_key == "history_error"


async def test_what_is_no_device_of_ours(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    with pytest.raises(ServiceValidationError):
        await call(hass, "pause", "none")
    engine.mock.pause.assert_not_awaited()
