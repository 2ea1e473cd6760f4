"""Only a whole and clean record passes; lost evidence is unknown, never failed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
import random
import shutil
import subprocess
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    Attempt,
    ErrorCounts,
    JobState,
    Pattern,
    PhaseKind,
    Reason,
    RunReport,
    Smart,
    Stage,
    StageKind,
    StageState,
    Stamp,
    SurfaceOptions,
    TailFound,
    TestHandle,
    TestReport,
    TestState,
    Verdict,
)
from custom_components.nas_burnin.engine.proven.coverage import covers_whole
from custom_components.nas_burnin.engine.queue.plan import plan_surface
from custom_components.nas_burnin.engine.remote._output import Kept
from custom_components.nas_burnin.engine.verdict.findings import findings, moment
from custom_components.nas_burnin.engine.verdict.health import judge_health
from custom_components.nas_burnin.engine.verdict.surface import (
    StageOutcome,
    judge_job,
    judge_surface,
)
from tests.engine.surface import (
    BLOCKS,
    NONCE,
    PHASE_SECONDS,
    PLAN,
    SIZE,
    WALL,
    clean_report,
    run_report,
    running_report,
    stamp,
    stderr,
    with_run,
)

CAPTURES = Path(__file__).parents[1] / "fixtures" / "captures" / "badblocks"
BADBLOCKS = shutil.which("badblocks", path="/usr/sbin:/sbin:/usr/bin:/bin")
RUN = PLAN.runs[1]
TEXT = stderr(RUN)


def judged(report: TestReport | None, **how: Any) -> StageOutcome:
    return judge_surface(PLAN, report, NONCE, **how)


def codes(outcome: StageOutcome) -> list[str]:
    return [reason.code for reason in outcome.reasons]


def test_a_whole_and_clean_record_passes() -> None:
    outcome = judged(clean_report())
    assert (outcome.state, outcome.reasons) == (StageState.PASSED, ())
    assert outcome.errors == ErrorCounts()
    assert outcome.bad_blocks == ()
    assert [phase.number for phase in outcome.phases] == list(range(1, 9))
    assert [phase.pattern for phase in outcome.phases[::2]] == [
        run.pattern for run in PLAN.runs
    ]
    assert outcome.phases[3].kind is PhaseKind.VERIFY
    assert outcome.phases[3].size == SIZE
    assert outcome.phases[3].seconds == PHASE_SECONDS
    assert outcome.phases[3].started == datetime.fromtimestamp(
        WALL + 3 * PHASE_SECONDS, UTC
    )
    assert outcome.phases[3].bytes_per_second == SIZE / PHASE_SECONDS


TAILED = plan_surface(SIZE + 512, SurfaceOptions())


def test_a_tail_that_is_clean_is_nothing_to_speak_of() -> None:
    outcome = judge_surface(TAILED, clean_report(TAILED), NONCE)
    assert (outcome.state, outcome.reasons) == (StageState.PASSED, ())


@pytest.mark.parametrize(
    ("found", "errors"),
    [
        (TailFound.READ, ErrorCounts(read=1)),
        (TailFound.WRITE, ErrorCounts(write=1)),
        (TailFound.CORRUPTION, ErrorCounts(corruption=1)),
    ],
)
def test_a_bad_tail_is_a_bad_block(found: TailFound, errors: ErrorCounts) -> None:
    report = with_run(clean_report(TAILED), 2, tail=found)
    outcome = judge_surface(TAILED, report, NONCE)
    assert (outcome.state, codes(outcome)) == (StageState.FAILED, ["bad_blocks"])
    assert outcome.errors == errors
    assert outcome.bad_blocks == (BLOCKS,)


def test_a_tail_that_nobody_tested_proves_nothing() -> None:
    report = with_run(clean_report(TAILED), 2, tail=None)
    outcome = judge_surface(TAILED, report, NONCE)
    assert (outcome.state, codes(outcome)) == (StageState.UNKNOWN, ["tail_untested"])


# Evidence that is missing or disagrees: each spoils a clean record ------------------

SPOILED: dict[str, tuple[Callable[[TestReport], TestReport], str]] = {
    "no run": (lambda r: replace(r, runs=()), "runs_missing"),
    "a run less": (lambda r: replace(r, runs=r.runs[:-1]), "runs_missing"),
    "a run twice": (
        lambda r: replace(r, runs=(*r.runs[:-1], r.runs[0])),
        "runs_missing",
    ),
    "a run more": (lambda r: replace(r, runs=(*r.runs, RunReport(9))), "runs_missing"),
    "another order": (lambda r: replace(r, runs=r.runs[::-1]), "runs_missing"),
    "no exit": (lambda r: with_run(r, 1, exit_code=None), "exit_not_clean"),
    "exit 1": (lambda r: with_run(r, 1, exit_code=1), "exit_not_clean"),
    "a signal": (lambda r: with_run(r, 1, exit_code=None, signal=9), "exit_not_clean"),
    "a signal and exit 0": (lambda r: with_run(r, 1, signal=15), "exit_not_clean"),
    "cut": (lambda r: with_run(r, 1, truncated=True), "output_not_whole"),
    "list unreadable": (lambda r: with_run(r, 1, stdout=b"x\n"), "output_not_whole"),
    "list cut": (lambda r: with_run(r, 1, stdout=b"1"), "output_not_whole"),
    "silent": (lambda r: with_run(r, 1, stderr=b""), "not_completed"),
    "no end": (
        lambda r: with_run(r, 1, stderr=TEXT[: TEXT.index(b"Pass completed")]),
        "not_completed",
    ),
    "interrupted": (
        lambda r: with_run(r, 1, stderr=TEXT + b"\nInterrupted at block 7\n"),
        "not_completed",
    ),
    "ends short": (
        lambda r: with_run(
            r, 1, stderr=TEXT.replace(b"to %d" % RUN.last, b"to %d" % (RUN.last - 1))
        ),
        "other_range",
    ),
    "begins late": (
        lambda r: with_run(r, 1, stderr=TEXT.replace(b"block 0 to", b"block 1 to")),
        "other_range",
    ),
    "another pattern": (
        lambda r: with_run(r, 1, stderr=TEXT.replace(b"0x55", b"0xaa")),
        "phases_missing",
    ),
    "not compared": (
        lambda r: with_run(r, 1, stderr=TEXT.replace(b"Reading and comparing", b"")),
        "phases_missing",
    ),
    "write not done": (
        lambda r: with_run(r, 1, stderr=TEXT.replace(b"done", b"", 1)),
        "phases_missing",
    ),
    "only read": (
        lambda r: with_run(r, 1, stderr=stderr(replace(RUN, write=False))),
        "phases_missing",
    ),
    "no times": (lambda r: with_run(r, 1, phases=()), "times_missing"),
    "verify never ended": (
        lambda r: with_run(
            r, 1, phases=(r.runs[1].phases[0], replace(r.runs[1].phases[1], ended=None))
        ),
        "times_missing",
    ),
    "two writes": (
        lambda r: with_run(r, 1, phases=(r.runs[1].phases[0],) * 2),
        "times_missing",
    ),
    "twice": (lambda r: with_run(r, 1, stderr=TEXT * 2), "output_odd"),
    "something else": (
        lambda r: with_run(r, 1, stderr=b"set_o_direct: Invalid argument\n" + TEXT),
        "output_odd",
    ),
    "the output of another run": (
        lambda r: with_run(r, 1, stderr=r.runs[0].stderr),
        "phases_missing",
    ),
}


@pytest.mark.parametrize("how", SPOILED)
def test_whatever_is_missing_the_end_is_unknown(how: str) -> None:
    spoil, expected = SPOILED[how]
    outcome = judged(spoil(clean_report()))
    assert outcome.state is StageState.UNKNOWN
    assert expected in codes(outcome)


def test_every_line_of_every_run_is_needed() -> None:
    for index, run in enumerate(PLAN.runs):
        lines = stderr(run).splitlines(keepends=True)
        # But for the title, which says again what the phases say.
        for gone in range(1, len(lines)):
            text = b"".join(lines[:gone] + lines[gone + 1 :])
            outcome = judged(with_run(clean_report(), index, stderr=text))
            assert outcome.state is StageState.UNKNOWN, lines[gone]


@given(st.data())
def test_no_mutation_of_the_evidence_passes_unless_it_says_the_same(
    data: st.DataObject,
) -> None:
    text = bytearray(TEXT)
    place = data.draw(st.integers(0, len(text) - 1))
    text[place] = data.draw(st.integers(0, 255))
    outcome = judged(with_run(clean_report(), 1, stderr=bytes(text)))
    if outcome.state is StageState.PASSED:
        # Blanks that pad a line have no meaning.
        assert b" ".join(text.split()) == b" ".join(TEXT.split())


@pytest.mark.parametrize("cut", range(0, len(TEXT), 7))
def test_no_beginning_of_the_output_passes(cut: int) -> None:
    assert judged(with_run(clean_report(), 1, stderr=TEXT[:cut])).state is (
        StageState.UNKNOWN
    )


def test_a_record_of_another_start_says_nothing() -> None:
    outcome = judged(clean_report(nonce="nonce-2"))
    assert outcome.state is StageState.UNKNOWN
    assert codes(outcome) == ["foreign_record"]
    assert outcome.phases == ()


def test_without_a_record_nothing_is_known() -> None:
    assert codes(judged(None)) == ["no_record"]


# Bad blocks -------------------------------------------------------------------------


def faulty(
    errors: ErrorCounts, blocks: list[int], index: int = 1, **changes: Any
) -> TestReport:
    """A test in which one run found something."""
    run = PLAN.runs[index]
    found = run_report(run, index * 2 * PHASE_SECONDS, errors, blocks)
    runs = clean_report().runs
    return clean_report(runs=(*runs[:index], found, *runs[index + 1 :]), **changes)


C = RUN.blocks_at_once
LAST = RUN.last


@pytest.mark.parametrize(
    ("errors", "listed", "blocks", "located"),
    [
        (ErrorCounts(read=2), [17, 900], (17, 900), True),
        (ErrorCounts(write=2), [17, 900], (17, 900), True),
        (ErrorCounts(write=1, read=2), [900, 17, 18], (17, 18, 900), True),
        # badblocks counts corruption from the end of what it read.
        (ErrorCounts(corruption=2), [C, C + 5000], (0, 5000), True),
        # A block that could not be written does not compare, either.
        (ErrorCounts(write=1, corruption=1), [900, 900 + C], (900,), True),
        # Only the echoes of write errors can be told from read errors.
        (ErrorCounts(2, 1, 1), [900, 17, 18, 900 + C], (17, 18, 900), True),
        (ErrorCounts(1, 0, 1), [17, 5000], (17, 5000), False),
        # In the last piece, shorter than a chunk, it is less too high.
        (ErrorCounts(corruption=1), [LAST + 900], (LAST,), True),
        (ErrorCounts(corruption=1), [LAST + 901], (LAST,), False),
        # There it can be of the last piece as well as of the one before.
        (ErrorCounts(corruption=1), [LAST + 10], (LAST,), False),
        (ErrorCounts(1, 0, 1), [17, LAST + 10], (17, LAST), False),
    ],
)
def test_where_bad_blocks_are(
    errors: ErrorCounts, listed: list[int], blocks: tuple[int, ...], located: bool
) -> None:
    outcome = judged(faulty(errors, listed))
    assert outcome.state is StageState.FAILED
    assert outcome.errors == errors
    assert outcome.bad_blocks == blocks
    assert codes(outcome) == ["bad_blocks"] + ["blocks_not_located"] * (not located)
    values = outcome.reasons[0].values
    assert values["count"] == str(len(blocks))
    assert values["blocks"] == ", ".join(map(str, blocks))
    assert values["block_size"] == "4096"
    assert (values["read"], values["write"], values["corruption"]) == (
        str(errors.read),
        str(errors.write),
        str(errors.corruption),
    )


def test_a_run_that_only_reads_reports_corruption_right() -> None:
    run = replace(PLAN.runs[0], write=False)
    plan = replace(PLAN, runs=(run,))
    report = clean_report(plan)
    found = run_report(run, 0, ErrorCounts(read=1, corruption=1), [17, 900])
    outcome = judge_surface(plan, replace(report, runs=(found,)), NONCE)
    assert outcome.bad_blocks == (17, 900)
    assert codes(outcome) == ["bad_blocks"]


def test_a_block_that_is_bad_with_every_pattern_is_one_bad_block() -> None:
    runs = tuple(
        run_report(run, 2 * run.number * PHASE_SECONDS, ErrorCounts(read=2), [17, 900])
        for run in PLAN.runs
    )
    outcome = judged(clean_report(runs=runs))
    assert outcome.bad_blocks == (17, 900)
    assert outcome.errors == ErrorCounts(read=8)
    assert outcome.reasons[0].values["count"] == "2"


def test_a_long_list_is_shown_in_part() -> None:
    blocks = list(range(100, 150))
    outcome = judged(faulty(ErrorCounts(read=50), blocks))
    assert outcome.bad_blocks == tuple(blocks)
    shown = outcome.reasons[0].values["blocks"]
    assert shown.startswith("100, 101,")
    assert shown.endswith("119, … (+30)")


@pytest.mark.parametrize("listed", [[], [17]])
def test_errors_that_are_not_all_listed_count_all_the_same(listed: list[int]) -> None:
    outcome = judged(faulty(ErrorCounts(read=3), listed))
    assert outcome.state is StageState.FAILED
    assert outcome.reasons[0].values["count"] == "3"
    assert outcome.bad_blocks == tuple(listed)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: with_run(r, 2, stdout=b"17\n"),
        lambda r: with_run(
            r, 2, stderr=r.runs[2].stderr.replace(b"completed, 0", b"completed, 1")
        ),
        lambda r: with_run(r, 2, stderr=stderr(PLAN.runs[2], too_many=True)),
        lambda r: with_run(r, 2, stderr=r.runs[2].stderr.replace(b"(0/0/0", b"(0/0/1")),
    ],
    ids=["listed only", "summed up only", "too many only", "counted only"],
)
def test_one_sign_of_a_fault_is_enough(
    spoil: Callable[[TestReport], TestReport],
) -> None:
    assert judged(spoil(clean_report())).state is StageState.FAILED


def test_a_fault_fails_even_where_other_evidence_is_missing() -> None:
    report = with_run(faulty(ErrorCounts(read=1), [17]), 3, truncated=True)
    outcome = judged(report)
    assert outcome.state is StageState.FAILED
    assert codes(outcome) == ["bad_blocks", "output_not_whole"]


def test_giving_up_fails() -> None:
    run = PLAN.runs[0]
    blocks = list(range(100))
    errors = ErrorCounts(read=100)
    given_up = run_report(
        run, 0, errors, blocks, stderr=stderr(run, errors, too_many=True)
    )
    rest = tuple(RunReport(run.number) for run in PLAN.runs[1:])
    outcome = judged(clean_report(end="error_limit", runs=(given_up, *rest)))
    assert outcome.state is StageState.FAILED
    assert codes(outcome) == ["bad_blocks", "error_limit_reached"]
    assert outcome.reasons[1].values == {"limit": "100"}
    assert outcome.bad_blocks == tuple(blocks)


def test_giving_up_for_nothing_is_unknown() -> None:
    outcome = judged(clean_report(end="error_limit"))
    assert outcome.state is StageState.UNKNOWN
    assert codes(outcome) == ["error_limit_unproven"]


@pytest.mark.parametrize(
    ("name", "size", "last", "first", "blocks"),
    [
        ("range", 3001 * 4096, 3000, 2000, (2500,)),
        ("write-random", 200 * 4096, 199, 0, ()),
        ("verify-part", 200 * 4096, 199, 100, (199,)),
        ("verify-mismatch", 200 * 4096, 199, 0, (3, 70, 199)),
    ],
)
def test_recorded_runs(
    name: str, size: int, last: int, first: int, blocks: tuple[int, ...]
) -> None:
    pattern = Pattern.RANDOM if name == "write-random" else Pattern.AA
    plan = plan_surface(size, SurfaceOptions((pattern,)))
    run = replace(
        plan.runs[0],
        first=first,
        last=last,
        write="verify" not in name,
        blocks_at_once=64,
    )
    plan = replace(plan, runs=(run,))
    listed = CAPTURES / f"{name}.out"
    report = clean_report(plan)
    report = with_run(
        report,
        0,
        stderr=(CAPTURES / f"{name}.err").read_bytes(),
        stdout=listed.read_bytes() if listed.exists() else b"",
    )
    outcome = judge_surface(plan, report, NONCE)
    assert outcome.bad_blocks == blocks
    assert outcome.state is (StageState.FAILED if blocks else StageState.PASSED)


# Ends that are not the drive's fault ---------------------------------------------------

HALF = running_report(PLAN, 1, 0, 0.5, 50.0)


def ended(end: str, reason: Reason | None = None, **changes: Any) -> TestReport:
    """A test that ended in the middle of its second pattern."""
    return replace(
        HALF, state=TestState.ENDED, alive=False, end=end, reason=reason, **changes
    )


GONE = Reason("drive_gone", {"node": "sdb"})
KILLED = Reason("tool_signal", {"signal": "9"})
FILE = Reason("stop_file")
SIGNAL = Reason("stop_signal", {"signal": "SIGTERM"})
BUSY = Reason("busy", {"node": "sdb"})


@pytest.mark.parametrize(
    ("report", "cancelled", "state", "expected"),
    [
        (ended("drive_gone", GONE), False, StageState.UNKNOWN, ["drive_gone"]),
        (ended("drive_gone"), False, StageState.UNKNOWN, ["drive_gone"]),
        (ended("drive_gone", GONE), True, StageState.UNKNOWN, ["drive_gone"]),
        (ended("run_failed", KILLED), False, StageState.UNKNOWN, ["tool_signal"]),
        (ended("run_failed"), False, StageState.UNKNOWN, ["run_failed"]),
        (ended("stopped", FILE), True, StageState.CANCELLED, ["stopped"]),
        (ended("stopped", FILE), False, StageState.CANCELLED, ["stopped"]),
        (ended("stopped"), False, StageState.CANCELLED, ["stopped"]),
        # Nobody asked: the host itself went down, or somebody stopped the unit.
        (ended("stopped", SIGNAL), False, StageState.UNKNOWN, ["stop_signal"]),
        (ended("stopped", SIGNAL), True, StageState.CANCELLED, ["stopped"]),
        (ended("not_started", FILE), True, StageState.CANCELLED, ["stopped"]),
        (ended("not_started", SIGNAL), False, StageState.UNKNOWN, ["stop_signal"]),
        (ended("exploded"), False, StageState.UNKNOWN, ["end_not_known"]),
        (ended(""), False, StageState.UNKNOWN, ["end_not_known"]),
        (ended("finished"), False, StageState.UNKNOWN, None),
        (replace(HALF, alive=False), False, StageState.UNKNOWN, ["interrupted"]),
        (replace(HALF, alive=False), True, StageState.UNKNOWN, ["interrupted"]),
        (HALF, False, StageState.RUNNING, []),
        (HALF, True, StageState.RUNNING, []),
        (
            replace(HALF, state=TestState.PAUSED),
            False,
            StageState.RUNNING,
            [],
        ),
        (
            clean_report(state=TestState.REFUSED, reason=BUSY),
            False,
            StageState.UNKNOWN,
            ["busy"],
        ),
        (clean_report(state=TestState.REFUSED), False, StageState.UNKNOWN, ["refused"]),
        # A complete record whose supervisor never wrote that it ended.
        (clean_report(state=TestState.TESTING, end=""), False, StageState.PASSED, []),
        (
            with_run(clean_report(state=TestState.TESTING, end=""), 3, truncated=True),
            False,
            StageState.UNKNOWN,
            ["interrupted"],
        ),
    ],
)
def test_ends(
    report: TestReport, cancelled: bool, state: StageState, expected: list[str] | None
) -> None:
    outcome = judged(report, cancelled=cancelled)
    assert outcome.state is state
    assert expected is None or codes(outcome) == expected


@pytest.mark.parametrize(
    ("report", "state"),
    [
        (ended("stopped", FILE), StageState.CANCELLED),
        (ended("run_failed", KILLED), StageState.UNKNOWN),
        (replace(HALF, alive=False), StageState.UNKNOWN),
    ],
)
def test_what_was_found_until_then_is_told_but_fails_nothing(
    report: TestReport, state: StageState
) -> None:
    found = run_report(PLAN.runs[0], 0, ErrorCounts(read=1), [17])
    outcome = judged(replace(report, runs=(found, *report.runs[1:])))
    assert outcome.state is state
    assert codes(outcome)[-1] == "bad_blocks_so_far"
    assert outcome.bad_blocks == (17,)


def test_errors_of_a_drive_that_vanished_are_not_held_against_it() -> None:
    found = run_report(PLAN.runs[0], 0, ErrorCounts(read=100), list(range(100)))
    report = ended("drive_gone", GONE)
    outcome = judged(replace(report, runs=(found, *report.runs[1:])))
    assert outcome.state is StageState.UNKNOWN
    assert codes(outcome) == ["drive_gone"]


def test_the_phases_of_a_test_under_way() -> None:
    phases = judged(HALF).phases
    assert [phase.number for phase in phases] == [1, 2, 3]
    assert phases[2].ended is None
    assert phases[2].seconds is None
    assert phases[2].bytes_per_second is None


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        (0.0, datetime(1970, 1, 1, tzinfo=UTC)),
        (-5.0, datetime(1970, 1, 1, tzinfo=UTC)),
        (float("nan"), datetime(1970, 1, 1, tzinfo=UTC)),
        (float("inf"), datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_host_may_have_any_clock(wall: float, expected: datetime) -> None:
    assert moment(Stamp(wall, 0.0)) == expected


def test_a_host_may_live_far_in_the_future() -> None:
    assert moment(Stamp(1e18, 0.0)).year == 9999


def test_a_phase_that_ended_before_it_began_has_no_length() -> None:
    times = clean_report().runs[0].phases
    odd = (replace(times[0], ended=stamp(-1)), times[1])
    outcome = judged(with_run(clean_report(), 0, phases=odd))
    assert outcome.phases[0].seconds is None


def test_a_random_walk_over_spoiled_evidence_never_passes() -> None:
    choose = random.Random(7)
    for _ in range(200):
        report = clean_report()
        for how in choose.sample(sorted(SPOILED), k=3):
            try:
                report = SPOILED[how][0](report)
            except IndexError:
                continue
        assert judged(report).state is not StageState.PASSED


def test_a_recorded_run_with_errors_of_every_kind() -> None:
    plan = plan_surface(32_768 * 4096, SurfaceOptions((Pattern.AA,)))
    plan = replace(plan, runs=(replace(plan.runs[0], blocks_at_once=64),))
    report = with_run(
        clean_report(plan),
        0,
        stderr=(CAPTURES / "write-errors-o-file.err").read_bytes(),
        stdout=(CAPTURES / "write-errors.out").read_bytes(),
    )
    outcome = judge_surface(plan, report, NONCE)
    assert outcome.state is StageState.FAILED
    assert outcome.errors == ErrorCounts(3, 1, 1)
    assert outcome.bad_blocks == (2500, 16384, 16385, 25000)
    assert codes(outcome) == ["bad_blocks"]


@pytest.mark.skipif(not BADBLOCKS, reason="badblocks is not installed")
@pytest.mark.parametrize("pattern", Pattern)
def test_what_the_real_badblocks_says_of_an_image(
    tmp_path: Path, pattern: Pattern
) -> None:
    image = tmp_path / "drive.img"
    size = (8 << 20) + 512
    image.write_bytes(bytes(size))
    plan = plan_surface(size, SurfaceOptions((pattern,), 7))
    run = plan.runs[0]
    argv = [
        str(BADBLOCKS),
        *("-X", "-w", "-s", "-v", "-t", pattern.argument, "-e", str(plan.error_limit)),
        *("-b", str(run.block_size), "-c", str(run.blocks_at_once)),
        *(str(image), str(run.last), str(run.first)),
    ]
    done = subprocess.run(
        argv, capture_output=True, env={"LC_ALL": "C"}, timeout=60, check=False
    )
    kept = Kept(lambda _text, _whole: None)
    kept.feed(done.stderr)
    report = with_run(
        clean_report(plan),
        0,
        exit_code=done.returncode,
        stderr=kept.content(),
        stdout=done.stdout,
        truncated=kept.truncated,
    )
    outcome = judge_surface(plan, report, NONCE)
    assert (outcome.state, outcome.reasons) == (StageState.PASSED, ())
    if pattern is not Pattern.RANDOM:
        wanted = bytes([int(pattern.value, 16)]) * (size - 512) + bytes(512)
        assert image.read_bytes() == wanted


def test_findings_of_a_clean_test() -> None:
    found = findings(PLAN, clean_report())
    assert not found.bad
    assert found.located
    assert found.count == 0
    assert len(found.told) == 4
    assert PLAN.runs[0].last + 1 == BLOCKS


# The final check ------------------------------------------------------------------------

GOOD = Smart(serial="S", passed=True)
BAD = Smart(serial="S", passed=False)
MUTE = Smart(serial="S")


@pytest.mark.parametrize(
    ("before", "after", "state", "code"),
    [
        (GOOD, GOOD, StageState.PASSED, None),
        (GOOD, BAD, StageState.FAILED, "health_bad"),
        (BAD, BAD, StageState.FAILED, "health_was_bad"),
        (None, BAD, StageState.FAILED, "health_bad"),
        (MUTE, BAD, StageState.FAILED, "health_bad"),
        (BAD, GOOD, StageState.PASSED, "health_recovered"),
        (GOOD, MUTE, StageState.PASSED, "health_not_reported"),
        (MUTE, MUTE, StageState.PASSED, "health_not_reported"),
        (None, MUTE, StageState.PASSED, "health_not_reported"),
        (None, GOOD, StageState.PASSED, "health_not_compared"),
        (MUTE, GOOD, StageState.PASSED, "health_not_compared"),
        (GOOD, None, StageState.UNKNOWN, "health_not_read"),
        (None, None, StageState.UNKNOWN, "health_not_read"),
        (GOOD, Smart(serial="S", standby=True), StageState.UNKNOWN, "health_not_read"),
        (
            GOOD,
            Smart(serial="T", passed=True),
            StageState.UNKNOWN,
            "health_of_other_drive",
        ),
        (
            GOOD,
            Smart(serial="T", passed=False),
            StageState.UNKNOWN,
            "health_of_other_drive",
        ),
        (GOOD, Smart(passed=True), StageState.PASSED, None),
    ],
)
def test_final_check(
    before: Smart | None, after: Smart | None, state: StageState, code: str | None
) -> None:
    found, reasons = judge_health(before, after)
    assert found is state
    assert [reason.code for reason in reasons] == ([code] if code else [])


# The whole job ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stages", "state", "verdict"),
    [
        ("pending pending", JobState.RUNNING, None),
        ("running pending", JobState.RUNNING, None),
        ("passed pending", JobState.RUNNING, None),
        ("failed running", JobState.RUNNING, None),
        ("passed passed", JobState.PASSED, Verdict.PASSED),
        ("passed skipped", JobState.PASSED, Verdict.PASSED),
        ("passed! passed", JobState.PASSED, Verdict.PASSED_WITH_NOTES),
        ("passed skipped!", JobState.PASSED, Verdict.PASSED_WITH_NOTES),
        ("failed! passed", JobState.FAILED, Verdict.FAILED),
        ("failed! pending", JobState.FAILED, Verdict.FAILED),
        ("failed! cancelled!", JobState.FAILED, Verdict.FAILED),
        ("unknown! failed!", JobState.FAILED, Verdict.FAILED),
        ("cancelled! pending", JobState.CANCELLED, None),
        ("passed cancelled!", JobState.CANCELLED, None),
        ("unknown! passed", JobState.UNKNOWN, None),
        ("unknown! pending", JobState.UNKNOWN, None),
        ("passed unknown!", JobState.UNKNOWN, None),
        ("skipped skipped", JobState.UNKNOWN, None),
        ("", JobState.UNKNOWN, None),
    ],
)
def test_judge_job(stages: str, state: JobState, verdict: Verdict | None) -> None:
    made = [
        Stage(
            position,
            StageKind.SURFACE_VALIDATE,
            StageState(word.rstrip("!")),
            reasons=(Reason(f"of {position}"),) if word.endswith("!") else (),
        )
        for position, word in enumerate(stages.split())
    ]
    outcome = judge_job(made)
    assert (outcome.state, outcome.verdict) == (state, verdict)
    # There is never a blank where a person expects to read why.
    if state in (JobState.FAILED, JobState.CANCELLED, JobState.UNKNOWN):
        assert outcome.reasons
    if verdict is Verdict.PASSED_WITH_NOTES:
        assert outcome.reasons


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ("short_smart:skipped final_check:passed", JobState.UNKNOWN),
        ("short_smart:skipped long_smart:skipped final_check:passed", JobState.UNKNOWN),
        ("short_smart:skipped long_smart:passed final_check:passed", JobState.PASSED),
        ("final_check:passed", JobState.PASSED),
    ],
)
def test_a_look_is_no_test(kinds: str, state: JobState) -> None:
    """A drive that refused all of its tests is not passed by what it says of itself."""
    refused = Reason("not_taken", {"detail": "no"})
    made = []
    for position, word in enumerate(kinds.split()):
        kind, _, end = word.partition(":")
        reasons = (refused,) if end == "skipped" else ()
        made.append(Stage(position, StageKind(kind), StageState(end), reasons=reasons))
    outcome = judge_job(made)
    assert outcome.state is state
    if state is JobState.UNKNOWN:
        assert outcome.verdict is None
        assert outcome.reasons[:2] == (Reason("nothing_tested"), refused)


def test_the_reasons_that_decided_come_first() -> None:
    stages = [
        Stage(0, StageKind.SURFACE_VALIDATE, StageState.PASSED, reasons=(Reason("a"),)),
        Stage(1, StageKind.FINAL_CHECK, StageState.FAILED, reasons=(Reason("b"),)),
    ]
    assert judge_job(stages).reasons == (Reason("b"), Reason("a"))


# Several attempts -------------------------------------------------------------------


def attempt(**changes: Any) -> Attempt:
    """An attempt that was broken off after the first run of the plan."""
    phases = judged(clean_report()).phases[:2]
    handle = TestHandle("nas-burnin-x", "n", "boot-1")
    made = Attempt(handle, PLAN.runs, phases[1].started, Reason("interrupted"), phases)
    return replace(made, **changes)


def judged_rest(*attempts: Attempt) -> StageOutcome:
    rest = tuple(replace(run, number=run.step - 1) for run in PLAN.runs[1:])
    plan = replace(PLAN, rest=rest, attempts=attempts)
    return judge_surface(plan, clean_report(replace(PLAN, runs=rest)), NONCE)


def test_attempts_together_pass() -> None:
    outcome = judged_rest(attempt())
    assert (outcome.state, outcome.reasons) == (StageState.PASSED, ())
    assert [phase.number for phase in outcome.phases] == list(range(1, 9))


def test_what_any_attempt_found_counts() -> None:
    found = attempt(errors=ErrorCounts(write=1), bad_blocks=(17,))
    outcome = judged_rest(found)
    assert outcome.state is StageState.FAILED
    assert (outcome.bad_blocks, outcome.errors.write) == ((17,), 1)
    # Also where the list of what it found was lost.
    outcome = judged_rest(attempt(errors=ErrorCounts(read=3)))
    assert outcome.state is StageState.FAILED
    assert outcome.reasons[0].values["count"] == "1"


@pytest.mark.parametrize("known", [0, 1])
def test_attempts_that_leave_a_hole_do_not_pass(known: int) -> None:
    outcome = judged_rest(attempt(phases=attempt().phases[:known]))
    assert (outcome.state, codes(outcome)) == (
        StageState.UNKNOWN,
        ["attempts_not_whole"],
    )


def test_what_was_compared_without_being_written_does_not_pass() -> None:
    first, *rest = PLAN.runs
    odd = replace(PLAN, rest=(replace(first, write=False), *rest), attempts=())
    assert not covers_whole(odd)


def test_a_drive_that_left_by_itself_is_noted() -> None:
    gone = attempt(reason=Reason("drive_gone", {"node": "sda"}))
    outcome = judged_rest(gone)
    assert outcome.state is StageState.PASSED
    assert outcome.reasons == (Reason("drive_was_gone", {"times": "1"}),)
