"""Diagnostics: everything about a NAS and its drives, and nothing private."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from enum import Enum
from itertools import count
import json
from typing import Any
from unittest.mock import NonCallableMagicMock

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_USERNAME, Platform
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.nas_burnin.const import CONF_HOST_KEY, CONF_KEY_ID, HOST
from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import AuditEntry
from custom_components.nas_burnin.engine.model import (
    Attempt,
    Detector,
    DetectorFailure,
    Event,
    EventKind,
    HostView,
    Partition,
    Pause,
    PauseCause,
    Reason,
    StageKind,
    TestHandle,
    Unlocked,
    Who,
)
from custom_components.nas_burnin.redaction import TOLD, TOLD_VALUES, WORDS, Redaction
from custom_components.nas_burnin.storage import HISTORY
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
    granted,
    job,
)
from tests.components.helpers import device_of

CANARY = "canary"


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.SENSOR]


@pytest.fixture
def past(
    engine: Engine, loaded: MockConfigEntry, hass: HomeAssistant
) -> NonCallableMagicMock:
    """The history, with a job and an act in it."""
    history = hass.data[HISTORY]._history
    assert isinstance(history, NonCallableMagicMock)
    history.jobs.return_value = (job(),)
    history.audit.return_value = (AuditEntry(NOW, Who.PERSON, "start_requested"),)
    return history


async def download(
    hass: HomeAssistant,
    client: ClientSessionGenerator,
    entry: MockConfigEntry,
    identifier: str = "",
) -> Any:
    """What a person downloads in the menu of the entry, or of a device."""
    assert await async_setup_component(hass, "diagnostics", {})
    await hass.async_block_till_done()
    path = f"/api/diagnostics/config_entry/{entry.entry_id}"
    if identifier:
        path += f"/device/{device_of(hass, entry, identifier).id}"
    answer = await (await client()).get(path)
    assert answer.status == 200
    return json.loads(await answer.text())["data"]


def poisoned_values(reason: Reason, marks: Iterator[str]) -> dict[str, str]:
    """Canaries as values, and quoted ones where a tool speaks; one more has no name."""
    return {
        name: value
        if name in TOLD_VALUES
        else f"can't open '{CANARY}{next(marks)}'"
        if name in WORDS
        else f"{CANARY}{next(marks)}"
        for name, value in {**reason.values, "label": ""}.items()
    }


def poisoned(value: Any, marks: Iterator[str], *, keep: bool = False) -> Any:
    """The same, with a canary in every text that no list of ours tells."""
    match value:
        case str() if not isinstance(value, Enum):
            return value if keep else f"{CANARY}{next(marks)}"
        case Reason():
            return Reason(value.code, poisoned_values(value, marks))
        case Mapping() if not keep:
            return {key: poisoned(item, marks) for key, item in value.items()}
        case tuple() if not keep:
            return tuple(poisoned(item, marks) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    kind = type(value).__name__
    changes = {
        field.name: poisoned(
            getattr(value, field.name), marks, keep=f"{kind}.{field.name}" in TOLD
        )
        for field in fields(value)
    }
    return replace(value, **changes)


def rich(view: HostView) -> HostView:
    """A view in which everything is set that can name something."""
    handle = TestHandle("unit", "nonce", "boot", "invocation", "sha", released=True)
    attempt = Attempt(handle, (), NOW, Reason("interrupted"), found=("ext4",))
    stage = replace(RUNNING.job.stages[0], handle=handle, attempts=(attempt,))
    busy = replace(
        RUNNING.job,
        stages=(stage,),
        requested_by="somebody",
        pauses=(Pause(PauseCause.PERSON, NOW, user_id="somebody"),),
        unlock=Unlocked(granted(BUSY).lock, "digest", "somebody", NOW),
        waits=Reason("owner_foreign", {"name": "home", "since": "x"}),
        reasons=(Reason("detector_failed", {"status": "1", "detail": "x"}),),
        versions={"smartctl": "7.4"},
    )
    drive = view.drives[BUSY].drive
    (node,) = drive.nodes
    parts = (Partition("sda1", "8:1", 0, 1),)
    drive = replace(drive, nodes=(replace(node, partitions=parts),))
    view = change(
        view,
        BUSY,
        drive=drive,
        job=replace(RUNNING, job=busy),
        grant=granted(BUSY),
        notes=(Reason("write_cache_off", {"label": "x"}),),
    )
    failure = DetectorFailure(Detector.ZPOOL, "sda", Reason("x", {"text": "x"}))
    return replace(
        view,
        problem=Reason("host_unreachable", {"detail": "x"}),
        failures=(failure,),
        waits_for=Reason("owner_foreign", {"name": "home"}),
    )


async def test_nothing_private_is_in_the_download(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    engine: Engine,
    loaded: MockConfigEntry,
    past: NonCallableMagicMock,
) -> None:
    marks = map(str, count())
    view = poisoned(rich(VIEW), marks)
    # What names a drive in the view names it everywhere.
    keys = {key: f"{CANARY}key{number}" for number, key in enumerate(view.drives)}
    view = replace(view, drives={keys[key]: seen for key, seen in view.drives.items()})
    words = f"can't open '{CANARY}q': /mnt/{CANARY}p/x, 10.1.2.3: {CANARY}key0 is bad"
    view = replace(view, problem=Reason("host_unreachable", {"detail": words}))
    seen = rich(VIEW).drives[BUSY].job
    assert seen
    past.jobs.return_value = (poisoned(seen.job, marks),)
    past.audit.return_value = (
        AuditEntry(
            NOW,
            Who.PERSON,
            "start_requested",
            who_id=f"{CANARY}user",
            host_id=f"{CANARY}host",
            drive_key=keys[BUSY],
            job_uid="job-1",
            evidence={f"{CANARY}name": [f"{CANARY}pool"]},
        ),
    )
    hass.config_entries.async_update_entry(
        loaded,
        title=f"{CANARY}title",
        data={
            **loaded.data,
            CONF_HOST: f"{CANARY}.example",
            CONF_USERNAME: f"{CANARY}login",
            CONF_HOST_KEY: f"ssh-ed25519 {CANARY}",
            CONF_KEY_ID: f"{CANARY}id",
        },
        options={"max_parallel": 3, "window": {"entity": f"input_boolean.{CANARY}"}},
    )
    engine.publish(view, HOST, *view.drives)
    reason = Reason("unlocked", {"user": f"{CANARY}user"})
    engine.happen(Event(EventKind.UNLOCKED, NOW, keys[POOL], None, None, (reason,)))
    await hass.async_block_till_done()

    told = await download(hass, hass_client, loaded)
    assert CANARY not in json.dumps(told)
    assert "10.1.2.3" not in json.dumps(told)
    assert told["audit"][0]["drive_key"] == "drive_2"
    assert told["events"][0]["drive_key"] == "drive_3"


async def test_what_the_download_is_for(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    engine: Engine,
    loaded: MockConfigEntry,
    past: NonCallableMagicMock,
) -> None:
    engine.publish(rich(VIEW), HOST, BUSY)
    engine.happen(
        Event(EventKind.STAGE_PASSED, NOW, BUSY, "job-1", StageKind.SHORT_SMART)
    )
    engine.mock.reset_mock()
    told = await download(hass, hass_client, loaded)
    assert not engine.mock.method_calls

    assert told["entry"]["state"] == "loaded"
    assert told["entry"]["data"]["sudo"] is True
    assert told["versions"].keys() == {"asyncssh", "aiosqlite"}
    assert told["settings"]["disk_heat"]["warning"] == 50
    assert told["host"]["info"]["os_version"] == "25.10.1"
    assert told["host"]["info"]["machine_id"] == "**REDACTED**"
    assert told["host"]["failures"][0]["detector"] == "zpool"
    assert told["timings"]["clock_of_host_ahead"] < 0
    assert list(told["drives"]) == ["drive_1", "drive_2", "drive_3", "drive_4"]
    busy = told["drives"]["drive_2"]
    assert busy["drive"]["model"] == "ST14000NM001G"
    assert busy["drive"]["nodes"][0]["name"] == "sda"
    assert busy["job"]["job"]["state"] == "running"
    assert busy["job"]["job"]["reasons"][0]["values"]["status"] == "1"
    assert busy["job"]["progress"]["pattern"] == "55"
    pool = told["drives"]["drive_3"]
    assert pool["lock"]["evidence"][0]["reason"] == {
        "code": "pool_member",
        "values": {
            "pool": "**REDACTED**",
            "node": "sdc1",
            "role": "data",
            "health": "ONLINE",
        },
    }
    (event,) = told["events"]
    assert (event["kind"], event["drive_key"]) == ("stage_passed", "drive_2")
    assert [one["uid"] for one in told["jobs"]] == ["job-1"]
    assert [one["what"] for one in told["audit"]] == ["start_requested"]
    past.jobs.assert_awaited_once_with(host_id=HOST_ID, drive_key=None, limit=50)


async def test_of_one_drive(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    engine: Engine,
    loaded: MockConfigEntry,
    past: NonCallableMagicMock,
) -> None:
    for key in (BUSY, IDLE):
        engine.happen(Event(EventKind.QUEUED, NOW, key, "job-1"))
    told = await download(hass, hass_client, loaded, IDLE)
    assert list(told["drives"]) == ["drive_1"]
    assert [event["drive_key"] for event in told["events"]] == ["drive_1"]
    past.jobs.assert_awaited_once_with(host_id=HOST_ID, drive_key=IDLE, limit=50)
    past.audit.assert_awaited_once_with(host_id=HOST_ID, drive_key=IDLE, limit=100)
    of_host = await download(hass, hass_client, loaded, HOST_ID)
    assert len(of_host["drives"]) == len(VIEW.drives)


async def test_of_a_history_that_cannot_be_read(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    loaded: MockConfigEntry,
    past: NonCallableMagicMock,
) -> None:
    past.audit.side_effect = HistoryError("no space in /config/secret/x")
    told = await download(hass, hass_client, loaded)
    assert told["history"]["code"] == "history_error"
    assert "secret" not in told["history"]["values"]["detail"]
    assert told["drives"]


async def test_of_a_nas_that_is_not_loaded(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    loaded: MockConfigEntry,
) -> None:
    await hass.config_entries.async_unload(loaded.entry_id)
    told = await download(hass, hass_client, loaded, IDLE)
    assert told.keys() == {"entry", "versions", "settings"}
    assert told["entry"]["state"] == ConfigEntryState.NOT_LOADED.value


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("open /dev/sdb: No such file", "open /dev/sdb: No such file"),
        ("/usr/sbin/zpool: killed", "/usr/sbin/zpool: killed"),
        ("cannot open 'tank'", "cannot open '**REDACTED**'"),
        ("tank2 is bad, tank is not", "tank2 is bad, **REDACTED** is not"),
        ("at /mnt/films/x y", "at **REDACTED** y"),
        ("naa.5000cca2 of 192.168.1.9", "**REDACTED** of **REDACTED**"),
        ("fe80::1:2:3 refuses", "**REDACTED** refuses"),
    ],
)
def test_words_of_tools(said: str, told: str) -> None:
    assert Redaction((), ("tank", "")).words(said) == told


def test_data_of_nobody_knows_what_kind_are_not_told() -> None:
    redaction = Redaction(("a",), ())
    assert redaction.plain({"a": 1}) == {"drive_1": 1}
    assert redaction.plain({"b": 1}) == "**REDACTED**"
    assert redaction.plain([timedelta(1), b"x"]) == ["**REDACTED**"] * 2
    assert redaction.drive(None) is None
    assert redaction.drive("b") == "**REDACTED**"
