"""Finding the processes that run in the NAS, by a mark in their environment."""

# Also run by the stand-ins.

import os

MARK = "MOCK_TRUENAS_NAS"


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be buried does not."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] not in {b"Z", b"X"}
    except OSError:
        return False


def with_environment(key: str, value: str) -> list[int]:
    """Return the living processes that were started with this in their environment."""
    wanted = f"{key}={value}".encode()
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open(f"/proc/{name}/environ", "rb") as file:
                inside = wanted in file.read().split(b"\0")
        except OSError:
            continue
        if inside and alive(int(name)):
            found.append(int(name))
    return found
