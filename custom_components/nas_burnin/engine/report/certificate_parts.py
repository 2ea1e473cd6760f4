"""What the page of a certificate is made of: sections, facts, tables and moments."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from .html import Html, tag
from .words import NOTHING, moment_words

type Row = Mapping[str, Any]


def section(title: str, *content: Html) -> Html:
    """A part of the page with a heading."""
    return tag("section", tag("h2", title), *content)


def facts(*told: tuple[str, str | None]) -> Html:
    """Names with values, in a grid; what is empty is nothing that is known."""
    return tag(
        "dl",
        *(
            tag("div", tag("dt", name), tag("dd", value or NOTHING))
            for name, value in told
        ),
    )


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    times: Sequence[int] = (),
    numbers: Sequence[int] = (),
) -> Html:
    """A table; `times` and `numbers` are the places of such columns."""
    looks = {**dict.fromkeys(times, "time"), **dict.fromkeys(numbers, "number")}
    return tag(
        "table",
        tag(
            "thead",
            tag(
                "tr",
                *(
                    tag("th", title, scope="col", class_=looks.get(place))
                    for place, title in enumerate(head)
                ),
            ),
        ),
        tag(
            "tbody",
            *(
                tag(
                    "tr",
                    *(
                        tag("td", cell, class_=looks.get(place))
                        for place, cell in enumerate(row)
                    ),
                )
                for row in rows
            ),
        ),
    )


def moment_of(text: str | None) -> str:
    """A moment of the data as people read it."""
    return moment_words(datetime.fromisoformat(text) if text else None)


def between(start: str | None, end: str | None) -> float | None:
    """Seconds from one moment of the data to another."""
    if not start or not end:
        return None
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
