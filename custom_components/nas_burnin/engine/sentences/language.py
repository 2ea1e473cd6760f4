"""What a language consists of: the same codes and placeholders in each of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """What people read, by code.

    A code has `sentences` of equal right, for the values that their speakers know.
    `values` are a reason's values that are words themselves, by the value's name.
    `words` are states, by their vocabulary; `texts` those of the daily report. `moment`
    is how a moment is written, for `strftime`, and `decimal` the mark in a number.
    """

    sentences: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, str]
    moment: str
    decimal: str


def joined(tables: Iterable[Mapping[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Return one table of several, in which speakers may share a code."""
    one: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for table in tables:
        for code, text in table.items():
            one[code] += (text,)
    return dict(one)
