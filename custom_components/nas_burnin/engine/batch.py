"""From wishes to jobs: which drives of a batch are queued, and why others are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from .model import (
    Drive,
    Job,
    Reason,
    Snapshot,
    Stage,
    StartAnswer,
    StartRequest,
)
from .plan import plan_surface
from .queue import new_orders
from .safety import Refusal, permit


@dataclass(frozen=True, slots=True)
class Asked:
    """When a batch was asked for and judged, on our steady clock and on the wall's."""

    asked: float
    now: float
    created: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """New jobs, and one answer for each request in the order of the requests."""

    jobs: tuple[Job, ...]
    answers: tuple[StartAnswer, ...]


def make_jobs(
    requests: Sequence[StartRequest],
    snapshot: Snapshot,
    when: Asked,
    host_id: str,
    open_jobs: Sequence[Job],
) -> Batch:
    """Make a job for every drive that may be tested now.

    DriveRefused when the options of a request make no test; then no job is made.
    """
    drives = {drive.key: drive for drive in snapshot.drives}
    taken = {job.drive_key for job in open_jobs}
    answers: list[StartAnswer] = []
    wanted: list[tuple[StartRequest, Drive]] = []
    for request in requests:
        answer, drive = _answer(request, drives, taken, snapshot, when)
        answers.append(answer)
        if drive:
            taken.add(drive.key)
            wanted.append((request, drive))
    orders = new_orders(open_jobs, [drive.size for _, drive in wanted])
    jobs = tuple(
        _job(request, drive, order, host_id, when.created)
        for (request, drive), order in zip(wanted, orders, strict=True)
    )
    uids = iter(job.uid for job in jobs)
    return Batch(
        jobs,
        tuple(
            StartAnswer(answer.drive_key, answer.outcome, next(uids))
            if answer.outcome == "queued"
            else answer
            for answer in answers
        ),
    )


def _answer(
    request: StartRequest,
    drives: dict[str, Drive],
    taken: set[str],
    snapshot: Snapshot,
    when: Asked,
) -> tuple[StartAnswer, Drive | None]:
    """Say what becomes of one request; with the drive where it gets a job."""
    key = request.drive_key
    drive = drives.get(key)
    if drive is None:
        absent = (Reason("drive_absent"),)
        return StartAnswer(key, "skipped", reasons=absent), None
    if key in taken:
        return StartAnswer(key, "skipped", reasons=(Reason("drive_has_job"),)), None
    if any(kind.destructive for kind in request.stages):
        plan_surface(drive.size, request.options)
        allowed = permit(key, snapshot, when.asked, when.now)
        if isinstance(allowed, Refusal):
            return StartAnswer(key, "locked", reasons=allowed.reasons), None
    return StartAnswer(key, "queued"), drive


def _job(
    request: StartRequest, drive: Drive, order: float, host_id: str, created: datetime
) -> Job:
    return Job(
        uid=uuid4().hex,
        host_id=host_id,
        drive_key=drive.key,
        serial=drive.serial,
        model=drive.model,
        size=drive.size,
        profile=request.profile,
        stages=tuple(
            Stage(
                position,
                kind,
                options=request.options,
            )
            for position, kind in enumerate(request.stages)
        ),
        created=created,
        order=order,
        requested_by=request.requested_by,
    )
