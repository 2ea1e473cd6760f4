"""The daily report: what is bad stands first, and foreign text stays text."""

from dataclasses import replace
from datetime import timedelta, timezone
import re
from typing import Any

from markdown_it import MarkdownIt
import pytest

from custom_components.nas_burnin.engine.history import AuditEntry
from custom_components.nas_burnin.engine.model import (
    Activity,
    BlockDevice,
    Counters,
    Detector,
    DetectorFailure,
    Drive,
    DriveView,
    HostView,
    Identity,
    JobState,
    JobView,
    Lock,
    LockState,
    Outlook,
    Progress,
    Protocol,
    Reason,
    Smart,
    StageKind,
    StageState,
    Verdict,
    Who,
)
from custom_components.nas_burnin.engine.report.daily import (
    DailyReport,
    Told,
    daily_report,
    report_data,
)
from custom_components.nas_burnin.engine.report.daily_page import daily_page
from custom_components.nas_burnin.engine.report.markdown import daily_markdown
from custom_components.nas_burnin.engine.report.record import plain
from custom_components.nas_burnin.engine.unlock.audit import Act
from tests.engine.builders import NOON, make_job
from tests.engine.report.jobs import failed, taken_apart
from tests.hostile import STRINGS, dangerous

EAST = timezone(timedelta(hours=2), "EET")
SINCE = NOON - timedelta(hours=24)
BAD = Reason("health_fails_already")
PERSONS = {"user-1": "Ada"}


def drive(key: str, text: str = "", **changes: Any) -> DriveView:
    """A drive that is well."""
    text = text or f"SN-{key}"
    node = BlockDevice("sda", "8:0", Identity("", text, 10**12))
    seen = Drive(
        key=key,
        wwn="w",
        serial=text,
        model="Model" if text == f"SN-{key}" else text,
        firmware="f",
        protocol=Protocol.ATA,
        size=14 * 10**12,
        nodes=(node,),
        smart=Smart(passed=True, temperature=34),
    )
    view = DriveView(seen, LockState(Lock.FREE), note=f"Note of {text}")
    return replace(view, **changes)


def failing(key: str, text: str = "") -> DriveView:
    return drive(key, text, notes=(BAD,))


def running(key: str, text: str = "") -> DriveView:
    job = make_job(f"job-{key}", state=JobState.RUNNING, drive_key=key)
    surface, check = job.stages
    surface = replace(surface, state=StageState.RUNNING)
    job = replace(job, stages=(surface, check))
    if text:
        job = replace(job, profile=text, waits=Reason("drive_gone", {"node": text}))
    shown = JobView(
        job,
        activity=Activity.TESTING,
        stage=StageKind.SURFACE_VALIDATE,
        progress=Progress(percent=31.9, bad_blocks=2),
    )
    outlook = Outlook(1e5, NOON + timedelta(hours=30))
    return drive(key, text, job=shown, outlook=outlook)


def unlocked(
    key: str, at: Any = NOON, who: str = "user-1", **changes: Any
) -> AuditEntry:
    entry = AuditEntry(
        at=at,
        who=Who.PERSON,
        what=Act.UNLOCKED,
        who_id=who,
        drive_key=key,
        evidence={"lock": "pool"},
    )
    return replace(entry, **changes)


def host(*drives: DriveView, **changes: Any) -> HostView:
    seen = {view.drive.key: view for view in drives}
    return replace(HostView(connected=True, since=NOON, drives=seen), **changes)


def full(text: str = "") -> DailyReport:
    """A report in which every part says something."""
    bad = replace(failed(), ended=NOON - timedelta(hours=3))
    good = make_job(
        "good",
        state=JobState.PASSED,
        verdict=Verdict.PASSED,
        ended=NOON - timedelta(hours=5),
    )
    old = replace(good, uid="old", ended=SINCE - timedelta(seconds=1))
    open_job = make_job("open")
    if text:
        why = (Reason("tool_exit", {"exit": "1", "text": text}),)
        bad = replace(bad, serial=text, model=text, profile=text, reasons=why)
        good = replace(good, serial=text, model=text, profile=text, reasons=why)
    view = host(
        drive("well", text),
        failing("sick", text),
        running("busy", text),
        drive("gone", text, present=False),
        drive("mute", text),
        queued=3,
        problem=Reason("host_unreachable", {"detail": text or "x"}),
        connected=False,
        waits_for=Reason("owner_foreign", {"name": text or "x", "since": "y"}),
        failures=(DetectorFailure(Detector.ZPOOL, text, Reason("detector_timed_out")),),
    )
    mute = view.drives["mute"]
    mute = replace(mute, drive=replace(mute.drive, smart=Smart()))
    view = replace(view, drives={**view.drives, "mute": mute})
    audit = [
        unlocked("well"),
        unlocked("elsewhere", who="user-9", evidence={"lock": text or "pool"}),
        unlocked("well", at=SINCE - timedelta(seconds=1)),
        unlocked("well", what=Act.RELOCKED),
    ]
    told = [
        Told(text or "tank", view, [good, bad, old, open_job], audit),
        Told(text or "attic", None, problem=text or "It is not set up."),
    ]
    return daily_report(told, {"user-1": text or "Ada"}, SINCE, NOON.astimezone(EAST))


def test_what_is_bad_stands_first() -> None:
    report = full()
    assert [line.serial for line in report.drives] == [
        *("SN-sick", "SN-busy", "SN-mute", "SN-well", "SN-gone"),
    ]
    assert [line.failing for line in report.drives] == [True, False, None, False, False]
    assert [line.state for line in report.ended] == [JobState.FAILED, JobState.PASSED]
    assert [line.serial for line in report.failing] == ["SN-sick"]
    assert report.queued == 3
    assert report.hosts == ("attic", "tank")
    (run,) = report.running
    assert (run.percent, run.bad_blocks, run.activity) == (31, 2, Activity.TESTING)
    assert [line.drive for line in report.unlocks] == ["Model SN-well", "elsewhere"]
    assert [line.by for line in report.unlocks] == ["Ada", None]
    assert [host for host, _ in report.problems] == ["attic", "tank", "tank", "tank"]
    assert report.title == (
        "NAS Burn-In: 1 failing, 1 failed, 4 problems, 1 running, 1 finished, 2 unlocked"
    )
    assert report.news


def test_moments_are_told_in_the_zone_of_the_report() -> None:
    report = full()
    (run,) = report.running
    assert run.finish is not None
    moments = [
        *(report.since, report.until, run.finish),
        *(line.ended for line in report.ended),
        *(line.at for line in report.unlocks),
    ]
    assert {at.tzinfo for at in moments} == {EAST}
    assert "2026-11-23 14:00 EET" in daily_page(report)


def test_a_quiet_day() -> None:
    report = daily_report([Told("tank", host(drive("a")))], {}, SINCE, NOON)
    assert not report.news
    assert report.title == "NAS Burn-In: nothing to report"
    assert report.summary == "All is well. Nothing runs."
    page = taken_apart(daily_page(report))
    assert "Failing drives" not in page.words
    assert "Running" not in page.words
    assert "#b3261e" not in daily_page(report)
    assert "🔴" not in daily_markdown(report)


def test_without_any_host() -> None:
    report = daily_report([], {}, SINCE, NOON)
    assert not report.news
    assert "no NAS" in taken_apart(daily_page(report)).words
    assert "Drives" not in daily_markdown(report)


def test_a_host_that_is_silent_without_a_reason_is_told() -> None:
    silent = host(connected=False)
    report = daily_report([Told("tank", silent)], {}, SINCE, NOON)
    assert report.problems == (("tank", "The NAS does not answer."),)


def test_the_summary_is_short_and_whole() -> None:
    said = full().summary
    assert said.startswith("Failing: SN-sick. Failed: ZL2A0001. Unlocked: ")
    assert said.endswith("Running: 1, until 2026-11-24 20:00 EET.")
    stays = replace(full().running[0], finish=None)
    assert replace(full(), running=(stays,)).summary.endswith("Running: 1.")


def test_the_summary_names_a_few_and_counts_the_rest() -> None:
    told = host(*(failing(f"{number}") for number in range(7)))
    report = daily_report([Told("tank", told)], {}, SINCE, NOON)
    assert report.summary == "Failing: SN-0, SN-1, SN-2, SN-3, SN-4 and 2 more."
    five = daily_report([Told("tank", host(*map(failing, "abcde")))], {}, SINCE, NOON)
    assert five.summary == "Failing: SN-a, SN-b, SN-c, SN-d, SN-e."


def test_data_is_plain() -> None:
    data = report_data(full())
    assert plain(data) == data
    assert data["problems"] == [
        {"host": host, "problem": said} for host, said in full().problems
    ]


@pytest.mark.parametrize("write", [daily_page, daily_markdown])
def test_every_part_is_written(write: Any) -> None:
    said = write(full()).replace("\\", "")
    for part in (
        *("SN-sick", "SN-well", "SN-gone", "tank", "attic", "It is not set up."),
        *("Failing drives", "Unlocked", "Problems", "31 %", "2 bad blocks"),
        *("Ada", "a person", "Not reported", "Not there", "Surface write and verify"),
        *("gave up after 100 bad blocks", "Testing", "14.0 TB", "34"),
    ):
        assert part in said, part


def test_the_red_part_is_of_failures_and_unlocks() -> None:
    page = daily_page(full())
    assert page.count("border-left:5px solid #b3261e") == 3
    for title in ("Failing drives", "Failed", "Unlocked"):
        place = page.index(f">{title}</h2>")
        assert "#b3261e" in page[place - 90 : place], title


def test_old_bad_sectors_alone_are_to_be_watched() -> None:
    """No drive is called failing, in red, for what it has had for years."""
    counted = Reason("counter_already_there", {"counter": "pending", "value": "8"})
    suspect = drive("old", notes=(counted,))
    both = drive("worse", notes=(counted, BAD))
    told = [Told("tank", host(suspect, both, drive("well")))]
    report = daily_report(told, {}, SINCE, NOON)
    assert [line.serial for line in report.drives] == ["SN-worse", "SN-old", "SN-well"]
    assert [line.serial for line in report.failing] == ["SN-worse"]
    assert [line.serial for line in report.suspect] == ["SN-old"]
    assert report.title == "NAS Burn-In: 1 failing, 1 to watch"
    assert report.summary == "Failing: SN-worse. To watch: SN-old."
    alone = daily_report([Told("tank", host(suspect))], {}, SINCE, NOON)
    assert alone.news
    page = daily_page(alone)
    assert "#b3261e" not in page
    for said in (taken_apart(page).words, daily_markdown(alone)):
        assert "Drives to watch" in said
        assert "TO WATCH" in said
        assert "pending" in said
    assert "🔴" not in daily_markdown(alone)


def test_mail_has_its_styles_in_each_element() -> None:
    page = taken_apart(daily_page(full()))
    assert not {"style", "script", "link", "img", "a", "svg", "form"} & {*page.tags}
    assert re.findall(r"<meta [^>]*>", daily_page(full())) == [
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        '<meta name="color-scheme" content="light dark">',
    ]
    meta = {"charset", "name", "content"}
    assert page.attributes - meta <= {"lang", "style", "scope"}
    assert "url(" not in daily_page(full())
    assert "http" not in daily_page(full())


def test_mail_is_readable_by_day_and_by_night() -> None:
    """Whoever sets one of two colours sets the other: the rest is the reader's."""
    for style in re.findall(r'style="([^"]*)"', daily_page(full())):
        named = {part.partition(":")[0] for part in style.split(";")}
        assert "color" not in named or named & {"background", "margin"}, style
    body = re.search(r'<body style="([^"]*)"', daily_page(full()))
    assert body
    assert "color" not in body[1]
    assert "background" not in body[1]


def test_a_test_that_is_overdue_has_no_time_left() -> None:
    late = replace(full().running[0], finish=NOON - timedelta(hours=1))
    page = taken_apart(daily_page(replace(full(), running=(late,))))
    assert "0 s left" in page.words


def test_a_test_whose_end_nobody_knows_has_none() -> None:
    stays = replace(full().running[0], finish=None)
    page = taken_apart(daily_page(replace(full(), running=(stays,))))
    assert "31 %" in page.words
    assert "h left" not in page.words
    assert "until" not in page.words


def test_what_a_host_writes_stays_text_in_mail() -> None:
    usual = taken_apart(daily_page(full("harmless")))
    for text in STRINGS:
        page = taken_apart(daily_page(full(text)))
        assert {*page.tags} <= {*usual.tags}, ascii(text[:80])
        assert page.attributes <= usual.attributes
        assert not dangerous("".join(page.text).replace("\n", ""))


def elements(text: str) -> set[str]:
    """The kinds of elements that markdown becomes, inner ones too."""
    found = set()
    for token in (
        MarkdownIt("commonmark", {"linkify": False}).enable("table").parse(text)
    ):
        found |= {token.type, *(child.type for child in token.children or ())}
    return found


def test_what_a_host_writes_stays_text_in_markdown() -> None:
    usual = elements(daily_markdown(full("harmless")))
    assert {"heading_open", "table_open", "list_item_open"} <= usual
    for text in STRINGS:
        said = daily_markdown(full(text))
        assert elements(said) <= usual, ascii(text[:80])
        assert "://" not in said
        assert "www." not in said
        rows = [line for line in said.splitlines() if line.startswith("|")]
        plain_rows = [row.replace("\\|", "") for row in rows]
        assert {row.count("|") for row in plain_rows} == {8}, ascii(text[:80])


def test_counters_alone_say_that_a_drive_is_well() -> None:
    known = drive("a")
    known = replace(
        known, drive=replace(known.drive, smart=Smart(counters=Counters(pending=0)))
    )
    report = daily_report([Told("tank", host(known))], PERSONS, SINCE, NOON)
    assert [line.failing for line in report.drives] == [False]


def test_what_only_waits_is_counted() -> None:
    waiting = host(queued=2)
    page = taken_apart(
        daily_page(daily_report([Told("tank", waiting)], {}, SINCE, NOON))
    )
    assert "Running: 0, queued: 2" in page.words
    assert "Progress" not in page.words


@pytest.mark.parametrize("tag", ["de", "de-CH"])
def test_in_german(tag: str) -> None:
    """Headings, states, sentences, numbers and dates: nothing of it is English."""
    made = full()
    report = replace(made, language=tag)
    assert report.title == (
        "NAS Burn-In: 1 ausfallend, 1 nicht bestanden, Probleme: 4, 1 laufend,"
        " 1 beendet, 2 entsperrt"
    )
    assert report.summary.startswith("Fällt aus: SN-sick. Nicht bestanden: ")
    assert report.summary.endswith("Läuft: 1, bis 24.11.2026 20:00 EET.")
    page = daily_page(report)
    assert '<html lang="de">' in page
    for text in (page, daily_markdown(report).replace("\\", "")):
        assert "22.11.2026 14:00 EET bis 23.11.2026 14:00 EET" in text
        assert "14,0 TB" in text
        for said in (
            "Letztes Urteil",
            "Nicht da",
            "Test läuft",
            "FÄLLT AUS",
            "von Ada",
        ):
            assert said in text
        for word in ("Drive", "Size", "Lock", "until", "Running", "Unlocked", "Passed"):
            assert word not in text
    empty = daily_report([], {}, SINCE, NOON, tag)
    assert empty.title == "NAS Burn-In: nichts zu berichten"
    assert empty.summary == "Alles ist in Ordnung. Nichts läuft."
    assert "keine NAS" in daily_page(empty)


def test_reasons_in_german() -> None:
    silent = host(failing("a"), connected=False)
    job = replace(failed(), ended=NOON)
    told = [Told("tank", silent, jobs=[job])]
    report = daily_report(told, {}, SINCE, NOON, "de")
    assert report.problems == (("tank", "Die NAS antwortet nicht."),)
    assert report.failing[0].problems == ("Laut SMART fällt das Laufwerk aus.",)
    english = daily_report(told, {}, SINCE, NOON)
    for ours, theirs in zip(report.failed, english.failed, strict=True):
        assert not set(ours.reasons) & set(theirs.reasons)
    assert report_data(report)["language"] == "de"
