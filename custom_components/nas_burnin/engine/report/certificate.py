"""The certificate of one job: everything its verdict rests on, with a checksum.

The same job gives the same certificate, whenever it is made. `certificate_page.py`
writes it as a page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
import re
from statistics import fmean
from typing import Final

from ..model import (
    Attempt,
    ErrorCounts,
    Job,
    JobState,
    PhaseRecord,
    Run,
    Sample,
    Smart,
    Stage,
    Verdict,
)
from ..queue.order import SURFACE
from ..queue.pauses import paused_minutes
from ..queue.plan import plan_stage
from ..sentences.en.health import COUNTERS
from ..text import clean
from .chart import Point, thin
from .checksum import FIELD, checksum
from .commands import badblocks_command, begun_runs, self_test_command
from .record import Plain, plain
from .words import STAGES, sentences

type Row = dict[str, Plain]

KIND: Final = "nas_burnin.certificate"
VERSION: Final = 1

_KIB, _MIB = 1 << 10, 1 << 20
_OTHER_COUNTERS: Final = {
    "power_cycles": "power cycles",
    "wear": "wear in percent",
    "spare": "spare flash in percent",
    "critical_warning": "critical warning",
}
_NOT_PASSED: Final = {
    JobState.FAILED: "FAILED",
    JobState.CANCELLED: "cancelled, not passed",
    JobState.UNKNOWN: "unknown, not passed",
    JobState.RUNNING: "still running, not passed",
    JobState.QUEUED: "not begun, not passed",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a certificate tells besides the job: names, where they are known.

    `requested_by` is a person's name, None where no person asked or it isn't told.
    """

    host: str = ""
    requested_by: str | None = None
    wwn: str = ""


def certificate(job: Job, facts: Facts, samples: Mapping[int, Sequence[Sample]]) -> Row:
    """The certificate of a job as plain data; `samples` by the position of a stage."""
    read = [smart for stage in job.stages if (smart := stage.smart_before)]
    after = [smart for stage in job.stages if (smart := stage.smart_after)]
    content: Row = {
        "kind": KIND,
        "version": VERSION,
        "title": title(job),
        "passed": job.state is JobState.PASSED,
        "job": _job(job, facts),
        "drive": _drive(job, [*after[::-1], *read], facts),
        "host": {"id": clean(job.host_id), "name": clean(facts.host)},
        "stages": [
            _stage(job, stage, samples.get(stage.position, ())) for stage in job.stages
        ],
        "smart": _smart(read[0] if read else None, after[-1] if after else None),
        "pauses": [
            {
                "cause": pause.cause.value,
                "started": plain(pause.started),
                "ended": plain(pause.ended),
                "temperature": pause.temperature,
            }
            for pause in job.pauses
        ],
        "versions": plain(job.versions),
    }
    return {**content, FIELD: checksum(content)}


def title(job: Job) -> str:
    """What a job's document is called: only one that was passed is a certificate."""
    name = _what(job)
    if job.state is not JobState.PASSED:
        return f"{name} record: {_NOT_PASSED[job.state]}"
    noted = job.verdict is Verdict.PASSED_WITH_NOTES
    return f"{name} certificate: {'passed with notes' if noted else 'passed'}"


def filename(job: Job, ending: str) -> str:
    """A name for the file that any file system takes."""
    day = job.ended or job.started or job.created
    words = (_what(job).lower(), job.model, job.serial, f"{day:%Y-%m-%d}")
    return f"{safe_name('-'.join(words))}.{ending}"


def safe_name(text: str) -> str:
    """Text as part of a file's name: letters, digits and dashes."""
    return re.sub(r"[^A-Za-z0-9]+", "-", clean(text)).strip("-")[:120] or "drive"


def _what(job: Job) -> str:
    kinds = [stage.kind for stage in job.stages]
    if any(kind.destructive for kind in kinds):
        return "Burn-in"
    return "Read test" if any(kind in SURFACE for kind in kinds) else "Self-test"


def _job(job: Job, facts: Facts) -> Row:
    end = job.ended or job.started or job.created
    return {
        "uid": clean(job.uid),
        "profile": clean(job.profile),
        "state": job.state.value,
        "verdict": job.verdict.value if job.verdict else None,
        "reasons": [*sentences(job.reasons)],
        "requested_by": plain(facts.requested_by),
        "unlocked": job.unlock.lock.value if job.unlock else None,
        "continues": plain(job.continues),
        "created": plain(job.created),
        "started": plain(job.started),
        "ended": plain(job.ended),
        "paused_minutes": paused_minutes(job, end),
    }


def _drive(job: Job, read: Sequence[Smart], facts: Facts) -> Row:
    said = {
        name: next((value for one in read if (value := getattr(one, name))), "")
        for name in ("wwn", "firmware", "family")
    }
    rates = [one.rotation_rate for one in read if one.rotation_rate is not None]
    return {
        "key": clean(job.drive_key),
        "model": clean(job.model),
        "family": clean(said["family"]),
        "serial": clean(job.serial),
        "wwn": clean(said["wwn"] or facts.wwn),
        "firmware": clean(job.firmware or said["firmware"]),
        "size": plain(job.size),
        "protocol": read[0].protocol.value if read else "unknown",
        "rotation_rate": rates[0] if rates else None,
    }


def _stage(job: Job, stage: Stage, samples: Sequence[Sample]) -> Row:
    row: Row = {
        "position": stage.position,
        "kind": stage.kind.value,
        "name": STAGES[stage.kind],
        "state": stage.state.value,
        "started": plain(stage.started),
        "ended": plain(stage.ended),
        "reasons": [*sentences(stage.reasons)],
        "temperature": _temperature(stage, samples),
        "commands": [],
    }
    if stage.kind in SURFACE:
        return {**row, **_surface(job, stage, samples)}
    command = self_test_command(stage)
    return {**row, "commands": [command] if command and stage.started else []}


def _surface(job: Job, stage: Stage, samples: Sequence[Sample]) -> Row:
    plan = plan_stage(stage, job.size)
    runs = begun_runs(plan, stage.runs or plan.runs, _own_phases(stage))
    return {
        "erases": stage.kind.destructive,
        "patterns": [run.pattern.value for run in plan.runs if run.pattern],
        "block_size": plan.runs[0].block_size,
        "error_limit": stage.options.error_limit,
        "errors": _errors(stage.errors),
        "bad_blocks": [*stage.bad_blocks],
        "phases": [_phase(job, phase, samples) for phase in stage.phases],
        "commands": _commands(runs, stage.options.error_limit),
        "attempts": [
            {
                **_attempt(attempt),
                "commands": _commands(
                    begun_runs(plan, attempt.runs, attempt.phases),
                    stage.options.error_limit,
                ),
            }
            for attempt in stage.attempts
        ],
    }


def _own_phases(stage: Stage) -> list[PhaseRecord]:
    """Return the phases of which the last attempt did something."""
    parts = [part for attempt in stage.attempts for part in attempt.phases]
    return [
        phase
        for phase in stage.phases
        if phase.size > sum(part.size for part in parts if part.number == phase.number)
    ]


def _commands(runs: Iterable[Run], error_limit: int) -> list[Plain]:
    return [badblocks_command(run, error_limit) for run in runs]


def _attempt(attempt: Attempt) -> Row:
    (reason,) = sentences([attempt.reason])
    return {
        "ended": plain(attempt.ended),
        "reason": reason,
        "bytes": sum(phase.size for phase in attempt.phases),
        "errors": _errors(attempt.errors),
    }


def _errors(errors: ErrorCounts) -> Row:
    return {
        "read": errors.read,
        "write": errors.write,
        "corruption": errors.corruption,
    }


def _phase(job: Job, phase: PhaseRecord, samples: Sequence[Sample]) -> Row:
    own = [
        (float(sample.position), float(sample.speed))
        for sample in samples
        if sample.phase == phase.number
    ]
    curve = thin(own, 0, job.size / _MIB)
    average = phase.bytes_per_second
    return {
        "number": phase.number,
        "pattern": phase.pattern.value if phase.pattern else None,
        "kind": phase.kind.value,
        "size": plain(phase.size),
        "started": plain(phase.started),
        "ended": plain(phase.ended),
        "seconds": plain(phase.seconds),
        "speed": {
            "average": None if average is None else round(average),
            "lowest": _bytes(min((speed for _, speed in own), default=None)),
            "highest": _bytes(max((speed for _, speed in own), default=None)),
        },
        "curve": _whole(curve),
    }


def _bytes(kib: float | None) -> int | None:
    return None if kib is None else round(kib * _KIB)


def _whole(points: Iterable[Point]) -> list[Plain]:
    return [[round(x), round(y)] for x, y in points]


def _temperature(stage: Stage, samples: Sequence[Sample]) -> Row | None:
    """Return what was measured in a stage, or before and after it."""
    read = (stage.smart_before, stage.smart_after)
    measured = [
        (float(sample.second), float(sample.temperature))
        for sample in samples
        if sample.temperature is not None
    ]
    degrees = [y for _, y in measured] or [
        float(smart.temperature)
        for smart in read
        if smart and smart.temperature is not None
    ]
    if not degrees:
        return None
    last = max((x for x, _ in measured), default=0.0)
    return {
        "lowest": round(min(degrees)),
        "average": round(fmean(degrees)),
        "highest": round(max(degrees)),
        "curve": _whole(thin(measured, 0, last)),
    }


def _smart(before: Smart | None, after: Smart | None) -> Row:
    rows = [
        ("health", "SMART health", _health(before), _health(after)),
        *(
            (name, label, _read(before, name), _read(after, name))
            for name, label in (
                ("power_on_hours", "Power-on hours"),
                ("temperature", "Temperature in °C"),
            )
        ),
        *(
            (
                name,
                label[0].upper() + label[1:],
                _count(before, name),
                _count(after, name),
            )
            for name, label in {**COUNTERS, **_OTHER_COUNTERS}.items()
        ),
    ]
    return {
        "before": plain(before),
        "after": plain(after),
        "changes": [
            {
                "name": name,
                "label": label,
                "before": plain(was),
                "after": plain(now),
                "change": _change(was, now),
            }
            for name, label, was, now in rows
            if was is not None or now is not None
        ],
    }


def _change(was: str | int | None, now: str | int | None) -> Plain:
    if isinstance(was, int) and isinstance(now, int):
        return plain(now - was)
    return None


def _health(smart: Smart | None) -> str | None:
    if smart is None or smart.passed is None:
        return None
    return "OK" if smart.passed else "failing"


def _read(smart: Smart | None, name: str) -> int | None:
    value: int | None = getattr(smart, name) if smart else None
    return value


def _count(smart: Smart | None, name: str) -> int | None:
    value: int | None = getattr(smart.counters, name) if smart else None
    return value
