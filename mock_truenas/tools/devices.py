"""Which drive a device argument of a tool means."""

import os
import re

from ..model import Json, live_nodes, node_of_name, root

_IMAGE = re.compile(r".*/images/(\d+)(?:\.(\d+))?(?: \(deleted\))?")


def resolve(model: Json, device: str) -> tuple[Json, int] | None:
    """Return (node, partition number or 0) of a device path; None if there is none.

    Understands /dev/NAME, the links under /dev/disk, a controller (/dev/nvme0) and a
    descriptor (/proc/self/fd/N), which leads to the image itself.
    """
    if device.startswith("/proc/"):
        try:
            target = os.readlink(device)
        except OSError:
            return None
        match = _IMAGE.fullmatch(target)
        if match is None:
            return None
        node: Json = model["nodes"][match[1]]
        return None if node["gone"] else (node, int(match[2] or 0))
    if device.startswith("/dev/disk/"):
        device = "/dev/" + os.path.basename(_link(device))
    if not device.startswith("/dev/"):
        return None
    name = device.removeprefix("/dev/")
    if found := node_of_name(model, name):
        node, partition = found
        return node, partition["number"] if partition else 0
    for node in live_nodes(model):
        if name.startswith("nvme") and node["name"].rpartition("n")[0] == name:
            return node, 0
    return None


def _link(device: str) -> str:
    try:
        return os.readlink(f"{root()}/view{device}")
    except OSError:
        return device


def is_root() -> bool:
    """Whether this process is root on the NAS."""
    return os.environ.get("MOCK_TRUENAS_UID", "0") == "0"
