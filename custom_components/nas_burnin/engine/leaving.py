"""Letting go of a host for good: what is wanted of its tests, and what stays there."""

from .clock import Clock
from .history import History
from .host.detached import Detached
from .host.link import Link
from .jobs.ledger import Ledger
from .jobs.moving import Jobs
from .jobs.steering import Steering
from .listeners import Listeners
from .model import Actor, Event, Job, JobState, Settings, Snapshot
from .stages import Bench, runners
from .unlock.audit import Act, Audit


class Leaving:
    """One host that nobody will follow any more; it starts nothing there."""

    def __init__(
        self,
        *,
        host_id: str,
        link: Link,
        history: History,
        clock: Clock,
        controller: str,
        settings: Settings,
    ) -> None:
        """Take what it needs, as `BurnIn` does."""
        self._history = history
        self._audit = Audit(history, clock, host_id)
        self._bench = Bench(link, clock, controller, self._audit)
        self._bench.settings = settings
        steering = Steering(clock, lambda: settings, lambda _: None)
        unheard = Listeners[Event]()
        self._ledger = Ledger(host_id, history, clock, unheard, _unseen)
        self._jobs = Jobs(
            self._ledger,
            history,
            clock,
            runners(self._bench),
            steering,
            unheard,
            _unseen,
        )

    async def prepare(self, ends: Actor | None) -> tuple[Job, ...]:
        """Read the jobs, and answer those that have begun.

        Somebody who `ends` them all cancels those that have not; that the others are
        to end is kept, and done as soon as the host can be asked. HistoryError.
        """
        await self._ledger.load()
        if ends:
            await self._audit.write(
                [
                    self._audit.entry(
                        Act.CANCEL_REQUESTED, ends, job.drive_key, job_uid=job.uid
                    )
                    for job in self._ledger.open
                ]
            )
            for job in self._ledger.open:
                if job.state is JobState.QUEUED:
                    await self._jobs.cancel(job.uid)
                else:
                    await self._history.request_cancel(job.uid)
            await self._ledger.load()
        return self._ledger.running

    async def carry_out(self) -> tuple[Job, ...]:
        """Do on the host what is wanted there; answer the jobs that go on.

        What has ended meanwhile is judged and cleared away. Raises HostError,
        SetupError and HistoryError; all that is wanted stays so.
        """
        snapshot = await self._bench.look()
        await self._jobs.advance(snapshot)
        await sweep(self._bench, self._ledger, snapshot)
        return self._ledger.running


def _unseen() -> None:
    """Nobody looks at a host that is let go of."""


async def sweep(bench: Bench, ledger: Ledger, snapshot: Snapshot) -> None:
    """Remove what tests of ours left on the host when their jobs had ended.

    A test whose job the history does not know may be that of a later self, from
    before our file was restored: it is left alone. So is every one, where such a self
    has the host: it may go on with a job that has ended here.
    """
    if bench.has_later_self():
        return
    for test in snapshot.tests:
        if test.controller == bench.controller and await ledger.is_over(test.job_uid):
            left = Detached(bench.link, test.unit, test.nonce)
            if test.alive:
                await left.stop()
            await left.remove()
