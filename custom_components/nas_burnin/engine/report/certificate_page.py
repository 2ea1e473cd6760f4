"""A certificate as one page: from its data alone, for screens and for paper."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
import json

from ..model import PauseCause, StageKind
from .certificate_measured import measured
from .certificate_parts import Row, between, facts, moment_of, section, table
from .certificate_style import STYLE
from .checksum import FIELD, sealed_page
from .html import Html, joined, tag
from .words import (
    NOTHING,
    PAUSES,
    duration_words,
    size_words,
    state_words,
)

# How versions are named; whatever else there is stands under its own name.
_NAMES = {"nas_burnin": "NAS Burn-In", "os": "System", "kernel": "Kernel"}


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
    yield section("Drive", _identity(content))
    yield section("Verdict", _verdict(content), _number(content))
    yield section("Stages", _stages(content["stages"]))
    for stage in content["stages"]:
        yield joined(*measured(stage, content["drive"]["size"]))
    if content["smart"]["changes"]:
        yield section("SMART before and after", _smart(content["smart"]["changes"]))
    if content["pauses"]:
        yield section("Pauses", _pauses(content["pauses"]))
    yield section("How it was done", *_done(content))


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
    return facts(
        ("Model", drive["model"]),
        ("Serial number", drive["serial"]),
        ("Size", f"{int(drive['size']):,} bytes".replace(",", " ")),
        ("WWN", drive["wwn"]),
        ("Firmware", drive["firmware"]),
        ("Kind", f"{str(drive['protocol']).upper()}, {kind}"),
        ("NAS", host["name"] or host["id"]),
        ("Profile", state_words(job["profile"])),
        ("Requested by", job["requested_by"]),
        ("Begun", moment_of(job["started"])),
        ("Ended", moment_of(job["ended"])),
        ("Took", duration_words(between(job["started"], job["ended"]))),
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
    return table(
        ("Stage", "Result", "Begun", "Took", "Why"),
        (
            (
                stage["name"],
                state_words(stage["state"]),
                moment_of(stage["started"]),
                duration_words(between(stage["started"], stage["ended"])),
                joined(*(tag("div", reason) for reason in stage["reasons"])),
            )
            for stage in stages
        ),
        times=(1, 2, 3),
    )


def _smart(changes: Sequence[Row]) -> Html:
    return table(
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
    return table(
        ("From", "Until", "Took", "Why"),
        (
            (
                moment_of(pause["started"]),
                moment_of(pause["ended"]),
                duration_words(between(pause["started"], pause["ended"])),
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
        yield facts(*((_NAMES.get(name, name), versions[name]) for name in versions))
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


def _number(content: Row) -> Html:
    """Tell one certificate from another, also on paper."""
    return tag(
        "p",
        "Job ",
        tag("code", content["job"]["uid"]),
        ". SHA-256 of the data of this document ",
        tag("code", content[FIELD]),
        ". Whoever has the history of this job can have the document made again: the sum"
        " is the same.",
        class_="muted number-of",
    )


def _footer(content: Row) -> Html:
    data = json.dumps(content, sort_keys=True, ensure_ascii=False, indent=1)
    return tag(
        "footer",
        tag(
            "details",
            tag("summary", "The data"),
            tag("pre", Html(escape(data)), id="data"),
        ),
        class_="screen",
    )


def _value(value: str | int | None) -> str:
    return NOTHING if value is None else str(value)
