"""Every night old log text goes, and a snapshot of the history comes."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import override
from unittest.mock import patch
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.nas_burnin.const import DOMAIN, HOST, OPTION_LOG_DAYS
from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import History, snapshots as files
from custom_components.nas_burnin.engine.model import Reason
from custom_components.nas_burnin.nightly import LOOK_EVERY, Nights, async_setup_nightly
from custom_components.nas_burnin.storage import HISTORY, SharedHistory
from tests.components.conftest import Engine
from tests.components.data import VIEW
from tests.engine.builders import full_job

BERLIN = ZoneInfo("Europe/Berlin")


class SteadyClock(SystemClock):
    """A steady clock that follows the wall clock, but for jumps of that one."""

    jumped = timedelta()

    @override
    def boottime(self) -> float:
        return (dt_util.utcnow() - self.jumped).timestamp()


def snapshots(hass: HomeAssistant) -> list[Path]:
    return sorted(Path(hass.config.path(DOMAIN, "snapshots")).glob("*"))


@pytest.fixture
async def night(
    hass: HomeAssistant, hass_config_dir: str, freezer: FrozenDateTimeFactory
) -> AsyncIterator[None]:
    """A Home Assistant in Berlin, late in the evening, that looks after its history."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to(datetime(2026, 11, 23, 23, 0, tzinfo=BERLIN))
    hass.data[HISTORY] = SharedHistory(hass)
    async_setup_nightly(hass, SteadyClock())
    yield
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()


@pytest.fixture
async def kept(night: None, hass: HomeAssistant) -> None:
    """A history with texts of several ages."""
    async with hass.data[HISTORY].use() as history:
        await history.add_jobs([full_job("a")])
        for days in (5, 20, 40, 90):
            at = dt_util.utcnow() - timedelta(days=days)
            await history.add_log("a", 0, f"{days}", at, "Checking for bad blocks")


async def at_night(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, hour: int = 3
) -> None:
    tomorrow = dt_util.now() + timedelta(days=1)
    freezer.move_to(tomorrow.replace(hour=hour, minute=0, second=0, microsecond=0))
    async_fire_time_changed(hass, dt_util.utcnow())
    await hass.async_block_till_done(wait_background_tasks=True)


async def parts(hass: HomeAssistant) -> list[str]:
    async with hass.data[HISTORY].use() as history:
        return [log.part for log in await history.logs("a")]


async def test_the_night(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, kept: None
) -> None:
    hass.set_state(CoreState.starting)
    await at_night(hass, freezer, hour=2)
    assert snapshots(hass) == []
    hass.set_state(CoreState.running)
    await at_night(hass, freezer)
    # 03:00 in Berlin.
    assert [one.name for one in snapshots(hass)] == ["history-20261125-020000.db"]
    assert await parts(hass) == ["20", "5"]
    await at_night(hass, freezer)
    assert len(snapshots(hass)) == 2


async def test_who_keeps_logs_longest_counts(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, kept: None
) -> None:
    for number, days in enumerate((10, 60)):
        entry = MockConfigEntry(
            domain=DOMAIN, unique_id=f"{number}", options={OPTION_LOG_DAYS: days}
        )
        entry.add_to_hass(hass)
    await at_night(hass, freezer)
    assert await parts(hass) == ["40", "20", "5"]


async def test_no_history_is_begun_by_night(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, night: None
) -> None:
    await at_night(hass, freezer)
    assert not Path(hass.config.path(DOMAIN)).exists()  # noqa: ASYNC240


async def test_nights_that_fail_are_told(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    kept: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def issue() -> ir.IssueEntry | None:
        return ir.async_get(hass).async_get_issue(DOMAIN, "night_failed")

    full = HistoryError("the disk is too full")
    async with hass.data[HISTORY].use() as history:
        with patch.object(History, "snapshot", side_effect=full):
            await at_night(hass, freezer)
            assert "too full" in caplog.text
            assert issue() is None
            await at_night(hass, freezer)
            await at_night(hass, freezer)
        told = issue()
        assert told
        assert told.translation_placeholders == {
            "nights": "3",
            "error": "the disk is too full",
        }
        # The history that is in use has noticed nothing.
        await history.set_setting("it", "goes on")
        await at_night(hass, freezer)
        assert issue() is None
    assert len(snapshots(hass)) == 1


async def test_a_history_that_cannot_be_opened_is_a_night_that_failed(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, kept: None
) -> None:
    with patch.object(History, "open", side_effect=HistoryError("locked")):
        await at_night(hass, freezer)
        await at_night(hass, freezer)
    assert ir.async_get(hass).async_get_issue(DOMAIN, "night_failed")
    assert snapshots(hass) == []


# Who was off at three ----------------------------------------------------------------


def times(hass: HomeAssistant) -> list[datetime]:
    """When the snapshots were written, in UTC."""
    return [
        datetime.strptime(one.name, "history-%Y%m%d-%H%M%S.db").replace(tzinfo=UTC)
        for one in snapshots(hass)
    ]


async def pass_time(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, how_long: timedelta
) -> None:
    """Let time go by in steps in which nothing is missed."""
    until = dt_util.utcnow() + how_long
    while dt_util.utcnow() < until:
        freezer.move_to(min(dt_util.utcnow() + LOOK_EVERY, until))
        async_fire_time_changed(hass, dt_util.utcnow())
        await hass.async_block_till_done(wait_background_tasks=True)


async def restart(hass: HomeAssistant) -> None:
    """Look after the history with nothing remembered, as after a start."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    async_setup_nightly(hass, SteadyClock())


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


async def test_a_night_that_was_missed_is_made_up_for(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, kept: None
) -> None:
    hass.set_state(CoreState.starting)
    await pass_time(hass, freezer, hours(1))
    assert snapshots(hass) == []
    hass.set_state(CoreState.running)
    await pass_time(hass, freezer, LOOK_EVERY)
    assert len(snapshots(hass)) == 1
    assert await parts(hass) == ["20", "5"]

    # Off from before three to noon, each day: one a day, and not one a start.
    for day in range(2, 5):
        freezer.move_to(dt_util.utcnow() + hours(24.5))
        for _ in range(3):
            await restart(hass)
            await pass_time(hass, freezer, LOOK_EVERY * 2)
        assert len(snapshots(hass)) == day


async def test_a_night_that_was_not_missed_is_not_made_up_for(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, kept: None
) -> None:
    await at_night(hass, freezer)
    freezer.move_to(dt_util.utcnow() + LOOK_EVERY)
    await restart(hass)
    await pass_time(hass, freezer, hours(23))
    assert len(snapshots(hass)) == 1
    # Who stays on keeps to its hour.
    await pass_time(hass, freezer, timedelta(days=3))
    assert [one.hour for one in times(hass)] == [2] * 4


async def test_only_a_sound_snapshot_counts(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, kept: None
) -> None:
    await at_night(hass, freezer)
    snapshots(hass)[0].write_bytes(b"\xa5" * 50_000)
    await restart(hass)
    await pass_time(hass, freezer, LOOK_EVERY)
    assert len(snapshots(hass)) == 2


async def test_a_night_that_fails_is_not_tried_all_day(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, kept: None
) -> None:
    full = HistoryError("the disk is too full")
    with patch.object(History, "snapshot", side_effect=full) as tried:
        await pass_time(hass, freezer, hours(4.5))
        # Soon after the start, and at three.
        assert tried.call_count == 2
        await pass_time(hass, freezer, hours(22))
        assert tried.call_count == 2


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        # In Helsinki three o'clock does not exist in one night, and comes twice in one.
        ("Europe/Helsinki", date(2027, 3, 26), [1, 2, 0, 0]),
        ("Europe/Helsinki", date(2027, 10, 29), [0, 0, 1, 1]),
    ],
)
async def test_clocks_that_change_at_three(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    kept: None,
    zone: str,
    day: date,
    expected: list[int],
) -> None:
    await hass.config.async_set_time_zone(zone)
    freezer.move_to(datetime.combine(day, time(12), ZoneInfo(zone)))
    hass.set_state(CoreState.starting)
    await restart(hass)
    await pass_time(hass, freezer, LOOK_EVERY)
    hass.set_state(CoreState.running)
    await pass_time(hass, freezer, timedelta(days=4))
    assert [one.hour for one in times(hass)[1:]] == expected


@contextmanager
def set_clock(freezer: FrozenDateTimeFactory, by: timedelta) -> Iterator[None]:
    """Set the wall clock, which no steady one notices."""
    freezer.move_to(dt_util.utcnow() + by)
    with patch.object(SteadyClock, "jumped", by):
        yield


async def test_a_clock_set_ahead_empties_nothing(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, kept: None
) -> None:
    await at_night(hass, freezer)
    with set_clock(freezer, timedelta(days=1000)):
        await at_night(hass, freezer)
        assert len(snapshots(hass)) == 2
        assert await parts(hass) == ["20", "5"]


async def test_a_clock_set_back_leaves_no_night_out(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, kept: None
) -> None:
    """What waits for a time of day waits for the one that was to come."""
    await at_night(hass, freezer)
    nights = Nights(hass, SteadyClock())
    with set_clock(freezer, timedelta(days=-1000)):
        for _ in range(12):
            freezer.move_to(dt_util.utcnow() + hours(6))
            await nights.async_catch_up(dt_util.utcnow())
    assert len(snapshots(hass)) == 4
    assert await parts(hass) == ["20", "5"]


async def test_two_are_never_written_at_once(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, kept: None
) -> None:
    await restart(hass)
    at_work, most = 0, 0
    written = History.snapshot

    async def slow(self: History) -> files.Snapshot:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0)
        snapshot = await written(self)
        at_work -= 1
        return snapshot

    with patch.object(History, "snapshot", slow):
        # It is made up for, and three o'clock, in the same moment.
        await at_night(hass, freezer)
    assert (most, len(snapshots(hass))) == (1, 1)


async def test_without_the_host_that_keeps_logs_longest_the_usual_counts(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, kept: None
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, unique_id="a", options={OPTION_LOG_DAYS: 60})
    entry.add_to_hass(hass)
    await at_night(hass, freezer)
    assert await parts(hass) == ["40", "20", "5"]
    assert await hass.config_entries.async_remove(entry.entry_id)
    await at_night(hass, freezer)
    assert await parts(hass) == ["20", "5"]


async def test_what_was_restored_is_confirmed_first(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.history.newest_snapshot.return_value = None
    nights = Nights(hass, SteadyClock())
    restored = Reason("queue_history_restored", {"at": "2026-11-01 02:00 UTC"})
    with patch.object(SharedHistory, "is_there", return_value=True):
        engine.publish(replace(VIEW, waits_for=restored), HOST)
        await nights.async_catch_up(dt_util.utcnow())
        engine.history.snapshot.assert_not_awaited()
        engine.publish(VIEW, HOST)
        await nights.async_catch_up(dt_util.utcnow())
        engine.history.snapshot.assert_awaited_once()
