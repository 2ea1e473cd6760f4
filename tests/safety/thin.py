"""The golden host with one drive more in use, of which a single tool alone knows.

On a real host several sources know of every use, so that a slip in one is made good by
the others, and a test of all together would not notice it. Here nobody helps.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
import json
import re
from typing import Any

from custom_components.nas_burnin.engine.parse.frames import Answer
from tests.safety.golden import FREE_NODES, golden

DRIVE = "sda"
REST = FREE_NODES - {DRIVE}


@dataclass(frozen=True, slots=True)
class Thin:
    """A host on which only one frame says that the drive is in use.

    `says` tells whether it still does after something was taken away: what is not
    said at all can't be known.
    """

    frame: str
    answer: Answer
    says: Callable[[bytes], bool]

    @property
    def said(self) -> bytes:
        return self.answer.frames[self.frame].out

    def with_left(self, left: bytes) -> Answer:
        """Answer the same host with only this left of what the frame says."""
        return _with(self.frame, left)


def _with(frame: str, out: bytes) -> Answer:
    answer = golden()
    now = replace(answer.frames[frame], out=out, rc=0)
    return replace(answer, frames={**answer.frames, frame: now})


def _added(frame: str, line: bytes, name: bytes = b"sda", before: bytes = b"") -> Thin:
    """Add lines to a text; they say it as long as the drive's name is in them."""
    out = golden().frames[frame].out
    place = out.index(before) if before else len(out)
    named = re.compile(rb"\b" + name + rb"\b")
    return Thin(
        frame,
        _with(frame, out[:place] + line + out[place:]),
        lambda left: bool(named.search(left)),
    )


def _stated(frame: str, out: bytes) -> Thin:
    """Let a frame say this of the drive; whatever is left of it must be believed."""
    return Thin(frame, _with(frame, out), lambda _left: True)


def _edited(frame: str, rows: str, **values: Any) -> Thin:
    """Change the drive's row; it says it unless the value itself is not there."""

    def row_of(text: bytes) -> dict[str, Any]:
        found = json.loads(text)[rows]
        return next((row for row in found if row.get("name") == DRIVE), {})

    def says(left: bytes) -> bool:
        try:
            row = row_of(left)
        except ValueError, KeyError, TypeError, AttributeError:
            return True
        # Only lsblk leaves out a key when there is nothing to tell.
        return all(any(_values(row.get(key, key != "children"))) for key in values)

    value = json.loads(golden().frames[frame].out)
    next(row for row in value[rows] if row["name"] == DRIVE).update(values)
    return Thin(frame, _with(frame, json.dumps(value).encode()), says)


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _sample(**values: Any) -> Thin:
    value = json.loads(golden().frames[f"sample:{DRIVE}"].out)
    return _stated(f"sample:{DRIVE}", json.dumps({**value, **values}).encode())


OPENERS = b'{"openers":[{"dev":"8:0","pid":4711,"process":"qemu-system-x86"}]}'

CRYPT = {
    "name": "vault",
    "kname": "dm-7",
    "pkname": DRIVE,
    "type": "crypt",
    "size": 1 << 23,
    "fstype": None,
    "label": None,
    "mountpoints": [],
}

HOSTS: dict[str, Thin] = {
    "a cache device": _added(
        "zpool",
        b"\t/dev/sda\t16M\t-\t-\t-\t-\t-\t-\t-\tONLINE\n",
        before=b"spare  ",
    ),
    "a spare": _added("zpool", b"\t/dev/sda\t16M\t-\t-\t-\t-\t-\t-\t-\tAVAIL\n"),
    "a mount": _added(
        "mountinfo",
        b"31 22 8:0 / /mnt/x rw,relatime shared:10 - ext4 /dev/root rw\n",
        b"8:0",
    ),
    "a mount of a path": _added(
        "mountinfo",
        b"31 22 0:77 / /mnt/x rw shared:10 master:1 - btrfs /dev/sda rw,space_cache\n",
    ),
    "swap": _added(
        "swaps",
        b"/dev/sda                                partition\t16380\t\t0\t\t-3\n",
    ),
    "an array": _added(
        "mdstat",
        b"md126 : active raid1 sda[0]\n      16320 blocks super 1.2 [1/1] [U]\n\n",
        before=b"unused",
    ),
    "a spare of an array": _added(
        "mdstat",
        b"md126 : active (auto-read-only) raid1 sdg1[1] sda[0](S)\n"
        b"      16320 blocks super 1.2 [1/1] [U]\n\n",
        before=b"unused",
    ),
    "a virtual machine": Thin(
        "openers", _with("openers", OPENERS), lambda left: b'"8:0"' in left
    ),
    "a signature": _stated(f"blkid:{DRIVE}", b"DEVNAME=/dev/sda\nTYPE=ext4\n"),
    "a partition table": _stated(f"blkid:{DRIVE}", b"DEVNAME=/dev/sda\nPTTYPE=gpt\n"),
    "content": _sample(samples=9, constant=None),
    "a bad place": _sample(samples=9, constant=None, error="errno 5"),
    "a holder": _edited("block", "devices", holders=["dm-0"]),
    "read-only": _edited("block", "devices", ro=True),
    "zones": _edited("block", "devices", zoned="host-managed"),
    "a mount in lsblk": _edited("lsblk", "blockdevices", mountpoints=["/mnt/x"]),
    "a file system in lsblk": _edited("lsblk", "blockdevices", fstype="ext4"),
    "dm-crypt in lsblk": _edited("lsblk", "blockdevices", children=[CRYPT]),
}
