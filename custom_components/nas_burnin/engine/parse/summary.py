"""Everything one run of badblocks said, in one value, as a verdict needs it."""

from dataclasses import dataclass

from ..model import ErrorCounts, Pattern, PhaseKind
from .badblocks import (
    BadBlock,
    BadblocksParser,
    Completed,
    Event,
    Header,
    Interrupted,
    PhaseDone,
    PhaseProgress,
    PhaseStarted,
    TooManyBadBlocks,
)
from .blocklist import BlockListParser

MAX_BLOCKS = 10_000
"""Block numbers kept of one run; with an error limit there are never more."""

MAX_MESSAGES = 20
"""Messages kept of one run, the first ones: they name the cause."""

_SLICE = 65536
_NO_ERRORS = ErrorCounts()


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What badblocks said of one run; says nothing of its exit status.

    `first` and `last` are the range it announced (blocks of `-b`, both included).
    `phases` are those it went through to their end, in order; `phase` the one under
    way. `errors` is the newest count of errors, `completed` its own number of bad
    blocks once it came to its end: not to be trusted without the rest.

    `orderly` is false where anything came twice, out of order or after the end; a run
    that said so proves nothing. `blocks` is the list as badblocks gave it (numbers of
    corruption errors are too high: `true_corruption_block`); `list_unreadable` is true
    where it held anything else, was cut, or was longer than is kept.
    """

    first: int | None = None
    last: int | None = None
    phases: tuple[tuple[Pattern | None, PhaseKind], ...] = ()
    phase: tuple[Pattern | None, PhaseKind] | None = None
    progress: PhaseProgress | None = None
    completed: int | None = None
    errors: ErrorCounts = _NO_ERRORS
    too_many: bool = False
    interrupted: int | None = None
    messages: tuple[str, ...] = ()
    blocks: tuple[int, ...] = ()
    list_unreadable: bool = False
    orderly: bool = True


def summarise(stderr: bytes, stdout: bytes) -> RunSummary:
    """Read both streams of one run from their beginning; never raises.

    Takes the whole streams or what the supervisor kept of them (superseded progress
    left out), of a run that ended or is under way.
    """
    story = _Story()
    parser = BadblocksParser()
    for start in range(0, len(stderr), _SLICE):
        story.take(parser.feed(stderr[start : start + _SLICE]))
    story.take(parser.finish())
    story.take_list(stdout)
    return story.told()


class _Story:
    """Collects the events of one run."""

    def __init__(self) -> None:
        self.header: Header | None = None
        self.phases: list[tuple[Pattern | None, PhaseKind]] = []
        self.phase: tuple[Pattern | None, PhaseKind] | None = None
        self.progress: PhaseProgress | None = None
        self.completed: Completed | None = None
        self.errors = _NO_ERRORS
        self.too_many = False
        self.interrupted: int | None = None
        self.messages: list[str] = []
        self.blocks: list[int] = []
        self.list_unreadable = False
        self.orderly = True

    def take(self, events: list[Event]) -> None:
        for event in events:
            if self.completed or self.interrupted is not None:
                # Both are the last thing badblocks ever says.
                self.orderly = False
            self._take(event)

    def _take(self, event: Event) -> None:
        match event:
            case PhaseProgress():
                self._count(event.errors)
                self.progress = event
            case Header():
                self.orderly = self.orderly and self.header is None
                self.header = self.header or event
            case PhaseStarted():
                self._expect(self.header is not None and self.phase is None)
                self.phase, self.progress = (event.pattern, event.kind), None
            case PhaseDone():
                self.phases.append((event.pattern, event.kind))
                self.phase = None
            case Completed():
                self._expect(self.header is not None and self.phase is None)
                self._count(event.errors)
                self.completed = event
            case TooManyBadBlocks():
                self.too_many = True
            case Interrupted():
                self.interrupted = event.block
            case BadBlock():
                self._list([event.block])
            case _:
                if len(self.messages) < MAX_MESSAGES:
                    self.messages.append(event.text)

    def take_list(self, stdout: bytes) -> None:
        parser = BlockListParser()
        for start in range(0, len(stdout), _SLICE):
            self._list(parser.feed(stdout[start : start + _SLICE]))
        parser.finish()
        self.list_unreadable = self.list_unreadable or parser.unreadable

    def told(self) -> RunSummary:
        return RunSummary(
            first=self.header.first if self.header else None,
            last=self.header.last if self.header else None,
            phases=tuple(self.phases),
            phase=self.phase,
            progress=self.progress,
            completed=self.completed.bad_blocks if self.completed else None,
            errors=self.errors,
            too_many=self.too_many,
            interrupted=self.interrupted,
            messages=tuple(self.messages),
            blocks=tuple(self.blocks),
            list_unreadable=self.list_unreadable,
            orderly=self.orderly,
        )

    def _expect(self, orderly: bool) -> None:
        self.orderly = self.orderly and orderly

    def _count(self, errors: ErrorCounts) -> None:
        before = self.errors
        self._expect(
            errors.read >= before.read
            and errors.write >= before.write
            and errors.corruption >= before.corruption
        )
        self.errors = errors

    def _list(self, numbers: list[int]) -> None:
        room = MAX_BLOCKS - len(self.blocks)
        self.list_unreadable = self.list_unreadable or len(numbers) > room
        self.blocks.extend(numbers[:room])
