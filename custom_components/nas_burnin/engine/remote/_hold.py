"""Finding one physical drive, and holding every node of it."""
# Without pathlib: it takes longer to load than all the rest.

import errno
import os
import stat
from typing import Any

from ._base import DEV, SYS, decode, listing, read_text
from ._calls import call
from ._disks import (
    disk_seq_at,
    identity_at,
    is_candidate,
    node_path,
    partitions_at,
)
from ._request import Refused

BLKID_SECONDS = 30


class Node:
    """One whole-disk node of the drive, held open."""

    def __init__(self, name: str, descriptor: int) -> None:
        """Note which disk the descriptor really is; raises Refused for no disk."""
        found = os.fstat(descriptor)
        if not stat.S_ISBLK(found.st_mode):
            raise Refused("not_whole_disk", node=name)
        number = found.st_rdev
        self.name = name
        self.descriptor = descriptor
        self.dev = f"{os.major(number)}:{os.minor(number)}"
        self.path = f"{SYS}/dev/block/{self.dev}"
        self.disk_seq = disk_seq_at(self.path)

    def left(self) -> bool:
        """True once the disk that was opened is no longer there."""
        return (
            not os.path.exists(self.path + "/size")
            or disk_seq_at(self.path) != self.disk_seq
        )

    def is_dead(self) -> bool:
        """True where the kernel answers that nothing is behind the descriptor.

        A disk that is on its way out shrinks to nothing before it leaves.
        """
        try:
            return not os.pread(self.descriptor, 512, 0)
        except OSError as problem:
            return problem.errno in (errno.ENXIO, errno.ENODEV)

    def check(self, identity: dict[str, Any]) -> None:
        """Insist that the descriptor is the drive asked for; raises Refused."""
        if os.path.exists(self.path + "/partition"):
            raise Refused("not_whole_disk", node=self.name)
        if self.left() or identity_at(self.path) != identity:
            raise Refused("identity_changed", node=self.name)


def find(identity: dict[str, Any]) -> list[str]:
    """Kernel names of the disks that have this identity, byte for byte."""
    return [
        name
        for name in listing(SYS + "/block")
        if is_candidate(name) and identity_at(f"{SYS}/block/{name}") == identity
    ]


def hold(identity: dict[str, Any], *, destructive: bool) -> list[Node]:
    """Open every node of the drive, then check what was opened.

    One that is to be erased for writing and exclusively, any other only for reading
    and beside whoever uses it. Raises Refused; what was opened until then is closed
    when the process ends.
    """
    names = find(identity)
    if not names:
        raise Refused("no_such_drive", serial=identity["serial"])
    if len(names) > 1 and not (identity["wwid"] and all(map(_may_have_paths, names))):
        raise Refused("ambiguous", nodes=" ".join(names))
    flags = os.O_RDWR | os.O_EXCL if destructive else os.O_RDONLY
    nodes = [Node(name, _open(name, flags)) for name in names]
    check(nodes, identity)
    return nodes


def _may_have_paths(name: str) -> bool:
    """False for SATA and USB, which lead to a drive by one path only.

    A second node with the same identity is then a second drive: cheap drives and
    docks repeat serial number and world-wide name alike.
    """
    path = f"{SYS}/block/{name}"
    is_ata = read_text(path + "/device/vendor").strip() == "ATA"
    return not (is_ata or "/usb" in os.path.realpath(path))


def check(nodes: list[Node], identity: dict[str, Any]) -> None:
    """Insist that we hold the drive asked for, all its nodes; raises Refused."""
    for node in nodes:
        node.check(identity)
    # A path that came up meanwhile would be a way round the hold.
    names = find(identity)
    if sorted(node.name for node in nodes) != sorted(names):
        raise Refused("identity_changed", node=" ".join(names))


def _open(name: str, flags: int) -> int:
    path = DEV + "/" + node_path(name)
    try:
        return os.open(path, flags | os.O_CLOEXEC)
    except OSError as problem:
        if problem.errno == errno.EBUSY:
            raise Refused("busy", node=name) from problem
        if problem.errno in (errno.ENOENT, errno.ENXIO, errno.ENODEV):
            raise Refused("no_such_drive", node=name) from problem
        error = f"{problem.strerror} (errno {problem.errno})"
        raise Refused("open_failed", node=name, error=error) from problem


def signatures(node: Node) -> list[str]:
    """What blkid finds on the held drive itself; raises Refused if it can't tell.

    The texts are types of file systems, RAID members and partition tables;
    `ambivalent` stands for several at once. Partitions that the kernel still knows
    count, also where their table is gone.
    """
    partitions = [f"partition {name}" for name in partitions_at(node.path)]
    argv = ["blkid", "-p", "-o", "export", f"/proc/self/fd/{node.descriptor}"]
    status, out, err = call(argv, BLKID_SECONDS, [node.descriptor])
    if status == 2 and not out:
        return partitions
    if status == 8:
        return ["ambivalent", *partitions]
    if status != 0:
        said = decode(err)[:200]
        raise Refused("signature_unreadable", status=str(status), text=said)
    pairs = [line.partition("=")[::2] for line in decode(out).splitlines()]
    found = [value for key, value in pairs if key in ("TYPE", "PTTYPE")]
    return (found or ["unknown"]) + partitions
