"""What a broken-off test may have left on its drive, and what has to be there still."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    Attempt,
    Lock,
    Pattern,
    Reason,
    SampleReport,
    Stage,
    StageKind,
    SurfaceOptions,
    SurfacePlan,
    TestHandle,
    TestReport,
    Unlocked,
)
from custom_components.nas_burnin.engine.proven.expected import (
    MOST_RANGES,
    UNRECORDED,
    Expected,
    expected,
)
from custom_components.nas_burnin.engine.proven.resume import MARGIN_BYTES
from custom_components.nas_burnin.engine.queue.plan import plan_surface
from custom_components.nas_burnin.engine.safety.left import Left, left_on
from custom_components.nas_burnin.engine.verdict.attempts import (
    attempt_of,
    with_attempt,
)
from tests.engine.hosts import Nas, disk, nas
from tests.engine.surface import running_report

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SIZE = 64 << 30
PLAN = plan_surface(SIZE, SurfaceOptions())
HANDLE = TestHandle("nas-burnin-x", "n", "boot-1")
UNLOCKED = Unlocked(Lock.HAS_DATA, "digest", "me", NOW)
SLOW = 100_000.0
"""Seconds of a phase, so that the margin is the least one."""


def cut(
    report: TestReport, plan: SurfacePlan = PLAN, **changes: object
) -> tuple[SurfacePlan, Attempt]:
    """The plan after its test was broken off there."""
    attempt, rest = attempt_of(plan, HANDLE, report, Reason("interrupted"), NOW)
    attempt = replace(attempt, **changes)  # type: ignore[arg-type]
    stage = with_attempt(Stage(0, StageKind.SURFACE_VALIDATE), attempt, rest)
    return replace(plan, rest=stage.runs, attempts=stage.attempts), attempt


def at(run: int, phase: int, part: float) -> TestReport:
    return replace(running_report(PLAN, run, phase, part, SLOW), alive=False)


def test_behind_a_write_the_pattern_that_stands_is_expected() -> None:
    plan, _ = cut(at(1, 0, 0.5))
    (part,) = expected(plan)
    assert (part.first, part.value) == (0, 0x55)
    # Not what may have been in a cache, nor a chunk and a tick more.
    short = SIZE // 2 - MARGIN_BYTES - part.last
    assert 0 < short < SIZE // 5000 + (16 << 20)


def test_in_a_verify_the_whole_pattern_is_expected() -> None:
    plan, _ = cut(at(2, 1, 0.5))
    assert expected(plan) == (Expected(0, SIZE - 1, 0xFF),)
    plan, _ = cut(at(2, 1, 0.001))
    (part,) = expected(plan)
    assert part.first == 0
    assert part.last == SIZE - MARGIN_BYTES - 1


def test_behind_one_that_had_just_begun_the_pattern_before_is_expected() -> None:
    plan, attempt = cut(at(1, 0, 0.01))
    slow = tuple(replace(one, seconds=SLOW) for one in attempt.phases)
    plan = replace(plan, attempts=(replace(attempt, phases=slow),))
    (part,) = expected(plan)
    assert (part.last, part.value) == (SIZE - 1, 0xAA)
    assert part.first >= SIZE // 100 + MARGIN_BYTES
    # With a drive so fast that it may be anywhere by now, nothing is known.
    fast = tuple(replace(one, seconds=1.0) for one in attempt.phases)
    assert not expected(replace(plan, attempts=(replace(attempt, phases=fast),)))
    # Before the first pattern there was none of ours.
    assert expected(cut(at(0, 0, 0.01))[0]) == ()
    assert expected(PLAN) == ()


def test_nothing_is_expected_where_nobody_knows_it() -> None:
    assert expected(cut(at(1, 1, 0.5), reason=Reason(UNRECORDED))[0]) == ()
    # So soon that not even a speed is known.
    plan, _ = cut(at(1, 0, 0.01), phases=())
    assert expected(plan) == ()
    options = SurfaceOptions((Pattern.RANDOM, Pattern.X00))
    random = plan_surface(SIZE, options)
    report = replace(running_report(random, 1, 0, 0.01, SLOW), alive=False)
    assert expected(cut(report, random)[0]) == ()


def test_nothing_is_expected_near_a_bad_block() -> None:
    chunk = PLAN.runs[0].blocks_at_once
    plan, _ = cut(at(2, 1, 0.5), bad_blocks=(10, chunk * 5))
    assert [(part.first // 4096, part.last // 4096) for part in expected(plan)] == [
        (11, chunk * 4 - 1),
        (chunk * 5 + 1, SIZE // 4096 - 1),
    ]
    many = tuple(range(0, chunk * 400, chunk * 4))
    parts = expected(cut(at(2, 1, 0.5), bad_blocks=many)[0])
    assert len(parts) == MOST_RANGES
    assert list(parts) == sorted(parts, key=lambda part: part.first)
    assert parts[-1].last == SIZE - 1


def test_old_signatures_count_until_the_surface_was_written_once() -> None:
    found = ("gpt", "partition sda1")
    early, _ = cut(at(0, 0, 0.5), found=found)
    assert left_on(early, UNLOCKED) == Left(True, frozenset(found))
    assert left_on(early, None) == Left()
    late, _ = cut(at(0, 1, 0.5), found=found)
    assert left_on(late, UNLOCKED) == Left()
    assert left_on(cut(at(1, 0, 0.5), found=found)[0], UNLOCKED) == Left()


def odd(**changes: object) -> Nas:
    sample = SampleReport(samples=5, constant=None)
    return nas(
        disk("sda", *changes.pop("partitions", ())),  # type: ignore[misc]
        samples={"sda": sample},
        **changes,  # type: ignore[arg-type]
    )


def lifted(host: Nas, left: Left) -> bool:
    """True where nothing but what is lifted speaks against the drive."""
    drive = host.drive("sda")
    return all(left.lifts(fact, drive) for fact in host.lock().evidence)


FOUND = Left(True, frozenset({"gpt", "ext4", "zfs_member", "partition sdq1"}))


@pytest.mark.parametrize(
    ("host", "with_nothing", "with_found"),
    [
        (odd(), True, True),
        (odd(blkid={"sda": "PTTYPE=gpt\n"}), False, True),
        (odd(blkid={"sda": "PTTYPE=dos\n"}), False, False),
        (odd(blkid={"sda": "TYPE=ext4\n"}), False, True),
        (odd(blkid={"sda": "TYPE=xfs\n"}), False, False),
        (odd(blkid={"sda": "TYPE=linux_raid_member\n"}), False, False),
        (odd(blkid={"sda": "TYPE=zfs_member\nLABEL=old\n"}), False, True),
        (odd(blkid={"sda": 8}), False, False),
        (odd(partitions=("sda1",)), False, True),
        (odd(partitions=("sda1", "sda2")), False, False),
        # What is in a partition is its own.
        (odd(partitions=("sda1",), blkid={"sda1": "TYPE=ext4\n"}), False, False),
        (
            odd(
                swaps="/dev/sda                               partition\t1\t\t0\t\t-2\n"
            ),
            False,
            False,
        ),
    ],
)
def test_what_is_lifted(host: Nas, *, with_nothing: bool, with_found: bool) -> None:
    assert lifted(host, Left()) is with_nothing
    assert lifted(host, FOUND) is with_found


@given(st.sets(st.sampled_from(["gpt", "ext4", "partition sda1", "partition sda12"])))
def test_only_what_was_found_is_explained(found: set[str]) -> None:
    for one in ("gpt", "ext4", "partition sdb1", "partition nvme0n1p12"):
        same = one.replace("sdb", "sda").replace("nvme0n1p", "sda")
        assert Left(True, frozenset(found)).explains([one]) is (same in found)
