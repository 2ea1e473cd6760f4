"""Where a running surface test stands, from one report to the next."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..model import (
    PhaseKind,
    PhaseTimes,
    Progress,
    Run,
    SurfacePlan,
    TestReport,
    TestState,
)
from ..queue.pauses import working_seconds
from ..queue.plan import phase_numbers, plan_bytes, run_bytes, runs_bytes
from .estimate import share
from .findings import bad_so_far, phase_records

SHORTEST_WINDOW = 2.0
"""Seconds between two reports from which a speed can be told."""

TELLING = 0.1
"""The part of the first phase from which on it tells all; before, so much less."""

SLOWER = 0.05
"""The part of a later phase from which on it may tell that it is slower than others."""

QUICKER = 1.4
"""How many times as fast a first verify has to be before it is believed of all."""

_LONGEST_ETA = 10 * 365 * 86400.0


@dataclass(frozen=True, slots=True)
class _Place:
    """The phase under way; `number` from 1 and `before` in bytes count all phases.

    `elsewhere` is how much of the same phase other runs have still to do, in bytes.
    """

    number: int
    run: Run
    kind: PhaseKind
    before: int
    elsewhere: int
    done: int
    times: PhaseTimes | None

    @property
    def size(self) -> int:
        """Bytes that this phase goes through."""
        return run_bytes(self.run)

    @property
    def left(self) -> int:
        """Bytes of this phase that are still to come."""
        return self.size - self.done


def progress(
    plan: SurfacePlan,
    report: TestReport,
    previous: Progress | None,
    now: datetime,
    earlier: TestReport | None = None,
    *,
    flat: bool = False,
    expected: float | None = None,
) -> Progress:
    """Where the test stands; `now` is our own wall clock, for the finish time.

    `previous` is the last progress of the same test: the percentage never goes below
    it. With `earlier`, a report of the same test from some seconds before, the speed
    is that of the time in between, else of the phase so far. `flat` is true for a
    drive that is as fast at its end as at its beginning, `expected` the seconds that a
    pass over the whole surface was thought to take, for as long as nothing is measured.
    Speed, ETA and finish are None where nothing can be said, as while the test is
    paused.
    """
    total = plan_bytes(plan)
    percent = 100 * (total - runs_bytes(plan.asked)) / total
    if report.state is TestState.ENDED and report.end == "finished":
        percent = 100.0
    percent = max(percent, previous.percent if previous else 0.0)
    bad_blocks = bad_so_far(plan, report)
    place = _place(plan, report)
    if place is None:
        return Progress(percent, phase_count=plan.phase_count, bad_blocks=bad_blocks)
    percent = max(percent, 100 * (place.before + place.done) / total)
    running = report.state is TestState.TESTING
    eta = _eta(plan, report, place, flat, expected) if running else None
    return Progress(
        percent=percent,
        phase=place.number,
        phase_count=plan.phase_count,
        pattern=place.run.pattern,
        phase_kind=place.kind,
        phase_percent=_phase_percent(plan, place),
        speed=_speed(report, place, earlier) if running else None,
        eta=eta,
        finish=None if eta is None else now + timedelta(seconds=eta),
        bad_blocks=bad_blocks,
    )


def _place(plan: SurfacePlan, report: TestReport) -> _Place | None:
    """The phase under way, or the last one; None before the first run."""
    index = report.run_index
    if not 0 <= index < min(len(plan.asked), len(report.runs)):
        return None
    run = plan.asked[index]
    entered = report.runs[index].phases[: len(run.phases)]
    place = max(len(entered) - 1, 0)
    times = entered[place] if entered else None
    size = run_bytes(run)
    if times is None:
        done = 0
    elif times.ended:
        done = size
    else:
        done = (report.offset or 0) - run.first * run.block_size
    kind = run.phases[place]
    return _Place(
        number=phase_numbers(plan)[run.step, kind],
        run=run,
        kind=kind,
        before=plan_bytes(plan) - runs_bytes(plan.asked[index:]) + size * place,
        elsewhere=sum(
            run_bytes(later)
            for later in plan.asked[index + 1 :]
            if later.step == run.step and kind in later.phases
        ),
        done=min(max(done, 0), size),
        times=times,
    )


def _phase_percent(plan: SurfacePlan, place: _Place) -> float:
    """How far the phase is, with what former attempts and other runs do of it."""
    whole = max(run_bytes(run) for run in plan.runs if run.step == place.run.step)
    return 100 * (whole - place.elsewhere - place.left) / whole


def _speed(
    report: TestReport, place: _Place, earlier: TestReport | None
) -> float | None:
    """The present speed in bytes a second."""
    if earlier and earlier.updated and report.updated and _same_phase(report, earlier):
        paused = report.paused_seconds - earlier.paused_seconds
        seconds = report.updated.boot - earlier.updated.boot - paused
        moved = (report.offset or 0) - (earlier.offset or 0)
        if seconds >= SHORTEST_WINDOW and moved >= 0:
            return moved / seconds
    return _average(report, place)


def _same_phase(report: TestReport, earlier: TestReport) -> bool:
    """True when both reports are of one test in one phase, in one boot of the host."""
    return (
        (report.nonce, report.boot_id, report.run_index)
        == (earlier.nonce, earlier.boot_id, earlier.run_index)
        and 0 <= report.run_index < min(len(report.runs), len(earlier.runs))
        and _phases(report) == _phases(earlier)
    )


def _phases(report: TestReport) -> tuple[PhaseTimes, ...]:
    return report.runs[report.run_index].phases


def _average(report: TestReport, place: _Place) -> float | None:
    """The speed of the phase under way since it began; None while that says nothing."""
    seconds = _elapsed(report, place)
    return place.done / seconds if seconds and place.done else None


def _elapsed(report: TestReport, place: _Place) -> float | None:
    """Seconds that the phase under way has taken so far, without pauses."""
    if place.times is None or report.updated is None:
        return None
    until = place.times.ended or report.updated
    seconds = working_seconds(place.times.started, until, report.pauses)
    return seconds if seconds > 0 else None


def _eta(
    plan: SurfacePlan,
    report: TestReport,
    place: _Place,
    flat: bool,
    expected: float | None,
) -> float | None:
    """Seconds until the last phase ends.

    Phases that have ended tell how long a pass of their kind takes. Of a disk writing
    takes as long as reading; shingled ones, flash, and a write cache that is off write
    more slowly, which shows in the first verify by what is done of it. So it is told in
    the first phase of all, too.
    """
    elapsed = _elapsed(report, place)
    begin, end = (block * place.run.block_size for block in _blocks(place.run))
    at = begin + place.done
    done = share(begin / plan.size, at / plan.size, flat=flat)
    rest = share(at / plan.size, end / plan.size, flat=flat)
    told = elapsed / done if elapsed and done > 0 else None
    known = _seconds_of_a_pass(plan, report)
    if not known:
        if told is None and expected is None:
            return None
        weight = (
            min(done / TELLING, 1.0) if expected and told else float(told is not None)
        )
        here = weight * (told or 0.0) + (1 - weight) * (expected or 0.0)
        passes = dict.fromkeys(PhaseKind, here)
        here *= rest
    else:
        passes = {kind: known.get(kind, max(known.values())) for kind in PhaseKind}
        usual = passes[place.kind]
        is_new = place.kind not in known and told and done >= TELLING
        if told and is_new and told * QUICKER < usual:
            passes[place.kind] = told
            here = told * rest
        else:
            # It may be slower this time, and never ends before its time has come.
            tells = elapsed and place.done >= SLOWER * place.size
            slower = place.left * elapsed / place.done if elapsed and tells else 0.0
            here = max(slower, usual * place.size / plan.size - (elapsed or 0.0))
    later = sum(
        passes[kind] * size / plan.size for kind, size in _to_come(plan, report, place)
    )
    eta = (here if place.left else 0.0) + later
    return eta if eta < _LONGEST_ETA else None


def _to_come(
    plan: SurfacePlan, report: TestReport, place: _Place
) -> Iterator[tuple[PhaseKind, int]]:
    """Yield the phases after the one that is under way, and their bytes."""
    for index, run in enumerate(plan.asked[report.run_index :]):
        phases = run.phases
        if index == 0:
            phases = phases[phases.index(place.kind) + 1 :]
        for kind in phases:
            yield kind, run_bytes(run)


def _blocks(run: Run) -> tuple[int, int]:
    """The first block of a run, and the one after its last."""
    return run.first, run.last + 1


def _seconds_of_a_pass(
    plan: SurfacePlan, report: TestReport
) -> Mapping[PhaseKind, float]:
    """How long a pass of each kind takes, by the phases and attempts that have ended."""
    spent: defaultdict[PhaseKind, list[tuple[int, float]]] = defaultdict(list)
    for phase in phase_records(plan, report.runs, report.pauses):
        if phase.seconds:
            spent[phase.kind].append((phase.size, phase.seconds))
    return {
        kind: plan.size
        * sum(seconds for _, seconds in parts)
        / sum(size for size, _ in parts)
        for kind, parts in spent.items()
    }
