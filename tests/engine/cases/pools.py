"""Pools: imported, exported, and members that nobody finds."""

from custom_components.nas_burnin.engine.model import (
    Lock,
    SampleReport,
)
from tests.engine.cases.common import (
    GONE,
    GUID,
    LOST,
    MEMBER,
    SDA,
    SDA1,
    TWO_PATHS,
    Case,
    blkid,
)
from tests.engine.hosts import (
    BY_PARTUUID,
    disk,
    held,
    mount,
    nas,
    pool,
    row,
    virtual,
)

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
        token="dozer",
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
