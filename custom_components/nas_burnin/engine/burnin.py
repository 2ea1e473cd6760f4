"""The face of the engine: one host, its drives, its queue and what people see of it.

The truth of a running test lives on the host, the truth of a job in the history; what
is kept here is a cache of both, and a restart begins by reading them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from .auto_start import AutoStart
from .clock import Clock
from .cycle import Cycle
from .deeds import Deeds, whole
from .history import AuditEntry, History
from .host.link import Link
from .jobs.ledger import Ledger
from .jobs.moving import Jobs
from .jobs.pausing import PauseAnswer, Paused, Pausing
from .jobs.steering import Steering
from .keepsakes import Keepsakes
from .listeners import Listeners
from .model import (
    Actor,
    Event,
    EventKind,
    HostView,
    Reason,
    Settings,
    StartAnswer,
    StartRequest,
)
from .ownership.owner import Ownership
from .showing import Known, Showing
from .stages import Bench, runners
from .unlock.audit import Audit
from .unlock.grants import Grants, UnlockAnswer
from .unlock.unlocking import Unlocking
from .view import drives_on_record
from .wishes import Wishes


class BurnIn:
    """Burns in the drives of one host; everything people see is in `view`."""

    def __init__(
        self,
        *,
        host_id: str,
        link: Link,
        history: History,
        clock: Clock,
        controller: str,
        controller_name: str = "",
        max_parallel: int = 4,
        settings: Settings | None = None,
        version: str = "",
    ) -> None:
        """Take what it needs; nothing is asked before `start`.

        `controller` marks the tests on the host that are ours, `controller_name` is
        how people know us, also those with another controller. Without `settings`
        they are the usual ones, with `max_parallel` surface tests at once. `version` is
        that of this integration, to be kept with the jobs.
        """
        settings = settings or Settings(max_parallel=max_parallel)
        self.deeds = Deeds()
        self._clock = clock
        self._batch = asyncio.Lock()
        self._events = Listeners[Event]()
        self._audit = Audit(history, clock, host_id)
        self._bench = Bench(link, clock, controller, self._audit)
        self._bench.settings = settings
        self._showing = Showing(clock, self._known, self._events, settings.max_parallel)
        self._ownership = Ownership(
            host_id=host_id,
            link=link,
            history=history,
            clock=clock,
            audit=self._audit,
            controller=controller,
            name=controller_name,
        )
        self._bench.other_owner = self._ownership.other_owner
        self._steering = Steering(
            clock, lambda: self._bench.settings, self._ownership.holds
        )
        self._ledger = Ledger(
            host_id, history, clock, self._events, self._showing.publish
        )
        self._jobs = Jobs(
            self._ledger,
            history,
            clock,
            runners(self._bench),
            self._steering,
            self._events,
            self._showing.publish,
            version,
        )
        self._pausing = Pausing(
            host_id,
            history,
            clock,
            self._audit,
            self._ledger,
            self._jobs,
            self._steering,
            self._events,
        )
        self._keepsakes = Keepsakes(
            history, clock, self._audit, self._bench, self._ledger
        )
        grants = Grants(clock)
        self._unlocking = Unlocking(grants, self._audit)
        self._wishes = Wishes(
            host_id,
            clock,
            self._bench,
            self._ledger,
            self._jobs,
            grants,
            self._audit,
        )
        self._auto_start = AutoStart(host_id, history, clock, self.enqueue)
        self._cycle = Cycle(
            clock=clock,
            bench=self._bench,
            ledger=self._ledger,
            jobs=self._jobs,
            steering=self._steering,
            ownership=self._ownership,
            auto_start=self._auto_start,
            unlocking=self._unlocking,
            showing=self._showing,
        )

    @property
    def view(self) -> HostView:
        """The host, its drives and its queue as people see them now."""
        return self._showing.view

    async def start(self) -> None:
        """Read what is known, look at the host, and pick up what runs there.

        Raises HostError where trying again can help, SetupError where it can't, and
        HistoryError.
        """
        await self._pausing.load()
        await self._ledger.load()
        jobs = [*self._ledger.ended.values(), *self._ledger.open]
        self._showing.remember(drives_on_record(jobs))
        await self._ownership.load(self._ledger.open)
        await self._auto_start.load()
        await self._keepsakes.load()
        await self.refresh()

    async def run(self) -> None:
        """Follow the host for ever; raises only what is our own fault.

        A host that does not answer, or refuses us, is asked again less and less
        often: its tests go on meanwhile.
        """
        await self._cycle.run()

    async def stop(self) -> None:
        """Let go of the host; running tests go on there."""
        await self.deeds.done()
        self._showing.changed.close()
        self._audit.written.close()
        self._events.close()

    def subscribe_audit(
        self, callback: Callable[[AuditEntry], None]
    ) -> Callable[[], None]:
        """Call back with each row of the audit trail of this host, once it is kept."""
        return self._audit.written.subscribe(callback)

    def subscribe_events(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Call back with what happens to jobs and drives, once it is kept; each once."""
        return self._events.subscribe(callback)

    def subscribe(
        self, callback: Callable[[frozenset[str]], None]
    ) -> Callable[[], None]:
        """Call back with the keys of drives that changed; "" stands for the host."""
        return self._showing.changed.subscribe(callback)

    async def refresh(self) -> None:
        """Look at the host once, and do what has come due; raises as `start`."""
        await self._cycle.once()

    @whole
    async def enqueue(
        self, requests: Sequence[StartRequest]
    ) -> tuple[StartAnswer, ...]:
        """Queue a job for each drive that may be tested, and say of each other why not.

        All are looked at anew; nothing that was seen before permits anything. A drive
        that the same person has unlocked is accepted once: the grant is spent on its
        job, which keeps what was unlocked until it starts. Raises
        HostError when the host can't be asked, DriveRefused when the options make no
        test, HistoryError when the jobs can't be kept: then nothing is queued.
        """
        async with self._batch:
            answers = await self._wishes.enqueue(requests)
        self._showing.look_ahead()
        self._cycle.wake()
        return answers

    @whole
    async def unlock(
        self, drive_keys: Sequence[str], token: str, actor: Actor
    ) -> tuple[UnlockAnswer, ...]:
        """Unlock drives for a person who typed their words; one answer each.

        All are looked at anew, and many only when the same words open each of them.
        A grant is good for one start by the same person, while the evidence stays
        what it was, for ten minutes. Raises HostError, SetupError, and HistoryError
        when it can't be written down: then nothing is unlocked.
        """
        keys = tuple(dict.fromkeys(drive_keys))
        async with self._batch:
            snapshot = await self._bench.look(keys)
            self._showing.see(snapshot)
            answers = await self._unlocking.unlock(keys, snapshot, token, actor)
        self._showing.publish()
        now = self._clock.now()
        self._events.tell(
            *(
                Event(EventKind.UNLOCKED, now, answer.drive_key)
                for answer in answers
                if answer.grant
            )
        )
        return answers

    @whole
    async def relock(self, drive_keys: Sequence[str], actor: Actor) -> None:
        """Take the unlocks of drives back; HistoryError when it can't be written down.

        They are gone in either case.
        """
        try:
            await self._unlocking.relock(self.view.drives, drive_keys, actor)
        finally:
            self._showing.publish()

    @whole
    async def cancel(self, drive_key: str, actor: Actor | None = None) -> bool:
        """Cancel the job of a drive; False when there is none.

        When this returns, nothing of the test runs on the host any more. Raises
        HostError when the host can't be asked: it is then done as soon as it answers.
        """
        cancelled = await self._wishes.cancel(drive_key, actor or Actor())
        if cancelled:
            self._cycle.wake()
        return cancelled

    @whole
    async def resume_job(self, drive_key: str, actor: Actor) -> StartAnswer:
        """Go on with the burn-in of a drive that waits for it, or ended unknown.

        The answer has the job that goes on, or why there is none. Nothing is permitted
        by this: before the test is begun, the same is looked at as ever. HistoryError
        when it can't be written down; then nothing goes on.
        """
        async with self._batch:
            answer = await self._wishes.go_on(drive_key, actor)
        if answer.job_uid:
            self._cycle.wake()
        return answer

    @whole
    async def pause(
        self, drive_keys: Sequence[str] | None, actor: Actor
    ) -> tuple[PauseAnswer, ...]:
        """Pause the jobs of drives, or with None the host: then nothing starts either.

        One answer for each drive, or each running job. The wish is kept first; where
        the host does not answer it is done as soon as it does. HistoryError when it
        can't be kept: then nothing is paused.
        """
        if drive_keys is None:
            return await self._steered(self._pausing.pause_host(actor))
        return await self._steered(self._pausing.pause(drive_keys, actor))

    @whole
    async def resume(
        self, drive_keys: Sequence[str] | None, actor: Actor
    ) -> tuple[PauseAnswer, ...]:
        """Take back a pause of drives, or with None that of the host; as `pause`.

        A job goes on when nothing else keeps it paused. A drive that is too hot is
        not gone on with for a person's wish.
        """
        if drive_keys is None:
            return await self._steered(self._pausing.resume_host(actor))
        return await self._steered(self._pausing.resume(drive_keys, actor))

    @whole
    async def confirm_queue(self, actor: Actor) -> Reason | None:
        """Let the queue go on that waits for a person (`HostView.waits_for`).

        Takes over the host where it belongs to another controller. Answers why it is
        not done: nobody in person asked, or the host was taken by somebody else
        meanwhile. Raises HostError and SetupError, and HistoryError when it can't be
        written down; then nothing goes on.
        """
        async with self._cycle.turn:
            refusal = await self._ownership.confirm(actor)
        self._showing.publish()
        self._cycle.wake()
        return refusal

    @whole
    async def set_note(self, drive_key: str, text: str, actor: Actor) -> None:
        """Write on a drive what a person wants to remember; without text, nothing.

        HistoryError when it can't be kept.
        """
        await self._keepsakes.set_note(drive_key, text, actor)
        self._showing.publish()

    @whole
    async def forget_drive(self, drive_key: str, actor: Actor) -> int:
        """Remove all that is kept of a drive but the audit trail; answers how many jobs.

        A drive that is there stays in the view, as if it were new. Raises DriveHasJob
        while a job of it is open, HostError and SetupError where it can't be made sure
        that nothing of it is left on the host, and HistoryError.
        """
        async with self._cycle.turn, self._batch:
            forgotten = await self._keepsakes.forget(drive_key, actor)
            self._showing.forget(drive_key)
        return forgotten

    async def set_settings(self, settings: Settings) -> None:
        """Go by other settings from now on; running tests are left alone."""
        self._bench.settings = settings
        self._showing.publish()
        self._cycle.wake()

    def set_gate(self, closed: Reason | None) -> None:
        """Keep surface tests from beginning for this reason, or with None no more.

        Running ones are left alone; before `start` it counts from the first look on.
        """
        self._steering.gate = closed
        self._showing.publish()
        self._cycle.wake()

    async def set_max_parallel(self, value: int) -> None:
        """Change how many surface tests run at once; running ones are left alone."""
        await self.set_settings(replace(self._bench.settings, max_parallel=value))

    async def _steered(
        self, asked: Awaitable[tuple[PauseAnswer, ...]]
    ) -> tuple[PauseAnswer, ...]:
        answers = await asked
        self._showing.publish()
        # A host that does not answer is left to its own pace.
        if all(answer.outcome is not Paused.LATER for answer in answers):
            self._cycle.wake()
        return answers

    def _known(self) -> Known:
        """What is known now, for those who see it."""
        return Known(
            open=self._ledger.open,
            ended=self._ledger.ended,
            live=self._jobs.live.by_job,
            grants=self._unlocking.views(self._showing.locks),
            written=self._keepsakes.notes,
            slots=self._bench.settings.max_parallel,
            pause=self._steering.host_pause,
            waits_for=self._ownership.waits_for,
            gate=self._steering.gate,
        )
