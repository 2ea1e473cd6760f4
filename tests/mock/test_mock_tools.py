"""The stand-ins answer in the form of the real tools: held against recorded output."""

import asyncio
import json
from pathlib import Path
import re
import shutil
from typing import Any

import pytest

from mock_truenas.model import Json
from mock_truenas.tools.lsblk import layout
from tests.mock.client import connected, fixture, small

IN_USE: dict[str, Any] = {"in_use": True, "size": "64M"}


def shape(text: str) -> str:
    """Reduce a text to its grammar: names, numbers and sizes become one word each."""
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "U", text)
    text = re.sub(r"/dev/(sd[a-z]+|nvme\d+n\d+)p?\d*", "/dev/X", text)
    text = re.sub(r"\d+(\.\d+)?[KMGTx%]?(?=[\t \n])", "0", text)
    return re.sub(r" +", " ", text)


@pytest.mark.parametrize(
    ("command", "recorded"),
    [
        ("zpool list -vHP", "zpool-list-vHP.out"),
        ("zpool status -P", "zpool-status-P.out"),
        ("zpool status -PL", "zpool-status-PL.out"),
        ("zdb -l /dev/sda", "zdb-l-blank.out"),
    ],
)
async def test_zfs_tools_print_what_openzfs_prints(command: str, recorded: str) -> None:
    async with small(**IN_USE) as nas, connected(nas) as client:
        result = await client.run(command)
        assert shape(result.out) == shape(fixture(recorded))


def test_lsblk_lays_json_out_as_util_linux_does() -> None:
    text = fixture("lsblk-one-tank.out")
    assert layout(json.loads(text)) + "\n" == text


async def test_lsblk_of_a_pool_member_is_as_recorded() -> None:
    async with small(**IN_USE) as nas, connected(nas) as client:
        name = nas.name("disk003")
        command = "lsblk -J -b -o NAME,TYPE,FSTYPE,LABEL,MOUNTPOINTS"
        result = await client.run(f"{command} /dev/{name}")
        assert result.out == fixture("lsblk-one-tank.out").replace("sdj", name)


async def test_lsblk_of_nothing() -> None:
    async with small() as nas, connected(nas) as client:
        result = await client.run("lsblk -J /dev/sdzz")
        assert result.status == 32
        assert result.out == fixture("lsblk-missing.out")
        assert result.err == fixture("lsblk-missing.err")


async def test_lsblk_shows_what_uses_a_drive() -> None:
    drives = [{"role": role} for role in ("swap", "lvm", "md", "mounted")]
    scenario = {"drives": drives, "in_use": False}
    async with small(scenario=scenario, size="32M") as nas, connected(nas) as client:
        rows = (await client.run("lsblk -J -o NAME,TYPE,MOUNTPOINTS")).json
        parts = [row["children"][0] for row in rows["blockdevices"][:4]]
        assert parts[0]["mountpoints"] == ["[SWAP]"]
        assert parts[1]["children"][0]["type"] == "lvm"
        assert parts[2]["children"][0]["name"] == "md127"
        assert parts[3]["mountpoints"] == ["/mnt/ext4data"]
        held = "import os; print(os.listdir('/sys/block/sdb/sdb1/holders'))"
        assert (await client.python(held)).out == "['dm-0']\n"
        assert "/dev/sda1" in (await client.run("cat /proc/swaps")).out
        assert "md127 : active" in (await client.run("cat /proc/mdstat")).out


@pytest.mark.parametrize(
    ("device", "recorded"),
    [("{0}1", "blkid-p-exported.out"), ("{0}", "blkid-p-whole-exported.out")],
)
async def test_blkid_gives_the_tags_of_the_real_one(device: str, recorded: str) -> None:
    async with small(**IN_USE) as nas, connected(nas) as client:
        name = nas.name(_exported(nas.model))
        result = await client.run(f"blkid -p -o export /dev/{device.format(name)}")
        assert result.status == 0
        assert _keys(result.out) == _keys(fixture(recorded))


def _keys(text: str) -> list[str]:
    return [line.partition("=")[0] for line in text.splitlines()]


def _exported(model: Json) -> str:
    member = model["pools"]["oldpool"]["groups"][0]["vdevs"][0]["members"][0]
    for drive in model["drives"].values():
        if any(part["uuid"] == member for part in drive["partitions"]):
            return str(drive["id"])
    raise AssertionError


async def test_blkid_finds_nothing_on_a_blank_drive() -> None:
    async with small() as nas, connected(nas) as client:
        result = await client.run("blkid -p -o export /dev/sda")
        assert (result.status, result.out) == (2, "")


@pytest.mark.parametrize(
    "role", ["exported", "mounted", "swap", "lvm", "md", "whole_ext4", "boot"]
)
async def test_the_real_blkid_agrees(role: str, tmp_path: Path) -> None:
    real = shutil.which("blkid", path="/usr/sbin:/sbin:/usr/bin")
    if real is None:
        pytest.skip("no blkid on this machine")
    scenario = {"drives": [{"role": role}], "in_use": False}
    if role == "boot":
        scenario["drives"] = []
    async with small(scenario=scenario, size="128M") as nas, connected(nas) as client:
        drive = nas.drive("disk001")
        for part in drive["partitions"] or [None]:
            start = part["start"] if part else 0
            size = part["size"] if part else drive["size"]
            # On its own, or the real one would see the table that covers it.
            alone = tmp_path / "alone"
            with nas.image("disk001").open("rb") as image:
                image.seek(start)
                alone.write_bytes(image.read(size))
            told = await _output(real, "-p", "-o", "export", str(alone))
            name = f"sda{part['number']}" if part else "sda"
            ours = await client.run(f"blkid -p -o export /dev/{name}")
            for key in ("TYPE", "LABEL", "UUID", "USAGE"):
                assert _tag(ours.out, key) == _tag(told, key), (key, told)


async def _output(*command: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE
    )
    out, _err = await process.communicate()
    return out.decode()


def _tag(text: str, key: str) -> str:
    return "".join(re.findall(rf"^{key}=(.*)$", text, re.MULTILINE))


async def test_findmnt_of_a_mounted_partition() -> None:
    async with small(**IN_USE) as nas, connected(nas) as client:
        source = nas.model["mounts"][0]["uuid"]
        device = await client.run(f"readlink /dev/disk/by-partuuid/{source}")
        name = f"/dev/{Path(device.out.strip()).name}"
        result = await client.run(f"findmnt -J -S {name}")
        recorded = fixture("findmnt-source-ext.out")
        assert result.out == recorded.replace("/dev/sdi1", name)
        assert (await client.run("findmnt -J -S /dev/sda")).status == 1


@pytest.mark.parametrize(
    ("command", "recorded"),
    [
        ("smartctl -j -i /dev/sdzz", "smartctl-i-missing.out"),
        ("smartctl -j -i", "smartctl-i-no-device.out"),
    ],
)
async def test_smartctl_says_what_is_wrong(command: str, recorded: str) -> None:
    async with small() as nas, connected(nas) as client:
        result = await client.run(command)
        ours, theirs = result.json, json.loads(fixture(recorded))
        for answer in (ours, theirs):
            del answer["smartctl"]["platform_info"]
            answer.pop("local_time", None)
        assert ours == theirs
        assert result.status == theirs["smartctl"]["exit_status"]


@pytest.mark.parametrize(
    ("kind", "device", "recorded", "unlike"),
    [
        ("sata", "sda", "smartctl-x-ata-hdd.out", {"seagate_farm_log"}),
        (
            "sas",
            "sda",
            "smartctl-x-sas-mpt.out",
            {"seagate_farm_log", "scsi_lb_provisioning"},
        ),
        ("nvme", "nvme0n1", "smartctl-x-nvme-ns.out", set()),
    ],
)
async def test_smartctl_has_all_keys_of_a_recorded_drive(
    kind: str, device: str, recorded: str, unlike: set[str]
) -> None:
    scenario = {"drives": [{"kind": kind}]}
    async with small(scenario=scenario) as nas, connected(nas) as client:
        ours = (await client.run(f"smartctl -j -x /dev/{device}")).json
        theirs = json.loads(fixture(recorded))
        assert set(theirs) - set(ours) <= unlike
        for key in ("device", "smart_status", "nvme_smart_health_information_log"):
            assert set(theirs.get(key, {})) <= set(ours.get(key, {}))
        assert type(ours["temperature"]["current"]) is int


async def test_the_product_asks_for_json_and_text_at_once() -> None:
    async with small() as nas, connected(nas) as client:
        result = await client.run("smartctl -n standby,3 -d sat -x --json=o /dev/sda")
        text = result.json["smartctl"]["output"]
        assert text[0].startswith("smartctl 7.4 2023-08-01 r5530 [x86_64-linux-")
        assert "Serial Number:    DMH00001" in text
        plain = await client.run("smartctl -x /dev/sda")
        assert plain.out.splitlines()[:3] == text[:3]


async def test_a_sleeping_drive_is_not_woken() -> None:
    async with small() as nas, connected(nas) as client:
        nas.set_drive("DMH00001", standby=True)
        result = await client.run("smartctl -n standby,3 -x -j /dev/sda")
        assert result.status == 3
        messages = result.json["smartctl"]["messages"]
        assert messages[0]["string"] == "Device is in STANDBY mode, exit(3)"
        assert "model_name" not in result.json
        assert "model_name" in (await client.run("smartctl -x -j /dev/sda")).json


async def test_failing_health_is_in_the_status_and_the_answer() -> None:
    async with small() as nas, connected(nas) as client:
        nas.set_smart("DMH00001", passed=False, reallocated=900)
        result = await client.run("smartctl -x -j /dev/sda")
        assert result.status is not None
        assert result.status & 8
        assert result.json["smart_status"]["passed"] is False
        rows = {r["id"]: r for r in result.json["ata_smart_attributes"]["table"]}
        assert rows[5]["raw"]["value"] == 900
        assert rows[5]["when_failed"] == "now"


async def test_heat_is_seen_by_smartctl_and_nvme() -> None:
    scenario = {"drives": [{"kind": "nvme"}]}
    async with small(scenario=scenario) as nas, connected(nas) as client:
        nas.set_temperature("DMN00001", 71)
        answer = (await client.run("smartctl -A -x -j /dev/nvme0")).json
        assert answer["temperature"]["current"] == 71
        log = (await client.run("nvme smart-log /dev/nvme0 -o json")).json
        assert log["temperature"] == 71 + 273
        assert set(log) <= set(json.loads(fixture("nvme-smart-log.out")))


async def test_nvme_list_is_as_recorded() -> None:
    scenario = {"drives": [{"kind": "nvme"}]}
    async with small(scenario=scenario) as nas, connected(nas) as client:
        ours = await client.run("nvme list -o json")
        theirs = json.loads(fixture("nvme-list.out"))
        assert list(ours.json["Devices"][0]) == list(theirs["Devices"][0])
        wrong = await client.run("nvme smart-log /dev/sda -o json")
        assert wrong.out == fixture("nvme-smart-on-ata.out")
        assert wrong.status == 1


@pytest.mark.parametrize(
    ("kind", "device", "serial"),
    [
        ("sata", "sda", "DMH00001"),
        ("sas", "sda", "DMA00001"),
        ("nvme", "nvme0n1", "DMN00001"),
    ],
)
async def test_a_self_test_runs_on_the_fast_clock(
    kind: str, device: str, serial: str
) -> None:
    # Two minutes on a clock that is slow enough to see it run, then stopped by hand.
    scenario = {"drives": [{"kind": kind}]}
    async with small(scenario=scenario, speed=1) as nas, connected(nas) as client:
        begun = await client.run(f"smartctl -j -t short /dev/{device}")
        assert begun.status == 0
        assert _running((await client.run(f"smartctl -x -j /dev/{device}")).json)
        again = await client.run(f"smartctl -t short /dev/{device}")
        assert again.status == {"sata": 4, "sas": 255, "nvme": 4}[kind]
        assert (await client.run(f"smartctl -X /dev/{device}")).status == 0
        answer = (await client.run(f"smartctl -x -j /dev/{device}")).json
        assert not _running(answer)
        assert _newest(answer) in {1, 25}
        begun = await client.run(f"smartctl -j -t short /dev/{device}")
        nas.change(lambda model: model.update(speed=1e6))
        answer = (await client.run(f"smartctl -x -j /dev/{device}")).json
        assert not _running(answer)
        assert _newest(answer) == 0
        assert nas.drive(serial)["selftest_log"][0]["result"] == "aborted"


def _running(answer: Json) -> bool:
    if "ata_smart_data" in answer:
        return "remaining_percent" in answer["ata_smart_data"]["self_test"]["status"]
    if "nvme_self_test_log" in answer:
        log = answer["nvme_self_test_log"]
        return bool(log["current_self_test_operation"]["value"])
    return bool(answer.get("scsi_self_test_0", {}).get("self_test_in_progress"))


def _newest(answer: Json) -> int:
    if "ata_smart_self_test_log" in answer:
        row = answer["ata_smart_self_test_log"]["extended"]["table"][0]
        return int(row["status"]["value"])
    if "nvme_self_test_log" in answer:
        row = answer["nvme_self_test_log"]["table"][0]
        return int(row["self_test_result"]["value"])
    return int(answer["scsi_self_test_0"]["result"]["value"])


@pytest.mark.parametrize(
    ("outcome", "value"), [("read_failure", 121), ("interrupted", 41), ("fatal", 48)]
)
async def test_a_self_test_can_go_wrong(outcome: str, value: int) -> None:
    async with small(speed=1e6) as nas, connected(nas) as client:
        nas.set_drive("DMH00001", next_selftest={"result": outcome, "lba": 4321})
        await client.run("smartctl -t short /dev/sda")
        result = await client.run("smartctl -x -j /dev/sda")
        assert _newest(result.json) == value
        assert result.status is not None
        assert bool(result.status & 0x80) == (outcome == "read_failure")


async def test_a_self_test_can_be_stuck() -> None:
    async with small(speed=1e6) as nas, connected(nas) as client:
        nas.set_drive("DMH00001", next_selftest={"stuck": True})
        await client.run("smartctl -t long /dev/sda")
        answer = (await client.run("smartctl -x -j /dev/sda")).json
        status = answer["ata_smart_data"]["self_test"]["status"]
        assert status["remaining_percent"] == 10


async def test_a_usb_bridge_that_has_to_be_told() -> None:
    scenario = {"drives": [{"kind": "usb", "bare": True}]}
    async with small(scenario=scenario) as nas, connected(nas) as client:
        plain = await client.run("smartctl -x -j /dev/sda")
        assert plain.status == 1
        assert "Unknown USB bridge" in plain.json["smartctl"]["messages"][0]["string"]
        assert (await client.run("smartctl -d sat -i -j /dev/sda")).status == 0


async def test_a_self_test_starts_with_the_recorded_words() -> None:
    async with small() as nas, connected(nas) as client:
        ours = (await client.run("smartctl -t short /dev/sda")).out.splitlines()
        theirs = fixture("selftest-ata-text.out").splitlines()
        assert ours[1:8] == theirs[1:8]
        assert [line[:25] for line in ours] == [line[:25] for line in theirs]


@pytest.mark.parametrize("tool", ["zpool", "lsblk", "smartctl", "blkid"])
async def test_tools_can_be_broken_in_every_way(tool: str) -> None:
    async with small() as nas, connected(nas) as client:
        nas.fail_tool(tool, 3, "out of luck\n")
        result = await client.run(tool)
        assert (result.status, result.err) == (3, "out of luck\n")
        nas.garbage_tool(tool)
        result = await client.run(tool)
        assert result.status == 0
        assert "<garbage>" in result.out
        nas.hang_tool(tool)
        assert (await client.run(f"timeout -k 1 0.3 {tool}")).status == 124
        nas.remove_tool(tool)
        which = (
            f"import shutil; print(shutil.which('{tool}', path='/usr/sbin:/usr/bin'))"
        )
        assert (await client.python(which)).out == "None\n"
        nas.restore_tool(tool)
        assert (await client.python(which)).out != "None\n"


async def test_systemd_units_are_locks_and_end_as_they_should() -> None:
    async with small() as nas, connected(nas) as client:
        run = "systemd-run --unit=nas-burnin-x --collect --property=Type=exec"
        started = await client.run(f"{run} sleep 60")
        assert started.status == 0
        assert started.err.startswith("Running as unit: nas-burnin-x.service")
        again = await client.run(f"{run} sleep 60")
        assert again.status == 1
        assert again.err == (
            "Failed to start transient service unit: Unit nas-burnin-x.service was"
            " already loaded or has a fragment file.\n"
        )
        shown = await client.run(
            "systemctl show nas-burnin-x -p LoadState -p ActiveState -p Result"
        )
        assert shown.out == "LoadState=loaded\nActiveState=active\nResult=success\n"
        assert (await client.run("systemctl is-active nas-burnin-x")).out == "active\n"
        assert len(nas.processes()) == 1
        assert (await client.run("systemctl stop nas-burnin-x")).status == 0
        assert nas.processes() == []
        gone = await client.run("systemctl show nas-burnin-x -p LoadState -p Result")
        assert gone.out == "LoadState=not-found\nResult=success\n"
        assert (await client.run("systemctl stop nas-burnin-x")).status == 5


async def test_a_failed_unit_keeps_its_name_unless_collected() -> None:
    async with small() as nas, connected(nas) as client:
        await client.run("systemd-run --unit=kept sh -c 'exit 3'")
        show = "systemctl show kept -p ActiveState -p Result -p ExecMainStatus"
        shown = (await client.run(show)).out
        while "failed" not in shown:
            shown = (await client.run(show)).out
        assert shown == "ActiveState=failed\nResult=exit-code\nExecMainStatus=3\n"
        assert (await client.run("systemd-run --unit=kept true")).status == 1
        assert (await client.run("systemctl reset-failed kept")).status == 0
        assert (await client.run("systemd-run --unit=kept true")).status == 0


async def test_a_host_without_systemd() -> None:
    async with small(systemd=False) as nas, connected(nas) as client:
        look = "import os; print(os.path.isdir('/run/systemd/system'))"
        assert (await client.python(look)).out == "False\n"
