"""`findmnt -J [-S SOURCE] [-t TYPE] [--real]`: mounts as a tree, exit 1 for none."""

from itertools import pairwise

from ..model import Json, load, root
from ..view import mount_table
from .lsblk import layout

_UNREAL = {"proc", "sysfs", "devtmpfs", "tmpfs"}


def main(arguments: list[str]) -> int:
    """Print the mounts that were asked for."""
    source = _option(arguments, "-S", "--source")
    kind = _option(arguments, "-t", "--types")
    rows: list[Json] = [
        {"target": target, "source": where, "fstype": fstype, "options": options}
        for _device, where, target, fstype, options in mount_table(load(root()))
        if (not source or where == source)
        and (not kind or fstype in kind.split(","))
        and not ("--real" in arguments and fstype in _UNREAL)
    ]
    if not rows:
        return 1
    head = rows[0]
    if head["target"] == "/" and len(rows) > 1:
        rows = [{**head, "children": rows[1:]}]
    if "-J" in arguments or "--json" in arguments:
        print(layout({"filesystems": rows}))
    else:
        print("\n".join(f"{row['target']} {row['source']}" for row in _flat(rows)))
    return 0


def _flat(rows: list[Json]) -> list[Json]:
    return [item for row in rows for item in (row, *_flat(row.get("children", [])))]


def _option(arguments: list[str], *names: str) -> str:
    for name, value in pairwise(arguments):
        if name in names:
            return value
    return ""
