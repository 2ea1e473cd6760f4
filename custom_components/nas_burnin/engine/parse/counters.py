"""What a drive counts of its own troubles, from an answer of smartctl.

Raw values of ATA attributes are the maker's own affair: some pack several numbers
into one. What smartctl's drive database made of them stands in the text beside.
"""

import re

from ..model import Counters, Protocol
from .smart_report import Report

_LEADING = re.compile(r"\s*(\d{1,19})(?![\dhx+])")

# Attribute number -> field, and the names under which it is that. Which of them a drive
# has is up to its maker, and so is what flash counts under a number: one has all it ever
# read under 198, one what failed for good under 197, one there what comes and goes by a
# fault of its firmware. smartctl's list of drives names them as what they are.
_ATTRIBUTES = {
    5: ("reallocated", re.compile("")),
    10: ("spin_retries", re.compile("Spin|Retry")),
    184: ("end_to_end", re.compile("End|Err|Code")),
    187: ("reported", re.compile("Unc|Reported_")),
    188: ("timeouts", re.compile("Timeout")),
    196: ("reallocations", re.compile("Realloc|Retr")),
    197: ("pending", re.compile("^(?!Bogus).*Pend")),
    198: ("uncorrectable", re.compile("Offline|Uncorrectable")),
    199: ("crc", re.compile("CRC")),
}
_NUMBERS = tuple(_ATTRIBUTES)
_UNNAMED = re.compile("|Unknown_(?:HDD_|SSD_)?Attribute")
_TIMEOUTS = 188
_LOW_WORD = 0xFFFF
_HEAT = (190, 194)
_WEAR = "Percentage Used Endurance Indicator"
# What the standard has a drive tell in its statistics: some have no attribute for it.
_STATISTICS = {
    "reallocated": "Number of Reallocated Logical Sectors",
    "reported": "Number of Reported Uncorrectable Errors",
    "crc": "Number of Interface CRC Errors",
}
# Attributes of SATA flash whose value, not whose raw number, is the percent left.
_LIFE_LEFT = (
    "SSD_Life_Left",
    "SSD_Life_Left_Perc",
    "Lifetime_Left",
    "Percent_Lifetime_Remain",
    "Percent_Lifetime_Used",
    "Perc_Rated_Life_Remain",
    "Perc_Rated_Life_Used",
    "Percent_Life_Remaining",
    "Remaining_Lifetime_Perc",
    "Lifetime_Remaining",
    "DriveLife_Remaining",
    "Media_Wearout_Indicator",
    "Wear_Leveling_Count",
)
_COUNTS_UP = 230
"""A number of WD and SanDisk: some of theirs count up under it, some down."""


def read_counters(report: Report, protocol: Protocol) -> Counters:
    """Read the counters that matter for a protocol; the rest is not reported."""
    match protocol:
        case Protocol.ATA:
            return _ata(report)
        case Protocol.SCSI:
            return _scsi(report)
        case Protocol.NVME:
            return _nvme(report)
        case _:
            return Counters()


def below_threshold(report: Report) -> tuple[str, ...]:
    """The names of ATA attributes that have failed now, but for heat."""
    failed = report.where("when_failed", ("now",), "ata_smart_attributes", "table")
    return tuple(row.text("name") for row in failed if row.value("id") not in _HEAT)


def is_too_hot(report: Report) -> bool:
    """True where an attribute has failed now that is the temperature.

    Some makers give it a threshold: a drive in a warm room is under it, and no worse.
    """
    failed = report.where("when_failed", ("now",), "ata_smart_attributes", "table")
    return any(row.value("id") in _HEAT for row in failed)


def _ata(report: Report) -> Counters:
    found: dict[str, int] = {}
    for row in report.where("id", _NUMBERS, "ata_smart_attributes", "table"):
        number = row.count("id") or 0
        field, names = _ATTRIBUTES.get(number, ("", _UNNAMED))
        raw = _raw(row, number)
        if field and raw is not None and _is_named(row, names):
            # Seagate counts timeouts of over 5 and over 7.5 s in the words above.
            found[field] = raw & _LOW_WORD if number == _TIMEOUTS else raw
    pending = report.count("ata_pending_defects_log", "count")
    if pending is not None:
        found["pending"] = max(pending, found.get("pending", 0))
    for field in _STATISTICS.keys() - found.keys():
        told = _statistic(report, _STATISTICS[field])
        if told is not None:
            found[field] = told
    return Counters(
        **found,
        wear=_ata_wear(report),
        spare=report.count("spare_available", "current_percent", most=100),
        spare_threshold=report.count("spare_available", "threshold_percent", most=100),
        power_cycles=report.count("power_cycle_count"),
    )


def _ata_wear(report: Report) -> int | None:
    """Percent of flash that is used, from the place that says it most plainly."""
    if report.value("endurance_used") is not None:
        return report.count("endurance_used", "current_percent")
    told = _statistic(report, _WEAR)
    if told is not None or report.count("rotation_rate") != 0:
        return told
    left = {
        row.text("name"): row.count("value", most=100)
        for row in report.where("name", _LIFE_LEFT, "ata_smart_attributes", "table")
        if row.value("id") != _COUNTS_UP
    }
    known = (left.get(name) for name in _LIFE_LEFT)
    return next((100 - value for value in known if value is not None), None)


def _is_named(row: Report, names: re.Pattern[str]) -> bool:
    """True where an attribute's name is one of these, or smartctl knows none for it."""
    name = row.text("name")
    return bool(_UNNAMED.fullmatch(name) or names.search(name))


def _raw(row: Report, number: int) -> int | None:
    """What the attribute of this number counts."""
    if number == _TIMEOUTS:
        return row.count("raw", "value")
    said = row.value("raw", "string")
    leading = _LEADING.match(said) if isinstance(said, str) else None
    return int(leading[1]) if leading else row.count("raw", "value")


def _statistic(report: Report, name: str) -> int | None:
    """A value of the device statistics, where the drive says that it is valid."""
    for page in report.objects("ata_device_statistics", "pages"):
        for row in page.where("name", (name,), "table"):
            if row.flag("flags", "valid"):
                return row.count("value")
    return None


def _scsi(report: Report) -> Counters:
    def uncorrected(what: str) -> int | None:
        return report.count("scsi_error_counter_log", what, "total_uncorrected_errors")

    return Counters(
        reallocated=report.count("scsi_grown_defect_list"),
        pending=report.count("scsi_pending_defects", "count"),
        read_uncorrected=uncorrected("read"),
        write_uncorrected=uncorrected("write"),
        verify_uncorrected=uncorrected("verify"),
        wear=report.first_count(
            ("endurance_used", "current_percent"),
            ("scsi_percentage_used_endurance_indicator",),
        ),
        power_cycles=report.first_count(
            ("scsi_start_stop_cycle_counter", "accumulated_start_stop_cycles"),
            ("power_cycle_count",),
        ),
    )


def _nvme(report: Report) -> Counters:
    log = "nvme_smart_health_information_log"
    return Counters(
        media_errors=report.count(log, "media_errors"),
        critical_warning=report.count(log, "critical_warning", most=255),
        wear=report.count(log, "percentage_used", most=255),
        spare=report.count(log, "available_spare", most=100),
        spare_threshold=report.count(log, "available_spare_threshold", most=100),
        power_cycles=report.count(log, "power_cycles"),
        unsafe_shutdowns=report.count(log, "unsafe_shutdowns"),
        # The log counts thousands of units of 512 bytes.
        written=None
        if (units := report.count(log, "data_units_written")) is None
        else units * 512_000,
    )
