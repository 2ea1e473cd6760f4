"""badblocks' stderr: the events of every recorded run, in every chunking."""

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import ErrorCounts, Pattern, PhaseKind
from custom_components.nas_burnin.engine.parse.badblocks import (
    MAX_RECORD,
    BadBlock,
    BadblocksParser,
    Completed,
    Event,
    Header,
    Interrupted,
    Message,
    Mode,
    PhaseDone,
    PhaseProgress,
    PhaseStarted,
    TooManyBadBlocks,
)
from tests.engine.parse.captures import badblocks, streams

STREAMS = streams()
NONE = ErrorCounts()
WRITE, VERIFY = PhaseKind.WRITE, PhaseKind.VERIFY


def parse(*chunks: bytes) -> list[Event]:
    parser = BadblocksParser()
    events = [event for chunk in chunks for event in parser.feed(chunk)]
    return events + parser.finish()


def story(stream: bytes) -> list[Event]:
    """All events but progress."""
    return [event for event in parse(stream) if not isinstance(event, PhaseProgress)]


def phases(*patterns: Pattern | None) -> list[Event]:
    return [
        event
        for pattern in patterns
        for kind in (WRITE, VERIFY)
        for event in (PhaseStarted(pattern, kind), PhaseDone(pattern, kind))
    ]


FOUR = (Pattern.AA, Pattern.X55, Pattern.FF, Pattern.X00)


def written(*patterns: Pattern, last: int = 32767, done: Completed) -> list[Event]:
    return [Header(Mode.READ_WRITE, 0, last), *phases(*patterns), done]


def only_read(last: int, done: Completed) -> list[Event]:
    return [
        Header(Mode.READ_ONLY, 0, last),
        PhaseStarted(None, VERIFY),
        PhaseDone(None, VERIFY),
        done,
    ]


def interrupted(block: int) -> list[Event]:
    """Events of a run that a signal ended in its first phase."""
    started = PhaseStarted(Pattern.AA, WRITE)
    return [Header(Mode.READ_WRITE, 0, 32767), started, Interrupted(block)]


def says(*texts: str) -> list[Event]:
    return [Message(text) for text in texts]


CLEAN = Completed(0, NONE)
BUSY = "is apparently in use by the system; it's not safe to run badblocks!"

STORIES: dict[str, list[Event]] = {
    "bad-blocksize.err": says("/usr/sbin/badblocks: Invalid block size: 0"),
    "both-w-n.err": says(
        "/usr/sbin/badblocks: The -n and -w options are mutually exclusive."
    ),
    "busy-first-read-then-write.err": only_read(32767, CLEAN),
    "busy-mkfs.err": says(f"/dev/sdf {BUSY}"),
    "busy-second-read.err": written(Pattern.AA, done=CLEAN),
    "busy-second-write.err": written(
        Pattern.AA, done=Completed(11, ErrorCounts(0, 0, 11))
    ),
    "busy-smartctl.err": written(Pattern.AA, done=CLEAN),
    "busy-zpool-create.err": written(
        Pattern.AA, done=Completed(176, ErrorCounts(0, 0, 176))
    ),
    "guard-boot-pool-whole-disk.err": says(f"/dev/sde {BUSY}"),
    "guard-exported-whole-disk-read.err": only_read(100, CLEAN),
    "guard-exported-whole-disk-write.err": written(Pattern.X00, last=100, done=CLEAN),
    "guard-lvm-active-partition.err": says(f"/dev/sdc2 {BUSY}"),
    "guard-mounted-n.err": says(f"/dev/sdi {BUSY}"),
    "guard-mounted-partition-read.err": only_read(100, CLEAN),
    "guard-mounted-partition.err": says(
        "/dev/sdi1 is mounted; it's not safe to run badblocks!"
    ),
    "guard-mounted-whole-disk-read.err": only_read(100, CLEAN),
    "guard-mounted-whole-disk.err": says(f"/dev/sdi {BUSY}"),
    "guard-unmounted-fs-write.err": written(Pattern.X00, last=100, done=CLEAN),
    "guard-zfs-member-partition.err": says(f"/dev/sdj1 {BUSY}"),
    "guard-zfs-member-whole-disk.err": says(f"/dev/sdj {BUSY}"),
    "guard-zfs-spare-whole-disk.err": says(f"/dev/sdb {BUSY}"),
    "missing.err": says(
        "/usr/sbin/badblocks: No such file or directory while trying to determine"
        " device size"
    ),
    "no-device.err": says(
        "Usage: /usr/sbin/badblocks [-b block_size] [-i input_file] [-o output_file]"
        " [-svwnfBX]",
        "[-c blocks_at_once] [-d delay_factor_between_reads] [-e max_bad_blocks]",
        "[-p num_passes] [-t test_pattern [-t test_pattern [...]]]",
        "device [last_block [first_block]]",
    ),
    "nondestructive-clean.err": [
        Header(Mode.NON_DESTRUCTIVE, 0, 32767),
        PhaseStarted(Pattern.RANDOM, WRITE),
        PhaseDone(Pattern.RANDOM, WRITE),
        CLEAN,
    ],
    "nondestructive-errors.err": [
        Header(Mode.NON_DESTRUCTIVE, 0, 32767),
        PhaseStarted(Pattern.RANDOM, WRITE),
        Message(
            "/usr/sbin/badblocks: Input/output error during test data write,"
            " block 24960"
        ),
        PhaseDone(Pattern.RANDOM, WRITE),
        Completed(35, ErrorCounts(3, 0, 32)),
    ],
    "range.err": [
        Header(Mode.READ_WRITE, 2000, 3000),
        *phases(Pattern.AA),
        Completed(1, ErrorCounts(1, 0, 0)),
    ],
    "read-clean-c65536.err": only_read(32767, CLEAN),
    "read-clean-default-b1024.err": only_read(131071, CLEAN),
    "read-clean.err": only_read(32767, CLEAN),
    "read-errors-merged.merged": [
        Header(Mode.READ_ONLY, 0, 32767),
        PhaseStarted(None, VERIFY),
        *map(BadBlock, (2500, 16384, 16385)),
        PhaseDone(None, VERIFY),
        Completed(3, ErrorCounts(3, 0, 0)),
    ],
    "read-errors.err": only_read(32767, Completed(3, ErrorCounts(3, 0, 0))),
    "regular-file.err": says(
        "/usr/sbin/badblocks: No such file or directory while trying to determine"
        " device size"
    ),
    "signal-SIGALRM.err": written(*FOUR, done=CLEAN),
    "signal-SIGINT-errors.err": [
        Header(Mode.READ_WRITE, 0, 32767),
        *phases(*FOUR[:3])[:-1],
        Interrupted(2542),
    ],
    "signal-SIGINT.err": interrupted(19456),
    "signal-SIGKILL.err": [
        Header(Mode.READ_WRITE, 0, 32767),
        PhaseStarted(Pattern.AA, WRITE),
    ],
    "signal-SIGQUIT.err": written(*FOUR, done=CLEAN),
    "signal-SIGTERM.err": interrupted(19584),
    "signal-SIGUSR1.err": interrupted(15808),
    "signal-STOP-CONT.err": written(Pattern.AA, done=CLEAN),
    "unprivileged.err": says(
        "/usr/sbin/badblocks: Permission denied while trying to determine device size"
    ),
    "verify-clean.err": [
        Header(Mode.READ_ONLY, 0, 199),
        PhaseStarted(Pattern.AA, VERIFY),
        PhaseDone(Pattern.AA, VERIFY),
        CLEAN,
    ],
    "verify-mismatch.err": [
        Header(Mode.READ_ONLY, 0, 199),
        PhaseStarted(Pattern.AA, VERIFY),
        PhaseDone(Pattern.AA, VERIFY),
        Completed(3, ErrorCounts(0, 0, 3)),
    ],
    "verify-part.err": [
        Header(Mode.READ_ONLY, 100, 199),
        PhaseStarted(Pattern.AA, VERIFY),
        PhaseDone(Pattern.AA, VERIFY),
        Completed(1, ErrorCounts(0, 0, 1)),
    ],
    "verify-too-many.err": [
        Header(Mode.READ_ONLY, 0, 199),
        PhaseStarted(Pattern.X55, VERIFY),
        TooManyBadBlocks(),
        PhaseDone(Pattern.X55, VERIFY),
        Completed(128, ErrorCounts(0, 0, 128)),
    ],
    "write-clean-merged.merged": written(*FOUR, done=CLEAN),
    "write-clean-quiet.err": [],
    "write-clean-s-only.err": phases(Pattern.AA),
    "write-clean-v-only.err": written(Pattern.AA, done=CLEAN),
    "write-clean.err": written(*FOUR, done=CLEAN),
    "write-errors-b1024.err": written(
        Pattern.AA, last=131071, done=Completed(12, ErrorCounts(12, 0, 0))
    ),
    "write-errors-merged.merged": [
        Header(Mode.READ_WRITE, 0, 32767),
        PhaseStarted(Pattern.AA, WRITE),
        BadBlock(25000),
        PhaseDone(Pattern.AA, WRITE),
        PhaseStarted(Pattern.AA, VERIFY),
        *map(BadBlock, (2500, 16384, 16385, 25064)),
        PhaseDone(Pattern.AA, VERIFY),
        *phases(*FOUR[1:]),
        Completed(5, ErrorCounts(3, 1, 1)),
    ],
    "write-errors-o-file.err": written(
        Pattern.AA, done=Completed(5, ErrorCounts(3, 1, 1))
    ),
    "write-errors.err": written(*FOUR, done=Completed(5, ErrorCounts(3, 1, 1))),
    "write-one-pattern-nvme.err": written(Pattern.X55, done=CLEAN),
    "write-one-pattern-ssd.err": written(Pattern.X55, done=CLEAN),
    "write-random.err": written(Pattern.RANDOM, last=199, done=CLEAN),
}


def test_every_recorded_run_has_its_story() -> None:
    assert STORIES.keys() == STREAMS.keys()


@pytest.mark.parametrize("name", STREAMS)
def test_the_story_of_a_recorded_run(name: str) -> None:
    assert story(STREAMS[name]) == STORIES[name]


def test_progress_of_a_recorded_run() -> None:
    progress = [
        event for event in parse(STREAMS["range.err"]) if type(event) is PhaseProgress
    ]
    assert progress == [PhaseProgress(66.67, 0, NONE), PhaseProgress(66.64, 0, NONE)]


def test_progress_counts_errors_and_hours() -> None:
    record = b"  5.00% done, 203:10:05 elapsed. (12/3/456 errors)"
    expected = PhaseProgress(5.0, 203 * 3600 + 605, ErrorCounts(12, 3, 456))
    assert parse(record) == [expected]
    # What comes next takes its place, with and without backspaces.
    assert parse(record + b"\b" * len(record) + b"\n\n" + record) == [expected] * 2
    assert parse(record * 2) == [expected] * 2


@pytest.mark.parametrize("name", STREAMS)
def test_byte_by_byte_gives_the_same_events(name: str) -> None:
    stream = STREAMS[name]
    assert parse(*(stream[i : i + 1] for i in range(len(stream)))) == parse(stream)


@pytest.mark.parametrize("name", STREAMS)
def test_every_split_in_two_gives_the_same_events(name: str) -> None:
    stream = STREAMS[name]
    whole = parse(stream)
    # The long ones say nothing new: all kinds of records are in their first lines.
    for split in range(min(len(stream), 1200)):
        assert parse(stream[:split], stream[split:]) == whole


def cut(stream: bytes, splits: list[int]) -> list[bytes]:
    places = sorted(split % (len(stream) + 1) for split in splits)
    ends = [*places, len(stream)]
    return [stream[a:b] for a, b in zip([0, *places], ends, strict=True)]


SPLITS = st.lists(st.integers(0, 1 << 16), max_size=40)
PIECES = (
    b"\b",
    b"\n",
    b" ",
    b"done",
    b"1",
    b"x" * 300,
    b"x" * 1023,
    b"\xff\x00\x1b[2J",
    b"Reading and comparing: ",
    b"Testing with pattern 0xaa: ",
    b"Testing with random pattern: ",
    b" 12.34% done, 1:02:03 elapsed. (1/2/3 errors)",
    b"12.34% done, 1:02 elapsed. (1/2/3 errors)\b\b\b",
    b"Pass completed, 3 bad blocks found. (1/1/1 errors)\n",
    b"Too many bad blocks, aborting test\n",
    b"badblocks: Invalid argument during seek\n",
    b"From block 0 to 99\n",
    b"Checking for bad blocks in read-only mode\n",
    b"\n\nInterrupted at block 7\n",
    b" errors)",
    b"% done, ",
)
STRANGE = st.lists(st.sampled_from(PIECES) | st.binary(max_size=30), max_size=30).map(
    b"".join
)


@given(name=st.sampled_from(sorted(STREAMS)), splits=SPLITS)
def test_any_chunking_of_a_recorded_run(name: str, splits: list[int]) -> None:
    stream = STREAMS[name]
    assert parse(*cut(stream, splits)) == parse(stream)


@settings(max_examples=400)
@given(stream=STRANGE, splits=SPLITS)
def test_any_chunking_of_anything(stream: bytes, splits: list[int]) -> None:
    assert parse(*cut(stream, splits)) == parse(stream)


@settings(max_examples=100)
@given(stream=STRANGE)
def test_byte_by_byte_of_anything(stream: bytes) -> None:
    assert parse(*(bytes([byte]) for byte in stream)) == parse(stream)


@given(
    name=st.sampled_from(sorted(STREAMS)),
    place=st.integers(0, 1 << 16),
    length=st.integers(0, 200),
    instead=st.binary(max_size=40),
)
def test_a_damaged_run_never_raises(
    name: str, place: int, length: int, instead: bytes
) -> None:
    stream = STREAMS[name]
    place %= len(stream) + 1
    damaged = stream[:place] + instead + stream[place + length :]
    # Whatever was lost or put in, nothing is read that is not a number at all.
    for event in parse(damaged):
        if isinstance(event, PhaseProgress):
            assert 0 <= event.percent < 1000
        if isinstance(event, Message):
            assert event.text.isprintable()
            assert len(event.text) <= 200


@pytest.mark.parametrize(
    "flood", [b"x", b"\b", b"\n", b"1", b"x\b", b"% done, ", b"\xff", b"1.11% done, "]
)
def test_a_flood_leaves_nothing_behind(flood: bytes) -> None:
    parser = BadblocksParser()
    events: list[Event] = []
    for _ in range(64):
        events += parser.feed(flood * (65536 // len(flood)))
        assert len(parser._pending) <= MAX_RECORD
    assert len(events) <= 1
    # And the next record is read as if nothing had been.
    assert parser.feed(b"\nTesting with pattern 0x55: ") == []
    assert parser.finish() == [PhaseStarted(Pattern.X55, WRITE)]


def test_an_endless_line_is_cut_and_said_once() -> None:
    line = b"y" * (3 * MAX_RECORD)
    cut_line = Message("y" * 199 + "…", cut=True)
    assert parse(line + b"\ndone\n") == [cut_line, Message("done")]
    assert parse(line) == [cut_line]
    assert parse(line + b"\n" + line) == [cut_line]
    whole = b"z" * MAX_RECORD + b"\n"
    assert parse(whole) == [Message("z" * 199 + "…")]


def test_progress_at_the_end_of_a_long_record_counts() -> None:
    record = b" 12.34% done, 0:02 elapsed. (0/0/0 errors)"
    fits = b"x" * (MAX_RECORD - len(record)) + record
    assert PhaseProgress(12.34, 2, NONE) in parse(fits)
    assert PhaseProgress(12.34, 2, NONE) not in parse(b"x" + fits)


def test_the_same_line_again_is_said_once_until_something_else_was() -> None:
    seek = b"badblocks: Invalid argument during seek\n"
    said = Message("badblocks: Invalid argument during seek")
    record = b"  1.00% done, 0:01 elapsed. (0/0/0 errors)\b\b"
    assert parse(seek * 1000) == [said]
    assert parse(seek * 10 + record + seek * 10) == [
        said,
        PhaseProgress(1.0, 1, NONE),
        said,
    ]


def test_what_is_unfinished_at_the_end() -> None:
    assert parse(b"Testing with pattern 0xff: ") == [PhaseStarted(Pattern.FF, WRITE)]
    assert parse(b"Reading and comparing: Pass comp") == [
        PhaseStarted(None, VERIFY),
        Message("Pass comp", cut=True),
    ]
    assert parse(b"Pass completed, 0 bad blocks found. (0/0/0 errors)") == [
        Message("Pass completed, 0 bad blocks found. (0/0/0 errors)", cut=True)
    ]


def test_words_that_are_not_badblocks_own() -> None:
    assert parse(b"From block 5 to 9\n") == [Header(None, 5, 9)]
    assert parse(b"Testing with pattern 0x1234: done   \n") == [
        PhaseStarted(None, WRITE),
        PhaseDone(None, WRITE),
    ]
    # Another language, a number too long for 32 bits: nothing is guessed.
    assert story(b"Durchgang beendet, 0 defekte Bl\xf6cke gefunden.\n") == says(
        "Durchgang beendet, 0 defekte Bl\\xf6cke gefunden."
    )
    assert story(b"12345678901\n") == says("12345678901")
    assert story(b"\x1b[31mdone\x00\n") == says("\\x1b[31mdone\\x00")


def test_recorded_exit_status_says_nothing_of_the_drive() -> None:
    """The fact that made this parser: 0 with bad blocks, too (facts of badblocks)."""
    assert badblocks("write-errors").rc == 0
    assert story(badblocks("write-errors").err)[-1] == Completed(
        5, ErrorCounts(3, 1, 1)
    )
