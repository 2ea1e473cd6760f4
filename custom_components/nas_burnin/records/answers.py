"""Actions that answer from the history, and those that change what is kept of a drive.

Whoever may log in may read what the entities show anyhow. Who asked for a job, and who
unlocked a drive, is told to administrators and automations alone.
"""

from datetime import timedelta
from typing import Final, cast

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    callback,
)
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType, JsonValueType

from ..actions.targets import record_of
from ..const import DOMAIN
from ..coordinator import NasBurninConfigEntry, unique_id_of
from ..engine.model import Job, JobState
from ..engine.report.daily import report_data
from ..engine.report.daily_page import daily_page
from ..engine.report.export import export_csv, export_json, export_records
from ..engine.report.markdown import daily_markdown
from ..engine.report.record import Names, job_summary
from ..errors import refusal, translated
from ..guard import require_admin, require_person, require_reader
from .documents import (
    MIME,
    Format,
    Wanted,
    async_certify,
    async_names,
    async_some,
    drive_key_of,
)
from .reports import async_report
from .schemas import (
    ATTR_BEFORE,
    ATTR_FORMAT,
    ATTR_HOURS,
    ATTR_JOB,
    ATTR_LIMIT,
    ATTR_NOTE,
    ATTR_SINCE,
    ATTR_STATE,
    ATTR_UNTIL,
    ATTR_VERDICT,
)

_ENDED: Final = tuple(state for state in JobState if state.terminal)


async def async_get_history(call: ServiceCall) -> ServiceResponse:
    """Tell of jobs, newest first, and what to go on with where there are more."""
    tells_names = await require_reader(call.hass, call.context)
    jobs, more = await async_some(call.hass, _wanted(call), call.data[ATTR_LIMIT])
    names = await async_names(call.hass, names=tells_names)
    devices = _devices(call.hass)

    def rows() -> list[JsonValueType]:
        return [_history_row(job, names, devices) for job in jobs]

    return {"jobs": await call.hass.async_add_executor_job(rows), "next": more}


async def async_get_report(call: ServiceCall) -> ServiceResponse:
    """Tell of all hosts, or one: as data, and to be read."""
    hass = call.hass
    tells_names = await require_reader(hass, call.context)
    entries: list[NasBurninConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_disabled=False, include_ignore=False
    )
    if ATTR_CONFIG_ENTRY_ID in call.data:
        entries = [_entry(hass, call.data[ATTR_CONFIG_ENTRY_ID])]
    since = dt_util.utcnow() - timedelta(hours=call.data[ATTR_HOURS])
    report = await async_report(hass, entries, since, names=tells_names)

    def write() -> JsonObjectType:
        return {
            "title": report.title,
            "summary": report.summary,
            "news": report.news,
            "markdown": daily_markdown(report),
            "html": daily_page(report),
            "data": cast(JsonObjectType, report_data(report)),
        }

    return await hass.async_add_executor_job(write)


async def async_get_certificate(call: ServiceCall) -> ServiceResponse:
    """Give the certificate of a job, or of a drive's job that ended last."""
    tells_names = await require_reader(call.hass, call.context)
    uid = call.data.get(ATTR_JOB) or await _last_ended(
        call.hass, call.data[ATTR_DEVICE_ID]
    )
    certificate = await async_certify(call.hass, uid, names=tells_names)
    page = certificate.page
    return {
        "filename": page.filename,
        "html": page.text,
        "certificate": cast(JsonObjectType, certificate.data),
    }


async def async_export_jobs(call: ServiceCall) -> ServiceResponse:
    """Give jobs whole, for other programs: a part of them at a time."""
    tells_names = await require_reader(call.hass, call.context)
    jobs, more = await async_some(call.hass, _wanted(call), call.data[ATTR_LIMIT])
    names = await async_names(call.hass, names=tells_names)
    form: Format = call.data[ATTR_FORMAT]
    is_first = ATTR_BEFORE not in call.data

    def write() -> str:
        if form is Format.CSV:
            return export_csv(jobs, names, heading=is_first)
        return export_json(export_records(jobs, names))

    return {
        "filename": f"nas-burnin-{dt_util.now():%Y-%m-%d}.{form}",
        "mime": MIME[form],
        "text": await call.hass.async_add_executor_job(write),
        "jobs": len(jobs),
        "next": more,
    }


async def async_forget_drive(call: ServiceCall) -> ServiceResponse:
    """Remove all that is kept of a drive, but for the audit trail."""
    actor = await require_person(call.hass, call.context)
    record = record_of(call)
    with translated(call.hass):
        forgotten = await record.entry.runtime_data.burnin.forget_drive(
            record.drive_key, actor
        )
    return {"jobs": forgotten} if call.return_response else None


async def async_set_note(call: ServiceCall) -> ServiceResponse:
    """Write on a drive what a person wants to remember of it."""
    actor = await require_admin(call.hass, call.context)
    record = record_of(call)
    with translated(call.hass):
        await record.entry.runtime_data.burnin.set_note(
            record.drive_key, call.data[ATTR_NOTE], actor
        )
    return None


def _wanted(call: ServiceCall) -> Wanted:
    given = call.data
    since, until = given.get(ATTR_SINCE), given.get(ATTR_UNTIL)
    if since and until and until <= since:
        raise refusal("until_before_since")
    host_id = None
    if ATTR_CONFIG_ENTRY_ID in given:
        host_id = unique_id_of(_entry(call.hass, given[ATTR_CONFIG_ENTRY_ID]))
    return Wanted(
        drive_keys=tuple(
            drive_key_of(call.hass, device) for device in given.get(ATTR_DEVICE_ID, ())
        ),
        host_id=host_id,
        states=given.get(ATTR_STATE, ()),
        verdict=given.get(ATTR_VERDICT),
        since=since,
        until=until,
        before=given.get(ATTR_BEFORE),
    )


def _entry(hass: HomeAssistant, entry_id: str) -> NasBurninConfigEntry:
    entry: NasBurninConfigEntry | None = hass.config_entries.async_get_entry(entry_id)
    if entry is None or entry.domain != DOMAIN:
        raise refusal("no_such_nas", entry=entry_id)
    return entry


async def _last_ended(hass: HomeAssistant, device_id: str) -> str:
    wanted = Wanted(drive_keys=(drive_key_of(hass, device_id),), states=_ENDED)
    jobs, _ = await async_some(hass, wanted, 1)
    if not jobs:
        raise refusal("no_jobs")
    return jobs[0].uid


@callback
def _devices(hass: HomeAssistant) -> dict[tuple[str, str], str]:
    """The devices by host and drive key, so that a job leads to its drive."""
    registry = dr.async_get(hass)
    return {
        (unique_id_of(entry), key): device.id
        for entry in hass.config_entries.async_entries(DOMAIN)
        for device in dr.async_entries_for_config_entry(registry, entry.entry_id)
        for domain, key, *_ in device.identifiers
        if domain == DOMAIN
    }


def _history_row(
    job: Job, names: Names, devices: dict[tuple[str, str], str]
) -> JsonObjectType:
    row = cast(JsonObjectType, job_summary(job, names))
    return {"device_id": devices.get((job.host_id, job.drive_key)), **row}
