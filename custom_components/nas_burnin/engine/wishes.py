"""What people want of the queue: a burn-in, the end of one, and to go on with one."""

from collections.abc import Sequence

from .batch import Asked, make_jobs, start_rows
from .clock import Clock
from .errors import AnswerUnusable
from .jobs.ledger import Ledger
from .jobs.moving import Jobs
from .model import Actor, Reason, StartAnswer, StartRequest
from .stages import Bench
from .unlock.audit import Act, Audit
from .unlock.grants import Grants


class Wishes:
    """Takes down what is wanted of jobs, and has it done; raises as `BurnIn` says."""

    def __init__(
        self,
        host_id: str,
        clock: Clock,
        bench: Bench,
        ledger: Ledger,
        jobs: Jobs,
        grants: Grants,
        audit: Audit,
    ) -> None:
        """Queue jobs of this host, for which these grants may be spent."""
        self._host_id = host_id
        self._clock = clock
        self._bench = bench
        self._ledger = ledger
        self._jobs = jobs
        self._grants = grants
        self._audit = audit

    async def enqueue(
        self, requests: Sequence[StartRequest]
    ) -> tuple[StartAnswer, ...]:
        """Queue a job for each drive that may be tested; one call at a time."""
        asked = self._clock.monotonic()
        snapshot = await self._bench.look([request.drive_key for request in requests])
        when = Asked(asked, self._clock.monotonic(), self._clock.now())
        batch = make_jobs(
            requests, snapshot, when, self._host_id, self._ledger.open, self._grants
        )
        await self._audit.write(start_rows(self._audit, requests, batch, snapshot))
        await self._ledger.add(batch.jobs)
        return batch.answers

    async def cancel(self, drive_key: str, actor: Actor) -> bool:
        """End the job of a drive, and its test with it; False when there is none."""
        job = self._ledger.of_drive(drive_key)
        if job is None:
            return False
        row = self._audit.entry(Act.CANCEL_REQUESTED, actor, drive_key, job_uid=job.uid)
        await self._audit.write([row])
        if not await self._jobs.cancel(job.uid):
            return False
        if self._ledger.get(job.uid):
            raise AnswerUnusable("the test does not end yet; it is told again")
        return True

    async def go_on(self, drive_key: str, actor: Actor) -> StartAnswer:
        """Go on with the last job of a drive, where it waits or ended unknown."""
        job = self._ledger.of_drive(drive_key) or self._ledger.ended.get(drive_key)
        if job is None:
            return _skipped(drive_key, Reason("nothing_to_resume"))
        row = self._audit.entry(
            Act.CONTINUE_REQUESTED, actor, drive_key, job_uid=job.uid
        )
        await self._audit.write([row])
        resumed = await self._jobs.continue_job(job.uid, actor)
        if resumed:
            return StartAnswer(drive_key, "queued", resumed.uid)
        why = Reason("nothing_to_resume" if job.state.terminal else "was_resumed")
        return _skipped(drive_key, why)


def _skipped(drive_key: str, why: Reason) -> StartAnswer:
    return StartAnswer(drive_key, "skipped", reasons=(why,))
