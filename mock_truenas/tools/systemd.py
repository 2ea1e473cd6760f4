"""`systemd-run` and `systemctl` for transient services, and what stands behind them.

A unit is a file in units/, made exclusively: its name is a lock. The process that
waits for the service (`unit-manager`) plays PID 1; all processes that were started in
the service are known by the invocation id in their environment, as by a cgroup.
"""

import json
import os
import signal
import sys
import time
from typing import Any

from ..model import ROOT_VARIABLE, Json, locked, root, write_atomic
from ..processes import MARK, alive, with_environment

_PROPERTIES = {
    "Id": "",
    "LoadState": "not-found",
    "ActiveState": "inactive",
    "SubState": "dead",
    "Result": "success",
    "ExecMainCode": "0",
    "ExecMainStatus": "0",
    "ExecMainPID": "0",
    "MainPID": "0",
    "InvocationID": "",
    "FragmentPath": "",
    "ControlGroup": "",
}
_RUN_VALUES = {"--unit", "-u", "--property", "-p", "--setenv", "-E", "--description"}


def main(arguments: list[str]) -> int:
    """Run whichever of the three programs is named first."""
    name, arguments = arguments[0], arguments[1:]
    if not os.path.isdir(f"{root()}/fs/run/systemd/system"):
        sys.stderr.write(
            "System has not been booted with systemd as init system (PID 1). Can't"
            " operate.\nFailed to connect to bus: Host is down\n"
        )
        return 1
    if name == "systemd-run":
        return _systemd_run(arguments)
    if name == "unit-manager":
        return _manage(arguments[0])
    return _systemctl(arguments)


def _file(unit: str) -> str:
    return f"{root()}/units/{unit}.json"


def _load(unit: str) -> Json | None:
    try:
        with open(_file(unit), "rb") as file:
            loaded: Json = json.loads(file.read())
    except FileNotFoundError:
        return None
    return loaded


def _store(unit: str, state: Json) -> None:
    write_atomic(_file(unit), json.dumps(state).encode())


def _systemd_run(arguments: list[str]) -> int:
    options: dict[str, list[str]] = {}
    while arguments and arguments[0].startswith("-"):
        word, given, value = arguments.pop(0).partition("=")
        if word == "--":
            break
        if word in _RUN_VALUES and not given:
            value = arguments.pop(0)
        options.setdefault(word, []).append(value)
    unit = (options.get("--unit", []) + options.get("-u", []) + ["run-r1"])[0]
    unit = unit if unit.endswith(".service") else f"{unit}.service"
    if os.environ.get("MOCK_TRUENAS_UID", "0") != "0":
        sys.stderr.write(
            "Failed to start transient service unit: Interactive authentication"
            " required.\n"
        )
        return 1
    path = _which(arguments[0]) if arguments else None
    if path is None:
        sys.stderr.write(f"Failed to find executable {arguments[0]}: No such file\n")
        return 1
    properties = dict(
        item.partition("=")[::2]
        for item in options.get("--property", []) + options.get("-p", [])
    )
    invocation = os.urandom(16).hex()
    state: Json = {
        "unit": unit,
        "argv": [path, *arguments[1:]],
        "environment": options.get("--setenv", []) + options.get("-E", []),
        "properties": properties,
        "collect": "--collect" in options or "-G" in options,
        "invocation": invocation,
        "active": "activating",
        "sub": "start",
        "result": "success",
        "code": 0,
        "status": 0,
        "pid": 0,
    }
    with locked(root()):
        if _load(unit) is not None:
            sys.stderr.write(
                f"Failed to start transient service unit: Unit {unit} was already"
                " loaded or has a fragment file.\n"
            )
            return 1
        _store(unit, state)
    _start_manager(unit)
    while (found := _load(unit)) and found["active"] == "activating":
        time.sleep(0.01)
    if "--quiet" not in options and "-q" not in options:
        sys.stderr.write(f"Running as unit: {unit}; invocation ID: {invocation}\n")
    return 0


def _which(program: str) -> str | None:
    if "/" in program:
        return program
    for folder in os.environ["PATH"].split(":"):
        if os.access(f"{folder}/{program}", os.X_OK):
            return f"{folder}/{program}"
    return None


def _start_manager(unit: str) -> None:
    """Start what plays PID 1 for this unit: nobody's child, and no part of the NAS."""
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        null = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(null, number)
        os.closerange(3, 64)
        environment = {k: v for k, v in os.environ.items() if k != MARK}
        environment["MOCK_TRUENAS_MANAGER"] = os.environ[ROOT_VARIABLE]
        command = [sys.executable, "-I", "-S", f"{os.path.dirname(__file__)}/main.py"]
        os.execve(sys.executable, [*command, "unit-manager", unit], environment)
    os.wait()


def _manage(unit: str) -> int:
    """Run one service to its end and note how it ended."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    state = _load(unit)
    if state is None:
        return 1
    environment = _service_environment(state)
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        os.chdir("/")
        os.execve(state["argv"][0], state["argv"], environment)
    state |= {"active": "active", "sub": "running", "pid": pid}
    _store(unit, state)
    _pid, status = os.waitpid(pid, 0)
    # KillMode=control-group: what the main process left behind goes, too.
    _end_group(state["invocation"], _stop_seconds(state))
    if os.WIFSIGNALED(status):
        state |= {"code": 2, "status": os.WTERMSIG(status), "result": "signal"}
    else:
        code = os.WEXITSTATUS(status)
        result = "exit-code" if code else "success"
        state |= {"code": 1, "status": code, "result": result}
    # A service that ends by the signal that systemd stopped it with did not fail.
    if state["result"] == "signal" and state["status"] == signal.SIGTERM:
        state["result"] = "success"
    failed = state["result"] != "success"
    state |= {"active": "failed" if failed else "inactive", "sub": "dead", "pid": 0}
    if failed and not state["collect"]:
        _store(unit, state)
    else:
        os.unlink(_file(unit))
    return 0


def _service_environment(state: Json) -> dict[str, str]:
    """Return what systemd gives a service, and the marks of the mock."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key.startswith("MOCK_TRUENAS_") and key != "MOCK_TRUENAS_MANAGER"
    }
    folder = os.environ[ROOT_VARIABLE]
    system = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
    given = dict(item.partition("=")[::2] for item in state["environment"])
    return {
        **kept,
        MARK: folder,
        "MOCK_TRUENAS_UID": "0",
        "LANG": "C.UTF-8",
        "PATH": f"{folder}/bin:{system}",
        "INVOCATION_ID": state["invocation"],
        **given,
    }


def _stop_seconds(state: Json) -> float:
    text = str(state["properties"].get("TimeoutStopSec", "90"))
    return float(text.removesuffix("s"))


def _group(invocation: str) -> list[int]:
    return with_environment("INVOCATION_ID", invocation)


def _end_group(invocation: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    number: int = signal.SIGTERM
    while pids := _group(invocation):
        for pid in pids:
            _signal(pid, number)
        # systemd sends CONT after TERM, so that a stopped process can end.
        for pid in pids:
            _signal(pid, signal.SIGCONT)
        while any(alive(pid) for pid in pids) and time.monotonic() < until:
            time.sleep(0.01)
        number = signal.SIGKILL
        until = time.monotonic() + 1


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _systemctl(arguments: list[str]) -> int:
    words = [a for a in arguments if not a.startswith("-")]
    verb, units = (words[0], words[1:]) if words else ("", [])
    units = [u if "." in u.rpartition("/")[2] else f"{u}.service" for u in units]
    match verb:
        case "show":
            return _show(arguments, units)
        case "stop":
            return max((_stop(unit) for unit in units), default=0)
        case "is-active" | "is-failed":
            states = [
                (_load(unit) or {"active": "inactive"})["active"] for unit in units
            ]
            print("\n".join(states))
            wanted = "active" if verb == "is-active" else "failed"
            return 0 if wanted in states else 3
        case "reset-failed":
            return max((_reset(unit) for unit in units), default=0)
        case "list-units":
            return _list_units(arguments)
        case "is-system-running":
            print("running")
            return 0
    sys.stderr.write(f"Unknown command verb '{verb}'.\n")
    return 1


def _shown(unit: str) -> dict[str, str]:
    values = dict(_PROPERTIES, Id=unit)
    if state := _load(unit):
        values |= {
            "LoadState": "loaded",
            "ActiveState": state["active"],
            "SubState": state["sub"],
            "Result": state["result"],
            "ExecMainCode": str(state["code"]),
            "ExecMainStatus": str(state["status"]),
            "ExecMainPID": str(state["pid"]),
            "MainPID": str(state["pid"]),
            "InvocationID": state["invocation"],
            "FragmentPath": f"/run/systemd/transient/{unit}",
            "ControlGroup": f"/system.slice/{unit}",
        }
    return values


def _show(arguments: list[str], units: list[str]) -> int:
    asked: list[str] = []
    only = "--value" in arguments
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if word.startswith("--property="):
            asked += word.partition("=")[2].split(",")
        elif word in {"-p", "--property"}:
            asked += following.split(",")
        elif word.startswith("-p") and len(word) > 2:
            asked += word[2:].split(",")
    units = [unit for unit in units if unit.removesuffix(".service") not in asked]
    known = _expand(units)
    blocks = []
    for unit in known:
        values = _shown(unit)
        lines = [
            value if only else f"{key}={value}"
            for key, value in values.items()
            if not asked or key in asked
        ]
        blocks.append("\n".join(lines))
    print("\n\n".join(blocks))
    return 0


def _expand(units: list[str]) -> list[str]:
    """Replace patterns by the loaded units that match, as `show 'name-*'` does."""
    from fnmatch import fnmatch

    found: list[str] = []
    for unit in units:
        if any(letter in unit for letter in "*?["):
            loaded = sorted(
                name.removesuffix(".json")
                for name in os.listdir(f"{root()}/units")
                if name.endswith(".service.json")
            )
            found += [name for name in loaded if fnmatch(name, unit)]
        else:
            found.append(unit)
    return found


def _stop(unit: str) -> int:
    state = _load(unit)
    if state is None:
        sys.stderr.write(f"Failed to stop {unit}: Unit {unit} not loaded.\n")
        return 5
    if state["active"] == "failed":
        return 0
    _end_group(state["invocation"], _stop_seconds(state))
    until = time.monotonic() + 5
    while time.monotonic() < until:
        now = _load(unit)
        if now is None or now["active"] == "failed":
            break
        time.sleep(0.01)
    return 0


def _reset(unit: str) -> int:
    state = _load(unit)
    if state is None:
        sys.stderr.write(
            f"Failed to reset failed state of unit {unit}: Unit {unit} not loaded.\n"
        )
        return 1
    if state["active"] == "failed":
        os.unlink(_file(unit))
    return 0


def _list_units(arguments: list[str]) -> int:
    patterns = [a for a in arguments if "*" in a]
    rows: list[dict[str, Any]] = []
    for unit in _expand(patterns or ["*"]):
        values = _shown(unit)
        if values["LoadState"] == "loaded":
            rows.append(
                {
                    "unit": unit,
                    "load": "loaded",
                    "active": values["ActiveState"],
                    "sub": values["SubState"],
                    "description": unit,
                }
            )
    if any(a in {"--output=json", "-ojson"} for a in arguments):
        print(json.dumps(rows))
    else:
        for row in rows:
            print(" ".join(str(value) for value in row.values()))
    return 0
