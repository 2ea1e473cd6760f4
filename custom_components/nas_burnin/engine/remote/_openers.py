"""Who has a drive open for writing without having claimed it.

An exclusive open keeps out only those who ask for one, too. badblocks looks whether a
drive is in use and lets go of it at once; a virtual machine, an iSCSI target or `dd`
never asks.
"""
# Without pathlib: it takes longer to load than all the rest.

import os
import stat
import time

from ._base import PROC, decode, listing, read_file, read_text, seconds_now
from ._disks import partitions_at
from ._hold import Node
from ._request import Refused

PATIENCE_SECONDS = 5
"""Tools that ask a drive for its health have it open for a moment, too."""


def insist_alone(nodes: list[Node]) -> None:
    """Insist that nobody else can write to the held drive; raises Refused."""
    until = seconds_now() + PATIENCE_SECONDS
    while (found := _writer(nodes)) is not None:
        if seconds_now() >= until:
            node, pid = found
            name = read_text(f"{PROC}/{pid}/comm")
            raise Refused("opened", node=node, process=name, pid=str(pid))
        time.sleep(0.1)


def _writer(nodes: list[Node]) -> tuple[str, int] | None:
    """Return a node and the process that has it, or a partition of it, open."""
    numbers = {}
    for node in nodes:
        numbers[node.dev] = node.name
        for part in partitions_at(node.path):
            numbers[read_text(f"{node.path}/{part}/dev")] = part
    # A partition that left meanwhile has no number.
    numbers.pop("", None)
    for pid in (int(name) for name in listing(PROC) if name.isdecimal()):
        if pid == os.getpid():
            continue
        for descriptor in _descriptors(pid):
            number = _device(f"{PROC}/{pid}/fd/{descriptor}")
            if number in numbers and _writes(f"{PROC}/{pid}/fdinfo/{descriptor}"):
                return numbers[number], pid
    return None


def _descriptors(pid: int) -> list[str]:
    try:
        return os.listdir(f"{PROC}/{pid}/fd")
    except OSError:
        # It ended, or it is one of the few that not even root may look at.
        return []


def _device(path: str) -> str:
    """The device number that a descriptor leads to; "" for all that is no device."""
    try:
        # Anything else may be on a server that does not answer, and would stop us.
        if not os.readlink(path).startswith("/dev/"):
            return ""
        found = os.stat(path)
    except OSError:
        return ""
    if not stat.S_ISBLK(found.st_mode):
        return ""
    return f"{os.major(found.st_rdev)}:{os.minor(found.st_rdev)}"


def _writes(path: str) -> bool:
    """True unless a descriptor is for reading alone, or closed by now."""
    try:
        words = decode(read_file(path, 4096)).split()
    except OSError:
        return False
    flags = words[words.index("flags:") + 1] if "flags:" in words[:-1] else ""
    return not flags.isdecimal() or int(flags, 8) & os.O_ACCMODE != os.O_RDONLY
