"""A NAS that is only a description, and supervisors on it that do as they are told."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
import json
from pathlib import Path
from typing import Any, override

from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.model import (
    DriveView,
    Job,
    JobView,
    Pattern,
    Reason,
    Run,
    Settings,
    StageKind,
    StartAnswer,
    StartRequest,
    SurfaceOptions,
    SurfacePlan,
    TestReport,
    TestState,
)
from custom_components.nas_burnin.engine.queue.plan import plan_surface
from tests.engine.host.nas import Disk, Framed, Nas, StillClock
from tests.engine.surface import clean_report, running_report
from tests.profiles import surface_only

SIZE = 4 << 30
"""Bytes of each disk of a `Nas`."""

OPTIONS = surface_only("quick").options
PLAN = plan_surface(SIZE, OPTIONS)
CONTROLLER = "ours"
PATTERNS = {pattern.argument: pattern for pattern in Pattern}


@dataclass
class Supervisor:
    """One detached test: the request it was started with, and where it stands."""

    request: Mapping[str, Any]
    nodes: list[str]
    report: TestReport
    alive: bool = True
    silent: bool = False
    """It has not written a record yet."""
    signatures: list[str] = field(default_factory=list)

    @property
    def plan(self) -> SurfacePlan:
        """What it was asked, as a plan."""
        runs = tuple(
            Run(
                number=run["number"],
                pattern=PATTERNS.get(run["pattern"]),
                write=run["write"],
                block_size=run["block_size"],
                blocks_at_once=run["blocks_at_once"],
                first=run["first"],
                last=run["last"],
                tail=run.get("tail", 0),
            )
            for run in self.request["runs"]
        )
        return SurfacePlan(SIZE, self.request["error_limit"], runs)

    def become(self, report: TestReport) -> None:
        """Stand where a report says, still being the same test."""
        self.report = report
        self.alive = report.alive

    def record(self) -> dict[str, Any]:
        """Answer this test as an item of the frame `tests`."""
        return {
            "unit": self.request["unit"],
            "request": dict(self.request),
            "status": None if self.silent else self._status(),
            "checkpoint": None,
            "alive": self.alive,
            "unit_state": "active" if self.alive else "",
        }

    def _status(self) -> dict[str, Any]:
        told = asdict(self.report)
        runs = [
            {
                "number": run["number"],
                "argv": [],
                "started": run["started"],
                "ended": run["ended"],
                "exit": run["exit_code"],
                "signal": run["signal"],
                "truncated": run["truncated"],
                "phases": run["phases"],
                "tail": run["tail"],
            }
            for run in told["runs"]
        ]
        same = ("state", "reason", "started", "ended", "updated", "offset")
        asked = ("unit", "job", "controller", "nonce", "boot_id")
        return {
            "v": 1,
            **{key: self.request[key] for key in asked},
            **{key: told[key] for key in same},
            "end": told["end"] or None,
            "invocation": "invocation-1",
            "supervisor_sha256": "sha-1",
            "nodes": self.nodes,
            "sample": {"samples": 66, "constant": 0, "error": ""},
            "signatures": self.signatures,
            "run": told["run_index"],
            "paused_seconds": told["paused_seconds"],
            "runs": runs,
        }


@dataclass
class SupervisedNas(Nas):
    """Runs tests as far as it is told to, and fails where it is told to.

    `faults` maps the name of a call (`probe`, `start`, `go` ...) to what happens to
    the next ones of that name, in turn; None lets a call pass.
    """

    supervisors: dict[str, Supervisor] = field(default_factory=dict)
    faults: dict[str, list[Fault | None]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    claims: list[Mapping[str, Any]] = field(default_factory=list)
    """What it was asked of itself; `control_requests` are about tests."""

    on_call: Callable[[str], None] = lambda _: None
    """Told of each call before it is answered."""
    other_content: bool = False
    """What a broken-off test left is not there any more."""

    def reboot(self, *, records_lost: bool = False) -> None:
        """Lose all power: what ran is dead, and so is what it had not told yet."""
        self.boot_id += "+"
        for test in self.supervisors.values():
            test.alive = False
            test.report = replace(test.report, alive=False)
        if records_lost:
            self.supervisors.clear()

    @override
    async def probe(self, request: Mapping[str, object]) -> bytes:
        fault = self._next("probe")
        if fault and fault.error:
            raise fault.error
        self.broken_off = fault is not None
        return await super().probe(request)

    @override
    async def control(self, request: Mapping[str, Any]) -> bytes:
        kept = self.claims if request["verb"] == "own" else self.control_requests
        kept.append(request)
        fault = self._next(request["verb"])
        if fault and fault.error and not fault.done_first:
            raise fault.error
        answer = (fault and fault.answer) or self._do(request)
        if fault and fault.error:
            raise fault.error
        frames = Framed()
        test = self.supervisors.get(request.get("unit", ""))
        record = test.record() if test else None
        frames.add("control", {"detail": "", "test": record, **answer})
        return frames.end(self.boot_id)

    def _next(self, name: str) -> Fault | None:
        self.calls.append(name)
        self.on_call(name)
        faults = self.faults.get(name)
        return faults.pop(0) if faults else None

    def _do(self, request: Mapping[str, Any]) -> dict[str, Any]:
        if request["verb"] == "own":
            return self._own(request)
        unit, verb = request["unit"], request["verb"]
        test = self.supervisors.get(unit)
        if verb == "start":
            return _refused("exists") if test else self._start(request["request"])
        if test is None:
            return _refused("no_such_test")
        if test.request["nonce"] != request["nonce"]:
            return _refused("other_nonce")
        if verb == "go":
            if test.report.state is not TestState.HELD or not test.alive:
                return _refused("not_held", test.report.state)
            test.become(running_report(test.plan, 0, 0, 0.25, 40))
        if verb in ("pause", "resume"):
            return self._steer(test, verb)
        if verb == "stop" and test.alive:
            test.become(stopped(test))
        if verb == "remove":
            if test.alive:
                return _refused("alive")
            del self.supervisors[unit]
        return {"ok": True, "code": ""}

    def _own(self, request: Mapping[str, Any]) -> dict[str, Any]:
        digest = sha256(self.owner).hexdigest() if self.owner else ""
        if request["expect"] != digest:
            return _refused("other_owner")
        self.owner = owner_record(
            request["controller"], request["name"], request["starts"], request["claim"]
        )
        return {"ok": True, "code": ""}

    def _steer(self, test: Supervisor, verb: str) -> dict[str, Any]:
        if not test.alive and verb == "pause":
            return _refused("not_running")
        states = {
            "pause": (TestState.TESTING, TestState.PAUSED),
            "resume": (TestState.PAUSED, TestState.TESTING),
        }
        before, after = states[verb]
        if test.alive and test.report.state is before:
            test.become(replace(test.report, state=after))
        return {"ok": True, "code": ""}

    def _start(self, request: Mapping[str, Any]) -> dict[str, Any]:
        serial = request["identity"]["serial"]
        nodes = [
            f"8:{16 * place}"
            for place, disk in enumerate(self.disks.values())
            if disk.serial == serial
        ]
        report = replace(
            clean_report(PLAN),
            state=TestState.HELD,
            alive=True,
            end="",
            ended=None,
            run_index=-1,
            runs=(),
            offset=None,
        )
        found = [d.signature for d in self.disks.values() if d.serial == serial]
        signatures = [kind for kind in found if kind]
        test = Supervisor(request, nodes, report, signatures=signatures)
        self.supervisors[request["unit"]] = test
        if self.other_content and request.get("expect"):
            values = {"node": "sda", "offset": "4096"}
            why = Reason("content_changed", values)
            test.become(replace(report, state=TestState.REFUSED, reason=why))
            test.alive = False
            return _refused("refused", "content_changed")
        return {"ok": True, "code": ""}

    @override
    def _tests(self, frames: Framed) -> None:
        records = [test.record() for test in self.supervisors.values()]
        frames.add("tests", {"tests": [*self.tests, *records]})
        for unit, test in self.supervisors.items():
            for run in test.report.runs:
                if run.stderr:
                    frames.add(f"output:{unit}:{run.number}", run.stderr, run.stdout)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call.

    An error is raised instead of doing it, or with `done_first` after it was done;
    `answer` is what the host says instead of doing it. With neither, the answer of a
    poll breaks off.
    """

    error: Exception | None = None
    done_first: bool = False
    answer: dict[str, Any] | None = None


def owner_record(controller: str, name: str, starts: int, claim: str) -> bytes:
    """Answer an owner record as the host keeps it."""
    stamp = {"wall": 1_795_435_200.0, "boot": 1.0}
    record = {
        "v": 1,
        "controller": controller,
        "name": name,
        "starts": starts,
        "claim": claim,
        "since": stamp,
        "written": stamp,
        "former": None,
    }
    return json.dumps(record).encode()


def _refused(code: str, detail: str = "") -> dict[str, Any]:
    return {"ok": False, "code": code, "detail": detail}


def refusal(code: str, detail: str = "") -> Fault:
    """Answer the fault of a call that the host refuses."""
    return Fault(answer=_refused(code, detail))


def stopped(test: Supervisor) -> TestReport:
    """Answer the test as it stands once somebody has asked for its end."""
    if test.report.state is not TestState.HELD:
        return ended(test, "stopped")
    return replace(ended(test, "not_started"), reason=Reason("stop_file"))


def ended(test: Supervisor, end: str) -> TestReport:
    """Answer the test as it stands, ended in mid-phase."""
    now = test.report.updated
    return replace(test.report, state=TestState.ENDED, alive=False, end=end, ended=now)


@dataclass
class Engine:
    """An engine on such a NAS; `again` gives the next one after a restart."""

    nas: SupervisedNas
    history: History
    clock: StillClock
    burnin: BurnIn

    def key(self, name: str = "sda") -> str:
        serial = self.nas.disks[name].serial
        return next(
            key
            for key, view in self.burnin.view.drives.items()
            if view.drive.serial == serial
        )

    def drive(self, name: str = "sda") -> DriveView:
        return self.burnin.view.drives[self.key(name)]

    def shown(self, name: str = "sda") -> JobView:
        shown = self.drive(name).job
        assert shown
        return shown

    def job(self, name: str = "sda") -> Job:
        """Answer the job of a drive as people see it."""
        return self.shown(name).job

    def percent(self, name: str = "sda") -> float:
        return self.shown(name).progress.percent

    def bad_blocks(self, name: str = "sda") -> int:
        return self.shown(name).progress.bad_blocks

    async def kept(self, name: str = "sda") -> Job:
        """Answer the same job as the history has it."""
        job = await self.history.job(self.job(name).uid)
        assert job
        return job

    def test(self, name: str = "sda") -> Supervisor:
        """Answer the one test of a drive."""
        serial = self.nas.disks[name].serial
        (found,) = (
            test
            for test in self.nas.supervisors.values()
            if test.request["identity"]["serial"] == serial
        )
        return found

    async def enqueue(
        self,
        *names: str,
        stages: tuple[StageKind, ...] = surface_only("quick").stages,
        options: SurfaceOptions = OPTIONS,
    ) -> list[StartAnswer]:
        requests = [
            StartRequest(self.key(name), "quick", stages, options, "me")
            for name in names or ["sda"]
        ]
        return list(await self.burnin.enqueue(requests))

    async def refresh(self) -> None:
        """Let a poll's time pass, and look."""
        self.clock.seconds += 12
        await self.burnin.refresh()

    async def begin(self, *names: str) -> None:
        """Queue drives and look, which starts them."""
        await self.enqueue(*names)
        await self.refresh()

    async def again(
        self, *, gate: Reason | None = None, settings: Settings | None = None
    ) -> Engine:
        """Answer a new engine on the same NAS and history, as after a restart."""
        await self.burnin.stop()
        slots = self.burnin.view.max_parallel
        burnin = make_burnin(self.nas, self.history, self.clock, slots, settings)
        burnin.set_gate(gate)
        await burnin.start()
        return replace(self, burnin=burnin)


def make_burnin(
    nas: SupervisedNas,
    history: History,
    clock: StillClock,
    max_parallel: int = 4,
    settings: Settings | None = None,
) -> BurnIn:
    return BurnIn(
        host_id="host-1",
        link=nas,
        history=history,
        clock=clock,
        controller=CONTROLLER,
        max_parallel=max_parallel,
        settings=settings,
    )


@asynccontextmanager
async def engine(
    folder: Path, *, disks: int = 1, max_parallel: int = 4
) -> AsyncGenerator[Engine]:
    """Start an engine on a NAS with blank disks, sda and on."""
    names = [f"sd{'abcdefgh'[place]}" for place in range(disks)]
    nas = SupervisedNas(
        {name: Disk(f"LAB-{name}", place) for place, name in enumerate(names, 1)}
    )
    history = await History.open(folder / "history.db")
    clock = StillClock()
    burnin = make_burnin(nas, history, clock, max_parallel)
    try:
        await burnin.start()
        yield Engine(nas, history, clock, burnin)
        await burnin.stop()
    finally:
        await history.close()
