"""Actions: start and cancel burn-ins of one or many drives."""

from dataclasses import dataclass
from typing import Final

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv, service
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .const import DOMAIN
from .coordinator import NasBurninConfigEntry
from .engine.model import Pattern, StageKind, StartAnswer, StartRequest, SurfaceOptions
from .engine.plan import PROFILES
from .errors import refusal, sentences, translated
from .guard import require_admin, require_start

ACTION_START: Final = "start"
ACTION_CANCEL: Final = "cancel"

ATTR_ACKNOWLEDGE: Final = "acknowledge_erase"
ATTR_ERROR_LIMIT: Final = "error_limit"
ATTR_PATTERNS: Final = "patterns"
ATTR_PROFILE: Final = "profile"
ATTR_STAGES: Final = "stages"

# What a job is called whose stages a person put together.
CUSTOM_PROFILE: Final = "custom"
# The stages that can be run so far are those that some profile has.
STAGES: Final = tuple(
    dict.fromkeys(kind for profile in PROFILES.values() for kind in profile.stages)
)
OUTCOMES: Final = ("queued", "skipped", "locked")

_DEVICES = vol.All(cv.ensure_list, [cv.string], vol.Length(min=1))

START_SCHEMA = vol.All(
    vol.Schema(
        {
            vol.Required(ATTR_DEVICE_ID): _DEVICES,
            vol.Exclusive(ATTR_PROFILE, "what"): vol.In(list(PROFILES)),
            vol.Exclusive(ATTR_STAGES, "what"): vol.All(
                cv.ensure_list,
                [vol.All(vol.In([kind.value for kind in STAGES]), StageKind)],
                vol.Length(min=1),
            ),
            vol.Optional(ATTR_PATTERNS): vol.All(
                cv.ensure_list,
                [vol.All(cv.string, vol.Coerce(Pattern))],
                vol.Length(min=1),
            ),
            vol.Optional(ATTR_ERROR_LIMIT): vol.All(
                vol.Coerce(int), vol.Range(min=1, max=100_000)
            ),
            vol.Optional(ATTR_ACKNOWLEDGE, default=False): cv.boolean,
        }
    ),
    cv.has_at_least_one_key(ATTR_PROFILE, ATTR_STAGES),
)

CANCEL_SCHEMA = vol.Schema({vol.Required(ATTR_DEVICE_ID): _DEVICES})


@dataclass(frozen=True, slots=True)
class Target:
    """A drive that an action is meant for, with its NAS."""

    device_id: str
    entry: NasBurninConfigEntry
    drive_key: str

    @property
    def name(self) -> str:
        """The serial by which a person knows the drive."""
        return self.entry.runtime_data.data.drives[self.drive_key].drive.serial


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions; they work while an entry is loaded."""
    hass.services.async_register(
        DOMAIN, ACTION_START, _async_start, START_SCHEMA, SupportsResponse.OPTIONAL
    )
    hass.services.async_register(
        DOMAIN, ACTION_CANCEL, _async_cancel, CANCEL_SCHEMA, SupportsResponse.OPTIONAL
    )


@callback
def _targets(call: ServiceCall) -> list[Target]:
    # Named twice is meant once.
    return [
        _target(call, device) for device in dict.fromkeys(call.data[ATTR_DEVICE_ID])
    ]


@callback
def _target(call: ServiceCall, device_id: str) -> Target:
    device, entry = service.async_get_device_and_config_entry(
        call.hass, DOMAIN, device_id, include_child_devices=False
    )
    for domain, drive_key in device.identifiers:
        if domain == DOMAIN and drive_key in entry.runtime_data.data.drives:
            return Target(device_id, entry, drive_key)
    raise refusal("not_a_drive", device=device.name_by_user or device.name or device_id)


@callback
def _by_entry(targets: list[Target]) -> dict[NasBurninConfigEntry, list[Target]]:
    groups: dict[str, list[Target]] = {}
    for target in targets:
        groups.setdefault(target.entry.entry_id, []).append(target)
    return {group[0].entry: group for group in groups.values()}


def _request(call: ServiceCall, drive_key: str) -> StartRequest:
    name = call.data.get(ATTR_PROFILE, CUSTOM_PROFILE)
    profile = PROFILES.get(name)
    chosen = profile.options if profile else SurfaceOptions()
    return StartRequest(
        drive_key=drive_key,
        profile=name,
        stages=profile.stages if profile else tuple(call.data[ATTR_STAGES]),
        options=SurfaceOptions(
            patterns=tuple(call.data.get(ATTR_PATTERNS, chosen.patterns)),
            error_limit=call.data.get(ATTR_ERROR_LIMIT, chosen.error_limit),
        ),
        requested_by=call.context.user_id,
    )


async def _async_start(call: ServiceCall) -> ServiceResponse:
    """Queue a burn-in for each drive; refuse all before any is queued."""
    groups = _by_entry(_targets(call))
    for entry, targets in groups.items():
        stages = _request(call, targets[0].drive_key).stages
        await require_start(call.hass, call.context, entry, stages)
        erases = any(stage.destructive for stage in stages)
        if erases and not call.data[ATTR_ACKNOWLEDGE]:
            raise refusal("erase_not_acknowledged")

    answers: dict[str, tuple[Target, StartAnswer]] = {}
    for entry, targets in groups.items():
        requests = [_request(call, target.drive_key) for target in targets]
        with translated():
            given = await entry.runtime_data.burnin.enqueue(requests)
        for target, answer in zip(targets, given, strict=True):
            answers[target.device_id] = (target, answer)

    in_order = [answers[device] for device in dict.fromkeys(call.data[ATTR_DEVICE_ID])]
    if not call.return_response:
        _tell_refusals(in_order)
        return None
    outcomes = [answer.outcome for _, answer in in_order]
    return {
        "results": [_result(target, answer) for target, answer in in_order],
        **{outcome: outcomes.count(outcome) for outcome in OUTCOMES},
    }


def _result(target: Target, answer: StartAnswer) -> JsonObjectType:
    return {
        "device_id": target.device_id,
        "drive": target.name,
        "outcome": answer.outcome,
        "job": answer.job_uid,
        "reasons": [*sentences(answer.reasons)],
    }


def _tell_refusals(answers: list[tuple[Target, StartAnswer]]) -> None:
    # Who does not read the answer would otherwise believe that all is well.
    refused = [
        f"{target.name}: {' '.join(sentences(answer.reasons))}"
        for target, answer in answers
        if answer.job_uid is None
    ]
    if refused:
        raise refusal("not_started", reasons="; ".join(refused))


async def _async_cancel(call: ServiceCall) -> ServiceResponse:
    """Cancel the job of each drive."""
    targets = _targets(call)
    await require_admin(call.hass, call.context)
    cancelled: list[bool] = []
    for target in targets:
        with translated():
            done = await target.entry.runtime_data.burnin.cancel(target.drive_key)
        cancelled.append(done)
    if call.return_response:
        return {
            "results": [
                {
                    "device_id": target.device_id,
                    "drive": target.name,
                    "cancelled": done,
                }
                for target, done in zip(targets, cancelled, strict=True)
            ]
        }
    idle = [
        target.name for target, done in zip(targets, cancelled, strict=True) if not done
    ]
    if idle:
        raise refusal("nothing_to_cancel", drives=", ".join(idle))
    return None
