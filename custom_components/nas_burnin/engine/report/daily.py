"""The daily report: what a person wants to know of all hosts once a day.

Made of what the engine shows, of the jobs that ended since, and of the audit trail;
`markdown.py` and `daily_page.py` write it down.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ..history import AuditEntry
from ..model import (
    DriveView,
    HostView,
    Job,
    JobState,
    Lock,
    StageKind,
    Verdict,
)
from ..outlook.ahead import percent_of
from ..outlook.precheck import PROBLEMS, is_failing
from ..sentences.speaker import Speaker
from ..sentences.tables import ENGLISH
from ..text import clean
from ..unlock.audit import Act
from .record import plain
from .words import LONGEST, Wording

_NAMED = 5
_SUSPECT = frozenset({"counter_already_there"})


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of one host: its name, what it shows, and what happened since.

    `view` is None where it isn't set up now, and `problem` then says so. `unlocks` are
    rows of the audit trail; others among them are left out.
    """

    name: str
    view: HostView | None
    jobs: Sequence[Job] = ()
    audit: Sequence[AuditEntry] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DriveLine:
    """One drive; `failing` is None where it does not say. `size` in bytes.

    One that is only `suspect` counts bad sectors from before, and says nothing worse.
    """

    host: str
    model: str
    serial: str
    node: str
    size: int
    failing: bool | None
    suspect: bool
    problems: tuple[str, ...]
    temperature: int | None
    lock: Lock
    present: bool
    last_verdict: str | None
    note: str


@dataclass(frozen=True, slots=True)
class RunLine:
    """One job that has begun, in its present stage; `percent` of all, rounded down."""

    host: str
    model: str
    serial: str
    profile: str
    stage: StageKind | None
    percent: int
    activity: str | None
    finish: datetime | None
    bad_blocks: int
    waits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EndLine:
    """One job that ended since the last report."""

    host: str
    model: str
    serial: str
    profile: str
    state: JobState
    verdict: Verdict | None
    ended: datetime
    reasons: tuple[str, ...]
    job: str


@dataclass(frozen=True, slots=True)
class UnlockLine:
    """One drive that was unlocked; `by` is a name, None where it isn't told."""

    host: str
    drive: str
    lock: str
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class DailyReport:
    """All hosts together, from `since` to `until`; what is urgent stands first.

    It is written for readers of `language`, a tag such as `de`.
    """

    language: str
    since: datetime
    until: datetime
    hosts: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    drives: tuple[DriveLine, ...]
    running: tuple[RunLine, ...]
    queued: int
    ended: tuple[EndLine, ...]
    unlocks: tuple[UnlockLine, ...]

    @property
    def wording(self) -> Wording:
        """How it is written."""
        return Wording(self.language)

    @property
    def failing(self) -> tuple[DriveLine, ...]:
        """The drives that are failing by their own report."""
        return tuple(line for line in self.drives if line.failing and not line.suspect)

    @property
    def suspect(self) -> tuple[DriveLine, ...]:
        """The drives that are to be watched."""
        return tuple(line for line in self.drives if line.suspect)

    @property
    def failed(self) -> tuple[EndLine, ...]:
        """The jobs that failed."""
        return tuple(line for line in self.ended if line.state is JobState.FAILED)

    @property
    def title(self) -> str:
        """One line for a subject, with what is bad first."""
        parts = (
            (len(self.failing), "failing"),
            (len(self.failed), "failed"),
            (len(self.suspect), "suspect"),
            (len(self.problems), "problems"),
            (len(self.running), "running"),
            (len(self.ended) - len(self.failed), "finished"),
            (len(self.unlocks), "unlocked"),
        )
        text = self.wording.text
        told = [text(f"title.{word}", count=count) for count, word in parts if count]
        return text("title", told=", ".join(told) or text("title.nothing"))

    @property
    def news(self) -> bool:
        """Whether there is anything to tell besides that all is well."""
        told = (self.problems, self.failing, self.suspect, self.ended, self.unlocks)
        return any((*told, self.running))

    @property
    def summary(self) -> str:
        """A few words for a small screen: what is bad, what runs until when."""
        finish = [line.finish for line in self.running]
        until = max((at for at in finish if at), default=None)
        parts = (
            ("failing", [line.serial for line in self.failing]),
            ("failed", [line.serial for line in self.failed]),
            ("unlocked", [line.drive for line in self.unlocks]),
            ("suspect", [line.serial for line in self.suspect]),
            ("problems", [host for host, _ in self.problems]),
            (
                "finished",
                [line.serial for line in self.ended if line not in self.failed],
            ),
        )
        told = [
            self.wording.text(
                f"summary.{word}", names=self._some([*dict.fromkeys(names)])
            )
            for word, names in parts
            if names
        ]
        if self.running:
            told.append(
                self.wording.text(
                    "summary.running_until" if until else "summary.running",
                    count=len(self.running),
                    until=self.wording.moment(until),
                )
            )
        return " ".join(told) or self.wording.text("summary.nothing")

    def _some(self, names: Sequence[str]) -> str:
        """Name some, and count the others: a small screen has no room for a shelf."""
        named, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
        if more <= 0:
            return named
        return self.wording.text("summary.more", names=named, count=more)


def daily_report(
    told: Iterable[Told],
    persons: Mapping[str, str],
    since: datetime,
    until: datetime,
    language: str = ENGLISH,
) -> DailyReport:
    """Put the report together; moments are told in the time zone of `until`."""
    wording = Wording(language)
    speaker = wording.speaker
    hosts = sorted(told, key=lambda host: host.name)
    zone = until.tzinfo
    drives = [_drive(host, view, speaker) for host in hosts for view in _drives(host)]
    ended = [
        _end(host, job, job.ended.astimezone(zone), speaker)
        for host in hosts
        for job in host.jobs
        if job.state.terminal and job.ended and job.ended >= since
    ]
    running = [line for host in hosts for line in _running(host, zone, speaker)]
    unlocks = [
        _unlock(host, entry, entry.at.astimezone(zone), persons)
        for host in hosts
        for entry in host.audit
        if entry.what == Act.UNLOCKED and entry.at >= since
    ]
    return DailyReport(
        language=language,
        since=since.astimezone(zone),
        until=until,
        hosts=tuple(clean(host.name) for host in hosts),
        problems=tuple(pair for host in hosts for pair in _problems(host, wording)),
        drives=tuple(sorted(drives, key=_urgency)),
        running=tuple(sorted(running, key=lambda line: (line.host, line.serial))),
        queued=sum(host.view.queued for host in hosts if host.view),
        ended=tuple(sorted(ended, key=lambda line: (_BADNESS[line.state], line.ended))),
        unlocks=tuple(sorted(unlocks, key=lambda line: line.at)),
    )


def report_data(report: DailyReport) -> dict[str, object]:
    """The report as plain data."""
    kept = plain(report)
    assert isinstance(kept, dict)
    problems = [{"host": host, "problem": said} for host, said in report.problems]
    return {**kept, "problems": problems}


_BADNESS: Mapping[JobState, int] = {
    state: place
    for place, state in enumerate(
        (
            JobState.FAILED,
            JobState.UNKNOWN,
            JobState.CANCELLED,
            JobState.PASSED,
            JobState.RUNNING,
            JobState.QUEUED,
        )
    )
}


def _drives(host: Told) -> Iterable[DriveView]:
    return host.view.drives.values() if host.view else ()


def _urgency(line: DriveLine) -> tuple[object, ...]:
    return (
        not line.failing,
        line.suspect,
        not line.present,
        line.host,
        line.model,
        line.serial,
    )


def _problems(host: Told, wording: Wording) -> Iterable[tuple[str, str]]:
    said = [clean(host.problem)] if host.problem else []
    if host.view is not None:
        reasons = [
            *([host.view.problem] if host.view.problem else []),
            *([host.view.waits_for] if host.view.waits_for else []),
        ]
        said += wording.speaker.each_once(reasons)
        if not host.view.connected and not host.view.problem:
            said.append(wording.text("not_answering"))
        said += [
            f"{clean(f'{failure.detector} {failure.where}')}: {wording.speaker.sentence(failure.reason)}"
            for failure in host.view.failures
        ]
    return [(clean(host.name), one) for one in dict.fromkeys(said)]


def _drive(host: Told, view: DriveView, speaker: Speaker) -> DriveLine:
    drive, smart = view.drive, view.drive.smart
    found = [note for note in view.notes if note.code in PROBLEMS]
    return DriveLine(
        host=clean(host.name),
        model=clean(drive.model),
        serial=clean(drive.serial),
        node=clean(drive.nodes[0].name) if drive.nodes else "",
        size=drive.size,
        failing=is_failing(view),
        suspect={note.code for note in found} == _SUSPECT,
        problems=tuple(speaker.each_once(found)),
        temperature=smart.temperature if smart and view.present else None,
        lock=view.lock.lock,
        present=view.present,
        last_verdict=view.last_verdict,
        note=clean(view.note, LONGEST),
    )


def _in(zone: tzinfo | None, moment: datetime | None) -> datetime | None:
    return moment.astimezone(zone) if moment else None


def _running(host: Told, zone: tzinfo | None, speaker: Speaker) -> Iterable[RunLine]:
    for view in _drives(host):
        shown = view.job
        if shown is None or shown.job.state is not JobState.RUNNING:
            continue
        yield RunLine(
            host=clean(host.name),
            model=clean(view.drive.model),
            serial=clean(view.drive.serial),
            profile=clean(shown.job.profile),
            stage=shown.stage,
            percent=int(percent_of(shown.job, shown.progress, view.drive.smart)),
            activity=shown.activity,
            finish=_in(zone, view.outlook.finish if view.outlook else None),
            bad_blocks=shown.progress.bad_blocks,
            waits=tuple(
                speaker.sentences([shown.job.waits] if shown.job.waits else [])
            ),
        )


def _end(host: Told, job: Job, ended: datetime, speaker: Speaker) -> EndLine:
    return EndLine(
        host=clean(host.name),
        model=clean(job.model),
        serial=clean(job.serial),
        profile=clean(job.profile),
        state=job.state,
        verdict=job.verdict,
        ended=ended,
        reasons=tuple(speaker.each_once(job.reasons)),
        job=clean(job.uid),
    )


def _unlock(
    host: Told, entry: AuditEntry, at: datetime, persons: Mapping[str, str]
) -> UnlockLine:
    views = host.view.drives if host.view else {}
    view = views.get(entry.drive_key or "")
    name = f"{view.drive.model} {view.drive.serial}" if view else entry.drive_key or ""
    by = persons.get(entry.who_id or "")
    return UnlockLine(
        host=clean(host.name),
        drive=clean(name),
        lock=clean(str(entry.evidence.get("lock", ""))),
        at=at,
        by=None if by is None else clean(by),
    )
