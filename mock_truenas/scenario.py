"""The scenario: a JSON object that says what NAS there is and what will go wrong.

The format is documented in docs/mock.md. Every mistake is told with its field.
"""

import json
from pathlib import Path
from typing import Any
import uuid

from . import faults, view
from .catalog import (
    BLANK_KINDS,
    IN_USE,
    PROPORTIONS,
    ScenarioError,
    give_role,
    make_drive,
    parse_size,
)
from .model import Json

EVENTS = {
    "vanish",
    "come_back",
    "rename",
    "swap_letters",
    "import_pool",
    "export_pool",
    "mount",
    "umount",
    "set_temperature",
    "set_smart",
    "set_faults",
    "hang_tool",
    "garbage_tool",
    "fail_tool",
    "remove_tool",
    "restore_tool",
    "drop_connections",
    "stall",
    "resume",
    "full_disk",
    "change_host_key",
    "reboot",
}
_SETTINGS: dict[str, type | tuple[type, ...]] = {
    "hostname": str,
    "user": str,
    "speed": (int, float),
    "sudo": str,
    "login_shell": str,
    "systemd": bool,
    "zfs": bool,
    "kernel": str,
    "version": str,
    "smartctl": str,
    "memory": (int, str),
    "big_bytes": (int, str),
    "full_disk": bool,
}
_CHOICES = {
    "sudo": ("nopasswd", "password", "missing"),
    "login_shell": ("/bin/sh", "truenas_cli"),
    "smartctl": ("7.3", "7.4"),
}
_DRIVE_KEYS = {
    "kind",
    "size",
    "serial",
    "model",
    "vendor",
    "firmware",
    "naa",
    "eui",
    "bandwidth",
    "temperature",
    "smart",
    "minutes",
    "faults",
    "standby",
    "state",
    "next_selftest",
    "zoned",
    "logical",
    "physical",
    "rpm",
    "bare",
}
_TOP = {*_SETTINGS, "drives", "changes", "tools", "events", "in_use"}


def read(path: str) -> Json:
    """Read a scenario file; raises ScenarioError that names what is wrong."""
    try:
        scenario = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ScenarioError(f"scenario file {path}: {error.strerror}") from error
    except json.JSONDecodeError as error:
        raise ScenarioError(
            f"scenario file {path}: line {error.lineno}: {error.msg}"
        ) from error
    if not isinstance(scenario, dict):
        raise ScenarioError(f"scenario file {path}: it must be one JSON object")
    return scenario


def build(
    scenario: Json,
    *,
    drives: int = 12,
    size: str | int = "256M",
    in_use: bool = True,
) -> Json:
    """Return the model of a NAS, as it is before its first boot."""
    _check_keys("scenario", scenario, _TOP)
    model = _empty()
    for key, kind in _SETTINGS.items():
        if key in scenario:
            model[key] = _setting(key, scenario[key], kind)
    for number in ("memory", "big_bytes"):
        model[number] = (
            parse_size(model[number])
            if isinstance(model[number], str)
            else model[number]
        )
    _add_blank(model, scenario.get("drives", drives), parse_size(size))
    _use(model, ["ssd"], "boot", parse_size(size))
    if scenario.get("in_use", in_use):
        for kinds, role in IN_USE:
            _use(model, list(kinds), role, parse_size(size))
    for ref, changes in scenario.get("changes", {}).items():
        matches = [d for d in model["drives"].values() if d["serial"] == ref]
        if not matches:
            raise ScenarioError(f"changes.{ref}: there is no drive with this serial")
        _change(matches[0], changes, f"changes.{ref}")
    for tool, fault in scenario.get("tools", {}).items():
        model["tools"][tool] = tool_fault(fault, f"tools.{tool}")
    for index, event in enumerate(scenario.get("events", [])):
        _check_event(index, event)
    model["events"] = scenario.get("events", [])
    return model


def _empty() -> Json:
    model: Json = {
        "hostname": "truenas",
        "user": "root",
        "speed": 1.0,
        "sudo": "nopasswd",
        "login_shell": "/bin/sh",
        "systemd": True,
        "zfs": True,
        "kernel": "6.12.15-production+truenas",
        "version": "25.10.1",
        "smartctl": "7.4",
        "memory": "8G",
        "big_bytes": "8G",
        "full_disk": False,
        "machine_id": uuid.uuid4().hex,
        "os": {
            "PRETTY_NAME": "Debian GNU/Linux 12 (bookworm)",
            "NAME": "Debian GNU/Linux",
            "VERSION": "12 (bookworm)",
            "VERSION_ID": "12",
            "ID": "debian",
        },
        "drives": {},
        "nodes": {},
        "next_seq": 0,
        "pools": {},
        "mounts": [],
        "swaps": [],
        "holders": [],
        "tools": {},
        "stand_ins": [],
        "real_badblocks": "",
    }
    view.new_boot(model)
    return model


def _setting(key: str, value: Any, kind: type | tuple[type, ...]) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ScenarioError(f"{key}: {value!r} is not what belongs here")
    if key in _CHOICES and value not in _CHOICES[key]:
        raise ScenarioError(f"{key} {value!r}: one of {', '.join(_CHOICES[key])}")
    if key == "speed" and float(str(value)) <= 0:
        raise ScenarioError(f"speed {value!r}: it must be more than 0")
    return value


def _check_keys(where: str, given: Any, known: set[str]) -> None:
    if not isinstance(given, dict):
        raise ScenarioError(f"{where}: it must be an object")
    if unknown := set(given) - known:
        raise ScenarioError(
            f"{where}: unknown {', '.join(sorted(unknown))}; known are"
            f" {', '.join(sorted(known))}"
        )


def _new(model: Json, kind: str, size: int) -> Json:
    drive = make_drive(kind, len(model["drives"]) + 1, size)
    model["drives"][drive["id"]] = drive
    return drive


def _add_blank(model: Json, wanted: int | list[Json], size: int) -> None:
    if isinstance(wanted, int):
        wanted = [
            {
                "kind": BLANK_KINDS[index % len(BLANK_KINDS)],
                "size": int(size * PROPORTIONS[index % len(PROPORTIONS)]),
            }
            for index in range(wanted)
        ]
    for index, entry in enumerate(wanted):
        where = f"drives[{index}]"
        _check_keys(where, entry, {*_DRIVE_KEYS, "role"})
        drive = _new(
            model, entry.get("kind", "sata"), parse_size(entry.get("size", size))
        )
        rest = {k: v for k, v in entry.items() if k not in {"kind", "size", "role"}}
        _change(drive, rest, where)
        if entry.get("role", "blank") != "blank":
            give_role(model, [drive], entry["role"])


def _use(model: Json, kinds: list[str], role: str, size: int) -> None:
    size = min(max(size, 128 << 20), 1 << 30)
    give_role(model, [_new(model, kind, size) for kind in kinds], role)


def _change(drive: Json, changes: Json, where: str) -> None:
    _check_keys(where, changes, _DRIVE_KEYS)
    for key, value in changes.items():
        if key in {"smart", "minutes"}:
            known = set(drive[key]) | {"conveyance", "errors"}
            _check_keys(f"{where}.{key}", value, known)
            drive[key] |= value
        elif key == "size":
            drive[key] = parse_size(value)
        else:
            drive[key] = value
    _check_keys(f"{where}.faults", drive["faults"], set(faults.KINDS))


def tool_fault(fault: Any, where: str) -> Json:
    """Turn what a scenario says of a tool into what the stand-ins understand."""
    words: dict[str, Json] = {
        "hang": {"hang": True},
        "garbage": {"garbage": "\x00\xff\xfe<garbage>{{{\n" * 20},
        "fail": {"exit": 1, "stderr": "internal error: out of memory\n"},
        "missing": {"missing": True},
    }
    if isinstance(fault, str) and fault in words:
        return words[fault]
    if isinstance(fault, dict):
        known = {"hang", "garbage", "exit", "stderr", "delay", "missing"}
        _check_keys(where, fault, known)
        return fault
    raise ScenarioError(f"{where} {fault!r}: one of {', '.join(words)}, or an object")


def _check_event(index: int, event: Any) -> None:
    where = f"events[{index}]"
    if not isinstance(event, dict) or not isinstance(event.get("after"), (int, float)):
        raise ScenarioError(f'{where}: it needs "after", in seconds')
    if event.get("do") not in EVENTS:
        raise ScenarioError(
            f"{where}.do {event.get('do')!r}: one of {', '.join(sorted(EVENTS))}"
        )
