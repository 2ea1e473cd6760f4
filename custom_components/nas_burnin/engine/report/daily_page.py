"""The daily report as HTML for mail: styles in each element, nothing from elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from .daily import DailyReport, DriveLine, EndLine, RunLine, UnlockLine
from .html import Html, joined, tag
from .words import (
    NOTHING,
    STAGES,
    duration_words,
    health_words,
    moment_words,
    size_words,
    state_words,
)

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_PAGE = f"margin:0;padding:16px;background:#ffffff;color:#1b2430;{_FONT};font-size:14px"
_TITLE = "margin:0 0 2px;font-size:20px;line-height:1.3"
_HEADING = "margin:24px 0 6px;font-size:16px"
_MUTED = "margin:0;color:#4a5563;font-size:13px"
_TABLE = "border-collapse:collapse;width:100%;font-size:13px"
_HEAD = (
    "text-align:left;padding:4px 12px 4px 0;border-bottom:2px solid #d5dbe2;"
    "color:#4a5563;font-weight:600"
)
_CELL = "padding:5px 12px 5px 0;border-bottom:1px solid #e6eaee;vertical-align:top"
_RED = (
    "margin:16px 0;padding:10px 14px;background:#fdecea;color:#1b2430;"
    "border-left:5px solid #b3261e"
)
_RED_HEADING = "margin:0 0 4px;font-size:16px;color:#b3261e"
_AMBER = (
    "margin:16px 0;padding:10px 14px;background:#fff6e0;color:#1b2430;"
    "border-left:5px solid #8a5300"
)
_AMBER_HEADING = "margin:0 0 4px;font-size:16px;color:#8a5300"
_LIST = "margin:4px 0;padding-left:20px"
_BAD = "color:#b3261e;font-weight:700"
_BAR = "background:#e6eaee;width:90px;height:8px;border-radius:4px"


def daily_page(report: DailyReport) -> str:
    """Write the report as a whole page."""
    said = f"{moment_words(report.since)} to {moment_words(report.until)}"
    page = tag(
        "html",
        tag("head", tag("meta", charset="utf-8"), tag("title", report.title)),
        tag(
            "body",
            tag("h1", report.title, style=_TITLE),
            tag("p", f"{said} · {', '.join(report.hosts) or 'no NAS'}", style=_MUTED),
            *_box("Failing drives", map(_failing, report.failing), _RED, _RED_HEADING),
            *_box("Failed", map(_failed, report.failed), _RED, _RED_HEADING),
            *_box(
                "Unlocked",
                (_unlock(line) for line in report.unlocks),
                _RED,
                _RED_HEADING,
            ),
            *_box(
                "Problems of the NAS",
                (
                    joined(tag("strong", host), f": {said}")
                    for host, said in report.problems
                ),
                _AMBER,
                _AMBER_HEADING,
            ),
            *_running(report),
            *_finished([line for line in report.ended if line not in report.failed]),
            *_drives(report.drives),
            style=_PAGE,
        ),
        lang="en",
    )
    return f"<!DOCTYPE html>\n{page}\n"


def _box(title: str, lines: Iterable[Html], style: str, heading: str) -> Iterator[Html]:
    rows = [tag("li", line) for line in lines]
    if rows:
        yield tag(
            "div",
            tag("h2", title, style=heading),
            tag("ul", *rows, style=_LIST),
            style=style,
        )


def _failing(line: DriveLine) -> Html:
    why = " ".join(line.problems) or "SMART says that the drive is failing."
    return joined(*_named(line), why)


def _failed(line: EndLine) -> Html:
    said = " ".join(line.reasons)
    return joined(*_named(line), said, f" ({moment_words(line.ended)})")


def _unlock(line: UnlockLine) -> Html:
    return joined(
        tag("strong", line.drive),
        f" ({line.host}): {state_words(line.lock)}, by {line.by or 'a person'},",
        f" {moment_words(line.at)}",
    )


def _named(line: DriveLine | EndLine) -> tuple[str, ...]:
    return tag("strong", f"{line.model} {line.serial}"), f" ({line.host}): "


def _running(report: DailyReport) -> Iterator[Html]:
    if not report.running and not report.queued:
        return
    yield tag(
        "h2",
        f"Running: {len(report.running)}, queued: {report.queued}",
        style=_HEADING,
    )
    if report.running:
        yield _table(
            ("Drive", "NAS", "Progress", "Now", "Left", "Finish"),
            (_run(line, report.until) for line in report.running),
        )


def _run(line: RunLine, now: datetime) -> Sequence[str]:
    blocks = tag("div", f"{line.bad_blocks} bad blocks", style=_BAD)
    now_words = state_words(line.activity) if line.activity else NOTHING
    stage = tag("div", STAGES[line.stage], style=_MUTED) if line.stage else None
    left = (line.finish - now).total_seconds() if line.finish else None
    return (
        f"{line.model} {line.serial}",
        line.host,
        joined(_bar(line.percent), stage, blocks if line.bad_blocks else None),
        joined(now_words, *(tag("div", why) for why in line.waits)),
        duration_words(None if left is None else max(left, 0.0)),
        moment_words(line.finish),
    )


def _bar(percent: int) -> Html:
    done = tag(
        "div",
        style=f"background:#1c5fa8;width:{percent}%;height:8px;border-radius:4px",
    )
    return joined(f"{percent} %", tag("div", done, style=_BAR))


def _finished(lines: Sequence[EndLine]) -> Iterator[Html]:
    if not lines:
        return
    yield tag("h2", "Finished", style=_HEADING)
    yield _table(
        ("Drive", "NAS", "Result", "Ended", "Why"),
        (
            (
                f"{line.model} {line.serial}",
                line.host,
                state_words(line.verdict or line.state),
                moment_words(line.ended),
                " ".join(line.reasons),
            )
            for line in lines
        ),
    )


def _drives(lines: Sequence[DriveLine]) -> Iterator[Html]:
    if not lines:
        return
    yield tag("h2", f"Drives: {len(lines)}", style=_HEADING)
    yield _table(
        ("Drive", "NAS", "Size", "Health", "°C", "Lock", "Last verdict", "Note"),
        (
            (
                f"{line.model} {line.serial}",
                joined(line.host, tag("div", line.node, style=_MUTED)),
                size_words(line.size),
                _health(line),
                NOTHING if line.temperature is None else str(line.temperature),
                state_words(line.lock),
                state_words(line.last_verdict) if line.last_verdict else NOTHING,
                line.note,
            )
            for line in lines
        ),
    )


def _health(line: DriveLine) -> Html:
    words = health_words(line.failing, is_there=line.present)
    return tag("span", words, style=_BAD if line.failing else None)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Html:
    titles = (tag("th", title, scope="col", style=_HEAD) for title in head)
    return tag(
        "table",
        tag("thead", tag("tr", *titles)),
        tag(
            "tbody",
            *(
                tag("tr", *(tag("td", cell, style=_CELL) for cell in row))
                for row in rows
            ),
        ),
        style=_TABLE,
    )
