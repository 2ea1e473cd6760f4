"""The blueprints, imported into a Home Assistant and made to run."""

from dataclasses import replace
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

from custom_components.nas_burnin.engine.model import JobState, JobView, Reason
from tests.components.conftest import Engine
from tests.components.data import BUSY, IDLE, RUNNING, VIEW, change, job
from tests.components.helpers import entity_id

BLUEPRINTS = Path(__file__).parents[2] / "blueprints" / "automation"
ENDED = "nas_burnin/burn_in_ended.yaml"


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.SENSOR]


@pytest.fixture
def told(hass: HomeAssistant) -> list[ServiceCall]:
    """What people are told."""
    return async_mock_service(hass, "persistent_notification", "create")


async def automate(hass: HomeAssistant, results: list[str] | None = None) -> None:
    target = Path(hass.config.path("blueprints", "automation"))
    await hass.async_add_executor_job(shutil.copytree, BLUEPRINTS, target)
    inputs: dict[str, list[str]] = {
        "burn_ins": [entity_id(hass, "sensor", key, "burn_in") for key in (BUSY, IDLE)]
    }
    if results is not None:
        inputs["results"] = results
    automation = {"use_blueprint": {"path": ENDED, "input": inputs}}
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()


async def end(
    hass: HomeAssistant,
    engine: Engine,
    state: JobState,
    reasons: tuple[Reason, ...] = (),
) -> None:
    """End the running burn-in."""
    done = replace(RUNNING.job, state=state, reasons=reasons)
    engine.publish(change(VIEW, BUSY, job=JobView(job=done)), BUSY)
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("state", "reasons", "title", "message"),
    [
        (JobState.PASSED, (), "passed", "There is nothing more to say."),
        (
            JobState.PASSED,
            (Reason("health_not_reported"),),
            "passed with notes",
            "The drive does not report its health.",
        ),
        (
            JobState.FAILED,
            (Reason("health_not_reported"), Reason("stopped")),
            "failed",
            "The drive does not report its health.\nThe test was stopped.",
        ),
        (
            JobState.CANCELLED,
            (Reason("stopped"),),
            "cancelled",
            "The test was stopped.",
        ),
        (
            JobState.UNKNOWN,
            (Reason("no_record"),),
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
    state: JobState,
    reasons: tuple[Reason, ...],
    title: str,
    message: str,
) -> None:
    await automate(hass)
    await end(hass, engine, state, reasons)
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
    await end(hass, engine, JobState.PASSED)
    assert told == []


async def test_beginning_and_waiting_are_not_told(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    told: list[ServiceCall],
) -> None:
    await automate(hass)
    queued = JobView(job=job(IDLE, JobState.QUEUED), queue_position=1)
    engine.publish(change(VIEW, IDLE, job=queued), IDLE)
    running = JobView(job=job(IDLE, JobState.RUNNING))
    engine.publish(change(VIEW, IDLE, job=running), IDLE)
    await hass.async_block_till_done()
    assert told == []


async def test_ends_of_long_ago_are_not_told_again(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    told: list[ServiceCall],
) -> None:
    done = JobView(job=replace(RUNNING.job, state=JobState.PASSED))
    engine.mock.view = change(VIEW, BUSY, job=done)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    await automate(hass)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()

    assert hass.states.is_state(entity_id(hass, "sensor", BUSY, "burn_in"), "passed")
    assert told == []
