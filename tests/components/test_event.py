"""The event platform."""

from collections.abc import Iterable
from dataclasses import replace

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED, STATE_UNKNOWN, Platform
from homeassistant.core import CoreState, HomeAssistant, State
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    mock_restore_cache_with_extra_data,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.nas_burnin.const import EVENT_HAPPENED, HOST
from custom_components.nas_burnin.engine.errors import HostUnreachable
from custom_components.nas_burnin.engine.model import (
    DriveView,
    Event,
    EventKind,
    HostView,
    Reason,
    StageKind,
)
from tests.components.conftest import Engine
from tests.components.data import (
    BUSY,
    FREE,
    HOST_ID,
    IDLE,
    NOW,
    VIEW,
    drive,
)
from tests.components.helpers import device_of, entity_id, state_of

K = EventKind
NEW = "wd-new"
WITH_NEW = replace(
    VIEW, drives={**VIEW.drives, NEW: DriveView(drive(NEW, "WD", "9LNEW001"), FREE)}
)


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.EVENT]


class Told:
    """What event entities showed, each change of them."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._changes = async_capture_events(hass, "state_changed")

    def of(self, drive_key: str) -> list[str]:
        """The kinds of events of a drive, or of the NAS, in their order."""
        which = entity_id(self._hass, "event", drive_key, "events")
        return [
            kind
            for change in self._changes
            if change.data["entity_id"] == which
            and (kind := change.data["new_state"].attributes.get("event_type"))
        ]


def happen(engine: Engine, kinds: Iterable[EventKind], drive_key: str = BUSY) -> None:
    for kind in kinds:
        engine.happen(Event(kind, NOW, drive_key, "job-1"))


async def test_platform(
    hass: HomeAssistant,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
    loaded: MockConfigEntry,
) -> None:
    await snapshot_platform(hass, entity_registry, snapshot, loaded.entry_id)


async def test_drive_and_nas_show_what_happened(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    reasons = (Reason("bad_blocks", {"count": "3"}), Reason("silent", {"minutes": "9"}))
    stage = StageKind.SURFACE_VALIDATE
    engine.happen(Event(K.FAILED, NOW, BUSY, "job-1", stage, reasons))

    for key in (BUSY, HOST):
        shown = state_of(hass, "event", key, "events").attributes
        assert shown["event_type"] == "failed"
        assert shown["device_id"] == device_of(hass, loaded, BUSY).id
        assert shown["drive"] == "ZL2BUSY1"
        assert (shown["job"], shown["stage"]) == ("job-1", "surface_validate")
        assert len(shown["reasons"]) == len(reasons)
        assert all(reason.endswith(".") for reason in shown["reasons"])
    assert state_of(hass, "event", IDLE, "events").state == STATE_UNKNOWN


async def test_what_is_said_stays_small(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    reasons = (Reason("pool_member", {"pool": "x" * 5000}),) * 50
    engine.happen(Event(K.CANCELLED, NOW, BUSY, "job-1", None, reasons))
    shown = state_of(hass, "event", BUSY, "events").attributes["reasons"]
    assert 0 < sum(map(len, shown)) < 2000


async def test_each_event_is_shown_once_and_in_order(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    told = Told(hass)
    happen(engine, K)
    happen(engine, [K.PAUSED, K.PAUSED], IDLE)
    engine.happen(Event(K.RESUMED, NOW))
    await hass.async_block_till_done()
    assert told.of(BUSY) == [kind.value for kind in K]
    assert told.of(IDLE) == ["paused", "paused"]
    assert told.of(HOST) == [*told.of(BUSY), *told.of(IDLE), "resumed"]
    host = state_of(hass, "event", HOST, "events")
    assert host.attributes["device_id"] == device_of(hass, loaded, HOST_ID).id
    assert host.attributes["drive"] is None


@pytest.mark.parametrize(
    "view",
    [
        replace(VIEW, connected=False),
        replace(
            VIEW,
            drives={**VIEW.drives, BUSY: replace(VIEW.drives[BUSY], present=False)},
        ),
    ],
)
async def test_events_are_shown_whoever_answers(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, view: HostView
) -> None:
    engine.publish(view, BUSY, HOST)
    happen(engine, [K.DRIVE_VANISHED])
    shown = state_of(hass, "event", BUSY, "events")
    assert shown.attributes["event_type"] == "drive_vanished"


async def test_events_of_a_drive_that_is_only_being_added(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    told = Told(hass)
    on_the_bus = async_capture_events(hass, EVENT_HAPPENED)
    engine.publish(WITH_NEW, NEW, HOST)
    happen(engine, [K.DRIVE_APPEARED, K.QUEUED, K.STARTED], NEW)
    await hass.async_block_till_done()

    assert told.of(NEW) == told.of(HOST) == ["drive_appeared", "queued", "started"]
    device = device_of(hass, loaded, NEW)
    assert {event.data["device_id"] for event in on_the_bus} == {device.id}
    assert [event.data["drive"] for event in on_the_bus] == ["9LNEW001"] * 3


async def test_many_new_drives_at_once(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    keys = [f"drive-{number}" for number in range(40)]
    new = {key: DriveView(drive(key, "WD", f"S-{key}"), FREE) for key in keys}
    told = Told(hass)
    engine.publish(replace(VIEW, drives={**VIEW.drives, **new}), *keys, HOST)
    for key in keys:
        happen(engine, [K.DRIVE_APPEARED], key)
    await hass.async_block_till_done()
    assert [told.of(key) for key in keys] == [["drive_appeared"]] * len(keys)
    assert told.of(HOST) == ["drive_appeared"] * len(keys)


async def test_what_happened_before_is_no_event_of_a_drive_that_comes_back(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.publish(WITH_NEW, NEW, HOST)
    await hass.async_block_till_done()
    er.async_get(hass).async_remove(entity_id(hass, "event", NEW, "events"))
    await hass.async_block_till_done()
    happen(engine, [K.DRIVE_VANISHED], NEW)
    left = replace(WITH_NEW.drives[NEW], present=False)
    engine.publish(replace(WITH_NEW, drives={**VIEW.drives, NEW: left}), NEW, HOST)
    device = device_of(hass, loaded, NEW)
    assert loaded.runtime_data.async_forget_device(device.identifiers)

    told = Told(hass)
    engine.publish(WITH_NEW, NEW, HOST)
    happen(engine, [K.DRIVE_APPEARED], NEW)
    await hass.async_block_till_done()
    assert told.of(NEW) == ["drive_appeared"]


async def test_a_restart_shows_the_last_event_again_and_is_none_itself(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    at = "2026-11-01T09:00:00.000+00:00"
    data = {"last_event_type": "passed", "last_event_attributes": {"job": "job-0"}}
    which = "event.st14000nm001g_zl2busy1_events"
    mock_restore_cache_with_extra_data(hass, [(State(which, at), data)])
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    shown = state_of(hass, "event", BUSY, "events")
    assert (shown.entity_id, shown.state) == (which, at)
    assert shown.attributes["event_type"] == "passed"
    happen(engine, [K.QUEUED])
    later = state_of(hass, "event", BUSY, "events")
    assert later.state > at
    assert later.attributes["event_type"] == "queued"


async def test_what_the_first_look_finds_is_told_once_automations_listen(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    hass.set_state(CoreState.starting)
    # The burn-in ended while Home Assistant was away.
    engine.mock.start.side_effect = lambda: happen(engine, [K.STAGE_PASSED, K.PASSED])
    told = Told(hass)
    on_the_bus = async_capture_events(hass, EVENT_HAPPENED)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert told.of(BUSY) == []
    assert on_the_bus == []

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    assert told.of(BUSY) == told.of(HOST) == ["stage_passed", "passed"]
    assert [event.data["type"] for event in on_the_bus] == ["stage_passed", "passed"]
    assert on_the_bus[0].data["device_id"] == device_of(hass, entry, BUSY).id


async def test_what_a_set_up_found_that_failed_is_told_by_the_next(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    def fail() -> None:
        happen(engine, [K.PASSED])
        raise HostUnreachable("gone", stage="run")

    engine.mock.start.side_effect = fail
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert not engine.subscribers
    engine.mock.start.side_effect = None
    on_the_bus = async_capture_events(hass, EVENT_HAPPENED)
    for _ in range(2):
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done()
        shown = state_of(hass, "event", BUSY, "events")
        assert shown.attributes["event_type"] == "passed"
    assert [event.data["type"] for event in on_the_bus] == ["passed"]


async def test_unloading_ends_it(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert not engine.subscribers
