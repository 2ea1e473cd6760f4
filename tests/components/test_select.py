"""The select platform."""

from dataclasses import replace
from unittest.mock import patch

from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    mock_restore_cache,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.nas_burnin.const import HOST
from custom_components.nas_burnin.engine.model import Protocol
from tests.components.conftest import Engine
from tests.components.data import BUSY, IDLE, VIEW
from tests.components.helpers import entity_id, state_of


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.SELECT]


async def test_platform(
    hass: HomeAssistant,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
    loaded: MockConfigEntry,
) -> None:
    await snapshot_platform(hass, entity_registry, snapshot, loaded.entry_id)


async def choose(hass: HomeAssistant, option: str) -> None:
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": entity_id(hass, "select", IDLE, "profile"), "option": option},
        blocking=True,
    )


async def test_choice_is_shown(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    assert state_of(hass, "select", IDLE, "profile").state == "standard"
    await choose(hass, "quick")
    assert state_of(hass, "select", IDLE, "profile").state == "quick"
    assert state_of(hass, "select", BUSY, "profile").state == "standard"


async def test_flash_is_written_once_unless_somebody_wants_more(
    hass: HomeAssistant,
    engine: Engine,
    entry: MockConfigEntry,
    platforms: list[Platform],
) -> None:
    view = VIEW.drives[IDLE]
    flash = replace(view, drive=replace(view.drive, protocol=Protocol.NVME, smart=None))
    engine.mock.view = replace(VIEW, drives={**VIEW.drives, IDLE: flash})
    with patch("custom_components.nas_burnin.PLATFORMS", platforms):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    assert state_of(hass, "select", IDLE, "profile").state == "flash"
    assert state_of(hass, "select", BUSY, "profile").state == "standard"
    await choose(hass, "standard")
    assert state_of(hass, "select", IDLE, "profile").state == "standard"


@pytest.mark.parametrize(
    ("stored", "restored"),
    [("quick", "quick"), ("no longer there", "standard"), ("unavailable", "standard")],
)
async def test_choice_outlives_a_restart(
    hass: HomeAssistant,
    engine: Engine,
    entry: MockConfigEntry,
    platforms: list[Platform],
    stored: str,
    restored: str,
) -> None:
    mock_restore_cache(
        hass, [State("select.wdc_wd140edfz_9lidle01_burn_in_profile", stored)]
    )
    with patch("custom_components.nas_burnin.PLATFORMS", platforms):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    assert state_of(hass, "select", IDLE, "profile").state == restored


async def test_a_lost_host_does_not_lose_the_choice(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    await choose(hass, "quick")
    engine.publish(replace(VIEW, connected=False), HOST)
    assert state_of(hass, "select", IDLE, "profile").state == STATE_UNAVAILABLE
    engine.publish(VIEW, HOST)
    assert state_of(hass, "select", IDLE, "profile").state == "quick"
