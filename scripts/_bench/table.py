"""The lines of the goals table, and how each is judged."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median

HEADER = ("row", "measure", "product", "reference", "ratio", "goal", "met?")


class Met(StrEnum):
    """What came of a row; only `WRONG` makes the run fail."""

    MET = "met"
    NOT_MET = "NOT MET"
    WRONG = "WRONG COUNT"
    LATER = "later"
    SKIPPED = "skipped"
    NOISY = "too noisy"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, in words."""

    row: int
    measure: str
    met: Met
    product: str = "-"
    reference: str = "-"
    ratio: str = "-"
    goal: str = "-"

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as the columns of `HEADER`."""
        return (
            str(self.row),
            self.measure,
            self.product,
            self.reference,
            self.ratio,
            self.goal,
            self.met.value,
        )


type Show = Callable[[float], str]


def scaled(unit: str, scale: float = 1.0) -> Show:
    """Show a number in a unit, with three digits that matter."""

    def show(value: float) -> str:
        shown = value * scale
        digits = 0 if abs(shown) >= 100 else 1 if abs(shown) >= 10 else 2
        return f"{shown:.{digits}f} {unit}".strip()

    return show


SECONDS = scaled("s")
MILLISECONDS = scaled("ms", 1e3)
MICROSECONDS = scaled("us", 1e6)
BYTES = scaled("B")
MEGABYTES_A_SECOND = scaled("MB/s", 1e-6)


def compared(
    row: int,
    measure: str,
    product: Sequence[float],
    reference: Sequence[float],
    show: Show,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Line:
    """A ratio, round by round: its median, and in brackets the least and the most."""
    ratios = [ours / theirs for ours, theirs in zip(product, reference, strict=True)]
    middle = median(ratios)
    goal = f"<= {at_most:g}" if at_most is not None else f">= {at_least:g}"
    is_met = (at_most is None or middle <= at_most) and (
        at_least is None or middle >= at_least
    )
    return Line(
        row,
        measure,
        Met.MET if is_met else Met.NOT_MET,
        show(median(product)),
        show(median(reference)),
        f"{middle:.3f} ({min(ratios):.3f}-{max(ratios):.3f})",
        goal,
    )


def resolved(line: Line, reference: Sequence[float], margin: float) -> Line:
    """The same, unless the reference differs from itself by more than the margin.

    Then neither that a goal is met nor that it is missed can be told. The reference
    shows how far it spreads.
    """
    middle = median(reference)
    least, most = min(reference) / middle, max(reference) / middle
    shown = f"{line.reference} ({least:.3f}-{most:.3f})"
    too_noisy = max(most - 1, 1 - least) > margin
    return replace(line, reference=shown, met=Met.NOISY if too_noisy else line.met)


def bounded(
    row: int,
    measure: str,
    product: float,
    show: Show,
    *,
    at_most: float,
    reference: str = "-",
) -> Line:
    """A value that has to stay under a bound of its own."""
    return Line(
        row,
        measure,
        Met.MET if product <= at_most else Met.NOT_MET,
        show(product),
        reference,
        "-",
        f"<= {show(at_most)}",
    )


def exact(
    row: int, measure: str, product: int, expected: int, *, or_less: bool = False
) -> Line:
    """A count, which is right or wrong."""
    is_right = product <= expected if or_less else product == expected
    return Line(
        row,
        measure,
        Met.MET if is_right else Met.WRONG,
        str(product),
        str(expected),
        "exact",
        f"{'<=' if or_less else '='} {expected}",
    )


def later(row: int, measure: str, why: str) -> Line:
    """A row whose part of the product is still to come."""
    return Line(row, f"{measure}: {why}", Met.LATER)


def skipped(row: int, measure: str, why: str) -> Line:
    """A row that this machine can't measure."""
    return Line(row, f"{measure}: {why}", Met.SKIPPED)


def render(lines: Iterable[Line]) -> str:
    """The table in Markdown, by row."""
    rows = [HEADER, *(line.cells for line in sorted(lines, key=lambda one: one.row))]
    widths = [max(len(cells[column]) for cells in rows) for column in range(7)]
    shown = [_aligned(cells, widths) for cells in rows]
    shown.insert(1, _aligned(["-" * width for width in widths], widths))
    return "\n".join(shown)


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
    return f"| {' | '.join(padded)} |"
