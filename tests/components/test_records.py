"""What the history answers: to whom, in which parts, and with whose names."""

from collections.abc import AsyncIterator, Callable
import csv
from dataclasses import replace
from datetime import timedelta
import io
import json
from pathlib import Path
import pkgutil
import threading
from typing import Any, cast

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import (
    AuditEntry,
    DriveHasJob,
    History,
)
from custom_components.nas_burnin.engine.history.database import Database
from custom_components.nas_burnin.engine.model import Job, JobState, Verdict, Who
from custom_components.nas_burnin.engine.report.checksum import verify, verify_page
from custom_components.nas_burnin.engine.unlock.audit import Act
from custom_components.nas_burnin.records import documents
from custom_components.nas_burnin.records.documents import (
    Format,
    async_certificate,
    async_export,
)
from tests.components.conftest import Engine
from tests.components.data import BUSY, GONE, HOST_ID, IDLE, POOL, VIEW
from tests.components.helpers import device_of
from tests.engine.report.jobs import burnt_in, failed, samples


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.SENSOR]


@pytest.fixture
def admin(hass_admin_user: MockUser) -> Context:
    return Context(user_id=hass_admin_user.id)


@pytest.fixture
def reader(hass_read_only_user: MockUser) -> Context:
    return Context(user_id=hass_read_only_user.id)


@pytest.fixture
async def history(
    engine: Engine, tmp_path: Path, hass_admin_user: MockUser
) -> AsyncIterator[History]:
    """A real history in place of the one that keeps nothing, with six jobs."""
    # Opening one is what the engine's stand-in takes over.
    real = History(await Database.open(tmp_path / "history.db", SystemClock()))
    for name in ("jobs", "job", "samples", "audit"):
        setattr(engine.history, name, getattr(real, name))
    await real.add_jobs(jobs(hass_admin_user.id))
    await real.add_samples("passed", 1, samples(20))
    yield real
    await real.close()


def jobs(asker: str) -> list[Job]:
    now = dt_util.utcnow()
    of = {"host_id": HOST_ID, "requested_by": asker}
    passed = replace(burnt_in(), uid="passed", drive_key=IDLE, **of)  # type: ignore[arg-type]
    bad = replace(failed(), uid="failed", drive_key=POOL, **of)  # type: ignore[arg-type]
    return [
        replace(
            passed, created=now - timedelta(days=20), ended=now - timedelta(days=9)
        ),
        replace(bad, created=now - timedelta(days=8), ended=now - timedelta(hours=2)),
        *(
            replace(
                burnt_in(),
                uid=f"cancelled-{number}",
                drive_key=GONE,
                host_id="another",
                state=JobState.CANCELLED,
                verdict=None,
                created=now - timedelta(days=7),
                ended=now - timedelta(days=6, hours=number),
            )
            for number in range(3)
        ),
        replace(
            burnt_in(),
            uid="open",
            drive_key=BUSY,
            state=JobState.QUEUED,
            verdict=None,
            started=None,
            ended=None,
            created=now,
            **of,  # type: ignore[arg-type]
        ),
    ]


@pytest.fixture
def devices(
    hass: HomeAssistant, engine: Engine, history: History, loaded: MockConfigEntry
) -> dict[str, str]:
    # One that came and went keeps its device, and with it its place in what is shown.
    dr.async_get(hass).async_get_or_create(
        config_entry_id=loaded.entry_id, identifiers={(DOMAIN, GONE)}
    )
    engine.publish(VIEW, GONE)
    keys = (IDLE, BUSY, POOL, GONE, HOST_ID)
    return {key: device_of(hass, loaded, key).id for key in keys}


async def ask(
    hass: HomeAssistant, action: str, context: Context | None = None, **data: Any
) -> dict[str, Any]:
    answer = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, context=context, return_response=True
    )
    json.dumps(answer, allow_nan=False)
    return cast("dict[str, Any]", answer)


def uids(answer: dict[str, Any]) -> list[str]:
    return [row["job"] for row in answer["jobs"]]


# --- History -------------------------------------------------------------------------


async def test_all_jobs_newest_first(
    hass: HomeAssistant, devices: dict[str, str], admin: Context
) -> None:
    answer = await ask(hass, "get_history", admin)
    assert uids(answer) == [
        *("open", "cancelled-2", "cancelled-1", "cancelled-0", "failed", "passed"),
    ]
    assert answer["next"] is None
    first, last = answer["jobs"][0], answer["jobs"][-1]
    assert (first["device_id"], last["device_id"]) == (devices[BUSY], devices[IDLE])
    assert answer["jobs"][1]["device_id"] is None
    assert (last["host"], last["drive"], last["verdict"]) == (
        *("tank", "ZL2A0001", "passed_with_notes"),
    )
    assert last["stages"][0]["kind"] == "short_smart"
    assert last["requested_by"] == "Mock User"
    assert answer["jobs"][4]["bad_blocks"] == 100


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"state": "failed"}, ["failed"]),
    ({"state": ["failed", "passed"]}, ["failed", "passed"]),
    ({"verdict": Verdict.PASSED_WITH_NOTES}, ["passed"]),
    ({"limit": 1}, ["open"]),
    ({"before": "failed"}, ["passed"]),
    ({"state": "running"}, []),
]


async def test_filters(hass: HomeAssistant, devices: dict[str, str]) -> None:
    for data, found in FILTERS:
        assert uids(await ask(hass, "get_history", **data)) == found, data


async def test_jobs_of_drives_and_of_a_nas(
    hass: HomeAssistant, devices: dict[str, str], loaded: MockConfigEntry
) -> None:
    one = await ask(hass, "get_history", device_id=devices[GONE])
    assert uids(one) == ["cancelled-2", "cancelled-1", "cancelled-0"]
    two = await ask(hass, "get_history", device_id=[devices[IDLE], devices[POOL]])
    assert uids(two) == ["failed", "passed"]
    nas = await ask(hass, "get_history", config_entry_id=loaded.entry_id)
    assert uids(nas) == ["open", "failed", "passed"]


async def test_jobs_of_a_time(hass: HomeAssistant, devices: dict[str, str]) -> None:
    now = dt_util.now()
    since = (now - timedelta(days=8, hours=12)).replace(tzinfo=None).isoformat(" ")
    until = (now - timedelta(days=7, hours=12)).isoformat()
    assert uids(await ask(hass, "get_history", since=since, until=until)) == ["failed"]


async def test_parts_make_a_whole(
    hass: HomeAssistant, devices: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in (1, 2, 50):
        monkeypatch.setattr(documents, "PAGE", page)
        for action in ("get_history", "export"):
            assert await in_parts(hass, action) == [
                *("open", "cancelled-2", "cancelled-1", "cancelled-0"),
                *("failed", "passed"),
            ]


async def in_parts(hass: HomeAssistant, action: str) -> list[str]:
    seen: list[str] = []
    more: dict[str, Any] = {}
    while True:
        answer = await ask(hass, action, limit=2, **more)
        if action == "get_history":
            seen += uids(answer)
        else:
            seen += [job["uid"] for job in json.loads(answer["text"])["jobs"]]
        if answer["next"] is None:
            break
        more = {"before": answer["next"]}
    return seen


NONSENSE: list[tuple[str, dict[str, Any]]] = [
    ("get_history", {"limit": 0}),
    ("get_history", {"limit": 501}),
    ("get_history", {"state": []}),
    ("get_history", {"state": "gone"}),
    ("get_history", {"device_id": []}),
    ("get_history", {"since": "yesterday"}),
    ("export", {"format": "xml"}),
    ("get_report", {"hours": 0}),
    ("get_report", {"hours": 745}),
    ("get_certificate", {}),
    ("get_certificate", {"job": "a", "device_id": "b"}),
    ("forget_drive", {}),
    ("set_note", {"device_id": "x", "note": "n" * 501}),
]


async def test_what_makes_no_sense(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    for action, data in NONSENSE:
        with pytest.raises(vol.Invalid):
            await hass.services.async_call(
                DOMAIN,
                action,
                data,
                blocking=True,
                return_response=action != "set_note",
            )


BACKWARDS = {"since": "2026-11-02 00:00:00", "until": "2026-11-02 00:00:00"}


async def test_what_is_not_there(hass: HomeAssistant, devices: dict[str, str]) -> None:
    nas = devices[HOST_ID]
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("get_history", {"device_id": "nobody"}, "not_a_drive"),
        ("get_history", {"device_id": nas}, "not_a_drive"),
        ("get_history", {"config_entry_id": "nobody"}, "no_such_nas"),
        ("get_report", {"config_entry_id": "nobody"}, "no_such_nas"),
        ("export", {"device_id": nas}, "not_a_drive"),
        ("export", {"config_entry_id": "nobody"}, "no_such_nas"),
        ("get_certificate", {"device_id": nas}, "not_a_drive"),
        ("get_certificate", {"device_id": devices[BUSY]}, "no_jobs"),
        ("get_certificate", {"job": "nobody"}, "no_such_job"),
        ("get_history", {"before": "nobody"}, "no_such_job"),
        ("export", {"before": "nobody"}, "no_such_job"),
        ("get_history", BACKWARDS, "until_before_since"),
        ("export", BACKWARDS, "until_before_since"),
        ("forget_drive", {"device_id": nas}, "no_person"),
    ]
    for action, data, key in wrong:
        with pytest.raises(ServiceValidationError) as refused:
            await ask(hass, action, **data)
        assert refused.value.translation_key == key, (action, data)


async def test_a_device_of_others_is_no_drive(
    hass: HomeAssistant, devices: dict[str, str]
) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "x")}, name="Lamp"
    )
    with pytest.raises(ServiceValidationError) as refused:
        await ask(hass, "get_certificate", device_id=device.id)
    assert refused.value.translation_placeholders == {"device": "Lamp"}
    with pytest.raises(ServiceValidationError) as refused:
        await ask(hass, "get_report", config_entry_id=other.entry_id)
    assert refused.value.translation_key == "no_such_nas"


async def test_the_history_is_read_while_the_nas_is_not_set_up(
    hass: HomeAssistant, devices: dict[str, str], loaded: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert uids(await ask(hass, "get_history", device_id=devices[IDLE])) == ["passed"]
    answer = await ask(hass, "get_certificate", device_id=devices[IDLE])
    assert verify(answer["certificate"])
    report = await ask(hass, "get_report")
    assert "not set up at present" in report["data"]["problems"][0]["problem"]
    assert report["news"]


async def test_a_history_that_cannot_be_read(
    hass: HomeAssistant, engine: Engine, devices: dict[str, str]
) -> None:
    engine.history.jobs = _fails
    for action in ("get_history", "get_report", "export"):
        with pytest.raises(HomeAssistantError) as error:
            await ask(hass, action)
        assert error.value.translation_key == "history_error"


async def _fails(**_: object) -> tuple[Job, ...]:
    raise HistoryError("disk I/O error")


# --- Certificate and export ----------------------------------------------------------


async def test_certificate_of_a_job_and_of_a_drive(
    hass: HomeAssistant, devices: dict[str, str], admin: Context
) -> None:
    by_job = await ask(hass, "get_certificate", admin, job="passed")
    by_drive = await ask(hass, "get_certificate", admin, device_id=devices[IDLE])
    assert by_job == by_drive
    data = by_job["certificate"]
    assert verify(data)
    assert verify(json.loads(json.dumps(data)))
    assert verify_page(by_job["html"])
    assert data["sha256"] in by_job["html"]
    assert by_job["filename"].startswith("burn-in-ST14000NM001G-ZL2A0001-")
    assert by_job["filename"].endswith(".html")
    assert data["host"]["name"] == "tank"
    assert data["job"]["requested_by"] == "Mock User"
    assert len(data["stages"][1]["phases"][0]["curve"]) == 20


async def test_wwn_comes_from_the_drive_where_smart_has_none(
    hass: HomeAssistant, history: History, devices: dict[str, str]
) -> None:
    (job,) = await history.jobs(drive_key=IDLE)
    bare = [replace(s, smart_before=None, smart_after=None) for s in job.stages]
    await history.add_jobs([replace(job, uid="bare", stages=tuple(bare))])
    answer = await ask(hass, "get_certificate", job="bare")
    assert answer["certificate"]["drive"]["wwn"] == "naa.9LIDLE01"


async def test_export_as_csv(
    hass: HomeAssistant, devices: dict[str, str], admin: Context
) -> None:
    first = await ask(hass, "export", admin, format="csv", limit=4)
    rest = await ask(hass, "export", admin, format="csv", before=first["next"])
    assert (first["mime"], first["jobs"], rest["jobs"]) == ("text/csv", 4, 2)
    assert first["filename"].endswith(".csv")
    text = io.StringIO(first["text"] + rest["text"], newline="")
    rows = list(csv.DictReader(text, strict=True))
    assert [row["job"] for row in rows][-2:] == ["failed", "passed"]
    assert rows[-1]["requested_by"] == "Mock User"
    assert rows[-1]["host"] == "tank"


async def test_documents_for_the_browser(
    hass: HomeAssistant, devices: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "PAGE", 2)
    certificate = await async_certificate(hass, "failed")
    assert certificate.mime == "text/html"
    assert "FAILED" in certificate.text
    table = await async_export(hass, devices[GONE], Format.CSV)
    assert table.mime == "text/csv"
    assert table.filename == "nas-burnin-ST14000NM001G-ZL2A0001.csv"
    assert table.text.count("\r\n") == 4
    whole = await async_export(hass, devices[GONE], Format.JSON)
    assert [job["uid"] for job in json.loads(whole.text)["jobs"]] == [
        *("cancelled-2", "cancelled-1", "cancelled-0"),
    ]


async def test_no_document_of_a_drive_without_jobs(
    hass: HomeAssistant, history: History, devices: dict[str, str]
) -> None:
    await history.forget_drive(IDLE)
    with pytest.raises(ServiceValidationError) as refused:
        await async_export(hass, devices[IDLE], Format.JSON)
    assert refused.value.translation_key == "no_jobs"


# --- Report --------------------------------------------------------------------------


async def test_report_on_all(
    hass: HomeAssistant,
    history: History,
    devices: dict[str, str],
    hass_admin_user: MockUser,
    admin: Context,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("custom_components.nas_burnin.records.reports._PAGE", 3)
    now = dt_util.utcnow()
    for number in range(8):
        await history.add_audit(
            AuditEntry(
                at=now - timedelta(hours=number),
                who=Who.PERSON,
                what=Act.RELOCKED if number % 2 else Act.UNLOCKED,
                who_id=hass_admin_user.id,
                host_id=HOST_ID,
                drive_key=POOL,
                evidence={"lock": "pool"},
            )
        )
    answer = await ask(hass, "get_report", admin, hours=3)
    assert answer["title"].startswith("NAS Burn-In: 1 failed")
    assert [line["job"] for line in answer["data"]["ended"]] == ["failed"]
    assert len(answer["data"]["unlocks"]) == 2
    assert answer["data"]["unlocks"][0]["by"] == "Mock User"
    assert answer["data"]["unlocks"][0]["drive"] == "HUH721414ALE600 9JPOOL01"
    assert len(answer["data"]["drives"]) == 4
    assert answer["data"]["running"][0]["stage"] == "surface_validate"
    assert answer["news"] is True
    assert "Unlocked: HUH721414ALE600 9JPOOL01." in answer["summary"]
    assert "by Mock User" in answer["html"]
    assert "Mock User" in answer["markdown"]


async def test_a_report_is_not_written_in_the_loop(
    hass: HomeAssistant, devices: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, where = threading.get_ident(), []

    def seen(made: Callable[..., Any]) -> Callable[..., Any]:
        def make(*values: Any) -> Any:
            where.append(threading.get_ident())
            return made(*values)

        return make

    for place in ("reports.daily_report", "answers.daily_page"):
        name = f"custom_components.nas_burnin.records.{place}"
        monkeypatch.setattr(name, seen(pkgutil.resolve_name(name)))
    await ask(hass, "get_report")
    assert len(where) == 2
    assert loop not in where


async def test_report_on_one(
    hass: HomeAssistant, devices: dict[str, str], loaded: MockConfigEntry
) -> None:
    off = MockConfigEntry(
        domain=DOMAIN,
        title="attic",
        unique_id="attic",
        disabled_by=ConfigEntryDisabler.USER,
    )
    off.add_to_hass(hass)
    MockConfigEntry(domain=DOMAIN, title="cellar", unique_id="c").add_to_hass(hass)
    assert (await ask(hass, "get_report"))["data"]["hosts"] == ["cellar", "tank"]
    answer = await ask(hass, "get_report", config_entry_id=loaded.entry_id)
    assert answer["data"]["hosts"] == ["tank"]


# --- Names of persons ----------------------------------------------------------------


async def test_persons_are_named_to_administrators_alone(
    hass: HomeAssistant, history: History, devices: dict[str, str], reader: Context
) -> None:
    await history.add_audit(
        AuditEntry(
            at=dt_util.utcnow(),
            who=Who.PERSON,
            what=Act.UNLOCKED,
            who_id=(await hass.auth.async_get_users())[0].id,
            host_id=HOST_ID,
            drive_key=POOL,
            evidence={"lock": "pool"},
        )
    )
    asked: dict[str, dict[str, Any]] = {
        "get_history": {},
        "get_report": {},
        "export": {},
        "get_certificate": {"job": "passed"},
    }
    for action, data in asked.items():
        to_all = json.dumps(await ask(hass, action, reader, **data))
        to_automations = json.dumps(await ask(hass, action, **data))
        assert "Mock User" not in to_all, action
        assert "ZL2A0001" in to_all, action
        if action == "get_report":
            assert "a person" in to_all
        assert "Mock User" in to_automations or action == "get_report", action
    answer = await ask(hass, "get_certificate", reader, job="passed")
    assert verify(answer["certificate"])


async def test_nobody_who_may_not_log_in_reads(
    hass: HomeAssistant, devices: dict[str, str], hass_read_only_user: MockUser
) -> None:
    hass_read_only_user.is_active = False
    for user_id in (hass_read_only_user.id, "0" * 32):
        for action, data in (("get_history", {}), ("get_certificate", {"job": "a"})):
            with pytest.raises(ServiceValidationError) as refused:
                await ask(hass, action, Context(user_id=user_id), **data)
            assert refused.value.translation_key == "not_a_user"


# --- Notes, and forgetting -----------------------------------------------------------


async def test_a_note_is_written_by_the_engine(
    hass: HomeAssistant, engine: Engine, devices: dict[str, str], admin: Context
) -> None:
    data = {"device_id": devices[GONE], "note": "From the attic"}
    await hass.services.async_call(
        DOMAIN, "set_note", data, blocking=True, context=admin
    )
    key, text, actor = engine.mock.set_note.await_args.args
    assert (key, text, actor.user_id) == (GONE, "From the attic", admin.user_id)


async def test_a_drive_is_forgotten(
    hass: HomeAssistant, engine: Engine, devices: dict[str, str], admin: Context
) -> None:
    engine.mock.forget_drive.return_value = 3
    answer = await ask(hass, "forget_drive", admin, device_id=devices[GONE])
    assert answer["jobs"] == 3
    key, actor = engine.mock.forget_drive.await_args.args
    assert (key, actor.is_person) == (GONE, True)


async def test_a_drive_with_a_job_is_not_forgotten(
    hass: HomeAssistant, engine: Engine, devices: dict[str, str], admin: Context
) -> None:
    engine.mock.forget_drive.side_effect = DriveHasJob(drive=BUSY)
    with pytest.raises(HomeAssistantError) as refused:
        await ask(hass, "forget_drive", admin, device_id=devices[BUSY])
    assert refused.value.translation_key == "drive_has_job"


async def test_nobody_forgets_without_being_there(
    hass: HomeAssistant, engine: Engine, devices: dict[str, str], reader: Context
) -> None:
    for context, key in ((None, "no_person"), (reader, "not_an_administrator")):
        with pytest.raises(ServiceValidationError) as refused:
            await ask(hass, "forget_drive", context, device_id=devices[GONE])
        assert refused.value.translation_key == key
    engine.mock.forget_drive.assert_not_awaited()
