"""How a person gets a drive free that the kernel holds: no unlock does that.

An unlock lifts our refusal alone. While ZFS or a mount holds a drive it can't be
opened exclusively, and nothing here is ever forced; so the person is told what to do.
"""

from collections.abc import Iterator
import re

from ..model import Evidence, Lock, LockState, Reason
from ..text import clean

# These go into lines that a person copies to a shell.
_POOL = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,254}")
_TARGET = re.compile(r"/[A-Za-z0-9_.:@+/-]{0,1000}")


def release_first(state: LockState) -> tuple[Reason, ...]:
    """Return what has to be done to a drive that is busy, one reason for each step."""
    steps: list[Reason] = []
    for fact in state.evidence:
        steps += [step for step in _steps(fact) if step not in steps]
    return tuple(steps)


def _steps(fact: Evidence) -> Iterator[Reason]:
    match fact.lock:
        case Lock.BOOT_POOL:
            yield Reason("release_boot_pool", {"pool": clean(fact.pool or "")})
        case Lock.POOL:
            pool = fact.pool or ""
            if _POOL.fullmatch(pool):
                yield Reason("release_pool", {"pool": pool})
            else:
                yield Reason("release_pool_member", {"pool": clean(pool)})
        case Lock.MOUNTED:
            node = clean(fact.where)
            for target in fact.reason.values.get("target", "").split(", "):
                if _TARGET.fullmatch(target):
                    values = {"node": node, "target": target}
                    yield Reason("release_mount", values)
                else:
                    yield Reason("release_mounted", {"node": node})
        case _:
            return
