"""Going on with what was broken off: by button and by repair, with the same guard."""

from dataclasses import replace
from typing import Any

from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.model import (
    Actor,
    HostView,
    JobState,
    Reason,
    Stage,
    StageKind,
    StageState,
    StartAnswer,
)
from tests.components.conftest import Engine
from tests.components.data import BUSY, IDLE, RUNNING, VIEW, change
from tests.components.helpers import entity_id, state_of
from tests.components.test_repairs_queue import FLOW, START, post

BEGUN = (
    Stage(0, StageKind.SURFACE_VALIDATE, state=StageState.PASSED),
    Stage(1, StageKind.FINAL_CHECK, state=StageState.UNKNOWN),
)
AGAIN = StartAnswer(BUSY, "queued", job_uid="job-2")
REFUSED = StartAnswer(BUSY, "skipped", reasons=(Reason("nothing_to_resume"),))


def view(**changes: Any) -> HostView:
    job = replace(RUNNING, job=replace(RUNNING.job, **changes))
    return change(VIEW, BUSY, job=job)


WAITS = view(waits=Reason("cancelled"))
UNKNOWN = view(state=JobState.UNKNOWN, stages=BEGUN, reasons=(Reason("cancelled"),))


async def press(hass: HomeAssistant, user: MockUser) -> None:
    await hass.services.async_call(
        "button",
        "press",
        {"entity_id": entity_id(hass, "button", BUSY, "resume")},
        blocking=True,
        context=Context(user_id=user.id),
    )


@pytest.mark.parametrize(
    ("shown", "there"),
    [
        (VIEW, False),
        (WAITS, True),
        (UNKNOWN, True),
        (view(state=JobState.UNKNOWN), False),
        (view(state=JobState.FAILED, stages=BEGUN), False),
        (replace(WAITS, connected=False), False),
    ],
)
async def test_button_is_there_where_something_waits(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    shown: HostView,
    there: bool,
) -> None:
    engine.publish(shown, BUSY)
    state = state_of(hass, "button", BUSY, "resume").state
    assert (state != STATE_UNAVAILABLE) is there
    assert state_of(hass, "button", IDLE, "resume").state == STATE_UNAVAILABLE


async def test_button(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    hass_admin_user: MockUser,
) -> None:
    engine.publish(WAITS, BUSY)
    engine.mock.resume_job.return_value = AGAIN
    await press(hass, hass_admin_user)
    actor = Actor.person(hass_admin_user.id)
    engine.mock.resume_job.assert_awaited_once_with(BUSY, actor)

    engine.mock.resume_job.return_value = REFUSED
    with pytest.raises(HomeAssistantError) as refused:
        await press(hass, hass_admin_user)
    assert refused.value.translation_key == "not_resumed"


@pytest.mark.parametrize("kind", ["job_waits", "outcome_unknown"])
@pytest.mark.parametrize("answer", [AGAIN, REFUSED])
async def test_repair(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_admin_user: MockUser,
    kind: str,
    answer: StartAnswer,
) -> None:
    assert await async_setup_component(hass, REPAIRS, {})
    engine.publish(WAITS if kind == "job_waits" else UNKNOWN, BUSY)
    engine.mock.resume_job.return_value = answer
    issue = f"{kind}_{RUNNING.job.uid}"
    client = await hass_client()
    form = await post(client, START, {"handler": DOMAIN, "issue_id": issue})
    assert form["description_placeholders"]["drive"] == "ST14000NM001G ZL2BUSY1"
    done = await post(client, FLOW.format(form["flow_id"]), {})
    actor = Actor.person(hass_admin_user.id)
    engine.mock.resume_job.assert_awaited_once_with(BUSY, actor)
    there = ir.async_get(hass).async_get_issue(DOMAIN, issue) is not None
    if answer is AGAIN:
        assert (done["type"], there) == ("create_entry", False)
    else:
        assert (done["type"], done["reason"], there) == ("abort", "not_resumed", True)
        assert done["description_placeholders"]["reasons"]
