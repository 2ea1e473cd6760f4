"""An engine on a mock NAS, with a history in a real file."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import re
from typing import Any

from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.clock import Clock, SystemClock
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.host.connection import Connection
from custom_components.nas_burnin.engine.host.keys import generate_key
from custom_components.nas_burnin.engine.host.link import SshLink
from custom_components.nas_burnin.engine.host.settings import (
    ConnectSettings,
    HostAddress,
    KeyPair,
)
from custom_components.nas_burnin.engine.model import (
    DriveView,
    HostView,
    Job,
    StartAnswer,
    StartRequest,
)
from mock_truenas.nas import MockNas
from tests.profiles import surface_only

CONTROLLER = "controller-1"
UNIT = re.compile(r"/([^/ ]+)/supervisor\.py")


@dataclass(slots=True)
class Rig:
    """A running engine, its NAS, and words to wait for what it does."""

    nas: MockNas
    engine: BurnIn
    history: History

    @property
    def view(self) -> HostView:
        return self.engine.view

    def key(self, serial: str) -> str:
        return next(
            key for key, view in self.view.drives.items() if view.drive.serial == serial
        )

    def drive(self, serial: str) -> DriveView:
        return self.view.drives[self.key(serial)]

    async def start(self, *serials: str, profile: str = "quick") -> list[StartAnswer]:
        chosen = surface_only(profile)
        return list(
            await self.engine.enqueue(
                [
                    StartRequest(
                        self.key(serial), profile, chosen.stages, chosen.options, "me"
                    )
                    for serial in serials
                ]
            )
        )

    async def until(
        self, seen: Callable[[HostView], bool], seconds: float = 60
    ) -> None:
        """Wait until the view shows something; the limit only ends a hung test."""
        changed = asyncio.Event()
        forget = self.engine.subscribe(lambda _: changed.set())
        try:
            async with asyncio.timeout(seconds):
                while not seen(self.view):
                    changed.clear()
                    await changed.wait()
        finally:
            forget()

    async def ended(self, serial: str, seconds: float = 60) -> Job:
        key = self.key(serial)

        def is_over(view: HostView) -> bool:
            job = view.drives[key].job
            return job is not None and job.job.state.terminal

        await self.until(is_over, seconds)
        shown = self.view.drives[key].job
        assert shown
        stored = await self.history.job(shown.job.uid)
        assert stored
        return stored

    def tests_running(self) -> set[str]:
        """The units of the tests that run, as the NAS itself sees them."""
        return units(self.nas)

    def left_behind(self) -> tuple[list[str], list[str]]:
        """What is there on the NAS of our tests: processes, and files by path."""
        ours = ("supervisor.py", "badblocks")
        return (
            [line for _, line in self.nas.processes() if any(o in line for o in ours)],
            sorted(
                path
                for path in self.nas.read_state_files()
                # Whose host it is stays on record.
                if Path(path).name not in ("owner.json", "owner.lock")
            ),
        )

    async def cleared(self, seconds: float = 20) -> None:
        """Wait until nothing of our tests is on the NAS.

        A job has ended once the history has it; its files there go right after.
        """
        await met(lambda: self.left_behind() == ([], []), seconds)


def units(nas: MockNas) -> set[str]:
    """The units whose supervisors are processes of the NAS.

    By name: what starts a supervisor is a process with the same words in its line.
    """
    found = (UNIT.search(line) for _, line in nas.processes())
    return {match[1] for match in found if match}


async def met(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something on the NAS; the limit only ends a hung test."""
    async with asyncio.timeout(seconds):
        # What happens on the NAS has no event that could be waited for.
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@asynccontextmanager
async def rig(
    tmp_path: Path,
    *,
    max_parallel: int = 4,
    run: bool = True,
    clock: Clock | None = None,
    **nas: Any,
) -> AsyncIterator[Rig]:
    """Start a mock NAS and an engine that follows it."""
    key = await generate_key()
    async with MockNas(authorized_keys=(key.public,), **nas) as host:
        history = await History.open(tmp_path / "history.db")
        try:
            async with following(
                host, history, key, max_parallel, run=run, clock=clock
            ) as engine:
                yield Rig(host, engine, history)
        finally:
            await history.close()


@asynccontextmanager
async def following(
    nas: MockNas,
    history: History,
    key: KeyPair,
    max_parallel: int,
    *,
    run: bool = True,
    clock: Clock | None = None,
    controller: str = CONTROLLER,
) -> AsyncIterator[BurnIn]:
    """Start an engine on a NAS, and let go of it at the end."""
    address = HostAddress("127.0.0.1", nas.port, nas.user)
    connection = Connection(ConnectSettings(address, nas.host_key, key.private))
    engine = BurnIn(
        host_id="host-1",
        link=SshLink(connection, sudo=nas.user != "root"),
        history=history,
        clock=clock or SystemClock(),
        controller=controller,
        controller_name=controller.title(),
        max_parallel=max_parallel,
    )
    task: asyncio.Task[None] | None = None
    try:
        await engine.start()
        await engine.refresh()
        if run:
            task = asyncio.create_task(engine.run())
        yield engine
    finally:
        if task:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled() and (error := task.exception()):
                raise error
        await engine.stop()
        await connection.close()
