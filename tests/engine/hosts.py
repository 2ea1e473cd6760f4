"""A host to judge: block devices, and what the tools of that host say of them.

What is said is written in the tools' own formats and read by the engine's parsers,
so that a case in a table is what a host can really answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
import json
from typing import Any

from custom_components.nas_burnin.engine.model import (
    BlockDevice,
    DetectorFailure,
    Drive,
    HostFacts,
    HostInfo,
    Identity,
    LockState,
    Opener,
    Partition,
    Protocol,
    SampleReport,
    Signature,
    Smart,
    Snapshot,
    Stamp,
    TestReport,
)
from custom_components.nas_burnin.engine.parse.blkid import read_blkid
from custom_components.nas_burnin.engine.parse.lsblk import read_lsblk
from custom_components.nas_burnin.engine.parse.mounts import (
    read_mdstat,
    read_mountinfo,
    read_swaps,
)
from custom_components.nas_burnin.engine.parse.shape import Unreadable
from custom_components.nas_burnin.engine.parse.zpool import read_zpool
from custom_components.nas_burnin.engine.safety.inventory import build_drives
from custom_components.nas_burnin.engine.safety.locks import assess

GIB = 1 << 30
BLANK = SampleReport(samples=66, constant=0)
BOOT_ID = "0f3a5c7e-0000-4000-8000-000000000001"
BY_PARTUUID = "/dev/disk/by-partuuid"


def disk(name: str, *partitions: str, **changes: Any) -> BlockDevice:
    """Answer a disk with a proper identity of its own; `sda1` names a partition."""
    number = 16 * (ord(name[-1]) - ord("a"))
    major = 8
    if name.startswith("nvme"):
        major, number = 259, 32 * int(name[4])
    given = {
        key: changes.pop(key) for key in ("wwid", "serial", "size") if key in changes
    }
    kind = "eui" if major == 259 else "naa"
    identity = Identity(
        wwid=given.get("wwid", f"{kind}.5000c50000{ord(name[-1]):02x}{number:04x}"),
        serial=given.get("serial", f"LAB{name.upper()}X"),
        size=given.get("size", 4 * GIB),
    )
    parts = tuple(
        Partition(part, f"{major}:{number + place}", place << 20, GIB)
        for place, part in enumerate(partitions, 1)
    )
    device = BlockDevice(
        name=name,
        dev=f"{major}:{number}",
        identity=identity,
        model="LAB HDD",
        vendor="ATA",
        partitions=parts,
        zoned="none",
    )
    return replace(device, **changes)


def held(device: BlockDevice, *holders: str) -> BlockDevice:
    """Answer the disk with every partition held."""
    parts = tuple(replace(part, holders=holders) for part in device.partitions)
    return replace(device, partitions=parts)


def virtual(
    name: str, dev: str, *slaves: str, holders: Sequence[str] = ()
) -> BlockDevice:
    """Answer a device that is no disk: dm, md, loop, zram."""
    return BlockDevice(
        name=name,
        dev=dev,
        identity=Identity("", "", GIB),
        physical=False,
        slaves=slaves,
        holders=tuple(holders),
    )


def smart_of(device: BlockDevice, **changes: Any) -> Smart:
    """Answer SMART that agrees with what sysfs says of a disk."""
    kind, _, digits = device.identity.wwid.partition(".")
    wwn = {"naa": f"0x{digits}", "eui": f"eui.{digits}"}.get(kind, "")
    smart = Smart(
        protocol=Protocol.NVME if device.name.startswith("nvme") else Protocol.ATA,
        model="LAB HDD 7200",
        serial=device.identity.serial,
        firmware="1.0",
        wwn=wwn,
        size=device.identity.size,
        passed=True,
    )
    return replace(smart, **changes)


def pool(name: str, *members: str, health: str = "ONLINE") -> str:
    """Answer lines of `zpool list -vHP`; a member is a path, a GUID or a heading."""
    lines = [f"{name}\t240M\t20.6M\t219M\t-\t-\t11%\t8%\t1.00x\t{health}\t-"]
    for member in members:
        text, _, state = member.partition(" ")
        if text.isalpha():
            lines.append(
                f"{text:<68}-      -      -        -         -      -      -      -         -"
            )
        else:
            lines.append(f"\t{text}\t255M\t-\t-\t-\t-\t-\t-\t-\t{state or 'ONLINE'}")
    return "\n".join(lines) + "\n"


BOOT_DISK = disk("sdz", "sdz1", "sdz3")
BOOT = pool("boot-pool", f"{BY_PARTUUID}/sdz3")
MOUNTINFO = "25 1 0:23 / / rw,noatime shared:1 - zfs boot-pool/ROOT/25.10 rw,xattr\n"
SWAPS = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


def mount(number: str, source: str, target: str, kind: str = "ext4") -> str:
    """Answer a line of `/proc/self/mountinfo`."""
    return f"44 25 {number} / {target} rw,relatime shared:22 - {kind} {source} rw\n"


def swap(path: str) -> str:
    """Answer a line of `/proc/swaps`."""
    return f"{path}                               partition\t32764\t\t0\t\t-2\n"


def row(
    name: str, kind: str, *children: dict[str, Any], **columns: Any
) -> dict[str, Any]:
    """Answer a row of `lsblk -J`."""
    empty: dict[str, Any] = {
        "fstype": None,
        "label": None,
        "mountpoints": [],
        "size": GIB,
    }
    below = {"children": list(children)} if children else {}
    return {"name": name, "kname": name, "type": kind, **empty, **columns, **below}


def believed[T](answer: T | Unreadable) -> T:
    """Answer what a parser read; a case in a table must be readable."""
    assert not isinstance(answer, Unreadable), answer.reason
    return answer


INFO = HostInfo(
    machine_id="f" * 32,
    boot_id=BOOT_ID,
    hostname="nas",
    os_name="TrueNAS SCALE",
    os_version="25.10",
    kernel="6.12",
    is_truenas=True,
    has_systemd=True,
    has_zfs=True,
    memory_available=GIB,
    now=Stamp(1.0, 1.0),
)


@dataclass(frozen=True)
class Nas:
    """One host as one poll saw it."""

    facts: HostFacts
    smart: Mapping[str, Smart] = field(default_factory=dict)
    info: HostInfo | None = INFO
    tests: tuple[TestReport, ...] = ()

    @property
    def drives(self) -> tuple[Drive, ...]:
        return build_drives(self.facts.devices, self.smart)

    @property
    def locks(self) -> Mapping[str, LockState]:
        return assess(self.drives, self.facts, self.info, self.tests)

    def drive(self, name: str) -> Drive:
        """Answer the drive that has a node of this kernel name."""
        return next(
            drive
            for drive in self.drives
            if name in [node.name for node in drive.nodes]
        )

    def lock(self, name: str = "sda") -> LockState:
        """Answer the lock of the drive that has this node."""
        return self.locks[self.drive(name).key]

    def snapshot(self, asked: float = 100.0, **changes: Any) -> Snapshot:
        """Answer the poll as the engine keeps it."""
        snapshot = Snapshot(
            asked=asked,
            taken=asked + 2,
            complete=True,
            info=self.info,
            facts=self.facts,
            drives=self.drives,
            locks=self.locks,
            smart=self.smart,
            tests=self.tests,
        )
        return replace(snapshot, **changes)


def nas(
    *devices: BlockDevice,
    pools: str = "",
    zpool: str | None = None,
    mounts: str = "",
    swaps: str = "",
    mdstat: str = "",
    lsblk: Sequence[dict[str, Any]] | None = None,
    blkid: Mapping[str, str | int] | None = None,
    links: Mapping[str, str] | None = None,
    samples: Mapping[str, SampleReport | None] | None = None,
    openers: Sequence[Opener] = (),
    smart: Mapping[str, Smart | None] | None = None,
    failures: Sequence[DetectorFailure] = (),
    **changes: Any,
) -> Nas:
    """Answer a TrueNAS with its boot drive `sdz` and these devices, blank by default.

    `blkid` has the answer's text by node, or an exit status without text; `lsblk`
    replaces the rows of disks; None in `samples` and `smart` is "not read".
    """
    everything = (BOOT_DISK, *devices)
    whole = [device for device in everything if device.physical and not device.hidden]
    names = [
        name
        for device in whole
        for name in (device.name, *(part.name for part in device.partitions))
    ]
    given = {row["name"]: row for row in lsblk or ()}
    rows = [
        row(
            device.name, "disk", *(row(part.name, "part") for part in device.partitions)
        )
        for device in whole
        if device.name not in given
    ]
    probed = {
        "sdz": "PTTYPE=gpt\n",
        "sdz3": "LABEL=boot-pool\nTYPE=zfs_member\n",
        **(blkid or {}),
    }
    facts = HostFacts(
        devices=everything,
        links={f"{BY_PARTUUID}/{name}": name for name in names} | dict(links or {}),
        lsblk=believed(
            read_lsblk(json.dumps({"blockdevices": [*rows, *given.values()]}).encode())
        ),
        vdevs=believed(read_zpool((BOOT + pools if zpool is None else zpool).encode())),
        mounts=believed(read_mountinfo((MOUNTINFO + mounts).encode())),
        swaps=believed(read_swaps((SWAPS + swaps).encode())),
        md_members=_mdstat(mdstat),
        openers=tuple(openers),
        signatures={name: _probed(name, probed.get(name, 2)) for name in names},
        samples={device.name: BLANK for device in whole},
        failures=tuple(failures),
    )
    said = {device.name: smart_of(device) for device in whole} | dict(smart or {})
    seen = {**facts.samples, **(samples or {})}
    return Nas(
        facts=replace(
            facts, samples={name: sample for name, sample in seen.items() if sample}
        ),
        smart={name: answer for name, answer in said.items() if answer},
        **changes,
    )


def _mdstat(arrays: str) -> Mapping[str, str]:
    text = f"Personalities : [raid1]\n{arrays}unused devices: <none>\n"
    return believed(read_mdstat(text.encode()))


def _probed(name: str, said: str | int) -> tuple[Signature, ...]:
    if isinstance(said, int):
        return believed(read_blkid(name, said, b"", b""))
    return believed(read_blkid(name, 0, f"DEVNAME=/dev/{name}\n{said}".encode(), b""))
