"""Heat, pauses, lost links and restarts in any order: what is wanted is what is.

The engine is real and its NAS a description. After each look that went well every
test stands still or goes on as its job says, no pause outlives its job, none that was
asked for is lost, and the queue keeps its order.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings, strategies as st

from custom_components.nas_burnin.engine.errors import HostError, HostUnreachable
from custom_components.nas_burnin.engine.jobs.pausing import Paused
from custom_components.nas_burnin.engine.model import (
    Actor,
    Event,
    EventKind,
    Job,
    JobState,
    PauseCause,
    Reason,
    StageState,
    TestState,
)
from custom_components.nas_burnin.engine.queue.pauses import is_paused_by
from tests.engine.supervised import PLAN, Engine, Fault, Supervisor, engine
from tests.engine.surface import clean_report

LOST = HostUnreachable("gone", stage="run")
ME = Actor.person("me")
NAMES = ("sda", "sdb", "sdc")
SLOTS = 2
WARM, CRITICAL, COOL, EMERGENCY = 50, 55, 50, 65

LOOK_EVERY = 60.0
"""Each look comes so late that it reads every temperature anew."""


@dataclass
class Truth:
    """What was asked for, and acknowledged; and what was told."""

    by_person: dict[str, bool] = field(default_factory=dict)
    host: bool = False
    cooling: dict[str, bool] = field(default_factory=dict)
    warmth: dict[str, int] = field(default_factory=dict)
    """What the last look read of each drive; one that sleeps is cold."""
    told: list[Event] = field(default_factory=list)


@dataclass
class World:
    """One engine after the other on one NAS; each step is a method."""

    nas: Engine
    truth: Truth = field(default_factory=Truth)

    async def enqueue(self, name: str) -> None:
        try:
            await self.nas.enqueue(name)
        except HostError:
            return

    async def pause(self, name: str) -> None:
        (answer,) = await self.nas.burnin.pause([self.key(name)], ME)
        if answer.outcome is not Paused.SKIPPED:
            self.truth.by_person[self.uid(name)] = True

    async def resume(self, name: str) -> None:
        (answer,) = await self.nas.burnin.resume([self.key(name)], ME)
        if answer.outcome is not Paused.SKIPPED:
            self.truth.by_person[self.uid(name)] = False

    async def pause_host(self, _: str) -> None:
        await self.nas.burnin.pause(None, ME)
        self.truth.host = True

    async def resume_host(self, _: str) -> None:
        await self.nas.burnin.resume(None, ME)
        self.truth.host = False

    async def cancel(self, name: str) -> None:
        try:
            await self.nas.burnin.cancel(self.key(name), ME)
        except HostError:
            return

    async def finish(self, name: str) -> None:
        test = self.test(name)
        if test and test.report.state in (TestState.TESTING, TestState.PAUSED):
            test.become(clean_report(PLAN))

    async def give_up(self, name: str) -> None:
        """Let a supervisor that was not let go end, as after its minute."""
        test = self.test(name)
        if test and test.alive and test.report.state is TestState.HELD:
            why = Reason("no_go")
            gone = replace(test.report, state=TestState.REFUSED, reason=why)
            test.become(replace(gone, alive=False))

    async def lose(self, _: str) -> None:
        """Let the next look find nobody."""
        self.nas.nas.faults = {"probe": [Fault(LOST)]}
        await self.look("")

    async def restart(self, name: str) -> None:
        self.pass_time()
        try:
            self.nas = await self.nas.again()
        except HostError:
            await self.restart(name)
            return
        self.nas.burnin.subscribe_events(self.truth.told.append)
        self.note_heat()

    async def look(self, _: str) -> None:
        queued = {job.uid for job in self.jobs() if job.state is JobState.QUEUED}
        tested = {job.uid for job in self.jobs() if _tests(job)}
        self.pass_time()
        well = not self.nas.nas.faults
        try:
            await self.nas.burnin.refresh()
        except HostError:
            # How far it came is not known from outside.
            self.note_heat()
            return
        for job in self.jobs():
            warmth = self.truth.warmth[self.name(job)]
            if warmth <= COOL:
                self.truth.cooling[job.uid] = False
            elif warmth >= CRITICAL and job.uid in tested:
                self.truth.cooling[job.uid] = True
        if well:
            await self.hold(queued)

    def pass_time(self) -> None:
        self.nas.clock.seconds += LOOK_EVERY
        for name in NAMES:
            disk = self.nas.nas.disks[name]
            self.truth.warmth[name] = 0 if disk.asleep else disk.temperature

    def note_heat(self) -> None:
        """Take the engine's word for which job cools, where it can't be known better."""
        for job in self.jobs():
            self.truth.cooling[job.uid] = is_paused_by(job, PauseCause.HEAT)

    async def hold(self, queued_before: set[str]) -> None:
        for job in self.jobs():
            kept = await self.nas.history.job(job.uid)
            assert kept is not None
            assert kept.pauses == job.pauses
            if job.state.terminal:
                assert all(pause.ended for pause in job.pauses)
                continue
            self.is_as_wanted(job)
        self.has_order(queued_before)

    def is_as_wanted(self, job: Job) -> None:
        truth = self.truth
        by_person = truth.by_person.get(job.uid, False)
        assert is_paused_by(job, PauseCause.PERSON) == by_person
        if job.state is JobState.RUNNING:
            assert is_paused_by(job, PauseCause.HOST) == truth.host
        cooling = truth.cooling.get(job.uid, False)
        assert is_paused_by(job, PauseCause.HEAT) == cooling
        test = self.test(self.name(job))
        if not _tests(job) or test is None:
            return
        assert self.temperature(job) < EMERGENCY
        if test.report.state is TestState.HELD:
            assert job.pause
            return
        assert (test.report.state is TestState.PAUSED) == (job.pause is not None)

    def has_order(self, queued_before: set[str]) -> None:
        """No job that could go waits behind one that went, nor beside a free slot."""
        ready = [
            job
            for job in self.jobs()
            if job.state is JobState.QUEUED
            and job.pause is None
            and not self.truth.host
            and self.temperature(job) < WARM
        ]
        went = [
            job
            for job in self.jobs()
            if job.uid in queued_before and job.state is JobState.RUNNING
        ]
        for waits in ready:
            assert all(job.order < waits.order for job in went)
        running = sum(map(_tests, self.jobs()))
        assert running <= SLOTS
        assert running == SLOTS or not ready

    def jobs(self) -> list[Job]:
        return [job for name in NAMES if (job := self.job(name))]

    def job(self, name: str) -> Job | None:
        shown = self.nas.burnin.view.drives[self.key(name)].job
        return shown.job if shown else None

    def uid(self, name: str) -> str:
        job = self.job(name)
        assert job
        return job.uid

    def key(self, name: str) -> str:
        return self.nas.key(name)

    def name(self, job: Job) -> str:
        return next(name for name in NAMES if self.key(name) == job.drive_key)

    def temperature(self, job: Job) -> int:
        return self.truth.warmth[self.name(job)]

    def test(self, name: str) -> Supervisor | None:
        serial = self.nas.nas.disks[name].serial
        tests = self.nas.nas.supervisors.values()
        return next(
            (one for one in tests if one.request["identity"]["serial"] == serial), None
        )


def _tests(job: Job) -> bool:
    return job.state is JobState.RUNNING and any(
        stage.state is StageState.RUNNING for stage in job.stages[:1]
    )


def told_in_order(told: list[Event]) -> None:
    """Each job pauses before it resumes, begins once, ends once, and is then silent."""
    of_jobs = defaultdict(list)
    for event in told:
        if event.job_uid:
            of_jobs[event.job_uid].append(event.kind)
    ends = {
        EventKind.PASSED,
        EventKind.FAILED,
        EventKind.CANCELLED,
        EventKind.UNKNOWN,
    }
    for kinds in of_jobs.values():
        assert kinds.count(EventKind.QUEUED) == 1
        assert kinds[0] is EventKind.QUEUED
        assert not ends & set(kinds[:-1])
        turns = [k for k in kinds if k in (EventKind.PAUSED, EventKind.RESUMED)]
        both = [EventKind.PAUSED, EventKind.RESUMED] * len(turns)
        assert turns == both[: len(turns)]


plain = st.tuples(
    st.sampled_from(
        (
            World.enqueue,
            World.look,
            World.look,
            World.look,
            World.pause,
            World.resume,
            World.pause_host,
            World.resume_host,
            World.cancel,
            World.finish,
            World.give_up,
            World.lose,
            World.restart,
        )
    ),
    st.sampled_from(NAMES),
)
heat = st.tuples(st.sampled_from(NAMES), st.sampled_from((30, 49, 50, 52, 55, 60, 66)))
sleep = st.tuples(st.sampled_from(NAMES), st.booleans())
fault = st.tuples(
    st.sampled_from(("start", "go", "pause", "resume", "stop", "remove")),
    st.booleans(),
)


@given(
    st.lists(
        st.one_of(
            plain,
            plain,
            plain,
            heat.map(lambda it: ("heat", *it)),
            sleep.map(lambda it: ("sleep", *it)),
            fault.map(lambda it: ("fault", *it)),
        ),
        max_size=40,
    )
)
@settings(max_examples=40, deadline=None)
def test_what_is_wanted_is_what_is(steps: list[tuple]) -> None:  # type: ignore[type-arg]
    with TemporaryDirectory() as folder:
        asyncio.run(_play(Path(folder), steps))


async def _play(folder: Path, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    async with engine(folder, disks=len(NAMES), max_parallel=SLOTS) as nas:
        world = World(nas)
        nas.burnin.subscribe_events(world.truth.told.append)
        disks = nas.nas.disks
        for name in NAMES:
            await world.enqueue(name)
        for step in steps:
            match step:
                case ("heat", name, temperature):
                    disks[name].temperature = temperature
                case ("sleep", name, asleep):
                    disks[name].asleep = asleep
                case ("fault", verb, done_first):
                    nas.nas.faults = {verb: [Fault(LOST, done_first)]}
                case (method, name):
                    await method(world, name)
        # However it was left, two looks that go well set it right.
        nas.nas.faults = {}
        await world.look("")
        await world.look("")
        told_in_order(world.truth.told)
        await world.nas.burnin.stop()
