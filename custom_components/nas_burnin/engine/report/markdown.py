"""The daily report as markdown: for notifications, cards and chats."""

from collections.abc import Iterable, Iterator, Sequence

from .. import text
from ..model import Reason
from .daily import DailyReport, DriveLine, EndLine, RunLine
from .words import LONGEST, NOTHING, Wording


def daily_markdown(report: DailyReport) -> str:
    """Write the report; in foreign words every character that means something is escaped.

    Our own words, numbers and moments stand as they are, so that it can be read raw.
    """
    wording = report.wording
    say, moment = wording.text, wording.moment
    queued = {"running": len(report.running), "queued": report.queued}
    somebody = say("unlocked.somebody")
    parts = [
        f"## {report.title}",
        say("span", since=moment(report.since), until=moment(report.until)),
        *_section(
            f"🔴 {say('failing')}", (_failing(one, wording) for one in report.failing)
        ),
        *_section(
            f"🔴 {say('failed')}", (_ended(one, wording) for one in report.failed)
        ),
        *_section(
            f"🔴 {say('unlocked')}",
            (
                f"**{escaped(line.drive)}** ({escaped(line.host)},"
                f" {escaped(wording.word('lock', line.lock))}) "
                + say(
                    "unlocked.by", by=escaped(line.by or somebody), at=moment(line.at)
                )
                for line in report.unlocks
            ),
        ),
        *_section(
            f"🟠 {say('suspect')}", (_failing(one, wording) for one in report.suspect)
        ),
        *_section(
            say("problems"),
            (f"**{escaped(host)}**: {escaped(said)}" for host, said in report.problems),
        ),
        *_section(
            say("running.short", **queued),
            (_running(one, wording) for one in report.running),
        ),
        *_section(
            say("finished"),
            (
                _ended(line, wording)
                for line in report.ended
                if line not in report.failed
            ),
        ),
        *_drives(report.drives, wording),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    rows = [f"- {line}" for line in lines]
    if rows:
        yield f"### {title}"
        yield "\n".join(rows)


def _failing(line: DriveLine, wording: Wording) -> str:
    by_smart = Reason("health_fails_already")
    why = " ".join(line.problems) or wording.speaker.sentence(by_smart)
    return f"{_name(line)} ({escaped(line.host)}): {escaped(why)}"


def _ended(line: EndLine, wording: Wording) -> str:
    state = wording.word("job", line.verdict or line.state)
    why = f" {escaped(' '.join(line.reasons))}" if line.reasons else ""
    return f"{_name(line)} ({escaped(line.host)}): {escaped(state)}.{why}"


def _running(line: RunLine, wording: Wording) -> str:
    parts = (
        f"{line.percent} %",
        wording.word("stage", line.stage) if line.stage else None,
        wording.word("activity", line.activity) if line.activity else None,
        wording.text("bad_blocks", count=line.bad_blocks) if line.bad_blocks else None,
        wording.text("until", until=wording.moment(line.finish))
        if line.finish
        else None,
        *map(escaped, line.waits),
    )
    told = ", ".join(part for part in parts if part)
    return f"{_name(line)} ({escaped(line.host)}): {told}"


def _drives(lines: Sequence[DriveLine], wording: Wording) -> Iterator[str]:
    if not lines:
        return
    columns = ("drive", "nas", "size", "health", "temperature", "lock", "last_verdict")
    head = [wording.text(f"head.{column}") for column in columns]
    rows = (
        (
            escaped(f"{line.model} {line.serial}"),
            escaped(line.host),
            wording.size(line.size),
            wording.health(
                line.failing, is_there=line.present, is_suspect=line.suspect
            ),
            NOTHING if line.temperature is None else f"{line.temperature} °C",
            wording.word("lock", line.lock),
            wording.word("job", line.last_verdict),
        )
        for line in lines
    )
    yield f"### {wording.text('drives.short', count=len(lines))}"
    yield "\n".join(
        (
            _row(head),
            "|" + "---|" * len(head),
            *map(_row, rows),
        )
    )


def escaped(said: str) -> str:
    """Foreign text, harmless; sentences are told whole."""
    return text.escaped(said, LONGEST)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _name(line: DriveLine | EndLine | RunLine) -> str:
    return f"**{escaped(line.model)} {escaped(line.serial)}**"
