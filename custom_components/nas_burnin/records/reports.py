"""The daily report: gathers what the engines show and what the history has since."""

from collections.abc import Sequence
from datetime import datetime

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..coordinator import NasBurninConfigEntry, unique_id_of
from ..engine.history import AuditEntry
from ..engine.model import JobState
from ..engine.report.daily import DailyReport, Told, daily_report
from ..engine.report.words import Wording
from ..engine.unlock.audit import Act
from .documents import Wanted, async_history, async_names, async_pages

_ENDED = tuple(state for state in JobState if state.terminal)
_PAGE = 200


async def async_report(
    hass: HomeAssistant,
    entries: Sequence[NasBurninConfigEntry],
    since: datetime,
    *,
    names: bool,
) -> DailyReport:
    """The report on these hosts, in the language and the time zone of Home Assistant.

    Raises:
        HomeAssistantError: the history can't be read.
    """
    known = await async_names(hass, names=names)
    told = [await _told(hass, entry, since) for entry in entries]
    # Of hundreds of drives it takes longer than the loop may be held.
    return await hass.async_add_executor_job(
        daily_report, told, known.persons, since, dt_util.now(), hass.config.language
    )


async def _told(
    hass: HomeAssistant, entry: NasBurninConfigEntry, since: datetime
) -> Told:
    host_id = unique_id_of(entry)
    wanted = Wanted(host_id=host_id, states=_ENDED, since=since)
    is_loaded = entry.state is ConfigEntryState.LOADED
    return Told(
        name=entry.title,
        view=entry.runtime_data.data if is_loaded else None,
        jobs=[job async for jobs in async_pages(hass, wanted) for job in jobs],
        audit=await _unlocks(hass, host_id, since),
        problem="" if is_loaded else Wording(hass.config.language).text("not_set_up"),
    )


async def _unlocks(
    hass: HomeAssistant, host_id: str, since: datetime
) -> list[AuditEntry]:
    found: list[AuditEntry] = []
    before: int | None = None
    async with async_history(hass) as history:
        while True:
            rows = await history.audit(
                host_id=host_id, since=since, limit=_PAGE, before=before
            )
            found += [row for row in rows if row.what == Act.UNLOCKED]
            if len(rows) < _PAGE:
                return found
            before = rows[-1].number
