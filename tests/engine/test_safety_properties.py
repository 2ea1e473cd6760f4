"""Blindness never frees: evidence added or taken away, on hosts made up and real."""

from collections.abc import Callable, Iterator
from dataclasses import replace
import json
from pathlib import Path
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    BlockDevice,
    Detector,
    DetectorFailure,
    HostFacts,
    Identity,
    Lock,
    LsblkEntry,
    Partition,
    Reason,
    SampleReport,
    Signature,
    TestReport,
    TestState,
    Vdev,
)
from custom_components.nas_burnin.engine.parse.blkid import read_blkid
from custom_components.nas_burnin.engine.parse.lsblk import read_lsblk
from custom_components.nas_burnin.engine.parse.mounts import (
    read_mountinfo,
    read_swaps,
)
from custom_components.nas_burnin.engine.parse.shape import Unreadable
from custom_components.nas_burnin.engine.parse.zpool import read_zpool
from custom_components.nas_burnin.engine.safety.locks import SEVERITY
from tests.engine.hosts import (
    BLANK,
    BOOT_ID,
    BY_PARTUUID,
    MOUNTINFO,
    Nas,
    believed,
    disk,
    mount,
    nas,
    smart_of,
    virtual,
)

LAB = Path(__file__).parents[1] / "fixtures" / "lab"
FAILED = Reason("detector_failed", {"detail": "made to fail"})

# Two blank disks, the two paths of a third, one with partitions, and two stacks.
SDC = disk("sdc")
HOST = nas(
    disk("sda"),
    disk("sdb"),
    SDC,
    disk("sdd", wwid=SDC.identity.wwid, serial=SDC.identity.serial),
    disk("sde", "sde1", "sde2"),
    disk("nvme0n1"),
    virtual("loop0", "7:0"),
)
NODES = ("sda", "sdb", "sdc", "sdd", "sde", "sde1", "sde2", "nvme0n1")
DISKS = ("sda", "sdb", "sdc", "sdd", "sde", "nvme0n1")
EXPLAINED = frozenset(
    {Lock.EXPORTED_POOL, Lock.MOUNTED, Lock.POOL, Lock.BOOT_POOL, Lock.IN_USE}
)

type Change = Callable[[Nas], Nas]


def on_facts(**changes: Callable[[Any], Any]) -> Change:
    """Answer a change of some fields of a host's facts, each from what it was."""

    def change(host: Nas) -> Nas:
        now = {name: make(getattr(host.facts, name)) for name, make in changes.items()}
        return replace(host, facts=replace(host.facts, **now))

    return change


def on_device(name: str, **changes: Any) -> Change:
    return on_facts(
        devices=lambda devices: tuple(
            replace(device, **changes) if device.name == name else device
            for device in devices
        )
    )


def add_test(host: Nas, node: str) -> Nas:
    device = next(device for device in host.facts.devices if device.name == node)
    report = TestReport(
        unit="nas-burnin-somebody",
        job_uid="job",
        controller="other",
        nonce="nonce",
        state=TestState.TESTING,
        alive=True,
        boot_id=BOOT_ID,
        node_devs=(device.dev,),
    )
    return replace(host, tests=(*host.tests, report))


def signature(node: str, found: Signature) -> Change:
    return on_facts(
        signatures=lambda known: {**known, node: (*known.get(node, ()), found)}
    )


@st.composite
def evidence(draw: st.DrawFn) -> Change:
    """Answer one more fact that speaks against erasing some drive."""
    node, target = draw(st.sampled_from(NODES)), draw(st.sampled_from(DISKS))
    pool = draw(st.sampled_from(["tank", "dozer", "boot-pool"]))
    health = draw(st.sampled_from(["ONLINE", "FAULTED", "UNAVAIL", "AVAIL"]))
    member = draw(
        st.sampled_from(
            [
                f"/dev/{node}",
                f"{BY_PARTUUID}/{node}",
                "5925124124839676978",
                "/dev/gone",
            ]
        )
    )
    kind = draw(st.sampled_from(["ext4", "zfs_member", "LVM2_member", "swap", ""]))
    label = draw(st.sampled_from(["", "tank", "old"]))
    table = draw(st.sampled_from(["", "gpt"]))
    ambivalent = draw(st.booleans())
    below = draw(st.sampled_from([node, "sdq1"]))
    source = draw(st.sampled_from([f"/dev/{node}", "8:0", "8:77", "/dev/gone"]))
    row = LsblkEntry(
        name=draw(st.sampled_from(["dm-0", "sdq", f"{node}", "loop0"])),
        kind=draw(st.sampled_from(["crypt", "mpath", "part", "disk"])),
        parent=draw(st.sampled_from(["", node])),
        fstype=kind,
        mountpoints=draw(st.sampled_from([(), ("/mnt",), ("[SWAP]",)])),
    )
    sample = draw(
        st.sampled_from(
            [
                SampleReport(9, None),
                SampleReport(1, None, "errno 5"),
                SampleReport(63, 0),
            ]
        )
    )
    changes: list[Change] = [
        on_facts(vdevs=lambda vdevs: (*vdevs, Vdev(pool, member, health))),
        on_facts(mounts=lambda mounts: {**mounts, source: ("/mnt",)}),
        on_facts(swaps=lambda swaps: (*swaps, source)),
        on_facts(md_members=lambda members: {**members, below: "md0"}),
        on_facts(lsblk=lambda rows: (*rows, row)),
        on_facts(samples=lambda samples: {**samples, target: sample}),
        on_facts(
            devices=lambda devices: (
                *devices,
                virtual("dm-7", "254:7", below),
            )
        ),
        signature(node, Signature(node, kind, "", label, table, ambivalent)),
        on_device(target, read_only=True),
        on_device(target, zoned="host-managed"),
        on_device(target, holders=("bcache0",)),
        lambda host: add_test(host, target),
    ]
    return draw(st.sampled_from(changes))


@st.composite
def failure(draw: st.DrawFn) -> Change:
    """Answer one more detector that could not be believed."""
    where = draw(st.sampled_from(["", "gone", *NODES]))
    failed = DetectorFailure(draw(st.sampled_from(Detector)), where, FAILED)
    return on_facts(failures=lambda failures: (*failures, failed))


def startable(host: Nas) -> set[str]:
    """Answer what a start button could erase, as a set of kernel names."""
    return {
        node.name
        for drive in host.drives
        if host.locks[drive.key].lock is Lock.FREE and drive.identity_problem is None
        for node in drive.nodes
    }


def changed(host: Nas, changes: list[Change]) -> Nas:
    for change in changes:
        host = change(host)
    return host


def test_the_made_up_host_has_something_to_lose() -> None:
    assert startable(HOST) == {"sda", "sdb", "sdc", "sdd", "nvme0n1"}


@given(st.lists(evidence() | failure(), max_size=4), evidence() | failure())
def test_more_evidence_never_makes_a_drive_freer(
    before: list[Change], change: Change
) -> None:
    less = changed(HOST, before)
    more = change(less)

    assert startable(more) <= startable(less)
    rank = {lock: place for place, lock in enumerate(SEVERITY)}
    for drive in less.drives:
        was, now = less.lock(drive.name).lock, more.lock(drive.name).lock
        # A doubt ends where the use of a drive becomes known; it stays locked.
        explained = was is Lock.UNKNOWN and now in EXPLAINED
        assert rank[now] >= rank[was] or explained


NOTHING: dict[Detector, dict[str, Any]] = {
    Detector.ZPOOL: {"vdevs": ()},
    Detector.LSBLK: {"lsblk": ()},
    Detector.MOUNTS: {"mounts": {}},
    Detector.SWAPS: {"swaps": ()},
    Detector.MD: {"md_members": {}},
    Detector.OPENERS: {"openers": ()},
    Detector.SIGNATURES: {"signatures": {}},
    Detector.SAMPLE: {"samples": {}},
    Detector.BLOCK: {"devices": (), "links": {}},
    Detector.HOST: {},
    Detector.SMART: {},
    Detector.TESTS: {},
}


def blinded(host: Nas, detector: Detector, said: bool) -> Nas:
    """Answer the host as it looks when a detector said nothing, and if it is told."""
    facts = replace(host.facts, **NOTHING[detector])
    if said:
        facts = replace(
            facts, failures=(*facts.failures, DetectorFailure(detector, "", FAILED))
        )
    match detector:
        case Detector.SMART:
            return replace(host, facts=facts, smart={})
        case Detector.HOST:
            return replace(host, facts=facts, info=None)
        case Detector.TESTS:
            return replace(host, facts=facts, tests=())
        case _:
            return replace(host, facts=facts)


@given(st.lists(evidence(), max_size=4), st.sampled_from(Detector))
def test_a_blind_detector_never_adds_a_startable_drive(
    changes: list[Change], detector: Detector
) -> None:
    host = changed(HOST, changes)

    assert startable(blinded(host, detector, said=True)) == set()


@pytest.mark.parametrize(
    "detector",
    [
        Detector.ZPOOL,
        Detector.LSBLK,
        Detector.SIGNATURES,
        Detector.SAMPLE,
        Detector.BLOCK,
        Detector.HOST,
        Detector.SMART,
    ],
)
def test_an_empty_answer_frees_nothing_even_if_nobody_notices(
    detector: Detector,
) -> None:
    assert startable(blinded(HOST, detector, said=False)) == set()


# A real host, as its own tools described it


def lab_rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((LAB / "lsblk-JOb.out").read_bytes())[
        "blockdevices"
    ]
    return rows


def lab_device(row: dict[str, Any]) -> BlockDevice:
    parts = row.get("children", [])
    wwn = row["wwn"]
    return BlockDevice(
        name=row["kname"],
        dev=row["maj:min"],
        identity=Identity(
            wwid=wwn if wwn.startswith("nvme.") else f"naa.{wwn.removeprefix('0x')}",
            serial=row["serial"],
            size=row["size"],
        ),
        model=row["model"],
        disk_seq=row["disk-seq"],
        zoned=row["zoned"],
        partitions=tuple(
            Partition(
                part["kname"],
                part["maj:min"],
                part["start"] * 512,
                part["size"],
                tuple(child["kname"] for child in part.get("children", [])),
            )
            for part in parts
        ),
    )


def lab_signatures(name: str, row: dict[str, Any]) -> tuple[Signature, ...]:
    """Answer what blkid said where it was asked, and else what lsblk knew."""
    asked = {
        "sda": "blkid-p-whole-exported",
        "sda1": "blkid-p-exported",
        "sdn": "blkid-p-wholefs",
    }
    if name in asked:
        return believed(
            read_blkid(name, 0, (LAB / f"{asked[name]}.out").read_bytes(), b"")
        )
    if not row["fstype"] and not row.get("children"):
        return ()
    table = row["pttype"] if row["type"] == "disk" else ""
    return (Signature(name, row["fstype"] or "", "", row["label"] or "", table or ""),)


def lab_blanks(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        if not row["fstype"] and not row.get("children"):
            yield row["kname"]


@pytest.fixture(scope="module")
def lab() -> Nas:
    rows = lab_rows()
    nodes = {
        node["kname"]: node for row in rows for node in (row, *row.get("children", []))
    }
    devices = tuple(lab_device(row) for row in rows)
    blank = set(lab_blanks(rows))
    facts = HostFacts(
        devices=(*devices, virtual("dm-0", "254:0", "sdc2")),
        links={
            f"{BY_PARTUUID}/{node['partuuid']}": name
            for name, node in nodes.items()
            if node["partuuid"]
        },
        lsblk=believed(read_lsblk((LAB / "lsblk-JOb.out").read_bytes())),
        vdevs=believed(read_zpool((LAB / "zpool-list-vHP.out").read_bytes())),
        mounts=believed(read_mountinfo(LAB_MOUNTS.encode())),
        swaps=believed(read_swaps((LAB / "proc-swaps.out").read_bytes())),
        signatures={
            name: lab_signatures(name, node) if name in asked_nodes(node) else ()
            for name, node in nodes.items()
        },
        samples={
            device.name: BLANK if device.name in blank else SampleReport(1, None)
            for device in devices
        },
    )
    smart = {device.name: smart_of(device) for device in devices}
    return Nas(facts=facts, smart=smart)


LAB_MOUNTS = MOUNTINFO + mount("8:129", "/dev/sdi1", "/mnt/ext4data")


def asked_nodes(node: dict[str, Any]) -> set[str]:
    """Answer the names of a row on which something is to be found."""
    found = node["fstype"] or (node["type"] == "disk" and node.get("children"))
    return {node["kname"]} if found else set()


LAB_LOCKS = {
    "sda": Lock.EXPORTED_POOL,
    "sdb": Lock.POOL,
    "sdc": Lock.IN_USE,
    "sdd": Lock.FREE,
    "sde": Lock.BOOT_POOL,
    "sdf": Lock.FREE,
    "sdg": Lock.FREE,
    "sdh": Lock.FREE,
    "sdi": Lock.MOUNTED,
    "sdj": Lock.POOL,
    "sdk": Lock.POOL,
    "sdl": Lock.HAS_DATA,
    "sdm": Lock.FREE,
    "sdn": Lock.HAS_DATA,
    "sdo": Lock.FREE,
    "nvme1n1": Lock.POOL,
    "nvme0n1": Lock.FREE,
}


def test_locks_of_a_real_host(lab: Nas) -> None:
    assert {drive.name: lab.lock(drive.name).lock for drive in lab.drives} == LAB_LOCKS


def shortened(text: bytes) -> Iterator[bytes]:
    """Yield the text without each of its lines, and without each word of them."""
    lines = text.splitlines(keepends=True)
    for place, line in enumerate(lines):
        yield b"".join([*lines[:place], *lines[place + 1 :]])
        words = line.split(b"\t") if b"\t" in line else line.split(b" ")
        gap = b"\t" if b"\t" in line else b" "
        for left_out in range(len(words)):
            kept = gap.join([*words[:left_out], *words[left_out + 1 :]])
            yield b"".join([*lines[:place], kept, *lines[place + 1 :]])


@pytest.mark.parametrize(
    ("text", "parse", "name", "detector"),
    [
        (
            (LAB / "zpool-list-vHP.out").read_bytes(),
            read_zpool,
            "vdevs",
            Detector.ZPOOL,
        ),
        ((LAB / "proc-swaps.out").read_bytes(), read_swaps, "swaps", Detector.SWAPS),
        (LAB_MOUNTS.encode(), read_mountinfo, "mounts", Detector.MOUNTS),
    ],
    ids=["zpool", "swaps", "mountinfo"],
)
def test_a_slip_in_any_line_or_word_frees_nothing(
    lab: Nas,
    text: bytes,
    parse: Callable[[bytes], Any],
    name: str,
    detector: Detector,
) -> None:
    whole = startable(lab)
    tried = 0
    for slip in shortened(text):
        answer = parse(slip)
        facts = (
            replace(lab.facts, failures=(DetectorFailure(detector, "", answer.reason),))
            if isinstance(answer, Unreadable)
            else replace(lab.facts, **{name: answer})
        )
        assert startable(replace(lab, facts=facts)) <= whole, slip
        tried += 1
    assert tried > len(text.splitlines())
