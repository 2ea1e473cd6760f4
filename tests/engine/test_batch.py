"""A start is for what the person saw, to the letter."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from custom_components.nas_burnin.engine.batch import Asked, Batch, make_jobs
from custom_components.nas_burnin.engine.model import (
    Counters,
    Detector,
    Evidence,
    Lock,
    LockState,
    Reason,
    Smart,
    StageKind,
    StartRequest,
)
from custom_components.nas_burnin.engine.safety.locks import digest
from custom_components.nas_burnin.engine.unlock.grants import Grants
from tests.engine.clocks import HandClock
from tests.engine.hosts import Nas, disk, nas, pool
from tests.profiles import surface_only

QUICK = surface_only("quick")
SDA = disk("sda")
FREE = nas(SDA, disk("sdb"))
IN_POOL = nas(disk("sda", "sda1"), pools=pool("tank", "/dev/disk/by-partuuid/sda1"))
FACT = Evidence(
    Lock.POOL,
    Detector.ZPOOL,
    "sda1",
    Reason(
        "pool_member",
        {"node": "sda1", "pool": "tank", "role": "data", "health": "ONLINE"},
    ),
    "tank",
)


def ask(
    host: Nas,
    seen: str | None,
    key: str | None = None,
    stages: tuple[StageKind, ...] = QUICK.stages,
) -> Batch:
    """Ask for the drive `sda`, having seen something of it."""
    request = StartRequest(
        key or host.drive("sda").key,
        "quick",
        stages,
        QUICK.options,
        "me",
        seen=seen,
    )
    when = Asked(100.0, 102.0, datetime(2026, 11, 23, tzinfo=UTC))
    grants = Grants(HandClock())
    return make_jobs([request], host.snapshot(), when, "host-1", (), grants)


def codes(batch: Batch) -> list[str]:
    (answer,) = batch.answers
    assert bool(batch.jobs) == (answer.outcome == "queued")
    return [reason.code for reason in answer.reasons]


def test_what_was_seen_is_what_is_there() -> None:
    assert codes(ask(FREE, digest(FREE.lock()))) == []
    assert codes(ask(FREE, None)) == []
    # Then the evidence itself refuses.
    assert codes(ask(IN_POOL, digest(IN_POOL.lock()))) != ["not_what_was_seen"]
    assert IN_POOL.lock().evidence[0] == FACT


def test_a_start_says_what_is_worth_a_look() -> None:
    counted = Counters(reallocated=8)
    told = Smart(serial=SDA.identity.serial, counters=counted, write_cache=False)
    worn = nas(SDA, smart={"sda": told})
    assert codes(ask(worn, None)) == ["counter_already_there", "write_cache_off"]
    # A test that only asks the drive takes no week.
    short = (StageKind.SHORT_SMART, StageKind.FINAL_CHECK)
    assert codes(ask(worn, None, stages=short)) == []


VALUES = FACT.reason.values
OTHERS = {
    "no evidence": LockState(Lock.POOL, ()),
    "another lock": LockState(Lock.BOOT_POOL, (FACT,)),
    "one fact twice": LockState(Lock.POOL, (FACT, FACT)),
    "one fact more": LockState(Lock.POOL, (FACT, replace(FACT, where="sda2"))),
    "the lock of a fact": replace(FACT, lock=Lock.BOOT_POOL),
    "the detector of a fact": replace(FACT, detector=Detector.LSBLK),
    "the place of a fact": replace(FACT, where="sda2"),
    "the pool of a fact": replace(FACT, pool="tang"),
    "no pool": replace(FACT, pool=None),
    "the code of a reason": replace(FACT, reason=Reason("pool_membes", VALUES)),
    **{
        f"the value {key}": replace(
            FACT, reason=Reason(FACT.reason.code, {**VALUES, key: VALUES[key][:-1]})
        )
        for key in VALUES
    },
    **{
        f"without {key}": replace(
            FACT,
            reason=Reason(
                FACT.reason.code,
                {name: value for name, value in VALUES.items() if name != key},
            ),
        )
        for key in VALUES
    },
}


@pytest.mark.parametrize("seen", OTHERS.values(), ids=OTHERS)
def test_anything_else_is_refused(seen: LockState | Evidence) -> None:
    state = seen if isinstance(seen, LockState) else LockState(Lock.POOL, (seen,))
    assert codes(ask(IN_POOL, digest(state))) == ["not_what_was_seen"]


def test_a_free_drive_that_was_seen_in_use_is_refused_too() -> None:
    assert codes(ask(FREE, digest(IN_POOL.lock()))) == ["not_what_was_seen"]
    in_use = nas(SDA, blkid={"sda": "TYPE=ext4\n"})
    assert codes(ask(in_use, digest(FREE.lock()))) == ["not_what_was_seen"]


DIGEST = digest(FREE.lock())


@pytest.mark.parametrize(
    "seen", ["", "0" * 64, DIGEST[:-1], DIGEST.upper(), f" {DIGEST}", DIGEST[::-1]]
)
def test_a_digest_is_whole_or_none(seen: str) -> None:
    assert codes(ask(FREE, seen)) == ["not_what_was_seen"]


KEY = FREE.drive("sda").key


@pytest.mark.parametrize(
    "key", [KEY[:-1], KEY + "x", KEY.upper(), f"{KEY} ", KEY[1:], "sda"]
)
def test_another_identity_is_no_drive(key: str) -> None:
    assert codes(ask(FREE, DIGEST, key)) == ["drive_absent"]
