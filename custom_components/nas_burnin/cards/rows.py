"""Hosts, drives and jobs as the cards show them: docs/websocket.md says each field.

Pure: from what the engine shows to plain JSON. All text that came from a NAS is
harmless here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
import math
from typing import Any, Final

from ..actions.resuming import can_resume
from ..engine.model import (
    Drive,
    DriveView,
    HostView,
    Job,
    JobState,
    JobView,
    Lock,
    LockState,
    Profile,
    Progress,
    Protocol,
    SelfTestKind,
    Settings,
    Stage,
    StageKind,
    StageState,
)
from ..engine.outlook.ahead import percent_of
from ..engine.outlook.precheck import PROBLEMS, is_failing
from ..engine.queue.heat import limits_of
from ..engine.safety.locks import token
from ..engine.safety.release import release_first
from ..engine.sentences.speaker import Speaker
from ..engine.text import clean
from ..sensors.smart import RUNNING, self_test_facts, self_test_state
from ..shown import LONGEST

type Row = dict[str, Any]

WORDS: Final = "words"
"""What is typed to unlock a drive: the one part of a row for administrators alone."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device as the registry has it: its id, and the name that its user sees."""

    device_id: str | None = None
    name: str = ""


def profile_rows(profiles: Iterable[Profile]) -> list[Row]:
    """The profiles that a start can name."""
    return [
        {
            "name": clean(profile.name),
            "stages": [kind.value for kind in profile.stages],
            "patterns": [pattern.value for pattern in profile.options.patterns],
            "error_limit": profile.options.error_limit,
            "destructive": any(kind.destructive for kind in profile.stages),
        }
        for profile in profiles
    ]


def host_row(
    entry_id: str,
    device: Device,
    view: HostView | None,
    problem: str | None,
    profiles: Iterable[Profile] = (),
    *,
    speaker: Speaker,
) -> Row:
    """A host; without a view its entry is not loaded. `problem` outweighs its own.

    `profiles` are those that its administrator made.
    """
    own = view.problem if view else None
    return {
        "id": entry_id,
        "device_id": device.device_id,
        "name": clean(device.name),
        "loaded": view is not None,
        "connected": view is not None and view.connected and problem is None,
        "problem": clean(problem, LONGEST) if problem else speaker.said(own),
        "paused": view is not None and view.paused,
        "waits_for": speaker.said(view.waits_for) if view else None,
        "gate": speaker.said(view.gate) if view else None,
        "running": view.running if view else 0,
        "queued": view.queued if view else 0,
        "max_parallel": view.max_parallel if view else 0,
        "queue_finish": time(view.queue_finish) if view else None,
        "profiles": profile_rows(profiles),
    }


def drive_key(entry_id: str, key: str) -> str:
    """What names a drive over all hosts."""
    return f"{entry_id}:{key}"


def drive_row(
    entry_id: str,
    device: Device,
    view: DriveView,
    settings: Settings,
    now: datetime,
    *,
    connected: bool,
    speaker: Speaker,
) -> Row:
    """A drive with its present or last job, as an administrator sees it."""
    drive, smart = view.drive, view.drive.smart
    degrees = smart.temperature if smart else None
    found = [note for note in view.notes if note.code in PROBLEMS]
    others = [note for note in view.notes if note.code not in PROBLEMS]
    failing = is_failing(view)
    lock = _lock(view, now, speaker)
    return {
        "key": drive_key(entry_id, drive.key),
        "host": entry_id,
        "device_id": device.device_id,
        "name": clean(device.name),
        "model": clean(drive.model),
        "serial": clean(drive.serial),
        "firmware": clean(drive.firmware),
        "wwn": clean(drive.wwn),
        "node": clean(drive.nodes[0].name) if drive.nodes else "",
        "size": drive.size,
        "kind": _kind(drive),
        "present": view.present,
        "temperature": degrees,
        "temperature_level": _level(drive, degrees, settings),
        "health": None if failing is None else "problem" if failing else "ok",
        "problems": speaker.sentences(found),
        "notes": speaker.sentences(others),
        "lock": lock,
        "short_test": _self_test(view, SelfTestKind.SHORT),
        "long_test": _self_test(view, SelfTestKind.LONG),
        "conveyance_test": _self_test(view, SelfTestKind.CONVEYANCE),
        "startable": connected and _is_startable(view, lock),
        "job": job_row(view, speaker) if view.job else None,
        "last_verdict": view.last_verdict,
    }


def without_words(row: Row) -> Row:
    """The row of a drive for those who may not unlock it."""
    return {**row, "lock": {**row["lock"], WORDS: None}}


def job_row(view: DriveView, speaker: Speaker) -> Row:
    """The present or last job of a drive that has one."""
    if view.job is None:
        raise AssertionError("a drive without a job has no row of one")
    shown, job, progress = view.job, view.job.job, view.job.progress
    is_open = not job.state.terminal
    under_way = _stage_now(shown)
    return {
        "uid": job.uid,
        "profile": clean(job.profile),
        "state": job.state.value,
        "verdict": job.verdict,
        "activity": shown.activity,
        "activity_since": time(shown.activity_since),
        "stage": shown.stage,
        "stage_position": under_way.position + 1 if under_way else None,
        "stage_count": len(job.stages),
        "percent": tenths(percent_of(job, progress, view.drive.smart)),
        **_progress(progress, under_way),
        "bad_blocks": progress.bad_blocks,
        "created": time(job.created),
        "started": time(job.started),
        "ended": time(job.ended),
        "finish": time(view.outlook.finish) if view.outlook and is_open else None,
        "seconds": round(view.outlook.seconds) if view.outlook else None,
        "queue_position": shown.queue_position,
        "paused_minutes": shown.paused_minutes,
        "stalled_since": time(shown.stalled_since),
        "can_resume": can_resume(job),
        "reasons": _reasons(job, speaker),
        "stages": [_stage(stage, speaker) for stage in job.stages],
    }


def time(moment: datetime | None) -> str | None:
    """A moment as the cards read it, in whole seconds."""
    return moment.isoformat(timespec="seconds") if moment else None


def contents(state: LockState, speaker: Speaker) -> list[str]:
    """What is known to be on a drive; two detectors may see the same thing."""
    return speaker.each_once(fact.reason for fact in state.evidence)


def _lock(view: DriveView, now: datetime, speaker: Speaker) -> Row:
    grant = view.grant if view.grant and view.grant.expires > now else None
    words = token(view.lock, view.drive)
    can_be_unlocked = words and not grant and not view.drive.identity_problem
    return {
        "state": view.lock.lock.value,
        "reasons": contents(view.lock, speaker),
        "release": speaker.sentences(release_first(view.lock)),
        WORDS: clean(words, LONGEST) if words and can_be_unlocked else None,
        "unlocked_until": time(grant.expires) if grant else None,
    }


def _is_startable(view: DriveView, lock: Row) -> bool:
    smart = view.drive.smart
    tests_itself = smart is not None and smart.self_tests.running is not None
    has_job = view.job is not None and not view.job.job.state.terminal
    is_locked = view.lock.lock is not Lock.FREE and lock["unlocked_until"] is None
    return view.present and not (has_job or tests_itself or is_locked)


def _kind(drive: Drive) -> str:
    rate = drive.smart.rotation_rate if drive.smart else None
    if drive.protocol is Protocol.NVME:
        return "nvme"
    if rate is not None:
        return "hdd" if rate else "ssd"
    spins = {node.rotational for node in drive.nodes}
    return {True: "hdd", False: "ssd", None: "unknown"}[
        spins.pop() if len(spins) == 1 else None
    ]


def _level(drive: Drive, degrees: int | None, settings: Settings) -> str | None:
    if degrees is None:
        return None
    limits = limits_of(drive, settings)
    if degrees >= limits.critical:
        return "hot"
    return "warm" if degrees >= limits.warning else "ok"


def _self_test(view: DriveView, kind: SelfTestKind) -> Row | None:
    state = self_test_state(view, kind)
    if state is None:
        return None
    facts = self_test_facts(view, kind)
    percent = facts["percent"] if state == RUNNING else None
    return {"state": state, "percent": percent, "at_hours": facts["at_hours"]}


def _stage_now(shown: JobView) -> Stage | None:
    """The stage under way, or the next one; None once the job has ended."""
    if shown.job.state.terminal:
        return None
    for state in (StageState.RUNNING, StageState.PENDING):
        for stage in shown.job.stages:
            if stage.state is state:
                return stage
    return None


def _progress(progress: Progress, stage: Stage | None) -> Row:
    """Where the stage under way stands; a final check has no parts."""
    measured = (
        stage is not None
        and stage.state is StageState.RUNNING
        and stage.kind is not StageKind.FINAL_CHECK
    )
    shown = progress if measured else Progress()
    return {
        "stage_percent": tenths(progress.percent) if measured else None,
        "phase": shown.phase,
        "phase_count": shown.phase_count,
        "pattern": shown.pattern,
        "phase_kind": shown.phase_kind,
        "phase_percent": tenths(shown.phase_percent),
        "speed": None if shown.speed is None else round(shown.speed),
    }


def tenths(percent: float | None) -> float | None:
    """A percentage as it is shown."""
    # Rounded down: 100 is said only of what has ended.
    return None if percent is None else math.floor(percent * 10) / 10


def _reasons(job: Job, speaker: Speaker) -> list[str]:
    waits = [job.waits] if job.waits and job.state is JobState.RUNNING else []
    return speaker.each_once([*waits, *job.reasons])


def _stage(stage: Stage, speaker: Speaker) -> Row:
    return {
        "kind": stage.kind.value,
        "state": stage.state.value,
        "reasons": speaker.sentences(stage.reasons),
        "started": time(stage.started),
        "ended": time(stage.ended),
    }
