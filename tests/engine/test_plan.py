"""The plan reaches every block of a drive, with numbers badblocks takes."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.errors import DriveRefused
from custom_components.nas_burnin.engine.model import (
    FOUR_PATTERNS,
    Pattern,
    PhaseKind,
    Profile,
    Protocol,
    StageKind,
    SurfaceOptions,
)
from custom_components.nas_burnin.engine.queue.plan import (
    PROFILES,
    block_size,
    fitting,
    mean_speed,
    plan_bytes,
    plan_read,
    plan_surface,
)

TB = 10**12
GIB = 1 << 30
MIB = 1 << 20
SIZES = st.integers(4096 // 512, 2**56 // 512 - 1).map(lambda sectors: sectors * 512)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (4096, 4096),
        (64 * MIB, 4096),
        (14_000_519_643_136, 4096),
        (16_000_900_661_248, 4096),
        # 2**32 blocks are one too many.
        (4096 * (2**32 - 1), 4096),
        (4096 * 2**32 - 1, 4096),
        (4096 * 2**32, 8192),
        (18_000_207_937_536, 8192),
        (20_000_588_955_648, 8192),
        (24_000_277_250_048, 8192),
        (8192 * 2**32 - 1, 8192),
        (8192 * 2**32, 16384),
        (36_000_000_000_000, 16384),
        (64_000_000_000_000, 16384),
        (100_000_000_000_000, 32768),
        (2**24 * (2**32 - 1), 2**24),
    ],
)
def test_block_size(size: int, expected: int) -> None:
    assert block_size(size) == expected


@given(SIZES)
def test_block_size_is_the_smallest_that_counts_all(size: int) -> None:
    block = block_size(size)
    assert block.bit_count() == 1
    assert 4096 <= block <= 2**24
    assert 1 <= size // block < 2**32
    assert block == 4096 or size // (block // 2) >= 2**32


@pytest.mark.parametrize("size", [-1, 0, 512, 4095, 2**56])
def test_a_drive_that_no_block_size_fits_is_refused(size: int) -> None:
    with pytest.raises(DriveRefused) as refusal:
        block_size(size)
    assert refusal.value.values["size"] == str(size)


@given(SIZES)
def test_every_byte_is_in_every_run(size: int) -> None:
    plan = plan_surface(size, SurfaceOptions())
    assert plan.phase_count == 8
    for number, (run, pattern) in enumerate(zip(plan.runs, FOUR_PATTERNS, strict=True)):
        assert (run.number, run.pattern, run.first) == (number, pattern, 0)
        assert run.phases == (PhaseKind.WRITE, PhaseKind.VERIFY)
        # badblocks counts up to one more than `last`, in 32 bits.
        assert run.last + 1 < 2**32
        end = (run.last + 1) * run.block_size
        assert end <= size < end + run.block_size
        assert end + run.tail == size
        # Whatever is left over could not be reached with smaller blocks either.
        if run.block_size > 4096:
            assert size // (run.block_size // 2) >= 2**32


@pytest.mark.parametrize(
    ("size", "rest"),
    [
        (14_000_519_643_136, 0),
        (20_000_588_955_648, 0),
        (64 * MIB, 0),
        (64 * MIB + 512, 512),
        (64 * MIB + 3584, 3584),
        (8192 * (2**32 - 2) + 4096, 4096),
        (8192 * (2**32 - 2) + 4608, 4608),
    ],
)
def test_what_no_block_reaches_is_the_tail(size: int, rest: int) -> None:
    assert {run.tail for run in plan_surface(size, SurfaceOptions()).runs} == {rest}


@given(SIZES)
def test_every_byte_is_read_when_nothing_is_written(size: int) -> None:
    (run,) = plan_read(size, SurfaceOptions()).runs
    assert (run.last + 1) * run.block_size + run.tail == size


@pytest.mark.parametrize(
    ("size", "memory", "parallel", "expected"),
    [
        (14 * TB, 64 * GIB, 1, 1024),
        (20 * TB, 64 * GIB, 1, 512),
        (64 * TB, 64 * GIB, 1, 256),
        (14 * TB, 64 * GIB, 12, 1024),
        # A quarter of the memory, for all tests, each with two buffers.
        (14 * TB, 256 * MIB, 8, 1024),
        (14 * TB, 255 * MIB, 8, 512),
        (14 * TB, 32 * MIB, 1, 1024),
        (14 * TB, 1, 100, 1),
        (14 * TB, 0, 0, 1),
        (2**56 - 2**24, 64 * GIB, 1, 1),
    ],
)
def test_blocks_at_once(size: int, memory: int, parallel: int, expected: int) -> None:
    plan = plan_surface(size, SurfaceOptions())
    (run, *_) = fitting(plan.runs, memory, parallel)
    assert run.blocks_at_once == expected


@given(SIZES, st.integers(0, 2**50), st.integers(1, 100))
def test_a_chunk_is_never_too_large_for_badblocks(
    size: int, memory: int, parallel: int
) -> None:
    for run in fitting(plan_surface(size, SurfaceOptions()).runs, memory, parallel):
        assert run.block_size * run.blocks_at_once <= 16 * MIB
        assert run.blocks_at_once.bit_count() == 1


@pytest.mark.parametrize(
    ("options", "field"),
    [
        (SurfaceOptions(patterns=()), "patterns"),
        (SurfaceOptions(error_limit=0), "error_limit"),
        (SurfaceOptions(error_limit=-1), "error_limit"),
    ],
)
def test_options_that_make_no_test_are_refused(
    options: SurfaceOptions, field: str
) -> None:
    with pytest.raises(DriveRefused) as refusal:
        plan_surface(64 * MIB, options)
    assert refusal.value.values["field"] == field


def test_patterns_come_in_the_order_they_were_chosen() -> None:
    chosen = (Pattern.RANDOM, Pattern.X00, Pattern.RANDOM)
    plan = plan_surface(64 * MIB, SurfaceOptions(chosen, 7))
    assert tuple(run.pattern for run in plan.runs) == chosen
    assert plan.error_limit == 7


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_can_be_planned(name: str) -> None:
    profile = PROFILES[name]
    assert profile.name == name
    assert plan_surface(14 * TB, profile.options).runs
    assert profile.stages[-1] is StageKind.FINAL_CHECK


def test_what_a_profile_does_to_a_drive() -> None:
    erasing = {
        name: any(stage.destructive for stage in profile.stages)
        for name, profile in PROFILES.items()
    }
    assert erasing == {
        "standard": True,
        "quick": True,
        "soak": True,
        "smart_only": False,
        "read_only": False,
        "flash": True,
    }
    # Flash is written once, with what no drive can pack away.
    assert PROFILES["flash"].options.patterns == (Pattern.RANDOM,)
    assert PROFILES["soak"].stages.count(StageKind.LONG_SMART) == 2


def test_a_read_has_one_run_that_writes_nothing() -> None:
    plan = plan_read(14 * TB, SurfaceOptions(error_limit=7))
    (run,) = plan.runs
    assert (run.pattern, run.write, run.phases) == (None, False, (PhaseKind.VERIFY,))
    assert (run.first, run.last + 1) == (0, 14 * TB // run.block_size)
    assert plan.error_limit == 7
    assert not plan.erases
    with pytest.raises(ValueError, match="without a pattern"):
        replace(run, write=True)


@pytest.mark.parametrize(
    "profile", [PROFILES[n] for n in ("standard", "quick", "soak")]
)
def test_a_drive_that_loses_writes_meets_a_pattern_it_does_not_hold(
    profile: Profile,
) -> None:
    assert len(set(profile.options.patterns)) > 1
    assert profile.options.patterns[-1] is Pattern.X00


@pytest.mark.parametrize(
    ("size", "protocol", "rotation", "speed"),
    [
        (10**9, Protocol.ATA, 7200, 110e6),
        (4 * TB, Protocol.SCSI, 7200, 145e6),
        (6 * TB, Protocol.UNKNOWN, None, 150e6),
        (24 * TB, Protocol.ATA, 7200, 200e6),
        (99 * TB, Protocol.ATA, None, 200e6),
        (TB, Protocol.ATA, 0, 350e6),
        (TB, Protocol.SCSI, 0, 600e6),
        (TB, Protocol.UNKNOWN, 0, 350e6),
        (TB, Protocol.NVME, None, 1000e6),
    ],
)
def test_mean_speed(
    size: int, protocol: Protocol, rotation: int | None, speed: float
) -> None:
    assert mean_speed(size, protocol, rotation) == pytest.approx(speed)


def test_all_phases_count() -> None:
    plan = plan_surface(64 * MIB, SurfaceOptions((Pattern.AA,)))
    assert plan_bytes(plan) == 128 * MIB
