"""What a stage may use of the engine: the host, the clock, and a look at the drives."""

from collections.abc import Callable, Collection

from ..clock import Clock
from ..errors import AnswerUnusable
from ..host.link import Link
from ..host.memory import Memory
from ..host.snapshot import take
from ..model import Drive, Job, OwnerRecord, Reason, Settings, Smart, Snapshot
from ..unlock.audit import Audit

LATER_SELF = "owner_newer"
"""The reason that tells of an owner who is ourselves, from later on or from beside us."""


class Bench:
    """One host under the engine's hands; remembers only what it saw last."""

    def __init__(self, link: Link, clock: Clock, controller: str, audit: Audit) -> None:
        """Speak over this link; `controller` marks the tests that are ours."""
        self.audit = audit
        self.link = link
        self.clock = clock
        self.controller = controller
        self.settings = Settings()
        # Whose the host is by this record, where it is not ours.
        self.other_owner: Callable[[OwnerRecord | None], Reason | None] = lambda _: None
        self.watched: set[str] = set()
        self._memory = Memory()
        self._drives: dict[str, Drive] = {}
        self._owner: OwnerRecord | None = None

    async def look(self, fresh_for: Collection[str] = ()) -> Snapshot:
        """Poll the host; of the drives with these keys everything is read anew.

        Raises HostError and SetupError as the link does, and AnswerUnusable for an
        answer that broke off: what it lacks must not be taken for gone.
        """
        snapshot = await take(
            self.link,
            self.clock,
            self._memory,
            self._nodes(fresh_for),
            self.controller,
            self._nodes(self.watched),
        )
        if not snapshot.complete or snapshot.info is None:
            raise AnswerUnusable("the host's answer broke off")
        self._drives = {drive.key: drive for drive in snapshot.drives}
        self._owner = snapshot.owner or self._owner
        return snapshot

    def has_later_self(self) -> bool:
        """True where a copy of us has the host that has lived longer than we have.

        It follows the same tests, and needs their records for what it knows of them.
        """
        other = self.other_owner(self._owner)
        return other is not None and other.code == LATER_SELF

    def smart_type(self, drive: Drive) -> str:
        """What smartctl has to be told of a drive; "" where it knows by itself."""
        return self._memory.smart_type(drive.name)

    def wants_more(self) -> bool:
        """True where another look at once would show more than the last one."""
        return self._memory.is_due(self.clock.monotonic()) or self._memory.has_news()

    def _nodes(self, keys: Collection[str]) -> list[str]:
        """The kernel names of drives, as the last look had them."""
        return [
            node.name
            for key in keys
            if (drive := self._drives.get(key))
            for node in drive.nodes
        ]


def drive_of(job: Job, snapshot: Snapshot) -> Drive | None:
    """The drive of a job as a look saw it; None where it is gone."""
    return next(
        (drive for drive in snapshot.drives if drive.key == job.drive_key), None
    )


def newly_read(drive: Drive | None, snapshot: Snapshot) -> Smart | None:
    """What this very poll read of a drive; what is remembered is no news."""
    if drive is None:
        return None
    read = (snapshot.smart.get(node.name) for node in drive.nodes)
    return next((smart for smart in read if smart), None)
