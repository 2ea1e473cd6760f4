"""Every fact of one poll that speaks against erasing a drive.

Three kinds of fact. What was *seen* on a drive counts for that drive. A *failure*
(a source that could not be believed) counts for every drive it could have spoken
for. A *doubt* (something is in use and nobody can say on which drive, or a drive
was not looked at) counts for each drive whose use is not known by other means.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..model import (
    Detector,
    DetectorFailure,
    Drive,
    Evidence,
    HostFacts,
    HostInfo,
    Lock,
    LsblkEntry,
    Reason,
    Signature,
    TestReport,
)
from ..text import clean
from .inventory import (
    awaits_smart,
    is_drive_name,
    is_hidden_path,
    speaks_smart,
    unit_name,
)
from .node_evidence import (
    KNOWN_USE,
    ZFS_MEMBER,
    of_node,
    of_sample,
    of_signature,
    unread,
)
from .topology import Topology

_BOOT_POOLS = frozenset({"boot-pool", "freenas-boot"})
# ZFS says of these that nothing it could open is where the member should be, so a
# path that leads somewhere now may lead to another drive.
_NOT_OPENED = frozenset({"UNAVAIL", "REMOVED"})
_NOT_STACKED = frozenset({"disk", "part", "rom", "loop"})


class HostEvidence:
    """The evidence of one poll, asked for drive by drive."""

    def __init__(
        self,
        drives: Sequence[Drive],
        facts: HostFacts,
        info: HostInfo | None,
        tests: Sequence[TestReport],
    ) -> None:
        self._units = {unit_name(drive.key) for drive in drives}
        self._facts = facts
        self._tests = tests
        self._topology = Topology(facts)
        self._devices = {device.name: device for device in facts.devices}
        self._hidden = [device for device in facts.devices if device.hidden]
        self._lsblk_parents: dict[str, set[str]] = {}
        for entry in facts.lsblk:
            self._lsblk_parents.setdefault(entry.name, set()).add(entry.parent)
        self._seen: dict[str, list[Evidence]] = {}
        self._doubts: list[Evidence] = []
        self._failures: dict[str, list[Evidence]] = {}
        self._blind: list[Evidence] = list(_impossible(facts, info))
        self._smart_failures: dict[str, list[Evidence]] = {}
        self._pools = {vdev.pool for vdev in facts.vdevs}
        self._members: dict[str, set[str]] = {}
        self._note_pools()
        self._note_mounts()
        self._note_swaps()
        self._note_stacks()
        self._note_openers()
        self._note_lsblk()
        self._note_signatures()
        for failure in facts.failures:
            self._note_failure(failure)

    def of(self, drive: Drive) -> tuple[Evidence, ...]:
        """Return every fact against erasing this drive, each once."""
        names = [node.name for node in drive.nodes]
        seen = [evidence for name in names for evidence in self._seen.get(name, ())]
        seen += self._seen_on(drive)
        failed = [*self._blind, *self._inconsistent(drive)]
        for name in (*names, unit_name(drive.key)):
            failed += self._failures.get(name, ())
        evidence = [*seen, *failed]
        if not any(map(_use_is_known, seen)):
            evidence += [*self._doubts, *self._not_looked_at(drive)]
        return tuple(_each_once(evidence))

    # What was seen, source by source

    def _note_pools(self) -> None:
        for vdev in self._facts.vdevs:
            lock = _pool_lock(vdev.pool)
            code = "boot_pool_member" if lock is Lock.BOOT_POOL else "pool_member"
            values = {
                "pool": clean(vdev.pool),
                "role": clean(vdev.vdev_class),
                "health": clean(vdev.health),
            }
            name = self._place(vdev.name, lock, Detector.ZPOOL, code, values, vdev.pool)
            if name is None:
                continue
            for known in {name, *(self._topology.disks(name) or ())}:
                self._members.setdefault(known, set()).add(vdev.pool)
            if vdev.health in _NOT_OPENED:
                self._doubt(Detector.ZPOOL, f"{code}_lost", {"node": name, **values})

    def _note_mounts(self) -> None:
        mounts = self._facts.mounts
        known = {
            target
            for source, targets in mounts.items()
            if self._topology.name(source) is not None
            for target in targets
        }
        for source, targets in mounts.items():
            # The kernel's name for what it booted from is no path; the number is.
            alias = source == "/dev/root" and known.issuperset(targets)
            if _is_block_source(source) and not alias:
                values = {"target": clean(", ".join(targets))}
                self._place(source, Lock.MOUNTED, Detector.MOUNTS, "mounted", values)

    def _note_swaps(self) -> None:
        for source in self._facts.swaps:
            if _is_block_source(source):
                self._place(source, Lock.IN_USE, Detector.SWAPS, "swap", {})

    def _note_stacks(self) -> None:
        """Note holders, slaves and md: three views of devices that stand on others."""
        held = Lock.IN_USE, Detector.BLOCK, "held"
        for device in self._facts.devices:
            for holder in device.holders:
                self._place(device.name, *held, {"holder": clean(holder)})
            for partition in device.partitions:
                for holder in partition.holders:
                    self._place(partition.name, *held, {"holder": clean(holder)})
            for slave in device.slaves:
                self._place(slave, *held, {"holder": clean(device.name)})
        for member, array in self._facts.md_members.items():
            values = {"array": clean(array)}
            self._place(member, Lock.IN_USE, Detector.MD, "array_member", values)

    def _note_openers(self) -> None:
        """Note who writes without a claim: a virtual machine, an iSCSI target."""
        for opener in self._facts.openers:
            values = {"process": clean(opener.process), "pid": str(opener.pid)}
            used = Lock.IN_USE, Detector.OPENERS, "opened"
            self._place(opener.dev, *used, values)

    def _place(
        self,
        source: str,
        lock: Lock,
        detector: Detector,
        code: str,
        values: Mapping[str, str],
        pool: str | None = None,
    ) -> str | None:
        """Note a use of a device on each disk under it; answer its kernel name.

        None, and a doubt about every drive, where the device or what it stands on
        can't be told.
        """
        name = self._topology.name(source)
        named = {"node": name or clean(source), **values}
        if name is not None:
            evidence = Evidence(lock, detector, name, Reason(code, named), pool)
            if self._see(name, evidence):
                return name
        self._doubt(detector, f"{code}_lost", named)
        return None

    def _note_lsblk(self) -> None:
        """Note what udev remembers; it may be stale, so it locks and never frees."""
        for entry in self._facts.lsblk:
            for evidence in self._of_entry(entry):
                self._see(entry.name, evidence)
            is_top = not entry.parent and is_drive_name(entry.name)
            if is_top and entry.name not in self._devices:
                values = {"node": clean(entry.name)}
                self._doubt(Detector.BLOCK, "disk_missing_in_sysfs", values)

    def _of_entry(self, entry: LsblkEntry) -> Iterator[Evidence]:
        values = {"node": clean(entry.name), "kind": clean(entry.kind)}
        for target in entry.mountpoints:
            if target == "[SWAP]":
                lock, reason = Lock.IN_USE, Reason("swap", values)
            else:
                lock = Lock.MOUNTED
                reason = Reason("mounted", {**values, "target": clean(target)})
            yield Evidence(lock, Detector.LSBLK, entry.name, reason)
        if entry.kind not in _NOT_STACKED:
            reason = Reason("stacked", values)
            yield Evidence(Lock.IN_USE, Detector.LSBLK, entry.name, reason)
        probed = self._facts.signatures.get(entry.name, ())
        if entry.fstype and all(found.kind != entry.fstype for found in probed):
            signature = Signature(entry.name, entry.fstype)
            yield from self._of_signature(entry.name, signature, Detector.LSBLK)

    def _note_signatures(self) -> None:
        for name, signatures in self._facts.signatures.items():
            for signature in signatures:
                for evidence in self._of_signature(
                    name, signature, Detector.SIGNATURES
                ):
                    self._see(name, evidence)

    def _of_signature(
        self, name: str, signature: Signature, detector: Detector
    ) -> Iterator[Evidence]:
        yield from of_signature(name, signature, detector)
        if signature.kind == ZFS_MEMBER:
            yield from self._of_zfs_label(name, signature.label, detector)

    def _of_zfs_label(
        self, name: str, label: str, detector: Detector
    ) -> Iterator[Evidence]:
        """Judge a ZFS label that no member of an imported pool accounts for.

        Spares, cache devices and detached members carry labels without a name.
        """
        below = self._topology.disks(name) or ()
        accounted = {name, *below} if label else {name}
        pools = {pool for known in accounted for pool in self._members.get(known, ())}
        if pools and (not label or label in pools):
            return
        values = {"node": clean(name), "pool": clean(label)}
        if label in self._pools:
            reason = Reason("pool_label", values)
            yield Evidence(_pool_lock(label), detector, name, reason, label)
        elif label:
            reason = Reason("exported_pool", values)
            yield Evidence(Lock.EXPORTED_POOL, detector, name, reason, label)
        else:
            reason = Reason("zfs_label", values)
            yield Evidence(Lock.EXPORTED_POOL, detector, name, reason)

    def _seen_on(self, drive: Drive) -> Iterator[Evidence]:
        for node in drive.nodes:
            yield from of_node(node)
            sample = self._facts.samples.get(node.name)
            if sample is not None:
                yield from of_sample(node.name, sample)
        for device in self._hidden:
            if is_hidden_path(device, drive):
                reason = Reason("hidden_path", {"node": clean(device.name)})
                yield Evidence(Lock.IN_USE, Detector.BLOCK, device.name, reason)
        for test in self._tests:
            if test.alive and _is_test_of(test, drive):
                values = {"unit": clean(test.unit)}
                if test.whose:
                    values["controller"] = clean(test.whose)
                reason = Reason("under_test", values)
                yield Evidence(Lock.IN_USE, Detector.TESTS, test.unit, reason)

    # What was not seen

    def _note_failure(self, failure: DetectorFailure) -> None:
        evidence = Evidence(
            Lock.UNKNOWN, failure.detector, failure.where, failure.reason
        )
        if failure.where in self._units:
            # The records of one test, which are kept by the name of its drive.
            self._failures.setdefault(failure.where, []).append(evidence)
            return
        disks = self._topology.disks(failure.where)
        if disks is None:
            # Whatever it could not speak for may be on any of them.
            kept = self._blind if _hides_use(failure) else self._doubts
            kept.append(evidence)
        smart = failure.detector is Detector.SMART
        for disk in disks or ():
            of_disk = self._smart_failures if smart else self._failures
            of_disk.setdefault(disk, []).append(evidence)

    def _inconsistent(self, drive: Drive) -> Iterator[Evidence]:
        """Yield where the kernel's and lsblk's lists of disks differ."""
        for node in drive.nodes:
            values = {"node": clean(node.name)}
            if self._devices.get(node.name) != node:
                reason = Reason("disk_missing_in_sysfs", values)
                yield Evidence(Lock.UNKNOWN, Detector.BLOCK, node.name, reason)
            if node.name not in self._lsblk_parents:
                reason = Reason("disk_missing_in_lsblk", values)
                yield Evidence(Lock.UNKNOWN, Detector.LSBLK, node.name, reason)

    def _not_looked_at(self, drive: Drive) -> Iterator[Evidence]:
        yield from unread(drive, self._facts)
        if awaits_smart(drive):
            reason = Reason("smart_unread", {"node": clean(drive.name)})
            yield Evidence(Lock.UNKNOWN, Detector.SMART, drive.name, reason)
        for node in drive.nodes:
            if speaks_smart(node.name):
                yield from self._smart_failures.get(node.name, ())

    def _see(self, name: str, evidence: Evidence) -> bool:
        """Note a fact on each disk under a device, as sysfs and as lsblk have it.

        False where sysfs can't tell all of them.
        """
        told = self._topology.disks(name)
        disks = set(told or ())
        for root in _roots(name, self._lsblk_parents):
            disks |= self._topology.disks(root) or set()
        for disk in disks:
            self._seen.setdefault(disk, []).append(evidence)
        return told is not None

    def _doubt(self, detector: Detector, code: str, values: dict[str, str]) -> None:
        self._doubts.append(Evidence(Lock.UNKNOWN, detector, "", Reason(code, values)))


def _is_test_of(test: TestReport, drive: Drive) -> bool:
    """True where a detached test has this drive's name or holds one of its nodes."""
    numbers = {node.dev for node in drive.nodes}
    return test.unit == unit_name(drive.key) or not numbers.isdisjoint(test.node_devs)


def _pool_lock(pool: str) -> Lock:
    return Lock.BOOT_POOL if pool in _BOOT_POOLS else Lock.POOL


def _impossible(facts: HostFacts, info: HostInfo | None) -> Iterator[Evidence]:
    """Yield what makes the whole answer one that can't be believed."""
    if info is None:
        yield Evidence(Lock.UNKNOWN, Detector.HOST, "", Reason("host_unread"))
    elif info.is_truenas and not any(vdev.pool in _BOOT_POOLS for vdev in facts.vdevs):
        yield Evidence(Lock.UNKNOWN, Detector.ZPOOL, "", Reason("no_boot_pool"))


def _is_block_source(source: str) -> bool:
    """True where a mount or swap is on a block device: not a file, not a network."""
    if source == "/dev/fuse":
        return False
    # Major 0 is the kernel's for file systems without a device of their own.
    number = source.partition(":")[0]
    return source.startswith("/dev/") or (number.isdecimal() and int(number) > 0)


def _roots(name: str, parents: Mapping[str, set[str]]) -> set[str]:
    """Return the top rows of lsblk that a row is under, itself when it is one."""
    todo, done = [name], set[str]()
    roots = set[str]()
    while todo:
        current = todo.pop()
        if current in done:
            continue
        done.add(current)
        above = parents.get(current, {""})
        todo += [parent for parent in above if parent]
        if "" in above:
            roots.add(current)
    return roots


def _hides_use(failure: DetectorFailure) -> bool:
    """False for failures that leave the use of a drive that is known as it is.

    SMART speaks of who a drive is; the records of a test, of one drive alone.
    """
    records = failure.detector is Detector.TESTS and failure.where
    return failure.detector is not Detector.SMART and not records


def _use_is_known(evidence: Evidence) -> bool:
    """True for facts that say what a drive is used for, so that it needs no guess."""
    if evidence.lock is Lock.EXPORTED_POOL:
        return evidence.pool is not None
    return evidence.lock in KNOWN_USE


def _each_once(evidence: Iterable[Evidence]) -> list[Evidence]:
    kept: list[Evidence] = []
    for fact in evidence:
        if fact not in kept:
            kept.append(fact)
    return kept
