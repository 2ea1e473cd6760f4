"""A certificate as one page: from its data alone, for screens and for paper."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
import json
from typing import Any

from ..model import PauseCause, PhaseKind, StageKind
from .certificate_style import STYLE
from .chart import Axis, Line, Size, chart, top_of
from .checksum import FIELD, sealed_page
from .html import Html, joined, tag
from .words import (
    NOTHING,
    PAUSES,
    PHASES,
    duration_words,
    moment_words,
    size_words,
    speed_words,
    state_words,
)

type Row = Mapping[str, Any]

_COLOURS = {PhaseKind.WRITE: "#1c5fa8", PhaseKind.VERIFY: "#b45309"}
_TB = 10**12
_GB = 10**9
_MIB, _KIB, _MB = 1 << 20, 1 << 10, 10**6
_SHOWN_BLOCKS = 40
_WIDE = Size(740, 170)


def certificate_page(content: Row) -> str:
    """The page of a certificate's data."""
    title, drive = content["title"], content["drive"]
    page = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
            tag("meta", name="page-sha256", content=""),
            tag("title", f"{title} · {drive['model']} {drive['serial']}"),
            tag("style", STYLE),
        ),
        tag("body", tag("main", *_body(content)), _footer(content)),
        lang="en",
    )
    return sealed_page(f"<!DOCTYPE html>\n{page}\n")


def _body(content: Row) -> Iterator[Html]:
    yield _header(content)
    yield _section("Drive", _identity(content))
    yield _section("Verdict", _verdict(content))
    yield _section("Stages", _stages(content["stages"]))
    for stage in content["stages"]:
        yield joined(*_measured(stage, content["drive"]["size"]))
    if content["smart"]["changes"]:
        yield _section("SMART before and after", _smart(content["smart"]["changes"]))
    if content["pauses"]:
        yield _section("Pauses", _pauses(content["pauses"]))
    yield _section("How it was done", *_done(content))


def _section(title: str, *content: Html) -> Html:
    return tag("section", tag("h2", title), *content)


def _header(content: Row) -> Html:
    drive = content["drive"]
    noted = content["job"]["verdict"] == "passed_with_notes"
    look = ("noted" if noted else "passed") if content["passed"] else "bad"
    what, _, verdict = str(content["title"]).partition(": ")
    return tag(
        "header",
        tag("h1", f"{what}: ", tag("span", verdict, class_="verdict")),
        tag("p", f"{drive['model']} · {drive['serial']} · {size_words(drive['size'])}"),
        class_=look,
    )


def _identity(content: Row) -> Html:
    drive, job, host = content["drive"], content["job"], content["host"]
    rate = drive["rotation_rate"]
    kind = NOTHING if rate is None else f"{rate} rpm" if rate else "flash"
    return _facts(
        ("Model", drive["model"]),
        ("Serial number", drive["serial"]),
        ("Size", f"{int(drive['size']):,} bytes".replace(",", " ")),
        ("WWN", drive["wwn"]),
        ("Firmware", drive["firmware"]),
        ("Kind", f"{str(drive['protocol']).upper()}, {kind}"),
        ("NAS", host["name"] or host["id"]),
        ("Profile", state_words(job["profile"])),
        ("Requested by", job["requested_by"]),
        ("Begun", _moment(job["started"])),
        ("Ended", _moment(job["ended"])),
        ("Took", duration_words(_between(job["started"], job["ended"]))),
    )


def _facts(*facts: tuple[str, str | None]) -> Html:
    return tag(
        "dl",
        *(
            tag("div", tag("dt", name), tag("dd", value or NOTHING))
            for name, value in facts
        ),
    )


def _facts_wide(*facts: tuple[str, str]) -> Html:
    return tag(
        "p",
        *(
            joined(tag("span", f"{name} ", class_="muted"), tag("code", f"{value} "))
            for name, value in facts
        ),
    )


def _verdict(content: Row) -> Html:
    job = content["job"]
    said = job["reasons"]
    lines = [tag("li", reason) for reason in said]
    if job["unlocked"]:
        text = f"The drive was locked ({state_words(job['unlocked'])}); a person unlocked it."
        lines.append(tag("li", text))
    if job["continues"]:
        lines.append(tag("li", f"It goes on with the job {job['continues']}."))
    words = state_words(job["verdict"] or job["state"])
    return joined(
        tag("p", tag("strong", f"{words}. "), _meaning(content)),
        tag("ul", *lines) if lines else None,
    )


def _meaning(content: Row) -> str:
    surface = [stage for stage in content["stages"] if "phases" in stage]
    if not content["passed"]:
        return "This drive did not pass."
    if any(stage["erases"] for stage in surface):
        return (
            "Every block was written and read back with every pattern below, and what"
            " SMART said after it was compared with what it said before."
        )
    if surface:
        return "Every block was read once. Nothing was written."
    return "The drive tested itself. Its surface was neither written nor compared."


def _stages(stages: Sequence[Row]) -> Html:
    return _table(
        ("Stage", "Result", "Begun", "Took", "Why"),
        (
            (
                stage["name"],
                state_words(stage["state"]),
                _moment(stage["started"]),
                duration_words(_between(stage["started"], stage["ended"])),
                joined(*(tag("div", reason) for reason in stage["reasons"])),
            )
            for stage in stages
        ),
        times=(1, 2, 3),
    )


def _measured(stage: Row, size: int) -> Iterator[Html]:
    """Show what was measured in one stage; nothing where nothing was."""
    if stage.get("phases"):
        patterns = dict.fromkeys(phase["pattern"] for phase in stage["phases"])
        yield _section(
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
        yield _section(f"{stage['name']}: temperature", _temperature(stage))


def _phases(phases: Sequence[Row]) -> Html:
    return _table(
        ("No.", "Pattern", "Pass", "Begun", "Took", "Average", "Lowest", "Highest"),
        (
            (
                str(phase["number"]),
                _pattern(phase["pattern"]),
                PHASES[PhaseKind(phase["kind"])],
                _moment(phase["started"]),
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
    unit, name = (_TB, "TB") if size >= _TB else (_GB, "GB")
    top = max((y for phase in phases for _, y in phase["curve"]), default=0)
    own = [phase for phase in phases if phase["pattern"] == pattern and phase["curve"]]
    if not own:
        return None
    lines = [
        Line(
            PHASES[kind],
            tuple((x * _MIB / unit, y * _KIB / _MB) for x, y in phase["curve"]),
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
            Axis("MB/s", 0, top_of(top * _KIB / _MB)),
            _WIDE if is_alone else Size(),
        ),
        class_="wide" if is_alone else None,
    )


def _temperature(stage: Row) -> Html:
    degrees = stage["temperature"]
    longest = degrees["curve"][-1][0]
    unit, name = (86_400, "days") if longest > 3 * 86_400 else (3600, "hours")
    points = tuple((x / unit, float(y)) for x, y in degrees["curve"])
    low = min(y for _, y in points) // 5 * 5
    return joined(
        tag(
            "p",
            f"Lowest {degrees['lowest']} °C, average {degrees['average']} °C, highest"
            f" {degrees['highest']} °C.",
        ),
        tag(
            "figure",
            chart(
                "Temperature over time",
                [Line("Temperature", points, "#8a2f3c")],
                Axis(f"{name} since the stage began", 0, longest / unit),
                Axis("°C", low, max(low + 10, degrees["highest"] // 5 * 5 + 5)),
                _WIDE,
            ),
        ),
    )


def _attempt(title: str, attempt: Row) -> Html:
    errors = attempt["errors"]
    return _section(
        title,
        tag(
            "p",
            f"{_moment(attempt['ended'])}: {attempt['reason']} Until then"
            f" {size_words(attempt['bytes'])} were gone through, with"
            f" {sum(errors.values())} errors. What was left was done in the next try.",
        ),
    )


def _smart(changes: Sequence[Row]) -> Html:
    return _table(
        ("Value", "Before", "After", "Change"),
        (
            (
                row["label"],
                _value(row["before"]),
                _value(row["after"]),
                _changed(row["change"], row["name"]),
            )
            for row in changes
        ),
        numbers=(1, 2, 3),
    )


def _changed(change: int | None, name: str) -> str:
    if not change:
        return NOTHING if change is None else "0"
    usual = name in ("power_on_hours", "temperature", "power_cycles")
    return tag("span", f"{change:+d}", class_=None if usual else "rose")


def _pauses(pauses: Iterable[Row]) -> Html:
    return _table(
        ("From", "Until", "Took", "Why"),
        (
            (
                _moment(pause["started"]),
                _moment(pause["ended"]),
                duration_words(_between(pause["started"], pause["ended"])),
                PAUSES[PauseCause(pause["cause"])]
                + (f" ({pause['temperature']} °C)" if pause["temperature"] else ""),
            )
            for pause in pauses
        ),
        times=(0, 1, 2),
    )


def _done(content: Row) -> Iterator[Html]:
    versions = content["versions"]
    if versions:
        yield _facts(*versions.items())
    for stage in content["stages"]:
        tries = [*(one["commands"] for one in stage.get("attempts", ()))]
        tries = [commands for commands in (*tries, stage["commands"]) if commands]
        for number, commands in enumerate(tries, 1):
            nth = f", try {number} of {len(tries)}" if len(tries) > 1 else ""
            yield tag("h3", f"{stage['name']}{nth}")
            lines = "\n".join(escape(str(command)) for command in commands)
            yield tag("pre", Html(lines))
    if any(stage["kind"] == StageKind.SURFACE_VALIDATE for stage in content["stages"]):
        text = (
            "/proc/self/fd/N is the drive itself: a supervisor holds it exclusively"
            " during the whole test."
        )
        yield tag("p", text, class_="muted")


def _footer(content: Row) -> Html:
    data = json.dumps(content, sort_keys=True, ensure_ascii=False, indent=1)
    return tag(
        "footer",
        _facts_wide(
            ("Job", content["job"]["uid"]),
            ("SHA-256 of the data of this document", content[FIELD]),
        ),
        tag(
            "details",
            tag("summary", "The data"),
            tag("pre", Html(escape(data)), id="data"),
            class_="screen",
        ),
    )


def _table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    times: Sequence[int] = (),
    numbers: Sequence[int] = (),
) -> Html:
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


def _pattern(pattern: str | None) -> str:
    if pattern is None:
        return "Read only"
    return "Random" if pattern == "random" else f"0x{pattern.upper()}"


def _value(value: str | int | None) -> str:
    return NOTHING if value is None else str(value)


def _moment(text: str | None) -> str:
    return moment_words(datetime.fromisoformat(text) if text else None)


def _between(start: str | None, end: str | None) -> float | None:
    if not start or not end:
        return None
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
