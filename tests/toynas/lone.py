"""One detached test on a toy NAS, spoken to without an engine."""

from dataclasses import dataclass
import errno
import os
from pathlib import Path
from typing import Any

from custom_components.nas_burnin.engine.host.detached import Detached
from tests.remote.sandbox import request, run, wait_for
from tests.toynas.conftest import SERIAL
from tests.toynas.machine import ToyNas
from tests.toynas.rig import checkpoint, link_to, status

UNIT = "nas-burnin-labtoy01"
PATTERNS = ("0xaa", "0x55")
CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Lone:
    """A test of the first drive with two patterns."""

    nas: ToyNas
    detached: Detached

    @property
    def unit(self) -> str:
        return self.detached.unit

    @property
    def status(self) -> dict[str, Any]:
        return status(self.nas, self.unit)

    @property
    def checkpoint(self) -> dict[str, Any]:
        return checkpoint(self.nas, self.unit)

    async def begin_held(self, pattern: str = "0xaa", kind: str = "w") -> None:
        """Start it, and let badblocks stand in the middle of a phase."""
        self.nas.hold(pattern, kind, CHUNK)
        assert (await self.detached.start(asked(self.nas))).refusal is None
        assert (await self.detached.go()).refusal is None
        wait_for(lambda: self.nas.is_held(SERIAL, pattern, CHUNK))

    def until(self, *states: str) -> dict[str, Any]:
        """Wait for a state, and answer the status."""

        def look() -> dict[str, Any]:
            found = self.status
            return found if found.get("state") in states else {}

        return wait_for(look)

    def show(self, *properties: str) -> list[str]:
        """What systemd says of the unit, one line for each property."""
        wanted = [f"--property={name}" for name in properties]
        shown = self.nas.run("systemctl", "show", *wanted, f"{self.unit}.service")
        pairs = dict(line.split("=", 1) for line in shown.stdout.splitlines())
        return [pairs[name] for name in properties]

    def kill(self, *names: str) -> None:
        """Kill these at once, in their order; without a supervisor badblocks dies, too."""
        found = self.status
        pids = {"supervisor": found["pid"], "badblocks": found["child"]["pid"]}
        done = self.nas.run("kill", "-9", *(str(pids[name]) for name in names))
        assert done.returncode == 0, done.stderr

    def until_over(self) -> None:
        """Wait until systemd knows no such unit, and nothing of it runs."""
        wait_for(lambda: self.show("LoadState") == ["not-found"])
        assert self.nas.processes() == []


def lone(nas: ToyNas, nonce: str = "n0nce") -> Lone:
    """Address the test of a toy NAS's first drive."""
    return Lone(nas, Detached(link_to(nas), UNIT, nonce))


def asked(nas: ToyNas, nonce: str = "n0nce", **fields: object) -> dict[str, Any]:
    """Ask for two patterns over the whole first drive."""
    drive = next(iter(nas.drives.values()))
    identity = {"wwid": drive.wwid, "serial": drive.serial, "size": drive.size}
    runs = [
        run(number, pattern, last=drive.size // 4096 - 1, blocks_at_once=CHUNK // 4096)
        for number, pattern in enumerate(PATTERNS)
    ]
    wanted = {"unit": UNIT, "nonce": nonce, "boot_id": nas.boot_id, "runs": runs}
    return request(**{**wanted, "identity": identity, **fields})


def is_free(node: Path) -> bool:
    """True where nobody holds the drive."""
    try:
        os.close(os.open(node, os.O_RDWR | os.O_EXCL))
    except OSError as problem:
        if problem.errno != errno.EBUSY:
            raise
        return False
    return True
