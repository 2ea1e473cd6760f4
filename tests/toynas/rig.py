"""An engine on a toy NAS, entered as sshd would let it in."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any, override

from custom_components.nas_burnin.engine import remote
from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.errors import (
    AnswerUnusable,
    HostError,
    HostUnreachable,
)
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.host.detached import RUN_DIR, STATE_DIR
from custom_components.nas_burnin.engine.host.link import Link
from custom_components.nas_burnin.engine.model import (
    DriveView,
    Job,
    Pattern,
    StageKind,
    StartRequest,
    SurfaceOptions,
)
from tests.toynas.machine import ToyNas

CONTROLLER = "controller-1"
SECONDS = 60


@dataclass(frozen=True, slots=True)
class NsLink(Link):
    """Runs the very commands that go over SSH, in the namespaces of the NAS."""

    nas: ToyNas

    @override
    async def probe(self, request: Mapping[str, object]) -> bytes:
        return await self._run("probe", request)

    @override
    async def control(self, request: Mapping[str, object]) -> bytes:
        return await self._run("control", request)

    async def _run(self, name: str, request: Mapping[str, object]) -> bytes:
        if not self.nas.is_on:
            raise HostUnreachable
        text = remote.command(sudo=False, seconds=SECONDS)
        process = await asyncio.create_subprocess_exec(
            *self.nas.enter("sh", "-c", text),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        packed = remote.payload(remote.load(name), request)
        out, err = await process.communicate(packed)
        if process.returncode:
            # A NAS without power says nothing, and what ran there is gone with it.
            raise AnswerUnusable(err.decode()) if self.nas.is_on else HostUnreachable
        return out


@dataclass(slots=True)
class Rig:
    """A running engine, its NAS, and words to wait for what it does."""

    nas: ToyNas
    engine: BurnIn
    history: History

    def key(self, serial: str) -> str:
        return next(
            key
            for key, view in self.engine.view.drives.items()
            if view.drive.serial == serial
        )

    def drive(self, serial: str) -> DriveView:
        return self.engine.view.drives[self.key(serial)]

    def job(self, serial: str) -> Job:
        shown = self.drive(serial).job
        assert shown
        return shown.job

    async def start(self, serial: str, patterns: tuple[Pattern, ...]) -> None:
        """Queue the surface test of a drive, and begin it."""
        request = StartRequest(
            self.key(serial),
            "standard",
            (StageKind.SURFACE_VALIDATE, StageKind.FINAL_CHECK),
            SurfaceOptions(patterns),
            "me",
        )
        (answer,) = await self.engine.enqueue([request])
        assert answer.job_uid, answer
        await self.engine.refresh()

    async def until(self, seen: Callable[[], object]) -> None:
        """Let the engine look until it has seen something."""
        async with asyncio.timeout(SECONDS):
            while not seen():
                await self.engine.refresh()

    async def ended(self, serial: str) -> Job:
        """Follow a job to its end, and answer it as the history has it."""
        await self.until(lambda: self.job(serial).state.terminal)
        stored = await self.history.job(self.job(serial).uid)
        assert stored
        return stored

    async def cleared(self) -> None:
        """Follow until nothing of any test is left on the NAS."""
        await self.until(lambda: left_behind(self.nas) == [])


def unit_of(rig: Rig, serial: str) -> str:
    """The unit of the stage that runs."""
    handles = (stage.handle for stage in rig.job(serial).stages)
    return next(handle.unit for handle in handles if handle)


def status(nas: ToyNas, unit: str) -> dict[str, Any]:
    """What the supervisor says right now; empty while it has said nothing."""
    try:
        text = nas.path(f"{RUN_DIR}/{unit}/status.json").read_bytes()
    except FileNotFoundError:
        return {}
    return dict(json.loads(text))


def checkpoint(nas: ToyNas, unit: str) -> dict[str, Any]:
    """What the supervisor has put on durable storage."""
    path = nas.path(f"{STATE_DIR}/{unit}/checkpoint.json")
    return dict(json.loads(path.read_bytes()))


def left_behind(nas: ToyNas) -> list[str]:
    """What is there of any test: processes, units, files."""
    shown = nas.run(
        *("systemctl", "list-units", "--all", "--plain", "--no-legend"),
        "nas-burnin-*",
    )
    folders = [nas.path(STATE_DIR), nas.path(RUN_DIR)]
    files = [str(path) for folder in folders for path in folder.rglob("*")]
    kept = [str(folder) for folder in folders if folder.exists()]
    return [*nas.processes(), *shown.stdout.splitlines(), *files, *kept]


@asynccontextmanager
async def engine(nas: ToyNas, history: History) -> AsyncGenerator[Rig]:
    """Start an engine on a NAS that is on; it looks only when it is told to."""
    burnin = BurnIn(
        host_id="host-1",
        link=NsLink(nas),
        history=history,
        clock=SystemClock(),
        controller=CONTROLLER,
    )
    await burnin.start()
    yield Rig(nas, burnin, history)
    await burnin.stop()


@asynccontextmanager
async def rig(nas: ToyNas, folder: Path) -> AsyncGenerator[Rig]:
    """Start an engine with a history of its own."""
    history = await History.open(folder / "history.db")
    try:
        async with engine(nas, history) as made:
            yield made
    finally:
        await history.close()


async def sees_the_cut(rig: Rig) -> None:
    """Let the engine find that its host is gone."""
    try:
        await rig.engine.refresh()
    except HostError:
        return
    raise AssertionError("the host still answers")
