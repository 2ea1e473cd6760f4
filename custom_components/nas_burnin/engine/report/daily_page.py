"""The daily report as HTML for mail: styles in each element, nothing from elsewhere.

It is as narrow as a phone where it has to be, and sets colours only where it sets both
of them: the rest is as light or as dark as whatever shows it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from ..model import Reason
from ..sentences.tables import language_of
from .daily import DailyReport, DriveLine, EndLine, RunLine, UnlockLine
from .html import Html, joined, tag
from .words import NOTHING, Wording

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_PAGE = f"margin:0;padding:16px;{_FONT};font-size:14px;line-height:1.45"
_COLUMN = "max-width:680px;margin:0 auto"
_TITLE = "margin:0 0 2px;font-size:20px;line-height:1.3"
_HEADING = "margin:24px 0 4px;font-size:16px"
_MUTED = "opacity:0.7;font-size:13px"
_TABLE = "border-collapse:collapse;width:100%"
_LINE = "border-bottom:1px solid #a9b1ba"
_HEAD = f"text-align:left;padding:4px 12px 4px 0;{_LINE};font-size:13px"
_CELL = f"padding:7px 12px 7px 0;{_LINE};vertical-align:top"
_LAST = f"padding:7px 0;{_LINE};vertical-align:top"
_WIDE = f"{_CELL};width:100%"
_HALF = f"{_CELL};width:50%"
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
_BADGE = (
    "color:#ffffff;font-weight:700;font-size:12px;padding:1px 6px;border-radius:4px;"
    "white-space:nowrap"
)
_BAD = f"background:#b3261e;{_BADGE}"
_DOUBTFUL = f"background:#8a5300;{_BADGE}"
_BAR = "background:#c4cbd3;height:8px;border-radius:4px;margin:5px 0"


def daily_page(report: DailyReport) -> str:
    """Write the report as a whole page."""
    wording = report.wording
    text, moment = wording.text, wording.moment
    said = text("span", since=moment(report.since), until=moment(report.until))
    hosts = ", ".join(report.hosts) or text("no_nas")
    red, amber = (_RED, _RED_HEADING), (_AMBER, _AMBER_HEADING)
    column = tag(
        "div",
        tag("h1", report.title, style=_TITLE),
        tag("div", f"{said} · {hosts}", style=_MUTED),
        *_box(text("failing"), (_failing(one, wording) for one in report.failing), red),
        *_box(text("failed"), (_failed(one, wording) for one in report.failed), red),
        *_box(text("unlocked"), (_unlock(one, wording) for one in report.unlocks), red),
        *_box(
            text("suspect"), (_failing(one, wording) for one in report.suspect), amber
        ),
        *_box(
            text("problems.nas"),
            (
                joined(tag("strong", host), f": {said}")
                for host, said in report.problems
            ),
            amber,
        ),
        *_running(report, wording),
        *_finished(report, wording),
        *_drives(report.drives, wording),
        style=_COLUMN,
    )
    page = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width"),
            tag("meta", name="color-scheme", content="light dark"),
            tag("title", report.title),
        ),
        tag("body", column, style=_PAGE),
        lang=language_of(report.language),
    )
    return f"<!DOCTYPE html>\n{page}\n"


def _box(title: str, lines: Iterable[Html], styles: tuple[str, str]) -> Iterator[Html]:
    style, heading = styles
    rows = [tag("li", line) for line in lines]
    if rows:
        yield tag(
            "div",
            tag("h2", title, style=heading),
            tag("ul", *rows, style=_LIST),
            style=style,
        )


def _failing(line: DriveLine, wording: Wording) -> Html:
    by_smart = Reason("health_fails_already")
    why = " ".join(line.problems) or wording.speaker.sentence(by_smart)
    return joined(*_named(line), why)


def _failed(line: EndLine, wording: Wording) -> Html:
    said = " ".join(line.reasons)
    return joined(*_named(line), said, f" ({wording.moment(line.ended)})")


def _unlock(line: UnlockLine, wording: Wording) -> Html:
    by = line.by or wording.text("unlocked.somebody")
    return joined(
        tag("strong", line.drive),
        f" ({line.host}): {wording.word('lock', line.lock)}, ",
        wording.text("unlocked.by", by=by, at=wording.moment(line.at)),
    )


def _named(line: DriveLine | EndLine) -> tuple[str, ...]:
    return tag("strong", f"{line.model} {line.serial}"), f" ({line.host}): "


def _running(report: DailyReport, wording: Wording) -> Iterator[Html]:
    if not report.running and not report.queued:
        return
    yield tag(
        "h2",
        wording.text("running", running=len(report.running), queued=report.queued),
        style=_HEADING,
    )
    if report.running:
        yield _table((), (_run(line, report.until, wording) for line in report.running))


def _run(line: RunLine, now: datetime, wording: Wording) -> Sequence[Html]:
    found = wording.text("bad_blocks", count=line.bad_blocks)
    until = left = ""
    if line.finish is not None:
        until = wording.text("until", until=wording.moment(line.finish))
        seconds = max((line.finish - now).total_seconds(), 0.0)
        left = wording.text("left", time=wording.duration(seconds))
    return (
        joined(
            tag("strong", f"{line.model} {line.serial}"),
            _muted(
                line.host,
                wording.word("stage", line.stage) if line.stage else "",
                wording.word("activity", line.activity) if line.activity else "",
            ),
            _bar(line.percent),
            tag("span", found, style=_BAD) if line.bad_blocks else None,
            *(tag("div", why) for why in line.waits),
            _muted(until),
        ),
        joined(
            tag("strong", f"{line.percent} %"),
            tag("div", left, style=f"{_MUTED};white-space:nowrap") if left else None,
        ),
    )


def _bar(percent: int) -> Html:
    done = tag(
        "div",
        style=f"background:#2f74c0;width:{percent}%;height:8px;border-radius:4px",
    )
    return tag("div", done, style=_BAR)


def _finished(report: DailyReport, wording: Wording) -> Iterator[Html]:
    lines = [line for line in report.ended if line not in report.failed]
    if not lines:
        return
    yield tag("h2", wording.text("finished"), style=_HEADING)
    yield _table(
        (),
        (
            (
                joined(
                    tag("strong", f"{line.model} {line.serial}"),
                    _muted(line.host, wording.moment(line.ended)),
                    *(tag("div", why) for why in line.reasons),
                ),
                joined(wording.word("job", line.verdict or line.state)),
            )
            for line in lines
        ),
    )


def _drives(lines: Sequence[DriveLine], wording: Wording) -> Iterator[Html]:
    if not lines:
        return
    yield tag("h2", wording.text("drives", count=len(lines)), style=_HEADING)
    heads = (("drive",), ("health", "temperature"), ("lock", "last_verdict"))
    yield _table(
        [
            joined(
                wording.text(f"head.{name}"),
                *(_muted(wording.text(f"head.{other}")) for other in below),
            )
            for name, *below in heads
        ],
        (_drive(line, wording) for line in lines),
    )


def _drive(line: DriveLine, wording: Wording) -> Sequence[Html]:
    degrees = NOTHING if line.temperature is None else f"{line.temperature} °C"
    return (
        joined(
            f"{line.model} {line.serial}",
            _muted(line.host, line.node, wording.size(line.size)),
            _muted(line.note),
        ),
        joined(_health(line, wording), _muted(degrees)),
        joined(
            wording.word("lock", line.lock),
            _muted(wording.word("job", line.last_verdict)),
        ),
    )


def _muted(*parts: str) -> Html | None:
    said = " · ".join(part for part in parts if part)
    return tag("div", said, style=_MUTED) if said else None


def _health(line: DriveLine, wording: Wording) -> Html:
    words = wording.health(line.failing, is_there=line.present, is_suspect=line.suspect)
    look = _DOUBTFUL if line.suspect else _BAD if line.failing else None
    return tag("span", words, style=look)


def _table(head: Sequence[str], rows: Iterable[Sequence[Html]]) -> Html:
    titles = [tag("th", title, scope="col", style=_HEAD) for title in head]
    return tag(
        "table",
        tag("thead", tag("tr", *titles)) if titles else None,
        tag("tbody", *(_row(cells, _HALF if head else _WIDE) for cells in rows)),
        style=_TABLE,
    )


def _row(cells: Sequence[Html], style: str) -> Html:
    first, *inner, last = cells
    return tag(
        "tr",
        tag("td", first, style=style),
        *(tag("td", cell, style=_CELL) for cell in inner),
        tag("td", last, style=_LAST),
    )
