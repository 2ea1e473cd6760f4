"""A queue that waits: who may let it go on, and what becomes of the repair."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.nas_burnin.const import DOMAIN, HOST
from custom_components.nas_burnin.engine.errors import HostUnreachable
from custom_components.nas_burnin.engine.model import Actor, Reason
from tests.components.conftest import Engine
from tests.components.data import VIEW

FOREIGN = Reason("owner_foreign", {"name": "At_tic", "since": "yesterday"})
WAITS = replace(VIEW, waits_for=FOREIGN)
START, FLOW = "/api/repairs/issues/fix", "/api/repairs/issues/fix/{}"


@pytest.fixture
async def issue(hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry) -> str:
    """The repair of a NAS that belongs to another controller."""
    assert await async_setup_component(hass, REPAIRS, {})
    engine.publish(WAITS, HOST)
    issue_id = f"queue_waits_{loaded.entry_id}"
    assert ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    return issue_id


async def post(client: Any, path: str, data: Mapping[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=data)
    assert answer.status == HTTPStatus.OK
    return dict(await answer.json())


async def press(client: Any, issue: str) -> dict[str, Any]:
    """Look at the repair, and submit it."""
    form = await post(client, START, {"handler": DOMAIN, "issue_id": issue})
    assert (form["type"], form["step_id"]) == ("form", "confirm")
    assert form["description_placeholders"]["host"] == "tank"
    # It is rendered as markdown.
    assert "At\\_tic" in form["description_placeholders"]["reasons"]
    return await post(client, FLOW.format(form["flow_id"]), {})


async def test_an_administrator_lets_it_go_on(
    hass: HomeAssistant,
    engine: Engine,
    issue: str,
    hass_client: ClientSessionGenerator,
    hass_admin_user: MockUser,
) -> None:
    engine.mock.confirm_queue.return_value = None
    done = await press(await hass_client(), issue)
    assert done["type"] == "create_entry"
    engine.mock.confirm_queue.assert_awaited_once_with(Actor.person(hass_admin_user.id))
    assert not ir.async_get(hass).async_get_issue(DOMAIN, issue)


async def test_it_goes_with_its_cause(
    hass: HomeAssistant, engine: Engine, issue: str
) -> None:
    engine.publish(VIEW, HOST)
    assert not ir.async_get(hass).async_get_issue(DOMAIN, issue)


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({"return_value": Reason("owner_unreadable")}, "cannot be read"),
        ({"side_effect": HostUnreachable("no route")}, "no route"),
    ],
)
async def test_what_could_not_be_done_is_said(
    hass: HomeAssistant,
    engine: Engine,
    issue: str,
    hass_client: ClientSessionGenerator,
    trouble: dict[str, Any],
    said: str,
) -> None:
    engine.mock.confirm_queue.configure_mock(**trouble)
    done = await press(await hass_client(), issue)
    assert (done["type"], done["reason"]) == ("abort", "not_confirmed")
    assert said in done["description_placeholders"]["reasons"]
    assert ir.async_get(hass).async_get_issue(DOMAIN, issue)


async def test_an_entry_that_is_not_loaded_is_left_alone(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    issue: str,
    hass_client: ClientSessionGenerator,
) -> None:
    client = await hass_client()
    form = await post(client, START, {"handler": DOMAIN, "issue_id": issue})
    await hass.config_entries.async_unload(loaded.entry_id)
    done = await post(client, FLOW.format(form["flow_id"]), {})
    assert (done["type"], done["reason"]) == ("abort", "entry_not_loaded")
    engine.mock.confirm_queue.assert_not_awaited()


async def test_others_are_refused(
    engine: Engine,
    issue: str,
    hass_client: ClientSessionGenerator,
    hass_read_only_access_token: str,
) -> None:
    client = await hass_client(hass_read_only_access_token)
    answer = await client.post(START, json={"handler": DOMAIN, "issue_id": issue})
    assert answer.status == HTTPStatus.UNAUTHORIZED
    engine.mock.confirm_queue.assert_not_awaited()


async def test_a_press_without_a_request_is_nobodys(
    hass: HomeAssistant, engine: Engine, issue: str
) -> None:
    flows = hass.data[REPAIRS]["flow_manager"]
    form = await flows.async_init(DOMAIN, data={"issue_id": issue})
    done = await flows.async_configure(form["flow_id"], {})
    assert (done["type"], done["reason"]) == ("abort", "not_confirmed")
    engine.mock.confirm_queue.assert_not_awaited()
