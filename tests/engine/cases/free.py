"""Nothing speaks against these drives."""

from dataclasses import replace

from custom_components.nas_burnin.engine.model import (
    Detector,
    DetectorFailure,
    Lock,
    SampleReport,
)
from custom_components.nas_burnin.engine.safety.inventory import unit_name
from tests.engine.cases.common import (
    FAILED,
    SDA,
    TWO_PATHS,
    Case,
    failing,
    sampled,
    under_test,
)
from tests.engine.hosts import (
    BY_PARTUUID,
    INFO,
    disk,
    mount,
    nas,
    pool,
    swap,
    virtual,
)

FREE = [
    Case("blank", nas(SDA), Lock.FREE),
    Case("blank after a burn-in", sampled(SampleReport(66, 0xAA)), Lock.FREE),
    Case("sampled in 64 places", sampled(SampleReport(64, 0)), Lock.FREE),
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
