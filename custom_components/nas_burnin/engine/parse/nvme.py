"""Read `nvme ... -o json`: what smartctl leaves open of NVMe drives.

smartctl before 7.4 knows no self-tests of NVMe, and none tells how long the extended
one takes. Numbers come as such, as text (128 bits, nvme-cli 2) or with a `.0`
(nvme-cli 1), temperatures in kelvin, and errors as JSON too.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
import re

from ..model import Counters, Protocol, SelfTestMinutes, SelfTests, Smart
from .self_tests import nvme_entry, nvme_now, nvme_supported
from .shape import Misshapen, fail_closed, is_count, load_object
from .smart_report import COLDEST, HOTTEST, MOST_LBA, OLDEST, Report, percent

SMART_LOG, SELF_TEST_LOG, ID_CTRL = "smart-log", "self-test-log", "id-ctrl"
"""The subcommands of nvme-cli that are asked."""

_KELVIN = 273
_DIGITS = re.compile(r"\d{1,20}(?:\.0{1,6})?", re.ASCII)
_PERCENT_BITS = 0x7F
_TWO_BYTES = (1 << 16) - 1


def read_nvme(
    said: Mapping[str, bytes], read_at: datetime | None = None
) -> Smart | None:
    """Read the answers of these subcommands; None where none of them tells anything.

    What can't be read is not reported: every drive lacks some of it.
    """
    told = Smart(Protocol.NVME)
    for command, read in _READERS.items():
        found = read(said[command]) if command in said else None
        if isinstance(found, Smart):
            told = filled(told, found)
    return None if told == Smart(Protocol.NVME) else replace(told, read_at=read_at)


def filled(first: Smart, more: Smart) -> Smart:
    """Return the first report, and of another what the first does not tell."""
    tests = first.self_tests if first.self_tests.told else more.self_tests
    return replace(
        _filled(first, more),
        counters=_filled(first.counters, more.counters),
        self_tests=replace(
            tests,
            minutes=_filled(first.self_tests.minutes, more.self_tests.minutes),
            supported=more.self_tests.supported
            if first.self_tests.supported is None
            else first.self_tests.supported,
        ),
    )


def _filled[T: (Smart, Counters, SelfTestMinutes)](first: T, more: T) -> T:
    unsaid = (None, "", (), Protocol.UNKNOWN)
    missing = [
        field.name for field in fields(first) if getattr(first, field.name) in unsaid
    ]
    return replace(first, **{name: getattr(more, name) for name in missing})


def _number(report: Report, name: str) -> int | None:
    """Read a whole number, in whatever way this release writes it."""
    value = report.value(name)
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value.partition(".")[0])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if is_count(value) else None


def _bounded(number: int | None, most: int) -> int | None:
    return number if number is not None and number <= most else None


def _celsius(kelvin: int | None) -> int | None:
    """Zero kelvin is what a drive without a sensor, or without a limit, says."""
    if not kelvin:
        return None
    celsius = kelvin - _KELVIN
    return celsius if COLDEST <= celsius <= HOTTEST else None


def _folded(fields: Mapping[str, object]) -> Report:
    """Some releases write a few names with a capital letter."""
    return Report({name.lower(): value for name, value in fields.items()})


def _opened(data: bytes) -> Report:
    report = _folded(load_object(data))
    if "error" in report.fields:
        raise Misshapen(report.text("error"))
    return report


@fail_closed
def _smart_log(data: bytes) -> Smart:
    report = _opened(data)
    warning = _bounded(_number(report, "critical_warning"), 255)
    units = _number(report, "data_units_written")
    return Smart(
        passed=None if warning is None else not warning,
        temperature=_celsius(_number(report, "temperature")),
        power_on_hours=_bounded(_number(report, "power_on_hours"), OLDEST),
        counters=Counters(
            media_errors=_number(report, "media_errors"),
            critical_warning=warning,
            wear=_bounded(_number(report, "percent_used"), 255),
            spare=percent(_number(report, "avail_spare")),
            spare_threshold=percent(_number(report, "spare_thresh")),
            power_cycles=_number(report, "power_cycles"),
            unsafe_shutdowns=_number(report, "unsafe_shutdowns"),
            # Thousands of units of 512 bytes.
            written=None if units is None else units * 512_000,
        ),
    )


@fail_closed
def _self_test_log(data: bytes) -> Smart:
    report = _opened(data)
    now = _number(report, "current device self-test operation")
    done = _number(report, "current device self-test completion")
    if now is None:
        raise Misshapen("it does not tell whether a self-test runs")
    entries = (
        nvme_entry(
            code=_number(entry, "self test code"),
            result=_number(entry, "self test result"),
            hours=_number(entry, "power on hours"),
            lba=_bounded(_number(entry, "failing lba"), MOST_LBA),
        )
        for raw in report.objects("list of valid reports")
        for entry in (_folded(raw.fields),)
    )
    tests = SelfTests(
        told=True,
        running=nvme_now(now, None if done is None else percent(done & _PERCENT_BITS)),
        entries=tuple(entry for entry in entries if entry),
    )
    return Smart(self_tests=tests)


@fail_closed
def _identity(data: bytes) -> Smart:
    report = _opened(data)
    commands = _bounded(_number(report, "oacs"), _TWO_BYTES)
    minutes = _bounded(_number(report, "edstt"), _TWO_BYTES)
    return Smart(
        model=report.text("mn"),
        serial=report.text("sn"),
        firmware=report.text("fr"),
        temperature_limit=_celsius(_number(report, "wctemp")),
        self_tests=SelfTests(
            minutes=SelfTestMinutes(long=minutes or None),
            supported=None if commands is None else nvme_supported(commands),
        ),
    )


_READERS = {SMART_LOG: _smart_log, SELF_TEST_LOG: _self_test_log, ID_CTRL: _identity}
