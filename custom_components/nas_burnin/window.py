"""When surface tests may begin: from one time of the day to another, on some days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StartWindow:
    """Open from one time of the clock on the wall until another, once a day.

    On days in `weekdays`, counted from Monday, by the day on which it opens. Where it
    closes as early as it opens, or earlier, that is on the next day.
    """

    opens: time
    closes: time
    weekdays: frozenset[int]

    def is_open(self, now: datetime) -> bool:
        """True while it is open; `now` is in the zone of the clock on the wall."""
        yesterday = now.date() - _DAY
        return any(
            begin <= now.astimezone(UTC) < end
            for begin, end in self._spans(yesterday, 2, now.tzinfo)
        )

    def next_opening(self, now: datetime) -> datetime:
        """The next time it opens, in the same zone as `now`."""
        # A day of a clock change may have no such time, and the next one is a week off.
        spans = self._spans(now.date(), 15, now.tzinfo)
        begins = (begin for begin, end in spans if now.astimezone(UTC) < begin < end)
        return next(begins).astimezone(now.tzinfo)

    def _spans(
        self, first: date, days: int, zone: tzinfo | None
    ) -> Iterator[tuple[datetime, datetime]]:
        over_night = self.closes <= self.opens
        for day in (first + number * _DAY for number in range(days)):
            if day.weekday() in self.weekdays:
                last = day + _DAY if over_night else day
                yield moment(day, self.opens, zone), moment(last, self.closes, zone)


def moment(day: date, at: time, zone: tzinfo | None) -> datetime:
    """When a clock on the wall first shows this time of the day, in UTC.

    Where it jumps over that time it is the moment of the jump. Moments of one zone are
    compared in UTC alone: else Python goes by the clock on the wall.
    """
    wall = datetime.combine(day, at)
    while True:
        found = wall.replace(tzinfo=zone).astimezone(UTC)
        if found.astimezone(zone).replace(tzinfo=None) == wall:
            return found
        wall += _MINUTE
