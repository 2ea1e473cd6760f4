"""A NAS made of files, on which the real programs run as they are.

Only the constants that name `/sys`, `/dev`, `/proc`, `/etc` are other ones, and (for
drives that are plain files) what `fstat` says of a drive. Everything else is real:
the programs, Python, badblocks, processes, signals.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys
import time
from typing import Any

from custom_components.nas_burnin.engine import remote
from custom_components.nas_burnin.engine.parse.frames import Answer, split_frames

MIB = 1 << 20
SYSTEM_PYTHON = "/usr/bin/python3"
PATIENCE = 60.0

_PROLOGUE = """
import os, stat, types
_numbers = {}
for _path, (_major, _minor) in DRIVES.items():
    _found = os.stat(_path)
    _numbers[_found.st_dev, _found.st_ino] = os.makedev(_major, _minor)
_fstat = os.fstat
def _as_block(descriptor):
    found = _fstat(descriptor)
    number = _numbers.get((found.st_dev, found.st_ino))
    if number is None or not stat.S_ISREG(found.st_mode):
        return found
    names = [name for name in dir(found) if name.startswith("st_")]
    shown = types.SimpleNamespace(**{name: getattr(found, name) for name in names})
    shown.st_mode = stat.S_IFBLK | 0o660
    shown.st_rdev = number
    return shown
os.fstat = _as_block
"""


@dataclass
class Sandbox:
    """One made-up NAS below `root`."""

    root: Path
    python: str = sys.executable
    drives: dict[str, tuple[int, int]] = field(default_factory=dict)
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)
    patches: list[tuple[str, str]] = field(default_factory=list)
    text_constants: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for folder in ("sys/block", "sys/dev/block", "dev", "etc", "bin", "run", "var"):
            (self.root / folder).mkdir(parents=True)
        self.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        self.write(
            "etc/os-release", 'NAME="Toy NAS"\nID=toy\n# no pair\nVERSION="1.0"\n'
        )
        self.tool("python3", f'exec {self.python} "$@"')

    @property
    def state_dir(self) -> Path:
        return self.root / "var" / "nas_burnin"

    @property
    def run_dir(self) -> Path:
        return self.root / "run" / "nas_burnin"

    def write(self, path: str, content: str | bytes) -> Path:
        """Make a file and the folders above it."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        raw = content.encode() if isinstance(content, str) else content
        target.write_bytes(raw)
        return target

    def tool(self, name: str, script: str) -> Path:
        """Put a tool first in PATH, as a shell script."""
        path = self.write(f"bin/{name}", f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def add_disk(
        self,
        name: str,
        size: int,
        *,
        dev: str = "8:0",
        wwid: str = "naa.5000c500aabbccdd",
        serial: str = "ZL2ABCDE",
        vendor: str = "SEAGATE",
        content: bytes | None = None,
        node: Path | None = None,
    ) -> Path:
        """Add a drive: its sysfs folder, and a file as its node (or a real node)."""
        top = f"sys/block/{name}"
        raw = serial.encode(errors="surrogateescape")
        page = b"\0\x80" + len(raw).to_bytes(2, "big") + raw
        for path, text in (
            ("dev", dev + "\n"),
            ("size", f"{size // 512}\n"),
            ("diskseq", f"{9 + len(self.drives)}\n"),
            ("ro", "0\n"),
            ("removable", "0\n"),
            ("hidden", "0\n"),
            ("queue/rotational", "1\n"),
            ("queue/logical_block_size", "512\n"),
            ("queue/physical_block_size", "4096\n"),
            ("queue/zoned", "none\n"),
            ("device/wwid", wwid + "\n"),
            ("device/model", "ST14000NM001G-2K \n"),
            ("device/vendor", f"{vendor:<8}\n"),
            ("device/rev", "SN02\n"),
            ("device/vpd_pg80", page),
        ):
            self.write(f"{top}/{path}", text)
        for folder in ("holders", "slaves"):
            (self.root / top / folder).mkdir()
        link = self.root / "sys/dev/block" / dev
        link.symlink_to(f"../../block/{name}")
        drive = self.root / "dev" / name
        if node is not None:
            drive.symlink_to(node)
            return node
        if content is None:
            drive.touch()
            os.truncate(drive, size)
        else:
            drive.write_bytes(content)
        major, minor = dev.split(":")
        self.drives[str(drive)] = int(major), int(minor)
        return drive

    def remove_disk(self, name: str) -> None:
        """Pull a drive: its node and its place in sysfs are gone."""
        dev = (self.root / f"sys/block/{name}/dev").read_text().strip()
        (self.root / "sys/dev/block" / dev).unlink()
        shutil.rmtree(self.root / f"sys/block/{name}")

    def text(self, name: str, **constants: str) -> str:
        """A program for this NAS: its own parts, each under its own file name."""
        places = {
            "SYS": f"{self.root}/sys",
            "DEV": f"{self.root}/dev",
            "ETC": f"{self.root}/etc",
            "SYSTEMD": f"{self.root}/no-systemd",
            **self.text_constants,
            **constants,
        }
        parts = []
        for path, text in remote.fragments(name):
            for constant, place in places.items():
                before = f'\n{constant} = "'
                if before in text:
                    start = text.index(before) + 1
                    end = text.index("\n", start)
                    text = f"{text[:start]}{constant} = {place!r}{text[end:]}"
            for old, new in self.patches:
                text = text.replace(old, new)
            parts.append((str(path), text))
        drives = {
            path: number for path, number in self.drives.items() if Path(path).exists()
        }
        return (
            # Without its own name it is measured under the names of its parts.
            f"import __future__\nglobals().pop('__file__', None)\nDRIVES = {drives!r}\n{_PROLOGUE}\n"
            f"for _path, _text in {parts!r}:\n"
            "    _flags = __future__.annotations.compiler_flag\n"
            "    exec(compile(_text, _path, 'exec', flags=_flags), globals())\n"
        )

    def patch(self, old: str, new: str) -> Sandbox:
        """Change the text of every program from now on."""
        texts = [remote.load(name) for name in ("probe", "control", "supervisor")]
        assert any(old in text for text in texts)
        self.patches.append((old, new))
        return self

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PATH": f"{self.root}/bin:{os.environ['PATH']}"}

    def call(
        self, name: str, request: Mapping[str, object], **constants: str
    ) -> Answer:
        """Run the probe or control to its end and split its answer."""
        done = self.call_raw(name, request, **constants)
        assert done.stderr == b"", done.stderr.decode()
        assert done.returncode == 0
        return split_frames(done.stdout)

    def call_raw(
        self, name: str, request: Mapping[str, object], **constants: str
    ) -> subprocess.CompletedProcess[bytes]:
        program = self.text(name, **constants).encode()
        boot = (
            "import sys;i=sys.stdin.buffer;"
            "exec(compile(i.read(int(i.readline())),'sent','exec'))"
        )
        return subprocess.run(
            [self.python, "-I", "-c", boot],
            input=b"%d\n%s%s" % (len(program), program, json.dumps(request).encode()),
            capture_output=True,
            env=self.environment(),
            check=False,
            timeout=PATIENCE,
        )

    def probe(self, **fields: object) -> Answer:
        request = {
            "v": 1,
            "deadline": 20,
            "width": 8,
            "smart": [],
            "signatures": [],
            "samples": [],
            "smart_types": {},
            "nvme": {},
            "farm": [],
            "awake": [],
            "versions": False,
            "unit_prefix": "nas-burnin-",
            "state_dir": str(self.state_dir),
            "run_dir": str(self.run_dir),
        }
        return self.call("probe", {**request, **fields})

    def control(self, verb: str, unit: str, **fields: object) -> dict[str, Any]:
        request = {
            "v": 1,
            "verb": verb,
            "unit": unit,
            "nonce": "n0nce",
            "state_dir": str(self.state_dir),
            "run_dir": str(self.run_dir),
            "wait": 20,
        }
        answer = self.call("control", {**request, **fields})
        assert answer.complete
        return dict(json.loads(answer.frames["control"].out))

    def start(self, request: Mapping[str, Any], **fields: object) -> dict[str, Any]:
        """Start a detached test through control."""
        return self.control(
            "start",
            request["unit"],
            nonce=request["nonce"],
            program=self.text("supervisor"),
            request=request,
            **fields,
        )

    def spawn(
        self, request: Mapping[str, Any], **constants: str
    ) -> subprocess.Popen[bytes]:
        """Start a supervisor as a child of the test itself."""
        state = self.state_dir / request["unit"]
        run = self.run_dir / request["unit"]
        state.mkdir(parents=True, exist_ok=True)
        run.mkdir(parents=True, exist_ok=True)
        (state / "request.json").write_text(json.dumps(request))
        program = state / "supervisor.py"
        program.write_text(self.text("supervisor", **constants))
        child = subprocess.Popen(
            [self.python, "-I", str(program), str(state), str(run)],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.started.append(child)
        return child

    def status(self, unit: str) -> dict[str, Any]:
        try:
            return dict(json.loads((self.run_dir / unit / "status.json").read_bytes()))
        except FileNotFoundError:
            return {}

    def checkpoint(self, unit: str) -> dict[str, Any]:
        path = self.state_dir / unit / "checkpoint.json"
        return dict(json.loads(path.read_bytes()))

    def until(
        self, unit: str, is_done: Callable[[dict[str, Any]], object]
    ) -> dict[str, Any]:
        """The first status of which `is_done` is true."""

        def look() -> dict[str, Any]:
            found = self.status(unit)
            return found if found and is_done(found) else {}

        return wait_for(look)

    def reach(self, unit: str, *states: str) -> dict[str, Any]:
        return self.until(unit, lambda status: status["state"] in states)

    def go(self, unit: str, nonce: str = "n0nce") -> None:
        path = self.run_dir / unit / "go"
        path.with_suffix(".new").write_text(nonce)
        path.with_suffix(".new").rename(path)

    def output(self, unit: str, number: int = 0, stream: str = "err") -> bytes:
        path = self.state_dir / unit / f"run-{number}.{stream}"
        return path.read_bytes() if path.exists() else b""

    def close(self) -> None:
        """End what the test started, by process id, and leave nothing behind."""
        for child in self.started:
            end(child.pid, start_ticks(child.pid))
            child.wait()
            if child.stderr is not None:
                child.stderr.close()
        records = [
            *self.state_dir.glob("*/checkpoint.json"),
            *self.run_dir.glob("*/status.json"),
        ]
        for record in records:
            try:
                status = json.loads(record.read_bytes())
            except ValueError:
                # A test made it so.
                continue
            end(status["pid"], status["start_ticks"])


def end(pid: int, ticks: int | None) -> None:
    """End one process: gently, so that it can put its affairs in order, then not."""
    for number, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, PATIENCE)):
        until = time.monotonic() + seconds
        if ticks is not None and start_ticks(pid) == ticks:
            os.kill(pid, number)
        while ticks is not None and start_ticks(pid) == ticks:
            if time.monotonic() > until:
                break
            time.sleep(0.02)


def wait_for[T](look: Callable[[], T]) -> T:
    """Look until there is something to see."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come to pass")


def start_ticks(pid: int) -> int | None:
    """Start time of a living process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError, ProcessLookupError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def is_gone(pid: int) -> bool:
    """True once a process is dead."""
    return start_ticks(pid) is None


def boot_id() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def run(
    number: int = 0, pattern: str | None = "0xaa", **fields: object
) -> dict[str, Any]:
    """One run over a drive of 4 MiB."""
    return {
        "number": number,
        "pattern": pattern,
        "write": True,
        "block_size": 4096,
        "blocks_at_once": 64,
        "first": 0,
        "last": 1023,
        **fields,
    }


def request(**fields: object) -> dict[str, Any]:
    """A destructive test of the drive that `add_disk` makes with 4 MiB."""
    return {
        "v": 1,
        "unit": "nas-burnin-zl2abcde",
        "job": "job-1",
        "controller": "controller-1",
        "nonce": "n0nce",
        "boot_id": boot_id(),
        "destructive": True,
        "identity": {
            "wwid": "naa.5000c500aabbccdd",
            "serial": "ZL2ABCDE",
            "size": 4 * MIB,
        },
        "require_blank": True,
        "go_within": 60,
        "error_limit": 100,
        "stop_grace": 3,
        "runs": [run()],
        **fields,
    }
