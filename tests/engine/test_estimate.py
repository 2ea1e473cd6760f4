"""When a test will end: against simulated drives with the curves of real ones."""

from dataclasses import replace
from itertools import pairwise
from math import log

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    Pattern,
    Protocol,
    SelfTestMinutes,
    SelfTests,
    Smart,
    Stage,
    StageKind,
    SurfaceOptions,
)
from custom_components.nas_burnin.engine.outlook.ahead import expected_seconds
from custom_components.nas_burnin.engine.verdict.estimate import (
    Work,
    forecast,
    mean_of,
    share,
    speed_of,
)

from .builders import make_job

MIB = 1 << 20
TB = 10**12
MB = 10**6

# Size in TB, speed on the first track in MB/s, speed on the last one.
DISKS = [
    (4, 180, 80),
    (6, 190, 90),
    (8, 210, 100),
    (10, 230, 105),
    (12, 245, 115),
    (14, 250, 120),
    (16, 260, 125),
    (18, 270, 130),
    (20, 280, 135),
    (24, 285, 140),
]


def time_to(part: float, size: float, first: float, last: float) -> float:
    """Seconds until a part of a disk is done whose speed falls evenly."""
    slowdown = 1 - last / first
    return -size * log(1 - slowdown * part) / (slowdown * first)


def disk(size: int, minutes: int | None) -> Smart:
    tests = SelfTests(minutes=SelfTestMinutes(long=minutes))
    return Smart(Protocol.ATA, rotation_rate=7200, size=size, self_tests=tests)


@pytest.mark.parametrize(("tb", "first", "last"), DISKS)
@pytest.mark.parametrize("is_told", [True, False])
def test_before_the_start_within_a_quarter(
    tb: int, first: int, last: int, is_told: bool
) -> None:
    size = tb * TB
    phase = time_to(1, size, first * MB, last * MB)
    smart = disk(size, round(phase / 60) if is_told else None)
    truth = 8 * phase
    assert expected_seconds(make_job(size=size), smart) == pytest.approx(
        truth, rel=0.25
    )


@pytest.mark.parametrize(
    ("tb", "shortest", "longest"),
    # Hours on record or modelled for four patterns.
    [(4, 49, 71), (8, 94, 137), (14, 169, 202), (24, 237, 296)],
)
def test_before_the_start_within_what_is_on_record(
    tb: int, shortest: int, longest: int
) -> None:
    job = make_job(size=tb * TB)
    assert shortest <= expected_seconds(job, disk(job.size, None)) / 3600 <= longest


def test_every_phase_takes_its_time() -> None:
    """Each pattern is written and read again."""
    surface, final = make_job().stages
    once = replace(surface, options=SurfaceOptions((Pattern.AA,)))
    job = make_job(size=64 * MIB, stages=(once, final))
    assert expected_seconds(job, None) == pytest.approx(128 * MIB / 110e6)


@pytest.mark.parametrize(("tb", "first", "last"), DISKS)
@pytest.mark.parametrize("part", [0.05, 0.25, 0.5, 0.75, 0.95])
def test_the_first_phase_is_told_from_its_beginning(
    tb: int, first: int, last: int, part: float
) -> None:
    size = tb * TB
    whole = time_to(1, size, first * MB, last * MB)
    done = time_to(part, size, first * MB, last * MB)
    assert done / share(0, part) == pytest.approx(whole, rel=0.1)
    # As if it went on as it began, it would be told to end long before it does.
    if part <= 0.25:
        assert done / part < 0.87 * whole


@pytest.mark.parametrize("flat", [True, False])
def test_shares_add_up(flat: bool) -> None:
    places = [0, 0.1, 0.5, 0.77, 1]
    shares = [share(a, b, flat=flat) for a, b in pairwise(places)]
    assert sum(shares) == pytest.approx(1)
    assert share(0, 0.5, flat=True) == 0.5
    assert share(0, 0.5) < 0.45


def test_an_estimate_that_means_or_more_is_not_believed() -> None:
    tests = SelfTests(minutes=SelfTestMinutes(long=1093))
    capped = Smart(Protocol.SCSI, rotation_rate=7200, self_tests=tests)
    assert mean_of(24 * TB, capped) == 200 * MB
    assert mean_of(24 * TB, disk(24 * TB, 2000)) == 24 * TB / 120_000


def test_a_flash_drive_needs_no_time_for_its_own_test() -> None:
    tests = SelfTests(minutes=SelfTestMinutes(long=2))
    flash = Smart(Protocol.ATA, rotation_rate=0, self_tests=tests)
    assert mean_of(TB, flash) == 350 * MB


@pytest.mark.parametrize(
    ("gbit", "speed"), [(None, 190), (6, 190), (3, 190), (1.5, 135)]
)
def test_no_test_is_faster_than_the_link(gbit: float | None, speed: float) -> None:
    size = 20 * TB
    link = int(gbit * 10**9) if gbit else None
    smart = Smart(Protocol.ATA, rotation_rate=7200, link_speed=link)
    assert speed_of(size, smart) == speed * MB
    # What the drive does by itself is not slowed down.
    assert mean_of(size, smart) == 190 * MB
    assert speed_of(size, None) == mean_of(size, None)
    long, read = (
        replace(make_job(size=size), stages=(Stage(0, kind),))
        for kind in (StageKind.LONG_SMART, StageKind.SURFACE_READ)
    )
    assert expected_seconds(read, smart) == pytest.approx(size / (speed * MB), rel=1e-3)
    assert expected_seconds(long, smart) == pytest.approx(size / (190 * MB), rel=1e-3)


def test_the_queue_ends_when_its_last_job_does() -> None:
    works = [
        Work("a", 100, has_slot=True),
        Work("b", 40, has_slot=True, after=5),
        Work("c", 50),
        Work("d", 30),
    ]
    assert forecast(works, 2) == {"a": 100, "b": 45, "c": 90, "d": 120}


def test_what_needs_no_slot_waits_for_none() -> None:
    works = [Work("a", 10, before=100), Work("b", 20), Work("c", 30)]
    assert forecast(works, 1) == {"b": 20, "c": 50, "a": 110}


def test_more_may_run_than_there_are_slots_now() -> None:
    works = [Work("a", 10, has_slot=True), Work("b", 20, has_slot=True), Work("c", 5)]
    assert forecast(works, 1) == {"a": 10, "b": 20, "c": 25}


@given(
    st.lists(st.tuples(st.floats(1, 1000), st.booleans()), max_size=12),
    st.integers(0, 6),
)
def test_a_forecast_is_possible(told: list[tuple[float, bool]], slots: int) -> None:
    works = [Work(str(n), s, has_slot=has) for n, (s, has) in enumerate(told)]
    ends = forecast(works, slots)
    assert ends.keys() == {work.uid for work in works}
    assert all(ends[work.uid] >= work.surface for work in works)
    waiting = [ends[work.uid] - work.surface for work in works if not work.has_slot]
    # Who is earlier in the queue begins earlier.
    assert all(one <= next_ + 1e-6 for one, next_ in pairwise(waiting))
    assert (
        sum(work.surface for work in works)
        <= max([0, *ends.values()])
        * max(slots, 1, sum(work.has_slot for work in works))
        + 1e-6
    )
