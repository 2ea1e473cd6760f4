"""What the engine is stopped in, and what must be true when it has come back."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, override

from custom_components.nas_burnin.engine.errors import HistoryError, HostUnreachable
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.history.schema import STEPS
from custom_components.nas_burnin.engine.history.snapshots import check, snapshots_of
from custom_components.nas_burnin.engine.model import (
    Actor,
    Job,
    JobState,
    StartRequest,
    TestState,
    Verdict,
)
from tests.engine.host.nas import Disk, StillClock
from tests.engine.supervised import Engine, SupervisedNas, Supervisor, make_burnin
from tests.engine.surface import clean_report, running_report
from tests.profiles import surface_only

ME = Actor.person("me")
FAR = 400_000
"""Seconds that half a phase took: so slow that only the least is done again."""

type Deed = Callable[[Engine], Coroutine[Any, Any, None]]


class Recording(SupervisedNas):
    """Gives up control before and after all it does, and keeps what was done."""

    def __init__(self, disks: dict[str, Disk]) -> None:
        """Begin with these disks."""
        super().__init__(disks)
        self.starts: list[str] = []
        self.released: list[str] = []
        self.most_alive = 0

    @override
    async def probe(self, request: Mapping[str, object]) -> bytes:
        await asyncio.sleep(0)
        answer = await super().probe(request)
        await asyncio.sleep(0)
        return answer

    @override
    async def control(self, request: Mapping[str, Any]) -> bytes:
        await asyncio.sleep(0)
        answer = await super().control(request)
        if request["verb"] == "start" and b'"ok": true' in answer:
            self.starts.append(request["nonce"])
        if request["verb"] == "go" and b'"ok": true' in answer:
            self.released.append(request["nonce"])
        alive = sum(test.alive for test in self.supervisors.values())
        self.most_alive = max(self.most_alive, alive)
        await asyncio.sleep(0)
        return answer


@dataclass
class Life:
    """One engine, its NAS, and the folder of its history."""

    folder: Path
    engine: Engine
    nas: Recording
    undo: tuple[Any, Any] | None = None

    @classmethod
    async def begin(cls, folder: Path) -> Life:
        """Start an engine on a NAS with one blank disk."""
        folder.mkdir()  # noqa: ASYNC240
        nas = Recording({"sda": Disk("LAB-sda", 1)})
        return await cls._open(folder, nas, StillClock())

    @classmethod
    async def _open(cls, folder: Path, nas: Recording, clock: StillClock) -> Life:
        history = await History.open(folder / "history.db")
        burnin = make_burnin(nas, history, clock)
        try:
            await burnin.start()
        except BaseException:
            await history.close()
            raise
        return cls(folder, Engine(nas, history, clock, burnin), nas)

    async def end(self) -> None:
        await self.engine.burnin.stop()
        await self.engine.history.close()

    def fail_at(self, at: int) -> list[str]:
        """Fail the history's n-th transaction from now; answers those that came."""
        database = self.engine.history._database
        seen: list[str] = []

        def failing[**P, R](work: Callable[P, R]) -> Callable[P, R]:
            def call(*args: P.args, **kwargs: P.kwargs) -> R:
                seen.append(getattr(work, "__name__", "?"))
                if len(seen) - 1 == at:
                    raise FULL
                return work(*args, **kwargs)

            return call

        self.undo = (database.write, database.read)
        database.write = failing(database.write)  # type: ignore[method-assign]
        database.read = failing(database.read)  # type: ignore[method-assign]
        return seen

    def mend(self) -> None:
        """Let the history work again."""
        if self.undo:
            database = self.engine.history._database
            database.write, database.read = self.undo  # type: ignore[method-assign]

    def snapshot(self, folder: Path) -> None:
        """Keep what a power cut would leave of the history right now.

        A checkpoint in another thread may move pages from the log to the file.
        """
        folder.mkdir()
        file, log = self.folder / "history.db", self.folder / "history.db-wal"
        while True:
            before = log.read_bytes() if log.exists() else b""
            content = file.read_bytes()
            if before == (log.read_bytes() if log.exists() else b""):
                break
        (folder / file.name).write_bytes(content)
        (folder / log.name).write_bytes(before)
        for one in snapshots_of(file, datetime.now(UTC)):
            kept = folder / one.path.relative_to(self.folder)
            kept.parent.mkdir(exist_ok=True)
            kept.write_bytes(one.path.read_bytes())

    async def reborn(self, folder: Path) -> Life:
        """Start anew on what is in that folder, and on the NAS as it is."""
        return await self._open(folder, self.nas, self.engine.clock)

    async def only_job(self) -> Job | None:
        """The job of the story, as the history has it; None before there is one."""
        jobs = await self.engine.history.jobs()
        assert len(jobs) <= 1, jobs
        return jobs[0] if jobs else None


def the_test(nas: Recording) -> Supervisor | None:
    return next(iter(nas.supervisors.values()), None)


# What happens on the NAS --------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """Something that happens on the NAS."""

    happens: Callable[[Recording], None]


def _moves_on(nas: Recording) -> None:
    """The test comes to its second phase."""
    test = the_test(nas)
    if test and test.alive and test.report.state is TestState.TESTING:
        test.become(running_report(test.plan, 0, 1, 0.6, FAR))


def _finishes(nas: Recording) -> None:
    """The test comes to its end."""
    test = the_test(nas)
    if test and test.alive and test.report.state is TestState.TESTING:
        whole = clean_report(test.plan)
        test.become(replace(whole, alive=False))


MOVES_ON = Event(_moves_on)
FINISHES = Event(_finishes)
LOSES_POWER = Event(SupervisedNas.reboot)


# The deeds that are stopped --------------------------------------------------------------


def bare(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of the engine without what keeps its caller from stopping it."""
    inner: Callable[..., Any] = vars(type(method.__self__))[method.__name__].__wrapped__  # type: ignore[attr-defined]
    return partial(inner, method.__self__)  # type: ignore[attr-defined]


async def queue(life: Engine) -> None:
    chosen = surface_only("quick")
    request = StartRequest(
        life.key(), chosen.name, chosen.stages, chosen.options, ME.user_id
    )
    await bare(life.burnin.enqueue)([request])


async def look(life: Engine) -> None:
    await life.refresh()


async def pause(life: Engine) -> None:
    await bare(life.burnin.pause)([life.key()], ME)


async def resume(life: Engine) -> None:
    await bare(life.burnin.resume)([life.key()], ME)


async def night(life: Engine) -> None:
    now = life.clock.now()
    await life.history.empty_logs(now)
    await life.history.snapshot()


async def cancel(life: Engine) -> None:
    await bare(life.burnin.cancel)(life.key(), ME)


@dataclass(frozen=True)
class Scene:
    """A deed that is stopped, and what came before it."""

    before: tuple[Deed | Event, ...]
    deed: Deed
    reboots: int = 0


SCENES = {
    "queue": Scene((), queue),
    "start": Scene((queue,), look),
    "follow": Scene((queue, look, MOVES_ON), look),
    "pause": Scene((queue, look, MOVES_ON), pause),
    "pause is seen": Scene((queue, look, MOVES_ON, pause), look),
    "resume": Scene((queue, look, pause, look), resume),
    "checkpoint": Scene((queue, look, MOVES_ON, look, LOSES_POWER), look, reboots=1),
    "go on": Scene((queue, look, MOVES_ON, look, LOSES_POWER, look), look, reboots=1),
    "cancel": Scene((queue, look, MOVES_ON, look), cancel),
    "cancel queued": Scene((queue,), cancel),
    "finish": Scene((queue, look, MOVES_ON, look, FINISHES), look),
    "nightly snapshot": Scene((queue, look, MOVES_ON, look), night),
    "sweep": Scene((queue, look, FINISHES, look), look),
}


async def prepare(life: Life, scene: Scene) -> None:
    """Do all that comes before the deed."""
    for step in scene.before:
        if isinstance(step, Event):
            step.happens(life.nas)
        else:
            await step(life.engine)


async def recover(life: Life) -> None:
    """Let the NAS and the engine go on until everything has ended."""
    for _ in range(8):
        await life.engine.refresh()
        job = await life.only_job()
        if job is None or job.state.terminal:
            break
        if job.pause:
            test = the_test(life.nas)
            paused = test is not None and test.report.state is TestState.PAUSED
            assert paused or job.state is JobState.QUEUED, "it is not paused as wanted"
            await life.engine.burnin.resume([job.drive_key], ME)
        FINISHES.happens(life.nas)
    # What an ended job left is removed by the look after it.
    await life.engine.refresh()


async def judge(life: Life, scene: Scene, *, known: bool, cancelled: bool) -> None:
    """Hold what must be true once all is over.

    `known` says that the job was acknowledged, `cancelled` that the history knew of
    the wish to cancel when the engine was stopped.
    """
    for kept in snapshots_of(life.folder / "history.db", datetime.now(UTC)):
        check(kept.path, len(STEPS))
    job = await life.only_job()
    if job is None:
        assert not known
        assert not life.nas.starts
        return
    asked = cancelled or job.cancel_requested
    if asked:
        assert job.state is JobState.CANCELLED, job
    else:
        assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED), job
    assert job.ended
    assert all(pause.ended for pause in job.pauses)
    assert life.nas.supervisors == {}
    assert life.nas.most_alive <= 1
    # Each life of the NAS releases one test at the most: nothing runs twice.
    assert len(set(life.nas.released)) <= 1 + scene.reboots
    if not asked:
        assert len(set(life.nas.released)) == 1 + scene.reboots
    await _hold_audit(life, job)


async def _hold_audit(life: Life, job: Job) -> None:
    """Each effect has its row, which was there before it."""
    acts = [row.what for row in await life.engine.history.audit(limit=1000)]
    assert acts.count("start_accepted") >= 1
    assert acts.count("released") >= len(set(life.nas.released))
    if job.cancel_requested:
        assert "cancel_requested" in acts


LOST = HostUnreachable("gone", stage="run")
FULL = HistoryError("disk full")
