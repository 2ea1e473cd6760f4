"""How far a surface test is, pattern by pattern, and how fast it was where."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..model import (
    Pattern,
    PhaseKind,
    PhaseRecord,
    Progress,
    Sample,
    Stage,
    StageState,
    SurfacePlan,
)
from ..queue.plan import phase_numbers
from .chart import MOST_POINTS, Point, thin

_MIB, _KIB = 1 << 20, 1 << 10


class HalfState(StrEnum):
    """Where half of a pattern stands."""

    PENDING = "pending"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Half:
    """The write or the verify of a pattern; `seconds` is what it took so far."""

    state: HalfState
    percent: float | None = None
    seconds: float | None = None
    speed: float | None = None


@dataclass(frozen=True, slots=True)
class PatternShown:
    """A pattern and its halves; of a read test there is only what is read."""

    pattern: Pattern | None
    write: Half | None
    verify: Half | None


@dataclass(frozen=True, slots=True)
class PhaseCurve:
    """Speeds of one phase: pairs of a position in bytes and bytes a second."""

    number: int
    pattern: Pattern | None
    kind: PhaseKind
    points: tuple[tuple[int, int], ...]


def patterns_shown(
    stage: Stage, plan: SurfacePlan, progress: Progress | None
) -> tuple[PatternShown, ...]:
    """Every pattern of the plan; `progress` only of a stage that is under way."""
    numbers = phase_numbers(plan)
    records: defaultdict[int, list[PhaseRecord]] = defaultdict(list)
    for phase in (*(p for one in stage.attempts for p in one.phases), *stage.phases):
        records[phase.number].append(phase)

    def half(step: int, kind: PhaseKind) -> Half | None:
        number = numbers.get((step, kind))
        if number is None:
            return None
        if progress is None and number == last and not is_whole:
            return _stopped(records[number])
        return _half(number, records[number], stage, progress)

    last = max((number for number, found in records.items() if found), default=0)
    # A test that failed went to its end, or was broken off in the phase it had begun last.
    is_whole = stage.state is StageState.PASSED or (
        stage.state is StageState.FAILED and last == len(numbers)
    )
    return tuple(
        PatternShown(
            run.pattern,
            half(run.step, PhaseKind.WRITE),
            half(run.step, PhaseKind.VERIFY),
        )
        for run in plan.runs
    )


def _half(
    number: int, records: Sequence[PhaseRecord], stage: Stage, progress: Progress | None
) -> Half:
    seconds = sum(record.seconds or 0.0 for record in records) or None
    done = sum(record.size for record in records if record.seconds)
    speed = done / seconds if seconds else None
    now = progress.phase if progress else None
    if progress is not None and now == number:
        return Half(HalfState.RUNNING, progress.phase_percent, seconds, progress.speed)
    passed = stage.state is StageState.PASSED
    if passed or (now is not None and number < now) or (now is None and records):
        return Half(HalfState.DONE, 100.0, seconds, speed)
    return Half(HalfState.PENDING)


def _stopped(records: Sequence[PhaseRecord]) -> Half:
    """Return a half that was begun and broken off: how far it came is not kept."""
    seconds = sum(record.seconds or 0.0 for record in records) or None
    return Half(HalfState.STOPPED, seconds=seconds)


def curves(samples: Iterable[Sample], plan: SurfacePlan) -> tuple[PhaseCurve, ...]:
    """The speed over the surface, of each phase that was measured."""
    points: defaultdict[int, list[Point]] = defaultdict(list)
    for sample in samples:
        points[sample.phase].append((sample.position * _MIB, sample.speed * _KIB))
    patterns = {run.step: run.pattern for run in plan.runs}
    return tuple(
        PhaseCurve(number, patterns[step], kind, _thin(points[number], plan.size))
        for (step, kind), number in phase_numbers(plan).items()
        if number in points
    )


def temperatures(samples: Iterable[Sample]) -> tuple[tuple[int, int], ...]:
    """Pairs of seconds since the stage began and degrees Celsius, at most 200."""
    known = [(s.second, s.temperature) for s in samples if s.temperature is not None]
    return tuple(known[:: len(known) // MOST_POINTS + 1])


def _thin(points: list[Point], size: int) -> tuple[tuple[int, int], ...]:
    return tuple((round(place), round(speed)) for place, speed in thin(points, 0, size))
