"""The finish time that is shown, against whole burn-ins of simulated disks.

A disk holds as much on a track as its radius allows, and its capacity grows with the
area: so its speed falls with the root of what is behind, in zones, with noise. That is
not the curve that the product assumes.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import accumulate
from math import sqrt
import random

import pytest

from custom_components.nas_burnin.engine.model import (
    BlockDevice,
    Drive,
    Identity,
    Job,
    JobState,
    Outlook,
    Pause,
    PauseCause,
    PhaseTimes,
    Progress,
    Protocol,
    Reason,
    RunReport,
    SelfTestMinutes,
    SelfTests,
    Smart,
    StageKind,
    StageState,
    TestReport,
    TestState,
)
from custom_components.nas_burnin.engine.outlook.ahead import (
    expected_seconds,
    look_ahead,
    queue_finish,
)
from custom_components.nas_burnin.engine.queue.plan import plan_stage
from custom_components.nas_burnin.engine.verdict.progress import progress
from tests.engine.builders import NOON, make_job
from tests.engine.surface import clean_report, stamp, stderr

TB = 10**12
SLICES = 400
ZONES = 24

# Size in TB, MB/s on the first track, and the part of it that is left on the last.
DISKS = [
    (4, 175, 0.48),
    (6, 195, 0.47),
    (8, 205, 0.50),
    (10, 230, 0.46),
    (12, 240, 0.48),
    (14, 250, 0.48),
    (16, 255, 0.50),
    (18, 265, 0.47),
    (20, 275, 0.49),
    (24, 285, 0.48),
]


@dataclass
class Disk:
    """A simulated disk; `told` is by how much its own estimate is wrong."""

    tb: int
    first: float
    last: float
    told: float | None = None
    seed: int = 0

    @property
    def size(self) -> int:
        return self.tb * TB

    @cached_property
    def phases(self) -> list[list[float]]:
        """Of each of eight phases, the seconds after which each slice is done."""
        noise = random.Random(f"{self.tb} {self.seed}")
        return [
            list(accumulate(self._slice(place, noise) for place in range(SLICES)))
            for _ in range(8)
        ]

    def _slice(self, place: int, noise: random.Random) -> float:
        zone = place * ZONES // SLICES / ZONES
        speed = self.first * 1e6 * sqrt(1 - (1 - self.last**2) * zone)
        # Now and then it looks after itself, or tries a spot again and again.
        late = noise.uniform(0, 90) if noise.random() < 0.03 else 0.0
        return late + self.size / SLICES / speed * noise.uniform(0.96, 1.06)

    @cached_property
    def seconds(self) -> float:
        """How long all eight phases take in truth."""
        return sum(phase[-1] for phase in self.phases)

    @property
    def drive(self) -> Drive:
        minutes = None
        if self.told is not None:
            minutes = round(self.seconds / 8 / 60 * self.told)
        node = BlockDevice("sda", "8:0", Identity("w", "S", self.size))
        smart = Smart(
            Protocol.ATA,
            size=self.size,
            rotation_rate=7200,
            self_tests=SelfTests(minutes=SelfTestMinutes(long=minutes)),
        )
        key = f"drive-of-{self.tb}"
        return Drive(
            key, "w", "S", "M", "1", Protocol.ATA, self.size, (node,), smart=smart
        )

    @property
    def job(self) -> Job:
        return make_job(f"{self.tb}", size=self.size, order=-float(self.tb))

    @property
    def testing(self) -> Job:
        surface, final = self.job.stages
        running = replace(surface, state=StageState.RUNNING)
        return replace(self.job, state=JobState.RUNNING, stages=(running, final))

    def report(self, phase: int, slices: int) -> TestReport:
        """Answer the test as so many slices of a phase (from 0) are done."""
        plan = plan_stage(self.job.stages[0], self.size)
        ends = list(accumulate(times[-1] for times in self.phases))
        begins = [0.0, *ends]
        within = self.phases[phase][slices - 1] if slices else 0.0
        index = phase // 2
        runs = []
        for run in plan.runs:
            times = [
                PhaseTimes(
                    kind,
                    stamp(begins[number]),
                    stamp(ends[number]) if number < phase else None,
                )
                for number, kind in enumerate(run.phases, 2 * run.number)
                if number <= phase
            ]
            head = stderr(run).splitlines(keepends=True)[:2]
            runs.append(
                RunReport(
                    run.number,
                    started=times[0].started if times else None,
                    ended=times[-1].ended if run.number < index else None,
                    exit_code=0 if run.number < index else None,
                    phases=tuple(times),
                    stderr=stderr(run) if run.number < index else b"".join(head),
                )
            )
        return clean_report(
            plan,
            state=TestState.TESTING,
            alive=True,
            end="",
            ended=None,
            updated=stamp(begins[phase] + within),
            run_index=index,
            offset=self.size * slices // SLICES,
            runs=tuple(runs),
        )

    def shown(self, phase: int, slices: int) -> tuple[Progress, float]:
        """Answer what is shown then, and how many seconds are left in truth."""
        drive, job = self.drive, self.testing
        report = self.report(phase, slices)
        assert drive.smart
        whole = expected_seconds(replace(job, stages=job.stages[:1]), drive.smart)
        found = progress(
            plan_stage(job.stages[0], self.size),
            report,
            None,
            NOON,
            expected=whole / 8,
        )
        within = self.phases[phase][slices - 1] if slices else 0.0
        done = sum(times[-1] for times in self.phases[:phase]) + within
        return found, self.seconds - done


def disks(told: float | None, seed: int = 0) -> list[Disk]:
    return [Disk(*shape, told, seed) for shape in DISKS]


def ids(disk: Disk) -> str:
    return f"{disk.tb}TB-{disk.told}-{disk.seed}"


# Their own estimates are for a drive that is left alone, and so too short.
EVERY = [*disks(None), *disks(1.0), *disks(0.85), *disks(1.1)]


@pytest.mark.parametrize("disk", EVERY, ids=ids)
def test_before_the_start_the_finish_is_right_within_a_quarter(disk: Disk) -> None:
    drive = disk.drive
    (found,) = look_ahead([disk.job], {drive.key: drive}, {}, 4, NOON, {}).values()
    assert found.seconds == pytest.approx(disk.seconds, rel=0.25)
    assert found.finish
    told = (found.finish - NOON).total_seconds()
    assert told == pytest.approx(disk.seconds, rel=0.25)
    # While the first phase says nothing yet, that is still what is shown.
    for slices in (0, 2):
        early, left = disk.shown(0, slices)
        assert early.eta == pytest.approx(left, rel=0.25)


@pytest.mark.parametrize("disk", EVERY, ids=ids)
def test_after_the_first_phase_the_finish_is_right_within_a_twentieth(
    disk: Disk,
) -> None:
    drive, job = disk.drive, disk.testing
    for phase, slices in [(1, 0), (1, 1), (1, 200), (2, 0), (4, 100), (7, 200)]:
        now, left = disk.shown(phase, slices)
        assert now.finish
        known = {job.uid: now}
        (found,) = look_ahead([job], {drive.key: drive}, known, 4, NOON, {}).values()
        assert found.finish == now.finish
        assert (now.finish - NOON).total_seconds() == pytest.approx(left, rel=0.05)


@pytest.mark.parametrize("disk", disks(0.85, 7), ids=ids)
@pytest.mark.parametrize("part", [0.02, 0.1, 0.3, 0.6, 0.9])
def test_in_the_first_phase_it_comes_nearer(disk: Disk, part: float) -> None:
    found, left = disk.shown(0, round(part * SLICES))
    assert found.eta == pytest.approx(left, rel=0.15)


def test_the_queue_ends_when_its_last_drive_is_done() -> None:
    every = disks(1.0, 3)
    drives = {disk.drive.key: disk.drive for disk in every}
    found = look_ahead([disk.job for disk in every], drives, {}, 3, NOON, {})
    # The truth: largest first, in three slots.
    slots = [0.0] * 3
    for disk in sorted(every, key=lambda disk: -disk.tb):
        slots.sort()
        slots[0] += disk.seconds
    told = queue_finish(list(found.values()))
    assert told
    assert (told - NOON).total_seconds() == pytest.approx(max(slots), rel=0.1)


DISK = Disk(*DISKS[0], 1.0)


def one(job: Job, before: Outlook | None = None, p: Progress | None = None) -> Outlook:
    told = {job.uid: before} if before else {}
    known = {job.uid: p or Progress()}
    found = look_ahead([job], {job.drive_key: DISK.drive}, known, 4, NOON, told)
    return found[job.uid]


def test_what_needs_no_slot_is_not_in_the_queue_for_one() -> None:
    drives = [Disk(*shape, 1.0) for shape in DISKS[:2]]
    busy, other = drives[0].testing, drives[1].job
    short, final = StageKind.SHORT_SMART, StageKind.FINAL_CHECK
    stages = tuple(
        replace(stage, kind=kind)
        for stage, kind in zip(other.stages, (short, final), strict=True)
    )
    jobs = [busy, replace(other, stages=stages)]
    known = {disk.drive.key: disk.drive for disk in drives}
    found = look_ahead(jobs, known, {}, 1, NOON, {})
    assert found[other.uid].finish == NOON + timedelta(minutes=2)


def test_the_long_test_takes_as_long_as_a_reading() -> None:
    surface, final = DISK.job.stages
    long = replace(surface, kind=StageKind.LONG_SMART)
    read = replace(surface, kind=StageKind.SURFACE_READ)
    job = replace(DISK.job, stages=(long, surface, long, final))
    whole = one(DISK.job).seconds
    assert one(job).seconds == pytest.approx(whole * 10 / 8)
    assert one(replace(job, stages=(read,))).seconds == pytest.approx(whole / 8)
    # In the long test after the surface, the queue is no matter any more.
    ended = replace(surface, state=StageState.PASSED)
    running = replace(long, state=StageState.RUNNING)
    last = replace(job, state=JobState.RUNNING, stages=(ended, running, final))
    assert one(last, None, Progress(eta=60.0)).finish == NOON + timedelta(seconds=60)


@pytest.mark.parametrize("holds", [True, False])
def test_what_stands_still_has_no_end(holds: bool) -> None:
    def finish(job: Job) -> bool:
        found = look_ahead([job], {}, {}, 4, NOON, {}, holds=holds)
        return queue_finish(list(found.values())) is not None

    assert finish(DISK.job) is not holds
    assert finish(DISK.testing)
    assert not finish(replace(DISK.testing, pauses=(Pause(PauseCause.HEAT, NOON),)))
    assert not finish(replace(DISK.job, waits=Reason("expired")))
    assert queue_finish([]) is None
    assert queue_finish([None]) is None


def test_a_paused_test_keeps_its_place_before_the_others() -> None:
    first, second = (Disk(*shape, 1.0) for shape in DISKS[:2])
    known = {disk.drive.key: disk.drive for disk in (first, second)}
    half = {first.job.uid: Progress(percent=50.0)}
    found = look_ahead([first.testing, second.job], known, half, 1, NOON, {})
    finish = found[second.job.uid].finish
    assert finish
    rest = found[first.job.uid].seconds / 2 + found[second.job.uid].seconds
    assert (finish - NOON).total_seconds() == pytest.approx(rest)


def test_an_end_that_differs_little_stays() -> None:
    told = one(DISK.testing, None, Progress(eta=100_000.0))
    near = one(DISK.testing, told, Progress(eta=101_000.0))
    assert near == told
    far = one(DISK.testing, told, Progress(eta=103_000.0))
    assert far.finish == NOON + timedelta(seconds=103_000)
    last = one(
        DISK.testing, one(DISK.testing, None, Progress(eta=8.0)), Progress(eta=6)
    )
    assert last.finish == NOON + timedelta(seconds=6)
