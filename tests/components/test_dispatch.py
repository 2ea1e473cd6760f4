"""One change, one write: nothing else of a large NAS is touched."""

from collections import Counter
from dataclasses import replace

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.nas_burnin.const import ANYTHING, HOST
from custom_components.nas_burnin.engine.model import DriveView, HostView, Smart
from custom_components.nas_burnin.entity import NasBurninEntity
from tests.components.conftest import Engine
from tests.components.data import BUSY, FREE, IDLE, VIEW, change, drive, progressed
from tests.components.helpers import entity_id

DRIVES = 30


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each entity was written, changed or not."""
    counter: Counter[str] = Counter()
    write = NasBurninEntity.async_write_ha_state

    def counted(self: NasBurninEntity) -> None:
        counter[self.entity_id] += 1
        write(self)

    monkeypatch.setattr(NasBurninEntity, "async_write_ha_state", counted)
    return counter


@pytest.fixture
def many(engine: Engine) -> HostView:
    """A NAS with more drives."""
    drives = {
        f"drive-{number}": DriveView(drive(f"drive-{number}", "WD", f"S{number}"), FREE)
        for number in range(DRIVES)
    }
    view = replace(VIEW, drives={**VIEW.drives, **drives})
    engine.mock.view = view
    return view


async def test_one_write_for_each_entity_that_changed(
    hass: HomeAssistant,
    many: HostView,
    engine: Engine,
    loaded: MockConfigEntry,
    writes: Counter[str],
) -> None:
    engine.publish(progressed(many, percent=31.5, bad_blocks=3), BUSY)
    assert writes == {
        entity_id(hass, "sensor", BUSY, "progress"): 1,
        entity_id(hass, "sensor", BUSY, "bad_blocks"): 1,
    }


async def test_nothing_is_written_when_nothing_to_show_has_changed(
    hass: HomeAssistant,
    many: HostView,
    engine: Engine,
    loaded: MockConfigEntry,
    writes: Counter[str],
) -> None:
    engine.publish(progressed(many, percent=31.29), BUSY, IDLE, HOST)
    assert not writes


async def test_only_the_entities_of_changed_drives_are_asked(
    hass: HomeAssistant,
    many: HostView,
    engine: Engine,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: set[object] = set()
    handle = NasBurninEntity._take_over

    def noted(self: NasBurninEntity) -> None:
        asked.add(self.coordinator_context)
        handle(self)

    monkeypatch.setattr(NasBurninEntity, "_take_over", noted)
    engine.publish(many, IDLE, "drive-7")
    # The calendar of the NAS shows a little of everything.
    assert asked == {IDLE, "drive-7", ANYTHING}


async def test_a_lost_host_is_shown_by_every_drive_once(
    hass: HomeAssistant,
    many: HostView,
    engine: Engine,
    loaded: MockConfigEntry,
    writes: Counter[str],
) -> None:
    engine.publish(replace(many, connected=False), HOST)
    await hass.async_block_till_done()
    assert set(writes.values()) == {1}
    assert entity_id(hass, "sensor", "drive-3", "temperature") in writes
    assert entity_id(hass, "binary_sensor", "", "connection") in writes
    # A running job, the queue and its limit are ours; they do not depend on the host.
    assert entity_id(hass, "sensor", BUSY, "progress") not in writes
    assert entity_id(hass, "sensor", "", "running") not in writes


async def test_state_machine_sees_changes_only(
    hass: HomeAssistant, many: HostView, engine: Engine, loaded: MockConfigEntry
) -> None:
    seen: Counter[str] = Counter()

    @callback
    def count(event: Event[EventStateChangedData]) -> None:
        seen[event.data["entity_id"]] += 1

    hass.bus.async_listen(EVENT_STATE_CHANGED, count)
    view = many
    for degrees in range(35, 45):
        view = change(
            view,
            IDLE,
            drive=replace(
                view.drives[IDLE].drive, smart=Smart(passed=True, temperature=degrees)
            ),
        )
        engine.publish(view, IDLE)
        engine.publish(view, IDLE)
    await hass.async_block_till_done()
    assert seen == {entity_id(hass, "sensor", IDLE, "temperature"): 10}
