"""Every night old log text goes, and a snapshot of the history comes."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.nas_burnin.const import DOMAIN, OPTION_LOG_DAYS
from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.nightly import async_setup_nightly
from custom_components.nas_burnin.storage import HISTORY, SharedHistory
from tests.engine.builders import full_job

BERLIN = ZoneInfo("Europe/Berlin")


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
    async_setup_nightly(hass)
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
    await at_night(hass, freezer, hour=2)
    assert snapshots(hass) == []
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
