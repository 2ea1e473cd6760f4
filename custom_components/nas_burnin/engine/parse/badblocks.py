"""Read what badblocks says while it says it, whatever the pieces it comes in.

The grammar is e2fsprogs' `misc/badblocks.c` with `LC_ALL=C -s -v`: lines end with a
newline, progress records with as many backspaces as they are long. All numbers of
blocks are in units of `-b`.
"""

from dataclasses import dataclass
from enum import StrEnum
import re

from ..model import ErrorCounts, Pattern, PhaseKind
from .clean import clean

MAX_RECORD = 1024
"""Bytes of one line or record; what is longer is cut, and said once."""


class Mode(StrEnum):
    """What kind of test badblocks says it does."""

    READ_ONLY = "read_only"
    READ_WRITE = "read_write"
    NON_DESTRUCTIVE = "non_destructive"


@dataclass(frozen=True, slots=True)
class Header:
    """The range of blocks under test, both ends included."""

    mode: Mode | None
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class PhaseStarted:
    """One pass over the range began; `pattern` is None where it is not ours to know."""

    pattern: Pattern | None
    kind: PhaseKind


@dataclass(frozen=True, slots=True)
class PhaseProgress:
    """Where the phase stands.

    `percent` is of the last block, so a phase that began higher up starts above 0.
    `elapsed` is in seconds since badblocks was started, pauses included; `errors`
    are counted since then, too.
    """

    percent: float
    elapsed: int
    errors: ErrorCounts


@dataclass(frozen=True, slots=True)
class PhaseDone:
    """The phase under way reached the end of the range."""

    pattern: Pattern | None
    kind: PhaseKind


@dataclass(frozen=True, slots=True)
class Completed:
    """The last line of a run that was not interrupted.

    Judge by `errors`: `bad_blocks` leaves out what was known before.
    """

    bad_blocks: int
    errors: ErrorCounts


@dataclass(frozen=True, slots=True)
class TooManyBadBlocks:
    """The error limit was reached; every later phase says it again."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A signal ended the run at this block of the phase under way."""

    block: int


@dataclass(frozen=True, slots=True)
class BadBlock:
    """A number of the block list, where both streams were merged."""

    block: int


@dataclass(frozen=True, slots=True)
class Message:
    """Any other text, cleaned; the same text again is not repeated."""

    text: str
    cut: bool = False


type Event = (
    Header
    | PhaseStarted
    | PhaseProgress
    | PhaseDone
    | Completed
    | TooManyBadBlocks
    | Interrupted
    | BadBlock
    | Message
)

_PROGRESS = (
    rb"(\d{1,3}\.\d\d)% done, (?:(\d{1,6}):)?(\d{1,2}):(\d\d) elapsed\."
    rb" \((\d{1,10}/\d{1,10}/\d{1,10}) errors\)"
)
# Without a leading wildcard a search is linear, whatever the text.
_ANY_PROGRESS = re.compile(_PROGRESS)
_NEXT_PROGRESS = re.compile(rb" {0,2}" + _PROGRESS + rb"\x08*+")
_SEPARATORS = re.compile(rb"[\x08\n]+")
# What can make a record complete; nothing else needs a look.
_ENDING = re.compile(rb"[\x08\n)]")

_TITLE = re.compile(
    rb"(?:Testing with (?:pattern 0x([0-9a-f]{2,64})|(random) pattern)"
    rb"|(Reading and comparing)"
    rb"|(Checking for bad blocks \(read-only test\))): *"
)
_RANGE = re.compile(rb"(From block|Checking blocks) (\d{1,10}) to (\d{1,10})")
_COMPLETED = re.compile(
    rb"Pass completed, (\d{1,10}) bad blocks found\."
    rb" \((\d{1,10}/\d{1,10}/\d{1,10}) errors\)"
)
_INTERRUPTED = re.compile(rb"Interrupted at block (\d{1,10})")
_NUMBER = re.compile(rb"\d{1,10}")
_MODES = {
    b"Checking for bad blocks in read-write mode": Mode.READ_WRITE,
    b"Checking for bad blocks in read-only mode": Mode.READ_ONLY,
    b"Checking for bad blocks in non-destructive read-write mode": Mode.NON_DESTRUCTIVE,
    b"Checking for bad blocks (non-destructive read-write test)": Mode.NON_DESTRUCTIVE,
}
_PATTERNS = {pattern.value.encode(): pattern for pattern in Pattern}


class BadblocksParser:
    """Turn the bytes of badblocks' stderr into events.

    The events of a stream are the same in whatever pieces it is fed. It keeps at most
    one unfinished record of `MAX_RECORD` bytes, and never raises.
    """

    def __init__(self) -> None:
        self._pending = b""
        self._skipping = False
        self._mode: Mode | None = None
        self._phase: PhaseStarted | None = None
        self._pattern: Pattern | None = None
        self._counts = b"0/0/0"
        self._errors = ErrorCounts()
        self._last_message = b""

    def feed(self, chunk: bytes) -> list[Event]:
        """Take the next bytes; answer what they completed, in order."""
        data = self._pending + chunk
        if len(data) <= MAX_RECORD and not _ENDING.search(chunk):
            self._pending = data
            return []
        events: list[Event] = []
        position, end = 0, len(data)
        while position < end:
            step = self._step(data, position, events)
            if step == position:
                break
            position = step
        self._pending = data[position:]
        return events

    def finish(self) -> list[Event]:
        """Take the end of the stream: what is unfinished is said as it stands."""
        text = b"" if self._skipping else self._pending.strip(b" ")
        self._pending = b""
        events: list[Event] = []
        title = _TITLE.match(text)
        if title:
            self._phase_started(title, events)
            text = text[title.end() :]
        if text:
            self._message(text, events, cut=True)
        return events

    def _step(self, data: bytes, position: int, events: list[Event]) -> int:
        """Take one record and answer where the next begins; the same place to wait."""
        if self._skipping:
            gap = _SEPARATORS.search(data, position)
            self._skipping = gap is None
            return gap.end() if gap else len(data)
        record = _NEXT_PROGRESS.match(data, position)
        if record:
            events.append(self._progress(record))
            return record.end()
        limit = position + MAX_RECORD
        gap = _SEPARATORS.search(data, position, limit + 1)
        stop = gap.start() if gap else min(limit, len(data))
        if data.find(b"% done, ", position, stop) >= 0:
            record = _ANY_PROGRESS.search(data, position, stop)
            if record:
                self._text(data[position : record.start()], events)
                events.append(self._progress(record))
                return record.end()
        if gap:
            self._text(data[position:stop], events)
            return gap.end()
        if len(data) <= limit:
            return position
        self._skipping = True
        self._message(data[position:stop], events, cut=True)
        return stop

    def _progress(self, record: re.Match[bytes]) -> PhaseProgress:
        percent, hours, minutes, seconds, counts = record.groups()
        self._last_message = b""
        elapsed = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
        return PhaseProgress(float(percent), elapsed, self._error_counts(counts))

    def _error_counts(self, counts: bytes) -> ErrorCounts:
        # They hardly ever change, and there may be millions of records.
        if counts != self._counts:
            self._counts = counts
            self._errors = ErrorCounts(*map(int, counts.split(b"/")))
        return self._errors

    def _text(self, raw: bytes, events: list[Event]) -> None:
        """Take the text of one line, or what stood before a progress record."""
        text = raw.strip(b" ")
        # A drive that went away makes badblocks say one line millions of times.
        if not text or text == self._last_message:
            return
        title = _TITLE.match(text)
        if title:
            self._phase_started(title, events)
            # Where superseded progress is left out, a line may follow its title.
            text = text[title.end() :]
        if text:
            self._line(text, events)

    def _line(self, text: bytes, events: list[Event]) -> None:
        """Take one line without the title of a phase."""
        if text == b"done" and self._phase:
            self._last_message = b""
            events.append(PhaseDone(self._phase.pattern, self._phase.kind))
            self._phase = None
            return
        if text in _MODES:
            self._mode = _MODES[text]
            return
        event = self._known(text)
        if event:
            self._last_message = b""
            events.append(event)
        else:
            self._message(text, events)

    def _known(self, text: bytes) -> Event | None:
        if text == b"Too many bad blocks, aborting test":
            return TooManyBadBlocks()
        if match := _NUMBER.fullmatch(text):
            return BadBlock(int(text))
        if match := _RANGE.fullmatch(text):
            if match[1] == b"Checking blocks":
                self._mode = Mode.READ_ONLY
            return Header(self._mode, int(match[2]), int(match[3]))
        if match := _COMPLETED.fullmatch(text):
            return Completed(int(match[1]), self._error_counts(match[2]))
        if match := _INTERRUPTED.fullmatch(text):
            return Interrupted(int(match[1]))
        return None

    def _phase_started(self, title: re.Match[bytes], events: list[Event]) -> None:
        known, random, compare, read_only = title.groups()
        if known or random:
            self._pattern = _PATTERNS.get(known or random)
        if read_only:
            self._pattern = None
        writes = not (compare or read_only or self._mode is Mode.READ_ONLY)
        kind = PhaseKind.WRITE if writes else PhaseKind.VERIFY
        self._last_message = b""
        self._phase = PhaseStarted(self._pattern, kind)
        events.append(self._phase)

    def _message(self, text: bytes, events: list[Event], *, cut: bool = False) -> None:
        if text != self._last_message:
            self._last_message = text
            events.append(Message(clean(text), cut))
