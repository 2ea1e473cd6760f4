"""Progress never goes back, and says only what can be known."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    ErrorCounts,
    Pattern,
    PhaseKind,
    Progress,
    TestReport,
    TestState,
)
from custom_components.nas_burnin.engine.queue.plan import plan_bytes
from custom_components.nas_burnin.engine.verdict.progress import progress
from tests.engine.builders import NOON
from tests.engine.surface import (
    PHASE_SECONDS,
    PLAN,
    SIZE,
    clean_report,
    running_report,
    stamp,
    stderr,
    with_run,
)


def test_in_mid_phase() -> None:
    # The second pattern's write, a quarter done: two phases and a bit of eight.
    report = running_report(PLAN, 1, 0, 0.25, 25.0)
    found = progress(PLAN, report, None, NOON)
    assert found.percent == pytest.approx(100 * 2.25 / 8)
    assert (found.phase, found.phase_count) == (3, 8)
    assert (found.pattern, found.phase_kind) == (Pattern.X55, PhaseKind.WRITE)
    assert found.phase_percent == pytest.approx(25)
    assert found.speed == pytest.approx(SIZE / PHASE_SECONDS)
    assert found.eta == pytest.approx(5.75 * PHASE_SECONDS)
    assert found.finish == NOON + timedelta(seconds=5.75 * PHASE_SECONDS)
    assert found.bad_blocks == 0


def test_percent_grows_over_all_phases() -> None:
    seen: list[Progress] = []
    for run in PLAN.runs:
        for phase in range(2):
            for part in (0.0, 0.3, 0.9):
                report = running_report(PLAN, run.number, phase, part, 100 * part)
                last = seen[-1] if seen else None
                seen.append(progress(PLAN, report, last, NOON))
    assert [one.phase for one in seen[::3]] == list(range(1, 9))
    assert all(one.percent < two.percent for one, two in pairwise(seen))
    done = progress(PLAN, clean_report(), seen[-1], NOON)
    assert done.percent == 100
    assert (done.speed, done.eta, done.finish) == (None, None, None)


@given(
    st.lists(
        st.tuples(
            st.integers(-2, 5),
            st.integers(0, 1),
            st.floats(-1, 2),
            st.floats(-10, 1e9),
            st.none() | st.integers(-(2**40), 2**50),
        ),
        min_size=2,
    )
)
def test_percent_never_goes_back_whatever_a_host_says(
    steps: list[tuple[int, int, float, float, int | None]],
) -> None:
    previous, earlier = None, None
    for index, phase, part, seconds, offset in steps:
        report = running_report(PLAN, min(max(index, 0), 3), phase, part, seconds)
        report = replace(report, run_index=index)
        if offset is not None:
            report = replace(report, offset=offset)
        found = progress(PLAN, report, previous, NOON, earlier)
        assert 0 <= found.percent <= 100
        assert previous is None or found.percent >= previous.percent
        assert found.phase_percent is None or 0 <= found.phase_percent <= 100
        assert found.speed is None or found.speed >= 0
        assert found.eta is None or found.eta >= 0
        assert (found.finish is None) == (found.eta is None)
        previous, earlier = found, report


def test_before_the_first_run_there_is_no_phase() -> None:
    held = clean_report(
        state=TestState.HELD, alive=True, end="", runs=(), run_index=-1, offset=None
    )
    assert progress(PLAN, held, None, NOON) == Progress(phase_count=8)


def test_a_run_that_has_not_said_a_word() -> None:
    report = running_report(PLAN, 1, 0, 0.0, 0.0)
    report = replace(with_run(report, 1, phases=(), stderr=b""), offset=None)
    found = progress(PLAN, report, None, NOON)
    assert (found.phase, found.phase_percent) == (3, 0)
    assert found.percent == pytest.approx(25)
    assert found.speed is None
    # The phases before tell how long the rest takes.
    assert found.eta == pytest.approx(6 * PHASE_SECONDS)


def test_at_the_very_start_nothing_is_known_of_the_time() -> None:
    report = running_report(PLAN, 0, 0, 0.0, 0.0)
    found = progress(PLAN, report, None, NOON)
    assert (found.speed, found.eta, found.finish) == (None, None, None)


@pytest.mark.parametrize("state", [TestState.PAUSED, TestState.ENDED])
def test_what_does_not_run_has_no_speed(state: TestState) -> None:
    report = running_report(PLAN, 1, 0, 0.5, 50.0, state=state)
    found = progress(PLAN, report, None, NOON)
    assert found.phase_percent == pytest.approx(50)
    assert (found.speed, found.eta, found.finish) == (None, None, None)


def test_the_speed_is_that_of_the_time_since_an_earlier_report() -> None:
    before = running_report(PLAN, 0, 0, 0.5, 50.0)
    after = running_report(PLAN, 0, 0, 0.6, 70.0)
    found = progress(PLAN, after, None, NOON, before)
    assert found.speed == pytest.approx(0.1 * SIZE / 20, rel=1e-6)


def test_pauses_in_between_do_not_count() -> None:
    before = running_report(PLAN, 0, 0, 0.5, 50.0, paused_seconds=5.0)
    after = running_report(PLAN, 0, 0, 0.6, 70.0, paused_seconds=15.0)
    found = progress(PLAN, after, None, NOON, before)
    assert found.speed == pytest.approx(0.1 * SIZE / 10, rel=1e-6)


def test_a_drive_that_stands_still_has_speed_zero() -> None:
    before = running_report(PLAN, 0, 0, 0.5, 50.0)
    after = running_report(PLAN, 0, 0, 0.5, 80.0)
    assert progress(PLAN, after, None, NOON, before).speed == 0


@pytest.mark.parametrize(
    "before",
    [
        running_report(PLAN, 0, 0, 0.59, 69.0),
        running_report(PLAN, 0, 1, 0.5, 50.0),
        running_report(PLAN, 1, 0, 0.5, 50.0),
        running_report(PLAN, 0, 0, 0.5, 50.0, nonce="another"),
        running_report(PLAN, 0, 0, 0.5, 50.0, boot_id="another"),
        running_report(PLAN, 0, 0, 0.5, 50.0, updated=None),
        running_report(PLAN, 0, 0, 0.9, 50.0),
    ],
    ids=["too close", "phase", "run", "test", "boot", "no time", "went back"],
)
def test_an_earlier_report_that_does_not_compare_is_left_out(
    before: TestReport,
) -> None:
    after = running_report(PLAN, 0, 0, 0.6, 70.0)
    found = progress(PLAN, after, None, NOON, before)
    assert found.speed == pytest.approx(0.6 * SIZE / 70.0, rel=1e-6)


def test_a_disk_that_gets_slower_is_not_promised_to_end_sooner() -> None:
    # Half of the phase after a third of its time: it began on the fast tracks.
    report = running_report(PLAN, 0, 1, 0.5, 33.0)
    found = progress(PLAN, report, None, NOON)
    assert found.eta == pytest.approx(67.0 + 6 * PHASE_SECONDS, rel=1e-6)


def test_a_phase_that_takes_longer_than_those_before() -> None:
    report = running_report(PLAN, 0, 1, 0.5, 150.0)
    found = progress(PLAN, report, None, NOON)
    assert found.eta == pytest.approx(150.0 + 6 * PHASE_SECONDS, rel=1e-6)


def test_what_writes_slowly_and_reads_fast_has_a_pace_for_each() -> None:
    """Shingled disks, flash, a write cache that is off: a verify is no write."""

    def shown(run: int, phase: int, part: float, seconds: float) -> float:
        report = running_report(PLAN, run, phase, part, seconds)
        # The first write took four times as long as all else.
        first = report.runs[0]
        write, *others = first.phases
        slow = replace(write, started=stamp(-3 * PHASE_SECONDS))
        runs = (replace(first, phases=(slow, *others)), *report.runs[1:])
        found = progress(PLAN, replace(report, runs=runs), None, NOON, flat=True)
        assert found.eta
        return found.eta

    write, verify = 4 * PHASE_SECONDS, PHASE_SECONDS
    # At first it is thought to take as long as the write did.
    assert shown(0, 1, 0.05, 0.05 * verify) == pytest.approx(7 * write, rel=0.05)
    half = shown(0, 1, 0.5, 0.5 * verify)
    assert half == pytest.approx(0.5 * verify + 3 * (write + verify), rel=0.01)
    after = shown(1, 0, 0.0, 0.0)
    assert after == pytest.approx(3 * (write + verify), rel=0.01)


def test_bad_blocks_are_told_while_the_test_runs() -> None:
    report = running_report(PLAN, 1, 1, 0.5, 50.0)
    text = report.runs[1].stderr.replace(b"(0/0/0 errors)", b"(2/0/0 errors)")
    report = with_run(report, 1, stderr=text, stdout=b"17\n900\n")
    assert progress(PLAN, report, None, NOON).bad_blocks == 2


def test_a_block_that_is_bad_again_is_not_counted_twice() -> None:
    report = running_report(PLAN, 1, 1, 0.5, 50.0)
    too_high = b"%d\n" % (100 + PLAN.runs[0].blocks_at_once)
    bad = ErrorCounts(corruption=1)
    report = with_run(report, 0, stderr=stderr(PLAN.runs[0], bad), stdout=too_high)
    # badblocks lists a block up to a second before it counts it.
    report = with_run(report, 1, stdout=too_high)
    assert progress(PLAN, report, None, NOON).bad_blocks == 1


def test_a_standstill_promises_nothing() -> None:
    report = running_report(PLAN, 0, 0, 1 / SIZE, 1e5)
    assert progress(PLAN, report, None, NOON).eta is None
    assert plan_bytes(PLAN) == 8 * SIZE
