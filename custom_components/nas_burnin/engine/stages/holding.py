"""The way to the first byte: held first, looked at again, and only then let go.

The order is the safety of it. What is seen while the supervisor holds the drive stays
true, because nothing can claim a held drive; so the look that counts comes after the
hold, and the word that lets badblocks write comes after the look. A drive that is only
read may be in use: there it is enough to be sure that it is the right one.
"""

from dataclasses import replace

from ..host.detached import Controlled, Detached, handle_of, new_nonce, start_request
from ..model import (
    Activity,
    Actor,
    Job,
    Lock,
    Reason,
    Run,
    Snapshot,
    Stage,
    StageState,
    TestHandle,
    TestReport,
)
from ..queue.plan import fitting
from ..safety.locks import Permit, Refusal, permit, permit_held
from ..safety.reading import permit_read, permit_read_held
from ..safety.release import release_first
from ..unlock.audit import Act
from .adopting import adopt, begun_before
from .bench import Bench
from .broken_off import BrokenOff, waiting
from .recognising import detached, left_of, own_handle, own_report, plan_of
from .step import SaveStage, Step

PASSING = frozenset(
    {
        "exists",
        "no_go",
        "no_space",
        "no_such_drive",
        "no_such_test",
        "not_ready",
        "stop_file",
        "stop_signal",
    }
)
"""Why a test did not begin, where that may be otherwise with the next try."""


class Hold:
    """Has the supervisor take a drive, and lets it write or lets go of it again."""

    def __init__(self, bench: Bench, broken: BrokenOff) -> None:
        """Hold drives of this host; `broken` decides of those begun before."""
        self._bench = bench
        self._broken = broken

    async def begin(self, job: Job, stage: Stage, save: SaveStage) -> Step:
        """Begin the test of a stage, where all that is seen permits it."""
        asked = self._bench.clock.monotonic()
        snapshot = await self._look(job, stage)
        known = begun_before(job, stage, snapshot, self._bench.controller)
        if known:
            # Our history is older than the test: it is a backup, and no second start.
            adopted = adopt(stage, known, self._bench.clock.now())
            await save(adopted)
            return Step(adopted, activity=Activity.TESTING)
        allowed = self._permit(job, stage, snapshot, asked)
        if isinstance(allowed, Refusal):
            return self._refused(job, stage, snapshot, allowed)
        if other := self._other_owner(stage, snapshot):
            return waiting(stage, (other,))
        if self._broken.is_stopping(stage, snapshot):
            return waiting(stage, (Reason("host_stopping"),))
        begun = replace(
            stage,
            state=StageState.RUNNING,
            started=stage.started or self._bench.clock.now(),
            smart_before=stage.smart_before or allowed.drive.smart,
            handle=TestHandle(allowed.unit, new_nonce(), allowed.boot_id),
            runs=self._fitting(job, stage, snapshot),
        )
        await save(begun)
        request = self._request(job, begun, allowed)
        done = await detached(self._bench, begun).start(request)
        if done.refusal:
            return await self.not_begun(job, begun, done, snapshot, save)
        return await self.release(job, begun, save)

    async def release(self, job: Job, stage: Stage, save: SaveStage) -> Step:
        """Look once more at everything while the drive is held, then let it write."""
        handle = replace(own_handle(stage), released=False)
        asked = self._bench.clock.monotonic()
        snapshot = await self._bench.look((job.drive_key,))
        report = own_report(snapshot, handle)
        if report is None:
            never = Controlled(None, None)
            return await self.not_begun(job, stage, never, snapshot, save)
        allowed = self._permit_held(job, stage, snapshot, report, asked)
        if isinstance(allowed, Refusal):
            await self._clear_away(stage)
            return self._refused(job, stage, snapshot, allowed)
        if other := self._other_owner(stage, snapshot):
            await self._clear_away(stage)
            return waiting(stage, (other,))
        if stage.kind.destructive:
            await self._note_release(job, allowed)
        released = replace(stage, handle=replace(handle_of(report), released=True))
        await save(released)
        done = await detached(self._bench, released).go()
        # One that is not ready was told all the same, and may write at any moment.
        if done.refusal is None or done.refusal.code == "not_ready":
            return Step(released, activity=Activity.TESTING)
        return await self.not_begun(job, released, done, snapshot, save)

    async def not_begun(
        self,
        job: Job,
        stage: Stage,
        done: Controlled,
        snapshot: Snapshot,
        save: SaveStage,
    ) -> Step:
        """Clear away a test that never wrote a byte, and say why it did not."""
        handle = own_handle(stage)
        if handle.released:
            # Its records are the only other proof that it did not write, and go now.
            stage = replace(stage, handle=replace(handle, released=False))
            await save(stage)
        await self._clear_away(stage)
        self._broken.stopped(done.test)
        reason = (done.test and done.test.reason) or done.refusal or Reason("no_go")
        if stage.attempts:
            return self._broken.not_begun(stage, reason)
        if reason.code in PASSING:
            return waiting(stage, (reason,))
        release: tuple[Reason, ...] = ()
        if reason.code == "busy" and (lock := snapshot.locks.get(job.drive_key)):
            release = release_first(lock)
        return self._given_up(stage, (reason, *release))

    async def _look(self, job: Job, stage: Stage) -> Snapshot:
        """Look at the drive anew, without what closed attempts left on the host."""
        snapshot = await self._bench.look((job.drive_key,))
        closed = {(one.handle.unit, one.handle.nonce) for one in stage.attempts}
        left = [test for test in snapshot.tests if (test.unit, test.nonce) in closed]
        for test in left:
            over = Detached(self._bench.link, test.unit, test.nonce)
            await over.stop()
            await over.remove()
        return await self._bench.look((job.drive_key,)) if left else snapshot

    def _other_owner(self, stage: Stage, snapshot: Snapshot) -> Reason | None:
        """Say whose the host is by now, where nothing may be erased for that.

        The queue has asked the same, before other starts, and they may have taken long.
        """
        if not stage.kind.destructive:
            return None
        return self._bench.other_owner(snapshot.owner)

    def _permit(
        self, job: Job, stage: Stage, snapshot: Snapshot, asked: float
    ) -> Permit | Refusal:
        now = self._bench.clock.monotonic()
        if not stage.kind.destructive:
            return permit_read(job.drive_key, snapshot, asked, now)
        return permit(
            job.drive_key,
            snapshot,
            asked,
            now,
            unlocked=job.unlock,
            left=left_of(job, stage),
        )

    def _permit_held(
        self,
        job: Job,
        stage: Stage,
        snapshot: Snapshot,
        report: TestReport,
        asked: float,
    ) -> Permit | Refusal:
        now = self._bench.clock.monotonic()
        handle = replace(own_handle(stage), released=False)
        if not stage.kind.destructive:
            return permit_read_held(job.drive_key, snapshot, report, handle, asked, now)
        return permit_held(
            job.drive_key,
            snapshot,
            report,
            handle,
            asked,
            now,
            unlocked=job.unlock,
            left=left_of(job, stage),
        )

    def _fitting(self, job: Job, stage: Stage, snapshot: Snapshot) -> tuple[Run, ...]:
        """Return what the next test is asked, in chunks that the host can spare."""
        asked = plan_of(job, stage).asked
        if snapshot.info is None:
            return stage.runs
        spare = snapshot.info.memory_available
        runs = fitting(asked, spare, self._bench.settings.max_parallel)
        return stage.runs if runs == asked else runs

    def _request(self, job: Job, stage: Stage, allowed: Permit) -> dict[str, object]:
        return start_request(
            allowed.drive,
            plan_of(job, stage),
            nonce=own_handle(stage).nonce,
            job_uid=job.uid,
            controller=self._bench.controller,
            boot_id=allowed.boot_id,
            require_blank=stage.kind.destructive
            and allowed.seen.lock is Lock.FREE
            and not stage.attempts,
        )

    async def _note_release(self, job: Job, allowed: Permit) -> None:
        unlock = job.unlock
        await self._bench.audit.write(
            [
                self._bench.audit.entry(
                    Act.RELEASED,
                    Actor(),
                    job.drive_key,
                    state=allowed.seen,
                    job_uid=job.uid,
                    requested_by=job.requested_by or "",
                    unlocked_by=unlock.user_id if unlock else "",
                )
            ]
        )

    def _refused(
        self, job: Job, stage: Stage, snapshot: Snapshot, refusal: Refusal
    ) -> Step:
        """Give up a drive that is in use; wait where the host only can't tell.

        What was begun is not given up: it waits for its drive, or for a person.
        """
        left = left_of(job, stage)
        if left:
            return self._broken.refused(job, stage, snapshot, refusal, left)
        drives = (d for d in snapshot.drives if d.key == refusal.drive_key)
        if any(drive.identity_problem for drive in drives) or _is_taken(refusal):
            return self._given_up(stage, refusal.reasons)
        return waiting(stage, refusal.reasons)

    def _given_up(self, stage: Stage, reasons: tuple[Reason, ...]) -> Step:
        """End a stage that wrote nothing; what would have come is known: nothing."""
        now = self._bench.clock.now()
        return Step(
            replace(stage, state=StageState.CANCELLED, reasons=reasons, ended=now)
        )

    async def _clear_away(self, stage: Stage) -> None:
        test = detached(self._bench, stage)
        await test.stop()
        await test.remove()


def _is_taken(refusal: Refusal) -> bool:
    """True where waiting does not help: the drive is used, and not unlocked as it is."""
    if refusal.seen is None or refusal.lifted:
        return False
    return refusal.seen.lock not in (Lock.FREE, Lock.UNKNOWN)
