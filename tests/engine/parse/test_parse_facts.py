"""A whole poll: what was read, and for what was not, which detector failed where."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    Detector,
    DetectorFailure,
    HostFacts,
    LsblkEntry,
    Opener,
    OwnerRecord,
    Protocol,
    Reason,
    SampleReport,
    Signature,
    Vdev,
)
from custom_components.nas_burnin.engine.parse import Answer, Frame, Poll, read_poll
from tests.engine.parse.captures import capture
from tests.engine.parse.test_parse_records import HOST, SDA, TEST

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SDB: dict[str, Any] = {
    **SDA,
    "name": "sdb",
    "dev": "8:16",
    "serial": "B",
    "holders": [],
    "partitions": [],
}
LOOP: dict[str, Any] = {**SDB, "name": "loop0", "dev": "7:0", "physical": False}
HIDDEN: dict[str, Any] = {**SDB, "name": "sdh", "dev": "8:112", "hidden": True}
POOL = b"tank\t1G\t1G\t1G\t-\t-\t1%\t1%\t1.00x\tONLINE\t-\n\t/dev/sda1\t-\t-\t-\t-\t-\t-\t-\t-\tONLINE\n"


def dumped(value: object) -> bytes:
    return json.dumps(value).encode()


def lsblk() -> bytes:
    row: dict[str, Any] = {
        "kname": "sda",
        "type": "disk",
        "fstype": None,
        "mountpoints": [],
    }
    return dumped({"blockdevices": [row, {**row, "kname": "sdb"}]})


def smart(node: str) -> bytes:
    device = {"name": f"/dev/{node}", "protocol": "ATA"}
    return dumped({"smartctl": {"exit_status": 4}, "device": device})


BLANK = dumped({"samples": 66, "constant": 0, "error": ""})


OPENERS = dumped({"openers": [{"dev": "8:16", "pid": 7, "process": "q\u202e"}]})


def frames() -> dict[str, Frame]:
    """Answer the frames of a poll of a healthy host with two drives."""
    devices = [SDA, SDB, LOOP, HIDDEN]
    every = (
        Frame("host", out=dumped(HOST)),
        Frame("block", out=dumped({"devices": devices, "links": {"/dev/x": "sda"}})),
        Frame("lsblk", out=lsblk()),
        Frame("zpool", out=POOL),
        Frame("mountinfo", out=b"1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"),
        Frame("swaps", out=capture("proc-swaps").out),
        Frame("mdstat", out=b"Personalities : \nunused devices: <none>\n"),
        Frame("openers", out=OPENERS),
        Frame("owner", rc=None, missing=True),
        Frame("blkid:sda", out=b"PTTYPE=gpt\n"),
        Frame("blkid:sda1", rc=8),
        Frame("blkid:sdb", rc=2),
        Frame("sample:sda", out=BLANK),
        Frame("sample:sdb", out=BLANK),
        Frame("smart:sda", rc=4, out=smart("sda")),
        Frame("smart:sdb", rc=4, out=smart("sdb")),
        Frame("tests", out=dumped({"tests": [TEST]})),
        Frame("output:nas-burnin-x:0", out=b"done\n"),
    )
    return {frame.name: frame for frame in every}


def answer(**changes: Frame | None) -> Answer:
    found = frames()
    for name, frame in changes.items():
        if frame is None:
            del found[name.replace("__", ":")]
        else:
            found[name.replace("__", ":")] = frame
    return Answer(found, complete=True, boot_id="3f6c1b5e")


def failures(poll: Poll) -> list[tuple[Detector, str, str]]:
    return [
        (each.detector, each.where, each.reason.code) for each in poll.facts.failures
    ]


def test_a_whole_poll() -> None:
    poll = read_poll(answer(), read_at=NOON)
    assert poll.complete
    assert poll.boot_id == "3f6c1b5e"
    assert poll.info is not None
    assert poll.info.hostname == "nas"
    facts = poll.facts
    assert facts.failures == ()
    assert [device.name for device in facts.devices] == ["sda", "sdb", "loop0", "sdh"]
    assert facts.links == {"/dev/x": "sda"}
    assert facts.lsblk == (LsblkEntry("sda", "disk"), LsblkEntry("sdb", "disk"))
    assert facts.vdevs == (Vdev("tank", "/dev/sda1", "ONLINE"),)
    assert facts.mounts == {"8:1": ("/",), "/dev/sda1": ("/",)}
    assert facts.swaps == ("/dev/sdc1",)
    assert facts.md_members == {}
    assert facts.signatures == {
        "sda": (Signature("sda", "", partition_table="gpt"),),
        "sda1": (Signature("sda1", "", ambivalent=True),),
        "sdb": (),
    }
    assert facts.samples == {"sda": SampleReport(66, 0), "sdb": SampleReport(66, 0)}
    assert poll.smart.keys() == {"sda", "sdb"}
    assert poll.smart["sda"].protocol is Protocol.ATA
    assert poll.smart["sda"].read_at == NOON
    assert facts.openers == (Opener("8:16", 7, "q\\u202e"),)
    assert [test.unit for test in poll.tests] == ["nas-burnin-x"]
    assert poll.owner == OwnerRecord()


@pytest.mark.parametrize(
    "frame",
    [
        None,
        Frame("owner", rc=1, err=b"no"),
        Frame("owner", rc=None, timed_out=True),
        Frame("owner", cut=True, out=b"{}"),
    ],
)
def test_an_owner_that_can_not_be_told_is_no_evidence(frame: Frame | None) -> None:
    poll = read_poll(answer(owner=frame))
    assert poll.owner is None
    assert poll.facts.failures == ()


def test_an_empty_answer_fails_every_detector() -> None:
    poll = read_poll(Answer({}, complete=False))
    assert not poll.complete
    assert poll.info is None
    assert replace(poll.facts, failures=()) == HostFacts()
    assert failures(poll) == [
        (detector, "", "detector_absent")
        for detector in (
            Detector.HOST,
            Detector.BLOCK,
            Detector.TESTS,
            Detector.LSBLK,
            Detector.ZPOOL,
            Detector.MOUNTS,
            Detector.SWAPS,
            Detector.MD,
            Detector.OPENERS,
        )
    ]


WHERE = {
    "host": (Detector.HOST, ""),
    "block": (Detector.BLOCK, ""),
    "lsblk": (Detector.LSBLK, ""),
    "zpool": (Detector.ZPOOL, ""),
    "mountinfo": (Detector.MOUNTS, ""),
    "swaps": (Detector.SWAPS, ""),
    "mdstat": (Detector.MD, ""),
    "openers": (Detector.OPENERS, ""),
    "blkid:sda": (Detector.SIGNATURES, "sda"),
    "blkid:sda1": (Detector.SIGNATURES, "sda1"),
    "sample:sdb": (Detector.SAMPLE, "sdb"),
    "smart:sdb": (Detector.SMART, "sdb"),
    "tests": (Detector.TESTS, ""),
}
BROKEN: dict[str, tuple[Callable[[str], Frame | None], str]] = {
    "absent": (lambda name: None, "detector_absent"),
    "missing": (lambda name: Frame(name, rc=None, missing=True), "detector_missing"),
    "hung": (lambda name: Frame(name, rc=None, timed_out=True), "detector_timed_out"),
    "killed": (lambda name: Frame(name, rc=None, signal=9), "detector_killed"),
    "failed": (lambda name: Frame(name, rc=1, err=b"no\x07"), "detector_failed"),
    "cut": (lambda name: replace(frames()[name], cut=True), "detector_cut"),
    "empty": (Frame, "detector_unreadable"),
    "garbage": (lambda name: Frame(name, out=b"\xff{"), "detector_unreadable"),
}


@pytest.mark.parametrize("way", BROKEN)
@pytest.mark.parametrize("name", WHERE)
def test_each_detector_can_fail_in_each_way(name: str, way: str) -> None:
    make, code = BROKEN[way]
    poll = read_poll(answer(**{name.replace(":", "__"): make(name)}))
    if (name, way) in {("mdstat", "missing"), ("zpool", "empty")}:
        # No md driver, no arrays; no pool, no words.
        assert failures(poll) == []
        return
    expected = code
    if (name, way) == ("smart:sdb", "failed"):
        # smartctl's exit status is read out of its JSON, of which there is none.
        expected = "detector_unreadable"
    assert (*WHERE[name], expected) in failures(poll)
    others = [each for each in failures(poll) if each[:2] != WHERE[name]]
    assert others == []


def test_what_failed_is_absent_and_the_rest_stays() -> None:
    poll = read_poll(answer(blkid__sda1=None, sample__sdb=None, smart__sdb=None))
    assert poll.facts.signatures.keys() == {"sda", "sdb"}
    assert poll.facts.samples.keys() == {"sda"}
    assert poll.smart.keys() == {"sda"}


def test_reasons_say_what_happened() -> None:
    poll = read_poll(
        answer(
            zpool=Frame("zpool", rc=1, err=b"cannot open /dev/zfs\n"),
            lsblk=Frame("lsblk", rc=None, signal=11),
            swaps=None,
        )
    )
    assert {each.detector: each.reason for each in poll.facts.failures} == {
        Detector.ZPOOL: Reason(
            "detector_failed", {"status": "1", "detail": "cannot open /dev/zfs"}
        ),
        Detector.LSBLK: Reason("detector_killed", {"signal": "11"}),
        Detector.SWAPS: Reason("detector_absent", {"frame": "swaps"}),
    }


@pytest.mark.parametrize(
    ("zfs", "truenas", "fine"),
    [
        (False, False, True),
        (True, False, False),
        (False, True, False),
        (None, None, False),
    ],
)
def test_a_host_without_zpool(
    zfs: bool | None, truenas: bool | None, fine: bool
) -> None:
    host = None
    if zfs is not None:
        told = {**HOST, "zfs": zfs, "truenas": truenas}
        host = Frame("host", out=dumped(told))
    poll = read_poll(answer(host=host, zpool=Frame("", rc=None, missing=True)))
    failed = (Detector.ZPOOL, "", "detector_missing") in failures(poll)
    assert failed is not fine


def test_zpool_that_complains_of_nothing_is_not_believed() -> None:
    poll = read_poll(answer(zpool=Frame("zpool", err=b"internal error\n")))
    assert failures(poll) == [(Detector.ZPOOL, "", "detector_unreadable")]
    assert read_poll(answer(zpool=Frame("zpool", out=POOL, err=b"x"))).facts.vdevs


def test_disks_that_were_asked_for_and_are_gone() -> None:
    asked = ["sdb", "sdz"]
    poll = read_poll(answer(), smart=asked, signatures=asked, samples=asked)
    assert failures(poll) == [
        (Detector.SIGNATURES, "sdz", "detector_absent"),
        (Detector.SAMPLE, "sdz", "detector_absent"),
        (Detector.SMART, "sdz", "detector_absent"),
    ]
    assert poll.facts.signatures == {"sdb": ()}
    assert poll.smart.keys() == {"sdb"}


def test_nothing_asked_for_is_nothing_missed() -> None:
    found = {name: frame for name, frame in frames().items() if ":" not in name}
    poll = read_poll(
        Answer(found, complete=True, boot_id="3f6c1b5e"),
        smart=(),
        signatures=(),
        samples=(),
    )
    assert failures(poll) == []


def test_partitions_of_a_disk_are_asked_for_with_it() -> None:
    poll = read_poll(answer(), smart=(), signatures=("sda",), samples=())
    assert poll.facts.signatures.keys() == {"sda", "sda1"}


def test_two_boots_in_one_answer() -> None:
    other = replace(answer(), boot_id="other")
    poll = read_poll(other)
    assert poll.info is None
    assert failures(poll) == [(Detector.HOST, "", "detector_unreadable")]
    # Without its end an answer has no boot to compare with.
    assert read_poll(replace(other, complete=False)).info is not None


def test_a_torn_test_names_its_unit() -> None:
    torn = {**TEST, "status": {"nonce": "n1"}}
    poll = read_poll(answer(tests=Frame("tests", out=dumped({"tests": [torn]}))))
    assert poll.tests == ()
    assert failures(poll) == [(Detector.TESTS, "nas-burnin-x", "detector_unreadable")]


@given(data=st.data())
def test_no_frames_raise(data: st.DataObject) -> None:
    frame = st.builds(
        Frame,
        name=st.just(""),
        rc=st.sampled_from([0, 0, 0, 1, 2, 8, None]),
        signal=st.none() | st.integers(),
        timed_out=st.booleans(),
        missing=st.booleans(),
        cut=st.booleans(),
        out=st.binary(max_size=50)
        | st.sampled_from(list(frames().values())).map(lambda frame: frame.out),
        err=st.binary(max_size=20),
    )
    found = data.draw(
        st.dictionaries(st.sampled_from(sorted(frames())), frame, max_size=16)
    )
    poll = read_poll(Answer({**frames(), **found}, complete=True))
    for failure in poll.facts.failures:
        assert isinstance(failure, DetectorFailure)
        assert failure.reason.code


NVME_LOG = dumped({"Current Device Self-Test Operation": 0})


def with_nvme(**changes: Frame) -> Poll:
    """A poll that asked nvme-cli as well."""
    told = {**frames(), **{frame.name: frame for frame in changes.values()}}
    answer = Answer(told, complete=True, boot_id=HOST["boot_id"])
    asked = {"sdb": ["smart-log", "self-test-log"], "sdz": ["id-ctrl"]}
    return read_poll(answer, nvme=asked, read_at=NOON)


def test_nvme_fills_in_what_smartctl_left_open() -> None:
    found = with_nvme(log=Frame("nvme-self-test-log:sdb", out=NVME_LOG))
    assert found.smart["sdb"].self_tests.told
    assert found.smart["sdb"].protocol is Protocol.ATA
    assert not found.smart["sda"].self_tests.told
    assert found.facts.failures == ()


def test_nvme_speaks_for_a_drive_of_which_smartctl_says_nothing() -> None:
    found = with_nvme(
        smart=Frame("smart:sdb", rc=2, out=dumped({"smartctl": {"exit_status": 2}})),
        log=Frame("nvme-smart-log:sdb", out=dumped({"critical_warning": 0})),
    )
    assert found.smart["sdb"].passed
    assert found.smart["sdb"].protocol is Protocol.NVME
    assert found.smart["sdb"].read_at == NOON
    assert [failure.where for failure in found.facts.failures] == ["sdb"]


@pytest.mark.parametrize(
    "changes",
    [
        {"rc": 1, "out": dumped({"error": "no"})},
        {"rc": None, "missing": True},
        {"rc": None, "signal": 9, "out": NVME_LOG},
        {"cut": True, "out": NVME_LOG},
        {"out": b"NVMe status"},
    ],
)
def test_what_nvme_does_not_tell_is_no_failure(changes: dict[str, Any]) -> None:
    found = with_nvme(log=Frame("nvme-self-test-log:sdb", **changes))
    assert found == with_nvme()
    assert not found.smart["sdb"].self_tests.told


def test_a_drive_that_hangs_for_nvme_hangs() -> None:
    found = with_nvme(log=Frame("nvme-self-test-log:sdb", rc=None, timed_out=True))
    reason = Reason("detector_timed_out")
    assert found.facts.failures == (DetectorFailure(Detector.SMART, "sdb", reason),)
