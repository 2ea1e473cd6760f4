"""Every kind of evidence, in the words of the host, and the lock it makes.

The target is always the drive `sda`. What a case expects is the lock, and the
sentence of the worst evidence as a person reads it.
"""

import pytest

from custom_components.nas_burnin.engine.model import (
    Lock,
)
from custom_components.nas_burnin.engine.safety.locks import assess, token
from custom_components.nas_burnin.engine.sentences.en.safety import SAFETY_SENTENCES
from custom_components.nas_burnin.engine.sentences.tables import sentence
from tests.engine.cases.blind import BLIND, DATA
from tests.engine.cases.common import FAILED, MEMBER, SDA, SDA1, Case, blkid
from tests.engine.cases.free import FREE
from tests.engine.cases.pools import LOST_MEMBERS, POOLS
from tests.engine.cases.use import IN_USE, MOUNTS
from tests.engine.hosts import (
    GIB,
    INFO,
    Nas,
    disk,
    held,
    nas,
    pool,
    row,
    virtual,
)

CASES = [*FREE, *POOLS, *LOST_MEMBERS, *MOUNTS, *IN_USE, *DATA, *BLIND]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_evidence_makes_the_lock(case: Case) -> None:
    state = case.nas.lock(case.target)

    assert state.lock is case.lock
    if case.lock is Lock.FREE:
        assert state.evidence == ()
        return
    assert sentence(state.evidence[0].reason) == case.sentence


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_evidence_makes_the_token(case: Case) -> None:
    assert token(case.nas.lock(case.target), case.nas.drive(case.target)) == case.typed


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_reason_is_a_whole_sentence(case: Case) -> None:
    for state in case.nas.locks.values():
        for fact in state.evidence:
            # What a detector says of its own failure is said in its parser.
            if fact.reason != FAILED:
                text = SAFETY_SENTENCES[fact.reason.code]
                assert "{" not in text.format(**fact.reason.values)


def test_there_are_enough_cases_and_each_is_another() -> None:
    names = [case.name for case in CASES]
    assert len(names) >= 60
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (blkid("PTTYPE=gpt\n"), ["partition_table"]),
        (blkid("TYPE=ext4\n"), ["signature"]),
        (blkid("LABEL=old\nTYPE=zfs_member\n"), ["exported_pool"]),
        (
            blkid("LABEL=old\nTYPE=zfs_member\nPTTYPE=gpt\n"),
            ["exported_pool", "partition_table"],
        ),
        (blkid(8), ["signature_ambivalent"]),
        (
            nas(
                SDA1,
                pools=pool("tank", MEMBER),
                blkid={"sda1": "LABEL=tank\nTYPE=zfs_member\n"},
            ),
            ["pool_member", "partitions"],
        ),
        (
            nas(
                SDA1,
                pools=pool("tank", MEMBER),
                blkid={"sda": "LABEL=tank\nTYPE=zfs_member\n"},
            ),
            ["pool_member", "partitions"],
        ),
        (
            nas(SDA1, pools=pool("tank", MEMBER), blkid={"sda1": "TYPE=zfs_member\n"}),
            ["pool_member", "partitions"],
        ),
        (
            nas(
                SDA1,
                blkid={"sda1": "TYPE=ext4\n"},
                lsblk=[row("sda", "disk", row("sda1", "part", fstype="ext4"))],
            ),
            ["signature", "partitions"],
        ),
    ],
)
def test_each_fact_is_said_once_and_nothing_more(
    host: Nas, expected: list[str]
) -> None:
    assert [fact.reason.code for fact in host.lock().evidence] == expected


def test_a_fact_seen_in_two_places_is_said_once() -> None:
    both = nas(held(SDA1, "dm-0"), virtual("dm-0", "254:0", "sda1"))

    held_by = [fact for fact in both.lock().evidence if fact.reason.code == "held"]
    assert len(held_by) == 1


def test_drives_of_another_poll_are_not_believed() -> None:
    earlier, now = nas(SDA), nas(disk("sda", size=8 * GIB))

    lock = assess(earlier.drives, now.facts, INFO)[earlier.drive("sda").key]
    assert lock.lock is Lock.UNKNOWN
    assert lock.evidence[0].reason.code == "disk_missing_in_sysfs"
