"""Pause and resume: drives, many of them, or a whole NAS; by action and by switch."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from homeassistant.core import Context, ServiceCall, ServiceResponse
from homeassistant.util.json import JsonObjectType

from ..coordinator import NasBurninCoordinator
from ..engine.jobs.pausing import PauseAnswer, Paused
from ..engine.model import Actor
from ..engine.sentences.speaker import Speaker
from ..engine.text import clean
from ..errors import refusal, translated
from ..guard import require_admin
from ..shown import speaker_to
from .targets import by_entry, drives_and_hosts_of


class Wish(StrEnum):
    """What is wanted of tests."""

    PAUSE = "pause"
    RESUME = "resume"


async def async_pause(call: ServiceCall) -> ServiceResponse:
    """Let tests stand still; a NAS that is paused as a whole begins none either."""
    return await _for_all(call, Wish.PAUSE)


async def async_resume(call: ServiceCall) -> ServiceResponse:
    """Let tests go on that a person, or an automation, had paused."""
    return await _for_all(call, Wish.RESUME)


async def async_switch(
    coordinator: NasBurninCoordinator,
    drive_key: str | None,
    wish: Wish,
    context: Context | None,
) -> None:
    """Carry a wish out for one drive, or for the NAS without one."""
    actor = await require_admin(coordinator.hass, context)
    keys = None if drive_key is None else [drive_key]
    given = await _carry_out(coordinator, keys, wish, actor)
    _tell_skipped(coordinator, given, speaker_to(coordinator.hass, context))


async def _for_all(call: ServiceCall, wish: Wish) -> ServiceResponse:
    actor = await require_admin(call.hass, call.context)
    drives, hosts = drives_and_hosts_of(call)
    wanted: list[tuple[NasBurninCoordinator, list[str] | None]] = [
        *((entry.runtime_data, None) for entry in hosts),
        *(
            (entry.runtime_data, [target.drive_key for target in group])
            for entry, group in by_entry(drives).items()
        ),
    ]
    answers = [
        (coordinator, await _carry_out(coordinator, keys, wish, actor))
        for coordinator, keys in wanted
    ]
    speaker = speaker_to(call.hass, call.context)
    if call.return_response:
        return {
            "results": [
                _result(coordinator, answer, speaker)
                for coordinator, given in answers
                for answer in given
            ]
        }
    for coordinator, given in answers:
        _tell_skipped(coordinator, given, speaker)
    return None


async def _carry_out(
    coordinator: NasBurninCoordinator,
    drive_keys: Sequence[str] | None,
    wish: Wish,
    actor: Actor,
) -> tuple[PauseAnswer, ...]:
    burnin = coordinator.burnin
    with translated(coordinator.hass):
        if wish is Wish.PAUSE:
            return await burnin.pause(drive_keys, actor)
        return await burnin.resume(drive_keys, actor)


def _result(
    coordinator: NasBurninCoordinator, answer: PauseAnswer, speaker: Speaker
) -> JsonObjectType:
    return {
        "device_id": coordinator.async_device_id(answer.drive_key),
        "drive": _serial(coordinator, answer),
        "outcome": answer.outcome.value,
        "reasons": [*speaker.sentences(answer.reasons)],
    }


def _tell_skipped(
    coordinator: NasBurninCoordinator, answers: Iterable[PauseAnswer], speaker: Speaker
) -> None:
    skipped = [
        f"{_serial(coordinator, answer)}: {' '.join(speaker.sentences(answer.reasons))}"
        for answer in answers
        if answer.outcome is Paused.SKIPPED
    ]
    if skipped:
        raise refusal("nothing_done", reasons="; ".join(skipped))


def _serial(coordinator: NasBurninCoordinator, answer: PauseAnswer) -> str:
    return clean(coordinator.data.drives[answer.drive_key].drive.serial)
