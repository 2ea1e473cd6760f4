"""A backup of Home Assistant holds the whole history, whatever happens meanwhile."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
import shutil
from unittest.mock import patch

from homeassistant.components.backup.const import DATA_MANAGER, DOMAIN as BACKUP
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.nas_burnin.backup import (
    LONGEST,
    async_post_backup,
    async_pre_backup,
)
from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import SNAPSHOT_SETTING, History
from custom_components.nas_burnin.storage import HISTORY, SharedHistory
from tests.engine.builders import make_job


@pytest.fixture
async def history(hass: HomeAssistant, hass_config_dir: str) -> AsyncIterator[History]:
    """A history that is in use."""
    hass.data[HISTORY] = SharedHistory(hass)
    async with hass.data[HISTORY].use() as history:
        await history.add_jobs([make_job("a")])
        yield history
        await async_post_backup(hass)


def copied(hass: HomeAssistant, target: Path, *suffixes: str) -> Path:
    """Copy files as a backup does, which leaves out the index of the log."""
    target.mkdir(exist_ok=True)
    for suffix in suffixes:
        shutil.copy(hass.config.path(DOMAIN, f"history.db{suffix}"), target)
    return target / "history.db"


async def write(history: History) -> None:
    for number in range(30):
        await history.set_setting(f"{number}", "x" * 200_000)


async def is_held(history: History) -> bool:
    return bool(await history.setting(SNAPSHOT_SETTING))


async def test_what_is_copied_between_is_whole(
    hass: HomeAssistant, history: History, tmp_path: Path
) -> None:
    await async_pre_backup(hass)
    assert await is_held(history)
    await write(history)
    copied(hass, tmp_path / "copy", "")
    await write(history)
    await history.add_jobs([make_job("b")])
    path = copied(hass, tmp_path / "copy", "-wal")
    await async_post_backup(hass)
    assert not await is_held(history)
    restored = await History.open(path)
    assert {job.uid for job in await restored.jobs()} == {"a", "b"}
    assert restored.opened.moved_aside is None
    await restored.close()


async def test_the_backup_manager_asks_us(
    hass: HomeAssistant, history: History
) -> None:
    assert await async_setup_component(hass, BACKUP, {})
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    manager = hass.data[DATA_MANAGER]
    assert DOMAIN in manager.platforms
    await manager.async_pre_backup_actions()
    assert await is_held(history)
    await manager.async_post_backup_actions()
    assert not await is_held(history)


async def test_a_backup_that_never_ends_is_forgotten(
    hass: HomeAssistant, history: History
) -> None:
    await async_pre_backup(hass)
    async_fire_time_changed(hass, dt_util.utcnow() + LONGEST + timedelta(seconds=1))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not await is_held(history)


async def test_a_second_backup_takes_over_from_one_that_broke_off(
    hass: HomeAssistant, history: History
) -> None:
    await async_pre_backup(hass)
    await async_pre_backup(hass)
    assert await is_held(history)
    await async_post_backup(hass)
    assert not await is_held(history)


async def test_home_assistant_stops_in_a_backup(
    hass: HomeAssistant, history: History
) -> None:
    await async_pre_backup(hass)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    assert not await is_held(history)


async def test_no_history_no_work(hass: HomeAssistant, hass_config_dir: str) -> None:
    hass.data[HISTORY] = SharedHistory(hass)
    await async_pre_backup(hass)
    await async_post_backup(hass)
    assert not await hass.data[HISTORY].is_there()


async def test_what_cannot_be_kept_still_is_copied(
    hass: HomeAssistant, history: History, caplog: pytest.LogCaptureFixture
) -> None:
    with patch.object(History, "still", side_effect=HistoryError("others read")):
        await async_pre_backup(hass)
    assert "others read" in caplog.text
    folder = Path(hass.config.path(DOMAIN, "snapshots"))
    assert len(list(folder.iterdir())) == 1  # noqa: ASYNC240
    with (
        patch.object(History, "still", side_effect=HistoryError("others read")),
        patch.object(History, "snapshot", side_effect=HistoryError("no room")),
    ):
        await async_pre_backup(hass)
    assert "no room" in caplog.text


async def test_a_history_that_fails_at_the_end_fails_no_backup(
    hass: HomeAssistant, history: History, caplog: pytest.LogCaptureFixture
) -> None:
    await async_pre_backup(hass)
    with patch.object(History, "set_setting", side_effect=HistoryError("disk gone")):
        await async_post_backup(hass)
    assert "disk gone" in caplog.text
    await history.set_setting(SNAPSHOT_SETTING, "")
