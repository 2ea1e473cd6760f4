"""The subscription of the cards: a snapshot, then what changes, and nothing else."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from homeassistant.auth.const import GROUP_ID_USER
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.nas_burnin.cards import live_rows
from custom_components.nas_burnin.cards.live_rows import LIVE
from custom_components.nas_burnin.cards.rows import Device, Row, drive_row
from custom_components.nas_burnin.const import DOMAIN, OPTION_DISK_HEAT
from custom_components.nas_burnin.engine.errors import HostUnreachable
from custom_components.nas_burnin.engine.model import (
    DriveView,
    HostView,
    Reason,
    StageState,
)
from custom_components.nas_burnin.following import DEATHS_TOLD
from tests.components.callers import token_of
from tests.components.conftest import Engine
from tests.components.data import (
    BUSY,
    GONE,
    IDLE,
    POOL,
    PROGRESS,
    RUNNING,
    VIEW,
    change,
    drive,
)
from tests.components.helpers import device_of
from tests.components.rows import Feed, fields_of, keys_of, subscribe

SHOWN = (IDLE, BUSY, POOL)

(surface,) = RUNNING.job.stages
TESTED = replace(
    RUNNING,
    job=replace(RUNNING.job, stages=(replace(surface, state=StageState.RUNNING),)),
)


def at(percent: float, view: HostView = VIEW) -> HostView:
    """The view when the phase under way has come so far."""
    progress = replace(PROGRESS, phase_percent=percent)
    return change(view, BUSY, job=replace(TESTED, progress=progress))


def percent(feed: Feed) -> float:
    """How far a client sees that phase."""
    shown: float = feed.drive(BUSY)["job"]["phase_percent"]
    return shown


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.BINARY_SENSOR]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_rows, "GATHER", 0)
    monkeypatch.setattr(live_rows, "EVERY", 0)


@pytest.fixture
async def feed(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> Feed:
    return await subscribe(hass, hass_ws_client)


def present(view: HostView, key: str) -> HostView:
    return change(view, key, present=True)


async def test_a_snapshot_has_every_row(feed: Feed, loaded: MockConfigEntry) -> None:
    (snapshot,) = feed.events
    assert snapshot.keys() == {
        *("type", "now", "version", "profiles", "hosts", "drives"),
    }
    (host,) = snapshot["hosts"]
    assert host["id"] == loaded.entry_id
    assert feed.drives.keys() == {f"{loaded.entry_id}:{key}" for key in SHOWN}


async def test_rows_have_the_fields_of_the_document(feed: Feed) -> None:
    (host,) = feed.hosts.values()
    assert host.keys() == fields_of("Host")
    for row in feed.drives.values():
        assert row.keys() == fields_of("Drive")
        assert row["lock"].keys() == keys_of("`lock` |")
    job = feed.drive(BUSY)["job"]
    assert job.keys() == fields_of("Job")
    assert job["stages"][0].keys() == keys_of("`stages` |")
    for profile in feed.events[0]["profiles"]:
        assert profile.keys() == keys_of("**Profile** `")


async def test_a_change_has_the_row_of_its_drive_alone(
    engine: Engine, feed: Feed
) -> None:
    engine.publish(at(50.2), BUSY)
    event = await feed.next()
    assert event.keys() == {
        *("type", "now", "hosts", "drives", "removed", "removed_hosts"),
    }
    assert (event["type"], event["hosts"], event["removed"]) == ("changes", [], [])
    assert [row["key"] for row in event["drives"]] == [feed.drive(BUSY)["key"]]
    assert percent(feed) == 50.2


async def test_what_looks_the_same_is_not_told(engine: Engine, feed: Feed) -> None:
    smart = replace(VIEW.drives[IDLE].drive, nodes=VIEW.drives[IDLE].drive.nodes * 2)
    seen = change(VIEW, IDLE, drive=smart)
    engine.publish(seen, IDLE)
    engine.publish(replace(seen, paused=True), "")
    event = await feed.next()
    assert (event["drives"], event["removed"]) == ([], [])
    assert [row["paused"] for row in event["hosts"]] == [True]


async def test_many_changes_at_once_are_one_message(engine: Engine, feed: Feed) -> None:
    for place in range(40):
        engine.publish(at(float(place)), BUSY)
    await feed.next()
    assert percent(feed) == 39.0


class Pace:
    """A stand-in for sleeping: what was slept, and leave to wake up."""

    Event = asyncio.Event

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


async def test_there_are_at_most_two_messages_a_second(
    engine: Engine,
    loaded: MockConfigEntry,
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pace = Pace()
    monkeypatch.setattr(live_rows, "EVERY", 0.5)
    monkeypatch.setattr(live_rows, "asyncio", pace)
    feed = await subscribe(hass, hass_ws_client)
    for place in (1.0, 2.0, 3.0):
        engine.publish(at(place), BUSY)
        await feed.next()
    assert sum(pace.slept) >= 0.5 * (len(feed.events) - 1)


async def test_rows_are_built_a_few_at_a_time(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_rows, "AT_ONCE", 1)
    feed = await subscribe(hass, hass_ws_client)
    assert len(feed.drives) == len(SHOWN)


async def test_administrators_alone_read_the_words(
    hass: HomeAssistant, engine: Engine, feed: Feed, hass_ws_client: WebSocketGenerator
) -> None:
    user = await hass.auth.async_create_user("Uwe", group_ids=[GROUP_ID_USER])
    other = await subscribe(hass, hass_ws_client, await token_of(hass, user))
    assert feed.drive(POOL)["lock"]["words"] == "tank"
    assert other.drive(POOL)["lock"]["words"] is None
    assert other.drive(POOL)["lock"]["reasons"]
    smart = replace(VIEW.drives[POOL].drive, firmware="0A84")
    engine.publish(change(VIEW, POOL, drive=smart), POOL)
    for one, words in ((feed, "tank"), (other, None)):
        await one.next()
        assert one.drive(POOL)["lock"]["words"] == words
        assert one.drive(POOL)["firmware"] == "0A84"


async def until(feed: Feed, seen: Callable[[], object]) -> None:
    while not seen():
        await feed.next()


async def test_a_host_is_unloaded_and_loaded_again(
    hass: HomeAssistant, engine: Engine, feed: Feed, loaded: MockConfigEntry
) -> None:
    host_id = loaded.entry_id
    await hass.config_entries.async_unload(host_id)
    await until(feed, lambda: not feed.drives)
    assert feed.hosts[host_id]["loaded"] is False
    assert feed.hosts[host_id]["connected"] is False
    with patch("custom_components.nas_burnin.PLATFORMS", []):
        await hass.config_entries.async_setup(host_id)
    await until(feed, lambda: len(feed.drives) == len(SHOWN))
    assert feed.hosts[host_id]["loaded"] is True
    # The new engine is listened to, and the old one no more.
    engine.publish(at(77.0), BUSY)
    await until(feed, lambda: percent(feed) == 77.0)


async def test_a_host_is_removed(
    hass: HomeAssistant, feed: Feed, loaded: MockConfigEntry
) -> None:
    await hass.config_entries.async_remove(loaded.entry_id)
    await until(feed, lambda: not feed.hosts)
    assert feed.drives == {}
    assert feed.events[-1]["removed_hosts"] == [loaded.entry_id]


async def test_a_host_that_can_not_be_set_up_says_why(
    hass: HomeAssistant, engine: Engine, feed: Feed
) -> None:
    other = MockConfigEntry(domain=DOMAIN, unique_id="other", title="vault")
    other.add_to_hass(hass)
    other.mock_state(hass, ConfigEntryState.SETUP_ERROR, "No route to <b>host</b>\x1b")
    await until(feed, lambda: other.entry_id in feed.hosts)
    await until(feed, lambda: feed.hosts[other.entry_id]["problem"])
    row = feed.hosts[other.entry_id]
    assert (row["name"], row["loaded"]) == ("vault", False)
    assert row["problem"].startswith("No route to <b>host</b>")
    assert "\x1b" not in row["problem"]


async def test_another_integration_is_none_of_ours(
    hass: HomeAssistant, engine: Engine, feed: Feed
) -> None:
    MockConfigEntry(domain="other", title="vault").add_to_hass(hass)
    engine.publish(replace(VIEW, paused=True), "")
    await feed.next()
    assert len(feed.hosts) == 1


async def test_drives_come_and_go(
    hass: HomeAssistant, engine: Engine, feed: Feed, loaded: MockConfigEntry
) -> None:
    new = replace(VIEW.drives[IDLE], drive=drive("new", "ST16000NM001G", "ZLNEW001"))
    view = replace(VIEW, drives={**VIEW.drives, "new": new})
    engine.publish(view, "", "new")
    await until(feed, lambda: len(feed.drives) == len(SHOWN) + 1)
    await until(feed, lambda: feed.drive("new")["device_id"] is not None)
    assert feed.drive("new")["name"] == "ST16000NM001G ZLNEW001"

    engine.publish(change(view, "new", present=False), "new")
    await until(feed, lambda: feed.drive("new")["present"] is False)
    device = device_of(hass, loaded, "new")
    assert loaded.runtime_data.async_forget_device(device.identifiers)
    dr.async_get(hass).async_remove_device(device.id)
    await until(feed, lambda: len(feed.drives) == len(SHOWN))

    # One that was gone before anybody looked comes back.
    engine.publish(present(view, GONE), GONE)
    await until(feed, lambda: any(key.endswith(GONE) for key in feed.drives))


async def test_names_are_those_that_people_gave(
    hass: HomeAssistant, feed: Feed, loaded: MockConfigEntry
) -> None:
    registry = dr.async_get(hass)
    drive_device = device_of(hass, loaded, IDLE)
    registry.async_update_device(drive_device.id, name_by_user="Bay 3")
    await until(feed, lambda: feed.drive(IDLE)["name"] == "Bay 3")
    host_device = device_of(hass, loaded, loaded.unique_id or "")
    registry.async_update_device(host_device.id, name_by_user="The big one")
    await until(feed, lambda: feed.hosts[loaded.entry_id]["name"] == "The big one")


async def test_limits_are_those_of_the_host(
    hass: HomeAssistant, feed: Feed, loaded: MockConfigEntry
) -> None:
    assert feed.drive(IDLE)["temperature_level"] == "ok"
    limits = {"warning": 30, "critical": 40, "emergency": 50, "hysteresis": 5}
    hass.config_entries.async_update_entry(loaded, options={OPTION_DISK_HEAT: limits})
    await until(feed, lambda: feed.drive(IDLE)["temperature_level"] == "warm")


async def test_a_lost_host_starts_nothing(engine: Engine, feed: Feed) -> None:
    assert feed.drive(IDLE)["startable"] is True
    lost = Reason(HostUnreachable.code, {"detail": "no route"})
    engine.publish(replace(VIEW, connected=False, problem=lost), "")
    await until(feed, lambda: feed.drive(IDLE)["startable"] is False)
    (host,) = feed.hosts.values()
    assert host["connected"] is False
    assert "no route" in host["problem"]


async def test_an_engine_that_dies_is_told(
    hass: HomeAssistant, feed: Feed, loaded: MockConfigEntry
) -> None:
    loaded.runtime_data.async_engine_died(RuntimeError("a fault"), DEATHS_TOLD)
    await until(feed, lambda: feed.hosts[loaded.entry_id]["problem"])
    assert feed.hosts[loaded.entry_id]["connected"] is False
    await until(feed, lambda: feed.drive(IDLE)["startable"] is False)
    loaded.runtime_data.async_engine_sound()
    await until(feed, lambda: feed.hosts[loaded.entry_id]["connected"])


async def test_a_row_that_can_not_be_built_holds_up_no_other(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    build = drive_row

    def fail(
        entry_id: str, device: Device, view: DriveView, *rest: Any, **more: Any
    ) -> Row:
        if view.drive.key == IDLE:
            raise ZeroDivisionError
        return build(entry_id, device, view, *rest, **more)

    monkeypatch.setattr(live_rows, "drive_row", fail)
    feed = await subscribe(hass, hass_ws_client)
    assert {key.rpartition(":")[2] for key in feed.drives} == {BUSY, POOL}
    assert "A row of the cards could not be built" in caplog.text
    engine.publish(at(12.0), BUSY)
    await feed.next()
    assert percent(feed) == 12.0


async def test_who_comes_later_gets_all_rows_too(
    hass: HomeAssistant, engine: Engine, feed: Feed, hass_ws_client: WebSocketGenerator
) -> None:
    engine.publish(at(61.0), BUSY)
    await feed.next()
    other = await subscribe(hass, hass_ws_client)
    assert other.drives == feed.drives
    engine.publish(at(62.0), BUSY)
    assert (await other.next())["drives"] == (await feed.next())["drives"]


async def test_who_leaves_ends_only_his_own(
    hass: HomeAssistant, engine: Engine, feed: Feed, hass_ws_client: WebSocketGenerator
) -> None:
    other = await subscribe(hass, hass_ws_client)
    await other.client.close()
    live = hass.data[LIVE]["en"]
    while len(live._subscribers) > 1:  # noqa: ASYNC110
        await asyncio.sleep(0)
    engine.publish(at(63.0), BUSY)
    await feed.next()
    listeners = len(feed.events)
    await feed.client.send_json_auto_id(
        {"type": "unsubscribe_events", "subscription": feed.number}
    )
    assert (await feed.client.receive_json())["success"]
    assert not live._subscribers
    assert not live._followed
    # Nobody is told, and nothing is kept; the next one gets all as it is now.
    engine.publish(at(64.0), BUSY)
    again = await subscribe(hass, hass_ws_client)
    assert percent(again) == 64.0
    assert len(feed.events) == listeners


async def test_without_any_host_there_are_no_rows(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    await hass.config_entries.async_remove(loaded.entry_id)
    feed = await subscribe(hass, hass_ws_client)
    assert (feed.hosts, feed.drives) == ({}, {})
