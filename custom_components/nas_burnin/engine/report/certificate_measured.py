"""What was measured in a stage, as it stands in a certificate: passes, speeds, heat."""

from collections.abc import Iterator, Sequence

from ..model import PhaseKind
from .certificate_parts import Row, moment_of, section, table
from .chart import Axis, Line, Size, chart, top_of
from .html import Html, joined, tag
from .words import (
    PHASES,
    duration_words,
    size_words,
    speed_words,
)

_COLOURS = {PhaseKind.WRITE: "#1c5fa8", PhaseKind.VERIFY: "#b45309"}
_MIB, _KIB = 1 << 20, 1 << 10
_SIZES = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"))
_SPEEDS = ((10**9, "GB/s"), (10**6, "MB/s"))
_TIMES = ((86_400, "days"), (3600, "hours"), (60, "minutes"))
_ENOUGH = 3
"""So many of a unit, or the next smaller one is plainer on an axis."""

_SHOWN_BLOCKS = 40
_WIDE = Size(740, 170)


def measured(stage: Row, size: int) -> Iterator[Html]:
    """Show what was measured in one stage; nothing where nothing was."""
    if stage.get("phases"):
        patterns = dict.fromkeys(phase["pattern"] for phase in stage["phases"])
        yield section(
            f"{stage['name']}: passes and speeds",
            _phases(stage["phases"]),
            *_bad_blocks(stage),
            tag(
                "div",
                *(
                    _speeds(pattern, stage["phases"], size, is_alone=len(patterns) == 1)
                    for pattern in patterns
                ),
                class_="charts",
            ),
        )
    for number, attempt in enumerate(stage.get("attempts", ()), 1):
        yield _attempt(f"{stage['name']}: broken off, try {number}", attempt)
    if stage["temperature"] and stage["temperature"]["curve"]:
        yield section(f"{stage['name']}: temperature", _temperature(stage))


def _phases(phases: Sequence[Row]) -> Html:
    return table(
        ("No.", "Pattern", "Pass", "Begun", "Took", "Average", "Lowest", "Highest"),
        (
            (
                str(phase["number"]),
                _pattern(phase["pattern"]),
                PHASES[PhaseKind(phase["kind"])],
                moment_of(phase["started"]),
                duration_words(phase["seconds"]),
                *(
                    speed_words(phase["speed"][name])
                    for name in ("average", "lowest", "highest")
                ),
            )
            for phase in phases
        ),
        times=(3, 4),
        numbers=(5, 6, 7),
    )


def _bad_blocks(stage: Row) -> Iterator[Html]:
    errors, blocks = stage["errors"], stage["bad_blocks"]
    if not any(errors.values()) and not blocks:
        yield tag("p", "No bad block was found.")
        return
    yield tag(
        "p",
        tag("strong", f"Bad blocks: {len(blocks)}. "),
        f"Errors in reading {errors['read']}, in writing {errors['write']}, in comparing"
        f" {errors['corruption']}; blocks of {stage['block_size']} bytes, from 0:",
    )
    more = f" and {len(blocks) - _SHOWN_BLOCKS} more" * (len(blocks) > _SHOWN_BLOCKS)
    yield tag("p", tag("code", ", ".join(map(str, blocks[:_SHOWN_BLOCKS])), more))


def _speeds(
    pattern: str | None, phases: Sequence[Row], size: int, *, is_alone: bool
) -> Html | None:
    """Draw the speeds of one pattern; all charts of a stage have the same axes."""
    unit, name = _unit(size, _SIZES)
    top = max((y for phase in phases for _, y in phase["curve"]), default=0) * _KIB
    # Fast flash alone is better told in GB/s.
    fast, speed = _unit(top // 4, _SPEEDS)
    own = [phase for phase in phases if phase["pattern"] == pattern and phase["curve"]]
    if all(len(phase["curve"]) == 1 for phase in own):
        return None
    lines = [
        Line(
            PHASES[kind],
            tuple((x * _MIB / unit, y * _KIB / fast) for x, y in phase["curve"]),
            _COLOURS[kind],
            dashed=kind is PhaseKind.VERIFY,
        )
        for phase in own
        for kind in [PhaseKind(phase["kind"])]
    ]
    title = f"Speed over the surface, {_pattern(pattern)}"
    keys = [
        part
        for phase in own
        for part in (
            tag("span", class_=f"key {phase['kind']}"),
            PHASES[PhaseKind(phase["kind"])],
        )
    ]
    return tag(
        "figure",
        tag("figcaption", _pattern(pattern), *keys),
        chart(
            title,
            lines,
            Axis(f"position in {name}", 0, size / unit),
            Axis(speed, 0, top_of(top / fast)),
            _WIDE if is_alone else Size(),
        ),
        class_="wide" if is_alone else None,
    )


def _temperature(stage: Row) -> Html:
    degrees = stage["temperature"]
    said = tag(
        "p",
        f"Lowest {degrees['lowest']} °C, average {degrees['average']} °C, highest"
        f" {degrees['highest']} °C.",
    )
    if len(degrees["curve"]) == 1:
        return said
    longest = degrees["curve"][-1][0]
    unit, name = _unit(longest, _TIMES)
    points = tuple((x / unit, float(y)) for x, y in degrees["curve"])
    low = min(y for _, y in points) // 5 * 5
    return joined(
        said,
        tag(
            "figure",
            chart(
                "Temperature over time",
                [Line("Temperature", points, "#8a2f3c")],
                Axis(f"{name} since the stage began", 0, longest / unit),
                Axis("°C", low, max(low + 10, degrees["highest"] // 5 * 5 + 5)),
                _WIDE,
            ),
            class_="wide",
        ),
    )


def _unit(value: int, units: Sequence[tuple[int, str]]) -> tuple[int, str]:
    """The largest unit of which there are enough; the smallest where there are none."""
    enough = (unit for unit in units if value >= _ENOUGH * unit[0])
    return next(enough, units[-1])


def _attempt(title: str, attempt: Row) -> Html:
    errors = attempt["errors"]
    return section(
        title,
        tag(
            "p",
            f"{moment_of(attempt['ended'])}: {attempt['reason']} Until then"
            f" {size_words(attempt['bytes'])} were gone through, with"
            f" {sum(errors.values())} errors. What was left was done in the next try.",
        ),
    )


def _pattern(pattern: str | None) -> str:
    if pattern is None:
        return "Read only"
    return "Random" if pattern == "random" else f"0x{pattern.upper()}"
