"""What the report of a supervisor must show before the drive it holds is written."""

from ..model import Drive, Reason, Snapshot, TestHandle, TestReport, TestState
from ..text import clean
from .inventory import unit_name
from .left import Left
from .node_evidence import sample_problem


def held_problems(
    drive_key: str, snapshot: Snapshot, report: TestReport, handle: TestHandle
) -> list[Reason]:
    """Return why a look does not show our own start, waiting with all of the drive."""
    reasons = _start_problems(report, handle)
    if report not in snapshot.tests:
        reasons.append(Reason("test_not_seen", {"unit": clean(report.unit)}))
    if snapshot.info is not None and snapshot.info.boot_id != handle.boot_id:
        reasons.append(Reason("host_rebooted"))
    for drive in snapshot.drives:
        if drive.key == drive_key:
            reasons += _hold_problems(drive, report)
    return reasons


def _start_problems(report: TestReport, handle: TestHandle) -> list[Reason]:
    values = {"unit": clean(report.unit)}
    reasons = []
    if not handle.nonce or _recognised_by(report, handle) != handle:
        reasons.append(Reason("test_not_ours", values))
    if report.state is not TestState.HELD or not report.alive:
        reasons.append(Reason("test_not_holding", {**values, "state": report.state}))
    return reasons


def content_problems(report: TestReport, left: Left | None) -> list[Reason]:
    """Return why the drive that a supervisor holds is not known to be blank.

    With `left`, why it is not known to hold what our test left; the supervisor itself
    has compared its content with that.
    """
    values = {"unit": clean(report.unit)}
    reasons = []
    problem = (
        "sample_unread" if report.sample is None else sample_problem(report.sample)
    )
    if problem and left is None:
        detail = clean(report.sample.error) if report.sample else ""
        reasons.append(Reason(f"held_{problem}", {**values, "detail": detail}))
    if report.signatures is None:
        reasons.append(Reason("held_signature_unread", values))
    elif report.signatures and not (left and left.explains(report.signatures)):
        kinds = clean(", ".join(report.signatures))
        reasons.append(Reason("held_signature", {**values, "kind": kinds}))
    return reasons


def _recognised_by(report: TestReport, handle: TestHandle) -> TestHandle:
    """Return a report's own handle, as far as the given one says anything."""
    return TestHandle(
        unit=report.unit,
        nonce=report.nonce,
        boot_id=report.boot_id,
        invocation=handle.invocation and report.invocation,
        supervisor_sha256=handle.supervisor_sha256 and report.supervisor_sha256,
    )


def _hold_problems(drive: Drive, report: TestReport) -> list[Reason]:
    """Return why a supervisor does not hold all nodes of this drive, and only them."""
    nodes = sorted(node.dev for node in drive.nodes)
    if report.unit == unit_name(drive.key) and sorted(report.node_devs) == nodes:
        return []
    values = {"nodes": ", ".join(nodes), "held": clean(", ".join(report.node_devs))}
    return [Reason("nodes_not_held", values)]
