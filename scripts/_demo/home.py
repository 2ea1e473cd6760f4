"""A real Home Assistant in a folder of its own, from its start to its end."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
import shutil
import socket
import sys
from typing import Any

import aiohttp

from .problem import DemoError

LOOPBACK = "127.0.0.1"
USUAL_PORT = 8123

# A first start compiles all of Home Assistant, on two slow cores maybe.
_START_WITHIN = 180.0
_STOP_WITHIN = 30.0
_LOG_TAIL = 40

# The exit status with which it asks to be started again.
_RESTART = 100

# Of `default_config` only what a person looks at here: the rest would ask the
# internet and the local network for things that a demo does not need. There is no
# `http:` block, because Home Assistant then waits for somebody to confirm it.
_CONFIGURATION = """\
homeassistant:
  name: NAS Burn-In demo
  unit_system: metric
  time_zone: {time_zone}
frontend:
config:
history:
logbook:
logger:
  default: warning
  logs:
    custom_components.nas_burnin: info
    # Media tools that no part of this looks at, and many machines lack.
    haffmpeg: critical
    homeassistant.components.camera.img_util: critical
person:
system_health:
"""


@dataclass(frozen=True, slots=True)
class Home:
    """A running Home Assistant: where it is, and the process that it is."""

    folder: Path
    port: int
    process: Process

    @property
    def url(self) -> str:
        """The address for browsers, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def history(self) -> Path:
        """The integration's own history file."""
        return self.folder / "nas_burnin" / "history.db"

    async def asked_to_restart(self) -> None:
        """Wait until somebody restarts it; DemoError when it ends otherwise."""
        if await self.process.wait() != _RESTART:
            raise self.died()

    def died(self) -> DemoError:
        """The error that says how the process ended, with the end of its log."""
        return DemoError(
            f"Home Assistant ended by itself (exit {self.process.returncode})."
            f"\n{log_tail(self.folder)}"
        )


def prepare(folder: Path, component: Path, port: int) -> None:
    """Write what Home Assistant needs to start onboarded but for its first user.

    What an earlier start left in the folder stays.
    """
    (folder / "custom_components").mkdir(parents=True, exist_ok=True)
    link = folder / "custom_components" / component.name
    link.unlink(missing_ok=True)
    link.symlink_to(component)
    (folder / "configuration.yaml").write_text(
        _CONFIGURATION.format(time_zone=_time_zone()), encoding="utf-8"
    )
    # Version 1 is brought up to date by any later Home Assistant.
    _store(folder, "http", 1, {"server_host": [LOOPBACK], "server_port": port})
    if not (folder / ".storage" / "onboarding").exists():
        # `core_config` would start integrations that ask the internet.
        done = ["core_config", "analytics", "integration"]
        _store(folder, "onboarding", 4, {"done": done})


def free_port(wanted: int | None) -> int:
    """The wanted port, else the usual one or any that is free.

    DemoError when a port was wanted that is taken.
    """
    for port in (USUAL_PORT, 0) if wanted is None else (wanted,):
        with socket.socket() as probe:
            # As Home Assistant does: a port that was just left is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DemoError(f"--port {wanted}: the port is in use; choose another one.")


@asynccontextmanager
async def running(folder: Path, port: int) -> AsyncGenerator[Home]:
    """Start Home Assistant, wait until it answers, and stop it in the end.

    DemoError when it does not come up.
    """
    home = Home(folder, port, await _start(folder))
    try:
        await _wait_until_it_answers(home)
        yield home
    finally:
        await _stop(home.process)


def log_tail(folder: Path) -> str:
    """The last lines that Home Assistant wrote, and where the rest is."""
    path = _log(folder)
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        return f"Its log can't be read: {error}"
    return "\n".join([f"The end of its log ({path}):", *lines[-_LOG_TAIL:]])


def _log(folder: Path) -> Path:
    return folder / "home-assistant.out"


async def _start(folder: Path) -> Process:
    environment = {
        name: value
        for name, value in os.environ.items()
        # Without compiled Python each start takes many times as long.
        if name not in {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}
    }
    command = [sys.executable, "-m", "homeassistant", "--skip-pip", "--log-no-color"]
    # It should not outlive a demo that is killed.
    if keeper := shutil.which("setpriv"):
        command = [keeper, "--pdeathsig", "TERM", *command]
    with _log(folder).open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *command,
            "--config",
            str(folder),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=environment,
            # Ctrl-C is for the demo, which then ends Home Assistant in good order.
            start_new_session=True,
        )


async def _wait_until_it_answers(home: Home) -> None:
    ended = asyncio.ensure_future(home.process.wait())
    answers = asyncio.ensure_future(_answers(home.url))
    try:
        await asyncio.wait(
            (ended, answers),
            timeout=_START_WITHIN,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if ended.done():
            raise home.died()
        if not answers.done():
            raise DemoError(
                f"Home Assistant did not come up in {_START_WITHIN:.0f} s."
                f"\n{log_tail(home.folder)}"
            )
        await answers
    finally:
        ended.cancel()
        answers.cancel()


async def _answers(url: str) -> None:
    """Return when Home Assistant answers; its integrations may still be starting.

    The frontend comes after all that logging in needs.
    """
    async with aiohttp.ClientSession(url) as session:
        while True:
            try:
                async with session.get("/manifest.json") as response:
                    if response.ok:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.2)


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_STOP_WITHIN):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _store(folder: Path, key: str, version: int, data: dict[str, Any]) -> None:
    path = folder / ".storage" / key
    path.parent.mkdir(exist_ok=True)
    content = {"version": version, "minor_version": 1, "key": key, "data": data}
    path.write_text(json.dumps(content), encoding="utf-8")


def _time_zone() -> str:
    """The machine's time zone, so that clocks in the browser are right."""
    _, found, name = str(Path("/etc/localtime").resolve()).partition("/zoneinfo/")
    return name if found else "UTC"
