"""Rows 1 to 3 and 20: real burn-ins on devices as fast as a disk, and what they survive."""

import asyncio
from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import partial
import json
import os
from pathlib import Path
import signal
import sys
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
    Run,
    StageKind,
    StartRequest,
)
from custom_components.nas_burnin.engine.queue.plan import PROFILES, plan_surface
from tests.engine.host.servers import Proxy, quiet_proxy

from .limited import MEBIBYTE, Limited, entering, limited
from .nas import BenchNas, NotHereError, bench_nas
from .rounds import Contestant, race
from .table import SECONDS, Line, bounded, compared, exact, resolved, skipped

JOBS = 4
SIZE = 48 * MEBIBYTE
SPEED = 20 * MEBIBYTE
DRIVES = 60
POLL_EVERY = 2.0
CUTS = 10
AT_MOST = 1.002
PROFILE = replace(
    PROFILES["quick"], stages=(StageKind.SURFACE_VALIDATE, StageKind.FINAL_CHECK)
)
PATIENCE = 300
WATCHED = f"{JOBS} burn-ins and a {DRIVES}-drive poll every 2 s"
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
    troubles: dict[str, Trouble] = {}
    if {1, 3} & set(rows):
        troubles[WATCHED] = _poll_too
    if {2, 20} & set(rows):
        troubles |= TROUBLES
    runs: dict[str, list[Burned]] = {name: [] for name in troubles}

    def contestant(name: str) -> Contestant:
        async def burn() -> float:
            runs[name].append(await _burn(disks, troubles[name]))
            return runs[name][-1].seconds

        return burn

    alone, *others = await race(
        rounds, partial(_alone, disks), *map(contestant, troubles), warm_up=0
    )
    seconds = dict(zip(troubles, others, strict=True))
    lines = []
    for name, taken in seconds.items():
        row = 1 if name == WATCHED else 2
        if row in rows:
            said = f"{name}, time / alone, {disks.how}"
            line = compared(row, said, taken, alone, SECONDS, at_most=AT_MOST)
            lines.append(resolved(line, alone, AT_MOST - 1))
    if 3 in rows:
        lines.append(_known(runs[WATCHED]))
    for name in TROUBLES:
        lines += _survived(rows, name, runs.get(name, []))
    return lines


# As the supervisor does: from before the start of the first to the death of the last.
_ALONE = """import json, subprocess, sys, time
begun = time.clock_gettime(time.CLOCK_BOOTTIME)
for argv in json.loads(sys.argv[1]):
    subprocess.run(argv, stdin=-3, stdout=-3, stderr=-3, check=True)
print(time.clock_gettime(time.CLOCK_BOOTTIME) - begun)
"""


async def _alone(disks: Limited) -> float:
    """Seconds of badblocks itself, on all devices at once, for nobody to see."""
    plan = plan_surface(SIZE, PROFILE.options)

    async def one(node: Path) -> float:
        calls = [_badblocks(step, node) for step in plan.runs]
        argv = [sys.executable, "-I", "-c", _ALONE, json.dumps(calls)]
        process = await asyncio.create_subprocess_exec(
            *entering(disks.group, argv), stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"badblocks fails on {node}")
        return float(said)

    return max(await asyncio.gather(*map(one, disks.nodes)))


def _badblocks(step: Run, node: Path) -> list[str]:
    argv = ["badblocks", "-w", "-s", "-v", "-t", f"0x{step.pattern}", "-e", "100"]
    argv += ["-b", str(step.block_size), "-c", str(step.blocks_at_once)]
    return [*argv, str(node), str(step.last), str(step.first)]


@dataclass(slots=True)
class Burned:
    """What came of the burn-ins of one run."""

    jobs: list[Job]
    executions: int
    took: dict[str, float]
    lateness: list[float]

    @property
    def passed(self) -> int:
        """How many proved their drive."""
        return sum(job.state is JobState.PASSED for job in self.jobs)

    @property
    def seconds(self) -> float:
        """How long badblocks of the slowest ran, from its first start to its last end.

        Measured as the reference is, by the clock of the supervisor.
        """
        if len(self.took) != JOBS:
            raise RuntimeError(f"the records of {len(self.took)} tests were seen")
        return max(self.took.values())

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
    """A link that notes what the records of a test say at its end."""

    def __init__(self, link: Link, scene: Scene) -> None:
        """Pass everything on to a link."""
        self._link = link
        self._scene = scene

    @override
    async def probe(self, request: Mapping[str, object]) -> bytes:
        return await self._link.probe(request)

    @override
    async def control(self, request: Mapping[str, object]) -> bytes:
        unit = str(request.get("unit", ""))
        if request["verb"] == "remove":
            self._scene.read_times(unit)
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
    took: dict[str, float] = field(default_factory=dict)
    lateness: dict[str, float] = field(default_factory=dict)
    engine: BurnIn | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def view(self) -> HostView:
        """What people see."""
        if self.engine is None:
            raise RuntimeError("there is no engine")
        return self.engine.view

    def read_times(self, unit: str) -> None:
        """Read how long badblocks ran, before its records are removed."""
        path = self.nas.root / "var/nas_burnin" / unit / "checkpoint.json"
        if path.exists():
            runs = json.loads(path.read_bytes())["runs"]
            self.took[unit] = runs[-1]["ended"]["boot"] - runs[0]["started"]["boot"]

    async def begin(self) -> BurnIn:
        """Start an engine on the NAS and its history."""
        self._stack = stack = AsyncExitStack()
        history = await History.open(self.history)
        stack.push_async_callback(history.close)
        _, link = await stack.enter_async_context(self.nas.linked(self.proxy.port))
        self.engine = engine = BurnIn(
            host_id="host-1",
            link=NotingLink(link, self),
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
                return Burned(
                    scene.jobs(),
                    nas.executions(),
                    scene.took,
                    [*scene.lateness.values()],
                )
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


def _known(runs: Sequence[Burned]) -> Line:
    return bounded(
        3,
        "end of a surface test -> known, the latest (sampled: the next poll)",
        max(seconds for run in runs for seconds in run.lateness),
        SECONDS,
        at_most=2.0,
        reference="poll every 1 s",
    )


def _survived(
    rows: Collection[int], name: str, runs: Sequence[Burned]
) -> Iterator[Line]:
    jobs = JOBS * len(runs)
    if 2 in rows:
        passed = sum(run.passed for run in runs)
        yield exact(2, f"{name}: passed", passed, jobs)
    if 20 in rows:
        lost = sum(run.incomplete for run in runs)
        yield exact(20, f"{name}: phases without an end", lost, 0)
        ran = sum(run.executions for run in runs)
        expected = jobs * len(PROFILE.options.patterns)
        yield exact(20, f"{name}: how often badblocks ran", ran, expected)
