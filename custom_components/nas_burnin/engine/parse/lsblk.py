"""Read `lsblk -J`: what sits on which disk, as udev remembers it."""

from collections.abc import Iterator, Mapping

from ..model import LsblkEntry
from .clean import clean
from .shape import (
    Misshapen,
    as_list,
    as_name,
    as_object,
    as_text,
    fail_closed,
    load_object,
    optional,
)

MAX_ENTRIES = 100_000


@fail_closed
def read_lsblk(data: bytes) -> tuple[LsblkEntry, ...]:
    """Read the rows, children flattened; a row for each place where one hangs.

    An empty list is not believed: it is what lsblk says of a device it can't find.
    """
    roots = as_list(load_object(data).get("blockdevices"), "blockdevices")
    entries = tuple(_entries(roots))
    if not entries:
        raise Misshapen("the list of block devices is empty")
    return entries


def _entries(roots: list[object]) -> Iterator[LsblkEntry]:
    # A stack instead of recursion: the nesting is the host's to choose.
    waiting = [(root, "") for root in reversed(roots)]
    count = 0
    while waiting:
        value, parent = waiting.pop()
        count += 1
        if count > MAX_ENTRIES:
            raise Misshapen("there are too many block devices")
        fields = as_object(value, "block device")
        entry = _entry(fields, parent)
        yield entry
        children = as_list(fields.get("children", []), "children")
        waiting.extend((child, entry.name) for child in reversed(children))


def _entry(fields: Mapping[str, object], parent: str) -> LsblkEntry:
    name = _kernel_name(fields.get("kname", fields.get("name")), "kname")
    above = optional(_kernel_name, fields.get("pkname"), "pkname")
    return LsblkEntry(
        name=name,
        kind=clean(as_text(_column(fields, "type"), "type")),
        parent=above or parent,
        fstype=clean(optional(as_text, _column(fields, "fstype"), "fstype") or ""),
        mountpoints=_mountpoints(fields),
    )


def _kernel_name(value: object, what: str) -> str:
    # sysfs writes an exclamation mark where a device name has a slash.
    return as_name(as_text(value, what).replace("/", "!"), what)


def _column(fields: Mapping[str, object], name: str) -> object:
    if name not in fields:
        raise Misshapen(f"the column {name} is missing")
    return fields[name]


def _mountpoints(fields: Mapping[str, object]) -> tuple[str, ...]:
    """Read the list, or the one mount point that lsblk knew before 2.37."""
    if "mountpoints" in fields:
        places = as_list(fields["mountpoints"], "mountpoints")
    else:
        places = [_column(fields, "mountpoint")]
    texts = (optional(as_text, place, "mount point") for place in places)
    return tuple(clean(text) for text in texts if text)
