"""What smartctl 7.4 says of SAS drives.

The percentage of a running self-test is in the text alone, and `scsi_model_name`
stands where 7.4 has it, next to vendor and product.
"""

from ..model import Json
from .selftest import entries, hours, left, temperature
from .smartctl import FAILING, SOME_FAILED, Answer, capacity

_RESULTS = {
    "ok": (0, "Completed"),
    "aborted": (1, "Aborted (by user command)"),
    "interrupted": (2, "Aborted (device reset ?)"),
    "fatal": (3, "Unknown error, incomplete"),
    "read_failure": (7, "Failed in segment"),
}
_CODES = {"short": (1, "Background short"), "long": (2, "Background long")}


def report(model: Json, node: Json, drive: Json, answer: Answer) -> None:
    """Add the sections that were asked for."""
    sections = answer.options.sections
    everything = bool(sections & {"a", "x"})
    if everything or "i" in sections:
        _identity(drive, answer)
    passed = bool(drive["smart"]["passed"])
    if everything or "H" in sections:
        status: Json = {"passed": passed}
        if not passed:
            status["scsi"] = {
                "asc": 0x5D,
                "ascq": 0x10,
                "ie_string": "FAILURE PREDICTION THRESHOLD EXCEEDED [asc=5d, ascq=10]",
            }
        answer.body["smart_status"] = status
        answer.lines += [
            "=== START OF READ SMART DATA SECTION ===",
            "SMART Health Status: " + ("OK" if passed else status["scsi"]["ie_string"]),
            "",
        ]
        answer.status |= 0 if passed else FAILING
    if everything:
        _values(model, node, drive, answer)
        _self_tests(model, drive, answer)
        # -x asks for a log that hardly any SAS drive has.
        answer.status |= SOME_FAILED if "x" in sections else 0


def _identity(drive: Json, answer: Answer) -> None:
    answer.body |= {
        "scsi_vendor": drive["vendor"],
        "scsi_product": drive["model"],
        "scsi_model_name": f"{drive['vendor']} {drive['model']}",
        "scsi_revision": drive["firmware"],
        "scsi_version": "SPC-5",
        "user_capacity": {
            "blocks": drive["size"] // drive["logical"],
            "bytes": drive["size"],
        },
        "logical_block_size": drive["logical"],
        "physical_block_size": drive["physical"],
        "rotation_rate": drive["rpm"],
        "form_factor": {"scsi_value": 2, "name": "3.5 inches"},
        "logical_unit_id": f"0x{drive['naa']}",
        "serial_number": drive["serial"],
        "device_type": {
            "scsi_terminology": "Peripheral Device Type [PDT]",
            "scsi_value": 0,
            "name": "disk",
        },
        "scsi_transport_protocol": {"name": "SAS (SPL-4)", "value": 6},
        "smart_support": {"available": True, "enabled": True},
        "temperature_warning": {"enabled": True},
    }
    answer.lines += [
        "=== START OF INFORMATION SECTION ===",
        f"Vendor:               {drive['vendor']}",
        f"Product:              {drive['model']}",
        f"Revision:             {drive['firmware']}",
        "Compliance:           SPC-5",
        f"User Capacity:        {capacity(drive['size'])}",
        f"Logical block size:   {drive['logical']} bytes",
        f"Physical block size:  {drive['physical']} bytes",
        f"Rotation Rate:        {drive['rpm']} rpm",
        "Form Factor:          3.5 inches",
        f"Logical Unit id:      0x{drive['naa']}",
        f"Serial number:        {drive['serial']}",
        "Device type:          disk",
        "Transport protocol:   SAS (SPL-4)",
        f"Local Time is:        {answer.body['local_time']['asctime']}",
        "SMART support is:     Available - device has SMART capability.",
        "SMART support is:     Enabled",
        "Temperature Warning:  Enabled",
        "Read Cache is:        Enabled",
        "Writeback Cache is:   Enabled",
        "",
    ]


def _values(model: Json, node: Json, drive: Json, answer: Answer) -> None:
    smart = drive["smart"]
    warm = temperature(model, drive, node)
    on = hours(model, drive)
    counters = {
        kind: {
            "errors_corrected_by_eccfast": 0,
            "errors_corrected_by_eccdelayed": 0,
            "errors_corrected_by_rereads_rewrites": 0,
            "total_errors_corrected": 0,
            "correction_algorithm_invocations": 0,
            "gigabytes_processed": "1234.567",
            "total_uncorrected_errors": smart[f"{kind}_uncorrected"],
        }
        for kind in ("read", "write", "verify")
    }
    answer.body |= {
        "temperature": {"current": warm, "drive_trip": 65},
        "power_on_time": {"hours": on, "minutes": 17},
        "scsi_start_stop_cycle_counter": {
            "year_of_manufacture": "2024",
            "week_of_manufacture": "11",
            "specified_cycle_count_over_device_lifetime": 50000,
            "accumulated_start_stop_cycles": smart["cycles"],
            "specified_load_unload_count_over_device_lifetime": 600000,
            "accumulated_load_unload_cycles": 415,
        },
        "scsi_grown_defect_list": smart["grown_defects"],
        "scsi_error_counter_log": counters,
        "scsi_background_scan": {
            "status": {
                "value": 1,
                "string": "background medium scan active",
                "number_scans_performed": 31,
                "scan_progress": "12.31%",
                "number_medium_scans_performed": 31,
            }
        },
    }
    answer.lines += [
        f"Current Drive Temperature:     {warm} C",
        "Drive Trip Temperature:        65 C",
        "",
        f"Accumulated power on time, hours:minutes {on}:17",
        f"Elements in grown defect list: {smart['grown_defects']}",
        "",
        "Error counter log:",
        *(
            f"{kind + ':':<11}0        0         0         0          0       1234.567"
            f"  {row['total_uncorrected_errors']:10d}"
            for kind, row in counters.items()
        ),
        "",
        f"Non-medium error count: {smart['non_medium']:8d}",
        "",
    ]


def _self_tests(model: Json, drive: Json, answer: Answer) -> None:
    share = left(model, drive)
    rows: list[Json] = []
    if share is not None:
        code, text = _CODES[drive["selftest"]["kind"]]
        rows.append(
            {
                "code": {"value": code, "string": text},
                "result": {"value": 15, "string": "Self test in progress ..."},
                "self_test_in_progress": True,
            }
        )
        percent = int(share * 100)
        answer.lines.append(
            f"Self-test execution status:             {percent}% of test remaining"
        )
    rows += [_logged(entry) for entry in entries(model, drive)]
    answer.lines += (
        ["SMART Self-test log"] if rows else ["No Self-tests have been logged"]
    )
    for index, row in enumerate(rows[:20]):
        answer.body[f"scsi_self_test_{index}"] = row
        answer.lines.append(
            f"#{index + 1:2d}  {row['code']['string']:<17} {row['result']['string']}"
        )
        if row["result"]["value"] in range(4, 8):
            answer.status |= 0x80
    seconds = drive["minutes"]["long"] * 60
    answer.body["scsi_extended_self_test_seconds"] = seconds
    duration = f"{seconds} seconds [{seconds / 60:.1f} minutes]"
    answer.lines += ["", f"Long (extended) Self-test duration: {duration}", ""]


def _logged(entry: Json) -> Json:
    code, text = _CODES[entry["kind"]]
    value, string = _RESULTS[entry["result"]]
    row: Json = {
        "code": {"value": code, "string": text},
        "result": {"value": value, "string": string},
        "power_on_time": {"hours": entry["hours"], "aka": "accumulated_power_on_hours"},
    }
    if entry["lba"] is not None:
        row["lba_first_failure"] = {"value": entry["lba"], "string": str(entry["lba"])}
    return row
