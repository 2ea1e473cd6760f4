"""A calendar of each NAS: what runs and waits until its expected end, and what ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util

from .actions.smart_tests import SMART_TEST
from .const import ANYTHING, DOMAIN
from .coordinator import NasBurninConfigEntry, NasBurninCoordinator
from .engine.model import Job, JobState, Outlook, Reason
from .engine.text import clean
from .entity import HostEntity
from .errors import translated
from .shown import shortened
from .storage import HISTORY

PARALLEL_UPDATES = 0

BURN_INS = CalendarEntityDescription(key="burn_ins", translation_key="burn_ins")

STEP: Final = timedelta(minutes=15)
"""In such steps is told what is expected: each change of it is written down."""
UNSURE_STEP: Final = timedelta(days=1)
"""In such steps what nobody can expect: the end of a test that stands still."""

PAGE: Final = 10
"""Jobs that are read at a time: reading one takes a part of a millisecond."""
MOST_JOBS: Final = 1000
"""So many past jobs are shown of one range, the newest first."""

_ENDED: Final = tuple(state for state in JobState if state.terminal)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the calendar of the host."""
    async_add_entities([BurnInCalendar(entry.runtime_data)])


@dataclass(frozen=True, slots=True)
class Entry:
    """From when until when a job goes; `is_sure` unless nobody knows its end."""

    job: Job
    start: datetime
    end: datetime
    is_sure: bool = True


class BurnInCalendar(HostEntity, CalendarEntity):
    """All burn-ins of a NAS; its event is what ends next, else what begins next."""

    def __init__(self, coordinator: NasBurninCoordinator) -> None:
        super().__init__(coordinator, BURN_INS)
        self.coordinator_context = ANYTHING

    @property
    @override
    def event(self) -> CalendarEvent | None:
        now = dt_util.utcnow()
        entries = [_expected(job, told, now) for job, told in self._open()]
        running = [entry for entry in entries if entry.job.state is JobState.RUNNING]
        waiting = [entry for entry in entries if entry.is_sure]
        chosen = min(
            running or waiting,
            # An end that nobody knows is the last of all.
            key=lambda entry: (
                not entry.is_sure,
                entry.end if running else entry.start,
            ),
            default=None,
        )
        # Reasons that count minutes would have it written each minute.
        return self._event(chosen, ()) if chosen else None

    @override
    def _take(self) -> object:
        return self.event

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        now = dt_util.utcnow()
        entries = {job.uid: _expected(job, told, now) for job, told in self._open()}
        # What ends meanwhile is in both, and its record is the newer one.
        past = await self._past(start_date, end_date)
        entries |= {job.uid: _ended(job) for job in past}
        return [
            self._event(entry, entry.job.reasons)
            for entry in sorted(entries.values(), key=lambda entry: entry.start)
            if entry.start < end_date and entry.end > start_date
        ]

    def _open(self) -> Iterator[tuple[Job, Outlook | None]]:
        for view in self.coordinator.data.drives.values():
            if view.job and not view.job.job.state.terminal:
                yield view.job.job, view.outlook

    async def _past(self, since: datetime, until: datetime) -> list[Job]:
        jobs: list[Job] = []
        before: str | None = None
        with translated(self.hass):
            async with self.hass.data[HISTORY].use() as history:
                while len(jobs) < MOST_JOBS:
                    page = await history.jobs(
                        host_id=self.coordinator.host_id,
                        states=_ENDED,
                        since=since,
                        until=until,
                        limit=PAGE,
                        before=before,
                    )
                    jobs += page
                    if len(page) < PAGE:
                        break
                    before = page[-1].uid
        return jobs

    def _event(self, entry: Entry, reasons: Sequence[Reason]) -> CalendarEvent:
        job = entry.job
        lines = [clean(job.model), *shortened(self.speaker.sentences(reasons))]
        return CalendarEvent(
            start=dt_util.as_local(entry.start),
            end=dt_util.as_local(entry.end),
            summary=f"{clean(job.serial)}: {self._what(job)}, {self._outcome(job)}",
            description="\n".join(line for line in lines if line),
            uid=job.uid,
        )

    def _what(self, job: Job) -> str:
        if job.profile == SMART_TEST:
            return ", ".join(
                self._word("sensor.stage", stage.kind) for stage in job.stages[:1]
            )
        return self._word("select.profile", job.profile)

    def _outcome(self, job: Job) -> str:
        if job.verdict:
            return self._word("sensor.last_verdict", job.verdict)
        return self._word("sensor.burn_in", job.state)

    @callback
    def _word(self, where: str, word: str) -> str:
        """How Home Assistant's language says what an entity of ours shows."""
        language = self.hass.config.language
        words = async_get_cached_translations(self.hass, language, "entity", DOMAIN)
        key = f"component.{DOMAIN}.entity.{where}.state.{word}"
        return words.get(key, clean(word))


def _ended(job: Job) -> Entry:
    start = job.started or job.created
    # A moment would be shown by no calendar.
    return Entry(job, start, max(job.ended or start, start + timedelta(minutes=1)))


def _expected(job: Job, outlook: Outlook | None, now: datetime) -> Entry:
    """What is to come of a job: not before now, and in steps."""
    finish = outlook.finish if outlook else None
    length = timedelta(seconds=outlook.seconds if outlook else 0)
    step = UNSURE_STEP if finish is None else STEP
    soon = _up(now, STEP)
    start = job.started or max(_up((finish or now) - length, STEP), soon)
    end = _up(max(finish or start + length, now), step)
    return Entry(job, start, max(end, start + STEP), is_sure=finish is not None)


def _up(moment: datetime, step: timedelta) -> datetime:
    """The next step after a moment."""
    midnight = datetime.min.replace(tzinfo=moment.tzinfo)
    return moment + step - (moment - midnight) % step
