"""What a stage looks like to the engine, whatever it does to the drive."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from ..model import Activity, Job, Progress, Reason, Sample, Snapshot, Stage
from ..verdict.said import Said

type SaveStage = Callable[[Stage], Awaitable[None]]
"""Writes a stage to the history; when it returns, the stage is on the medium."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a stage stands after it was started or followed.

    A stage that is still PENDING could not be started now; `waiting` says why, and
    it is tried again, with `waits` only when a person wants it. `samples` are the
    slices of the surface that were measured since the last step, `said` is what a test
    that is over said: it is kept before its records are removed.
    """

    stage: Stage
    progress: Progress | None = None
    activity: Activity | None = None
    waiting: tuple[Reason, ...] = ()
    waits: Reason | None = None
    samples: tuple[Sample, ...] = ()
    said: Said | None = None


class StageRunner(Protocol):
    """Runs one kind of stage; keeps nothing that a restart could not find again.

    Every method raises `HostError` when the host can't be asked: the stage then stands
    where the history and the host say, and is followed when the host is back.
    """

    async def start(self, job: Job, stage: Stage, save: SaveStage) -> Step:
        """Begin a stage, having saved the intent before anything is done."""

    async def follow(
        self, job: Job, stage: Stage, snapshot: Snapshot, save: SaveStage
    ) -> Step:
        """Say where a running stage stands in a snapshot, and end it when it has."""

    async def steer(self, job: Job, stage: Stage) -> Activity | None:
        """Halt a running stage while its job is paused, else let it go on.

        Answers what it does then; None where it can't be halted, or does not say.
        """

    async def stop(self, job: Job, stage: Stage, why: Reason | None = None) -> Step:
        """End a running stage; when this returns nothing of it runs any more.

        It is then cancelled; with `why` it is unknown for this reason, unless it had
        come to its own end before.
        """

    async def clear(self, stage: Stage) -> None:
        """Remove what an ended and saved stage left on the host."""
