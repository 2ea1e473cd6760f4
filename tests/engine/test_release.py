"""What a person is told to do to a drive that the kernel holds."""

import pytest

from custom_components.nas_burnin.engine.model import (
    Detector,
    Evidence,
    Lock,
    LockState,
    Reason,
)
from custom_components.nas_burnin.engine.safety.release import release_first
from custom_components.nas_burnin.engine.sentences.tables import sentence


def fact(lock: Lock, pool: str | None = None, target: str = "") -> Evidence:
    values = {"target": target} if target else {}
    return Evidence(lock, Detector.ZPOOL, "sda1", Reason("seen", values), pool)


@pytest.mark.parametrize(
    ("facts", "steps"),
    [
        ([fact(Lock.POOL, "tank")], ["release_pool"]),
        # Never into a line that is copied to a shell.
        ([fact(Lock.POOL, "a; reboot")], ["release_pool_member"]),
        ([fact(Lock.POOL)], ["release_pool_member"]),
        ([fact(Lock.BOOT_POOL, "boot-pool")], ["release_boot_pool"]),
        ([fact(Lock.MOUNTED, target="/mnt/a")], ["release_mount"]),
        ([fact(Lock.MOUNTED, target="/mnt/a, /mnt/b")], ["release_mount"] * 2),
        ([fact(Lock.MOUNTED, target="/mnt/$(reboot)")], ["release_mounted"]),
        ([fact(Lock.MOUNTED)], ["release_mounted"]),
        ([fact(Lock.HAS_DATA), fact(Lock.EXPORTED_POOL, "old")], []),
        (
            [
                fact(Lock.POOL, "tank"),
                fact(Lock.POOL, "tank"),
                fact(Lock.POOL, "vault"),
            ],
            ["release_pool"] * 2,
        ),
    ],
)
def test_each_holder_is_let_go_in_its_way(
    facts: list[Evidence], steps: list[str]
) -> None:
    told = release_first(LockState(Lock.IN_USE, tuple(facts)))

    assert [reason.code for reason in told] == steps
    assert len(set(map(sentence, told))) == len(told)
    assert not any(
        "reboot" in sentence(reason) for reason in told if facts[0].pool is None
    )
