"""Evidence becomes a lock, and the last word before anything is erased.

Pure, and closed on every side: whatever is missing, contradictory or not understood
locks. Nothing here asks the host; what is judged is exactly what is handed in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
import json

from ..model import (
    Drive,
    Evidence,
    HostFacts,
    HostInfo,
    Lock,
    LockState,
    Reason,
    Snapshot,
    TestHandle,
    TestReport,
    Unlocked,
)
from ..text import clean
from .evidence import HostEvidence
from .held import content_problems, held_problems
from .inventory import awaits_smart, unit_name
from .left import Left
from .node_evidence import KNOWN_USE, LOOKS, node_names, unread

SEVERITY = (
    Lock.FREE,
    Lock.HAS_DATA,
    Lock.EXPORTED_POOL,
    Lock.MOUNTED,
    Lock.POOL,
    Lock.BOOT_POOL,
    Lock.IN_USE,
    Lock.UNKNOWN,
)
"""Every lock from harmless to blind: the worst of all evidence is a drive's lock.

A pool is above a mount, so that a boot drive with a mounted EFI partition asks for
the boot pool's words; what no word can unlock is above all that a word can.
"""

MAX_AGE = 30.0
"""Seconds that evidence may be old when a destructive start rests on it."""

UNLOCKABLE = frozenset(
    {Lock.HAS_DATA, Lock.EXPORTED_POOL, Lock.MOUNTED, Lock.POOL, Lock.BOOT_POOL}
)
"""The locks that words can open; whatever else locks has to go."""

_RANK = {lock: rank for rank, lock in enumerate(SEVERITY)}


@dataclass(frozen=True, slots=True)
class Permit:
    """Nothing speaks against erasing this drive now.

    `boot_id` is the boot of the host that the evidence is from: the start must be
    in the same. `seen` is the lock, our own hold aside: `free`, or what a person
    unlocked; `evidence` is its digest.
    """

    drive: Drive
    unit: str
    boot_id: str
    evidence: str
    seen: LockState


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a drive may not be erased now; there is always at least one reason.

    `seen` is its lock, our own hold aside; None where the drive was not found.
    `lifted` is true where that lock is not among the reasons: it was unlocked.
    """

    drive_key: str
    reasons: tuple[Reason, ...]
    seen: LockState | None = None
    lifted: bool = False


def judge(evidence: Iterable[Evidence]) -> LockState:
    """Return the lock that facts add up to: the worst of them, `free` for none."""
    ranked = sorted(evidence, key=lambda fact: -_RANK[fact.lock])
    return LockState(ranked[0].lock if ranked else Lock.FREE, tuple(ranked))


def assess(
    drives: Sequence[Drive],
    facts: HostFacts,
    info: HostInfo | None,
    tests: Sequence[TestReport] = (),
) -> Mapping[str, LockState]:
    """Return the lock of every drive, by its key.

    What is handed in is judged as if it were seen just now. So a caller may add
    remembered signatures and samples to `facts` for display, for instance of drives
    that sleep, but never for a permission.
    """
    host = HostEvidence(drives, facts, info, tests)
    found: dict[str, list[Evidence]] = {}
    for drive in drives:
        found.setdefault(drive.key, []).extend(host.of(drive))
    return {key: judge(evidence) for key, evidence in found.items()}


def digest(state: LockState) -> str:
    """Return a hash of a lock and its evidence, whatever their order: 64 hex digits.

    Where the use of a drive is known, what lies on it is looked at only when somebody
    wants to erase it, so there the hash is of the facts of its use.
    """
    facts = sorted(
        json.dumps(
            [
                fact.lock,
                fact.detector,
                fact.where,
                fact.reason.code,
                sorted(fact.reason.values.items()),
                fact.pool,
            ]
        )
        for fact in _standing(state)
    )
    return sha256(json.dumps([state.lock, facts]).encode()).hexdigest()


def _standing(state: LockState) -> Sequence[Evidence]:
    """Return the facts that every poll shows, not only one that looked closer."""
    if state.lock not in KNOWN_USE:
        return state.evidence
    use = [
        fact
        for fact in state.evidence
        if fact.lock in KNOWN_USE and fact.detector not in LOOKS
    ]
    return use or state.evidence


def covers(unlocked: Unlocked | None, state: LockState) -> bool:
    """True where a person unlocked exactly this lock with exactly this evidence."""
    return (
        unlocked is not None
        and state.lock in UNLOCKABLE
        and bool(unlocked.user_id)
        and (unlocked.lock, unlocked.evidence) == (state.lock, digest(state))
    )


def token(state: LockState, drive: Drive) -> str | None:
    """Return the words a person types to unlock a drive; None where there are none.

    A free drive needs none; for `in_use` and `unknown` the cause has to go.
    """
    match state.lock:
        case Lock.POOL:
            # A drive may hold partitions of several pools: name them all.
            pools = {fact.pool for fact in state.evidence if fact.lock is Lock.POOL}
            return " ".join(sorted(clean(pool) for pool in pools if pool)) or None
        case Lock.BOOT_POOL:
            return "DESTROY BOOT POOL"
        case Lock.EXPORTED_POOL:
            return "DESTROY EXPORTED POOL"
        case Lock.MOUNTED:
            return "DESTROY MOUNTED FILESYSTEM"
        case Lock.HAS_DATA:
            tail = clean(drive.serial.strip()[-4:]).strip()
            return f"ERASE {tail}" if tail else None
        case _:
            return None


def permit(
    drive_key: str,
    snapshot: Snapshot,
    asked: float,
    now: float,
    max_age: float = MAX_AGE,
    unlocked: Unlocked | None = None,
    left: Left | None = None,
) -> Permit | Refusal:
    """Say whether the evidence of a snapshot allows a start on a drive.

    `asked` is when the start was asked for, `now` the present, both in seconds of
    the clock of `snapshot.asked`; evidence is as old as its question. The lock is
    made anew from the snapshot's own facts, and the one it carries must agree.
    `unlocked` lifts the lock it was given for, with the evidence that was seen then,
    and no other; a free drive needs none. With `left` a broken-off test is gone on
    with: what it left on the drive is lifted, too.
    """
    reasons = freshness(snapshot, asked, now, max_age)
    return _decide(drive_key, snapshot, (), reasons, unlocked, left)


def permit_held(
    drive_key: str,
    snapshot: Snapshot,
    report: TestReport,
    handle: TestHandle,
    asked: float,
    now: float,
    max_age: float = MAX_AGE,
    unlocked: Unlocked | None = None,
    left: Left | None = None,
) -> Permit | Refusal:
    """Say the same once more while our own supervisor holds the drive.

    `handle` is of the one start that is ours, `report` what the snapshot shows of
    it. Since the drive is held, nothing that was not in use at `asked` can come into
    use any more.
    """
    reasons = freshness(snapshot, asked, now, max_age)
    reasons += held_problems(drive_key, snapshot, report, handle)
    seen = _seen(drive_key, snapshot, (report,))
    if seen is None or not _is_unlocked(unlocked, seen, left):
        # What was unlocked is not blank, and everybody knows.
        reasons += content_problems(report, left)
    return _decide(drive_key, snapshot, (report,), reasons, unlocked, left)


def _is_unlocked(
    unlocked: Unlocked | None, state: LockState, left: Left | None
) -> bool:
    """True where all of a lock was unlocked; what was written over can't be there."""
    return (left is None or left.is_old_there) and covers(unlocked, state)


def _seen(
    drive_key: str, snapshot: Snapshot, ours: Sequence[TestReport]
) -> LockState | None:
    """Return a drive's lock by the snapshot's own facts, our own hold aside."""
    others = [test for test in snapshot.tests if test not in ours]
    return assess(snapshot.drives, snapshot.facts, snapshot.info, others).get(drive_key)


def _decide(
    drive_key: str,
    snapshot: Snapshot,
    ours: tuple[TestReport, ...],
    reasons: list[Reason],
    unlocked: Unlocked | None,
    left: Left | None,
) -> Permit | Refusal:
    """Permit where there is no reason against it, neither given nor found here."""
    drives = [drive for drive in snapshot.drives if drive.key == drive_key]
    seen = _seen(drive_key, snapshot, ours)
    if len(drives) != 1 or seen is None:
        code = "drive_ambiguous" if drives else "drive_absent"
        return Refusal(drive_key, (*reasons, Reason(code)))
    drive = drives[0]
    others = [test for test in snapshot.tests if test not in ours]
    is_lifted = _is_unlocked(unlocked, seen, left)
    lifted = [
        fact.reason
        for fact in seen.evidence
        if is_lifted or (left and left.lifts(fact, drive))
    ]
    locking = [fact.reason for fact in seen.evidence if fact.reason not in lifted]
    if unlocked and not is_lifted and left is None and seen.lock in UNLOCKABLE:
        reasons = [*reasons, Reason("evidence_changed")]
    reasons = [
        *reasons,
        *([drive.identity_problem] if drive.identity_problem else ()),
        *locking,
        *(_blind_spots(drive, snapshot) if lifted else ()),
        *(fact.reason for fact in unread(drive, snapshot.facts)),
        *(
            reason
            for reason in _carried(drive_key, snapshot, ours)
            if reason not in lifted
        ),
        *left_behind(drive_key, others),
    ]
    info = snapshot.info
    if info is None or not info.boot_id:
        reasons.append(Reason("host_unread"))
    if info is None or reasons:
        return Refusal(drive_key, _each_once(reasons), seen, is_lifted)
    return Permit(drive, unit_name(drive_key), info.boot_id, digest(seen), seen)


def _blind_spots(drive: Drive, snapshot: Snapshot) -> list[Reason]:
    """Return what could not be seen, of this drive or of all of them.

    A known use outweighs such doubts, so they are not among the evidence; but a
    person who lifts that use knows nothing of what was not seen.
    """
    elsewhere = {
        name
        for other in snapshot.drives
        if other.key != drive.key
        for name in (unit_name(other.key), *node_names(other))
    }
    reasons = [
        failure.reason
        for failure in snapshot.facts.failures
        if failure.where not in elsewhere
    ]
    if awaits_smart(drive):
        reasons.append(Reason("smart_unread", {"node": clean(drive.name)}))
    return reasons


def freshness(
    snapshot: Snapshot, asked: float, now: float, max_age: float
) -> list[Reason]:
    """Return what is wrong with the time of the evidence; no NaN passes.

    `max_age` in seconds, `MAX_AGE` at the most.
    """
    reasons = []
    if not snapshot.complete:
        reasons.append(Reason("snapshot_incomplete"))
    if not asked <= snapshot.asked:
        reasons.append(Reason("snapshot_before_start"))
    in_order = snapshot.asked <= snapshot.taken <= now
    if not (in_order and now - snapshot.asked <= min(max_age, MAX_AGE)):
        reasons.append(Reason("snapshot_too_old"))
    return reasons


def _carried(
    drive_key: str, snapshot: Snapshot, ours: Sequence[TestReport]
) -> list[Reason]:
    """Return what the lock that was shown says against it, our own hold aside."""
    shown = snapshot.locks.get(drive_key)
    if shown is None or judge(shown.evidence).lock is not shown.lock:
        return [Reason("lock_missing")]
    held = [Reason("under_test", {"unit": clean(test.unit)}) for test in ours]
    return [fact.reason for fact in shown.evidence if fact.reason not in held]


def left_behind(drive_key: str, tests: Iterable[TestReport]) -> list[Reason]:
    """Return the ended tests whose records still hold the drive's unit name."""
    unit = unit_name(drive_key)
    return [
        Reason("test_left_behind", {"unit": unit})
        for test in tests
        if test.unit == unit and not test.alive
    ]


def _each_once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    kept: list[Reason] = []
    for reason in reasons:
        if reason not in kept:
            kept.append(reason)
    return tuple(kept)
