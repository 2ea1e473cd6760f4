"""Options: what fits together, what the engine makes of it, and that it counts at once."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.nas_burnin.const import (
    OPTION_ALLOW_AUTOMATIONS,
    OPTION_MAX_PARALLEL,
    AtRemoval,
)
from custom_components.nas_burnin.engine.model import (
    AfterReboot,
    HeatLimits,
    Settings,
)
from custom_components.nas_burnin.options import settings_of
from tests.components.conftest import Engine

DISK = {"warning": 45.0, "critical": 50.0, "emergency": 60.0, "hysteresis": 3.0}
FLASH = {"warning": 60.0, "critical": 65.0, "emergency": 75.0, "hysteresis": 8.0}
SILENCE = {"alarm_minutes": 20.0, "end_hours": 2.0, "return_minutes": 5.0}
GIVEN: dict[str, Any] = {
    "allow_automations": True,
    "after_reboot": "ask",
    "at_removal": "stop",
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
)


def test_nothing_set_is_the_default() -> None:
    assert settings_of({}) == Settings()


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
    engine.mock.set_settings.assert_awaited_once_with(MADE_OF_IT)
    assert settings_of(loaded.options) == MADE_OF_IT
    assert AtRemoval(loaded.options["at_removal"]) is AtRemoval.STOP
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
    ],
)
async def test_options_that_are_none(
    hass: HomeAssistant, loaded: MockConfigEntry, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidData):
        await submit(hass, loaded, GIVEN | wrong)
