"""`blkid -p -o export DEVICE...`: low-level probing, from what the image really holds.

Exit status as blkid's: 0 found, 2 nothing found, 4 usage, 2 also for a device that
cannot be opened.
"""

import os
import sys

from ..kernel import node_image
from ..model import Json, drive_of, load, root
from ..signatures import read_filesystem, read_gpt
from .devices import resolve


def main(arguments: list[str]) -> int:
    """Probe each device; only the low-level probing of the real tool is there."""
    devices = [a for a in arguments if a.startswith("/")]
    if not devices:
        sys.stderr.write("blkid: the low-level probing mode requires a device\n")
        return 4
    if os.environ.get("MOCK_TRUENAS_UID", "0") != "0":
        sys.stderr.write(f"blkid: error: {devices[0]}: Permission denied\n")
        return 2
    status = 2
    for device in devices:
        found = probe(device)
        if found is None:
            sys.stderr.write(f"blkid: error: {device}: No such file or directory\n")
            return 2
        if found:
            print("".join(f"{key}={_escaped(value)}\n" for key, value in found), end="")
            status = 0
    return status


def _escaped(value: str) -> str:
    return "".join(f"\\{c}" if c in " \\\"'$`<>&" else c for c in value)


def probe(device: str) -> list[tuple[str, str]] | None:
    """Return blkid's pairs for a device, [] for a blank one, None for no device."""
    folder = root()
    model = load(folder)
    found = resolve(model, device)
    if found is None:
        return None
    node, number = found
    drive = drive_of(model, node)
    descriptor = os.open(node_image(folder, node), os.O_RDONLY)
    try:
        table = read_gpt(descriptor, drive["size"])
        if number:
            return _partition(descriptor, node, number, table, device)
        tags = read_filesystem(descriptor, 0, drive["size"])
    finally:
        os.close(descriptor)
    pairs = list(tags.items())
    if table:
        pairs += [("PTUUID", table[0]), ("PTTYPE", "gpt")]
    return [("DEVNAME", device), *pairs] if pairs else []


def _partition(
    descriptor: int,
    node: Json,
    number: int,
    table: tuple[str, list[Json]] | None,
    device: str,
) -> list[tuple[str, str]]:
    for entry in table[1] if table else []:
        if entry["number"] == number:
            tags = read_filesystem(descriptor, entry["start"], entry["size"])
            pairs = [("DEVNAME", device), *tags.items()]
            pairs.append(("PART_ENTRY_SCHEME", "gpt"))
            if entry["name"]:
                pairs.append(("PART_ENTRY_NAME", entry["name"]))
            return [
                *pairs,
                ("PART_ENTRY_UUID", entry["uuid"]),
                ("PART_ENTRY_TYPE", entry["type"]),
                ("PART_ENTRY_NUMBER", str(number)),
                ("PART_ENTRY_OFFSET", str(entry["start"] // 512)),
                ("PART_ENTRY_SIZE", str(entry["size"] // 512)),
                ("PART_ENTRY_DISK", f"{node['major']}:{node['minor']}"),
            ]
    return []
