"""What the device registry is told of drives that come, sleep and get new firmware."""

from dataclasses import replace
from unittest.mock import patch

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.nas_burnin import devices
from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.model import (
    Activity,
    DriveView,
    HostView,
    JobState,
    Reason,
    Smart,
)
from custom_components.nas_burnin.engine.view import UNSEEN, drives_on_record

from .conftest import Engine
from .data import BUSY, FREE, IDLE, RUNNING, VIEW, change, drive, job
from .helpers import device_of, entity_id, state_of


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


async def test_a_drive_is_described_once_for_all_its_entities(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    with patch.object(devices, "_describe", wraps=devices._describe) as describe:
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    assert describe.call_count == len(entry.runtime_data.data.drives)


def only_on_record(state: JobState = JobState.RUNNING) -> HostView:
    """The NAS as the engine shows it after a start at which the busy drive is gone."""
    recorded = replace(job(state=state), reasons=(Reason("drive_absent"),))
    known = drives_on_record([recorded])[BUSY]
    shown = replace(RUNNING, job=recorded, activity=Activity.WAITING)
    gone = DriveView(known, UNSEEN, present=False, job=shown)
    return replace(VIEW, drives={**VIEW.drives, BUSY: gone})


async def test_a_job_is_shown_whose_drive_went_away_over_a_restart(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    assert await async_setup_component(hass, "config", {})
    before = device_of(hass, loaded, BUSY)
    engine.mock.view = only_on_record()
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()

    assert device_of(hass, loaded, BUSY) == before
    assert before.manufacturer == "SEAGATE"
    burn_in = state_of(hass, "sensor", BUSY, "burn_in")
    assert burn_in.state == "running"
    assert burn_in.attributes["reasons"] == ["The host does not show this drive."]
    assert state_of(hass, "sensor", BUSY, "activity").state == "waiting"
    assert state_of(hass, "sensor", BUSY, "progress").state == "31.2"
    assert state_of(hass, "sensor", BUSY, "temperature").state == STATE_UNAVAILABLE

    # The cards have its row, and what is wanted of it is passed on.
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": f"{DOMAIN}/subscribe"})
    assert (await client.receive_json())["success"]
    rows = (await client.receive_json())["event"]["drives"]
    (row,) = (row for row in rows if row["serial"] == "ZL2BUSY1")
    assert (row["present"], row["job"]["state"]) == (False, "running")
    assert row["job"]["reasons"] == ["The host does not show this drive."]
    engine.mock.cancel.return_value = True
    await hass.services.async_call(
        DOMAIN, "cancel", {"device_id": before.id}, blocking=True, return_response=True
    )
    assert engine.mock.cancel.await_args.args[0] == BUSY

    # A drive that is followed is not removed, gone or not.
    assert not (await client.remove_device(before.id))["success"]

    engine.publish(VIEW, BUSY)
    await hass.async_block_till_done()
    assert state_of(hass, "sensor", BUSY, "temperature").state == "34"
    assert device_of(hass, loaded, BUSY) == before


async def test_a_job_is_shown_whose_drive_was_never_seen_here(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    """Its NAS was removed, and is set up again."""
    engine.mock.view = only_on_record()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert state_of(hass, "sensor", BUSY, "burn_in").state == "running"
    device = device_of(hass, entry, BUSY)
    assert (device.serial_number, device.model) == ("ZL2BUSY1", "ST14000NM001G")
    assert device.manufacturer is None
    # What only the drive itself tells comes with it.
    engine.publish(VIEW, BUSY)
    await hass.async_block_till_done()
    assert device_of(hass, entry, BUSY).manufacturer == "SEAGATE"


async def test_what_a_person_removed_stays_removed(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    assert await async_setup_component(hass, "config", {})
    device = device_of(hass, loaded, BUSY)
    ended = only_on_record(JobState.UNKNOWN)
    engine.publish(ended, BUSY)
    await hass.async_block_till_done()
    assert state_of(hass, "sensor", BUSY, "burn_in").state == "unknown"
    client = await hass_ws_client(hass)
    assert (await client.remove_device(device.id))["success"]
    await hass.async_block_till_done()

    engine.publish(change(ended, IDLE, note="looked at"), IDLE)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert dr.async_get(hass).async_get(device.id) is None
    assert BUSY not in loaded.runtime_data.data.drives
    new = DriveView(drive("new", "WDC WD140EDFZ", "9LNEW001"), FREE)
    engine.publish(replace(ended, drives={**ended.drives, "new": new}), "new")
    await hass.async_block_till_done()
    assert entity_id(hass, "sensor", "new", "burn_in")
    assert BUSY not in loaded.runtime_data.data.drives
