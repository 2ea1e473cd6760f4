"""From wishes to jobs: which drives of a batch are queued, and why others are not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from .history import AuditEntry
from .model import (
    Drive,
    Job,
    Lock,
    Reason,
    Snapshot,
    Stage,
    StartAnswer,
    StartRequest,
    Unlocked,
)
from .outlook.precheck import notes_before_start
from .queue.order import SURFACE, new_orders
from .queue.plan import check_stages
from .safety.locks import Refusal, digest, permit
from .unlock.audit import Act, Audit
from .unlock.grants import Grant, Grants


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
    grants: Grants,
) -> Batch:
    """Make a job for every drive that may be tested now.

    The grants of those drives that were unlocked are spent on their jobs.
    DriveRefused when the options of a request make no test; then no job is made, and
    no grant spent.
    """
    drives = {drive.key: drive for drive in snapshot.drives}
    for request in requests:
        drive = drives.get(request.drive_key)
        if drive is None:
            continue
        check_stages(request.stages, request.options, drive.size)
    taken = {job.drive_key for job in open_jobs}
    answers: list[StartAnswer] = []
    wanted: list[tuple[StartRequest, Drive, Unlocked | None]] = []
    for request in requests:
        judged = _judge(request, drives, taken, snapshot, when, grants)
        if isinstance(judged, StartAnswer):
            answers.append(judged)
            continue
        drive = drives[request.drive_key]
        on_surface = SURFACE.intersection(request.stages)
        worth = (
            notes_before_start(drive, request.stages, request.options)
            if on_surface
            else ()
        )
        answers.append(StartAnswer(request.drive_key, "queued", reasons=worth))
        taken.add(request.drive_key)
        wanted.append((request, drive, judged.unlocked))
    orders = new_orders(open_jobs, [drive.size for _, drive, _ in wanted])
    jobs = tuple(
        _job(request, drive, unlocked, order, host_id, when.created)
        for (request, drive, unlocked), order in zip(wanted, orders, strict=True)
    )
    uids = iter(job.uid for job in jobs)
    return Batch(
        jobs,
        tuple(
            replace(answer, job_uid=next(uids))
            if answer.outcome == "queued"
            else answer
            for answer in answers
        ),
    )


def start_rows(
    audit: Audit, requests: Sequence[StartRequest], batch: Batch, snapshot: Snapshot
) -> list[AuditEntry]:
    """Tell of each request what became of it, and what of its drive was seen."""
    return [
        audit.entry(
            Act.START_ACCEPTED if answer.job_uid else Act.START_REFUSED,
            request.actor,
            request.drive_key,
            state=snapshot.locks.get(request.drive_key),
            reasons=answer.reasons,
            job_uid=answer.job_uid,
            profile=request.profile,
        )
        for request, answer in zip(requests, batch.answers, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Accepted:
    """A request that gets a job, with what was unlocked for it."""

    unlocked: Unlocked | None = None


def _judge(
    request: StartRequest,
    drives: dict[str, Drive],
    taken: set[str],
    snapshot: Snapshot,
    when: Asked,
    grants: Grants,
) -> StartAnswer | _Accepted:
    key = request.drive_key
    if key not in drives:
        return StartAnswer(key, "skipped", reasons=(Reason("drive_absent"),))
    if key in taken:
        return StartAnswer(key, "skipped", reasons=(Reason("drive_has_job"),))
    if not _erases(request):
        return _Accepted()
    state = snapshot.locks[key]
    if request.seen is not None and request.seen != digest(state):
        return StartAnswer(key, "locked", reasons=(Reason("not_what_was_seen"),))
    grant = grants.of(key, state)
    own = grant if grant and _is_his(grant, request) else None
    unlocked = own.unlocked if own else None
    allowed = permit(key, snapshot, when.asked, when.now, unlocked=unlocked)
    if isinstance(allowed, Refusal):
        other = (Reason("unlocked_by_other"),) if grant and not own else ()
        return StartAnswer(key, "locked", reasons=(*other, *allowed.reasons))
    if allowed.seen.lock is Lock.FREE:
        return _Accepted()
    # The last word: of all who come with this grant, one gets it.
    spent = own and grants.spend(key, state, own.user_id)
    if not spent:
        gone = tuple(fact.reason for fact in state.evidence)
        return StartAnswer(key, "locked", reasons=gone)
    return _Accepted(spent.unlocked)


def _is_his(grant: Grant, request: StartRequest) -> bool:
    """True where the person who unlocked the drive asks, and nothing in his name."""
    return request.actor.is_person and grant.user_id == request.requested_by


def _erases(request: StartRequest) -> bool:
    return any(kind.destructive for kind in request.stages)


def _job(
    request: StartRequest,
    drive: Drive,
    unlocked: Unlocked | None,
    order: float,
    host_id: str,
    created: datetime,
) -> Job:
    return Job(
        uid=uuid4().hex,
        host_id=host_id,
        drive_key=drive.key,
        serial=drive.serial,
        model=drive.model,
        firmware=drive.firmware,
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
        reasons=(Reason("auto_started"),) if request.unasked else (),
        requested_by=request.requested_by,
        unlock=unlocked,
    )
