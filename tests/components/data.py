"""A NAS with four drives, as the engine would show it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from custom_components.nas_burnin.engine.model import (
    Activity,
    BlockDevice,
    Detector,
    Drive,
    DriveView,
    Evidence,
    HostInfo,
    HostView,
    Identity,
    Job,
    JobState,
    JobView,
    Lock,
    LockState,
    Outlook,
    Pattern,
    PhaseKind,
    Progress,
    Protocol,
    Reason,
    Smart,
    Stage,
    StageKind,
    Stamp,
    Verdict,
)
from custom_components.nas_burnin.engine.unlock.grants import Grant

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
HOST_ID = "4c5b8e0a9d3f4d52a7f0c3a1b2d4e6f8"
TERABYTE = 10**12

IDLE, BUSY, POOL, GONE = "wd-idle", "seagate-busy", "hgst-pool", "toshiba-gone"

INFO = HostInfo(
    machine_id=HOST_ID,
    boot_id="b1",
    hostname="tank",
    os_name="TrueNAS",
    os_version="25.10.1",
    kernel="6.12",
    is_truenas=True,
    has_systemd=True,
    has_zfs=True,
    memory_available=32 * 2**30,
    now=Stamp(wall=NOW.timestamp(), boot=5000.0),
)


def drive(key: str, model: str, serial: str, vendor: str = "ATA") -> Drive:
    node = BlockDevice(
        name="sda",
        dev="8:0",
        identity=Identity(wwid=f"naa.{serial}", serial=serial, size=14 * TERABYTE),
        vendor=vendor,
    )
    return Drive(
        key=key,
        wwn=f"naa.{serial}",
        serial=serial,
        model=model,
        firmware="0A83",
        protocol=Protocol.ATA,
        size=14 * TERABYTE,
        nodes=(node,),
        smart=Smart(model=model, passed=True, temperature=34),
    )


def job(drive_key: str = BUSY, state: JobState = JobState.RUNNING) -> Job:
    return Job(
        uid="job-1",
        host_id=HOST_ID,
        drive_key=drive_key,
        serial="ZL2BUSY1",
        model="ST14000NM001G",
        size=14 * TERABYTE,
        profile="standard",
        stages=(Stage(position=0, kind=StageKind.SURFACE_VALIDATE),),
        created=NOW - timedelta(days=2),
        order=1.0,
        state=state,
        requested_by="somebody",
        started=NOW - timedelta(days=2),
    )


PROGRESS = Progress(
    percent=31.2789,
    phase=3,
    phase_count=8,
    pattern=Pattern.X55,
    phase_kind=PhaseKind.WRITE,
    phase_percent=50.2,
    speed=212_345_678.0,
    eta=400_000.0,
    finish=NOW + timedelta(seconds=400_000),
    bad_blocks=2,
)

RUNNING = JobView(
    job=job(),
    activity=Activity.TESTING,
    activity_since=NOW - timedelta(days=1),
    stage=StageKind.SURFACE_VALIDATE,
    progress=PROGRESS,
)

FREE = LockState(Lock.FREE)
IN_POOL = LockState(
    Lock.POOL,
    (
        Evidence(
            lock=Lock.POOL,
            detector=Detector.ZPOOL,
            where="sdc1",
            reason=Reason(
                "pool_member",
                {"pool": "tank", "node": "sdc1", "role": "data", "health": "ONLINE"},
            ),
            pool="tank",
        ),
    ),
)

VIEW = HostView(
    connected=True,
    since=NOW,
    info=INFO,
    drives={
        IDLE: DriveView(drive(IDLE, "WDC WD140EDFZ", "9LIDLE01"), FREE),
        BUSY: DriveView(
            drive(BUSY, "ST14000NM001G", "ZL2BUSY1", "SEAGATE"),
            FREE,
            job=RUNNING,
            outlook=Outlook(600_000.0, PROGRESS.finish),
        ),
        POOL: DriveView(
            drive(POOL, "HUH721414ALE600", "9JPOOL01"),
            IN_POOL,
            last_verdict=Verdict.PASSED,
        ),
        GONE: DriveView(drive(GONE, "MG07ACA14TE", "Y0GONE01"), FREE, present=False),
    },
    running=1,
    queued=0,
    max_parallel=4,
)


def granted(drive_key: str, user_id: str = "somebody") -> Grant:
    until = NOW + timedelta(minutes=10)
    return Grant(
        drive_key=drive_key,
        lock=Lock.POOL,
        evidence="digest",
        user_id=user_id,
        granted=NOW,
        expires=until,
        since=0.0,
    )


def change(view: HostView, drive_key: str, **changes: object) -> HostView:
    """The view after something about one drive has changed."""
    changed = replace(view.drives[drive_key], **changes)  # type: ignore[arg-type]
    return replace(view, drives={**view.drives, drive_key: changed})


def progressed(view: HostView, **changes: object) -> HostView:
    """The view after the running test has come further."""
    progress = replace(PROGRESS, **changes)  # type: ignore[arg-type]
    return change(view, BUSY, job=replace(RUNNING, progress=progress))
