"""The subscription of the cards: a snapshot, then what changes, and nothing else."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.nas_burnin.engine.model import (
    EventKind,  # noqa: F401
    Reason,
    Smart,
)
from tests.components.conftest import Engine
from tests.components.data import (
    BUSY,
    GONE,
    IDLE,
    POOL,
    PROGRESS,
    VIEW,
    change,
    progressed,
)
from tests.components.helpers import device_of
from tests.components.rows import Feed, fields_of, subscribe


@pytest.fixture
async def feed(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> Feed:
    return await subscribe(hass, hass_ws_client)


async def test_a_snapshot_has_every_row(feed: Feed, loaded: MockConfigEntry) -> None:
    (snapshot,) = feed.events
    assert snapshot.keys() == {
        *("type", "now", "version", "profiles", "hosts", "drives"),
    }
    (host,) = snapshot["hosts"]
    assert host["id"] == loaded.entry_id
    present = {f"{loaded.entry_id}:{key}" for key in (IDLE, BUSY, POOL)}
    assert feed.drives.keys() == present


async def test_rows_have_the_fields_of_the_document(feed: Feed) -> None:
    (host,) = feed.hosts.values()
    assert host.keys() == fields_of("Host")
    for row in feed.drives.values():
        assert row.keys() == fields_of("Drive")
    assert feed.drive(BUSY)["job"].keys() == fields_of("Job")
