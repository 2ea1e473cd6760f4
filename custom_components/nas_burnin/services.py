"""Actions: the table of all, and those that start, cancel, unlock and relock drives."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolSchemaType
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .actions.pausing import async_pause, async_resume
from .actions.queueing import async_cancel, async_enqueue, named
from .actions.smart_tests import ATTR_KIND, KINDS, async_cancel_tests, async_start_tests
from .actions.targets import DEVICES, Target, by_entry, drives_of
from .actions.unlocking import async_relock, async_unlock, why_not
from .const import DOMAIN
from .coordinator import NasBurninConfigEntry
from .engine.model import (
    Actor,
    Pattern,
    Profile,
    StartRequest,
    SurfaceOptions,
)
from .engine.queue.plan import PROFILES
from .engine.sentences.speaker import Speaker
from .engine.text import clean
from .engine.unlock.grants import UnlockAnswer
from .errors import refusal
from .guard import require_admin, require_person, require_start
from .profiles import CUSTOM_PROFILE, LONGEST_NAME, MOST_BAD_BLOCKS, profile_named
from .records.answers import (
    async_export_jobs,
    async_forget_drive,
    async_get_certificate,
    async_get_history,
    async_get_report,
    async_set_note,
)
from .records.schemas import (
    EXPORT_SCHEMA,
    FORGET_DRIVE_SCHEMA,
    GET_CERTIFICATE_SCHEMA,
    GET_HISTORY_SCHEMA,
    GET_REPORT_SCHEMA,
    SET_NOTE_SCHEMA,
)
from .schemas import one_of, several_of
from .shown import LONGEST, speaker_to

ACTION_START: Final = "start"
ACTION_CANCEL: Final = "cancel"
ACTION_PAUSE: Final = "pause"
ACTION_RESUME: Final = "resume"
ACTION_UNLOCK: Final = "unlock"
ACTION_RELOCK: Final = "relock"
ACTION_START_TEST: Final = "start_smart_test"
ACTION_CANCEL_TEST: Final = "cancel_smart_test"
ACTION_GET_HISTORY: Final = "get_history"
ACTION_GET_REPORT: Final = "get_report"
ACTION_GET_CERTIFICATE: Final = "get_certificate"
ACTION_EXPORT: Final = "export"
ACTION_FORGET_DRIVE: Final = "forget_drive"
ACTION_SET_NOTE: Final = "set_note"

ATTR_ACKNOWLEDGE: Final = "acknowledge_erase"
ATTR_CONFIRMATION: Final = "confirmation"
ATTR_ERROR_LIMIT: Final = "error_limit"
ATTR_PATTERNS: Final = "patterns"
ATTR_PROFILE: Final = "profile"
ATTR_STAGES: Final = "stages"

# The stages that can be run so far are those that some profile has.
STAGES: Final = tuple(
    dict.fromkeys(kind for profile in PROFILES.values() for kind in profile.stages)
)

_NOT_BOTH: Final = f"give {ATTR_PROFILE} or {ATTR_STAGES}, not both"


def _as_pattern(value: object) -> str:
    """A pattern as people write it: 0xAA, or 00 without quotes, which YAML makes 0."""
    return str(value).lower().removeprefix("0x").zfill(2)


START_SCHEMA = vol.All(
    vol.Schema(
        {
            vol.Required(ATTR_DEVICE_ID): DEVICES,
            vol.Exclusive(ATTR_PROFILE, "what", msg=_NOT_BOTH): vol.All(
                cv.string, vol.Length(max=LONGEST_NAME)
            ),
            vol.Exclusive(ATTR_STAGES, "what", msg=_NOT_BOTH): several_of(STAGES),
            vol.Optional(ATTR_PATTERNS): vol.All(
                cv.ensure_list, [_as_pattern], several_of(Pattern)
            ),
            vol.Optional(ATTR_ERROR_LIMIT): vol.All(
                vol.Coerce(int), vol.Range(min=1, max=MOST_BAD_BLOCKS)
            ),
            vol.Optional(ATTR_ACKNOWLEDGE, default=False): cv.boolean,
        }
    ),
    cv.has_at_least_one_key(ATTR_PROFILE, ATTR_STAGES),
)

CANCEL_SCHEMA = vol.Schema({vol.Required(ATTR_DEVICE_ID): DEVICES})

PAUSE_SCHEMA = vol.Schema({vol.Required(ATTR_DEVICE_ID): DEVICES})

RESUME_SCHEMA = vol.Schema({vol.Required(ATTR_DEVICE_ID): DEVICES})

UNLOCK_SCHEMA = vol.Schema(
    {
        vol.Required(ATTR_DEVICE_ID): DEVICES,
        vol.Required(ATTR_CONFIRMATION): vol.All(cv.string, vol.Length(max=LONGEST)),
    }
)

RELOCK_SCHEMA = vol.Schema({vol.Required(ATTR_DEVICE_ID): DEVICES})

START_SMART_TEST_SCHEMA = vol.Schema(
    {
        vol.Required(ATTR_DEVICE_ID): DEVICES,
        vol.Required(ATTR_KIND): one_of(KINDS),
    }
)

CANCEL_SMART_TEST_SCHEMA = vol.Schema({vol.Required(ATTR_DEVICE_ID): DEVICES})


type Handler = Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]

_NONE, _OPTIONAL, _ONLY = (
    SupportsResponse.NONE,
    SupportsResponse.OPTIONAL,
    SupportsResponse.ONLY,
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions; what asks something of a NAS works while it is set up."""
    for action, (handler, schema, answers) in _actions().items():
        hass.services.async_register(DOMAIN, action, handler, schema, answers)


def _actions() -> dict[str, tuple[Handler, VolSchemaType, SupportsResponse]]:
    return {
        ACTION_START: (_async_start, START_SCHEMA, _OPTIONAL),
        ACTION_CANCEL: (_async_cancel, CANCEL_SCHEMA, _OPTIONAL),
        ACTION_PAUSE: (async_pause, PAUSE_SCHEMA, _OPTIONAL),
        ACTION_RESUME: (async_resume, RESUME_SCHEMA, _OPTIONAL),
        ACTION_UNLOCK: (_async_unlock, UNLOCK_SCHEMA, _OPTIONAL),
        ACTION_RELOCK: (_async_relock, RELOCK_SCHEMA, _NONE),
        ACTION_START_TEST: (async_start_tests, START_SMART_TEST_SCHEMA, _OPTIONAL),
        ACTION_CANCEL_TEST: (async_cancel_tests, CANCEL_SMART_TEST_SCHEMA, _OPTIONAL),
        ACTION_GET_HISTORY: (async_get_history, GET_HISTORY_SCHEMA, _ONLY),
        ACTION_GET_REPORT: (async_get_report, GET_REPORT_SCHEMA, _ONLY),
        ACTION_GET_CERTIFICATE: (async_get_certificate, GET_CERTIFICATE_SCHEMA, _ONLY),
        ACTION_EXPORT: (async_export_jobs, EXPORT_SCHEMA, _ONLY),
        ACTION_FORGET_DRIVE: (async_forget_drive, FORGET_DRIVE_SCHEMA, _OPTIONAL),
        ACTION_SET_NOTE: (async_set_note, SET_NOTE_SCHEMA, _NONE),
    }


def _profile(call: ServiceCall, entry: NasBurninConfigEntry) -> Profile:
    """What is asked for: a profile of this NAS, or stages that a person put together."""
    if ATTR_PROFILE in call.data:
        return profile_named(entry, call.data[ATTR_PROFILE])
    return Profile(CUSTOM_PROFILE, tuple(call.data[ATTR_STAGES]))


def _request(
    call: ServiceCall, actor: Actor, drive_key: str, profile: Profile
) -> StartRequest:
    chosen = profile.options
    return StartRequest(
        drive_key=drive_key,
        profile=profile.name,
        stages=profile.stages,
        options=SurfaceOptions(
            patterns=tuple(call.data.get(ATTR_PATTERNS, chosen.patterns)),
            error_limit=call.data.get(ATTR_ERROR_LIMIT, chosen.error_limit),
        ),
        requested_by=actor.user_id,
        automation=not actor.is_person,
    )


async def _async_start(call: ServiceCall) -> ServiceResponse:
    """Queue a burn-in for each drive; refuse all before any is queued."""
    actor = await require_admin(call.hass, call.context)
    profiles = {
        entry.entry_id: (entry, _profile(call, entry))
        for entry in by_entry(drives_of(call))
    }
    for entry, profile in profiles.values():
        await require_start(call.hass, call.context, entry, profile.stages)
    erases = any(profile.erases for _, profile in profiles.values())
    if erases and not call.data[ATTR_ACKNOWLEDGE]:
        raise refusal("erase_not_acknowledged")

    def request(target: Target) -> StartRequest:
        _, profile = profiles[target.entry.entry_id]
        return _request(call, actor, target.drive_key, profile)

    return await async_enqueue(call, request)


async def _async_cancel(call: ServiceCall) -> ServiceResponse:
    """Cancel the job of each drive."""
    actor = await require_admin(call.hass, call.context)
    return await async_cancel(call, actor)


async def _async_unlock(call: ServiceCall) -> ServiceResponse:
    """Let a person test drives in spite of their locks, each once and soon."""
    actor = await require_person(call.hass, call.context)
    targets = drives_of(call)
    answers: dict[str, UnlockAnswer] = {}
    for entry, group in by_entry(targets).items():
        drive_keys = [target.drive_key for target in group]
        given = await async_unlock(
            entry.runtime_data, drive_keys, call.data[ATTR_CONFIRMATION], actor
        )
        for target, answer in zip(group, given, strict=True):
            answers[target.device_id] = answer
    speaker = speaker_to(call.hass, call.context)
    if call.return_response:
        return {
            "results": [
                _unlocked(target, answers[target.device_id], speaker)
                for target in targets
            ]
        }
    refused = [
        named(target, why_not(target.entry.runtime_data, answer, speaker))
        for target in targets
        if (answer := answers[target.device_id]).grant is None
    ]
    if refused:
        raise refusal("not_unlocked", reasons="; ".join(refused))
    return None


def _unlocked(target: Target, answer: UnlockAnswer, speaker: Speaker) -> JsonObjectType:
    grant = answer.grant
    return {
        "device_id": target.device_id,
        "drive": target.name,
        "unlocked_until": grant.expires.isoformat() if grant else None,
        "reasons": []
        if grant
        else [*why_not(target.entry.runtime_data, answer, speaker)],
        "words": clean(answer.token_hint) or None,
    }


async def _async_relock(call: ServiceCall) -> ServiceResponse:
    """Take unlocks back."""
    actor = await require_admin(call.hass, call.context)
    for entry, group in by_entry(drives_of(call)).items():
        drive_keys = [target.drive_key for target in group]
        await async_relock(entry.runtime_data, drive_keys, actor)
    return None
