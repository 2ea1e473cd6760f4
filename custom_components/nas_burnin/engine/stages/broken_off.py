"""A surface test that nobody ended and that did not end by itself: closed, then begun again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from ..model import (
    Activity,
    AfterReboot,
    Evidence,
    Job,
    Lock,
    Reason,
    Snapshot,
    Stage,
    StageState,
    SurfacePlan,
    TestHandle,
    TestReport,
)
from ..proven.expected import UNRECORDED
from ..queue.plan import runs_bytes
from ..safety.left import Left
from ..safety.locks import Refusal
from ..sentences.folding import folded
from ..verdict.attempts import (
    IDLE_ATTEMPTS,
    attempt_of,
    attempt_without_record,
    is_idle,
    is_lost,
    why_broken_off,
    with_attempt,
)
from .bench import Bench
from .step import Step

STOPPING = timedelta(minutes=3)
"""A host that stopped a test is on its way down; it is given so long to be gone."""

_PASSING_USE = frozenset({"opened", "under_test"})
"""Uses that end by themselves, and leave nothing behind."""

_CHANGED = frozenset({"content_changed", "held_signature"})
_FAULTS = frozenset({"bad_request", "internal_error"})


class BrokenOff:
    """What becomes of tests that were broken off; remembers who is waited for, and why."""

    def __init__(self, bench: Bench) -> None:
        """Go by the settings of this host."""
        self._bench = bench
        # By job: in which boot of the host its drive was missed, and since when.
        self._missed: dict[str, tuple[str, float]] = {}
        # In which boot the host stopped a test of ours, and when.
        self._stopped: tuple[str, float] | None = None

    def close(
        self,
        plan: SurfacePlan,
        stage: Stage,
        handle: TestHandle,
        report: TestReport | None,
        snapshot: Snapshot,
    ) -> Step | None:
        """Close the test of a stage that it may be begun again with what is left.

        None where nothing is left but to judge it.
        """
        now = self._bench.clock.now()
        boot_id = snapshot.info.boot_id if snapshot.info else handle.boot_id
        rebooted = boot_id != handle.boot_id
        if report is None or is_lost(plan, stage, report):
            why = Reason(UNRECORDED)
            attempt, rest = attempt_without_record(plan, stage, handle, why, now)
            if not rebooted or runs_bytes(rest) >= runs_bytes(plan.runs):
                return None
        else:
            why = why_broken_off(report) or Reason("interrupted")
            if rebooted and why.code == "interrupted":
                why = Reason("host_restarted")
            attempt, rest = attempt_of(plan, handle, report, why, now)
            if not rest:
                return None
        closed = with_attempt(stage, attempt, rest)
        if not rebooted:
            self._note_stopped(why, boot_id)
        if is_idle(closed.attempts, rest):
            idle = Reason("no_headway", {"times": str(IDLE_ATTEMPTS)})
            return Step(_unknown(closed, (idle, why), now))
        by_host = rebooted or why.code == "stop_signal"
        asks = self._bench.settings.after_reboot is AfterReboot.ASK and by_host
        return waiting(closed, (why,), Reason("interrupted_ask") if asks else None)

    def refused(
        self,
        job: Job,
        stage: Stage,
        snapshot: Snapshot,
        refusal: Refusal,
        left: Left,
    ) -> Step:
        """Wait for the drive or the host; ask a person where the drive was put to use."""
        drives = [drive for drive in snapshot.drives if drive.key == job.drive_key]
        if not drives:
            return self._missing(job, stage, snapshot, refusal.reasons)
        self.found(job)
        seen = refusal.seen.evidence if refusal.seen else ()
        used = [
            fact.reason
            for fact in seen
            if _is_use(fact) and not left.lifts(fact, drives[0])
        ]
        used += [reason for reason in refusal.reasons if reason.code in _CHANGED]
        return waiting(stage, refusal.reasons, _content_changed(used) if used else None)

    def not_begun(self, stage: Stage, reason: Reason) -> Step:
        """Say what becomes of the rest of a test that its supervisor did not begin."""
        if reason.code in _FAULTS:
            return Step(_unknown(stage, (reason,), self._bench.clock.now()))
        return waiting(stage, (reason,), reason if reason.code in _CHANGED else None)

    def stopped(self, report: TestReport | None) -> None:
        """Note a test that never wrote, where its host has stopped it."""
        if report and report.reason:
            self._note_stopped(report.reason, report.boot_id)

    def is_stopping(self, stage: Stage, snapshot: Snapshot) -> bool:
        """True while a host that stopped a test may still be going down.

        What is begun then would be refused, or stopped at once.
        """
        if snapshot.info is None:
            return False
        if _was_stopped(stage, snapshot.info.boot_id, self._bench.clock.now()):
            return True
        boot_id, since = self._stopped or ("", 0.0)
        ago = timedelta(seconds=self._bench.clock.monotonic() - since)
        return snapshot.info.boot_id == boot_id and ago < STOPPING

    def found(self, job: Job) -> None:
        """Note that the drive of a job is there."""
        self._missed.pop(job.uid, None)

    def _note_stopped(self, why: Reason, boot_id: str) -> None:
        if why.code == "stop_signal":
            self._stopped = boot_id, self._bench.clock.monotonic()

    def _missing(
        self,
        job: Job,
        stage: Stage,
        snapshot: Snapshot,
        reasons: tuple[Reason, ...],
    ) -> Step:
        now = self._bench.clock.monotonic()
        boot_id = snapshot.info.boot_id if snapshot.info else ""
        known, since = self._missed.get(job.uid, (boot_id, now))
        if known != boot_id:
            since = now
        self._missed[job.uid] = (boot_id, since)
        limit = self._bench.settings.return_within
        if now - since < limit:
            return waiting(stage, reasons)
        self.found(job)
        minutes = str(int(limit // 60))
        why = Reason("drive_not_back", {"minutes": minutes})
        return Step(_unknown(stage, (why,), self._bench.clock.now()))


def kept(
    plan: SurfacePlan,
    stage: Stage,
    handle: TestHandle,
    report: TestReport | None,
    now: datetime,
) -> Stage:
    """Return a stage that ends unknown with what is left of it, for whoever goes on."""
    why = next(iter(stage.reasons), Reason("interrupted"))
    if report is None or is_lost(plan, stage, report):
        lost = replace(why, code=UNRECORDED)
        attempt, rest = attempt_without_record(plan, stage, handle, lost, now)
    else:
        attempt, rest = attempt_of(plan, handle, report, why, now)
    return replace(stage, runs=rest, attempts=(*stage.attempts, attempt))


def waiting(
    stage: Stage, reasons: tuple[Reason, ...], waits: Reason | None = None
) -> Step:
    """Return a stage to what is still to be started; what was begun stays so."""
    again = replace(stage, state=StageState.PENDING, handle=None)
    if stage.attempts:
        return Step(again, activity=Activity.WAITING, waiting=reasons, waits=waits)
    return Step(replace(again, started=None), waiting=reasons)


def _was_stopped(stage: Stage, boot_id: str, now: datetime) -> bool:
    """True where the host stopped the last attempt at a stage in this boot, just now."""
    if not stage.attempts:
        return False
    last = stage.attempts[-1]
    return (
        last.reason.code == "stop_signal"
        and boot_id == last.handle.boot_id
        and timedelta() <= now - last.ended < STOPPING
    )


def _is_use(fact: Evidence) -> bool:
    return fact.lock is not Lock.UNKNOWN and fact.reason.code not in _PASSING_USE


def _content_changed(reasons: Iterable[Reason]) -> Reason:
    return Reason("content_changed", {"found": folded(reasons)})


def _unknown(stage: Stage, reasons: tuple[Reason, ...], now: datetime) -> Stage:
    return replace(
        stage, state=StageState.UNKNOWN, reasons=reasons, ended=now, handle=None
    )
