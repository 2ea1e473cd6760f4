"""The last stage: the drive's own opinion of itself, after against before."""

from dataclasses import replace
from typing import override

from ..model import (
    Activity,
    Job,
    Reason,
    Smart,
    Snapshot,
    Stage,
    StageKind,
    StageState,
)
from ..verdict.health import Reading, is_cut_short, judge_health
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
        before = _smart_before(job)
        # A command that fails once leaves out what it was to tell.
        is_short = after is None or after.standby or is_cut_short(before, after)
        if is_short and self._may_be_read_yet(job):
            return Step(stage, waiting=(Reason("health_not_read_yet"),))
        self._unread.pop(job.uid, None)
        rules = self._bench.settings.health
        state, reasons = judge_health(before, after, rules, _between(job, after))
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


def _between(job: Job, after: Smart | None) -> tuple[Reading, ...]:
    """What the drive said after each stage: at its end, or as the next one began."""
    readings = []
    former: StageKind | None = None
    for stage in job.stages:
        if former and stage.smart_before:
            readings.append(Reading(former, stage.smart_before))
        if stage.kind is StageKind.FINAL_CHECK:
            break
        if stage.smart_after:
            readings.append(Reading(stage.kind, stage.smart_after))
        former = stage.kind
    if former and after:
        readings.append(Reading(former, after))
    return tuple(readings)


def _smart_before(job: Job) -> Smart | None:
    read = (stage.smart_before for stage in job.stages)
    return next((smart for smart in read if smart), None)
