"""Insists that nobody writes to a held drive who has not claimed it."""
# Without pathlib: it takes longer to load than all the rest.

import time

from ._base import PROC, read_text, seconds_now
from ._disks import partitions_at
from ._hold import Node
from ._request import Refused
from ._writers import writers

PATIENCE_SECONDS = 5
"""Tools that ask a drive for its health have it open for a moment, too."""


def insist_alone(nodes: list[Node]) -> None:
    """Insist that nobody else can write to the held drive; raises Refused."""
    until = seconds_now() + PATIENCE_SECONDS
    while (found := _writer(nodes)) is not None:
        if seconds_now() >= until:
            node, pid = found
            name = read_text(f"{PROC}/{pid}/comm")
            raise Refused("opened", node=node, process=name, pid=str(pid))
        time.sleep(0.1)


def _writer(nodes: list[Node]) -> tuple[str, int] | None:
    """Return a node and the process that has it, or a partition of it, open."""
    numbers = {}
    for node in nodes:
        numbers[node.dev] = node.name
        for part in partitions_at(node.path):
            numbers[read_text(f"{node.path}/{part}/dev")] = part
    # A partition that left meanwhile has no number.
    numbers.pop("", None)
    for dev, pid, _ in writers(numbers.__contains__):
        return numbers[dev], pid
    return None
