"""Going on with a burn-in that was broken off: the one way of button and repair."""

from homeassistant.core import Context

from ..coordinator import NasBurninCoordinator
from ..engine.jobs.continuing import can_continue
from ..engine.model import Job
from ..errors import refusal, translated
from ..guard import require_start
from ..shown import speaker_to


def can_resume(job: Job) -> bool:
    """True for a job that waits to be gone on with, or that ended without a result."""
    return job.waits is not None or can_continue(job)


async def async_resume_job(
    coordinator: NasBurninCoordinator, drive_key: str, context: Context | None
) -> None:
    """Go on with the burn-in of a drive, for whoever may start what is left of it.

    Raises:
        ServiceValidationError: nobody who may asks, or the drive can't be tested.
    """
    view = coordinator.data.drives[drive_key]
    job = view.job.job if view.job else None
    stages = [stage.kind for stage in job.stages] if job else []
    actor = await require_start(
        coordinator.hass, context, coordinator.config_entry, stages
    )
    with translated(coordinator.hass):
        answer = await coordinator.burnin.resume_job(drive_key, actor)
    if answer.job_uid is None:
        said = speaker_to(coordinator.hass, context).sentences(answer.reasons)
        raise refusal("not_resumed", reasons=" ".join(said))
