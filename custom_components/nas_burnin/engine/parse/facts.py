"""Put one poll together: every frame becomes its model, or the failure of a detector.

Nothing is judged here. What could not be read is never empty: it is a failure, and
says of which disk where it could speak for one only.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from ..model import (
    BlockDevice,
    Detector,
    DetectorFailure,
    HostFacts,
    HostInfo,
    OwnerRecord,
    Reason,
    SampleReport,
    Signature,
    Smart,
    TestReport,
    Vdev,
)
from .blkid import read_blkid
from .block import BlockDevices, read_block
from .clean import clean
from .frames import Answer, Frame
from .host import read_host
from .lsblk import read_lsblk
from .mounts import read_mdstat, read_mountinfo, read_swaps
from .nvme import filled, read_nvme
from .openers import read_openers
from .owner import read_owner
from .reports import Tests, read_tests
from .sample import read_sample
from .shape import Unreadable, unreadable
from .smart import read_farm, read_smart
from .versions import read_versions
from .zpool import read_zpool


@dataclass(frozen=True, slots=True)
class Poll:
    """What one answer of the host said; the parts of a `Snapshot` that it can tell.

    `complete` is false where the end of the answer is missing: nothing in it may
    then permit anything. `smart` maps a kernel name to what was read this time, `farm`
    to what only the log of that name tells, by the hour. `owner`
    is None where its record can't be told; that is no evidence about any drive.
    `versions` are those of the tools that told theirs.
    """

    complete: bool
    boot_id: str
    info: HostInfo | None
    facts: HostFacts
    smart: Mapping[str, Smart]
    tests: tuple[TestReport, ...]
    owner: OwnerRecord | None = None
    farm: Mapping[str, Smart] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


def read_poll(
    answer: Answer,
    *,
    smart: Collection[str] | None = None,
    signatures: Collection[str] | None = None,
    samples: Collection[str] | None = None,
    nvme: Mapping[str, Collection[str]] | None = None,
    farm: Collection[str] = (),
    read_at: datetime | None = None,
) -> Poll:
    """Read all frames of one answer of the probe; never raises.

    `smart`, `signatures` and `samples` are the disks that were asked for in the
    request, by kernel name; None means all. Whatever was asked for and is not there
    is a failure. `nvme` are the subcommands of nvme-cli that were asked of disks: they
    fill in what smartctl does not tell. `farm` are the disks that were asked for the log
    of that name; one that has no answer says nothing of the disk. `read_at` is when the answer came, by our clock.
    """
    reader = _Reader(answer.frames)
    info = reader.host(answer)
    block = reader.read(Detector.BLOCK, "block", _out(read_block))
    block = block or BlockDevices((), {})
    disks = {
        disk.name: disk for disk in block.devices if disk.physical and not disk.hidden
    }
    tests = reader.tests()
    facts = HostFacts(
        devices=block.devices,
        links=block.links,
        lsblk=reader.read(Detector.LSBLK, "lsblk", _out(read_lsblk)) or (),
        vdevs=reader.zpool(info),
        mounts=reader.read(Detector.MOUNTS, "mountinfo", _out(read_mountinfo)) or {},
        swaps=reader.read(Detector.SWAPS, "swaps", _out(read_swaps)) or (),
        md_members=reader.mdstat(),
        openers=reader.read(Detector.OPENERS, "openers", _out(read_openers)) or (),
        signatures=reader.each(
            Detector.SIGNATURES, "blkid", _nodes(disks, signatures), _blkid
        ),
        samples=reader.each(Detector.SAMPLE, "sample", _asked(disks, samples), _sample),
    )
    health = reader.each(
        Detector.SMART,
        "smart",
        _asked(disks, smart),
        lambda node, frame: read_smart(node, frame.out, read_at),
    )
    for node, commands in (nvme or {}).items():
        told = read_nvme(reader.nvme(node, commands), read_at)
        if told:
            health[node] = filled(health.get(node, told), told)
    logs = {node: reader.farm(node) for node in farm}
    return Poll(
        complete=answer.complete,
        boot_id=answer.boot_id,
        info=info,
        facts=replace(facts, failures=tuple(reader.failures)),
        smart=health,
        farm={node: log for node, log in logs.items() if log},
        tests=tests,
        owner=reader.owner(),
        versions=read_versions(answer.frames),
    )


class _Reader:
    """Reads frames and collects the failures."""

    def __init__(self, frames: Mapping[str, Frame]) -> None:
        self._frames = frames
        self.failures: list[DetectorFailure] = []

    def read[T](
        self,
        detector: Detector,
        name: str,
        parse: Callable[[Frame], T | Unreadable],
        where: str = "",
        *,
        any_status: bool = False,
    ) -> T | None:
        """Read one frame; None, and a failure, where it can't be believed."""
        frame = self._frames.get(name)
        result: T | Unreadable
        if frame is None:
            result = Unreadable(Reason("detector_absent", {"frame": clean(name)}))
        elif problem := _problem(frame, any_status=any_status):
            result = Unreadable(problem)
        else:
            result = parse(frame)
        if isinstance(result, Unreadable):
            self.failures.append(DetectorFailure(detector, where, result.reason))
            return None
        return result

    def each[T](
        self,
        detector: Detector,
        prefix: str,
        nodes: Collection[str],
        parse: Callable[[str, Frame], T | Unreadable],
    ) -> dict[str, T]:
        """Read the frame of each of these disks or partitions."""
        found: dict[str, T] = {}
        for node in nodes:
            result = self.read(
                detector,
                f"{prefix}:{node}",
                partial(parse, node),
                node,
                # What their exit status means is theirs to read.
                any_status=detector in (Detector.SIGNATURES, Detector.SMART),
            )
            if result is not None:
                found[node] = result
        return found

    def host(self, answer: Answer) -> HostInfo | None:
        def parse(frame: Frame) -> HostInfo | Unreadable:
            info = read_host(frame.out)
            said = clean(answer.boot_id) if answer.complete else None
            if isinstance(info, HostInfo) and said not in (None, info.boot_id):
                return unreadable("two boots in one answer")
            return info

        return self.read(Detector.HOST, "host", parse)

    def nvme(self, node: str, commands: Collection[str]) -> dict[str, bytes]:
        """What nvme-cli said of a disk; each drive refuses some of it.

        Only a tool that hangs is a failure: it would hang again.
        """
        answers = {
            command: self._more(f"nvme-{command}:{node}", node, any_status=False)
            for command in commands
        }
        return {command: out for command, out in answers.items() if out is not None}

    def farm(self, node: str) -> Smart | None:
        """What Seagate's own log of a disk told; that, too, only where it is there."""
        out = self._more(f"farm:{node}", node, any_status=True)
        told = None if out is None else read_farm(node, out)
        if not isinstance(told, Smart) or told.farm_hours is None:
            return None
        return told

    def _more(self, name: str, node: str, *, any_status: bool) -> bytes | None:
        """The output of a tool that a disk may refuse to answer."""
        frame = self._frames.get(name)
        if frame and frame.timed_out:
            reason = Reason("detector_timed_out")
            self.failures.append(DetectorFailure(Detector.SMART, node, reason))
        elif frame and not _problem(frame, any_status=any_status):
            return frame.out
        return None

    def zpool(self, info: HostInfo | None) -> tuple[Vdev, ...]:
        frame = self._frames.get("zpool")
        has_zfs = info is None or info.has_zfs or info.is_truenas
        if frame and frame.missing and not has_zfs:
            return ()
        return self.read(Detector.ZPOOL, "zpool", _zpool) or ()

    def mdstat(self) -> Mapping[str, str]:
        frame = self._frames.get("mdstat")
        if frame and frame.missing:
            # The kernel has no md driver, so it has no arrays.
            return {}
        return self.read(Detector.MD, "mdstat", _out(read_mdstat)) or {}

    def owner(self) -> OwnerRecord | None:
        frame = self._frames.get("owner")
        if frame and frame.missing:
            return OwnerRecord()
        if frame is None or _problem(frame, any_status=False):
            return None
        return read_owner(frame.out)

    def tests(self) -> tuple[TestReport, ...]:
        def parse(frame: Frame) -> Tests | Unreadable:
            return read_tests(frame.out, self._frames)

        tests = self.read(Detector.TESTS, "tests", parse) or Tests((), {})
        for unit, reason in tests.unreadable.items():
            self.failures.append(DetectorFailure(Detector.TESTS, unit, reason))
        return tests.reports


def _problem(frame: Frame, *, any_status: bool) -> Reason | None:
    """Tell why the output of a tool is worth nothing, whatever it says."""
    if frame.missing:
        return Reason("detector_missing")
    if frame.timed_out:
        return Reason("detector_timed_out")
    if frame.rc is None:
        return Reason("detector_killed", {"signal": str(frame.signal or 0)})
    if frame.rc != 0 and not any_status:
        values = {"status": str(frame.rc), "detail": clean(frame.err)}
        return Reason("detector_failed", values)
    return Reason("detector_cut") if frame.cut else None


def _out[T](
    parse: Callable[[bytes], T | Unreadable],
) -> Callable[[Frame], T | Unreadable]:
    return lambda frame: parse(frame.out)


def _zpool(frame: Frame) -> tuple[Vdev, ...] | Unreadable:
    if not frame.out and frame.err.strip():
        # No pools are no words; words without a pool are not that.
        return unreadable(frame.err)
    return read_zpool(frame.out)


def _blkid(node: str, frame: Frame) -> tuple[Signature, ...] | Unreadable:
    return read_blkid(node, frame.rc or 0, frame.out, frame.err)


def _sample(_node: str, frame: Frame) -> SampleReport | Unreadable:
    return read_sample(frame.out)


def _asked(
    disks: Mapping[str, BlockDevice], wanted: Collection[str] | None
) -> Collection[str]:
    return disks if wanted is None else wanted


def _nodes(
    disks: Mapping[str, BlockDevice], wanted: Collection[str] | None
) -> Collection[str]:
    """Each disk asked for and its partitions."""

    def nodes() -> Iterator[str]:
        for name in _asked(disks, wanted):
            yield name
            if disk := disks.get(name):
                yield from (partition.name for partition in disk.partitions)

    return tuple(nodes())
