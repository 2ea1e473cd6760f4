"""Ways into the JSON of smartctl that answer None for what is not there."""

from collections.abc import Mapping

from .clean import clean
from .shape import is_count

COLDEST, HOTTEST = -40, 130
"""Degrees Celsius that a drive can have and still report them."""

OLDEST = 1_000_000
"""Hours of power, over a hundred years."""

MOST_LBA = (1 << 64) - 2
"""The highest address; one more is what drives say that know none."""


def percent(value: int | None) -> int | None:
    """A share of a whole; None for what can't be one."""
    return value if value is not None and value <= 100 else None


class Report:
    """One answer of `smartctl --json`."""

    __slots__ = ("fields",)

    def __init__(self, fields: Mapping[str, object]) -> None:
        """Read these fields."""
        self.fields = fields

    def value(self, *path: str | int) -> object:
        """Follow keys of objects and places in lists."""
        value: object = self.fields
        for step in path:
            # JSON makes nothing but these very types, and to ask for them is quicker.
            if type(value) is dict:
                value = value.get(step)
            elif type(value) is list and type(step) is int:
                value = value[step] if step < len(value) else None
            else:
                return None
        return value

    def items(self, *path: str | int) -> list[object]:
        """The list at the end of a path; empty where there is none."""
        value = self.value(*path)
        return value if isinstance(value, list) else []

    def objects(self, *path: str | int) -> list[Report]:
        """The objects of a list; some releases leave null in it."""
        return [Report(item) for item in self.items(*path) if isinstance(item, dict)]

    def where(
        self, key: str, values: tuple[object, ...], *path: str | int
    ) -> list[Report]:
        """The objects of a list that have one of these values under a key."""
        return [
            Report(item)
            for item in self.items(*path)
            if type(item) is dict and item.get(key) in values
        ]

    def text(self, *path: str | int) -> str:
        """The text at the end of a path, fit to be shown; "" where there is none."""
        value = self.value(*path)
        return clean(value) if isinstance(value, str) else ""

    def first_text(self, *paths: tuple[str, ...]) -> str:
        """The first of several texts that is there."""
        for path in paths:
            if text := self.text(*path):
                return text
        return ""

    def count(self, *path: str | int, most: int = (1 << 64) - 1) -> int | None:
        """The whole number at the end of a path; None where it is over `most`."""
        value = self.value(*path)
        return value if is_count(value) and value <= most else None

    def first_count(self, *paths: tuple[str | int, ...]) -> int | None:
        """The first of several whole numbers that is there."""
        counts = (self.count(*path) for path in paths)
        return next((count for count in counts if count is not None), None)

    def flag(self, *path: str | int) -> bool | None:
        """True or false at the end of a path."""
        value = self.value(*path)
        return value if isinstance(value, bool) else None

    def lines(self) -> list[str]:
        """What smartctl said to a person; some of it is nowhere else."""
        return [
            line for line in self.items("smartctl", "output") if isinstance(line, str)
        ]
