"""The tables of README that are made from the code, between `<!-- table: … -->` marks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
import re
from typing import Any, override

from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    SelectSelector,
)
import voluptuous as vol

from custom_components.nas_burnin.const import DOMAIN

type Row = tuple[str, ...]

UNTOLD = "?"
"""Stands where only a person can say what an entity shows."""
END = "<!-- end of table -->"

_TABLE = re.compile(
    rf"^<!-- table: (?P<name>.+?) -->\n(?P<rows>.*?)^{re.escape(END)}$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, and rows with a cell for each of its columns."""

    heading: Row
    rows: Sequence[Row]

    @override
    def __str__(self) -> str:
        """Write it as Markdown."""
        rule = "|---" * len(self.heading) + "|"
        return "\n".join([_line(self.heading), rule, *map(_line, self.rows), ""])


def _line(cells: Row) -> str:
    return f"| {' | '.join(cell.replace('|', '\\|') for cell in cells)} |"


def names_of(readme: str) -> list[str]:
    """The tables that a text has, in their order."""
    return [found["name"] for found in _TABLE.finditer(readme)]


def rows_of(readme: str, name: str) -> list[Row]:
    """The rows of a table as they stand; none where there is no such table."""
    for found in _TABLE.finditer(readme):
        if found["name"] == name:
            return [
                tuple(cell.strip() for cell in line.strip("|").split(" | "))
                for line in found["rows"].splitlines()[2:]
            ]
    return []


def renewed(readme: str, tables: Mapping[str, Table]) -> str:
    """The text with each of its tables written anew; others are dropped."""

    def write(found: re.Match[str]) -> str:
        name = found["name"]
        table = tables.get(name, "")
        return f"<!-- table: {name} -->\n{table}{END}"

    return _TABLE.sub(write, readme)


def with_actions(readme: str, actions: Mapping[str, str]) -> str:
    """The text with a section for each action (by its full name, with what it does)."""
    missing = [
        f"### `{action}`\n\n{does}\n\n<!-- table: fields of {action} -->\n{END}\n\n"
        for action, does in actions.items()
        if f"### `{action}`\n" not in readme
    ]
    head, title, rest = readme.partition("\n## Actions\n")
    body, following, tail = rest.partition("\n## ")
    added = "".join(["\n", *missing]).rstrip("\n") + "\n" if missing else ""
    return f"{head}{title}{body}{added}{following}{tail}"


# --- Entities ------------------------------------------------------------------------


@dataclass(frozen=True, order=True, slots=True)
class Shown:
    """An entity as a person meets it."""

    kind: str
    key: str
    name: str
    enabled: bool


def entities(found: Iterable[Shown], before: Sequence[Row]) -> Table:
    """Entities in the order in which they stood, new ones last.

    What they show is prose, and is taken over from the table before.
    """
    told = {(row[2], row[1]): row[-1] for row in before}
    places = {known: place for place, known in enumerate(told)}

    def place(shown: Shown) -> tuple[int, Shown]:
        return places.get((shown.kind, f"`{shown.key}`"), len(places)), shown

    rows = [
        (
            shown.name,
            f"`{shown.key}`",
            shown.kind,
            "on" if shown.enabled else "off",
            told.get((shown.kind, f"`{shown.key}`"), UNTOLD),
        )
        for shown in sorted(set(found), key=place)
    ]
    return Table(("Entity", "Key", "Kind", "At first", "Shows"), rows)


# --- Actions -------------------------------------------------------------------------

ANSWERS = {"none": "no", "optional": "if asked for", "only": "always"}


def actions(
    described: Mapping[str, Any],
    texts: Mapping[str, Any],
    answers: Callable[[str], str],
) -> Table:
    """All actions, in alphabetical order; `answers` tells whether one answers."""
    rows = [
        (
            f"`{DOMAIN}.{action}`",
            texts[action]["description"],
            ANSWERS[answers(action)],
        )
        for action in sorted(described)
    ]
    return Table(("Action", "What it does", "Answers"), rows)


def fields(described: Mapping[str, Any], texts: Mapping[str, Any]) -> Table:
    """The fields of one action, out of their sections."""
    flat: dict[str, Any] = {}
    for name, field in (described.get("fields") or {}).items():
        flat |= field.get("fields", {name: field})
    rows = [
        (
            f"`{name}`",
            "yes" if field.get("required") else "no",
            "".join(
                (
                    texts["fields"][name]["description"],
                    _choices(field["selector"]),
                    _default(field),
                )
            ),
        )
        for name, field in flat.items()
    ]
    return Table(("Field", "Needed", "Meaning"), rows)


def _default(field: Mapping[str, Any]) -> str:
    if field.get("required") or "default" not in field:
        return ""
    default = field["default"]
    return f" Default: {f'`{default}`' if isinstance(default, str) else default}."


def _choices(selector: Mapping[str, Any]) -> str:
    if chosen := selector.get("select"):
        words = [
            word["value"] if isinstance(word, dict) else word
            for word in chosen["options"]
        ]
        listed = ", ".join(f"`{word}`" for word in words)
        return f" {'Any' if chosen.get('multiple') else 'One'} of {listed}."
    number = selector.get("number") or {}
    if "min" in number and "max" in number:
        return f" From {number['min']} to {number['max']}."
    return ""


# --- Options -------------------------------------------------------------------------


def options(steps: Iterable[tuple[str, vol.Schema]], texts: Mapping[str, Any]) -> Table:
    """The options of all forms (step id, schema), with what they are at first."""
    rows: list[Row] = []
    for step, schema in steps:
        _add_options(rows, schema, texts["options"]["step"][step], texts, "")
    return Table(("Option", "At first", "Meaning"), rows)


def _add_options(
    rows: list[Row],
    schema: vol.Schema,
    told: Mapping[str, Any],
    texts: Mapping[str, Any],
    prefix: str,
) -> None:
    for marker, field in schema.schema.items():
        name = str(marker)
        if isinstance(field, section):
            below = told["sections"][name]
            _add_options(rows, field.schema, below, texts, f"{below['name']}: ")
            continue
        first = _at_first(marker, field, texts["selector"])
        label, meaning = told["data"][name], told["data_description"][name]
        others = _labels(field, texts["selector"])
        if others:
            meaning = f"{meaning} One of: {'; '.join(others.values())}."
        rows.append((f"{prefix}{label}", first, meaning))


def _labels(field: Any, words: Mapping[str, Any]) -> dict[str, str]:
    """The choices of a field by their words; none where it has none."""
    if not isinstance(field, SelectSelector):
        return {}
    known = words.get(field.config.get("translation_key", ""), {})
    labels: dict[str, str] = known.get("options", {})
    return labels


def _at_first(marker: vol.Marker, field: Any, words: Mapping[str, Any]) -> str:
    default = getattr(marker, "default", vol.UNDEFINED)
    value = None if isinstance(default, vol.Undefined) else default()
    match field, value:
        case _, None | "" | [] | {}:
            return "none"
        case BooleanSelector(), _:
            return "on" if value else "off"
        case SelectSelector(), _:
            labels = _labels(field, words)
            many = value if isinstance(value, list) else [value]
            return ", ".join(labels.get(str(one), str(one)) for one in many)
        case NumberSelector(), _:
            unit = field.config.get("unit_of_measurement", "")
            return f"{value} {unit}".strip()
    return str(value)
