"""One burn-in over a link that fails again and again, at random but replayable.

`python -m tests.faults.links 20 7` lets 20 faults strike, chosen by seed 7.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
import random
import signal
import sys
import tempfile
import time
from typing import override

from custom_components.nas_burnin.engine import pace
from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.clock import Clock, SystemClock
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.host.connection import Connection
from custom_components.nas_burnin.engine.host.link import Link, SshLink
from custom_components.nas_burnin.engine.model import (
    Activity,
    HostView,
    Job,
    JobView,
    StartRequest,
)
from tests.engine.supervised import CONTROLLER
from tests.faults.proxy import LASTING, Fault, Kind, Proxy, proxy, random_faults
from tests.faults.sshd import through
from tests.faults.toy import SERIAL, Identity, Toy, reason_against, toy
from tests.profiles import surface_only

MIB = 1 << 20
NAMED = (Kind.CUT, Kind.STALL, Kind.HALF_OPEN, Kind.RESET)
PATIENCE = 180.0


@dataclass
class Watched(Link):
    """A link that counts what is asked over it, and what is answered."""

    link: Link
    asked: list[str] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    """Places in `asked`."""

    on_ask: Callable[[str], None] = lambda _: None

    @override
    async def probe(self, request: Mapping[str, object]) -> bytes:
        return await self._note("probe", self.link.probe, request)

    @override
    async def control(self, request: Mapping[str, object]) -> bytes:
        return await self._note(str(request["verb"]), self.link.control, request)

    @override
    async def self_test(self, request: Mapping[str, object]) -> bytes:
        return await self._note("self_test", self.link.self_test, request)

    async def _note(
        self, name: str, ask: Callable[..., object], request: Mapping[str, object]
    ) -> bytes:
        place = len(self.asked)
        self.asked.append(name)
        self.on_ask(name)
        answer = await ask(request)  # type: ignore[misc]
        self.answered.append(place)
        assert isinstance(answer, bytes)
        return answer


@dataclass
class Rig:
    """An engine, and a toy NAS behind a link that can fail."""

    nas: Toy
    way: Proxy
    link: Watched
    engine: BurnIn
    history: History
    connection: Connection
    identities: set[Identity] = field(default_factory=set)
    reconnecting: list[JobView] = field(default_factory=list)

    @property
    def key(self) -> str:
        return next(
            key
            for key, view in self.engine.view.drives.items()
            if view.drive.serial == SERIAL
        )

    @property
    def shown(self) -> JobView:
        found = self.engine.view.drives[self.key].job
        assert found
        return found

    async def kept(self) -> Job:
        """Answer the job as the history has it."""
        job = await self.history.job(self.shown.job.uid)
        assert job
        return job

    async def enqueue(self) -> None:
        chosen = surface_only("quick")
        request = StartRequest(
            self.key, chosen.name, chosen.stages, chosen.options, "me"
        )
        (answer,) = await self.engine.enqueue([request])
        assert answer.outcome == "queued", answer

    async def until(self, seen: Callable[[HostView], object]) -> None:
        """Wait until the view shows something; the limit only ends a hung test."""
        changed = asyncio.Event()
        forget = self.engine.subscribe(lambda _: changed.set())
        try:
            async with asyncio.timeout(PATIENCE):
                while not seen(self.engine.view):
                    changed.clear()
                    await changed.wait()
        finally:
            forget()

    async def polled(self) -> None:
        """Wait for the answer to a poll that was asked after now."""
        now = len(self.link.asked)

        def is_seen() -> bool:
            places = [place for place in self.link.answered if place >= now]
            return "probe" in [self.link.asked[place] for place in places]

        await self.met(lambda: is_seen() and self.engine.view.connected)

    async def met(self, condition: Callable[[], object]) -> None:
        """Wait for what has no event; the limit only ends a hung test."""
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def strike(self, fault: Fault, outage: float, moment: float | None) -> None:
        """Let one fault strike, last and heal, and wait until all is well again.

        It strikes at its byte, or after `moment` seconds, whatever passes then.
        """
        if moment is None:
            self.way.arm(fault)
            async with asyncio.timeout(PATIENCE):
                await self.way.until_struck()
        else:
            await asyncio.sleep(moment)
            self.way.strike(fault.kind)
        if fault.kind in LASTING:
            await asyncio.sleep(outage)
        await self.way.heal()
        await self.polled()

    def note(self, _: frozenset[str]) -> None:
        """Keep what only shows for a moment."""
        self.identities |= self.nas.identities()
        if self.shown.activity is Activity.RECONNECTING:
            self.reconnecting.append(self.shown)


def burnin_on(link: Link, history: History, clock: Clock) -> BurnIn:
    return BurnIn(
        host_id="host-1",
        link=link,
        history=history,
        clock=clock,
        controller=CONTROLLER,
    )


@asynccontextmanager
async def rig(folder: Path, size: int) -> AsyncIterator[Rig]:
    """Start all of it; the engine runs by itself."""
    with toy(folder, size) as nas:
        history = await History.open(folder / "history.db")
        async with proxy(nas.server.host.port) as way:
            connection = Connection(through(nas.server.host.settings(), way.port))
            link = Watched(SshLink(connection, sudo=False))
            engine = burnin_on(link, history, SystemClock())
            await engine.start()
            task = asyncio.create_task(engine.run())
            try:
                yield Rig(nas, way, link, engine, history, connection)
            finally:
                task.cancel()
                await asyncio.wait([task])
                await engine.stop()
                await connection.close()
                await history.close()
            if not task.cancelled():
                task.result()


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one burn-in."""

    job: Job
    struck: Sequence[Kind]
    identities: frozenset[Identity]
    seen_while_lost: Sequence[JobView]
    asked: Sequence[str]
    starts: Sequence[str]
    left_behind: Sequence[str]
    connections: int

    def complaints(self) -> list[str]:
        """Say what was lost, or done twice; nothing where all is well."""
        checks = {
            f"the verdict is {self.job.verdict}": self.job.verdict == "passed",
            f"supervisors: {self.identities}": len(self.identities) == 1,
            f"start requests: {self.asked.count('start')}": (
                self.asked.count("start") == 1
            ),
            f"badblocks began {self.starts}": len(self.starts) == 2,
            f"phases: {self.job.stages[0].phases}": (
                len(self.job.stages[0].phases) == 4
            ),
            f"left behind: {self.left_behind}": not self.left_behind,
        }
        return [words for words, is_well in checks.items() if not is_well]


async def burn_in(
    folder: Path,
    count: int,
    seed: int,
    *,
    kinds: tuple[Kind, ...] = NAMED,
    size: int = 32 * MIB,
    longest: float = 12.0,
    tell: Callable[[str], None] = lambda _: None,
) -> Told:
    """Let `count` faults strike during one burn-in; each lasts `longest` s at most.

    `tell` hears of each, and how long it took from its arming to the next good poll.
    """
    chance = random.Random(seed)
    async with rig(folder, size) as made:
        await made.enqueue()
        await made.until(lambda _: made.shown.progress.phase)
        forget = made.engine.subscribe(made.note)
        for number, fault in enumerate(random_faults(chance, kinds, count)):
            made.nas.allow(number / (count + 1))
            moment = chance.choice((None, None, None, chance.uniform(0, 1)))
            began = time.monotonic()
            await made.strike(fault, chance.uniform(0, longest), moment)
            made.identities |= made.nas.identities()
            tell(f"{number + 1:3} {fault.kind:<9} {time.monotonic() - began:5.1f} s")
        made.nas.allow(1)
        await made.until(lambda _: made.shown.job.state.terminal)
        await made.met(lambda: not made.nas.left_behind())
        forget()
        return Told(
            await made.kept(),
            tuple(made.way.struck),
            frozenset(made.identities),
            tuple(made.reconnecting),
            tuple(made.link.asked),
            tuple(made.nas.starts()),
            tuple(made.nas.left_behind()),
            made.way.accepted,
        )


def main(arguments: Sequence[str]) -> int:
    """Run a campaign: how many faults, and the seed that chooses them."""
    count = int(arguments[0]) if arguments else 20
    seed = int(arguments[1]) if len(arguments) > 1 else random.randrange(1 << 32)
    if why := reason_against():
        sys.stderr.write(f"{why}\n")
        return 2
    # Whoever ends us lets us clear up what we have started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # The link is at rest most of the time otherwise, and then nothing is lost with it.
    pace.BUSY_EVERY = 2.0
    failed = False
    for name, kinds in (("named", NAMED), ("all", tuple(Kind))):
        _say(f"{name} kinds, {count} faults, seed {seed} ...")
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            told = asyncio.run(
                burn_in(Path(folder), count, seed, kinds=kinds, tell=_say)
            )
        spent = time.monotonic() - began
        for complaint in told.complaints():
            failed = True
            _say(f"LOST: {complaint}")
        _say(
            f"verdict {told.job.verdict}, {len(told.struck)} faults"
            f" ({', '.join(f'{k} {told.struck.count(k)}' for k in sorted(set(told.struck)))}),"
            f" {told.connections} connections, {len(told.asked)} questions, {spent:.0f} s"
        )
    return 1 if failed else 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
