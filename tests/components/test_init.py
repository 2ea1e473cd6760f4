"""Setting up, following, letting go."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock, patch

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.nas_burnin.const import (
    CONF_KEY_ID,
    DOMAIN,
    EVENT_AUDIT,
    EVENT_HAPPENED,
    HOST,
    OPTION_MAX_PARALLEL,
)
from custom_components.nas_burnin.engine.errors import (
    AuthenticationRefused,
    BurnInError,
    HistoryError,
    HostKeyChanged,
    HostUnreachable,
    KeyUnusable,
    SudoRefused,
)
from custom_components.nas_burnin.engine.history import AuditEntry
from custom_components.nas_burnin.engine.model import (
    DriveView,
    Event,
    EventKind,
    Lock,
    Reason,
    Settings,
    StageKind,
    Who,
)
from custom_components.nas_burnin.storage import async_load_key, async_save_key
from tests.components.conftest import Engine
from tests.components.data import (
    BUSY,
    FREE,
    GONE,
    HOST_ID,
    IDLE,
    NOW,
    POOL,
    VIEW,
    change,
    drive,
)
from tests.components.helpers import device_of, state_of


def reauth_flows(hass: HomeAssistant) -> int:
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    return sum(flow["context"]["source"] == SOURCE_REAUTH for flow in flows)


def issue(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> bool:
    registry = ir.async_get(hass)
    return registry.async_get_issue(DOMAIN, f"{kind}_{entry.entry_id}") is not None


async def test_load_and_unload(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    assert engine.subscribers == 3
    engine.mock.start.assert_awaited_once()
    engine.mock.stop.assert_not_awaited()

    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert loaded.state is ConfigEntryState.NOT_LOADED
    assert engine.subscribers == 0
    engine.mock.stop.assert_awaited_once()


async def test_stop_of_home_assistant(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    engine.mock.stop.assert_awaited_once()
    assert loaded.state is ConfigEntryState.LOADED


@pytest.mark.parametrize(
    ("failure", "state", "flows", "repairs"),
    [
        (HostUnreachable("off"), ConfigEntryState.SETUP_RETRY, 0, False),
        (SudoRefused("password"), ConfigEntryState.SETUP_RETRY, 0, False),
        (HistoryError("full"), ConfigEntryState.SETUP_RETRY, 0, False),
        (AuthenticationRefused("no"), ConfigEntryState.SETUP_ERROR, 1, False),
        (KeyUnusable(problem="not_a_key"), ConfigEntryState.SETUP_ERROR, 1, False),
        (HostKeyChanged("other"), ConfigEntryState.SETUP_ERROR, 1, True),
    ],
)
async def test_start_that_fails(
    hass: HomeAssistant,
    engine: Engine,
    entry: MockConfigEntry,
    failure: BurnInError,
    state: ConfigEntryState,
    flows: int,
    repairs: bool,
) -> None:
    engine.mock.start.side_effect = failure
    assert not await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is state
    assert entry.error_reason_translation_key == failure.code
    assert reauth_flows(hass) == flows
    assert issue(hass, entry, "host_key_changed") is repairs
    engine.mock.stop.assert_awaited_once()


async def test_history_that_cannot_be_opened(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    with patch(
        "custom_components.nas_burnin.storage.History.open",
        side_effect=HistoryError("no space"),
    ):
        assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    engine.mock.start.assert_not_awaited()


async def test_key_refused_while_running(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    refused = Reason(AuthenticationRefused.code, {"detail": "no"})
    engine.publish(replace(VIEW, connected=False, problem=refused), HOST)
    engine.publish(replace(VIEW, connected=False, problem=refused), HOST)
    await hass.async_block_till_done()
    assert reauth_flows(hass) == 1


async def test_host_key_changed_while_running(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    expected, found = "SHA256:" + "a" * 43, "SHA256:" + "b" * 43
    changed = Reason(HostKeyChanged.code, {"expected": expected, "found": found})
    engine.publish(replace(VIEW, connected=False, problem=changed), HOST)
    await hass.async_block_till_done()
    repair = ir.async_get(hass).async_get_issue(
        DOMAIN, f"host_key_changed_{loaded.entry_id}"
    )
    assert repair is not None
    assert repair.translation_placeholders == {
        "host": "tank",
        "expected": expected,
        "found": found,
    }
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["step_id"] == "reauth_host_key"
    engine.publish(VIEW, HOST)
    assert not issue(hass, loaded, "host_key_changed")


@pytest.mark.parametrize(
    ("drive_key", "device", "serial"),
    [(POOL, POOL, "9JPOOL01"), ("wd-unseen", None, None), (None, HOST_ID, None)],
)
async def test_audit_is_told_on_the_bus(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    drive_key: str | None,
    device: str | None,
    serial: str | None,
) -> None:
    events = async_capture_events(hass, EVENT_AUDIT)
    engine.audit(
        AuditEntry(
            at=NOW,
            who=Who.PERSON,
            what="unlocked",
            who_id="ada",
            host_id=HOST_ID,
            drive_key=drive_key,
            evidence={"lock": Lock.POOL, "evidence": ["sdc1 belongs \x1b[31m", 1]},
        )
    )
    await hass.async_block_till_done()
    (event,) = events
    assert event.data == {
        "at": NOW.isoformat(),
        "who": "person",
        "user_id": "ada",
        "what": "unlocked",
        "host": "tank",
        "device_id": device_of(hass, loaded, device).id if device else None,
        "drive": serial,
        "job": None,
        "evidence": {"lock": "pool", "evidence": ["sdc1 belongs \\x1b[31m", 1]},
    }


@pytest.mark.parametrize(
    ("event", "about"),
    [
        (
            Event(
                EventKind.FAILED,
                NOW,
                BUSY,
                "job-1",
                StageKind.SURFACE_VALIDATE,
                (Reason("tool_missing", {"tool": "x\x1b[2J"}),),
            ),
            {
                "type": "failed",
                "drive": "ZL2BUSY1",
                "job": "job-1",
                "profile": "standard",
                "stage": "surface_validate",
            },
        ),
        (
            Event(EventKind.PAUSED, NOW),
            {
                "type": "paused",
                "drive": None,
                "job": None,
                "profile": None,
                "stage": None,
            },
        ),
    ],
)
async def test_what_happens_is_told_on_the_bus(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    event: Event,
    about: dict[str, str | None],
) -> None:
    events = async_capture_events(hass, EVENT_HAPPENED)
    engine.happen(event)
    await hass.async_block_till_done()
    (told,) = events
    device = device_of(hass, loaded, event.drive_key or HOST_ID)
    reasons = told.data["reasons"]
    assert told.data == {
        "at": NOW.isoformat(),
        "host": "tank",
        "device_id": device.id,
        "reasons": reasons,
        **about,
    }
    assert len(reasons) == len(event.reasons)
    assert not any("\x1b" in reason for reason in reasons)


async def test_link_is_logged_once_each_way(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(3):
        engine.publish(replace(VIEW, connected=False), HOST)
    for _ in range(3):
        engine.publish(VIEW, HOST)
    assert caplog.text.count("tank does not answer") == 1
    assert caplog.text.count("tank answers again") == 1


async def test_devices(
    hass: HomeAssistant, loaded: MockConfigEntry, snapshot: SnapshotAssertion
) -> None:
    host = device_of(hass, loaded, HOST_ID)
    assert host == snapshot(name="host")
    for key in (IDLE, BUSY):
        device = device_of(hass, loaded, key)
        assert device.via_device_id == host.id
        assert device == snapshot(name=key)


async def test_new_drive_appears_without_reload(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    new = DriveView(drive("new", "WDC WD140EDFZ", "9LNEW001"), FREE)
    engine.publish(replace(VIEW, drives={**VIEW.drives, "new": new}), "new")
    await hass.async_block_till_done()
    assert state_of(hass, "sensor", "new", "burn_in").state == "idle"
    assert state_of(hass, "select", "new", "profile").state == "standard"
    assert device_of(hass, loaded, "new").serial_number == "9LNEW001"


async def test_missing_drive_without_device_is_not_shown(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    registry = dr.async_get(hass)
    missing = (DOMAIN, GONE)
    assert registry.async_get_device_by_identifier(missing, loaded.entry_id) is None
    engine.publish(change(VIEW, GONE, present=True), GONE)
    await hass.async_block_till_done()
    assert state_of(hass, "sensor", GONE, "burn_in").state == "idle"

    # Now it is known, so it stays after it went and Home Assistant was restarted.
    engine.publish(VIEW, GONE)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    gone = state_of(hass, "sensor", GONE, "temperature")
    assert gone.state == STATE_UNAVAILABLE


async def test_removal_of_devices(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    assert await async_setup_component(hass, "config", {})
    client = await hass_ws_client(hass)
    present, host = device_of(hass, loaded, IDLE), device_of(hass, loaded, HOST_ID)
    for device in (present, host):
        answer = await client.remove_device(device.id)
        assert not answer["success"]

    engine.publish(change(VIEW, IDLE, present=False), IDLE)
    answer = await client.remove_device(present.id)
    assert answer["success"]
    await hass.async_block_till_done()
    assert dr.async_get(hass).async_get(present.id) is None

    engine.publish(VIEW, IDLE)
    await hass.async_block_till_done()
    assert state_of(hass, "sensor", IDLE, "burn_in").state == "idle"


async def test_devices_stay_while_nothing_is_known(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    assert await async_setup_component(hass, "config", {})
    client = await hass_ws_client(hass)
    device = device_of(hass, loaded, IDLE)
    await hass.config_entries.async_unload(loaded.entry_id)
    answer = await client.remove_device(device.id)
    assert not answer["success"]


async def test_removal_of_the_entry(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    key_id = loaded.data[CONF_KEY_ID]
    await async_save_key(hass, key_id, "secret")
    assert f"{DOMAIN}.key.{key_id}" in hass_storage
    await hass.config_entries.async_remove(loaded.entry_id)
    assert f"{DOMAIN}.key.{key_id}" not in hass_storage
    engine.mock.stop.assert_awaited_once()


async def test_keys_are_kept_apart(hass: HomeAssistant) -> None:
    await async_save_key(hass, "one", "first")
    await async_save_key(hass, "two", "second")
    assert await async_load_key(hass, "one") == "first"
    assert await async_load_key(hass, "two") == "second"
    assert await async_load_key(hass, "three") == ""


@pytest.fixture
def build(engine: Engine) -> Iterator[AsyncMock]:
    """What the engine is made of."""
    with patch(
        "custom_components.nas_burnin.runtime.BurnIn", return_value=engine.mock
    ) as build:
        yield build


async def test_what_the_engine_gets(
    hass: HomeAssistant, build: AsyncMock, entry: MockConfigEntry
) -> None:
    await async_save_key(hass, entry.data[CONF_KEY_ID], "the key")
    hass.config_entries.async_update_entry(entry, options={OPTION_MAX_PARALLEL: 7})
    assert await hass.config_entries.async_setup(entry.entry_id)
    given = build.call_args.kwargs
    assert given["host_id"] == HOST_ID
    assert given["settings"] == Settings(max_parallel=7)
    assert given["controller"]
    settings = given["link"]._connection.settings
    assert settings.address.host == "nas.example"
    assert settings.private_key == "the key"
    assert "the key" not in repr(settings)
