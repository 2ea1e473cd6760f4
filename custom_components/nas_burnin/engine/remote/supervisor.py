"""Holds one drive, tests it with badblocks, and keeps bounded records.

Started as `python3 -I supervisor.py STATE RUN`; `docs/remote-protocol.md` says what
is in these two folders. It needs nobody: no connection, no terminal, no parent.
"""
# Without pathlib: it takes longer to load than all the rest.

import os
import selectors
import signal
import sys
from typing import Any

from ._badblocks import Badblocks
from ._base import (
    boot_id,
    decode,
    read_json,
    read_text,
    seconds_now,
    stamp,
    tool_environment,
    which,
)
from ._disks import OtherContent, compare, sample
from ._hold import Node, check, hold, signatures
from ._openers import insist_alone
from ._output import Kept, Phases, cap_of
from ._request import Refused, badblocks_argv, checked
from ._status import Status, own_digest
from ._tail import TAIL_CLEAN, try_tail

LOOK_EVERY = 0.25
SPARE_BYTES = 1 << 20
LEAVING_SECONDS = 5.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Supervisor:
    """One detached test from its request to its end."""

    def __init__(self, state: str, run: str) -> None:
        """Take the durable and the volatile folder of the test."""
        self._state = state
        self._run = run
        self.status = Status(state, run, own_digest())
        self._selector = selectors.DefaultSelector()
        self._signal: int | None = None
        self._ending: str | None = None
        self._kill_at = 0.0
        self._request: dict[str, Any] = {}
        self._nodes: list[Node] = []
        self._child: Badblocks | None = None
        self._stale: int | None = None

    # --- from start to end -------------------------------------------------------

    def work(self) -> None:
        """Run the test; every way out of here leaves a last word in the records."""
        try:
            self._catch_signals()
            self._prepare()
            if self._await_go():
                self._test()
        except Refused as refusal:
            self.status.explain(refusal.code, **refusal.values)
            self.status.conclude("refused", None)
        except BaseException as problem:
            # Nothing is swallowed: the words go into the records, the rest further up.
            self._put_down()
            error = f"{type(problem).__name__}: {problem}"[:500]
            self.status.explain("internal_error", error=error)
            began = self.status.value["state"] in ("testing", "paused")
            self.status.conclude(
                *(("ended", "run_failed") if began else ("refused", None))
            )
            raise

    def _catch_signals(self) -> None:
        # A signal must end the sleep of a selector: it writes to this pipe.
        wake, wake_end = os.pipe()
        for end in (wake, wake_end):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)
        self._selector.register(wake, selectors.EVENT_READ, None)
        for number in (*STOP_SIGNALS, signal.SIGCHLD):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _frame: object) -> None:
        if number in STOP_SIGNALS:
            self._signal = self._signal or number

    def _prepare(self) -> None:
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
        self._check_room()
        environment = tool_environment()
        for tool in ("badblocks", "blkid"):
            if which(tool, environment) is None:
                raise Refused("tool_missing", tool=tool)
        destructive = request["destructive"]
        self._nodes = hold(request["identity"], destructive=destructive)
        self.status.value["nodes"] = [node.dev for node in self._nodes]
        if destructive:
            # What is only read may hold anything.
            self._look()
        self._insist()

    def _check_room(self) -> None:
        runs = len(self._request["runs"])
        needed = SPARE_BYTES + 2 * cap_of(runs) * runs
        found = os.statvfs(self._state)
        free = found.f_bavail * found.f_frsize
        if free < needed:
            raise Refused("no_space", needed=str(needed), free=str(free))

    def _look(self) -> None:
        """Look at what is on the drive; insist on nothing where that was asked."""
        size = self._request["identity"]["size"]
        insist = self._request["require_blank"]
        for node in self._nodes:
            found = self.status.value["sample"] = sample(node.descriptor, size)
            try:
                names = self.status.value["signatures"] = signatures(node)
            except Refused:
                if insist:
                    raise
            else:
                if insist:
                    _insist_blank(node, found, names)
            if "expect" in self._request:
                _insist_ours(node, self._request["expect"])

    def _await_go(self) -> bool:
        """Hold until `go` holds our nonce; false when a stop came first."""
        self.status.enter("held")
        until = stamp()["boot"] + self._request["go_within"]
        while self._read_go() != self._request["nonce"]:
            if self._stop_asked():
                self.status.conclude("ended", "not_started")
                return False
            if stamp()["boot"] >= until:
                raise Refused("no_go")
            self._sleep()
            self._publish_when_due()
        if self._stop_asked():
            self.status.conclude("ended", "not_started")
            return False
        self._insist()
        return True

    def _insist(self) -> None:
        """Insist that we hold the drive asked for, and alone where it is erased."""
        if self._request["destructive"]:
            insist_alone(self._nodes)
        check(self._nodes, self._request["identity"])

    def _read_go(self) -> str:
        return read_text(self._run + "/go")

    def _test(self) -> None:
        self.status.value["runs"] = [
            self._blank_run(run) for run in self._request["runs"]
        ]
        self.status.enter("testing")
        self.status.checkpoint()
        end = None
        for index, run in enumerate(self._request["runs"]):
            self.status.value["run"] = index
            end = self._test_one(run, self.status.value["runs"][index])
            if end is not None:
                break
        if end is None:
            # A stop that came after the last byte was compared stopped nothing.
            self.status.value["reason"] = None
        self.status.conclude("ended", end or "finished")

    def _argv(self, run: dict[str, Any]) -> list[str]:
        return badblocks_argv(
            run,
            destructive=self._request["destructive"],
            error_limit=self._request["error_limit"],
            descriptor=self._nodes[0].descriptor,
        )

    def _blank_run(self, run: dict[str, Any]) -> dict[str, Any]:
        return {
            "number": run["number"],
            "argv": self._argv(run),
            "started": None,
            "ended": None,
            "exit": None,
            "signal": None,
            "truncated": False,
            "phases": [],
            "tail": None,
        }

    # --- one run of badblocks ----------------------------------------------------

    def _test_one(self, run: dict[str, Any], report: dict[str, Any]) -> str | None:
        """Run badblocks once; how the test ends with it, or None to go on."""
        while not self._decide() and self._pause_wanted():
            self._hold_pause(True)
            self._sleep()
            self._publish_when_due()
        self._hold_pause(False)
        if self._ending is not None:
            return self._ending
        phases = Phases(run["write"], lambda: self._on_phase(run, report, phases))
        cap = cap_of(len(self._request["runs"]))
        streams = {
            "err": Kept(phases.line, cap),
            "out": Kept(lambda _text, _whole: None, cap),
        }
        report["started"] = stamp()
        child = self._child = Badblocks(report["argv"], self._nodes[0].descriptor)
        self.status.value["child"] = {
            "pid": child.pid,
            "start_ticks": child.start_ticks,
        }
        self.status.publish()
        pipes = {child.err: streams["err"], child.out: streams["out"]}
        for pipe, kept in pipes.items():
            self._selector.register(pipe, selectors.EVENT_READ, kept)
        while not child.has_exited():
            self._sleep()
            self._steer(child)
            self._record(run, report, streams)
        self._finish(child, report, pipes)
        _close_phases(report, stamp())
        self._record(run, report, streams, final=True)
        end = self._judge(report, phases, streams["err"])
        if end is None and "tail" in run:
            end = self._test_tail(run, report)
        self.status.checkpoint()
        return end

    def _test_tail(self, run: dict[str, Any], report: dict[str, Any]) -> str | None:
        """Test what lies behind the last block; how the test ends, or None to go on."""
        begin = (run["last"] + 1) * run["block_size"]
        node = self._nodes[0]
        found = try_tail(node.descriptor, begin, run["tail"], run["pattern"])
        if found != TAIL_CLEAN and self._is_leaving():
            return self._ending
        report["tail"] = found
        return None

    def _on_phase(
        self, run: dict[str, Any], report: dict[str, Any], phases: Phases
    ) -> None:
        """Note a phase that began or ended."""
        now = stamp()
        _close_phases(report, now)
        if phases.open is None:
            self.status.value["offset"] = (run["last"] + 1) * run["block_size"]
        else:
            report["phases"].append(
                {"kind": phases.open, "started": now, "ended": None}
            )
            # badblocks still stands where the last phase ended. Taken for this one's
            # place it would say that all was compared before anything was.
            self._stale = self._child.offset() if self._child is not None else None
            self.status.value["offset"] = run["first"] * run["block_size"]
        self.status.publish()
        self.status.checkpoint()

    def _steer(self, child: Badblocks) -> None:
        """Stop, pause or continue badblocks as it is wanted by now."""
        if self._decide():
            if self._kill_at == 0.0:
                gone = self._ending == "drive_gone"
                self._kill_at = seconds_now() + (
                    0 if gone else self._request["stop_grace"]
                )
                child.signal(signal.SIGTERM)
                child.signal(signal.SIGCONT)
                self._hold_pause(False)
                self.status.publish()
            if seconds_now() >= self._kill_at:
                child.signal(signal.SIGKILL)
            return
        paused = self.status.value["state"] == "paused"
        if self._pause_wanted() != paused:
            child.signal(signal.SIGCONT if paused else signal.SIGSTOP)
            self._hold_pause(not paused)

    def _hold_pause(self, wanted: bool) -> None:
        if wanted == (self.status.value["state"] == "paused"):
            return
        if wanted:
            self.status.paused()
        else:
            self.status.resumed()
        self.status.enter("paused" if wanted else "testing")
        self.status.checkpoint()

    def _finish(
        self, child: Badblocks, report: dict[str, Any], pipes: dict[int, Kept]
    ) -> None:
        """Take the last words, bury the process, and note how it died."""
        child.end()
        for pipe, kept in pipes.items():
            _drain(pipe, kept)
            if pipe in self._selector.get_map():
                self._selector.unregister(pipe)
        self._note_offset()
        report["exit"], report["signal"] = child.reap()
        report["ended"] = stamp()
        self._child = None
        self.status.value["child"] = None

    def _judge(self, report: dict[str, Any], phases: Phases, kept: Kept) -> str | None:
        if phases.interrupted and self._ending is None:
            # systemd tells badblocks and us at once: ours may be still on its way.
            until = seconds_now() + 1
            while not self._decide() and seconds_now() < until:
                self._sleep()
        if self._decide() and (self._ending == "drive_gone" or report["exit"] != 0):
            return self._ending
        if (report["exit"] != 0 or phases.too_many) and self._is_leaving():
            return self._ending
        if report["signal"] is not None:
            self.status.explain("tool_signal", signal=str(report["signal"]))
            return "run_failed"
        if report["exit"] != 0:
            text = decode(kept.content()[-300:])
            self.status.explain("tool_exit", exit=str(report["exit"]), text=text)
            return "run_failed"
        return "error_limit" if phases.too_many else None

    def _put_down(self) -> None:
        """End badblocks after something unforeseen; the kernel does it if we can't."""
        child, self._child = self._child, None
        if child is not None:
            child.end()
            child.reap()

    # --- what is wanted, what is there -------------------------------------------

    def _stop_asked(self) -> bool:
        if self._signal is not None:
            name = signal.Signals(self._signal).name
            self.status.explain("stop_signal", signal=name)
            return True
        if os.path.exists(self._run + "/stop"):
            self.status.explain("stop_file")
            return True
        return False

    def _decide(self) -> bool:
        """True once the test has to end; `_ending` says how. There's no way back."""
        if self._ending is None:
            left = [node.name for node in self._nodes if node.left()]
            if left:
                self._ending = "drive_gone"
                self.status.explain("drive_gone", node=" ".join(left))
            elif self._stop_asked():
                self._ending = "stopped"
        return self._ending is not None

    def _is_leaving(self) -> bool:
        """Look for a while whether the drive failed only because it was pulled.

        Its errors come at once, its departure seconds later.
        """
        until = seconds_now() + LEAVING_SECONDS
        while True:
            dead = [node.name for node in self._nodes if node.left() or node.is_dead()]
            if dead:
                self._ending = "drive_gone"
                self.status.explain("drive_gone", node=" ".join(dead))
                return True
            if seconds_now() >= until:
                return False
            self._sleep()
            self._publish_when_due()

    def _pause_wanted(self) -> bool:
        return os.path.exists(self._run + "/pause")

    # --- records -----------------------------------------------------------------

    def _record(
        self,
        run: dict[str, Any],
        report: dict[str, Any],
        streams: dict[str, Kept],
        *,
        final: bool = False,
    ) -> None:
        if not final and not self.status.is_due("status"):
            return
        self._note_offset()
        report["truncated"] = any(kept.truncated for kept in streams.values())
        for suffix, kept in streams.items():
            name = f"run-{run['number']}.{suffix}"
            self.status.keep(name, kept.content(), kept.changes, final=final)
        self._publish_when_due()

    def _publish_when_due(self) -> None:
        if self.status.is_due("status"):
            self.status.publish()
        if self.status.is_due("checkpoint"):
            self.status.checkpoint()

    def _note_offset(self) -> None:
        offset = self._child.offset() if self._child is not None else None
        if offset is not None and offset != self._stale:
            self._stale = None
            self.status.value["offset"] = offset

    def _sleep(self) -> None:
        """Sleep until something is said or it is time to look round; take it in."""
        for key, _ in self._selector.select(LOOK_EVERY):
            if key.data is not None and not _take(key.fd, key.data):
                # At its end; badblocks itself may live on for a while.
                self._selector.unregister(key.fd)
            elif key.data is None:
                os.read(key.fd, 4096)


def _insist_blank(node: Node, found: dict[str, Any], names: list[str]) -> None:
    if names:
        raise Refused("has_signature", node=node.name, found=", ".join(names))
    if found["error"]:
        raise Refused("sample_failed", node=node.name, error=found["error"])
    if found["constant"] is None:
        raise Refused("not_blank", node=node.name)


def _insist_ours(node: Node, expected: list[dict[str, int]]) -> None:
    """Insist that a broken-off test's patterns are still where it left them."""
    try:
        compare(node.descriptor, expected)
    except OtherContent as found:
        offset = str(found.offset)
        raise Refused("content_changed", node=node.name, offset=offset) from found
    except OSError as problem:
        error = f"{problem.strerror or problem} (errno {problem.errno})"
        raise Refused("sample_failed", node=node.name, error=error) from problem


def _close_phases(report: dict[str, Any], now: dict[str, float]) -> None:
    for phase in report["phases"]:
        phase["ended"] = phase["ended"] or now


def _take(pipe: int, kept: Kept) -> bool:
    """Take what a pipe holds; false at its end."""
    try:
        part = os.read(pipe, 1 << 16)
    except BlockingIOError:
        return True
    kept.feed(part)
    return bool(part)


def _drain(pipe: int, kept: Kept) -> None:
    """Take the rest of a pipe whose writers are all dead."""
    try:
        while part := os.read(pipe, 1 << 16):
            kept.feed(part)
    except BlockingIOError:
        return


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
