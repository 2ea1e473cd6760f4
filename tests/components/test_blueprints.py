"""The blueprints, imported into a Home Assistant and made to run."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
import shutil
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED, Platform
from homeassistant.core import CoreState, HomeAssistant, ServiceCall, State
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util.json import JsonObjectType
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_mock_service,
    mock_restore_cache,
)

from custom_components.nas_burnin.actions.smart_tests import SMART_TEST
from custom_components.nas_burnin.const import HOST
from custom_components.nas_burnin.coordinator import FOLLOWING_STOPPED
from custom_components.nas_burnin.engine.model import (
    Event,
    EventKind,
    JobView,
    Reason,
    StartAnswer,
    Who,
)
from custom_components.nas_burnin.engine.queue.plan import PROFILES
from tests.components.conftest import Engine
from tests.components.data import BUSY, IDLE, NOW, RUNNING, VIEW, change

BLUEPRINTS = Path(__file__).parents[2] / "blueprints" / "automation"
AUTOMATION = "automation"
UPS = "input_boolean.ups"
NOT_ALLOWED = (
    "The log says why: most often automations may not erase blank drives, which is an"
    " option of the NAS."
)


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.SENSOR, Platform.SWITCH]


@pytest.fixture
def told(hass: HomeAssistant) -> list[ServiceCall]:
    """What people are told."""
    return async_mock_service(hass, "persistent_notification", "create")


@pytest.fixture
def pushed(hass: HomeAssistant) -> list[ServiceCall]:
    """What the phone is told."""
    return async_mock_service(hass, "notify", "mobile_app_olgas_phone")


@pytest.fixture
def phone(hass: HomeAssistant, pushed: list[ServiceCall]) -> str:
    """The device of a phone, which its owner has given another name."""
    entry = MockConfigEntry(domain="mobile_app")
    entry.add_to_hass(hass)
    devices = dr.async_get(hass)
    device = devices.async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={("mobile_app", "phone")},
        name="Olgas phone",
    )
    devices.async_update_device(device.id, name_by_user="My phone")
    return device.id


whose_pause = pytest.mark.parametrize(
    ("who", "resumed"), [(Who.PERSON, 0), (Who.AUTOMATION, 1), (None, 1)]
)
"""A person's pause is no automation's to end; all others are."""


async def until(met: Callable[[], bool]) -> None:
    """Wait for something while a run of the automation waits for something else."""
    # By turns of the loop, whose clock may stand still.
    for _ in range(50_000):
        if met():
            return
        await asyncio.sleep(0)
    raise AssertionError("It does not come to pass.")


def start(hass: HomeAssistant) -> None:
    """Have Home Assistant come to the end of its start."""
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)


def runs(hass: HomeAssistant) -> int:
    """How many runs of the automation go on."""
    state = hass.states.get("automation.one")
    return state.attributes["current"] if state else 0


async def automate(
    hass: HomeAssistant, blueprint: str = "burn_in_ended", **inputs: Any
) -> None:
    target = Path(hass.config.path("blueprints", "automation"))
    await hass.async_add_executor_job(shutil.copytree, BLUEPRINTS, target)
    path = f"nas_burnin/{blueprint}.yaml"
    automation = {
        "id": "one",
        "alias": "One",
        "use_blueprint": {"path": path, "input": inputs},
    }
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: automation})
    if hass.state is CoreState.running:
        await hass.async_block_till_done()


async def happen(
    hass: HomeAssistant, engine: Engine, kind: EventKind, *codes: str, key: str = BUSY
) -> None:
    """Let the engine tell that something happened."""
    reasons = tuple(map(Reason, codes))
    engine.happen(Event(kind, NOW, key, "job", reasons=reasons))
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("kind", "codes", "title", "message"),
    [
        (EventKind.PASSED, (), "passed", "There is nothing more to say."),
        (
            EventKind.PASSED,
            ("health_not_reported",),
            "passed with notes",
            "The drive does not report its health.",
        ),
        (
            EventKind.FAILED,
            ("health_not_reported", "stopped"),
            "failed",
            "The drive does not report its health.\nThe test was stopped.",
        ),
        (EventKind.CANCELLED, ("stopped",), "cancelled", "The test was stopped."),
        (
            EventKind.UNKNOWN,
            ("no_record",),
            "ended, result not known",
            "The host has no records of the test any more.",
        ),
    ],
)
async def test_every_end_is_told(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    told: list[ServiceCall],
    kind: EventKind,
    codes: tuple[str, ...],
    title: str,
    message: str,
) -> None:
    await automate(hass)
    await happen(hass, engine, kind, *codes)
    (call,) = told
    assert call.data == {
        "title": f"Burn-in of ST14000NM001G ZL2BUSY1: {title}",
        "message": message,
    }


async def test_only_chosen_ends_are_told(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    told: list[ServiceCall],
) -> None:
    await automate(hass, results=["failed"])
    await happen(hass, engine, EventKind.PASSED)
    assert told == []
    await happen(hass, engine, EventKind.FAILED)
    assert len(told) == 1


async def test_only_of_chosen_drives_is_told(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    told: list[ServiceCall],
) -> None:
    device = loaded.runtime_data.async_device_id(IDLE)
    await automate(hass, drives=[device])
    await happen(hass, engine, EventKind.PASSED)
    assert told == []
    await happen(hass, engine, EventKind.PASSED, key=IDLE)
    assert len(told) == 1


async def test_beginning_and_waiting_are_not_told(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    told: list[ServiceCall],
) -> None:
    await automate(hass)
    for kind in set(EventKind) - {"passed", "failed", "cancelled", "unknown"}:
        await happen(hass, engine, kind)
    assert told == []


async def test_self_tests_are_called_so_and_may_be_left_out(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    told: list[ServiceCall],
) -> None:
    await automate(hass, self_tests=False)
    job = replace(RUNNING.job, profile=SMART_TEST)
    engine.publish(change(VIEW, IDLE, job=JobView(job)), IDLE)
    engine.happen(Event(EventKind.PASSED, NOW, IDLE, job.uid))
    await hass.async_block_till_done()
    assert told == []
    await hass.services.async_call(AUTOMATION, "turn_off", {"entity_id": "all"})
    engine.happen(Event(EventKind.PASSED, NOW, BUSY, RUNNING.job.uid))
    await hass.async_block_till_done()
    assert told == []


async def test_a_phone_is_told_in_the_words_of_its_owner(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    told: list[ServiceCall],
    phone: str,
    pushed: list[ServiceCall],
) -> None:
    words = {
        "title_text": "{{ drive }}: {{ {'failed': 'durchgefallen'}[result] }}",
        "message_text": "{{ reasons | count }} Gründe, {{ profile }}",
        "button_text": "Ansehen",
        "path": "/mein-dashboard",
    }
    await automate(hass, phones=[phone], **words)
    why = (Reason("stopped"), Reason("no_record"))
    uid = RUNNING.job.uid
    engine.happen(Event(EventKind.FAILED, NOW, BUSY, uid, reasons=why))
    await hass.async_block_till_done()
    (push,) = pushed
    assert push.data["title"] == "ST14000NM001G ZL2BUSY1: durchgefallen"
    assert push.data["message"] == f"2 Gründe, {RUNNING.job.profile}"
    data = push.data["data"]
    assert data["actions"] == [
        {"action": "URI", "title": "Ansehen", "uri": "/mein-dashboard"}
    ]
    assert data["url"] == data["clickAction"] == "/mein-dashboard"


# What can be chosen --------------------------------------------------------------------


def options_of(blueprint: str, name: str) -> list[str]:
    """The values that an input offers."""
    path = BLUEPRINTS / "nas_burnin" / f"{blueprint}.yaml"
    found = parse_yaml(path.read_text())
    assert isinstance(found, dict)
    options = found["blueprint"]["input"][name]["selector"]["select"]["options"]
    return [one["value"] if isinstance(one, dict) else one for one in options]


def test_what_can_be_chosen_is_what_there_is() -> None:
    kinds = [*map(str, EventKind), FOLLOWING_STOPPED]
    assert sorted(options_of("webhook", "kinds")) == sorted(kinds)
    ends = {"passed", "failed", "cancelled", "unknown"}
    assert {*options_of("burn_in_ended", "results")} == ends
    assert {*options_of("new_drive", "profile")} == PROFILES.keys()


# The temperature -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "cool", "hot"),
    [("°C", "47", "49"), ("°F", "118", "119"), ("K", "321", "322")],
)
async def test_a_drive_is_as_hot_in_any_unit(
    hass: HomeAssistant, told: list[ServiceCall], unit: str, cool: str, hot: str
) -> None:
    async def show(value: str) -> None:
        hass.states.async_set("sensor.a", value, {"unit_of_measurement": unit})
        await hass.async_block_till_done()

    await show(cool)
    await automate(hass, "drive_too_hot", sensors=["sensor.a"], minutes=0)
    for value in ("unavailable", cool, "unknown", cool):
        await show(value)
    assert told == []
    await show(hot)
    (call,) = told
    assert call.data["message"].startswith(f"It has {hot} {unit}.")


async def test_what_is_said_of_heat_is_no_markup(
    hass: HomeAssistant, told: list[ServiceCall]
) -> None:
    hass.states.async_set("sensor.a", "20", {"unit_of_measurement": "°C"})
    words = {"message_text": "[{{ temperature }}](x)"}
    await automate(hass, "drive_too_hot", sensors=["sensor.a"], minutes=0, **words)
    hass.states.async_set("sensor.a", "60", {"unit_of_measurement": "°C"})
    await hass.async_block_till_done()
    (call,) = told
    assert call.data["message"] == "\\[60 °C\\](x)"


# Power and night -----------------------------------------------------------------------


@pytest.fixture
async def nas(hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry) -> str:
    """The device of the NAS."""
    engine.mock.pause.return_value = engine.mock.resume.return_value = ()
    device: str = loaded.runtime_data.async_device_id(HOST)
    return device


def paused(engine: Engine, who: Who | None) -> None:
    """Have the NAS be paused as a whole, or not."""
    view = replace(VIEW, paused=who is not None, paused_by=who)
    engine.publish(view, HOST)


async def ups(hass: HomeAssistant, state: str) -> None:
    hass.states.async_set(UPS, state)
    await hass.async_block_till_done()


async def later(
    hass: HomeAssistant, clock: FrozenDateTimeFactory, minutes: int
) -> None:
    clock.tick(timedelta(minutes=minutes))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()


async def test_what_the_battery_paused_goes_on_with_the_mains(
    hass: HomeAssistant, engine: Engine, nas: str, freezer: FrozenDateTimeFactory
) -> None:
    await ups(hass, "off")
    await automate(hass, "ups_on_battery", ups=UPS, hosts=[nas], minutes=10)
    await ups(hass, "on")
    engine.mock.pause.assert_awaited_once()
    paused(engine, Who.AUTOMATION)
    await ups(hass, "off")
    await later(hass, freezer, 9)
    engine.mock.resume.assert_not_awaited()
    await later(hass, freezer, 2)
    engine.mock.resume.assert_awaited_once()


async def test_a_ups_out_of_reach_changes_nothing_until_it_is_back(
    hass: HomeAssistant, engine: Engine, nas: str, freezer: FrozenDateTimeFactory
) -> None:
    await ups(hass, "on")
    await automate(hass, "ups_on_battery", ups=UPS, hosts=[nas], minutes=10)
    paused(engine, Who.AUTOMATION)
    await ups(hass, "unavailable")
    await later(hass, freezer, 60)
    engine.mock.resume.assert_not_awaited()
    await ups(hass, "off")
    await later(hass, freezer, 11)
    engine.mock.resume.assert_awaited_once()


@whose_pause
async def test_the_mains_that_came_back_unseen_ends_no_pause_of_a_person(
    hass: HomeAssistant,
    engine: Engine,
    nas: str,
    freezer: FrozenDateTimeFactory,
    who: Who | None,
    resumed: int,
) -> None:
    await ups(hass, "off")
    paused(engine, who)
    await hass.async_block_till_done()
    hass.set_state(CoreState.starting)
    await automate(hass, "ups_on_battery", ups=UPS, hosts=[nas], minutes=10)
    start(hass)
    await until(lambda: runs(hass) == 1)
    engine.mock.resume.assert_not_awaited()
    await later(hass, freezer, 11)
    assert runs(hass) == 0
    assert engine.mock.resume.await_count == resumed


async def test_it_goes_on_only_if_that_is_so_too(
    hass: HomeAssistant, engine: Engine, nas: str
) -> None:
    night = {"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"}
    hass.states.async_set("sun.sun", "above_horizon")
    await ups(hass, "on")
    await automate(
        hass, "ups_on_battery", ups=UPS, hosts=[nas], minutes=0, only_if=[night]
    )
    await ups(hass, "off")
    engine.mock.resume.assert_not_awaited()
    hass.states.async_set("sun.sun", "below_horizon")
    await ups(hass, "on")
    await ups(hass, "off")
    engine.mock.resume.assert_awaited_once()


@whose_pause
async def test_the_night_begins(
    hass: HomeAssistant,
    engine: Engine,
    nas: str,
    freezer: FrozenDateTimeFactory,
    who: Who | None,
    resumed: int,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to("2026-11-01 21:59:00+00:00")
    paused(engine, who)
    await automate(hass, "nightly_window", hosts=[nas])
    await later(hass, freezer, 2)
    assert engine.mock.resume.await_count == resumed
    freezer.move_to("2026-11-02 06:59:00+00:00")
    await later(hass, freezer, 2)
    engine.mock.pause.assert_awaited_once()


async def test_a_nas_that_is_silent_at_the_start_is_waited_for(
    hass: HomeAssistant,
    engine: Engine,
    nas: str,
    loaded: MockConfigEntry,
    platforms: list[Platform],
    freezer: FrozenDateTimeFactory,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to("2026-11-01 12:00:00+00:00")
    assert await hass.config_entries.async_unload(loaded.entry_id)
    hass.set_state(CoreState.starting)
    await automate(hass, "nightly_window", hosts=[nas])
    start(hass)
    await until(lambda: runs(hass) == 1)
    engine.mock.pause.assert_not_awaited()
    with patch("custom_components.nas_burnin.PLATFORMS", platforms):
        assert await hass.config_entries.async_setup(loaded.entry_id)
    engine.mock.pause.assert_not_awaited()
    # Its delay begins some turns of the loop later, and the clock stands still.
    for _ in range(1000):
        if runs(hass) == 0:
            break
        freezer.tick(timedelta(seconds=1))
        async_fire_time_changed(hass)
        await asyncio.sleep(0)
    assert runs(hass) == 0
    engine.mock.pause.assert_awaited_once()


# The report ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "hours"),
    [
        (None, 24),
        (timedelta(minutes=5), 24),
        (timedelta(hours=24, seconds=2), 24),
        (timedelta(hours=25), 25),
        (timedelta(days=3), 72),
        (timedelta(days=99), 744),
    ],
)
async def test_a_report_goes_back_to_the_one_before(
    hass: HomeAssistant,
    told: list[ServiceCall],
    freezer: FrozenDateTimeFactory,
    before: timedelta | None,
    hours: int,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to("2026-11-02 08:00:00+00:00")
    if before:
        last = {"last_triggered": NOW.replace(day=2, hour=8) - before}
        mock_restore_cache(hass, [State("automation.one", "on", last)])
    freezer.move_to("2026-11-02 07:59:00+00:00")
    report: JsonObjectType = {
        "title": "T",
        "summary": "S",
        "markdown": "M",
        "html": "H",
        "news": True,
    }
    asked = async_mock_service(hass, "nas_burnin", "get_report", response=report)
    await automate(hass, "daily_report")
    await later(hass, freezer, 1)
    (call,) = asked
    assert call.data == {"hours": hours}
    (note,) = told
    assert (note.data["title"], note.data["message"]) == ("T", "M")


# A new drive ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "answer", "given", "said"),
    [
        ("smart_only", "YES", StartAnswer(IDLE, "queued", "job"), "It is queued."),
        (
            "smart_only",
            "YES",
            StartAnswer(IDLE, "locked", None, (Reason("stopped"),)),
            "It was not started. The test was stopped.",
        ),
        (
            "standard",
            "YES",
            None,
            "It was not started. " + NOT_ALLOWED,
        ),
        ("smart_only", "NO", None, "clear_notification"),
        ("smart_only", None, None, "clear_notification"),
    ],
)
async def test_a_new_drive_is_asked_about_and_the_answer_answered(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    phone: str,
    pushed: list[ServiceCall],
    freezer: FrozenDateTimeFactory,
    profile: str,
    answer: str | None,
    given: StartAnswer | None,
    said: str,
) -> None:
    engine.mock.enqueue.return_value = (given,)
    await automate(hass, "new_drive", phones=[phone], hours=1, profile=profile)
    engine.happen(Event(EventKind.DRIVE_APPEARED, NOW, IDLE))
    await until(lambda: len(pushed) == 1)
    (question,) = pushed
    actions = [one["action"] for one in question.data["data"]["actions"]]
    if answer:
        (chosen,) = (one for one in actions if answer in one)
        hass.bus.async_fire("mobile_app_notification_action", {"action": chosen})
        await hass.async_block_till_done()
    else:
        await later(hass, freezer, 61)
    _, last = pushed
    assert last.data["message"] == said
    assert last.data["data"]["tag"] == question.data["data"]["tag"]
    assert engine.mock.enqueue.await_count == (1 if given else 0)
