"""One world: a NAS, a store, one Home Assistant life after the other, and its people."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from math import inf
import random
import traceback
from typing import Any, override

from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.errors import (
    AnswerUnusable,
    BurnInError,
    CommandTimedOut,
    HostUnreachable,
)
from custom_components.nas_burnin.engine.host.link import Link

from .disks import Disk
from .host import SimNas
from .oracle import Broken, Oracle
from .store import Store, history_on
from .time import DOZE, Agenda, SimClock
from .trace import Controlled, Event, Probed, Shown

HOST_ID = "nas-1"
CONTROLLER = "home-1"
RETRIES = (5.0, 10.0, 20.0, 40.0, 80.0)
"""Seconds between tries of Home Assistant to set an entry up."""


@dataclass
class Weather:
    """How the link is: what each call meets, until it is set fair again."""

    down: str = ""
    """`silent` or `refused`: no call gets through."""
    odds: dict[str, float] = field(default_factory=dict)
    """The chance of each mishap of a call: before, after, slow, torn."""


class Life:
    """One life of Home Assistant: an engine, until it is stopped or crashes."""

    def __init__(self, world: World, number: int) -> None:
        self.number = number
        self.world = world
        self.clock = SimClock(world.agenda, world.rng, world.doze)
        self.clock.wall_ahead = world.home_ahead
        self.dead = False
        self.points_left = -1
        """How many more points it passes before it crashes; none where negative."""
        self.crashed = asyncio.Event()
        self.started = False
        self._ending = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self.burnin = BurnIn(
            host_id=HOST_ID,
            link=SimLink(self),
            history=history_on(world.store, self.point),
            clock=self.clock,
            controller=CONTROLLER,
            max_parallel=world.max_parallel,
        )
        self.burnin.subscribe(self._show)

    async def point(self, name: str) -> None:
        """Come to a place where the engine may die: before or after it did something."""
        if self._ending:
            raise asyncio.CancelledError
        if self.dead:
            await asyncio.get_running_loop().create_future()
        if self.points_left == 0:
            self.dead = True
            self.crashed.set()
            await asyncio.get_running_loop().create_future()
        self.points_left -= 1
        self.world.step(name)

    def begin(self) -> None:
        self.spawn(self._run())

    def spawn[T](self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run something that dies with this life."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def end(self, *, crash: bool) -> None:
        """Stop in order, or be gone at once."""
        self.dead = self._ending = self.dead or crash
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        if not crash:
            await self.burnin.stop()
        self.dead = True

    async def _run(self) -> None:
        try:
            await self._start()
            self.started = True
            await self.burnin.run()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            self.world.fail(f"the engine ended: {error!r}", error)

    async def _start(self) -> None:
        """Set up as Home Assistant does: again and again while the host is away."""
        tries = 0
        while True:
            try:
                await self.burnin.start()
            except HostUnreachable, CommandTimedOut, AnswerUnusable:
                await self.clock.sleep(RETRIES[min(tries, len(RETRIES) - 1)])
                tries += 1
            else:
                return

    def _show(self, changed: frozenset[str]) -> None:
        if not self.dead:
            self.world.emit(Shown(self.number, self.burnin.view, changed))


class SimLink(Link):
    """The way of one life to the NAS, as good as the weather."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._world = life.world

    @override
    async def probe(self, request: Mapping[str, object]) -> bytes:
        return await self._call("probe", lambda: self._world.probe(self._life, request))

    @override
    async def control(self, request: Mapping[str, object]) -> bytes:
        name = str(request["verb"])
        return await self._call(name, lambda: self._world.control(self._life, request))

    @override
    @override
    async def self_test(self, request: Mapping[str, object]) -> bytes:
        """Nobody in these worlds asks for a self-test of the drive's own."""
        raise NotImplementedError(request)

    async def _call(self, name: str, done: Callable[[], bytes]) -> bytes:
        world, rng = self._world, self._world.rng
        await self._life.point(name)
        await asyncio.sleep(rng.uniform(0.05, 1.0))
        mishap = world.mishap()
        if mishap in ("silent", "refused"):
            stage = {"stage": "connect"} if mishap == "silent" else {}
            raise HostUnreachable(mishap, **stage)
        if mishap == "before":
            raise HostUnreachable("lost before it was asked")
        answer = done()
        await self._life.point(f"{name} done")
        if mishap == "slow":
            await asyncio.sleep(45)
            raise CommandTimedOut("no answer in time")
        await asyncio.sleep(rng.uniform(0.05, 1.5))
        if mishap == "after" or world.mishap() in ("silent", "refused"):
            raise HostUnreachable("lost before it answered")
        return answer[: rng.randrange(len(answer))] if mishap == "torn" else answer


class World:
    """Everything there is, and the oracle that watches it."""

    def __init__(
        self, seed: int, disks: list[Disk], *, max_parallel: int, doze: float = DOZE
    ) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self.max_parallel = max_parallel
        self.doze = doze
        self.agenda = Agenda()
        self.weather = Weather()
        self.home_ahead = 0.0
        self.store = Store()
        self.oracle = Oracle(self)
        self.nas = SimNas(disks, self.rng, self.emit)
        self.agenda.add(self.nas.next_event)
        self.failure: Broken | None = None
        self.over = asyncio.Event()
        self.turn = asyncio.Lock()
        """Held by whoever ends the life of Home Assistant, until the next begins."""
        self.steps = 0
        self.log: list[str] = []
        """What was done to the world, for people who replay it."""
        self._later: set[float] = set()
        self.agenda.add(lambda: min(self._later, default=inf))
        self._tasks: set[asyncio.Task[None]] = set()
        self.life = Life(self, 1)

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    # --- what is watched --------------------------------------------------------

    def emit(self, event: Event) -> None:
        if self.failure is None:
            try:
                self.oracle.take(event)
            except Broken as broken:
                self._break(broken)

    def step(self, name: str) -> None:
        """Something was done: everything has to hold now."""
        self.steps += 1
        if self.failure is None:
            try:
                self.oracle.check(name)
            except Broken as broken:
                self._break(broken)

    def fail(self, what: str, error: BaseException) -> None:
        """Note something that must never happen, whatever the rules say."""
        if self.failure is None:
            self.log += traceback.format_exception(error)[-3:]
            self._break(Broken("engine", what))

    def _break(self, broken: Broken) -> None:
        self.failure = broken.at(self.seed, self.steps, self.now, self.log)
        self.over.set()

    # --- what the link reaches --------------------------------------------------

    def mishap(self) -> str:
        """Answer what befalls a call now, empty for nothing."""
        if self.weather.down or not self.nas.up:
            return self.weather.down or "silent"
        for name, chance in self.weather.odds.items():
            if self.rng.random() < chance:
                return name
        return ""

    def probe(self, life: Life, request: Mapping[str, Any]) -> bytes:
        nas = self.nas
        answer = nas.probe(request, self.now)
        self.emit(
            Probed(
                life=life.number,
                at=self.now,
                boot_id=nas.boot_id,
                complete="end" not in nas.ills,
                looked=nas.looked_at(request),
                blind=nas.blind_for(),
            )
        )
        if nas.ills:
            self.oracle.compare_sight(request, answer)
        return answer

    def control(self, life: Life, request: Mapping[str, Any]) -> bytes:
        nas = self.nas
        if request["verb"] == "own":
            return nas.control(request, self.now)
        disk = self.meant(request)
        was_free = disk is not None and disk.is_free
        answer = nas.control(request, self.now)
        self.emit(
            Controlled(
                life=life.number,
                at=self.now,
                request=request,
                boot_id=nas.boot_id,
                code=nas.refused,
                serial=disk.serial if disk else "",
                was_free=was_free,
            )
        )
        return answer

    def meant(self, request: Mapping[str, Any]) -> Disk | None:
        """Answer the disk that a control request is about, as far as it is there."""
        folder = self.nas.folders.get(request["unit"])
        asked = request.get("request") or (folder.request if folder else None)
        serial = asked["identity"]["serial"] if asked else ""
        there = (d for d in self.nas.disks if d.present and d.serial == serial)
        return next(there, None)

    # --- what happens of itself -------------------------------------------------

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Do something after a while; nobody sleeps past it unawares."""
        at = self.now + seconds
        self._later.add(at)

        def do() -> None:
            self._later.discard(at)
            self.nas.advance(self.now)
            act()
            self.step("later")

        asyncio.get_running_loop().call_at(at, do)

    async def until(self, at: float) -> None:
        """Wait for a moment that everybody may know of."""
        if at > self.now:
            self._later.add(at)
            await asyncio.sleep(at - self.now)
            self._later.discard(at)
        self.nas.advance(self.now)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.fail(f"the world itself broke: {error!r}", error)

    async def broke_before(self, at: float) -> bool:
        """Wait for a moment; True where a rule broke before."""
        try:
            async with asyncio.timeout_at(at):
                await self.over.wait()
        except TimeoutError:
            return False
        return True

    def last_look(self) -> None:
        """Judge what is left when everything is over."""
        self.nas.advance(self.now)
        try:
            self.oracle.at_end()
        except Broken as broken:
            self._break(broken)

    async def stop(self) -> None:
        """End everything that lives."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        await self.life.end(crash=True)
        self.store.close()

    # --- Home Assistant ---------------------------------------------------------

    async def new_life(self, *, crash: bool, pause: float = 0.0) -> None:
        """Let Home Assistant stop or crash, and come up again after a while."""
        await self.life.end(crash=crash)
        if pause:
            await self.until(self.now + pause)
        self.life = Life(self, self.life.number + 1)
        self.life.begin()

    async def ask[T](self, wish: Callable[[BurnIn], Awaitable[T]]) -> T | None:
        """Let a person want something; None where he got no answer."""
        life = self.life
        if not life.started or life.dead:
            return None

        async def wanted() -> T:
            return await wish(life.burnin)

        task = life.spawn(wanted())
        done, _ = await asyncio.wait((task,))
        if task.cancelled() or life.dead or not done:
            return None
        try:
            return task.result()
        except BurnInError:
            return None
