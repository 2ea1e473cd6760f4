"""One race: the real engine and supervisor on a NAS that changes at a chosen step."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
import inspect
from pathlib import Path
from typing import Any, override

from custom_components.nas_burnin.engine.errors import HostError
from custom_components.nas_burnin.engine.host.link import Link
from custom_components.nas_burnin.engine.model import (
    Job,
    Pattern,
    Reason,
    StageKind,
    StageState,
    StartRequest,
    SurfaceOptions,
)
from custom_components.nas_burnin.engine.sentences.tables import SENTENCES, sentence
from mock_truenas.actions import ActionError
from tests.e2e.bench import Rig, rig
from tests.mock.client import until
from tests.safety.rivals import ASKED, THIRD, Rival, Scene

MARK = 0xAA
OPTIONS = SurfaceOptions((Pattern.AA,))
WRITTEN = "written"
UNTOUCHED = "untouched"
EITHER = "either"
"""What may become of the drive that was asked for; of all others: nothing.

`EITHER` is where the drive may be written, and how far depends on the moment.
"""


class Step(StrEnum):
    """Where in a start the rival strikes; each is one call of the link."""

    CLICKED = "after the click"
    POLLED = "before the fresh look"
    LOOKED = "after the fresh look"
    HOLDING = "while the drive is taken hold of"
    HELD = "after the hold"
    SEEN = "after the second look"
    WRITING = "after the go, before the first write"


PATIENCE = {
    "BLKID_SECONDS = 30": "BLKID_SECONDS = 3",
    "PATIENCE_SECONDS = 5": "PATIENCE_SECONDS = 1",
}

_BEFORE = {
    "poll": Step.CLICKED,
    "fresh": Step.POLLED,
    "start": Step.LOOKED,
    "second": Step.HELD,
    "go": Step.SEEN,
}


class Interposed(Link):
    """The engine's link, with somebody in it who strikes once."""

    def __init__(self, link: Link, scene: Scene, race: Race) -> None:
        self._link = link
        self._scene = scene
        self._step = race.step
        self._rival: Rival | None = race.rival
        self._deadline = race.deadline
        self.said: list[str] = []

    @override
    async def probe(self, request: Mapping[str, object]) -> bytes:
        name = "fresh" if "poll" in self.said else "poll"
        await self._reach("second" if "start" in self.said else name)
        return await self._link.probe({**request, "deadline": self._deadline})

    @override
    async def control(self, request: Mapping[str, object]) -> bytes:
        verb = str(request["verb"])
        await self._reach(verb)
        request = _impatient(request)
        if self._rival and (self._step, verb) == (Step.HOLDING, "start"):
            return await self._during(request)
        if self._rival and (self._step, verb) == (Step.WRITING, "go"):
            return await self._after(request)
        return await self._link.control(request)

    @override
    async def self_test(self, request: Mapping[str, object]) -> bytes:
        return await self._link.self_test(request)

    async def _reach(self, name: str) -> None:
        self.said.append(name)
        if self._rival and _BEFORE.get(name) is self._step:
            await self._strike()

    async def _strike(self) -> None:
        rival, self._rival = self._rival, None
        assert rival
        try:
            done = rival(self._scene)
            if inspect.isawaitable(done):
                await done
        except ActionError as refused:
            self._scene.refused.append(str(refused))

    async def _during(self, request: Mapping[str, object]) -> bytes:
        """Strike between the supervisor's opening of the drive and its checks."""
        async with self._slow("blkid"):
            answer = asyncio.ensure_future(self._link.control(request))
            nas = self._scene.nas
            await until(lambda: nas.claimed(ASKED) or answer.done(), "a hold")
            assert not answer.done()
            await self._strike()
            return await answer

    async def _after(self, request: Mapping[str, object]) -> bytes:
        """Strike when badblocks has been started, and has not written yet."""
        async with self._slow("badblocks"):
            answer = await self._link.control(request)
            await self._strike()
        return answer

    @asynccontextmanager
    async def _slow(self, tool: str) -> AsyncIterator[None]:
        tools = self._scene.nas
        tools.change(lambda model: model["tools"].update({tool: {"delay": 0.7}}))
        try:
            yield
        finally:
            tools.change(lambda model: model["tools"].pop(tool, None))


def _impatient(request: Mapping[str, object]) -> Mapping[str, object]:
    """Let the supervisor wait for others not as long."""
    program = str(request.get("program", ""))
    for before, after in PATIENCE.items():
        assert not program or before in program
        program = program.replace(before, after)
    return {**request, "program": program} if program else request


@dataclass(frozen=True, slots=True)
class Race:
    """A rival at a step, and what has to come of it.

    `reason` has to be among the reasons of the end. `is_refused` says that the NAS
    must not let the rival have the drive. `deadline` is what tools get, in seconds;
    a start that has to wait is tried `tries` times.
    """

    name: str
    step: Step
    rival: Rival
    end: str
    reason: str = ""
    drives: tuple[Mapping[str, Any], ...] = ()
    is_refused: bool = False
    deadline: int = 20
    tries: int = 2

    @property
    def id(self) -> str:
        return f"{self.name}, {self.step}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a race; `others` are the drives nobody asked for, but written."""

    is_written: bool
    is_whole: bool
    job: Job
    reasons: tuple[Reason, ...]
    others: list[str]
    refused: list[str]


async def run(race: Race, folder: Path) -> Outcome:
    """Run one race on a NAS of its own."""
    scenario = {"drives": [dict(drive) for drive in race.drives]}
    async with rig(
        folder, run=False, speed=100, in_use=False, scenario=scenario
    ) as bench:
        scene = Scene(bench.nas)
        if len(race.drives) > 2:
            bench.nas.vanish(THIRD)
            await bench.engine.refresh()
        scene.keep()
        try:
            job = await _start(bench, scene, race)
        finally:
            scene.close()
        after = scene.prints()
        changed = [drive for drive in after if after[drive] != scene.before[drive]]
        content = scene.image(ASKED).read_bytes()
        return Outcome(
            is_written=ASKED in changed,
            is_whole=content.count(MARK) == len(content),
            job=job,
            reasons=(*job.reasons, *(r for s in job.stages for r in s.reasons)),
            others=[drive for drive in changed if drive != ASKED],
            refused=scene.refused,
        )


async def _start(bench: Rig, scene: Scene, race: Race) -> Job:
    """Click, and follow the job until it has ended, or waits and goes on waiting."""
    (key,) = (
        key
        for key, view in bench.view.drives.items()
        if bench.nas.name(ASKED) in [node.name for node in view.drive.nodes]
    )
    wish = StartRequest(key, "quick", (StageKind.SURFACE_VALIDATE,), OPTIONS, "me")
    (answer,) = await bench.engine.enqueue([wish])
    assert answer.outcome == "queued", answer
    link = bench.engine._bench.link
    bench.engine._bench.link = Interposed(link, scene, race)
    waited = 0
    async with asyncio.timeout(100):
        while waited < race.tries:
            try:
                await bench.engine.refresh()
            except HostError:
                continue
            job = _shown(bench, key)
            if job.state.terminal:
                stored = await bench.history.job(job.uid)
                assert stored
                return stored
            if all(stage.state is not StageState.RUNNING for stage in job.stages):
                waited += 1
            else:
                await asyncio.sleep(0.1)
    return _shown(bench, key)


def _shown(bench: Rig, key: str) -> Job:
    shown = bench.view.drives[key].job
    assert shown
    return shown.job


def unsaid(reasons: tuple[Reason, ...]) -> list[str]:
    """Answer the reasons that a person would have to read as a code."""
    return [
        reason.code
        for reason in reasons
        if reason.code not in SENTENCES or "?" in sentence(reason)
    ]
