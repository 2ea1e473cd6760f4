"""A self-test: the drive does it alone, we begin it and ask how it stands.

Nothing of it runs on the host, so it outlives every connection and every restart of
ours by nature; what has to be kept is the log as it was before.
"""

from dataclasses import replace
from datetime import timedelta
from typing import override

from ..host.self_test import SelfTester
from ..model import (
    Activity,
    Drive,
    Job,
    Progress,
    Reason,
    SelfTests,
    Smart,
    Snapshot,
    Stage,
    StageKind,
    StageState,
)
from ..verdict.estimate import is_flat
from ..verdict.said import said_by_drive
from ..verdict.self_tests import (
    KIND_OF,
    Standing,
    Watch,
    is_supported,
    log_of,
    seconds_left,
    stand,
    unread,
)
from .bench import Bench, drive_of, newly_read
from .step import SaveStage, StageRunner, Step

NOT_NOW = frozenset({"already_running", "no_such_drive"})
"""Refusals that may be gone with the next try."""

TRIES = 3
"""How often a test is begun that the drive accepts and then does not begin."""


class SelfTestStage(StageRunner):
    """Runs one kind of self-test."""

    def __init__(self, bench: Bench, stage: StageKind) -> None:
        """Run the self-test that this stage is, on drives of this host."""
        self._bench = bench
        self._kind = KIND_OF[stage]
        # By job; a restart begins to watch anew, the test itself does not notice.
        self._watches: dict[str, Watch] = {}
        self._tries: dict[str, int] = {}

    @override
    async def start(self, job: Job, stage: Stage, save: SaveStage) -> Step:
        snapshot = await self._bench.look((job.drive_key,))
        drive = drive_of(job, snapshot)
        smart = drive.smart if drive else None
        if drive is None or smart is None or smart.standby:
            return Step(stage, waiting=(Reason("health_not_read_yet"),))
        if smart.self_tests.running:
            return Step(stage, waiting=(Reason("self_test_other"),))
        if not is_supported(smart, self._kind):
            return self._left_out(stage, smart, Reason("self_test_unsupported"))
        begun = replace(
            stage,
            state=StageState.RUNNING,
            started=self._bench.clock.now(),
            smart_before=smart,
        )
        await save(begun)
        refusal = await self._tester(drive).start(self._kind)
        if refusal is None:
            self._bench.watched.add(job.drive_key)
            self._watch(job)
            return Step(begun, Progress(), Activity.TESTING)
        if refusal.code in NOT_NOW:
            again = replace(stage, state=StageState.PENDING, started=None)
            return Step(again, waiting=(refusal,))
        return self._left_out(stage, smart, refusal)

    @override
    async def follow(
        self, job: Job, stage: Stage, snapshot: Snapshot, save: SaveStage
    ) -> Step:
        # What the drive tells is the only sign of its end.
        self._bench.watched.add(job.drive_key)
        drive = drive_of(job, snapshot)
        smart = newly_read(drive, snapshot)
        if drive is None or smart is None or smart.standby:
            now = self._bench.clock.monotonic()
            standing = unread(self._watch(job), now)
            return self._step(job, stage, None, standing)
        stage = _with_log(stage, smart)
        standing = self._stand(job, stage, smart.self_tests)
        if standing.stop:
            await self._tester(drive).abort()
        if standing.state is StageState.PENDING:
            return self._again(job, stage, standing)
        return self._step(job, stage, smart, standing)

    @override
    async def steer(self, job: Job, stage: Stage) -> Activity | None:
        # The drive does it in the background of its other work, and can't halt it.
        return None

    @override
    async def stop(self, job: Job, stage: Stage, why: Reason | None = None) -> Step:
        snapshot = await self._bench.look((job.drive_key,))
        drive = drive_of(job, snapshot)
        smart = newly_read(drive, snapshot)
        if drive and smart and smart.self_tests.running:
            refusal = await self._tester(drive).abort()
            if refusal:
                return Step(stage, activity=Activity.TESTING, waiting=(refusal,))
            snapshot = await self._bench.look((job.drive_key,))
            smart = newly_read(drive_of(job, snapshot), snapshot) or smart
            if smart.self_tests.running:
                return Step(stage, activity=Activity.TESTING)
        # A drive that is not there does no test that could be ended.
        ended = Standing(
            StageState.UNKNOWN if why else StageState.CANCELLED,
            self._watch(job),
            (why or Reason("stopped"),),
        )
        standing = self._stand(job, stage, smart.self_tests) if smart else ended
        own_end = standing.state in (StageState.PASSED, StageState.FAILED)
        return self._step(job, stage, smart, standing if own_end else ended)

    @override
    async def clear(self, stage: Stage) -> None:
        """There is nothing on the host: the log is the drive's own."""

    def _tester(self, drive: Drive) -> SelfTester:
        smart_type = self._bench.smart_type(drive)
        return SelfTester(self._bench.link, drive, smart_type)

    def _watch(self, job: Job) -> Watch:
        now = self._bench.clock.monotonic()
        return self._watches.setdefault(job.uid, Watch(now, now))

    def _stand(self, job: Job, stage: Stage, tests: SelfTests) -> Standing:
        standing = stand(
            self._kind,
            log_of(stage.smart_before),
            tests,
            self._watch(job),
            self._bench.clock.monotonic(),
            cancelled=job.cancel_requested,
        )
        now = self._bench.clock.monotonic()
        self._watches[job.uid] = replace(standing.watch, heard=now)
        return standing

    def _again(self, job: Job, stage: Stage, standing: Standing) -> Step:
        """Begin once more what the drive took and did not begin; not for ever."""
        self._watches.pop(job.uid, None)
        tries = self._tries[job.uid] = self._tries.get(job.uid, 0) + 1
        if tries < TRIES:
            again = replace(stage, state=StageState.PENDING, started=None)
            return Step(again, waiting=standing.reasons)
        ended = replace(standing, state=StageState.UNKNOWN)
        return self._step(job, stage, None, ended)

    def _step(
        self, job: Job, stage: Stage, smart: Smart | None, standing: Standing
    ) -> Step:
        if standing.state is StageState.RUNNING:
            progress = self._progress(stage, smart, standing) if smart else None
            return Step(stage, progress, Activity.TESTING)
        self._bench.watched.discard(job.drive_key)
        self._watches.pop(job.uid, None)
        self._tries.pop(job.uid, None)
        done = replace(
            stage,
            state=standing.state,
            reasons=standing.reasons,
            smart_after=smart,
            ended=self._bench.clock.now(),
        )
        # What follows begins anew.
        return Step(done, Progress(), said=said_by_drive(smart) if smart else None)

    def _progress(self, stage: Stage, smart: Smart, standing: Standing) -> Progress:
        tests = smart.self_tests
        now = self._bench.clock.now()
        elapsed = (now - stage.started).total_seconds() if stage.started else 0.0
        percent = standing.watch.percent
        left = seconds_left(
            tests,
            self._kind,
            max(elapsed, 0.0),
            percent,
            standing.watch,
            flat=is_flat(smart),
        )
        return Progress(
            percent=float(percent or 0), eta=left, finish=now + timedelta(seconds=left)
        )

    def _left_out(self, stage: Stage, smart: Smart, reason: Reason) -> Step:
        """End a stage that this drive can't do: a note, not a fault."""
        now = self._bench.clock.now()
        return Step(
            replace(
                stage,
                state=StageState.SKIPPED,
                reasons=(reason,),
                smart_before=smart,
                started=now,
                ended=now,
            )
        )


def _with_log(stage: Stage, smart: Smart) -> Stage:
    """Keep the log that was told late: while the test runs, it has no entry yet."""
    tests, before = smart.self_tests, stage.smart_before or Smart()
    if not tests.running or log_of(before) is not None or log_of(smart) is None:
        return stage
    return replace(stage, smart_before=replace(before, self_tests=tests))
