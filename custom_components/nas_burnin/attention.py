"""What on a NAS needs a person, read off what the engine shows of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .const import (
    HOST,
    ISSUE_CLOCK_APART,
    ISSUE_JOB_WAITS,
    ISSUE_LONG_COOLING,
    ISSUE_NO_ROOM,
    ISSUE_NVME_MISSING,
    ISSUE_OUTCOME_LOST,
    ISSUE_OUTCOME_UNKNOWN,
    ISSUE_QUEUE_WAITS,
    ISSUE_SHELL_UNUSABLE,
    ISSUE_STALLED,
    ISSUE_SUDO_REFUSED,
    ISSUE_TOOL_MISSING,
)
from .engine.errors import ShellUnusable, SudoRefused, ToolMissing
from .engine.jobs.continuing import can_continue
from .engine.model import (
    DriveView,
    HostInfo,
    HostView,
    JobState,
    JobView,
    Pause,
    PauseCause,
    Protocol,
    Reason,
)
from .engine.parse.check import NEEDED_TOOLS

LONG_COOLING = timedelta(hours=1)
"""A drive that has not cooled in this time is in a place that is too warm."""

# What only a person on the NAS can mend; a refused key asks for one by itself.
_REFUSALS = {
    SudoRefused.code: ISSUE_SUDO_REFUSED,
    ShellUnusable.code: ISSUE_SHELL_UNUSABLE,
    ToolMissing.code: ISSUE_TOOL_MISSING,
}

_NO_ROOM = "no_space"
"""The host's word for a disk that has no room for the records of a test."""


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing: its kind, the drive and the job it is about, why, and since when.

    `drive_key` is empty where it is about the NAS; `minutes` is how far a clock is off.
    """

    kind: str
    drive_key: str = HOST
    job_uid: str = ""
    reasons: tuple[Reason, ...] = ()
    since: datetime | None = None
    minutes: int = 0


def needs_person(view: HostView, now: datetime) -> Iterator[Attention]:
    """All that needs a person now; times are compared by our own clock."""
    if view.problem is not None and view.problem.code in _REFUSALS:
        yield Attention(_REFUSALS[view.problem.code], reasons=(view.problem,))
    elif view.connected:
        yield from _of_host(view)
    if view.waits_for is not None:
        yield Attention(ISSUE_QUEUE_WAITS, reasons=(view.waits_for,))
    for key, drive in view.drives.items():
        if drive.job:
            yield from _of_job(key, drive.job, now)


def _of_host(view: HostView) -> Iterator[Attention]:
    """What is missing on a NAS that answers."""
    if missing := tuple(_missing(view.info)):
        yield Attention(ISSUE_TOOL_MISSING, reasons=missing)
    if _lacks_nvme(view):
        yield Attention(ISSUE_NVME_MISSING)
    if view.clock_apart:
        yield Attention(ISSUE_CLOCK_APART, minutes=abs(view.clock_apart))
    full = {
        reason.code: reason
        for drive in view.drives.values()
        if drive.job and not drive.job.job.state.terminal
        for reason in drive.job.job.reasons
        if reason.code == _NO_ROOM
    }
    if full:
        yield Attention(ISSUE_NO_ROOM, reasons=tuple(full.values()))


def _missing(info: HostInfo | None) -> Iterator[Reason]:
    if info is None:
        return
    needed = (*NEEDED_TOOLS, "zpool") if info.has_zfs else NEEDED_TOOLS
    for tool in needed:
        if _is_missing(info, tool):
            yield Reason(ToolMissing.code, {"tool": tool})


def _is_missing(info: HostInfo, tool: str) -> bool:
    # What the host was not asked for is not missing.
    return tool in info.tools and info.tools[tool] is None


def _lacks_nvme(view: HostView) -> bool:
    """An NVMe drive tells nothing of its self-tests, and `nvme` could ask it."""
    info = view.info
    if info is None or not _is_missing(info, "nvme"):
        return False
    return any(_is_mute_nvme(drive) for drive in view.drives.values())


def _is_mute_nvme(drive: DriveView) -> bool:
    smart = drive.drive.smart
    if not drive.present or drive.drive.protocol is not Protocol.NVME:
        return False
    return smart is not None and not smart.standby and not smart.self_tests.told


def _of_job(key: str, shown: JobView, now: datetime) -> Iterator[Attention]:
    job = shown.job
    if job.state is JobState.UNKNOWN:
        kind = ISSUE_OUTCOME_UNKNOWN if can_continue(job) else ISSUE_OUTCOME_LOST
        yield Attention(kind, key, job.uid, job.reasons)
    if job.state is not JobState.RUNNING:
        return
    if job.waits is not None:
        yield Attention(ISSUE_JOB_WAITS, key, job.uid, (job.waits,))
    if shown.stalled_since is not None:
        yield Attention(ISSUE_STALLED, key, job.uid, since=shown.stalled_since)
    for pause in job.pauses:
        if _is_long_cooling(pause, now):
            yield Attention(ISSUE_LONG_COOLING, key, job.uid, since=pause.started)


def _is_long_cooling(pause: Pause, now: datetime) -> bool:
    cooling = pause.cause is PauseCause.HEAT and pause.ended is None
    return cooling and now - pause.started >= LONG_COOLING
