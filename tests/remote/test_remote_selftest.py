"""Beginning and aborting self-tests: the right drive, and no answer taken for a yes."""

import json
from typing import Any

import pytest

from tests.remote.sandbox import MIB, Sandbox

SIZE = 8 * MIB
IDENTITY = {"wwid": "naa.5000c500aabbccdd", "serial": "ZL2ABCDE", "size": SIZE}
LOG = 'echo "$0 $@" >> "$(dirname "$0")/../calls"'


@pytest.fixture
def nas(nas: Sandbox) -> Sandbox:
    nas.add_disk("sda", SIZE)
    nas.add_disk("sdb", SIZE, dev="8:16", wwid="naa.5000c500aabbccde", serial="OTHER")
    nas.tool("smartctl", f"{LOG}; echo Testing has begun")
    return nas


def ask(nas: Sandbox, **fields: Any) -> dict[str, Any]:
    request = {
        "v": 1,
        "verb": "start",
        "kind": "short",
        "identity": IDENTITY,
        "smart_type": "",
        "wait": 20,
    }
    answer = nas.call("selftest", {**request, **fields})
    assert answer.complete
    return dict(json.loads(answer.frames["selftest"].out))


def calls(nas: Sandbox) -> list[str]:
    path = nas.root / "calls"
    lines = path.read_text().splitlines() if path.exists() else []
    return [line.rpartition("/bin/")[2] for line in lines]


@pytest.mark.parametrize("kind", ["short", "long", "conveyance"])
def test_the_drive_that_was_asked_for_is_told(nas: Sandbox, kind: str) -> None:
    assert ask(nas, kind=kind) == {"ok": True, "code": "", "detail": "", "node": "sda"}
    assert calls(nas) == [f"smartctl -t {kind} {nas.root}/dev/sda"]


def test_it_is_aborted(nas: Sandbox) -> None:
    assert ask(nas, verb="abort", smart_type="sat")["ok"]
    assert calls(nas) == [f"smartctl -X -d sat {nas.root}/dev/sda"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"verb": "erase"}, "bad_request"),
        ({"kind": "select,0-max"}, "bad_request"),
        ({"identity": {"wwid": "", "serial": "", "size": SIZE}}, "bad_request"),
        ({"identity": {**IDENTITY, "size": SIZE + 512}}, "no_such_drive"),
        ({"identity": {**IDENTITY, "serial": "zl2abcde"}}, "no_such_drive"),
    ],
)
def test_what_is_not_that_drive_is_told_nothing(
    nas: Sandbox, fields: dict[str, Any], code: str
) -> None:
    answer = ask(nas, **fields)
    assert (answer["ok"], answer["code"]) == (False, code)
    assert calls(nas) == []


def test_two_paths_are_one_drive_and_two_twins_are_not(nas: Sandbox) -> None:
    nas.add_disk("sdc", SIZE, dev="8:32")
    assert ask(nas)["node"] == "sda"
    twin = {"wwid": "", "serial": "TWIN", "size": SIZE}
    for name, dev in (("sdd", "8:48"), ("sde", "8:64")):
        nas.add_disk(name, SIZE, dev=dev, wwid="", serial="TWIN")
    assert ask(nas, identity=twin)["code"] == "ambiguous"


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        (4, "Can't start self-test without aborting current test", "already_running"),
        (255, "Can't start self-test without aborting current test", "already_running"),
        (4, "Self-test functions not supported", "not_taken"),
        (1, "=======> INVALID ARGUMENT TO -t", "not_taken"),
        (2, "Smartctl open device failed", "not_taken"),
    ],
)
def test_a_no_is_no_yes(nas: Sandbox, status: int, said: str, code: str) -> None:
    nas.tool("smartctl", f'echo "{said}"; exit {status}')
    answer = ask(nas)
    assert (answer["ok"], answer["code"]) == (False, code)
    assert said in answer["detail"]


def test_a_no_is_told_without_what_is_always_said(nas: Sandbox) -> None:
    """A person sees the first words only."""
    head = (
        "smartctl 7.4 2023-08-01 r5530 [x86_64-linux-6.6.32] (local build)\n"
        "Copyright (C) 2002-23, Bruce Allen, Christian Franke, www.smartmontools.org\n\n"
        "=== START OF OFFLINE IMMEDIATE AND SELF-TEST SECTION ===\n"
    )
    no = "Extended self-test functions not supported"
    nas.tool("smartctl", f"echo '{head}{no}'; echo; exit 4")
    assert ask(nas, kind="long")["detail"] == no


@pytest.mark.parametrize("status", [0, 8, 64, 128])
def test_old_troubles_of_the_drive_are_no_refusal(nas: Sandbox, status: int) -> None:
    nas.tool("smartctl", f"exit {status}")
    assert ask(nas)["ok"]


def test_a_tool_that_hangs_is_left(nas: Sandbox) -> None:
    nas.tool("smartctl", "exec sleep 600")
    assert ask(nas, wait=1)["code"] == "tool_hung"


NVME = {"wwid": "eui.00253851", "serial": "N1", "size": SIZE}
OPENED = "echo; echo 'NVMe device successfully opened'; exit 0"
"""What smartctl before 7.4 has to say of self-tests of NVMe."""


@pytest.fixture
def flash(nas: Sandbox) -> Sandbox:
    nas.add_disk("nvme0n1", SIZE, dev="259:0", wwid="eui.00253851", serial="N1")
    nas.write("sys/block/nvme0n1/nsid", "3\n")
    nas.tool("smartctl", OPENED)
    nas.tool("nvme", LOG)
    return nas


@pytest.mark.parametrize("verb", ["start", "abort"])
@pytest.mark.parametrize("said", [OPENED, "echo 'Self-tests not supported'"])
def test_an_opened_drive_is_no_begun_test(flash: Sandbox, verb: str, said: str) -> None:
    flash.tool("smartctl", said)
    assert ask(flash, identity=NVME, verb=verb, kind="long")["ok"]
    code = "2" if verb == "start" else "0xf"
    assert calls(flash) == [f"nvme device-self-test {flash.root}/dev/nvme0n1 -s {code}"]
    # Of a drive that has no other tool it is a no.
    answer = ask(flash)
    assert (answer["ok"], answer["code"]) == (False, "not_taken")


def test_one_namespace_where_all_are_refused(flash: Sandbox) -> None:
    flash.tool("nvme", f'{LOG}; case "$*" in *" -n 3") exit 0;; esac; exit 1')
    assert ask(flash, identity=NVME)["ok"]
    path = f"{flash.root}/dev/nvme0n1"
    assert calls(flash) == [
        f"nvme device-self-test {path} -s 1",
        f"nvme device-self-test {path} -s 1 -n 3",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "NVMe status: Device Self-test In Progress: another one runs(0x411d)",
        "NVMe status: DEVICE_SELF_TEST_IN_PROGRESS: another one runs(0x411d)",
    ],
)
def test_nvme_that_does_another_one(flash: Sandbox, said: str) -> None:
    flash.tool("nvme", f"{LOG}; echo '{said}' >&2; exit 1")
    answer = ask(flash, identity=NVME)
    assert (answer["ok"], answer["code"]) == (False, "already_running")
    assert said in answer["detail"]
    assert len(calls(flash)) == 1


def test_nvme_needs_no_smartctl(flash: Sandbox) -> None:
    (flash.root / "bin" / "smartctl").unlink()
    assert ask(flash, identity=NVME)["ok"]
    assert not ask(flash)["ok"]


def test_nvme_that_hangs_is_left(flash: Sandbox) -> None:
    flash.tool("nvme", "exec sleep 600")
    answer = ask(flash, identity=NVME, wait=1)
    assert (answer["code"], answer["detail"]) == ("tool_hung", "nvme")


@pytest.mark.parametrize(
    ("verb", "code"), [("start", "1"), ("abort", "0xf")], ids=["start", "abort"]
)
def test_nvme_has_a_tool_of_its_own(nas: Sandbox, verb: str, code: str) -> None:
    wwid = "eui.00253851"
    identity = {"wwid": wwid, "serial": "N1", "size": SIZE}
    nas.add_disk("nvme0n1", SIZE, dev="259:0", wwid=wwid, serial="N1")
    nas.tool("smartctl", "exit 1")
    nas.tool("nvme", LOG)
    assert ask(nas, identity=identity, verb=verb)["ok"]
    path = f"{nas.root}/dev/nvme0n1"
    assert calls(nas) == [f"nvme device-self-test {path} -s {code}"]
    nas.tool("nvme", "exit 1")
    assert ask(nas, identity=identity)["code"] == "not_taken"
    assert ask(nas, identity=identity, kind="conveyance")["code"] == "not_taken"
