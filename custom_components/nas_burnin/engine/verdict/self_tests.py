"""Where a self-test of a drive stands, by what the drive itself tells.

A test is over when the drive says that none runs and its log has a new entry of that
kind. Time alone proves nothing: estimates are short by half under load, and the words
"completed without error" stay from the test before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..model import (
    Protocol,
    Reason,
    SelfTest,
    SelfTestEnd,
    SelfTestKind,
    SelfTests,
    Smart,
    StageKind,
    StageState,
)
from .estimate import share

KIND_OF = {
    StageKind.SHORT_SMART: SelfTestKind.SHORT,
    StageKind.LONG_SMART: SelfTestKind.LONG,
    StageKind.CONVEYANCE_SMART: SelfTestKind.CONVEYANCE,
}
"""The self-test that each stage is."""

GRACE = 120.0
"""Seconds in which a drive may not yet show a test that was begun, or its entry."""

STUCK_AT_LEAST = 4 * 3600.0
STUCK_TIMES = 1.0
"""A test whose percentage does not move is stuck after the longer of four hours and
its whole estimate: drives tell tenths, and hold one for days when they hang."""

UNREAD = 3600.0
"""Seconds after which a drive that can't be asked any more is not waited for."""

TELLING = 20
"""Percent from which on a test's own pace says more than the drive's estimate."""

PACE = 10
"""Percent that a test was watched for, after which its pace is known."""

_MINUTES = {SelfTestKind.SHORT: 2, SelfTestKind.CONVEYANCE: 5, SelfTestKind.LONG: 600}


@dataclass(frozen=True, slots=True)
class Watch:
    """What was seen of a self-test so far; times are of our steady clock.

    `seen` is true once the drive has said that it runs, `moved` when the percentage
    last changed, `heard` when the drive last told anything. `step` is when it was first
    seen to change, and to what: drives tell tenths, so that only a change has a time. A
    restart of ours begins it anew.
    """

    began: float
    moved: float
    percent: int | None = None
    seen: bool = False
    heard: float | None = None
    step: tuple[float, int] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a self-test stands: RUNNING, or how its stage ends and why.

    PENDING means that the drive never began it. `stop` is true for one that must be
    told to end.
    """

    state: StageState
    watch: Watch
    reasons: tuple[Reason, ...] = ()
    stop: bool = False


def is_supported(smart: Smart, kind: SelfTestKind) -> bool:
    """False where the drive says that it does not know this kind, or never does."""
    if kind is SelfTestKind.CONVEYANCE and smart.protocol is not Protocol.ATA:
        return False
    supported = smart.self_tests.supported
    return supported is None or kind in supported


def estimate(tests: SelfTests, kind: SelfTestKind) -> float:
    """Seconds that a self-test takes on an idle drive, by its own word where it tells."""
    minutes = {
        SelfTestKind.SHORT: tests.minutes.short,
        SelfTestKind.LONG: tests.minutes.long,
        SelfTestKind.CONVEYANCE: tests.minutes.conveyance,
    }.get(kind)
    return 60.0 * (minutes or _MINUTES.get(kind, 600))


def unread(watch: Watch, clock: float) -> Standing:
    """Where a self-test stands whose drive tells nothing this time."""
    heard = watch.began if watch.heard is None else watch.heard
    if clock - heard < UNREAD:
        return Standing(StageState.RUNNING, watch)
    return Standing(StageState.UNKNOWN, watch, (Reason("self_test_unread"),))


def seconds_left(
    tests: SelfTests,
    kind: SelfTestKind,
    elapsed: float,
    percent: int | None,
    watch: Watch | None = None,
    *,
    flat: bool = False,
) -> float:
    """Seconds until it ends: by its estimate, and by its pace once that says more.

    `watch` knows when the percentage changed, `flat` is true of a drive without tracks.
    """
    if watch and watch.step and percent:
        since, first = watch.step
        whole = estimate(tests, kind)
        if percent - first >= PACE:
            # Drives that tell tenths are somewhere in the middle of one.
            off = 0 if first % 10 or percent % 10 else 5
            places = (first - off) / 100, (percent - off) / 100
            part = share(*places, flat=flat)
            whole = (watch.moved - since) / part
        # Nor is it over before the drive has told all of it.
        return max(whole - elapsed, whole * (90 - percent) / 100, 0.0)
    if percent and percent >= TELLING:
        return elapsed * (100 - percent) / percent
    return max(estimate(tests, kind) - elapsed, 0.0)


def new_entries(
    before: Sequence[SelfTest], after: Sequence[SelfTest]
) -> tuple[SelfTest, ...]:
    """The entries of a log that an earlier reading of it did not have, newest first.

    The log is a ring: with each new entry the oldest may go.
    """
    for count in range(len(after) + 1):
        kept = after[count:]
        if list(kept) == list(before[: len(kept)]) and (kept or not before):
            return tuple(after[:count])
    # Nothing of the old log is left: it was cleared, or another drive's.
    return tuple(after)


def log_of(smart: Smart | None) -> tuple[SelfTest, ...] | None:
    """The log of self-tests in a report; None where it does not tell."""
    tests = smart.self_tests if smart else SelfTests()
    return tests.entries if tests.told or tests.entries else None


def stand(
    kind: SelfTestKind,
    before: Sequence[SelfTest] | None,
    now: SelfTests,
    watch: Watch,
    clock: float,
    *,
    cancelled: bool = False,
) -> Standing:
    """Where a self-test stands that was begun when the log was as `before`.

    None is a log that nobody could read then: what is in it now may be old.
    """
    running = now.running
    if running and running.kind in (None, kind):
        return _running(kind, now, watch, clock)
    new = () if before is None else new_entries(before, now.entries)
    fresh = [test for test in new if test.kind is kind]
    if fresh:
        state, reasons = _ended(fresh[0], cancelled=cancelled)
        return Standing(state, watch, reasons)
    if running:
        other = running.kind.value if running.kind else "?"
        reason = Reason("self_test_replaced", {"other": other})
        return Standing(StageState.UNKNOWN, watch, (reason,))
    if clock - max(watch.began, watch.moved) < GRACE:
        return Standing(StageState.RUNNING, watch)
    if not now.told:
        return Standing(StageState.UNKNOWN, watch, (Reason("self_test_not_told"),))
    if cancelled:
        return Standing(StageState.CANCELLED, watch, (Reason("stopped"),))
    if not watch.seen:
        return Standing(StageState.PENDING, watch, (Reason("self_test_not_begun"),))
    return Standing(StageState.UNKNOWN, watch, (Reason("self_test_no_entry"),))


def _running(
    kind: SelfTestKind, now: SelfTests, watch: Watch, clock: float
) -> Standing:
    percent = now.running.percent if now.running else None
    if not watch.seen or percent != watch.percent:
        step = watch.step
        if step is None and watch.seen and percent is not None:
            step = (clock, percent)
        moved = Watch(watch.began, clock, percent, True, step=step)
        return Standing(StageState.RUNNING, moved)
    # One that tells no percentage can't be seen to stand still before it is overdue.
    times = STUCK_TIMES if percent is not None else 3.0
    patience = max(STUCK_AT_LEAST, times * estimate(now, kind))
    if clock - watch.moved < patience:
        return Standing(StageState.RUNNING, watch)
    values = {
        "percent": "?" if percent is None else str(percent),
        "hours": str(round((clock - watch.moved) / 3600)),
    }
    stuck = Reason("self_test_stuck", values)
    return Standing(StageState.UNKNOWN, watch, (stuck,), stop=True)


def _ended(test: SelfTest, *, cancelled: bool) -> tuple[StageState, tuple[Reason, ...]]:
    """How a stage ends with an entry; "aborted" is neither pass nor fail."""
    match test.end:
        case SelfTestEnd.PASSED:
            return StageState.PASSED, ()
        case SelfTestEnd.FAILED if test.lba is not None:
            values = {"kind": test.kind.value, "lba": str(test.lba)}
            return StageState.FAILED, (Reason("self_test_failed_at", values),)
        case SelfTestEnd.FAILED:
            values = {"kind": test.kind.value}
            return StageState.FAILED, (Reason("self_test_failed", values),)
        case SelfTestEnd.ABORTED if cancelled:
            return StageState.CANCELLED, (Reason("stopped"),)
        case SelfTestEnd.ABORTED:
            return StageState.UNKNOWN, (Reason("self_test_aborted"),)
        case SelfTestEnd.INTERRUPTED:
            return StageState.UNKNOWN, (Reason("self_test_interrupted"),)
        case _:
            return StageState.UNKNOWN, (Reason("self_test_unfinished"),)
