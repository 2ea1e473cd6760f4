"""What single tools of a virtual NAS answer, well or ill."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
import random
from typing import Any, override

from tests.engine.host.nas import Framed

from .disks import Disk


@dataclass
class Node:
    """A whole-disk device node; `seq` is the kernel's attach counter."""

    name: str
    dev: str
    seq: int
    disk: Disk


class IllFrames(Framed):
    """Frames some of whose tools are ill."""

    def __init__(self, ills: Mapping[str, str], rng: random.Random) -> None:
        super().__init__()
        self._ills = ills
        self._rng = rng

    @override
    def add(
        self, name: str, out: bytes | dict[str, Any], err: bytes = b"", **fields: Any
    ) -> None:
        ill = self._ills.get(name) or self._ills.get(name.partition(":")[0] + ":")
        if name != "end" and ill == "absent":
            return
        match ill:
            case "failed":
                out, err, fields = b"", b"cannot open", {"rc": 1}
            case "empty":
                out, fields = b"", {}
            case "hung":
                out, fields = b"", {"rc": None, "timeout": True}
            case "missing":
                out, fields = b"", {"rc": None, "missing": True}
            case "garbage":
                out, fields = self._rng.randbytes(200), {}
            case "cut":
                whole = out if isinstance(out, bytes) else json.dumps(out).encode()
                out, fields = whole[: len(whole) // 2], {**fields, "cut": True}
        super().add(name, out, err, **fields)


def device(node: Node) -> dict[str, Any]:
    disk = node.disk
    return {
        "name": node.name,
        "dev": node.dev,
        "size": disk.size,
        "ro": False,
        "removable": False,
        "hidden": False,
        "rotational": True,
        "logical": 512,
        "physical_block": 4096,
        "zoned": "none",
        "disk_seq": node.seq,
        "physical": True,
        "wwid": disk.wwid,
        "serial": disk.serial,
        "model": disk.model,
        "vendor": "ATA" if disk.paths == 1 else "LAB",
        "firmware": "1",
        "holders": [],
        "slaves": [],
        "partitions": [],
    }


def smart(node: Node) -> dict[str, Any]:
    return {
        "smartctl": {"exit_status": 0 if node.disk.healthy else 8},
        "device": {"name": f"/dev/{node.name}", "type": "sat", "protocol": "ATA"},
        "model_name": node.disk.model,
        "serial_number": node.disk.serial,
        "smart_status": {"passed": node.disk.healthy},
        "temperature": {"current": int(node.disk.temperature)},
    }
