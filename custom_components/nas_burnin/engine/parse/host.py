"""Read the frame `host`: what the host is and what it has."""

from collections.abc import Mapping

from ..model import HostInfo, Stamp
from .clean import clean
from .shape import (
    Misshapen,
    as_count,
    as_flag,
    as_number,
    as_object,
    as_text,
    fail_closed,
    load_object,
    optional,
)


@fail_closed
def read_host(data: bytes) -> HostInfo:
    """Read the frame; a host without a boot id is not believed."""
    fields = load_object(data)
    system = as_object(fields.get("os"), "os")
    boot_id = _text(fields.get("boot_id"), "boot_id")
    if not boot_id:
        raise Misshapen("there is no boot id")
    tools = as_object(fields.get("tools"), "tools")
    is_truenas = as_flag(fields.get("truenas"), "truenas")
    version = optional(_text, fields.get("version"), "version")
    name = _first(system, "PRETTY_NAME", "NAME", "ID")
    if is_truenas and version:
        name, version = "TrueNAS", version.removeprefix("TrueNAS-SCALE-")
    else:
        version = _first(system, "VERSION", "VERSION_ID")
    return HostInfo(
        machine_id=_text(fields.get("machine_id"), "machine_id"),
        boot_id=boot_id,
        hostname=_text(fields.get("hostname"), "hostname"),
        os_name=name,
        os_version=version,
        kernel=_text(fields.get("kernel"), "kernel"),
        is_truenas=is_truenas,
        has_systemd=as_flag(fields.get("systemd"), "systemd"),
        has_zfs=as_flag(fields.get("zfs"), "zfs"),
        memory_available=as_count(fields.get("mem_available"), "mem_available"),
        now=read_stamp(fields.get("now"), "now"),
        tools={
            clean(name): optional(_text, path, "tool") for name, path in tools.items()
        },
    )


def read_stamp(value: object, what: str) -> Stamp:
    """Read one moment on the host's clocks; raises `Misshapen`."""
    fields = as_object(value, what)
    return Stamp(
        wall=as_number(fields.get("wall"), f"wall of {what}"),
        boot=as_number(fields.get("boot"), f"boot of {what}"),
    )


def _text(value: object, what: str) -> str:
    return clean(as_text(value, what))


def _first(fields: Mapping[str, object], *keys: str) -> str:
    texts = (_text(fields[key], key) for key in keys if key in fields)
    return next((text for text in texts if text), "")
