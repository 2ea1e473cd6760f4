"""Block devices and SMART become drives: one identity, one key, all its nodes.

Two sources speak of who a drive is: sysfs, which the supervisor compares on the
descriptor it holds, and SMART, which sees through a bridge to the disk itself. A
drive may be erased only while nothing in them contradicts, so every doubt here
becomes `identity_problem`. SMART that was not read contradicts nothing; whether
such a drive may be erased is asked of `awaits_smart` by the safety check.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
import re

from ..model import BlockDevice, Drive, Protocol, Reason, Smart
from ..text import clean

# SCSI and SATA, NVMe namespaces, virtio, old IDE, Xen. Everything else that has a
# block node (loop, zram, dm, md, zvol, optical, card readers, network disks) is no
# drive to burn in, and neither are NVMe's hidden paths (nvme0c0n1).
_DRIVE_NAME = re.compile(r"(?:sd|hd|vd|xvd)[a-z]+|nvme\d+n\d+")
_NVME_PATH = re.compile(r"nvme\d+c\d+n\d+")
_PARAVIRTUAL = ("vd", "xvd")

# libata and the translation layer of a SAS adapter put this for the vendor.
_TRANSLATED = "ATA"
_UNIT_PREFIX = "nas-burnin-"
_KEY_LIMIT = 80
_HASH_DIGITS = 32
_KEY_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")

_WWN_TEXT = re.compile(
    r"(?:(naa)\.|(eui)\.|(uuid)\.|0x)?([0-9a-f]{16}|[0-9a-f]{24}|[0-9a-f]{32})"
)

_FILLING = re.compile(r"[\s_\0]+")
_READABLE = re.compile(r"[!-~]+")
_MIN_SERIAL = 4
_SEQUENCES = ("1234567890" * 4, "0987654321" * 4, "0123456789ABCDEF" * 3)
_NOT_SERIALS = frozenset(
    {
        "DEFAULT",
        "DEFAULTSTRING",
        "DISK",
        "EMPTY",
        "GENERIC",
        "INVALID",
        "N/A",
        "NONE",
        "NOSERIAL",
        "NOSERIALNUMBER",
        "NOTAPPLICABLE",
        "NOTAVAILABLE",
        "NOTSPECIFIED",
        "NULL",
        "SERIAL",
        "SERIALNUMBER",
        "TOBEFILLEDBYO.E.M.",
        "UNDEFINED",
        "UNKNOWN",
        "USBDISK",
        "(NULL)",
    }
)


def is_drive_name(name: str) -> bool:
    """True for kernel names of the kinds of disk that can be burnt in."""
    return _DRIVE_NAME.fullmatch(name) is not None


def is_drive_node(device: BlockDevice) -> bool:
    """True for a whole, physical disk of such a kind that has a device node."""
    return device.physical and not device.hidden and is_drive_name(device.name)


def is_hidden_path(device: BlockDevice, drive: Drive) -> bool:
    """True where a node that can't be opened says that it leads to this drive.

    NVMe's own hidden paths are left out: all of them go through the one namespace
    node, so who holds that holds them.
    """
    if not device.hidden or _NVME_PATH.fullmatch(device.name):
        return False
    seen = device.identity
    return any(
        (seen.wwid, seen.serial) == (node.identity.wwid, node.identity.serial)
        for node in drive.nodes
    )


def unit_name(drive_key: str) -> str:
    """Return the name of the one detached test a drive can have; it is its lock."""
    return _UNIT_PREFIX + drive_key


def awaits_smart(drive: Drive) -> bool:
    """True while SMART could still contradict what sysfs says this drive is.

    A USB bridge may answer for the disk with texts of its own; only SMART sees
    through it. Paravirtual disks have no SMART and no bridge, so sysfs decides.
    """
    if not speaks_smart(drive.name):
        return False
    return drive.smart is None or not plain_serial(drive.smart.serial)


def speaks_smart(name: str) -> bool:
    """False for the disks of a virtual machine, of which smartctl can know nothing."""
    return not name.startswith(_PARAVIRTUAL)


def plain_serial(text: str) -> str:
    """Return a serial without what tools add or lose: spaces, case, underscores."""
    return _FILLING.sub("", text).upper()


def serial_problem(text: str) -> str:
    """Return the reason code of a serial that identifies nothing, or an empty text."""
    serial = plain_serial(text)
    if not serial:
        return "serial_missing"
    if not _READABLE.fullmatch(_FILLING.sub("", text)):
        return "serial_garbled"
    if (
        len(serial) < _MIN_SERIAL
        or len(set(serial)) == 1
        or len(serial.lstrip("0")) == 1
        or serial in _NOT_SERIALS
        or any(serial in sequence for sequence in _SEQUENCES)
    ):
        return "serial_placeholder"
    return ""


def plain_wwn(text: str, kind: str = "naa") -> str:
    """Return `naa-...`, `eui-...` or `uuid-...` in lower case, or an empty text.

    `text` is a sysfs wwid (`naa.5000c500a1b2c3d4`) or the bare digits SMART gives,
    whose kind its caller knows. `t10.` and `nvme.` texts are made of model and
    serial, so they are no world-wide names; neither are digits all alike.
    """
    lowered = text.strip().lower()
    if lowered.startswith("uuid."):
        lowered = lowered.replace("-", "")
    match = _WWN_TEXT.fullmatch(lowered)
    if match is None:
        return ""
    naa, eui, uuid, digits = match.groups()
    if len(set(digits)) == 1 or not digits[1:].strip("0"):
        return ""
    return f"{naa or eui or uuid or kind}-{digits}"


def drive_key(wwn: str, serial: str) -> str:
    """Return a name for the pair that is safe in file and unit names.

    Injective over normalised serials: bytes outside `[a-z0-9-]` become `_xx`, and
    what would be longer than 80 characters ends in `_h` and a hash of the whole.
    """
    raw = plain_serial(serial).lower().encode("utf-8", "surrogatepass")
    escaped = "".join(
        chr(byte) if chr(byte) in _KEY_CHARACTERS else f"_{byte:02x}" for byte in raw
    )
    return _bounded(f"{wwn or 'none'}-{escaped or 'none'}")


def build_drives(
    devices: Sequence[BlockDevice], smart: Mapping[str, Smart]
) -> tuple[Drive, ...]:
    """Return every physical drive among the devices, in the order of their names.

    `smart` is by kernel name, remembered from earlier polls where the caller knows
    that the name is still the same drive. Nodes with one world-wide name and one
    serial are the paths of one drive. Keys are distinct, also where identities are
    not.
    """
    nodes = [
        _node(device, smart.get(device.name) if speaks_smart(device.name) else None)
        for device in sorted(
            devices, key=lambda device: (len(device.name), device.name)
        )
        if is_drive_node(device)
    ]
    groups: dict[tuple[str, str, str], list[_Node]] = {}
    for node in nodes:
        # Without a world-wide name nothing says that two nodes are one drive.
        alone = "" if node.wwn else node.name
        groups.setdefault((node.wwn, plain_serial(node.serial), alone), []).append(node)
    twins = _Twins(groups.values())
    drives = [
        _drive(group, _identity_problem(group, twins)) for group in groups.values()
    ]
    return _with_distinct_keys(drives)


@dataclass(frozen=True, slots=True)
class _Node:
    """One node with what SMART said through it.

    `serials` are all that it answers to, without those that identify nothing.
    """

    device: BlockDevice
    smart: Smart | None
    sysfs_wwn: str
    smart_wwn: str
    smart_serial: str
    serials: frozenset[str]

    @property
    def name(self) -> str:
        return self.device.name

    @property
    def wwn(self) -> str:
        return self.sysfs_wwn or self.smart_wwn

    @property
    def serial(self) -> str:
        # The one on the drive's label is SMART's; sysfs may show a bridge's.
        if plain_serial(self.smart_serial):
            return self.smart_serial
        return self.device.identity.serial


type _Nodes = Sequence[_Node]


def _node(device: BlockDevice, smart: Smart | None) -> _Node:
    said = smart or Smart()
    serials = (said.serial, device.identity.serial)
    return _Node(
        device=device,
        smart=smart,
        sysfs_wwn=plain_wwn(device.identity.wwid),
        smart_wwn=plain_wwn(
            said.wwn, "eui" if said.protocol is Protocol.NVME else "naa"
        ),
        smart_serial=said.serial,
        serials=frozenset(
            plain_serial(text) for text in serials if not serial_problem(text)
        ),
    )


class _Twins:
    """Who else answers to the same world-wide name or serial."""

    def __init__(self, groups: Iterable[_Nodes]) -> None:
        self._claims: dict[tuple[str, str], list[_Nodes]] = {}
        for group in groups:
            for claim in _claims(group):
                self._claims.setdefault(claim, []).append(group)

    def problem(self, group: _Nodes) -> Reason | None:
        """Return why this drive can't be told apart from another, if so.

        One serial under two world-wide names is legitimate (the two units of a
        dual-actuator drive); the kernel must show both names, as the supervisor has
        nothing else to go by.
        """
        for claim in _claims(group):
            for other in self._claims[claim]:
                if other is group:
                    continue
                values = {"nodes": _names(group), "others": _names(other)}
                if claim[0] == "wwn":
                    return Reason("wwn_shared", values)
                if not (group[0].sysfs_wwn and other[0].sysfs_wwn):
                    return Reason("serial_duplicate", values)
        return None


def _claims(group: _Nodes) -> Sequence[tuple[str, str]]:
    """Return each text that should be this drive's alone, world-wide name first."""
    serials = {("serial", serial) for node in group for serial in node.serials}
    wwn = group[0].wwn
    return [("wwn", wwn), *sorted(serials)] if wwn else sorted(serials)


def _identity_problem(group: _Nodes, twins: _Twins) -> Reason | None:
    """Return the first reason why this can't be told to be one certain drive."""
    for node in group:
        if contradiction := _contradiction(node):
            return contradiction
    serial = group[0].serial
    if code := serial_problem(serial):
        return Reason(code, {"nodes": _names(group), "serial": clean(serial)})
    return _paths_problem(group) or twins.problem(group)


def _contradiction(node: _Node) -> Reason | None:
    """Return where SMART and sysfs speak of two different drives."""
    sysfs, smart = node.device.identity.serial, node.smart_serial
    if plain_serial(smart) and plain_serial(sysfs) not in ("", plain_serial(smart)):
        values = {"node": node.name, "sysfs": clean(sysfs), "smart": clean(smart)}
        return Reason("serial_disagrees", values)
    sysfs_digits = node.sysfs_wwn.partition("-")[2]
    smart_digits = node.smart_wwn.partition("-")[2]
    # An NVMe drive may have an EUI-64 and a longer NGUID or UUID: all are right.
    if len(sysfs_digits) == len(smart_digits) and sysfs_digits != smart_digits:
        values = {"node": node.name, "sysfs": node.sysfs_wwn, "smart": node.smart_wwn}
        return Reason("wwn_disagrees", values)
    return None


def _paths_problem(group: _Nodes) -> Reason | None:
    """Return why several nodes are not proven to be paths of one drive.

    The supervisor holds the nodes whose sysfs identity is byte for byte the same,
    so a path that differs in anything would stay open to others. And a bridge with
    two bays may give both the same sysfs identity: only SMART, read through every
    node, tells that one drive is behind them.
    """
    if len(group) == 1:
        return None
    if any(node.device.identity != group[0].device.identity for node in group):
        return Reason("paths_disagree", {"nodes": _names(group)})
    if not all(plain_serial(node.smart_serial) for node in group):
        return Reason("paths_unconfirmed", {"nodes": _names(group)})
    return None


def _names(group: _Nodes) -> str:
    return ", ".join(node.name for node in group)


def _drive(group: _Nodes, problem: Reason | None) -> Drive:
    """Return the drive, described by the path on which SMART says the most."""
    best = max(group, key=lambda node: bool(plain_serial(node.smart_serial)))
    device, smart = best.device, best.smart or Smart()
    return Drive(
        key=drive_key(best.wwn, best.serial),
        wwn=best.wwn,
        serial=clean(best.serial.strip("\0 ")),
        model=clean(smart.model or f"{_maker(device)} {device.model}"),
        firmware=clean(smart.firmware or device.firmware),
        protocol=_protocol(device, smart),
        size=group[0].device.identity.size,
        nodes=tuple(node.device for node in group),
        smart=best.smart,
        identity_problem=problem,
    )


def _protocol(device: BlockDevice, smart: Smart) -> Protocol:
    if smart.protocol is not Protocol.UNKNOWN:
        return smart.protocol
    if device.name.startswith("nvme"):
        return Protocol.NVME
    return Protocol.ATA if device.vendor.strip() == _TRANSLATED else Protocol.UNKNOWN


def _maker(device: BlockDevice) -> str:
    return "" if device.vendor.strip() == _TRANSLATED else device.vendor


def _with_distinct_keys(drives: Sequence[Drive]) -> tuple[Drive, ...]:
    """Add the kernel name to keys that several drives share, or that say nothing."""
    uses = Counter(drive.key for drive in drives)
    nobody = drive_key("", "")
    return tuple(
        replace(drive, key=_bounded(f"{drive.key}_n{drive.name}"))
        if drive.key == nobody or uses[drive.key] > 1
        else drive
        for drive in drives
    )


def _bounded(key: str) -> str:
    # `_h` and `_n` are never written by the escapes, which go on in hex digits.
    if len(key) <= _KEY_LIMIT:
        return key
    tail = "_h" + sha256(key.encode()).hexdigest()[:_HASH_DIGITS]
    return key[: _KEY_LIMIT - len(tail)] + tail
