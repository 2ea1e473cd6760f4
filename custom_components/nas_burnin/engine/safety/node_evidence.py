"""What one node says of itself: its own properties, signatures and content."""

from collections.abc import Iterator

from ..model import (
    BlockDevice,
    Detector,
    Drive,
    Evidence,
    HostFacts,
    Lock,
    Reason,
    SampleReport,
    Signature,
)
from ..text import clean

MIN_SAMPLES = 64
"""Places of a drive that must have been read before it may be called blank."""

ZFS_MEMBER = "zfs_member"
"""The signature that is judged by the host's pools, not by itself."""

LOOKS = frozenset({Detector.SIGNATURES, Detector.SAMPLE})
"""The detectors that read the drive itself, and so are not asked in every poll."""

KNOWN_USE = frozenset({Lock.MOUNTED, Lock.POOL, Lock.BOOT_POOL, Lock.IN_USE})
"""The locks of drives whose use is known, whatever lies on them."""

# Beside all that end in "_member", these mark one part of something larger.
_SETS = frozenset({"crypto_LUKS", "bcache", "ceph_bluestore", "drbd"})
_WRITABLE_ZONES = frozenset({"", "none", "host-aware"})


def of_node(node: BlockDevice) -> Iterator[Evidence]:
    """Yield what sysfs says against writing to a disk: nothing can unlock most of it."""
    values = {"node": clean(node.name)}
    if node.identity.size <= 0:
        yield Evidence(
            Lock.IN_USE, Detector.BLOCK, node.name, Reason("no_size", values)
        )
    if node.read_only:
        reason = Reason("read_only", values)
        yield Evidence(Lock.IN_USE, Detector.BLOCK, node.name, reason)
    if node.zoned not in _WRITABLE_ZONES:
        reason = Reason("zoned", {**values, "model": clean(node.zoned)})
        yield Evidence(Lock.IN_USE, Detector.BLOCK, node.name, reason)
    if node.partitions:
        reason = Reason("partitions", {**values, "count": str(len(node.partitions))})
        yield Evidence(Lock.HAS_DATA, Detector.BLOCK, node.name, reason)


def of_signature(
    name: str, signature: Signature, detector: Detector
) -> Iterator[Evidence]:
    """Yield what a signature at rest says; ZFS labels are not judged here."""
    node = clean(name)
    table, kind = clean(signature.partition_table), clean(signature.kind)
    if signature.ambivalent:
        reason = Reason("signature_ambivalent", {"node": node})
        yield Evidence(Lock.IN_USE, detector, name, reason)
    if table:
        reason = Reason("partition_table", {"node": node, "kind": table})
        yield Evidence(Lock.HAS_DATA, detector, name, reason)
    if kind and kind != ZFS_MEMBER:
        in_set = kind.endswith("_member") or kind in _SETS
        code = "set_member" if in_set else "signature"
        reason = Reason(code, {"node": node, "kind": kind})
        yield Evidence(Lock.HAS_DATA, detector, name, reason)
    if not (kind or table or signature.ambivalent):
        reason = Reason("signature_unreadable", {"node": node})
        yield Evidence(Lock.UNKNOWN, detector, name, reason)


def of_sample(name: str, sample: SampleReport) -> Iterator[Evidence]:
    """Yield what the content of a disk says, as far as it was sampled."""
    if code := sample_problem(sample):
        values = {"node": clean(name), "detail": clean(sample.error)}
        lock = Lock.HAS_DATA if code == "content" else Lock.UNKNOWN
        yield Evidence(lock, Detector.SAMPLE, name, Reason(code, values))


def sample_problem(sample: SampleReport) -> str:
    """Return the reason code of a sample that does not show a blank drive, or ""."""
    if sample.error:
        return "sample_failed"
    if sample.constant is None:
        return "content"
    return "sample_thin" if sample.samples < MIN_SAMPLES else ""


def unread(drive: Drive, facts: HostFacts) -> Iterator[Evidence]:
    """Yield each disk and partition that was not probed or sampled in this poll."""
    for node in drive.nodes:
        if node.name not in facts.samples:
            reason = Reason("sample_unread", {"node": clean(node.name)})
            yield Evidence(Lock.UNKNOWN, Detector.SAMPLE, node.name, reason)
    for name in node_names(drive):
        if name not in facts.signatures:
            reason = Reason("signature_unread", {"node": clean(name)})
            yield Evidence(Lock.UNKNOWN, Detector.SIGNATURES, name, reason)


def node_names(drive: Drive) -> Iterator[str]:
    """Yield the kernel names of a drive's nodes and of their partitions."""
    for node in drive.nodes:
        yield node.name
        yield from (partition.name for partition in node.partitions)
