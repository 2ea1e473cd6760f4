"""What is known of a job beyond its record: a cache, lost with a restart."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ..clock import Clock
from ..model import Activity, Job, Progress, Reason
from ..stages import Step


@dataclass(frozen=True, slots=True)
class Live:
    """What one job does just now.

    `waiting` is what its last start met, `hindered` what keeps it from the next one,
    or its test from moving.
    """

    progress: Progress = field(default_factory=Progress)
    activity: Activity | None = None
    activity_since: datetime | None = None
    waiting: tuple[Reason, ...] = ()
    hindered: tuple[Reason, ...] = ()
    stalled_since: datetime | None = None

    def doing(self, activity: Activity | None, now: datetime) -> Live:
        """Return the same doing something, since now unless it already did."""
        if activity is self.activity:
            return self
        return replace(self, activity=activity, activity_since=now)


class Lives:
    """What the jobs of a host do; `by_job` has it by uid, where anything is known."""

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        """Begin with nothing; `changed` is called where people may see a difference."""
        self._clock = clock
        self._changed = changed
        self.by_job: dict[str, Live] = {}

    def do(self, uid: str, activity: Activity) -> None:
        """Note what a job does now."""
        self._show(uid, self._of(uid).doing(activity, self._clock.now()))

    def hinder(self, uid: str, reasons: tuple[Reason, ...]) -> None:
        """Note what keeps a job from its next stage."""
        live = replace(self._of(uid), hindered=reasons, stalled_since=None)
        self._show(uid, live)

    def silence(self, uid: str, seconds: float | None) -> Reason | None:
        """Note for how long a test has been silent; None while that is no alarm.

        Answers why a person should look at it, once for as long as it is silent.
        """
        live = self._of(uid)
        if seconds is None:
            self._show(uid, replace(live, stalled_since=None, hindered=()))
            return None
        reason = Reason("silent", {"minutes": str(int(seconds // 60))})
        since = live.stalled_since or self._clock.now() - timedelta(seconds=seconds)
        self._show(uid, replace(live, stalled_since=since, hindered=(reason,)))
        return None if live.stalled_since else reason

    def take(self, uid: str, step: Step) -> None:
        """Take in what a step told beside its stage; whoever keeps that shows it."""
        live = self._of(uid)
        self.by_job[uid] = replace(
            live.doing(step.activity, self._clock.now()),
            progress=step.progress or live.progress,
            waiting=step.waiting,
        )

    def forget_all_but(self, jobs: Iterable[Job]) -> None:
        """Let go of the jobs that nobody sees any more."""
        seen = {job.uid for job in jobs}
        self.by_job = {uid: live for uid, live in self.by_job.items() if uid in seen}

    def _of(self, uid: str) -> Live:
        return self.by_job.get(uid, Live())

    def _show(self, uid: str, live: Live) -> None:
        if live != self.by_job.get(uid):
            self.by_job[uid] = live
            self._changed()
