"""The face of the engine: one host, its drives, its queue and what people see of it.

The truth of a running test lives on the host, the truth of a job in the history; what
is kept here is a cache of both, and a restart begins by reading them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
import logging
from math import inf
import random

from .auto_start import AutoStart
from .batch import Asked, make_jobs, start_rows
from .clock import Clock
from .deeds import Deeds, whole
from .errors import AnswerUnusable, BurnInError, HostError, SetupError
from .events import of_drives
from .history import AuditEntry, History
from .host.backoff import Backoff
from .host.link import Link
from .jobs import Jobs
from .keepsakes import Keepsakes
from .leaving import sweep
from .ledger import Ledger
from .listeners import Listeners
from .model import (
    Actor,
    Detector,
    Drive,
    Event,
    EventKind,
    HostView,
    LockState,
    Outlook,
    Reason,
    Settings,
    Snapshot,
    StartAnswer,
    StartRequest,
)
from .outlook import look_ahead, queue_finish
from .ownership import Ownership
from .pace import until_next_look
from .pausing import PauseAnswer, Paused, Pausing
from .precheck import notes
from .stages import Bench, runners
from .steering import Steering
from .unlock.audit import Act, Audit
from .unlock.grants import Grants, UnlockAnswer
from .unlock.unlocking import Unlocking
from .view import changes, clock_apart, drive_views, drives_on_record

_LOGGER = logging.getLogger(__name__)

GRANTS_EVERY = 1.0
"""Seconds between looks at the clocks while a grant lives."""


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
        self.view = HostView(
            connected=False, since=clock.now(), max_parallel=settings.max_parallel
        )
        self.deeds = Deeds()
        self._host_id = host_id
        self._clock = clock
        self._audit = Audit(history, clock, host_id)
        self._grants = Grants(clock)
        self._unlocking = Unlocking(self._grants, self._audit)
        self._bench = Bench(link, clock, controller, self._audit)
        self._bench.settings = settings
        self._events = Listeners[Event]()
        self._steering = Steering(clock, lambda: self._bench.settings)
        self._ledger = Ledger(host_id, history, clock, self._events, self._publish)
        self._jobs = Jobs(
            self._ledger,
            history,
            clock,
            runners(self._bench),
            self._steering,
            self._events,
            self._publish,
            version,
        )
        self._ownership = Ownership(
            host_id=host_id,
            link=link,
            history=history,
            clock=clock,
            audit=self._audit,
            controller=controller,
            name=controller_name,
        )
        self._steering.holds = self._ownership.holds
        self._auto_start = AutoStart(host_id, history, clock, self.enqueue)
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
        self._drives: dict[str, Drive] = {}
        self._locks: dict[str, LockState] = {}
        self._notes: dict[str, tuple[Reason, ...]] = {}
        self._outlooks: dict[str, Outlook] = {}
        self._seen = -inf
        self._there: frozenset[str] | None = None
        self._granted = asyncio.Event()
        self._cycle = asyncio.Lock()
        self._batch = asyncio.Lock()
        self._wake = asyncio.Event()
        self._backoff = Backoff(random.random)
        self._changed = Listeners[frozenset[str]]()

    async def start(self) -> None:
        """Read what is known, look at the host, and pick up what runs there.

        Raises HostError where trying again can help, SetupError where it can't, and
        HistoryError.
        """
        await self._pausing.load()
        await self._ledger.load()
        self._drives = drives_on_record(
            [*self._ledger.ended.values(), *self._ledger.open]
        )
        await self._ownership.load(self._ledger.open)
        await self._auto_start.load()
        await self._keepsakes.load()
        await self.refresh()

    async def run(self) -> None:
        """Follow the host for ever; raises only what is our own fault.

        A host that does not answer, or refuses us, is asked again less and less
        often: its tests go on meanwhile.
        """
        # Beside each other, so that a host that hangs keeps no grant in the view.
        both = (
            asyncio.ensure_future(self._follow()),
            asyncio.ensure_future(self._watch_grants()),
        )
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            await asyncio.wait(both)
        for task in done:
            task.result()

    async def _follow(self) -> None:
        while True:
            self._wake.clear()
            began = self._clock.monotonic()
            await self._ownership.beat(self._ledger.open)
            try:
                await self.refresh()
                running = self._ledger.running
                live = [self._jobs.live.by_job.get(job.uid) for job in running]
                wants_more = self._bench.wants_more()
                pause = until_next_look(live, wants_more=wants_more)
            except (HostError, SetupError) as error:
                self._lose(error)
                pause = self._backoff.failed(error, self._clock.monotonic() - began)
            await self._wait(pause)

    async def stop(self) -> None:
        """Let go of the host; running tests go on there."""
        await self.deeds.done()
        self._changed.close()
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
        return self._changed.subscribe(callback)

    async def refresh(self) -> None:
        """Look at the host once, and do what has come due; raises as `start`."""
        async with self._cycle:
            try:
                snapshot = await self._bench.look()
            except HostError, SetupError:
                self._steering.unheard()
                self._auto_start.unheard()
                raise
            self._backoff.succeeded()
            self._see(snapshot)
            await self._unlocking.note_ended(self._locks)
            await self._jobs.advance(snapshot)
            await sweep(self._bench, self._ledger, snapshot)
            await self._own(snapshot)
            await self._greet(snapshot)
            await self._jobs.start_due(lambda: self._bench.settings.max_parallel)
            self._look_ahead()

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
            asked = self._clock.monotonic()
            snapshot = await self._bench.look(
                [request.drive_key for request in requests]
            )
            when = Asked(asked, self._clock.monotonic(), self._clock.now())
            batch = make_jobs(
                requests, snapshot, when, self._host_id, self._ledger.open, self._grants
            )
            await self._audit.write(start_rows(self._audit, requests, batch, snapshot))
            await self._ledger.add(batch.jobs)
        self._look_ahead()
        self._wake.set()
        return batch.answers

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
            self._see(snapshot)
            answers = await self._unlocking.unlock(keys, snapshot, token, actor)
        self._granted.set()
        self._publish()
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
            self._publish()

    @whole
    async def cancel(self, drive_key: str, actor: Actor | None = None) -> bool:
        """Cancel the job of a drive; False when there is none.

        When this returns, nothing of the test runs on the host any more. Raises
        HostError when the host can't be asked: it is then done as soon as it answers.
        """
        job = self._ledger.of_drive(drive_key)
        if job is None:
            return False
        row = self._audit.entry(
            Act.CANCEL_REQUESTED, actor or Actor(), drive_key, job_uid=job.uid
        )
        await self._audit.write([row])
        if not await self._jobs.cancel(job.uid):
            return False
        if any(still.uid == job.uid for still in self._ledger.open):
            raise AnswerUnusable("the test does not end yet; it is told again")
        self._wake.set()
        return True

    @whole
    async def resume_job(self, drive_key: str, actor: Actor) -> StartAnswer:
        """Go on with the burn-in of a drive that waits for it, or ended unknown.

        The answer has the job that goes on, or why there is none. Nothing is permitted
        by this: before the test is begun, the same is looked at as ever. HistoryError
        when it can't be written down; then nothing goes on.
        """
        async with self._batch:
            job = self._ledger.of_drive(drive_key) or self._ledger.ended.get(drive_key)
            if job is None:
                return StartAnswer(
                    drive_key, "skipped", reasons=(Reason("nothing_to_resume"),)
                )
            row = self._audit.entry(
                Act.CONTINUE_REQUESTED, actor, drive_key, job_uid=job.uid
            )
            await self._audit.write([row])
            resumed = await self._jobs.continue_job(job.uid, actor)
        self._wake.set()
        if resumed:
            return StartAnswer(drive_key, "queued", resumed.uid)
        why = Reason("nothing_to_resume" if job.state.terminal else "was_resumed")
        return StartAnswer(drive_key, "skipped", reasons=(why,))

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
        async with self._cycle:
            refusal = await self._ownership.confirm(actor)
        self._publish()
        self._wake.set()
        return refusal

    @whole
    async def set_note(self, drive_key: str, text: str, actor: Actor) -> None:
        """Write on a drive what a person wants to remember; without text, nothing.

        HistoryError when it can't be kept.
        """
        await self._keepsakes.set_note(drive_key, text, actor)
        self._publish()

    @whole
    async def forget_drive(self, drive_key: str, actor: Actor) -> int:
        """Remove all that is kept of a drive but the audit trail; answers how many jobs.

        A drive that is there stays in the view, as if it were new. Raises DriveHasJob
        while a job of it is open, HostError and SetupError where it can't be made sure
        that nothing of it is left on the host, and HistoryError.
        """
        async with self._cycle, self._batch:
            forgotten = await self._keepsakes.forget(drive_key, actor)
            if drive_key not in self._locks:
                self._drives.pop(drive_key, None)
        self._publish()
        return forgotten

    async def set_settings(self, settings: Settings) -> None:
        """Go by other settings from now on; running tests are left alone."""
        self._bench.settings = settings
        self._publish()
        self._wake.set()

    def set_gate(self, closed: Reason | None) -> None:
        """Keep surface tests from beginning for this reason, or with None no more.

        Running ones are left alone; before `start` it counts from the first look on.
        """
        self._steering.gate = closed
        self._publish()
        self._wake.set()

    async def set_max_parallel(self, value: int) -> None:
        """Change how many surface tests run at once; running ones are left alone."""
        await self.set_settings(replace(self._bench.settings, max_parallel=value))

    async def _steered(
        self, asked: Awaitable[tuple[PauseAnswer, ...]]
    ) -> tuple[PauseAnswer, ...]:
        answers = await asked
        self._publish()
        # A host that does not answer is left to its own pace.
        if all(answer.outcome is not Paused.LATER for answer in answers):
            self._wake.set()
        return answers

    async def _watch_grants(self) -> None:
        """End grants on time in the view and the trail, whatever the clocks do."""
        while True:
            await self._granted.wait()
            self._granted.clear()
            while self._grants.alive:
                await self._clock.sleep(GRANTS_EVERY)
                await self._unlocking.note_ended(self._locks)
                self._publish()

    async def _own(self, snapshot: Snapshot) -> None:
        """Take the host where it is free to take, and drop what waited for too long."""
        alive = {test.job_uid for test in snapshot.tests if test.alive}
        await self._ownership.see(snapshot.owner, self._ledger.open, alive)
        for job in self._ownership.expired(self._ledger.open):
            await self._jobs.expire(job.uid)
        self._publish()

    async def _greet(self, snapshot: Snapshot) -> None:
        """Start what is new, where that is wanted and nobody else may have plans."""
        wanted = self._bench.settings.auto_start
        mine = self._ownership.waits_for is None
        await self._auto_start.see(snapshot, wanted if mine else None)

    def _see(self, snapshot: Snapshot) -> None:
        happened: tuple[Event, ...] = ()
        # Two looks may overlap, and the older one come last.
        if snapshot.asked >= self._seen:
            self._seen = snapshot.asked
            happened = self._note_drives(snapshot)
            self._drives |= {drive.key: drive for drive in snapshot.drives}
            self._notes |= {drive.key: notes(drive) for drive in snapshot.drives}
            self._locks = dict(snapshot.locks)
        self._publish(
            replace(
                self.view,
                connected=True,
                since=self.view.since if self.view.connected else self._clock.now(),
                info=snapshot.info,
                problem=None,
                failures=snapshot.facts.failures,
                look_seconds=snapshot.taken - snapshot.asked,
                clock_apart=clock_apart(snapshot.info, self._clock.now()),
            )
        )
        # Who is told of a new drive looks it up in the view.
        self._events.tell(*happened)

    def _look_ahead(self) -> None:
        """Show when all will end; once a look, for it takes going through all jobs."""
        self._outlooks = look_ahead(
            self._ledger.open,
            self._drives,
            {uid: live.progress for uid, live in self._jobs.live.by_job.items()},
            self._bench.settings.max_parallel,
            self._clock.now(),
            self._outlooks,
            holds=bool(self._steering.host_pause or self._ownership.waits_for),
            closed=self._steering.gate is not None,
        )
        self._publish()

    def _note_drives(self, snapshot: Snapshot) -> tuple[Event, ...]:
        """Which drives came and went; a look that saw no devices tells of none."""
        if any(f.detector is Detector.BLOCK for f in snapshot.facts.failures):
            return ()
        before = self._there
        self._there = there = frozenset(drive.key for drive in snapshot.drives)
        if before is None:
            return ()
        return tuple(of_drives(before, there, self._clock.now()))

    def _lose(self, error: BurnInError) -> None:
        _LOGGER.debug("The host can't be followed: %s (%s)", error.code, error)
        self._publish(
            replace(
                self.view,
                connected=False,
                since=self._clock.now() if self.view.connected else self.view.since,
                problem=Reason(error.code, error.values),
            )
        )

    def _publish(self, view: HostView | None = None) -> None:
        """Show what is known now, and tell those whom a change concerns."""
        before = self.view
        host = view or before
        running = len(self._ledger.running)
        pause = self._steering.host_pause
        self.view = replace(
            host,
            drives=drive_views(
                self._drives.values(),
                self._locks,
                self._ledger.open,
                self._ledger.ended,
                self._jobs.live.by_job,
                self._clock.now(),
                None if host.connected else host.since,
                self._unlocking.views(self._locks),
                self._notes,
                self._outlooks,
                self._keepsakes.notes,
            ),
            running=running,
            queued=len(self._ledger.open) - running,
            max_parallel=self._bench.settings.max_parallel,
            paused=pause is not None,
            paused_since=pause.started if pause else None,
            waits_for=self._ownership.waits_for,
            gate=self._steering.gate,
            queue_finish=queue_finish(
                [self._outlooks.get(job.uid) for job in self._ledger.open]
            ),
        )
        changed = changes(before, self.view)
        if changed:
            self._changed.tell(changed)

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
