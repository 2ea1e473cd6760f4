"""Starts or aborts a self-test that a drive does by itself.

Reads the request from standard input and answers with the frame `selftest`; both are
described in `docs/remote-protocol.md`. Nothing of it stays on the host: the drive
itself is the one that remembers.
"""
# Without pathlib: it takes longer to load than all the rest.

import json
import re
import sys
from typing import Any

from ._base import DEV, SYS, decode, listing, read_text, tool_environment, which
from ._calls import call
from ._denied import Denied
from ._disks import identity_at, is_candidate, node_path
from ._frames import Frames
from ._pool import end_on_signals

KINDS = {"short": "1", "long": "2"}
"""The numbers of NVMe; it has no conveyance test."""

COULD_NOT = 0b111
"""smartctl: it did not understand, could not open, or a command failed. SCSI: 255."""

NOT_DONE = ("device successfully opened", "elf-tests not supported")
"""Words of a smartctl that did nothing of the kind, and ends as if it had.

Before 7.4 it does no self-tests of NVMe, and only says that the drive was opened.
"""

BUSY = re.compile(r"without aborting current test|self.test.in.progress", re.IGNORECASE)
"""What smartctl and nvme-cli say of a drive that does another self-test."""

BANNER = ("smartctl ", "Copyright (C) ", "=== ", "Sending command: ")
"""How lines begin that smartctl prints each time; what it has to say comes after them."""

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
    try:
        by_smartctl(name, request)
    except Denied as denial:
        is_final = denial.code in ("already_running", "tool_hung")
        if is_final or not name.startswith("nvme") or kind not in KINDS:
            raise
        if which("nvme", tool_environment()) is None:
            raise
        by_nvme(name, request)
    return name


def by_smartctl(name: str, request: dict[str, Any]) -> None:
    """Tell the drive with smartctl; raises Denied."""
    if which("smartctl", tool_environment()) is None:
        raise Denied("tool_missing", "smartctl")
    is_abort = request["verb"] == "abort"
    argv = ["smartctl", *(["-X"] if is_abort else ["-t", request["kind"]])]
    if request["smart_type"]:
        argv += ["-d", request["smart_type"]]
    status, said = _told([*argv, DEV + "/" + node_path(name)], request)
    if status & COULD_NOT or any(words in said for words in NOT_DONE):
        raise Denied("not_taken", said)


def by_nvme(name: str, request: dict[str, Any]) -> None:
    """Tell the drive with nvme-cli; raises Denied."""
    code = ABORT_NVME if request["verb"] == "abort" else KINDS[request["kind"]]
    argv = ["nvme", "device-self-test", DEV + "/" + node_path(name), "-s", code]
    status, said = _told(argv, request)
    namespace = read_text(SYS + "/block/" + name + "/nsid")
    if status and namespace.isdecimal():
        # All namespaces at once is what some drives with a single one refuse.
        status, said = _told([*argv, "-n", namespace], request)
    if status:
        raise Denied("not_taken", said)


def _told(argv: list[str], request: dict[str, Any]) -> tuple[int, str]:
    """Run a tool; answer its status and words, raises Denied where it is no answer."""
    status, out, err = call(argv, float(request["wait"]))
    said = "\n".join(_words(decode(out[-1000:])) + _words(decode(err[-1000:])))
    if status is None:
        raise Denied("tool_hung", argv[0])
    if request["verb"] == "start" and status and BUSY.search(said):
        raise Denied("already_running", said)
    return status, said


def _words(said: str) -> list[str]:
    """The lines that tell something."""
    return [
        line
        for line in said.splitlines()
        if line.strip() and not line.startswith(BANNER)
    ]


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
