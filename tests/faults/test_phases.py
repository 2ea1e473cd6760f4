"""Every kind of fault in every exchange with the host: nothing twice, nothing lost.

Here the host is a description behind a real SSH server, so that it knows exactly what
reached it; the link, the connection and the engine are the real ones.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
import json
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.errors import HostError, SetupError
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.host import connection as connection_module
from custom_components.nas_burnin.engine.host.connection import Connection
from custom_components.nas_burnin.engine.host.link import SshLink
from custom_components.nas_burnin.engine.model import JobState, Verdict
from tests.engine.host.nas import Disk, StillClock
from tests.engine.host.servers import Behaviour, Process, serving
from tests.engine.supervised import PLAN, Engine, SupervisedNas
from tests.engine.surface import clean_report
from tests.faults.links import Watched, burnin_on
from tests.faults.proxy import Fault, Kind, Proxy, Way, proxy
from tests.faults.sshd import through

LOST_WITHIN = 3000
"""Bytes: a request is some 12 KB, most of it the program."""

EXCHANGES = ("probe", "start", "go", "stop", "remove")


class Commands(dict[str, Behaviour]):
    """Every command is one of ours; what it says differs in a number of seconds."""

    def __init__(self, nas: SupervisedNas) -> None:
        super().__init__()
        self._nas = nas

    def __missing__(self, command: str) -> Behaviour:
        return self._answer

    async def _answer(self, process: Process) -> None:
        await process.stdin.readexactly(int(await process.stdin.readline()))
        text = await process.stdin.read()
        if process.channel.is_closing():
            return
        request = json.loads(text)
        ask = self._nas.control if "verb" in request else self._nas.probe
        process.stdout.write(await ask(request))
        process.exit(0)


@dataclass
class Bench:
    """An engine, and a described host behind a link that can fail."""

    nas: SupervisedNas
    way: Proxy
    link: Watched
    engine: Engine
    errors: list[str] = field(default_factory=list)

    def when_answered(self, name: str, kind: Kind) -> None:
        """Let the link fail when the host has heard this, before it has answered."""

        def strike(called: str) -> None:
            if called == name and not self.way.struck:
                self.way.strike(kind)

        self.nas.on_call = strike

    def when_asked(self, name: str, fault: Fault) -> None:
        """Let the link fail at a byte of this request."""

        def arm(asked: str) -> None:
            if asked == name and not self.way.struck:
                self.way.arm(fault)

        self.link.on_ask = arm

    async def go_on(self, condition: Callable[[], object]) -> None:
        """Look at the host until something is so; the link heals once it was seen bad."""
        for _ in range(20):
            if condition():
                return
            await self.bear(self.engine.refresh)
        raise AssertionError(f"it did not come to pass: {self.errors}")

    async def bear(self, act: Callable[[], object]) -> None:
        """Do something that may fail because the link does."""
        try:
            await act()  # type: ignore[misc]
        except (HostError, SetupError) as error:
            self.errors.append(f"{error.code} {error.values}")
        if self.way.struck:
            await self.way.heal()


@asynccontextmanager
async def bench(folder: Path) -> AsyncIterator[Bench]:
    nas = SupervisedNas({"sda": Disk("LAB-sda", 1)})
    history = await History.open(folder / "history.db")
    async with serving(Commands(nas)) as host, proxy(host.port) as way:
        connection = Connection(through(host.settings(), way.port))
        link = Watched(SshLink(connection, sudo=False))
        clock = StillClock()
        made = Engine(nas, history, clock, burnin_on(link, history, clock))
        try:
            await made.burnin.start()
            yield Bench(nas, way, link, made)
            await made.burnin.stop()
        finally:
            await connection.close()
            await history.close()


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a dead link up soon; too soon on a busy machine is a fault like others."""
    monkeypatch.setitem(connection_module._OPTIONS, "keepalive_interval", 0.2)


async def until_released(made: Bench) -> None:
    """Queue a drive and go on until its test writes."""
    await made.engine.enqueue()
    await made.go_on(lambda: made.nas.supervisors and made.engine.test().report.runs)


async def cancelled(made: Bench) -> None:
    """Cancel it; whatever the link does, the wish is on the medium."""
    await made.bear(lambda: made.engine.burnin.cancel(made.engine.key()))
    kept = await made.engine.kept()
    assert kept.cancel_requested
    await made.go_on(lambda: made.engine.job().state.terminal)
    assert (await made.engine.kept()).state is JobState.CANCELLED


async def passed(made: Bench) -> None:
    """Let the test come to its end, and its job with it."""
    made.engine.test().become(clean_report(PLAN))
    await made.go_on(lambda: made.engine.job().state.terminal)
    kept = await made.engine.kept()
    assert (kept.state, kept.verdict) == (JobState.PASSED, Verdict.PASSED)


async def whole_job(made: Bench, exchange: str, fail: Callable[[], None]) -> None:
    """Go through a job in which the link fails during one exchange."""
    if exchange != "probe":
        fail()
    await until_released(made)
    if exchange == "probe":
        fail()
    if exchange == "stop":
        await cancelled(made)
    else:
        await made.bear(made.engine.refresh)
        await passed(made)
    await made.go_on(lambda: not made.nas.supervisors)
    assert made.way.struck
    # What reached the host, whatever of it was answered.
    assert made.nas.calls.count("start") == 1
    assert made.nas.calls.count("go") == 1
    assert made.engine.burnin.view.connected
    assert not await made.engine.history.open_jobs()
    assert await made.engine.kept() == made.engine.job()


@pytest.mark.parametrize("exchange", EXCHANGES)
@pytest.mark.parametrize("kind", Kind)
async def test_the_answer_is_lost(tmp_path: Path, kind: Kind, exchange: str) -> None:
    async with bench(tmp_path) as made:
        await whole_job(made, exchange, lambda: made.when_answered(exchange, kind))
        # A slow answer is no lost one.
        assert made.errors or kind is Kind.DRIP


@pytest.mark.parametrize("exchange", EXCHANGES)
async def test_the_request_is_lost(tmp_path: Path, exchange: str) -> None:
    async with bench(tmp_path) as made:
        fault = Fault(Kind.RESET, Way.UP, LOST_WITHIN)
        await whole_job(made, exchange, lambda: made.when_asked(exchange, fault))
        assert made.errors


async def test_a_cancel_outlives_the_link_and_the_engine(tmp_path: Path) -> None:
    """It was said while nobody could be told; the next engine does it."""
    async with bench(tmp_path) as made:
        await until_released(made)
        made.way.strike(Kind.REFUSE)
        with pytest.raises(HostError):
            await made.engine.burnin.cancel(made.engine.key())
        assert (await made.engine.kept()).cancel_requested
        await made.engine.burnin.stop()
        await made.way.heal()
        burnin = burnin_on(made.link, made.engine.history, made.engine.clock)
        after = replace(made, engine=replace(made.engine, burnin=burnin))
        await burnin.start()
        await after.go_on(lambda: after.engine.job().state is JobState.CANCELLED)
        assert not made.nas.supervisors
        assert made.nas.calls.count("start") == 1
