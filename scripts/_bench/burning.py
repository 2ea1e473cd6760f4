"""Rows 1 to 3 and 20: real burn-ins on devices as fast as a disk, and what they survive."""

import asyncio
from collections import Counter
from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Mapping,
    Sequence,
)
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
import os
from pathlib import Path
import signal
import tempfile
import time
from typing import override

from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.host.link import Link
from custom_components.nas_burnin.engine.host.memory import Memory
from custom_components.nas_burnin.engine.host.snapshot import take
from custom_components.nas_burnin.engine.model import (
    HostView,
    Job,
    JobState,
    StartRequest,
)
from custom_components.nas_burnin.engine.plan import PROFILES, plan_surface
from tests.engine.host.servers import Proxy, quiet_proxy

from .limited import MEBIBYTE, Limited, limited, run_in
from .nas import BenchNas, NotHereError, bench_nas
from .table import SECONDS, Line, bounded, compared, exact, skipped

JOBS = 4
SIZE = 48 * MEBIBYTE
SPEED = 20 * MEBIBYTE
DRIVES = 60
POLL_EVERY = 2.0
CUTS = 10
AT_MOST = 1.002
PROFILE = PROFILES["quick"]
PATIENCE = 300
EXPECTED = SIZE / SPEED * 2 * len(PROFILE.options.patterns)
"""Seconds that a burn-in takes at the limit."""


async def run(rows: Collection[int], rounds: int) -> Sequence[Line]:
    """Measure what was asked for."""
    try:
        with limited(JOBS, SIZE, SPEED) as disks:
            return await _lines(disks, rows, min(rounds, 3))
    except NotHereError as why:
        return [skipped(row, "burn-in", str(why)) for row in sorted(rows)]


async def _lines(disks: Limited, rows: Collection[int], rounds: int) -> Sequence[Line]:
    lines: list[Line] = []
    alone: list[float] = []
    if {1, 2} & set(rows):
        alone = [await _alone(disks) for _ in range(rounds)]
    if {1, 3} & set(rows):
        watched = [await _burn(disks, _poll_too) for _ in range(rounds)]
        if 1 in rows:
            lines.append(
                compared(
                    1,
                    f"{JOBS} burn-ins at once and a {DRIVES}-drive poll every 2 s,"
                    f" time / alone, on {disks.how}",
                    [run.seconds for run in watched],
                    alone,
                    SECONDS,
                    at_most=AT_MOST,
                )
            )
        if 3 in rows:
            lines += [*_known(watched)]
    if {2, 20} & set(rows):
        runs = {name: await _burn(disks, trouble) for name, trouble in TROUBLES.items()}
        lines += _survived(rows, runs, alone)
    return lines


async def _alone(disks: Limited) -> float:
    """Seconds of badblocks itself, on all devices at once, for nobody to see."""
    plan = plan_surface(SIZE, PROFILE.options)

    def one(node: Path) -> float:
        begun = time.perf_counter()
        for step in plan.runs:
            argv = ["badblocks", "-w", "-s", "-v", "-t", f"0x{step.pattern}"]
            argv += ["-e", "100", "-b", str(step.block_size)]
            argv += ["-c", str(step.blocks_at_once), str(node), str(step.last), "0"]
            if run_in(disks.group, argv).wait():
                raise RuntimeError(f"badblocks fails on {node}")
        return time.perf_counter() - begun

    return max(await asyncio.gather(*(asyncio.to_thread(one, n) for n in disks.nodes)))


@dataclass(slots=True)
class Burned:
    """What came of the burn-ins of one run."""

    jobs: list[Job]
    starts: Counter[str]
    lateness: list[float]

    @property
    def passed(self) -> int:
        """How many proved their drive."""
        return sum(job.state is JobState.PASSED for job in self.jobs)

    @property
    def seconds(self) -> float:
        """How long the slowest was on the drive, by the NAS's own records."""
        return max(
            (last.ended - first.started).total_seconds()
            for job in self.jobs
            for first, *_, last in [job.stages[0].phases]
            if last.ended is not None
        )

    @property
    def incomplete(self) -> int:
        """How many phases have no end: their last words were lost."""
        expected = 2 * len(PROFILE.options.patterns) * len(self.jobs)
        return expected - sum(
            phase.ended is not None
            for job in self.jobs
            for phase in job.stages[0].phases
        )


class NotingLink(Link):
    """A link that can be led elsewhere, and notes each start of a test."""

    def __init__(self, link: Link, starts: Counter[str]) -> None:
        """Pass everything on to a link."""
        self._link = link
        self._starts = starts

    @override
    async def probe(self, request: Mapping[str, object]) -> bytes:
        return await self._link.probe(request)

    @override
    async def control(self, request: Mapping[str, object]) -> bytes:
        if request["verb"] == "start":
            self._starts[str(request["unit"])] += 1
        return await self._link.control(request)

    @override
    async def self_test(self, request: Mapping[str, object]) -> bytes:
        return await self._link.self_test(request)


@dataclass
class Scene:
    """One run under way: what a trouble can get at."""

    nas: BenchNas
    history: Path
    proxy: Proxy
    starts: Counter[str] = field(default_factory=Counter)
    lateness: dict[str, float] = field(default_factory=dict)
    engine: BurnIn | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def view(self) -> HostView:
        """What people see."""
        if self.engine is None:
            raise RuntimeError("there is no engine")
        return self.engine.view

    async def begin(self) -> BurnIn:
        """Start an engine on the NAS and its history."""
        self._stack = stack = AsyncExitStack()
        history = await History.open(self.history)
        stack.push_async_callback(history.close)
        _, link = await stack.enter_async_context(self.nas.linked(self.proxy.port))
        self.engine = engine = BurnIn(
            host_id="host-1",
            link=NotingLink(link, self.starts),
            history=history,
            clock=SystemClock(),
            controller="bench",
            max_parallel=JOBS,
        )
        await engine.start()
        stack.push_async_callback(engine.stop)
        task = asyncio.create_task(engine.run())
        stack.push_async_callback(_cancelled, task)
        stack.callback(engine.subscribe(self._note))
        return engine

    async def refreshed(self) -> BurnIn:
        """The engine, after it has looked at each drive."""
        if self.engine is None:
            raise RuntimeError("there is no engine")
        await self.engine.refresh()
        return self.engine

    async def end(self) -> None:
        """Let go of the NAS and of the history."""
        self.engine = None
        await self._stack.aclose()

    def jobs(self) -> list[Job]:
        """The jobs as people see them."""
        return [view.job.job for view in self.view.drives.values() if view.job]

    def is_over(self) -> bool:
        """True once no job is left."""
        if self.engine is None:
            return False
        jobs = self.jobs()
        return len(jobs) == JOBS and all(job.state.terminal for job in jobs)

    def _note(self, changed: frozenset[str]) -> None:
        for key in changed - {""}:
            shown = self.view.drives[key].job
            surface = shown.job.stages[0] if shown else None
            if surface and surface.ended and key not in self.lateness:
                (*_, last) = surface.phases
                if last.ended is not None:
                    self.lateness[key] = time.time() - last.ended.timestamp()


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled() and (error := task.exception()):
        raise error


type Trouble = Callable[[Scene], Awaitable[None]]


async def _burn(disks: Limited, trouble: Trouble) -> Burned:
    """Burn all devices in, with a trouble beside it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        bench_nas(DRIVES, disks.nodes) as nas,
    ):
        disks.admit(nas.process.pid)
        async with quiet_proxy(nas.host.port) as proxy:
            scene = Scene(nas, Path(folder) / "history.db", proxy)
            try:
                await scene.begin()
                await _enqueue(scene, nas.drives[:JOBS])
                await _through(scene, trouble)
                return Burned(scene.jobs(), scene.starts, [*scene.lateness.values()])
            finally:
                await scene.end()


async def _through(scene: Scene, trouble: Trouble) -> None:
    beside = asyncio.ensure_future(trouble(scene))
    try:
        await _until(lambda: scene.is_over() or _failed(beside))
    finally:
        beside.cancel()
        await asyncio.wait([beside])


def _failed(task: asyncio.Future[None]) -> bool:
    """False while all is well with a trouble; raises what it died of."""
    if task.done():
        task.result()
    return False


async def _enqueue(scene: Scene, nodes: Collection[str]) -> None:
    engine = await scene.refreshed()
    keys = [
        key
        for key, view in engine.view.drives.items()
        if view.drive.nodes[0].name in nodes
    ]
    answers = await engine.enqueue(
        [
            StartRequest(key, PROFILE.name, PROFILE.stages, PROFILE.options, "bench")
            for key in keys
        ]
    )
    if refused := [answer for answer in answers if answer.outcome != "queued"]:
        raise RuntimeError(f"a burn-in is refused: {refused}")


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - several things at once are waited for
            await asyncio.sleep(0.02)


async def _poll_too(scene: Scene) -> None:
    """Look at all drives every other second, besides what the engine does."""
    async with scene.nas.linked() as (_, link):
        while True:
            await take(link, SystemClock(), Memory())
            await asyncio.sleep(POLL_EVERY)


async def _cut(scene: Scene) -> None:
    """End the connection in mid-run, again and again."""
    for _ in range(CUTS):
        await asyncio.sleep(EXPECTED / (CUTS + 2))
        for pid in scene.nas.sessions():
            os.kill(pid, signal.SIGKILL)


async def _restart(scene: Scene) -> None:
    """Let go of everything twice, as a Home Assistant that restarts does."""
    for _ in range(2):
        await asyncio.sleep(EXPECTED / 4)
        await scene.end()
        await scene.begin()


async def _stall(scene: Scene) -> None:
    """Read nothing until all is over, however long that takes."""
    scene.proxy.quiet = True
    await asyncio.sleep(EXPECTED + 2)
    scene.proxy.quiet = False


TROUBLES: Mapping[str, Trouble] = {
    f"connection cut {CUTS} times": _cut,
    "restarted twice": _restart,
    "stalled all the time": _stall,
}


def _known(runs: Sequence[Burned]) -> Sequence[Line]:
    late = [seconds for run in runs for seconds in run.lateness]
    return [
        bounded(
            3,
            "end of a surface test -> known, the latest (sampled: the next poll)",
            max(late),
            SECONDS,
            at_most=2.0,
            reference="poll every 1 s",
        )
    ]


def _survived(
    rows: Collection[int], runs: Mapping[str, Burned], alone: Sequence[float]
) -> list[Line]:
    lines = []
    for name, run in runs.items():
        if 2 in rows:
            lines.append(exact(2, f"burn-ins that passed, {name}", run.passed, JOBS))
            if alone:
                lines.append(
                    compared(
                        2,
                        f"burn-ins, {name}, time / alone",
                        [run.seconds],
                        [sum(alone) / len(alone)],
                        SECONDS,
                        at_most=AT_MOST,
                    )
                )
        if 20 in rows:
            lines.append(exact(20, f"phases without an end, {name}", run.incomplete, 0))
            started = sum(run.starts.values())
            lines.append(exact(20, f"starts of {JOBS} tests, {name}", started, JOBS))
    return lines
