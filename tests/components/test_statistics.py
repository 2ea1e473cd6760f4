"""What Home Assistant's own recorder keeps of drives, counted in its tables."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
import json
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.db_schema import (
    States,
    StatesMeta,
    Statistics,
    StatisticsMeta,
    StatisticsShortTerm,
)
from homeassistant.components.sensor.const import DOMAIN as SENSOR
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.recorder import get_instance, session_scope
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
)
from sqlalchemy import func, select

from custom_components.nas_burnin import sensor
from custom_components.nas_burnin.engine.model import (
    Counters,
    DriveView,
    HostView,
    Smart,
)
from custom_components.nas_burnin.sensor import BY_KEY
from scripts._bench.home import recorded
from tests.components.conftest import Engine
from tests.components.data import BUSY, FREE, IDLE, NOW, VIEW, change, drive, progressed
from tests.components.helpers import entity_id, state_of

ROWS = 13
"""An hour of one number: twelve of five minutes, and the one that is kept for ever."""

COUNTERS = Counters(reallocated=8, pending=4, uncorrectable=2, reported=1, crc=3)
DISK = Smart(
    model="ST14000NM001G",
    passed=True,
    temperature=34,
    power_on_hours=12345,
    counters=COUNTERS,
)
TEXTS = json.loads((Path(sensor.__file__).parent / "translations/en.json").read_text())
KEPT = {"temperature", "power_on_hours", "reallocated", "pending", "crc_errors"}
"""What statistics are kept of for a disk, as long as nobody enables the rare ones."""


@pytest.fixture(autouse=True)
def _our_integration(recorder_mock: Recorder, enable_custom_integrations: None) -> None:
    """A recorder has to be there before everything else."""


def reporting(view: HostView, key: str, smart: Smart) -> HostView:
    return change(view, key, drive=replace(view.drives[key].drive, smart=smart))


async def an_hour(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, start: datetime
) -> None:
    """Let the recorder keep its statistics of an hour."""
    for five in range(12):
        freezer.move_to(start + timedelta(minutes=5 * (five + 1)))
        do_adhoc_statistics(hass, start=start + timedelta(minutes=5 * five))
        await async_wait_recording_done(hass)


async def counted(hass: HomeAssistant) -> Counter[str]:
    """The rows of statistics of each entity."""

    def count() -> Counter[str]:
        rows = Counter[str]()
        with session_scope(hass=hass, read_only=True) as session:
            for table in (Statistics, StatisticsShortTerm):
                query: Any = (
                    select(StatisticsMeta.statistic_id, func.count())
                    .join(table, table.metadata_id == StatisticsMeta.id)
                    .group_by(StatisticsMeta.statistic_id)
                )
                for statistic_id, number in session.execute(query):
                    rows[statistic_id] += number
        return rows

    return await get_instance(hass).async_add_executor_job(count)


async def states(hass: HomeAssistant) -> Counter[str]:
    """The rows of states of each entity."""

    def count() -> Counter[str]:
        query: Any = (
            select(StatesMeta.entity_id, func.count())
            .join(States, States.metadata_id == StatesMeta.metadata_id)
            .group_by(StatesMeta.entity_id)
        )
        with session_scope(hass=hass, read_only=True) as session:
            rows: Any = session.execute(query).all()
            return Counter(dict(rows))

    await async_wait_recording_done(hass)
    return await get_instance(hass).async_add_executor_job(count)


def keys_of(hass: HomeAssistant, rows: Counter[str], drive_key: str) -> dict[str, int]:
    """The rows of a drive, by what they are about."""
    registry = er.async_get(hass)
    found = {}
    for statistic_id, number in rows.items():
        entry = registry.async_get(statistic_id)
        assert entry
        _, _, key = entry.unique_id.partition(f"_{drive_key}_")
        if key:
            found[key] = number
    return found


async def test_statistics_cost_a_drive_the_same_whether_it_burns_or_not(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    engine: Engine,
    entry: MockConfigEntry,
) -> None:
    """As docs/performance.md says: five numbers, thirteen rows an hour each."""
    freezer.move_to(NOW)
    engine.mock.view = reporting(reporting(VIEW, IDLE, DISK), BUSY, DISK)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert state_of(hass, SENSOR, BUSY, "speed").state == "212.3"
    await async_wait_recording_done(hass)
    await an_hour(hass, freezer, NOW)
    rows = await counted(hass)
    expected = dict.fromkeys(KEPT, ROWS)
    assert keys_of(hass, rows, BUSY) == expected
    assert keys_of(hass, rows, IDLE) == expected
    assert sum(expected.values()) == 65


async def test_each_change_is_a_row_of_states(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    engine: Engine,
    entry: MockConfigEntry,
) -> None:
    """So what the bench counts is what the recorder writes."""
    freezer.move_to(NOW)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    before = await states(hass)
    with recorded(hass) as seen:
        for step in range(1, 6):
            freezer.move_to(NOW + timedelta(minutes=step))
            faster = progressed(VIEW, percent=31.0 + 10 * step, speed=1e8 + 1e7 * step)
            engine.publish(faster, BUSY)
            await hass.async_block_till_done()
    changed = {one: number for one, number in seen.items() if one in before}
    assert changed[entity_id(hass, SENSOR, BUSY, "speed")] == 5
    assert dict(await states(hass) - before) == changed


async def test_a_drive_in_the_place_of_another_begins_anew(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    engine: Engine,
    entry: MockConfigEntry,
) -> None:
    freezer.move_to(NOW)
    engine.mock.view = reporting(VIEW, IDLE, DISK)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    await an_hour(hass, freezer, NOW)
    old = entity_id(hass, SENSOR, IDLE, "reallocated")
    before = (await counted(hass))[old]

    # The same model, in the same slot, under the same name of the kernel.
    told = VIEW.drives[IDLE].drive
    fresh = drive("wd-fresh", told.model, "9LFRESH1")
    assert fresh.name == told.name
    drives = {key: one for key, one in VIEW.drives.items() if key != IDLE}
    smart = replace(DISK, power_on_hours=2, counters=Counters(reallocated=0))
    new = DriveView(replace(fresh, smart=smart), FREE)
    engine.publish(replace(VIEW, drives={**drives, "wd-fresh": new}), IDLE, "wd-fresh")
    await hass.async_block_till_done()
    assert state_of(hass, SENSOR, "wd-fresh", "reallocated").state == "0"
    await async_wait_recording_done(hass)
    await an_hour(hass, freezer, NOW + timedelta(hours=2))
    rows = await counted(hass)
    assert entity_id(hass, SENSOR, "wd-fresh", "reallocated") != old
    assert rows[entity_id(hass, SENSOR, "wd-fresh", "reallocated")] == ROWS
    assert rows[old] == before


@pytest.mark.parametrize(
    ("key", "trend", "unit", "device_class"),
    [
        ("temperature", "measurement", "°C", "temperature"),
        ("power_on_hours", "total_increasing", "h", "duration"),
        ("reallocated", "total_increasing", "sectors", None),
        ("pending", "measurement", "sectors", None),
        ("uncorrectable", "measurement", "sectors", None),
        ("uncorrected", "total_increasing", "errors", None),
        ("crc_errors", "total_increasing", "errors", None),
        ("media_errors", "total_increasing", "errors", None),
        ("wear", "measurement", "%", None),
        ("spare", "measurement", "%", None),
        # Of what only a burn-in has, nothing is kept beside its job.
        ("bad_blocks", None, "blocks", None),
        ("speed", None, "MB/s", "data_rate"),
        ("progress", None, "%", None),
        ("time_left", None, "s", "duration"),
    ],
)
def test_what_a_number_is(
    key: str, trend: str | None, unit: str, device_class: str | None
) -> None:
    description = BY_KEY[key]
    named = TEXTS["entity"]["sensor"].get(key, {}).get("unit_of_measurement")
    assert description.state_class == trend
    assert description.device_class == device_class
    assert (description.native_unit_of_measurement or named) == unit
