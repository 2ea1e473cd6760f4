"""Every kind of evidence, in the words of the host, and the lock it makes.

The target is always the drive `sda`. What a case expects is the lock, and the
sentence of the worst evidence as a person reads it.
"""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from custom_components.nas_burnin.engine.inventory import unit_name
from custom_components.nas_burnin.engine.model import (
    BlockDevice,
    Detector,
    DetectorFailure,
    Lock,
    Reason,
    SampleReport,
    Signature,
    TestReport,
    TestState,
)
from custom_components.nas_burnin.engine.safety import assess
from custom_components.nas_burnin.engine.safety_sentences import SAFETY_SENTENCES
from custom_components.nas_burnin.engine.sentences import sentence
from tests.engine.hosts import (
    BOOT_ID,
    BY_PARTUUID,
    GIB,
    INFO,
    Nas,
    disk,
    held,
    mount,
    nas,
    pool,
    row,
    smart_of,
    swap,
    virtual,
)

SDA = disk("sda")
SDA1 = disk("sda", "sda1")
TWO_PATHS = (SDA, disk("sdb", wwid=SDA.identity.wwid, serial=SDA.identity.serial))
MEMBER = f"{BY_PARTUUID}/sda1"
GONE = f"{BY_PARTUUID}/98febf32-0c60-4e01-a295-cc278e02547e"
UNIT = unit_name(nas(SDA).drive("sda").key)
GUID = "5925124124839676978"
FAILED = Reason("detector_failed", {"status": "1", "detail": "it broke"})
FAILURE = "The tool failed with status 1: it broke"
LOST = "could be this one."


@dataclass(frozen=True)
class Case:
    """One host, the lock that its drive `sda` must get, and why."""

    name: str
    nas: Nas
    lock: Lock
    sentence: str = ""
    target: str = "sda"


def blkid(answer: str | int, device: BlockDevice = SDA, node: str = "sda") -> Nas:
    """Answer a host on which blkid finds something on one node."""
    return nas(device, blkid={node: answer})


def sampled(sample: SampleReport | None) -> Nas:
    return nas(SDA, samples={"sda": sample})


def failing(detector: Detector, where: str = "", *devices: BlockDevice) -> Nas:
    failure = DetectorFailure(detector, where, FAILED)
    return nas(*(devices or (SDA,)), failures=[failure])


def under_test(alive: bool = True, **changes: Any) -> Nas:
    host = nas(SDA)
    report = TestReport(
        unit=f"nas-burnin-{host.drive('sda').key}",
        job_uid="job",
        controller="other",
        nonce="nonce",
        state=TestState.TESTING,
        alive=alive,
        boot_id=BOOT_ID,
    )
    return replace(host, tests=(replace(report, **changes),))


def unprobed(host: Nas, *names: str) -> Nas:
    signatures = {
        name: found
        for name, found in host.facts.signatures.items()
        if name not in names
    }
    return replace(host, facts=replace(host.facts, signatures=signatures))


FREE = [
    Case("blank", nas(SDA), Lock.FREE),
    Case("blank after a burn-in", sampled(SampleReport(66, 0xAA)), Lock.FREE),
    Case("blank, two paths", nas(*TWO_PATHS), Lock.FREE),
    Case("blank NVMe", nas(disk("nvme0n1")), Lock.FREE, target="nvme0n1"),
    Case(
        "blank disk of a virtual machine, which has no SMART",
        nas(disk("vda", vendor="0x1af4"), smart={"vda": None}),
        Lock.FREE,
        target="vda",
    ),
    Case("host-aware zones", nas(replace(SDA, zoned="host-aware")), Lock.FREE),
    Case("no word on zones", nas(replace(SDA, zoned="")), Lock.FREE),
    Case(
        "other drives in a pool",
        nas(SDA, disk("sdb", "sdb1"), pools=pool("tank", f"{BY_PARTUUID}/sdb1")),
        Lock.FREE,
    ),
    Case(
        "other drive mounted",
        nas(SDA, disk("sdb", "sdb1"), mounts=mount("8:17", "/dev/sdb1", "/mnt")),
        Lock.FREE,
    ),
    Case(
        "mount of a loop device",
        nas(SDA, virtual("loop0", "7:0"), mounts=mount("7:0", "/dev/loop0", "/snap")),
        Lock.FREE,
    ),
    Case(
        "mount over the network",
        nas(SDA, mounts=mount("0:60", "nas2:/export", "/mnt", "nfs4")),
        Lock.FREE,
    ),
    Case(
        "mount by FUSE",
        nas(SDA, mounts=mount("0:61", "/dev/fuse", "/mnt", "fuse")),
        Lock.FREE,
    ),
    Case(
        "root under the kernel's alias",
        nas(SDA, disk("sdb", "sdb1"), mounts=mount("8:17", "/dev/root", "/")),
        Lock.FREE,
    ),
    Case("swap in a file", nas(SDA, swaps=swap("/swapfile")), Lock.FREE),
    Case(
        "swap in memory",
        nas(SDA, virtual("zram0", "252:0"), swaps=swap("/dev/zram0")),
        Lock.FREE,
    ),
    Case(
        "swap on a ZFS volume",
        nas(SDA, virtual("zd0", "230:0"), swaps=swap("/dev/zd0")),
        Lock.FREE,
    ),
    Case(
        "failure about another drive",
        failing(Detector.SIGNATURES, "sdb1", SDA, disk("sdb", "sdb1")),
        Lock.FREE,
    ),
    Case(
        "unreadable records of another drive's test",
        nas(
            SDA,
            failures=[
                DetectorFailure(Detector.TESTS, unit_name(nas().drives[0].key), FAILED)
            ],
        ),
        Lock.FREE,
    ),
    Case(
        "failure about no drive",
        failing(Detector.SIGNATURES, "loop0", SDA, virtual("loop0", "7:0")),
        Lock.FREE,
    ),
    Case(
        "SMART of a virtual disk",
        failing(Detector.SMART, "vda", disk("vda")),
        Lock.FREE,
        target="vda",
    ),
    Case(
        "no TrueNAS and no pool",
        nas(SDA, zpool="", info=replace(INFO, is_truenas=False)),
        Lock.FREE,
    ),
    Case("a test that ended", under_test(alive=False), Lock.FREE),
    Case(
        "a test of another drive",
        under_test(unit="nas-burnin-x", node_devs=("8:16",)),
        Lock.FREE,
    ),
    Case(
        "NVMe's own hidden path",
        nas(
            disk("nvme0n1"),
            replace(disk("nvme0n1"), name="nvme0c0n1", dev="0:0", hidden=True),
        ),
        Lock.FREE,
        target="nvme0n1",
    ),
    Case(
        "a hidden path to another drive", nas(SDA, disk("sdb", hidden=True)), Lock.FREE
    ),
]

POOLS = [
    Case(
        "pool, by-partuuid",
        nas(SDA1, pools=pool("tank", MEMBER)),
        Lock.POOL,
        "sda1 belongs to the pool “tank” (data, ONLINE).",
    ),
    Case(
        "pool, kernel name of the partition",
        nas(SDA1, pools=pool("tank", "/dev/sda1")),
        Lock.POOL,
        "sda1 belongs to the pool “tank” (data, ONLINE).",
    ),
    Case(
        "pool, whole disk",
        nas(SDA, pools=pool("tank", "/dev/sda")),
        Lock.POOL,
        "sda belongs to the pool “tank” (data, ONLINE).",
    ),
    Case(
        "pool, by-id",
        nas(
            SDA1,
            pools=pool("tank", "/dev/disk/by-id/wwn-0x5-part1"),
            links={"/dev/disk/by-id/wwn-0x5-part1": "sda1"},
        ),
        Lock.POOL,
        "sda1 belongs to the pool “tank” (data, ONLINE).",
    ),
    Case(
        "pool, mirror",
        nas(
            SDA1,
            disk("sdb", "sdb1"),
            pools=pool("tank", "mirror-0", MEMBER, f"{BY_PARTUUID}/sdb1"),
        ),
        Lock.POOL,
        "sda1 belongs to the pool “tank” (data, ONLINE).",
    ),
    *(
        Case(
            f"pool, {heading} {state}",
            nas(
                SDA1,
                disk("sdb", "sdb1"),
                pools=pool("tank", f"{BY_PARTUUID}/sdb1", heading, f"{MEMBER} {state}"),
            ),
            Lock.POOL,
            f"sda1 belongs to the pool “tank” ({role}, {state}).",
        )
        for heading, role, state in (
            ("logs", "log", "ONLINE"),
            ("cache", "cache", "ONLINE"),
            ("special", "special", "ONLINE"),
            ("dedup", "dedup", "ONLINE"),
            ("spare", "spare", "AVAIL"),
            ("spare", "spare", "INUSE"),
        )
    ),
    *(
        Case(
            f"pool, {state} member",
            nas(SDA1, pools=pool("tank", f"{MEMBER} {state}", health="DEGRADED")),
            Lock.POOL,
            f"sda1 belongs to the pool “tank” (data, {state}).",
        )
        for state in ("DEGRADED", "FAULTED", "OFFLINE", "REMOVED", "UNAVAIL")
    ),
    Case(
        "pool on a mapped device, seen by both",
        nas(
            held(SDA1, "dm-0"),
            virtual("dm-0", "254:0", "sda1"),
            pools=pool("tank", "/dev/mapper/luks"),
            links={"/dev/mapper/luks": "dm-0"},
        ),
        Lock.IN_USE,
        "sda1 is held by dm-0.",
    ),
    Case(
        "pool on the other path",
        nas(*TWO_PATHS, pools=pool("tank", "/dev/sdb")),
        Lock.POOL,
        "sdb belongs to the pool “tank” (data, ONLINE).",
    ),
    Case(
        "pool on NVMe",
        nas(disk("nvme0n1", "nvme0n1p1"), pools=pool("tank", "/dev/nvme0n1p1")),
        Lock.POOL,
        "nvme0n1p1 belongs to the pool “tank” (data, ONLINE).",
        target="nvme0n1",
    ),
    Case(
        "detached: label of an imported pool",
        nas(
            SDA1,
            disk("sdb", "sdb1"),
            pools=pool("tank", f"{BY_PARTUUID}/sdb1"),
            blkid={"sda1": "LABEL=tank\nTYPE=zfs_member\n"},
        ),
        Lock.POOL,
        "sda1 carries the label of the imported pool “tank” but is not among its members: it may be a missing or detached one.",
    ),
    Case(
        "boot pool",
        nas(SDA1, zpool=pool("boot-pool", MEMBER)),
        Lock.BOOT_POOL,
        "sda1 belongs to the boot pool “boot-pool” (data, ONLINE): the system runs from it.",
    ),
    Case(
        "boot pool of older releases",
        nas(SDA1, zpool=pool("freenas-boot", "/dev/sda1")),
        Lock.BOOT_POOL,
        "sda1 belongs to the boot pool “freenas-boot” (data, ONLINE): the system runs from it.",
    ),
    Case(
        "boot pool with its EFI partition mounted",
        nas(
            disk("sda", "sda1", "sda2"),
            pools="",
            zpool=pool("boot-pool", f"{BY_PARTUUID}/sda2"),
            mounts=mount("8:1", "/dev/sda1", "/boot/efi", "vfat"),
        ),
        Lock.BOOT_POOL,
        "sda2 belongs to the boot pool “boot-pool” (data, ONLINE): the system runs from it.",
    ),
    Case(
        "detached half of the boot mirror",
        blkid("LABEL=boot-pool\nTYPE=zfs_member\n", SDA1, "sda1"),
        Lock.BOOT_POOL,
        "sda1 carries the label of the imported pool “boot-pool” but is not among its members: it may be a missing or detached one.",
    ),
    Case(
        "exported pool",
        blkid(
            "LABEL=oldpool\nUUID=5925124124839676978\nTYPE=zfs_member\nUSAGE=filesystem\nPART_ENTRY_SCHEME=gpt\n",
            SDA1,
            "sda1",
        ),
        Lock.EXPORTED_POOL,
        "sda1 belongs to the pool “oldpool”, which is not imported.",
    ),
    Case(
        "exported pool, label without a name",
        blkid("TYPE=zfs_member\n"),
        Lock.EXPORTED_POOL,
        "sda carries a ZFS label without a pool's name: a spare, a cache or part of a pool that is not imported.",
    ),
    Case(
        "old ZFS label under a new partition table",
        blkid("LABEL=oldpool\nTYPE=zfs_member\nPTTYPE=gpt\n"),
        Lock.EXPORTED_POOL,
        "sda belongs to the pool “oldpool”, which is not imported.",
    ),
    Case(
        "exported, known to udev alone",
        nas(SDA1, lsblk=[row("sda", "disk", row("sda1", "part", fstype="zfs_member"))]),
        Lock.EXPORTED_POOL,
        "sda1 carries a ZFS label without a pool's name: a spare, a cache or part of a pool that is not imported.",
    ),
    Case(
        "a pool's spare carries no name",
        nas(
            SDA1,
            disk("sdb", "sdb1"),
            pools=pool("tank", f"{BY_PARTUUID}/sdb1", "spare", f"{MEMBER} AVAIL"),
            blkid={"sda1": "TYPE=zfs_member\n"},
        ),
        Lock.POOL,
        "sda1 belongs to the pool “tank” (spare, AVAIL).",
    ),
    Case(
        "a second, exported pool beside the first",
        nas(
            disk("sda", "sda1", "sda2"),
            pools=pool("tank", MEMBER),
            blkid={"sda2": "LABEL=oldpool\nTYPE=zfs_member\n"},
        ),
        Lock.POOL,
        "sda1 belongs to the pool “tank” (data, ONLINE).",
    ),
]

LOST_MEMBERS = [
    Case(
        "missing member, a bare GUID",
        nas(SDA, pools=pool("tank", f"{GUID} UNAVAIL", health="DEGRADED")),
        Lock.UNKNOWN,
        f"The pool “tank” has a member that cannot be matched to a drive ({GUID}, UNAVAIL): it {LOST}",
    ),
    Case(
        "member under a path that leads nowhere",
        nas(SDA, pools=pool("tank", GONE)),
        Lock.UNKNOWN,
        f"The pool “tank” has a member that cannot be matched to a drive ({GONE}, ONLINE): it {LOST}",
    ),
    Case(
        "member on a file",
        nas(SDA, pools=pool("tank", "/mnt/tank/file.img")),
        Lock.UNKNOWN,
        f"The pool “tank” has a member that cannot be matched to a drive (/mnt/tank/file.img, ONLINE): it {LOST}",
    ),
    Case(
        "old path of a missing member on another drive",
        nas(SDA, disk("sdb", "sdb1"), pools=pool("tank", "/dev/sdb1 UNAVAIL")),
        Lock.UNKNOWN,
        f"The pool “tank” has a member that cannot be matched to a drive (sdb1, UNAVAIL): it {LOST}",
    ),
    Case(
        "member on a mapped device without slaves",
        nas(SDA, virtual("dm-0", "254:0"), pools=pool("tank", "/dev/dm-0")),
        Lock.UNKNOWN,
        f"The pool “tank” has a member that cannot be matched to a drive (dm-0, ONLINE): it {LOST}",
    ),
    Case(
        "missing member of the boot pool",
        nas(SDA, zpool=pool("boot-pool", f"{GUID} REMOVED")),
        Lock.UNKNOWN,
        f"The boot pool “boot-pool” has a member that cannot be matched to a drive ({GUID}, REMOVED): it {LOST}",
    ),
    Case(
        "missing member, drive with data of no name",
        nas(SDA, pools=pool("tank", GUID), samples={"sda": SampleReport(3, None)}),
        Lock.UNKNOWN,
        f"The pool “tank” has a member that cannot be matched to a drive ({GUID}, ONLINE): it {LOST}",
    ),
    Case(
        "missing member, nameless ZFS label",
        nas(SDA, pools=pool("tank", GUID), blkid={"sda": "TYPE=zfs_member\n"}),
        Lock.UNKNOWN,
        f"The pool “tank” has a member that cannot be matched to a drive ({GUID}, ONLINE): it {LOST}",
    ),
    Case(
        "missing member, drive of another pool",
        nas(SDA1, pools=pool("tank", GUID) + pool("dozer", MEMBER)),
        Lock.POOL,
        "sda1 belongs to the pool “dozer” (data, ONLINE).",
    ),
    Case(
        "missing member, drive of a named exported pool",
        nas(
            SDA,
            pools=pool("tank", GUID),
            blkid={"sda": "LABEL=oldpool\nTYPE=zfs_member\n"},
        ),
        Lock.EXPORTED_POOL,
        "sda belongs to the pool “oldpool”, which is not imported.",
    ),
    Case(
        "missing member, mounted drive",
        nas(SDA1, pools=pool("tank", GUID), mounts=mount("8:1", "/dev/sda1", "/mnt")),
        Lock.MOUNTED,
        "sda1 is mounted on /mnt.",
    ),
]

MOUNTS = [
    Case(
        "mounted partition",
        nas(SDA1, mounts=mount("8:1", "/dev/sda1", "/mnt/ext4data")),
        Lock.MOUNTED,
        "sda1 is mounted on /mnt/ext4data.",
    ),
    Case(
        "mounted disk",
        nas(SDA, mounts=mount("8:0", "/dev/sda", "/mnt")),
        Lock.MOUNTED,
        "sda is mounted on /mnt.",
    ),
    Case(
        "mounted twice",
        nas(
            SDA, mounts=mount("8:0", "/dev/sda", "/a") + mount("8:0", "/dev/sda", "/b")
        ),
        Lock.MOUNTED,
        "sda is mounted on /a, /b.",
    ),
    Case(
        "mounted under a stale source",
        nas(SDA1, mounts=mount("8:1", "/dev/old", "/mnt")),
        Lock.MOUNTED,
        "sda1 is mounted on /mnt.",
    ),
    Case(
        "mounted btrfs has a number of its own",
        nas(SDA1, mounts=mount("0:44", "/dev/sda1", "/mnt", "btrfs")),
        Lock.MOUNTED,
        "sda1 is mounted on /mnt.",
    ),
    Case(
        "mounted by its link",
        nas(
            SDA1,
            mounts=mount("0:44", "/dev/disk/by-label/x", "/mnt", "btrfs"),
            links={"/dev/disk/by-label/x": "sda1"},
        ),
        Lock.MOUNTED,
        "sda1 is mounted on /mnt.",
    ),
    Case(
        "mount with a space",
        nas(SDA, mounts=mount("8:0", "/dev/sda", r"/mnt/my\040disk")),
        Lock.MOUNTED,
        "sda is mounted on /mnt/my disk.",
    ),
    Case(
        "mounted on the other path",
        nas(*TWO_PATHS, mounts=mount("8:16", "/dev/sdb", "/mnt")),
        Lock.MOUNTED,
        "sdb is mounted on /mnt.",
    ),
    Case(
        "mounted, known to lsblk alone",
        nas(
            SDA1, lsblk=[row("sda", "disk", row("sda1", "part", mountpoints=["/mnt"]))]
        ),
        Lock.MOUNTED,
        "sda1 is mounted on /mnt.",
    ),
    Case(
        "mounted partition that sysfs does not show",
        nas(SDA, lsblk=[row("sda", "disk", row("sda1", "part", mountpoints=["/mnt"]))]),
        Lock.MOUNTED,
        "sda1 is mounted on /mnt.",
    ),
    Case(
        "mount of an unknown number",
        nas(SDA, mounts=mount("8:99", "/dev/old", "/mnt")),
        Lock.UNKNOWN,
        f"8:99, mounted on /mnt, cannot be matched to a drive: it {LOST}",
    ),
    Case(
        "mount of an unknown path",
        nas(SDA, mounts=mount("0:44", "/dev/old", "/mnt", "btrfs")),
        Lock.UNKNOWN,
        f"/dev/old, mounted on /mnt, cannot be matched to a drive: it {LOST}",
    ),
    Case(
        "root alias without a number",
        nas(SDA, mounts=mount("0:44", "/dev/root", "/data", "btrfs")),
        Lock.UNKNOWN,
        f"/dev/root, mounted on /data, cannot be matched to a drive: it {LOST}",
    ),
]

IN_USE = [
    Case(
        "swap on a partition",
        nas(SDA1, swaps=swap("/dev/sda1")),
        Lock.IN_USE,
        "sda1 is used as swap space.",
    ),
    Case(
        "mirrored, encrypted swap",
        nas(
            SDA1,
            virtual("md127", "9:127", "sda1"),
            virtual("dm-0", "254:0", "md127"),
            swaps=swap("/dev/dm-0"),
        ),
        Lock.IN_USE,
        "dm-0 is used as swap space.",
    ),
    Case(
        "swap known to lsblk alone",
        nas(
            SDA1,
            lsblk=[row("sda", "disk", row("sda1", "part", mountpoints=["[SWAP]"]))],
        ),
        Lock.IN_USE,
        "sda1 is used as swap space.",
    ),
    Case(
        "swap on an unknown device",
        nas(SDA, swaps=swap("/dev/old")),
        Lock.UNKNOWN,
        f"The swap space /dev/old cannot be matched to a drive: it {LOST}",
    ),
    Case(
        "boot drive with swap",
        nas(
            disk("sda", "sda1", "sda2"),
            zpool=pool("boot-pool", f"{BY_PARTUUID}/sda2"),
            swaps=swap("/dev/sda1"),
        ),
        Lock.IN_USE,
        "sda1 is used as swap space.",
    ),
    Case(
        "LVM on a partition",
        nas(
            held(SDA1, "dm-0"),
            virtual("dm-0", "254:0", "sda1"),
            blkid={"sda1": "TYPE=LVM2_member\nUSAGE=raid\n"},
        ),
        Lock.IN_USE,
        "sda1 is held by dm-0.",
    ),
    Case(
        "bcache on the disk",
        nas(replace(SDA, holders=("bcache0",)), virtual("bcache0", "251:0", "sda")),
        Lock.IN_USE,
        "sda is held by bcache0.",
    ),
    Case(
        "holder that only its slaves show",
        nas(SDA1, virtual("dm-0", "254:0", "sda1")),
        Lock.IN_USE,
        "sda1 is held by dm-0.",
    ),
    Case(
        "holder of an array of drives",
        nas(SDA1, virtual("md0", "9:0", "sda1"), virtual("dm-0", "254:0", "md0")),
        Lock.IN_USE,
        "sda1 is held by md0.",
    ),
    Case(
        "holder of the other path",
        nas(
            TWO_PATHS[0],
            replace(TWO_PATHS[1], holders=("dm-3",)),
            virtual("dm-3", "254:3", "sdb"),
        ),
        Lock.IN_USE,
        "sdb is held by dm-3.",
    ),
    Case(
        "holder of an unknown device",
        nas(SDA, virtual("dm-0", "254:0", "sdq1")),
        Lock.UNKNOWN,
        f"sdq1, held by dm-0, cannot be matched to a drive: it {LOST}",
    ),
    Case(
        "device that stands on itself",
        nas(SDA, virtual("dm-0", "254:0", "dm-0")),
        Lock.UNKNOWN,
        f"dm-0, held by dm-0, cannot be matched to a drive: it {LOST}",
    ),
    Case(
        "array",
        nas(SDA1, mdstat="md0 : active raid1 sda1[0]\n      1 blocks [1/1] [U]\n"),
        Lock.IN_USE,
        "sda1 belongs to the array md0.",
    ),
    Case(
        "inactive array",
        nas(SDA1, mdstat="md127 : inactive sda1[0](S)\n"),
        Lock.IN_USE,
        "sda1 belongs to the array md127.",
    ),
    Case(
        "array of an unknown member",
        nas(SDA, mdstat="md0 : active raid1 sdq1[0]\n"),
        Lock.UNKNOWN,
        f"sdq1, part of the array md0, cannot be matched to a drive: it {LOST}",
    ),
    *(
        Case(
            f"{kind} known to lsblk alone",
            nas(
                SDA1, lsblk=[row("sda", "disk", row("sda1", "part", row("dm-0", kind)))]
            ),
            Lock.IN_USE,
            f"dm-0 ({kind}) stands on this drive and is active.",
        )
        for kind in ("crypt", "lvm", "raid1", "mpath")
    ),
    Case(
        "array over two partitions, known to lsblk alone",
        nas(
            disk("sda", "sda1", "sda2"),
            lsblk=[
                row(
                    "sda",
                    "disk",
                    row("sda1", "part", row("md0", "raid1")),
                    row("sda2", "part", row("md0", "raid1")),
                )
            ],
        ),
        Lock.IN_USE,
        "md0 (raid1) stands on this drive and is active.",
    ),
    Case(
        "ambivalent signatures",
        blkid(8),
        Lock.IN_USE,
        "sda carries signatures of more than one kind of use.",
    ),
    Case(
        "read-only", nas(replace(SDA, read_only=True)), Lock.IN_USE, "sda is read-only."
    ),
    Case(
        "host-managed zones",
        nas(replace(SDA, zoned="host-managed")),
        Lock.IN_USE,
        "sda is a zoned drive (host-managed), which cannot be written at random.",
    ),
    Case(
        "no medium",
        nas(disk("sda", size=0)),
        Lock.IN_USE,
        "sda has no size: there is no medium, or the drive does not answer.",
    ),
    Case(
        "hidden path",
        nas(SDA, replace(SDA, name="sdx", dev="0:0", hidden=True)),
        Lock.IN_USE,
        "sdx is a hidden path to this drive, which cannot be held.",
    ),
    Case(
        "under test",
        under_test(),
        Lock.IN_USE,
        "A test is running on this drive (nas-burnin-naa-5000c50000610000-labsdax).",
    ),
    Case(
        "under a test of another name",
        under_test(unit="nas-burnin-x", node_devs=("8:0",)),
        Lock.IN_USE,
        "A test is running on this drive (nas-burnin-x).",
    ),
]

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


def test_a_fact_seen_in_two_places_is_said_once() -> None:
    both = nas(held(SDA1, "dm-0"), virtual("dm-0", "254:0", "sda1"))

    held_by = [fact for fact in both.lock().evidence if fact.reason.code == "held"]
    assert len(held_by) == 1


def test_drives_of_another_poll_are_not_believed() -> None:
    earlier, now = nas(SDA), nas(disk("sda", size=8 * GIB))

    lock = assess(earlier.drives, now.facts, INFO)[earlier.drive("sda").key]
    assert lock.lock is Lock.UNKNOWN
    assert lock.evidence[0].reason.code == "disk_missing_in_sysfs"
