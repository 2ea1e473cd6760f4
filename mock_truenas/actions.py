"""What can happen to the NAS: each action is one change of the model and its traces."""

# Also run by the stand-ins.

import os

from . import images, kernel, view
from .catalog import add_partition, add_pool, content
from .model import (
    Json,
    change,
    drive_of,
    holder_of,
    live_nodes,
    load,
    locked,
    node_of_name,
    partition_of_uuid,
    pool_members,
    save,
)


class ActionError(Exception):
    """The NAS refuses, in the words of the tool that would have been used."""


def find_drive(model: Json, ref: str) -> Json:
    """Return the drive with this serial number or internal id."""
    for drive in model["drives"].values():
        if ref in {drive["id"], drive["serial"]}:
            found: Json = drive
            return found
    raise ActionError(f"no drive {ref!r} in this NAS")


def nodes_of(model: Json, drive: Json) -> list[Json]:
    """Return the attached nodes of a drive, its first path first."""
    nodes = [n for n in live_nodes(model) if n["drive"] == drive["id"]]
    return sorted(nodes, key=lambda node: node["path"])


def _commit(root: str, model: Json) -> None:
    save(root, model)
    view.refresh(root, model)
    kernel.publish_faults(root, model)


def vanish(root: str, ref: str) -> None:
    """Pull a drive: all its nodes go, and what is open on them gives errors."""
    with locked(root):
        model = load(root)
        for node in nodes_of(model, find_drive(model, ref)):
            node["gone"] = True
        _commit(root, model)


def come_back(root: str, ref: str, name: str = "") -> str:
    """Plug a drive in again, under a given name or the first free one."""
    with locked(root):
        model = load(root)
        drive = find_drive(model, ref)
        if nodes_of(model, drive):
            raise ActionError(f"drive {ref!r} is there already")
        first = kernel.attach(root, model, drive, name)
        for path in range(1, drive["paths"]):
            kernel.attach(root, model, drive, path=path)
        _commit(root, model)
    taken: str = first["name"]
    return taken


def rename(root: str, ref: str, name: str) -> None:
    """Let a drive come back under another name, as after a reset of its link."""
    with locked(root):
        model = load(root)
        drive = find_drive(model, ref)
        nodes = nodes_of(model, drive)
        if any(n["name"] == name for n in live_nodes(model)):
            raise ActionError(f"{name} is taken")
        nodes[0]["gone"] = True
        kernel.attach(root, model, drive, name)
        _commit(root, model)


def swap_letters(root: str, first: str, second: str) -> None:
    """Let two drives come back with each other's names."""
    with locked(root):
        model = load(root)
        drives = [find_drive(model, first), find_drive(model, second)]
        names = []
        for drive in drives:
            node = nodes_of(model, drive)[0]
            names.append(node["name"])
            node["gone"] = True
        for drive, name in zip(drives, reversed(names), strict=True):
            kernel.attach(root, model, drive, name)
        _commit(root, model)


def shuffle_letters(root: str, model: Json) -> None:
    """Attach every drive anew in reverse order, as another boot may probe them."""
    nodes = live_nodes(model)
    for node in nodes:
        node["gone"] = True
    for node in reversed(nodes):
        kernel.attach(root, model, drive_of(model, node), path=node["path"])


def import_pool(root: str, name: str, *, force: bool = False) -> None:
    """Import an exported pool; refused while somebody holds a member.

    `force` stands for the kernel not minding, which it doesn't for a plain badblocks.
    """
    with locked(root):
        model = load(root)
        pool = model["pools"].get(name)
        if pool is None:
            raise ActionError("no such pool available")
        if pool["imported"]:
            raise ActionError("a pool with that name already exists")
        for member in pool_members(pool):
            found = partition_of_uuid(model, member)
            if found is None:
                raise ActionError("one or more devices is currently unavailable")
            if not force and kernel.busy(root, model, found[0]):
                raise ActionError("one or more devices is currently unavailable")
        pool["imported"] = True
        _commit(root, model)


def export_pool(root: str, name: str, *, force: bool = False) -> None:
    """Export a pool: its members are at rest afterwards, with their labels."""
    with locked(root):
        model = load(root)
        pool = model["pools"].get(name)
        if pool is None or not pool["imported"]:
            raise ActionError("no such pool")
        pool["imported"] = False
        _commit(root, model)
    del force  # accepted, as by the tool; nothing here can be busy


def create_pool(root: str, name: str, *devices: str, force: bool = False) -> None:
    """Make a pool on whole disks; `force` ignores signatures and claims alike."""
    members = []
    with locked(root):
        model = load(root)
        if name in model["pools"]:
            raise ActionError("pool already exists")
        for device in devices:
            found = node_of_name(model, device.removeprefix("/dev/"))
            if found is None:
                raise ActionError("no such device in /dev")
            node = found[0]
            if holder_of(model, drive_of(model, node)) or (
                not force and kernel.busy(root, model, node)
            ):
                raise ActionError("one or more devices is currently unavailable")
            members.append(_take(root, model, node, name))
        vdev = {"type": "disk", "name": "", "members": members}
        add_pool(model, name, [{"kind": "data", "vdevs": [vdev]}])
        _commit(root, model)


def _take(root: str, model: Json, node: Json, name: str) -> str:
    drive = drive_of(model, node)
    drive["partitions"], drive["whole"] = [], None
    identity = add_partition(drive, "data", "zfs", content(drive, "zfs_member", name))
    for path in nodes_of(model, drive):
        _link_partitions(root, drive, path)
    images.fill(root, drive)
    return identity


def _link_partitions(root: str, drive: Json, node: Json) -> None:
    for part in drive["partitions"]:
        target = kernel.node_image(root, node, part["number"])
        if not os.path.exists(target):
            os.link(kernel.image_path(root, drive), target)


def mount(root: str, ref: str, target: str, number: int = 1) -> None:
    """Mount a partition of a drive; refused while somebody holds the drive."""
    with locked(root):
        model = load(root)
        drive = find_drive(model, ref)
        parts = [p for p in drive["partitions"] if p["number"] == number]
        if not parts:
            raise ActionError(f"mount: {ref} has no partition {number}")
        if any(kernel.busy(root, model, node) for node in nodes_of(model, drive)):
            raise ActionError(f"mount: {target}: device is busy")
        model["mounts"].append(
            {"uuid": parts[0]["uuid"], "target": target, "fstype": "ext4"}
        )
        _commit(root, model)


def umount(root: str, target: str) -> None:
    """Unmount what is mounted there."""
    with locked(root):
        model = load(root)
        left = [m for m in model["mounts"] if m["target"] != target]
        if len(left) == len(model["mounts"]):
            raise ActionError(f"umount: {target}: not mounted.")
        model["mounts"] = left
        _commit(root, model)


def set_drive(root: str, ref: str, **values: object) -> None:
    """Set fields of a drive (temperature, standby, serial, naa, bandwidth ...)."""
    with locked(root):
        model = load(root)
        drive = find_drive(model, ref)
        unknown = set(values) - set(drive)
        if unknown:
            raise ActionError(f"a drive has no {', '.join(sorted(unknown))}")
        drive.update(values)
        _commit(root, model)


def set_smart(root: str, ref: str, **values: object) -> None:
    """Set SMART values of a drive (passed, reallocated, pending, grown_defects ...)."""

    def action(model: Json) -> None:
        drive = find_drive(model, ref)
        unknown = set(values) - set(drive["smart"])
        if unknown:
            raise ActionError(f"{ref} reports no {', '.join(sorted(unknown))}")
        drive["smart"].update(values)

    change(root, action)


def set_faults(root: str, ref: str, **kinds: list[int]) -> None:
    """Make blocks of 4096 bytes bad: miscompare=[...], read_error=[...], ..."""
    with locked(root):
        model = load(root)
        drive = find_drive(model, ref)
        drive["faults"] = {kind: list(blocks) for kind, blocks in kinds.items()}
        _commit(root, model)


def set_tool(root: str, tool: str, fault: Json | None) -> None:
    """Put a fault in place of a tool (see tools/main.py), or take it away (None)."""

    def action(model: Json) -> None:
        model["tools"].pop(tool, None)
        if fault is not None:
            model["tools"][tool] = fault

    change(root, action)


def written_over(root: str, drive_id: str) -> None:
    """Look at a drive's partition table again, as udev does when a writer closes."""
    with locked(root):
        model = load(root)
        drive = model["drives"][drive_id]
        if not holder_of(model, drive) and images.reread(root, drive):
            _commit(root, model)
