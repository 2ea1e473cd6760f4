"""Words of a host become words that can be shown: one cleaner for every floor."""

import re

from .parse.clean import LIMIT, clean

__all__ = ["clean", "escaped"]

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escaped(text: str, limit: int = LIMIT) -> str:
    """Make text harmless in markdown; `limit` counts its characters before that."""
    return _PUNCTUATION.sub(r"\\\1", clean(text, limit))
