"""The self-tests in an answer of smartctl, by protocol.

SCSI has no progress in JSON before 8.0, and no log at all in that of 7.2: both stand
in the text only, which `--json=o` carries along.
"""

from collections.abc import Iterator
import re

from ..model import (
    Protocol,
    SelfTest,
    SelfTestEnd,
    SelfTestKind,
    SelfTestMinutes,
    SelfTestNow,
    SelfTests,
)
from .smart_report import MOST_LBA, Report

_NVME_UNUSED = 15

# The subcommands of ATA 8; captive tests have the highest bit set as well.
_ATA_KINDS = {
    1: SelfTestKind.SHORT,
    2: SelfTestKind.LONG,
    3: SelfTestKind.CONVEYANCE,
    4: SelfTestKind.SELECTIVE,
}
_ATA_CAPTIVE = 0x80
_SCSI_KINDS = {
    1: SelfTestKind.SHORT,
    2: SelfTestKind.LONG,
    5: SelfTestKind.SHORT,
    6: SelfTestKind.LONG,
}
_NVME_KINDS = {1: SelfTestKind.SHORT, 2: SelfTestKind.LONG}
_NVME_BOTH = (SelfTestKind.SHORT, SelfTestKind.LONG)
_NVME_COMMANDS = re.compile(r"^Optional Admin Commands \((0x[0-9a-f]{1,4})\):")
_NVME_SELF_TEST = 1 << 4
"""Of the optional admin commands: it knows self-tests."""

_ATA_ENDS = {
    0: SelfTestEnd.PASSED,
    1: SelfTestEnd.ABORTED,
    2: SelfTestEnd.INTERRUPTED,
    # It could not go on, which says nothing of the surface.
    3: SelfTestEnd.UNKNOWN,
    **dict.fromkeys(range(4, 9), SelfTestEnd.FAILED),
}
_SCSI_ENDS = {
    0: SelfTestEnd.PASSED,
    1: SelfTestEnd.ABORTED,
    2: SelfTestEnd.INTERRUPTED,
    3: SelfTestEnd.UNKNOWN,
    **dict.fromkeys(range(4, 8), SelfTestEnd.FAILED),
}
_NVME_ENDS = {
    0: SelfTestEnd.PASSED,
    1: SelfTestEnd.ABORTED,
    # By a reset, a namespace that went, a format, and (9) a sanitize.
    **dict.fromkeys((2, 3, 4, 9), SelfTestEnd.INTERRUPTED),
    **dict.fromkeys((5, 6, 7), SelfTestEnd.FAILED),
    8: SelfTestEnd.ABORTED,
}
_RUNNING = 15

_SCSI_LEFT = re.compile(r"^Self-test execution status:\s+(\d{1,3})% of test remaining")
_SCSI_EMPTY = "No Self-tests have been logged"
_SCSI_LINE = re.compile(
    r"^# ?[ \d]\d\s+(Background|Foreground) (short|long)\s+(\S.*?)\s{2,}"
    r"(?:\d+|-)\s+(\d+|NOW)\s+(\d+|-|0x[0-9a-f]+)?"
)
_SCSI_WORDS = (
    ("Completed, segment failed", SelfTestEnd.FAILED),
    ("Completed", SelfTestEnd.PASSED),
    ("Aborted (by user command)", SelfTestEnd.ABORTED),
    ("Aborted (device reset ?)", SelfTestEnd.INTERRUPTED),
    ("Failed in", SelfTestEnd.FAILED),
)


def read_self_tests(report: Report, protocol: Protocol) -> SelfTests:
    """Read what an answer says of self-tests; nothing for a protocol not known."""
    match protocol:
        case Protocol.ATA:
            return _ata(report)
        case Protocol.SCSI:
            return _scsi(report)
        case Protocol.NVME:
            return _nvme(report)
        case _:
            return SelfTests()


def _ata(report: Report) -> SelfTests:
    base = ("ata_smart_data", "self_test")
    status = report.count(*base, "status", "value", most=255)
    can = ("ata_smart_data", "capabilities")
    known = report.flag(*can, "self_tests_supported")
    conveyance = report.flag(*can, "conveyance_self_test_supported")
    selective = report.flag(*can, "selective_self_test_supported")
    supported = [
        *((SelfTestKind.SHORT, SelfTestKind.LONG) if known else ()),
        *((SelfTestKind.CONVEYANCE,) if known and conveyance else ()),
        *((SelfTestKind.SELECTIVE,) if known and selective else ()),
    ]
    minutes = (*base, "polling_minutes")
    running = status is not None and status >> 4 == _RUNNING
    return SelfTests(
        told=status is not None and known is not False,
        running=SelfTestNow(percent=100 - 10 * min(status & 15, 10))
        if running and status is not None
        else None,
        entries=tuple(_ata_entries(report)),
        minutes=SelfTestMinutes(
            short=report.count(*minutes, "short"),
            long=report.count(*minutes, "extended"),
            conveyance=report.count(*minutes, "conveyance"),
        ),
        supported=None if known is None else tuple(supported),
    )


def _ata_entries(report: Report) -> Iterator[SelfTest]:
    log = "ata_smart_self_test_log"
    # The standard log has no address above 2 TiB.
    table = report.objects(log, "extended", "table") or report.objects(
        log, "standard", "table"
    )
    for entry in table:
        kind = entry.count("type", "value", most=255)
        status = entry.count("status", "value", most=255)
        if kind is None or status is None or status >> 4 == _RUNNING:
            continue
        yield SelfTest(
            _ATA_KINDS.get(kind & ~_ATA_CAPTIVE, SelfTestKind.OTHER),
            _ATA_ENDS.get(status >> 4, SelfTestEnd.UNKNOWN),
            entry.count("lifetime_hours"),
            entry.count("lba", most=MOST_LBA),
        )


def _scsi(report: Report) -> SelfTests:
    logged = [
        entry
        for place in range(20)
        if isinstance(fields := report.value(f"scsi_self_test_{place}"), dict)
        for entry in (Report(fields),)
    ]
    running, entries = _scsi_json(logged) if logged else _scsi_text(report.lines())
    left = _scsi_left(report)
    if left is not None:
        kind = running.kind if running else None
        running = SelfTestNow(kind, 100 - left)
    seconds = report.count("scsi_extended_self_test_seconds")
    is_empty = any(line.startswith(_SCSI_EMPTY) for line in report.lines())
    return SelfTests(
        told=bool(logged or entries or running or is_empty),
        running=running,
        entries=entries,
        minutes=SelfTestMinutes(long=None if seconds is None else -(-seconds // 60)),
    )


type _Scsi = tuple[SelfTestNow | None, tuple[SelfTest, ...]]


def _scsi_json(logged: list[Report]) -> _Scsi:
    running = None
    entries = []
    for entry in logged:
        code = entry.count("code", "value")
        kind = _SCSI_KINDS.get(-1 if code is None else code, SelfTestKind.OTHER)
        result = entry.count("result", "value")
        if entry.flag("self_test_in_progress") or result == _RUNNING:
            running = SelfTestNow(kind)
        elif result is not None:
            entries.append(
                SelfTest(
                    kind,
                    _SCSI_ENDS.get(result, SelfTestEnd.UNKNOWN),
                    entry.count("power_on_time", "hours"),
                    entry.count("lba_first_failure", "value", most=MOST_LBA),
                )
            )
    return running, tuple(entries)


def _scsi_text(lines: list[str]) -> _Scsi:
    running = None
    entries = []
    for line in lines:
        found = _SCSI_LINE.match(line)
        if not found:
            continue
        _, length, said, hours, lba = found.groups()
        kind = SelfTestKind.SHORT if length == "short" else SelfTestKind.LONG
        if said.startswith("Self test in progress"):
            running = SelfTestNow(kind)
            continue
        ends = (end for words, end in _SCSI_WORDS if said.startswith(words))
        entries.append(
            SelfTest(
                kind,
                next(ends, SelfTestEnd.UNKNOWN),
                int(hours) if hours.isdecimal() else None,
                int(lba) if lba and lba.isdecimal() else None,
            )
        )
    return running, tuple(entries)


def _scsi_left(report: Report) -> int | None:
    """Percent that are left of the test that runs."""
    left = report.count("scsi_self_test_status", "remaining_percent", most=100)
    if left is not None:
        return left
    found = (_SCSI_LEFT.match(line) for line in report.lines())
    return next((min(int(match[1]), 100) for match in found if match), None)


def _nvme(report: Report) -> SelfTests:
    log = "nvme_self_test_log"
    now = report.count(log, "current_self_test_operation", "value")
    done = report.count(log, "current_self_test_completion_percent", most=100)
    entries = (_nvme_entry(entry) for entry in report.objects(log, "table"))
    return SelfTests(
        told=now is not None,
        running=nvme_now(now, done),
        entries=tuple(entry for entry in entries if entry),
        supported=_nvme_supported(report),
    )


def _nvme_supported(report: Report) -> tuple[SelfTestKind, ...] | None:
    known = report.flag("nvme_optional_admin_commands", "self_test")
    if known is not None:
        return _NVME_BOTH if known else ()
    # Before 7.4 it stands in the text only.
    said = (_NVME_COMMANDS.match(line) for line in report.lines())
    return next((nvme_supported(int(match[1], 16)) for match in said if match), None)


def _nvme_entry(entry: Report) -> SelfTest | None:
    return nvme_entry(
        code=entry.count("self_test_code", "value"),
        result=entry.count("self_test_result", "value"),
        hours=entry.count("power_on_hours"),
        lba=entry.count("lba", most=MOST_LBA),
    )


def nvme_supported(commands: int) -> tuple[SelfTestKind, ...]:
    """The self-tests of a drive with these optional admin commands (OACS)."""
    return _NVME_BOTH if commands & _NVME_SELF_TEST else ()


def nvme_now(operation: int | None, done: int | None) -> SelfTestNow | None:
    """The self-test that runs, by NVMe's numbers; None where none does."""
    if not operation:
        return None
    return SelfTestNow(_NVME_KINDS.get(operation, SelfTestKind.OTHER), done)


def nvme_entry(
    *, code: int | None, result: int | None, hours: int | None, lba: int | None
) -> SelfTest | None:
    """One entry of NVMe's log; None for a place that no test has filled."""
    if result is None or result == _NVME_UNUSED:
        return None
    return SelfTest(
        _NVME_KINDS.get(code or 0, SelfTestKind.OTHER),
        _NVME_ENDS.get(result, SelfTestEnd.UNKNOWN),
        hours,
        lba,
    )
