"""Text on its way to people: harmless, whoever wrote it."""

from typing import Any, Final

from .engine.text import clean, escaped

__all__ = ["LONGEST", "escaped", "harmless"]

LONGEST: Final = 1000
"""Characters of what is said about one thing; few sentences come near."""


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
