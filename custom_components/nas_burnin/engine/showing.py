"""What people see of one host: made anew of all that is known, whenever that changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
import logging
from math import inf

from .clock import Clock
from .errors import BurnInError
from .jobs.events import of_drives
from .jobs.live import Live
from .listeners import Listeners
from .model import (
    Detector,
    Drive,
    Event,
    GrantView,
    HostView,
    Job,
    JobState,
    LockState,
    Outlook,
    Pause,
    Reason,
    Snapshot,
    Who,
)
from .outlook.ahead import look_ahead, queue_finish
from .outlook.precheck import notes
from .view import changes, clock_apart, drive_views

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the looks at the host, and what is wanted of it.

    `ended`, `grants` and `written` are by drive, `live` by job; `slots` are for surface
    tests.
    """

    open: tuple[Job, ...]
    ended: Mapping[str, Job]
    live: Mapping[str, Live]
    grants: Mapping[str, GrantView]
    written: Mapping[str, str]
    slots: int
    pause: Pause | None
    waits_for: Reason | None
    gate: Reason | None


class Showing:
    """Keeps what looks have shown, and the view; `changed` is told which drives differ.

    It is told their keys; "" stands for the host.
    """

    def __init__(
        self,
        clock: Clock,
        known: Callable[[], Known],
        events: Listeners[Event],
        max_parallel: int,
    ) -> None:
        """Show what is `known` by then; drives that come and go are told to `events`."""
        self.view = HostView(
            connected=False, since=clock.now(), max_parallel=max_parallel
        )
        self.changed = Listeners[frozenset[str]]()
        self.locks: Mapping[str, LockState] = {}
        self._clock = clock
        self._known = known
        self._events = events
        self._drives: dict[str, Drive] = {}
        self._notes: dict[str, tuple[Reason, ...]] = {}
        self._outlooks: Mapping[str, Outlook] = {}
        self._seen = -inf
        self._there: frozenset[str] | None = None

    def remember(self, drives: Mapping[str, Drive]) -> None:
        """Know drives from before the first look."""
        self._drives |= drives

    def see(self, snapshot: Snapshot) -> None:
        """Show what a look has shown."""
        happened: tuple[Event, ...] = ()
        # Two looks may overlap, and the older one come last.
        if snapshot.asked >= self._seen:
            self._seen = snapshot.asked
            happened = self._came_and_went(snapshot)
            self._drives |= {drive.key: drive for drive in snapshot.drives}
            self._notes |= {drive.key: notes(drive) for drive in snapshot.drives}
            self.locks = dict(snapshot.locks)
        self._show(
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

    def lose(self, error: BurnInError) -> None:
        """Show that the host can't be followed, and why."""
        _LOGGER.debug("The host can't be followed: %s (%s)", error.code, error)
        self._show(
            replace(
                self.view,
                connected=False,
                since=self._clock.now() if self.view.connected else self.view.since,
                problem=Reason(error.code, error.values),
            )
        )

    def look_ahead(self) -> None:
        """Show when all will end; once a look, for it takes going through all jobs."""
        known = self._known()
        self._outlooks = look_ahead(
            known.open,
            self._drives,
            {uid: live.progress for uid, live in known.live.items()},
            known.slots,
            self._clock.now(),
            self._outlooks,
            holds=bool(known.pause or known.waits_for),
            closed=known.gate is not None,
        )
        self.publish()

    def forget(self, drive_key: str) -> None:
        """Show a drive no more, unless it is there."""
        if drive_key not in self.locks:
            self._drives.pop(drive_key, None)
        self.publish()

    def publish(self) -> None:
        """Show what is known now."""
        self._show(self.view)

    def _came_and_went(self, snapshot: Snapshot) -> tuple[Event, ...]:
        """Which drives came and went; a look that saw no devices tells of none."""
        if any(f.detector is Detector.BLOCK for f in snapshot.facts.failures):
            return ()
        before = self._there
        self._there = there = frozenset(drive.key for drive in snapshot.drives)
        if before is None:
            return ()
        return tuple(of_drives(before, there, self._clock.now()))

    def _show(self, host: HostView) -> None:
        """Show this host with all that is known, and tell those whom a change concerns."""
        before, known = self.view, self._known()
        running = sum(job.state is JobState.RUNNING for job in known.open)
        self.view = replace(
            host,
            drives=drive_views(
                self._drives.values(),
                self.locks,
                known.open,
                known.ended,
                known.live,
                self._clock.now(),
                None if host.connected else host.since,
                known.grants,
                self._notes,
                self._outlooks,
                known.written,
            ),
            running=running,
            queued=len(known.open) - running,
            max_parallel=known.slots,
            paused=known.pause is not None,
            paused_since=known.pause.started if known.pause else None,
            paused_by=_who(known.pause),
            waits_for=known.waits_for,
            gate=known.gate,
            queue_finish=queue_finish(
                [self._outlooks.get(job.uid) for job in known.open]
            ),
        )
        changed = changes(before, self.view)
        if changed:
            self.changed.tell(changed)


def _who(pause: Pause | None) -> Who | None:
    if pause is None:
        return None
    return Who.PERSON if pause.user_id else Who.AUTOMATION
