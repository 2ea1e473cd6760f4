"""The last stage: the drive's own opinion of itself, after against before."""

from dataclasses import replace
from typing import override

from ..model import Activity, Job, Reason, Smart, Snapshot, Stage, StageState
from ..verdict.health import judge_health
from .bench import Bench, drive_of, newly_read
from .step import SaveStage, StageRunner, Step


class FinalCheck(StageRunner):
    """Reads SMART once; it begins and ends in one go."""

    def __init__(self, bench: Bench) -> None:
        """Read from this host."""
        self._bench = bench
        self._unread: dict[str, float] = {}

    @override
    async def start(self, job: Job, stage: Stage, save: SaveStage) -> Step:
        begun = replace(
            stage, state=StageState.RUNNING, started=self._bench.clock.now()
        )
        await save(begun)
        return await self._check(job, begun)

    @override
    async def follow(
        self, job: Job, stage: Stage, snapshot: Snapshot, save: SaveStage
    ) -> Step:
        # Only a restart or a lost link in the middle leaves it running.
        return await self._check(job, stage)

    @override
    async def steer(self, job: Job, stage: Stage) -> Activity | None:
        return None

    @override
    async def stop(self, job: Job, stage: Stage, why: Reason | None = None) -> Step:
        now = self._bench.clock.now()
        if why:
            unknown = replace(stage, state=StageState.UNKNOWN, reasons=(why,))
            return Step(replace(unknown, ended=now))
        stopped = (Reason("stopped"),)
        return Step(
            replace(stage, state=StageState.CANCELLED, reasons=stopped, ended=now)
        )

    @override
    async def clear(self, stage: Stage) -> None:
        """There is nothing: it only reads."""

    def _may_be_read_yet(self, job: Job) -> bool:
        now = self._bench.clock.monotonic()
        return now - self._unread.setdefault(job.uid, now) < PATIENCE

    async def _check(self, job: Job, stage: Stage) -> Step:
        snapshot = await self._bench.look((job.drive_key,))
        after = newly_read(drive_of(job, snapshot), snapshot)
        if (after is None or after.standby) and self._may_be_read_yet(job):
            return Step(stage, waiting=(Reason("health_not_read_yet"),))
        self._unread.pop(job.uid, None)
        before = _smart_before(job)
        state, reasons = judge_health(before, after, self._bench.settings.health)
        return Step(
            replace(
                stage,
                state=state,
                reasons=reasons,
                smart_before=before,
                smart_after=after,
                ended=self._bench.clock.now(),
            )
        )


PATIENCE = 600.0
"""Seconds for which a drive is asked again: days of testing hang on one answer."""


def _smart_before(job: Job) -> Smart | None:
    read = (stage.smart_before for stage in job.stages)
    return next((smart for smart in read if smart), None)
