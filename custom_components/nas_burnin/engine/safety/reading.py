"""The last word before a drive is read as a whole, whatever is on it and whoever uses it.

Reading erases nothing, so no lock stands in its way. What counts is that it is the
drive that was asked for, that it was seen just now, and that nothing else tests it.
"""

from collections.abc import Sequence

from ..model import (
    Detector,
    LockState,
    Reason,
    Snapshot,
    TestHandle,
    TestReport,
)
from .held import held_problems
from .inventory import unit_name
from .locks import MAX_AGE, Permit, Refusal, digest, freshness, judge, left_behind
from .node_evidence import node_names

_NEEDED = frozenset({Detector.HOST, Detector.BLOCK, Detector.TESTS})
"""What has to be seen to know which drive is which, and what tests there are."""


def permit_read(
    drive_key: str, snapshot: Snapshot, asked: float, now: float
) -> Permit | Refusal:
    """Say whether a drive may be read from its beginning to its end.

    Times as for `safety.permit`.
    """
    return _decide(drive_key, snapshot, (), freshness(snapshot, asked, now, MAX_AGE))


def permit_read_held(
    drive_key: str,
    snapshot: Snapshot,
    report: TestReport,
    handle: TestHandle,
    asked: float,
    now: float,
) -> Permit | Refusal:
    """Say the same once more while our own supervisor has the drive open."""
    reasons = freshness(snapshot, asked, now, MAX_AGE)
    reasons += held_problems(drive_key, snapshot, report, handle)
    return _decide(drive_key, snapshot, (report,), reasons)


def _decide(
    drive_key: str,
    snapshot: Snapshot,
    ours: Sequence[TestReport],
    reasons: list[Reason],
) -> Permit | Refusal:
    drives = [drive for drive in snapshot.drives if drive.key == drive_key]
    if len(drives) != 1:
        code = "drive_ambiguous" if drives else "drive_absent"
        return Refusal(drive_key, (*reasons, Reason(code)))
    (drive,) = drives
    unit = unit_name(drive_key)
    others = [test for test in snapshot.tests if test not in ours]
    reasons = [
        *reasons,
        *([drive.identity_problem] if drive.identity_problem else ()),
        *(
            Reason("under_test", {"unit": unit})
            for test in others
            if test.unit == unit and test.alive
        ),
        *left_behind(drive_key, others),
        *(
            failure.reason
            for failure in snapshot.facts.failures
            if failure.detector in _NEEDED
            and failure.where in ("", unit, *node_names(drive))
        ),
    ]
    info = snapshot.info
    if info is None or not info.boot_id:
        reasons.append(Reason("host_unread"))
    if info is None or reasons:
        return Refusal(drive_key, tuple(reasons))
    seen: LockState = snapshot.locks.get(drive_key) or judge(())
    return Permit(drive, unit, info.boot_id, digest(seen), seen)
