"""A drive's self-tests, as a function of when one was started and of the fast clock.

Nothing runs: a started test is a note in the model, and what it has come to follows
from the time that went by since (times the speed factor).
"""

import os
import time

from .. import kernel
from ..model import Json, change, drive_of, root

KINDS = {
    "short": ("Short offline", 1),
    "long": ("Extended offline", 2),
    "conveyance": ("Conveyance offline", 3),
}


def hours(model: Json, drive: Json) -> int:
    """Return the power-on hours: those of the model and the hours since the boot."""
    on = time.clock_gettime(time.CLOCK_BOOTTIME) - model["boot"]["clock"]
    return int(drive["smart"]["hours"] + on * model["speed"] / 3600)


def left(model: Json, drive: Json) -> float | None:
    """Return the share of the running test that is still to come, None if none runs."""
    test = drive["selftest"]
    if test is None or test.get("ended") is not None:
        return None
    took = (time.time() - test["started"]) * model["speed"]
    share = 1 - took / (drive["minutes"][test["kind"]] * 60)
    if test.get("stuck"):
        share = max(share, 0.1)
    return share if share > 0 else None


def entries(model: Json, drive: Json) -> list[Json]:
    """Return the log, newest first: {kind, result, hours, lba}."""
    log: list[Json] = list(drive["selftest_log"])
    test = drive["selftest"]
    if test is not None and left(model, drive) is None:
        log.insert(0, _entry(test))
    return log[:21]


def _entry(test: Json) -> Json:
    return {
        "kind": test["kind"],
        "result": test.get("result", "ok"),
        "hours": test["hours"],
        "lba": test.get("lba"),
    }


def begin(name: str, kind: str, force: bool) -> str:
    """Start a test on the drive with this node; returns "" or why not."""

    def action(model: Json) -> str:
        drive = drive_of(model, model["nodes"][name])
        if kind not in drive["minutes"]:
            return "unsupported"
        if left(model, drive) is not None and not force:
            return "running"
        test = drive["selftest"]
        if test is not None:
            if left(model, drive) is not None:
                test["result"] = "aborted"
            drive["selftest_log"].insert(0, _entry(test))
        drive["selftest"] = {
            "kind": kind,
            "started": time.time(),
            "hours": hours(model, drive),
            **drive["next_selftest"],
        }
        return ""

    return change(root(), action)


def abort(name: str) -> bool:
    """End the running test as a host does; false when none runs."""

    def action(model: Json) -> bool:
        drive = drive_of(model, model["nodes"][name])
        if left(model, drive) is None:
            return False
        drive["selftest"] |= {"ended": time.time(), "result": "aborted"}
        return True

    return change(root(), action)


def temperature(model: Json, drive: Json, node: Json) -> int:
    """Return the drive's temperature in degrees Celsius; work makes it warmer."""
    busy = kernel.claimed(os.environ["MOCK_TRUENAS_ROOT"], node)
    working = busy or left(model, drive) is not None
    return int(drive["temperature"]) + (4 if working else 0)
