"""A NAS to measure on: OpenSSH's own sshd, and drives that answer at once.

It lives in a mount namespace, in which /sys/block, /dev and the tools are made of
files. So the programs of the product run on it exactly as they are, and the same
programs can be run there without SSH. Drives may also be loop devices.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import shutil
import socket
import stat
import subprocess
import tempfile
import time

import asyncssh

from custom_components.nas_burnin.engine.host.connection import Connection
from custom_components.nas_burnin.engine.host.link import SshLink
from tests.engine.host.servers import LOGIN, Host
from tests.remote.sandbox import Sandbox

from .reports import naa, node_name, serial, smart_report

GIGABYTE = 1 << 30
PATIENCE = 30.0

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_DEVICES = {"null": 3, "zero": 5, "full": 7, "random": 8, "urandom": 9}
_TOOLS = {
    # The last word of its call is the drive. A drive that hangs is known by a file.
    "smartctl": """for node; do :; done
name=${node##*/}
if [ -e /run/bench/hung/$name ]; then echo $$ >>/run/bench/asked; exec sleep 600; fi
[ ! -e /run/bench/slow ] || sleep 0.06
exec cat /run/bench/smart/$name""",
    "lsblk": "exec cat /run/bench/lsblk",
    "zpool": "exit 0",
    "blkid": "exit 2",
    # The only way to know how often it really ran: what was asked for may be refused.
    "badblocks": """echo "$@" >>/run/bench/ran
exec /usr/sbin/badblocks "$@\"""",
}
_ENTER = """set -e
mount --bind "$1/sys/block" /sys/block
mount --bind "$1/sys/dev/block" /sys/dev/block
mount --bind "$1/bin" /usr/local/sbin
mount --bind "$1/var" /var/log
mount -t tmpfs -o mode=755 bench /run
mkdir /run/sshd /run/bench
mount --bind "$1/bench" /run/bench
mount --bind "$1/dev" /dev
# The account's own shell files are no part of what is measured.
mount -t tmpfs bench /root
sshd=$2
shift 2
exec "$sshd" "$@"
"""


class NotHereError(Exception):
    """This machine can't run such a NAS; the text says why."""


@dataclass
class BenchNas:
    """A NAS that is up; `root` is what it is made of."""

    root: Path
    host: Host
    log: Path
    process: subprocess.Popen[bytes]
    drives: list[str] = field(default_factory=list)

    @property
    def bench(self) -> Path:
        """What its tools read."""
        return self.root / "bench"

    def sessions(self) -> list[int]:
        """The server processes that serve connections, by their ids."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def executions(self) -> int:
        """How often badblocks has run here, whoever asked for it and how often."""
        path = self.bench / "ran"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def inside(self, *argv: str) -> list[str]:
        """The command that runs another one here, without SSH."""
        space = f"--mount=/proc/{self.process.pid}/ns/mnt"
        return ["nsenter", space, "--", "env", "-i", f"PATH={_PATH}", *argv]

    def set_slow(self, slow: bool) -> None:
        """Let each drive take 60 ms for its answer, or none."""
        path = self.bench / "slow"
        if slow:
            path.touch()
        else:
            path.unlink(missing_ok=True)

    def set_hung(self, names: Collection[str]) -> None:
        """Let these drives never answer, and no others."""
        folder = self.bench / "hung"
        shutil.rmtree(folder)
        folder.mkdir()
        for name in names:
            (folder / name).touch()

    @asynccontextmanager
    async def linked(self, port: int = 0) -> AsyncIterator[tuple[Connection, SshLink]]:
        """The product's own way to it, by a port that leads there."""
        settings = Host(port or self.host.port, self.host.host_key, "root").settings()
        connection = Connection(settings)
        try:
            yield connection, SshLink(connection, sudo=False)
        finally:
            await connection.close()


@contextmanager
def bench_nas(
    drives: int, loops: Collection[Path] = (), *, compression: bool = True
) -> Iterator[BenchNas]:
    """Start a NAS with loop devices and so many drives made of files.

    Raises NotHereError where the machine has no sshd or allows no namespace.
    """
    sshd = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/sbin")
    if sshd is None or os.getuid() != 0:
        raise NotHereError("it needs sshd and root")
    with tempfile.TemporaryDirectory(prefix="bench-nas-") as folder:
        root = Path(folder) / "nas"
        names = _furnish(root, drives, list(loops))
        yield from _served(sshd, root, names, "yes" if compression else "no")


def _furnish(root: Path, drives: int, loops: list[Path]) -> list[str]:
    sandbox = Sandbox(root)
    for folder in ("bench/smart", "bench/hung"):
        (root / folder).mkdir(parents=True)
    for name, script in _TOOLS.items():
        sandbox.tool(name, script)
    if Path("/usr/bin/python3").exists():
        (root / "bin/python3").unlink()
    for name, minor in _DEVICES.items():
        os.mknod(root / "dev" / name, stat.S_IFCHR | 0o666, os.makedev(1, minor))
    names = []
    for number in range(drives + len(loops)):
        node = loops[number] if number < len(loops) else None
        names.append(_add(sandbox, number, node))
    for name, dev in _mounted():
        # They must be known, because what is mounted and unknown locks everything.
        sandbox.add_disk(name, GIGABYTE, dev=dev, wwid="", serial=name)
    rows = [{"name": name, "kname": name, "pkname": None, **_LSBLK} for name in names]
    (root / "bench/lsblk").write_text(json.dumps({"blockdevices": rows}))
    return names


_LSBLK = {
    "type": "disk",
    "size": GIGABYTE,
    "fstype": None,
    "label": None,
    "mountpoints": [None],
}


def _mounted() -> set[tuple[str, str]]:
    """The devices that this machine has mounted itself, with their numbers."""
    rows = Path("/proc/self/mountinfo").read_text().splitlines()
    return {
        (Path(row.split(" - ")[1].split()[1]).name, row.split()[2])
        for row in rows
        if not row.split()[2].startswith("0:")
    }


def _add(sandbox: Sandbox, number: int, node: Path | None) -> str:
    name = node_name(number)
    path = sandbox.root / "dev" / name
    if node is None:
        size, dev = GIGABYTE, f"{65 + number // 16}:{number % 16 * 16}"
        content = sandbox.root / "dev" / name
    else:
        number_of_node = node.stat().st_rdev
        dev = f"{os.major(number_of_node)}:{os.minor(number_of_node)}"
        size = int((Path("/sys/dev/block") / dev / "size").read_text()) * 512
        content = node
    sandbox.add_disk(
        name,
        size,
        dev=dev,
        wwid=f"naa.{naa(number)}",
        serial=serial(number),
        vendor="ATA",
        node=None if node is None else content,
    )
    if node is not None:
        path.unlink()
        os.mknod(path, stat.S_IFBLK | 0o660, node.stat().st_rdev)
    report = smart_report(number, size)
    (sandbox.root / "bench/smart" / name).write_bytes(report)
    return name


def _served(
    sshd: str, root: Path, names: list[str], compression: str
) -> Iterator[BenchNas]:
    key = asyncssh.generate_private_key("ssh-ed25519")
    (root / "host_key").write_bytes(key.export_private_key())
    (root / "host_key").chmod(0o600)
    (root / "authorized_keys").write_bytes(LOGIN.export_public_key())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (root / "config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {root}/host_key\n"
        f"AuthorizedKeysFile {root}/authorized_keys\nPidFile none\nStrictModes no\n"
        "UsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        f"PermitRootLogin prohibit-password\nLogLevel VERBOSE\n"
        f"Compression {compression}\nSetEnv PATH={_PATH}\n"
    )
    log = root / "log"
    argv = ["unshare", "--mount", "--propagation", "private", "sh", "-c", _ENTER]
    argv += ["enter", str(root), sshd, "-D", "-e", "-f", str(root / "config")]
    with log.open("wb") as stream:
        process = subprocess.Popen(argv, stderr=stream)
    try:
        _wait_for(log, process)
        yield BenchNas(root, Host(port, key, "root"), log, process, names)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(log: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if b"Server listening" in log.read_bytes():
            return
        time.sleep(0.02)
    raise NotHereError(f"sshd does not start: {log.read_text(errors='replace')[-300:]}")


@dataclass
class Wire:
    """A way to a port on loopback that counts what passes."""

    port: int
    passed: int = 0


@asynccontextmanager
async def counting(target: int) -> AsyncIterator[Wire]:
    """Lead connections to a port, and count the bytes of both directions."""
    wire = Wire(0)
    ways: set[asyncio.Task[None]] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            wire.passed += len(data)
            writer.write(data)
            await writer.drain()
        writer.close()

    async def forward(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", target)
        pumps = {
            asyncio.create_task(pump(reader, back)),
            asyncio.create_task(pump(there, writer)),
        }
        ways.update(pumps)
        await asyncio.wait(pumps)
        for task in pumps:
            task.result()

    server = await asyncio.start_server(forward, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        await server.wait_closed()
        if ways:
            await asyncio.wait(ways)
