"""Physical disks: what lies on them, how fast they are, and what is wrong with them."""

from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import expm1, log1p
import random

BLANK = "0x00"
DATA = "data"
"""Content that is no pattern of ours."""

CACHE = 64 << 20
"""Bytes that a drive may say are written, and lose with the power."""

MIB = 1 << 20
_SAMPLES = 64


class Surface:
    """What the bytes of a disk are: ranges of one content each, in order."""

    def __init__(self, size: int, content: str) -> None:
        self.size = size
        self._starts = [0]
        self._contents = [content]

    def fill(self, first: int, end: int, content: str) -> None:
        """Make everything from `first` up to `end` this content."""
        if first >= end:
            return
        after = self.at(end) if end < self.size else ""
        low = bisect_right(self._starts, first - 1) if first else 0
        high = bisect_right(self._starts, end)
        starts, contents = [first], [content]
        if end < self.size:
            starts.append(end)
            contents.append(after)
        if low and self._contents[low - 1] == content:
            starts, contents = starts[1:], contents[1:]
        self._starts[low:high] = starts
        self._contents[low:high] = contents

    def at(self, place: int) -> str:
        return self._contents[bisect_right(self._starts, place) - 1]

    def pieces(self, first: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Answer the ranges between two places: first, end, content."""
        index = bisect_right(self._starts, first) - 1
        while index < len(self._starts) and self._starts[index] < end:
            start = max(first, self._starts[index])
            following = (*self._starts[index + 1 : index + 2], self.size)[0]
            yield start, min(end, following), self._contents[index]
            index += 1

    def unlike(self, part: Mapping[str, int], rng: random.Random) -> int | None:
        """Look at places of a range that should hold one byte; one that does not."""
        first, last = part["first"], part["last"]
        ends = min(first + MIB - 1, last), max(last - MIB + 1, first)
        spread = (rng.randint(first, last) for _ in range(_SAMPLES))
        wanted = f"0x{part['value']:02x}"
        places = (first, last, *ends, *spread)
        return next((place for place in places if self.at(place) != wanted), None)

    def sample(self, rng: random.Random) -> str | None:
        """Answer the one byte all samples have, "0x.." as a pattern; None for several."""
        step = self.size // _SAMPLES
        places = [0, self.size - 1]
        places += [n * step + rng.randrange(step) for n in range(_SAMPLES)]
        found = (
            {self.at(place) for place in places}
            if len(self._starts) > 1
            else {self._contents[0]}
        )
        only = found.pop() if len(found) == 1 else DATA
        return None if only == DATA else only


@dataclass(frozen=True, slots=True, order=True)
class BadBlock:
    """A place that can't be read, can't be written, or reads other than written."""

    place: int
    kind: str


@dataclass(eq=False)
class Disk:
    """One physical disk; `paths` is how many nodes lead to it."""

    serial: str
    wwid: str
    size: int
    speed: float
    """Bytes a second at its outer edge; at its inner edge half of that."""
    model: str = "LAB HDD"
    paths: int = 1
    content: str = BLANK
    signature: str = ""
    label: str = ""
    pool: str = ""
    """The imported pool that it is a member of."""
    boots: bool = False
    present: bool = True
    healthy: bool = True
    temperature: float = 34.0
    bad: list[BadBlock] = field(default_factory=list)
    holder: object = None
    """Who has every node of it open exclusively."""

    def __post_init__(self) -> None:
        self.surface = Surface(self.size, self.content)

    @property
    def is_free(self) -> bool:
        """True where nothing speaks against erasing it, whoever looks."""
        whole = {content for _, _, content in self.surface.pieces(0, self.size)}
        return (
            not (self.pool or self.signature) and len(whole) == 1 and DATA not in whole
        )

    def seconds_to(self, place: float) -> float:
        """How long it takes from the first byte to this place."""
        return -(2 * self.size / self.speed) * log1p(-place / (2 * self.size))

    def place_after(self, seconds: float) -> float:
        """Where it is that long after the first byte."""
        return -2 * self.size * expm1(-self.speed * seconds / (2 * self.size))

    def go_bad(self, place: int, kind: str) -> None:
        insort(self.bad, BadBlock(place, kind))

    def bad_between(self, first: float, end: float) -> list[BadBlock]:
        """Answer the bad places from `first` up to `end`."""
        return [bad for bad in self.bad if first <= bad.place < end]
