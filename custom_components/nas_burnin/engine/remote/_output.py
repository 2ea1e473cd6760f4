"""Keeping what badblocks says: bounded, and without the progress that is past."""

import re
from typing import Callable

KEPT_CAP = 256 << 10
RECORDS_CAP = 768 << 10
LEAST_CAP = 16 << 10
LINE_CAP = 4096

WRITE = "write"
VERIFY = "verify"

_PIECE = re.compile(rb"[^\x08\n]+")


def cap_of(runs: int) -> int:
    """Bytes that one stream of one run may keep, so that all together stay bounded."""
    return max(LEAST_CAP, min(KEPT_CAP, RECORDS_CAP // (2 * runs)))


class Kept:
    """One stream of badblocks: its lines, and the newest progress record.

    badblocks writes a record, then as many backspaces as it was long, and the next
    text takes its place. The result does not depend on how the bytes were cut.
    Past the cap the middle is given up: the beginning says what was tested, the end
    how it ended.
    """

    def __init__(
        self, on_line: Callable[[bytes, bool], None], cap: int = KEPT_CAP
    ) -> None:
        """Tell `on_line` of each line, with true once it is complete."""
        self._on_line = on_line
        self._cap = cap
        self._head = bytearray()
        self._tail = bytearray()
        self._line = bytearray()
        self._back = 0
        self.truncated = False
        self.changes = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the stream."""
        position = 0
        while position < len(chunk):
            position = self._step(chunk, position)
        if self._line:
            self._on_line(bytes(self._line), False)

    def _step(self, chunk: bytes, position: int) -> int:
        if chunk[position] == 0x0A:
            # The cursor goes to the next line; the record stays readable on its own.
            self._end_line()
            return position + 1
        piece = _PIECE.match(chunk, position)
        if piece is None:
            self._back += 1
            return position + 1
        if self._back:
            del self._line[max(0, len(self._line) - self._back) :]
            self._back = 0
        self._line += piece[0]
        if len(self._line) > LINE_CAP:
            del self._line[LINE_CAP:]
            self.truncated = True
        return piece.end()

    def _end_line(self) -> None:
        line = bytes(self._line)
        self._line.clear()
        self._back = 0
        self.changes += 1
        self._on_line(line, True)
        part = line + b"\n"
        if not self._tail and len(self._head) + len(part) <= self._cap // 2:
            self._head += part
            return
        self._tail += part
        # Room for the line under way is kept free at all times.
        over = len(self._tail) - (self._cap // 2 - LINE_CAP)
        if over > 0:
            del self._tail[: self._tail.find(10, over - 1) + 1]
            self.truncated = True

    def content(self) -> bytes:
        """What is kept so far, at most as much as the cap says."""
        return bytes(self._head + self._tail + self._line)


class Phases:
    """The phases of one run, read from the lines of badblocks' stderr."""

    def __init__(self, writes: bool, on_change: Callable[[], None]) -> None:
        """`writes` as in the run; `on_change` is told when a phase begins or ends."""
        self._first = WRITE if writes else VERIFY
        self._on_change = on_change
        self._fresh = True
        self.open: str | None = None
        self.too_many = False
        self.interrupted = False

    def line(self, text: bytes, complete: bool) -> None:
        """Take a line, perhaps again and again while it grows."""
        if self._fresh:
            kind = self._kind(text)
            if kind is not None:
                self._fresh = False
                self.open = kind
                self._on_change()
        if not complete:
            return
        self._fresh = True
        self.too_many = self.too_many or b"Too many bad blocks" in text
        self.interrupted = self.interrupted or b"Interrupted at block" in text
        if self.open is not None and text.rstrip(b" ").endswith(b"done"):
            self.open = None
            self._on_change()

    def _kind(self, text: bytes) -> str | None:
        if text.startswith(b"Testing with "):
            return self._first
        if text.startswith((b"Reading and comparing", b"Checking for bad blocks (")):
            return VERIFY
        return None
