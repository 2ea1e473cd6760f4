"""The history file is one for all hosts, and closed when the last has gone."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
import sqlite3

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import HistoryTooNew
from custom_components.nas_burnin.storage import SILENT, SharedHistory
from tests.components.conftest import Engine


@pytest.fixture
def platforms() -> list[Platform]:
    return []


async def test_hosts_share_one_file(hass: HomeAssistant) -> None:
    shared = SharedHistory(hass)
    async with shared.use() as first:
        async with shared.use() as second:
            assert second is first
            await second.set_setting("colour", "blue")
        assert await first.setting("colour") == "blue"
    with pytest.raises(HistoryError):
        await first.setting("colour")

    async with shared.use() as third:
        assert third is not first
        assert await third.setting("colour") == "blue"


@pytest.fixture
def damaged(hass_config_dir: str) -> None:
    """A history file that no longer is one."""
    path = Path(hass_config_dir, DOMAIN, "history.db")
    path.parent.mkdir()
    path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 64)


async def test_damage_is_told(hass: HomeAssistant, damaged: None) -> None:
    async with SharedHistory(hass).use() as history:
        assert await history.jobs() == ()
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "history_damaged")
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert hass.config.path(DOMAIN) in issue.translation_placeholders["path"]
    assert issue.translation_placeholders["damage"]


async def test_a_restoration_is_told(hass: HomeAssistant, hass_config_dir: str) -> None:
    shared = SharedHistory(hass)
    async with shared.use() as history:
        snapshot = await history.snapshot()
    path = Path(hass.config.path(DOMAIN, "history.db"))
    path.write_bytes(b"no database")  # noqa: ASYNC240
    async with shared.use() as history:
        assert history.opened.restored
    registry = ir.async_get(hass)
    assert registry.async_get_issue(DOMAIN, "history_damaged") is None
    issue = registry.async_get_issue(DOMAIN, "history_restored")
    assert issue is not None
    assert issue.translation_placeholders is not None
    at = dt_util.as_local(snapshot.at)
    assert issue.translation_placeholders["at"] == f"{at:%Y-%m-%d %H:%M}"
    assert "history.db.damaged" in issue.translation_placeholders["path"]


async def test_a_history_of_a_newer_version_is_told_until_it_can_be_used(
    hass: HomeAssistant,
) -> None:
    shared, registry = SharedHistory(hass), ir.async_get(hass)
    path = Path(hass.config.path(DOMAIN, "history.db"))

    async def version(number: int) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA user_version = {number}")

    async with shared.use() as history:
        ours = history.opened.version
    await version(ours + 1)
    with pytest.raises(HistoryTooNew):
        async with shared.use():
            pass
    issue = registry.async_get_issue(DOMAIN, "history_too_new")
    assert issue is not None
    assert issue.translation_placeholders == {"path": str(path)}
    await version(ours)
    async with shared.use():
        assert registry.async_get_issue(DOMAIN, "history_too_new") is None


async def test_a_history_that_does_not_answer_is_told(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    registry = ir.async_get(hass)

    async def look(silent: float) -> ir.IssueEntry | None:
        engine.history.silent = silent
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=2))
        await hass.async_block_till_done()
        return registry.async_get_issue(DOMAIN, "history_silent")

    assert await look(SILENT - 1) is None
    issue = await look(SILENT)
    assert issue is not None
    assert issue.severity is ir.IssueSeverity.ERROR
    assert await look(0.0) is None
