"""The lock platform."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.lock.const import LockState as State
from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er, intent
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_capture_events,
    async_fire_time_changed,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.nas_burnin.const import HOST
from custom_components.nas_burnin.engine.errors import HostUnreachable
from custom_components.nas_burnin.engine.model import (
    Actor,
    Detector,
    Evidence,
    GrantView,
    Lock,
    LockState,
    Reason,
)
from custom_components.nas_burnin.engine.unlock.grants import UnlockAnswer
from tests.components.conftest import Engine
from tests.components.data import IDLE, NOW, POOL, VIEW, change, granted
from tests.components.helpers import entity_id, state_of

HELD = LockState(
    Lock.IN_USE,
    (
        Evidence(
            Lock.IN_USE,
            Detector.BLOCK,
            "sdc",
            Reason("held", {"node": "sdc", "holder": "md127"}),
        ),
    ),
)


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.LOCK]


@pytest.fixture(autouse=True)
def clock(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    freezer.move_to(NOW)
    return freezer


@pytest.fixture
def admin(hass_admin_user: MockUser) -> Context:
    return Context(user_id=hass_admin_user.id)


def lock_of(hass: HomeAssistant, drive_key: str) -> Any:
    return state_of(hass, "lock", drive_key, "safety_lock")


def grant(engine: Engine, user_id: str, seconds: float = 600) -> None:
    """The engine says that the drive of the pool was unlocked."""
    shown = GrantView(Lock.POOL, user_id, NOW + timedelta(seconds=seconds))
    engine.publish(change(VIEW, POOL, grant=shown), POOL)


async def act(
    hass: HomeAssistant, action: str, by: Context, drive_key: str = POOL, **data: str
) -> None:
    which = {"entity_id": entity_id(hass, "lock", drive_key, "safety_lock")}
    await hass.services.async_call(
        "lock", action, {**which, **data}, blocking=True, context=by
    )


async def test_platform(
    hass: HomeAssistant,
    snapshot: SnapshotAssertion,
    entity_registry: er.EntityRegistry,
    loaded: MockConfigEntry,
) -> None:
    await snapshot_platform(hass, entity_registry, snapshot, loaded.entry_id)


@pytest.mark.parametrize(
    ("lock", "state", "asks", "words"),
    [
        (Lock.FREE, State.UNLOCKED, False, None),
        (Lock.HAS_DATA, State.LOCKED, True, "ERASE OL01"),
        (Lock.EXPORTED_POOL, State.LOCKED, True, "DESTROY EXPORTED POOL"),
        (Lock.MOUNTED, State.LOCKED, True, "DESTROY MOUNTED FILESYSTEM"),
        (Lock.BOOT_POOL, State.LOCKED, True, "DESTROY BOOT POOL"),
        (Lock.IN_USE, State.LOCKED, False, None),
        (Lock.UNKNOWN, State.LOCKED, False, None),
    ],
)
async def test_what_each_lock_shows(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    lock: Lock,
    state: State,
    asks: bool,
    words: str | None,
) -> None:
    engine.publish(change(VIEW, POOL, lock=LockState(lock)), POOL)
    shown = lock_of(hass, POOL)
    assert shown.state == state
    assert ("code_format" in shown.attributes) == asks
    assert shown.attributes["to_unlock"] == words
    assert shown.attributes["lock"] == lock


async def test_unlock(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, admin: Context
) -> None:
    engine.mock.unlock.return_value = (UnlockAnswer(POOL, granted(POOL), None, "tank"),)
    await act(hass, "unlock", admin, code="tank")
    assert admin.user_id is not None
    engine.mock.unlock.assert_awaited_once_with(
        [POOL], "tank", Actor.person(admin.user_id)
    )
    grant(engine, admin.user_id)
    shown = lock_of(hass, POOL)
    assert shown.state == State.UNLOCKED
    assert "code_format" not in shown.attributes
    assert shown.attributes["to_unlock"] is None
    assert shown.attributes["unlocked_by"] == "Mock User"
    assert shown.attributes["unlocked_until"] == "2026-11-01T12:10:00+00:00"
    assert shown.attributes["seconds_left"] == 600


async def test_unlock_of_nobody_known_shows_the_login(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    grant(engine, "0123")
    assert lock_of(hass, POOL).attributes["unlocked_by"] == "0123"


@pytest.mark.parametrize(
    ("lock", "code", "words"),
    [
        (VIEW.drives[POOL].lock, "wrong_token", "not the words"),
        (VIEW.drives[POOL].lock, "too_many_tries", "too often"),
        (HELD, "in_use_stays_locked", "sdc is held by md127"),
    ],
)
async def test_refused_unlock(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    admin: Context,
    lock: LockState,
    code: str,
    words: str,
) -> None:
    engine.publish(change(VIEW, POOL, lock=lock), POOL)
    reason = Reason(code, {"minutes": "9"})
    engine.mock.unlock.return_value = (UnlockAnswer(POOL, None, reason, ""),)
    with pytest.raises(ServiceValidationError) as refused:
        await act(hass, "unlock", admin, code="dozer")
    assert refused.value.translation_key == "not_unlocked"
    assert refused.value.translation_placeholders is not None
    assert words in refused.value.translation_placeholders["reasons"]
    assert lock_of(hass, POOL).state == State.LOCKED


@pytest.mark.parametrize("code", [{}, {"code": ""}, {"code": "  "}])
async def test_no_words_are_no_try(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    admin: Context,
    code: dict[str, str],
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(hass, "unlock", admin, **code)
    assert refused.value.translation_key == "words_needed"
    assert refused.value.translation_placeholders == {"words": "tank"}
    engine.mock.unlock.assert_not_awaited()


async def test_blank_drive_needs_no_words(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, admin: Context
) -> None:
    answer = UnlockAnswer(IDLE, None, Reason("unlock_not_needed"), "")
    engine.mock.unlock.return_value = (answer,)
    with pytest.raises(ServiceValidationError) as refused:
        await act(hass, "unlock", admin, IDLE)
    assert refused.value.translation_key == "not_unlocked"


async def test_words_that_type_themselves_do_not_count(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    admin: Context,
    entity_registry: er.EntityRegistry,
) -> None:
    lock = entity_id(hass, "lock", POOL, "safety_lock")
    entity_registry.async_update_entity_options(lock, "lock", {"default_code": "tank"})
    await hass.async_block_till_done()
    with pytest.raises(ServiceValidationError) as refused:
        await act(hass, "unlock", admin)
    assert refused.value.translation_key == "default_code"
    engine.mock.unlock.assert_not_awaited()


async def test_relock(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, admin: Context
) -> None:
    assert admin.user_id is not None
    grant(engine, admin.user_id)
    await act(hass, "lock", admin)
    engine.mock.relock.assert_awaited_once_with([POOL], Actor.person(admin.user_id))
    engine.publish(VIEW, POOL)
    assert lock_of(hass, POOL).state == State.LOCKED
    # One that is locked can be locked again, by a script that locks them all.
    await act(hass, "lock", admin)


@pytest.mark.parametrize(("action", "data"), [("unlock", {"code": "x"}), ("lock", {})])
async def test_trouble_of_the_engine_is_translated(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    admin: Context,
    action: str,
    data: dict[str, str],
) -> None:
    engine.mock.unlock.side_effect = HostUnreachable("off")
    engine.mock.relock.side_effect = HostUnreachable("off")
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, action, admin, **data)
    assert raised.value.translation_key == "host_unreachable"


async def test_countdown_goes_down_to_locked(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    clock: FrozenDateTimeFactory,
) -> None:
    grant(engine, "ada", 25)
    seen = [lock_of(hass, POOL)]
    for _ in range(3):
        clock.tick(10)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
        seen.append(lock_of(hass, POOL))
    assert [state.attributes["seconds_left"] for state in seen] == [25, 15, 5, None]
    unlocked, locked = State.UNLOCKED, State.LOCKED
    assert [state.state for state in seen] == [unlocked, unlocked, unlocked, locked]

    written = async_capture_events(hass, "state_changed")
    clock.tick(60)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert not written


async def test_countdown_ends_with_the_entry(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    clock: FrozenDateTimeFactory,
) -> None:
    grant(engine, "ada")
    await hass.config_entries.async_unload(loaded.entry_id)
    clock.tick(10)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert lock_of(hass, POOL).state == STATE_UNAVAILABLE


async def test_nobody_knows_while_the_nas_does_not_answer(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.publish(replace(VIEW, connected=False), HOST)
    assert lock_of(hass, IDLE).state == STATE_UNAVAILABLE


async def test_voice_cannot_unlock(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, admin: Context
) -> None:
    """Not even that of an administrator, for it has no words to give."""
    for component in ("homeassistant", "intent"):
        assert await async_setup_component(hass, component, {})
    name = {"name": {"value": lock_of(hass, POOL).name}}
    with pytest.raises(intent.IntentHandleError):
        await intent.async_handle(
            hass, "test", intent.INTENT_TURN_OFF, name, context=admin
        )
    engine.mock.unlock.assert_not_awaited()


async def test_scene_cannot_unlock(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, admin: Context
) -> None:
    for component in ("homeassistant", "scene"):
        assert await async_setup_component(hass, component, {"scene": {}})
    lock = entity_id(hass, "lock", POOL, "safety_lock")
    with pytest.raises(ServiceValidationError) as refused:
        await hass.services.async_call(
            "scene",
            "apply",
            {"entities": {lock: {"state": State.UNLOCKED, "code": "tank"}}},
            blocking=True,
            context=admin,
        )
    assert refused.value.translation_key == "words_needed"
    engine.mock.unlock.assert_not_awaited()
