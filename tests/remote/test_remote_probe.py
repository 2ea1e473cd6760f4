"""The probe against a NAS made of files: every frame, and children that misbehave."""

import json
import os
from pathlib import Path
import signal
import subprocess
from typing import Any

import pytest

from custom_components.nas_burnin.engine.parse.frames import Answer
from custom_components.nas_burnin.engine.remote import _base, _pool, _records
from tests.remote.sandbox import MIB, Sandbox, is_gone, wait_for

TOOL_HANGS = "exec sleep 600"


def value(answer: Answer, name: str) -> Any:
    return json.loads(answer.frames[name].out)


def test_the_host_says_what_it_is(nas: Sandbox) -> None:
    nas.tool("zpool", "exit 0")
    nas.tool("midclt", "exit 0")
    nas.write("etc/version", "25.10.1\n")
    answer = nas.probe()
    host = value(answer, "host")
    assert answer.complete
    assert answer.boot_id == host["boot_id"]
    assert host["machine_id"] == "0123456789abcdef0123456789abcdef"
    assert host["os"] == {"NAME": "Toy NAS", "ID": "toy", "VERSION": "1.0"}
    assert host["hostname"] == os.uname().nodename
    assert host["truenas"]
    assert host["version"] == "25.10.1"
    assert host["zfs"]
    assert not host["systemd"]
    assert host["tools"]["zpool"] == str(nas.root / "bin/zpool")
    assert host["tools"]["badblocks"].endswith("/badblocks")
    assert set(host["tools"]) >= {"smartctl", "nvme", "lsof", "systemctl", "sudo"}
    assert host["mem_available"] > MIB
    assert host["uid"] == os.getuid()
    assert host["now"]["boot"] > 0


def test_devices_are_told_in_full(nas: Sandbox) -> None:
    nas.add_disk("sda", 4 * MIB)
    nas.write("sys/block/sda/sda1/partition", "1\n")
    nas.write("sys/block/sda/sda1/start", "2048\n")
    nas.write("sys/block/sda/sda1/size", "4096\n")
    nas.write("sys/block/sda/sda1/dev", "8:1\n")
    nas.write("sys/block/sda/sda1/holders/md0/x", "")
    nas.write("sys/block/sda/holders/dm-0/x", "")
    nas.write("sys/block/dm-0/dev", "253:0\n")
    nas.write("sys/block/dm-0/size", "8\n")
    nas.write("sys/block/dm-0/slaves/sda/x", "")
    nas.write("sys/block/nvme0c0n1/hidden", "1\n")
    nas.write("sys/block/nvme0c0n1/device/model", "X\n")
    devices = {entry["name"]: entry for entry in value(nas.probe(), "block")["devices"]}
    assert devices["sda"] == {
        "name": "sda",
        "dev": "8:0",
        "size": 4 * MIB,
        "ro": False,
        "removable": False,
        "hidden": False,
        "rotational": True,
        "logical": 512,
        "physical_block": 4096,
        "zoned": "none",
        "disk_seq": 9,
        "physical": True,
        "wwid": "naa.5000c500aabbccdd",
        "serial": "ZL2ABCDE",
        "model": "ST14000NM001G-2K",
        "vendor": "SEAGATE",
        "firmware": "SN02",
        "link_speed": None,
        "link_speed_most": None,
        "holders": ["dm-0"],
        "slaves": [],
        "partitions": [
            {
                "name": "sda1",
                "dev": "8:1",
                "start": MIB,
                "size": 2 * MIB,
                "holders": ["md0"],
            }
        ],
    }
    assert not devices["dm-0"]["physical"]
    assert devices["dm-0"]["slaves"] == ["sda"]
    assert devices["dm-0"]["rotational"] is None
    assert devices["dm-0"]["size"] == 4096
    assert devices["nvme0c0n1"]["hidden"]


def links(nas: Sandbox) -> dict[str, tuple[int | None, int | None]]:
    found = value(nas.probe(), "block")["devices"]
    return {
        entry["name"]: (entry["link_speed"], entry["link_speed_most"])
        for entry in found
    }


def moved(nas: Sandbox, name: str, place: str) -> None:
    """Have the kernel's device of a disk somewhere else, and a link to it."""
    device = nas.root / "sys/block" / name / "device"
    target = nas.root / "sys" / place
    target.parent.mkdir(parents=True, exist_ok=True)
    device.rename(target)
    device.symlink_to(target)


def test_usb_tells_how_fast_its_link_is(nas: Sandbox) -> None:
    nas.add_disk("sda", 4 * MIB)
    nas.add_disk("sdb", 4 * MIB, dev="8:16")
    for name, port, speed in (("sda", "2-1", "5000"), ("sdb", "1-1", "480")):
        moved(nas, name, f"devices/usb2/{port}/{port}:1.0/host6/6:0:0:0")
        nas.write(f"sys/devices/usb2/{port}/busnum", "1\n")
        nas.write(f"sys/devices/usb2/{port}/speed", f"{speed}\n")
    assert links(nas) == {"sda": (5 * 10**9, None), "sdb": (480 * 10**6, None)}
    nas.write("sys/devices/usb2/1-1/speed", "unknown\n")
    assert links(nas)["sdb"] == (None, None)


@pytest.mark.parametrize("is_shared", [False, True])
def test_nvme_tells_how_fast_it_is_and_could_be(
    nas: Sandbox, *, is_shared: bool
) -> None:
    nas.add_disk("nvme0n1", 4 * MIB, dev="259:0")
    bus = "devices/pci0000:00/0000:01:00.0"
    moved(nas, "nvme0n1", f"{bus}/nvme/nvme0")
    if is_shared:
        # Several controllers can lead to one drive; then it hangs on none of them.
        nas.write("sys/devices/virtual/nvme-subsystem/nvme-subsys0/model", "X\n")
        subsystem = nas.root / "sys/devices/virtual/nvme-subsystem/nvme-subsys0"
        (subsystem / "nvme0").symlink_to(nas.root / "sys" / bus / "nvme/nvme0")
        device = nas.root / "sys/block/nvme0n1/device"
        device.unlink()
        device.symlink_to(subsystem)
    assert links(nas) == {"nvme0n1": (None, None)}
    for name, text in (
        ("current_link_speed", "8.0 GT/s PCIe"),
        ("current_link_width", "1"),
        ("max_link_speed", "16.0 GT/s PCIe"),
        ("max_link_width", "4"),
    ):
        nas.write(f"sys/{bus}/{name}", text + "\n")
    assert links(nas) == {"nvme0n1": (8 * 10**9, 64 * 10**9)}


def test_the_controller_of_a_disk_is_not_its_link(nas: Sandbox) -> None:
    nas.add_disk("sda", 4 * MIB)
    bus = "devices/pci0000:00/0000:02:00.0"
    moved(nas, "sda", f"{bus}/ata1/host0/0:0:0:0")
    nas.write(f"sys/{bus}/current_link_speed", "8.0 GT/s PCIe\n")
    nas.write(f"sys/{bus}/current_link_width", "1\n")
    assert links(nas) == {"sda": (None, None)}


def test_a_device_that_can_not_be_told_fails_the_frame(nas: Sandbox) -> None:
    nas.write("sys/block/sda/dev/is-no-file", "")
    frame = nas.probe().frames["block"]
    assert frame.rc == 1
    assert frame.out == b""
    assert b"no device number" in frame.err


def test_a_device_that_leaves_is_left_out(nas: Sandbox) -> None:
    nas.add_disk("sda", 4 * MIB)
    (nas.root / "sys/block/sdz").mkdir()
    names = [entry["name"] for entry in value(nas.probe(), "block")["devices"]]
    assert names == ["sda"]


def test_links_lead_to_kernel_names(nas: Sandbox) -> None:
    nas.add_disk("sda", 4 * MIB)
    dev = nas.root / "dev"
    for folder in ("disk/by-id", "disk/other", "mapper", "zvol/tank/sub"):
        (dev / folder).mkdir(parents=True)
    (dev / "disk/by-id/ata-X").symlink_to("../../sda")
    (dev / "disk/by-id/broken").symlink_to("../../sdq")
    (dev / "disk/other/y").symlink_to("../../sda")
    (dev / "mapper/plain").symlink_to("../disk/by-id/ata-X")
    (dev / "mapper/control").write_text("")
    (dev / "zvol/tank/sub/vol").symlink_to("../../../sda")
    links = value(nas.probe(), "block")["links"]
    assert links == {
        f"{dev}/disk/by-id/ata-X": "sda",
        f"{dev}/zvol/tank/sub/vol": "sda",
    }


def test_files_of_proc_are_told_as_they_are(nas: Sandbox) -> None:
    nas.write("proc/self/mountinfo", "1 2 8:1 / /mnt rw - ext4 /dev/sda1 rw\n")
    nas.write("proc/mdstat/is-no-file", "")
    answer = nas.call("probe", probe_request(nas), PROC=str(nas.root / "proc"))
    assert answer.frames["mountinfo"].out.startswith(b"1 2 8:1")
    assert answer.frames["swaps"].missing
    assert answer.frames["swaps"].rc is None
    assert answer.frames["mdstat"].rc == 1
    assert value(answer, "host")["mem_available"] == 0


def probe_request(nas: Sandbox, **fields: object) -> dict[str, Any]:
    return {
        "v": 1,
        "deadline": 20,
        "width": 8,
        "smart": [],
        "signatures": [],
        "samples": [],
        "smart_types": {},
        "nvme": {},
        "farm": [],
        "awake": [],
        "versions": False,
        "unit_prefix": "nas-burnin-",
        "state_dir": str(nas.state_dir),
        "run_dir": str(nas.run_dir),
        **fields,
    }


def test_tools_are_asked_for_each_drive(nas: Sandbox) -> None:
    nas.add_disk("sda", 4 * MIB)
    nas.add_disk("cciss!c0d0", 4 * MIB, dev="104:0", node=Path("/dev/null"))
    nas.write("sys/block/sda/sda1/partition", "1\n")
    nas.write("sys/block/dm-0/dev", "253:0\n")
    for tool in ("smartctl", "blkid"):
        nas.tool(tool, 'echo "$LC_ALL" "$@"; echo oops >&2; exit 4')
    answer = nas.probe(
        smart="all",
        signatures="all",
        smart_types={"sda": "sat", "cciss!c0d0": "-x; reboot"},
        farm=["sda", "sdz"],
    )
    dev = nas.root / "dev"
    said = {
        name: frame.out.decode().strip()
        for name, frame in answer.frames.items()
        if name.startswith(("smart:", "farm:", "blkid:"))
    }
    assert said == {
        "smart:sda": f"C -n standby,3 -d sat -x --json=o {dev}/sda",
        "farm:sda": f"C -n standby,3 -d sat -l farm --json {dev}/sda",
        "smart:cciss!c0d0": f"C -n standby,3 -x --json=o {dev}/cciss/c0d0",
        "blkid:sda": f"C -p -o export {dev}/sda",
        "blkid:sda1": f"C -p -o export {dev}/sda1",
        "blkid:cciss!c0d0": f"C -p -o export {dev}/cciss/c0d0",
    }
    assert answer.frames["smart:sda"].rc == 4
    assert answer.frames["smart:sda"].err == b"oops\n"


def test_a_drive_that_tests_itself_is_read_a_little(nas: Sandbox) -> None:
    nas.add_disk("sda", 4 * MIB)
    nas.add_disk("sdb", 4 * MIB, dev="8:16")
    (nas.root / "dev" / "sdb").unlink()
    answer = nas.probe(awake=["sda", "sdb", "sdz"])
    found = {
        name: frame.rc
        for name, frame in answer.frames.items()
        if name.startswith("awake:")
    }
    # One that can't be read hides nothing of the others.
    assert found == {"awake:sda": 0, "awake:sdb": 1}
    assert answer.complete


def test_nvme_is_asked_for_the_logs_that_are_named(nas: Sandbox) -> None:
    nas.add_disk("nvme0n1", 4 * MIB, dev="259:0")
    nas.add_disk("sda", 4 * MIB)
    nas.tool("nvme", 'echo "$LC_ALL" "$@"; exit 1')
    logs = ["id-ctrl", "smart-log", "format"]
    answer = nas.probe(nvme={"nvme0n1": logs, "nvme9n1": logs})
    found = {
        name: frame.out.decode().strip()
        for name, frame in answer.frames.items()
        if name.startswith("nvme")
    }
    path = nas.root / "dev" / "nvme0n1"
    assert found == {
        "nvme-smart-log:nvme0n1": f"C smart-log {path} -o json",
        "nvme-id-ctrl:nvme0n1": f"C id-ctrl {path} -o json",
    }
    assert answer.frames["nvme-id-ctrl:nvme0n1"].rc == 1


def test_versions_are_told_when_they_are_asked_for(nas: Sandbox) -> None:
    for tool in ("mke2fs", "smartctl", "nvme"):
        nas.tool(tool, f'echo {tool} "$@"')
    answer = nas.probe(versions=True)
    found = {
        name: frame.out.decode().strip()
        for name, frame in answer.frames.items()
        if name.startswith("version:")
    }
    assert found == {
        "version:badblocks": "mke2fs -V",
        "version:smartctl": "smartctl -V",
        "version:nvme": "nvme version",
    }


def test_only_what_is_asked_for_is_done(nas: Sandbox) -> None:
    for index in range(3):
        nas.add_disk(f"sd{'abc'[index]}", 4 * MIB, dev=f"8:{index * 16}")
    answer = nas.probe(samples=["sdb", "sdz", "../etc"])
    names = {name for name in answer.frames if ":" in name}
    assert names == {"sample:sdb"}
    assert value(answer, "sample:sdb") == {"samples": 66, "constant": 0, "error": ""}


def test_a_node_that_can_not_be_read_is_told(nas: Sandbox) -> None:
    nas.add_disk("sda", 4 * MIB).unlink()
    found = value(nas.probe(samples="all"), "sample:sda")
    assert found["constant"] is None
    assert "No such file" in found["error"]


def test_missing_tools_and_signals_are_told(nas: Sandbox) -> None:
    nas.tool("zpool", "kill -11 $$")
    nas.add_disk("sda", 4 * MIB)
    answer = nas.probe(smart="all")
    assert answer.frames["zpool"].signal == signal.SIGSEGV
    assert answer.frames["zpool"].rc is None
    assert answer.frames["smart:sda"].missing


def test_a_hung_tool_holds_up_nobody(nas: Sandbox) -> None:
    nas.tool("zpool", f"echo $$ >{nas.root}/pid; echo half; {TOOL_HANGS}")
    for index in range(4):
        nas.add_disk(f"sd{'abcd'[index]}", 4 * MIB, dev=f"8:{index * 16}")
    nas.tool("smartctl", "echo fine")
    answer = nas.probe(smart="all", deadline=2, width=2)
    zpool = answer.frames["zpool"]
    assert answer.complete
    assert zpool.timed_out
    assert zpool.rc is None
    assert zpool.out == b"half\n"
    for index in range(4):
        assert answer.frames[f"smart:sd{'abcd'[index]}"].out == b"fine\n"
    pid = int((nas.root / "pid").read_text())
    wait_for(lambda: is_gone(pid))


def test_what_was_not_begun_by_the_deadline_is_told(nas: Sandbox) -> None:
    for index in range(4):
        nas.add_disk(f"sd{'abcd'[index]}", 4 * MIB, dev=f"8:{index * 16}")
    nas.tool("smartctl", TOOL_HANGS)
    answer = nas.probe(smart="all", deadline=1, width=1)
    frames = [answer.frames[f"smart:sd{letter}"] for letter in "abcd"]
    assert answer.complete
    assert all(frame.timed_out and frame.rc is None for frame in frames)


def test_children_of_a_tool_that_keep_its_pipes_are_ended(nas: Sandbox) -> None:
    nas.tool("zpool", f"sleep 600 & echo $! >{nas.root}/pid; echo done")
    answer = nas.probe()
    assert answer.frames["zpool"].rc == 0
    assert answer.frames["zpool"].out == b"done\n"
    pid = int((nas.root / "pid").read_text())
    wait_for(lambda: is_gone(pid))


def test_a_tool_without_pipes_is_still_waited_for(nas: Sandbox) -> None:
    nas.tool("zpool", "exec >&- 2>&-; sleep 0.3; exit 7")
    assert nas.probe().frames["zpool"].rc == 7


def test_a_flood_is_cut_while_it_is_read(nas: Sandbox) -> None:
    nas.tool("zpool", "head -c 9000000 /dev/zero; echo end >&2")
    frame = nas.probe().frames["zpool"]
    assert len(frame.out) == _pool.CAP
    assert frame.cut
    assert frame.rc == 0
    assert frame.err == b"end\n"


def test_nobody_listening_ends_it_and_its_children(nas: Sandbox) -> None:
    nas.tool(
        "zpool",
        f"echo $$ >{nas.root}/pid.new; mv {nas.root}/pid.new {nas.root}/pid; {TOOL_HANGS}",
    )
    program = nas.text("probe").encode()
    child = subprocess.Popen(
        [
            nas.python,
            "-I",
            "-c",
            "import sys;i=sys.stdin.buffer;exec(i.read(int(i.readline())))",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=nas.environment(),
    )
    assert child.stdin is not None
    assert child.stdout is not None
    asked = json.dumps(probe_request(nas, deadline=30)).encode()
    child.stdin.write(b"%d\n%s%s" % (len(program), program, asked))
    child.stdin.close()
    # Not one frame is out while a drive hangs: the hang-up itself is what it sees.
    wait_for((nas.root / "pid").exists)
    child.stdout.close()
    assert child.wait(60) == 1
    assert child.stderr is not None
    assert child.stderr.read() == b""
    child.stderr.close()
    pid = int((nas.root / "pid").read_text())
    wait_for(lambda: is_gone(pid))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_its_children(nas: Sandbox, number: int) -> None:
    nas.tool(
        "zpool",
        f"echo $$ >{nas.root}/pid.new; mv {nas.root}/pid.new {nas.root}/pid; {TOOL_HANGS}",
    )
    request = nas.write("request", json.dumps(probe_request(nas, deadline=60)))
    program = nas.write("probe.py", nas.text("probe"))
    with request.open("rb") as stdin:
        child = subprocess.Popen(
            [nas.python, "-I", str(program)],
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            env=nas.environment(),
        )
    wait_for((nas.root / "pid").exists)
    child.send_signal(number)
    assert child.wait(60) == 128 + number
    pid = int((nas.root / "pid").read_text())
    wait_for(lambda: is_gone(pid))


def test_tests_are_told_with_what_they_said(nas: Sandbox) -> None:
    unit = "nas-burnin-a"
    for path, text in (
        (f"var/nas_burnin/{unit}/request.json", '{"nonce": "x", "program": "long"}'),
        (f"var/nas_burnin/{unit}/checkpoint.json", "not json"),
        (f"var/nas_burnin/{unit}/run-0.err", b"\xff err"),
        (f"var/nas_burnin/{unit}/run-0.out", "12\n"),
        (f"var/nas_burnin/{unit}/run-1.err", "second"),
        ("var/nas_burnin/nas-burnin-$(reboot)/x", ""),
        ("var/nas_burnin/something-else/request.json", "{}"),
        ("run/nas_burnin/nas-burnin-b/status.json", '{"pid": 1, "start_ticks": 5}'),
    ):
        nas.write(path, text)
    answer = nas.probe()
    tests = {test["unit"]: test for test in value(answer, "tests")["tests"]}
    assert set(tests) == {unit, "nas-burnin-b"}
    assert tests[unit] == {
        "unit": unit,
        "request": {"nonce": "x"},
        "status": None,
        "checkpoint": None,
        "alive": False,
        "unit_state": "",
    }
    assert tests["nas-burnin-b"]["status"] == {"pid": 1, "start_ticks": 5}
    assert answer.frames[f"output:{unit}:0"].out == b"\xff err"
    assert answer.frames[f"output:{unit}:0"].err == b"12\n"
    assert answer.frames[f"output:{unit}:1"].out == b"second"
    assert answer.frames[f"output:{unit}:1"].err == b""


def test_units_are_asked_of_systemd(nas: Sandbox) -> None:
    nas.write("var/nas_burnin/nas-burnin-a/request.json", "{}")
    nas.write("var/nas_burnin/nas-burnin-b/request.json", "{}")
    nas.tool(
        "systemctl",
        f'echo "$@" >{nas.root}/asked\n'
        "printf 'Id=nas-burnin-a.service\\nLoadState=loaded\\nActiveState=active\\n\\n'\n"
        "printf 'Id=nas-burnin-b.service\\nLoadState=not-found\\nActiveState=inactive\\n'",
    )
    answer = nas.call("probe", probe_request(nas), SYSTEMD=str(nas.root))
    states = {
        test["unit"]: test["unit_state"] for test in value(answer, "tests")["tests"]
    }
    assert states == {"nas-burnin-a": "active", "nas-burnin-b": ""}
    assert "units" not in answer.frames
    asked = (nas.root / "asked").read_text().split()
    assert asked[-3:] == ["--", "nas-burnin-a.service", "nas-burnin-b.service"]
    assert value(answer, "host")["systemd"]


def test_a_process_is_known_by_more_than_its_number() -> None:
    pid = os.getpid()
    ticks = _base.start_ticks(pid)
    boot = _base.boot_id()
    good = {"pid": pid, "start_ticks": ticks, "boot_id": boot}
    assert _records.is_alive(good)
    for field, wrong in (
        ("pid", 2**22 + 1),
        ("pid", None),
        ("pid", 0),
        ("start_ticks", 1),
        ("start_ticks", None),
        ("boot_id", "another"),
    ):
        assert not _records.is_alive({**good, field: wrong})
    assert not _records.is_alive(None)


def test_the_state_folder_serves_where_there_is_no_run(tmp_path: Path) -> None:
    request = {"state_dir": "/var/log/nas_burnin", "run_dir": str(tmp_path / "no/run")}
    assert _records.run_folder(request, "u") == "/var/log/nas_burnin/u"
    request["run_dir"] = str(tmp_path / "run")
    assert _records.run_folder(request, "u") == str(tmp_path / "run" / "u")


def test_a_zombie_is_dead(nas: Sandbox) -> None:
    child = subprocess.Popen(["/bin/true"])
    wait_for(lambda: _base.start_ticks(child.pid) is None)
    assert child.wait() == 0
