"""What smartctl 7.4 says of NVMe drives."""

from ..model import Json
from .selftest import entries, hours, left, temperature
from .smartctl import FAILING, Answer, capacity

RESULTS = {
    "ok": (0, "Completed without error"),
    "aborted": (1, "Aborted: Self-test command"),
    "interrupted": (2, "Aborted: Controller Reset"),
    "fatal": (5, "Fatal or unknown test error"),
    "read_failure": (7, "Completed: failed segments"),
}
ADMIN, OVERHEATING, CRITICAL = 0x17, 82, 85
CODES = {"short": (1, "Short"), "long": (2, "Extended")}


def health(model: Json, node: Json, drive: Json) -> Json:
    """Return the health log, as both smartctl and nvme-cli know it."""
    smart = drive["smart"]
    return {
        "critical_warning": smart["critical_warning"],
        "temperature": temperature(model, drive, node),
        "available_spare": smart["available_spare"],
        "available_spare_threshold": 10,
        "percentage_used": smart["percentage_used"],
        "data_units_read": 1214211,
        "data_units_written": 905513,
        "host_reads": 15012345,
        "host_writes": 9912345,
        "controller_busy_time": 61,
        "power_cycles": smart["cycles"],
        "power_on_hours": hours(model, drive),
        "unsafe_shutdowns": smart["unsafe_shutdowns"],
        "media_errors": smart["media_errors"],
        "num_err_log_entries": smart["error_entries"],
        "warning_temp_time": 0,
        "critical_comp_time": 0,
    }


def report(model: Json, node: Json, drive: Json, answer: Answer) -> None:
    """Add the sections that were asked for."""
    sections = answer.options.sections
    everything = bool(sections & {"a", "x"})
    if everything or "i" in sections:
        _identity(drive, answer)
    passed = bool(drive["smart"]["passed"])
    if everything or "H" in sections:
        answer.body["smart_status"] = {
            "passed": passed,
            "nvme": {"value": drive["smart"]["critical_warning"]},
        }
        answer.lines += [
            "=== START OF SMART DATA SECTION ===",
            "SMART overall-health self-assessment test result: "
            + ("PASSED" if passed else "FAILED!"),
            "",
        ]
        answer.status |= 0 if passed else FAILING
    if everything:
        _values(model, node, drive, answer)
        if answer.knows_nvme_tests:
            _self_tests(model, drive, answer)


def _identity(drive: Json, answer: Answer) -> None:
    blocks = {"blocks": drive["size"] // drive["logical"], "bytes": drive["size"]}
    space: Json = {
        "id": 1,
        "size": blocks,
        "capacity": blocks,
        "utilization": blocks,
        "formatted_lba_size": drive["logical"],
    }
    if drive["eui"]:
        space["eui64"] = {
            "oui": int(drive["eui"][:6], 16),
            "ext_id": int(drive["eui"][6:], 16),
        }
    answer.body |= {
        "model_name": drive["model"],
        "serial_number": drive["serial"],
        "firmware_version": drive["firmware"],
        "nvme_pci_vendor": {"id": 5197, "subsystem_id": 5197},
        "nvme_ieee_oui_identifier": 9528,
        "nvme_total_capacity": drive["size"],
        "nvme_unallocated_capacity": 0,
        "nvme_controller_id": 1,
        "nvme_version": {"string": "2.0", "value": 131072},
        "nvme_number_of_namespaces": 1,
        "nvme_namespaces": [space],
        "user_capacity": blocks,
        "logical_block_size": drive["logical"],
        "smart_support": {"available": True, "enabled": True},
    }
    answer.lines += [
        "=== START OF INFORMATION SECTION ===",
        f"Model Number:                       {drive['model']}",
        f"Serial Number:                      {drive['serial']}",
        f"Firmware Version:                   {drive['firmware']}",
        "PCI Vendor/Subsystem ID:            0x144d",
        "IEEE OUI Identifier:                0x002538",
        f"Total NVM Capacity:                 {capacity(drive['size'])}",
        "Controller ID:                      1",
        "NVMe Version:                       2.0",
        "Number of Namespaces:               1",
        f"Namespace 1 Size/Capacity:          {capacity(drive['size'])}",
        f"Namespace 1 Formatted LBA Size:     {drive['logical']}",
        f"Local Time is:                      {answer.body['local_time']['asctime']}",
        f"Optional Admin Commands (0x{ADMIN:04x}):   Security Format Frmw_DL Self_Test",
        f"Warning  Comp. Temp. Threshold:     {OVERHEATING} Celsius",
        f"Critical Comp. Temp. Threshold:     {CRITICAL} Celsius",
        "",
    ]


def _values(model: Json, node: Json, drive: Json, answer: Answer) -> None:
    log = health(model, node, drive)
    answer.body |= {
        "nvme_smart_health_information_log": log,
        "temperature": {"current": log["temperature"]},
        "power_cycle_count": log["power_cycles"],
        "power_on_time": {"hours": log["power_on_hours"]},
        "nvme_error_information_log": {"size": 64, "read": 16, "unread": 0},
    }
    answer.lines += [
        "SMART/Health Information (NVMe Log 0x02)",
        f"Critical Warning:                   0x{log['critical_warning']:02x}",
        f"Temperature:                        {log['temperature']} Celsius",
        f"Available Spare:                    {log['available_spare']}%",
        f"Available Spare Threshold:          {log['available_spare_threshold']}%",
        f"Percentage Used:                    {log['percentage_used']}%",
        f"Power Cycles:                       {log['power_cycles']}",
        f"Power On Hours:                     {log['power_on_hours']}",
        f"Unsafe Shutdowns:                   {log['unsafe_shutdowns']}",
        f"Media and Data Integrity Errors:    {log['media_errors']}",
        f"Error Information Log Entries:      {log['num_err_log_entries']}",
        "",
    ]


def _self_tests(model: Json, drive: Json, answer: Answer) -> None:
    share = left(model, drive)
    operation: Json = {"value": 0, "string": "No self-test in progress"}
    log: Json = {"current_self_test_operation": operation}
    lines = ["Self-test Log (NVMe Log 0x06)"]
    if share is not None:
        code, name = CODES[drive["selftest"]["kind"]]
        operation |= {"value": code, "string": f"{name} self-test in progress"}
        done = 100 - int(share * 100)
        log["current_self_test_completion_percent"] = done
        lines.append(
            f"Self-test status: {name} self-test in progress ({done}% completed)"
        )
    else:
        lines.append("Self-test status: No self-test in progress")
    rows = [_logged(entry) for entry in entries(model, drive)]
    if rows:
        log["table"] = rows
        lines += [
            f"{index:2d}   {row['self_test_code']['string']:<10}"
            f" {row['self_test_result']['string']:<28} {row['power_on_hours']}"
            for index, row in enumerate(rows)
        ]
    else:
        lines.append("No Self-tests Logged")
    answer.body["nvme_self_test_log"] = log
    answer.lines += [*lines, ""]
    if any(row["self_test_result"]["value"] in range(5, 8) for row in rows):
        answer.status |= 0x80


def _logged(entry: Json) -> Json:
    code, name = CODES[entry["kind"]]
    value, string = RESULTS[entry["result"]]
    row: Json = {
        "self_test_code": {"value": code, "string": name},
        "self_test_result": {"value": value, "string": string},
        "power_on_hours": entry["hours"],
    }
    if entry["lba"] is not None:
        row["lba"] = entry["lba"]
    return row
