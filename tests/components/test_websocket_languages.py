"""What is said on the cards, in the language of whoever sits before them."""

from dataclasses import replace
from typing import Any, Final, cast

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.nas_burnin.cards import live_rows
from custom_components.nas_burnin.cards.live_rows import LIVE
from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.history import AuditEntry
from custom_components.nas_burnin.engine.jobs.pausing import PauseAnswer, Paused
from custom_components.nas_burnin.engine.model import (
    JobState,
    Reason,
    StageState,
    StartAnswer,
    Who,
)
from tests.components.conftest import Engine
from tests.components.data import BUSY, NOW, POOL, RUNNING, VIEW, change
from tests.components.helpers import device_of
from tests.components.rows import Feed, ask

POOL_IN: Final = {
    "en": "sdc1 belongs to the pool",
    "de": "sdc1 gehört zum Pool „tank“",
}
STOPPED: Final = {"en": "The test was stopped.", "de": "Der Test wurde beendet."}
UNLOCKED: Final = {"en": "Unlocked", "de": "ntsperrt"}

# What is asked for, and what is spoken.
TONGUES: Final = [
    ({"language": "de"}, "de"),
    ({"language": "de-CH"}, "de"),
    ({"language": "en-GB"}, "en"),
    ({"language": "tlh"}, "en"),
    ({"language": ""}, "en"),
    ({}, "en"),
]
(stage,) = RUNNING.job.stages
ENDED = replace(
    RUNNING.job,
    state=JobState.FAILED,
    reasons=(Reason("stopped"),),
    stages=(replace(stage, state=StageState.FAILED, reasons=(Reason("stopped"),)),),
    ended=NOW,
)


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.SENSOR]


@pytest.fixture(autouse=True)
def _ended(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_rows, "GATHER", 0)
    monkeypatch.setattr(live_rows, "EVERY", 0)
    shown = replace(RUNNING, job=ENDED)
    engine.mock.view = change(VIEW, BUSY, job=shown)
    engine.history.jobs.return_value = (ENDED,)
    engine.history.audit.return_value = (
        AuditEntry(at=NOW, who=Who.PERSON, what="unlocked", drive_key=BUSY, number=7),
    )


@pytest.fixture
async def reader(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> MockHAClientWebSocket:
    return await hass_ws_client(hass)


@pytest.fixture
def device(hass: HomeAssistant, loaded: MockConfigEntry) -> str:
    return device_of(hass, loaded, BUSY).id


async def subscribe(client: MockHAClientWebSocket, spoken: dict[str, str]) -> Feed:
    """Subscribe in a language, and take the snapshot in."""
    await client.send_json_auto_id({"type": "nas_burnin/subscribe", **spoken})
    answer = await client.receive_json()
    assert answer["success"], answer
    feed = Feed(client, answer["id"])
    await feed.next()
    return feed


def why_locked(feed: Feed) -> str:
    (reason,) = feed.drive(POOL)["lock"]["reasons"]
    return str(reason)


@pytest.mark.parametrize(("spoken", "language"), TONGUES)
async def test_rows(
    reader: MockHAClientWebSocket, spoken: dict[str, str], language: str
) -> None:
    feed = await subscribe(reader, spoken)
    assert why_locked(feed).startswith(POOL_IN[language])
    assert feed.drive(BUSY)["job"]["reasons"] == [STOPPED[language]]


@pytest.mark.parametrize(("spoken", "language"), TONGUES)
async def test_answers(
    hass: HomeAssistant,
    reader: MockHAClientWebSocket,
    loaded: MockConfigEntry,
    device: str,
    spoken: dict[str, str],
    language: str,
) -> None:
    found = await ask(reader, "drive", device_id=device, **spoken)
    assert found["job"]["stages"][0]["reasons"] == [STOPPED[language]]
    (job,) = (await ask(reader, "jobs", device_id=device, **spoken))["jobs"]
    assert job["reasons"] == [STOPPED[language]]
    (event,) = (await ask(reader, "events", device_id=device, **spoken))["events"]
    assert UNLOCKED[language] in event["text"]
    pool = device_of(hass, loaded, POOL).id
    estimate = await ask(reader, "estimate", device_ids=[pool], **spoken)
    (drive,) = estimate["drives"]
    assert drive["contents"][0].startswith(POOL_IN[language])
    assert drive["reasons"][0].startswith(POOL_IN[language])


async def test_without_a_word_it_is_that_of_home_assistant(
    hass: HomeAssistant, reader: MockHAClientWebSocket, device: str
) -> None:
    hass.config.language = "de"
    assert why_locked(await subscribe(reader, {})).startswith(POOL_IN["de"])
    (job,) = (await ask(reader, "jobs", device_id=device))["jobs"]
    assert job["reasons"] == [STOPPED["de"]]


async def test_two_readers_have_the_same_change_each_in_his_own_words(
    hass: HomeAssistant,
    engine: Engine,
    reader: MockHAClientWebSocket,
    hass_ws_client: WebSocketGenerator,
) -> None:
    german = await subscribe(reader, {"language": "de"})
    english = await subscribe(await hass_ws_client(hass), {"language": "en"})
    gone = replace(VIEW.drives[POOL], present=False)
    engine.publish(change(VIEW, POOL, present=gone.present), POOL)
    for feed in (german, english):
        await feed.next()
        assert feed.drive(POOL)["present"] is False
    assert why_locked(german).startswith(POOL_IN["de"])
    assert why_locked(english).startswith(POOL_IN["en"])


async def test_another_language_leaves_nothing_of_the_one_before(
    hass: HomeAssistant, reader: MockHAClientWebSocket
) -> None:
    """As a card does whose reader changes his language."""
    feed = await subscribe(reader, {"language": "en"})
    rows = hass.data[LIVE]["en"]
    assert rows._followed
    await reader.send_json_auto_id(
        {"type": "unsubscribe_events", "subscription": feed.number}
    )
    assert (await reader.receive_json())["success"]
    assert why_locked(await subscribe(reader, {"language": "de"})).startswith(
        POOL_IN["de"]
    )
    assert not rows._followed


@pytest.mark.parametrize("language", [7, None, ["de"], "d" * 101])
@pytest.mark.parametrize("kind", ["subscribe", "events"])
async def test_what_is_no_language(
    reader: MockHAClientWebSocket, kind: str, language: Any
) -> None:
    more = {"device_id": "x"} if kind == "events" else {}
    assert await ask(reader, kind, language=language, **more) == "invalid_format"


async def test_a_refusal_can_be_said_in_any_language(
    engine: Engine, reader: MockHAClientWebSocket
) -> None:
    """The cards translate it: so it brings along which sentence it is."""
    engine.history.job.return_value = None
    await reader.send_json_auto_id({"type": "nas_burnin/curve", "job": "nothing"})
    error = (await reader.receive_json())["error"]
    assert error["code"] == "not_found"
    assert error["translation_domain"] == DOMAIN
    assert error["translation_key"] == "no_such_job"
    assert error["translation_placeholders"] == {"job": "nothing"}


@pytest.mark.parametrize(
    ("spoken", "language"), [({"language": "de"}, "de"), ({"language": "tlh"}, "en")]
)
async def test_who_reads_the_cards_is_refused_in_the_same_language(
    hass: HomeAssistant,
    engine: Engine,
    reader: MockHAClientWebSocket,
    loaded: MockConfigEntry,
    spoken: dict[str, str],
    language: str,
) -> None:
    await subscribe(reader, spoken)
    device_id = device_of(hass, loaded, POOL).id
    why = VIEW.drives[POOL].lock.evidence[0].reason
    engine.mock.enqueue.return_value = (StartAnswer(POOL, "locked", None, (why,)),)
    await reader.send_json_auto_id(
        {
            "type": "call_service",
            "domain": DOMAIN,
            "service": "start",
            "service_data": {"device_id": device_id, "profile": "smart_only"},
            "return_response": True,
        }
    )
    answer = await reader.receive_json()
    (result,) = answer["result"]["response"]["results"]
    assert result["reasons"][0].startswith(POOL_IN[language])
    engine.mock.pause.return_value = (
        PauseAnswer(POOL, Paused.SKIPPED, (Reason("stopped"),)),
    )
    await reader.send_json_auto_id(
        {
            "type": "call_service",
            "domain": DOMAIN,
            "service": "pause",
            "service_data": {"device_id": device_id},
        }
    )
    error = (await reader.receive_json())["error"]
    assert error["translation_key"] == "nothing_done"
    assert STOPPED[language] in error["translation_placeholders"]["reasons"]


async def test_who_reads_no_cards_is_refused_in_the_language_of_home_assistant(
    hass: HomeAssistant,
    engine: Engine,
    reader: MockHAClientWebSocket,
    loaded: MockConfigEntry,
) -> None:
    await subscribe(reader, {"language": "de"})
    why = VIEW.drives[POOL].lock.evidence[0].reason
    engine.mock.enqueue.return_value = (StartAnswer(POOL, "locked", None, (why,)),)
    answer = await hass.services.async_call(
        DOMAIN,
        "start",
        {"device_id": device_of(hass, loaded, POOL).id, "profile": "smart_only"},
        blocking=True,
        return_response=True,
    )
    assert answer
    (result,) = cast(list[dict[str, list[str]]], answer["results"])
    assert result["reasons"][0].startswith(POOL_IN["en"])
