"""The drives the NAS is made of, before anything happened to them."""

import re
import uuid

from .model import Json
from .signatures import TYPES, ZFS_SMALLEST

MIB = 1024 * 1024
BLANK_KINDS = (
    "sata",
    "sata",
    "sas",
    "nvme",
    "ssd",
    "usb",
    "sata",
    "sas2",
    "sata",
    "nvme",
    "sata",
    "sas",
)
# Sizes of the blank drives against --size, so that no two neighbours end together.
PROPORTIONS = (1.0, 0.75, 1.0, 0.5, 0.75, 0.5, 1.25, 0.75, 1.5, 1.0, 0.5, 1.0)

_ATA_SMART: Json = {
    "passed": True,
    "hours": 1204,
    "cycles": 12,
    "start_stop": 31,
    "reallocated": 0,
    "pending": 0,
    "uncorrectable": 0,
    "reported_uncorrect": 0,
    "command_timeout": 0,
    "spin_retry": 0,
    "crc": 0,
    "load_cycles": 118,
}
_KINDS: dict[str, Json] = {
    "sata": {
        "vendor": "ATA",
        "model": "DEMO HD7200 NAS",
        "firmware": "DN04",
        "rpm": 7200,
        "physical": 4096,
        "bandwidth": 180.0,
        "temperature": 34,
        "minutes": {"short": 2, "long": 24, "conveyance": 5},
        # Of a drive that keeps Seagate's own log, what that says of its age.
        "smart": _ATA_SMART | {"farm_hours": None},
    },
    "ssd": {
        "vendor": "ATA",
        "model": "DEMO SSD 870",
        "firmware": "SVT02B6Q",
        "rpm": 0,
        "physical": 512,
        "bandwidth": 480.0,
        "temperature": 29,
        "minutes": {"short": 2, "long": 8},
        "smart": _ATA_SMART | {"percentage_used": 3, "hours": 311},
    },
    "usb": {
        "vendor": "DEMO",
        "model": "DEMO HD5400 DESKTOP",
        "firmware": "8301",
        "rpm": 5400,
        "physical": 4096,
        "bandwidth": 120.0,
        "temperature": 37,
        "minutes": {"short": 2, "long": 30},
        "smart": _ATA_SMART | {"hours": 77},
    },
    "sas": {
        "vendor": "DEMO",
        "model": "SAS HD7K2",
        "firmware": "A9B4",
        "rpm": 7200,
        "physical": 4096,
        "bandwidth": 220.0,
        "temperature": 36,
        "minutes": {"short": 2, "long": 20},
        "smart": {
            "passed": True,
            "hours": 8013,
            "cycles": 40,
            "grown_defects": 0,
            "read_uncorrected": 0,
            "write_uncorrected": 0,
            "verify_uncorrected": 0,
            "non_medium": 0,
        },
    },
    "nvme": {
        "vendor": "",
        "model": "DEMO NVMe 990",
        "firmware": "4B2QJXD7",
        "rpm": 0,
        "physical": 512,
        "bandwidth": 900.0,
        "temperature": 41,
        "minutes": {"short": 2, "long": 10},
        "smart": {
            "passed": True,
            "hours": 502,
            "cycles": 9,
            "critical_warning": 0,
            "available_spare": 100,
            "percentage_used": 1,
            "media_errors": 0,
            "error_entries": 4,
            "unsafe_shutdowns": 2,
        },
    },
}
_LETTER = {"sata": "H", "ssd": "S", "usb": "U", "sas": "A", "nvme": "N"}
_UNITS = {"": 1, "K": 10, "M": 20, "G": 30, "T": 40}
DECIMAL = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}


class ScenarioError(ValueError):
    """The scenario or an option cannot be used; the text names the field."""


def parse_size(text: str | int) -> int:
    """Return bytes, a multiple of 4096: 256M and 4T are binary, 14TB is decimal."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?B?)\s*", str(text).upper())
    if match is None:
        raise ScenarioError(f"size {text!r}: write it as 256M, 4T or 14TB")
    number, unit = float(match[1]), match[2]
    if unit in DECIMAL:
        size = int(number * DECIMAL[unit])
    else:
        size = int(number * (1 << _UNITS[unit.rstrip("B")])) if unit else int(number)
    size = size // 4096 * 4096
    if size < 8 * MIB:
        raise ScenarioError(f"size {text!r}: a drive has at least 8M")
    return size


def make_drive(kind: str, number: int, size: int) -> Json:
    """Make a blank drive; kind "sas2" is a SAS drive that is seen on two paths."""
    paths = 2 if kind == "sas2" else 1
    kind = "sas" if kind == "sas2" else kind
    if kind not in _KINDS:
        raise ScenarioError(f"kind {kind!r}: one of {', '.join([*_KINDS, 'sas2'])}")
    base = _KINDS[kind]
    return {
        **base,
        "id": f"disk{number:03d}",
        "kind": kind,
        "serial": f"DM{_LETTER[kind]}{number:05d}",
        "naa": "" if kind == "nvme" else f"5000c500{0xA0000000 + number * 4:08x}",
        "eui": f"0025385{number:09x}" if kind == "nvme" else "",
        "size": size,
        "logical": 512,
        "paths": paths,
        "smart": dict(base["smart"]),
        "minutes": dict(base["minutes"]),
        "selftest": None,
        "selftest_log": [],
        "standby": False,
        "state": "fine",
        "faults": {},
        "partitions": [],
        "whole": None,
        "zoned": "none",
        "bare": False,
        "next_selftest": {},
    }


def _uuid(*parts: object) -> str:
    """Return an UUID that is the same in every run of the mock."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, parts))))


def _guid(*parts: object) -> str:
    """Return a ZFS guid: a decimal number of 64 bits."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, parts))).int >> 64)


def content(drive: Json, kind: str, label: str, state: int = 0) -> Json:
    """Describe what a partition holds; `state` 1 is a ZFS label's "exported"."""
    if kind == "zfs_member":
        return {
            "type": kind,
            "label": label,
            "uuid": _guid("pool", label) if label else "",
            "uuid_sub": _guid("vdev", drive["id"]),
            "state": state,
        }
    return {"type": kind, "label": label, "uuid": _uuid("fs", drive["id"], kind)}


def add_partition(
    drive: Json, name: str, kind: str, holds: Json | None, size: int = 0
) -> str:
    """Add a partition after the others and return its PARTUUID."""
    before = drive["partitions"][-1] if drive["partitions"] else None
    start = before["start"] + before["size"] if before else MIB
    room = (drive["size"] - start) // MIB * MIB - MIB
    number = len(drive["partitions"]) + 1
    identity = _uuid("part", drive["id"], number)
    drive["partitions"].append(
        {
            "number": number,
            "name": name,
            "type": TYPES[kind],
            "uuid": identity,
            "start": start,
            "size": size or room,
            "content": holds,
        }
    )
    return identity


def add_pool(model: Json, name: str, groups: list[Json], imported: bool = True) -> None:
    """Add a pool; groups are {kind, vdevs: [{type, name, members: [PARTUUID]}]}."""
    model["pools"][name] = {
        "name": name,
        "guid": _guid("pool", name),
        "imported": imported,
        "state": "ONLINE",
        "groups": groups,
    }


def _disk(identity: str) -> Json:
    return {"type": "disk", "name": "", "members": [identity]}


def give_role(model: Json, drives: list[Json], role: str) -> None:
    """Put drives to a use: see docs/mock.md for the roles."""
    if role not in ROLES:
        raise ScenarioError(f"role {role!r}: one of blank, {', '.join(ROLES)}")
    ROLES[role](model, drives)


def _zfs(drive: Json, label: str, state: int = 0) -> str:
    identity = add_partition(
        drive, "data", "zfs", content(drive, "zfs_member", label, state)
    )
    if drive["partitions"][-1]["size"] < ZFS_SMALLEST:
        raise ScenarioError(f"size of {drive['serial']}: a pool needs at least 96M")
    return identity


def _boot(model: Json, drives: list[Json]) -> None:
    drive = drives[0]
    add_partition(drive, "BIOS-BOOT", "bios", None, MIB)
    add_partition(drive, "EFI", "efi", None, 16 * MIB)
    identity = _zfs(drive, "boot-pool")
    add_pool(model, "boot-pool", [{"kind": "data", "vdevs": [_disk(identity)]}])


def _tank(model: Json, drives: list[Json]) -> None:
    uuids = [_zfs(drive, "tank") for drive in drives[:3]]
    mirror = {"type": "mirror", "name": "mirror-0", "members": uuids[:2]}
    groups = [{"kind": "data", "vdevs": [mirror]}]
    if len(drives) > 2:
        groups.append({"kind": "logs", "vdevs": [_disk(uuids[2])]})
    if len(drives) > 3:
        # The label of a spare does not name its pool.
        groups.append({"kind": "spare", "vdevs": [_disk(_zfs(drives[3], ""))]})
    add_pool(model, "tank", groups)


def _exported(model: Json, drives: list[Json]) -> None:
    identity = _zfs(drives[0], "oldpool", state=1)
    add_pool(
        model, "oldpool", [{"kind": "data", "vdevs": [_disk(identity)]}], imported=False
    )


def _ext4(drive: Json, label: str) -> str:
    return add_partition(drive, label, "linux", content(drive, "ext4", label))


def _mounted(model: Json, drives: list[Json]) -> None:
    model["mounts"].append(
        {
            "uuid": _ext4(drives[0], "ext4data"),
            "target": "/mnt/ext4data",
            "fstype": "ext4",
        }
    )


def _has_data(_model: Json, drives: list[Json]) -> None:
    _ext4(drives[0], "olddata")


def _whole_ext4(_model: Json, drives: list[Json]) -> None:
    drives[0]["whole"] = content(drives[0], "ext4", "oldwhole")


def _swap(model: Json, drives: list[Json]) -> None:
    holds = content(drives[0], "swap", "swap0")
    model["swaps"].append(add_partition(drives[0], "swap", "swap", holds))


def _lvm(model: Json, drives: list[Json]) -> None:
    holds = content(drives[0], "LVM2_member", "")
    identity = add_partition(drives[0], "lvm", "lvm", holds)
    model["holders"].append(
        {"uuid": identity, "kind": "lvm", "name": "vg0-lv0", "kernel": "dm-0"}
    )


def _md(model: Json, drives: list[Json]) -> None:
    holds = content(drives[0], "linux_raid_member", "nas:0")
    identity = add_partition(drives[0], "md", "raid", holds)
    model["holders"].append(
        {"uuid": identity, "kind": "md", "name": "md127", "kernel": "md127"}
    )


ROLES = {
    "boot": _boot,
    "tank": _tank,
    "exported": _exported,
    "mounted": _mounted,
    "has_data": _has_data,
    "whole_ext4": _whole_ext4,
    "swap": _swap,
    "lvm": _lvm,
    "md": _md,
}
# What a NAS in use has besides the drives under test: (kinds, role).
IN_USE = (
    (("sata", "sata", "nvme", "sata"), "tank"),
    (("sata",), "exported"),
    (("sata",), "mounted"),
    (("sata",), "has_data"),
)
