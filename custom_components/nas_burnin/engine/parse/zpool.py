"""Read `zpool list -vHP`: which disks belong to an imported pool.

The grammar is that of OpenZFS' `zpool_main.c`, 2.1 to 2.3: a line that starts with a
tab is a vdev, another with tabs in it a pool, one without tabs the heading of a class
of vdevs. Depth is lost: groups and disks look alike.
"""

from collections.abc import Iterator
import re

from ..model import Vdev
from .clean import clean
from .shape import Misshapen, fail_closed, lines_of

POOL_COLUMNS = 11
"""name size alloc free ckpoint expandsz frag cap dedup health altroot."""

VDEV_COLUMNS = 10
"""name size alloc free ckpoint expandsz frag cap dedup health."""

_HEALTH = frozenset(
    {"ONLINE", "DEGRADED", "FAULTED", "OFFLINE", "REMOVED", "UNAVAIL", "SPLIT"}
)
_POOL_HEALTH = _HEALTH | {"SUSPENDED"}
_SPARE_HEALTH = _HEALTH | {"AVAIL", "INUSE"}
_CLASSES = {
    "log": "log",
    "logs": "log",
    "cache": "cache",
    "spare": "spare",
    "spares": "spare",
    "special": "special",
    "dedup": "dedup",
}
_HEADING = re.compile(r"([a-z]+)[ -]*")
_GUID = re.compile(r"[0-9]{1,20}")
_GROUP = re.compile(
    r"(?P<kind>mirror|raidz(?P<parity>[1-3])?|draid[1-3]?(?P<draid>:[0-9a-z:]+)?"
    r"|spare|replacing)-[0-9]+"
)
# Neither stands for a disk: what a removed vdev left behind, a spare spread over
# the disks of a draid group.
_VIRTUAL = re.compile(r"indirect-[0-9]+|draid[1-3]-[0-9]+-[0-9]+")
_DRAID_CHILDREN = re.compile(r":([0-9]{1,3})c(?::|$)")


@fail_closed
def read_zpool(data: bytes) -> tuple[Vdev, ...]:
    """Read every leaf of every class of every pool; no pool at all says nothing.

    A missing leaf is a bare GUID. A group that has fewer members than its kind must
    have, or a pool without any, was cut.
    """
    return tuple(_Pools().read(lines_of(data)))


class _Pools:
    """Where in the list of pools the reader stands."""

    def __init__(self) -> None:
        self.pool = ""
        self.vdev_class = "data"
        # A pool or heading that no vdev has followed yet.
        self.bare = False
        # Members that the groups above still have to show.
        self.owed: list[int] = []

    def read(self, lines: list[str]) -> Iterator[Vdev]:
        for line in lines:
            if line.startswith("\t"):
                yield from self._vdev(line[1:].split("\t"))
            elif "\t" in line:
                self._pool(line.split("\t"))
            else:
                self._heading(line)
        self._settle()

    def _pool(self, columns: list[str]) -> None:
        _check(columns, POOL_COLUMNS, columns[-2], _POOL_HEALTH)
        self._settle()
        self.pool, self.vdev_class, self.bare = columns[0], "data", True

    def _heading(self, line: str) -> None:
        match = _HEADING.fullmatch(line)
        if not match or match[1] not in _CLASSES or not self.pool:
            raise Misshapen(f"no line of zpool: {line}")
        self._settle()
        self.vdev_class, self.bare = _CLASSES[match[1]], True

    def _vdev(self, columns: list[str]) -> Iterator[Vdev]:
        health = _SPARE_HEALTH if self.vdev_class == "spare" else _HEALTH
        _check(columns, VDEV_COLUMNS, columns[-1], health)
        if not self.pool:
            raise Misshapen("a vdev stands before the first pool")
        self.bare = False
        name = columns[0]
        group = _GROUP.fullmatch(name)
        if group:
            self._group(group)
            return
        self.owed = [owed - 1 for owed in self.owed]
        if name.startswith("/") or _GUID.fullmatch(name):
            yield Vdev(clean(self.pool), name, columns[-1], self.vdev_class)
        elif not _VIRTUAL.fullmatch(name):
            raise Misshapen(f"no vdev that is known: {name}")

    def _group(self, group: re.Match[str]) -> None:
        if group["kind"] not in ("spare", "replacing"):
            # All others stand at the top only, so the group before has ended.
            self._settle()
        self.owed.append(_members(group))

    def _settle(self) -> None:
        if self.bare or any(owed > 0 for owed in self.owed):
            raise Misshapen(f"members of the pool {self.pool} are missing")
        self.owed = []


def _check(columns: list[str], count: int, health: str, words: frozenset[str]) -> None:
    if len(columns) != count or not all(columns):
        raise Misshapen(f"{len(columns)} columns instead of {count}: {columns[0]}")
    if health not in words:
        raise Misshapen(f"no health that is known: {health}")


def _members(group: re.Match[str]) -> int:
    """Tell how few members a group of this kind can have."""
    if group["draid"]:
        children = _DRAID_CHILDREN.search(group["draid"])
        return int(children[1]) if children else 2
    return int(group["parity"] or 1) + 1
