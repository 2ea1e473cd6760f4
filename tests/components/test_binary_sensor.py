"""The binary_sensor platform."""

from dataclasses import replace
from datetime import timedelta

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.nas_burnin.const import HOST
from custom_components.nas_burnin.engine.errors import HostUnreachable
from custom_components.nas_burnin.engine.model import Reason
from tests.components.conftest import Engine
from tests.components.data import NOW, VIEW
from tests.components.helpers import state_of


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.BINARY_SENSOR]


async def test_platform(
    hass: HomeAssistant,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
    loaded: MockConfigEntry,
) -> None:
    await snapshot_platform(hass, entity_registry, snapshot, loaded.entry_id)


async def test_says_what_is_wrong(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    problem = Reason(HostUnreachable.code, {"detail": "no route to host"})
    later = NOW + timedelta(minutes=5)
    view = replace(VIEW, connected=False, problem=problem, since=later)
    engine.publish(view, HOST)
    connection = state_of(hass, "binary_sensor", "", "connection")
    assert connection.state == "off"
    assert "no route to host" in connection.attributes["problem"]
    assert connection.attributes["since"] == later.isoformat()
