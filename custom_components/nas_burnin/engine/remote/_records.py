"""The records of detached tests, as the probe tells them and control needs them."""
# Without pathlib: it takes longer to load than all the rest.

import os
import re
from typing import Any

from ._base import boot_id, decode, listing, read_json, start_ticks

UNIT = re.compile(r"nas-burnin-[A-Za-z0-9_.:-]{1,180}")

SHOW_UNITS = (
    "systemctl",
    "show",
    "--property=Id",
    "--property=LoadState",
    "--property=ActiveState",
)


def bad_folder(request: dict[str, Any]) -> str:
    """The first of the two folders of a request that is no plain path, or ""."""
    for key in ("state_dir", "run_dir"):
        path = request[key]
        if not path.startswith("/") or os.path.normpath(path) != path:
            return key
    return ""


def state_folder(request: dict[str, Any], unit: str) -> str:
    """The durable folder of a test."""
    return f"{request['state_dir']}/{unit}"


def run_folder(request: dict[str, Any], unit: str) -> str:
    """The volatile folder of a test; the durable one where there is no /run."""
    if os.path.isdir(os.path.dirname(request["run_dir"])):
        return f"{request['run_dir']}/{unit}"
    return state_folder(request, unit)


def unit_names(request: dict[str, Any], prefix: str) -> list[str]:
    """Every test that left a folder, durable or volatile."""
    names = {*listing(request["state_dir"]), *listing(request["run_dir"])}
    return sorted(
        name for name in names if name.startswith(prefix) and UNIT.fullmatch(name)
    )


def read_record(
    request: dict[str, Any], unit: str, unit_state: str = ""
) -> dict[str, Any]:
    """One test as its files and processes tell it: an item of the frame `tests`."""
    state = state_folder(request, unit)
    status = read_json(run_folder(request, unit) + "/status.json")
    checkpoint = read_json(state + "/checkpoint.json")
    return {
        "unit": unit,
        "request": read_json(state + "/request.json"),
        "status": status,
        "checkpoint": checkpoint,
        "alive": is_alive(status) or is_alive(checkpoint),
        "unit_state": unit_state,
    }


def test_processes(request: dict[str, Any]) -> set[int]:
    """The process ids of every supervisor that lives, and of its badblocks."""
    found = set()
    for unit in unit_names(request, request["unit_prefix"]):
        record = read_record(request, unit)
        for known in (record["status"], record["checkpoint"]):
            if is_alive(known):
                child = known.get("child")
                found.add(known["pid"])
                if isinstance(child, dict) and isinstance(child.get("pid"), int):
                    found.add(child["pid"])
    return found


def is_alive(process: Any) -> bool:
    """True while the very process of a record runs: pid, start time, boot agree."""
    if not isinstance(process, dict) or process.get("boot_id") != boot_id():
        return False
    return is_same_process(process.get("pid"), process.get("start_ticks"))


def is_same_process(pid: object, ticks: object) -> bool:
    """True while the process runs that had this pid and start time."""
    if not isinstance(pid, int) or not isinstance(ticks, int) or pid < 1:
        return False
    return start_ticks(pid) == ticks


def unit_states(shown: bytes) -> dict[str, str]:
    """What `systemctl show` said: unit name without suffix to its ActiveState.

    A unit that does not exist is shown as a success of long ago; it is left out.
    """
    states = {}
    for block in decode(shown).split("\n\n"):
        pairs = dict(line.partition("=")[::2] for line in block.split("\n"))
        if pairs.get("LoadState", "not-found") != "not-found":
            name = pairs.get("Id", "")
            states[name.removesuffix(".service")] = pairs.get("ActiveState", "")
    return states
