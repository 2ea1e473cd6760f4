"""What a trace proves, and what it does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.toynas.trace import LOST, Access, moved, read_trace, unproven

SIZE = 4 * 4096
PATTERNS = (0xAA, 0x55)


def chunk(kind: str, pattern: int, first: int = 0, last: int = 3) -> Access:
    length = (last + 1 - first) * 4096
    return Access("7:0", f"{pattern:#04x}", kind, first * 4096, length, pattern)


WHOLE = [chunk(kind, pattern) for pattern in PATTERNS for kind in "wr"]


def test_all_patterns_written_and_compared_are_proven() -> None:
    assert unproven(WHOLE, SIZE, PATTERNS) == set()
    assert moved(WHOLE, "w") == 2 * SIZE


def test_a_write_that_was_done_again_is_proven_too() -> None:
    again = [chunk("w", 0xAA), chunk("w", 0xAA, 1, 2), *WHOLE[1:]]
    assert unproven(again, SIZE, PATTERNS) == set()


def lost(trace: list[Access]) -> list[Access]:
    return [trace[0], Access("7:0", "-", LOST, 4096, 4096, 0), *trace[1:]]


def half_read(trace: list[Access]) -> list[Access]:
    return [*trace[:3], chunk("r", 0x55, 0, 0), chunk("r", 0x55, 2, 3)]


def unwritten(trace: list[Access]) -> list[Access]:
    return [chunk("w", 0xAA, 0, 0), chunk("w", 0xAA, 2, 3), *trace[1:]]


def read_first(trace: list[Access]) -> list[Access]:
    return [trace[1], trace[0], *trace[2:]]


def told_otherwise(trace: list[Access]) -> list[Access]:
    first = trace[1]
    wrong = Access("7:0", "0xff", "r", first.offset, first.length, first.value)
    return [trace[0], wrong, *trace[2:]]


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (lost, {1}),
        (half_read, {1}),
        (unwritten, {1}),
        (read_first, {0, 1, 2, 3}),
        (told_otherwise, {0, 1, 2, 3}),
        (lambda trace: trace[:3], {0, 1, 2, 3}),
        (lambda _trace: [], {0, 1, 2, 3}),
    ],
)
def test_what_is_missing_is_named(
    change: Callable[[list[Access]], list[Access]], missing: set[int]
) -> None:
    assert unproven(change(WHOLE), SIZE, PATTERNS) == missing


def test_a_trace_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    assert read_trace(path) == []
    path.write_text("7:0 0xaa w 0 16384 170\n7:0 0xaa h 0 0 -1\n")
    assert read_trace(path) == [WHOLE[0], Access("7:0", "0xaa", "h", 0, 0, -1)]
