"""A drive's own self-test as a job of its own: followed, kept, and shown like any other."""

from typing import Final

from homeassistant.core import Context, ServiceCall, ServiceResponse
from homeassistant.exceptions import ServiceValidationError

from ..coordinator import NasBurninCoordinator
from ..engine.model import Actor, DriveView, SelfTestKind, StageKind, StartRequest
from ..errors import refusal, translated
from ..guard import require_admin, require_start
from ..shown import speaker_to
from .queueing import async_cancel, async_enqueue
from .targets import by_entry, drives_of

ATTR_KIND: Final = "kind"

# What the job is called.
SMART_TEST: Final = "smart"
KINDS: Final = (SelfTestKind.SHORT, SelfTestKind.LONG, SelfTestKind.CONVEYANCE)


def is_testing(view: DriveView) -> bool:
    """True while a self-test that was begun by itself has not ended."""
    job = view.job.job if view.job else None
    return job is not None and not job.state.terminal and job.profile == SMART_TEST


async def async_start_tests(call: ServiceCall) -> ServiceResponse:
    """Queue a self-test of each drive; refuse all before any is queued."""
    actor = await require_admin(call.hass, call.context)
    kind = call.data[ATTR_KIND]
    for entry in by_entry(drives_of(call)):
        await require_start(call.hass, call.context, entry, _stages(kind))
    return await async_enqueue(
        call, lambda target: _request(target.drive_key, kind, actor)
    )


async def async_cancel_tests(call: ServiceCall) -> ServiceResponse:
    """End the self-test of each drive, and no burn-in."""
    actor = await require_admin(call.hass, call.context)
    return await async_cancel(call, actor, is_testing, no_test)


def no_test(drives: str) -> ServiceValidationError:
    """The refusal to cancel where no self-test was started by itself."""
    return refusal("no_test_to_cancel", drives=drives)


async def async_start_test(
    coordinator: NasBurninCoordinator,
    drive_key: str,
    kind: SelfTestKind,
    context: Context | None,
) -> None:
    """Queue the self-test of one drive.

    Raises:
        ServiceValidationError: nobody who may asks, or the drive has a job already.
    """
    actor = await require_start(
        coordinator.hass, context, coordinator.config_entry, _stages(kind)
    )
    with translated(coordinator.hass):
        (answer,) = await coordinator.burnin.enqueue([_request(drive_key, kind, actor)])
    if answer.job_uid is None:
        said = speaker_to(coordinator.hass, context).sentences(answer.reasons)
        raise refusal("not_started", reasons="; ".join(said))


def _stages(kind: SelfTestKind) -> tuple[StageKind, ...]:
    return StageKind(f"{kind}_smart"), StageKind.FINAL_CHECK


def _request(drive_key: str, kind: SelfTestKind, actor: Actor) -> StartRequest:
    return StartRequest(
        drive_key=drive_key,
        profile=SMART_TEST,
        stages=_stages(kind),
        requested_by=actor.user_id,
        automation=not actor.is_person,
    )
