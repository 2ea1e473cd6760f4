"""`lsblk -J [-b] [-o COLUMNS] [DEVICE...]`, in util-linux's own JSON layout.

FSTYPE and LABEL are those that udev remembers, so they come from the model and can be
older than what is on the drive, as on a real NAS.
"""

import json
import sys

from ..model import Json, drive_of, live_nodes, load, partition_name, root
from ..view import hctl, mount_table
from .devices import resolve

_DEFAULT = "NAME,MAJ:MIN,RM,SIZE,RO,TYPE,MOUNTPOINTS"
_TRANSPORT = {"sata": "sata", "ssd": "sata", "sas": "sas", "nvme": "nvme", "usb": "usb"}


def main(arguments: list[str]) -> int:
    """Print the tree as JSON; without -J a plain list of names and sizes."""
    options = _parse(arguments)
    model = load(root())
    rows: list[Json] = []
    status = 0
    if options["devices"]:
        for device in options["devices"]:
            found = resolve(model, device)
            if found is None:
                sys.stderr.write(f"lsblk: {device}: not a block device\n")
                status = 32
                continue
            disk = _disk(model, found[0])
            rows.append(disk["children"][found[1] - 1] if found[1] else disk)
    else:
        rows = [_disk(model, node) for node in live_nodes(model)]
    columns = options["columns"].lower().split(",")
    known = set(_disk(model, live_nodes(model)[0]))
    for column in columns:
        if column not in known:
            sys.stderr.write(f"lsblk: unknown column: {column.upper()}\n")
            return 1
    if options["json"]:
        tree = [_chosen(row, columns, options["bytes"]) for row in rows]
        print(layout({"blockdevices": tree}))
    else:
        for row in rows:
            print(" ".join(str(row[column]) for column in columns))
    return status


def _parse(arguments: list[str]) -> Json:
    options: Json = {"json": False, "bytes": False, "columns": _DEFAULT, "devices": []}
    left = iter(arguments)
    for argument in left:
        if argument in {"-o", "--output"}:
            options["columns"] = next(left, "")
        elif argument.startswith("--output="):
            options["columns"] = argument.partition("=")[2]
        elif argument.startswith("-") and not argument.startswith("--"):
            options["json"] |= "J" in argument
            options["bytes"] |= "b" in argument
        elif argument in {"--json", "--bytes"}:
            options[argument[2:]] = True
        elif not argument.startswith("-"):
            options["devices"].append(argument)
    return options


def _row(node: Json, number: int) -> Json:
    name = partition_name(node["name"], number) if number else node["name"]
    return {
        "name": name,
        "kname": name,
        "path": f"/dev/{name}",
        "maj:min": f"{node['major']}:{node['minor'] + number}",
        "pkname": node["name"] if number else None,
        "ro": False,
        "rm": False,
        "fstype": None,
        "label": None,
        "uuid": None,
        "pttype": None,
        "parttype": None,
        "parttypename": None,
        "partuuid": None,
        "partlabel": None,
        "mountpoint": None,
        "mountpoints": [],
    }


def _disk(model: Json, node: Json) -> Json:
    drive = drive_of(model, node)
    shared = {
        "rota": drive["rpm"] > 0,
        "log-sec": drive["logical"],
        "phy-sec": drive["physical"],
        "zoned": drive["zoned"],
        "disk-seq": node["seq"],
        "wwn": (f"eui.{drive['eui']}" if drive["eui"] else None)
        or (f"0x{drive['naa']}" if drive["naa"] else None),
    }
    disk = (
        _row(node, 0)
        | shared
        | {
            "type": "disk",
            "size": drive["size"],
            "model": drive["model"],
            "serial": drive["serial"] or None,
            "vendor": f"{drive['vendor']:<8}" if drive["vendor"] else None,
            "rev": drive["firmware"],
            "tran": _TRANSPORT[drive["kind"]],
            "hctl": hctl(drive, node),
            "state": "live" if drive["kind"] == "nvme" else "running",
        }
        | _held(drive["whole"])
    )
    if drive["partitions"]:
        disk["pttype"] = "gpt"
        disk["children"] = [
            _partition(model, drive, node, part, shared) for part in drive["partitions"]
        ]
    return disk


def _held(holds: Json | None) -> Json:
    if not holds:
        return {}
    return {
        "fstype": holds["type"],
        "label": holds["label"] or None,
        "uuid": holds["uuid"] or None,
    }


def _partition(model: Json, drive: Json, node: Json, part: Json, shared: Json) -> Json:
    row = (
        _row(node, part["number"])
        | shared
        | {
            "type": "part",
            "size": part["size"],
            "model": None,
            "serial": None,
            "vendor": None,
            "rev": None,
            "tran": "nvme" if drive["kind"] == "nvme" else None,
            "hctl": None,
            "state": None,
            "pttype": "gpt",
            "parttype": part["type"],
            "partuuid": part["uuid"],
            "partlabel": part["name"] or None,
        }
        | _held(part["content"])
    )
    targets = [
        target
        for _device, source, target, _kind, _options in mount_table(model)
        if source == row["path"]
    ]
    if part["uuid"] in model["swaps"]:
        targets.append("[SWAP]")
    row["mountpoints"] = targets
    row["mountpoint"] = targets[0] if targets else None
    children = [
        _holder(model, holder, row)
        for holder in model["holders"]
        if holder["uuid"] == part["uuid"]
    ]
    if children:
        row["children"] = children
    return row


def _holder(_model: Json, holder: Json, member: Json) -> Json:
    lvm = holder["kind"] == "lvm"
    return {key: None for key in member if key != "children"} | {
        "name": holder["name"],
        "kname": holder["kernel"],
        "path": f"/dev/mapper/{holder['name']}" if lvm else f"/dev/{holder['kernel']}",
        "pkname": member["kname"],
        "type": "lvm" if lvm else "raid1",
        "size": member["size"],
        "rota": member["rota"],
        "ro": False,
        "rm": False,
        "log-sec": member["log-sec"],
        "phy-sec": member["phy-sec"],
        "mountpoints": [],
    }


def _chosen(row: Json, columns: list[str], plain: bool) -> Json:
    kept = {column: row[column] for column in columns}
    if "size" in kept and not plain:
        kept["size"] = human(row["size"])
    if "children" in row:
        kept["children"] = [_chosen(child, columns, plain) for child in row["children"]]
    return kept


def human(size: float) -> str:
    """Write a size as lsblk does: 256M, 3.6T."""
    for unit in "BKMGTP":
        if size < 1024 or unit == "P":
            text = f"{size:.1f}".removesuffix(".0")
            return f"{text}{unit}"
        size /= 1024
    raise AssertionError


def layout(value: Json) -> str:
    """Write JSON as util-linux does: three blanks a level, lists as `},{`."""
    return _object(value, 0)


def _object(value: Json, depth: int) -> str:
    pad = "   " * depth
    fields = ",\n".join(
        f"{pad}   {json.dumps(key)}: {_value(item, depth + 1)}"
        for key, item in value.items()
    )
    return f"{{\n{fields}\n{pad}}}"


def _value(item: object, depth: int) -> str:
    pad = "   " * depth
    if not isinstance(item, list):
        return json.dumps(item)
    if not item:
        # An empty list of devices is written over three lines, one of names is not.
        return f"[\n\n{pad}]" if depth == 1 else "[]"
    if isinstance(item[0], dict):
        inner = ",".join(_object(part, depth + 1) for part in item)
        return f"[\n{pad}   {inner}\n{pad}]"
    inner = ",\n".join(f"{pad}    {json.dumps(part)}" for part in item)
    return f"[\n{inner}\n{pad}]"
