"""What is wrong with one attachment of a drive, as a fixed binary table.

Binary, because the C library under badblocks maps the same file (fault_lib.c):
16 bytes of header (magic, state, number of ranges, bytes a second at the start of the
drive, 0 for any number), then ranges of
(first byte, end byte, kind, unused), all little endian.
"""

# Read by the shim on every access of a drive.

import os
import struct

MAGIC = 0x4E425331
HEADER = struct.Struct("<IIIf")
RANGE = struct.Struct("<qqII")
MOST_RANGES = 512
SIZE = HEADER.size + MOST_RANGES * RANGE.size

STATE_FINE, STATE_GONE, STATE_HUNG = 0, 1, 2
KINDS = {"miscompare": 1, "read_error": 2, "write_error": 4}
NEEDS_COMPILER = ("read_error", "write_error")
BLOCK = 4096

type Range = tuple[int, int, int]


class Table:
    """One table: the state, the bad ranges, and the speed (bytes a second, 0: any)."""

    # Not a NamedTuple: those cost every stand-in 6 ms at its start.
    __slots__ = ("ranges", "speed", "state")

    def __init__(self, state: int, ranges: list[Range], speed: float) -> None:
        """Take the three."""
        self.state = state
        self.ranges = ranges
        self.speed = speed


def path(root: str, seq: int | str) -> str:
    """Return the table's path for one attachment."""
    return os.path.join(root, "faults", f"{seq}.bin")


def encode(state: int, ranges: list[Range], speed: float) -> bytes:
    """Return the table as bytes, always of the same size so that it can stay mapped."""
    if len(ranges) > MOST_RANGES:
        raise ValueError(f"At most {MOST_RANGES} bad ranges, not {len(ranges)}")
    body = b"".join(RANGE.pack(first, end, kind, 0) for first, end, kind in ranges)
    return (HEADER.pack(MAGIC, state, len(ranges), speed) + body).ljust(SIZE, b"\0")


def decode(table: bytes) -> Table:
    """Read a table."""
    if len(table) < HEADER.size:
        return Table(STATE_FINE, [], 0)
    _magic, state, count, speed = HEADER.unpack_from(table)
    ranges = [
        RANGE.unpack_from(table, HEADER.size + index * RANGE.size)[:3]
        for index in range(count)
    ]
    return Table(state, ranges, speed)


def read(root: str, seq: int | str) -> Table:
    """Read the table of an attachment; no table means that nothing is wrong."""
    try:
        with open(path(root, seq), "rb") as file:
            return decode(file.read())
    except FileNotFoundError:
        return Table(STATE_FINE, [], 0)


def ranges_of(faults: dict[str, list[int]]) -> list[Range]:
    """Turn {kind: [4096-byte block numbers]} into byte ranges, runs of blocks as one."""
    found: list[Range] = []
    for kind, blocks in faults.items():
        for block in sorted(set(blocks)):
            start = block * BLOCK
            if found and found[-1][1] == start and found[-1][2] == KINDS[kind]:
                found[-1] = (found[-1][0], start + BLOCK, KINDS[kind])
            else:
                found.append((start, start + BLOCK, KINDS[kind]))
    return found


def touches(ranges: list[Range], kind: str, offset: int, length: int) -> bool:
    """Whether an access of `length` bytes at `offset` meets a range of that kind."""
    return any(
        mask & KINDS[kind] and first < offset + length and offset < end
        for first, end, mask in ranges
    )
