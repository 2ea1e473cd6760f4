"""Holds the real badblocks to the speed of its drive, and spoils blocks behind it.

A child in badblocks' own process group, so that who stops, continues or kills the
group does it to both. It watches the position of badblocks' descriptor and stops it
(SIGSTOP) whenever it is ahead of what the drive could have done.
"""

import os
import signal
import time

from .. import faults, kernel
from ..model import Json, drive_of
from .badblocks import Request, now, speed_at

TICK = 0.005
LONGEST_REST = 0.05
# Between the writing and the reading of a block lies one whole pass. It must be long
# enough for the block to be spoiled in between.
SHORTEST_PASS = 0.4


class Governor:
    """Watches one badblocks from its birth to its death."""

    def __init__(
        self, root: str, model: Json, node: Json, request: Request, parent: int
    ) -> None:
        """Take the drive's node and badblocks' process id and command line."""
        self._root = root
        self._node = node
        self._drive = drive_of(model, node)
        self._parent = parent
        self._image = kernel.node_image(root, node)
        block = request.block
        last = request.operand(1, self._drive["size"] // block - 1)
        self._first = request.operand(2, 0) * block
        self._length = (last + 1) * block - self._first
        self._patterns = [
            _pattern(text)
            for text in request.values.get("t", ["0xaa", "0x55", "0xff", "0x00"])
        ]
        self._gives_errors = "LD_PRELOAD" in os.environ
        # The library spoils what is read; without it the image itself is spoiled.
        self._spoils = request.has("w") and not self._gives_errors
        self._inherited = request.operands[0].rpartition("/")[2]
        self._position_file = ""
        self._stopped = False

    def run(self, ready: int) -> None:
        """Govern until badblocks is gone; its end of the pipe says that we watch."""
        os.write(ready, b"!")
        self._let_go()
        budget = 0.0
        seen, last = now(), self._first
        while os.getppid() == self._parent:
            moment = now()
            # A longer gap is a pause of both of us, not time the drive had.
            gap, seen = min(moment - seen, 0.2), moment
            table = faults.read(self._root, self._node["seq"])
            state, ranges = table.state, table.ranges
            position = self._position()
            moved = position - last if position >= last else position - self._first
            last = position
            limit = self._limit(position, table)
            budget = min(budget + gap * limit - moved, limit * 0.1)
            if self._spoils:
                self._spoil(ranges)
            # Where no library can give errors, a drive that went just hangs.
            hangs = state == faults.STATE_HUNG or (
                state == faults.STATE_GONE and not self._gives_errors
            )
            early = state == faults.STATE_FINE and limit > 0 and budget < 0
            self._hold(hangs or early)
            rest = -budget / limit if self._stopped and limit else TICK
            time.sleep(min(max(rest, TICK), LONGEST_REST))

    @staticmethod
    def _let_go() -> None:
        """Keep nothing open that others wait for the end of."""
        for name in ("TERM", "INT", "HUP", "PIPE"):
            signal.signal(getattr(signal, f"SIG{name}"), signal.SIG_IGN)
        null = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(null, number)
        os.closerange(3, 256)

    def _limit(self, position: int, table: faults.Table) -> float:
        limit = speed_at(self._drive, table.speed, position)
        if self._spoils and any(kind & 1 for _first, _end, kind in table.ranges):
            slow = self._length / SHORTEST_PASS
            limit = min(limit, slow) if limit else slow
        return limit

    def _position(self) -> int:
        """Return where badblocks is; the first byte until it has opened the drive."""
        if not self._position_file:
            self._position_file = self._find()
        if self._position_file:
            try:
                with open(self._position_file, "rb") as file:
                    return int(file.readline().split()[1])
            except OSError, IndexError:
                self._position_file = ""
        return self._first

    def _find(self) -> str:
        folder = f"/proc/{self._parent}/fd"
        try:
            for number in os.listdir(folder):
                if (
                    number != self._inherited
                    and os.readlink(f"{folder}/{number}") == self._image
                ):
                    return f"/proc/{self._parent}/fdinfo/{number}"
        except OSError:
            return ""
        return ""

    def _hold(self, wanted: bool) -> None:
        if wanted or self._stopped:
            try:
                os.kill(self._parent, signal.SIGSTOP if wanted else signal.SIGCONT)
            except ProcessLookupError:
                return
        self._stopped = wanted

    def _spoil(self, ranges: list[faults.Range]) -> None:
        """Flip a byte in each bad block that holds what badblocks has written."""
        bad = [(first, end) for first, end, kind in ranges if kind & 1]
        if not bad:
            return
        descriptor = os.open(self._image, os.O_RDWR | os.O_CLOEXEC)
        try:
            for first, end in bad:
                for offset in range(first, end, faults.BLOCK):
                    content = os.pread(descriptor, faults.BLOCK, offset)
                    value = content[0] if content else -1
                    if value in self._patterns and content.count(value) == len(content):
                        os.pwrite(descriptor, bytes([value ^ 0xFF]), offset + 100)
        finally:
            os.close(descriptor)


def _pattern(text: str) -> int:
    return int(text, 0) & 0xFF if text[:1].isdigit() else -1
