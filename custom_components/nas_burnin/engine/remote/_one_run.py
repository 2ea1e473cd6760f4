"""One run of badblocks: its phases, its pauses, its records, and how it ended."""

import signal
from typing import Any

from ._badblocks import Badblocks
from ._base import decode, seconds_now, stamp
from ._output import Kept, Phases, cap_of
from ._request import badblocks_argv
from ._status import Status
from ._tail import TAIL_CLEAN, try_tail
from ._wake import Wake
from ._wanted import Wanted


def blank_report(
    run: dict[str, Any], request: dict[str, Any], descriptor: int
) -> dict[str, Any]:
    """What the status says of a run that has not begun."""
    return {
        "number": run["number"],
        "argv": badblocks_argv(
            run,
            destructive=request["destructive"],
            error_limit=request["error_limit"],
            descriptor=descriptor,
        ),
        "started": None,
        "ended": None,
        "exit": None,
        "signal": None,
        "truncated": False,
        "phases": [],
        "tail": None,
    }


class OneRun:
    """Runs badblocks once on the held drive."""

    def __init__(
        self,
        request: dict[str, Any],
        index: int,
        wanted: Wanted,
        wake: Wake,
        status: Status,
    ) -> None:
        """Take the run at `index` of a request; its report is there in the status."""
        self._run: dict[str, Any] = request["runs"][index]
        self._report: dict[str, Any] = status.value["runs"][index]
        self._grace: float = request["stop_grace"]
        self._descriptor = wanted.nodes[0].descriptor
        self._wanted = wanted
        self._wake = wake
        self._status = status
        self._phases = Phases(self._run["write"], self._on_phase)
        cap = cap_of(len(request["runs"]))
        self._err = Kept(self._phases.line, cap)
        self._out = Kept(lambda _text, _whole: None, cap)
        self._child: Badblocks | None = None
        self._kill_at: float | None = None
        self._stale: int | None = None

    def test(self) -> str | None:
        """Run badblocks; how the whole test ends with it, or None to go on."""
        while not self._wanted.must_end() and self._wanted.is_pause():
            self._status.halt(True)
            self._wanted.wait()
        self._status.halt(False)
        if self._wanted.ending is not None:
            return self._wanted.ending
        try:
            self._follow(self._begin())
        except BaseException:
            self._put_down()
            raise
        self._close_phases(stamp())
        self._record(final=True)
        end = self._judge()
        if end is None and "tail" in self._run:
            end = self._test_tail()
        self._status.checkpoint()
        return end

    def _begin(self) -> Badblocks:
        self._report["started"] = stamp()
        child = self._child = Badblocks(self._report["argv"], self._descriptor)
        self._status.value["child"] = {
            "pid": child.pid,
            "start_ticks": child.start_ticks,
        }
        self._status.publish()
        self._wake.hear(child.err, self._err)
        self._wake.hear(child.out, self._out)
        return child

    def _follow(self, child: Badblocks) -> None:
        while not child.has_exited():
            self._wake.sleep()
            self._steer(child)
            self._record()
        self._finish(child)

    def _put_down(self) -> None:
        """End badblocks after something unforeseen; the kernel does it if we can't."""
        child, self._child = self._child, None
        if child is not None:
            child.end()
            child.reap()

    def _on_phase(self) -> None:
        """Note a phase that began or ended."""
        run, now = self._run, stamp()
        self._close_phases(now)
        if self._phases.open is None:
            self._status.value["offset"] = (run["last"] + 1) * run["block_size"]
        else:
            self._report["phases"].append(
                {"kind": self._phases.open, "started": now, "ended": None}
            )
            # badblocks still stands where the last phase ended. Taken for this one's
            # place it would say that all was compared before anything was.
            self._stale = self._offset()
            self._status.value["offset"] = run["first"] * run["block_size"]
        self._status.publish()
        self._status.checkpoint()

    def _close_phases(self, now: dict[str, float]) -> None:
        for phase in self._report["phases"]:
            phase["ended"] = phase["ended"] or now

    def _steer(self, child: Badblocks) -> None:
        """Stop, pause or continue badblocks as it is wanted by now."""
        if self._wanted.must_end():
            self._end(child)
            return
        paused = self._status.value["state"] == "paused"
        if self._wanted.is_pause() != paused:
            child.signal(signal.SIGCONT if paused else signal.SIGSTOP)
            self._status.halt(not paused)

    def _end(self, child: Badblocks) -> None:
        if self._kill_at is None:
            gone = self._wanted.ending == "drive_gone"
            self._kill_at = seconds_now() + (0 if gone else self._grace)
            child.signal(signal.SIGTERM)
            child.signal(signal.SIGCONT)
            self._status.halt(False)
            self._status.publish()
        if seconds_now() >= self._kill_at:
            child.signal(signal.SIGKILL)

    def _finish(self, child: Badblocks) -> None:
        """Take the last words, bury the process, and note how it died."""
        child.end()
        self._wake.hear_out(child.err, self._err)
        self._wake.hear_out(child.out, self._out)
        self._note_offset()
        self._report["exit"], self._report["signal"] = child.reap()
        self._report["ended"] = stamp()
        self._child = None
        self._status.value["child"] = None

    def _judge(self) -> str | None:
        report, wanted = self._report, self._wanted
        if self._phases.interrupted and wanted.ending is None:
            # systemd tells badblocks and us at once: ours may be still on its way.
            until = seconds_now() + 1
            while not wanted.must_end() and seconds_now() < until:
                self._wake.sleep()
        if wanted.must_end() and (wanted.ending == "drive_gone" or report["exit"] != 0):
            return wanted.ending
        too_many = self._phases.too_many
        if (report["exit"] != 0 or too_many) and wanted.is_leaving():
            return wanted.ending
        if report["signal"] is not None:
            self._status.explain("tool_signal", signal=str(report["signal"]))
            return "run_failed"
        if report["exit"] != 0:
            text = decode(self._err.content()[-300:])
            self._status.explain("tool_exit", exit=str(report["exit"]), text=text)
            return "run_failed"
        return "error_limit" if too_many else None

    def _test_tail(self) -> str | None:
        """Test what lies behind the last block; how the test ends, or None to go on."""
        run = self._run
        begin = (run["last"] + 1) * run["block_size"]
        found = try_tail(self._descriptor, begin, run["tail"], run["pattern"])
        if found != TAIL_CLEAN and self._wanted.is_leaving():
            return self._wanted.ending
        self._report["tail"] = found
        return None

    def _record(self, *, final: bool = False) -> None:
        if not final and not self._status.is_due("status"):
            return
        self._note_offset()
        self._report["truncated"] = self._err.truncated or self._out.truncated
        for suffix, kept in (("err", self._err), ("out", self._out)):
            name = f"run-{self._run['number']}.{suffix}"
            self._status.keep(name, kept.content(), kept.changes, final=final)
        self._status.publish_when_due()

    def _note_offset(self) -> None:
        offset = self._offset()
        if offset is not None and offset != self._stale:
            self._stale = None
            self._status.value["offset"] = offset

    def _offset(self) -> int | None:
        return self._child.offset() if self._child is not None else None
