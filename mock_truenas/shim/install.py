"""Puts the NAS under `os`, `io` and `open` of this process."""

# These are the functions that pathlib itself stands on.

import builtins
from collections.abc import Callable
import errno
import fcntl
import io
import os
import sys
import time
from types import TracebackType
from typing import Any, Self

from ..model import ROOT_VARIABLE, load
from .drives import Drives, guarded, real_ioctl
from .paths import (
    REAL_LSTAT,
    REAL_OPEN,
    REAL_READLINK,
    REAL_SCANDIR,
    REAL_STAT,
    REAL_UNAME,
    Paths,
)

_WRITING = os.O_WRONLY | os.O_RDWR
_ONE_PATH = (
    "listdir",
    "rmdir",
    "unlink",
    "remove",
    "chmod",
    "utime",
    "truncate",
    "mkfifo",
    "pathconf",
    "getxattr",
    "listxattr",
    "chdir",
    "access",
    "posix_spawn",
    "execv",
    "execve",
)
_TWO_PATHS = ("rename", "replace", "link")


def install() -> None:
    """Replace the functions; whatever is imported afterwards finds the NAS's."""
    root = os.environ[ROOT_VARIABLE]
    model = load(root)
    paths = Paths(root, frozenset(model["stand_ins"]))
    uid = int(os.environ.get("MOCK_TRUENAS_UID", "0"))
    drives = Drives(paths, uid)
    disk = _Disk(root)
    _paths(paths, disk)
    _status(paths, drives)
    _opening(paths, drives, disk)
    _access(drives, disk)
    _machine(model, uid)
    sys.executable = f"{root}/bin/python3"


class _Disk:
    """The file system of the NAS's own folders, which can be full."""

    def __init__(self, root: str) -> None:
        self._flag = f"{root}/full"
        self._folder = f"{root}/fs/"

    def check(self, path: object) -> None:
        """Raise ENOSPC for a path of the NAS while its disk is full."""
        name = os.fsdecode(path) if isinstance(path, (str, bytes)) else ""
        if name.startswith(self._folder) and self.full():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)

    def check_descriptor(self, descriptor: int) -> None:
        """Raise ENOSPC for a file of the NAS that is open already."""
        if self.full():
            try:
                self.check(REAL_READLINK(f"/proc/self/fd/{descriptor}"))
            except FileNotFoundError:
                return

    def full(self) -> bool:
        """Whether the mock was told that the disk is full."""
        return _exists(self._flag)


def _exists(path: str) -> bool:
    try:
        REAL_STAT(path)
    except OSError:
        return False
    return True


def _replace(name: str, made: Callable[..., Any]) -> None:
    """Put a function in place of one of os, in what os says it can do, too."""
    old = getattr(os, name)
    for capability in (
        os.supports_dir_fd,
        os.supports_fd,
        os.supports_follow_symlinks,
        os.supports_effective_ids,
    ):
        if old in capability:
            capability.add(made)
    setattr(os, name, made)


def _paths(paths: Paths, disk: _Disk) -> None:
    def one(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any = ".", *rest: Any, **options: Any) -> Any:
            return real(paths(path), *rest, **options)

        return call

    def two(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(source: Any, target: Any, **options: Any) -> Any:
            return real(paths(source), paths(target), **options)

        return call

    for name in _ONE_PATH:
        _replace(name, one(getattr(os, name)))
    for name in _TWO_PATHS:
        _replace(name, two(getattr(os, name)))
    _making(paths, disk)


def _making(paths: Paths, disk: _Disk) -> None:
    real_mkdir, real_symlink = os.mkdir, os.symlink
    real_statvfs, real_chown = os.statvfs, os.chown

    def mkdir(path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        disk.check(paths(path))
        real_mkdir(paths(path), mode, dir_fd=dir_fd)

    def symlink(
        target: Any,
        link: Any,
        target_is_directory: bool = False,
        *,
        dir_fd: int | None = None,
    ) -> None:
        real_symlink(target, paths(link), target_is_directory, dir_fd=dir_fd)

    def statvfs(path: Any) -> os.statvfs_result:
        result = real_statvfs(paths(path))
        if not isinstance(path, int) and disk.full():
            values = list(result)
            values[3:5] = 0, 0
            return os.statvfs_result(values)
        return result

    def chown(path: Any, user: int, group: int, **options: Any) -> None:
        # On the NAS this is root's right; the mock may be run by anybody.
        try:
            real_chown(paths(path), user, group, **options)
        except PermissionError:
            REAL_LSTAT(paths(path))

    _replace("mkdir", mkdir)
    _replace("symlink", symlink)
    _replace("statvfs", statvfs)
    _replace("chown", chown)


def _status(paths: Paths, drives: Drives) -> None:
    real_fstat = os.fstat

    def status(path: Any, **options: Any) -> os.stat_result:
        if isinstance(path, int):
            return fstat(path)
        real = paths(path)
        result = REAL_STAT(real, **options)
        if options.get("follow_symlinks") is False:
            return lstat(path, dir_fd=options.get("dir_fd"))
        return drives.status(result, paths.image_at(os.fsdecode(real)))

    def lstat(path: Any, *, dir_fd: int | None = None) -> os.stat_result:
        real = paths(path)
        result = REAL_LSTAT(real, dir_fd=dir_fd)
        name = os.fsdecode(real)
        if name.startswith(f"{paths.view}/dev/") and _is_node(paths, name):
            return drives.status(REAL_STAT(name), paths.image_at(name))
        return result

    def fstat(fd: int) -> os.stat_result:
        return drives.status(real_fstat(fd), drives.of_descriptor(fd))

    def readlink(path: Any, *, dir_fd: int | None = None) -> Any:
        real = paths(path)
        name = os.fsdecode(real)
        target = REAL_READLINK(real, dir_fd=dir_fd)
        shown = os.fsdecode(target)
        if name.startswith("/proc/"):
            shown = drives.link(name, shown) or paths.back(shown)
        elif paths.image(shown):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
        return os.fsencode(shown) if isinstance(target, bytes) else shown

    def scandir(path: Any = ".") -> Any:
        real = paths(path)
        if real == path or isinstance(path, int):
            return REAL_SCANDIR(path)
        return _Entries(os.fspath(path))

    _replace("stat", status)
    _replace("lstat", lstat)
    _replace("fstat", fstat)
    _replace("readlink", readlink)
    _replace("scandir", scandir)


def _is_node(paths: Paths, name: str) -> bool:
    try:
        return paths.image(REAL_READLINK(name)) is not None
    except OSError:
        return False


class _Entry:
    """An os.DirEntry of a folder that is not where it seems to be."""

    def __init__(self, folder: Any, name: Any) -> None:
        self.name = name
        self.path = os.path.join(folder, name)

    def __fspath__(self) -> Any:
        return self.path

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        return os.stat(self.path) if follow_symlinks else os.lstat(self.path)

    def inode(self) -> int:
        return os.lstat(self.path).st_ino

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        return os.path.isdir(self.path) and (follow_symlinks or not self.is_symlink())

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        return os.path.isfile(self.path) and (follow_symlinks or not self.is_symlink())

    def is_symlink(self) -> bool:
        return os.path.islink(self.path)

    def is_junction(self) -> bool:
        return False


class _Entries:
    """What os.scandir returns, for such a folder."""

    def __init__(self, folder: Any) -> None:
        self._left = iter([_Entry(folder, name) for name in os.listdir(folder)])

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> _Entry:
        return next(self._left)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._left = iter([])


def _opening(paths: Paths, drives: Drives, disk: _Disk) -> None:
    real_close, real_io_open = os.close, io.open

    def open_(
        path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None
    ) -> int:
        real = paths(path)
        name = os.fsdecode(real)
        if not flags & os.O_DIRECTORY:
            opened = drives.open(name, flags, path)
            if opened is not None:
                return opened
        if flags & _WRITING and flags & os.O_CREAT:
            disk.check(real)
        return REAL_OPEN(real, flags, mode, dir_fd=dir_fd)

    def close(fd: int) -> None:
        drives.closed(fd)
        real_close(fd)

    def io_open(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Callable[[str, int], int] | None = None,
    ) -> Any:
        if isinstance(file, int) or opener is not None:
            return real_io_open(
                file, mode, buffering, encoding, errors, newline, closefd, opener
            )
        return real_io_open(
            file,
            mode,
            buffering,
            encoding,
            errors,
            newline,
            closefd,
            lambda name, flags: open_(name, flags | os.O_CLOEXEC, 0o666),
        )

    _replace("open", open_)
    _replace("close", close)
    io.open = io_open
    builtins.open = io_open


def _access(drives: Drives, disk: _Disk) -> None:
    for name, kind, position in (
        ("read", "read_error", None),
        ("readv", "read_error", None),
        ("pread", "read_error", 0),
        ("preadv", "read_error", 0),
        ("writev", "write_error", None),
        ("pwrite", "write_error", 0),
        ("pwritev", "write_error", 0),
    ):
        _replace(name, guarded(drives, getattr(os, name), kind, position))
    guarded_write = guarded(drives, os.write, "write_error", None)
    real_lseek, ioctl_ = os.lseek, real_ioctl()

    def write(fd: int, data: Any) -> int:
        disk.check_descriptor(fd)
        written: int = guarded_write(fd, data)
        return written

    def lseek(fd: int, position: int, how: int) -> int:
        if how == os.SEEK_END and (size := drives.end(fd)) is not None:
            return real_lseek(fd, size + position, os.SEEK_SET)
        return real_lseek(fd, position, how)

    def ioctl(fd: Any, request: int, argument: Any = 0, mutate: bool = True) -> Any:
        number = fd if isinstance(fd, int) else fd.fileno()
        answer = drives.ioctl(number, request, argument)
        if answer is not None:
            return answer
        return ioctl_(fd, request, argument, mutate)

    _replace("write", write)
    _replace("lseek", lseek)
    fcntl.ioctl = ioctl


def _machine(model: dict[str, Any], uid: int) -> None:
    real_gettime, offset = time.clock_gettime, model["boot"]["clock"]

    def uname() -> os.uname_result:
        real = REAL_UNAME()
        return os.uname_result(
            (real[0], model["hostname"], model["kernel"], "#1 SMP", real[4])
        )

    def clock_gettime(clock: int) -> float:
        now = real_gettime(clock)
        return now - offset if clock == time.CLOCK_BOOTTIME else now

    os.uname = uname
    for name in ("getuid", "geteuid"):
        setattr(os, name, lambda: uid)
    time.clock_gettime = clock_gettime
