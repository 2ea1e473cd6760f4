"""HTML that can hold no markup but ours: text is escaped where it is put in."""

from html import escape

from ..text import clean
from .words import LONGEST

_VOID = frozenset({"br", "hr", "meta"})


class Html(str):
    """Markup of our own making; every other text is foreign."""

    __slots__ = ()


def tag(name: str, /, *content: str | None, **attributes: str | None) -> Html:
    """An element; foreign content and all values of attributes are escaped.

    Names are as in HTML, with `_` for `-` and one at the end for Python's own words.
    An attribute that is None is left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{joined(*content)}</{name}>")


def joined(*content: str | None) -> Html:
    """Contents one after the other; what is None is left out."""
    return Html("".join(_safe(part) for part in content if part is not None))


def _safe(part: str) -> str:
    if isinstance(part, Html):
        return part
    # A space at an end parts words from the next element.
    start, end = " " * part.startswith(" "), " " * part.endswith(" ")
    return f"{start}{escape(clean(part, LONGEST))}{end}"
