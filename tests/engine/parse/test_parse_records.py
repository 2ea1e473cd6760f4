"""The JSON frames of the probe: host, block devices, samples, detached tests."""

import copy
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    BlockDevice,
    HostInfo,
    Identity,
    Partition,
    PauseTimes,
    PhaseKind,
    PhaseTimes,
    Reason,
    RunReport,
    SampleReport,
    Stamp,
    TailFound,
    TestReport,
    TestState,
)
from custom_components.nas_burnin.engine.parse import reports as module
from custom_components.nas_burnin.engine.parse.block import BlockDevices, read_block
from custom_components.nas_burnin.engine.parse.frames import Frame
from custom_components.nas_burnin.engine.parse.host import read_host
from custom_components.nas_burnin.engine.parse.reports import Tests, read_tests
from custom_components.nas_burnin.engine.parse.sample import read_sample
from custom_components.nas_burnin.engine.parse.shape import (
    MAX_JSON,
    MAX_TEXT,
    Unreadable,
)
from tests.engine.parse.damage import damaged, why

HOST: dict[str, Any] = {
    "boot_id": "3f6c1b5e",
    "machine_id": "0123456789abcdef0123456789abcdef",
    "hostname": "nas",
    "kernel": "6.12.33-production+truenas",
    "os": {"PRETTY_NAME": "Debian GNU/Linux 12", "NAME": "Debian", "VERSION_ID": "12"},
    "now": {"wall": 1795428229.5, "boot": 86400},
    "uid": 0,
    "mem_available": 8 << 30,
    "truenas": True,
    "systemd": True,
    "zfs": True,
    "tools": {"badblocks": "/usr/sbin/badblocks", "nvme": None},
}
SDA: dict[str, Any] = {
    "name": "sda",
    "dev": "8:0",
    "size": 14_000_519_643_136,
    "ro": False,
    "removable": False,
    "hidden": False,
    "rotational": True,
    "logical": 512,
    "physical_block": 4096,
    "zoned": "none",
    "disk_seq": 9,
    "physical": True,
    "wwid": "t10.ATA     WDC  \udcff  ",
    "serial": " 9KG12345 ",
    "model": "WDC  WD140EDFZ",
    "vendor": "ATA     ",
    "firmware": "0A81",
    "holders": ["dm-0"],
    "slaves": [],
    "partitions": [
        {"name": "sda1", "dev": "8:1", "start": 1 << 20, "size": 512, "holders": []}
    ],
}
PATH: dict[str, Any] = {
    **SDA,
    "name": "nvme0c0n1",
    "dev": "",
    "size": -1,
    "hidden": True,
    "rotational": None,
    "disk_seq": None,
    "partitions": [],
}
BLOCK: dict[str, Any] = {
    "devices": [SDA, PATH],
    "links": {"/dev/disk/by-id/ata-\udcff": "sda1"},
}


def dumped(value: object) -> bytes:
    return json.dumps(value).encode()


def changed(whole: dict[str, Any], *path: Any, to: Any) -> bytes:
    """Answer the JSON with one value in its depth changed, or left out (`...`)."""
    whole = copy.deepcopy(whole)
    inner: Any = whole
    for step in path[:-1]:
        inner = inner[step]
    if to is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return dumped(whole)


def test_a_host() -> None:
    assert read_host(dumped(HOST)) == HostInfo(
        machine_id="0123456789abcdef0123456789abcdef",
        boot_id="3f6c1b5e",
        hostname="nas",
        os_name="Debian GNU/Linux 12",
        os_version="12",
        kernel="6.12.33-production+truenas",
        is_truenas=True,
        has_systemd=True,
        has_zfs=True,
        memory_available=8 << 30,
        now=Stamp(1795428229.5, 86400.0),
        tools={"badblocks": "/usr/sbin/badblocks", "nvme": None},
    )


@pytest.mark.parametrize(
    ("told", "version"),
    [("25.10.1", "25.10.1"), ("TrueNAS-SCALE-23.10.2", "23.10.2")],
)
def test_a_truenas_is_not_the_debian_it_is_made_of(told: str, version: str) -> None:
    found = read_host(changed(HOST, "version", to=told))
    assert isinstance(found, HostInfo)
    assert (found.os_name, found.os_version) == ("TrueNAS", version)
    other = read_host(dumped({**HOST, "version": told, "truenas": False}))
    assert isinstance(other, HostInfo)
    assert (other.os_name, other.os_version) == ("Debian GNU/Linux 12", "12")


def test_a_host_that_does_not_say_what_it_is() -> None:
    found = read_host(changed(HOST, "os", to={"PRETTY_NAME": ""}))
    assert isinstance(found, HostInfo)
    assert (found.os_name, found.os_version) == ("", "")


@pytest.mark.parametrize("key", [key for key in HOST if key != "uid"])
def test_a_host_without_a_key(key: str) -> None:
    assert isinstance(read_host(changed(HOST, key, to=...)), Unreadable)
    assert isinstance(read_host(changed(HOST, key, to=None)), Unreadable)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("boot_id",), "", "there is no boot id"),
        (("boot_id",), "x" * (MAX_TEXT + 1), "boot_id is no text"),
        (("truenas",), 1, "truenas is neither true nor false"),
        (("now", "boot"), True, "boot of now is no number"),
        (("now", "boot"), 1e999, "Infinity is no JSON"),
        (("now", "wall"), 1 << 64, "wall of now is no bearable number"),
        (("mem_available",), 1.5, "mem_available is no count"),
        (("tools", "nvme"), False, "tool is no text"),
        (("os", "NAME"), 5, ""),
    ],
)
def test_a_host_that_can_not_be(path: Any, value: Any, problem: str) -> None:
    found = read_host(changed(HOST, *path, to=value))
    if problem:
        assert problem in why(found)
    else:
        # It is not asked for what it is called where it has a pretty name.
        assert isinstance(found, HostInfo)


def test_numbers_that_overflow() -> None:
    out = dumped(HOST).replace(b"86400", b"1e999")
    assert "boot of now is no bearable number" in why(read_host(out))


def test_json_that_is_too_large() -> None:
    assert "too large" in why(read_host(b" " * (MAX_JSON + 1)))


def test_block_devices() -> None:
    found = read_block(dumped(BLOCK))
    assert isinstance(found, BlockDevices)
    assert found.links == {"/dev/disk/by-id/ata-\udcff": "sda1"}
    assert found.devices == (
        BlockDevice(
            name="sda",
            dev="8:0",
            # Byte for byte: the supervisor compares it.
            identity=Identity(
                "t10.ATA     WDC  \udcff  ", " 9KG12345 ", 14_000_519_643_136
            ),
            model="WDC WD140EDFZ",
            vendor="ATA",
            firmware="0A81",
            rotational=True,
            logical_block=512,
            physical_block=4096,
            disk_seq=9,
            holders=("dm-0",),
            partitions=(Partition("sda1", "8:1", 1 << 20, 512),),
        ),
        BlockDevice(
            name="nvme0c0n1",
            dev="",
            identity=Identity("t10.ATA     WDC  \udcff  ", " 9KG12345 ", 0),
            model="WDC WD140EDFZ",
            vendor="ATA",
            firmware="0A81",
            hidden=True,
            physical_block=4096,
            holders=("dm-0",),
        ),
    )


@pytest.mark.parametrize("key", [key for key in SDA if key != "rotational"])
def test_a_device_without_a_key(key: str) -> None:
    if key != "disk_seq":
        out = changed(BLOCK, "devices", 0, key, to=...)
        assert isinstance(read_block(out), Unreadable)
    out = changed(BLOCK, "devices", 0, key, to={"odd": 1})
    assert isinstance(read_block(out), Unreadable)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("devices",), [], "there is no block device at all"),
        (("devices",), {}, "devices is no list"),
        (("links",), [], "links is no object"),
        (("links", "sda"), "sda", "no path: sda"),
        (("links", "/dev/x"), "../sda", "/dev/x is no kernel name: ../sda"),
        (("devices", 1, "name"), "sda", "two devices with one name: sda"),
        (("devices", 1, "name"), "sda1", "two devices with one name: sda1"),
        (("devices", 1, "dev"), "8:1", "two devices with one device number: 8:1"),
        (("devices", 0, "dev"), "", "sda is no device number:"),
        (("devices", 0, "dev"), "8:0\n", "sda is no device number: 8:0"),
        (("devices", 0, "name"), "sda\n", "device name is no kernel name: sda"),
        (("devices", 0, "name"), "-x", "device name is no kernel name: -x"),
        (("devices", 0, "size"), -2, "size of sda is no count"),
        (("devices", 0, "size"), True, "size of sda is no count"),
        (("devices", 0, "partitions", 0, "dev"), "", "sda1 is no device number"),
        (("devices", 0, "partitions", 0), "sda1", "partition is no object"),
    ],
)
def test_devices_that_can_not_be(path: Any, value: Any, problem: str) -> None:
    assert problem in why(read_block(changed(BLOCK, *path, to=value)))


def test_samples() -> None:
    blank = dumped({"samples": 66, "constant": 0, "error": ""})
    assert read_sample(blank) == SampleReport(66, 0)
    mixed = dumped({"samples": 3, "constant": None, "error": ""})
    assert read_sample(mixed) == SampleReport(3, None)
    failed = dumped({"samples": 3, "constant": None, "error": "I/O\x07 error"})
    assert read_sample(failed) == SampleReport(3, None, "I/O\\x07 error")


@pytest.mark.parametrize(
    "sample",
    [
        {"samples": 0, "constant": 0, "error": ""},
        {"samples": 9, "constant": 256, "error": ""},
        {"samples": 9, "constant": -1, "error": ""},
        {"samples": 9, "constant": False, "error": ""},
        {"samples": 9, "constant": 0, "error": "EIO"},
        {"samples": 9, "constant": 0, "error": None},
        {"samples": 9, "constant": 0},
        {"samples": None, "constant": 0, "error": ""},
        [],
    ],
)
def test_samples_that_contradict_themselves(sample: object) -> None:
    assert isinstance(read_sample(dumped(sample)), Unreadable)


THEN, NOW = {"wall": 1.5, "boot": 2}, {"wall": 3, "boot": 4}
STATUS: dict[str, Any] = {
    "v": 1,
    "unit": "nas-burnin-x",
    "job": "job-1",
    "controller": "ha-1",
    "nonce": "n1",
    "boot_id": "b1",
    "invocation": "i1",
    "supervisor_sha256": "ab" * 32,
    "pid": 4711,
    "start_ticks": 99,
    "state": "testing",
    "end": None,
    "reason": None,
    "nodes": ["8:0", "8:16"],
    "sample": {"samples": 66, "constant": 170, "error": ""},
    "signatures": ["gpt"],
    "started": THEN,
    "ended": None,
    "updated": NOW,
    "run": 1,
    "offset": 4096,
    "paused_seconds": 1.5,
    "pauses": [{"from": THEN, "to": NOW}, {"from": NOW, "to": None}],
    "runs": [
        {
            "number": 0,
            "argv": ["badblocks"],
            "started": THEN,
            "ended": NOW,
            "exit": 0,
            "signal": None,
            "truncated": False,
            "phases": [
                {"kind": "write", "started": THEN, "ended": NOW},
                {"kind": "verify", "started": NOW, "ended": None},
            ],
        },
        {
            "number": 1,
            "started": NOW,
            "ended": None,
            "exit": None,
            "signal": None,
            "truncated": False,
            "phases": [],
        },
    ],
}
TEST: dict[str, Any] = {
    "unit": "nas-burnin-x",
    "request": {
        "v": 1,
        "job": "job-1",
        "controller": "ha-1",
        "nonce": "n1",
        "boot_id": "b1",
    },
    "status": STATUS,
    "checkpoint": None,
    "alive": True,
    "unit_state": "active",
}
FRAMES = {
    "output:nas-burnin-x:0": Frame("", out=b"done\n", err=b"7\n"),
    "output:nas-burnin-y:1": Frame("", err=b"8\n"),
}
REPORT = TestReport(
    unit="nas-burnin-x",
    job_uid="job-1",
    controller="ha-1",
    nonce="n1",
    state=TestState.TESTING,
    alive=True,
    boot_id="b1",
    invocation="i1",
    supervisor_sha256="ab" * 32,
    node_devs=("8:0", "8:16"),
    sample=SampleReport(66, 170),
    signatures=("gpt",),
    started=Stamp(1.5, 2.0),
    updated=Stamp(3.0, 4.0),
    run_index=1,
    runs=(
        RunReport(
            number=0,
            started=Stamp(1.5, 2.0),
            ended=Stamp(3.0, 4.0),
            exit_code=0,
            phases=(
                PhaseTimes(PhaseKind.WRITE, Stamp(1.5, 2.0), Stamp(3.0, 4.0)),
                PhaseTimes(PhaseKind.VERIFY, Stamp(3.0, 4.0)),
            ),
            stderr=b"done\n",
            stdout=b"7\n",
        ),
        RunReport(number=1, started=Stamp(3.0, 4.0)),
    ),
    offset=4096,
    paused_seconds=1.5,
    pauses=(
        PauseTimes(Stamp(1.5, 2.0), Stamp(3.0, 4.0)),
        PauseTimes(Stamp(3.0, 4.0)),
    ),
)


def read(*values: object, frames: dict[str, Frame] = FRAMES) -> Tests:
    found = read_tests(dumped({"tests": values}), frames)
    assert isinstance(found, Tests)
    return found


def only(**changes: Any) -> TestReport:
    found = read({**TEST, **changes})
    assert not found.unreadable
    return found.reports[0]


def test_a_test_that_runs() -> None:
    assert only() == REPORT


@pytest.mark.parametrize("found", TailFound)
def test_what_lies_behind_the_last_block(found: TailFound) -> None:
    runs = [{**STATUS["runs"][0], "tail": found.value}, STATUS["runs"][1]]
    report = only(status={**STATUS, "runs": runs})
    assert [run.tail for run in report.runs] == [found, None]


def test_no_tests() -> None:
    assert read() == Tests((), {})


@pytest.mark.parametrize("swapped", [False, True])
def test_the_newer_of_two_records_counts(*, swapped: bool) -> None:
    later = {**STATUS, "updated": {"wall": 9e9, "boot": 9e9}, "offset": 8192}
    # A power cut may leave a status that never reached the disk.
    records = (later, STATUS) if swapped else (STATUS, later)
    assert only(status=records[0], checkpoint=records[1]).offset == 8192
    undated = {**STATUS, "updated": None, "offset": 4096}
    assert only(status=undated, checkpoint=later).offset == 8192


def test_the_checkpoint_serves_after_a_reboot() -> None:
    assert only(status=None, checkpoint=STATUS) == REPORT


def test_the_record_that_knows_the_end_is_believed() -> None:
    ended = {**STATUS, "state": "ended", "end": "finished", "ended": NOW}
    for records in (
        {"status": ended, "checkpoint": STATUS},
        {"status": STATUS, "checkpoint": ended},
    ):
        found = only(**records, alive=False)
        assert (found.state, found.end) == (TestState.ENDED, "finished")
    older = {**STATUS, "offset": 1}
    assert only(checkpoint=older).offset == 4096


def test_a_record_of_an_older_start_is_not_believed() -> None:
    stale = {**STATUS, "nonce": "n0", "state": "ended", "end": "finished"}
    assert only(status=stale, checkpoint=STATUS) == REPORT
    waiting = only(status=stale)
    assert waiting.state is TestState.HOLDING
    assert waiting.nonce == "n1"


def test_a_test_that_has_written_nothing_yet() -> None:
    assert only(status=None) == TestReport(
        unit="nas-burnin-x",
        job_uid="job-1",
        controller="ha-1",
        nonce="n1",
        state=TestState.HOLDING,
        alive=True,
        boot_id="b1",
    )


def test_a_folder_without_a_request() -> None:
    assert only(request=None) == REPORT
    bare = only(request=None, status=None, alive=False)
    assert (bare.job_uid, bare.nonce, bare.alive) == ("", "", False)


def test_a_refusal() -> None:
    values = {"node": "sda\x1b", "detail": "busy"}
    refused = {
        **STATUS,
        "state": "refused",
        "reason": {"code": "busy", "values": values},
        "sample": None,
        "signatures": None,
        "nodes": [],
        "run": -1,
        "runs": [],
        "offset": None,
    }
    found = only(status=refused)
    assert found.reason == Reason("busy", {"node": "sda\\x1b", "detail": "busy"})
    assert (found.run_index, found.runs, found.signatures) == (-1, (), None)


def test_an_output_that_was_lost() -> None:
    name = "output:nas-burnin-x:0"
    whole = Frame(name, out=b"", err=b"x")
    for frames, lost in (
        ({name: whole}, False),
        ({name: Frame(name, cut=True)}, True),
        ({name: Frame(name, rc=1)}, True),
        ({name: Frame(name, rc=None, timed_out=True)}, True),
        ({}, True),
    ):
        runs = read(TEST, frames=frames).reports[0].runs
        assert runs[0].truncated is lost
        # The other has just begun.
        assert not runs[1].truncated


def test_one_torn_record_hides_no_other() -> None:
    torn = {**TEST, "unit": "nas-burnin-y", "status": {"nonce": "n1"}}
    found = read(torn, TEST)
    assert found.reports == (REPORT,)
    assert found.unreadable.keys() == {"nas-burnin-y"}
    assert found.unreadable["nas-burnin-y"].code == "detector_unreadable"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("request",), []),
        (("request",), {"nonce": 1}),
        (("status",), "x"),
        (("status", "nonce"), ["n1"]),
        (("checkpoint",), 5),
        (("alive",), None),
        (("status", "v"), 2),
        (("status", "v"), [[]]),
        (("status", "job"), 1),
        (("status", "state"), "napping"),
        (("status", "state"), None),
        (("status", "end"), "perhaps"),
        (("status", "end"), 1),
        (("status", "reason"), "busy"),
        (("status", "reason"), {"code": "Not a code", "values": {}}),
        (("status", "reason"), {"code": "busy", "values": {"a": 1}}),
        (("status", "reason"), {"code": "busy"}),
        (("status", "nodes"), ["sda"]),
        (("status", "nodes"), None),
        (("status", "sample"), {}),
        (("status", "signatures"), [1]),
        (("status", "signatures"), {}),
        (("status", "started"), 5),
        (("status", "updated"), {"wall": 1}),
        (("status", "run"), -2),
        (("status", "offset"), -1),
        (("status", "paused_seconds"), None),
        (("status", "pauses"), None),
        (("status", "pauses", 0), 1),
        (("status", "pauses", 0, "from"), None),
        (("status", "pauses", 0, "to"), "later"),
        (("status", "runs"), None),
        (("status", "runs", 0), "run"),
        (("status", "runs", 0, "number"), None),
        (("status", "runs", 0, "exit"), "0"),
        (("status", "runs", 0, "signal"), 1.5),
        (("status", "runs", 0, "truncated"), None),
        (("status", "runs", 0, "phases"), None),
        (("status", "runs", 0, "phases", 0), 1),
        (("status", "runs", 0, "phases", 0, "kind"), "read"),
        (("status", "runs", 0, "phases", 0, "started"), None),
        (("status", "runs", 0, "tail"), "odd"),
    ],
)
def test_a_torn_record(path: Any, value: Any) -> None:
    found = read(json.loads(changed(TEST, *path, to=value)))
    assert found.reports == ()
    assert found.unreadable.keys() == {"nas-burnin-x"}


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"tests": {}},
        {"tests": ["x"]},
        {"tests": [{"unit": None}]},
        {"tests": [{**TEST, "unit": "../x"}]},
        {"tests": [{**TEST, "unit": ""}]},
        {"tests": [TEST, TEST]},
    ],
)
def test_a_frame_of_tests_that_can_not_be(value: object) -> None:
    assert isinstance(read_tests(dumped(value), FRAMES), Unreadable)


def test_runs_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_RUNS", 1)
    assert read(TEST).unreadable["nas-burnin-x"].values == {
        "detail": "there are too many runs"
    }


@given(data=st.data())
@pytest.mark.parametrize(
    ("read", "whole"),
    [
        (read_host, HOST),
        (read_block, BLOCK),
        (read_sample, {"samples": 66, "constant": 0, "error": ""}),
        (lambda data: read_tests(data, FRAMES), {"tests": [TEST]}),
    ],
    ids=["host", "block", "sample", "tests"],
)
def test_damaged_records_never_raise(
    read: Any, whole: object, data: st.DataObject
) -> None:
    out = data.draw(damaged(dumped(whole)) | st.binary(max_size=99))
    model = HostInfo | BlockDevices | SampleReport | Tests | Unreadable
    assert isinstance(read(out), model)
