"""Documents of jobs and drives, made of the history: certificates and exports.

Persons are named in them only where `names` is true: for administrators and for
automations.
"""

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from ..actions.targets import drive_key_in
from ..const import DOMAIN
from ..coordinator import NasBurninConfigEntry
from ..engine.history import History
from ..engine.model import Job, JobState, Sample, Verdict
from ..engine.queue.order import SURFACE
from ..engine.report.certificate import Facts, certificate, filename, safe_name
from ..engine.report.certificate_page import certificate_page
from ..engine.report.export import export_csv, export_json, export_records
from ..engine.report.record import Names, Plain
from ..errors import refusal, translated
from ..storage import HISTORY

PAGE: Final = 25
"""Jobs that are read at once: what bounds the memory, and how long the loop is held."""


class Format(StrEnum):
    """The forms of an export."""

    JSON = "json"
    CSV = "csv"


MIME: Final = {Format.JSON: "application/json", Format.CSV: "text/csv"}


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be saved: its name, its kind, and all of its text."""

    filename: str
    mime: str
    text: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of a job as data, and as a page."""

    data: dict[str, Plain]
    page: Document


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which jobs are wanted; what is empty filters nothing.

    `before` is the uid of the last job of the page before.
    """

    drive_keys: Collection[str] = ()
    host_id: str | None = None
    states: Collection[JobState] = ()
    verdict: Verdict | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: str | None = None


async def async_certificate(
    hass: HomeAssistant, job_uid: str, *, names: bool = True
) -> Document:
    """The certificate of a job as a page.

    Raises:
        ServiceValidationError: there is no such job.
        HomeAssistantError: the history can't be read.
    """
    return (await async_certify(hass, job_uid, names=names)).page


async def async_certify(
    hass: HomeAssistant, job_uid: str, *, names: bool = True
) -> Certificate:
    """The certificate of a job as data and as a page; raises as `async_certificate`."""
    async with async_history(hass) as history:
        job = await history.job(job_uid)
        if job is None:
            raise refusal("no_such_job", job=job_uid)
        samples = {
            stage.position: await history.samples(job.uid, stage.position)
            for stage in job.stages
            if stage.kind in SURFACE
        }
    known = await async_names(hass, names=names)
    facts = Facts(known.host(job) or "", known.asked(job), _wwn(hass, job.drive_key))
    # Drawing thousands of points would hold up everything else.
    return await hass.async_add_executor_job(_certified, job, facts, samples)


def _certified(
    job: Job, facts: Facts, samples: Mapping[int, tuple[Sample, ...]]
) -> Certificate:
    data = certificate(job, facts, samples)
    page = Document(filename(job, "html"), "text/html", certificate_page(data))
    return Certificate(data, page)


async def async_export(
    hass: HomeAssistant, device_id: str, form: Format, *, names: bool = True
) -> Document:
    """All jobs of a drive as one file; raises as `async_certificate`."""
    drive_key = drive_key_of(hass, device_id)
    known = await async_names(hass, names=names)
    parts: list[str] = []
    records: list[Plain] = []
    last: Job | None = None
    wanted = Wanted(drive_keys=(drive_key,))
    async for jobs in async_pages(hass, wanted):
        last = last or jobs[0]
        if form is Format.CSV:
            parts.append(export_csv(jobs, known, heading=not parts))
        else:
            records += export_records(jobs, known)
    if last is None:
        raise refusal("no_jobs")
    if form is Format.CSV:
        text = "".join(parts)
    else:
        text = await hass.async_add_executor_job(export_json, records)
    name = safe_name(f"nas-burnin-{last.model}-{last.serial}")
    return Document(f"{name}.{form}", MIME[form], text)


async def async_pages(
    hass: HomeAssistant, wanted: Wanted
) -> AsyncGenerator[tuple[Job, ...]]:
    """All jobs that are wanted, newest first, some at a time and never none.

    Raises:
        HomeAssistantError: the history can't be read.
    """
    (only,) = wanted.drive_keys if len(wanted.drive_keys) == 1 else (None,)
    before = wanted.before
    async with async_history(hass) as history:
        while True:
            jobs = await history.jobs(
                drive_key=only,
                host_id=wanted.host_id,
                states=wanted.states,
                verdict=wanted.verdict,
                since=wanted.since,
                until=wanted.until,
                before=before,
                limit=PAGE,
            )
            kept = tuple(
                job
                for job in jobs
                if not wanted.drive_keys or job.drive_key in wanted.drive_keys
            )
            if kept:
                yield kept
            if len(jobs) < PAGE:
                return
            before = jobs[-1].uid


async def async_some(
    hass: HomeAssistant, wanted: Wanted, limit: int
) -> tuple[list[Job], str | None]:
    """So many of the jobs that are wanted, and what to go on with where there are more.

    Raises:
        ServiceValidationError: there is no job to go on with.
        HomeAssistantError: the history can't be read.
    """
    if wanted.before is not None:
        async with async_history(hass) as history:
            if await history.job(wanted.before) is None:
                raise refusal("no_such_job", job=wanted.before)
    found: list[Job] = []
    async with aclosing(async_pages(hass, wanted)) as pages:
        async for jobs in pages:
            found += jobs
            if len(found) > limit:
                return found[:limit], found[limit - 1].uid
    return found, None


async def async_names(hass: HomeAssistant, *, names: bool) -> Names:
    """How people know the hosts, and persons where they may be named."""
    users = await hass.auth.async_get_users() if names else []
    hosts = {
        entry.unique_id: entry.title
        for entry in hass.config_entries.async_entries(DOMAIN)
        if entry.unique_id
    }
    return Names(hosts, {user.id: user.name or "" for user in users})


def drive_key_of(hass: HomeAssistant, device_id: str) -> str:
    """The key of a drive, also of one that is gone, or whose NAS is not set up now.

    Raises:
        ServiceValidationError: it is something else.
    """
    device = dr.async_get(hass).async_get(device_id)
    if device is None:
        raise refusal("not_a_drive", device=device_id)
    entries = hass.config_entries.async_entries(DOMAIN)
    return drive_key_in(device, {entry.unique_id for entry in entries})


@asynccontextmanager
async def async_history(hass: HomeAssistant) -> AsyncGenerator[History]:
    """Lend the history of all hosts; raises HomeAssistantError where it can't be read."""
    with translated(hass):
        async with hass.data[HISTORY].use() as history:
            yield history


def _wwn(hass: HomeAssistant, drive_key: str) -> str:
    """The WWN of a drive that a host has now; empty where it is unknown."""
    entries: list[NasBurninConfigEntry] = hass.config_entries.async_loaded_entries(
        DOMAIN
    )
    views: list[Any] = [entry.runtime_data.data.drives for entry in entries]
    found = (view[drive_key].drive.wwn for view in views if drive_key in view)
    return next(found, "")
