"""What smartctl says of ATA drives: SATA disks, SATA SSDs, USB disks behind a bridge."""

from ..model import Json
from .selftest import KINDS, entries, hours, left, temperature
from .smartctl import FAILING, Answer, capacity

_STATUS = {
    "ok": (0, "completed without error", True),
    "aborted": (25, "was aborted by the host", None),
    "interrupted": (41, "was interrupted by the host with a reset", None),
    "fatal": (48, "could not complete due to a fatal or unknown error", None),
    "read_failure": (121, "completed with read failure", False),
}
_LOGGED = {
    "ok": (0, "Completed without error", True),
    "aborted": (25, "Aborted by host", None),
    "interrupted": (41, "Interrupted (host reset)", None),
    "fatal": (48, "Fatal or unknown error", None),
    "read_failure": (121, "Completed: read failure", False),
}
_FLAGS = (
    (1, "prefailure", "P"),
    (2, "updated_online", "O"),
    (4, "performance", "S"),
    (8, "error_rate", "R"),
    (16, "event_count", "C"),
    (32, "auto_keep", "K"),
)


def report(model: Json, node: Json, drive: Json, answer: Answer) -> None:
    """Add the sections that were asked for."""
    sections = answer.options.sections
    everything = bool(sections & {"a", "x"})
    if everything or "i" in sections:
        _identity(drive, answer)
    passed = bool(drive["smart"]["passed"])
    if everything or "H" in sections:
        answer.body["smart_status"] = {"passed": passed}
        answer.lines += [
            "=== START OF READ SMART DATA SECTION ===",
            "SMART overall-health self-assessment test result: "
            + ("PASSED" if passed else "FAILED!"),
            "",
        ]
        answer.status |= 0 if passed else FAILING
    if everything:
        _data(model, drive, answer)
        _attributes(model, node, drive, answer)
        _logs(model, drive, answer)
    if drive["smart"].get("farm_hours") is not None and answer.head["version"] >= [
        7,
        4,
    ]:
        _farm(drive, answer, everything=everything)


def _farm(drive: Json, answer: Answer, *, everything: bool) -> None:
    """Tell that a drive of Seagate's keeps its own log, and what is in it if asked."""
    if everything:
        answer.body["seagate_farm_log"] = {"supported": True}
        answer.lines.append("Seagate FARM log (GP Log 0xa6) supported [try: -l farm]")
    if "farm" in answer.options.logs:
        hours = drive["smart"]["farm_hours"]
        page = {"serial_number": drive["serial"], "poh": hours, "spoh": hours}
        answer.body["seagate_farm_log"] = {"page_1_drive_information": page}
        answer.lines += [
            "Seagate Field Access Reliability Metrics log (FARM) (GP log 0xa6)",
            f"\t\tPower on Hours: {hours}",
        ]


def _identity(drive: Json, answer: Answer) -> None:
    blocks = drive["size"] // drive["logical"]
    body: Json = {
        "model_name": drive["model"],
        "serial_number": drive["serial"],
    }
    if drive["naa"]:
        body["wwn"] = {
            "naa": int(drive["naa"][0], 16),
            "oui": int(drive["naa"][1:7], 16),
            "id": int(drive["naa"][7:], 16),
        }
    body |= {
        "firmware_version": drive["firmware"],
        "user_capacity": {"blocks": blocks, "bytes": drive["size"]},
        "logical_block_size": drive["logical"],
        "physical_block_size": drive["physical"],
        "rotation_rate": drive["rpm"],
        "form_factor": {"ata_value": 2, "name": "3.5 inches"},
        "trim": {"supported": drive["rpm"] == 0},
        "in_smartctl_database": False,
        "ata_version": {
            "string": "ACS-4 (minor revision not indicated)",
            "major_value": 4080,
            "minor_value": 65535,
        },
        "sata_version": {"string": "SATA 3.3", "value": 511},
        "interface_speed": {
            "max": {
                "sata_value": 14,
                "string": "6.0 Gb/s",
                "units_per_second": 60,
                "bits_per_unit": 100000000,
            },
            "current": {
                "sata_value": 3,
                "string": "6.0 Gb/s",
                "units_per_second": 60,
                "bits_per_unit": 100000000,
            },
        },
        "smart_support": {"available": True, "enabled": True},
        "write_cache": {"enabled": True},
    }
    if drive["rpm"] == 0:
        body["form_factor"] = {"ata_value": 3, "name": "2.5 inches"}
    answer.body |= body
    naa = drive["naa"]
    rate = f"{drive['rpm']} rpm" if drive["rpm"] else "Solid State Device"
    answer.lines += [
        "=== START OF INFORMATION SECTION ===",
        f"Device Model:     {drive['model']}",
        f"Serial Number:    {drive['serial']}",
        *([f"LU WWN Device Id: {naa[0]} {naa[1:7]} {naa[7:]}"] if naa else []),
        f"Firmware Version: {drive['firmware']}",
        f"User Capacity:    {capacity(drive['size'])}",
        _sectors(drive),
        f"Rotation Rate:    {rate}",
        "Device is:        Not in smartctl database 7.3/5528",
        "ATA Version is:   ACS-4 (minor revision not indicated)",
        "SATA Version is:  SATA 3.3, 6.0 Gb/s (current: 6.0 Gb/s)",
        f"Local Time is:    {answer.body['local_time']['asctime']}",
        "SMART support is: Available - device has SMART capability.",
        "SMART support is: Enabled",
        "Write cache is:   Enabled",
        "",
    ]


def _sectors(drive: Json) -> str:
    logical, physical = drive["logical"], drive["physical"]
    if logical == physical:
        return f"Sector Size:      {logical} bytes logical/physical"
    return f"Sector Sizes:     {logical} bytes logical, {physical} bytes physical"


def _execution(model: Json, drive: Json) -> Json:
    share = left(model, drive)
    if share is not None:
        percent = max(10, min(90, int(share * 10) * 10))
        return {
            "value": 240 + percent // 10,
            "string": f"in progress, {percent}% remaining",
            "remaining_percent": percent,
        }
    log = entries(model, drive)
    value, text, passed = _STATUS[log[0]["result"] if log else "ok"]
    return {"value": value, "string": text} | (
        {} if passed is None else {"passed": passed}
    )


def _data(model: Json, drive: Json, answer: Answer) -> None:
    status = _execution(model, drive)
    minutes = drive["minutes"]
    polling = {"short": minutes["short"], "extended": minutes["long"]}
    conveyance = "conveyance" in minutes
    if conveyance:
        polling["conveyance"] = minutes["conveyance"]
    answer.body["ata_smart_data"] = {
        "offline_data_collection": {
            "status": {
                "value": 130,
                "string": "was completed without error",
                "passed": True,
            },
            "completion_seconds": 288,
        },
        "self_test": {"status": status, "polling_minutes": polling},
        "capabilities": {
            "values": [123, 3],
            "exec_offline_immediate_supported": True,
            "offline_is_aborted_upon_new_cmd": False,
            "offline_surface_scan_supported": True,
            "self_tests_supported": True,
            "conveyance_self_test_supported": conveyance,
            "selective_self_test_supported": True,
            "attribute_autosave_enabled": True,
            "error_logging_supported": True,
            "gp_logging_supported": True,
        },
    }
    answer.lines += ["General SMART Values:", *_status_lines(status), *_poll(minutes)]


def _status_lines(status: Json) -> list[str]:
    head = f"Self-test execution status:      ({status['value']:4d})\t"
    if "remaining_percent" in status:
        return [
            f"{head}Self-test routine in progress...",
            f"\t\t\t\t\t{status['remaining_percent']}% of test remaining.",
        ]
    if status["value"] == 0:
        return [
            f"{head}The previous self-test routine completed",
            "\t\t\t\t\twithout error or no self-test has ever ",
            "\t\t\t\t\tbeen run.",
        ]
    return [f"{head}The self-test routine {status['string']}."]


def _poll(minutes: Json) -> list[str]:
    names = {"short": "Short", "long": "Extended", "conveyance": "Conveyance"}
    return [
        line
        for kind, value in minutes.items()
        for line in (
            f"{names[kind]} self-test routine",
            f"recommended polling time: \t ({value:4d}) minutes.",
        )
    ] + [""]


def _rows(model: Json, node: Json, drive: Json) -> list[tuple[int, str, int, int, int]]:
    """Return (id, name, flags, threshold, raw) of the attributes the drive reports."""
    smart = drive["smart"]
    warm = temperature(model, drive, node)
    rows = [
        (1, "Raw_Read_Error_Rate", 0x0F, 6, 0),
        (4, "Start_Stop_Count", 0x32, 20, smart["start_stop"]),
        (5, "Reallocated_Sector_Ct", 0x33, 10, smart["reallocated"]),
        (9, "Power_On_Hours", 0x32, 0, hours(model, drive)),
        (12, "Power_Cycle_Count", 0x32, 20, smart["cycles"]),
        (187, "Reported_Uncorrect", 0x32, 0, smart["reported_uncorrect"]),
        (188, "Command_Timeout", 0x32, 0, smart["command_timeout"]),
        (190, "Airflow_Temperature_Cel", 0x22, 0, warm),
        (194, "Temperature_Celsius", 0x22, 0, warm),
        (197, "Current_Pending_Sector", 0x12, 0, smart["pending"]),
        (198, "Offline_Uncorrectable", 0x10, 0, smart["uncorrectable"]),
        (199, "UDMA_CRC_Error_Count", 0x3E, 0, smart["crc"]),
    ]
    if drive["rpm"]:
        rows.insert(1, (3, "Spin_Up_Time", 0x03, 0, 0))
        rows.append((10, "Spin_Retry_Count", 0x13, 97, smart["spin_retry"]))
        rows.append((193, "Load_Cycle_Count", 0x32, 0, smart["load_cycles"]))
    elif "percentage_used" in smart:
        rows.append((177, "Wear_Leveling_Count", 0x13, 0, smart["percentage_used"]))
    return sorted(rows)


def _attribute(row: tuple[int, str, int, int, int], passed: bool) -> Json:
    number, name, flags, threshold, raw = row
    value = 100
    if number in {190, 194}:
        value = max(1, 100 - raw)
    failing = not passed and number == 5
    if failing:
        value = 1
    letters = "".join(letter if flags & bit else "-" for bit, _n, letter in _FLAGS)
    return {
        "id": number,
        "name": name,
        "value": value,
        "worst": value,
        "thresh": threshold,
        "when_failed": "now" if failing else "",
        "flags": {
            "value": flags,
            "string": f"{letters} ",
            **{text: bool(flags & bit) for bit, text, _letter in _FLAGS},
        },
        "raw": {"value": raw, "string": str(raw)},
    }


def _attributes(model: Json, node: Json, drive: Json, answer: Answer) -> None:
    passed = drive["smart"]["passed"]
    table = [_attribute(row, passed) for row in _rows(model, node, drive)]
    if any(row["when_failed"] for row in table):
        answer.status |= 0x10
    warm = temperature(model, drive, node)
    answer.body |= {
        "ata_smart_attributes": {"revision": 16, "table": table},
        "power_on_time": {"hours": hours(model, drive)},
        "power_cycle_count": drive["smart"]["cycles"],
        "temperature": {"current": warm, "lifetime_max": max(warm, 52)},
    }
    answer.lines += [
        "SMART Attributes Data Structure revision number: 16",
        "Vendor Specific SMART Attributes with Thresholds:",
        "ID# ATTRIBUTE_NAME          FLAGS    VALUE WORST THRESH FAIL RAW_VALUE",
        *(
            f"{row['id']:3d} {row['name']:<23} {row['flags']['string'].strip():<6}"
            f"   {row['value']:03d}   {row['worst']:03d}   {row['thresh']:03d}"
            f"    {'NOW' if row['when_failed'] else '-'}    {row['raw']['string']}"
            for row in table
        ),
        "",
    ]


def _logs(model: Json, drive: Json, answer: Answer) -> None:
    log = [_logged(entry) for entry in entries(model, drive)]
    bad = sum(1 for entry in log if entry["status"].get("passed") is False)
    answer.status |= 0x80 if bad else 0
    extended: Json = {"revision": 1, "sectors": 1}
    if log:
        extended |= {
            "table": log,
            "count": len(log),
            "error_count_total": bad,
            "error_count_outdated": 0,
        }
    else:
        extended["count"] = 0
    errors = {"revision": 1, "sectors": 1, "count": drive["smart"].get("errors", 0)}
    answer.body |= {
        "ata_smart_error_log": {"extended": errors},
        "ata_smart_self_test_log": {"extended": extended},
        "ata_pending_defects_log": {
            "size": 255,
            "count": drive["smart"]["pending"],
        },
    }
    if "percentage_used" in drive["smart"]:
        answer.body["endurance_used"] = {
            "current_percent": drive["smart"]["percentage_used"]
        }
    answer.lines += _log_lines(log)


def _logged(entry: Json) -> Json:
    text, number = KINDS[entry["kind"]]
    value, string, passed = _LOGGED[entry["result"]]
    status: Json = {"value": value, "string": string}
    if value & 15:
        status["remaining_percent"] = (value & 15) * 10
    if passed is not None:
        status["passed"] = passed
    row: Json = {
        "type": {"value": number, "string": text},
        "status": status,
        "lifetime_hours": entry["hours"] & 0xFFFF,
    }
    if entry["lba"] is not None:
        row["lba"] = entry["lba"]
    return row


def _log_lines(log: list[Json]) -> list[str]:
    lines = ["SMART Extended Self-test Log Version: 1 (1 sectors)"]
    if not log:
        return [
            *lines,
            "No self-tests have been logged.  [To run self-tests, use: smartctl -t]",
            "",
        ]
    lines.append(
        "Num  Test_Description    Status                  Remaining"
        "  LifeTime(hours)  LBA_of_first_error"
    )
    for index, row in enumerate(log, 1):
        percent = row["status"].get("remaining_percent", 0)
        lines.append(
            f"#{index:2d}  {row['type']['string']:<19} {row['status']['string']:<29}"
            f" {percent:02d}%   {row['lifetime_hours']:8d}         {row.get('lba', '-')}"
        )
    return [*lines, ""]
