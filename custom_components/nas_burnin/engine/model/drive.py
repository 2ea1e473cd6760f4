"""A physical drive: its identity, its nodes, its health and what holds it."""

from dataclasses import dataclass

from .smart import Smart
from .words import Detector, Lock, Protocol, Reason


@dataclass(frozen=True, slots=True)
class Identity:
    """What the kernel says one disk is, byte for byte as sysfs has it.

    The supervisor compares these very texts on the descriptor it holds, so they
    are never normalised. `size` is in bytes.
    """

    wwid: str
    serial: str
    size: int


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition of a disk; `start` and `size` in bytes."""

    name: str
    dev: str
    start: int
    size: int
    holders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockDevice:
    """One whole block device under `/sys/block`, as one poll saw it.

    `dev` is `major:minor`, `size` is in bytes, `disk_seq` is the kernel's attach
    counter (None before 5.15), `physical` is true where a real device stands
    behind it (`/sys/block/X/device`), so loop, zram, dm, md and zvol are not.
    Link speeds are in bits a second, of USB and NVMe drives only.
    """

    name: str
    dev: str
    identity: Identity
    model: str = ""
    vendor: str = ""
    firmware: str = ""
    physical: bool = True
    read_only: bool = False
    removable: bool = False
    hidden: bool = False
    rotational: bool | None = None
    logical_block: int = 512
    physical_block: int = 512
    zoned: str = "none"
    disk_seq: int | None = None
    link_speed: int | None = None
    link_speed_most: int | None = None
    holders: tuple[str, ...] = ()
    slaves: tuple[str, ...] = ()
    partitions: tuple[Partition, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that speaks against erasing a drive, with where it came from.

    `lock` is the class this fact alone asks for; `where` the kernel name of the
    disk, partition or holder it was seen on; `reason` the sentence for a person;
    `pool` the pool's name where there is one.
    """

    lock: Lock
    detector: Detector
    where: str
    reason: Reason
    pool: str | None = None


@dataclass(frozen=True, slots=True)
class LockState:
    """The lock of one drive and every fact that led to it; `free` has none."""

    lock: Lock
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Drive:
    """One physical drive: one identity, one or more nodes (two paths of SAS).

    `key` is stable over reboots, renames and hosts (WWN + serial) and safe in file
    and unit names. `identity_problem` is set where the drive can't be told apart
    from another for certain; it is then never tested destructively. `size` is in
    bytes.
    """

    key: str
    wwn: str
    serial: str
    model: str
    firmware: str
    protocol: Protocol
    size: int
    nodes: tuple[BlockDevice, ...]
    smart: Smart | None = None
    identity_problem: Reason | None = None

    @property
    def name(self) -> str:
        """The kernel name of the first path, for display only."""
        return self.nodes[0].name

    @property
    def is_flash(self) -> bool:
        """True where it surely has nothing that turns; the drive's own word counts."""
        smart = self.smart
        if Protocol.NVME in (self.protocol, smart.protocol if smart else None):
            return True
        if smart and smart.rotation_rate is not None:
            return smart.rotation_rate == 0
        return all(node.rotational is False for node in self.nodes)
