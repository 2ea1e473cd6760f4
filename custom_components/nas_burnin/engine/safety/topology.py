"""What lies under a device: from a path, a number or a kernel name down to disks."""

from collections.abc import Iterable
import re

from ..model import BlockDevice, HostFacts

_NUMBER = re.compile(r"\d+:\d+")
# Virtual devices that stand on no disk of the host, though they have no slaves:
# files, memory, ZFS volumes (their pool's members count), other hosts.
_DISKLESS = re.compile(r"(?:loop|ram|zram|zd|nbd|rbd)\d+")


class Topology:
    """The block devices of one poll, and how they stand on each other."""

    def __init__(self, facts: HostFacts) -> None:
        self._links = facts.links
        self._devices = {device.name: device for device in facts.devices}
        self._disk_of = {
            partition.name: device.name
            for device in facts.devices
            for partition in device.partitions
        }
        self._names: dict[str, set[str]] = {}
        for name, number in _numbers(facts.devices):
            self._names.setdefault(number, set()).add(name)

    def name(self, source: str) -> str | None:
        """Return the kernel name of a path under `/dev`, a `major:minor` or a name.

        None where it is none of this host's block devices, or not one alone.
        """
        if _NUMBER.fullmatch(source):
            names = self._names.get(source, set())
            return next(iter(names)) if len(names) == 1 else None
        name = self._links.get(source)
        if name is None:
            # The kernel writes the slashes of a name in /dev as exclamation marks.
            name = source.removeprefix("/dev/").replace("/", "!")
        return name if name in self._devices or name in self._disk_of else None

    def disks(self, name: str) -> frozenset[str] | None:
        """Return the disks that a device or partition stands on, by kernel name.

        Empty where it stands on none (a loop device), None where that can't be told.
        """
        return self._disks(name, frozenset())

    def _disks(self, name: str, above: frozenset[str]) -> frozenset[str] | None:
        name = self._disk_of.get(name, name)
        device = self._devices.get(name)
        if device is None or name in above:
            return None
        if device.physical:
            return frozenset({name})
        if not device.slaves:
            return frozenset() if _DISKLESS.fullmatch(name) else None
        below = [self._disks(slave, above | {name}) for slave in device.slaves]
        known = [disks for disks in below if disks is not None]
        return frozenset().union(*known) if len(known) == len(below) else None


def _numbers(devices: Iterable[BlockDevice]) -> Iterable[tuple[str, str]]:
    for device in devices:
        yield device.name, device.dev
        for partition in device.partitions:
            yield partition.name, partition.dev
