"""A toy NAS: real sshd, real programs as they are sent, a real loop device as drive.

It lives in a mount namespace of its own, in which `/sys/block`, `/dev`, `/run` and
`/var/log` are its own. So nothing of the product is changed, and only what sysfs says of
the drive, `smartctl` and the pace of badblocks are made up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
import shutil
import subprocess
from typing import Any

import pytest

from tests.engine.host.servers import OpenSSH
from tests.faults.sshd import missing as no_sshd, sshd
from tests.remote.sandbox import SYSTEM_PYTHON, Sandbox, end

SERIAL = "ZL2ABCDE"
UNLIMITED = 1 << 62

_ENTER = """#!/bin/sh
set -e
root=$1
shift
mount --bind "$root/sys/block" /sys/block
mount --bind "$root/sys/dev/block" /sys/dev/block
mount --bind "$root/run" /run
mount --bind "$root/var/log" /var/log
mount -t tmpfs -o mode=755 none /dev
mknod -m 666 /dev/null c 1 3
mknod -m 666 /dev/zero c 1 5
mknod -m 666 /dev/random c 1 8
mknod -m 666 /dev/urandom c 1 9
mknod /dev/sda b {major} {minor}
ln -s /proc/self/fd /dev/fd
exec "$@"
"""

_SMARTCTL = """cat <<'END'
{report}
END
"""

# It stops badblocks whenever it has moved more bytes than it may, so that a test lasts
# as long as somebody needs it, on a machine of any speed.
_BADBLOCKS = """#!{python}
import os, signal, sys, time

ROOT, REAL, RUN_BYTES = {root!r}, {real!r}, {run_bytes}

def allowed():
    with open(ROOT + "/allowed") as file:
        return int(file.read() or 0)

def pace(pid, before):
    while os.getppid() == pid:
        with open("/proc/%d/io" % pid) as file:
            rows = dict(line.split(":") for line in file)
        moved = int(rows["rchar"]) + int(rows["wchar"])
        go_on = before + moved < allowed()
        os.kill(pid, signal.SIGCONT if go_on else signal.SIGSTOP)
        time.sleep(0.003)

with open(ROOT + "/starts", "a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
with open(ROOT + "/starts") as file:
    before = (len(file.readlines()) - 1) * RUN_BYTES
parent = os.getpid()
ready, ready_end = os.pipe()
if os.fork() == 0:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.closerange(3, ready_end)
    os.closerange(ready_end + 1, 256)
    os.close(ready_end)
    try:
        pace(parent, before)
    except (OSError, KeyError):
        pass
    os._exit(0)
os.close(ready_end)
os.read(ready, 1)
os.execv(REAL, ["badblocks", *sys.argv[1:]])
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """One supervisor, as its own record tells it from every other."""

    nonce: str
    pid: int
    start_ticks: int


@dataclass
class Toy:
    """The NAS, its SSH server, and what can be seen of its one drive."""

    root: Path
    size: int
    image: Path
    server: OpenSSH

    def allow(self, share: float) -> None:
        """Let badblocks go through this share of all the work; 1 is without end."""
        # Two patterns, each written and read.
        most = UNLIMITED if share >= 1 else int(4 * self.size * share)
        fresh = self.root / "allowed.new"
        fresh.write_text(str(most))
        fresh.rename(self.root / "allowed")

    def starts(self) -> list[str]:
        """Every badblocks that ever began, by its arguments."""
        return (self.root / "starts").read_text().splitlines()

    def records(self) -> list[dict[str, Any]]:
        """What the supervisors that are there say of themselves."""
        found = []
        for path in (self.root / "run/nas_burnin").glob("*/status.json"):
            try:
                found.append(dict(json.loads(path.read_bytes())))
            except FileNotFoundError:
                # It was cleared away while we looked.
                continue
        return found

    def identities(self) -> set[Identity]:
        return {
            Identity(record["nonce"], record["pid"], record["start_ticks"])
            for record in self.records()
        }

    def left_behind(self) -> list[str]:
        """The files of our tests that are still there."""
        places = (self.root / "run/nas_burnin", self.root / "var/log/nas_burnin")
        return sorted(
            str(path) for place in places for path in place.glob("nas-burnin-*/**")
        )

    def end_tests(self) -> None:
        """End what a broken test left running, by process id."""
        for record in self.records():
            end(record["pid"], record["start_ticks"])


def reason_against() -> str:
    """Answer why this machine can't have a toy NAS, or nothing."""
    if why := no_sshd():
        return why
    needed = ("losetup", "unshare", "badblocks", "lsblk", "blkid", "timeout")
    if lacking := [tool for tool in needed if shutil.which(tool) is None]:
        return f"there is no {', '.join(lacking)} here"
    tried = subprocess.run(
        ["unshare", "-m", "--propagation", "private", "mount", "--bind", "/", "/mnt"],
        capture_output=True,
        check=False,
    )
    return "no mount namespace of our own is allowed here" if tried.returncode else ""


@contextmanager
def toy(folder: Path, size: int) -> Iterator[Toy]:
    """Boot it with one blank drive of `size` bytes; skips where that is impossible."""
    if why := reason_against():
        pytest.skip(why)
    image = folder / "image"
    image.touch()
    os.truncate(image, size)
    attached = subprocess.run(
        ["losetup", "--find", "--show", image],
        capture_output=True,
        text=True,
        check=False,
    )
    if attached.returncode:
        pytest.skip(f"no loop device: {attached.stderr.strip()}")
    node = Path(attached.stdout.strip())
    try:
        root, enter = _furnish(folder / "nas", node, size)
        with sshd(
            folder / "sshd",
            before=["unshare", "-m", "--propagation", "private", str(enter), str(root)],
            environment={"PATH": f"{root}/bin:{os.environ['PATH']}"},
        ) as server:
            nas = Toy(root, size, image, server)
            nas.allow(0)
            try:
                yield nas
            finally:
                nas.allow(1)
                nas.end_tests()
    finally:
        subprocess.run(["losetup", "--detach", node], check=True)


def _furnish(root: Path, node: Path, size: int) -> tuple[Path, Path]:
    """Make its folders and tools; answers its root, and what boots it."""
    nas = Sandbox(root, python=SYSTEM_PYTHON)
    device = node.stat().st_rdev
    major, minor = os.major(device), os.minor(device)
    nas.add_disk("sda", size, dev=f"{major}:{minor}", serial=SERIAL, node=node)
    for number, name in _mounted().items():
        nas.add_disk(name, size, dev=number, serial=name, wwid=f"t10.{name}")
    for folder in ("run/sshd", "var/log"):
        (root / folder).mkdir()
    report = {
        "smartctl": {"exit_status": 0},
        "device": {"name": "/dev/sda", "type": "scsi", "protocol": "SCSI"},
        "serial_number": SERIAL,
        "smart_status": {"passed": True},
        "temperature": {"current": 30},
    }
    nas.tool("smartctl", _SMARTCTL.format(report=json.dumps(report)))
    nas.tool("badblocks", "").write_text(
        _BADBLOCKS.format(
            python=SYSTEM_PYTHON,
            root=str(root),
            real=shutil.which("badblocks"),
            run_bytes=2 * size,
        )
    )
    nas.write("starts", "")
    enter = nas.write("enter", _ENTER.format(major=major, minor=minor))
    enter.chmod(0o755)
    return root, enter


def _mounted() -> dict[str, str]:
    """The block devices this machine has mounted, by number: a NAS knows its own.

    They have no nodes there, so nothing can ever touch them.
    """
    rows = Path("/proc/self/mountinfo").read_text().splitlines()
    numbers = {row.split()[2] for row in rows}
    places = {number: Path("/sys/dev/block") / number for number in numbers}
    return {
        number: place.resolve().name
        for number, place in places.items()
        if place.exists()
    }
