"""The sensor platform."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.nas_burnin.const import HOST
from custom_components.nas_burnin.engine.model import (
    Activity,
    Detector,
    Evidence,
    JobState,
    Lock,
    LockState,
    Pause,
    PauseCause,
    PhaseKind,
    Reason,
    Smart,
)
from tests.components.conftest import Engine
from tests.components.data import (
    BUSY,
    IDLE,
    NOW,
    POOL,
    RUNNING,
    VIEW,
    change,
    progressed,
)
from tests.components.helpers import state_of


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.SENSOR]


async def test_platform(
    hass: HomeAssistant,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
    loaded: MockConfigEntry,
) -> None:
    await snapshot_platform(hass, entity_registry, snapshot, loaded.entry_id)


def value(hass: HomeAssistant, drive_key: str, key: str) -> str:
    return state_of(hass, "sensor", drive_key, key).state


async def test_job_goes_on_while_the_nas_does_not_answer(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    waiting = replace(RUNNING, activity=Activity.RECONNECTING)
    view = replace(change(VIEW, BUSY, job=waiting), connected=False)
    engine.publish(view, HOST)

    assert value(hass, BUSY, "burn_in") == "running"
    assert value(hass, BUSY, "activity") == "reconnecting"
    assert value(hass, BUSY, "progress") == "31.2"
    assert value(hass, BUSY, "phase") == "write_55"
    assert value(hass, BUSY, "temperature") == STATE_UNAVAILABLE
    assert value(hass, IDLE, "burn_in") == STATE_UNAVAILABLE
    assert value(hass, "", "running") == "1"

    engine.publish(VIEW, HOST)
    assert value(hass, BUSY, "activity") == "testing"
    assert value(hass, BUSY, "temperature") == "34"
    assert value(hass, IDLE, "burn_in") == "idle"


async def test_drive_that_goes_missing(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    lost = replace(
        RUNNING,
        job=replace(
            RUNNING.job, state=JobState.UNKNOWN, reasons=(Reason("drive_gone"),)
        ),
        activity=None,
    )
    engine.publish(change(VIEW, BUSY, present=False, job=lost), BUSY)

    assert value(hass, BUSY, "temperature") == STATE_UNAVAILABLE
    assert value(hass, BUSY, "progress") == STATE_UNAVAILABLE
    # The record is ours, and it has to say why.
    burn_in = state_of(hass, "sensor", BUSY, "burn_in")
    assert burn_in.state == "unknown"
    assert len(burn_in.attributes["reasons"]) == 1


async def test_drive_that_leaves_the_list(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    left = {key: view for key, view in VIEW.drives.items() if key != IDLE}
    engine.publish(replace(VIEW, drives=left), IDLE)
    assert value(hass, IDLE, "temperature") == STATE_UNAVAILABLE


@pytest.mark.parametrize(
    ("key", "changes", "shown"),
    [
        ("progress", {"percent": 31.2999}, "31.2"),
        ("progress", {"percent": 31.3}, "31.3"),
        ("progress", {"percent": 99.99}, "99.9"),
        ("progress", {"percent": 32.9, "eta": 6000.0}, "31.2"),
        ("progress", {"percent": 33.3, "eta": 6000.0}, "33.3"),
        ("progress", {"percent": 31.4, "eta": None}, "31.4"),
        ("progress", {"percent": 100.0, "eta": 0.0}, "100.0"),
        ("progress", {"percent": 30.0, "eta": 6000.0}, "30.0"),
        ("speed", {"speed": 210_000_000.0}, "212.3"),
        ("speed", {"speed": 150_000_000.0}, "150.0"),
        ("speed", {"speed": None}, STATE_UNKNOWN),
        ("time_left", {"eta": 396_000.0}, "400000"),
        ("time_left", {"eta": 380_000.0}, "380000"),
        ("time_left", {"eta": 3400.0}, "3400"),
        ("time_left", {"eta": None}, STATE_UNKNOWN),
        ("phase", {"phase_kind": PhaseKind.VERIFY}, "verify_55"),
        ("phase", {"pattern": None}, "read"),
        ("phase", {"phase_kind": None}, STATE_UNKNOWN),
        ("bad_blocks", {"bad_blocks": 7}, "7"),
    ],
)
async def test_what_is_shown_of_the_progress(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    key: str,
    changes: dict[str, Any],
    shown: str,
) -> None:
    engine.publish(progressed(VIEW, **changes), BUSY)
    assert value(hass, BUSY, key) == shown


async def test_last_seconds_are_counted_down(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.publish(progressed(VIEW, eta=12.0), BUSY)
    engine.publish(progressed(VIEW, eta=8.0), BUSY)
    assert value(hass, BUSY, "time_left") == "8"
    engine.publish(progressed(VIEW, eta=0.0), BUSY)
    assert value(hass, BUSY, "time_left") == "0"


async def test_what_two_detectors_saw_is_said_once(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    mount = Reason("mounted", {"node": "sda1", "target": "/mnt/old"})
    seen = [Evidence(Lock.MOUNTED, by, "sda1", mount) for by in Detector]
    engine.publish(change(VIEW, IDLE, lock=LockState(Lock.MOUNTED, tuple(seen))), IDLE)
    assert len(state_of(hass, "sensor", IDLE, "lock").attributes["evidence"]) == 1


@pytest.mark.parametrize(
    ("smart", "health", "temperature"),
    [
        (Smart(passed=False, temperature=61), "failing", "61"),
        (Smart(), STATE_UNKNOWN, STATE_UNKNOWN),
        (None, STATE_UNKNOWN, STATE_UNKNOWN),
    ],
)
async def test_health(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    smart: Smart | None,
    health: str,
    temperature: str,
) -> None:
    drive = replace(VIEW.drives[IDLE].drive, smart=smart)
    engine.publish(change(VIEW, IDLE, drive=drive), IDLE)
    assert value(hass, IDLE, "health") == health
    assert value(hass, IDLE, "temperature") == temperature


async def test_lock_says_why(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    lock = state_of(hass, "sensor", POOL, "lock")
    assert lock.state == "pool"
    (sentence,) = lock.attributes["evidence"]
    assert "tank" in sentence


@pytest.mark.parametrize("platforms", [[Platform.BINARY_SENSOR, Platform.SENSOR]])
async def test_activity_tells_of_pauses_stalls_and_what_it_waits_for(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    since = NOW - timedelta(hours=2)
    pauses = (
        Pause(PauseCause.HEAT, since, since + timedelta(minutes=40), None, 58),
        Pause(PauseCause.PERSON, NOW, user_id="somebody"),
    )
    waits = Reason("tool_missing", {"tool": "smartctl"})
    shown = replace(
        RUNNING,
        job=replace(RUNNING.job, pauses=pauses, waits=waits),
        activity=Activity.PAUSED,
        activity_since=NOW,
        stalled_since=since,
        paused_minutes=40,
    )
    engine.publish(change(VIEW, BUSY, job=shown), BUSY)
    state = state_of(hass, "sensor", BUSY, "activity")
    assert state.state == "paused"
    told = dict(state.attributes)
    assert "smartctl" in told["waits_for"]
    assert told["since"] == NOW.isoformat()
    assert told["stalled_since"] == since.isoformat()
    assert told["paused_minutes"] == 40
    heat, person = told["pauses"]
    assert heat == {
        "cause": "heat",
        "from": since.isoformat(),
        "to": (since + timedelta(minutes=40)).isoformat(),
        "minutes": 40,
        "temperature": 58,
    }
    assert (person["to"], person["minutes"]) == (None, None)
    assert state_of(hass, "binary_sensor", BUSY, "stalled").state == "on"
