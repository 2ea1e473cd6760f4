"""One run of badblocks as a verdict needs it, and its list of bad blocks."""

from dataclasses import replace

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    ErrorCounts,
    Pattern,
    PhaseKind,
    Run,
)
from custom_components.nas_burnin.engine.parse.badblocks import PhaseProgress
from custom_components.nas_burnin.engine.parse.blocklist import (
    BlockListParser,
    true_corruption_block,
)
from custom_components.nas_burnin.engine.parse.summary import (
    MAX_BLOCKS,
    MAX_MESSAGES,
    RunSummary,
    summarise,
)
from custom_components.nas_burnin.engine.remote._output import Kept
from tests.engine.parse.captures import badblocks, streams

STREAMS = streams()
WRITE, VERIFY = PhaseKind.WRITE, PhaseKind.VERIFY
FOUR = (Pattern.AA, Pattern.X55, Pattern.FF, Pattern.X00)
EIGHT = tuple((pattern, kind) for pattern in FOUR for kind in (WRITE, VERIFY))


def summary(name: str) -> RunSummary:
    run = badblocks(name)
    return summarise(run.err, run.out)


def test_a_clean_run() -> None:
    assert summary("write-clean") == RunSummary(
        first=0,
        last=32767,
        phases=EIGHT,
        progress=PhaseProgress(0.0, 1, ErrorCounts()),
        completed=0,
    )


def test_a_run_with_bad_blocks() -> None:
    found = summary("write-errors")
    assert found.phases == EIGHT
    assert found.completed == 5
    assert found.errors == ErrorCounts(3, 1, 1)
    # The last is the first once more, as a corruption error too high by 64.
    assert found.blocks == (25000, 2500, 16384, 16385, 25064)
    assert not found.list_unreadable
    assert not found.too_many
    assert found.orderly


def test_the_error_limit() -> None:
    found = summary("verify-too-many")
    assert found.too_many
    assert found.completed == 128
    assert len(found.blocks) == 128
    assert found.phases == ((Pattern.X55, VERIFY),)


def test_an_interrupted_run() -> None:
    found = summary("signal-SIGTERM")
    assert found.interrupted == 19584
    assert found.completed is None
    assert found.phases == ()
    assert found.phase == (Pattern.AA, WRITE)
    assert found.progress == PhaseProgress(45.7, 3, ErrorCounts())


def test_a_killed_run_just_ends() -> None:
    found = summary("signal-SIGKILL")
    assert (found.interrupted, found.completed) == (None, None)
    assert found.phase == (Pattern.AA, WRITE)


def test_a_run_that_did_not_start() -> None:
    found = summary("guard-zfs-member-whole-disk")
    assert found == RunSummary(
        messages=(
            "/dev/sdj is apparently in use by the system; it's not safe to run badblocks!",
        )
    )


def test_a_run_that_says_nothing() -> None:
    assert summary("write-clean-quiet") == RunSummary()


def test_merged_streams() -> None:
    found = summarise(STREAMS["write-errors-merged.merged"], b"")
    assert replace(found, progress=None) == replace(
        summary("write-errors"), progress=None
    )


def kept(stream: bytes, end: int | None = None) -> bytes:
    """What the supervisor keeps of a stream."""
    keeper = Kept(lambda _text, _whole: None)
    keeper.feed(stream[:end])
    return keeper.content()


@pytest.mark.parametrize("name", [name for name in STREAMS if name.endswith(".err")])
def test_what_the_supervisor_keeps_says_the_same(name: str) -> None:
    whole = summarise(STREAMS[name], b"")
    found = summarise(kept(STREAMS[name]), b"")
    if found.completed is not None or not found.phase:
        # The progress of phases that are done is left out.
        assert replace(found, progress=None) == replace(whole, progress=None)
    else:
        assert found == whole


@given(name=st.sampled_from(sorted(STREAMS)), end=st.integers(0, 6000))
def test_what_the_supervisor_keeps_of_a_running_test(name: str, end: int) -> None:
    stream = STREAMS[name]
    whole, found = summarise(stream[:end], b""), summarise(kept(stream, end), b"")
    assert (found.first, found.last) == (whole.first, whole.last)
    assert found.phases == whole.phases
    assert found.completed == whole.completed
    assert found.too_many == whole.too_many
    if whole.phase and found.progress:
        assert found.progress == whole.progress


LINES = STREAMS["write-clean.err"].splitlines(keepends=True)


@pytest.mark.parametrize("line", range(len(LINES)))
def test_without_one_line_a_clean_run_is_none(line: int) -> None:
    """Drop, double or swap a line: only the full set in order is a clean run."""
    whole = summarise(b"".join(LINES), b"")
    for damaged in (
        LINES[:line] + LINES[line + 1 :],
        LINES[: line + 1] + LINES[line:],
        [*LINES[:line], *reversed(LINES[line : line + 2]), *LINES[line + 2 :]],
    ):
        if damaged == LINES or not line:
            # Its first line is the mode, which its phases tell as well.
            continue
        found = summarise(b"".join(damaged), b"")
        same = (found.first, found.last, found.phases, found.completed) == (
            whole.first,
            whole.last,
            whole.phases,
            whole.completed,
        )
        assert not same or not found.orderly


def test_counts_that_fall_are_out_of_order() -> None:
    record = b"  1.00%% done, 0:01 elapsed. (%d/0/0 errors)\b"
    assert summarise(record % 1 + record % 2, b"").orderly
    assert not summarise(record % 2 + record % 1, b"").orderly


def test_messages_are_bounded_and_the_first_are_kept() -> None:
    flood = b"".join(b"badblocks: no %d\n" % number for number in range(1000))
    found = summarise(flood, b"")
    assert len(found.messages) == MAX_MESSAGES
    assert found.messages[0] == "badblocks: no 0"


def test_the_list_is_bounded() -> None:
    full = b"".join(b"%d\n" % number for number in range(MAX_BLOCKS))
    assert summarise(b"", full).blocks == tuple(range(MAX_BLOCKS))
    assert not summarise(b"", full).list_unreadable
    more = summarise(b"", full + b"7\n")
    assert len(more.blocks) == MAX_BLOCKS
    assert more.list_unreadable


@pytest.mark.parametrize(
    ("stdout", "blocks"),
    [
        (b"12\n34", (12,)),
        (b"12\n\n34\n", (12, 34)),
        (b"12\nbad\n34\n", (12, 34)),
        (b"-1\n+2\n 3\n4_0\n0x5\n6\r\n", ()),
        (b"12345678901\n1\n", (1,)),
        (b"4294967295\n4294967296\n", (4294967295,)),
        (b"1" * 5000, ()),
        (b"\x00\n\xff\n", ()),
    ],
)
def test_a_list_that_holds_anything_else(stdout: bytes, blocks: tuple[int]) -> None:
    found = summarise(b"", stdout)
    assert found.blocks == blocks
    assert found.list_unreadable


@settings(max_examples=300)
@given(
    stdout=st.lists(
        st.sampled_from([b"1\n", b"42949672", b"96\n", b"\n", b"x", b"9" * 11])
        | st.binary(max_size=5),
        max_size=20,
    ).map(b"".join),
    splits=st.lists(st.integers(0, 200), max_size=10),
)
def test_any_chunking_of_a_list(stdout: bytes, splits: list[int]) -> None:
    whole = BlockListParser()
    blocks = whole.feed(stdout)
    whole.finish()
    parser = BlockListParser()
    places = sorted(min(split, len(stdout)) for split in splits)
    found: list[int] = []
    for start, end in zip([0, *places], [*places, len(stdout)], strict=True):
        found += parser.feed(stdout[start:end])
        assert len(parser._pending) <= 11
    parser.finish()
    assert found == blocks
    assert parser.unreadable == whole.unreadable


@given(stderr=st.binary(max_size=300), stdout=st.binary(max_size=300))
def test_no_bytes_raise(stderr: bytes, stdout: bytes) -> None:
    found = summarise(stderr, stdout)
    assert found.completed is None or b"Pass completed" in stderr


def reported(run: Run, block: int) -> int:
    """What badblocks' write test reports: it moved on by the piece it had read."""
    piece = run.first + (block - run.first) // run.blocks_at_once * run.blocks_at_once
    return block + min(run.blocks_at_once, run.last + 1 - piece)


def make_run(first: int, last: int, at_once: int, *, write: bool = True) -> Run:
    return Run(0, Pattern.AA, write, 4096, at_once, first, last)


@given(
    first=st.integers(0, 300),
    length=st.integers(1, 500),
    at_once=st.integers(1, 200),
    data=st.data(),
)
def test_corruption_blocks_are_put_right_or_not_guessed(
    first: int, length: int, at_once: int, data: st.DataObject
) -> None:
    run = make_run(first, first + length - 1, at_once)
    block = data.draw(st.integers(run.first, run.last))
    assert true_corruption_block(reported(run, block), run) in (block, None)
    if length % at_once == 0:
        assert true_corruption_block(reported(run, block), run) == block


def test_corruption_blocks_as_recorded() -> None:
    run = make_run(0, 32767, 64)
    assert [true_corruption_block(64 + block, run) for block in range(11)] == list(
        range(11)
    )
    assert true_corruption_block(25064, run) == 25000
    # Not a number that a corruption error in this range can have.
    assert true_corruption_block(63, run) is None
    assert true_corruption_block(40000, run) is None


def test_corruption_blocks_of_a_verify_are_right_as_they_are() -> None:
    run = make_run(0, 199, 64, write=False)
    blocks = summary("verify-mismatch").blocks
    assert blocks == (3, 70, 199)
    assert tuple(true_corruption_block(block, run) for block in blocks) == blocks
    assert true_corruption_block(200, run) is None


def test_the_last_piece_of_a_range_is_ambiguous() -> None:
    # 20001 blocks, 64 at once, 33 in the last piece: as on a drive where all differ.
    run = make_run(0, 20000, 64)
    assert true_corruption_block(64, run) == 0
    assert true_corruption_block(20033, run) == 20000
    assert true_corruption_block(20010, run) is None
