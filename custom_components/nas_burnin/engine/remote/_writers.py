"""Who has block devices open for writing, found in /proc.

An exclusive open keeps out only those who ask for one, too. badblocks looks whether a
drive is in use and lets go of it at once; a virtual machine, an iSCSI target or `dd`
never asks.
"""
# Without pathlib: it takes longer to load than all the rest.

from collections.abc import Iterator
import os
import stat
import time
from typing import Any, Callable

from ._base import PROC, SYS, decode, listing, read_file, read_text, seconds_now

LINGER_SECONDS = 2
"""Tools that ask a drive for its health have it open for a moment, too."""

WAYS_ROUND = ("/dev/sg", "/dev/bsg/")
"""Nodes that take SCSI commands for a drive, past its block device."""


def openers(is_ours: Callable[[int], bool]) -> list[dict[str, Any]]:
    """Every process that has a block device open for writing, and keeps it open.

    Each with the number of the `dev`, its `pid` and the name of the `process`;
    without those that `is_ours` tells by their pid, and devices that have left.
    """
    found = [
        opener
        for opener in writers(lambda dev: os.path.exists(f"{SYS}/dev/block/{dev}"))
        if not is_ours(opener[1])
    ]
    until = seconds_now() + LINGER_SECONDS
    while found and seconds_now() < until:
        time.sleep(0.1)
        found = [opener for opener in found if _still_writes(*opener)]
    # A test that began meanwhile has said by now that it is one.
    kept = sorted({(dev, pid) for dev, pid, _ in found if not is_ours(pid)})
    return [
        {"dev": dev, "pid": pid, "process": read_text(f"{PROC}/{pid}/comm")}
        for dev, pid in kept
    ]


def writers(wanted: Callable[[str], bool]) -> Iterator[tuple[str, int, str]]:
    """Yield device number, process and descriptor of what others have open for writing.

    Only of devices whose number is `wanted`.
    """
    for pid in (int(name) for name in listing(PROC) if name.isdecimal()):
        if pid == os.getpid():
            continue
        for descriptor in _descriptors(pid):
            dev = _device(f"{PROC}/{pid}/fd/{descriptor}")
            if dev and wanted(dev) and _writes(f"{PROC}/{pid}/fdinfo/{descriptor}"):
                yield dev, pid, descriptor


def _still_writes(dev: str, pid: int, descriptor: str) -> bool:
    is_same = _device(f"{PROC}/{pid}/fd/{descriptor}") == dev
    return is_same and _writes(f"{PROC}/{pid}/fdinfo/{descriptor}")


def _descriptors(pid: int) -> list[str]:
    try:
        return os.listdir(f"{PROC}/{pid}/fd")
    except OSError:
        # It ended, or it is one of the few that not even root may look at.
        return []


def _device(path: str) -> str:
    """The number of the block device that a descriptor leads to; "" where to none."""
    try:
        target = os.readlink(path)
        # Anything else may be on a server that does not answer, and would stop us.
        if not target.startswith("/dev/"):
            return ""
        found = os.stat(path)
    except OSError:
        return ""
    number = f"{os.major(found.st_rdev)}:{os.minor(found.st_rdev)}"
    if stat.S_ISBLK(found.st_mode):
        return number
    is_way_round = stat.S_ISCHR(found.st_mode) and target.startswith(WAYS_ROUND)
    return _disk_behind(number) if is_way_round else ""


def _disk_behind(number: str) -> str:
    """The number of the disk to which a generic SCSI node leads; "" where to none.

    A virtual machine that is given the whole drive writes to it by this one.
    """
    device = f"{SYS}/dev/char/{number}/device"
    for name in listing(device + "/block"):
        return read_text(f"{device}/block/{name}/dev")
    return ""


def _writes(path: str) -> bool:
    """True unless a descriptor is for reading alone, or closed by now."""
    try:
        words = decode(read_file(path, 4096)).split()
    except OSError:
        return False
    flags = words[words.index("flags:") + 1] if "flags:" in words[:-1] else ""
    return not flags.isdecimal() or int(flags, 8) & os.O_ACCMODE != os.O_RDONLY
