"""The gate for surface tests: told to the engine by the clock, a helper and the options."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import MagicMock

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.nas_burnin.engine.model import Reason
from custom_components.nas_burnin.engine.sentences.tables import sentence
from tests.components.conftest import Engine
from tests.components.data import VIEW

NIGHT = {
    "opens": "22:00:00",
    "closes": "06:00:00",
    "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
}
HELPER = "input_boolean.quiet"
UNKNOWN = Reason("helper_unknown", {"helper": HELPER})
OFF = Reason("helper_off", {"helper": "Quiet hours"})


@pytest.fixture
def platforms() -> list[Platform]:
    return []


@pytest.fixture(autouse=True)
async def _berlin(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    # A Monday, noon in Berlin.
    freezer.move_to("2026-11-02T11:00:00+00:00")


@pytest.fixture(autouse=True)
def gate(engine: Engine) -> Iterator[MagicMock]:
    """The gate of the engine, which is in its view."""

    def close(closed: Reason | None) -> None:
        engine.mock.view = replace(engine.mock.view, gate=closed)

    engine.mock.set_gate.side_effect = close
    yield engine.mock.set_gate
    engine.mock.view = VIEW


@pytest.fixture
async def set_up(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> Callable[[dict[str, Any]], Any]:
    async def with_window(window: dict[str, Any]) -> None:
        given = {"weekdays": NIGHT["weekdays"], **window}
        hass.config_entries.async_update_entry(entry, options={"start_window": given})
        if not engine.mock.start.await_count:
            assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()

    return with_window


def says(engine: Engine) -> Reason | None:
    closed: Reason | None = engine.mock.view.gate
    return closed


def opens(text: str) -> Reason:
    return Reason("outside_window", {"opens": text})


async def test_without_a_window_it_is_open(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, gate: MagicMock
) -> None:
    gate.assert_not_called()
    assert says(engine) is None


async def test_it_is_closed_before_the_first_look(engine: Engine, set_up: Any) -> None:
    seen = []
    engine.mock.start.side_effect = lambda: seen.append(says(engine))
    await set_up(NIGHT)
    assert seen == [opens("2026-11-02 22:00 CET")]


async def test_the_clock_opens_and_closes_it(
    hass: HomeAssistant,
    engine: Engine,
    set_up: Any,
    gate: MagicMock,
    freezer: FrozenDateTimeFactory,
) -> None:
    await set_up(NIGHT)
    for moment, closed in (
        ("2026-11-02T20:59:00+00:00", opens("2026-11-02 22:00 CET")),
        ("2026-11-02T21:00:00+00:00", None),
        ("2026-11-03T04:59:00+00:00", None),
        ("2026-11-03T05:00:00+00:00", opens("2026-11-03 22:00 CET")),
    ):
        freezer.move_to(moment)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
        assert says(engine) == closed
    # Told when it changes, and not each minute.
    assert gate.call_count == 3


async def test_the_zone_is_the_one_that_is_set(
    hass: HomeAssistant,
    engine: Engine,
    set_up: Any,
    freezer: FrozenDateTimeFactory,
) -> None:
    await set_up(NIGHT)
    await hass.config.async_set_time_zone("Asia/Tokyo")
    freezer.move_to("2026-11-02T13:01:00+00:00")
    async_fire_time_changed(hass)
    assert says(engine) is None


async def test_a_helper_has_to_be_there_and_on(
    hass: HomeAssistant, engine: Engine, set_up: Any
) -> None:
    await set_up({"helper": HELPER})
    assert says(engine) == UNKNOWN
    assert HELPER in sentence(UNKNOWN)
    named = {"friendly_name": "Quiet hours"}
    for state, closed in (
        (STATE_OFF, OFF),
        (STATE_ON, None),
        (STATE_UNAVAILABLE, replace(OFF, code="helper_unknown")),
        (STATE_ON, None),
        ("unknown", replace(OFF, code="helper_unknown")),
        ("home", replace(OFF, code="helper_unknown")),
        (STATE_ON, None),
    ):
        hass.states.async_set(HELPER, state, named)
        await hass.async_block_till_done()
        assert says(engine) == closed
    hass.states.async_remove(HELPER)
    await hass.async_block_till_done()
    assert says(engine) == UNKNOWN
    assert sentence(OFF) == "No surface test starts while Quiet hours is off."


async def test_both_have_to_allow_it(
    hass: HomeAssistant,
    engine: Engine,
    set_up: Any,
    freezer: FrozenDateTimeFactory,
) -> None:
    hass.states.async_set(HELPER, STATE_OFF)
    await set_up({**NIGHT, "helper": HELPER})
    assert says(engine) == opens("2026-11-02 22:00 CET")
    freezer.move_to("2026-11-02T21:00:00+00:00")
    async_fire_time_changed(hass)
    closed = says(engine)
    assert closed
    assert closed.code == "helper_off"
    hass.states.async_set(HELPER, STATE_ON)
    await hass.async_block_till_done()
    assert says(engine) is None


async def test_other_options_count_at_once(
    hass: HomeAssistant, engine: Engine, set_up: Any
) -> None:
    await set_up(NIGHT)
    assert says(engine)
    await set_up({})
    assert says(engine) is None
    await set_up({"helper": HELPER})
    assert says(engine) == UNKNOWN
    await set_up({"helper": "schedule.nights"})
    # The former one is not listened to any more.
    hass.states.async_set(HELPER, STATE_ON)
    await hass.async_block_till_done()
    assert says(engine) == Reason("helper_unknown", {"helper": "schedule.nights"})


async def test_nothing_is_told_to_an_engine_that_was_let_go(
    hass: HomeAssistant,
    engine: Engine,
    entry: MockConfigEntry,
    set_up: Any,
    gate: MagicMock,
) -> None:
    await set_up({"helper": HELPER})
    assert await hass.config_entries.async_unload(entry.entry_id)
    told = gate.call_count
    hass.states.async_set(HELPER, STATE_ON)
    hass.config_entries.async_update_entry(entry, options={})
    await hass.async_block_till_done()
    assert gate.call_count == told


async def test_an_engine_that_did_not_start_is_let_go(
    hass: HomeAssistant,
    engine: Engine,
    entry: MockConfigEntry,
    gate: MagicMock,
) -> None:
    hass.config_entries.async_update_entry(
        entry, options={"start_window": {"helper": HELPER}}
    )
    engine.mock.start.side_effect = RuntimeError
    assert not await hass.config_entries.async_setup(entry.entry_id)
    told = gate.call_count
    hass.states.async_set(HELPER, STATE_ON)
    await hass.async_block_till_done()
    assert gate.call_count == told
