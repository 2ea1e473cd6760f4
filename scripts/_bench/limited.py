"""Loop devices as fast as a disk, by the kernel's own limits: in memory they race."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import subprocess
import tempfile
import time

from .nas import NotHereError

MEBIBYTE = 1 << 20
_V1 = Path("/sys/fs/cgroup/blkio")
_V2 = Path("/sys/fs/cgroup")
_PROBE = 4 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Limited:
    """Devices, all limited for the processes of one control group."""

    nodes: tuple[Path, ...]
    group: Path
    how: str

    def admit(self, pid: int) -> None:
        """Limit a process, and all that it starts from now on."""
        (self.group / "cgroup.procs").write_text(str(pid))


@contextmanager
def limited(count: int, size: int, speed: int) -> Iterator[Limited]:
    """So many devices of `size` bytes, each limited to `speed` bytes a second.

    Raises NotHereError where the machine attaches no loop devices, or has no control
    group that limits them.
    """
    if os.getuid() != 0:
        raise NotHereError("loop devices need root")
    group, how = _group()
    nodes: list[Path] = []
    # In memory, so that no real disk takes part.
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="bench-") as folder:
        try:
            for number in range(count):
                image = Path(folder) / f"disk{number}"
                with image.open("wb") as file:
                    file.truncate(size)
                nodes.append(_attach(image))
                _limit(group, nodes[-1], speed)
            made = Limited(tuple(nodes), group, how)
            _try(made, speed)
            yield made
        finally:
            for node in nodes:
                subprocess.run(["losetup", "-d", node], check=False)
            _leave(group)


def _group() -> tuple[Path, str]:
    name = f"nas-burnin-bench-{os.getpid()}"
    try:
        if (_V1 / "blkio.throttle.write_bps_device").exists():
            (_V1 / name).mkdir()
            return _V1 / name, "loop devices limited by blkio (cgroup v1)"
        if "io" in (_V2 / "cgroup.controllers").read_text().split():
            (_V2 / "cgroup.subtree_control").write_text("+io")
            (_V2 / name).mkdir()
            return _V2 / name, "loop devices limited by io.max (cgroup v2)"
    except OSError as problem:
        raise NotHereError(f"no control group for disks: {problem}") from problem
    raise NotHereError("no control group limits disks here")


def _attach(image: Path) -> Path:
    done = subprocess.run(
        ["losetup", "--find", "--show", image], capture_output=True, check=False
    )
    if done.returncode:
        raise NotHereError(f"no loop device: {done.stderr.decode().strip()}")
    return Path(done.stdout.decode().strip())


def _limit(group: Path, node: Path, speed: int) -> None:
    number = node.stat().st_rdev
    device = f"{os.major(number)}:{os.minor(number)}"
    if (group / "io.max").exists():
        (group / "io.max").write_text(f"{device} rbps={speed} wbps={speed}")
        return
    for direction in ("read", "write"):
        path = group / f"blkio.throttle.{direction}_bps_device"
        path.write_text(f"{device} {speed}")


def _try(made: Limited, speed: int) -> None:
    """Believe in the limit only when it is seen."""
    begun = time.perf_counter()
    argv = ["dd", "if=/dev/zero", f"of={made.nodes[0]}", f"bs={_PROBE}", "count=4"]
    argv += ["oflag=direct", "status=none"]
    subprocess.run(entering(made.group, argv), check=True)
    took = time.perf_counter() - begun
    least = 4 * _PROBE / speed
    if took < 0.7 * least:
        raise NotHereError(f"the limit is not kept: {took:.2f} s, not {least:.2f} s")


def entering(group: Path, argv: list[str]) -> list[str]:
    """The command that runs a program in a control group."""
    enter = 'echo $$ >"$0/cgroup.procs"; exec "$@"'
    return ["sh", "-c", enter, str(group), *argv]


def _leave(group: Path) -> None:
    for pid in (group / "cgroup.procs").read_text().split():
        (group.parent / "cgroup.procs").write_text(pid)
    group.rmdir()
