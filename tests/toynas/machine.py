"""A NAS with a real systemd in namespaces of its own, and a switch for its power.

It runs this machine's own programs over a root that it can't change, with its own
processes, /run, /dev, clock, boot id and network. Its drives are loop devices that its
/sys calls disks. What is durable is a file system of which a power cut leaves what was
synced.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
import os
from pathlib import Path
import shutil
import signal
import subprocess
import uuid

from tests.remote.sandbox import MIB, SYSTEM_PYTHON, Sandbox, wait_for
from tests.toynas import disks
from tests.toynas.disks import Device, Drive, NotHere
from tests.toynas.trace import Access, losses, read_trace

HERE = Path(__file__).parent
SYSTEMD = Path("/lib/systemd/systemd")
MEMORY = Path("/sys/fs/cgroup/memory")
UNIT_FOLDER = Path("/lib/systemd/system")
NEEDED = (
    *("badblocks", "blkid", "losetup", "lsblk", "mkfs.ext4"),
    *("nsenter", "setpriv", "systemd-run", "unshare"),
)
SECONDS = 60
"""How long an end is waited for; only a hung machine needs it."""

DURABLE_SIZE = 16 * MIB
LAB = "/mnt"
"""Where the NAS sees the folder `lab`: the trace of its drives, and its stand-ins."""

# Of this machine's units those that every service is ordered by.
TARGETS = (
    *("basic", "final", "local-fs", "local-fs-pre", "paths", "reboot", "shutdown"),
    *("slices", "sockets", "swap", "sysinit", "timers", "umount"),
)
UNITS = {
    "toynas.target": "[Unit]\nRequires=basic.target\nWants=ready.service\n",
    "ready.service": "[Service]\nType=oneshot\nExecStart=touch /run/ready\n",
}
# No loop device has health; which one is asked is the last argument.
SMARTCTL = f'for node; do :; done\nexec cat "{LAB}/smart/${{node##*/}}.json"'
BADBLOCKS = f'LD_PRELOAD={LAB}/watch.so exec {{path}} "$@"'


class ToyNas:
    """One NAS; `boot` switches it on, `cut` takes its power away."""

    def __init__(self, folder: Path) -> None:
        """Prepare it in a folder of its own; raises NotHere."""
        _insist_possible()
        self.drives: dict[str, Drive] = {}
        self.boots = 0
        self._devices: list[Device] = []
        self._folder = folder
        self._holder: subprocess.Popen[bytes] | None = None
        self._init = 0
        self._group = f"toynas-{uuid.uuid4()}"
        for name in ("root", "lab", "durable", "group"):
            (folder / name).mkdir(parents=True)
        self.lab = folder / "lab"
        self._image = folder / "durable.img"
        disks.make(self._image, DURABLE_SIZE)
        subprocess.run(["mkfs.ext4", "-q", "-F", self._image], check=True)
        self._durable = disks.attach(self._image)
        self._tools = Sandbox(self.lab, python=SYSTEM_PYTHON)
        self._prepare()

    def _prepare(self) -> None:
        for name, text in UNITS.items():
            self._tools.write(f"units/{name}", text)
        for name in (*(f"{t}.target" for t in TARGETS), "systemd-reboot.service"):
            shutil.copy(UNIT_FOLDER / name, self.lab / "units" / name)
        self._tools.write("machine-id", uuid.uuid4().hex + "\n")
        (self.lab / "smart").mkdir()
        (self.lab / "bin" / "python3").unlink()
        self._tools.tool("smartctl", SMARTCTL)

    def watch(self) -> None:
        """Note and hold what badblocks reads and writes; raises NotHere."""
        if shutil.which("gcc") is None:
            raise NotHere("no gcc")
        shim = self.lab / "watch.so"
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O1", "-o", shim, HERE / "watch.c", "-ldl"],
            check=True,
        )
        path = shutil.which("badblocks")
        self._tools.tool("badblocks", BADBLOCKS.format(path=path))

    def add_drive(self, serial: str, size: int) -> Drive:
        """Add a blank drive; the next boot gives it a name."""
        image = self.image(serial)
        disks.make(image, size)
        device = disks.attach(image)
        self._devices.append(device)
        drive = self.drives[serial] = disks.blank_drive(serial, size, device)
        return drive

    def image(self, serial: str) -> Path:
        """The file of the bytes of a drive."""
        return self._folder / f"{serial}.img"

    def node(self, serial: str) -> Path:
        """The device of a drive, as this machine calls it."""
        places = dict(zip(self.drives, self._devices, strict=True))
        return places[serial].node

    # --- power -------------------------------------------------------------------

    def boot(self, names: Sequence[str] = ("sda", "sdb", "sdc", "sdd")) -> None:
        """Switch it on, its drives being called so, and wait until it is up."""
        assert self._holder is None
        self.boots += 1
        self._show(names)
        with (self.lab / f"console-{self.boots}").open("wb") as console:
            self._holder = holder = subprocess.Popen(
                [
                    *("unshare", "--mount", "sh", HERE / "power.sh"),
                    *(self._folder, self._durable.node, self._group),
                ],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
            )

        def is_up() -> bool:
            if holder.poll() is not None:
                self.cut()
                raise AssertionError(f"it does not boot: {self.console()}")
            machine = _child(holder.pid)
            self._init = _child(machine) if machine else 0
            return bool(self._init) and self.path("/run/ready").exists()

        wait_for(is_up)

    def console(self) -> str:
        """What the newest boot said."""
        return (self.lab / f"console-{self.boots}").read_text(errors="replace")[-2000:]

    @property
    def is_on(self) -> bool:
        return self._holder is not None

    def cut(self) -> None:
        """Take its power away: every process, all of /run, and what was not synced."""
        holder = self._holder
        if holder is not None:
            if holder.poll() is None:
                os.kill(self._init or holder.pid, signal.SIGKILL)
            self._gone(holder)

    def shut_down(self) -> None:
        """Switch it off as a person does: systemd ends everything, and syncs."""
        holder = self._holder
        assert holder is not None
        self.run("systemctl", "reboot")
        self._gone(holder)

    def _gone(self, holder: subprocess.Popen[bytes]) -> None:
        holder.wait(SECONDS)
        self._holder, self._init = None, 0
        self._durable.close()
        cut = self._folder / "durable.cut"
        if cut.exists():
            cut.rename(self._image)
        self._durable = disks.attach(self._image)

    def close(self) -> None:
        """Switch it off, and let go of its drives."""
        self.cut()
        starved = MEMORY / self._group
        if starved.exists():
            starved.rmdir()
        self._durable.close()
        while self._devices:
            self._devices.pop().close()

    # --- its drives ----------------------------------------------------------------

    def trace(self, serial: str = "") -> list[Access]:
        """What badblocks has read and written until now, of one drive or of all."""
        whole = read_trace(self.lab / "trace")
        if not serial:
            return whole
        return [access for access in whole if access.drive == self.drives[serial].dev]

    def hold(self, pattern: str, kind: str, offset: int) -> None:
        """Let badblocks wait before it reads or writes (`r`, `w`) at or past there."""
        fresh = self.lab / "hold.new"
        fresh.write_text(f"{pattern} {kind} {offset}")
        fresh.rename(self.lab / "hold")

    def is_held(self, serial: str, pattern: str, offset: int) -> bool:
        """True once the badblocks of a drive stands where it is to wait."""
        last = [
            (access.kind, access.pattern, access.offset)
            for access in self.trace(serial)[-1:]
        ]
        return last == [("h", pattern, offset)] and (self.lab / "hold").exists()

    def release(self) -> None:
        """Hold no badblocks any more."""
        (self.lab / "hold").unlink(missing_ok=True)

    def lose(self, serial: str, size: int) -> None:
        """Take back the newest `size` bytes that were written, as a lost cache does."""
        lost = losses(self.trace(serial), size)
        with self.node(serial).open("r+b") as drive:
            for loss in lost:
                drive.seek(loss.offset)
                drive.write(bytes([loss.value]) * loss.length)
            drive.flush()
            os.fsync(drive.fileno())
        with (self.lab / "trace").open("a") as file:
            file.writelines(f"{loss}\n" for loss in lost)

    # --- inside ------------------------------------------------------------------

    @property
    def boot_id(self) -> str:
        return (self.lab / "boot_id").read_text().strip()

    @contextmanager
    def starved(self, unit: str, command: str) -> Iterator[None]:
        """Leave one process of a unit no memory; the kernel has to kill it."""
        group = MEMORY / self._group
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text("0")
        (group / "cgroup.procs").write_text(str(self._outer(unit, command)))
        yield
        said = (group / "memory.oom_control").read_text()
        assert "oom_kill 1" in said, said

    def _outer(self, unit: str, command: str) -> int:
        """What this machine calls a process of a unit."""
        assert self._holder is not None
        groups = Path(f"/proc/{self._holder.pid}/root{self._folder}/group")
        members = groups / self._group / f"system.slice/{unit}.service/cgroup.procs"
        commands = {
            int(pid): Path(f"/proc/{pid}/comm").read_text().strip()
            for pid in members.read_text().split()
        }
        (found,) = (pid for pid, name in commands.items() if name == command)
        return found

    def enter(self, *argv: str) -> list[str]:
        """The argv that runs something in it, as a login would."""
        spaces = ("pid", "mount", "net", "uts", "ipc", "cgroup", "time")
        entered = [f"--{space}" for space in spaces]
        target = f"--target={self._init}"
        # As sshd would give it, not what this machine's own shell has.
        clean = ("env", "-i", "HOME=/root", "PATH=/usr/local/bin:/usr/bin:/bin")
        return ["nsenter", target, *entered, "--", *clean, *argv]

    def run(self, *argv: str) -> subprocess.CompletedProcess[str]:
        """Run a command in it to its end."""
        return subprocess.run(
            self.enter(*argv), capture_output=True, text=True, check=False
        )

    def path(self, path: str) -> Path:
        """One of its own paths, as this machine sees it."""
        return Path(f"/proc/{self._init}/root{path}")

    def processes(self) -> list[str]:
        """The command lines of what runs in it, without kernel and systemd itself."""
        lines = self.run("ps", "-e", "-o", "pid=,args=").stdout.splitlines()
        pairs = (line.split(maxsplit=1) for line in lines)
        return [
            args for pid, args in pairs if pid != "1" and not args.startswith("ps ")
        ]

    # --- what it shows of its drives -----------------------------------------------

    def _show(self, names: Sequence[str]) -> None:
        """Write /sys as its drives are called from now on."""
        for folder in ("sys/block", "sys/dev/block"):
            shutil.rmtree(self.lab / folder)
            (self.lab / folder).mkdir()
        own = [self._durable.node, disks.source(Path("/")), disks.source(self._folder)]
        shown = {
            **{
                f"/dev/{name}": drive
                for name, drive in zip(names, self.drives.values(), strict=False)
            },
            # What the NAS itself lives on has to be there as well: it is in use.
            **{
                str(node): disks.system_drive(node)
                for node in own
                if node.is_block_device()
            },
        }
        nodes = ""
        for count, (path, drive) in enumerate(shown.items(), 100 * self.boots):
            disks.show(self._tools, Path(path).name, drive, count)
            nodes += f"{path} {drive.dev.replace(':', ' ')}\n"
        self._tools.write("nodes", nodes)


def _insist_possible() -> None:
    if os.geteuid() != 0:
        raise NotHere("a toy NAS needs root")
    lacking = [tool for tool in NEEDED if shutil.which(tool) is None]
    if not SYSTEMD.exists():
        lacking.append("systemd")
    if lacking:
        raise NotHere(f"there is no {', '.join(lacking)} here")
    trial = ["unshare", "--mount", "--pid", "--fork", "--net", "--cgroup", "--time"]
    mounting = "mount -t tmpfs tmpfs /mnt && mount -t cgroup2 cgroup2 /mnt"
    done = subprocess.run(
        [*trial, "sh", "-c", mounting], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise NotHere(
            f"no namespaces, or nothing may be mounted: {done.stderr.strip()}"
        )


def _child(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError, ProcessLookupError:
        return 0
    return int(text.split()[0]) if text.strip() else 0
