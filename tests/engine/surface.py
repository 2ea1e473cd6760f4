"""Surface tests as the host's records tell them, and every way to spoil one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from custom_components.nas_burnin.engine.model import (
    ErrorCounts,
    Pattern,
    PhaseTimes,
    Run,
    RunReport,
    Stamp,
    SurfaceOptions,
    SurfacePlan,
    TailFound,
    TestReport,
    TestState,
)
from custom_components.nas_burnin.engine.queue.plan import plan_surface, run_bytes

CLEAN = ErrorCounts()
NONCE = "nonce-1"
BLOCKS = 16_384 + 900
SIZE = BLOCKS * 4096
PLAN = plan_surface(SIZE, SurfaceOptions())
WALL = 1_795_000_000.0
PHASE_SECONDS = 100.0


def stderr(run: Run, errors: ErrorCounts = CLEAN, *, too_many: bool = False) -> bytes:
    """What the supervisor keeps of what badblocks says in a run that ended."""
    counts = f"({errors.read}/{errors.write}/{errors.corruption} errors)"
    pattern = "random " if run.pattern is Pattern.RANDOM else ""
    title = f"Testing with {pattern}pattern"
    if run.pattern is None:
        title = "Checking for bad blocks (read-only test)"
    elif not pattern:
        title += f" {run.pattern.argument}"
    limit = "\nToo many bad blocks, aborting test\n" if too_many else ""
    done = f"{limit}done{' ' * 49}"
    if run.write:
        lines = [
            "Checking for bad blocks in read-write mode",
            f"From block {run.first} to {run.last}",
            f"{title}: {done}",
            f"Reading and comparing: {done}",
        ]
    else:
        lines = [
            f"Checking blocks {run.first} to {run.last}",
            "Checking for bad blocks in read-only mode",
            f"{title}: {done}",
        ]
    lines.append(f"Pass completed, {errors.total} bad blocks found. {counts}")
    return "".join(f"{line}\n" for line in lines).encode()


def stamp(seconds: float) -> Stamp:
    """Answer the moment that long after the test began."""
    return Stamp(WALL + seconds, 5_000.0 + seconds)


def run_report(
    run: Run,
    begins: float,
    errors: ErrorCounts = CLEAN,
    blocks: Sequence[int] = (),
    **changes: Any,
) -> RunReport:
    """Answer a run that ended by itself, `begins` seconds after the test began."""
    phases = tuple(
        PhaseTimes(
            kind,
            stamp(begins + place * PHASE_SECONDS),
            stamp(begins + (place + 1) * PHASE_SECONDS),
        )
        for place, kind in enumerate(run.phases)
    )
    report = RunReport(
        number=run.number,
        started=phases[0].started,
        ended=phases[-1].ended,
        exit_code=0,
        phases=phases,
        tail=TailFound.CLEAN if run.tail else None,
        stderr=stderr(run, errors),
        stdout="".join(f"{block}\n" for block in blocks).encode(),
    )
    return replace(report, **changes)


def clean_report(plan: SurfacePlan = PLAN, **changes: Any) -> TestReport:
    """Answer a test of the plan that ended with nothing found."""
    begins = 0.0
    runs = []
    for run in plan.runs:
        runs.append(run_report(run, begins))
        begins += len(run.phases) * PHASE_SECONDS
    report = TestReport(
        unit="nas-burnin-x",
        job_uid="job-1",
        controller="ha-1",
        nonce=NONCE,
        state=TestState.ENDED,
        alive=False,
        boot_id="boot-1",
        end="finished",
        started=stamp(-1),
        ended=stamp(begins),
        updated=stamp(begins),
        run_index=len(runs) - 1,
        runs=tuple(runs),
        offset=plan.size,
    )
    return replace(report, **changes)


def with_run(report: TestReport, index: int, **changes: Any) -> TestReport:
    """Answer the test with one of its runs changed."""
    runs = list(report.runs)
    runs[index] = replace(runs[index], **changes)
    return replace(report, runs=tuple(runs))


def running_report(
    plan: SurfacePlan,
    run_index: int,
    phase: int,
    part: float,
    seconds: float,
    **changes: Any,
) -> TestReport:
    """Answer a test in mid-phase: `part` of it done in `seconds`."""
    run = plan.runs[run_index]
    whole = clean_report(plan)
    began = whole.runs[run_index].phases[phase].started
    phases = (
        *whole.runs[run_index].phases[:phase],
        PhaseTimes(run.phases[phase], began),
    )
    now = Stamp(began.wall + seconds, began.boot + seconds)
    lines = stderr(run).splitlines(keepends=True)
    title = lines[2].partition(b": ")[0] + b": "
    head = b"".join(lines[:2])
    written = title + b"done\n" if phase else b""
    under_way = b"Reading and comparing: " if phase else title
    here = run.first + part * (run.last + 1 - run.first)
    tick = b" %5.2f%% done, 0:10 elapsed. (0/0/0 errors)" % (
        100 * here / (run.last + 1)
    )
    current = replace(
        whole.runs[run_index],
        ended=None,
        exit_code=None,
        phases=phases,
        tail=None,
        stderr=head + written + under_way + tick,
    )
    later = [RunReport(one.number) for one in plan.runs[run_index + 1 :]]
    report = replace(
        whole,
        state=TestState.TESTING,
        alive=True,
        end="",
        ended=None,
        updated=now,
        run_index=run_index,
        offset=run.first * run.block_size + round(part * run_bytes(run)),
        runs=(*whole.runs[:run_index], current, *later),
    )
    return replace(report, **changes)


def verify_only(run: Run) -> Run:
    """Answer the run as one that only reads and compares."""
    return replace(run, write=False)
