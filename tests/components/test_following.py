"""The engine is never left dead: it is started again, and too many deaths are told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from unittest.mock import patch

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)

from custom_components.nas_burnin import following
from custom_components.nas_burnin.const import DOMAIN, EVENT_HAPPENED, HOST
from custom_components.nas_burnin.engine.errors import (
    AuthenticationRefused,
    HistoryError,
)
from tests.components.conftest import Engine
from tests.components.data import BUSY, HOST_ID, VIEW, progressed
from tests.components.helpers import device_of, state_of

BUG = RuntimeError("bug")


async def until(seen: Callable[[], bool]) -> None:
    """Let everything run until something is so; the limit only ends a hung test."""
    async with asyncio.timeout(20):
        # What is waited for has no event of its own.
        while not seen():  # noqa: ASYNC110
            await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def _no_waiting() -> object:
    with patch.object(following, "FIRST_WAIT", 0.0):
        yield


class Log(list[object]):
    """A listener that only writes down."""

    def async_engine_died(self, cause: BaseException | None, deaths: int) -> None:
        self.append((cause, deaths))

    def async_engine_sound(self) -> None:
        self.append("sound")


@asynccontextmanager
async def followed(engine: Engine) -> AsyncIterator[Log]:
    log = Log()
    task = asyncio.create_task(following.follow(engine.mock.run, log))
    try:
        yield log
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_every_death_is_told_and_counted() -> None:
    engine = Engine()
    async with followed(engine) as log:
        engine.die(BUG, None, BUG)
        await until(lambda: engine.mock.run.call_count == 4)
    assert log == [(BUG, 1), (None, 2), (BUG, 3)]


async def test_who_lived_for_a_while_dies_for_the_first_time() -> None:
    engine = Engine()
    async with followed(engine) as log:
        engine.die(BUG, BUG)
        await until(lambda: len(log) == 2)
        with patch.object(following, "SOUND_AFTER", 0.0):
            # The run under way still counts by the longer time.
            engine.die(BUG)
            await until(lambda: "sound" in log)
            engine.die(BUG)
            await until(lambda: log[-1] == (BUG, 1))
    assert log == [(BUG, 1), (BUG, 2), (BUG, 3), "sound", (BUG, 1)]


async def test_waits_grow_up_to_a_limit() -> None:
    engine = Engine()
    waits: list[float] = []
    wait = asyncio.sleep

    async def note(seconds: float) -> None:
        waits.append(seconds)
        await wait(0)

    with (
        patch.object(following, "FIRST_WAIT", 5.0),
        patch("custom_components.nas_burnin.following.asyncio.sleep", note),
    ):
        task = asyncio.create_task(following.follow(engine.mock.run, Log()))
        engine.die(*[BUG] * 9)
        async with asyncio.timeout(20):
            while engine.mock.run.call_count < 10:
                await wait(0)
        task.cancel()
        await asyncio.wait([task])
    assert waits == [5, 10, 20, 40, 80, 160, 320, 600, 600]


async def test_an_engine_that_is_let_go_has_ended() -> None:
    ended: list[str] = []

    async def run() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("ended")

    task = asyncio.create_task(following.follow(run, Log()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["ended"]


def stopped(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    registry = ir.async_get(hass)
    issue = registry.async_get_issue(DOMAIN, f"engine_stopped_{entry.entry_id}")
    return issue is not None


@pytest.mark.parametrize("cause", [BUG, None, HistoryError("full")])
async def test_one_death_is_only_logged(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    cause: Exception | None,
) -> None:
    engine.die(cause)
    await until(lambda: engine.mock.run.call_count == 2)
    assert "The burn-in engine of tank stopped" in caplog.text
    assert not stopped(hass, loaded)
    assert state_of(hass, "sensor", BUSY, "burn_in").state == "running"


async def test_three_deaths_are_told_everywhere_until_it_lives_again(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    events = async_capture_events(hass, EVENT_HAPPENED)
    engine.die(BUG, BUG, BUG, BUG)
    await until(lambda: engine.mock.run.call_count == 5)
    await hass.async_block_till_done()
    assert stopped(hass, loaded)
    assert state_of(hass, "sensor", BUSY, "burn_in").state == STATE_UNAVAILABLE
    (event,) = events
    assert event.data["type"] == "following_stopped"
    assert event.data["device_id"] == device_of(hass, loaded, HOST_ID).id

    # What it shows before it dies again is not believed.
    engine.publish(progressed(VIEW, percent=50.0), BUSY)
    assert state_of(hass, "sensor", BUSY, "progress").state == STATE_UNAVAILABLE

    loaded.runtime_data.async_engine_sound()
    await hass.async_block_till_done()
    assert not stopped(hass, loaded)
    assert state_of(hass, "sensor", BUSY, "progress").state == "50.0"


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (BUG, type(BUG).__name__),
        (None, "\\?"),
        (
            HistoryError("database or disk is full"),
            "The history could not be read or written\\: database or disk is full",
        ),
    ],
)
async def test_the_repair_says_why(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    cause: Exception | None,
    said: str,
) -> None:
    engine.die(cause, cause, cause)
    await until(lambda: stopped(hass, loaded))
    issue = ir.async_get(hass).async_get_issue(
        DOMAIN, f"engine_stopped_{loaded.entry_id}"
    )
    assert issue is not None
    assert issue.translation_placeholders == {"host": "tank", "cause": said}


async def test_reload_takes_the_repair_away(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.die(BUG, BUG, BUG)
    await until(lambda: stopped(hass, loaded))
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert not stopped(hass, loaded)
    assert state_of(hass, "sensor", BUSY, "burn_in").state == "running"


async def test_death_of_a_refused_key_asks_for_another(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.die(AuthenticationRefused("no"))
    await until(lambda: engine.mock.run.call_count == 2)
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["source"] == SOURCE_REAUTH


async def test_a_sound_engine_changes_nothing(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    loaded.runtime_data.async_engine_sound()
    engine.publish(replace(VIEW, connected=False), HOST)
    assert state_of(hass, "binary_sensor", HOST, "connection").state == "off"
