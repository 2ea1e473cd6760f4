"""A virtual supervisor with its badblocks: it does in no time what takes days."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from .disks import Disk
from .trace import Compared, Erred, Event, Written

CHECKPOINT_EVERY = 60.0
_KINDS = {"read": 0, "write": 1, "corruption": 2}


@dataclass
class Phase:
    """One pass over the range of a run; `place` is the next byte of it."""

    kind: str
    place: float
    started: dict[str, float]
    ended: dict[str, float] | None = None

    def record(self) -> dict[str, Any]:
        return {"kind": self.kind, "started": self.started, "ended": self.ended}


@dataclass
class Run:
    """One call of badblocks."""

    asked: Mapping[str, Any]
    phases: list[Phase] = field(default_factory=list)
    started: dict[str, float] | None = None
    ended: dict[str, float] | None = None
    exit: int | None = None
    signal: int | None = None
    counts: list[int] = field(default_factory=lambda: [0, 0, 0])
    listed: list[int] = field(default_factory=list)
    too_many: bool = False

    @property
    def first(self) -> int:
        return int(self.asked["first"] * self.asked["block_size"])

    @property
    def end(self) -> int:
        return int((self.asked["last"] + 1) * self.asked["block_size"])

    @property
    def kinds(self) -> tuple[str, ...]:
        return ("write", "verify") if self.asked["write"] else ("verify",)

    @property
    def phase(self) -> Phase | None:
        """The pass under way."""
        return self.phases[-1] if self.phases and not self.phases[-1].ended else None

    def record(self) -> dict[str, Any]:
        return {
            "number": self.asked["number"],
            "argv": [],
            "started": self.started,
            "ended": self.ended,
            "exit": self.exit,
            "signal": self.signal,
            "truncated": False,
            "phases": [phase.record() for phase in self.phases],
        }

    def said(self, elapsed: float) -> tuple[bytes, bytes]:
        """What badblocks has said so far: its standard error, and its list."""
        if not self.started:
            return b"", b""
        pattern = self.asked["pattern"]
        blocks = f"{self.asked['first']} to {self.asked['last']}"
        if self.asked["write"]:
            text = f"Checking for bad blocks in read-write mode\nFrom block {blocks}\n"
        else:
            text = (
                f"Checking blocks {blocks}\nChecking for bad blocks in read-only mode\n"
            )
        for number, phase in enumerate(self.phases):
            compares = self.asked["write"] and number
            text += (
                "Reading and comparing: "
                if compares
                else (f"Testing with pattern {pattern}: ")
            )
            text += self._told(phase, elapsed)
        counts = "({}/{}/{} errors)".format(*self.counts)
        if self.signal is not None and (phase := self.phases[-1]):
            text += f"\nInterrupted at block {int(phase.place) // self._block}\n"
        elif self.ended:
            text += f"Pass completed, {sum(self.counts)} bad blocks found. {counts}\n"
        return text.encode(), "".join(f"{block}\n" for block in self.listed).encode()

    def _told(self, phase: Phase, elapsed: float) -> str:
        if phase.ended and self.signal is None:
            limit = "\nToo many bad blocks, aborting test\n" if self.too_many else ""
            return f"{limit}done{' ' * 49}\n"
        part = 100 * (phase.place - self.first) / (self.end - self.first)
        hours, rest = divmod(int(elapsed), 3600)
        clock = f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
        counts = "({}/{}/{} errors)".format(*self.counts)
        return f"{part:6.2f}% done, {clock} elapsed. {counts}"

    @property
    def _block(self) -> int:
        return int(self.asked["block_size"])

    def list_bad(self, place: int, kind: str) -> None:
        """Count an error, and list its block as badblocks would."""
        block = place // self._block
        if kind == "corruption" and self.asked["write"]:
            # It moves its counter on before it compares.
            length = self.asked["last"] + 1 - self.asked["first"]
            rest = length % self.asked["blocks_at_once"]
            is_whole = block < self.asked["last"] + 1 - rest
            block += self.asked["blocks_at_once"] if is_whole else rest
        self.counts[_KINDS[kind]] += 1
        self.listed.append(block)


class Supervisor:
    """One detached test; `stamp` tells the time of its NAS, `emit` takes its trace."""

    def __init__(
        self,
        request: Mapping[str, Any],
        now: float,
        stamp: Callable[[float], dict[str, float]],
        emit: Callable[[Event], None],
    ) -> None:
        self.request = request
        self.disk: Disk | None = None
        self.nodes: list[str] = []
        self.state = "holding"
        self.end: str | None = None
        self.reason: dict[str, Any] | None = None
        self.sample: dict[str, Any] | None = None
        self.signatures: list[str] | None = None
        self.runs: list[Run] = []
        self.index = -1
        self.alive = True
        self.before = ""
        """What the disk began with when it was held."""
        self.pauses: list[dict[str, Any]] = []
        self.records_lost = False
        self.can_keep = True
        self.held_since = now
        self._now = now
        self._paused_at = 0.0
        self._paused = 0.0
        self._stamp = stamp
        self._emit = emit
        self._started = stamp(now)
        self._ended: dict[str, float] | None = None
        self._kept_at = now
        self.checkpoint: dict[str, Any] | None = None
        self.kept: dict[int, tuple[bytes, bytes]] = {}
        """What lies on the disk of the NAS, by run."""

    # --- what it is told --------------------------------------------------------

    def hold(self, disk: Disk, nodes: list[str]) -> None:
        disk.holder = self
        self.before = disk.surface.at(0)
        self.disk, self.nodes, self.state = disk, nodes, "held"

    def refuse(self, code: str, **values: str) -> None:
        self.reason = {"code": code, "values": values}
        self._conclude("refused", None)

    def go(self, now: float) -> None:
        self.advance(now)
        if self.state == "held":
            self.state, self.index = "testing", 0
            self.runs = [Run(run) for run in self.request["runs"]]
            self._begin_run()
            self.keep()

    def stop(self, now: float, code: str = "stop_file", **values: str) -> None:
        self.advance(now)
        if not self.alive:
            return
        self.reason = {"code": code, "values": values}
        if self.state == "held":
            self._conclude("ended", "not_started")
            return
        end = "drive_gone" if code == "drive_gone" else "stopped"
        self._cut(15)
        self._conclude("ended", end)

    def pause(self, now: float) -> None:
        self.advance(now)
        if self.state == "testing":
            self.state, self._paused_at = "paused", now
            self.pauses.append({"from": self._stamp(now), "to": None})
            self.keep()

    def resume(self, now: float) -> None:
        self.advance(now)
        if self.state == "paused":
            self._end_pause()
            self.state = "testing"
            self.keep()

    def die(self, now: float) -> None:
        """Be killed without a word: the kernel kills badblocks with it."""
        self.advance(now)
        self.alive = False
        self._let_go()

    def leave(self, now: float) -> None:
        """The disk is pulled out."""
        self.stop(now, "drive_gone", node=" ".join(self.nodes))

    # --- time -------------------------------------------------------------------

    def next_event(self) -> float:
        """When it does something that somebody would want to see."""
        if not self.alive:
            return inf
        if self.state == "held":
            return self.held_since + float(self.request["go_within"])
        if self.state != "testing" or not self.disk:
            return inf
        seconds = 0.0
        for number, run in enumerate(self.runs[self.index :]):
            length = self.disk.seconds_to(run.end) - self.disk.seconds_to(run.first)
            done = len(run.phases) if not number else 0
            phase = run.phase if not number else None
            if phase:
                place = self.disk.seconds_to(phase.place)
                seconds += self.disk.seconds_to(run.end) - place
                if self.disk.bad:
                    break
            seconds += length * (len(run.kinds) - done)
        return self._now + seconds

    def advance(self, now: float) -> None:
        """Do what is done until now, with the checkpoints on the way."""
        if not self.alive:
            return
        if self.state == "held" and now >= self.next_event():
            self._now = self.next_event()
            self.refuse("no_go")
        due = now - (now - self._kept_at) % CHECKPOINT_EVERY
        if self.alive and due > self._kept_at:
            self._advance(due)
            if self.alive:
                self._kept_at = due
                self.keep()
        if self.alive:
            self._advance(now)

    def _advance(self, now: float) -> None:
        while self.alive and self.state == "testing" and self._now < now:
            self._step(now)
        self._now = max(self._now, now)

    def _step(self, now: float) -> None:
        """Go on in the phase under way, to its end at the furthest."""
        run = self.runs[self.index]
        phase, disk = run.phase, self.disk
        if not (phase and disk):
            raise AssertionError("it tests nothing")
        begun = disk.seconds_to(phase.place)
        needs = disk.seconds_to(run.end) - begun
        is_done = self._now + needs <= now
        end = float(run.end)
        if not is_done:
            end = min(disk.place_after(begun + now - self._now), end)
        self._pass(run, phase, int(phase.place), int(end))
        phase.place = end
        self._now = self._now + needs if is_done else now
        if is_done or run.too_many:
            self._end_phase(run, phase)

    def _pass(self, run: Run, phase: Phase, first: int, end: int) -> None:
        """Write or compare a range, as the disk lets it."""
        disk, pattern, job = self.disk, run.asked["pattern"], self.request["job"]
        if not disk or first >= end:
            return
        bad = disk.bad_between(first, end)
        if phase.kind == "write":
            disk.surface.fill(first, end, pattern)
            test = self.request["unit"], self.request["nonce"], job
            held = disk.holder is self and len(self.nodes) == disk.paths
            self._emit(Written(disk.serial, *test, pattern, first, end, held))
            for block in bad:
                if block.kind == "write":
                    self._count(run, block.place, "write", real=True)
            return
        for start, stop, content in disk.surface.pieces(first, end):
            if content == pattern:
                self._emit(Compared(disk.serial, job, pattern, start, stop))
            else:
                self._count(run, start, "corruption", real=False)
        for block in bad:
            if block.kind != "write":
                self._count(run, block.place, block.kind, real=True)

    def _count(self, run: Run, place: int, kind: str, *, real: bool) -> None:
        if run.too_many or not self.disk:
            return
        run.list_bad(place, kind)
        job = self.request["job"]
        self._emit(Erred(self.disk.serial, job, kind, real))
        run.too_many = sum(run.counts) >= self.request["error_limit"]

    def _begin_run(self) -> None:
        run = self.runs[self.index]
        run.started = self._stamp(self._now)
        self._begin_phase(run)

    def _begin_phase(self, run: Run) -> None:
        kind = run.kinds[len(run.phases)]
        run.phases.append(Phase(kind, float(run.first), self._stamp(self._now)))

    def _end_phase(self, run: Run, phase: Phase) -> None:
        phase.ended = self._stamp(self._now)
        if len(run.phases) < len(run.kinds):
            self._begin_phase(run)
            if run.too_many:
                # It gives up again at once in each phase that is left.
                run.phases[-1].ended = self._stamp(self._now)
                self._end_run(run)
        else:
            self._end_run(run)
        self.keep()

    def _end_run(self, run: Run) -> None:
        run.ended, run.exit = self._stamp(self._now), 0
        if run.too_many:
            self._conclude("ended", "error_limit")
        elif self.index + 1 == len(self.runs):
            self._conclude("ended", "finished")
        else:
            self.index += 1
            self._begin_run()

    def _cut(self, signal: int) -> None:
        """badblocks is ended by a signal."""
        run = self.runs[self.index]
        run.ended, run.signal = self._stamp(self._now), signal
        for phase in run.phases:
            phase.ended = phase.ended or self._stamp(self._now)

    def _end_pause(self) -> None:
        if self.pauses and self.pauses[-1]["to"] is None:
            self.pauses[-1]["to"] = self._stamp(self._now)
            self._paused += self._now - self._paused_at

    def _conclude(self, state: str, end: str | None) -> None:
        self._end_pause()
        self.state, self.end = state, end
        self._ended = self._stamp(self._now)
        self.keep()
        self.alive = False
        self._let_go()

    def _let_go(self) -> None:
        if self.disk and self.disk.holder is self:
            self.disk.holder = None

    # --- records ----------------------------------------------------------------

    def keep(self) -> None:
        """Write the checkpoint, and what badblocks said, where it survives a reboot."""
        self.records_lost = not self.can_keep
        if self.can_keep:
            self.checkpoint = self.status()
            self.kept = self.outputs()

    def status(self) -> dict[str, Any]:
        same = ("unit", "job", "controller", "nonce", "boot_id")
        run = self.runs[self.index] if self.runs else None
        phase = run.phases[-1] if run and run.phases else None
        return {
            "v": 1,
            **{key: self.request[key] for key in same},
            "invocation": f"invocation-{self.request['nonce']}",
            "supervisor_sha256": "sha",
            "state": self.state,
            "end": self.end,
            "reason": self.reason,
            "nodes": self.nodes,
            "sample": self.sample,
            "signatures": self.signatures,
            "started": self._started,
            "ended": self._ended,
            "updated": self._stamp(self._now),
            "run": self.index,
            "offset": int(phase.place) if phase else None,
            "paused_seconds": self._paused,
            "pauses": [dict(pause) for pause in self.pauses],
            "records_lost": self.records_lost,
            "runs": [run.record() for run in self.runs],
        }

    def outputs(self) -> dict[int, tuple[bytes, bytes]]:
        """What badblocks said so far, by run."""
        elapsed = self._now - self.held_since
        return {
            run.asked["number"]: run.said(elapsed) for run in self.runs if run.started
        }
