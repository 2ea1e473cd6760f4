"""`MockNas`: a NAS for a test or a demo, from its first boot to its removal."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
import contextlib
import json
import logging
import os
from pathlib import Path
import shutil
import signal
import sys
import tempfile
import time
from types import TracebackType
from typing import Any, Self

import asyncssh

from . import actions, install, kernel, scenario as scenarios, view
from .model import ROOT_VARIABLE, Json, change, load, locked, save
from .mutators import Mutators
from .processes import MARK, alive, with_environment
from .server import SshSide

_LOGGER = logging.getLogger(__name__)
_HOUSEKEEPING = 0.2


class MockNas(Mutators):
    """A NAS that is there from `async with` on; all mutators work while it runs.

    Drives are named by serial number (or by the mock's own id, such as disk003).
    """

    def __init__(
        self,
        *,
        drives: int = 12,
        size: str | int = "256M",
        in_use: bool = True,
        speed: float | None = None,
        systemd: bool | None = None,
        user: str | None = None,
        authorized_keys: tuple[str, ...] = (),
        scenario: Json | None = None,
        root: str | Path | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        python: str | None = None,
    ) -> None:
        """Describe the NAS; nothing is made before it is entered.

        Raises ScenarioError for a scenario that cannot be.
        """
        settings = {"speed": speed, "systemd": systemd, "user": user}
        given = {key: value for key, value in settings.items() if value is not None}
        self._plan = scenarios.build(
            {**(scenario or {}), **given}, drives=drives, size=size, in_use=in_use
        )
        self._keys = list(authorized_keys)
        self._given_root = Path(root) if root else None
        self._host, self._port = host, port
        self._python = python or sys.executable
        self.root = Path()
        self._ssh: SshSide | None = None
        self._tasks: list[asyncio.Task[None]] = []
        # What it does cannot be cancelled, so its end is awaited before the NAS goes.
        self._worker = ThreadPoolExecutor(1, "mock-nas")

    # -- life ----------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        """Make the drives, boot the NAS and listen."""
        self.root = self._given_root or Path(tempfile.mkdtemp(prefix="mock-truenas-"))
        self.root = self.root.resolve()
        try:
            await asyncio.to_thread(install.create, self.root, self._plan, self._python)
            self._ssh = SshSide(
                lambda: load(str(self.root)), self._environment, self._host, self._port
            )
            self._ssh.keys = self._keys
            self._ssh.host_key = self._host_key()
            await self._ssh.start()
        except BaseException:
            await self._remove()
            raise
        self._tasks = [
            asyncio.create_task(self._housekeeping()),
            asyncio.create_task(self._events()),
        ]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening, end every process of the NAS, and remove its folder."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if self._ssh is not None:
            await self._ssh.close()
            # Before the server: what it runs must have ended for it to end, too.
            await asyncio.to_thread(self._kill_all)
            await self._ssh.stop()
        await self._remove()

    async def _remove(self) -> None:
        await asyncio.to_thread(self._worker.shutdown)
        self._kill_all()
        if self._given_root is None:
            for drive in self._drives_elsewhere():
                shutil.rmtree(drive, ignore_errors=True)
            await asyncio.to_thread(shutil.rmtree, self.root, ignore_errors=True)

    def _drives_elsewhere(self) -> list[str]:
        try:
            drives = self.model["drives"].values()
        except OSError:
            return []
        return [drive["image_dir"] for drive in drives if drive.get("image_dir")]

    def _host_key(self) -> asyncssh.SSHKey:
        """Return the host key; one that is in the root folder is used again."""
        path = self.root / "host_key"
        if path.exists():
            return asyncssh.read_private_key(path)
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(path)
        path.chmod(0o600)
        return key

    def _environment(self) -> dict[str, str]:
        """Return the environment of a login."""
        user = self.model["user"]
        system = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        return {
            MARK: str(self.root),
            ROOT_VARIABLE: str(self.root),
            "MOCK_TRUENAS_UID": "0" if user == "root" else "950",
            "PATH": f"{self.root}/bin:{system}",
            "HOME": "/",
            "USER": user,
            "LOGNAME": user,
            "SHELL": "/bin/sh",
            "LC_ALL": "C.UTF-8",
        }

    async def _housekeeping(self) -> None:
        """Do what udev does: look at a drive again after it was written and closed."""
        while True:
            await asyncio.sleep(_HOUSEKEEPING)
            await self._work(self._settle)

    async def _work(self, action: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._worker, action)

    def _settle(self) -> None:
        for mark in (self.root / "dirty").iterdir():
            drive, _, writer = mark.name.rpartition(".")
            model = self.model
            nodes = [n for n in model["nodes"].values() if n["drive"] == drive]
            held = any(kernel.claimed(str(self.root), node) for node in nodes)
            if held or alive(int(writer)):
                continue
            mark.unlink(missing_ok=True)
            actions.written_over(str(self.root), drive)

    async def _events(self) -> None:
        """Let the scenario's events happen at their times."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        for event in sorted(self._plan["events"], key=lambda item: item["after"]):
            await asyncio.sleep(max(0.0, start + event["after"] - loop.time()))
            rest = {k: v for k, v in event.items() if k not in {"after", "do"}}
            try:
                result = getattr(self, event["do"])(**rest)
                if asyncio.iscoroutine(result):
                    await result
            except (actions.ActionError, TypeError, ValueError) as error:
                _LOGGER.warning("Event %s did not happen: %s", event, error)

    # -- what a client needs ---------------------------------------------------------

    @property
    def ssh(self) -> SshSide:
        """The SSH side; only there while the NAS runs."""
        if self._ssh is None:
            raise RuntimeError("The NAS is not running")
        return self._ssh

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self.ssh.port

    @property
    def user(self) -> str:
        """The account that may log in."""
        return self.ssh.user

    @property
    def host_key(self) -> str:
        """The public host key, as a line of OpenSSH."""
        return self.ssh.host_key.export_public_key().decode().strip()

    @property
    def fingerprint(self) -> str:
        """The host key's SHA256 fingerprint."""
        return self.ssh.host_key.get_fingerprint()

    def authorize(self, key: str) -> None:
        """Let another public key log in (a line of authorized_keys)."""
        self.ssh.keys.append(key)

    # -- looking ---------------------------------------------------------------------

    @property
    def model(self) -> Json:
        """The model as it is now; change it through the mutators."""
        return load(str(self.root))

    def drive(self, ref: str) -> Json:
        """Return one drive of the model."""
        return actions.find_drive(self.model, ref)

    def blank(self) -> list[str]:
        """Return the serial numbers of the drives that hold nothing."""
        return [
            drive["serial"]
            for drive in self.model["drives"].values()
            if not drive["partitions"] and not drive["whole"]
        ]

    def image(self, ref: str) -> Path:
        """Return the file that is the drive's surface."""
        return Path(kernel.image_path(str(self.root), self.drive(ref)))

    def processes(self) -> list[tuple[int, str]]:
        """Return (pid, command line) of every living process in the NAS."""
        found = []
        for pid in with_environment(MARK, str(self.root)):
            with contextlib.suppress(OSError):
                raw = Path(f"/proc/{pid}/cmdline").read_bytes()
                found.append((pid, raw.replace(b"\0", b" ").decode(errors="replace")))
        return found

    def claimed(self, ref: str) -> bool:
        """Whether somebody holds the drive exclusively now."""
        model = self.model
        nodes = actions.nodes_of(model, actions.find_drive(model, ref))
        return any(kernel.claimed(str(self.root), node) for node in nodes)

    def path(self, nas_path: str) -> Path:
        """Return where a folder of the NAS (/run, /var, /mnt, /data) is kept."""
        return self.root / "fs" / nas_path.lstrip("/")

    def read_state_files(self) -> dict[str, bytes]:
        """Return {path on the NAS: content} of all files in /var/log and /run."""
        found = {}
        for folder in ("var/log", "run", "var/lib"):
            for file in sorted((self.root / "fs" / folder).rglob("*")):
                if file.is_file():
                    name = "/" + str(file.relative_to(self.root / "fs"))
                    with contextlib.suppress(FileNotFoundError):
                        found[name] = file.read_bytes()
        return found

    # -- the link and the host --------------------------------------------------------------

    def drop_connections(self) -> None:
        """Cut every connection; what runs on the NAS goes on."""
        self.ssh.drop()

    def stall(self) -> None:
        """Let the link stand still: connections stay open, nothing comes through."""
        self.ssh.stall()

    def resume(self) -> None:
        """End the stall."""
        self.ssh.resume()

    def change_host_key(self) -> None:
        """Show another host key from the next connection on."""
        self.ssh.change_host_key()
        self.ssh.host_key.write_private_key(self.root / "host_key")

    def full_disk(self, full: bool = True) -> None:
        """Fill (or empty) the disk that the NAS's own folders are on."""
        flag = self.root / "full"
        flag.touch() if full else flag.unlink(missing_ok=True)

    async def reboot(self, *, new_letters: bool = False, down: float = 0.0) -> None:
        """Power-cycle: every process dies, /run is empty, the boot id is another.

        With `new_letters` the drives are probed in another order. The host does not
        answer for `down` seconds.
        """
        await self.ssh.close()
        await self._work(lambda: self._boot(new_letters))
        await asyncio.sleep(down)
        await self.ssh.open()

    def _boot(self, new_letters: bool) -> None:
        self._kill_all()
        root = str(self.root)
        with locked(root):
            model = load(root)
            view.new_boot(model)
            if new_letters:
                actions.shuffle_letters(root, model)
            install.fresh_run(self.root, model)
            save(root, model)
            view.refresh(root, model)
            kernel.publish_faults(root, model)

    def _kill_all(self) -> None:
        """End every process of this NAS, those that play its PID 1 first."""
        for key in ("MOCK_TRUENAS_MANAGER", MARK):
            while pids := with_environment(key, str(self.root)):
                for pid in pids:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                while any(alive(pid) for pid in pids):
                    time.sleep(0.005)

    def change(self, action: Callable[[Json], Any]) -> Any:
        """Apply any other change to the model, and show it."""
        root = str(self.root)
        result = change(root, action)
        with locked(root):
            model = load(root)
            view.refresh(root, model)
            kernel.publish_faults(root, model)
        return result

    def ready_line(self) -> str:
        """Return the line of JSON that tells a script how to reach this NAS."""
        return json.dumps(
            {
                "host": self._host,
                "port": self.port,
                "user": self.user,
                "host_key": self.host_key,
                "fingerprint": self.fingerprint,
                "root": str(self.root),
                "drives": {
                    drive["serial"]: self.name(drive["id"])
                    for drive in self.model["drives"].values()
                },
            }
        )
