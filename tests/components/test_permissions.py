"""Who may do what: every surface by everybody, held against one table.

What can be called is taken from Home Assistant's own registries, so a surface that
comes without a row here fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, override
from unittest.mock import AsyncMock

from homeassistant import config_entries
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import DATA_INSTANCES
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.nas_burnin.actions.smart_tests import SMART_TEST
from custom_components.nas_burnin.button import StartButton
from custom_components.nas_burnin.config_flow import NasBurninConfigFlow
from custom_components.nas_burnin.const import DOMAIN, OPTION_ALLOW_AUTOMATIONS
from custom_components.nas_burnin.engine.model import JobState, Reason, StartAnswer
from custom_components.nas_burnin.engine.queue.plan import PROFILES
from custom_components.nas_burnin.engine.unlock.grants import UnlockAnswer
from tests.components.callers import (
    WAYS,
    Call,
    Caller,
    Direct,
    attempt,
    context_of,
    deactivate,
    token_of,
    user_of,
)
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
from tests.components.helpers import device_of, entity_id

PERSONS = {
    Caller.OWNER,
    Caller.ADMIN,
    Caller.SCRIPT_BY_ADMIN,
    Caller.ASSISTANT_OF_ADMIN,
}
AUTOMATIONS = {
    Caller.SYSTEM_ADMIN,
    Caller.INTERNAL,
    Caller.AUTOMATION_BY_TIME,
    Caller.AUTOMATION_BY_ADMIN,
    Caller.AUTOMATION_BY_USER,
    Caller.ASSISTANT_OF_NOBODY,
}
BOTH = PERSONS | AUTOMATIONS
NOBODY: set[Caller] = set()
READERS = set(Caller) - {
    *(Caller.DELETED, Caller.DEACTIVATED_ADMIN, Caller.DEACTIVATED_OWNER),
}

type Surface = tuple[str, ...]
"""An action by its domain and name; one of an entity also with the entity's key."""


@dataclass(frozen=True)
class Row:
    """One use of a surface on a drive (or the host), and who may.

    `allowing` is who may once automations may erase blank drives; None: the same.
    `reads` is true of what only answers.
    """

    surface: Surface
    may: set[Caller]
    allowing: set[Caller] | None = None
    drive: str = IDLE
    data: dict[str, Any] = field(default_factory=dict)
    reads: bool = False

    def may_now(self, allowed: bool) -> set[Caller]:
        return self.allowing if allowed and self.allowing is not None else self.may


# A burn-in that was broken off, and waits for somebody who wants it to go on.
WAITS = replace(RUNNING, job=replace(job(POOL), uid="job-3", waits=Reason("cancelled")))

# A self-test that was begun by itself.
TESTS_ITSELF = replace(RUNNING, job=replace(job(BUSY), profile=SMART_TEST))

ERASING = {"profile": "standard", "acknowledge_erase": True}
OPTION = {"option": list(PROFILES)[-1]}

ROWS = {
    "start_erasing": Row((DOMAIN, "start"), PERSONS, BOTH, data=ERASING),
    "start_looking": Row((DOMAIN, "start"), BOTH, data={"stages": ["final_check"]}),
    "cancel": Row((DOMAIN, "cancel"), BOTH, drive=BUSY),
    "pause": Row((DOMAIN, "pause"), BOTH, drive=BUSY),
    "pause_nas": Row((DOMAIN, "pause"), BOTH, drive=HOST_ID),
    "resume": Row((DOMAIN, "resume"), BOTH, drive=BUSY),
    "resume_nas": Row((DOMAIN, "resume"), BOTH, drive=HOST_ID),
    "unlock": Row(
        (DOMAIN, "unlock"), PERSONS, drive=POOL, data={"confirmation": "tank"}
    ),
    "relock": Row((DOMAIN, "relock"), BOTH, drive=POOL),
    "press_start": Row(("button", "press", "start"), PERSONS, BOTH),
    "press_cancel": Row(("button", "press", "cancel"), BOTH, drive=BUSY),
    "start_smart_test": Row((DOMAIN, "start_smart_test"), BOTH, data={"kind": "long"}),
    "cancel_smart_test": Row((DOMAIN, "cancel_smart_test"), BOTH, drive=BUSY),
    "press_start_short": Row(("button", "press", "start_short_test"), BOTH),
    "press_start_long": Row(("button", "press", "start_long_test"), BOTH),
    "press_cancel_test": Row(("button", "press", "cancel_test"), BOTH, drive=BUSY),
    "get_history": Row((DOMAIN, "get_history"), READERS, reads=True),
    "get_report": Row((DOMAIN, "get_report"), READERS, drive="", reads=True),
    "get_certificate": Row((DOMAIN, "get_certificate"), READERS, reads=True),
    "export": Row((DOMAIN, "export"), READERS, data={"format": "csv"}, reads=True),
    "forget_drive": Row((DOMAIN, "forget_drive"), PERSONS),
    "set_note": Row((DOMAIN, "set_note"), BOTH, data={"note": "spare"}),
    "press_resume": Row(("button", "press", "resume"), PERSONS, BOTH, drive=POOL),
    "open_lock": Row(
        ("lock", "unlock", "safety_lock"), PERSONS, drive=POOL, data={"code": "tank"}
    ),
    "close_lock": Row(("lock", "lock", "safety_lock"), BOTH, drive=POOL),
    "open_door": Row(("lock", "open", "safety_lock"), NOBODY, drive=POOL),
    **{
        f"{key}_{way}": Row(("switch", way, key), BOTH, drive=drive)
        for key, drive in (("pause", BUSY), ("pause_all", ""))
        for way in ("turn_on", "turn_off", "toggle")
    },
    "number": Row(
        ("number", "set_value", "max_parallel"), BOTH, drive="", data={"value": 6}
    ),
    "option": Row(("select", "select_option", "profile"), BOTH, data=OPTION),
    "first": Row(("select", "select_first", "profile"), BOTH),
    "last": Row(("select", "select_last", "profile"), BOTH),
    "next": Row(("select", "select_next", "profile"), BOTH),
    "write_in_calendar": Row(
        ("calendar", "create_event", "burn_ins"),
        NOBODY,
        drive="",
        data={
            "summary": "mine",
            "start_date": "2026-11-01",
            "end_date": "2026-11-02",
        },
    ),
    "previous": Row(("select", "select_previous", "profile"), BOTH),
}

# Whoever may read the entities may read these.
READ = {("calendar", "get_events", "burn_ins")}

# Over the web, with a token. Nobody without a user can come here.
FLOWS = {
    "user": {Caller.OWNER, Caller.ADMIN, Caller.SYSTEM_ADMIN},
    "reauth": {Caller.OWNER, Caller.ADMIN, Caller.SYSTEM_ADMIN},
    "reconfigure": {Caller.OWNER, Caller.ADMIN, Caller.SYSTEM_ADMIN},
    "options": {Caller.OWNER, Caller.ADMIN, Caller.SYSTEM_ADMIN},
    "profile": {Caller.OWNER, Caller.ADMIN, Caller.SYSTEM_ADMIN},
}
# Over a websocket, which nobody gets without a login that counts.
WEBSOCKET_COMMANDS: dict[str, set[Caller]] = {
    f"{DOMAIN}/{name}": READERS
    for name in (
        *("subscribe", "drive", "curve", "jobs", "events", "estimate", "document"),
    )
}

DONE_BY = (
    *("enqueue", "cancel", "pause", "resume", "resume_job"),
    *("unlock", "relock", "set_max_parallel", "forget_drive", "set_note"),
)
READ_FROM = ("jobs", "job", "audit")
REFUSALS = {
    *("not_an_administrator", "no_person", "automations_not_allowed"),
    *("unauthorized", "service_not_supported", "not_a_user"),
}


CANCELS = ("cancel", "press_cancel", "cancel_smart_test", "press_cancel_test")


class Writes(dict[str, str]):
    """The selected profiles, and how often any was written."""

    count = 0

    @override
    def __setitem__(self, key: str, value: str) -> None:
        self.count += 1
        super().__setitem__(key, value)


@pytest.fixture(autouse=True)
def answers(engine: Engine) -> None:
    """An engine that would do anything."""
    engine.mock.enqueue.side_effect = lambda requests: tuple(
        StartAnswer(request.drive_key, "queued", job_uid="job-2")
        for request in requests
    )
    engine.mock.cancel.return_value = True
    engine.mock.pause.return_value = engine.mock.resume.return_value = ()
    again = StartAnswer(POOL, "queued", job_uid="job-2")
    engine.mock.resume_job = AsyncMock(return_value=again)
    view = change(VIEW, POOL, job=WAITS)
    engine.mock.view = change(view, BUSY, job=TESTS_ITSELF)
    engine.mock.unlock.side_effect = lambda keys, token, actor: tuple(
        UnlockAnswer(key, granted(key), None, token) for key in keys
    )
    engine.mock.forget_drive.return_value = 1
    ended = replace(job(IDLE, JobState.PASSED), ended=NOW)
    engine.history.jobs.return_value = (ended,)
    engine.history.job.return_value = ended
    engine.history.samples.return_value = engine.history.audit.return_value = ()


def call_of(hass: HomeAssistant, entry: MockConfigEntry, row: Row) -> Call:
    domain, action, *key = row.surface
    if key:
        which = {"entity_id": entity_id(hass, domain, row.drive, key[0])}
    else:
        drive = row.drive
        which = {"device_id": device_of(hass, entry, drive).id} if drive else {}
    return Call(domain, action, {**which, **row.data}, row.reads)


@dataclass
class Scene:
    """Everything set up for one caller."""

    hass: HomeAssistant
    engine: Engine
    entry: MockConfigEntry
    caller: Caller
    user: User | None
    profiles: Writes

    async def outcome(self, name: str, call: Call) -> tuple[bool, str]:
        """Whether anything was done, and the key of the error."""
        self.engine.mock.reset_mock()
        self.engine.history.reset_mock()
        self.profiles.count = 0
        context = context_of(self.caller, self.user)
        error = await attempt(self.hass, self.caller, name, call, context)
        done = sum(getattr(self.engine.mock, what).await_count for what in DONE_BY)
        read = sum(getattr(self.engine.history, what).await_count for what in READ_FROM)
        return bool(done + read + self.profiles.count), error

    def check_who(self, name: str) -> None:
        """What the engine was told about who asks."""
        person = self.user if self.caller in PERSONS else None
        if name.startswith(("start", "press_start")):
            ((request,),) = self.engine.mock.enqueue.await_args.args
            assert request.automation == (person is None)
            assert request.actor.is_person == (person is not None)
        if name in CANCELS:
            _, actor = self.engine.mock.cancel.await_args.args
            assert actor.is_person == (person is not None)
        if name.startswith(("pause", "resume")):
            (call,) = (
                getattr(self.engine.mock, what).await_args
                for what in ("pause", "resume")
                if getattr(self.engine.mock, what).await_count
            )
            assert call.args[1].is_person == (person is not None)
        if name == "press_resume":
            _, actor = self.engine.mock.resume_job.await_args.args
            assert actor.is_person == (person is not None)
        if name in ("unlock", "open_lock"):
            _, words, actor = self.engine.mock.unlock.await_args.args
            assert (words, actor.is_person) == ("tank", True)
            assert actor.user_id == (person and person.id)


@pytest.fixture
async def scene(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, caller: Caller
) -> Scene:
    user = await user_of(hass, caller)
    await deactivate(hass, caller, user)
    coordinator = loaded.runtime_data
    profiles = Writes(coordinator.profiles)
    coordinator.profiles = profiles
    return Scene(hass, engine, loaded, caller, user, profiles)


@pytest.mark.parametrize("caller", Caller)
async def test_matrix(scene: Scene, caller: Caller) -> None:
    hass, entry = scene.hass, scene.entry
    calls = {name: call_of(hass, entry, row) for name, row in ROWS.items()}
    await WAYS.get(caller, Direct()).prepare(hass, calls)
    for allowed in (False, True):
        options = {OPTION_ALLOW_AUTOMATIONS: allowed}
        hass.config_entries.async_update_entry(entry, options=options)
        for name, row in ROWS.items():
            done, error = await scene.outcome(name, calls[name])
            expected = caller in row.may_now(allowed)
            assert done == expected, (name, allowed, error)
            if done:
                assert not error, (name, allowed)
                scene.check_who(name)
            # What goes wrong in an automation is in its trace and the log.
            elif "AUTOMATION" not in caller.name:
                assert error in REFUSALS, (name, allowed)


def entity_surfaces(hass: HomeAssistant, entry: MockConfigEntry) -> Iterator[Surface]:
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        key = entity.unique_id.rpartition(f"{HOST_ID}_")[2]
        for drive_key in (IDLE, BUSY, POOL):
            key = key.removeprefix(f"{drive_key}_")
        for action in hass.services.async_services_for_domain(entity.domain):
            yield entity.domain, action, key


async def test_every_surface_has_a_row(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    actions = {
        (DOMAIN, name) for name in hass.services.async_services_for_domain(DOMAIN)
    }
    surfaces = actions | set(entity_surfaces(hass, loaded))
    assert surfaces - READ == {row.surface for row in ROWS.values()}


async def test_every_flow_has_a_row(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    sources = {
        value for name, value in vars(config_entries).items() if name[:7] == "SOURCE_"
    }
    steps = {name.removeprefix("async_step_") for name in vars(NasBurninConfigFlow)}
    flows = steps & sources
    if NasBurninConfigFlow.async_supports_options_flow(loaded):
        flows.add("options")
    flows |= NasBurninConfigFlow.async_get_supported_subentry_types(loaded).keys()
    assert flows == FLOWS.keys()


async def test_every_websocket_command_has_a_row(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "websocket_api", {})
    commands = {name for name in hass.data["websocket_api"] if DOMAIN in name}
    assert commands == WEBSOCKET_COMMANDS.keys()


WITH_A_TOKEN = [
    caller
    for caller in Caller
    if caller not in WAYS and caller.name not in ("DELETED", "INTERNAL")
]


async def open_flow(
    hass: HomeAssistant, entry: MockConfigEntry, client: Any, flow: str
) -> HTTPStatus:
    """Go into a flow as far as its first form."""
    root = "/api/config/config_entries"
    match flow:
        case "reauth":
            begun = await entry.start_reauth_flow(hass)
            answer = await client.get(f"{root}/flow/{begun['flow_id']}")
        case "options":
            data = {"handler": entry.entry_id}
            answer = await client.post(f"{root}/options/flow", json=data)
        case "profile":
            kind = {"handler": [entry.entry_id, flow]}
            answer = await client.post(f"{root}/subentries/flow", json=kind)
        case "reconfigure":
            data = {"handler": DOMAIN, "entry_id": entry.entry_id}
            answer = await client.post(f"{root}/flow", json=data)
        case _:
            answer = await client.post(f"{root}/flow", json={"handler": DOMAIN})
    return HTTPStatus(answer.status)


@pytest.mark.parametrize("caller", WITH_A_TOKEN)
async def test_websocket_commands(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
    caller: Caller,
) -> None:
    assert await async_setup_component(hass, "websocket_api", {})
    user = await user_of(hass, caller)
    assert user is not None
    token = await token_of(hass, user)
    await deactivate(hass, caller, user)
    client = await hass_client_no_auth()
    async with client.ws_connect("/api/websocket") as socket:
        await socket.receive_json()
        await socket.send_json({"type": "auth", "access_token": token})
        is_in = (await socket.receive_json())["type"] == "auth_ok"
        for number, (kind, may) in enumerate(WEBSOCKET_COMMANDS.items(), 1):
            assert is_in == (caller in may)
            if is_in:
                await socket.send_json({"id": number, "type": kind})
                answer = await socket.receive_json()
                while answer["type"] != "result":
                    answer = await socket.receive_json()
                # One that needs more than its name says so, and nothing else.
                assert answer["success"] or answer["error"]["code"] == "invalid_format"


@pytest.mark.parametrize("caller", WITH_A_TOKEN)
async def test_flows(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
    caller: Caller,
) -> None:
    assert await async_setup_component(hass, "config", {})
    user = await user_of(hass, caller)
    assert user is not None
    token = await token_of(hass, user)
    await deactivate(hass, caller, user)
    client = await hass_client_no_auth()
    client.session.headers["Authorization"] = f"Bearer {token}"
    for flow, may in FLOWS.items():
        status = await open_flow(hass, loaded, client, flow)
        assert (status is HTTPStatus.OK) == (caller in may), (flow, status)
        refused = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
        assert status in (HTTPStatus.OK, *refused)


async def test_a_press_never_speaks_for_a_later_one(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    user = await user_of(hass, Caller.ADMIN)
    start = entity_id(hass, "button", IDLE, "start")
    call = Call("button", "press", {"entity_id": start})
    await Direct().make(hass, "", call, context_of(Caller.ADMIN, user))
    assert engine.mock.enqueue.await_count == 1

    button = hass.data[DATA_INSTANCES]["button"].get_entity(start)
    assert isinstance(button, StartButton)
    with pytest.raises(ServiceValidationError) as refused:
        await button.async_press()
    assert refused.value.translation_key == "automations_not_allowed"
    assert engine.mock.enqueue.await_count == 1


async def test_who_presses_at_once_is_told_apart(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    admin = await user_of(hass, Caller.ADMIN)
    user = await user_of(hass, Caller.USER)
    start = {"entity_id": entity_id(hass, "button", IDLE, "start")}
    outcomes = [
        hass.async_create_task(
            hass.services.async_call(
                "button", "press", start, blocking=True, context=Context(user_id=by.id)
            )
        )
        for by in (user, admin, user, admin, user)
        if by
    ]
    await hass.async_block_till_done()
    assert [bool(task.exception()) for task in outcomes] == [
        *(True, False, True, False, True)
    ]
    assert engine.mock.enqueue.await_count == 2
