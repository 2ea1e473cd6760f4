"""What is kept of badblocks' words: bounded, and the same for any chunking."""

import itertools
from pathlib import Path

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.nas_burnin.engine.parse.badblocks import (
    BadblocksParser,
    Event,
    PhaseProgress,
)
from custom_components.nas_burnin.engine.remote._output import (
    KEPT_CAP,
    LINE_CAP,
    Kept,
    Phases,
    cap_of,
)

CAPTURES = Path(__file__).parents[1] / "fixtures" / "captures" / "badblocks"
STREAMS = sorted(CAPTURES.glob("*.err"))

PROGRESS = b" 12.50% done, 0:07 elapsed. (0/1/0 errors)"
STREAM = (
    b"Checking for bad blocks in read-write mode\nFrom block 0 to 16383\n"
    b"Testing with pattern 0xaa: "
    + PROGRESS
    + b"\b" * len(PROGRESS)
    + PROGRESS.replace(b"12", b"99")
    + b"\b" * len(PROGRESS)
    + b"done                                                 \n"
    b"Reading and comparing: " + PROGRESS + b"\b" * len(PROGRESS)
)


class Listener:
    """Keeps a stream and notes its phases, as the supervisor does."""

    def __init__(self, writes: bool = True) -> None:
        self.changes: list[str | None] = []
        self.phases = Phases(writes, lambda: self.changes.append(self.phases.open))
        self.kept = Kept(self.phases.line)

    def feed(self, *chunks: bytes) -> Listener:
        for chunk in chunks:
            self.kept.feed(chunk)
        return self


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    """Cut a stream at these places."""
    edges = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[a:b] for a, b in itertools.pairwise(edges)]


def events(stream: bytes) -> list[Event]:
    parser = BadblocksParser()
    found = parser.feed(stream) + parser.finish()
    return [event for event in found if not isinstance(event, PhaseProgress)]


def test_superseded_progress_is_left_out_and_the_newest_kept() -> None:
    kept = Listener().feed(STREAM).kept.content()
    assert kept == (
        b"Checking for bad blocks in read-write mode\nFrom block 0 to 16383\n"
        b"Testing with pattern 0xaa: "
        b"done                                                 \n"
        b"Reading and comparing: " + PROGRESS
    )


def test_an_interruption_keeps_the_last_counts() -> None:
    kept = Listener().feed(STREAM, b"\n\nInterrupted at block 2048\n").kept
    assert PROGRESS + b"\n\nInterrupted at block 2048\n" in kept.content()


def test_phases_come_and_go() -> None:
    listener = Listener().feed(STREAM)
    assert listener.changes == ["write", None, "verify"]
    assert listener.phases.open == "verify"
    listener.feed(b"done   \nPass completed, 0 bad blocks found. (0/0/0 errors)\n")
    assert listener.changes == ["write", None, "verify", None]
    assert not listener.phases.too_many
    assert not listener.phases.interrupted


def test_a_run_that_only_reads_has_one_phase() -> None:
    listener = Listener(writes=False).feed(
        b"Checking blocks 0 to 9\nChecking for bad blocks in read-only mode\n"
        b"Testing with pattern 0xaa: done    \n"
    )
    assert listener.changes == ["verify", None]


@pytest.mark.parametrize("words", ["Too many bad blocks, aborting test", "other words"])
def test_the_error_limit_is_seen(words: str) -> None:
    listener = Listener().feed(STREAM, words.encode(), b"\ndone   \n")
    assert listener.phases.too_many == words.startswith("Too many")


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_the_parser_reads_the_same_out_of_what_is_kept(path: Path) -> None:
    stream = path.read_bytes()
    assert events(Listener().feed(stream).kept.content()) == events(stream)


@given(st.lists(st.integers(0, 2000)))
def test_any_chunking_gives_the_same(places: list[int]) -> None:
    whole = Listener().feed(STREAM)
    parts = Listener().feed(*cut(STREAM, places))
    assert parts.kept.content() == whole.kept.content()
    assert parts.changes == whole.changes


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=20),
            st.sampled_from([b"\b" * 42, b"\n", PROGRESS, b"done  \n", b"x" * 5000]),
        )
    ),
    st.lists(st.integers(0, 10_000)),
)
def test_any_bytes_in_any_chunks_give_the_same(
    pieces: list[bytes], places: list[int]
) -> None:
    stream = b"".join(pieces)
    whole = Listener().feed(stream).kept
    parts = Listener().feed(*cut(stream, places)).kept
    assert parts.content() == whole.content()
    assert parts.truncated == whole.truncated


@settings(max_examples=20)
@given(st.binary(min_size=1, max_size=9000), st.integers(100, 4000))
def test_a_flood_is_bounded(line: bytes, times: int) -> None:
    kept = Listener().kept
    for _ in range(times):
        kept.feed(line + b"\n")
    assert len(kept.content()) <= KEPT_CAP
    written = len(line.replace(b"\b", b"")) * times
    if written > 2 * KEPT_CAP and b"\b" not in line:
        assert kept.truncated


@pytest.mark.parametrize("runs", [1, 2, 4, 8, 12, 24])
def test_all_records_of_a_test_together_are_less_than_a_megabyte(runs: int) -> None:
    one = Kept(lambda _text, _whole: None, cap_of(runs))
    for number in range(60_000):
        one.feed(b"%d\n" % number)
    assert one.truncated
    assert one.content().endswith(b"59999\n")
    assert 2 * runs * len(one.content()) <= 768 << 10


def test_a_flood_loses_the_middle_in_whole_lines() -> None:
    kept = Listener().kept
    for number in range(100_000):
        kept.feed(b"%d\n" % number)
    lines = kept.content().split(b"\n")
    numbers = [int(line) for line in lines if line]
    assert kept.truncated
    assert numbers[:2] == [0, 1]
    assert numbers[-1] == 99_999
    steps = [b - a for a, b in itertools.pairwise(numbers) if b - a != 1]
    assert len(steps) == 1


def test_a_line_without_an_end_is_bounded() -> None:
    kept = Listener().kept
    for _ in range(1000):
        kept.feed(b"x" * 1000)
    assert kept.content() == b"x" * LINE_CAP
    assert kept.truncated
