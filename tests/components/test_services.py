"""The actions."""

from collections.abc import Sequence
from typing import Any

from homeassistant.core import Context, HomeAssistant, ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.errors import (
    DriveRefused,
    HostUnreachable,
    NoSuchDrive,
)
from custom_components.nas_burnin.engine.model import (
    FOUR_PATTERNS,
    Actor,
    Pattern,
    Reason,
    StageKind,
    StartAnswer,
    StartRequest,
    SurfaceOptions,
)
from custom_components.nas_burnin.engine.queue.plan import PROFILES
from custom_components.nas_burnin.engine.unlock.grants import UnlockAnswer
from tests.components.conftest import Engine
from tests.components.data import BUSY, HOST_ID, IDLE, POOL, granted
from tests.components.helpers import device_of

POOL_MEMBER = Reason(
    "pool_member", {"pool": "tank", "node": "sdc1", "role": "data", "health": "ONLINE"}
)
ANSWERS = {
    IDLE: StartAnswer(IDLE, "queued", job_uid="job-2"),
    BUSY: StartAnswer(BUSY, "skipped", reasons=(Reason("drive_has_job"),)),
    POOL: StartAnswer(POOL, "locked", reasons=(POOL_MEMBER,)),
}
SURFACE = (StageKind.SURFACE_VALIDATE, StageKind.FINAL_CHECK)


@pytest.fixture(autouse=True)
def answers(engine: Engine) -> None:
    """What the engine says to each drive."""

    def enqueue(requests: Sequence[StartRequest]) -> tuple[StartAnswer, ...]:
        return tuple(ANSWERS[request.drive_key] for request in requests)

    engine.mock.enqueue.side_effect = enqueue
    engine.mock.cancel.side_effect = lambda key, actor: key == BUSY


@pytest.fixture
def admin(hass: HomeAssistant, hass_admin_user: MockUser) -> Context:
    return Context(user_id=hass_admin_user.id)


@pytest.fixture
def devices(hass: HomeAssistant, loaded: MockConfigEntry) -> dict[str, str]:
    return {key: device_of(hass, loaded, key).id for key in (IDLE, BUSY, POOL, HOST_ID)}


async def call(
    hass: HomeAssistant,
    action: str,
    context: Context | None,
    respond: bool = True,
    **data: Any,
) -> ServiceResponse:
    return await hass.services.async_call(
        DOMAIN, action, data, blocking=True, context=context, return_response=respond
    )


def requests(engine: Engine) -> list[StartRequest]:
    (asked,) = engine.mock.enqueue.await_args.args
    return list(asked)


async def test_start_of_many(
    hass: HomeAssistant, engine: Engine, admin: Context, devices: dict[str, str]
) -> None:
    answer = await call(
        hass,
        "start",
        admin,
        device_id=[devices[POOL], devices[IDLE], devices[BUSY], devices[IDLE]],
        profile="quick",
        acknowledge_erase=True,
    )
    assert answer is not None
    assert (answer["queued"], answer["skipped"], answer["locked"]) == (1, 1, 1)
    results = answer["results"]
    assert isinstance(results, list)
    locked, queued, skipped = results
    assert queued == {
        "device_id": devices[IDLE],
        "drive": "9LIDLE01",
        "outcome": "queued",
        "job": "job-2",
        "reasons": [],
    }
    assert isinstance(locked, dict)
    assert isinstance(skipped, dict)
    assert (locked["outcome"], skipped["outcome"]) == ("locked", "skipped")
    assert "tank" in str(locked["reasons"])
    assert [request.drive_key for request in requests(engine)] == [POOL, IDLE, BUSY]
    assert requests(engine)[0] == StartRequest(
        drive_key=POOL,
        profile="quick",
        stages=PROFILES["quick"].stages,
        options=SurfaceOptions(patterns=(Pattern.AA, Pattern.X00)),
        requested_by=admin.user_id,
    )


@pytest.mark.parametrize(
    ("data", "profile", "stages", "options"),
    [
        (
            {"profile": "standard"},
            "standard",
            PROFILES["standard"].stages,
            SurfaceOptions(),
        ),
        (
            {"profile": "quick", "error_limit": 5},
            "quick",
            PROFILES["quick"].stages,
            SurfaceOptions((Pattern.AA, Pattern.X00), 5),
        ),
        (
            {"stages": "surface_validate", "patterns": [55, "00"]},
            "custom",
            SURFACE[:1],
            SurfaceOptions((Pattern.X55, Pattern.X00)),
        ),
        (
            {"stages": ["final_check", "surface_validate"]},
            "custom",
            SURFACE[::-1],
            SurfaceOptions(FOUR_PATTERNS),
        ),
    ],
)
async def test_what_is_asked_of_the_engine(
    hass: HomeAssistant,
    engine: Engine,
    admin: Context,
    devices: dict[str, str],
    data: dict[str, Any],
    profile: str,
    stages: tuple[StageKind, ...],
    options: SurfaceOptions,
) -> None:
    await call(
        hass, "start", admin, device_id=devices[IDLE], acknowledge_erase=True, **data
    )
    (request,) = requests(engine)
    assert request.profile == profile
    assert request.stages == stages
    assert request.options == options


async def test_a_profile_that_a_nas_does_not_have(
    hass: HomeAssistant, engine: Engine, admin: Context, devices: dict[str, str]
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await call(
            hass,
            "start",
            admin,
            device_id=devices[IDLE],
            profile="gentle",
            acknowledge_erase=True,
        )
    assert refused.value.translation_key == "no_such_profile"
    assert refused.value.translation_placeholders == {
        "host": "tank",
        "profile": "gentle",
        "profiles": ", ".join(PROFILES),
    }
    engine.mock.enqueue.assert_not_awaited()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"profile": "quick", "stages": ["surface_validate"]},
        {"profile": "x" * 41},
        {"stages": []},
        {"stages": ["format"]},
        {"profile": "quick", "patterns": []},
        {"profile": "quick", "patterns": ["ab"]},
        {"profile": "quick", "error_limit": 0},
        {"profile": "quick", "device_id": []},
        {"profile": "quick", "force": True},
    ],
)
async def test_start_that_makes_no_sense(
    hass: HomeAssistant,
    engine: Engine,
    admin: Context,
    devices: dict[str, str],
    data: dict[str, Any],
) -> None:
    whole = {"device_id": devices[IDLE], "acknowledge_erase": True, **data}
    with pytest.raises(vol.Invalid):
        await call(hass, "start", admin, **whole)
    engine.mock.enqueue.assert_not_awaited()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"profile": "quick", "stages": ["final_check"]}, "give profile or stages"),
        ({"stages": ["format"]}, "'surface_validate'"),
        ({"profile": "quick", "patterns": ["ab"]}, "one of ['00', '55', 'aa',"),
    ],
)
async def test_what_makes_no_sense_is_told_with_the_way_out(
    hass: HomeAssistant,
    admin: Context,
    devices: dict[str, str],
    data: dict[str, Any],
    told: str,
) -> None:
    whole = {"device_id": devices[IDLE], "acknowledge_erase": True, **data}
    with pytest.raises(vol.Invalid) as refused:
        await call(hass, "start", admin, **whole)
    assert told in str(refused.value)


async def test_patterns_as_people_write_them(
    hass: HomeAssistant, engine: Engine, admin: Context, devices: dict[str, str]
) -> None:
    # YAML makes numbers of 55 and 00 without quotes.
    written = ["AA", 55, "0xFF", 0, "random"]
    data: dict[str, Any] = {"profile": "quick", "acknowledge_erase": True}
    drive = devices[IDLE]
    await call(hass, "start", admin, device_id=drive, patterns=written, **data)
    ((request,),) = engine.mock.enqueue.await_args.args
    assert list(request.options.patterns) == ["aa", "55", "ff", "00", "random"]


async def test_erasure_has_to_be_acknowledged(
    hass: HomeAssistant, engine: Engine, admin: Context, devices: dict[str, str]
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await call(hass, "start", admin, device_id=devices[IDLE], profile="quick")
    assert refused.value.translation_key == "erase_not_acknowledged"
    engine.mock.enqueue.assert_not_awaited()

    await call(hass, "start", admin, device_id=devices[IDLE], stages=["final_check"])
    engine.mock.enqueue.assert_awaited_once()


async def test_refusal_is_an_error_where_nobody_reads_the_answer(
    hass: HomeAssistant, admin: Context, devices: dict[str, str]
) -> None:
    data = {"profile": "quick", "acknowledge_erase": True}
    both = [devices[IDLE], devices[POOL]]
    with pytest.raises(ServiceValidationError) as refused:
        await call(hass, "start", admin, False, device_id=both, **data)
    assert refused.value.translation_key == "not_started"
    assert refused.value.translation_placeholders is not None
    assert refused.value.translation_placeholders["reasons"].startswith("9JPOOL01: ")

    await call(hass, "start", admin, False, device_id=devices[IDLE], **data)


async def test_only_drives_can_be_started(
    hass: HomeAssistant, engine: Engine, admin: Context, devices: dict[str, str]
) -> None:
    both = [devices[IDLE], devices[HOST_ID]]
    with pytest.raises(ServiceValidationError) as refused:
        await call(
            hass,
            "start",
            admin,
            device_id=both,
            profile="quick",
            acknowledge_erase=True,
        )
    assert refused.value.translation_key == "not_a_drive"
    engine.mock.enqueue.assert_not_awaited()


async def test_a_drive_that_its_nas_has_no_more(
    hass: HomeAssistant,
    engine: Engine,
    admin: Context,
    loaded: MockConfigEntry,
    devices: dict[str, str],
) -> None:
    gone = dr.async_get(hass).async_get_or_create(
        config_entry_id=loaded.entry_id,
        identifiers={(DOMAIN, "wwn-0x1")},
        name="Gone 0001",
    )
    with pytest.raises(ServiceValidationError) as refused:
        await call(hass, "cancel", admin, device_id=[devices[IDLE], gone.id])
    assert refused.value.translation_key == "drive_not_there"
    told = {"drive": "Gone 0001", "host": "tank"}
    assert refused.value.translation_placeholders == told
    engine.mock.cancel.assert_not_awaited()


async def test_entry_that_is_not_loaded(
    hass: HomeAssistant,
    admin: Context,
    loaded: MockConfigEntry,
    devices: dict[str, str],
) -> None:
    await hass.config_entries.async_unload(loaded.entry_id)
    with pytest.raises(ServiceValidationError) as refused:
        await call(hass, "cancel", admin, device_id=devices[IDLE])
    assert refused.value.translation_key == "service_config_entry_not_loaded"


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (HostUnreachable("off"), HomeAssistantError),
        (NoSuchDrive("sdx"), ServiceValidationError),
        (DriveRefused("too small"), ServiceValidationError),
    ],
)
@pytest.mark.parametrize("action", ["start", "cancel"])
async def test_trouble_of_the_engine_is_translated(
    hass: HomeAssistant,
    engine: Engine,
    admin: Context,
    devices: dict[str, str],
    failure: HostUnreachable | NoSuchDrive | DriveRefused,
    kind: type[HomeAssistantError],
    action: str,
) -> None:
    engine.mock.enqueue.side_effect = failure
    engine.mock.cancel.side_effect = failure
    data: dict[str, Any] = {"device_id": devices[BUSY]}
    if action == "start":
        data |= {"profile": "quick", "acknowledge_erase": True}
    with pytest.raises(HomeAssistantError) as raised:
        await call(hass, action, admin, **data)
    assert type(raised.value) is kind
    assert raised.value.translation_domain == DOMAIN
    assert raised.value.translation_key == failure.code
    assert raised.value.__cause__ is failure


async def test_cancel(
    hass: HomeAssistant, engine: Engine, admin: Context, devices: dict[str, str]
) -> None:
    answer = await call(hass, "cancel", admin, device_id=[devices[BUSY], devices[IDLE]])
    assert answer == {
        "results": [
            {"device_id": devices[BUSY], "drive": "ZL2BUSY1", "cancelled": True},
            {"device_id": devices[IDLE], "drive": "9LIDLE01", "cancelled": False},
        ]
    }


async def test_a_host_that_cannot_be_asked_keeps_no_other_drive_from_its_end(
    hass: HomeAssistant, engine: Engine, admin: Context, devices: dict[str, str]
) -> None:
    """Each wish is kept, and done as soon as the host answers."""
    engine.mock.cancel.side_effect = [HostUnreachable("gone", stage="run"), True]
    both = [devices[BUSY], devices[IDLE]]
    with pytest.raises(HomeAssistantError) as raised:
        await call(hass, "cancel", admin, device_id=both)
    assert raised.value.translation_key == "host_unreachable"
    assert [one.args[0] for one in engine.mock.cancel.await_args_list] == [BUSY, IDLE]


async def test_cancel_of_nothing(
    hass: HomeAssistant, admin: Context, devices: dict[str, str]
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await call(hass, "cancel", admin, False, device_id=devices[IDLE])
    assert refused.value.translation_key == "nothing_to_cancel"
    await call(hass, "cancel", admin, False, device_id=devices[BUSY])


def unlock_answers(
    keys: Sequence[str], token: str, actor: Actor
) -> tuple[UnlockAnswer, ...]:
    """Only the drive of the pool is unlocked."""
    wrong = Reason("wrong_token")
    return tuple(
        UnlockAnswer(key, granted(key), None, "tank")
        if key == POOL
        else UnlockAnswer(key, None, wrong, "ERASE LE01")
        for key in keys
    )


async def test_unlock(
    hass: HomeAssistant, engine: Engine, admin: Context, devices: dict[str, str]
) -> None:
    engine.mock.unlock.side_effect = unlock_answers
    both = [devices[IDLE], devices[POOL]]
    answer = await call(hass, "unlock", admin, device_id=both, confirmation="tank")
    assert admin.user_id is not None
    engine.mock.unlock.assert_awaited_once_with(
        [IDLE, POOL], "tank", Actor.person(admin.user_id)
    )
    assert answer == {
        "results": [
            {
                "device_id": devices[IDLE],
                "drive": "9LIDLE01",
                "unlocked_until": None,
                "reasons": ["These are not the words that unlock this drive."],
                "words": "ERASE LE01",
            },
            {
                "device_id": devices[POOL],
                "drive": "9JPOOL01",
                "unlocked_until": "2026-11-01T12:10:00+00:00",
                "reasons": [],
                "words": "tank",
            },
        ]
    }


async def test_refused_unlock_is_an_error_where_nobody_reads_the_answer(
    hass: HomeAssistant, engine: Engine, admin: Context, devices: dict[str, str]
) -> None:
    engine.mock.unlock.side_effect = unlock_answers
    words = {"confirmation": "tank"}
    both = [devices[IDLE], devices[POOL]]
    with pytest.raises(ServiceValidationError) as refused:
        await call(hass, "unlock", admin, False, device_id=both, **words)
    assert refused.value.translation_key == "not_unlocked"
    assert refused.value.translation_placeholders == {
        "reasons": "9LIDLE01: These are not the words that unlock this drive."
    }
    await call(hass, "unlock", admin, False, device_id=devices[POOL], **words)


@pytest.mark.parametrize("data", [{}, {"confirmation": "x" * 1001}])
async def test_unlock_that_makes_no_sense(
    hass: HomeAssistant,
    engine: Engine,
    admin: Context,
    devices: dict[str, str],
    data: dict[str, Any],
) -> None:
    with pytest.raises(vol.Invalid):
        await call(hass, "unlock", admin, device_id=devices[POOL], **data)
    engine.mock.unlock.assert_not_awaited()


async def test_relock(
    hass: HomeAssistant, engine: Engine, admin: Context, devices: dict[str, str]
) -> None:
    both = [devices[IDLE], devices[POOL]]
    await call(hass, "relock", admin, False, device_id=both)
    assert admin.user_id is not None
    engine.mock.relock.assert_awaited_once_with(
        [IDLE, POOL], Actor.person(admin.user_id)
    )
