"""Read `smartctl -x --json=o`: what a drive reports of itself.

Keys and their ways in the releases from 7.2 on differ by protocol; what a drive does
not report stays None. Only the bits 0 and 1 of the exit status mean that smartctl
could not do its work; all others speak of the drive, or of one command of many.
"""

from collections.abc import Iterator
from datetime import datetime
import re

from ..model import Protocol, Reason, Smart
from .clean import clean
from .counters import below_threshold, is_too_hot, read_counters
from .self_tests import read_self_tests
from .shape import (
    Misshapen,
    Unreadable,
    as_count,
    fail_closed,
    load_object,
    node_path,
)
from .smart_report import COLDEST, HOTTEST, OLDEST, Report

FATAL = 0b11
STANDBY = 3
"""What `-n standby,3` exits with; no other way of failing sets both bits."""

_ASLEEP = re.compile(r"is in [A-Z0-9_() -]{1,40} mode")
_PROTOCOLS = {"ATA": Protocol.ATA, "SCSI": Protocol.SCSI, "NVMe": Protocol.NVME}
_WRITEBACK = re.compile(r"^Writeback Cache is:\s+(Enabled|Disabled)")
_OVERHEATING = re.compile(r"^Warning  Comp\. Temp\. Threshold:\s+(\d{1,3}) Celsius")
_HEAT_WARNING = (0x0B, 0x01)
"""The additional sense code, and its qualifier, of a specified temperature exceeded."""

_FARM = "seagate_farm_log"
_ZONED = re.compile(r"^Zoned Device:\s+Device managed zones")
_SHINGLED_FAMILY = "(SMR)"
"""How smartctl's list of drives marks them."""

_LUN_ID = re.compile(r"0x[0-9a-f]{16}(?:[0-9a-f]{16})?")


@fail_closed
def read_smart(
    node: str, data: bytes, read_at: datetime | None = None
) -> Smart | Unreadable:
    """Read the answer about `/dev/NODE`; `read_at` is when it came, by our clock.

    A drive that sleeps is not woken: `standby` is true then, and nearly all else is
    not reported.
    """
    report = Report(load_object(data))
    status = as_count(report.value("smartctl", "exit_status"), "exit_status")
    # What it said takes longer to read than all else, and matters only then.
    words = tuple(_words(report)) if status & FATAL else ()
    asleep = status == STANDBY and any(map(_ASLEEP.search, words))
    if status & FATAL and not asleep:
        values = {"status": str(status), "detail": clean(" ".join(words[:2]))}
        return Unreadable(Reason("detector_failed", values))
    device = report.value("device", "name")
    if device != node_path(node) and not (asleep and device is None):
        raise Misshapen(f"smartctl does not speak of {node}")
    protocol = _protocol(report)
    return Smart(
        protocol=protocol,
        model=_model(report),
        family=report.text("model_family"),
        serial=report.text("serial_number"),
        firmware=report.first_text(
            ("firmware_version",), ("scsi_revision",), ("revision",)
        ),
        wwn=_wwn(report, protocol),
        size=_size(report),
        rotation_rate=report.count("rotation_rate", most=100_000),
        passed=_passed(report),
        temperature=_temperature(report),
        power_on_hours=report.count("power_on_time", "hours", most=OLDEST),
        standby=asleep,
        read_at=read_at,
        temperature_limit=_temperature_limit(report, protocol),
        logical_block=report.count("logical_block_size"),
        physical_block=report.count("physical_block_size"),
        enabled=report.flag("smart_support", "enabled"),
        write_cache=_write_cache(report, protocol),
        link_speed=_link_speed(report, "current"),
        link_speed_most=_link_speed(report, "max"),
        farm_hours=_farm_hours(report),
        keeps_farm=report.flag(_FARM, "supported") is True,
        shingled=_shingled(report),
        background_scan=report.text("scsi_background_scan", "status", "string"),
        below=below_threshold(report),
        too_hot=is_too_hot(report) or _is_heat(report),
        failing=report.text("smart_status", "scsi", "ie_string"),
        counters=read_counters(report, protocol),
        self_tests=read_self_tests(report, protocol),
    )


def _words(report: Report) -> Iterator[str]:
    """What smartctl said to a person; the messages first, they name the cause."""
    for place in range(len(report.items("smartctl", "messages"))):
        yield report.text("smartctl", "messages", place, "string")
    for line in report.items("smartctl", "output"):
        if isinstance(line, str):
            yield clean(line)


def _protocol(report: Report) -> Protocol:
    return _PROTOCOLS.get(report.text("device", "protocol"), Protocol.UNKNOWN)


def _model(report: Report) -> str:
    known = report.first_text(("model_name",), ("scsi_model_name",))
    if known:
        return known
    # 7.2 had no prefix for these two.
    vendor = report.first_text(("scsi_vendor",), ("vendor",))
    product = report.first_text(("scsi_product",), ("product",))
    return clean(f"{vendor} {product}")


def _wwn(report: Report, protocol: Protocol) -> str:
    """Answer the name of the drive that is unique in the world, in lower case.

    `0x` and 16 (or 32) digits for ATA and SCSI, `eui.` and 16 for NVMe.
    """
    if protocol is Protocol.NVME:
        # With several namespaces it is not said which of them this node is.
        if len(report.items("nvme_namespaces")) != 1:
            return ""
        eui = ("nvme_namespaces", 0, "eui64")
        oui = report.count(*eui, "oui", most=(1 << 24) - 1)
        rest = report.count(*eui, "ext_id", most=(1 << 40) - 1)
        return "" if oui is None or rest is None else f"eui.{oui:06x}{rest:010x}"
    naa = report.count("wwn", "naa", most=15)
    oui = report.count("wwn", "oui", most=(1 << 24) - 1)
    rest = report.count("wwn", "id", most=(1 << 36) - 1)
    if naa is not None and oui is not None and rest is not None:
        return f"0x{naa:x}{oui:06x}{rest:09x}"
    lun = report.text("logical_unit_id").lower()
    return lun if _LUN_ID.fullmatch(lun) else ""


def _size(report: Report) -> int | None:
    most = (1 << 64) - 1
    size = report.count("user_capacity", "bytes", most=most)
    if size is None and len(report.items("nvme_namespaces")) == 1:
        size = report.count("nvme_namespaces", 0, "size", "bytes", most=most)
    return size or None


def _passed(report: Report) -> bool | None:
    passed = report.flag("smart_status", "passed")
    if passed and (
        report.flag("smart_support", "available") is False
        or report.flag("smart_support", "enabled") is False
    ):
        # A SCSI drive without SMART "passes" all the same.
        return None
    return passed


def _is_heat(report: Report) -> bool:
    """True where all that a SAS drive warns of is its temperature."""
    sense = ("smart_status", "scsi")
    codes = report.count(*sense, "asc"), report.count(*sense, "ascq")
    return codes == _HEAT_WARNING


def _temperature(report: Report) -> int | None:
    """Answer degrees Celsius; zero is what a drive without a sensor says."""
    paths = (
        ("temperature", "current"),
        ("scsi_environmental_reports", "temperature_1", "current"),
    )
    for path in paths:
        value = report.value(*path)
        if type(value) is int and value and COLDEST <= value <= HOTTEST:
            return value
    return None


def _temperature_limit(report: Report, protocol: Protocol) -> int | None:
    """Answer the highest temperature the maker allows while it works."""
    for path in (
        ("ata_sct_status", "temperature", "op_limit_max"),
        ("temperature", "op_limit_max"),
        ("temperature", "drive_trip"),
        ("scsi_temperature", "drive_trip"),
        ("nvme_composite_temperature_threshold", "warning"),
    ):
        value = report.value(*path)
        if type(value) is int and 0 < value <= HOTTEST:
            return value
    if protocol is not Protocol.NVME:
        return None
    # Most releases say it in the text only.
    said = (_OVERHEATING.match(line) for line in report.lines())
    limit = next((int(match[1]) for match in said if match), 0)
    return limit if 0 < limit <= HOTTEST else None


def _write_cache(report: Report, protocol: Protocol) -> bool | None:
    told = report.flag("write_cache", "enabled")
    if told is not None or protocol is not Protocol.SCSI:
        return told
    # For SCSI it stands in the text only.
    said = (_WRITEBACK.match(line) for line in report.lines())
    return next((match[1] == "Enabled" for match in said if match), None)


def _link_speed(report: Report, which: str) -> int | None:
    """Answer bits a second."""
    units = report.count("interface_speed", which, "units_per_second", most=1 << 20)
    if not units:
        return None
    bits = report.count("interface_speed", which, "bits_per_unit", most=1 << 40)
    return units * bits if bits else None


@fail_closed
def read_farm(node: str, data: bytes) -> Smart | Unreadable:
    """Read what `smartctl -l farm` said of `/dev/NODE`: only that is in the report.

    smartctl 7.4 and later know this log of Seagate's; with `-x` they only tell whether
    the drive keeps it.
    """
    report = Report(load_object(data))
    if report.value("device", "name") != node_path(node):
        raise Misshapen(f"smartctl does not speak of {node}")
    return Smart(farm_hours=_farm_hours(report), shingled=_shingled(report))


def _farm_hours(report: Report) -> int | None:
    """Answer the hours of power by Seagate's own log, which resellers seldom reset.

    SATA and SAS drives have it in different words.
    """
    for path in (
        (_FARM, "page_1_drive_information", "poh"),
        (_FARM, "drive_information", "power_on_hour"),
    ):
        hours = report.count(*path, most=OLDEST)
        if hours is not None:
            return hours
    return None


def _shingled(report: Report) -> bool | None:
    recordings = {
        report.text(_FARM, page, "drive_recording_type")
        for page in ("page_1_drive_information", "drive_information_continued")
    }
    told = (
        "SMR" in recordings
        or _SHINGLED_FAMILY in report.text("model_family")
        or any(map(_ZONED.match, report.lines()))
    )
    return True if told else None
