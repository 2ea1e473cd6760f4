"""What a drive is, and what its burn-in does."""

from collections.abc import Callable
from datetime import datetime, timedelta
import math
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    PERCENTAGE,
    EntityCategory,
    UnitOfDataRate,
    UnitOfTemperature,
    UnitOfTime,
)

from ..engine.model import (
    Activity,
    DriveView,
    JobState,
    JobView,
    Lock,
    Pattern,
    Pause,
    PhaseKind,
    Progress,
    StageKind,
    Verdict,
)
from ..engine.outlook.ahead import step
from ..engine.sentences.speaker import Speaker
from .descriptions import (
    IDLE,
    Attributes,
    Basis,
    DriveSensorDescription,
    Value,
    whole_seconds,
    words,
)

READING = "read"
PHASES = [*(f"{kind}_{pattern}" for pattern in Pattern for kind in PhaseKind), READING]


def _running(view: DriveView) -> JobView | None:
    job = view.job
    return job if job and job.job.state is JobState.RUNNING else None


def _of_running(value: Callable[[JobView], Value]) -> Callable[[DriveView], Value]:
    return lambda view: value(job) if (job := _running(view)) else None


def _of_progress(value: Callable[[Progress], Value]) -> Callable[[DriveView], Value]:
    return _of_running(lambda job: value(job.progress))


def _health(view: DriveView) -> Value:
    if view.drive.smart is None or view.drive.smart.passed is None:
        return None
    return "ok" if view.drive.smart.passed else "failing"


def _job_attributes(view: DriveView, speaker: Speaker) -> Attributes:
    if view.job is None:
        return None
    job = view.job.job
    return {
        "job": job.uid,
        "profile": job.profile,
        "stages": [stage.kind.value for stage in job.stages],
        "queue_position": view.job.queue_position,
        "reasons": speaker.sentences(job.reasons),
    }


def _activity_attributes(view: DriveView, speaker: Speaker) -> Attributes:
    if view.job is None:
        return None
    shown, job = view.job, view.job.job
    return {
        "since": _time(shown.activity_since),
        "waits_for": speaker.said(job.waits),
        "stalled_since": _time(shown.stalled_since),
        "paused_minutes": shown.paused_minutes,
        "pauses": [_pause(pause) for pause in job.pauses],
    }


def _pause(pause: Pause) -> dict[str, Any]:
    # One that goes on has no length yet: it would be another with each look.
    length = pause.ended - pause.started if pause.ended else None
    return {
        "cause": pause.cause.value,
        "from": _time(pause.started),
        "to": _time(pause.ended),
        "minutes": length // timedelta(minutes=1) if length else None,
        "temperature": pause.temperature,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _lock_attributes(view: DriveView, speaker: Speaker) -> Attributes:
    # Two detectors may see the same thing; a person has to read it once.
    return {"evidence": speaker.each_once(fact.reason for fact in view.lock.evidence)}


def _phase(progress: Progress) -> Value:
    if progress.phase_kind is None:
        return None
    if progress.pattern is None:
        return READING
    return f"{progress.phase_kind}_{progress.pattern}"


def _phase_attributes(view: DriveView, _: Speaker) -> Attributes:
    job = _running(view)
    if job is None or job.progress.phase is None:
        return None
    return {"number": job.progress.phase, "count": job.progress.phase_count}


def _percent(progress: Progress) -> Value:
    # Rounded down: 100 is said only of what has ended.
    return math.floor(progress.percent * 10) / 10


def _speed(progress: Progress) -> Value:
    return None if progress.speed is None else round(progress.speed / 1e6, 1)


def _eta(progress: Progress) -> Value:
    return None if progress.eta is None else round(progress.eta)


def _finish(view: DriveView) -> Value:
    return whole_seconds(view.outlook.finish) if view.outlook else None


def _finish_attributes(view: DriveView, _: Speaker) -> Attributes:
    if view.outlook is None:
        return None
    return {"expected_hours": round(view.outlook.seconds / 3600, 1)}


def _near_speed(old: float, new: float, view: DriveView) -> bool:
    return abs(new - old) < 0.05 * old


def _near_eta(old: float, new: float, view: DriveView) -> bool:
    # It falls with each look; its end, which stays, is told more exactly.
    return abs(new - old) < max(step(new), min(0.3 * new, 600.0), 3.0)


def _near_percent(old: float, new: float, view: DriveView) -> bool:
    """True for less than three minutes of a test, and less than 2 % of it.

    So a test of hours is written twenty times an hour at most, on small drives too.
    """
    progress = view.job.progress if view.job else None
    if progress is None or progress.eta is None or progress.percent >= 100:
        return False
    whole = progress.eta / (1 - progress.percent / 100)
    return 0 <= new - old < min(2.0, 100 * 180 / max(whole, 180))


# What a burn-in measures is kept with its job, so no statistics of it are: they would
# be written every five minutes, and mix one job with the next.
SENSORS = (
    DriveSensorDescription(
        key="temperature",
        device_class=SensorDeviceClass.TEMPERATURE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        suggested_display_precision=0,
        value=lambda view: view.drive.smart.temperature if view.drive.smart else None,
    ),
    DriveSensorDescription(
        key="health",
        translation_key="health",
        device_class=SensorDeviceClass.ENUM,
        options=["ok", "failing"],
        entity_category=EntityCategory.DIAGNOSTIC,
        value=_health,
    ),
    DriveSensorDescription(
        key="burn_in",
        translation_key="burn_in",
        device_class=SensorDeviceClass.ENUM,
        options=[IDLE, *words(JobState)],
        basis=Basis.RECORD,
        value=lambda view: view.job.job.state.value if view.job else IDLE,
        attributes=_job_attributes,
    ),
    DriveSensorDescription(
        key="activity",
        translation_key="activity",
        device_class=SensorDeviceClass.ENUM,
        options=words(Activity),
        basis=Basis.RUNNING_JOB,
        value=_of_running(lambda job: job.activity),
        attributes=_activity_attributes,
    ),
    DriveSensorDescription(
        key="progress",
        translation_key="progress",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=1,
        basis=Basis.RUNNING_JOB,
        value=_of_progress(_percent),
        holds=_near_percent,
    ),
    DriveSensorDescription(
        key="stage",
        translation_key="stage",
        device_class=SensorDeviceClass.ENUM,
        options=words(StageKind),
        basis=Basis.RUNNING_JOB,
        value=_of_running(lambda job: job.stage),
    ),
    DriveSensorDescription(
        key="phase",
        translation_key="phase",
        device_class=SensorDeviceClass.ENUM,
        options=PHASES,
        basis=Basis.RUNNING_JOB,
        value=_of_progress(_phase),
        attributes=_phase_attributes,
    ),
    DriveSensorDescription(
        key="bad_blocks",
        translation_key="bad_blocks",
        basis=Basis.RUNNING_JOB,
        value=lambda view: view.job.progress.bad_blocks if view.job else None,
    ),
    DriveSensorDescription(
        key="speed",
        translation_key="speed",
        device_class=SensorDeviceClass.DATA_RATE,
        native_unit_of_measurement=UnitOfDataRate.MEGABYTES_PER_SECOND,
        suggested_display_precision=0,
        basis=Basis.RUNNING_JOB,
        value=_of_progress(_speed),
        holds=_near_speed,
    ),
    DriveSensorDescription(
        key="time_left",
        translation_key="time_left",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_display_precision=0,
        basis=Basis.RUNNING_JOB,
        value=_of_progress(_eta),
        holds=_near_eta,
    ),
    DriveSensorDescription(
        key="finish",
        translation_key="finish",
        device_class=SensorDeviceClass.TIMESTAMP,
        basis=Basis.RUNNING_JOB,
        value=_finish,
        attributes=_finish_attributes,
    ),
    DriveSensorDescription(
        key="last_verdict",
        translation_key="last_verdict",
        device_class=SensorDeviceClass.ENUM,
        options=words(Verdict),
        basis=Basis.RECORD,
        value=lambda view: view.last_verdict,
    ),
    DriveSensorDescription(
        key="lock",
        translation_key="lock",
        device_class=SensorDeviceClass.ENUM,
        options=words(Lock),
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda view: view.lock.lock,
        attributes=_lock_attributes,
    ),
)
