"""Block devices made of image files: opening, claiming, looking, reading, writing."""

# These are the functions that pathlib itself stands on.

from collections.abc import Callable
import errno
import fcntl
import os
import stat
import struct
from typing import Any

from .. import faults, kernel
from ..model import Json, drive_of, load, partition_name
from .paths import PROCESS_FD, REAL_OPEN, Paths

_BLKROGET = 0x125E
_BLKSSZGET = 0x1268
_BLKPBSZGET = 0x127B
_BLKGETSIZE64 = 0x80081272
_BLKGETDISKSEQ = 0x80081280
# The seven that os.stat_result takes by position.
_COUNTED = ("st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size")
_SIZES = {_BLKGETSIZE64: "Q", _BLKGETDISKSEQ: "Q"}


def _error(number: int, path: object = None) -> OSError:
    return OSError(number, os.strerror(number), path)


class Drives:
    """The drives of one NAS as this process sees them."""

    def __init__(self, paths: Paths, uid: int) -> None:
        """Take the translation of paths, and who this process is on the NAS."""
        self._paths = paths
        self._root = paths.root
        self._uid = uid
        self._open: dict[int, tuple[str, int]] = {}

    def model(self) -> Json:
        """Read the model as it is now."""
        return load(self._root)

    def open(self, real: str, flags: int, shown: object) -> int | None:
        """Open a drive as the kernel opens one; None when the path is no drive."""
        found = self._paths.image_at(real)
        if found is None:
            return None
        if self._uid != 0:
            raise _error(errno.EACCES, shown)
        seq, _partition = found
        if faults.read(self._root, seq).state == faults.STATE_GONE:
            raise _error(errno.ENXIO, shown)
        exclusive = bool(flags & os.O_EXCL)
        flags &= ~(os.O_EXCL | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW)
        if exclusive and flags & os.O_ACCMODE == os.O_RDONLY:
            # The lock that stands for the claim needs a descriptor for writing.
            flags |= os.O_RDWR
        descriptor = self._open_image(real, flags)
        if exclusive and not self._claim(descriptor, seq):
            os.close(descriptor)
            raise _error(errno.EBUSY, shown)
        self._open[descriptor] = found
        return descriptor

    @staticmethod
    def _open_image(real: str, flags: int) -> int:
        try:
            return REAL_OPEN(real, flags)
        except OSError as error:
            # Block devices always take O_DIRECT, some file systems don't.
            if error.errno != errno.EINVAL or not flags & os.O_DIRECT:
                raise
        return REAL_OPEN(real, flags & ~os.O_DIRECT)

    def _claim(self, descriptor: int, seq: str) -> bool:
        model = self.model()
        node = model["nodes"][seq]
        if kernel.busy(self._root, model, node):
            return False
        return kernel.claim(descriptor, node["path"])

    def closed(self, descriptor: int) -> None:
        """Forget a descriptor."""
        self._open.pop(descriptor, None)

    def of_descriptor(self, descriptor: int) -> tuple[str, int] | None:
        """Return (attachment, partition) of a descriptor that is a drive's."""
        if found := self._open.get(descriptor):
            return found
        try:
            return self._paths.image(os.readlink(f"/proc/self/fd/{descriptor}"))
        except OSError:
            return None

    def device(self, found: tuple[str, int]) -> tuple[str, int, int, Json]:
        """Return name, major, minor and size fields of an attachment or partition."""
        model = self.model()
        node = model["nodes"][found[0]]
        drive = drive_of(model, node)
        number = found[1]
        name = partition_name(node["name"], number) if number else node["name"]
        size = drive["size"]
        for partition in drive["partitions"]:
            if partition["number"] == number:
                size = partition["size"]
        return name, node["major"], node["minor"] + number, {**node, "size": size}

    def link(self, path: str, target: str) -> str | None:
        """Return what a link to a drive's descriptor says on the NAS."""
        found = self._paths.image(target) if PROCESS_FD.fullmatch(path) else None
        if found is None:
            return None
        name, _major, _minor, node = self.device(found)
        return f"/dev/{name}" + (" (deleted)" if node["gone"] else "")

    def status(
        self, result: os.stat_result, found: tuple[str, int] | None
    ) -> os.stat_result:
        """Return the status of a block device in place of its image's."""
        if found is None or not stat.S_ISREG(result.st_mode):
            return result
        _name, major, minor, _node = self.device(found)
        values = list(result)
        values[0] = stat.S_IFBLK | 0o660
        values[6] = 0
        extra = {
            name: getattr(result, name)
            for name in dir(result)
            if name.startswith("st_") and name not in _COUNTED
        }
        extra["st_rdev"] = os.makedev(major, minor)
        return os.stat_result(values, extra)

    def check(
        self, descriptor: int, kind: str, offset: int | None, length: int
    ) -> None:
        """Raise what an access to a drive gives that is gone or bad there."""
        found = self._open.get(descriptor)
        if found is None:
            return
        table = faults.read(self._root, found[0])
        if table.state == faults.STATE_GONE:
            raise _error(errno.EIO)
        if table.ranges:
            if offset is None:
                offset = os.lseek(descriptor, 0, os.SEEK_CUR)
            if faults.touches(table.ranges, kind, offset, length):
                raise _error(errno.EIO)

    def end(self, descriptor: int) -> int | None:
        """Return the size of a drive, when the descriptor is one."""
        found = self._open.get(descriptor)
        return self.device(found)[3]["size"] if found else None

    def ioctl(self, descriptor: int, request: int, argument: Any) -> Any:
        """Answer the questions that one asks block devices; None when it isn't one."""
        found = self.of_descriptor(descriptor)
        if found is None:
            return None
        _name, _major, _minor, node = self.device(found)
        drive = self.model()["drives"][node["drive"]]
        answers = {
            _BLKROGET: 0,
            _BLKSSZGET: drive["logical"],
            _BLKPBSZGET: drive["physical"],
            _BLKGETSIZE64: node["size"],
            _BLKGETDISKSEQ: node["seq"],
        }
        if request not in answers:
            raise _error(errno.ENOTTY)
        raw = struct.pack(_SIZES.get(request, "i"), answers[request])
        if isinstance(argument, (bytes, str)):
            return raw
        argument[: len(raw)] = raw
        return 0


def guarded(drives: Drives, real: Any, kind: str, position: int | None) -> Any:
    """Wrap one of os.read, pread, preadv, write ... with the drive's faults.

    `position` is the index of the offset argument, None where the file's own counts.
    """

    def call(descriptor: int, data: Any, *rest: Any) -> Any:
        if descriptor in drives._open:  # noqa: SLF001 - one fast look on a hot path
            offset = rest[0] if position is not None else None
            drives.check(descriptor, kind, offset, _length(data))
        return real(descriptor, data, *rest)

    return call


def _length(data: Any) -> int:
    if isinstance(data, int):
        return data
    if isinstance(data, (list, tuple)):
        return sum(memoryview(part).nbytes for part in data)
    return memoryview(data).nbytes


def real_ioctl() -> Callable[..., Any]:
    """Return the machine's own ioctl, before it is replaced."""
    return fcntl.ioctl
