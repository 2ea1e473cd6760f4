"""What a broken-off test of ours may have left on its drive, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
import re

from ..model import Detector, Drive, Evidence, SurfacePlan, Unlocked
from .node_evidence import ZFS_MEMBER

_KIND_GIVEN = frozenset({"partition_table", "signature", "set_member"})
_ZFS = frozenset({"exported_pool", "zfs_label"})
# As the supervisor names them; the name of the disk may be another after a reboot.
_PARTITION = re.compile(r"partition .*?(\d+)")


@dataclass(frozen=True, slots=True)
class Left:
    """What may be on a drive although a test of ours erased a part of it.

    `is_old_there` is true while some of what a person had unlocked may be there still:
    until the whole surface was written. `found` are the signatures of it, as the
    supervisor that held the drive first names them.
    """

    is_old_there: bool = False
    found: frozenset[str] = frozenset()

    def lifts(self, fact: Evidence, drive: Drive) -> bool:
        """True for evidence that our test explains: no bytes but its own, or older ones.

        Partitions keep to themselves what is in them, so that is never explained.
        """
        if fact.where not in {node.name for node in drive.nodes}:
            return False
        code = fact.reason.code
        if fact.detector is Detector.SAMPLE:
            return code == "content"
        if code == "partitions":
            names = (part.name for node in drive.nodes for part in node.partitions)
            return self.explains(f"partition {name}" for name in names)
        if code in _KIND_GIVEN:
            return self.explains([fact.reason.values.get("kind", "")])
        return code in _ZFS and self.explains([ZFS_MEMBER])

    def explains(self, signatures: Iterable[str]) -> bool:
        """True where all of these, in the supervisor's words, were there before."""
        return {*map(_nameless, signatures)} <= {*map(_nameless, self.found)}


def left_on(plan: SurfacePlan, unlocked: Unlocked | None) -> Left:
    """Return what the attempts of a plan may have left.

    Old signatures count only where a person had unlocked the drive with them, and as
    long as its surface was not written once as a whole.
    """
    is_written = not any(run.write and run.step == 0 for run in plan.asked)
    if is_written or unlocked is None or not plan.attempts:
        return Left()
    return Left(True, frozenset(plan.attempts[0].found))


def _nameless(signature: str) -> str:
    match = _PARTITION.fullmatch(signature)
    return f"partition {match[1]}" if match else signature
