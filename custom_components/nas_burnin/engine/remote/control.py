"""Starts, releases, stops, pauses, continues and removes one detached test.

It also writes down which controller starts tests here.

Reads the request from standard input and answers with the frame `control`; both are
described in `docs/remote-protocol.md`.
"""
# Without pathlib: it takes longer to load than all the rest.

import errno
import json
import os
import signal
import stat
import sys
import time
from typing import Any, Callable

from ._base import (
    SYSTEMD,
    decode,
    process_stat,
    sync,
    to_json,
    tool_environment,
    which,
    write_atomic,
)
from ._calls import call
from ._denied import Denied
from ._frames import Frames
from ._owner import answer_own
from ._pool import end_on_signals
from ._records import (
    SHOW_UNITS,
    UNIT,
    bad_folder,
    is_alive,
    is_same_process,
    read_record,
    run_folder,
    state_folder,
    unit_states,
)

LOOK_EVERY = 0.05
TOOL_SECONDS = 30
RUNNING_UNIT = ("active", "activating", "deactivating", "reloading")
BEFORE_GO = ("holding", "held")


class Control:
    """One request about one test."""

    def __init__(self, request: dict[str, Any]) -> None:
        """Check what becomes part of a path; raises Denied."""
        self._request = request
        unit = request["unit"]
        if not isinstance(unit, str) or not UNIT.fullmatch(unit):
            raise Denied("bad_request", "unit")
        folder = bad_folder(request)
        if folder:
            raise Denied("bad_request", folder)
        self.unit = unit
        self.state = state_folder(request, unit)
        self.run = run_folder(request, unit)
        self._nonce = request["nonce"]
        self._made: list[str] = []
        self._until = time.monotonic() + float(request["wait"])
        self._has_systemd = os.path.isdir(SYSTEMD)

    def record(self) -> dict[str, Any] | None:
        """The test as the probe would tell it; None where there is none."""
        if not os.path.lexists(self.state) and not os.path.lexists(self.run):
            return None
        return read_record(self._request, self.unit, self._unit_state())

    # --- the verbs ---------------------------------------------------------------

    def start(self) -> None:
        """Make the folders and start the supervisor in them."""
        try:
            self._make_folders()
            self._fill_folder()
            if self._has_systemd:
                self._start_unit()
            else:
                _detach(self._supervisor_argv())
        except OSError as problem:
            self._clear_made()
            raise Denied("start_failed", str(problem)) from problem
        self._wait(lambda status: status.get("state", "holding") != "holding")
        status = self._status()
        state = status.get("state", "holding")
        if state == "refused":
            raise Denied("refused", (status.get("reason") or {}).get("code", ""))
        if state == "holding":
            raise Denied("not_ready", "the supervisor has not said a word in time")

    def go(self) -> None:
        """Release a held test; it looks once more and begins."""
        self._insist_own()
        state = self._status().get("state", "")
        if state != "held":
            raise Denied("not_held", state)
        write_atomic(self.run + "/go", self._nonce.encode("ascii"))
        self._wait(lambda status: status.get("state") not in BEFORE_GO)
        status = self._status()
        if status.get("state") == "refused":
            raise Denied("refused", (status.get("reason") or {}).get("code", ""))
        if status.get("state") in BEFORE_GO:
            raise Denied("not_ready", "the supervisor has not begun in time")

    def stop(self) -> None:
        """End the test and everything of it; done again it does no harm."""
        self._insist_own()
        if self._is_running() and self._ask_to_stop():
            self._wait(lambda _status: not self._is_running())
        if self._is_running():
            self._end_by_force()
            self._until = time.monotonic() + 5
            self._wait(lambda _status: not self._is_running())
        if self._is_running():
            raise Denied("alive", "it does not die: the drive may be hung")

    def pause(self) -> None:
        """Ask for a pause, and wait for it as long as the request says."""
        self._insist_own()
        if not self._is_running():
            raise Denied("not_running")
        write_atomic(self.run + "/pause", b"")
        self._wait(lambda status: status.get("state") != "testing")

    def resume(self) -> None:
        """Take a pause back."""
        self._insist_own()
        _unlink(self.run + "/pause")
        self._wait(lambda status: status.get("state") != "paused")

    def remove(self) -> None:
        """Delete every trace of a test of which nothing runs any more."""
        self._insist_own()
        if self._is_running():
            raise Denied("alive")
        # The durable folder is the lock, so it goes last.
        for folder in dict.fromkeys((self.run, self.state)):
            _delete(folder)
        self._remove_empty_parents()

    # --- starting ----------------------------------------------------------------

    def _make_folders(self) -> None:
        if self._unit_state():
            raise Denied("exists", f"unit {self.unit} is loaded")
        # This is the lock: of two that start one drive, one gets the folder.
        for folder in dict.fromkeys((self.state, self.run)):
            os.makedirs(os.path.dirname(folder), 0o700, exist_ok=True)
            try:
                os.mkdir(folder, 0o700)
            except FileExistsError as problem:
                self._clear_made()
                raise Denied("exists", folder) from problem
            self._made.append(folder)

    def _fill_folder(self) -> None:
        inner = to_json(self._request["request"])
        write_atomic(self.state + "/request.json", inner, durable=True)
        program = self._request["program"].encode("utf-8")
        write_atomic(self.state + "/supervisor.py", program, durable=True)
        sync(os.path.dirname(self.state))

    def _supervisor_argv(self) -> list[str]:
        program = self.state + "/supervisor.py"
        return ["python3", "-I", program, self.state, self.run]

    def _start_unit(self) -> None:
        argv = unit_argv(self.unit, self._supervisor_argv())
        status, _, err = call(argv, TOOL_SECONDS)
        loaded = bool(self._unit_state())
        if status == 0 or (status is None and loaded):
            return
        # With a unit there it is somebody else's: what we made is of no use.
        self._clear_made()
        raise Denied("exists" if loaded else "start_failed", decode(err)[:300])

    # --- what is there -----------------------------------------------------------

    def _insist_own(self) -> None:
        """Insist that the folder is of the start the caller means; raises Denied."""
        record = self.record()
        if record is None:
            raise Denied("no_such_test")
        for folder in (self.state, self.run):
            if os.path.lexists(folder) and not _is_real_folder(folder):
                raise Denied("not_ours", folder)
        for owner in (record["request"], record["status"], record["checkpoint"]):
            if isinstance(owner, dict) and owner.get("nonce") != self._nonce:
                raise Denied("other_nonce")

    def _status(self) -> dict[str, Any]:
        record = read_record(self._request, self.unit)
        status = record["status"]
        return status if isinstance(status, dict) else {}

    def _unit_state(self) -> str:
        if not self._has_systemd:
            return ""
        argv = [*SHOW_UNITS, "--", self.unit + ".service"]
        try:
            _, out, _ = call(argv, TOOL_SECONDS)
        except FileNotFoundError:
            return ""
        return unit_states(out).get(self.unit, "")

    def _processes(self) -> list[tuple[int, int]]:
        """The supervisor and badblocks of this test, those that are alive."""
        record = read_record(self._request, self.unit)
        found = []
        for known in (record["status"], record["checkpoint"]):
            if not isinstance(known, dict):
                continue
            if is_alive(known):
                found.append((known["pid"], known["start_ticks"]))
            child = known.get("child")
            if isinstance(child, dict) and is_alive(
                {**child, "boot_id": known["boot_id"]}
            ):
                found.append((child["pid"], child["start_ticks"]))
        return list(dict.fromkeys(found))

    def _is_running(self) -> bool:
        return bool(self._processes()) or self._unit_state() in RUNNING_UNIT

    def _wait(self, is_done: Callable[[dict[str, Any]], bool]) -> None:
        """Wait until the status says so, the test is dead, or the time is over."""
        grace = time.monotonic() + 3
        while time.monotonic() < self._until:
            status = self._status()
            if is_done(status):
                return
            if time.monotonic() > grace and not self._is_running():
                return
            time.sleep(LOOK_EVERY)

    # --- ending ------------------------------------------------------------------

    def _ask_to_stop(self) -> bool:
        """Leave word for the supervisor; false where there is no place for it."""
        try:
            write_atomic(self.run + "/stop", b"")
        except OSError:
            # Full, read-only or taken away: a signal needs no room.
            return False
        return True

    def _end_by_force(self) -> None:
        if self._has_systemd and self._unit_state():
            call(["systemctl", "stop", self.unit + ".service"], TOOL_SECONDS)
            return
        # The supervisor's death is badblocks' death, too: the kernel sees to that.
        for pid, ticks in self._processes():
            if is_same_process(pid, ticks):
                _kill(pid)

    def _clear_made(self) -> None:
        while self._made:
            _delete(self._made.pop())
        self._remove_empty_parents()

    def _remove_empty_parents(self) -> None:
        for folder in (self._request["state_dir"], self._request["run_dir"]):
            _remove_empty(folder)


def unit_argv(unit: str, supervisor: list[str]) -> list[str]:
    """The argv that runs a supervisor as a transient system unit."""
    return [
        "systemd-run",
        "--unit=" + unit,
        "--collect",
        "--property=Type=exec",
        "--property=KillMode=control-group",
        "--property=TimeoutStopSec=20",
        *supervisor,
    ]


def _detach(argv: list[str]) -> None:
    """Run a program in a session of its own, with nothing of ours held open."""
    environment = tool_environment()
    path = which(argv[0], environment)
    if path is None:
        raise FileNotFoundError(errno.ENOENT, "no such tool", argv[0])
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        return
    try:
        os.setsid()
        if os.fork() == 0:
            os.chdir("/")
            os.umask(0o077)
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(null, descriptor)
            os.closerange(3, 256)
            os.execve(path, argv, environment)
    finally:
        # Neither of the two forks may ever answer in our place.
        os._exit(1)


def _kill(pid: int) -> None:
    try:
        # A badblocks of ours leads its own group, a supervisor may not.
        fields = process_stat(pid)
        if fields is not None and fields[2] == str(pid):
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _delete(folder: str) -> None:
    """Delete a folder of files; links in it are deleted, never followed."""
    if _is_real_folder(folder):
        for name in os.listdir(folder):
            os.unlink(folder + "/" + name)
        os.rmdir(folder)


def _is_real_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


def _remove_empty(folder: str) -> None:
    try:
        os.rmdir(folder)
    except OSError as problem:
        # Other tests are in it, it is a file system of its own, or there is none.
        if problem.errno not in (
            errno.ENOTEMPTY,
            errno.EEXIST,
            errno.EBUSY,
            errno.ENOENT,
            errno.ENOTDIR,
            errno.EROFS,
        ):
            raise


VERBS: dict[str, Callable[[Control], None]] = {
    "start": Control.start,
    "go": Control.go,
    "stop": Control.stop,
    "pause": Control.pause,
    "resume": Control.resume,
    "remove": Control.remove,
}


def _no_such_verb(_control: Control) -> None:
    raise Denied("bad_request", "verb")


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked, and say what became of it."""
    control = None
    code = detail = ""
    try:
        control = Control(request)
        VERBS.get(request["verb"], _no_such_verb)(control)
    except Denied as denial:
        code, detail = denial.code, denial.detail
    except OSError as problem:
        code, detail = "failed", f"{problem.strerror}: {problem.filename}"
    test = control.record() if control is not None else None
    return {"ok": not code, "code": code, "detail": detail, "test": test}


def main() -> None:
    """Read the request from the rest of standard input and answer it."""
    request = json.loads(sys.stdin.buffer.read())
    end_on_signals(float(request["wait"]) + 4 * TOOL_SECONDS)
    frames = Frames()
    done = answer_own if request["verb"] == "own" else answer
    frames.send_json("control", done(request))
    frames.end()


if __name__ == "__main__":
    main()
