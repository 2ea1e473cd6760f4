"""Slow regions are found, and a healthy drive is never called slow."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
import random

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.jobs.curves import Curves, is_judged, slow_of
from custom_components.nas_burnin.engine.model import (
    Job,
    Pattern,
    PauseTimes,
    Reason,
    Sample,
    Stage,
    StageKind,
    StageState,
    SurfaceOptions,
    SurfacePlan,
    TestReport,
    Verdict,
)
from custom_components.nas_burnin.engine.queue.plan import plan_read, plan_surface
from custom_components.nas_burnin.engine.sentences.tables import sentence
from custom_components.nas_burnin.engine.verdict.siblings import (
    SLOWER,
    slower_than_siblings,
)
from custom_components.nas_burnin.engine.verdict.slices import (
    LONGEST_GAP,
    SLICES,
    Slicer,
    slice_width,
    sliced,
)
from custom_components.nas_burnin.engine.verdict.slow import (
    Region,
    noted,
    notes,
    slow_regions,
    slowest,
)
from tests.engine.builders import make_job
from tests.engine.supervised import engine
from tests.engine.surface import clean_report, running_report, stamp

SIZE = 14 * 10**12
PLAN = plan_surface(SIZE, SurfaceOptions())
READ = plan_read(SIZE, SurfaceOptions())
GB = 10**9

type Speed = Callable[[int, float], float]
"""From a phase and a place, 0 to 1, to bytes a second."""


def disk(_phase: int, place: float) -> float:
    """A disk of sixteen zones that ends half as fast as it begins."""
    return 260e6 * (1 - 0.5 * int(place * 16) / 15)


def noisy(speed: Speed, rng: random.Random, part: float) -> Speed:
    return lambda phase, place: speed(phase, place) * rng.uniform(1 - part, 1 + part)


def slow_from(speed: Speed, first: float, width: float, times: float) -> Speed:
    """The same, but so many times slower in one region."""

    def told(phase: int, place: float) -> float:
        here = first <= place < first + width
        return speed(phase, place) / (times if here else 1)

    return told


def curve(speed: Speed, plan: SurfacePlan = PLAN) -> list[Sample]:
    """What is kept of a test with these speeds, finely measured."""
    width, fine = slice_width(plan.size), 20
    samples: list[Sample] = []
    for phase in range(1, plan.phase_count + 1):
        for number in range(SLICES):
            seconds = sum(
                1 / speed(phase, (number + part / fine) / SLICES)
                for part in range(fine)
            )
            samples.append(
                Sample(
                    second=len(samples),
                    phase=phase,
                    position=number * width // (1 << 20),
                    speed=round(fine / seconds / 1024),
                )
            )
    return samples


@pytest.mark.parametrize("seed", range(20))
def test_a_plain_disk_is_never_slow(seed: int) -> None:
    rng = random.Random(seed)
    told = noisy(disk, rng, 0.3)
    assert slow_regions(curve(told), PLAN) == ()


def test_nor_is_flash_that_falls_off_its_cliff() -> None:
    def flash(_phase: int, place: float) -> float:
        return 2e9 if place < 0.23 else 150e6

    assert slow_regions(curve(flash), PLAN) == ()


@pytest.mark.parametrize("seed", range(5))
def test_nor_is_one_whose_host_was_busy_now_and_then(seed: int) -> None:
    rng = random.Random(seed)
    busy = {phase: rng.random() * 0.9 for phase in range(1, 9)}

    def told(phase: int, place: float) -> float:
        here = busy[phase] <= place < busy[phase] + 0.02
        return disk(phase, place) / (6 if here else 1)

    assert slow_regions(curve(told), PLAN) == ()


@pytest.mark.parametrize("first", [0.0, 0.1234, 0.5, 0.7777, 0.99])
@pytest.mark.parametrize("seed", range(3))
def test_a_hundredth_that_is_four_times_slower_is_found(
    first: float, seed: int
) -> None:
    rng = random.Random(seed)
    told = slow_from(noisy(disk, rng, 0.1), first, 0.01, 4)
    (region,) = slow_regions(curve(told), PLAN)
    assert region.first <= (first + 0.005) * SIZE <= region.end
    assert region.end - region.first <= 0.02 * SIZE
    assert region.speed < region.expected / 2
    (note,) = notes([region])
    (read,) = noted([Reason("tail_untested"), note])
    assert (read.first, read.end) == (region.first, region.end)
    assert read.speed == pytest.approx(region.speed, abs=1e6)
    assert read.expected == pytest.approx(region.expected, abs=1e6)
    assert note.code == "slow_region"
    assert float(note.values["from"]) == pytest.approx(region.first / GB, abs=0.1)


def test_one_pass_alone_says_nothing() -> None:
    told = slow_from(disk, 0.5, 0.01, 4)
    assert slow_regions(curve(told, READ), READ) == ()
    writes = [sample for sample in curve(told) if sample.phase % 2]
    assert slow_regions(writes, PLAN) == ()


def test_what_is_slow_on_its_siblings_too_is_how_they_are_made() -> None:
    slow, sound = curve(slow_from(disk, 0.5, 0.01, 4)), curve(disk)
    assert slow_regions(slow, PLAN, [sound, sound])
    assert slow_regions(slow, PLAN, [slow, sound])
    assert not slow_regions(slow, PLAN, [slow, slow, sound])


def test_of_many_the_slowest_are_told_in_their_order() -> None:
    told: Speed = disk
    for number in range(8):
        told = slow_from(told, 0.1 * (number + 1), 0.01, 4 + number)
    found = notes(slowest(slow_regions(curve(told), PLAN)))
    assert len(found) == 5
    places = [float(note.values["from"]) for note in found]
    assert places == sorted(places)
    assert places[0] > 0.35 * SIZE / GB


# --- a drive that is slow everywhere shows beside its siblings only ---------------------


def times(speed: Speed, write: float, verify: float) -> Speed:
    """The same, but so many times as fast in each kind of pass."""
    return lambda phase, place: speed(phase, place) * (write if phase % 2 else verify)


FLASH = plan_surface(SIZE, SurfaceOptions((Pattern.RANDOM,)))


@pytest.mark.parametrize(
    ("own", "siblings", "passes"),
    [
        # Half the link, a write cache that is off, a drive that reads all of it twice.
        (times(disk, 0.5, 0.5), [disk, disk], "both"),
        (times(disk, 0.1, 1.0), [disk, disk, disk], "write"),
        (times(disk, 1.0, 0.6), [disk, disk], "verify"),
        (times(disk, 0.85, 0.85), [disk, disk], None),
        (times(disk, 2.0, 2.0), [disk, disk], None),
        # Of two nobody knows which is the odd one; and most of them decide.
        (times(disk, 0.5, 0.5), [disk], None),
        (times(disk, 0.5, 0.5), [], None),
        (times(disk, 0.5, 0.5), [times(disk, 0.5, 0.5)] * 2 + [disk], None),
        # A host that was busy in one pass, or two, is not busy in each.
        (
            lambda phase, place: disk(phase, place) / (3 if phase in (1, 4) else 1),
            [disk, disk],
            None,
        ),
    ],
)
def test_as_a_whole_slower_than_its_siblings(
    own: Speed, siblings: Sequence[Speed], passes: str | None
) -> None:
    found = slower_than_siblings(
        curve(own), PLAN, [curve(sibling) for sibling in siblings]
    )
    assert [note.values["passes"] for note in found] == ([passes] if passes else [])
    for note in found:
        speed, expected = (float(note.values[name]) for name in ("speed", "expected"))
        assert expected == pytest.approx(187, abs=1)
        assert speed < SLOWER * expected
        assert "MB/s" in sentence(note, "de")


def test_one_pass_of_each_kind_has_to_be_slow_in_both() -> None:
    sound = [curve(disk, FLASH)] * 2
    for write, verify, count in ((0.5, 0.5, 1), (0.5, 1, 0), (1, 0.5, 0)):
        own = curve(times(disk, write, verify), FLASH)
        assert len(slower_than_siblings(own, FLASH, sound)) == count
    reading = [curve(disk, READ)] * 2
    assert not slower_than_siblings(curve(times(disk, 0.5, 0.5), READ), READ, reading)


def test_what_was_over_in_minutes_tells_no_speed_of_a_drive() -> None:
    half = curve(times(disk, 0.5, 0.5))
    for seconds, count in ((299, 0), (300, 1)):
        brief = [
            replace(sample, second=sample.second * seconds // half[-1].second)
            for sample in half
        ]
        assert len(slower_than_siblings(brief, PLAN, [curve(disk)] * 2)) == count


def test_only_what_was_measured_of_both_is_compared() -> None:
    """A sibling that has only been on its fast tracks yet makes no drive slow."""
    begun = [sample for sample in curve(disk) if sample.position * (1 << 20) < SIZE / 3]
    assert not slower_than_siblings(curve(disk), PLAN, [begun] * 3)
    most = [s for s in curve(disk) if s.position * (1 << 20) < SIZE * 2 / 3]
    assert not slower_than_siblings(curve(disk), PLAN, [most] * 3)
    assert slower_than_siblings(curve(times(disk, 0.5, 0.5)), PLAN, [most] * 3)


async def test_the_verdict_tells_of_it(history: History) -> None:
    jobs = [a_job(uid) for uid in ("slow", "one", "two")]
    await history.add_jobs(jobs)
    for job in jobs:
        part = 0.5 if job.uid == "slow" else 1
        await history.add_samples(job.uid, 0, curve(times(disk, part, part)))
    curves = Curves(history, SystemClock())
    told = {
        job.uid: [one.code for one in await curves.notes(job, job.stages[0], jobs)]
        for job in jobs
    }
    assert told == {"slow": ["slower_than_siblings"], "one": [], "two": []}


# --- what the verdict notes is what the plot marks ------------------------------------


def a_job(uid: str, state: StageState = StageState.RUNNING) -> Job:
    """A job on a drive of its own, all of the same model."""
    stage = Stage(0, StageKind.SURFACE_VALIDATE, state)
    return make_job(uid, drive_key=uid, size=SIZE, stages=(stage,))


@pytest.fixture
async def history(tmp_path: Path) -> AsyncIterator[History]:
    history = await History.open(tmp_path / "history.db")
    yield history
    await history.close()


@pytest.mark.parametrize("end", [StageState.PASSED, StageState.FAILED])
async def test_a_mark_is_a_note_and_a_note_is_a_mark(
    history: History, end: StageState
) -> None:
    weak = curve(slow_from(disk, 0.5, 0.01, 4))
    job, sibling = a_job("weak"), a_job("sibling")
    await history.add_jobs([job, sibling])
    await history.add_samples("weak", 0, weak)
    curves = Curves(history, SystemClock())

    async def marked(job: Job) -> Sequence[Region]:
        return await slow_of(history, job, job.stages[0])

    # What would be noted now is marked while the test runs: siblings count for both.
    assert len(await marked(job)) == 1
    told = await curves.notes(job, job.stages[0], [job, sibling])
    assert notes(await marked(job)) == told
    await history.add_samples("sibling", 0, weak)
    told_with = await curves.notes(job, job.stages[0], [job, sibling])
    assert notes(await marked(job)) == told_with
    assert told_with == ()

    # Once noted it stays so, whatever becomes of the others.
    ended = replace(job, stages=(replace(job.stages[0], state=end, reasons=told),))
    assert is_judged(ended.stages[0])
    await history.save_job(ended)
    others = [a_job(f"other-{number}") for number in range(3)]
    await history.add_jobs(others)
    for other in others:
        await history.add_samples(other.uid, 0, weak)
    assert await marked(job) == ()
    kept = await history.job("weak")
    assert kept
    (mark,) = await marked(kept)
    assert [note.values["bytes"] for note in told] == [f"{mark.first}-{mark.end}"]


async def test_of_what_nobody_judged_nothing_is_marked(history: History) -> None:
    job = a_job("weak", StageState.CANCELLED)
    await history.add_jobs([job])
    await history.add_samples("weak", 0, curve(slow_from(disk, 0.5, 0.01, 4)))
    assert not is_judged(job.stages[0])
    assert await slow_of(history, job, job.stages[0]) == ()


# --- from reports to slices ----------------------------------------------------------

SMALL = plan_surface(200 << 30, SurfaceOptions())
WIDTH = slice_width(SMALL.size)


def watch(
    plan: SurfacePlan, reports: Sequence[TestReport]
) -> tuple[Slicer, list[Sample]]:
    state = Slicer()
    found: list[Sample] = []
    for number, report in enumerate(reports):
        state, samples = sliced(plan, report, state, 1000.0 + number, 40)
        found += samples
    return state, found


def at(part: float, seconds: float, phase: int = 0) -> TestReport:
    return running_report(SMALL, 0, phase, part, seconds)


@given(st.lists(st.floats(0.0, 0.99), min_size=2, max_size=30))
def test_at_a_steady_speed_all_slices_have_it(parts: list[float]) -> None:
    rate = 1e9
    places = sorted(parts)
    reports = [at(part, part * SMALL.size / rate) for part in places]
    _, found = watch(SMALL, reports)
    assert all(sample.speed == pytest.approx(rate / 1024, rel=0.01) for sample in found)
    places_of = [sample.position for sample in found]
    assert places_of == sorted(set(places_of))
    assert len(found) <= SLICES


def test_a_slow_slice_is_told_alone() -> None:
    reports, clock = [], 0.0
    for number in range(21):
        reports.append(at(number / SLICES, clock))
        clock += 40.0 if number == 10 else 10.0
    _, found = watch(SMALL, reports)
    slow = [s for s in found if s.speed < WIDTH / 1024 / 20]
    assert [sample.position for sample in slow] == [10 * WIDTH >> 20]
    assert len(found) == 20
    assert {sample.temperature for sample in found} == {40}


def test_a_pause_is_not_counted() -> None:
    pause = PauseTimes(stamp(11), stamp(111))
    reports = [
        at(0.0, 0),
        at(0.005, 10),
        replace(at(0.01, 120), pauses=(pause,)),
    ]
    _, found = watch(SMALL, reports)
    assert [s.speed for s in found] == [pytest.approx(WIDTH / 10 / 1024, rel=0.01)] * 2


def test_what_nobody_watched_is_left_out() -> None:
    _, found = watch(SMALL, [at(0.1, 100), at(0.9, 101 + LONGEST_GAP)])
    # The silence tells nothing of a slice, and the phase began long ago, too.
    assert all(sample.position < 0.1 * SMALL.size / (1 << 20) for sample in found)


def test_a_test_that_ended_is_told_to_its_last_slice() -> None:
    report = clean_report(SMALL)
    _, found = watch(SMALL, [at(0.0, 0), report])
    assert {sample.phase for sample in found} == set(range(1, 9))
    for phase in range(1, 9):
        own = [sample.position for sample in found if sample.phase == phase]
        assert len(own) == SLICES
        assert all(a < b for a, b in pairwise(own))


async def test_speeds_are_kept_by_the_minute_and_judged_at_the_end(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path) as nas:
        await nas.enqueue(stages=(StageKind.SURFACE_VALIDATE, StageKind.FINAL_CHECK))
        await nas.refresh()
        plan = nas.test().plan
        uid = nas.job().uid
        # It stands at a quarter; what was before nobody has watched for long.
        for number in range(10):
            part = 0.25 + number / SLICES
            nas.test().become(running_report(plan, 0, 0, part, 40 + 10 * number))
            await nas.refresh()
        kept = await nas.history.samples(uid, 0)
        assert len(kept) > 0
        nas.test().become(clean_report(plan))
        await nas.refresh()
        job = await nas.kept()
        assert len(await nas.history.samples(uid, 0)) > len(kept)
        assert job.verdict is Verdict.PASSED
