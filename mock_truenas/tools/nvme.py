"""`nvme list|id-ctrl|smart-log|self-test-log|device-self-test`, nvme-cli 2.13's JSON."""

from itertools import pairwise
import json
import sys

from ..model import Json, drive_of, live_nodes, load, root
from . import selftest
from .devices import is_root, resolve
from .smart_nvme import ADMIN, CODES, CRITICAL, OVERHEATING, RESULTS, health

KELVIN = 273
_USAGE = "\033[1mUsage: nvme {command} <device> [OPTIONS]\033[0m\n"


def main(arguments: list[str]) -> int:
    """Run one subcommand."""
    if arguments == ["version"]:
        print("nvme version 2.13 (git 2.13)\nlibnvme version 1.13 (git 1.13)")
        return 0
    if not arguments or arguments[0] not in COMMANDS:
        sys.stderr.write("nvme-2.13\nusage: nvme <command> [<device>] [<args>]\n")
        return 1
    command, rest = arguments[0], arguments[1:]
    model = load(root())
    if command == "list":
        return _list(model)
    device = next((word for word in rest if word.startswith("/")), "")
    found = resolve(model, device)
    if found is None or not is_root():
        reason = "Permission denied" if found else "No such file or directory"
        print(_text({"error": f"{device}: {reason}"}))
        sys.stderr.write(_USAGE.format(command=command))
        return 1
    node = found[0]
    drive = drive_of(model, node)
    if drive["kind"] != "nvme":
        title = command.replace("-", " ")
        print(_text({"error": f"{title}: Inappropriate ioctl for device"}))
        return 1
    return COMMANDS[command](model, node, drive, rest)


def _text(value: object) -> str:
    return json.dumps(value, indent=2).replace('": ', '":')


def _list(model: Json) -> int:
    devices = []
    for node in live_nodes(model):
        drive = drive_of(model, node)
        if drive["kind"] == "nvme":
            devices.append(
                {
                    "NameSpace": 1,
                    "DevicePath": f"/dev/{node['name']}",
                    "GenericPath": f"/dev/{node['name'].replace('nvme', 'ng', 1)}",
                    "Firmware": drive["firmware"],
                    "ModelNumber": drive["model"],
                    "SerialNumber": drive["serial"],
                    "UsedBytes": drive["size"],
                    "MaximumLBA": drive["size"] // drive["logical"],
                    "PhysicalSize": drive["size"],
                    "SectorSize": drive["logical"],
                }
            )
    print(_text({"Devices": devices}))
    return 0


def _identify(_model: Json, _node: Json, drive: Json, _rest: list[str]) -> int:
    print(
        _text(
            {
                "vid": 5197,
                "ssvid": 5197,
                "sn": f"{drive['serial']:<20}",
                "mn": f"{drive['model']:<40}",
                "fr": f"{drive['firmware']:<8}",
                "cntlid": 1,
                "ver": 131072,
                "oacs": ADMIN,
                "wctemp": KELVIN + OVERHEATING,
                "cctemp": KELVIN + CRITICAL,
                "tnvmcap": drive["size"],
                "edstt": drive["minutes"]["long"],
                "sanicap": 0,
                "fna": 5,
                "nn": 1,
            }
        )
    )
    return 0


def _smart(model: Json, node: Json, drive: Json, _rest: list[str]) -> int:
    log = health(model, node, drive)
    names = {
        "available_spare": "avail_spare",
        "available_spare_threshold": "spare_thresh",
        "percentage_used": "percent_used",
        "host_reads": "host_read_commands",
        "host_writes": "host_write_commands",
    }
    log["temperature"] += KELVIN
    print(_text({names.get(key, key): value for key, value in log.items()}))
    return 0


def _self_test_log(model: Json, _node: Json, drive: Json, _rest: list[str]) -> int:
    share = selftest.left(model, drive)
    running = share is not None
    code = CODES[drive["selftest"]["kind"]][0] if running else 0
    reports = [_report(entry) for entry in selftest.entries(model, drive)][:20]
    reports += [{"Self test result": 15}] * (20 - len(reports))
    print(
        _text(
            {
                "Current Device Self-Test Operation": code,
                "Current Device Self-Test Completion": 100 - int((share or 1) * 100),
                "List of Valid Reports": reports,
            }
        )
    )
    return 0


def _report(entry: Json) -> Json:
    known = entry["lba"] is not None
    report = {
        "Self test result": RESULTS[entry["result"]][0],
        "Self test code": CODES[entry["kind"]][0],
        "Segment number": 0,
        "Valid Diagnostic Information": 2 if known else 0,
        "Power on hours": entry["hours"],
    }
    return {
        **report,
        **({"Failing LBA": entry["lba"]} if known else {}),
        "Vendor Specific": 0,
    }


def _self_test(_model: Json, node: Json, _drive: Json, rest: list[str]) -> int:
    value = ""
    for word, following in pairwise(rest):
        if word in {"-s", "--self-test-code"}:
            value = following
    value = value.removeprefix("0x")
    if value == "f":
        selftest.abort(str(node["seq"]))
        print("Aborting device self-test operation")
        return 0
    kind = {"1": "short", "2": "long"}.get(value)
    if kind is None:
        sys.stderr.write("Invalid device self-test code\n")
        return 1
    if selftest.begin(str(node["seq"]), kind, force=False):
        sys.stderr.write(
            "NVMe status: Device Self-test In Progress: The controller or NVM subsystem"
            " already has a device self-test operation in process(0x411d)\n"
        )
        return 1
    print(f"{CODES[kind][1]} Device self-test started")
    return 0


COMMANDS = {
    "list": _identify,
    "id-ctrl": _identify,
    "smart-log": _smart,
    "self-test-log": _self_test_log,
    "device-self-test": _self_test,
}
