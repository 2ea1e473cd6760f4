"""The one model of the NAS: a JSON file in the mock's root folder.

Everything that answers for the NAS (the stand-ins for its tools, the kernel view, the
shim) reads this file; who changes it holds the lock for the whole read-change-write.

Layout of the root folder::

    model.json  model.lock      the model
    bin/                        the stand-ins, first on PATH
    disks/ID                    the drives' surfaces
    images/SEQ                  one hard link per attachment of a drive or partition
    faults/SEQ.bin              what is wrong with that attachment (see faults.py)
    dirty/ID.PID                drives that PID writes, or wrote and nobody looked since
    view -> view.N              /sys /dev /proc /etc as the NAS's kernel shows them
    fs/                         /run /var /mnt /data of the NAS
    units/                      what the stand-in for systemd knows
"""

# Read by every stand-in on every call, and pathlib is slow to import.

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import fcntl
import json
import os
from typing import Any

type Json = dict[str, Any]

ROOT_VARIABLE = "MOCK_TRUENAS_ROOT"


def root() -> str:
    """Return the root folder of the NAS this process belongs to."""
    return os.environ[ROOT_VARIABLE]


def load(folder: str) -> Json:
    """Read the model."""
    with open(os.path.join(folder, "model.json"), "rb") as file:
        model: Json = json.loads(file.read())
    return model


def write_atomic(path: str, content: bytes) -> None:
    """Replace a file as a whole, so that a reader sees the old or the new one."""
    temporary = f"{path}.{os.getpid()}.tmp"
    with open(temporary, "wb") as file:
        file.write(content)
    os.replace(temporary, path)


def save(folder: str, model: Json) -> None:
    """Write the model; the caller holds the lock."""
    write_atomic(
        os.path.join(folder, "model.json"), json.dumps(model, indent=1).encode()
    )


@contextmanager
def locked(folder: str) -> Iterator[None]:
    """Hold the model's lock: nobody else changes the NAS meanwhile."""
    descriptor = os.open(
        os.path.join(folder, "model.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
    )
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def change[T](folder: str, action: Callable[[Json], T]) -> T:
    """Apply one change to the model; nothing is written when `action` raises."""
    with locked(folder):
        model = load(folder)
        result = action(model)
        save(folder, model)
    return result


def live_nodes(model: Json) -> list[Json]:
    """Return the attached whole-disk nodes, in the order of the kernel's probing."""
    return [node for node in model["nodes"].values() if not node["gone"]]


def node_of_name(model: Json, name: str) -> tuple[Json, Json | None] | None:
    """Return (node, partition or None) of a kernel name such as sda or nvme0n1p1."""
    for node in live_nodes(model):
        if node["name"] == name:
            return node, None
        if name.startswith(node["name"]):
            for partition in drive_of(model, node)["partitions"]:
                if partition_name(node["name"], partition["number"]) == name:
                    return node, partition
    return None


def drive_of(model: Json, node: Json) -> Json:
    """Return the physical drive behind a node."""
    drive: Json = model["drives"][node["drive"]]
    return drive


def partition_name(disk: str, number: int) -> str:
    """Name a partition as the kernel does: sda1, nvme0n1p1."""
    return f"{disk}p{number}" if disk[-1].isdigit() else f"{disk}{number}"


def partition_of_uuid(model: Json, uuid: str) -> tuple[Json, Json] | None:
    """Return (node, partition) of a PARTUUID that is attached; the first path wins."""
    for node in live_nodes(model):
        for partition in drive_of(model, node)["partitions"]:
            if partition["uuid"] == uuid:
                return node, partition
    return None


def pool_members(pool: Json) -> list[str]:
    """Return the PARTUUIDs of all members of a pool, spares and logs included."""
    return [
        member
        for group in pool["groups"]
        for vdev in group["vdevs"]
        for member in vdev["members"]
    ]


def holder_of(model: Json, drive: Json) -> str:
    """Say what in the kernel holds a drive exclusively ("" when nothing does)."""
    uuids = {partition["uuid"] for partition in drive["partitions"]}
    for pool in model["pools"].values():
        if pool["imported"] and uuids & set(pool_members(pool)):
            return f"pool {pool['name']}"
    for mount in model["mounts"]:
        if mount["uuid"] in uuids:
            return f"mounted on {mount['target']}"
    if uuids & set(model["swaps"]):
        return "swap"
    for holder in model["holders"]:
        if holder["uuid"] in uuids:
            return f"{holder['kind']} {holder['name']}"
    return ""
