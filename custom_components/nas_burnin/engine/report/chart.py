"""A small plotter: lines over two axes, as one SVG without styles or scripts of others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
import math

from .html import Html, joined, tag

MOST_POINTS = 200
"""Of one line; more can't be told apart on paper."""

LEFT, RIGHT, TOP, BOTTOM = 44, 10, 20, 34
_TICKS = 4
_STEPS = (1, 2, 2.5, 5, 10)
_TOPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
_MANY = 1000
_TEXT, _GRID = "#4a5563", "#dfe4ea"

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its points in the units of the axes, in order, and how it is drawn."""

    name: str
    points: tuple[Point, ...]
    colour: str
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis, from `low` to `high`; equal ends are drawn as if there were room."""

    label: str
    low: float
    high: float

    @property
    def span(self) -> float:
        """How much it covers; never zero."""
        return self.high - self.low or 1.0


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a chart in its own units."""

    width: int = 360
    height: int = 176


def thin(points: Sequence[Point], low: float, high: float) -> tuple[Point, ...]:
    """The means of points in equal parts of an axis: at most `MOST_POINTS`, in order.

    Points that lie outside are left out.
    """
    width = (high - low) / MOST_POINTS or 1.0
    parts: dict[int, list[Point]] = {}
    for point in points:
        if low <= point[0] <= high:
            part = min(int((point[0] - low) / width), MOST_POINTS - 1)
            parts.setdefault(part, []).append(point)
    return tuple(
        (
            sum(x for x, _ in parts[part]) / len(parts[part]),
            sum(y for _, y in parts[part]) / len(parts[part]),
        )
        for part in sorted(parts)
    )


def top_of(value: float) -> float:
    """Where an axis ends that shows so much: the next round number; one for nothing."""
    return _round_up(value, _TOPS) if value > 0 else 1.0


def _round_up(value: float, steps: Sequence[float]) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in steps if step * power >= value * 0.999)


def chart(title: str, lines: Sequence[Line], x: Axis, y: Axis, size: Size) -> Html:
    """Draw lines; what a screen reader says of it is the title."""
    return tag(
        "svg",
        tag("title", title),
        joined(*_grid(x, y, size)),
        joined(*(_drawn(line, x, y, size) for line in lines if line.points)),
        viewBox=f"0 0 {size.width} {size.height}",
        role="img",
        xmlns="http://www.w3.org/2000/svg",
        font_family="inherit",
        font_size="11",
    )


def _ticks(axis: Axis) -> Iterator[float]:
    step = _round_up(axis.span / _TICKS, _STEPS)
    first = math.ceil(axis.low / step - 1e-9)
    last = math.floor((axis.low + axis.span) / step + 1e-9)
    return (step * number for number in range(first, last + 1))


def _grid(x: Axis, y: Axis, size: Size) -> Iterator[Html]:
    right, floor = size.width - RIGHT, size.height - BOTTOM
    for value in _ticks(y):
        at = _number(_y(value, y, size))
        yield tag("line", x1=str(LEFT), x2=str(right), y1=at, y2=at, stroke=_GRID)
        yield _label(_tick(value), LEFT - 6, float(at) + 4, "end")
    for value in _ticks(x):
        yield _label(_tick(value), _x(value, x, size), floor + 15, "middle")
    yield tag(
        "path",
        d=f"M{LEFT} {TOP}V{floor}H{right}",
        fill="none",
        stroke=_TEXT,
        stroke_width="1",
    )
    yield _label(x.label, right, size.height - 5, "end")
    yield _label(y.label, LEFT - 6, TOP - 9, "end")


def _drawn(line: Line, x: Axis, y: Axis, size: Size) -> Html:
    points = [
        (_number(_x(px, x, size)), _number(_y(py, y, size))) for px, py in line.points
    ]
    if len(points) == 1:
        cx, cy = points[0]
        return tag("circle", cx=cx, cy=cy, r="2", fill=line.colour)
    return tag(
        "polyline",
        points=" ".join(f"{px},{py}" for px, py in points),
        fill="none",
        stroke=line.colour,
        stroke_width="1.6",
        stroke_linejoin="round",
        stroke_dasharray="5 3" if line.dashed else None,
    )


def _label(text: str, x: float, y: float, anchor: str) -> Html:
    return tag("text", text, x=_number(x), y=_number(y), text_anchor=anchor, fill=_TEXT)


def _x(value: float, axis: Axis, size: Size) -> float:
    return LEFT + (value - axis.low) / axis.span * (size.width - LEFT - RIGHT)


def _y(value: float, axis: Axis, size: Size) -> float:
    height = size.height - TOP - BOTTOM
    return TOP + height - (value - axis.low) / axis.span * height


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _tick(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ") if value >= _MANY else f"{value:.6g}"
