"""A real Home Assistant in a process and a folder of its own, spoken to from outside.

It can be killed, ended and started again as often as a test wants; what is in its
folder stays, as it would on a disk.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mock_truenas.nas import MockNas
from scripts._demo import client as api, home as homes
from scripts._demo.client import Client, DriveDevice, Login
from tests.profiles import surface_only

COMPONENT = Path(__file__).parents[2] / "custom_components" / "nas_burnin"

OWNER = Login("olga", "a long password")

# What container engines give.
GRACE = 10.0

type States = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Life:
    """Home Assistant from one start to its end, and its owner who is logged in."""

    home: homes.Home
    client: Client

    async def kill(self) -> None:
        """End it as a power cut would."""
        self.home.process.kill()
        await self.home.process.wait()

    async def end(self, within: float = GRACE) -> int:
        """Ask it to end, as a container engine does; its exit code."""
        self.home.process.terminate()
        async with asyncio.timeout(within):
            return await self.home.process.wait()

    async def states(self) -> States:
        """Every entity's state by its id."""
        return {
            state["entity_id"]: state for state in await self.client.ask("get_states")
        }

    async def drive(self, serial: str) -> DriveDevice:
        """The device of a drive."""
        return next(d for d in await api.drives(self.client) if d.serial == serial)

    async def until(
        self, seen: Callable[[States], bool], seconds: float = 60
    ) -> States:
        """Wait until the states show something; the limit only ends a hung test."""
        async with asyncio.timeout(seconds):
            # Nothing that can be waited for outlives a connection that is cut.
            while not seen(states := await self.states()):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        return states

    async def shows(self, entity_id: str, *values: str, seconds: float = 60) -> None:
        """Wait until an entity shows one of these values."""
        await self.until(lambda states: states[entity_id]["state"] in values, seconds)

    async def add(self, nas: MockNas) -> None:
        """Set the NAS up through the dialog, as a person does."""
        await api.add_nas(
            self.client,
            address={"host": homes.LOOPBACK, "port": nas.port, "username": nas.user},
            fingerprint=nas.fingerprint,
            authorize=lambda line: nas.authorize(line.partition(" ")[2]),
        )
        await api.loaded(self.client)

    async def reload(self) -> None:
        """Reload the integration's entry."""
        (entry,) = await self.client.ask("config_entries/get", domain=api.DOMAIN)
        path = f"/api/config/config_entries/entry/{entry['entry_id']}/reload"
        await self.client.post(path)
        await api.loaded(self.client)

    async def start(
        self, *serials: str, profile: str = "quick", whole: str = ""
    ) -> list[dict[str, Any]]:
        """Start burn-ins of a profile's surface alone, or of a whole one; what became of each."""
        chosen = surface_only(profile)
        what: dict[str, Any] = {
            "stages": list(chosen.stages),
            "patterns": list(chosen.options.patterns),
        }
        drives = {drive.serial: drive for drive in await api.drives(self.client)}
        await self.until(
            lambda states: all(
                states[drives[serial].entities["lock"]]["state"] == "free"
                for serial in serials
            )
        )
        answer = await self.client.act(
            "start",
            device_id=[drives[serial].device_id for serial in serials],
            acknowledge_erase=True,
            **({"profile": whole} if whole else what),
        )
        results: list[dict[str, Any]] = answer["results"]
        return results


@dataclass(frozen=True)
class RealHome:
    """A folder of Home Assistant; at most one process lives in it at a time."""

    folder: Path
    component: Path = COMPONENT

    @property
    def history(self) -> Path:
        """The integration's own history file."""
        return self.folder / "nas_burnin" / "history.db"

    @asynccontextmanager
    async def life(self, port: int = 0) -> AsyncIterator[Life]:
        """Start it, and wait until it runs and all that was set up is loaded.

        A page that was open finds it again only on the same port.
        """
        port = homes.free_port(port)
        homes.prepare(self.folder, self.component, port)
        async with (
            homes.running(self.folder, port) as home,
            api.connected(home.url, OWNER) as client,
        ):
            await api.loaded(client)
            yield Life(home, client)
