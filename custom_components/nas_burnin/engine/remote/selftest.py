"""Starts or aborts a self-test that a drive does by itself.

Reads the request from standard input and answers with the frame `selftest`; both are
described in `docs/remote-protocol.md`. Nothing of it stays on the host: the drive
itself is the one that remembers.
"""
# Without pathlib: it takes longer to load than all the rest.

import json
import sys
from typing import Any

from ._base import DEV, SYS, decode, listing, tool_environment, which
from ._calls import call
from ._denied import Denied
from ._disks import identity_at, is_candidate, node_path
from ._frames import Frames
from ._pool import end_on_signals

KINDS = {"short": "1", "long": "2"}
"""The numbers of NVMe; it has no conveyance test."""

COULD_NOT = 0b111
"""smartctl: it did not understand, could not open, or a command failed. SCSI: 255."""

ABORT_NVME = "0xf"


def find(identity: dict[str, Any]) -> str:
    """The name of a node of the drive; raises Denied where there is not one drive."""
    found = [
        name
        for name in listing(SYS + "/block")
        if is_candidate(name) and identity_at(SYS + "/block/" + name) == identity
    ]
    if not found:
        raise Denied("no_such_drive")
    # Several paths to one drive are as good as each other, but have a name in common.
    if len(found) > 1 and not identity["wwid"]:
        raise Denied("ambiguous", ", ".join(found))
    return found[0]


def do(request: dict[str, Any]) -> str:
    """Do what is asked, and answer on which node; raises Denied."""
    kind = request["kind"]
    if request["verb"] not in ("start", "abort"):
        raise Denied("bad_request", "verb")
    if kind not in ("short", "long", "conveyance"):
        raise Denied("bad_request", "kind")
    identity = request["identity"]
    if not identity["serial"] and not identity["wwid"]:
        raise Denied("bad_request", "identity")
    name = find(identity)
    path = DEV + "/" + node_path(name)
    is_abort = request["verb"] == "abort"
    if which("smartctl", tool_environment()) is None:
        raise Denied("tool_missing", "smartctl")
    argv = ["smartctl", *(["-X"] if is_abort else ["-t", kind])]
    if request["smart_type"]:
        argv += ["-d", request["smart_type"]]
    status, out, err = call([*argv, path], float(request["wait"]))
    if status is not None and not status & COULD_NOT:
        return name
    said = decode(out[-1000:] + err[-1000:])
    if status is None:
        raise Denied("tool_hung", "smartctl")
    if "without aborting current test" in said or "self-test in progress" in said:
        raise Denied("already_running", said)
    if name.startswith("nvme") and kind in KINDS and _by_nvme(path, kind, request):
        return name
    raise Denied("not_taken", said)


def _by_nvme(path: str, kind: str, request: dict[str, Any]) -> bool:
    """Try with nvme-cli: smartctl before 7.4 knows no self-tests of NVMe."""
    if which("nvme", tool_environment()) is None:
        return False
    code = ABORT_NVME if request["verb"] == "abort" else KINDS[kind]
    argv = ["nvme", "device-self-test", path, "-s", code]
    status, _, _ = call(argv, float(request["wait"]))
    return status == 0


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked, and say what became of it."""
    name = code = detail = ""
    try:
        name = do(request)
    except Denied as denial:
        code, detail = denial.code, denial.detail
    except OSError as problem:
        code, detail = "failed", f"{problem.strerror}: {problem.filename}"
    return {"ok": not code, "code": code, "detail": detail, "node": name}


def main() -> None:
    """Read the request from the rest of standard input and answer it."""
    request = json.loads(sys.stdin.buffer.read())
    end_on_signals(3 * float(request["wait"]) + 10)
    frames = Frames()
    frames.send_json("selftest", answer(request))
    frames.end()


if __name__ == "__main__":
    main()
