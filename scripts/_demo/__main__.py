"""The demo: a mock NAS, a real Home Assistant, and burn-ins to look at."""

import argparse
import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
import fcntl
import json
import os
from pathlib import Path
import secrets
import shutil
import signal
import sys
from typing import IO, Any, NoReturn

from rich.console import Console

from mock_truenas.catalog import ScenarioError
from mock_truenas.nas import MockNas
from mock_truenas.processes import MARK, with_environment
from mock_truenas.scenario import read

from . import client as api, home as homes, record, watch
from .client import Client, DriveDevice, Login
from .home import Home
from .problem import DemoError

ROOT = Path(__file__).resolve().parents[2]
COMPONENT = ROOT / "custom_components" / "nas_burnin"
FOLDER = ROOT / ".cache" / "demo"
NAS = FOLDER / "nas"
HOME = FOLDER / "home_assistant"

USERNAME = "demo"
ACCOUNT = "nasburnin"

# So that a burn-in takes about a minute, at speeds that two cores can hold.
SIZE = "512M"
SPEED = 0.6
# More than run at once, so that there is a queue to look at, too.
BUSY_DRIVES = 6
# Self-tests take their minutes even on a mock.
SURFACE = ["surface_validate", "final_check"]
# Seconds that Home Assistant is given to have looked at the drives.
LOOK_TRIES = 30

PASSED, FAILED, OTHER = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for."""

    once: bool
    keep: bool
    port: int | None
    serial: str | None
    scenario: Path | None
    size: str
    speed: float | None


@dataclass(frozen=True, slots=True)
class Memory:
    """What a demo that is kept has to know of the last one."""

    password: str
    nas_port: int = 0
    authorized_key: str = ""


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    add = parser.add_argument
    add("--once", action="store_true", help="one burn-in, followed in the terminal")
    add("--keep", action="store_true", help="go on with the NAS of the last demo")
    add("--port", type=int, help="port of Home Assistant (8123, or any free one)")
    add("--serial", "--drive", help="drive that --once burns in (the first blank one)")
    add("--scenario", type=Path, help="what NAS there is, and what goes wrong there")
    add("--size", default=SIZE, help=f"size of a drive ({SIZE})")
    add("--speed", type=float, help=f"how much faster than real drives ({SPEED})")
    given = parser.parse_args()
    if given.keep and given.scenario:
        parser.error("--scenario describes a new NAS, so --keep can't be used with it")
    if given.serial and not given.once:
        parser.error("--serial is for --once")
    return Options(**vars(given))


async def _demo(options: Options, out: Console) -> int:
    scenario = read(str(options.scenario)) if options.scenario else {}
    port = homes.free_port(options.port)
    memory = _prepare_folder(options)
    homes.prepare(HOME, COMPONENT, port)
    async with _nas(options, scenario, memory) as nas:
        out.print(f"NAS: {len(nas.model['drives'])} drives, SSH on port {nas.port}")
        if not options.once:
            await _stay(nas, memory, port, out)
        return await _burn_one(nas, memory, port, options.serial, out)


@asynccontextmanager
async def _set_up(
    nas: MockNas, memory: Memory, port: int, out: Console
) -> AsyncGenerator[tuple[Home, Client, list[DriveDevice]]]:
    """Run a Home Assistant that has the NAS; with somebody logged in, and its drives."""
    out.print("Home Assistant: starting")
    async with (
        homes.running(HOME, port) as home,
        api.connected(home.url, Login(USERNAME, memory.password)) as client,
    ):
        if not memory.nas_port:
            await _add(client, nas, memory)
        await api.loaded(client)
        drives = await api.drives(client)
        out.print(f"Integration: set up, {len(drives)} drives found")
        yield home, client, drives


async def _burn_one(
    nas: MockNas, memory: Memory, port: int, wanted: str | None, out: Console
) -> int:
    """Burn one drive in and show what is left of it; the exit code."""
    async with _set_up(nas, memory, port, out) as (home, client, drives):
        drive = _choose(drives, wanted or _first_blank(nas))
        code, job = await _once(client, drive, out)
    if job is None:
        return code
    kept = await record.show(home.history, job, out)
    out.print(await asyncio.to_thread(record.surface, nas.image(drive.serial)))
    return code if kept else OTHER


async def _stay(nas: MockNas, memory: Memory, port: int, out: Console) -> NoReturn:
    """Burn some drives in to look at, until a signal ends it all."""
    async with _set_up(nas, memory, port, out) as (home, client, drives):
        await _start_some(client, drives, out)
        _invite(home, Login(USERNAME, memory.password), out)
        await home.asked_to_restart()
    while True:
        out.print("Home Assistant: restarting")
        async with homes.running(HOME, port) as home:
            await home.asked_to_restart()


async def _once(
    client: Client, drive: DriveDevice, out: Console
) -> tuple[int, str | None]:
    """Burn one drive in; the exit code, and the job's uid if there was one."""
    words = await api.words(client)
    answer = await client.act(
        "start", device_id=[drive.device_id], stages=SURFACE, acknowledge_erase=True
    )
    (result,) = answer["results"]
    out.print(f"Burn-in of {drive.name}: {result['outcome']}")
    if result["job"] is None:
        _print_reasons(result["reasons"], out)
        return OTHER, None
    board = await watch.follow(client, drive, result["job"], words, out)
    verdict = board.word("last_verdict") if board.raw("burn_in") != "cancelled" else ""
    out.print(f"\n[bold]{board.word('burn_in')}[/bold]. Verdict: {verdict or 'none'}")
    _print_reasons(board.attribute("burn_in", "reasons"), out)
    code = {"passed": PASSED, "failed": FAILED}.get(board.raw("burn_in") or "", OTHER)
    return code, result["job"]


def _print_reasons(reasons: list[str], out: Console) -> None:
    for reason in reasons:
        out.print(f"  {reason}", markup=False, highlight=False)


async def _start_some(client: Client, drives: list[DriveDevice], out: Console) -> None:
    chosen = (await _ready(client, drives))[:BUSY_DRIVES]
    if not chosen:
        out.print("No drive is free, so none is burned in.")
        return
    answer = await client.act(
        "start",
        device_id=[drive.device_id for drive in chosen],
        stages=SURFACE,
        acknowledge_erase=True,
    )
    for result in answer["results"]:
        out.print(f"Burn-in of {result['drive']}: {result['outcome']}")
        _print_reasons(result["reasons"], out)


async def _ready(client: Client, drives: list[DriveDevice]) -> list[DriveDevice]:
    """Return the blank drives without a burn-in, once the drives were looked at."""
    for _ in range(LOOK_TRIES):
        states = {state["entity_id"]: state for state in await client.ask("get_states")}
        ready = [
            drive
            for drive in drives
            if states[drive.entities["lock"]]["state"] == "free"
            and states[drive.entities["burn_in"]]["state"] not in {"queued", "running"}
        ]
        if ready:
            return ready
        await asyncio.sleep(1)
    return []


def _invite(home: Home, login: Login, out: Console) -> None:
    out.print(
        f"\nOpen      {home.url}/config/integrations/integration/nas_burnin"
        f"\nUsername  {login.username}"
        f"\nPassword  {login.password}"
        "\n\nCtrl-C ends Home Assistant and the NAS.",
        highlight=False,
    )


async def _add(client: Client, nas: MockNas, memory: Memory) -> None:
    """Add the NAS through the set-up dialog, and remember how to find it again."""
    keys: list[str] = []

    def authorize(line: str) -> None:
        keys.append(line)
        nas.authorize(line)

    await api.add_nas(
        client,
        address={"host": homes.LOOPBACK, "port": nas.port, "username": nas.user},
        fingerprint=nas.fingerprint,
        authorize=authorize,
    )
    _remember(Memory(memory.password, nas.port, *keys))


def _choose(drives: list[DriveDevice], serial: str) -> DriveDevice:
    for drive in drives:
        if drive.serial == serial:
            return drive
    known = ", ".join(drive.serial for drive in drives)
    raise DemoError(f"--serial {serial}: there is no such drive. There are {known}.")


def _first_blank(nas: MockNas) -> str:
    blank = nas.blank()
    if not blank:
        raise DemoError("The NAS has no blank drive; name one with --serial.")
    return blank[0]


def _nas(options: Options, scenario: dict[str, Any], memory: Memory) -> MockNas:
    return MockNas(
        size=options.size,
        speed=options.speed,
        scenario={"user": ACCOUNT, "speed": SPEED, **scenario},
        root=NAS,
        port=memory.nas_port,
        authorized_keys=(memory.authorized_key,) if memory.authorized_key else (),
    )


def _prepare_folder(options: Options) -> Memory:
    """Begin anew, or with what the last demo left; the memory of it."""
    _end_leftovers()
    path = FOLDER / "memory.json"
    if options.keep and path.exists():
        return Memory(**json.loads(path.read_text(encoding="utf-8")))
    for folder in (NAS, HOME):
        shutil.rmtree(folder, ignore_errors=True)
    path.unlink(missing_ok=True)
    return Memory(password=secrets.token_urlsafe(9))


def _end_leftovers() -> None:
    """End the tests on the NAS of a demo that was killed: they outlive all else."""
    for pid in with_environment(MARK, str(NAS)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _remember(memory: Memory) -> None:
    path = FOLDER / "memory.json"
    path.touch(mode=0o600)
    values = {name: getattr(memory, name) for name in Memory.__slots__}
    path.write_text(json.dumps(values), encoding="utf-8")


def _lock_folder() -> IO[str]:
    """Hold the folder as long as the file that is returned stays open."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    lock = (FOLDER / "lock").open("a", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise DemoError(
            "Another demo of this clone is running; end it first."
        ) from None
    return lock


async def _until_ended(options: Options, out: Console) -> int:
    """Run the demo; a signal ends it in good order."""
    running = asyncio.ensure_future(_demo(options, out))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, running.cancel)
    return await running


def main() -> int:
    """Run; 0 for passed, 1 for failed, 2 for anything else."""
    options = _options()
    out = Console(soft_wrap=True, highlight=False)
    try:
        with _lock_folder():
            return asyncio.run(_until_ended(options, out))
    except (DemoError, ScenarioError) as error:
        print(f"demo: {error}", file=sys.stderr)
    except asyncio.CancelledError:
        print("demo: ended", file=sys.stderr)
        return OTHER if options.once else 0
    return OTHER


if __name__ == "__main__":
    sys.exit(main())
