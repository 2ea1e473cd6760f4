"""Time that jumps: an event loop whose clock moves only when nothing is left to do."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
import random
import selectors
from typing import Any, override

from custom_components.nas_burnin.engine.clock import Clock

BEGIN = 1_795_000_000.0
"""The wall clock of everybody at the beginning, in seconds since 1970."""

type Select = list[tuple[selectors.SelectorKey, int]]


class Standstill(AssertionError):
    """Everybody waits, and nothing will ever happen."""


class _Jumps:
    """In place of a selector: where a loop would sleep, its clock moves on."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def select(self, timeout: float | None = None) -> Select:
        if timeout is None:
            raise Standstill("nothing is ready, and nothing is planned")
        self._loop.seconds += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """A loop without sockets and threads; what runs in an executor runs at once."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0
        self._selector = _Jumps(self)
        # A day of 86,400 s leaves a float few digits behind the point.
        self._clock_resolution = 1e-6

    @override
    def time(self) -> float:
        return self.seconds

    @override
    def run_in_executor[*Ts, T](
        self, executor: object, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - the future hands it on
            future.set_exception(error)
        return future

    def _process_events(self, _events: Select) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody else has to wake this loop: it never sleeps."""


def run[T](main: Coroutine[Any, Any, T]) -> T:
    """Run to the end in virtual time; Standstill where that never comes."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


class Agenda:
    """What is going to happen of itself, so that nobody needs to look before."""

    def __init__(self) -> None:
        self._plans: list[Callable[[], float]] = []

    def add(self, plan: Callable[[], float]) -> None:
        """Ask this when something happens next; infinity for never."""
        self._plans.append(plan)

    def next(self) -> float:
        return min((plan() for plan in self._plans), default=float("inf"))


DOZE = 3300.0
"""Seconds that a sleeper is late at the most: after an hour it would be a gap."""


class SimClock(Clock):
    """The clocks of one Home Assistant.

    Who sleeps is woken late where nothing happens anyway: most polls of a long test
    would see only that it went on. At random it is woken in time all the same.
    """

    def __init__(self, agenda: Agenda, rng: random.Random, doze: float = DOZE) -> None:
        self._agenda = agenda
        self._doze = doze
        self._rng = rng
        self._since = rng.uniform(100, 1e6)
        self.wall_ahead = 0.0
        self.in_time = False
        """Wake everybody in time, always."""

    @override
    def monotonic(self) -> float:
        return self._since + asyncio.get_running_loop().time()

    @override
    def boottime(self) -> float:
        return self.monotonic()

    @override
    def now(self) -> datetime:
        seconds = BEGIN + asyncio.get_running_loop().time() + self.wall_ahead
        return datetime.fromtimestamp(seconds, UTC)

    @override
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, self._nap(seconds)))

    def _nap(self, seconds: float) -> float:
        """Seconds to the first regular moment after something has happened."""
        most = self._rng.choices((1.0, 600.0, self._doze), (1, 1, 18))[0]
        if seconds < 0.5 or self.in_time:
            return seconds
        now = asyncio.get_running_loop().time()
        wait = min(self._agenda.next() - now, most)
        return seconds * max(1, -(-wait // seconds))
