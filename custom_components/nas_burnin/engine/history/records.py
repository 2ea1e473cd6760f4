"""Rows of the history file to frozen model objects and back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..errors import HistoryError
from ..model import (
    Attempt,
    ErrorCounts,
    Job,
    JobState,
    Pattern,
    Pause,
    PhaseKind,
    PhaseRecord,
    Reason,
    Run,
    Smart,
    Stage,
    StageKind,
    StageState,
    SurfaceOptions,
    TestHandle,
    Unlocked,
    Verdict,
    Who,
)
from .codec import dump, from_ms, load, opt_from_ms, opt_ms, to_ms

type Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit trail; `number` is given when it is written.

    `who_id` is the Home Assistant user or automation, `evidence` plain JSON.
    """

    at: datetime
    who: Who
    what: str
    who_id: str | None = None
    host_id: str | None = None
    drive_key: str | None = None
    job_uid: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    number: int | None = None


def job_row(job: Job) -> Row:
    """The row of a job; what is the host's own words is there as bytes."""
    return {
        "uid": job.uid,
        "host_id": job.host_id,
        "drive_key": job.drive_key,
        "serial": _host_text(job.serial),
        "model": _host_text(job.model),
        "size": job.size,
        "profile": job.profile,
        "created": to_ms(job.created),
        "place": job.order,
        "state": job.state,
        "requested_by": job.requested_by,
        "started": opt_ms(job.started),
        "ended": opt_ms(job.ended),
        "cancel_requested": int(job.cancel_requested),
        "verdict": job.verdict,
        "reasons": dump(job.reasons),
        "unlock": _opt_dump(job.unlock),
        "pauses": dump(job.pauses),
        "waits": _opt_dump(job.waits),
        "continues": job.continues,
        "firmware": _host_text(job.firmware),
        "versions": dump(job.versions),
    }


def stage_row(stage: Stage) -> Row:
    """The row of a stage, without its job."""
    return {
        "position": stage.position,
        "kind": stage.kind,
        "state": stage.state,
        "options": dump(stage.options),
        "started": opt_ms(stage.started),
        "ended": opt_ms(stage.ended),
        "reasons": dump(stage.reasons),
        "read_errors": stage.errors.read,
        "write_errors": stage.errors.write,
        "corruption_errors": stage.errors.corruption,
        "bad_blocks": dump(stage.bad_blocks),
        "handle": _opt_dump(stage.handle),
        "smart_before": _opt_dump(stage.smart_before),
        "smart_after": _opt_dump(stage.smart_after),
        "runs": dump(stage.runs),
        "attempts": dump(stage.attempts),
    }


def phase_row(phase: PhaseRecord) -> Row:
    """The row of a phase, without its stage."""
    return {
        "number": phase.number,
        "pattern": phase.pattern or "",
        "kind": phase.kind,
        "size": phase.size,
        "started": to_ms(phase.started),
        "ended": opt_ms(phase.ended),
        "seconds": phase.seconds,
    }


def job_of(row: Row, stages: Iterable[Stage]) -> Job:
    """The job of a row and its stages; HistoryError when the row makes no sense."""
    try:
        return Job(
            uid=row["uid"],
            host_id=row["host_id"],
            drive_key=row["drive_key"],
            serial=row["serial"],
            model=row["model"],
            size=row["size"],
            profile=row["profile"],
            stages=tuple(stages),
            created=from_ms(row["created"]),
            order=row["place"],
            state=JobState(row["state"]),
            requested_by=row["requested_by"],
            started=opt_from_ms(row["started"]),
            ended=opt_from_ms(row["ended"]),
            cancel_requested=bool(row["cancel_requested"]),
            verdict=None if row["verdict"] is None else Verdict(row["verdict"]),
            reasons=load(tuple[Reason, ...], row["reasons"]),
            unlock=_opt_load(Unlocked, row["unlock"]),
            pauses=load(tuple[Pause, ...], row["pauses"]),
            waits=_opt_load(Reason, row["waits"]),
            continues=row["continues"],
            firmware=row["firmware"],
            versions=load(dict[str, str], row["versions"]),
        )
    except ValueError as error:
        raise HistoryError(f"job {row['uid']} is unreadable: {error}") from error


def stage_of(row: Row, phases: Iterable[PhaseRecord]) -> Stage:
    """The stage of a row and its phases; HistoryError when it makes no sense."""
    try:
        return Stage(
            position=row["position"],
            kind=StageKind(row["kind"]),
            state=StageState(row["state"]),
            options=load(SurfaceOptions, row["options"]),
            started=opt_from_ms(row["started"]),
            ended=opt_from_ms(row["ended"]),
            reasons=load(tuple[Reason, ...], row["reasons"]),
            phases=tuple(phases),
            errors=ErrorCounts(
                row["read_errors"], row["write_errors"], row["corruption_errors"]
            ),
            bad_blocks=load(tuple[int, ...], row["bad_blocks"]),
            handle=_opt_load(TestHandle, row["handle"]),
            smart_before=_opt_load(Smart, row["smart_before"]),
            smart_after=_opt_load(Smart, row["smart_after"]),
            runs=load(tuple[Run, ...], row["runs"]),
            attempts=load(tuple[Attempt, ...], row["attempts"]),
        )
    except ValueError as error:
        raise HistoryError(f"stage {row['id']} is unreadable: {error}") from error


def phase_of(row: Row) -> PhaseRecord:
    """The phase of a row; HistoryError when it makes no sense."""
    try:
        return PhaseRecord(
            number=row["number"],
            pattern=Pattern(row["pattern"]) if row["pattern"] else None,
            kind=PhaseKind(row["kind"]),
            size=row["size"],
            started=from_ms(row["started"]),
            ended=opt_from_ms(row["ended"]),
            seconds=row["seconds"],
        )
    except ValueError as error:
        raise HistoryError(
            f"phase {row['number']} of stage {row['stage']} is unreadable: {error}"
        ) from error


def as_kept(job: Job) -> Job:
    """The job as it will be read back: moments cut to milliseconds."""
    stages = [
        stage_of(
            {"id": None, **stage_row(stage)},
            [phase_of({"stage": None, **phase_row(phase)}) for phase in stage.phases],
        )
        for stage in sorted(job.stages, key=lambda stage: stage.position)
    ]
    told = {"serial": job.serial, "model": job.model, "firmware": job.firmware}
    row = {**job_row(job), **told}
    return job_of(row, stages)


def audit_row(entry: AuditEntry) -> Row:
    """The row of an audit entry, without the number that the file gives it."""
    return {
        "at": to_ms(entry.at),
        "who_kind": entry.who,
        "who_id": entry.who_id,
        "what": entry.what,
        "host_id": entry.host_id,
        "drive_key": entry.drive_key,
        "job_uid": entry.job_uid,
        "evidence": dump(entry.evidence),
    }


def audit_of(row: Row) -> AuditEntry:
    """The audit entry of a row; HistoryError when it makes no sense."""
    try:
        return AuditEntry(
            at=from_ms(row["at"]),
            who=Who(row["who_kind"]),
            what=row["what"],
            who_id=row["who_id"],
            host_id=row["host_id"],
            drive_key=row["drive_key"],
            job_uid=row["job_uid"],
            evidence=load(dict[str, Any], row["evidence"]),
            number=row["id"],
        )
    except ValueError as error:
        raise HistoryError(f"audit {row['id']} is unreadable: {error}") from error


def _opt_dump(value: object) -> str | None:
    return None if value is None else dump(value)


def _opt_load[T](kind: type[T], text: str | None) -> T | None:
    return None if text is None else load(kind, text)


def _host_text(value: str) -> bytes:
    """Text that came from a host, which may hold what is no valid UTF-8."""
    return value.encode("utf-8", "surrogatepass")
