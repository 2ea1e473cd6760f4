"""The history file is one for all hosts, and closed when the last has gone."""

from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest

from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.storage import SharedHistory


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
