"""Text on its way to people: harmless, whoever wrote it."""

from collections.abc import Sequence
from typing import Any, Final

from .engine.text import clean, escaped

__all__ = ["LONGEST", "escaped", "harmless", "shortened"]

LONGEST: Final = 1000
"""Characters of what is said about one thing; few sentences come near."""

_MOST_SENTENCES: Final = 5
_LONGEST_SENTENCE: Final = 250


def harmless(value: Any) -> Any:
    """Make all text in plain JSON harmless, keys too."""
    match value:
        case str():
            return clean(value, LONGEST)
        case dict():
            return {clean(str(key)): harmless(item) for key, item in value.items()}
        case list() | tuple():
            return [harmless(item) for item in value]
    return value


def shortened(said: Sequence[str]) -> list[str]:
    """The first of some sentences, for where each change of them is written down."""
    return [sentence[:_LONGEST_SENTENCE] for sentence in said[:_MOST_SENTENCES]]
