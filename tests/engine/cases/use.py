"""Mounts, swap, and all else that holds a drive."""

from dataclasses import replace

from custom_components.nas_burnin.engine.model import (
    Lock,
    Opener,
)
from tests.engine.cases.common import (
    LOST,
    SDA,
    SDA1,
    TWO_PATHS,
    UNIT,
    Case,
    blkid,
    under_test,
)
from tests.engine.hosts import (
    BY_PARTUUID,
    disk,
    held,
    mount,
    nas,
    pool,
    row,
    swap,
    virtual,
)

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
    Case(
        "a test of another controller",
        under_test(whose="Attic\x1b[2J"),
        Lock.IN_USE,
        f"Another controller, “Attic\\x1b[2J”, tests this drive ({UNIT}).",
    ),
    Case(
        "a virtual machine writes to it",
        nas(SDA, openers=[Opener("8:0", 4711, "qemu-system-x86")]),
        Lock.IN_USE,
        "sda is open for writing in another program on the host: qemu-system-x86"
        " (process 4711).",
    ),
    Case(
        "somebody writes to a partition of it",
        nas(SDA1, openers=[Opener("8:1", 4711, "dd")]),
        Lock.IN_USE,
        "sda1 is open for writing in another program on the host: dd (process 4711).",
    ),
    Case(
        "a virtual machine writes to the other path",
        nas(*TWO_PATHS, openers=[Opener(TWO_PATHS[1].dev, 4711, "tgtd")]),
        Lock.IN_USE,
        "sdb is open for writing in another program on the host: tgtd (process 4711).",
    ),
    Case(
        "a virtual machine writes to what stands on it",
        nas(SDA, virtual("dm-3", "252:3", "sda"), openers=[Opener("252:3", 7, "qemu")]),
        Lock.IN_USE,
        "sda is held by dm-3.",
    ),
    Case(
        "a virtual machine writes to a volume of a pool",
        nas(SDA, virtual("zd0", "230:0"), openers=[Opener("230:0", 4711, "qemu")]),
        Lock.FREE,
    ),
    Case(
        "somebody writes to a device that nobody knows",
        nas(SDA, openers=[Opener("259:99", 4711, "dd")]),
        Lock.UNKNOWN,
        f"259:99, open for writing in dd (process 4711), cannot be matched to a drive:"
        f" it {LOST}",
    ),
]
