"""Starting and cancelling jobs of many drives, and telling what became of each."""

from collections.abc import Callable
from typing import Final

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util.json import JsonObjectType

from ..engine.errors import HostError, SetupError
from ..engine.model import Actor, DriveView, StartAnswer, StartRequest
from ..engine.sentences.speaker import Speaker
from ..errors import refusal, translated
from ..shown import speaker_to
from .targets import Target, by_entry, drives_of

OUTCOMES: Final = ("queued", "skipped", "locked")


async def async_enqueue(
    call: ServiceCall, request: Callable[[Target], StartRequest]
) -> ServiceResponse:
    """Queue what is requested of each drive.

    Raises:
        HomeAssistantError: a host can't be asked; on all others it is queued.
    """
    answers: dict[str, tuple[Target, StartAnswer]] = {}
    unasked: Exception | None = None
    with translated(call.hass):
        for entry, targets in by_entry(drives_of(call)).items():
            requests = [request(target) for target in targets]
            try:
                given = await entry.runtime_data.burnin.enqueue(requests)
            except (HostError, SetupError) as error:
                unasked = unasked or error
                continue
            for target, answer in zip(targets, given, strict=True):
                answers[target.device_id] = (target, answer)
        if unasked:
            raise unasked

    in_order = [answers[device] for device in dict.fromkeys(call.data[ATTR_DEVICE_ID])]
    speaker = speaker_to(call.hass, call.context)
    if not call.return_response:
        _tell_refusals(in_order, speaker)
        return None
    outcomes = [answer.outcome for _, answer in in_order]
    return {
        "results": [_result(target, answer, speaker) for target, answer in in_order],
        **{outcome: outcomes.count(outcome) for outcome in OUTCOMES},
    }


def _result(target: Target, answer: StartAnswer, speaker: Speaker) -> JsonObjectType:
    return {
        "device_id": target.device_id,
        "drive": target.name,
        "outcome": answer.outcome,
        "job": answer.job_uid,
        "reasons": [*speaker.sentences(answer.reasons)],
    }


def _tell_refusals(answers: list[tuple[Target, StartAnswer]], speaker: Speaker) -> None:
    # Who does not read the answer would otherwise believe that all is well.
    refused = [
        named(target, speaker.sentences(answer.reasons))
        for target, answer in answers
        if answer.job_uid is None
    ]
    if refused:
        raise refusal("not_started", reasons="; ".join(refused))


def named(target: Target, said: list[str]) -> str:
    """What is said of a drive, with its name before it."""
    return f"{target.name}: {' '.join(said)}"


def no_burn_in(drives: str) -> ServiceValidationError:
    """The refusal to cancel where there is no burn-in."""
    return refusal("nothing_to_cancel", drives=drives)


async def async_cancel(
    call: ServiceCall,
    actor: Actor,
    is_meant: Callable[[DriveView], bool] = lambda view: True,
    nothing: Callable[[str], ServiceValidationError] = no_burn_in,
) -> ServiceResponse:
    """Cancel the job of each drive that is meant; `nothing` says that there is none.

    Raises:
        HomeAssistantError: a host can't be asked. That is kept, and done as soon as it
            answers; all others are cancelled.
    """
    targets = drives_of(call)
    cancelled: list[bool] = []
    unasked: Exception | None = None
    with translated(call.hass):
        for target in targets:
            coordinator = target.entry.runtime_data
            view = coordinator.data.drives[target.drive_key]
            try:
                cancelled.append(
                    is_meant(view)
                    and await coordinator.burnin.cancel(target.drive_key, actor)
                )
            except (HostError, SetupError) as error:
                unasked = unasked or error
        if unasked:
            raise unasked
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
        raise nothing(", ".join(idle))
    return None
