"""Read the list of bad blocks that badblocks writes to its stdout."""

import re

from ..model import Run

MAX_LINE = 10
"""Digits of a block number: badblocks counts in 32 bits."""

_LISTED = re.compile(rb"(?:[0-9]{1,10}+\n)*+")


class BlockListParser:
    """Turn the bytes of badblocks' stdout into block numbers, in units of `-b`.

    `unreadable` becomes true for good once anything else was seen. The numbers of a
    stream are the same in whatever pieces it is fed; a line at the most is kept.
    """

    def __init__(self) -> None:
        self.unreadable = False
        self._pending = b""

    def feed(self, chunk: bytes) -> list[int]:
        """Take the next bytes; answer the block numbers they completed, in order."""
        data = self._pending + chunk
        cut = data.rfind(b"\n") + 1
        whole, self._pending = data[:cut], data[cut:]
        if len(self._pending) > MAX_LINE:
            # Kept at that length, it is refused whatever comes behind it.
            self.unreadable = True
            self._pending = self._pending[: MAX_LINE + 1]
        if _LISTED.fullmatch(whole):
            numbers = list(map(int, whole.split()))
        else:
            self.unreadable = True
            lines = whole[:-1].split(b"\n")
            numbers = [int(line) for line in lines if _is_number(line)]
        if numbers and max(numbers) >= 1 << 32:
            self.unreadable = True
            numbers = [number for number in numbers if number < 1 << 32]
        return numbers

    def finish(self) -> None:
        """Take the end of the stream: a line without its newline was cut."""
        self.unreadable = self.unreadable or bool(self._pending)
        self._pending = b""


def _is_number(line: bytes) -> bool:
    return len(line) <= MAX_LINE and line.isdigit()


def true_corruption_block(reported: int, run: Run) -> int | None:
    """Tell which block a corruption error was really on; None where nobody can know.

    In a write test badblocks moves its counter on before it compares, so it reports a
    corrupt block too high by the number of blocks it had just read: `blocks_at_once`,
    but fewer in the last piece of the range (seen with e2fsprogs 1.47, in the run and
    in the source). A read-only test reports them right. Only for numbers of which it
    is known that they are corruption errors (the list doesn't say), in a run without
    read errors, after which badblocks goes on in pieces of another length.
    """
    if not run.write:
        return reported if run.first <= reported <= run.last else None
    rest = (run.last - run.first + 1) % run.blocks_at_once
    start_of_rest = run.last + 1 - rest
    whole, partial = reported - run.blocks_at_once, reported - rest
    may_be_whole = run.first <= whole < start_of_rest
    may_be_partial = rest > 0 and start_of_rest <= partial <= run.last
    if may_be_whole == may_be_partial:
        return None
    return whole if may_be_whole else partial
