"""Data at rest, and all that was not seen or not believed."""

from dataclasses import replace

from custom_components.nas_burnin.engine.model import (
    Detector,
    DetectorFailure,
    Lock,
    SampleReport,
    Signature,
)
from tests.engine.cases.common import (
    FAILED,
    FAILURE,
    MEMBER,
    SDA,
    SDA1,
    TWO_PATHS,
    UNIT,
    Case,
    blkid,
    failing,
    sampled,
    unprobed,
)
from tests.engine.hosts import (
    Nas,
    disk,
    nas,
    pool,
    row,
    smart_of,
    virtual,
)

DATA = [
    *(
        Case(
            f"{kind} at rest",
            blkid(f"TYPE={kind}\nUSAGE={usage}\n"),
            Lock.HAS_DATA,
            f"sda carries a signature of {kind}.",
        )
        for kind, usage in (
            ("ext4", "filesystem"),
            ("xfs", "filesystem"),
            ("ntfs", "filesystem"),
            ("btrfs", "filesystem"),
            ("swap", "other"),
        )
    ),
    *(
        Case(
            f"{kind} at rest",
            blkid(f"TYPE={kind}\nUSAGE={usage}\n"),
            Lock.HAS_DATA,
            f"sda is part of something larger that is not active now ({kind}).",
        )
        for kind, usage in (
            ("linux_raid_member", "raid"),
            ("LVM2_member", "raid"),
            ("crypto_LUKS", "crypto"),
            ("bcache", "other"),
            ("ceph_bluestore", "other"),
            ("isw_raid_member", "raid"),
            ("mpath_member", "other"),
        )
    ),
    Case(
        "file system on a partition",
        blkid("TYPE=ext4\n", SDA1, "sda1"),
        Lock.HAS_DATA,
        "sda1 carries a signature of ext4.",
    ),
    Case(
        "partition table alone",
        blkid("PTUUID=66fcedee\nPTTYPE=gpt\n"),
        Lock.HAS_DATA,
        "sda has a partition table (gpt).",
    ),
    Case(
        "partitions of which blkid knows nothing",
        nas(disk("sda", "sda1", "sda2")),
        Lock.HAS_DATA,
        "sda has partitions (2).",
    ),
    Case(
        "file system known to lsblk alone",
        nas(SDA, lsblk=[row("sda", "disk", fstype="ntfs")]),
        Lock.HAS_DATA,
        "sda carries a signature of ntfs.",
    ),
    Case(
        "data of no known kind",
        sampled(SampleReport(1, None)),
        Lock.HAS_DATA,
        "sda is not blank: it holds data of an unknown kind.",
    ),
    Case(
        "data on the other path",
        nas(*TWO_PATHS, samples={"sdb": SampleReport(9, None)}),
        Lock.HAS_DATA,
        "sdb is not blank: it holds data of an unknown kind.",
    ),
]

BLIND = [
    *(
        Case(f"{detector} failed", failing(detector), Lock.UNKNOWN, FAILURE)
        for detector in Detector
    ),
    *(
        Case(
            f"{detector} failed on the disk",
            failing(detector, "sda"),
            Lock.UNKNOWN,
            FAILURE,
        )
        for detector in (
            Detector.SIGNATURES,
            Detector.SAMPLE,
            Detector.SMART,
            Detector.BLOCK,
        )
    ),
    Case(
        "blkid failed on the partition",
        failing(Detector.SIGNATURES, "sda1", SDA1),
        Lock.UNKNOWN,
        FAILURE,
    ),
    Case(
        "blkid failed on a device above",
        failing(Detector.SIGNATURES, "dm-0", SDA, virtual("dm-0", "254:0", "sda")),
        Lock.UNKNOWN,
        FAILURE,
    ),
    Case(
        "unreadable records of its own test",
        failing(Detector.TESTS, UNIT),
        Lock.UNKNOWN,
        FAILURE,
    ),
    Case(
        "unreadable records of a test of nobody",
        failing(Detector.TESTS, "nas-burnin-x"),
        Lock.UNKNOWN,
        FAILURE,
    ),
    Case(
        "pool member beside unreadable records of a test of nobody",
        nas(
            SDA1,
            pools=pool("tank", MEMBER),
            failures=[DetectorFailure(Detector.TESTS, "nas-burnin-x", FAILED)],
        ),
        Lock.POOL,
        "sda1 belongs to the pool “tank” (data, ONLINE).",
    ),
    Case(
        "failure about an unknown device",
        failing(Detector.SIGNATURES, "sdq"),
        Lock.UNKNOWN,
        FAILURE,
    ),
    Case(
        "pool member while mounts are unread",
        nas(
            SDA1,
            pools=pool("tank", MEMBER),
            failures=[DetectorFailure(Detector.MOUNTS, "", FAILED)],
        ),
        Lock.UNKNOWN,
        FAILURE,
    ),
    *(
        Case(
            f"pool member while {name} could not be read",
            nas(
                SDA1,
                pools=pool("tank", MEMBER),
                failures=[DetectorFailure(detector, where, FAILED)],
            ),
            Lock.UNKNOWN,
            FAILURE,
        )
        for name, detector, where in (
            ("tests", Detector.TESTS, ""),
            ("a strange disk", Detector.SIGNATURES, "sdq"),
        )
    ),
    Case(
        "pool member while SMART is unread",
        nas(
            SDA1,
            pools=pool("tank", MEMBER),
            smart={"sda": None},
            failures=[DetectorFailure(Detector.SMART, "sda", FAILED)],
        ),
        Lock.POOL,
        "sda1 belongs to the pool “tank” (data, ONLINE).",
    ),
    Case(
        "TrueNAS without a boot pool",
        nas(SDA, zpool=pool("tank", "/dev/sdz3")),
        Lock.UNKNOWN,
        "TrueNAS shows no boot pool, which cannot be: the list of pools is not believed.",
    ),
    Case(
        "no word on the host",
        nas(SDA, info=None),
        Lock.UNKNOWN,
        "The host did not say what it is.",
    ),
    Case(
        "content not sampled",
        sampled(None),
        Lock.UNKNOWN,
        "The content of sda has not been sampled yet.",
    ),
    Case(
        "sample broken off",
        sampled(SampleReport(3, None, "Input/output error (errno 5)")),
        Lock.UNKNOWN,
        "The content of sda could not be sampled: Input/output error (errno 5)",
    ),
    Case(
        "sampled in 63 places",
        sampled(SampleReport(63, 0)),
        Lock.UNKNOWN,
        "The content of sda was sampled in too few places.",
    ),
    Case(
        "other path not sampled",
        nas(*TWO_PATHS, samples={"sdb": None}),
        Lock.UNKNOWN,
        "The content of sdb has not been sampled yet.",
    ),
    Case(
        "disk not probed",
        unprobed(nas(SDA), "sda"),
        Lock.UNKNOWN,
        "sda has not been searched for signatures yet.",
    ),
    Case(
        "partition not probed",
        unprobed(nas(SDA1), "sda1"),
        Lock.UNKNOWN,
        "sda1 has not been searched for signatures yet.",
    ),
    Case(
        "sleeping pool member, not probed",
        unprobed(
            nas(
                SDA1,
                pools=pool("tank", MEMBER),
                samples={"sda": None},
                smart={"sda": None},
            ),
            "sda",
            "sda1",
        ),
        Lock.POOL,
        "sda1 belongs to the pool “tank” (data, ONLINE).",
    ),
    Case(
        "SMART not read",
        nas(SDA, smart={"sda": None}),
        Lock.UNKNOWN,
        "SMART has not confirmed yet which drive sda is.",
    ),
    Case(
        "SMART of a sleeping drive",
        nas(SDA, smart={"sda": smart_of(SDA, serial="", wwn="", standby=True)}),
        Lock.UNKNOWN,
        "SMART has not confirmed yet which drive sda is.",
    ),
    Case(
        "missing in lsblk",
        replace(nas(SDA), facts=replace(nas(SDA).facts, lsblk=())),
        Lock.UNKNOWN,
        "sda is missing in the list of lsblk.",
    ),
    Case(
        "lsblk shows one disk more",
        nas(SDA, lsblk=[row("sdq", "disk")]),
        Lock.UNKNOWN,
        "sdq is missing in the kernel's list of disks.",
    ),
]


def _strange_signature() -> Nas:
    host = nas(SDA)
    signatures = {**host.facts.signatures, "sda": (Signature("sda", ""),)}
    return replace(host, facts=replace(host.facts, signatures=signatures))


def _signature_of_unlisted_partition() -> Nas:
    host = nas(SDA, lsblk=[row("sda", "disk", row("sda7", "part"))])
    signatures = {**host.facts.signatures, "sda7": (Signature("sda7", "ext4"),)}
    return replace(host, facts=replace(host.facts, signatures=signatures))


BLIND += [
    Case(
        "signature without a word",
        _strange_signature(),
        Lock.UNKNOWN,
        "sda carries a signature that cannot be read.",
    ),
    Case(
        "signature on a partition only lsblk shows",
        _signature_of_unlisted_partition(),
        Lock.HAS_DATA,
        "sda7 carries a signature of ext4.",
    ),
]
