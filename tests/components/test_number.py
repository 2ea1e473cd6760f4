"""The number platform."""

from dataclasses import replace

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.nas_burnin.const import HOST, OPTION_MAX_PARALLEL
from custom_components.nas_burnin.engine.errors import HistoryError
from tests.components.conftest import Engine
from tests.components.data import VIEW
from tests.components.helpers import entity_id, state_of


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.NUMBER]


async def test_platform(
    hass: HomeAssistant,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
    loaded: MockConfigEntry,
) -> None:
    await snapshot_platform(hass, entity_registry, snapshot, loaded.entry_id)


async def put(hass: HomeAssistant, number: float) -> None:
    await hass.services.async_call(
        "number",
        "set_value",
        {
            "entity_id": entity_id(hass, "number", "", OPTION_MAX_PARALLEL),
            "value": number,
        },
        blocking=True,
    )


async def test_takes_effect_at_once_and_is_kept(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    await put(hass, 6)
    engine.mock.set_max_parallel.assert_awaited_once_with(6)
    assert loaded.options == {OPTION_MAX_PARALLEL: 6}
    engine.mock.stop.assert_not_awaited()

    engine.publish(replace(VIEW, max_parallel=6), HOST)
    assert state_of(hass, "number", "", OPTION_MAX_PARALLEL).state == "6"


@pytest.mark.parametrize("number", [0, 33])
async def test_limits(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, number: int
) -> None:
    with pytest.raises(ServiceValidationError):
        await put(hass, number)
    engine.mock.set_max_parallel.assert_not_awaited()


async def test_trouble_keeps_the_old_number(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.mock.set_max_parallel.side_effect = HistoryError("disk full")
    with pytest.raises(HomeAssistantError) as raised:
        await put(hass, 6)
    assert raised.value.translation_key == "history_error"
    assert loaded.options == {}
