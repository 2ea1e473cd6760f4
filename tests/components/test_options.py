"""Options: what fits together, what the engine makes of it, and that it counts at once."""

from datetime import time
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.nas_burnin.const import (
    OPTION_ALLOW_AUTOMATIONS,
    OPTION_MAX_PARALLEL,
    OPTION_REGISTER_CARD,
    AtRemoval,
)
from custom_components.nas_burnin.engine.model import (
    AfterReboot,
    HealthRules,
    HeatLimits,
    Settings,
)
from custom_components.nas_burnin.engine.queue.plan import PROFILES
from custom_components.nas_burnin.options import (
    helper_of,
    log_days,
    settings_of,
    window_of,
)
from custom_components.nas_burnin.window import StartWindow
from tests.components.conftest import Engine

DISK = {"warning": 45.0, "critical": 50.0, "emergency": 60.0, "hysteresis": 3.0}
FLASH = {"warning": 60.0, "critical": 65.0, "emergency": 75.0, "hysteresis": 8.0}
SILENCE = {"alarm_minutes": 20.0, "end_hours": 2.0, "return_minutes": 5.0}
HEALTH = {
    "reallocated": 1.0,
    "pending": 2.0,
    "reported": 3.0,
    "crc": 4.0,
    "timeouts": 5.0,
    "wear": 80.0,
}
WINDOW = {
    "opens": "22:00:00",
    "closes": "06:30:59",
    "weekdays": ["fri", "sat"],
    "helper": "input_boolean.quiet",
}
AUTO_START = {"enabled": True, "profile": "quick"}
GIVEN: dict[str, Any] = {
    "allow_automations": True,
    "after_reboot": "ask",
    "at_removal": "stop",
    "log_days": 7.0,
    "register_card": False,
    "start_window": WINDOW,
    "auto_start": AUTO_START,
    "health": HEALTH,
    "disk_heat": DISK,
    "flash_heat": FLASH,
    "silence": SILENCE,
}
MADE_OF_IT = Settings(
    max_parallel=7,
    disk_heat=HeatLimits(45, 50, 60, 3),
    flash_heat=HeatLimits(60, 65, 75, 8),
    after_reboot=AfterReboot.ASK,
    stall_alarm=1200.0,
    stall_end=7200.0,
    return_within=300.0,
    health=HealthRules(1, 2, 3, 4, 5, 80),
    auto_start=PROFILES["quick"],
)


def test_nothing_set_is_the_default() -> None:
    assert settings_of({}) == Settings()
    assert log_days({}) == 35
    assert window_of({}) is None
    assert helper_of({}) is None


@pytest.mark.parametrize(
    ("options", "started"),
    [
        ({}, None),
        ({"auto_start": {"enabled": False, "profile": "smart_only"}}, None),
        ({"auto_start": {"enabled": True, "profile": "smart_only"}}, "smart_only"),
        # What automations may not do, nobody does by itself.
        ({"auto_start": AUTO_START}, None),
        ({"auto_start": AUTO_START, "allow_automations": True}, "quick"),
        # The profile was removed.
        ({"auto_start": {"enabled": True, "profile": "Mine"}}, None),
    ],
)
def test_what_is_started_by_itself(
    options: dict[str, Any], started: str | None
) -> None:
    profile = settings_of(options).auto_start
    assert (profile.name if profile else None) == started


async def test_the_form_fills_in_what_the_engine_does_anyway(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    sections = ("start_window", "auto_start", "health", "disk_heat", "flash_heat")
    done = await submit(hass, loaded, {key: {} for key in (*sections, "silence")})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert settings_of(loaded.options) == Settings()
    assert log_days(loaded.options) == 35
    assert window_of(loaded.options) is None
    assert loaded.options[OPTION_REGISTER_CARD] is True


async def submit(
    hass: HomeAssistant, entry: MockConfigEntry, given: dict[str, Any]
) -> Any:
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert (form["step_id"], form["errors"]) == ("init", {})
    return await hass.config_entries.options.async_configure(form["flow_id"], given)


async def test_options_count_at_once_and_keep_what_is_set_elsewhere(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(loaded, options={OPTION_MAX_PARALLEL: 7})
    done = await submit(hass, loaded, GIVEN)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert loaded.options == {OPTION_MAX_PARALLEL: 7, **GIVEN}
    engine.mock.set_settings.assert_awaited_with(MADE_OF_IT)
    assert engine.mock.set_settings.await_count == 2
    assert settings_of(loaded.options) == MADE_OF_IT
    assert AtRemoval(loaded.options["at_removal"]) is AtRemoval.STOP
    assert log_days(loaded.options) == 7
    assert window_of(loaded.options) == StartWindow(
        time(22, 0), time(6, 30), frozenset({4, 5})
    )
    assert helper_of(loaded.options) == "input_boolean.quiet"
    assert loaded.state is ConfigEntryState.LOADED
    engine.mock.stop.assert_not_awaited()

    # The form shows what was set, in its sections, too.
    form = await hass.config_entries.options.async_init(loaded.entry_id)
    assert form["data_schema"]
    fields = {str(marker): marker for marker in form["data_schema"].schema}
    shown = fields[OPTION_ALLOW_AUTOMATIONS].description
    assert shown == {"suggested_value": True}
    disks = form["data_schema"].schema["disk_heat"].schema.schema
    assert {
        str(marker): marker.description["suggested_value"] for marker in disks
    } == DISK


async def test_options_of_a_nas_that_is_away(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    done = await submit(hass, entry, GIVEN)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == GIVEN
    engine.mock.set_settings.assert_not_awaited()


@pytest.mark.parametrize(
    ("wrong", "section", "error"),
    [
        ({"disk_heat": DISK | {"warning": 50.0}}, "disk_heat", "heat_order"),
        ({"disk_heat": DISK | {"critical": 61.0}}, "disk_heat", "heat_order"),
        ({"flash_heat": FLASH | {"emergency": 65.0}}, "flash_heat", "heat_order"),
        (
            {"silence": SILENCE | {"alarm_minutes": 120.0}},
            "silence",
            "silence_order",
        ),
        ({"start_window": {"opens": "22:00:00"}}, "start_window", "window_half"),
        ({"start_window": {"closes": "22:00:00"}}, "start_window", "window_half"),
        (
            {"start_window": WINDOW | {"weekdays": []}},
            "start_window",
            "window_without_day",
        ),
        ({"allow_automations": False}, "auto_start", "auto_start_not_allowed"),
    ],
)
async def test_options_that_do_not_fit_together(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    wrong: dict[str, Any],
    section: str,
    error: str,
) -> None:
    form = await submit(hass, loaded, GIVEN | wrong)
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {section: error}
    assert loaded.options == {}
    engine.mock.set_settings.assert_not_awaited()

    configure = hass.config_entries.options.async_configure
    done = await configure(form["flow_id"], GIVEN)
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "wrong",
    [
        {"disk_heat": DISK | {"emergency": 200.0}},
        {"silence": SILENCE | {"end_hours": 0.0}},
        {"after_reboot": "perhaps"},
        {"at_removal": "sell"},
        {"log_days": 0.0},
        {"health": HEALTH | {"crc": -1.0}},
        {"health": HEALTH | {"wear": 101.0}},
        {"start_window": WINDOW | {"opens": "25:00"}},
        {"start_window": WINDOW | {"weekdays": ["fun"]}},
        {"start_window": WINDOW | {"helper": "light.lamp"}},
        {"auto_start": {"enabled": True, "profile": "Mine"}},
    ],
)
async def test_options_that_are_none(
    hass: HomeAssistant, loaded: MockConfigEntry, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidData):
        await submit(hass, loaded, GIVEN | wrong)
