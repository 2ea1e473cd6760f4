"""`smartctl` 7.4, or 7.3, which does no self-tests of NVMe: -i -H -a -x -n -d -t -X --scan, as text, as JSON and as both.

What the protocols print is in smart_ata, smart_scsi and smart_nvme; here are the
command line, what is around every answer, and the self-tests.
"""

import json
import time

from ..model import Json, drive_of, live_nodes, load, root
from .devices import is_root, resolve

_HEAD = "smartctl {release} [x86_64-linux-{kernel}] (local build)"
_RELEASES = {
    "7.3": ([7, 3], "7.3 2022-02-28 r5338", "5338", "22"),
    "7.4": ([7, 4], "7.4 2023-08-01 r5530", "5530", "23"),
}
_COPYRIGHT = (
    "Copyright (C) 2002-{year}, Bruce Allen, Christian Franke, www.smartmontools.org"
)
_LONG = {
    "--xall": "-x",
    "--all": "-a",
    "--info": "-i",
    "--health": "-H",
    "--abort": "-X",
    "--json": "-j",
}
_WITH_VALUE = {"-n": "nocheck", "-d": "device", "-t": "test", "-T": "tolerance"}
FAILED_OPEN, BAD_LINE, SOME_FAILED, FAILING = 2, 1, 4, 8


class Options:
    """The command line of one call."""

    def __init__(self, arguments: list[str]) -> None:
        """Read it; what is not known is in `unknown`."""
        self.json: str | None = None
        self.sections: set[str] = set()
        self.values: dict[str, str] = {}
        self.logs: list[str] = []
        self.scan = False
        self.device = ""
        self.unknown = ""
        left = list(arguments)
        while left:
            word = left.pop(0)
            name, given, value = word.partition("=")
            name = _LONG.get(name, name)
            if word in {"--scan", "--scan-open"}:
                self.scan = True
            elif name == "-j" and word.startswith("--"):
                self.json = value if given else ""
            elif word.startswith("-j"):
                self.json = word[2:]
            elif name in {"--nocheck", "--device", "--test", "--tolerance"}:
                self.values[name[2:]] = value
            elif word[:2] in _WITH_VALUE and not word.startswith("--"):
                value = word[2:] or (left.pop(0) if left else "")
                self.values[_WITH_VALUE[word[:2]]] = value
            elif name in {"-x", "-a", "-i", "-H", "-X", "-A", "-l", "-c", "-s"}:
                if name in {"-l", "-s"} and left:
                    value = left.pop(0)
                    self.logs += [value] if name == "-l" else []
                self.sections.add(name[1])
            elif word.startswith("-"):
                self.unknown = word
            else:
                self.device = word


class Answer:
    """What is being said: JSON keys, lines of text, messages, and the exit status."""

    def __init__(self, model: Json, arguments: list[str], options: Options) -> None:
        """Begin with what every answer begins with."""
        self.options = options
        numbers, release, revision, year = _RELEASES[model["smartctl"]]
        self.knows_nvme_tests = numbers >= [7, 4]
        head = _HEAD.format(release=release, kernel=model["kernel"])
        self.lines = [head, _COPYRIGHT.format(year=year), ""]
        self.messages: list[Json] = []
        self.status = 0
        self.head: Json = {
            "version": numbers,
            "pre_release": False,
            "svn_revision": revision,
            "platform_info": f"x86_64-linux-{model['kernel']}",
            "build_info": "(local build)",
            "argv": ["smartctl", *arguments],
        }
        self.body: Json = {}

    def fail(self, text: str, status: int) -> int:
        """End with an error message."""
        self.messages.append({"string": text, "severity": "error"})
        self.lines.append(text)
        self.status |= status
        return self.end()

    def end(self) -> int:
        """Print everything in the form that was asked for."""
        letters = self.options.json
        if letters is None:
            print("\n".join(self.lines))
            return self.status
        if self.messages:
            self.head["messages"] = self.messages
        if "o" in letters:
            self.head["output"] = self.lines
        self.head["exit_status"] = self.status
        whole = {"json_format_version": [1, 0], "smartctl": self.head, **self.body}
        if "c" in letters:
            print(json.dumps(whole, separators=(",", ":")))
        else:
            print(json.dumps(whole, indent=2))
        return self.status


def main(arguments: list[str]) -> int:
    """Answer one call."""
    model = load(root())
    options = Options(arguments)
    answer = Answer(model, arguments, options)
    if arguments == ["-V"]:
        return answer.end()
    if "farm" in options.logs and answer.head["version"] < [7, 4]:
        return answer.fail("=======> INVALID ARGUMENT TO -l: farm", BAD_LINE)
    if options.unknown:
        return answer.fail(f"ERROR: invalid option {options.unknown}", BAD_LINE)
    if options.scan:
        return _scan(model, answer)
    if not options.device:
        return answer.fail(
            "ERROR: smartctl requires a device name as the final command-line"
            " argument.",
            BAD_LINE,
        )
    now = time.time()
    found = resolve(model, options.device)
    answer.body["local_time"] = {
        "time_t": int(now),
        "asctime": time.strftime("%a %b %e %H:%M:%S %Y UTC", time.gmtime(now)),
    }
    if found is None or not is_root():
        reason = "Permission denied" if found else "No such device"
        return answer.fail(
            f"Smartctl open device: {options.device} failed: {reason}", FAILED_OPEN
        )
    node = found[0]
    drive = drive_of(model, node)
    if drive["kind"] not in {"sas", "nvme"}:
        # Printed by ATA drives alone, and after the version.
        answer.head["drive_database_version"] = {"string": "7.3/5528"}
    return _device(model, node, drive, answer)


def _device(model: Json, node: Json, drive: Json, answer: Answer) -> int:
    options = answer.options
    wanted = options.values.get("device", "auto")
    kind, protocol = _type(drive, wanted)
    suffix = " [SAT]" if kind == "sat" else ""
    if drive["kind"] == "usb" and wanted in {"auto", "scsi", "test"} and drive["bare"]:
        return answer.fail(
            f"{options.device}: Unknown USB bridge [0x1058:0x25a3 (0x4009)]", BAD_LINE
        )
    answer.body["device"] = {
        "name": options.device,
        "info_name": f"{options.device}{suffix}",
        "type": kind,
        "protocol": protocol,
    }
    if drive["state"] != "fine":
        return answer.fail(
            f"Smartctl open device: {options.device} failed: No such device",
            FAILED_OPEN,
        )
    level, _comma, status = options.values.get("nocheck", "never").partition(",")
    if drive["standby"] and level not in {"never", "idle"}:
        # It exits before it asks the drive anything that would wake it.
        text = f"Device is in STANDBY mode, exit({int(status or 2)})"
        answer.messages.append({"string": text, "severity": "information"})
        answer.lines.append(text)
        answer.status = int(status or 2)
        return answer.end()
    asks_test = "test" in options.values or "X" in options.sections
    if asks_test and drive["kind"] == "nvme" and not answer.knows_nvme_tests:
        # It has nothing to do then, and ends as if all were well.
        answer.lines += [
            "NVMe device successfully opened",
            "",
            "Use 'smartctl -a' (or '-x') to print SMART (and more) information",
            "",
        ]
        return answer.end()
    if "test" in options.values:
        return _start(drive, node, answer, options.values["test"])
    if "X" in options.sections:
        return _abort(drive, node, answer)
    _protocol(drive).report(model, node, drive, answer)
    return answer.end()


def _type(drive: Json, wanted: str) -> tuple[str, str]:
    if drive["kind"] == "nvme":
        return "nvme", "NVMe"
    if drive["kind"] == "sas":
        return "scsi", "SCSI"
    return ("scsi", "SCSI") if wanted == "scsi" else ("sat", "ATA")


def _protocol(drive: Json):  # type: ignore[no-untyped-def]
    if drive["kind"] == "nvme":
        from . import smart_nvme

        return smart_nvme
    if drive["kind"] == "sas":
        from . import smart_scsi

        return smart_scsi
    from . import smart_ata

    return smart_ata


def _start(drive: Json, node: Json, answer: Answer, kind: str) -> int:
    from . import selftest

    force = kind == "force" or "force" in kind
    kind = kind.partition(",")[0]
    if kind not in selftest.KINDS:
        return answer.fail(f"ERROR: invalid argument {kind}", BAD_LINE)
    problem = selftest.begin(str(node["seq"]), kind, force)
    name = {"short": "Short", "long": "Extended", "conveyance": "Conveyance"}[kind]
    lines = answer.lines
    if drive["kind"] == "nvme":
        if problem:
            lines += ["Self-test already in progress" if problem == "running" else ""]
            answer.status |= SOME_FAILED
        else:
            lines += ["Self-test has begun", "Use smartctl -X to abort test"]
        return answer.end()
    lines.append("=== START OF OFFLINE IMMEDIATE AND SELF-TEST SECTION ===")
    if drive["kind"] == "sas":
        if problem == "running":
            lines.append("Can't start self-test without aborting current test")
            answer.end()
            return 255
        lines.append(f"{name} Background Self Test has begun")
        return answer.end()
    if problem == "running":
        percent = int((selftest.left(load(root()), drive) or 0) * 10) * 10
        lines += [
            f"Can't start self-test without aborting current test ({percent}% remaining),",
            "add '-t force' option to override, or run 'smartctl -X' to abort test.",
        ]
        answer.status |= SOME_FAILED
    elif problem:
        lines.append(f"{name} self-test functions not supported")
        answer.status |= SOME_FAILED
    else:
        lines += _begun(drive, name, kind)
    return answer.end()


def _begun(drive: Json, name: str, kind: str) -> list[str]:
    text = f'"Execute SMART {name} self-test routine immediately in off-line mode"'
    minutes = drive["minutes"][kind]
    until = time.gmtime(time.time() + minutes * 60)
    return [
        f"Sending command: {text}.",
        f"Drive command {text} successful.",
        "Testing has begun.",
        f"Please wait {minutes} minutes for test to complete.",
        time.strftime("Test will complete after %a %b %e %H:%M:%S %Y UTC", until),
        "Use smartctl -X to abort test.",
    ]


def _abort(drive: Json, node: Json, answer: Answer) -> int:
    from . import selftest

    selftest.abort(str(node["seq"]))
    answer.lines += {
        "nvme": ["Self-test aborted!"],
        "sas": ["Self Test returned without error"],
    }.get(
        drive["kind"],
        [
            "=== START OF OFFLINE IMMEDIATE AND SELF-TEST SECTION ===",
            'Sending command: "Abort SMART off-line mode self-test routine".',
            "Self-testing aborted!",
        ],
    )
    return answer.end()


def _scan(model: Json, answer: Answer) -> int:
    devices = []
    for node in live_nodes(model):
        nvme = drive_of(model, node)["kind"] == "nvme"
        name = node["name"].rpartition("n")[0] if nvme else node["name"]
        devices.append(
            {
                "name": f"/dev/{name}",
                "info_name": f"/dev/{name}",
                "type": "nvme" if nvme else "scsi",
                "protocol": "NVMe" if nvme else "SCSI",
            }
        )
    answer.body["devices"] = devices
    answer.lines = [
        f"{d['name']} -d {d['type']} # {d['info_name']}, {d['protocol']} device"
        for d in devices
    ]
    return answer.end()


def grouped(number: int) -> str:
    """Write a number with commas, as smartctl does."""
    return f"{number:,}"


def capacity(size: int) -> str:
    """Write a capacity as `256,000,000 bytes [256 MB]`."""
    value: float = size
    for unit in ("bytes", "KB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            break
        value /= 1000
    else:
        raise AssertionError
    short = f"{value:.0f}" if value >= 100 else f"{value:.3g}"
    return f"{grouped(size)} bytes [{short} {unit}]"
