"""How fast a drive is connected, where the bus may be slower than the drive."""
# Without pathlib: it takes longer to load than all the rest.

from collections.abc import Iterator
import os
import re
from typing import Any

from ._base import SYS, listing, read_text

_SPEED = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?: GT/s.*)?")
_CONTROLLER = re.compile(r"nvme[0-9]+")


def link_at(path: str) -> dict[str, Any]:
    """Bits a second that the link of the disk at a sysfs path carries, and could.

    Keys `link_speed` and `link_speed_most`, None where the kernel does not tell: it
    does of USB, which has no most, and of NVMe drives. Of SATA smartctl does.
    """
    now, most = None, None
    for place in _above(_hardware(path)):
        if os.path.exists(place + "/busnum"):
            now = _bits(place + "/speed", 10**6, 1.0)
            break
        if os.path.basename(place) == "nvme":
            bus = os.path.dirname(place)
            now = _pcie(bus, "current")
            most = _pcie(bus, "max")
            break
    return {"link_speed": now, "link_speed_most": most}


def _hardware(path: str) -> str:
    """Where the kernel has the device of a disk; a drive on two paths has several."""
    device = os.path.realpath(path + "/device")
    paths = [name for name in listing(device) if _CONTROLLER.fullmatch(name)]
    of_subsystem = os.path.basename(device).startswith("nvme-subsys") and paths
    return os.path.realpath(f"{device}/{paths[0]}") if of_subsystem else device


def _above(place: str) -> Iterator[str]:
    top = os.path.realpath(SYS)
    while place.startswith(top + "/"):
        yield place
        place = os.path.dirname(place)


def _pcie(bus: str, which: str) -> "int | None":
    lanes = read_text(f"{bus}/{which}_link_width")
    width = float(lanes) if lanes.isdecimal() else 0.0
    return _bits(f"{bus}/{which}_link_speed", 10**9, width)


def _bits(path: str, unit: int, times: float) -> "int | None":
    found = _SPEED.fullmatch(read_text(path))
    return round(float(found.group(1)) * unit * times) or None if found else None
