"""The kernel's files as the NAS shows them: /sys, /dev, /proc and a little of /etc.

Built anew from the model after each change and put in place with one rename, so that
whoever looks sees one state or the other.
"""

# Also run by the stand-ins, when a drive was written over.

import os
import re
import shutil
import time
import uuid

from . import kernel
from .model import (
    Json,
    drive_of,
    holder_of,
    live_nodes,
    partition_name,
    partition_of_uuid,
)

_KEPT = 3


def refresh(root: str, model: Json) -> None:
    """Build the view of this model and put it in place; the caller holds the lock."""
    number = _newest(root) + 1
    folder = os.path.join(root, f"view.{number}")
    os.makedirs(folder)
    tree = _Tree(folder)
    _system(tree, model)
    _proc(tree, model)
    for node in live_nodes(model):
        _disk(tree, root, model, node)
    _holders(tree, model)
    temporary = os.path.join(root, f"view.link.{os.getpid()}")
    os.symlink(f"view.{number}", temporary)
    os.replace(temporary, os.path.join(root, "view"))
    old = os.path.join(root, f"view.{number - _KEPT}")
    if os.path.isdir(old):
        shutil.rmtree(old)


def _newest(root: str) -> int:
    numbers = [
        int(name[5:])
        for name in os.listdir(root)
        if name.startswith("view.") and name[5:].isdigit()
    ]
    return max(numbers, default=0)


class _Tree:
    """A folder that files and relative links are put into by their NAS path."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def path(self, name: str) -> str:
        return self.folder + name

    def file(self, name: str, content: str | bytes | int) -> None:
        raw = content if isinstance(content, bytes) else f"{content}\n".encode()
        self.raw(name, raw)

    def raw(self, name: str, content: bytes) -> None:
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(content)

    def folder_at(self, name: str) -> None:
        os.makedirs(self.path(name), exist_ok=True)

    def link(self, name: str, target: str) -> None:
        """Link to another NAS path, relative as the kernel and udev do it."""
        where = os.path.dirname(name)
        os.makedirs(self.path(where), exist_ok=True)
        if not os.path.lexists(self.path(name)):
            os.symlink(os.path.relpath(target, where), self.path(name))

    def device(self, name: str, image: str) -> None:
        """Make a node under /dev: a link to the image, which the shim shows as it is."""
        os.makedirs(self.path("/dev"), exist_ok=True)
        os.symlink(image, self.path(f"/dev/{name}"))


def _system(tree: _Tree, model: Json) -> None:
    for folder in (
        "/sys/block",
        "/sys/dev/block",
        "/sys/class/block",
        "/dev/disk",
        "/dev/mapper",
        "/dev/zvol",
    ):
        tree.folder_at(folder)
    if model["zfs"]:
        tree.file("/sys/module/zfs/version", "2.3.4-1")
    tree.file("/etc/machine-id", model["machine_id"])
    tree.file("/etc/hostname", model["hostname"])
    tree.raw(
        "/etc/os-release",
        "".join(f'{key}="{value}"\n' for key, value in model["os"].items()).encode(),
    )
    if model["version"]:
        tree.raw("/etc/version", model["version"].encode())


def _proc(tree: _Tree, model: Json) -> None:
    tree.file("/proc/sys/kernel/random/boot_id", model["boot"]["id"])
    tree.file("/proc/sys/kernel/hostname", model["hostname"])
    tree.file("/proc/sys/kernel/osrelease", model["kernel"])
    free = model["memory"] // 1024
    tree.raw(
        "/proc/meminfo",
        (
            f"MemTotal:       {free * 2:>11} kB\nMemFree:        {free // 2:>11} kB\n"
            f"MemAvailable:   {free:>11} kB\n"
        ).encode(),
    )
    swaps = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
    for identity in model["swaps"]:
        if found := partition_of_uuid(model, identity):
            name = f"/dev/{partition_name(found[0]['name'], found[1]['number'])}"
            size = found[1]["size"] // 1024 - 4
            swaps += f"{name:<40}partition\t{size}\t\t0\t\t-2\n"
    tree.raw("/proc/swaps", swaps.encode())
    tree.raw("/proc/self/mountinfo", mountinfo(model).encode())
    tree.raw("/proc/mounts", mounts(model).encode())
    tree.raw("/proc/mdstat", _mdstat(model).encode())


def _mdstat(model: Json) -> str:
    text = "Personalities : [raid1] \n"
    for holder in model["holders"]:
        found = partition_of_uuid(model, holder["uuid"])
        if holder["kind"] == "md" and found:
            name = partition_name(found[0]["name"], found[1]["number"])
            size = found[1]["size"] // 1024
            text += f"{holder['kernel']} : active raid1 {name}[0]\n"
            text += f"      {size} blocks super 1.2 [2/1] [U_]\n      \n"
    return f"{text}unused devices: <none>\n"


def mount_table(model: Json) -> list[tuple[str, str, str, str, str]]:
    """Return (device number, source, target, type, options) of every mount."""
    rows = [
        ("0:28", "boot-pool/ROOT/25.10.1", "/", "zfs", "rw,relatime,xattr,posixacl"),
        ("0:5", "udev", "/dev", "devtmpfs", "rw,nosuid,relatime,mode=755,inode64"),
        ("0:23", "proc", "/proc", "proc", "rw,nosuid,nodev,noexec,relatime"),
        ("0:22", "sysfs", "/sys", "sysfs", "rw,nosuid,nodev,noexec,relatime"),
        ("0:25", "tmpfs", "/run", "tmpfs", "rw,nosuid,nodev,noexec,relatime,inode64"),
        ("0:40", "tmpfs", "/tmp", "tmpfs", "rw,nosuid,nodev,noexec,relatime,inode64"),
    ]
    for index, pool in enumerate(model["pools"].values()):
        if pool["imported"] and pool["name"] != "boot-pool":
            name = pool["name"]
            options = "rw,noatime,xattr,noacl,casesensitive"
            rows.append((f"0:{60 + index}", name, f"/mnt/{name}", "zfs", options))
    for mount in model["mounts"]:
        if found := partition_of_uuid(model, mount["uuid"]):
            node, part = found
            rows.append(
                (
                    f"{node['major']}:{node['minor'] + part['number']}",
                    f"/dev/{partition_name(node['name'], part['number'])}",
                    mount["target"],
                    mount["fstype"],
                    "rw,relatime",
                )
            )
    return rows


def _kernel_word(name: str) -> str:
    """Return a name as the kernel's tables of mounts show it: one word."""
    return "".join(
        f"\\{ord(char):03o}" if char in " \t\n\\#" else char for char in name
    )


def mountinfo(model: Json) -> str:
    """Return /proc/self/mountinfo."""
    return "".join(
        f"{22 + index} {1 if target == '/' else 22} {device} / {_kernel_word(target)} "
        f"{options.split(',')[0]},relatime shared:{index + 1} - {kind} "
        f"{_kernel_word(source)} {options}\n"
        for index, (device, source, target, kind, options) in enumerate(
            mount_table(model)
        )
    )


def mounts(model: Json) -> str:
    """Return /proc/mounts."""
    return "".join(
        f"{_kernel_word(source)} {_kernel_word(target)} {kind} {options} 0 0\n"
        for _device, source, target, kind, options in mount_table(model)
    )


def _sys_folder(drive: Json, node: Json) -> str:
    """Return the folder of the device above the block device."""
    host = node["seq"]
    pci = "/sys/devices/pci0000:00"
    scsi = f"host{host}/target{host}:0:0/{host}:0:0:0"
    match drive["kind"]:
        case "nvme":
            controller = node["name"].rpartition("n")[0]
            return f"{pci}/0000:{host:02x}:00.0/nvme/{controller}"
        case "sas":
            expander = f"host{host}/port-{host}:0/end_device-{host}:0"
            return f"{pci}/0000:01:00.0/{expander}/target{host}:0:0/{host}:0:0:0"
        case "usb":
            return f"{pci}/0000:00:14.0/usb2/2-{host}/2-{host}:1.0/{scsi}"
        case _:
            return f"{pci}/0000:00:17.0/ata{host}/{scsi}"


def hctl(drive: Json, node: Json) -> str | None:
    """Return the SCSI address of a node, None for NVMe."""
    return None if drive["kind"] == "nvme" else f"{node['seq']}:0:0:0"


def wwid(drive: Json) -> str:
    """Return what the kernel shows as wwid."""
    if drive["kind"] == "nvme":
        return f"eui.{drive['eui']}" if drive["eui"] else ""
    return f"naa.{drive['naa']}" if drive["naa"] else ""


def _disk(tree: _Tree, root: str, model: Json, node: Json) -> None:
    drive = drive_of(model, node)
    parent = _sys_folder(drive, node)
    name = node["name"]
    here = f"{parent}/{name}" if drive["kind"] == "nvme" else f"{parent}/block/{name}"
    number = f"{node['major']}:{node['minor']}"
    values: dict[str, str | int] = {
        "dev": number,
        "size": drive["size"] // 512,
        "ro": 0,
        "removable": 0,
        "hidden": 0,
        "diskseq": node["seq"],
        "queue/rotational": int(drive["rpm"] > 0),
        "queue/logical_block_size": drive["logical"],
        "queue/physical_block_size": drive["physical"],
        "queue/zoned": drive["zoned"],
    }
    for key, value in values.items():
        tree.file(f"{here}/{key}", value)
    tree.folder_at(f"{here}/holders")
    tree.folder_at(f"{here}/slaves")
    tree.link(f"{here}/device", parent)
    _identity(tree, drive, parent, here)
    for folder in ("/sys/block", "/sys/class/block"):
        tree.link(f"{folder}/{name}", here)
    tree.link(f"/sys/dev/block/{number}", here)
    tree.device(name, kernel.node_image(root, node))
    _names(tree, drive, node, "")
    for partition in drive["partitions"]:
        _partition(tree, root, drive, node, partition, here)


def _identity(tree: _Tree, drive: Json, parent: str, here: str) -> None:
    if drive["kind"] == "nvme":
        tree.file(f"{parent}/serial", f"{drive['serial']:<20}")
        tree.file(f"{parent}/model", f"{drive['model']:<40}")
        tree.file(f"{parent}/firmware_rev", f"{drive['firmware']:<8}")
        tree.file(f"{parent}/state", "live")
        if wwid(drive):
            tree.file(f"{here}/wwid", wwid(drive))
        return
    if wwid(drive):
        tree.file(f"{parent}/wwid", wwid(drive))
    if drive["serial"]:
        serial = f"{drive['serial']:>20}".encode()
        tree.raw(f"{parent}/vpd_pg80", b"\0\x80" + len(serial).to_bytes(2) + serial)
    tree.file(f"{parent}/vendor", f"{drive['vendor']:<8}")
    tree.file(f"{parent}/model", f"{drive['model'][:16]:<16}")
    tree.file(f"{parent}/rev", f"{drive['firmware'][:4]:<4}")
    tree.file(f"{parent}/type", 0)
    tree.file(f"{parent}/state", "running")


def _udev_word(text: str) -> str:
    """Return text as udev puts it into a name: what it does not allow is an underscore."""
    return re.sub(r"[^\w#+.:=@-]", "_", text, flags=re.ASCII)[:80]


def _udev_label(text: str) -> str:
    """Return text as udev puts it into a name where nothing may be lost."""
    return re.sub(
        r"[^\w#+.:=@-]",
        lambda found: "".join(f"\\x{byte:02x}" for byte in found[0].encode()),
        text,
    )[:200]


def by_id_names(drive: Json) -> list[str]:
    """Return udev's names under /dev/disk/by-id for a whole disk."""
    model, serial = _udev_word(drive["model"]), _udev_word(drive["serial"])
    names = []
    match drive["kind"]:
        case "nvme":
            names.append(f"nvme-{model}_{serial}")
            if drive["eui"]:
                names.append(f"nvme-eui.{drive['eui']}")
        case "sas":
            names += [f"scsi-3{drive['naa']}", f"wwn-0x{drive['naa']}"]
        case "usb":
            names.append(f"usb-{drive['vendor']}_{model}_{serial}-0:0")
            if drive["naa"]:
                names.append(f"wwn-0x{drive['naa']}")
        case _:
            names.append(f"ata-{model}_{serial}")
            if drive["naa"]:
                names.append(f"wwn-0x{drive['naa']}")
    return names


def _names(tree: _Tree, drive: Json, node: Json, suffix: str) -> None:
    name = node["name"]
    kernel_name = name + ("p" if suffix and name[-1].isdigit() else "") + suffix
    tail = f"-part{suffix}" if suffix else ""
    for known in by_id_names(drive):
        tree.link(f"/dev/disk/by-id/{known}{tail}", f"/dev/{kernel_name}")
    if not suffix:
        tree.link(f"/dev/disk/by-diskseq/{node['seq']}", f"/dev/{kernel_name}")


def _partition(
    tree: _Tree, root: str, drive: Json, node: Json, partition: Json, disk: str
) -> None:
    name = partition_name(node["name"], partition["number"])
    here = f"{disk}/{name}"
    number = f"{node['major']}:{node['minor'] + partition['number']}"
    tree.file(f"{here}/partition", partition["number"])
    tree.file(f"{here}/dev", number)
    tree.file(f"{here}/start", partition["start"] // 512)
    tree.file(f"{here}/size", partition["size"] // 512)
    tree.file(f"{here}/ro", 0)
    tree.folder_at(f"{here}/holders")
    tree.link(f"/sys/dev/block/{number}", here)
    tree.link(f"/sys/class/block/{name}", here)
    tree.device(name, kernel.node_image(root, node, partition["number"]))
    _names(tree, drive, node, str(partition["number"]))
    tree.link(f"/dev/disk/by-partuuid/{partition['uuid']}", f"/dev/{name}")
    if holds := partition["content"]:
        if holds["type"] not in {"zfs_member", "LVM2_member", "linux_raid_member"}:
            tree.link(f"/dev/disk/by-uuid/{holds['uuid']}", f"/dev/{name}")
        if holds["label"]:
            label = _udev_label(holds["label"])
            tree.link(f"/dev/disk/by-label/{label}", f"/dev/{name}")


def _holders(tree: _Tree, model: Json) -> None:
    for holder in model["holders"]:
        if not (found := partition_of_uuid(model, holder["uuid"])):
            continue
        node, part = found
        member = partition_name(node["name"], part["number"])
        name = holder["kernel"]
        here = f"/sys/devices/virtual/block/{name}"
        minor = 0 if holder["kind"] == "lvm" else 127
        number = f"{253 if holder['kind'] == 'lvm' else 9}:{minor}"
        tree.file(f"{here}/dev", number)
        tree.file(f"{here}/size", part["size"] // 512)
        tree.file(f"{here}/ro", 0)
        tree.file(f"{here}/removable", 0)
        tree.file(f"{here}/hidden", 0)
        tree.folder_at(f"{here}/holders")
        owner = os.path.realpath(tree.path(f"/sys/class/block/{member}"))
        disk_side = owner.removeprefix(os.path.realpath(tree.folder))
        tree.link(f"{here}/slaves/{member}", disk_side)
        tree.link(f"{disk_side}/holders/{name}", here)
        tree.link(f"/sys/block/{name}", here)
        tree.link(f"/sys/class/block/{name}", here)
        tree.link(f"/sys/dev/block/{number}", here)
        # A node whose content nobody reads: an empty file stands for it.
        tree.raw(f"/dev/{name}", b"")
        if holder["kind"] == "lvm":
            tree.link(f"/dev/mapper/{holder['name']}", f"/dev/{name}")


def new_boot(model: Json) -> None:
    """Give the model a new boot: its id, and the start of its boot clock."""
    model["boot"] = {
        "id": str(uuid.uuid4()),
        "clock": time.clock_gettime(time.CLOCK_BOOTTIME) - 120,
    }


def in_use(model: Json, drive: Json) -> bool:
    """Whether the kernel holds this drive for a pool, a mount, swap, md or LVM."""
    return bool(holder_of(model, drive))
