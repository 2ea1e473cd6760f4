"""A new job from one that ended unknown: what was proven stays, the rest is to be done."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from ..model import Actor, Job, JobState, Stage, StageState

_LEFT = frozenset({StageState.UNKNOWN, StageState.SKIPPED, StageState.PENDING})


def can_continue(job: Job) -> bool:
    """True for a job that ended unknown after its host or its drive had done something."""
    return job.state is JobState.UNKNOWN and any(
        stage.attempts or stage.state is StageState.PASSED for stage in job.stages
    )


def continued(job: Job, actor: Actor, now: datetime, order: float) -> Job:
    """Return a new job that goes on with this one, for whoever asks.

    What a person had unlocked is good for a person only.
    """
    return Job(
        uid=uuid4().hex,
        host_id=job.host_id,
        drive_key=job.drive_key,
        serial=job.serial,
        model=job.model,
        firmware=job.firmware,
        size=job.size,
        profile=job.profile,
        stages=tuple(map(_still_to_do, job.stages)),
        created=now,
        order=order,
        requested_by=actor.user_id,
        unlock=job.unlock if actor.is_person else None,
        continues=job.uid,
    )


def _still_to_do(stage: Stage) -> Stage:
    if stage.state not in _LEFT:
        return stage
    return replace(stage, state=StageState.PENDING, ended=None, reasons=(), handle=None)
