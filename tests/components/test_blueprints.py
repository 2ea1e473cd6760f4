"""The blueprints, imported into a Home Assistant and made to run."""

from pathlib import Path
import shutil

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.nas_burnin.engine.model import Event, EventKind, Reason
from tests.components.conftest import Engine
from tests.components.data import BUSY, IDLE, NOW

BLUEPRINTS = Path(__file__).parents[2] / "blueprints" / "automation"
ENDED = "nas_burnin/burn_in_ended.yaml"


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.SENSOR]


@pytest.fixture
def told(hass: HomeAssistant) -> list[ServiceCall]:
    """What people are told."""
    return async_mock_service(hass, "persistent_notification", "create")


async def automate(hass: HomeAssistant, **inputs: list[str]) -> None:
    target = Path(hass.config.path("blueprints", "automation"))
    await hass.async_add_executor_job(shutil.copytree, BLUEPRINTS, target)
    automation = {"use_blueprint": {"path": ENDED, "input": inputs}}
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()


async def happen(
    hass: HomeAssistant, engine: Engine, kind: EventKind, *codes: str, key: str = BUSY
) -> None:
    """Let the engine tell that something happened."""
    reasons = tuple(map(Reason, codes))
    engine.happen(Event(kind, NOW, key, "job", reasons=reasons))
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("kind", "codes", "title", "message"),
    [
        (EventKind.PASSED, (), "passed", "There is nothing more to say."),
        (
            EventKind.PASSED,
            ("health_not_reported",),
            "passed with notes",
            "The drive does not report its health.",
        ),
        (
            EventKind.FAILED,
            ("health_not_reported", "stopped"),
            "failed",
            "The drive does not report its health.\nThe test was stopped.",
        ),
        (EventKind.CANCELLED, ("stopped",), "cancelled", "The test was stopped."),
        (
            EventKind.UNKNOWN,
            ("no_record",),
            "ended, result not known",
            "The host has no records of the test any more.",
        ),
    ],
)
async def test_every_end_is_told(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    told: list[ServiceCall],
    kind: EventKind,
    codes: tuple[str, ...],
    title: str,
    message: str,
) -> None:
    await automate(hass)
    await happen(hass, engine, kind, *codes)
    (call,) = told
    assert call.data == {
        "title": f"Burn-in of ST14000NM001G ZL2BUSY1: {title}",
        "message": message,
    }


async def test_only_chosen_ends_are_told(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    told: list[ServiceCall],
) -> None:
    await automate(hass, results=["failed"])
    await happen(hass, engine, EventKind.PASSED)
    assert told == []
    await happen(hass, engine, EventKind.FAILED)
    assert len(told) == 1


async def test_only_of_chosen_drives_is_told(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    told: list[ServiceCall],
) -> None:
    device = loaded.runtime_data.async_device_id(IDLE)
    await automate(hass, drives=[device])
    await happen(hass, engine, EventKind.PASSED)
    assert told == []
    await happen(hass, engine, EventKind.PASSED, key=IDLE)
    assert len(told) == 1


async def test_beginning_and_waiting_are_not_told(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    told: list[ServiceCall],
) -> None:
    await automate(hass)
    for kind in set(EventKind) - {"passed", "failed", "cancelled", "unknown"}:
        await happen(hass, engine, kind)
    assert told == []
