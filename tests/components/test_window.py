"""The start window: its times, its days, and what clock changes make of it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from custom_components.nas_burnin.window import StartWindow, moment

BERLIN = ZoneInfo("Europe/Berlin")
# Here the clocks change at midnight, and summer begins at one o'clock.
SANTIAGO = ZoneInfo("America/Santiago")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
DAILY = frozenset(range(7))
SUNDAY, MONDAY = 6, 0


def window(text: str, *weekdays: int) -> StartWindow:
    opens, closes = map(time.fromisoformat, text.split("-"))
    return StartWindow(opens, closes, frozenset(weekdays) or DAILY)


def at(text: str, zone: ZoneInfo = BERLIN, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


# 2026-11-02 is a Monday.
@pytest.mark.parametrize(
    ("times", "now", "is_open"),
    [
        ("09:00-17:00", "2026-11-02 08:59:59", False),
        ("09:00-17:00", "2026-11-02 09:00:00", True),
        ("09:00-17:00", "2026-11-02 16:59:59", True),
        ("09:00-17:00", "2026-11-02 17:00:00", False),
        # Over midnight.
        ("22:00-06:00", "2026-11-02 21:59", False),
        ("22:00-06:00", "2026-11-02 22:00", True),
        ("22:00-06:00", "2026-11-03 00:00", True),
        ("22:00-06:00", "2026-11-03 05:59", True),
        ("22:00-06:00", "2026-11-03 06:00", False),
        ("22:00-00:00", "2026-11-02 23:59", True),
        ("22:00-00:00", "2026-11-03 00:00", False),
        ("00:00-06:00", "2026-11-02 00:00", True),
        # It ends where it begins: the whole day.
        ("08:00-08:00", "2026-11-02 07:59", True),
        ("08:00-08:00", "2026-11-02 08:00", True),
        ("00:00-00:00", "2026-11-02 12:00", True),
    ],
)
def test_times(times: str, now: str, is_open: bool) -> None:
    assert window(times).is_open(at(now)) is is_open


@pytest.mark.parametrize(
    ("times", "now", "is_open"),
    [
        ("09:00-17:00", "2026-11-02 12:00", True),
        ("09:00-17:00", "2026-11-03 12:00", False),
        # A night belongs to the day on which it begins.
        ("22:00-06:00", "2026-11-02 23:00", True),
        ("22:00-06:00", "2026-11-03 05:00", True),
        ("22:00-06:00", "2026-11-02 05:00", False),
        ("22:00-06:00", "2026-11-03 23:00", False),
        ("08:00-08:00", "2026-11-03 07:00", True),
        ("08:00-08:00", "2026-11-03 08:00", False),
    ],
)
def test_days(times: str, now: str, is_open: bool) -> None:
    assert window(times, MONDAY).is_open(at(now)) is is_open


@pytest.mark.parametrize(
    ("times", "weekdays", "now", "opens"),
    [
        ("22:00-06:00", (), "2026-11-02 12:00", "2026-11-02 22:00"),
        ("22:00-06:00", (), "2026-11-02 22:00", "2026-11-03 22:00"),
        ("22:00-06:00", (), "2026-11-03 06:00", "2026-11-03 22:00"),
        ("22:00-06:00", (MONDAY,), "2026-11-03 12:00", "2026-11-09 22:00"),
        ("09:00-17:00", (SUNDAY, MONDAY), "2026-11-02 18:00", "2026-11-08 09:00"),
    ],
)
def test_next_opening(
    times: str, weekdays: tuple[int, ...], now: str, opens: str
) -> None:
    found = window(times, *weekdays).next_opening(at(now))
    assert (found, found.tzinfo) == (at(opens), BERLIN)


# In Berlin 02:00 becomes 03:00 on 2026-03-29, a Sunday, and 03:00 becomes 02:00 on
# 2026-10-25, a Sunday as well.
@pytest.mark.parametrize(
    ("times", "now", "is_open"),
    [
        # It would open at a time that there is not: it opens after the jump.
        ("02:30-05:00", "2026-03-29 00:59+00:00", False),
        ("02:30-05:00", "2026-03-29 01:00+00:00", True),
        ("02:30-05:00", "2026-03-29 02:59+00:00", True),
        ("02:30-05:00", "2026-03-29 03:00+00:00", False),
        # It would close then: it closes with the jump.
        ("22:00-02:30", "2026-03-29 00:59+00:00", True),
        ("22:00-02:30", "2026-03-29 01:00+00:00", False),
        # All of it is left out.
        ("02:10-02:50", "2026-03-29 00:59+00:00", False),
        ("02:10-02:50", "2026-03-29 01:00+00:00", False),
        # Both times come twice, and the first ones count.
        ("02:10-02:50", "2026-10-25 00:09+00:00", False),
        ("02:10-02:50", "2026-10-25 00:10+00:00", True),
        ("02:10-02:50", "2026-10-25 00:50+00:00", False),
        ("02:10-02:50", "2026-10-25 01:10+00:00", False),
        # The hour that comes twice is in it twice.
        ("22:00-06:00", "2026-10-25 00:30+00:00", True),
        ("22:00-06:00", "2026-10-25 01:30+00:00", True),
        ("22:00-06:00", "2026-10-25 04:59+00:00", True),
        ("22:00-06:00", "2026-10-25 05:00+00:00", False),
        ("02:30-02:30", "2026-10-25 01:30+00:00", True),
    ],
)
def test_clock_changes(times: str, now: str, is_open: bool) -> None:
    local = datetime.fromisoformat(now).astimezone(BERLIN)
    assert window(times).is_open(local) is is_open


def test_next_opening_over_a_clock_change() -> None:
    night = window("02:10-02:50", SUNDAY)
    # On the day of the jump there is none.
    found = night.next_opening(at("2026-03-28 12:00"))
    assert found == at("2026-04-05 02:10")
    after_first = datetime(2026, 10, 25, 0, 50, tzinfo=UTC).astimezone(BERLIN)
    assert night.next_opening(after_first) == at("2026-11-01 02:10")
    jumped = window("02:30-05:00").next_opening(at("2026-03-29 01:00"))
    assert jumped.isoformat() == "2026-03-29T03:00:00+02:00"


@pytest.mark.parametrize(
    ("day", "wall", "zone", "expected"),
    [
        ("2026-09-06", "00:00", SANTIAGO, "2026-09-06T04:00:00+00:00"),
        ("2026-09-06", "00:59", SANTIAGO, "2026-09-06T04:00:00+00:00"),
        ("2026-09-06", "01:00", SANTIAGO, "2026-09-06T04:00:00+00:00"),
        ("2026-04-04", "23:30", SANTIAGO, "2026-04-05T02:30:00+00:00"),
        # Half an hour only.
        ("2026-10-04", "02:15", LORD_HOWE, "2026-10-03T15:30:00+00:00"),
        ("2026-04-05", "01:45", LORD_HOWE, "2026-04-04T14:45:00+00:00"),
    ],
)
def test_moments(day: str, wall: str, zone: ZoneInfo, expected: str) -> None:
    found = moment(date.fromisoformat(day), time.fromisoformat(wall), zone)
    assert found.isoformat() == expected


@pytest.mark.parametrize("zone", [BERLIN, SANTIAGO, LORD_HOWE], ids=str)
@pytest.mark.parametrize("times", ["22:00-06:00", "02:15-02:45", "23:30-00:30"])
def test_the_next_opening_is_when_it_opens(zone: ZoneInfo, times: str) -> None:
    chosen = window(times)
    now = at("2026-01-01 12:00", zone)
    for _ in range(366):
        now = chosen.next_opening(now)
        assert chosen.is_open(now)
        earlier = datetime.fromtimestamp(now.timestamp() - 1, zone)
        assert not chosen.is_open(earlier)
