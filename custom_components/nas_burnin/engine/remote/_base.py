"""What every program on the NAS needs: places, files, clocks, tools."""
# Without pathlib: it takes longer to load than all the rest.

import errno
import json
import os
import time
from typing import Any

SYS = "/sys"
DEV = "/dev"
PROC = "/proc"
ETC = "/etc"
SYSTEMD = "/run/systemd/system"

TOOL_PATH = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"

# A file in /sys or /proc that goes away while it is read was a drive or a process
# that left; every other error means that we don't know.
VANISHED = (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR, errno.ESRCH)


def read_file(path: str, limit: int = 1 << 20) -> bytes:
    """The first `limit` bytes of a file; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        parts = []
        while limit > 0:
            part = os.read(descriptor, min(limit, 1 << 16))
            if not part:
                break
            parts.append(part)
            limit -= len(part)
        return b"".join(parts)
    finally:
        os.close(descriptor)


def decode(raw: bytes) -> str:
    """Text of any bytes, reversible; JSON carries the odd ones as escapes."""
    return raw.decode("utf-8", "surrogateescape")


def read_text(path: str) -> str:
    """A one-line attribute without its line end; "" where it can't be read."""
    try:
        raw = read_file(path, 4096)
    except OSError:
        return ""
    return decode(raw[:-1] if raw.endswith(b"\n") else raw)


def read_json(path: str) -> Any:
    """The JSON in a file, or None where there is none that can be read."""
    try:
        return json.loads(read_file(path))
    except (OSError, ValueError):
        return None


def listing(path: str) -> list[str]:
    """Sorted names in a folder, none if it is gone; other errors are raised."""
    try:
        return sorted(os.listdir(path))
    except OSError as problem:
        if problem.errno in VANISHED:
            return []
        raise


def write_atomic(path: str, content: bytes, *, durable: bool = False) -> None:
    """Replace a file so that nobody ever sees half of it; raises OSError."""
    fresh = path + ".new"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(fresh, flags, 0o600)
    try:
        write_all(descriptor, content)
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.rename(fresh, path)
    if durable:
        sync(os.path.dirname(path))


def sync(path: str) -> None:
    """Make a file, or the names in a folder, survive a power cut; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, content: bytes | bytearray) -> None:
    """Write everything; raises OSError."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def to_json(value: object) -> bytes:
    """Compact ASCII JSON, whatever the text in it."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def stamp() -> dict[str, float]:
    """Now: seconds since 1970, and seconds since boot with sleep counted."""
    return {"wall": time.time(), "boot": time.clock_gettime(time.CLOCK_BOOTTIME)}


def boot_id() -> str:
    """The identity of this boot; "" where the kernel does not say."""
    return read_text(PROC + "/sys/kernel/random/boot_id")


def tool_environment() -> dict[str, str]:
    """The environment of every tool: English, and the folders of root in PATH."""
    paths = [*os.environ.get("PATH", "").split(":"), *TOOL_PATH.split(":")]
    path = ":".join(dict.fromkeys(part for part in paths if part))
    return {**os.environ, "LC_ALL": "C", "PATH": path}


def which(tool: str, environment: dict[str, str]) -> str | None:
    """The path of a tool that can be run, or None."""
    for folder in environment["PATH"].split(":"):
        path = folder + "/" + tool
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


def process_stat(pid: int) -> list[str] | None:
    """The fields of `/proc/PID/stat` from the third (state) on; None if gone."""
    try:
        raw = read_file(PROC + "/" + str(pid) + "/stat", 4096)
    except OSError:
        return None
    return decode(raw).rpartition(")")[2].split() or None


def start_ticks(pid: int) -> int | None:
    """When a living process started, in clock ticks since boot; None if dead.

    A pid comes again, a pair of pid and start time doesn't (within one boot).
    """
    fields = process_stat(pid)
    if fields is None or fields[0] in "ZX":
        return None
    return int(fields[19])


def seconds_now() -> float:
    """A steady clock for deadlines, in seconds."""
    return time.monotonic()
