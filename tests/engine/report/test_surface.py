"""How far a surface test is shown to be, pattern by pattern."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from custom_components.nas_burnin.engine.model import (
    Attempt,
    Pattern,
    PhaseKind,
    PhaseRecord,
    Progress,
    Reason,
    Stage,
    StageKind,
    StageState,
    SurfaceOptions,
    TestHandle,
)
from custom_components.nas_burnin.engine.queue.plan import plan_stage
from custom_components.nas_burnin.engine.report.surface import HalfState, patterns_shown

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SIZE = 16 << 20
TWO = SurfaceOptions((Pattern.AA, Pattern.X00))
PENDING, RUNNING, STOPPED, DONE = (
    HalfState.PENDING,
    HalfState.RUNNING,
    HalfState.STOPPED,
    HalfState.DONE,
)


def record(number: int, seconds: float = 8.0) -> PhaseRecord:
    """A phase as it is kept, by its number."""
    pattern = TWO.patterns[(number - 1) // 2]
    kind = PhaseKind.WRITE if number % 2 else PhaseKind.VERIFY
    return PhaseRecord(number, pattern, kind, SIZE, NOW, NOW, seconds)


def stage(state: StageState, *numbers: int) -> Stage:
    phases = tuple(map(record, numbers))
    kind = StageKind.SURFACE_VALIDATE
    return Stage(0, kind, state, TWO, started=NOW, phases=phases)


def states(shown: Stage, phase: int | None = None) -> list[HalfState | None]:
    """The states of all halves, in their order."""
    progress = Progress(phase=phase, phase_percent=43.0) if phase else None
    found = patterns_shown(shown, plan_stage(shown, SIZE), progress)
    assert [one.pattern for one in found] == list(TWO.patterns)
    halves = [half for one in found for half in (one.write, one.verify)]
    return [half.state if half else None for half in halves]


@pytest.mark.parametrize(
    ("state", "numbers", "phase", "expected"),
    [
        (StageState.PENDING, (), None, [PENDING] * 4),
        (StageState.RUNNING, (1,), 1, [RUNNING, PENDING, PENDING, PENDING]),
        (StageState.RUNNING, (1, 2, 3), 3, [DONE, DONE, RUNNING, PENDING]),
        (StageState.PASSED, (1, 2, 3, 4), None, [DONE] * 4),
        (StageState.FAILED, (1, 2, 3, 4), None, [DONE] * 4),
        (StageState.FAILED, (1, 2), None, [DONE, STOPPED, PENDING, PENDING]),
        (StageState.CANCELLED, (1,), None, [STOPPED, PENDING, PENDING, PENDING]),
        (StageState.UNKNOWN, (1, 2, 3), None, [DONE, DONE, STOPPED, PENDING]),
    ],
)
def test_a_half_is_done_only_when_it_came_to_its_end(
    state: StageState,
    numbers: tuple[int, ...],
    phase: int | None,
    expected: list[HalfState],
) -> None:
    assert states(stage(state, *numbers), phase) == expected


def test_what_was_broken_off_tells_how_long_it_went_and_no_speed() -> None:
    shown = stage(StageState.CANCELLED, 1)
    first, _ = patterns_shown(shown, plan_stage(shown, SIZE), None)
    assert first.write
    assert (first.write.seconds, first.write.speed) == (8.0, None)


def test_attempts_that_were_broken_off_count_as_one() -> None:
    handle = TestHandle("unit", "nonce", "boot")
    attempt = Attempt(handle, (), NOW, Reason("stopped"), phases=(record(1), record(2)))
    shown = replace(stage(StageState.RUNNING, 2, 3), attempts=(attempt,))
    assert states(shown, 3) == [DONE, DONE, RUNNING, PENDING]
    first, _ = patterns_shown(shown, plan_stage(shown, SIZE), Progress(phase=3))
    assert first.verify
    assert first.verify.seconds == 16.0
