"""Read the frame `block`: every block device of the host, from sysfs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model import BlockDevice, Identity, Partition
from .clean import clean
from .shape import (
    Misshapen,
    as_count,
    as_device_number,
    as_flag,
    as_list,
    as_name,
    as_object,
    as_text,
    fail_closed,
    load_object,
    optional,
)


@dataclass(frozen=True, slots=True)
class BlockDevices:
    """The block devices of a host, and the stable paths that lead to them.

    `links` maps a path under `/dev` to a kernel name.
    """

    devices: tuple[BlockDevice, ...]
    links: Mapping[str, str]


@fail_closed
def read_block(data: bytes) -> BlockDevices:
    """Read the frame; a host without any block device is not believed."""
    fields = load_object(data)
    devices = tuple(map(_device, as_list(fields.get("devices"), "devices")))
    if not devices:
        raise Misshapen("there is no block device at all")
    nodes = [(node.name, node.dev) for node in _nodes(devices)]
    _all_different((name for name, _ in nodes), "name")
    _all_different((dev for _, dev in nodes if dev), "device number")
    links = as_object(fields.get("links"), "links")
    return BlockDevices(devices, dict(_link(*link) for link in links.items()))


def _nodes(devices: tuple[BlockDevice, ...]) -> Iterable[BlockDevice | Partition]:
    for device in devices:
        yield device
        yield from device.partitions


def _all_different(words: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for word in words:
        if word in seen:
            raise Misshapen(f"two devices with one {what}: {word}")
        seen.add(word)


def _link(path: str, name: object) -> tuple[str, str]:
    if not as_text(path, "link").startswith("/"):
        raise Misshapen(f"no path: {path}")
    return path, as_name(name, path)


def _device(value: object) -> BlockDevice:
    fields = as_object(value, "device")
    name = as_name(fields.get("name"), "device name")
    hidden = as_flag(fields.get("hidden"), f"hidden of {name}")
    return BlockDevice(
        name=name,
        dev=_number(fields.get("dev"), name, hidden=hidden),
        # Compared byte for byte on the open descriptor: never cleaned.
        identity=Identity(
            wwid=as_text(fields.get("wwid"), f"wwid of {name}"),
            serial=as_text(fields.get("serial"), f"serial of {name}"),
            size=_size(fields.get("size"), f"size of {name}"),
        ),
        model=clean(as_text(fields.get("model"), f"model of {name}")),
        vendor=clean(as_text(fields.get("vendor"), f"vendor of {name}")),
        firmware=clean(as_text(fields.get("firmware"), f"firmware of {name}")),
        physical=as_flag(fields.get("physical"), f"physical of {name}"),
        read_only=as_flag(fields.get("ro"), f"ro of {name}"),
        removable=as_flag(fields.get("removable"), f"removable of {name}"),
        hidden=hidden,
        rotational=optional(as_flag, fields.get("rotational"), f"rotational of {name}"),
        logical_block=as_count(fields.get("logical"), f"logical of {name}"),
        physical_block=as_count(fields.get("physical_block"), f"block of {name}"),
        zoned=clean(as_text(fields.get("zoned"), f"zoned of {name}")),
        disk_seq=optional(as_count, fields.get("disk_seq"), f"disk_seq of {name}"),
        holders=_names(fields.get("holders"), f"holders of {name}"),
        slaves=_names(fields.get("slaves"), f"slaves of {name}"),
        link_speed=optional(as_count, fields.get("link_speed"), f"link of {name}"),
        link_speed_most=optional(
            as_count, fields.get("link_speed_most"), f"most of {name}"
        ),
        partitions=tuple(map(_partition, as_list(fields.get("partitions"), name))),
    )


def _number(value: object, name: str, *, hidden: bool) -> str:
    """Read `major:minor`; a hidden device may have none, as nobody can open it."""
    return "" if hidden and value == "" else as_device_number(value, name)


def _size(value: object, what: str) -> int:
    """Read a size in bytes; unknown (-1) is none."""
    return 0 if value == -1 else as_count(value, what)


def _partition(value: object) -> Partition:
    fields = as_object(value, "partition")
    name = as_name(fields.get("name"), "partition name")
    return Partition(
        name=name,
        dev=as_device_number(fields.get("dev"), name),
        start=as_count(fields.get("start"), f"start of {name}"),
        size=_size(fields.get("size"), f"size of {name}"),
        holders=_names(fields.get("holders"), f"holders of {name}"),
    )


def _names(value: object, what: str) -> tuple[str, ...]:
    return tuple(as_name(name, what) for name in as_list(value, what))
