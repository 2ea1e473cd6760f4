"""Starts the stand-in for one tool, or the fault that was put in its place."""

import os
import sys
import time


def run() -> int:
    """Run the tool that is named first in the arguments."""
    sys.path.insert(
        0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    )
    from mock_truenas.model import load, root

    name, arguments = sys.argv[1], sys.argv[2:]
    fault = load(root())["tools"].get(name)
    if fault is not None and (status := broken(fault)) is not None:
        return status
    module = __import__(f"mock_truenas.tools.{MODULES[name]}", fromlist=["main"])
    if name != MODULES[name]:
        arguments = [name, *arguments]
    try:
        status = module.main(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(141)
    return int(status)


def broken(fault: dict[str, object]) -> int | None:
    """Behave as a faulty tool: hang, say garbage, fail; None to go on as usual."""
    if seconds := float(str(fault.get("delay", 0))):
        time.sleep(seconds)
    if fault.get("hang"):
        while True:
            time.sleep(3600)
    if garbage := fault.get("garbage"):
        sys.stdout.buffer.write(str(garbage).encode("latin-1"))
        sys.stdout.flush()
    sys.stderr.write(str(fault.get("stderr", "")))
    if "exit" in fault:
        return int(str(fault["exit"]))
    return 0 if garbage else None


MODULES = {
    "badblocks": "badblocks",
    "blkid": "blkid",
    "findmnt": "findmnt",
    "lsblk": "lsblk",
    "midclt": "midclt",
    "nvme": "nvme",
    "smartctl": "smartctl",
    "systemctl": "systemd",
    "systemd-run": "systemd",
    "unit-manager": "systemd",
    "zdb": "zpool",
    "zpool": "zpool",
}

if __name__ == "__main__":
    sys.exit(run())
