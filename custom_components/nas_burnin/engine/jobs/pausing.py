"""Pause and resume as people ask for them: written down first, then done.

What can't be done now, because the host does not answer, is done with the next look
that succeeds: each look compares what is wanted with what is.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ..clock import Clock
from ..errors import HistoryError, HostError, SetupError
from ..history import History
from ..history.codec import dump, load
from ..listeners import Listeners
from ..model import Actor, Event, EventKind, Job, JobState, Pause, PauseCause, Reason
from ..queue.order import SURFACE, running_stage
from ..queue.pauses import is_paused_by, why_paused, with_pause, without_pause
from ..unlock.audit import Act, Audit
from .ledger import Ledger
from .moving import Jobs
from .steering import Steering


class Paused(StrEnum):
    """What became of a wish to pause or resume: `later` is as soon as the host answers."""

    DONE = "done"
    LATER = "later"
    STILL_PAUSED = "still_paused"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class PauseAnswer:
    """What became of the wish for one drive; `reasons` say why it was not simply done."""

    drive_key: str
    outcome: Paused
    reasons: tuple[Reason, ...] = ()


class Pausing:
    """Pauses of one host and of its jobs."""

    def __init__(
        self,
        host_id: str,
        history: History,
        clock: Clock,
        audit: Audit,
        ledger: Ledger,
        jobs: Jobs,
        steering: Steering,
        events: Listeners[Event],
    ) -> None:
        """Keep the host's pause in this history."""
        self._setting = f"paused:{host_id}"
        self._history = history
        self._clock = clock
        self._audit = audit
        self._ledger = ledger
        self._jobs = jobs
        self._steering = steering
        self._events = events
        self._host = asyncio.Lock()

    async def load(self) -> None:
        """Read whether the host is paused; HistoryError when that can't be read."""
        kept = await self._history.setting(self._setting)
        try:
            self._steering.host_pause = load(Pause, kept) if kept else None
        except ValueError as error:
            raise HistoryError(f"{self._setting} is unreadable: {error}") from error

    async def pause(
        self, drive_keys: Sequence[str], actor: Actor
    ) -> tuple[PauseAnswer, ...]:
        """Pause the jobs of these drives, queued or running; one answer each."""
        return await self._ask(
            Act.PAUSE_REQUESTED, drive_keys, actor, _not_pausable, self._paused(actor)
        )

    async def resume(
        self, drive_keys: Sequence[str], actor: Actor
    ) -> tuple[PauseAnswer, ...]:
        """Take back what a person paused; what is hot or its host's stays paused."""
        answers = await self._ask(
            Act.RESUME_REQUESTED, drive_keys, actor, _not_paused, self._resumed
        )
        return tuple(map(self._resumed_or_why_not, answers))

    async def pause_host(self, actor: Actor) -> tuple[PauseAnswer, ...]:
        """Pause all that runs, and begin nothing; an answer for each job that runs."""
        pause = Pause(PauseCause.HOST, self._clock.now(), user_id=actor.user_id)
        async with self._host:
            if self._steering.host_pause is None:
                await self._set_host(Act.PAUSE_REQUESTED, actor, pause)
        return await self._carry_out(self._steering.with_pauses, _runs)

    async def resume_host(self, actor: Actor) -> tuple[PauseAnswer, ...]:
        """Let the host go on; an answer for each job that was paused with it."""
        async with self._host:
            if self._steering.host_pause is not None:
                await self._set_host(Act.RESUME_REQUESTED, actor, None)
        answers = await self._carry_out(
            self._steering.with_pauses, _is_paused_with_host
        )
        return tuple(map(self._resumed_or_why_not, answers))

    async def _set_host(self, act: Act, actor: Actor, pause: Pause | None) -> None:
        await self._audit.write([self._audit.entry(act, actor, "")])
        await self._history.set_setting(self._setting, dump(pause) if pause else "")
        self._steering.host_pause = pause
        kind = EventKind.PAUSED if pause else EventKind.RESUMED
        self._events.tell(Event(kind, self._clock.now()))

    def _paused(self, actor: Actor) -> Callable[[Job], Job]:
        pause = Pause(PauseCause.PERSON, self._clock.now(), user_id=actor.user_id)
        return lambda job: with_pause(job, pause)

    def _resumed(self, job: Job) -> Job:
        """Take a person's pause back; that of heat only where nobody knows the heat."""
        causes = [PauseCause.PERSON]
        if not self._steering.knows_heat(job.drive_key):
            causes.append(PauseCause.HEAT)
        return without_pause(job, self._clock.now(), *causes)

    async def _ask(
        self,
        act: Act,
        drive_keys: Sequence[str],
        actor: Actor,
        refused: Callable[[Job], Reason | None],
        change: Callable[[Job], Job],
    ) -> tuple[PauseAnswer, ...]:
        keys = tuple(dict.fromkeys(drive_keys))
        jobs = {key: self._ledger.of_drive(key) for key in keys}
        refusals = {
            key: refused(job) if job else Reason("job_absent")
            for key, job in jobs.items()
        }
        await self._audit.write(
            [
                self._audit.entry(
                    act,
                    actor,
                    key,
                    reasons=(reason,) if (reason := refusals[key]) else (),
                    job_uid=job.uid if job else None,
                )
                for key, job in jobs.items()
            ]
        )
        wanted = {job.uid for key, job in jobs.items() if job and not refusals[key]}
        done = {
            answer.drive_key: answer
            for answer in await self._carry_out(change, lambda job: job.uid in wanted)
        }
        return tuple(
            done.get(key)
            or PauseAnswer(
                key, Paused.SKIPPED, (refusals[key] or Reason("job_absent"),)
            )
            for key in keys
        )

    async def _carry_out(
        self, change: Callable[[Job], Job], concerned: Callable[[Job], bool]
    ) -> tuple[PauseAnswer, ...]:
        """Keep a change of all jobs that it concerns, and then tell their tests."""
        jobs = [
            job
            for job in self._ledger.open
            if concerned(job) and await self._ledger.change(job.uid, change)
        ]
        lost: tuple[Reason, ...] = ()
        answers = []
        for job in jobs:
            agrees = False
            # A host that did not answer once is not asked for each drive.
            if not lost:
                try:
                    agrees = await self._jobs.steer(job.uid)
                except (HostError, SetupError) as error:
                    lost = (Reason(error.code, error.values),)
            outcome = Paused.DONE if agrees else Paused.LATER
            answers.append(PauseAnswer(job.drive_key, outcome, lost))
        return tuple(answers)

    def _resumed_or_why_not(self, answer: PauseAnswer) -> PauseAnswer:
        job = self._ledger.of_drive(answer.drive_key)
        if job is None or job.pause is None:
            return answer
        return replace(answer, outcome=Paused.STILL_PAUSED, reasons=why_paused(job))


def _runs(job: Job) -> bool:
    return job.state is JobState.RUNNING


def _is_paused_with_host(job: Job) -> bool:
    return is_paused_by(job, PauseCause.HOST)


def _not_pausable(job: Job) -> Reason | None:
    stage = running_stage(job)
    if stage is None or stage.kind in SURFACE:
        return None
    return Reason("not_pausable", {"stage": stage.kind})


def _not_paused(job: Job) -> Reason | None:
    return None if job.pause else Reason("not_paused")
