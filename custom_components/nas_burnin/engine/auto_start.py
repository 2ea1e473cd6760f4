"""Starts a burn-in on drives that are new to the host, blank, and there to stay.

New is a drive that this host has never shown while we were looking, nor in our
history: one that is there when we begin to look may have been put in for anything.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
import json

from .clock import Clock
from .errors import DriveRefused
from .history import History
from .history.kept import json_of
from .model import (
    Detector,
    Drive,
    Lock,
    Profile,
    Snapshot,
    StartAnswer,
    StartRequest,
)
from .queue.plan import check_stages
from .safety.inventory import drive_key, plain_wwn

SETTLE = 300.0
"""Seconds for which a new drive has to be there, and free, in every look."""

MOST = 2000
"""So many drives are remembered; a host that shows more has no new ones any more."""

_MAY_BE_FREE = frozenset({Lock.FREE, Lock.UNKNOWN})
"""What a new drive may look like at first; anything else is a use that it came with."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The drives that a host has shown: those that are new, and all others.

    They are named by what the kernel says of them, which is the same in every look.
    """

    known: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()

    def without(self, over: frozenset[str]) -> Shown:
        """Return the same with these no longer new."""
        return Shown(self.known | over, self.new - over)


@dataclass(frozen=True, slots=True)
class _Seen:
    drive: Drive
    lock: Lock


class AutoStart:
    """Remembers which drives a host has shown, also over a restart."""

    def __init__(
        self,
        host_id: str,
        history: History,
        clock: Clock,
        enqueue: Callable[[Sequence[StartRequest]], Awaitable[tuple[StartAnswer, ...]]],
    ) -> None:
        """Keep what was shown in this history, and start drives by `enqueue`."""
        self._setting = f"drives:{host_id}"
        self._history = history
        self._clock = clock
        self._enqueue = enqueue
        self._shown = Shown()
        self._looked = False
        self._free_since: dict[str, float] = {}

    async def load(self) -> None:
        """Read what was shown; HistoryError where that can't be read.

        Of a drive that came before, and had not settled, that is waited for anew.
        """
        self._shown = _shown(await self._history.setting(self._setting))

    def unheard(self) -> None:
        """Note a look that failed: whatever was free for a while may not be any more."""
        self._free_since.clear()

    async def see(self, snapshot: Snapshot, profile: Profile | None) -> None:
        """Take in what is there, and start `profile` on what has settled.

        Without one nothing is new, nor will what is there now ever be. Raises what
        `enqueue` raises; then it is tried again.
        """
        if any(f.detector is Detector.BLOCK for f in snapshot.facts.failures):
            self.unheard()
            return
        here = _by_identity(snapshot)
        await self._keep(self._with(here, wanted=profile is not None))
        self._looked = True
        settled = self._settled(here)
        if profile and settled:
            await self._start(profile, settled)

    def _with(self, here: Mapping[str, _Seen], *, wanted: bool) -> Shown:
        before = self._shown
        came = frozenset(here.keys() - before.known - before.new)
        if len(before.known) + len(came) > MOST:
            came = frozenset()
        shown = Shown(before.known, before.new | came)
        if not wanted:
            return shown.without(shown.new)
        used = {
            name
            for name in shown.new & here.keys()
            if here[name].lock not in _MAY_BE_FREE
        }
        return shown.without(frozenset(used if self._looked else used | came))

    def _settled(self, here: Mapping[str, _Seen]) -> dict[str, Drive]:
        """The new drives that have been free for long enough."""
        now = self._clock.monotonic()
        self._free_since = {
            name: self._free_since.get(name, now)
            for name in self._shown.new & here.keys()
            if here[name].lock is Lock.FREE
        }
        return {
            name: here[name].drive
            for name, since in self._free_since.items()
            if now - since >= SETTLE
        }

    async def _start(self, profile: Profile, settled: Mapping[str, Drive]) -> None:
        requests = [
            StartRequest(
                drive_key=drive.key,
                profile=profile.name,
                stages=profile.stages,
                options=profile.options,
                unasked=True,
            )
            for drive in settled.values()
            if await self._is_untested(drive) and _fits(profile, drive)
        ]
        if requests:
            await self._enqueue(requests)
        # Only now: a job that is kept speaks for itself, should this not come to pass.
        # What was refused is not tried again; the audit trail says why.
        await self._keep(self._shown.without(frozenset(settled)))

    async def _is_untested(self, drive: Drive) -> bool:
        return not await self._history.jobs(drive_key=drive.key, limit=1)

    async def _keep(self, shown: Shown) -> None:
        if shown == self._shown:
            return
        kept = {"known": sorted(shown.known), "new": sorted(shown.new)}
        await self._history.set_setting(self._setting, json.dumps(kept))
        self._shown = shown


def _by_identity(snapshot: Snapshot) -> dict[str, _Seen]:
    """Each drive with its lock, by what the kernel says it is.

    SMART's word comes later, if at all, and so does a key that rests on it. Of what
    the kernel says nothing there is no drive here, and of several that it says the
    same of nothing is known.
    """
    found: dict[str, _Seen] = {}
    for drive in snapshot.drives:
        identity = drive.nodes[0].identity
        name = drive_key(plain_wwn(identity.wwid), identity.serial)
        lock = Lock.UNKNOWN if name in found else snapshot.locks[drive.key].lock
        found[name] = _Seen(drive, lock)
    found.pop(drive_key("", ""), None)
    return found


def _fits(profile: Profile, drive: Drive) -> bool:
    try:
        check_stages(profile.stages, profile.options, drive.size)
    except DriveRefused:
        return False
    return True


def _shown(kept: str | None) -> Shown:
    """What our history has; where it can't be read, the next look begins it anew."""
    match json_of(kept):
        case {"known": [*known], "new": [*new]}:
            return Shown(frozenset(map(str, known)), frozenset(map(str, new)))
    return Shown()
