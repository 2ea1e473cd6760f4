"""What the page of the system says of burn-ins."""

from dataclasses import replace
from datetime import UTC, datetime
import os
from pathlib import Path
from typing import Any

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from custom_components.nas_burnin.const import DOMAIN, HOST
from tests.components.conftest import Engine
from tests.components.data import VIEW
from tests.forge.files import MANIFEST, TEXTS

COPIED = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def platforms() -> list[Platform]:
    return []


async def info(hass: HomeAssistant) -> dict[str, Any]:
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    found = await get_system_health_info(hass, DOMAIN)
    assert found.keys() == TEXTS["system_health"]["info"].keys()
    return dict(found)


async def test_of_one_nas_that_answers_and_one_that_is_not_loaded(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    MockConfigEntry(domain=DOMAIN, unique_id="other").add_to_hass(hass)
    folder = Path(hass.config.path(DOMAIN))
    (folder / "snapshots").mkdir(parents=True)
    (folder / "history.db").write_bytes(bytes(3 * 2**20))
    (folder / "history.db-wal").write_bytes(bytes(2**20))
    for name, age in (("history-old.db", 86_400), ("history-new.db", 0)):
        path = folder / "snapshots" / name
        path.touch()
        os.utime(path, (0, COPIED.timestamp() - age))
    engine.mock.reset_mock()
    assert await info(hass) == {
        "version": MANIFEST["version"],
        "hosts_reachable": "1 / 2",
        "running": VIEW.running,
        "queued": VIEW.queued,
        "history_size": "4.0 MiB",
        "newest_snapshot": COPIED,
    }
    assert not engine.mock.method_calls


async def test_of_a_nas_that_is_away_and_a_history_without_copies(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.publish(replace(VIEW, connected=False), HOST)
    found = await info(hass)
    assert found["hosts_reachable"] == "0 / 1"
    assert (found["history_size"], found["newest_snapshot"]) == ("0.0 MiB", "-")
