"""A test that is broken off, again and again: nothing is left out, and little done twice.

The drive here is a row of blocks with a cache that a power cut may empty. What the
engine asks of it is done block by block, and every write and comparison is noted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
import random

from hypothesis import example, given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    Attempt,
    ErrorCounts,
    Pattern,
    PhaseKind,
    PhaseRecord,
    PhaseTimes,
    Reason,
    Run,
    RunReport,
    Stamp,
    SurfaceOptions,
    SurfacePlan,
    TestHandle,
    TestReport,
    TestState,
)
from custom_components.nas_burnin.engine.proven.coverage import covers_whole
from custom_components.nas_burnin.engine.proven.resume import (
    MARGIN_BYTES,
    MARGIN_SECONDS,
    margin,
    rest_of,
    rest_without_record,
)
from custom_components.nas_burnin.engine.queue.plan import phase_numbers, plan_surface
from custom_components.nas_burnin.engine.verdict.findings import (
    cut_phases,
    moment as moment_of,
)
from tests.engine.surface import (
    clean_report,
    run_report,
    running_report,
    stamp,
    stderr,
    with_run,
)

BLOCK = 4096
CHUNK = 4
BLOCKS = 203
NOW = moment_of(stamp(0))
TICK = 1
"""Blocks that a percentage of two digits is too coarse for, on so small a drive."""


def plan_of(*patterns: Pattern) -> tuple[Run, ...]:
    plan = plan_surface(BLOCKS * BLOCK, SurfaceOptions(patterns))
    return tuple(replace(run, blocks_at_once=CHUNK) for run in plan.runs)


def blocks_of(runs: Sequence[Run]) -> int:
    """Blocks that all phases of these runs go through."""
    return sum((run.last + 1 - run.first) * len(run.phases) for run in runs)


def ended_runs(runs: Sequence[Run], done: int) -> int:
    """How many of the first `done` blocks are of runs that have ended."""
    ended = 0
    for run in runs:
        if ended + blocks_of([run]) > done:
            break
        ended += blocks_of([run])
    return ended


def phases_of(runs: Sequence[Run]) -> Iterator[tuple[int, int, PhaseKind]]:
    for index, run in enumerate(runs):
        for place, kind in enumerate(run.phases):
            yield index, place, kind


@dataclass
class Drive:
    """Blocks, what is on them for certain, and what was done to them, in order."""

    blocks: list[str] = field(default_factory=lambda: ["old"] * BLOCKS)
    volatile: list[tuple[int, int, str]] = field(default_factory=list)
    moment: int = 0
    written: dict[tuple[int, int], int] = field(default_factory=dict)
    compared: dict[tuple[int, int], int] = field(default_factory=dict)

    def write(self, run: Run, block: int, salt: int) -> None:
        self.moment += 1
        before = self.blocks[block]
        self.volatile.append((self.moment, block, before))
        self.blocks[block] = content(run, salt)
        self.written[run.step, block] = self.moment

    def compare(self, run: Run, block: int, salt: int) -> None:
        self.moment += 1
        assert self.blocks[block] == content(run, salt), (run, block)
        self.compared[run.step, block] = self.moment

    def lose_power(self, cache: int, chance: random.Random) -> None:
        """Forget any of the writes that the cache may still have held."""
        held = [one for one in self.volatile if one[0] > self.moment - cache]
        for _, block, before in reversed(held):
            if chance.random() < 0.5:
                self.blocks[block] = before
        self.volatile.clear()


def content(run: Run, salt: int) -> str:
    random_ = run.pattern is Pattern.RANDOM
    return f"{run.pattern}-{salt}" if random_ else str(run.pattern)


def do(drive: Drive, runs: Sequence[Run], until: int, salt: int) -> None:
    """Do the first `until` blocks of these runs."""
    left = until
    for index, _, kind in phases_of(runs):
        run = runs[index]
        for block in range(run.first, run.last + 1):
            if left == 0:
                return
            left -= 1
            act = drive.write if kind is PhaseKind.WRITE else drive.compare
            act(run, block, salt)


def told(runs: Sequence[Run], until: int, spoiled: Sequence[int] = ()) -> TestReport:
    """What the records say of a test that did the first `until` blocks."""
    reports = [RunReport(run.number) for run in runs]
    left, run_index, offset = until, 0, None
    for index, place, kind in phases_of(runs):
        run = runs[index]
        length = run.last + 1 - run.first
        done = min(left, length)
        left -= done
        began = stamp(index * 10 + place)
        ended = stamp(index * 10 + place + 1) if done == length else None
        phases = (*reports[index].phases, PhaseTimes(kind, began, ended))
        whole = place + 1 == len(run.phases) and ended is not None
        reports[index] = replace(
            reports[index],
            started=began if place == 0 else reports[index].started,
            ended=ended if whole else None,
            exit_code=0 if whole else None,
            phases=phases,
            stderr=stderr(run) if whole else under_way(run, place, done),
        )
        run_index, offset = index, (run.first + done) * BLOCK
        if ended is None or left == 0:
            break
    for index in spoiled:
        reports[index] = replace(reports[index], truncated=True)
    return TestReport(
        unit="nas-burnin-x",
        job_uid="job-1",
        controller="ha-1",
        nonce="n",
        state=TestState.TESTING,
        alive=False,
        boot_id="boot-1",
        updated=stamp(1000),
        run_index=run_index,
        runs=tuple(reports),
        offset=offset,
    )


def under_way(run: Run, place: int, done: int) -> bytes:
    """What badblocks has said in mid-phase; it counts the chunk that it is at."""
    lines = stderr(run).splitlines(keepends=True)
    before = b"".join(lines[: 2 + place])
    title = lines[2 + place].split(b"done")[0]
    at = min(run.first + done + CHUNK, run.last + 1)
    tick = b" %5.2f%% done, 0:10 elapsed. (0/0/0 errors)" % (100 * at / (run.last + 1))
    return before + title + tick


def check_all(drive: Drive, runs: Sequence[Run]) -> None:
    """Each pattern was written and, after its last write, compared on every block."""
    for run in runs:
        for block in range(run.first, run.last + 1):
            key = run.step, block
            assert key in drive.written
            assert drive.compared.get(key, -1) > drive.written[key]


CUTS = st.lists(
    st.tuples(
        # How far through the runs, how far its records lag, which of them are torn.
        st.floats(0, 1),
        st.integers(0, 9),
        st.lists(st.integers(0, 11), max_size=2),
    ),
    max_size=7,
)
PATTERNS = st.lists(st.sampled_from(list(Pattern)), min_size=1, max_size=4, unique=True)


@given(PATTERNS, CUTS, st.integers(0, 250), st.randoms(use_true_random=False))
@example([Pattern.AA, Pattern.X00], [(0.75, 0, [0])] * 2, 30, random.Random(1))
def test_nothing_is_left_out_however_often_it_is_cut(
    patterns: list[Pattern],
    cuts: list[tuple[float, int, list[int]]],
    back: int,
    chance: random.Random,
) -> None:
    planned = plan_of(*patterns)
    plan = SurfacePlan(BLOCKS * BLOCK, 100, planned)
    drive, runs = Drive(), planned
    for salt, (part, lag, torn) in enumerate(cuts):
        done = round(part * blocks_of(runs))
        do(drive, runs, done, salt)
        drive.lose_power(chance.randint(0, back), chance)
        spoiled = [index for index in torn if index < len(runs)]
        # Between two runs the records are on storage before the next one writes.
        seen = max(done - lag, ended_runs(runs, done))
        report = told(runs, seen, spoiled)
        rest = rest_of(runs, report, back * BLOCK)
        if not spoiled and Pattern.RANDOM not in patterns:
            again = blocks_of(rest) - (blocks_of(runs) - done)
            assert again <= 2 * (back + lag + 4 * CHUNK + TICK)
        assert len(rest) <= 64
        assert [run.number for run in rest] == list(range(len(rest)))
        if not rest:
            break
        plan = after(plan, report, rest)
        runs = rest
    else:
        do(drive, runs, blocks_of(runs), len(cuts))
    check_all(drive, planned)
    assert covers_whole(plan)
    # What is left out for good does not pass, as long as nobody had come to it.
    begun = {phase.number for attempt in plan.attempts for phase in attempt.phases}
    last = phase_numbers(plan)[planned[-1].step, PhaseKind.VERIFY]
    if len(plan.rest) > 1 and last not in begun:
        assert not covers_whole(replace(plan, rest=plan.rest[:-1]))


def after(plan: SurfacePlan, report: TestReport, rest: Sequence[Run]) -> SurfacePlan:
    """The plan with one more attempt, which ended as the report says."""
    attempt = Attempt(
        handle=TestHandle("nas-burnin-x", "n", "boot-1"),
        runs=plan.asked,
        ended=NOW,
        reason=Reason("interrupted"),
        phases=cut_phases(plan, report, rest),
    )
    return replace(plan, rest=tuple(rest), attempts=(*plan.attempts, attempt))


# What is proven, and what is not ----------------------------------------------------

PLAN = plan_surface(1 << 38, SurfaceOptions())
RUN = PLAN.runs[0]
BACK = 8 << 30
FAR = BACK // RUN.block_size
GO_ON = PLAN.runs[1:]


def shape(runs: Sequence[Run]) -> list[tuple[int, bool, int, int]]:
    return [(run.step, run.write, run.first, run.last) for run in runs]


def whole(run: Run) -> tuple[int, bool, int, int]:
    return run.step, True, 0, RUN.last


def cut(run_index: int, phase: int, part: float, **changes: object) -> TestReport:
    report = running_report(PLAN, run_index, phase, part, 3600)
    return replace(report, alive=False, **changes)  # type: ignore[arg-type]


def rest(report: TestReport) -> list[tuple[int, bool, int, int]]:
    return shape(rest_of(PLAN.runs, report, BACK))


LATER = [whole(run) for run in GO_ON]


def test_a_write_is_gone_on_with_and_what_stands_is_compared() -> None:
    (verify, write, *later) = rest(cut(0, 0, 0.5))
    assert later == LATER
    (_, compares, first, before), (_, writes, begins, last) = verify, write
    assert (compares, writes, first, last) == (False, True, 0, RUN.last)
    assert before + 1 == begins
    assert begins % RUN.blocks_at_once == 0
    half = (RUN.last + 1) // 2
    # A percentage of two digits is too coarse by so much at the most.
    assert half - FAR - RUN.last // 10_000 - 2 * RUN.blocks_at_once <= begins
    assert begins <= half - FAR


def test_a_verify_is_gone_on_with_read_only() -> None:
    (verify, *later) = rest(cut(2, 1, 0.5))
    assert later == [whole(PLAN.runs[3])]
    step, writes, first, last = verify
    assert (step, writes, last) == (2, False, RUN.last)
    assert 0 < first <= (RUN.last + 1) // 2 - FAR


def test_what_was_written_last_is_written_again() -> None:
    (verify, write, *later) = rest(cut(0, 1, 0.001))
    assert later == LATER
    assert verify == (0, False, 0, write[2] - 1)
    assert write[1:] == (True, RUN.last + 1 - FAR, RUN.last)


def test_a_run_that_has_just_begun_is_done_from_its_beginning() -> None:
    assert rest(cut(0, 0, 0.001)) == [whole(RUN), *LATER]
    assert rest(cut(1, 0, 0.0)) == LATER


def test_without_any_record_all_is_done() -> None:
    empty = replace(clean_report(PLAN), runs=(), run_index=-1, offset=None)
    assert rest(empty) == [whole(run) for run in PLAN.runs]


def test_a_test_that_lacks_only_its_last_word_has_nothing_left() -> None:
    assert rest(replace(clean_report(PLAN), state=TestState.TESTING, end="")) == []


def test_errors_do_not_make_a_run_less_whole() -> None:
    bad = run_report(RUN, 0.0, ErrorCounts(read=2), [17, 18])
    report = with_run(cut(1, 1, 0.5), 0, stderr=bad.stderr, stdout=bad.stdout)
    assert rest(report) == rest(cut(1, 1, 0.5))


@pytest.mark.parametrize(
    "changes",
    [
        {"truncated": True},
        {"stdout": b"x\n"},
        {"stderr": b""},
        {"stderr": b"odd\n" + stderr(RUN)},
        {"stderr": stderr(RUN) * 2},
        {"stderr": stderr(replace(RUN, last=RUN.last - 1))},
        {"stderr": stderr(PLAN.runs[1])},
        {"phases": ()},
        {"phases": (PhaseTimes(PhaseKind.VERIFY, stamp(0)),)},
        {
            "phases": (
                PhaseTimes(PhaseKind.WRITE, stamp(0)),
                PhaseTimes(PhaseKind.VERIFY, stamp(1)),
            )
        },
    ],
)
def test_a_run_whose_evidence_is_not_whole_is_redone(
    changes: dict[str, object],
) -> None:
    assert rest(with_run(cut(0, 1, 0.5), 0, **changes)) == [whole(RUN), *LATER]
    # Where a later pattern was written over it, that one begins anew, too.
    assert rest(with_run(cut(1, 1, 0.5), 0, **changes)) == [whole(RUN), *LATER]


def test_the_text_and_the_place_have_to_agree() -> None:
    near, far = cut(0, 0, 0.2), cut(0, 0, 0.8)
    # The place is exact, the text is not.
    assert rest(near) < rest(replace(far, offset=near.offset)) < rest(far)
    assert rest(replace(near, offset=far.offset)) == rest(near)
    assert rest(replace(far, offset=None)) == [whole(RUN), *LATER]


def test_other_runs_than_were_asked_for_prove_nothing() -> None:
    report = cut(1, 1, 0.5)
    moved = replace(report, runs=(*report.runs[1:], report.runs[0]))
    assert rest(moved)[0] == whole(RUN)


def test_a_drive_that_was_gone_says_nothing_of_its_surface() -> None:
    gone = cut(1, 1, 0.5, end="drive_gone", state=TestState.ENDED)
    assert rest(gone) == rest(cut(1, 1, 0.5))
    tick = gone.runs[1].stderr.replace(b"(0/0/0", b"(3/0/0")
    assert rest(with_run(gone, 1, stderr=tick)) == LATER
    # What a run found that had come to its end before is true.
    bad = run_report(RUN, 0.0, ErrorCounts(read=1), [17])
    report = with_run(gone, 0, stderr=bad.stderr, stdout=bad.stdout)
    assert rest(report) == rest(gone)


def test_the_margin_is_time_and_never_less_than_a_cache() -> None:
    report = running_report(PLAN, 0, 0, 0.5, 1000)
    speed = (1 << 37) / 1000
    assert margin(PLAN.runs, report) == pytest.approx(MARGIN_SECONDS * speed, rel=0.01)
    paused = replace(report, paused_seconds=500.0)
    assert margin(PLAN.runs, paused) == pytest.approx(
        2 * MARGIN_SECONDS * speed, rel=0.01
    )
    assert margin(PLAN.runs, running_report(PLAN, 0, 0, 0.5, 1e6)) == MARGIN_BYTES
    unknown = margin(PLAN.runs, replace(report, updated=None))
    assert unknown > margin(PLAN.runs, report)
    assert margin(PLAN.runs, replace(report, paused_seconds=1e9)) == unknown
    none = replace(report, runs=(), run_index=-1)
    assert margin(PLAN.runs, none) == unknown


def test_without_records_our_own_history_counts() -> None:
    def phase(number: int, seconds: float | None = 10.0) -> PhaseRecord:
        run = PLAN.runs[(number - 1) // 2]
        moment = Stamp(0, 0)
        began = moment_of(moment)
        ended = began if seconds else None
        kind = run.phases[(number - 1) % 2]
        return PhaseRecord(number, run.pattern, kind, 1, began, ended, seconds)

    known = [phase(1), phase(2), phase(3), phase(4, None)]
    assert shape(rest_without_record(PLAN, PLAN.runs, known)) == LATER
    everything = [whole(run) for run in PLAN.runs]
    assert shape(rest_without_record(PLAN, PLAN.runs, [])) == everything
    assert shape(rest_without_record(PLAN, PLAN.runs, known[:1])) == everything
    # What was only to be compared may be written over by now.
    asked = rest_of(PLAN.runs, cut(1, 0, 0.5), BACK)
    assert not asked[0].write
    assert shape(rest_without_record(PLAN, asked, known)) == LATER
