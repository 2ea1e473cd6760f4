"""What a person is told to do about a drive that the kernel holds."""

import pytest

from custom_components.nas_burnin.engine.model import (
    Detector,
    Evidence,
    Lock,
    LockState,
    Reason,
)
from custom_components.nas_burnin.engine.release import release_first
from custom_components.nas_burnin.engine.sentences import sentence


def _said(lock: Lock, pool: str | None = None, target: str = "") -> list[str]:
    reason = Reason("mounted", {"node": "sda1", "target": target})
    fact = Evidence(lock, Detector.ZPOOL, "sda1", reason, pool)
    return [sentence(step) for step in release_first(LockState(lock, (fact, fact)))]


def test_a_pool_is_exported_and_a_mount_unmounted() -> None:
    (pool,) = _said(Lock.POOL, "tank")
    assert "(zpool export tank)" in pool
    first, second = _said(Lock.MOUNTED, target="/mnt/a, /mnt/b-1")
    assert "(umount /mnt/a)" in first
    assert "(umount /mnt/b-1)" in second
    (boot,) = _said(Lock.BOOT_POOL, "boot-pool")
    assert "boot-pool" in boot
    assert "export boot-pool" not in boot


@pytest.mark.parametrize("lock", [Lock.HAS_DATA, Lock.EXPORTED_POOL, Lock.IN_USE])
def test_what_nothing_holds_has_nothing_to_let_go(lock: Lock) -> None:
    assert _said(lock, "tank") == []


@pytest.mark.parametrize(
    "odd", ["", "a;reboot", "$(reboot)", "-f tank", "tank\nreboot", "`x`", "a b"]
)
def test_no_odd_name_comes_into_a_command(odd: str) -> None:
    (pool,) = _said(Lock.POOL, odd)
    assert "zpool export" not in pool
    assert all(
        "umount " not in said for said in _said(Lock.MOUNTED, target=f"/{odd} x")
    )
