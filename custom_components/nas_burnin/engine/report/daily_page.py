"""The daily report as HTML for mail: styles in each element, nothing from elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from ..model import Reason
from ..sentences.tables import language_of
from .daily import DailyReport, DriveLine, EndLine, RunLine, UnlockLine
from .html import Html, joined, tag
from .words import NOTHING, Wording

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
    wording = report.wording
    text, moment = wording.text, wording.moment
    said = text("span", since=moment(report.since), until=moment(report.until))
    hosts = ", ".join(report.hosts) or text("no_nas")
    red, amber = (_RED, _RED_HEADING), (_AMBER, _AMBER_HEADING)
    page = tag(
        "html",
        tag("head", tag("meta", charset="utf-8"), tag("title", report.title)),
        tag(
            "body",
            tag("h1", report.title, style=_TITLE),
            tag("p", f"{said} · {hosts}", style=_MUTED),
            *_box(
                text("failing"), (_failing(one, wording) for one in report.failing), red
            ),
            *_box(
                text("failed"), (_failed(one, wording) for one in report.failed), red
            ),
            *_box(
                text("unlocked"), (_unlock(one, wording) for one in report.unlocks), red
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
            style=_PAGE,
        ),
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
        yield _table(
            _heads(wording, "drive", "nas", "progress", "now", "left", "finish"),
            (_run(line, report.until, wording) for line in report.running),
        )


def _run(line: RunLine, now: datetime, wording: Wording) -> Sequence[str]:
    counted = wording.text("bad_blocks", count=line.bad_blocks)
    blocks = tag("div", counted, style=_BAD)
    now_words = wording.word("activity", line.activity)
    named = wording.word("stage", line.stage)
    stage = tag("div", named, style=_MUTED) if line.stage else None
    left = (line.finish - now).total_seconds() if line.finish else None
    return (
        f"{line.model} {line.serial}",
        line.host,
        joined(_bar(line.percent), stage, blocks if line.bad_blocks else None),
        joined(now_words, *(tag("div", why) for why in line.waits)),
        wording.duration(None if left is None else max(left, 0.0)),
        wording.moment(line.finish),
    )


def _bar(percent: int) -> Html:
    done = tag(
        "div",
        style=f"background:#1c5fa8;width:{percent}%;height:8px;border-radius:4px",
    )
    return joined(f"{percent} %", tag("div", done, style=_BAR))


def _finished(report: DailyReport, wording: Wording) -> Iterator[Html]:
    lines = [line for line in report.ended if line not in report.failed]
    if not lines:
        return
    yield tag("h2", wording.text("finished"), style=_HEADING)
    yield _table(
        _heads(wording, "drive", "nas", "result", "ended", "why"),
        (
            (
                f"{line.model} {line.serial}",
                line.host,
                wording.word("job", line.verdict or line.state),
                wording.moment(line.ended),
                " ".join(line.reasons),
            )
            for line in lines
        ),
    )


def _drives(lines: Sequence[DriveLine], wording: Wording) -> Iterator[Html]:
    if not lines:
        return
    yield tag("h2", wording.text("drives", count=len(lines)), style=_HEADING)
    yield _table(
        (
            *_heads(wording, "drive", "nas", "size", "health"),
            "°C",
            *_heads(wording, "lock", "last_verdict", "note"),
        ),
        (
            (
                f"{line.model} {line.serial}",
                joined(line.host, tag("div", line.node, style=_MUTED)),
                wording.size(line.size),
                _health(line, wording),
                NOTHING if line.temperature is None else str(line.temperature),
                wording.word("lock", line.lock),
                wording.word("job", line.last_verdict),
                line.note,
            )
            for line in lines
        ),
    )


def _heads(wording: Wording, *columns: str) -> tuple[str, ...]:
    return tuple(wording.text(f"head.{column}") for column in columns)


def _health(line: DriveLine, wording: Wording) -> Html:
    words = wording.health(line.failing, is_there=line.present)
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
