"""What the drawer of the cards shows besides the row of a drive: see docs/websocket.md.

Pure: from what the engine shows and the history has to plain JSON.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..engine.history import AuditEntry
from ..engine.model import DriveView, Job, Sample, SelfTest, Smart, Stage, StageState
from ..engine.queue.order import SURFACE
from ..engine.queue.plan import plan_stage
from ..engine.report.surface import Half, curves, patterns_shown, temperatures
from ..engine.report.trail import told
from ..engine.report.words import Wording
from ..engine.sentences.speaker import Speaker
from ..engine.text import clean
from ..engine.verdict.slow import Region
from ..sensors.smart import SENSORS
from ..shown import LONGEST
from .rows import Row, drive_key, job_row, tenths, time

MOST_BAD_BLOCKS = 100

# What is a number that is worth comparing; the self-tests are told of by themselves.
_COMPARED = tuple(one for one in SENSORS if one.state_class is not None)


def drive_detail(
    entry_id: str,
    view: DriveView,
    requested_by: str | None,
    entity_id: Callable[[str], str | None],
    speaker: Speaker,
) -> Row:
    """A drive as the drawer shows it; `entity_id` finds the sensor of a key."""
    smart = view.drive.smart
    return {
        "key": drive_key(entry_id, view.drive.key),
        "job": _job(view, requested_by, speaker) if view.job else None,
        "smart": list(_values(view, entity_id)),
        "self_tests": [_test(test) for test in smart.self_tests.entries]
        if smart
        else [],
        "facts": _facts(view),
    }


def curve(
    job: Job, stage: Stage | None, samples: Sequence[Sample], slow: Iterable[Region]
) -> Row:
    """The speed over the surface of a job, and where it is too slow."""
    if stage is None:
        return {"size": job.size, "phases": [], "slow": [], "temperatures": []}
    plan = plan_stage(stage, job.size)
    return {
        "size": job.size,
        "phases": [
            {
                "phase": phase.number,
                "pattern": phase.pattern,
                "kind": phase.kind,
                "points": [list(point) for point in phase.points],
            }
            for phase in curves(samples, plan)
        ],
        "slow": [
            {
                "from": region.first,
                "to": region.end,
                "speed": round(region.speed),
                "expected": round(region.expected),
            }
            for region in slow
        ],
        "temperatures": [list(point) for point in temperatures(samples)],
    }


def surface_stage(job: Job) -> Stage | None:
    """The surface stage of a job: the last that has begun, else the first."""
    surfaces = [stage for stage in job.stages if stage.kind in SURFACE]
    begun = [stage for stage in surfaces if stage.state is not StageState.PENDING]
    return next(iter([*reversed(begun), *surfaces]), None)


def past_job(job: Job, host: str | None, speaker: Speaker) -> Row:
    """A job in the list of those of a drive."""
    ran = job.ended - job.started if job.ended and job.started else None
    return {
        "uid": job.uid,
        "profile": clean(job.profile),
        "state": job.state.value,
        "verdict": job.verdict,
        "started": time(job.started),
        "ended": time(job.ended),
        "seconds": round(ran.total_seconds()) if ran else None,
        "reasons": speaker.sentences(job.reasons),
        "bad_blocks": max((len(stage.bad_blocks) for stage in job.stages), default=0),
        "host": clean(host) if host else None,
    }


def event(entry: AuditEntry, names: Mapping[str, str], speaker: Speaker) -> Row:
    """A row of the audit trail; `names` are those of the persons that may be told."""
    return {
        "id": entry.number,
        "at": time(entry.at),
        "who": entry.who.value,
        "name": clean(names.get(entry.who_id or "", "")) or None,
        "what": str(entry.what),
        "text": clean(told(entry, Wording(speaker.language)), LONGEST),
        "job": entry.job_uid,
    }


def _job(view: DriveView, requested_by: str | None, speaker: Speaker) -> Row:
    if view.job is None:
        raise AssertionError("a drive without a job has no row of one")
    job = view.job.job
    stage = surface_stage(job)
    goes_on = stage is not None and stage.state is StageState.RUNNING
    return {
        **job_row(view, speaker),
        "surface": _surface(job, stage, view if goes_on else None) if stage else None,
        "pauses": [
            {
                "cause": pause.cause.value,
                "started": time(pause.started),
                "ended": time(pause.ended),
                "temperature": pause.temperature,
            }
            for pause in job.pauses
        ],
        "requested_by": clean(requested_by) if requested_by else None,
    }


def _surface(job: Job, stage: Stage, running: DriveView | None) -> Row:
    plan = plan_stage(stage, job.size)
    progress = running.job.progress if running and running.job else None
    return {
        "patterns": [
            {
                "pattern": one.pattern,
                "write": _half(one.write),
                "verify": _half(one.verify),
            }
            for one in patterns_shown(stage, plan, progress)
        ],
        "block_size": plan.runs[0].block_size,
        "error_limit": stage.options.error_limit,
        "errors": {
            "read": stage.errors.read,
            "write": stage.errors.write,
            "corruption": stage.errors.corruption,
        },
        "bad_blocks": list(stage.bad_blocks[:MOST_BAD_BLOCKS]),
    }


def _half(half: Half | None) -> Row | None:
    if half is None:
        return None
    return {
        "state": half.state.value,
        "percent": tenths(half.percent),
        "seconds": None if half.seconds is None else round(half.seconds),
        "speed": None if half.speed is None else round(half.speed),
    }


def _values(
    view: DriveView, entity_id: Callable[[str], str | None]
) -> Iterable[dict[str, Any]]:
    before = _as_before(view)
    for sensor in _COMPARED:
        was = sensor.value(before) if before else None
        now = sensor.value(view)
        if was is None and now is None:
            continue
        both = isinstance(was, int) and isinstance(now, int)
        yield {
            "name": sensor.key,
            "before": was,
            "now": now,
            "change": now - was if both else None,  # type: ignore[operator]
            "unit": sensor.native_unit_of_measurement,
            "entity_id": entity_id(sensor.key),
        }


def _as_before(view: DriveView) -> DriveView | None:
    """The drive as it was when its present or last job began."""
    stages = view.job.job.stages if view.job else ()
    smart = next((s.smart_before for s in stages if s.smart_before), None)
    return replace(view, drive=replace(view.drive, smart=smart)) if smart else None


def _test(test: SelfTest) -> Row:
    return {
        "kind": test.kind.value,
        "end": test.end.value,
        "hours": test.hours,
        "lba": test.lba,
    }


def _facts(view: DriveView) -> Row:
    smart = view.drive.smart or Smart()
    node = view.drive.nodes[0] if view.drive.nodes else None
    facts = {
        "protocol": view.drive.protocol.value,
        "family": clean(smart.family),
        "rotation": smart.rotation_rate,
        "logical_block": node.logical_block if node else smart.logical_block,
        "physical_block": node.physical_block if node else smart.physical_block,
        "power_on_hours": smart.power_on_hours,
        "farm_hours": smart.farm_hours,
        "link": _link(smart.link_speed),
        "link_most": _link(smart.link_speed_most),
        "write_cache": smart.write_cache,
        "temperature_limit": smart.temperature_limit,
        "read_at": time(smart.read_at),
        "note": clean(view.note, LONGEST),
    }
    return {name: fact for name, fact in facts.items() if fact not in (None, "")}


def _link(speed: int | None) -> str | None:
    return f"{speed / 1e9:.1f} Gb/s" if speed else None
