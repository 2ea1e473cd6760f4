"""badblocks for drives too large to be written: the same bytes, on a fast clock.

The grammar is that of e2fsprogs 1.47: everything but block numbers on standard error,
one update a second, as many backspaces as the update is long, counters that count each
bad block once, miscompares that are reported one chunk too high.
"""

from collections.abc import Iterator
import os
import signal
import sys
import time

from .. import faults, kernel
from ..model import Json, drive_of
from .badblocks import Request, now, speed_at

TICK = 0.05
_DONE = "done" + " " * 49 + "\n"
_TOO_MANY = "Too many bad blocks, aborting test\n"


class Interrupted(Exception):
    """A signal that ends badblocks came."""


class _Run:
    def __init__(self, request: Request, root: str, model: Json, node: Json) -> None:
        self.request = request
        self.root, self.node = root, node
        self.drive = drive_of(model, node)
        self.speed = model["speed"]
        self.block = request.block
        self.chunk = request.number("c", 64)
        self.limit = request.number("e", 0)
        self.last = request.operand(1, self.drive["size"] // self.block - 1)
        self.first = request.operand(2, 0)
        self.current = self.first
        self.counts = {"read_error": 0, "write_error": 0, "miscompare": 0}
        self.bad: set[int] = set()
        self.chunk_at = -1
        self.started = now()
        self.descriptor = os.open(kernel.node_image(root, node), os.O_RDWR)

    def say(self, text: str) -> None:
        os.write(2, text.encode())

    def progress(self, total: int) -> None:
        if not self.request.has("s"):
            return
        seconds = int((now() - self.started) * self.speed)
        hours, rest = divmod(seconds, 3600)
        elapsed = f"{rest // 60}:{rest % 60:02d}"
        if hours:
            elapsed = f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
        numbers = "/".join(str(count) for count in self.counts.values())
        text = f"{100 * self.current / max(total, 1):6.2f}% done, {elapsed} elapsed. ({numbers} errors)"
        self.say(text + "\b" * len(text))

    def found(self, block: int, kind: str) -> None:
        if block not in self.bad:
            self.bad.add(block)
            self.counts[kind] += 1
            os.write(1, f"{block}\n".encode())

    def enough(self) -> bool:
        return bool(self.limit) and len(self.bad) >= self.limit

    def phase(self, writing: bool, spoiled: bool) -> None:
        """Go over the range once, at the drive's speed."""
        # badblocks counts the last block in when it compares, and only then.
        compares = self.request.has("w") and not writing
        total = self.last + 1 if compares else self.last
        self.current = self.first
        os.lseek(self.descriptor, self.current * self.block, os.SEEK_SET)
        self.progress(total)
        seen, shown, place = now(), now(), float(self.first * self.block)
        while self.current <= self.last:
            if self.enough():
                self.say(_TOO_MANY)
                break
            time.sleep(TICK)
            moment = now()
            # A longer gap is a stop (SIGSTOP), not time the drive had.
            gap, seen = min(moment - seen, 0.25), moment
            table = faults.read(self.root, self.node["seq"])
            if table.state == faults.STATE_HUNG:
                continue
            speed = speed_at(self.drive, table.speed, int(place)) or 1e15
            place += gap * speed
            following = min(int(place) // self.block, self.last + 1)
            following -= (
                (following - self.first) % self.chunk * (following <= self.last)
            )
            self.access(following, writing, spoiled, table)
            self.current = following
            os.lseek(self.descriptor, self.current * self.block, os.SEEK_SET)
            if moment - shown >= 1:
                shown = moment
                self.progress(total)
        if self.request.has("s") or self.request.has("v"):
            self.say(_DONE)

    def access(
        self,
        until: int,
        writing: bool,
        spoiled: bool,
        table: faults.Table,
    ) -> None:
        """Find what is bad between the current block and `until`."""
        for block, kind in self._bad(until, writing, table):
            chunk = (block - self.first) // self.chunk
            # The limit is looked at between chunks, not within one.
            if chunk != self.chunk_at and self.enough():
                return
            self.chunk_at = chunk
            if writing and kind & faults.KINDS["write_error"]:
                self.found(block, "write_error")
            elif not writing and kind & faults.KINDS["read_error"]:
                self.found(block, "read_error")
            elif spoiled and kind & (
                faults.KINDS["miscompare"] | faults.KINDS["write_error"]
            ):
                self.found(block + self._shift(block), "miscompare")

    def _bad(
        self, until: int, writing: bool, table: faults.Table
    ) -> Iterator[tuple[int, int]]:
        if table.state == faults.STATE_GONE:
            kind = faults.KINDS["write_error" if writing else "read_error"]
            yield from ((block, kind) for block in range(self.current, until))
            return
        for first, end, kind in sorted(table.ranges):
            low = max(first // self.block, self.current)
            high = min((end + self.block - 1) // self.block, until)
            yield from ((block, kind) for block in range(low, high))

    def _shift(self, block: int) -> int:
        """Return by how much badblocks -w reports a miscompare too high.

        Its counter is moved on by what it has read before it compares.
        """
        if not self.request.has("w"):
            return 0
        start = (block - self.first) // self.chunk * self.chunk + self.first
        return min(self.chunk, self.last + 1 - start)


def run(request: Request, root: str, model: Json, node: Json) -> int:
    """Stand in for badblocks; returns its exit status."""
    work = _Run(request, root, model, node)
    if work.last >= 1 << 32:
        sys.stderr.write(
            "badblocks: Value too large for defined data type invalid end block"
            f" ({work.last + 1}): must be 32-bit value\n"
        )
        return 1
    for number in ("HUP", "INT", "PIPE", "TERM", "USR1", "USR2"):
        signal.signal(getattr(signal, f"SIG{number}"), _interrupt)
    try:
        if request.has("w"):
            _read_write(work, request)
        else:
            _read_only(work, request)
    except Interrupted, BrokenPipeError:
        try:
            work.say(f"\n\nInterrupted at block {work.current}\n")
        except BrokenPipeError:
            return 1
        return 1
    if request.has("v"):
        numbers = "/".join(str(count) for count in work.counts.values())
        work.say(
            f"Pass completed, {len(work.bad)} bad blocks found. ({numbers} errors)\n"
        )
    return 0


def _interrupt(_number: int, _frame: object) -> None:
    raise Interrupted


def _read_write(work: _Run, request: Request) -> None:
    if request.has("v"):
        work.say(
            "Checking for bad blocks in read-write mode\n"
            f"From block {work.first} to {work.last}\n"
        )
    # Nothing that was on the drive outlives the first pass.
    os.ftruncate(work.descriptor, 0)
    os.ftruncate(work.descriptor, work.drive["size"])
    talks = request.has("s") or request.has("v")
    for pattern in request.values.get("t", ["0xaa", "0x55", "0xff", "0x00"]):
        if talks:
            work.say(_named(pattern))
        work.phase(writing=True, spoiled=False)
        if talks:
            work.say("Reading and comparing: ")
        work.phase(writing=False, spoiled=True)


def _read_only(work: _Run, request: Request) -> None:
    if request.has("v"):
        work.say(f"Checking blocks {work.first} to {work.last}\n")
    patterns = request.values.get("t", [])
    talks = request.has("s") or request.has("v")
    if patterns:
        if talks:
            work.say("Checking for bad blocks in read-only mode\n")
            work.say(_named(patterns[0]))
    elif talks:
        work.say("Checking for bad blocks (read-only test): ")
    work.phase(writing=False, spoiled=bool(patterns))


def _named(pattern: str) -> str:
    if pattern == "random":
        return "Testing with random pattern: "
    return f"Testing with pattern 0x{int(pattern, 0) & 0xFF:02x}: "
