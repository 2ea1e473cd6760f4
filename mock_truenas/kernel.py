"""Attachments of drives: what the kernel does when one comes, goes or comes back.

Each coming gets a number of its own (the kernel's diskseq). An open descriptor
belongs to that coming for ever: after the drive went it only gives errors, whatever
now has its name.
"""

# Also run by the stand-ins.

import contextlib
import fcntl
import os
import struct

from . import faults
from .model import Json, drive_of, holder_of, live_nodes

F_OFD_GETLK = 36
F_OFD_SETLK = 37
_LOCK = struct.Struct("@hhqqi4x")
# Far beyond any image's end; one byte for each path of a drive.
CLAIM_OFFSET = 1 << 61
_SD_MAJORS = (8, 65, 66, 67, 68, 69, 70, 71, 128, 129, 130, 131, 132, 133, 134, 135)
_STATES = {
    "fine": faults.STATE_FINE,
    "gone": faults.STATE_GONE,
    "hung": faults.STATE_HUNG,
}


def image_path(root: str, drive: Json) -> str:
    """Return where a drive's content is kept."""
    return os.path.join(
        drive.get("image_dir") or os.path.join(root, "disks"), drive["id"]
    )


def node_image(root: str, node: Json, partition: int = 0) -> str:
    """Return the hard link by which one attachment (or a partition of it) is opened."""
    folder = node.get("image_dir") or os.path.join(root, "images")
    return os.path.join(
        folder, f"{node['seq']}.{partition}" if partition else str(node["seq"])
    )


def sd_name(index: int) -> str:
    """Return the name of the index-th SCSI disk: sda ... sdz, sdaa ..."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(97 + rest) + name
    return f"sd{name}"


def sd_index(name: str) -> int:
    """Return the number of a SCSI disk's name."""
    index = 0
    for letter in name.removeprefix("sd"):
        index = index * 26 + ord(letter) - 96
    return index - 1


def _free_name(model: Json, nvme: bool) -> str:
    taken = {node["name"] for node in live_nodes(model)}
    index = 0
    while (name := f"nvme{index}n1" if nvme else sd_name(index)) in taken:
        index += 1
    return name


def device_number(name: str) -> tuple[int, int]:
    """Return the major and minor number that go with a whole-disk name."""
    if name.startswith("nvme"):
        return 259, int(name.removeprefix("nvme").split("n")[0]) * 16
    index = sd_index(name)
    return _SD_MAJORS[index // 16], index % 16 * 16


def attach(root: str, model: Json, drive: Json, name: str = "", path: int = 0) -> Json:
    """Let a drive come, under a given name or the first free one."""
    if not name:
        name = _free_name(model, drive["kind"] == "nvme")
    model["next_seq"] += 1
    major, minor = device_number(name)
    node: Json = {
        "seq": model["next_seq"],
        "name": name,
        "major": major,
        "minor": minor,
        "drive": drive["id"],
        "path": path,
        "gone": False,
        "image_dir": drive.get("image_dir") and f"{drive['image_dir']}/images",
    }
    os.link(image_path(root, drive), node_image(root, node))
    for partition in drive["partitions"]:
        os.link(image_path(root, drive), node_image(root, node, partition["number"]))
    model["nodes"][str(node["seq"])] = node
    _publish(root, model, node)
    return node


def publish_faults(root: str, model: Json) -> None:
    """Tell everybody who has a drive open what is wrong with it now.

    Comes after the view: errors of a drive that is gone, while it still seems to be
    there, are another fault than its going.
    """
    for node in model["nodes"].values():
        _publish(root, model, node)


def _publish(root: str, model: Json, node: Json) -> None:
    drive = drive_of(model, node)
    state = faults.STATE_GONE if node["gone"] else _STATES[drive["state"]]
    speed = drive["bandwidth"] * 1e6 * model["speed"]
    table = faults.encode(state, faults.ranges_of(drive["faults"]), speed)
    target = faults.path(root, node["seq"])
    # In place, because badblocks has it mapped.
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.pread(descriptor, len(table), 0) != table:
            os.pwrite(descriptor, table, 0)
    finally:
        os.close(descriptor)


def claim(descriptor: int, path: int) -> bool:
    """Claim one path of a drive for as long as the open file description lives.

    The lock belongs to the description, as the kernel's own claim belongs to the open:
    it is inherited over fork and exec and ends with the last copy.
    """
    wanted = _LOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, CLAIM_OFFSET + path, 1, 0)
    try:
        fcntl.fcntl(descriptor, F_OFD_SETLK, wanted)
    except BlockingIOError:
        return False
    return True


def claimed(root: str, node: Json) -> bool:
    """Whether somebody holds this attachment's drive by this path."""
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(node_image(root, node), os.O_RDWR | os.O_CLOEXEC)
        try:
            asked = _LOCK.pack(
                fcntl.F_WRLCK, os.SEEK_SET, CLAIM_OFFSET + node["path"], 1, 0
            )
            answer = fcntl.fcntl(descriptor, F_OFD_GETLK, asked)
        finally:
            os.close(descriptor)
        return bool(_LOCK.unpack(answer)[0] != fcntl.F_UNLCK)
    return False


def busy(root: str, model: Json, node: Json) -> bool:
    """Whether an exclusive open of this node (or a partition of it) would fail.

    What the model says of partitions counts for the first path only: the kernel knows
    nothing of two nodes being one drive.
    """
    if node["path"] == 0 and holder_of(model, drive_of(model, node)):
        return True
    return claimed(root, node)
