"""Which path of the NAS is which path here."""

# These are the functions that pathlib itself stands on.

import os
import re

REAL_OPEN = os.open
REAL_STAT = os.stat
REAL_LSTAT = os.lstat
REAL_READLINK = os.readlink
REAL_SCANDIR = os.scandir
REAL_UNAME = os.uname

# Kept by the mock as the kernel would show them, and built anew at each change.
_VIEW = ("/sys", "/proc/mounts", "/proc/swaps", "/proc/mdstat", "/proc/meminfo")
_VIEW_FILES = {
    "/proc/sys/kernel/random/boot_id",
    "/proc/sys/kernel/hostname",
    "/proc/sys/kernel/osrelease",
    "/etc/machine-id",
    "/etc/hostname",
    "/etc/os-release",
    "/etc/version",
}
# Ordinary folders of the NAS.
_FOLDERS = ("run", "var", "mnt", "data")
_REAL_DEVICES = {
    "null",
    "zero",
    "full",
    "random",
    "urandom",
    "tty",
    "ptmx",
    "pts",
    "shm",
    "fd",
    "stdin",
    "stdout",
    "stderr",
    "console",
}
_MOUNTS = re.compile(r"/proc/(?:self|thread-self|\d+)/(mountinfo|mounts)")
PROCESS_FD = re.compile(r"/proc/(?:self|thread-self|\d+)/fd/\d+")
_SYSTEM_BIN = re.compile(r"/(?:usr/(?:local/)?)?s?bin/([^/]+)")
_DELETED = " (deleted)"


class Paths:
    """The translation for one NAS."""

    def __init__(self, root: str, stand_ins: frozenset[str]) -> None:
        """Take the NAS's root folder and the names of the tools that are stand-ins."""
        self.root = root
        self.view = f"{root}/view"
        self._stand_ins = stand_ins
        self._images = re.compile(
            rf"(?:{re.escape(root)}|/dev/shm/mock-truenas-[^/]+)/images/(\d+)(?:\.(\d+))?"
        )

    def __call__[T](self, path: T) -> T | str | bytes:
        """Translate a path of any kind; descriptors and relative paths stay."""
        if isinstance(path, int):
            return path
        raw = os.fspath(path)  # type: ignore[call-overload]
        if isinstance(raw, bytes):
            return os.fsencode(self.of(os.fsdecode(raw)))
        if isinstance(raw, str):
            return self.of(raw)
        return path

    def of(self, path: str) -> str:
        """Translate an absolute path of the NAS into one of this machine."""
        if not path.startswith("/") or path.startswith(self.root):
            return path
        if "//" in path or "/." in path or path.endswith("/"):
            path = os.path.normpath(path)
            if path.startswith("//"):
                path = path[1:]
        head = path.split("/", 3)
        first = head[1]
        if first in _FOLDERS:
            return f"{self.root}/fs{path}"
        if first == "dev":
            real = len(head) > 2 and head[2] in _REAL_DEVICES
            return path if real else self.view + path
        if path.startswith(_VIEW) or path in _VIEW_FILES:
            return self.view + path
        if first == "proc" and (match := _MOUNTS.fullmatch(path)):
            name = "mounts" if match[1] == "mounts" else "self/mountinfo"
            return f"{self.view}/proc/{name}"
        return self._tool(path)

    def _tool(self, path: str) -> str:
        """Let a stand-in hide the machine's own tool, also when it was taken away."""
        match = _SYSTEM_BIN.fullmatch(path)
        if match and match[1] in self._stand_ins:
            return f"{self.root}/bin/{match[1]}"
        return path

    def back(self, path: str) -> str:
        """Translate what a descriptor points to into a path of the NAS."""
        if path.startswith(self.root):
            rest = path.removeprefix(self.root)
            if rest.startswith("/view"):
                return "/" + rest.split("/", 2)[2] if rest.count("/") > 1 else "/"
            if rest.startswith("/fs/"):
                return rest.removeprefix("/fs")
        return path

    def image(self, path: str) -> tuple[str, int] | None:
        """Return (attachment, partition) when a path of this machine is an image."""
        match = self._images.fullmatch(path.removesuffix(_DELETED))
        return (match[1], int(match[2] or 0)) if match else None

    def image_at(self, path: str) -> tuple[str, int] | None:
        """Return the same for a path that may be a link to an image."""
        for _link in range(8):
            if found := self.image(path):
                return found
            if not path.startswith(f"{self.view}/dev/") and not PROCESS_FD.fullmatch(
                path
            ):
                return None
            try:
                target = REAL_READLINK(path)
            except OSError:
                return None
            path = os.path.normpath(os.path.join(os.path.dirname(path), target))
        return None
