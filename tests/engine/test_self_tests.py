"""Where a self-test stands: by the drive's words and its log, never by time alone."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    Protocol,
    SelfTest,
    SelfTestEnd,
    SelfTestKind,
    SelfTestMinutes,
    SelfTestNow,
    SelfTests,
    Smart,
    StageState,
)
from custom_components.nas_burnin.engine.verdict.self_tests import (
    GRACE,
    UNREAD,
    Watch,
    estimate,
    is_supported,
    log_of,
    new_entries,
    seconds_left,
    stand,
    unread,
)

LONG, SHORT = SelfTestKind.LONG, SelfTestKind.SHORT
HOUR = 3600.0
FRESH = Watch(0, 0)
SEEN = Watch(0, 0, 50, seen=True)


def entry(
    end: SelfTestEnd = SelfTestEnd.PASSED,
    kind: SelfTestKind = LONG,
    hours: int = 100,
    lba: int | None = None,
) -> SelfTest:
    return SelfTest(kind, end, hours, lba)


OLD = (entry(hours=10), entry(kind=SHORT, hours=1))


def told(
    *entries: SelfTest,
    percent: int | None = None,
    kind: SelfTestKind | None = None,
    runs: bool = False,
) -> SelfTests:
    running = SelfTestNow(kind, percent) if runs else None
    minutes = SelfTestMinutes(short=2, long=600)
    return SelfTests(told=True, running=running, entries=entries, minutes=minutes)


@pytest.mark.parametrize("watch", [FRESH, SEEN])
def test_of_a_log_that_was_not_told_before_nothing_is_new(watch: Watch) -> None:
    """An old entry would pass for the one that is waited for."""
    standing = stand(LONG, None, told(*OLD), watch, 10)
    assert standing.state is StageState.RUNNING
    standing = stand(LONG, None, told(*OLD), watch, GRACE)
    code = "self_test_no_entry" if watch.seen else "self_test_not_begun"
    assert [reason.code for reason in standing.reasons] == [code]


@pytest.mark.parametrize(
    ("tests", "log"),
    [
        (SelfTests(), None),
        (SelfTests(told=True), ()),
        (SelfTests(told=True, entries=OLD), OLD),
        # Some tell their log and not whether a test runs.
        (SelfTests(entries=OLD), OLD),
    ],
)
def test_a_log_that_is_told(tests: SelfTests, log: tuple[SelfTest, ...] | None) -> None:
    assert log_of(Smart(self_tests=tests)) == log
    assert log_of(None) is None


@pytest.mark.parametrize(
    ("now", "watch", "clock", "cancelled", "state", "codes"),
    [
        # It runs.
        (told(*OLD, runs=True, percent=10), FRESH, 30, False, "running", ""),
        (told(*OLD, runs=True, kind=LONG), FRESH, 30, False, "running", ""),
        (told(*OLD, runs=True, percent=50), SEEN, 5 * HOUR, False, "running", ""),
        # The drive has not noticed yet, or is about to write its log.
        (told(*OLD), FRESH, GRACE - 1, False, "running", ""),
        (told(*OLD), SEEN, GRACE - 1, False, "running", ""),
        # It has ended.
        (told(entry(), *OLD), SEEN, 600, False, "passed", ""),
        (told(entry(), *OLD), FRESH, 10, False, "passed", ""),
        (
            told(entry(SelfTestEnd.FAILED), *OLD),
            SEEN,
            600,
            False,
            "failed",
            "self_test_failed",
        ),
        (
            told(entry(SelfTestEnd.FAILED, lba=7), *OLD),
            SEEN,
            600,
            False,
            "failed",
            "self_test_failed_at",
        ),
        (
            told(entry(SelfTestEnd.ABORTED), *OLD),
            SEEN,
            600,
            False,
            "unknown",
            "self_test_aborted",
        ),
        (
            told(entry(SelfTestEnd.ABORTED), *OLD),
            SEEN,
            600,
            True,
            "cancelled",
            "stopped",
        ),
        (
            told(entry(SelfTestEnd.INTERRUPTED), *OLD),
            SEEN,
            600,
            False,
            "unknown",
            "self_test_interrupted",
        ),
        (
            told(entry(SelfTestEnd.UNKNOWN), *OLD),
            SEEN,
            600,
            False,
            "unknown",
            "self_test_unfinished",
        ),
        # One that passed although it was to be cancelled has passed.
        (told(entry(), *OLD), SEEN, 600, True, "passed", ""),
        # Somebody else's.
        (
            told(*OLD, runs=True, kind=SHORT),
            SEEN,
            600,
            False,
            "unknown",
            "self_test_replaced",
        ),
        (
            told(entry(SelfTestEnd.ABORTED), *OLD, runs=True, kind=SHORT),
            SEEN,
            600,
            False,
            "unknown",
            "self_test_aborted",
        ),
        (
            told(entry(kind=SHORT, hours=99), entry(), *OLD),
            SEEN,
            600,
            False,
            "passed",
            "",
        ),
        # Idle, and nothing in the log: what it says of the one before proves nothing.
        (told(*OLD), SEEN, GRACE, False, "unknown", "self_test_no_entry"),
        (told(*OLD), FRESH, GRACE, False, "pending", "self_test_not_begun"),
        (told(*OLD), SEEN, GRACE, True, "cancelled", "stopped"),
        (
            told(entry(kind=SHORT), *OLD),
            SEEN,
            GRACE,
            False,
            "unknown",
            "self_test_no_entry",
        ),
        (SelfTests(), FRESH, GRACE, False, "unknown", "self_test_not_told"),
        # It hangs.
        (
            told(*OLD, runs=True, percent=50),
            SEEN,
            10 * HOUR,
            False,
            "unknown",
            "self_test_stuck",
        ),
        (
            told(*OLD, runs=True),
            Watch(0, 0, None, seen=True),
            29 * HOUR,
            False,
            "running",
            "",
        ),
        (
            told(*OLD, runs=True),
            Watch(0, 0, None, seen=True),
            30 * HOUR,
            False,
            "unknown",
            "self_test_stuck",
        ),
    ],
)
def test_where_it_stands(
    now: SelfTests,
    watch: Watch,
    clock: float,
    cancelled: bool,
    state: str,
    codes: str,
) -> None:
    standing = stand(LONG, OLD, now, watch, clock, cancelled=cancelled)
    assert standing.state is StageState(state)
    assert [reason.code for reason in standing.reasons] == codes.split()
    assert standing.stop is (codes == "self_test_stuck")


def test_a_percentage_that_moves_is_never_stuck() -> None:
    watch = FRESH
    for percent in range(0, 100, 10):
        now = told(*OLD, runs=True, percent=percent)
        standing = stand(LONG, OLD, now, watch, percent * HOUR)
        assert standing.state is StageState.RUNNING
        watch = standing.watch
        assert (watch.percent, watch.moved) == (percent, percent * HOUR)


def test_a_short_test_is_not_called_stuck_within_hours() -> None:
    now = told(runs=True, percent=90)
    standing = stand(SHORT, (), now, Watch(0, 0, 90, seen=True), 3.9 * HOUR)
    assert standing.state is StageState.RUNNING


entries = st.lists(
    st.builds(
        SelfTest,
        st.sampled_from([LONG, SHORT]),
        st.sampled_from(list(SelfTestEnd)),
        st.integers(0, 5),
    ),
    max_size=25,
)


@given(entries, st.lists(st.integers(6, 9), max_size=3), st.integers(1, 25))
def test_new_entries_are_found_in_a_ring(
    before: Sequence[SelfTest], hours: list[int], size: int
) -> None:
    old = list(before)[:size]
    fresh = [entry(hours=hour) for hour in hours][:size]
    after = [*fresh, *old][:size]
    assert list(new_entries(old, after)) == fresh


def test_a_log_of_which_nothing_is_left_is_new() -> None:
    assert new_entries(OLD, (entry(hours=7),)) == (entry(hours=7),)
    assert new_entries(OLD, ()) == ()
    assert new_entries((), OLD) == OLD


def test_how_long_it_takes() -> None:
    tests = told()
    assert estimate(tests, LONG) == 600 * 60
    assert estimate(SelfTests(), SHORT) == 120
    assert seconds_left(tests, LONG, 0, None) == 36_000
    # Late, as the drive is busy: what it did so far tells more.
    assert seconds_left(tests, LONG, 20_000, 20) == 80_000
    # Quicker than it said.
    assert seconds_left(tests, LONG, 3_600, 50) == 3_600
    assert seconds_left(tests, LONG, 40_000, 90) == pytest.approx(40_000 / 9)


@pytest.mark.parametrize("told_hours", [10, 20])
@pytest.mark.parametrize("true_hours", [10, 14, 20])
@pytest.mark.parametrize("ahead", [0, 10])
@pytest.mark.parametrize("flat", [True, False])
def test_the_end_is_corrected_as_it_goes(
    told_hours: int, true_hours: int, ahead: int, *, flat: bool
) -> None:
    """Tenths of the surface are told, rounded down or up; the drive's estimate is wrong."""
    whole = true_hours * HOUR
    tests = SelfTests(True, minutes=SelfTestMinutes(long=told_hours * 60))
    watch, errors = Watch(0, 0), {}
    for second in range(0, int(whole), 600):
        # On the curve that is assumed for a disk, turned round.
        part = second / whole
        done = part if flat else 2 * (1 - 0.5**part)
        percent = min(int(done * 10) * 10 + ahead, 90)
        now = replace(tests, running=SelfTestNow(LONG, percent))
        standing = stand(LONG, (), now, watch, second)
        watch = standing.watch
        left = seconds_left(tests, LONG, second, percent, watch, flat=flat)
        errors[done] = (left - (whole - second)) / whole
    known = [error for done, error in errors.items() if done > 0.31]
    assert max(map(abs, known)) < 0.13
    first = [error for done, error in errors.items() if done < 0.2]
    by_estimate = abs(told_hours - true_hours) / true_hours
    assert max(map(abs, first)) < by_estimate + 0.01


def test_a_drive_that_tells_each_percent_is_believed_to_the_percent() -> None:
    tests = SelfTests(minutes=SelfTestMinutes(long=600))
    watch = Watch(0, 1100, 11, seen=True, step=(100, 1))
    assert seconds_left(tests, LONG, 1100, 11, watch, flat=True) == pytest.approx(8900)


def test_what_the_drive_does_not_deny_is_tried() -> None:
    def smart(
        supported: tuple[SelfTestKind, ...] | None, protocol: Protocol = Protocol.ATA
    ) -> Smart:
        return Smart(protocol, self_tests=SelfTests(supported=supported))

    assert is_supported(smart(None), LONG)
    assert is_supported(smart((LONG,)), LONG)
    assert not is_supported(smart((SHORT,)), LONG)
    assert is_supported(smart(None), SelfTestKind.CONVEYANCE)
    assert not is_supported(smart(None, Protocol.SCSI), SelfTestKind.CONVEYANCE)


def test_a_drive_that_tells_nothing_is_waited_for_an_hour() -> None:
    watch = Watch(0, 0, 10, seen=True, heard=100)
    assert unread(watch, 99 + UNREAD).state is StageState.RUNNING
    standing = unread(watch, 100 + UNREAD)
    assert standing.state is StageState.UNKNOWN
    assert [reason.code for reason in standing.reasons] == ["self_test_unread"]
    assert unread(FRESH, UNREAD).state is StageState.UNKNOWN
