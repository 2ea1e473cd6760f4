"""An engine on a toy NAS, entered as sshd would let it in."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any, override

from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.errors import HostError, HostUnreachable
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.host.connection import Connection
from custom_components.nas_burnin.engine.host.detached import RUN_DIR, STATE_DIR
from custom_components.nas_burnin.engine.host.link import Link, SshLink
from custom_components.nas_burnin.engine.host.outcome import Completed, Outcome
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


class Namespaces(Connection):
    """Runs the very commands that go over SSH, in the namespaces of the NAS."""

    def __init__(self, nas: ToyNas) -> None:
        self._nas = nas

    @override
    async def run(self, command: str, stdin: bytes = b"", **_limits: Any) -> Outcome:
        if not self._nas.is_on:
            raise HostUnreachable
        process = await asyncio.create_subprocess_exec(
            *self._nas.enter("sh", "-c", command),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate(stdin)
        if not self._nas.is_on:
            # What ran there is gone with it.
            raise HostUnreachable
        assert process.returncode is not None
        return Completed(process.returncode, out, err)


def link_to(nas: ToyNas) -> Link:
    """The way in, for root."""
    return SshLink(Namespaces(nas), sudo=False)


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
        async with asyncio.timeout(SECONDS):
            # It is the kernel of this machine, and other tests swap on it for a moment.
            while {reason.code for reason in answer.reasons} == {"swap_lost"}:
                await asyncio.sleep(0.2)
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
    """What is there of any test: processes, units, files.

    The record of whose host it is stays; a folder without even that has to go.
    """
    listing = ("systemctl", "list-units", "--all", "--plain", "--no-legend")
    found = [*nas.processes(), *nas.run(*listing, "nas-burnin-*").stdout.splitlines()]
    for folder in (nas.path(STATE_DIR), nas.path(RUN_DIR)):
        if folder.exists():
            found += [path.name for path in folder.rglob("*")] or [str(folder)]
    return [name for name in found if name != "owner.json"]


@asynccontextmanager
async def engine(nas: ToyNas, history: History) -> AsyncGenerator[Rig]:
    """Start an engine on a NAS that is on; it looks only when it is told to."""
    burnin = BurnIn(
        host_id="host-1",
        link=link_to(nas),
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
