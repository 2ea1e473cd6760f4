"""From a drive's size and a person's options to the runs of a surface test."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..errors import DriveRefused
from ..model import (
    Pattern,
    PhaseKind,
    Profile,
    Protocol,
    Run,
    Stage,
    StageKind,
    SurfaceOptions,
    SurfacePlan,
)
from .order import SURFACE

MIN_BLOCK = 4096
"""Bytes. Under the page size badblocks passes drives that lose writes."""

MAX_BLOCK = 1 << 24
"""Bytes; badblocks refuses more."""

MAX_BLOCKS = (1 << 32) - 1
"""The most blocks badblocks can count, in any release so far."""

CHUNK = 4 << 20
"""Bytes read or written at once; more gains nothing, less costs speed."""

_MEMORY_SHARE = 4
_BUFFERS = 2


_SHORT, _LONG = StageKind.SHORT_SMART, StageKind.LONG_SMART
_WRITE, _READ = StageKind.SURFACE_VALIDATE, StageKind.SURFACE_READ
_CHECK = StageKind.FINAL_CHECK

# The short self-test comes first, because it finds within minutes what would cost days;
# the long one last, because writing makes a drive find its weak sectors. Soaking has
# one before as well: a drive that is sick already is not written for a week.
# Patterns end with zeros, so that a drive that passed is blank. Zeros alone would pass
# a drive that was blank before and loses every write, so even the quick one has two.
# Flash is worn by writing, and may pack away what repeats: it is written once, at random.
PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            Profile("standard", (_SHORT, _WRITE, _LONG, _CHECK)),
            Profile(
                "quick",
                (_SHORT, _WRITE, _CHECK),
                SurfaceOptions((Pattern.AA, Pattern.X00)),
            ),
            Profile(
                "soak",
                (
                    _SHORT,
                    StageKind.CONVEYANCE_SMART,
                    _LONG,
                    _WRITE,
                    _LONG,
                    _CHECK,
                ),
            ),
            Profile("smart_only", (_SHORT, _LONG, _CHECK)),
            Profile("read_only", (_SHORT, _READ, _CHECK)),
            Profile(
                "flash",
                (_LONG, _WRITE, _CHECK),
                SurfaceOptions((Pattern.RANDOM,)),
            ),
        )
    }
)


def block_size(size: int) -> int:
    """The block size in bytes for a drive of `size` bytes.

    The smallest power of two, 4096 or more, with which badblocks can count all
    blocks. DriveRefused when the drive has not even one block, or too many.
    """
    block = MIN_BLOCK
    while size // block > MAX_BLOCKS:
        block *= 2
    if size < block or block > MAX_BLOCK:
        raise DriveRefused(f"no surface test covers {size} bytes", size=str(size))
    return block


def plan_surface(size: int, options: SurfaceOptions) -> SurfacePlan:
    """Every run that writes and verifies the whole surface, one for each pattern.

    `size` in bytes. DriveRefused when the options make no test.
    """
    if not options.patterns:
        raise DriveRefused("a surface test needs a pattern", field="patterns")
    return _plan(size, options, options.patterns)


def plan_read(size: int, options: SurfaceOptions) -> SurfacePlan:
    """The one run that reads the whole surface and writes nothing; as `plan_surface`."""
    return _plan(size, options, (None,))


def plan_stage(stage: Stage, size: int) -> SurfacePlan:
    """The whole plan of a surface stage, whatever was done of it; as `plan_surface`."""
    plan = plan_surface if stage.kind.destructive else plan_read
    return plan(size, stage.options)


def check_stages(
    kinds: Iterable[StageKind], options: SurfaceOptions, size: int
) -> None:
    """Plan the surface stages among these for a drive of `size` bytes; as `plan_surface`."""
    for kind in SURFACE.intersection(kinds):
        plan_stage(Stage(0, kind, options=options), size)


def _plan(
    size: int, options: SurfaceOptions, patterns: Sequence[Pattern | None]
) -> SurfacePlan:
    if options.error_limit < 1:
        raise DriveRefused("a surface test needs an error limit", field="error_limit")
    block = block_size(size)
    runs = tuple(
        Run(
            number=number,
            pattern=pattern,
            write=pattern is not None,
            block_size=block,
            blocks_at_once=_blocks_at_once(block, CHUNK),
            first=0,
            last=size // block - 1,
            step=number,
            tail=size % block,
        )
        for number, pattern in enumerate(patterns)
    )
    return SurfacePlan(size, options.error_limit, runs)


def fitting(runs: Iterable[Run], memory: int, parallel: int) -> tuple[Run, ...]:
    """The same runs, with chunks that fit a host with so much memory to spare.

    `memory` in bytes, for `parallel` tests at once: a quarter of it is theirs.
    badblocks holds two buffers of a chunk while it writes.
    """
    most = min(CHUNK, memory // _MEMORY_SHARE // _BUFFERS // max(parallel, 1))
    return tuple(
        replace(run, blocks_at_once=_blocks_at_once(run.block_size, most))
        for run in runs
    )


def _blocks_at_once(block: int, most: int) -> int:
    """How many blocks make a chunk: a power of two, so that chunks stay aligned."""
    return 1 << (max(most // block, 1).bit_length() - 1)


def phase_numbers(plan: SurfacePlan) -> Mapping[tuple[int, PhaseKind], int]:
    """The number of each phase of a whole plan, from 1, by step and kind."""
    phases = [(run.step, kind) for run in plan.runs for kind in run.phases]
    return {phase: number for number, phase in enumerate(phases, 1)}


def run_bytes(run: Run) -> int:
    """How many bytes one phase of a run goes through."""
    return (run.last + 1 - run.first) * run.block_size


def plan_bytes(plan: SurfacePlan) -> int:
    """How many bytes all phases of all runs go through together."""
    return runs_bytes(plan.runs)


def runs_bytes(runs: Iterable[Run]) -> int:
    """How many bytes all phases of these runs go through together."""
    return sum(run_bytes(run) * len(run.phases) for run in runs)


_TB = 10**12
_MB = 10**6
# Whole-surface means of 7200 rpm drives, in bytes and bytes a second: what their own
# estimates for a long self-test imply, the middle of what is on record for a size.
_DISK_SPEEDS = (
    (1 * _TB, 110 * _MB),
    (4 * _TB, 145 * _MB),
    (8 * _TB, 155 * _MB),
    (14 * _TB, 170 * _MB),
    (20 * _TB, 190 * _MB),
    (24 * _TB, 200 * _MB),
)
# What flash holds when the fast part of it is full; no record, a cautious guess.
_FLASH_SPEEDS = {
    Protocol.NVME: 1000 * _MB,
    Protocol.SCSI: 600 * _MB,
    Protocol.ATA: 350 * _MB,
}


def mean_speed(size: int, protocol: Protocol, rotation_rate: int | None) -> float:
    """The speed in bytes a second that a drive is assumed to have on average.

    `rotation_rate` is 0 for flash; unknown counts as a disk, the slower one.
    """
    if protocol is Protocol.NVME or rotation_rate == 0:
        return float(_FLASH_SPEEDS.get(protocol, _FLASH_SPEEDS[Protocol.ATA]))
    smaller = max((entry for entry in _DISK_SPEEDS if entry[0] <= size), default=None)
    larger = min((entry for entry in _DISK_SPEEDS if entry[0] > size), default=None)
    if smaller is None or larger is None:
        return float((smaller or larger or _DISK_SPEEDS[0])[1])
    part = (size - smaller[0]) / (larger[0] - smaller[0])
    return smaller[1] + part * (larger[1] - smaller[1])
