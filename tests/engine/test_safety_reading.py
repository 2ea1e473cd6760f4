"""The last word before a drive is read as a whole: who may be refused, and for what."""

from dataclasses import replace

import pytest

from custom_components.nas_burnin.engine.model import (
    Detector,
    DetectorFailure,
    Lock,
    Reason,
    Snapshot,
    TestReport,
    TestState,
)
from custom_components.nas_burnin.engine.safety.locks import Permit, Refusal
from custom_components.nas_burnin.engine.safety.reading import (
    permit_read,
    permit_read_held,
)
from tests.engine.hosts import Nas, disk, nas
from tests.engine.test_safety_permit import (
    ASKED,
    HANDLE,
    HELD,
    HOST,
    KEY,
    NOW,
    TANK,
    facts,
    held,
)

READABLE = HOST.snapshot()


def codes(answer: Permit | Refusal) -> set[str]:
    reasons = answer.reasons if isinstance(answer, Refusal) else ()
    return {reason.code for reason in reasons}


def failing(detector: Detector) -> Snapshot:
    failure = DetectorFailure(detector, "", Reason("detector_timed_out"))
    return facts(READABLE, failures=(failure,))


@pytest.mark.parametrize("used", [HOST, TANK])
def test_a_drive_is_read_whoever_uses_it(used: Nas) -> None:
    answer = permit_read(KEY, used.snapshot(), ASKED, NOW)
    assert isinstance(answer, Permit)
    assert (answer.seen.lock is Lock.FREE) == (used is HOST)


@pytest.mark.parametrize(
    ("snapshot", "code"),
    [
        (nas(disk("sdc")).snapshot(), "drive_absent"),
        (replace(READABLE, drives=READABLE.drives[:1] * 2), "drive_ambiguous"),
        (replace(READABLE, info=None), "host_unread"),
        (replace(READABLE, tests=(HELD,)), "under_test"),
        (failing(Detector.BLOCK), "detector_timed_out"),
        (failing(Detector.TESTS), "detector_timed_out"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_doubt_refuses(snapshot: Snapshot, code: str) -> None:
    assert code in codes(permit_read(KEY, snapshot, ASKED, NOW))


def test_what_only_tells_of_use_may_be_unread() -> None:
    assert not codes(permit_read(KEY, failing(Detector.ZPOOL), ASKED, NOW))


def test_our_own_supervisor_does_not_stand_in_the_way() -> None:
    answer = permit_read_held(KEY, held(), HELD, HANDLE, ASKED, NOW)
    assert isinstance(answer, Permit)


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (replace(HELD, nonce="another"), "test_not_ours"),
        (replace(HELD, state=TestState.TESTING), "test_not_holding"),
        (replace(HELD, node_devs=("8:16",)), "nodes_not_held"),
    ],
)
def test_another_hold_is_none(report: TestReport, code: str) -> None:
    answer = permit_read_held(KEY, held(report), report, HANDLE, ASKED, NOW)
    assert code in codes(answer)


def test_a_report_that_was_not_seen_and_another_boot_refuse() -> None:
    unseen = permit_read_held(KEY, READABLE, HELD, HANDLE, ASKED, NOW)
    assert "test_not_seen" in codes(unseen)
    rebooted = replace(HANDLE, boot_id="another")
    assert "host_rebooted" in codes(
        permit_read_held(KEY, held(), HELD, rebooted, ASKED, NOW)
    )
