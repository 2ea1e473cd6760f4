"""Jobs for other programs: whole as JSON, one row each as CSV; a page of them at a time."""

from collections.abc import Iterable
import csv
import io
import json
from typing import Final

from ..model import Job, Pattern, PhaseKind, Smart, Stage
from ..queue.order import SURFACE
from ..queue.pauses import paused_minutes
from .record import Names, Plain, job_record, plain
from .words import sentences

KIND: Final = "nas_burnin.export"
VERSION: Final = 1

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_KEPT_COUNTERS: Final = (
    "reallocated",
    "pending",
    "uncorrectable",
    "crc",
    "media_errors",
)

COLUMNS: Final = (
    *("job", "host", "host_id", "drive_key", "model", "serial", "firmware", "size"),
    *("profile", "state", "verdict", "reasons", "requested_by"),
    *("created", "started", "ended", "paused_minutes", "stages", "patterns"),
    *("read_errors", "write_errors", "corruption_errors", "bad_blocks"),
    *("broken_off", "write_speed", "verify_speed"),
    *(
        f"{name}_{when}"
        for name in ("power_on_hours", "temperature", *_KEPT_COUNTERS)
        for when in ("before", "after")
    ),
    *("continues", "versions"),
)
"""The columns of CSV, in order. Times are UTC, sizes bytes, speeds bytes a second."""


def export_records(jobs: Iterable[Job], names: Names) -> list[Plain]:
    """All that is kept of each job."""
    return [job_record(job, names) for job in jobs]


def export_json(records: Iterable[Plain]) -> str:
    """The text of a file with these records."""
    content = {"kind": KIND, "version": VERSION, "jobs": [*records]}
    return json.dumps(content, ensure_ascii=False, indent=1)


def export_csv(jobs: Iterable[Job], names: Names, *, heading: bool = True) -> str:
    """One row a job as RFC 4180 wants it; what follows a first page has no heading.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    if heading:
        writer.writeheader()
    for job in jobs:
        writer.writerow({key: _cell(value) for key, value in _row(job, names).items()})
    return text.getvalue()


def _cell(value: object) -> str:
    told = plain(value)
    if isinstance(told, str) and told.startswith(_FORMULA):
        return f"'{told}"
    return "" if told is None else str(told)


def _row(job: Job, names: Names) -> dict[str, object]:
    surface = [stage for stage in job.stages if stage.kind in SURFACE]
    errors = [stage.errors for stage in surface]
    before = [smart for stage in job.stages if (smart := stage.smart_before)]
    after = [smart for stage in job.stages if (smart := stage.smart_after)]
    ended = job.ended or job.started or job.created
    return {
        "job": job.uid,
        "host": names.host(job),
        "host_id": job.host_id,
        "drive_key": job.drive_key,
        "model": job.model,
        "serial": job.serial,
        "firmware": job.firmware,
        "size": job.size,
        "profile": job.profile,
        "state": job.state,
        "verdict": job.verdict,
        "reasons": " ".join(sentences(job.reasons)),
        "requested_by": names.asked(job),
        "created": job.created,
        "started": job.started,
        "ended": job.ended,
        "paused_minutes": paused_minutes(job, ended),
        "stages": "; ".join(f"{stage.kind}: {stage.state}" for stage in job.stages),
        "patterns": " ".join(pattern.value for pattern in _patterns(surface)),
        "read_errors": sum(count.read for count in errors),
        "write_errors": sum(count.write for count in errors),
        "corruption_errors": sum(count.corruption for count in errors),
        "bad_blocks": sum(len(stage.bad_blocks) for stage in surface),
        "broken_off": sum(len(stage.attempts) for stage in surface),
        "write_speed": _speed(surface, PhaseKind.WRITE),
        "verify_speed": _speed(surface, PhaseKind.VERIFY),
        **_smart(before[0] if before else None, "before"),
        **_smart(after[-1] if after else None, "after"),
        "continues": job.continues,
        "versions": "; ".join(f"{name} {job.versions[name]}" for name in job.versions),
    }


def _patterns(surface: Iterable[Stage]) -> list[Pattern]:
    return [
        pattern
        for stage in surface
        if stage.kind.destructive
        for pattern in stage.options.patterns
    ]


def _speed(surface: Iterable[Stage], kind: PhaseKind) -> float | None:
    """Return the mean of all phases of a kind that have ended."""
    ended = [
        (phase.size, phase.seconds)
        for stage in surface
        for phase in stage.phases
        if phase.kind is kind and phase.seconds
    ]
    return sum(size for size, _ in ended) / sum(s for _, s in ended) if ended else None


def _smart(smart: Smart | None, when: str) -> dict[str, int | None]:
    told: dict[str, int | None] = {
        name: getattr(smart, name) if smart else None
        for name in ("power_on_hours", "temperature")
    }
    told |= {
        name: getattr(smart.counters, name) if smart else None
        for name in _KEPT_COUNTERS
    }
    return {f"{name}_{when}": value for name, value in told.items()}
