"""The questions of the cards: answers as the document says, and of what is not there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_USER
from homeassistant.auth.models import User
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import AuditEntry
from custom_components.nas_burnin.engine.model import (
    Counters,
    ErrorCounts,
    JobState,
    Pattern,
    Pause,
    PauseCause,
    PhaseKind,
    PhaseRecord,
    Reason,
    Sample,
    SelfTest,
    SelfTestEnd,
    SelfTestKind,
    SelfTests,
    Smart,
    Stage,
    StageKind,
    StageState,
    Who,
)
from custom_components.nas_burnin.engine.verdict.slow import Region, notes
from tests.components.callers import token_of
from tests.components.conftest import Engine
from tests.components.data import (
    BUSY,
    HOST_ID,
    IDLE,
    NOW,
    POOL,
    RUNNING,
    VIEW,
    change,
    job,
)
from tests.components.helpers import device_of
from tests.components.rows import ask, fields_of, keys_of

HOUR = timedelta(hours=1)
BEFORE = Smart(counters=Counters(reallocated=2, pending=0), power_on_hours=100)
SMART = Smart(
    passed=True,
    temperature=34,
    rotation_rate=7200,
    power_on_hours=150,
    link_speed=6 * 10**9,
    counters=Counters(reallocated=5),
    self_tests=SelfTests(
        told=True,
        entries=(SelfTest(SelfTestKind.SHORT, SelfTestEnd.FAILED, 812, 4711),),
    ),
)


def phase(number: int, kind: PhaseKind, seconds: float | None) -> PhaseRecord:
    return PhaseRecord(
        number,
        Pattern.AA if number < 3 else Pattern.X55,
        kind,
        14 * 10**12,
        NOW,
        NOW + HOUR if seconds else None,
        seconds,
    )


SURFACE = Stage(
    1,
    StageKind.SURFACE_VALIDATE,
    StageState.RUNNING,
    started=NOW,
    phases=(
        phase(1, PhaseKind.WRITE, 70_000.0),
        phase(2, PhaseKind.VERIFY, 60_000.0),
        phase(3, PhaseKind.WRITE, None),
    ),
    errors=ErrorCounts(read=1, corruption=2),
    bad_blocks=tuple(range(150)),
    smart_before=BEFORE,
)
JOB = replace(
    job(),
    requested_by="somebody",
    stages=(
        Stage(0, StageKind.SHORT_SMART, StageState.PASSED, smart_before=BEFORE),
        SURFACE,
        Stage(2, StageKind.FINAL_CHECK),
    ),
    pauses=(Pause(PauseCause.HEAT, NOW, NOW + HOUR, temperature=61),),
)
ENDED = replace(
    JOB,
    uid="job-0",
    state=JobState.FAILED,
    ended=NOW,
    started=NOW - 2 * HOUR,
    reasons=(Reason("stopped"),),
)


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.SENSOR]


@pytest.fixture(autouse=True)
def view(engine: Engine) -> None:
    """A host whose busy drive has been tested for a while."""
    drive = replace(VIEW.drives[BUSY].drive, smart=SMART)
    shown = replace(RUNNING, job=JOB)
    engine.mock.view = change(VIEW, BUSY, drive=drive, job=shown)


@pytest.fixture
async def owner(hass: HomeAssistant) -> User:
    return await hass.auth.async_create_user("Ada <b>", group_ids=[GROUP_ID_ADMIN])


@pytest.fixture
async def admin(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    owner: User,
    hass_ws_client: WebSocketGenerator,
) -> MockHAClientWebSocket:
    return await hass_ws_client(hass, await token_of(hass, owner))


@pytest.fixture
async def user(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> MockHAClientWebSocket:
    one = await hass.auth.async_create_user("Uwe", group_ids=[GROUP_ID_USER])
    return await hass_ws_client(hass, await token_of(hass, one))


@pytest.fixture
def device(hass: HomeAssistant, loaded: MockConfigEntry) -> str:
    return device_of(hass, loaded, BUSY).id


def asked_by(engine: Engine, owner: User) -> None:
    view = engine.mock.view
    shown = replace(RUNNING, job=replace(JOB, requested_by=owner.id))
    engine.publish(change(view, BUSY, job=shown), BUSY)


async def test_a_drive(
    engine: Engine,
    admin: MockHAClientWebSocket,
    owner: User,
    device: str,
    loaded: MockConfigEntry,
) -> None:
    asked_by(engine, owner)
    found = await ask(admin, "drive", device_id=device)
    assert found.keys() == keys_of("shows besides the row.")
    assert found["key"] == f"{loaded.entry_id}:{BUSY}"
    detail = found["job"]
    assert detail.keys() == fields_of("Job") | {"surface", "pauses", "requested_by"}
    assert detail["requested_by"] == "Ada <b>"
    (pause,) = detail["pauses"]
    assert pause.keys() == keys_of("`pauses`:")
    assert (pause["cause"], pause["temperature"]) == ("heat", 61)
    assert found["self_tests"] == [
        {"kind": "short", "end": "failed", "hours": 812, "lba": 4711}
    ]
    facts = found["facts"]
    assert (facts["rotation"], facts["link"]) == (7200, "6.0 Gb/s")


async def test_the_surface_of_a_drive(
    admin: MockHAClientWebSocket, device: str
) -> None:
    surface = (await ask(admin, "drive", device_id=device))["job"]["surface"]
    assert surface.keys() == keys_of("`surface`: null, or ")
    assert len(surface["bad_blocks"]) == 100
    assert surface["errors"] == {"read": 1, "write": 0, "corruption": 2}
    first, second, third, _ = surface["patterns"]
    assert first["write"] == {
        "state": "done",
        "percent": 100.0,
        "seconds": 70_000,
        "speed": 200_000_000,
    }
    assert first["verify"]["state"] == "done"
    assert second["write"]["state"] == "running"
    assert second["write"]["percent"] == 50.2
    assert second["verify"]["state"] == third["write"]["state"] == "pending"


async def test_the_surface_of_a_drive_that_is_only_read(
    engine: Engine, admin: MockHAClientWebSocket, device: str
) -> None:
    read = Stage(0, StageKind.SURFACE_READ)
    shown = replace(RUNNING, job=replace(JOB, stages=(read,)))
    engine.publish(change(engine.mock.view, BUSY, job=shown), BUSY)
    surface = (await ask(admin, "drive", device_id=device))["job"]["surface"]
    (row,) = surface["patterns"]
    assert (row["pattern"], row["write"]) == (None, None)
    assert row["verify"]["state"] == "pending"


async def test_what_changed_of_a_drive(
    admin: MockHAClientWebSocket, device: str
) -> None:
    smart = (await ask(admin, "drive", device_id=device))["smart"]
    rows = {row["name"]: row for row in smart}
    assert rows.keys() == {"power_on_hours", "reallocated", "pending"}
    for row in smart:
        assert row.keys() == keys_of('"smart": [')
    reallocated = rows["reallocated"]
    assert [reallocated[name] for name in ("before", "now", "change")] == [2, 5, 3]
    assert reallocated["entity_id"].startswith("sensor.")
    pending = rows["pending"]
    assert [pending[name] for name in ("before", "now", "change")] == [0, None, None]
    assert rows["power_on_hours"]["unit"] == "h"


async def test_a_drive_without_a_job(
    hass: HomeAssistant, admin: MockHAClientWebSocket, loaded: MockConfigEntry
) -> None:
    found = await ask(admin, "drive", device_id=device_of(hass, loaded, IDLE).id)
    assert (found["job"], found["self_tests"]) == (None, [])


async def test_persons_are_named_to_administrators(
    engine: Engine,
    admin: MockHAClientWebSocket,
    user: MockHAClientWebSocket,
    owner: User,
    device: str,
) -> None:
    asked_by(engine, owner)
    entry = AuditEntry(
        at=NOW,
        who=Who.PERSON,
        who_id=owner.id,
        what="unlocked",
        drive_key=BUSY,
        evidence={"unlocked_by": owner.id, "evidence": ["sda is\x1b in use."]},
        number=7,
    )
    engine.history.audit.return_value = (entry,)
    (told,) = (await ask(admin, "events", device_id=device))["events"]
    assert told.keys() == keys_of('{"events": [')
    assert (told["id"], told["who"], told["name"]) == (7, "person", "Ada <b>")
    assert "sda is" in told["text"]
    assert "\x1b" not in told["text"]
    (untold,) = (await ask(user, "events", device_id=device))["events"]
    assert untold == {**told, "name": None}
    assert owner.id not in str(untold)
    found = await ask(user, "drive", device_id=device)
    assert found["job"]["requested_by"] is None
    assert owner.id not in str(found)


async def test_events_of_one_drive_a_part_at_a_time(
    engine: Engine, user: MockHAClientWebSocket, device: str
) -> None:
    engine.history.audit.return_value = ()
    assert await ask(user, "events", device_id=device, limit=3, before=9) == {
        "events": []
    }
    engine.history.audit.assert_awaited_with(drive_key=BUSY, limit=3, before=9)


async def test_jobs_of_a_drive(
    engine: Engine, user: MockHAClientWebSocket, device: str
) -> None:
    engine.history.jobs.return_value = (JOB, replace(ENDED, host_id=HOST_ID))
    now, past = (await ask(user, "jobs", device_id=device))["jobs"]
    for row in (now, past):
        assert row.keys() == keys_of('`{"jobs": [')
    assert (now["uid"], now["state"], now["ended"]) == ("job-1", "running", None)
    assert (past["state"], past["seconds"], past["host"]) == ("failed", 7200, "tank")
    assert past["reasons"] == ["The test was stopped."]
    (first,) = (await ask(user, "jobs", device_id=device, limit=1))["jobs"]
    assert first == now


async def test_a_curve(engine: Engine, user: MockHAClientWebSocket) -> None:
    regions = [Region(5 * 10**12, 5 * 10**12 + 10**10, 60e6, 180e6)]
    told = notes(regions)
    judged = replace(ENDED.stages[1], state=StageState.FAILED, reasons=told)
    engine.history.job.return_value = replace(
        ENDED, stages=(ENDED.stages[0], judged, *ENDED.stages[2:])
    )
    engine.history.samples.return_value = tuple(
        Sample(second, 1 + second // 1000, second % 1000, 200, 30 + second % 2)
        for second in range(3000)
    )
    found = await ask(user, "curve", job="job-0")
    assert found.keys() == keys_of("as slices:")
    engine.history.samples.assert_awaited_with("job-0", 1)
    for row in found["phases"]:
        assert row.keys() == keys_of('"phases": [')
        assert len(row["points"]) <= 200
    assert [row["phase"] for row in found["phases"]] == [1, 2, 3]
    assert found["size"] == ENDED.size
    assert found["slow"] == [
        {
            "from": 5 * 10**12,
            "to": 5 * 10**12 + 10**10,
            "speed": 60_000_000,
            "expected": 180_000_000,
        }
    ]
    assert len(found["temperatures"]) <= 200


async def test_the_curve_of_a_job_without_a_surface(
    engine: Engine, user: MockHAClientWebSocket
) -> None:
    engine.history.job.return_value = replace(JOB, stages=JOB.stages[:1])
    found = await ask(user, "curve", job="job-1")
    assert (found["phases"], found["slow"], found["temperatures"]) == ([], [], [])
    engine.history.samples.assert_not_awaited()


async def test_an_estimate(
    hass: HomeAssistant, user: MockHAClientWebSocket, loaded: MockConfigEntry
) -> None:
    ids = [device_of(hass, loaded, key).id for key in (POOL, IDLE, POOL)]
    found = await ask(user, "estimate", device_ids=ids)
    assert found.keys() == {"drives", "finish"}
    pool, idle = found["drives"]
    for row in (pool, idle):
        assert row.keys() == keys_of('`{"drives": [')
    assert (pool["device_id"], idle["device_id"]) == (ids[0], ids[1])
    assert pool["reasons"] == pool["contents"] != []
    assert (idle["reasons"], idle["contents"], idle["erases"]) == ([], [], True)
    assert pool["finish"] is None
    assert idle["seconds"] > 3600


async def test_an_estimate_of_stages(
    hass: HomeAssistant, user: MockHAClientWebSocket, loaded: MockConfigEntry
) -> None:
    ids = [device_of(hass, loaded, IDLE).id]
    stages = ["surface_validate", "final_check"]
    answers = [
        await ask(user, "estimate", device_ids=ids, stages=stages, **more)
        for more in ({}, {"patterns": ["aa"]})
    ]
    four, one = (answer["drives"][0]["seconds"] for answer in answers)
    assert four == pytest.approx(4 * one, rel=1e-3)
    read = await ask(user, "estimate", device_ids=ids, profile="read_only")
    assert read["drives"][0]["erases"] is False


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        ("drive", {"device_id": "nothing"}, "not_found"),
        ("drive", {"device_id": ""}, "invalid_format"),
        ("drive", {}, "invalid_format"),
        ("jobs", {"device_id": "nothing"}, "not_found"),
        ("jobs", {"device_id": "x", "limit": 100_000}, "invalid_format"),
        ("events", {"device_id": "nothing"}, "not_found"),
        ("events", {"device_id": "x", "limit": 0}, "invalid_format"),
        ("curve", {"job": "nothing"}, "not_found"),
        ("estimate", {"device_ids": ["nothing"]}, "not_found"),
        ("estimate", {"device_ids": []}, "invalid_format"),
        ("estimate", {"device_ids": ["x"], "stages": ["format_c"]}, "invalid_format"),
        ("estimate", {"device_ids": ["x"], "patterns": []}, "invalid_format"),
        ("document", {"kind": "certificate", "job": "nothing"}, "not_found"),
        ("document", {"kind": "certificate"}, "not_found"),
        ("document", {"kind": "export", "device_id": "nothing"}, "not_found"),
        ("document", {"kind": "novel"}, "invalid_format"),
    ],
)
async def test_what_is_not_there(
    engine: Engine,
    user: MockHAClientWebSocket,
    kind: str,
    values: dict[str, Any],
    code: str,
) -> None:
    engine.history.job.return_value = None
    assert await ask(user, kind, **values) == code


async def test_the_host_is_no_drive(
    hass: HomeAssistant, user: MockHAClientWebSocket, loaded: MockConfigEntry
) -> None:
    host = device_of(hass, loaded, HOST_ID).id
    for kind in ("drive", "jobs", "events"):
        assert await ask(user, kind, device_id=host) == "not_found"


async def test_a_profile_that_is_not_there(
    user: MockHAClientWebSocket, device: str
) -> None:
    answer = await ask(user, "estimate", device_ids=[device], profile="nothing")
    assert answer == "not_found"


async def test_a_history_that_can_not_be_read(
    engine: Engine, user: MockHAClientWebSocket, device: str
) -> None:
    engine.history.audit.side_effect = HistoryError("the disk is gone")
    answer = await ask(user, "events", device_id=device)
    assert answer == "home_assistant_error"


async def test_the_history_is_told_of_while_the_host_is_not_set_up(
    hass: HomeAssistant,
    engine: Engine,
    user: MockHAClientWebSocket,
    loaded: MockConfigEntry,
    device: str,
) -> None:
    engine.history.jobs.return_value = (ENDED,)
    await hass.config_entries.async_unload(loaded.entry_id)
    (past,) = (await ask(user, "jobs", device_id=device))["jobs"]
    assert past["uid"] == "job-0"
    assert await ask(user, "drive", device_id=device) == "not_found"


async def test_documents(
    engine: Engine, user: MockHAClientWebSocket, device: str
) -> None:
    engine.history.job.return_value = ENDED
    engine.history.samples.return_value = ()
    engine.history.jobs.return_value = (ENDED,)
    page = await ask(user, "document", kind="certificate", job="job-0")
    assert page.keys() == {"filename", "mime", "text"}
    assert page["mime"] == "text/html"
    assert "somebody" not in page["text"]
    table = await ask(user, "document", kind="export", device_id=device, format="csv")
    assert table["filename"].endswith(".csv")
    assert "ZL2BUSY1" in table["text"]


async def test_what_a_host_says_is_harmless(
    hass: HomeAssistant,
    engine: Engine,
    admin: MockHAClientWebSocket,
    device: str,
) -> None:
    hostile = "\x1b]0;x\x07\u202e<script>" + "x" * 5000
    smart = replace(SMART, family=hostile)
    view = engine.mock.view
    drive = replace(view.drives[BUSY].drive, smart=smart)
    engine.publish(change(view, BUSY, drive=drive), BUSY)
    engine.history.jobs.return_value = (
        replace(ENDED, profile=hostile, reasons=(Reason("busy", {"node": hostile}),)),
    )
    for answer in (
        await ask(admin, "drive", device_id=device),
        await ask(admin, "jobs", device_id=device),
    ):
        said = str(answer)
        assert not {"\x1b", "\x07", "\u202e"} & set(said)
        assert "x" * 1001 not in said
