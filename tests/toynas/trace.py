"""What badblocks did to a drive, and what that proves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import override

BLOCK = 4096
LOST = "l"
"""The kind of what was written and gone from the drive's cache when its power went."""


@dataclass(frozen=True, slots=True)
class Access:
    """One read or write of a drive: bytes, and their value where all are equal.

    `drive` is its number, `pattern` is what badblocks was started with, `kind` one of r, w, and h: held
    before it read or wrote.
    """

    drive: str
    pattern: str
    kind: str
    offset: int
    length: int
    value: int

    @override
    def __str__(self) -> str:
        """The line of a trace."""
        place = f"{self.offset} {self.length} {self.value}"
        return f"{self.drive} {self.pattern} {self.kind} {place}"

    @property
    def blocks(self) -> range:
        return range(self.offset // BLOCK, (self.offset + self.length) // BLOCK)


def read_trace(path: Path) -> list[Access]:
    """Read what `watch.c` noted."""
    if not path.exists():
        return []
    lines = [line.split() for line in path.read_text().splitlines()]
    return [
        Access(drive, pattern, kind, int(offset), int(length), int(value))
        for drive, pattern, kind, offset, length, value in lines
    ]


def unproven(trace: Iterable[Access], size: int, patterns: Sequence[int]) -> set[int]:
    """The blocks that were not written and then compared with each pattern, in order.

    A block was compared when it was read as what was last written to it, with nothing
    lost or written in between, by a badblocks that was told to expect it.
    """
    wanted = [f"{pattern:#04x}" for pattern in patterns]
    blocks = range(size // BLOCK)
    written = dict.fromkeys(blocks, -1)
    done = dict.fromkeys(blocks, 0)
    for access in trace:
        for block in access.blocks:
            step = done[block]
            if access.kind in ("w", LOST):
                written[block] = access.value
            elif (
                access.kind == "r"
                and step < len(patterns)
                and access.pattern == wanted[step]
                and access.value == written[block] == patterns[step]
            ):
                done[block] = step + 1
    return {block for block, step in done.items() if step < len(patterns)}


def losses(trace: Sequence[Access], size: int) -> list[Access]:
    """What a drive goes back to where its newest `size` bytes of writes are lost.

    The newest go first, so that a block that was written twice ends as it was before.
    """
    found: list[Access] = []
    writes = [index for index, access in enumerate(trace) if access.kind == "w"]
    while writes and sum(loss.length for loss in found) < size:
        index = writes.pop()
        access = trace[index]
        found += [
            Access(
                access.drive,
                "-",
                LOST,
                block * BLOCK,
                BLOCK,
                _before(trace, index, block),
            )
            for block in access.blocks
        ]
    return found


def _before(trace: Sequence[Access], index: int, block: int) -> int:
    for access in reversed(trace[:index]):
        if access.kind in ("w", LOST) and block in access.blocks:
            return access.value
    return 0


def moved(trace: Iterable[Access], kind: str) -> int:
    """How many bytes were read or written in all."""
    return sum(access.length for access in trace if access.kind == kind)
