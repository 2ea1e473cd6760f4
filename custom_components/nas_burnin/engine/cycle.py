"""The cycle: look at the host, follow what runs, sweep up, start what is due."""

import asyncio
import random

from .auto_start import AutoStart
from .clock import Clock
from .errors import HostError, SetupError
from .host.backoff import Backoff
from .jobs.ledger import Ledger
from .jobs.moving import Jobs
from .jobs.steering import Steering
from .leaving import sweep
from .model import Snapshot
from .ownership.owner import Ownership
from .pace import until_next_look
from .showing import Showing
from .stages import Bench
from .unlock.unlocking import Unlocking


class Cycle:
    """Follows one host: goes round once, or for ever at the pace of what happens there.

    `turn` is held for each round; whoever holds it has the host between two of them.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        bench: Bench,
        ledger: Ledger,
        jobs: Jobs,
        steering: Steering,
        ownership: Ownership,
        auto_start: AutoStart,
        unlocking: Unlocking,
        showing: Showing,
    ) -> None:
        """Take those who have something to do in a round."""
        self.turn = asyncio.Lock()
        self._clock = clock
        self._bench = bench
        self._ledger = ledger
        self._jobs = jobs
        self._steering = steering
        self._ownership = ownership
        self._auto_start = auto_start
        self._unlocking = unlocking
        self._showing = showing
        self._backoff = Backoff(random.random)
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Go round soon: somebody wants something."""
        self._wake.set()

    async def run(self) -> None:
        """Go round for ever, and end grants on time; as `BurnIn.run`."""
        # Beside each other, so that a host that hangs keeps no grant in the view.
        both = (
            asyncio.ensure_future(self._follow()),
            asyncio.ensure_future(
                self._unlocking.watch(
                    self._clock, lambda: self._showing.locks, self._showing.publish
                )
            ),
        )
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            await asyncio.wait(both)
        for task in done:
            task.result()

    async def once(self) -> None:
        """Look at the host once, and do what has come due; as `BurnIn.refresh`."""
        async with self.turn:
            try:
                snapshot = await self._bench.look()
            except HostError, SetupError:
                self._steering.unheard()
                self._auto_start.unheard()
                raise
            self._backoff.succeeded()
            self._showing.see(snapshot)
            await self._unlocking.note_ended(self._showing.locks)
            await self._jobs.advance(snapshot)
            await sweep(self._bench, self._ledger, snapshot)
            await self._own(snapshot)
            await self._greet(snapshot)
            if not await self._jobs.start_due(
                lambda: self._bench.settings.max_parallel
            ):
                self.wake()
            self._showing.look_ahead()

    async def _follow(self) -> None:
        while True:
            self._wake.clear()
            began = self._clock.monotonic()
            await self._ownership.beat(self._ledger.open)
            try:
                await self.once()
                pause = self._until_next_look()
            except (HostError, SetupError) as error:
                self._showing.lose(error)
                pause = self._backoff.failed(error, self._clock.monotonic() - began)
            await self._wait(pause)

    def _until_next_look(self) -> float:
        live = self._jobs.live.by_job
        running = [live.get(job.uid) for job in self._ledger.running]
        return until_next_look(running, wants_more=self._bench.wants_more())

    async def _own(self, snapshot: Snapshot) -> None:
        """Take the host where it is free to take, and drop what waited for too long."""
        alive = {test.job_uid for test in snapshot.tests if test.alive}
        await self._ownership.see(snapshot.owner, self._ledger.open, alive)
        told = {test.job_uid for test in snapshot.tests}
        for job in self._ownership.expired(self._ledger.open):
            # Begun already, when our history is a copy: its test goes on, and is no wish.
            if job.uid not in told:
                await self._jobs.expire(job.uid)
        self._showing.publish()

    async def _greet(self, snapshot: Snapshot) -> None:
        """Start what is new, where that is wanted and nobody else may have plans."""
        wanted = self._bench.settings.auto_start
        mine = self._ownership.waits_for is None
        await self._auto_start.see(snapshot, wanted if mine else None)

    async def _wait(self, seconds: float) -> None:
        """Wait, or less when somebody wants something."""
        waits = [
            asyncio.ensure_future(self._clock.sleep(seconds)),
            asyncio.ensure_future(self._wake.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
