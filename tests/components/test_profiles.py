"""Profiles that an administrator makes: the dialog, and where they can be chosen."""

from typing import Any
from unittest.mock import patch

from homeassistant.components.select import ATTR_OPTIONS
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import Context, HomeAssistant, State
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    mock_restore_cache_with_extra_data,
)

from custom_components.nas_burnin.engine.model import (
    Pattern,
    Profile,
    StageKind,
    StartAnswer,
    SurfaceOptions,
)
from custom_components.nas_burnin.engine.queue.plan import PROFILES
from custom_components.nas_burnin.options import settings_of
from custom_components.nas_burnin.profiles import SUBENTRY_PROFILE, profiles_of
from tests.components.conftest import Engine
from tests.components.data import IDLE
from tests.components.helpers import device_of, entity_id, state_of

MINE: dict[str, Any] = {
    "name": "Two rounds",
    "stages": ["long_smart", "surface_validate", "short_smart"],
    "patterns": ["random", "00"],
    "error_limit": 5.0,
    "acknowledge_erase": True,
}
MADE = Profile(
    "Two rounds",
    (
        StageKind.LONG_SMART,
        StageKind.SURFACE_VALIDATE,
        StageKind.SHORT_SMART,
        StageKind.FINAL_CHECK,
    ),
    SurfaceOptions((Pattern.RANDOM, Pattern.X00), 5),
)
HARMLESS: dict[str, Any] = {
    "name": "Just look",
    "stages": ["surface_read"],
    "error_limit": 100,
    "acknowledge_erase": False,
}


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.SELECT, Platform.BUTTON]


@pytest.fixture
async def admin(hass: HomeAssistant) -> Context:
    user = MockUser(is_owner=True).add_to_hass(hass)
    return Context(user_id=user.id)


async def make(hass: HomeAssistant, entry: MockConfigEntry, **given: Any) -> Any:
    manager = hass.config_entries.subentries
    form = await manager.async_init(
        (entry.entry_id, SUBENTRY_PROFILE), context={"source": "user"}
    )
    assert (form["step_id"], form["errors"]) == ("user", {})
    return await manager.async_configure(form["flow_id"], {**MINE, **given})


async def begin_change(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Open the form of the one profile there is."""
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_PROFILE),
        context={"source": "reconfigure", "subentry_id": made(entry).subentry_id},
    )
    assert (form["step_id"], form["errors"]) == ("reconfigure", {})
    return form


async def change(hass: HomeAssistant, entry: MockConfigEntry, **given: Any) -> Any:
    form = await begin_change(hass, entry)
    manager = hass.config_entries.subentries
    return await manager.async_configure(form["flow_id"], {**MINE, **given})


def made(entry: MockConfigEntry) -> ConfigSubentry:
    (subentry,) = entry.subentries.values()
    return subentry


async def remove(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    hass.config_entries.async_remove_subentry(entry, made(entry).subentry_id)
    await hass.async_block_till_done()


# --- the dialog -----------------------------------------------------------------------


async def test_a_profile_is_made(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    done = await make(hass, loaded)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert made(loaded).title == "Two rounds"
    assert "acknowledge_erase" not in made(loaded).data
    assert profiles_of(loaded) == {**PROFILES, "Two rounds": MADE}
    assert loaded.state is ConfigEntryState.LOADED
    engine.mock.stop.assert_not_awaited()


async def test_a_profile_of_a_nas_that_is_away(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    assert (await make(hass, entry))["type"] is FlowResultType.CREATE_ENTRY
    assert profiles_of(entry)["Two rounds"] == MADE
    engine.mock.set_settings.assert_not_awaited()


async def test_what_erases_nothing_needs_no_word_and_no_pattern(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    done = await make(hass, loaded, **HARMLESS, patterns=[])
    assert done["type"] is FlowResultType.CREATE_ENTRY
    profile = profiles_of(loaded)["Just look"]
    assert not profile.erases
    assert profile.stages == (StageKind.SURFACE_READ, StageKind.FINAL_CHECK)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Two   rounds ", "Two rounds"),
        ("Two\u202erounds", "Two\\u202erounds"),
        ("ünï", "ünï"),
        ("x" * 40, "x" * 40),
    ],
)
async def test_names_are_cleaned(
    hass: HomeAssistant, loaded: MockConfigEntry, typed: str, kept: str
) -> None:
    await make(hass, loaded, name=typed)
    assert made(loaded).title == made(loaded).data["name"] == kept


WRONG = [
    ({"name": ""}, "name", "name_invalid"),
    ({"name": " \t"}, "name", "name_invalid"),
    ({"name": "x" * 41}, "name", "name_invalid"),
    *(
        ({"name": name}, "name", "name_built_in")
        for name in ("standard", "STANDARD", " smart only", "Read-only", "custom")
    ),
    ({"name": "Smart"}, "name", "name_built_in"),
    ({"stages": []}, "stages", "no_stage"),
    ({"patterns": []}, "patterns", "no_pattern"),
    ({"patterns": ["00"]}, "patterns", "zeros_alone"),
    ({"acknowledge_erase": False}, "acknowledge_erase", "erase_not_acknowledged"),
]


@pytest.mark.parametrize(("wrong", "field", "error"), WRONG)
async def test_what_is_no_profile(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    wrong: dict[str, Any],
    field: str,
    error: str,
) -> None:
    form = await make(hass, loaded, **wrong)
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {field: error}
    assert not loaded.subentries
    # What was filled in is still there.
    shown = {
        str(marker): marker.description["suggested_value"]
        for marker in form["data_schema"].schema
    }
    assert shown == {**MINE, **wrong}
    manager = hass.config_entries.subentries
    done = await manager.async_configure(form["flow_id"], MINE)
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(("wrong", "field", "error"), WRONG)
async def test_a_change_to_what_is_no_profile(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    wrong: dict[str, Any],
    field: str,
    error: str,
) -> None:
    await make(hass, loaded)
    form = await change(hass, loaded, **wrong)
    assert form["errors"] == {field: error}
    assert profiles_of(loaded)["Two rounds"] == MADE
    manager = hass.config_entries.subentries
    done = await manager.async_configure(form["flow_id"], {**MINE, "name": "Other"})
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "reconfigure_successful"
    assert made(loaded).title == "Other"


@pytest.mark.parametrize(
    "wrong",
    [
        {"stages": ["final_check"]},
        {"stages": ["format"]},
        {"patterns": ["ab"]},
        {"error_limit": 0},
        {"error_limit": 100_001},
    ],
)
async def test_what_no_form_offers(
    hass: HomeAssistant, loaded: MockConfigEntry, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidData):
        await make(hass, loaded, **wrong)


async def test_two_profiles_have_two_names(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await make(hass, loaded)
    form = await make(hass, loaded, name="two ROUNDS")
    assert form["errors"] == {"name": "name_taken"}
    # A change may keep the name, or write it differently.
    for name in ("Two rounds", "TWO rounds"):
        done = await change(hass, loaded, name=name, stages=["surface_read"])
        assert done["type"] is FlowResultType.ABORT
        assert made(loaded).title == name


async def test_the_form_of_a_change_shows_what_is(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await make(hass, loaded)
    form = await begin_change(hass, loaded)
    shown = {
        str(marker): marker.description["suggested_value"]
        for marker in form["data_schema"].schema
        if marker.description
    }
    assert shown == {key: MINE[key] for key in shown}
    # The word that it may erase is given each time.
    assert MINE.keys() - shown.keys() == {"acknowledge_erase"}


# --- where it can be chosen -----------------------------------------------------------


def options(hass: HomeAssistant) -> list[str]:
    chosen: list[str] = state_of(hass, "select", IDLE, "profile").attributes[
        ATTR_OPTIONS
    ]
    return chosen


async def choose(hass: HomeAssistant, option: str) -> None:
    select = entity_id(hass, "select", IDLE, "profile")
    data = {"entity_id": select, "option": option}
    await hass.services.async_call("select", "select_option", data, blocking=True)


async def press(hass: HomeAssistant, context: Context) -> None:
    await hass.services.async_call(
        "button",
        "press",
        {"entity_id": entity_id(hass, "button", IDLE, "start")},
        blocking=True,
        context=context,
    )


async def test_a_profile_comes_and_goes(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, admin: Context
) -> None:
    engine.mock.enqueue.return_value = (StartAnswer(IDLE, "queued", "job-2"),)
    assert options(hass) == list(PROFILES)
    await make(hass, loaded)
    await hass.async_block_till_done()
    assert options(hass) == [*PROFILES, "Two rounds"]
    await choose(hass, "Two rounds")
    await press(hass, admin)
    ((request,),) = engine.mock.enqueue.await_args.args
    assert request.profile == "Two rounds"
    assert (request.stages, request.options) == (MADE.stages, MADE.options)

    await remove(hass, loaded)
    assert options(hass) == list(PROFILES)
    # Not another one, which might erase what that one did not.
    assert state_of(hass, "select", IDLE, "profile").state == STATE_UNKNOWN
    with pytest.raises(ServiceValidationError) as refused:
        await press(hass, admin)
    assert refused.value.translation_key == "no_such_profile"
    assert engine.mock.enqueue.await_count == 1
    await choose(hass, "quick")
    await press(hass, admin)


async def test_a_choice_is_kept_while_its_profile_is_gone(
    hass: HomeAssistant,
    engine: Engine,
    entry: MockConfigEntry,
    platforms: list[Platform],
) -> None:
    name = "select.wdc_wd140edfz_9lidle01_burn_in_profile"
    kept = {"chosen": "Two rounds"}
    mock_restore_cache_with_extra_data(hass, [(State(name, STATE_UNKNOWN), kept)])
    with patch("custom_components.nas_burnin.PLATFORMS", platforms):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    assert state_of(hass, "select", IDLE, "profile").state == STATE_UNKNOWN
    await make(hass, entry)
    await hass.async_block_till_done()
    assert state_of(hass, "select", IDLE, "profile").state == "Two rounds"


async def test_the_action_knows_it(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, admin: Context
) -> None:
    engine.mock.enqueue.return_value = (StartAnswer(IDLE, "queued", "job-2"),)
    await make(hass, loaded)
    call: dict[str, Any] = {
        "device_id": device_of(hass, loaded, IDLE).id,
        "profile": "Two rounds",
    }

    async def start(**more: Any) -> None:
        await hass.services.async_call(
            "nas_burnin", "start", {**call, **more}, blocking=True, context=admin
        )

    with pytest.raises(ServiceValidationError) as refused:
        await start()
    assert refused.value.translation_key == "erase_not_acknowledged"
    await start(acknowledge_erase=True, patterns=["ff"])
    ((request,),) = engine.mock.enqueue.await_args.args
    assert request.stages == MADE.stages
    assert request.options == SurfaceOptions((Pattern.FF,), 5)


async def test_a_change_counts_at_once(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    await make(hass, loaded)
    hass.config_entries.async_update_entry(
        loaded,
        options={
            "allow_automations": True,
            "auto_start": {"enabled": True, "profile": "Two rounds"},
        },
    )
    await hass.async_block_till_done()

    def told() -> Any:
        (settings,) = engine.mock.set_settings.await_args.args
        assert settings == settings_of(loaded.options, profiles_of(loaded))
        return settings.auto_start

    assert told() == MADE
    await change(hass, loaded, **HARMLESS | {"name": "Two rounds"})
    await hass.async_block_till_done()
    assert told().stages == (StageKind.SURFACE_READ, StageKind.FINAL_CHECK)
    await remove(hass, loaded)
    assert told() is None

    # The form does not put another one in its place.
    form = await hass.config_entries.options.async_init(loaded.entry_id)
    assert form["data_schema"]
    below = form["data_schema"].schema["auto_start"].schema.schema
    shown = {
        str(marker): (marker.description or {}).get("suggested_value")
        for marker in below
    }
    assert shown == {"enabled": False, "profile": None}


async def test_a_profile_that_goes_while_it_is_chosen_in_the_options(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await make(hass, loaded)
    configure = hass.config_entries.options.async_configure
    form = await hass.config_entries.options.async_init(loaded.entry_id)
    await remove(hass, loaded)
    sections = ("start_window", "health", "disk_heat", "flash_heat", "silence")
    given = {
        **{section: {} for section in sections},
        "auto_start": {"enabled": True, "profile": "Two rounds"},
    }
    again = await configure(form["flow_id"], given)
    assert again["errors"] == {"auto_start": "profile_gone"}
    done = await configure(again["flow_id"], given | {"auto_start": {}})
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_another_entry_is_none_of_ours(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.mock.set_settings.reset_mock()
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    hass.config_entries.async_update_entry(other, options={"x": 1})
    await hass.async_block_till_done()
    engine.mock.set_settings.assert_not_awaited()
    await hass.config_entries.async_unload(loaded.entry_id)
    hass.config_entries.async_update_entry(loaded, options={"log_days": 3})
    await hass.async_block_till_done()
    engine.mock.set_settings.assert_not_awaited()
