"""Small makers of model objects for the tests of the engine's pure rooms."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from custom_components.nas_burnin.engine.model import (
    Attempt,
    ErrorCounts,
    Job,
    JobState,
    Pattern,
    Pause,
    PauseCause,
    PhaseKind,
    PhaseRecord,
    Protocol,
    Reason,
    Run,
    Smart,
    Stage,
    StageKind,
    StageState,
    SurfaceOptions,
    TestHandle,
    Verdict,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def make_job(uid: str = "job-1", **changes: Any) -> Job:
    """Answer a queued standard job; `changes` replace its fields."""
    job = Job(
        uid=uid,
        host_id="host-1",
        drive_key=f"drive-of-{uid}",
        serial="WD-123",
        model="WDC WD40EFRX",
        size=4_000_787_030_016,
        profile="standard",
        stages=(
            Stage(0, StageKind.SURFACE_VALIDATE),
            Stage(1, StageKind.FINAL_CHECK),
        ),
        created=NOON,
        order=1.0,
    )
    return replace(job, **changes)


def full_job(uid: str = "job-full") -> Job:
    """Answer a job in which every field of every part is set."""
    smart = Smart(
        protocol=Protocol.ATA,
        model="WDC WD40EFRX",
        family="WD Red",
        serial="WD-123",
        firmware="82.0",
        wwn="0x50014ee0",
        size=4_000_787_030_016,
        rotation_rate=5400,
        passed=True,
        temperature=38,
        power_on_hours=12,
        read_at=NOON,
    )
    phase = PhaseRecord(
        number=1,
        pattern=Pattern.AA,
        kind=PhaseKind.WRITE,
        size=4_000_787_030_016,
        started=NOON + timedelta(minutes=1),
        ended=NOON + timedelta(hours=8),
        seconds=28_740.25,
    )
    stage = Stage(
        position=0,
        kind=StageKind.SURFACE_VALIDATE,
        state=StageState.FAILED,
        options=SurfaceOptions((Pattern.RANDOM,), 7),
        started=NOON + timedelta(seconds=5),
        ended=NOON + timedelta(hours=20),
        reasons=(Reason("bad_blocks", {"count": "2"}), Reason("error_limit_reached")),
        phases=(phase, replace(phase, number=2, kind=PhaseKind.VERIFY, ended=None)),
        errors=ErrorCounts(1, 2, 3),
        bad_blocks=(17, 4_294_967_294),
        handle=TestHandle("nas-burnin-x", "nonce", "boot", "invocation", "sha"),
        smart_before=smart,
        smart_after=replace(smart, passed=None, standby=True),
    )
    return make_job(
        uid,
        stages=(stage, Stage(1, StageKind.FINAL_CHECK, StageState.SKIPPED)),
        state=JobState.FAILED,
        requested_by="user-1",
        started=NOON + timedelta(seconds=5),
        ended=NOON + timedelta(hours=20),
        cancel_requested=True,
        verdict=Verdict.FAILED,
        reasons=(Reason("bad_blocks", {"count": "2"}),),
        order=-2.5,
    )


def resumed_job(uid: str = "job-resumed") -> Job:
    """Answer a job that was broken off once and paused twice, the last time still."""
    runs = (
        Run(1, Pattern.X55, True, 4096, 1024, first=8192, last=976_754_645, step=1),
        Run(2, Pattern.X55, False, 4096, 1024, first=0, last=8191, step=1),
    )
    full = full_job(uid)
    surface = full.stages[0]
    broken = Attempt(
        handle=TestHandle("nas-burnin-x", "earlier", "boot", released=True),
        runs=(Run(0, Pattern.AA, True, 4096, 1024, first=0, last=976_754_645),),
        ended=NOON + timedelta(hours=9),
        reason=Reason("interrupted"),
        phases=surface.phases[:1],
        errors=ErrorCounts(0, 0, 1),
        bad_blocks=(17,),
        found=("gpt",),
    )
    begun = replace(
        surface,
        state=StageState.RUNNING,
        ended=None,
        runs=runs,
        attempts=(broken,),
    )
    cooled = Pause(
        PauseCause.HEAT, NOON, ended=NOON + timedelta(minutes=20), temperature=56
    )
    return replace(
        full,
        stages=(begun,),
        state=JobState.RUNNING,
        ended=None,
        verdict=None,
        pauses=(cooled, Pause(PauseCause.PERSON, NOON, user_id="user-1")),
        waits=Reason("content_changed", {"node": "sda"}),
        continues="job-before",
    )
