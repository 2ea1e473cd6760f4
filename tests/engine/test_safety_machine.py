"""Whatever happens, in whatever order: no drive is erased that was not to be.

A NAS changes, goes blind and restarts, clocks jump, persons unlock and start, the
engine restarts. What the engine decides with is real; the NAS is a description, and
an oracle that knows the truth looks at every first write.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
import pytest

from custom_components.nas_burnin.engine.batch import Asked, make_jobs
from custom_components.nas_burnin.engine.model import (
    Actor,
    Detector,
    DetectorFailure,
    Drive,
    Job,
    Lock,
    LockState,
    Reason,
    SampleReport,
    Snapshot,
    StageKind,
    StartRequest,
    TestHandle,
    TestReport,
    TestState,
    Unlocked,
    Who,
)
from custom_components.nas_burnin.engine.safety.inventory import unit_name
from custom_components.nas_burnin.engine.safety.locks import (
    Permit,
    digest,
    permit,
    permit_held,
    token,
)
from custom_components.nas_burnin.engine.unlock.grants import Grants
from tests.engine.clocks import HandClock
from tests.engine.hosts import BLANK, INFO, disk, held, mount, nas, pool

NAMES = ("sda", "sdb", "sdc")
DATA = SampleReport(2, None)
KINDS = ("blank", "data", "ext4", "exported", "offline", "pool", "mounted", "raid")
BY_THE_KERNEL = frozenset({"pool", "mounted", "raid"})
"""What holds a drive open, so that nobody can open it exclusively."""

PERSONS = (Actor.person("ann"), Actor.person("bob"))
CALLERS = (*PERSONS, Actor(), Actor(Who.AUTOMATION), Actor(Who.AUTOMATION, "ann"))
FAILED = Reason("detector_failed", {"detail": "made to fail"})


@dataclass(frozen=True)
class Attempt:
    """A test that was permitted, and what its supervisor reported once it held."""

    job: Job
    permit: Permit
    report: TestReport | None = None

    @property
    def handle(self) -> TestHandle:
        return TestHandle(self.permit.unit, self.job.uid, self.permit.boot_id)


@dataclass(frozen=True)
class Given:
    """What the oracle knows of one unlock."""

    unlocked: Unlocked
    truth: str
    boot: float
    wall: float


@cache
def described(
    kinds: tuple[tuple[str, str], ...],
    blind: frozenset[Detector],
    boot: int,
    tests: tuple[TestReport, ...],
) -> Snapshot:
    """Answer a poll of a NAS whose drives are used like this."""
    pools, mounts, devices = "", "", []
    blkid: dict[str, str | int] = {}
    samples: dict[str, SampleReport | None] = {}
    for place, (name, kind) in enumerate(kinds):
        part = f"{name}1"
        device = disk(name, part) if kind in ("mounted", "raid") else disk(name)
        samples[name] = BLANK if kind == "blank" else DATA
        match kind:
            case "ext4":
                blkid[name] = "TYPE=ext4\n"
            case "exported":
                blkid[name] = "LABEL=old\nTYPE=zfs_member\n"
            case "offline" | "pool":
                health = "OFFLINE" if kind == "offline" else "ONLINE"
                pools += pool(f"tank{name}", f"/dev/{name} {health}")
                blkid[name] = f"LABEL=tank{name}\nTYPE=zfs_member\n"
            case "mounted":
                blkid[part] = "TYPE=ext4\n"
                mounts += mount(f"8:{16 * place + 1}", f"/dev/{part}", "/mnt")
            case "raid":
                device = held(device, "md0")
        devices.append(device)
    return nas(
        *devices,
        pools=pools,
        mounts=mounts,
        blkid=blkid,
        samples=samples,
        failures=[DetectorFailure(detector, "", FAILED) for detector in blind],
        info=replace(INFO, boot_id=f"boot-{boot}"),
        tests=tests,
    ).snapshot()


BLANK_HOST = described(tuple((name, "blank") for name in NAMES), frozenset(), 1, ())


def drive_of(name: str) -> Drive:
    return next(drive for drive in BLANK_HOST.drives if drive.name == name)


def key_of(name: str) -> str:
    return drive_of(name).key


class Chosen:
    """Draws what is wanted, so that a rule can be walked on purpose."""

    def __init__(self, name: str) -> None:
        self.name = name

    def draw(self, _: object) -> str:
        return self.name


def chosen_drive(name: str) -> st.DataObject:
    chosen: Any = Chosen(name)
    return cast("st.DataObject", chosen)


type Event = Callable[[World, str], None]


class World(RuleBasedStateMachine):
    """One NAS, one engine, two persons and an oracle."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = HandClock()
        self.grants = Grants(self.clock)
        self.kinds = dict.fromkeys(NAMES, "blank")
        self.blind: set[Detector] = set()
        self.boot = 1
        self.jobs: dict[str, Job] = {}
        self.attempts: dict[str, Attempt] = {}
        self.given: dict[tuple[str, Unlocked], Given] = {}
        self.spent: Counter[tuple[str, Unlocked]] = Counter()
        self.writes: list[str] = []
        self.snapshots: list[Snapshot] = [self.look()]

    # The truth, and what is seen of it

    def shown(self, *, blind: bool = True, tests: bool = True) -> Snapshot:
        """Answer the host as it is; with eyes open, or without our own tests."""
        reports = (a.report for a in self.attempts.values() if a.report)
        return described(
            tuple(self.kinds.items()),
            frozenset(self.blind if blind else ()),
            self.boot,
            tuple(reports) if tests else (),
        )

    def look(self) -> Snapshot:
        """Look at the host as it is now; the answer takes a moment."""
        asked = self.clock.monotonic()
        self.clock.wait(2)
        return replace(self.shown(), asked=asked, taken=self.clock.monotonic())

    def truth(self, name: str) -> LockState:
        """Answer the lock that one who sees everything would find, but our own hold."""
        return self.shown(blind=False, tests=False).locks[key_of(name)]

    def seen(self, old: int | None) -> Snapshot:
        """Answer a new look, or one of the last polls."""
        return self.look() if old is None else self.snapshots[old % len(self.snapshots)]

    # What happens on the NAS

    @rule(name=st.sampled_from(NAMES), kind=st.sampled_from(KINDS))
    def use(self, name: str, kind: str) -> None:
        attempt = self.attempts.get(name)
        if attempt is None or attempt.report is None:
            self.kinds[name] = kind

    @rule(detector=st.sampled_from(Detector))
    def go_blind(self, detector: Detector) -> None:
        self.blind.add(detector)

    @precondition(lambda self: self.blind)
    @rule()
    def see_again(self) -> None:
        self.blind.clear()

    @rule()
    def reboot(self) -> None:
        self.boot += 1
        self.attempts = {
            name: attempt
            for name, attempt in self.attempts.items()
            if attempt.report is None
        }

    # What happens to time

    @rule(seconds=st.sampled_from([1, 10, 29, 31, 300, 599, 600, 601]))
    def wait(self, seconds: float) -> None:
        self.clock.wait(seconds)

    @rule(seconds=st.sampled_from([1, 300, 600]))
    def suspend(self, seconds: float) -> None:
        self.clock.suspend(seconds)

    @rule(seconds=st.sampled_from([-3600, -60, -6, -4, 4, 60, 601, 3600]))
    def set_wall_clock(self, seconds: float) -> None:
        self.clock.pause(seconds)

    # What the engine does, and is asked for

    @rule()
    def poll(self) -> None:
        self.snapshots = [*self.snapshots[-3:], self.look()]
        self.grants.look(self.snapshots[-1].locks)

    @rule()
    def restart(self) -> None:
        """Jobs are kept in the history, and tests on the NAS; grants are not kept."""
        self.grants = Grants(self.clock)

    @rule(
        names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True),
        caller=st.sampled_from(CALLERS),
        words=st.sampled_from(["", "wrong", None, None, None, None]),
    )
    def unlock(self, names: list[str], caller: Actor, words: str | None) -> None:
        snapshot = self.look()
        wanted = [(drive_of(name), snapshot.locks[key_of(name)]) for name in names]
        right = token(wanted[0][1], wanted[0][0]) or ""
        for name, answer in zip(
            names,
            self.grants.weigh(wanted, caller, right if words is None else words),
            strict=True,
        ):
            if answer.grant is None:
                continue
            assert caller in PERSONS
            assert words is None
            # Only what words can open, and what is known; SMART tells of no use.
            assert self.blind <= {Detector.SMART}
            assert answer.grant.lock is self.truth(name).lock
            assert answer.grant.lock not in (Lock.FREE, Lock.IN_USE, Lock.UNKNOWN)
            self.grants.keep(answer.grant)
            self.given[name, answer.grant.unlocked] = Given(
                answer.grant.unlocked,
                digest(self.truth(name)),
                self.clock.boot,
                self.clock.wall,
            )

    @rule(name=st.sampled_from(NAMES))
    def relock(self, name: str) -> None:
        self.grants.relock(key_of(name))

    @rule(
        name=st.sampled_from(NAMES),
        caller=st.sampled_from(CALLERS),
        old=st.none() | st.integers(-4, -1),
        seen=st.sampled_from([None, None, "truth", "something else"]),
    )
    def enqueue(
        self, name: str, caller: Actor, old: int | None, seen: str | None
    ) -> None:
        asked = self.clock.monotonic()
        snapshot = self.seen(old)
        request = StartRequest(
            key_of(name),
            "custom",
            (StageKind.SURFACE_VALIDATE,),
            requested_by=caller.user_id,
            automation=caller.who is Who.AUTOMATION,
            seen=digest(self.truth(name)) if seen == "truth" else seen,
        )
        batch = make_jobs(
            [request],
            snapshot,
            Asked(asked, self.clock.monotonic(), self.clock.now()),
            "host",
            tuple(self.jobs.values()),
            self.grants,
        )
        for job in batch.jobs:
            # S3 and W14: what was seen is new, and what the person saw.
            assert old is None
            assert seen in (None, "truth")
            self.jobs[name] = job
            self.check_spent(name, caller, job)

    def check_spent(self, name: str, caller: Actor, job: Job) -> None:
        """S4: a locked drive, only with a grant that lives, once."""
        truth = self.truth(name)
        assert not self.blind
        if job.unlock is None:
            assert truth.lock is Lock.FREE
            return
        given = self.given[name, job.unlock]
        assert caller == Actor.person(given.unlocked.user_id)
        assert given.truth == digest(truth)
        assert 0 <= self.clock.boot - given.boot < 600
        assert self.clock.wall - given.wall < 600
        self.spent[name, job.unlock] += 1
        assert self.spent[name, job.unlock] == 1

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.jobs)))
        del self.jobs[name]
        self.attempts.pop(name, None)

    # From the job to the first write, as the surface stage does it

    @precondition(lambda self: self.jobs)
    @rule(
        data=st.data(),
        old=st.none() | st.integers(-4, -1),
        late=st.sampled_from([0, 0, 0, 27, 29]),
    )
    def start(self, data: st.DataObject, old: int | None, late: float) -> None:
        name = data.draw(st.sampled_from(sorted(self.jobs)))
        if name in self.attempts:
            return
        job = self.jobs[name]
        asked = self.clock.monotonic()
        snapshot = self.seen(old)
        self.clock.wait(late)
        now = self.clock.monotonic()
        answer = permit(job.drive_key, snapshot, asked, now, unlocked=job.unlock)
        if isinstance(answer, Permit):
            assert old is None
            assert not self.blind
            assert late < 29
            self.attempts[name] = Attempt(job, answer)

    @precondition(lambda self: self.attempts)
    @rule(data=st.data())
    def hold(self, data: st.DataObject) -> None:
        """The supervisor opens the drive, or is refused by the kernel or by itself."""
        name = data.draw(st.sampled_from(sorted(self.attempts)))
        attempt = self.attempts[name]
        if attempt.report is not None:
            return
        kind = self.kinds[name]
        insists = attempt.permit.seen.lock is Lock.FREE
        other_boot = attempt.permit.boot_id != f"boot-{self.boot}"
        if other_boot or kind in BY_THE_KERNEL or (insists and kind != "blank"):
            del self.attempts[name]
            return
        (node,) = drive_of(name).nodes
        report = TestReport(
            unit=unit_name(attempt.job.drive_key),
            job_uid=attempt.job.uid,
            controller="ours",
            nonce=attempt.job.uid,
            state=TestState.HELD,
            alive=True,
            boot_id=attempt.permit.boot_id,
            node_devs=(node.dev,),
            sample=BLANK if kind == "blank" else DATA,
            signatures=() if kind in ("blank", "data") else ("something",),
        )
        self.attempts[name] = replace(attempt, report=report)

    @precondition(lambda self: any(a.report for a in self.attempts.values()))
    @rule(
        data=st.data(),
        old=st.none() | st.integers(-4, -1),
        late=st.sampled_from([0, 0, 0, 27, 29]),
    )
    def release(self, data: st.DataObject, old: int | None, late: float) -> None:
        """Look once more while the drive is held; then the oracle looks."""
        holding = sorted(n for n, a in self.attempts.items() if a.report)
        name = data.draw(st.sampled_from(holding))
        attempt = self.attempts[name]
        assert attempt.report
        asked = self.clock.monotonic()
        snapshot = self.seen(old)
        self.clock.wait(late)
        now = self.clock.monotonic()
        answer = permit_held(
            attempt.job.drive_key,
            snapshot,
            attempt.report,
            attempt.handle,
            asked,
            now,
            unlocked=attempt.job.unlock,
        )
        del self.attempts[name]
        if isinstance(answer, Permit):
            self.check_write(name, attempt, snapshot, asked)
            self.writes.append(name)
            del self.jobs[name]
            self.kinds[name] = "blank"

    def check_write(
        self, name: str, attempt: Attempt, snapshot: Snapshot, asked: float
    ) -> None:
        # S3: gathered after it was asked for, whole, of this boot, younger than 30 s.
        assert snapshot.asked >= asked
        assert self.clock.monotonic() - snapshot.asked <= 30
        assert snapshot.info
        assert attempt.permit.boot_id == snapshot.info.boot_id == f"boot-{self.boot}"
        # S5: nothing was hidden.
        assert not self.blind
        # S4: blank, or exactly what a person unlocked, for this one job.
        truth = self.truth(name)
        assert self.kinds[name] not in BY_THE_KERNEL
        if truth.lock is not Lock.FREE:
            unlock = attempt.job.unlock
            assert unlock
            assert self.given[name, unlock].truth == digest(truth)
            assert self.spent[name, unlock] == 1

    @rule(
        name=st.sampled_from(NAMES),
        kind=st.sampled_from(KINDS),
        person=st.sampled_from(PERSONS),
        starter=st.none() | st.sampled_from(CALLERS),
        at=st.integers(0, 5),
        event=st.deferred(lambda: st.one_of(*map(st.sampled_from, EVENTS))),
    )
    def burn_in(
        self,
        name: str,
        kind: str,
        person: Actor,
        starter: Actor | None,
        at: int,
        event: Event,
    ) -> None:
        """From the unlock to the write in one go, but that one thing comes between."""
        if name in self.jobs:
            return
        self.see_again()
        self.use(name, kind)
        chosen = chosen_drive(name)
        steps: list[Callable[[], None]] = [
            lambda: self.unlock([name], person, None),
            lambda: self.enqueue(name, starter or person, None, None),
            lambda: self.start(chosen, None, 0) if name in self.jobs else None,
            lambda: self.hold(chosen) if name in self.attempts else None,
            lambda: (
                self.release(chosen, None, 0)
                if name in self.attempts and self.attempts[name].report
                else None
            ),
        ]
        for place, step in enumerate(steps):
            if place == at:
                event(self, name)
            step()

    # What always holds

    @invariant()
    def no_grant_outlives_its_time(self) -> None:
        locks = self.shown().locks
        for name in NAMES:
            grant = self.grants.of(key_of(name), locks[key_of(name)])
            if grant is None:
                continue
            given = self.given[name, grant.unlocked]
            assert self.blind <= {Detector.SMART}
            assert 0 <= self.clock.boot - given.boot < 600
            assert self.clock.wall - given.wall < 600
            assert (self.clock.wall - given.wall) - (self.clock.boot - given.boot) >= -5
            assert self.spent[name, grant.unlocked] == 0

    @invariant()
    def blindness_never_frees(self) -> None:
        """S5: what may start while blind could start with open eyes, too."""
        asked = self.clock.monotonic()
        seeing, half = (
            replace(self.shown(blind=blind), asked=asked, taken=asked)
            for blind in (False, True)
        )
        for name, job in self.jobs.items():
            blind, open_eyes = (
                permit(job.drive_key, snapshot, asked, asked, unlocked=job.unlock)
                for snapshot in (half, seeing)
            )
            assert not isinstance(blind, Permit) or isinstance(open_eyes, Permit), name
            assert not (self.blind and isinstance(blind, Permit))


def _use(kind: str) -> Event:
    return lambda world, name: world.use(name, kind)


def _go_blind(detector: Detector) -> Event:
    return lambda world, _: world.go_blind(detector)


EVENTS: list[list[Event]] = [
    [_use(kind) for kind in KINDS],
    [_go_blind(detector) for detector in Detector],
    [
        lambda world, _: world.clock.wait(29),
        lambda world, _: world.clock.wait(31),
        lambda world, _: world.clock.wait(599),
        lambda world, _: world.clock.wait(601),
        lambda world, _: world.clock.pause(-6),
        lambda world, _: world.clock.pause(-3600),
        lambda world, _: world.clock.pause(601),
        lambda world, _: world.clock.suspend(600),
    ],
    [
        lambda world, _: world.reboot(),
        lambda world, _: world.restart(),
        lambda world, _: world.poll(),
        lambda world, name: world.relock(name),
    ],
]

World.TestCase.settings = settings(
    max_examples=100, stateful_step_count=50, deadline=None
)
TestWorld = World.TestCase


def walk(world: World, name: str) -> None:
    chosen = chosen_drive(name)
    world.start(chosen, None, 0)
    world.hold(chosen)
    if world.attempts:
        world.release(chosen, None, 0)


def test_the_world_lets_a_blank_drive_be_erased() -> None:
    world = World()
    world.enqueue("sda", CALLERS[3], None, "truth")
    walk(world, "sda")

    assert world.writes == ["sda"]


def test_the_world_lets_unlocked_drives_be_erased_unless_they_are_held() -> None:
    for kind in KINDS[1:]:
        world = World()
        world.use("sdb", kind)
        world.unlock(["sdb"], PERSONS[0], None)
        world.enqueue("sdb", PERSONS[1], None, None)
        assert not world.jobs, kind
        world.enqueue("sdb", PERSONS[0], None, "truth")
        assert bool(world.jobs) is (kind != "raid"), kind
        if world.jobs:
            walk(world, "sdb")
        assert bool(world.writes) is (kind not in BY_THE_KERNEL), kind


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_comes_between_erases_a_drive_by_mistake(kind: str) -> None:
    """Every event at every step; the oracle in the world looks at each write."""
    wrote = 0
    for place, events in enumerate(EVENTS):
        for event in events:
            for at in range(6):
                world = World()
                world.burn_in("sda", kind, PERSONS[0], None, at, event)
                world.no_grant_outlives_its_time()
                world.blindness_never_frees()
                # The first events make another drive of it.
                wrote += len(world.writes) if place else 0

    assert bool(wrote) is (kind not in BY_THE_KERNEL)
