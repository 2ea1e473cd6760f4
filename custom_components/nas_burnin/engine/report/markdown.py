"""The daily report as markdown: for notifications, cards and chats."""

from collections.abc import Iterable, Iterator, Sequence

from .. import text
from .daily import DailyReport, DriveLine, EndLine, RunLine
from .words import (
    LONGEST,
    NOTHING,
    STAGES,
    health_words,
    moment_words,
    size_words,
    state_words,
)


def daily_markdown(report: DailyReport) -> str:
    """Write the report; every foreign character that means something is escaped."""
    parts = [
        f"## {escaped(report.title)}",
        escaped(f"{moment_words(report.since)} to {moment_words(report.until)}"),
        *_section("🔴 Failing drives", map(_failing, report.failing)),
        *_section("🔴 Failed", map(_ended, report.failed)),
        *_section(
            "🔴 Unlocked",
            (
                f"**{escaped(line.drive)}** ({escaped(line.host)},"
                f" {escaped(state_words(line.lock))}) by {escaped(line.by or 'a person')},"
                f" {escaped(moment_words(line.at))}"
                for line in report.unlocks
            ),
        ),
        *_section(
            "Problems",
            (f"**{escaped(host)}**: {escaped(said)}" for host, said in report.problems),
        ),
        *_section(
            f"Running ({len(report.running)}, {report.queued} queued)",
            map(_running, report.running),
        ),
        *_section(
            "Finished",
            (_ended(line) for line in report.ended if line not in report.failed),
        ),
        *_drives(report.drives),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    rows = [f"- {line}" for line in lines]
    if rows:
        yield f"### {title}"
        yield "\n".join(rows)


def _failing(line: DriveLine) -> str:
    why = " ".join(line.problems) or "SMART says that the drive is failing."
    return f"{_name(line)} ({escaped(line.host)}): {escaped(why)}"


def _ended(line: EndLine) -> str:
    state = state_words(line.verdict or line.state)
    why = f" {escaped(' '.join(line.reasons))}" if line.reasons else ""
    return f"{_name(line)} ({escaped(line.host)}): {escaped(state)}.{why}"


def _running(line: RunLine) -> str:
    parts = (
        f"{line.percent} %",
        STAGES[line.stage] if line.stage else None,
        state_words(line.activity) if line.activity else None,
        f"{line.bad_blocks} bad blocks" if line.bad_blocks else None,
        f"until {moment_words(line.finish)}" if line.finish else None,
        *line.waits,
    )
    told = ", ".join(escaped(part) for part in parts if part)
    return f"{_name(line)} ({escaped(line.host)}): {told}"


def _drives(lines: Sequence[DriveLine]) -> Iterator[str]:
    if not lines:
        return
    head = ("Drive", "NAS", "Size", "Health", "Temperature", "Lock", "Last verdict")
    rows = (
        (
            f"{line.model} {line.serial}",
            line.host,
            size_words(line.size),
            health_words(line.failing, is_there=line.present),
            NOTHING if line.temperature is None else f"{line.temperature} °C",
            state_words(line.lock),
            state_words(line.last_verdict) if line.last_verdict else NOTHING,
        )
        for line in lines
    )
    yield f"### Drives ({len(lines)})"
    yield "\n".join(
        (
            _row(head),
            "|" + "---|" * len(head),
            *(_row([escaped(cell) for cell in row]) for row in rows),
        )
    )


def escaped(said: str) -> str:
    """Foreign text, harmless; sentences are told whole."""
    return text.escaped(said, LONGEST)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _name(line: DriveLine | EndLine | RunLine) -> str:
    return f"**{escaped(line.model)} {escaped(line.serial)}**"
