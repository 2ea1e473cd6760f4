"""The commands that a job ran on its host, as people would type them."""

from collections.abc import Iterable
import shlex

from ..model import PhaseRecord, Run, Stage, StageKind, SurfacePlan
from ..queue.plan import phase_numbers

HELD = "/proc/self/fd/N"
"""How badblocks is given the drive: as a descriptor that its supervisor holds."""

DEVICE = "/dev/DRIVE"

_SELF_TESTS = {
    StageKind.SHORT_SMART: "short",
    StageKind.LONG_SMART: "long",
    StageKind.CONVEYANCE_SMART: "conveyance",
}


def badblocks_command(run: Run, error_limit: int) -> str:
    """The command line of one run, as the supervisor calls it."""
    words = [
        "badblocks",
        *(["-X", "-w"] if run.write else []),
        "-s",
        "-v",
        *(["-t", run.pattern.argument] if run.pattern else []),
        "-e",
        str(error_limit),
        "-b",
        str(run.block_size),
        "-c",
        str(run.blocks_at_once),
        HELD,
        str(run.last),
        str(run.first),
    ]
    return shlex.join(words)


def self_test_command(stage: Stage) -> str | None:
    """The command line that began a drive's own test; None for any other stage."""
    kind = _SELF_TESTS.get(stage.kind)
    return shlex.join(["smartctl", "-t", kind, DEVICE]) if kind else None


def begun_runs(
    plan: SurfacePlan, runs: Iterable[Run], phases: Iterable[PhaseRecord]
) -> tuple[Run, ...]:
    """Those runs of which a phase was begun: a test that gave up has done no more."""
    numbers = phase_numbers(plan)
    begun = {phase.number for phase in phases}
    return tuple(
        run
        for run in runs
        if any(numbers.get((run.step, kind)) in begun for kind in run.phases)
    )
