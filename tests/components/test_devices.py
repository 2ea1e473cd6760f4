"""What the device registry is told of drives that come, sleep and get new firmware."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.nas_burnin.engine.model import DriveView, HostView, Smart

from .conftest import Engine
from .data import FREE, IDLE, VIEW
from .helpers import device_of


def shown(view: DriveView) -> HostView:
    return replace(VIEW, drives={**VIEW.drives, IDLE: view})


async def test_a_drive_that_says_nothing_keeps_its_words(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    before = device_of(hass, loaded, IDLE)
    told = VIEW.drives[IDLE].drive
    bridge = replace(told, model="USB BRIDGE", firmware="9", smart=None)
    for silent in (bridge, replace(bridge, smart=Smart(standby=True))):
        engine.publish(shown(DriveView(silent, FREE)), IDLE)
        await hass.async_block_till_done()
        assert device_of(hass, loaded, IDLE) == before
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    after = device_of(hass, loaded, IDLE)
    assert (after.name, after.model, after.sw_version) == (
        before.name,
        before.model,
        before.sw_version,
    )


async def test_new_firmware_is_told(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    before = device_of(hass, loaded, IDLE)
    updated = replace(VIEW.drives[IDLE].drive, firmware="NEW1")
    engine.publish(shown(DriveView(updated, FREE)), IDLE)
    await hass.async_block_till_done()
    after = device_of(hass, loaded, IDLE)
    assert after.sw_version == "NEW1"
    assert (after.id, after.name) == (before.id, before.name)
