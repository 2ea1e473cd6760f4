"""The speed curves of surface tests: kept by the minute, and judged when a test has a result."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..clock import Clock
from ..history import History
from ..model import Job, Reason, Sample, Stage, StageState, SurfacePlan
from ..queue.order import SURFACE
from ..queue.plan import plan_stage
from ..verdict.siblings import slower_than_siblings
from ..verdict.slow import Region, noted, notes, slow_regions, slowest

KEEP_EVERY = 60.0
"""Seconds between two writings; what wears out an SD card is the commit."""

MOST_SIBLINGS = 8


class Curves:
    """Collects what the stages of one host measured; what is not kept yet is in memory."""

    def __init__(self, history: History, clock: Clock) -> None:
        """Keep samples in this history."""
        self._history = history
        self._clock = clock
        self._new: defaultdict[tuple[str, int], list[Sample]] = defaultdict(list)
        self._kept_at = clock.monotonic()

    async def add(self, uid: str, stage: Stage, samples: Iterable[Sample]) -> None:
        """Take in what was measured, and keep it when it is time or the stage is over.

        Raises HistoryError; then it is tried again the next time.
        """
        if new := list(samples):
            self._new[uid, stage.position] += new
        is_over = stage.state is not StageState.RUNNING
        if is_over:
            await self._keep((uid, stage.position))
        elif self._clock.monotonic() - self._kept_at >= KEEP_EVERY:
            self._kept_at = self._clock.monotonic()
            for key in tuple(self._new):
                await self._keep(key)

    async def notes(
        self, job: Job, stage: Stage, others: Iterable[Job]
    ) -> tuple[Reason, ...]:
        """Say where the drive of a surface stage was slow, and its siblings were not.

        Also whether it was slower than they were as a whole.
        """
        measured = await _measured(self._history, job, stage, others)
        slow = await asyncio.to_thread(slower_than_siblings, *measured)
        return (*notes(await _judge(*measured)), *slow)

    async def _keep(self, key: tuple[str, int]) -> None:
        if samples := self._new.get(key):
            await self._history.add_samples(*key, samples)
            del self._new[key]


async def slow_of(history: History, job: Job, stage: Stage) -> tuple[Region, ...]:
    """Return where a surface stage was slow: what its verdict said, once there is one.

    Before that it is what would be said now; siblings come and go, and get further.
    HistoryError where it can't be read.
    """
    if stage.state is not StageState.RUNNING:
        return noted(stage.reasons)
    last = await history.last_jobs(job.host_id)
    others = [*await history.open_jobs(job.host_id), *last.values()]
    return await _judge(*await _measured(history, job, stage, others))


type _Measured = tuple[Sequence[Sample], SurfacePlan, Sequence[Sequence[Sample]]]


async def _measured(
    history: History, job: Job, stage: Stage, others: Iterable[Job]
) -> _Measured:
    """What was measured of a drive, its plan, and the same of its siblings."""
    siblings = [
        await history.samples(other.uid, one.position)
        for other, one in _siblings(job, stage, others)
    ]
    own = await history.samples(job.uid, stage.position)
    return own, plan_stage(stage, job.size), [one for one in siblings if one]


async def _judge(
    own: Sequence[Sample], plan: SurfacePlan, siblings: Sequence[Sequence[Sample]]
) -> tuple[Region, ...]:
    # Looking goes through thousands of samples of each drive.
    return slowest(await asyncio.to_thread(slow_regions, own, plan, siblings))


def _siblings(job: Job, stage: Stage, others: Iterable[Job]) -> list[tuple[Job, Stage]]:
    """Return the same stages on other drives of the same model, the newest first."""
    found = [
        (other, one)
        for other in others
        if (other.model, other.size) == (job.model, job.size)
        and other.drive_key != job.drive_key
        for one in other.stages
        if (one.kind, one.options) == (stage.kind, stage.options)
        and one.state in (StageState.RUNNING, StageState.PASSED)
    ]
    found.sort(key=lambda pair: pair[0].created, reverse=True)
    return found[:MOST_SIBLINGS]


def is_judged(stage: Stage) -> bool:
    """True for a stage that came to a result, so that its curve says something."""
    over = stage.state in (StageState.PASSED, StageState.FAILED)
    return stage.kind in SURFACE and over
