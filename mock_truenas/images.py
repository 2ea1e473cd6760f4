"""The drives' contents: sparse files with real signatures in them."""

# Also run by the stand-ins.

import contextlib
import errno
import os
import tempfile

from . import kernel
from .model import Json
from .signatures import read_filesystem, read_gpt, write_filesystem, write_gpt


def make_image(root: str, drive: Json) -> None:
    """Create a drive's image and write what the drive holds."""
    try:
        _create(kernel.image_path(root, drive), drive["size"])
    except OSError as error:
        # The largest drives do not fit a file of ext4; tmpfs knows no such limit, and
        # nothing but the position of a descriptor is ever that far out.
        if error.errno not in {errno.EFBIG, errno.EINVAL, errno.ENOSPC}:
            raise
        with contextlib.suppress(FileNotFoundError):
            os.unlink(kernel.image_path(root, drive))
        drive["image_dir"] = tempfile.mkdtemp(prefix="mock-truenas-", dir="/dev/shm")
        os.mkdir(f"{drive['image_dir']}/images")
        _create(kernel.image_path(root, drive), drive["size"])
    fill(root, drive)


def _create(path: str, size: int) -> None:
    with open(path, "wb") as file:
        file.truncate(size)


def fill(root: str, drive: Json) -> None:
    """Write the partition table and the signatures that the model gives a drive."""
    descriptor = os.open(kernel.image_path(root, drive), os.O_RDWR | os.O_CLOEXEC)
    try:
        if drive["whole"]:
            write_filesystem(descriptor, 0, drive["size"], drive["whole"])
        for partition in drive["partitions"]:
            if partition["content"]:
                write_filesystem(
                    descriptor,
                    partition["start"],
                    partition["size"],
                    partition["content"],
                )
        if drive["partitions"]:
            write_gpt(descriptor, drive["size"], disk_uuid(drive), drive["partitions"])
    finally:
        os.close(descriptor)


def disk_uuid(drive: Json) -> str:
    """Return the GPT's disk UUID of a drive (made from its number: stable)."""
    return f"66fcedee-57af-1f4e-aaab-{int(drive['id'].removeprefix('disk')):012x}"


def reread(root: str, drive: Json) -> bool:
    """Bring the model in line with what is on the drive, as udev does after a close.

    Returns whether something changed.
    """
    descriptor = os.open(kernel.image_path(root, drive), os.O_RDONLY | os.O_CLOEXEC)
    try:
        table = read_gpt(descriptor, drive["size"])
        whole = read_filesystem(descriptor, 0, drive["size"])
    finally:
        os.close(descriptor)
    before = (len(drive["partitions"]), bool(drive["whole"]))
    present = {part["uuid"] for part in table[1]} if table else set()
    drive["partitions"] = [p for p in drive["partitions"] if p["uuid"] in present]
    if not whole:
        drive["whole"] = None
    return before != (len(drive["partitions"]), bool(drive["whole"]))
