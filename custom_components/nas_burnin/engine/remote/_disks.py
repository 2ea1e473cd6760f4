"""Disks as the kernel knows them, and what lies on them."""
# Without pathlib: it takes longer to load than all the rest.

import errno
import fcntl
import mmap
import os
from typing import Any

from ._base import SYS, VANISHED, decode, read_file, read_text

MIB = 1 << 20
PAGE = 4096
SPREAD = 64


def identity_at(path: str) -> dict[str, Any]:
    """What the kernel says the disk at a sysfs path is, never normalised.

    Keys as in the request: `wwid`, `serial`, and `size` in bytes (-1: unknown).
    """
    return {
        "wwid": read_text(path + "/device/wwid") or read_text(path + "/wwid"),
        "serial": _serial_at(path),
        "size": size_at(path),
    }


def _serial_at(path: str) -> str:
    try:
        page = read_file(path + "/device/vpd_pg80", 4096)
    except OSError:
        page = b""
    # Four bytes of header, the last two of them the length of what follows.
    serial = decode(page[4 : 4 + int.from_bytes(page[2:4], "big")])
    return serial or read_text(path + "/device/serial") or read_text(path + "/serial")


def size_at(path: str) -> int:
    """The size in bytes of the disk or partition at a sysfs path; -1: unknown."""
    text = read_text(path + "/size")
    return int(text) * 512 if text.isdecimal() else -1


def disk_seq_at(path: str) -> int | None:
    """The kernel's attach counter of a disk, None before Linux 5.15."""
    text = read_text(path + "/diskseq")
    return int(text) if text.isdecimal() else None


def is_candidate(name: str) -> bool:
    """True for a visible whole disk with a real device behind it."""
    path = SYS + "/block/" + name
    return os.path.exists(path + "/device") and read_text(path + "/hidden") != "1"


def node_path(name: str) -> str:
    """A kernel name as it stands below /dev: `cciss!c0d0` is `cciss/c0d0`."""
    return name.replace("!", "/")


def partitions_at(path: str) -> list[str]:
    """The kernel names of the partitions of the disk at a sysfs path."""
    try:
        names = sorted(os.listdir(path))
    except OSError as problem:
        if problem.errno in VANISHED:
            return []
        raise
    return [name for name in names if os.path.exists(f"{path}/{name}/partition")]


class Reader:
    """Reads of one open disk past the page cache, where the kernel allows that."""

    def __init__(self, descriptor: int) -> None:
        """Take an open descriptor; it stays the caller's, `close` restores it."""
        self._descriptor = descriptor
        self._flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        self._direct = self._set_direct()
        # Memory from mmap lies on a page boundary, as O_DIRECT asks for.
        self._memory = mmap.mmap(-1, MIB)

    def _set_direct(self) -> bool:
        try:
            fcntl.fcntl(self._descriptor, fcntl.F_SETFL, self._flags | os.O_DIRECT)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Give the descriptor back as it was."""
        fcntl.fcntl(self._descriptor, fcntl.F_SETFL, self._flags)
        self._memory.close()

    def read(self, position: int, length: int) -> bytes:
        """Exactly `length` bytes (a MiB at the most); raises OSError."""
        try:
            return self._read(position, length)
        except OSError as problem:
            if problem.errno != errno.EINVAL or not self._direct:
                raise
        # Some file systems take the flag, and refuse the reading.
        self._direct = False
        fcntl.fcntl(self._descriptor, fcntl.F_SETFL, self._flags)
        return self._read(position, length)

    def _read(self, position: int, length: int) -> bytes:
        if not self._direct:
            os.posix_fadvise(self._descriptor, position, length, os.POSIX_FADV_DONTNEED)
        done = 0
        with memoryview(self._memory) as view:
            while done < length:
                with view[done:length] as rest:
                    got = os.preadv(self._descriptor, [rest], position + done)
                if got == 0:
                    raise OSError(errno.EIO, "the drive ends before its size")
                done += got
        return self._memory[:length]


def touch(path: str) -> bytes:
    """Read the first page of the disk at a path, so that it looks used; says nothing."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        Reader(descriptor).read(0, PAGE)
    finally:
        os.close(descriptor)
    return b"{}"


def sample_places(size: int, spread: int = SPREAD) -> list[tuple[int, int]]:
    """Where a drive of `size` bytes is sampled: (position, length) pairs.

    The first and the last MiB, and 64 pages, each at a random place of its own
    64th of the drive, so that no layout can keep out of their way for certain.
    `spread` is another number of such pages.
    """
    first = min(MIB, size)
    last = max(0, size - MIB) // PAGE * PAGE
    places = [(0, first), (last, min(MIB, size - last))]
    if size > last + MIB:
        places.append((last + MIB, size - last - MIB))
    pages = size // PAGE
    for index in range(spread):
        low, high = pages * index // spread, pages * (index + 1) // spread
        if high > low:
            chance = int.from_bytes(os.urandom(8), "big")
            places.append(((low + chance % (high - low)) * PAGE, PAGE))
    return places


def sample(descriptor: int, size: int) -> dict[str, Any]:
    """Read an open drive here and there: `samples`, `constant`, `error`.

    `constant` is the one byte value of everything read, else None. Reading ends
    at the first byte that differs, and at the first error.
    """
    result: dict[str, Any] = {"samples": 0, "constant": None, "error": ""}
    if size <= 0:
        return {**result, "error": "the drive has no size"}
    reader = Reader(descriptor)
    try:
        value = None
        for position, length in sample_places(size):
            content = reader.read(position, length)
            result["samples"] += 1
            if value is None:
                value = content[0]
            if content.count(value) != length:
                return result
        result["constant"] = value
    except OSError as problem:
        result["error"] = f"{problem.strerror or problem} (errno {problem.errno})"
    finally:
        reader.close()
    return result


class OtherContent(Exception):
    """A byte of the drive is not what it was expected to be."""

    def __init__(self, offset: int) -> None:
        """Keep where it is, in bytes."""
        super().__init__(offset)
        self.offset = offset


def compare(descriptor: int, expected: list[dict[str, int]]) -> None:
    """Read here and there in ranges of an open drive; each byte must have its value.

    Raises OtherContent at the first byte that differs. A bad block can't be read: up to
    a quarter of the places may fail, then the first OSError is raised.
    """
    places = [
        (part["first"] + position, length, part["value"])
        for part in expected
        for position, length in sample_places(
            part["last"] + 1 - part["first"], -(-SPREAD // len(expected))
        )
    ]
    failed: list[OSError] = []
    reader = Reader(descriptor)
    try:
        for position, length, value in places:
            try:
                content = reader.read(position, length)
            except OSError as problem:
                failed.append(problem)
                continue
            if content.count(value) != length:
                odd = len(content) - len(content.lstrip(bytes([value])))
                raise OtherContent(position + odd)
    finally:
        reader.close()
    if len(failed) * 4 > len(places):
        raise failed[0]
