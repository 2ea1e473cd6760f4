"""The end of a drive that no block of badblocks reaches: tested by ourselves.

A drive with more blocks than badblocks counts is tested in larger ones, and where its
size is no multiple of those less than one block is left over.
"""
# Without pathlib: it takes longer to load than all the rest.

import errno
import fcntl
import mmap
import os

from ._disks import MIB, Reader

TAIL_CLEAN = "clean"
TAIL_UNWRITABLE = "write"
TAIL_UNREADABLE = "read"
TAIL_CORRUPT = "corruption"


def try_tail(descriptor: int, first: int, size: int, pattern: str | None) -> str:
    """Write the pattern from byte `first` on, and compare; without one, only read.

    `size` in bytes, whole sectors. Says which error badblocks would count, or `clean`.
    """
    content = None if pattern is None else _tail_content(pattern, size)
    if content is not None:
        try:
            _write_tail(descriptor, first, content)
        except OSError:
            return TAIL_UNWRITABLE
    reader = Reader(descriptor)
    try:
        for done in range(0, size, MIB):
            length = min(MIB, size - done)
            found = reader.read(first + done, length)
            if content is not None and found != content[done : done + length]:
                return TAIL_CORRUPT
    except OSError:
        return TAIL_UNREADABLE
    finally:
        reader.close()
    return TAIL_CLEAN


def _tail_content(pattern: str, size: int) -> bytes:
    return os.urandom(size) if pattern == "random" else bytes([int(pattern, 16)]) * size


def _write_tail(descriptor: int, first: int, content: bytes) -> None:
    """Write past the page cache where the kernel allows it, and onto the medium."""
    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    # Memory from mmap lies on a page boundary, as O_DIRECT asks for.
    with mmap.mmap(-1, len(content)) as memory:
        memory[:] = content
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_DIRECT)
            _put_tail(descriptor, first, memory)
        except OSError as problem:
            if problem.errno != errno.EINVAL:
                raise
            # Some file systems know no such writing.
            fcntl.fcntl(descriptor, fcntl.F_SETFL, flags)
            _put_tail(descriptor, first, memory)
        finally:
            fcntl.fcntl(descriptor, fcntl.F_SETFL, flags)
    os.fsync(descriptor)


def _put_tail(descriptor: int, first: int, memory: mmap.mmap) -> None:
    done = 0
    with memoryview(memory) as view:
        while done < len(view):
            with view[done:] as rest:
                done += os.pwritev(descriptor, [rest], first + done)
