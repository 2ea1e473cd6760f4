"""Loop devices, and the /sys in which they are disks."""

from dataclasses import dataclass
import json
import os
from pathlib import Path
import subprocess

from tests.remote.sandbox import Sandbox


class NotHere(Exception):
    """This machine can't run a toy NAS; the text says why."""


@dataclass(frozen=True, slots=True)
class Device:
    """A loop device that detaches itself once nobody has it open any more."""

    node: Path
    descriptor: int

    def close(self) -> None:
        os.close(self.descriptor)


def attach(image: Path) -> Device:
    """Attach a file; raises NotHere where that is not allowed."""
    done = subprocess.run(
        ["losetup", "--find", "--show", "--direct-io=off", image],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotHere(f"no loop device: {done.stderr.strip()}")
    node = Path(done.stdout.strip())
    # For reading: one that is open for writing would be taken for used.
    device = Device(node, os.open(node, os.O_RDONLY | os.O_CLOEXEC))
    subprocess.run(["losetup", "--detach", node], check=True)
    return device


def make(image: Path, size: int) -> None:
    """Make a file of zeros that takes no room."""
    image.touch()
    os.truncate(image, size)


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive as the kernel of the NAS tells it: `dev` is its number, `size` in bytes."""

    serial: str
    wwid: str
    size: int
    dev: str


def blank_drive(serial: str, size: int, device: Device) -> Drive:
    """A drive with a name of its own in the world."""
    digits = serial.encode().hex()[-8:].rjust(8, "0")
    return Drive(serial, f"naa.5000c500{digits}", size, number(device.node))


def system_drive(node: Path) -> Drive:
    """A drive that the NAS lives on; only that it is in use is of interest."""
    dev = number(node)
    return Drive(f"SYSTEM-{dev}", f"naa.system-{dev}", 1 << 20, dev)


def show(view: Sandbox, name: str, drive: Drive, count: int) -> None:
    """Let a drive be seen under a kernel name, as the `count`th that was attached."""
    nowhere = Path("/dev/null")
    view.add_disk(name, drive.size, dev=drive.dev, serial=drive.serial, node=nowhere)
    (view.root / "dev" / name).unlink()
    view.write(f"sys/block/{name}/device/wwid", drive.wwid + "\n")
    view.write(f"sys/block/{name}/diskseq", f"{count}\n")
    view.write(f"smart/{name}.json", json.dumps(_health(name, drive)))


def _health(name: str, drive: Drive) -> dict[str, object]:
    return {
        "smartctl": {"exit_status": 0},
        "device": {"name": f"/dev/{name}", "type": "sat", "protocol": "ATA"},
        "serial_number": drive.serial,
        "smart_status": {"passed": True},
        "temperature": {"current": 30},
    }


def number(node: Path) -> str:
    """The number of a device as the kernel writes it."""
    found = node.stat().st_rdev
    return f"{os.major(found)}:{os.minor(found)}"


def source(path: Path) -> Path:
    """The device that a path is on, as the table of mounts calls it."""
    found = subprocess.run(
        ["findmnt", "--noheadings", "--output=SOURCE", "--nofsroot", "--target", path],
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(found.stdout.strip())
