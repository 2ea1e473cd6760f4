"""Holds one drive, tests it with badblocks, and keeps bounded records.

Started as `python3 -I supervisor.py STATE RUN`; `docs/remote-protocol.md` says what
is in these two folders. It needs nobody: no connection, no terminal, no parent.
"""
# Without pathlib: it takes longer to load than all the rest.

import os
import sys
from typing import Any

from ._base import boot_id, read_json, stamp, tool_environment, which
from ._content import look
from ._hold import Node, check, hold
from ._one_run import OneRun, blank_report
from ._openers import insist_alone
from ._output import cap_of
from ._request import Refused, checked
from ._status import Status, own_digest
from ._wake import Wake
from ._wanted import Wanted

SPARE_BYTES = 1 << 20


class Supervisor:
    """One detached test from its request to its end."""

    def __init__(self, state: str, run: str) -> None:
        """Take the durable and the volatile folder of the test."""
        self._state = state
        self._run = run
        self._wake = Wake()
        self.status = Status(state, run, own_digest())
        self._request: dict[str, Any] = {}

    def work(self) -> None:
        """Run the test; every way out of here leaves a last word in the records."""
        try:
            self._wake.catch_signals()
            self._read_request()
            wanted = Wanted(self._run, self._hold(), self._wake, self.status)
            if self._await_go(wanted):
                self._test(wanted)
        except Refused as refusal:
            self.status.explain(refusal.code, **refusal.values)
            self.status.conclude("refused", None)
        except BaseException as problem:
            # Nothing is swallowed: the words go into the records, the rest further up.
            error = f"{type(problem).__name__}: {problem}"[:500]
            self.status.explain("internal_error", error=error)
            began = self.status.value["state"] in ("testing", "paused")
            self.status.conclude(
                *(("ended", "run_failed") if began else ("refused", None))
            )
            raise

    def _read_request(self) -> None:
        raw = read_json(self._state + "/request.json")
        if isinstance(raw, dict):
            # Also a refused test says whose it is.
            for field in ("job", "controller", "nonce"):
                if isinstance(raw.get(field), str):
                    self.status.value[field] = raw[field][:4096]
        self.status.publish()
        self._request = request = checked(raw)
        if request["unit"] != os.path.basename(self._state):
            raise Refused("bad_request", field="unit")
        if request["boot_id"] != boot_id():
            # What the engine saw was seen before a restart: names may have moved.
            raise Refused("bad_request", field="boot_id")

    def _hold(self) -> list[Node]:
        """Hold the drive, where all is as it must be; raises Refused."""
        self._check_room()
        environment = tool_environment()
        for tool in ("badblocks", "blkid"):
            if which(tool, environment) is None:
                raise Refused("tool_missing", tool=tool)
        destructive = self._request["destructive"]
        nodes = hold(self._request["identity"], destructive=destructive)
        self.status.value["nodes"] = [node.dev for node in nodes]
        if destructive:
            # What is only read may hold anything.
            self._look(nodes)
        self._insist(nodes)
        return nodes

    def _look(self, nodes: list[Node]) -> None:
        """Look at what is on the drive; raises Refused."""
        try:
            look(nodes, self._request, self.status)
        except Refused:
            # A drive that left while it was read is no drive that can't be read.
            check(nodes, self._request["identity"])
            raise

    def _check_room(self) -> None:
        runs = len(self._request["runs"])
        needed = SPARE_BYTES + 2 * cap_of(runs) * runs
        found = os.statvfs(self._state)
        free = found.f_bavail * found.f_frsize
        if free < needed:
            raise Refused("no_space", needed=str(needed), free=str(free))

    def _await_go(self, wanted: Wanted) -> bool:
        """Hold until `go` holds our nonce; false when a stop came first."""
        self.status.enter("held")
        until = stamp()["boot"] + self._request["go_within"]
        while not wanted.is_go(self._request["nonce"]):
            if wanted.is_stop():
                self.status.conclude("ended", "not_started")
                return False
            if stamp()["boot"] >= until:
                raise Refused("no_go")
            wanted.wait()
        if wanted.is_stop():
            self.status.conclude("ended", "not_started")
            return False
        self._insist(wanted.nodes)
        return True

    def _insist(self, nodes: list[Node]) -> None:
        """Insist that we hold the drive asked for, and alone where it is erased."""
        if self._request["destructive"]:
            insist_alone(nodes)
        check(nodes, self._request["identity"])

    def _test(self, wanted: Wanted) -> None:
        descriptor = wanted.nodes[0].descriptor
        self.status.value["runs"] = [
            blank_report(run, self._request, descriptor)
            for run in self._request["runs"]
        ]
        self.status.enter("testing")
        self.status.checkpoint()
        end = None
        for index in range(len(self._request["runs"])):
            self.status.value["run"] = index
            run = OneRun(self._request, index, wanted, self._wake, self.status)
            end = run.test()
            if end is not None:
                break
        if end is None:
            # A stop that came after the last byte was compared stopped nothing.
            self.status.value["reason"] = None
        self.status.conclude("ended", end or "finished")


def claim(state: str) -> bool:
    """A folder serves one start: false when a supervisor was here before."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        os.close(os.open(state + "/started", flags, 0o600))
    except FileExistsError:
        return False
    return True


def main() -> None:
    """Take the two folders from the command line."""
    state, run = sys.argv[1:3]
    os.umask(0o077)
    if claim(state):
        Supervisor(state, run).work()


if __name__ == "__main__":
    main()
