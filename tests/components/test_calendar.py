"""The calendar platform."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.nas_burnin import calendar
from custom_components.nas_burnin.actions.smart_tests import SMART_TEST
from custom_components.nas_burnin.const import HOST
from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.history.database import Database
from custom_components.nas_burnin.engine.model import (
    HostView,
    Job,
    JobState,
    JobView,
    Outlook,
    Reason,
    Stage,
    StageKind,
    Verdict,
)
from tests.components.conftest import Engine
from tests.components.data import BUSY, IDLE, NOW, POOL, VIEW, change, job
from tests.components.helpers import entity_id, state_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

type Found = list[tuple[datetime, datetime, str, str]]


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.CALENDAR]


@pytest.fixture(autouse=True)
def _now(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOW)


@pytest.fixture(autouse=True)
async def history(engine: Engine, tmp_path: Path) -> AsyncIterator[History]:
    """A real history, for what is asked of it."""
    history = History(await Database.open(tmp_path / "history.db", SystemClock()))
    engine.history.jobs.side_effect = history.jobs
    yield history
    await history.close()


def queued(drive_key: str, serial: str) -> JobView:
    return JobView(
        replace(
            job(drive_key, JobState.QUEUED),
            uid=f"queued-{drive_key}",
            serial=serial,
            profile="quick",
            started=None,
        )
    )


def past(number: int, begun: datetime, length: timedelta, **changes: Any) -> Job:
    ended = replace(
        job(POOL, JobState.PASSED),
        uid=f"past-{number}",
        serial="9JPOOL01",
        created=begun - HOUR,
        started=begun,
        ended=begun + length,
        verdict=Verdict.PASSED,
    )
    return replace(ended, **changes)


async def events(
    hass: HomeAssistant, start: datetime = NOW - DAY, end: datetime = NOW + DAY
) -> Found:
    which = entity_id(hass, "calendar", HOST, "burn_ins")
    answer: Any = await hass.services.async_call(
        "calendar",
        "get_events",
        {"entity_id": which, "start_date_time": start, "end_date_time": end},
        blocking=True,
        return_response=True,
    )
    return [
        (
            datetime.fromisoformat(event["start"]),
            datetime.fromisoformat(event["end"]),
            event["summary"],
            event["description"],
        )
        for event in answer[which]["events"]
    ]


def summaries(found: Found) -> list[str]:
    return [summary for _, _, summary, _ in found]


async def test_platform(
    hass: HomeAssistant,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
    loaded: MockConfigEntry,
) -> None:
    await snapshot_platform(hass, entity_registry, snapshot, loaded.entry_id)


async def test_what_runs_waits_and_has_ended(
    hass: HomeAssistant, engine: Engine, history: History, loaded: MockConfigEntry
) -> None:
    finish = NOW + 30 * HOUR + timedelta(minutes=1)
    outlook = Outlook(20 * 3600.0, finish)
    view = change(VIEW, IDLE, job=queued(IDLE, "9LIDLE01"), outlook=outlook)
    engine.publish(view, IDLE)
    reasons = (Reason("silent", {"minutes": "9"}), Reason("stopped"))
    await history.add_jobs(
        [
            past(1, NOW - 20 * HOUR, HOUR, verdict=Verdict.PASSED_WITH_NOTES),
            past(
                2,
                NOW - 30 * HOUR,
                8 * HOUR,
                state=JobState.UNKNOWN,
                verdict=None,
                reasons=reasons,
            ),
            past(3, NOW - 50 * HOUR, HOUR),
        ]
    )

    found = await events(hass)
    assert summaries(found) == [
        "ZL2BUSY1: Standard, Running",
        "9JPOOL01: Standard, Unknown",
        "9JPOOL01: Standard, Passed with notes",
        "9LIDLE01: Quick, Queued",
    ]
    running, unknown, passed, waiting = found
    assert running[0] == NOW - timedelta(days=2)
    step = timedelta(minutes=15)
    assert timedelta(0) < running[1] - (NOW + timedelta(seconds=400_000)) <= step
    assert passed[:2] == (NOW - 20 * HOUR, NOW - 19 * HOUR)
    assert len(unknown[3].splitlines()) == 1 + len(reasons)
    assert waiting[:2] == (NOW + 10 * HOUR + step, NOW + 30 * HOUR + step)

    assert summaries(await events(hass, NOW - 3 * DAY, NOW - 2 * DAY)) == [
        "9JPOOL01: Standard, Passed"
    ]
    assert await events(hass, NOW - 300 * DAY, NOW - 200 * DAY) == []
    assert await events(hass, NOW + 200 * DAY, NOW + 300 * DAY) == []


async def test_other_hosts_have_calendars_of_their_own(
    hass: HomeAssistant, history: History, loaded: MockConfigEntry
) -> None:
    await history.add_jobs([past(1, NOW - 5 * HOUR, HOUR, host_id="another")])
    assert summaries(await events(hass)) == ["ZL2BUSY1: Standard, Running"]


async def test_a_job_that_ends_meanwhile_is_there_once(
    hass: HomeAssistant, history: History, loaded: MockConfigEntry
) -> None:
    ended = replace(job(), state=JobState.FAILED, ended=NOW, verdict=Verdict.FAILED)
    await history.add_jobs([ended])
    assert summaries(await events(hass)) == ["ZL2BUSY1: Standard, Failed"]


async def test_a_cancelled_job_that_never_began(
    hass: HomeAssistant, history: History, loaded: MockConfigEntry
) -> None:
    never = past(
        1,
        NOW - HOUR,
        timedelta(0),
        created=NOW - HOUR,
        started=None,
        state=JobState.CANCELLED,
        verdict=None,
    )
    await history.add_jobs([never])
    start, end, summary, _ = (await events(hass))[-1]
    assert (start, summary) == (NOW - HOUR, "9JPOOL01: Standard, Cancelled")
    assert end > start


async def test_a_self_test_is_called_by_its_kind(
    hass: HomeAssistant, history: History, loaded: MockConfigEntry
) -> None:
    stages = (Stage(0, StageKind.LONG_SMART), Stage(1, StageKind.FINAL_CHECK))
    test = past(1, NOW - HOUR, HOUR, profile=SMART_TEST, stages=stages)
    named = past(2, NOW - HOUR / 2, HOUR / 4, profile="mine <b>")
    await history.add_jobs([test, named])
    assert summaries(await events(hass))[1:] == [
        "9JPOOL01: Long SMART test, Passed",
        "9JPOOL01: mine <b>, Passed",
    ]


async def test_the_past_is_read_in_pages(
    hass: HomeAssistant, engine: Engine, history: History, loaded: MockConfigEntry
) -> None:
    sizes: list[int] = []

    async def jobs(**filters: Any) -> tuple[Job, ...]:
        page = await history.jobs(**filters)
        sizes.append(len(page))
        return page

    engine.history.jobs.side_effect = jobs
    count = 2 * calendar.PAGE + 3
    await history.add_jobs(
        [past(n, NOW - n * HOUR / 4, HOUR / 8) for n in range(1, count + 1)]
    )
    assert len(await events(hass)) == count + 1
    assert sizes == [calendar.PAGE, calendar.PAGE, 3]


async def test_the_past_is_bounded(
    hass: HomeAssistant,
    history: History,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calendar, "MOST_JOBS", 2 * calendar.PAGE)
    count = 3 * calendar.PAGE
    await history.add_jobs(
        [past(n, NOW - n * HOUR / 4, HOUR / 8) for n in range(1, count + 1)]
    )
    found = await events(hass)
    assert len(found) == 2 * calendar.PAGE + 1
    # The newest of them.
    assert found[-1][0] == NOW - HOUR / 4


async def test_a_history_that_cannot_be_read_is_an_error(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.history.jobs.side_effect = HistoryError("broken")
    with pytest.raises(HomeAssistantError) as refused:
        await events(hass)
    assert refused.value.translation_key == HistoryError.code


def shown(hass: HomeAssistant) -> tuple[str, str | None]:
    state = state_of(hass, "calendar", HOST, "burn_ins")
    return state.state, state.attributes.get("message")


def nothing_runs(view: HostView = VIEW) -> HostView:
    return change(view, BUSY, job=None, outlook=None)


async def test_its_event_is_what_ends_next_and_else_what_begins_next(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    assert shown(hass) == (STATE_ON, "ZL2BUSY1: Standard, Running")

    other = replace(job(POOL), uid="job-2", serial="9JPOOL01")
    view = change(
        VIEW, POOL, job=JobView(other), outlook=Outlook(9e5, NOW + timedelta(hours=1))
    )
    engine.publish(view, POOL)
    assert shown(hass) == (STATE_ON, "9JPOOL01: Standard, Running")
    # It is paused: who knows when it ends.
    engine.publish(change(view, POOL, outlook=Outlook(9e5)), POOL)
    assert shown(hass) == (STATE_ON, "ZL2BUSY1: Standard, Running")

    soon = Outlook(3600.0, NOW + 9 * HOUR)
    waits = change(nothing_runs(), IDLE, job=queued(IDLE, "9LIDLE01"), outlook=soon)
    engine.publish(waits, IDLE, BUSY)
    assert shown(hass) == (STATE_OFF, "9LIDLE01: Quick, Queued")
    # The queue is held: nobody knows when it begins.
    engine.publish(change(waits, IDLE, outlook=Outlook(3600.0)), IDLE)
    assert shown(hass) == (STATE_OFF, None)
    engine.publish(nothing_runs(), IDLE)
    assert shown(hass) == (STATE_OFF, None)


async def test_what_stands_still_is_in_the_list_all_the_same(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    view = change(VIEW, BUSY, outlook=Outlook(3600.0))
    engine.publish(
        change(view, IDLE, job=queued(IDLE, "9LIDLE01"), outlook=None), IDLE, BUSY
    )
    running, waiting = await events(hass, NOW, NOW + 2 * DAY)
    assert running[1] > NOW
    assert NOW < waiting[0] < waiting[1]


async def test_little_is_written(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    writes = async_capture_events(hass, "state_changed")
    finish = NOW + timedelta(seconds=400_000)
    for minute in range(10):
        freezer.move_to(NOW + timedelta(minutes=minute))
        reasons = (Reason("silent", {"minutes": str(minute)}),)
        silent = replace(job(), reasons=reasons)
        nearly = Outlook(600_000.0, finish + timedelta(seconds=minute))
        engine.publish(change(VIEW, BUSY, job=JobView(silent), outlook=nearly), BUSY)
        await hass.async_block_till_done()
    assert len(writes) == 0


async def test_a_test_that_takes_longer_than_was_expected_is_still_shown(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    engine.publish(change(VIEW, BUSY, outlook=Outlook(60.0, NOW + HOUR)), BUSY)
    for hours in (1, 2, 3):
        freezer.move_to(NOW + hours * HOUR)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
        assert shown(hass) == (STATE_ON, "ZL2BUSY1: Standard, Running")


async def test_in_the_language_of_home_assistant(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    # Words that are not translated stay what they are.
    hass.config.language = "xx"
    assert summaries(await events(hass)) == ["ZL2BUSY1: standard, running"]
