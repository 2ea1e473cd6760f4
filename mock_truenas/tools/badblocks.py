"""`badblocks`: the real one on the image, held to the speed of the drive.

For drives that are too large to be written in anybody's lifetime, a stand-in.
"""

import os
import sys
import time

from .. import faults, kernel
from ..model import Json, drive_of, load, root
from .devices import resolve

_WITH_VALUE = "bcdeiopt"


class Request:
    """What was asked of badblocks."""

    def __init__(self, arguments: list[str]) -> None:
        """Read the command line as getopt does for badblocks."""
        self.arguments = arguments
        self.letters = ""
        self.values: dict[str, list[str]] = {}
        self.operands: list[str] = []
        left = list(arguments)
        while left:
            word = left.pop(0)
            if not word.startswith("-") or word == "-":
                self.operands.append(word)
                continue
            for index, letter in enumerate(word[1:], 1):
                if letter in _WITH_VALUE:
                    value = word[index + 1 :] or (left.pop(0) if left else "")
                    self.values.setdefault(letter, []).append(value)
                    break
                self.letters += letter

    def has(self, letter: str) -> bool:
        """Whether a switch was given."""
        return letter in self.letters

    def number(self, letter: str, default: int) -> int:
        """Return the number given with a switch."""
        return int(self.values.get(letter, [str(default)])[-1], 0)

    def operand(self, index: int, default: int) -> int:
        """Return the last (1) or first (2) block of the range."""
        given = len(self.operands) > index
        return int(self.operands[index]) if given else default

    @property
    def block(self) -> int:
        """The block size in bytes."""
        return self.number("b", 1024)


def main(arguments: list[str]) -> int:
    """Become the real badblocks, or stand in for it."""
    request = Request(arguments)
    folder = root()
    model = load(folder)
    device = request.operands[0] if request.operands else ""
    found = resolve(model, device) if device else None
    real = model["real_badblocks"]
    if found is None:
        os.execv(real, ["badblocks", *arguments])
    node, _partition = found
    drive = drive_of(model, node)
    writes = request.has("w") or request.has("n")
    guarded = writes and not request.has("X") and not request.has("f")
    if guarded and (problem := _in_use(folder, model, node)):
        sys.stderr.write(f"{device} {problem}; it's not safe to run badblocks!\n")
        return 1
    if request.has("w"):
        # The real one will have the same process id.
        mark = f"{drive['id']}.{os.getpid()}"
        with open(os.path.join(folder, "dirty", mark), "wb"):
            pass
    if drive["size"] > model["big_bytes"]:
        from .bigblocks import run

        return run(request, folder, model, node)
    return _real(request, folder, model, node, device)


def _in_use(folder: str, model: Json, node: Json) -> str:
    drive = drive_of(model, node)
    uuids = {part["uuid"] for part in drive["partitions"]}
    if any(mount["uuid"] in uuids for mount in model["mounts"]):
        return "is mounted"
    if kernel.busy(folder, model, node):
        return "is apparently in use by the system"
    return ""


def _real(request: Request, folder: str, model: Json, node: Json, device: str) -> int:
    image = kernel.node_image(folder, node)
    arguments = [
        image if word == device and not word.startswith("/proc/") else word
        for word in request.arguments
    ]
    library = os.path.join(folder, "lib", "faults.so")
    if os.path.exists(library):
        os.environ["LD_PRELOAD"] = library
        os.environ["MOCK_FAULTS"] = faults.path(folder, node["seq"])
        os.environ["MOCK_IMAGE"] = image
    parent = os.getpid()
    ready, ready_end = os.pipe()
    if os.fork() == 0:
        status = 1
        try:
            from .governor import Governor

            Governor(folder, model, node, request, parent).run(ready_end)
            status = 0
        finally:
            os._exit(status)
    # Not before its governor watches it, and never ahead of it on a busy machine.
    os.close(ready_end)
    os.read(ready, 1)
    os.close(ready)
    os.nice(5)
    os.execv(model["real_badblocks"], ["badblocks", *arguments])
    raise AssertionError


def speed_at(drive: Json, speed: float, position: int) -> float:
    """Return bytes a second at a place of the drive that starts with `speed`.

    Rotating drives are slower towards the end, where the tracks are shorter.
    """
    share: float = position / drive["size"]
    slope: float = 0.45 if drive["rpm"] else 0.0
    return speed * (1 - slope * share)


def now() -> float:
    """Return the steady clock."""
    return time.monotonic()
