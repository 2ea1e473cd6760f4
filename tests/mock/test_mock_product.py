"""The product's own programs on the mock: a whole test, and each way it can end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from typing import Any

import pytest

from custom_components.nas_burnin.engine import remote
from mock_truenas.nas import MockNas
from tests.mock.client import Client, connected, small

FOLDERS = {"state_dir": "/var/log/nas_burnin", "run_dir": "/run/nas_burnin"}
SLOW = 0.02


class Test:
    """One detached test of the first drive."""

    __test__ = False

    def __init__(self, nas: MockNas, client: Client, serial: str) -> None:
        self.nas, self.client, self.serial = nas, client, serial
        self.unit = f"nas-burnin-{serial}"

    async def probe(self, what: Any = "all") -> dict[str, Any]:
        return await self.client.frames(
            "probe",
            {
                "v": 1,
                "deadline": 20,
                "width": 8,
                "smart": what,
                "signatures": what,
                "samples": what,
                "smart_types": {},
                "farm": [],
                "awake": [],
                "versions": False,
                "nvme": {},
                "unit_prefix": "nas-burnin-",
                **FOLDERS,
            },
        )

    async def control(self, verb: str, **more: Any) -> dict[str, Any]:
        request = {"v": 1, "verb": verb, "unit": self.unit, "nonce": "n", "wait": 20}
        frames = await self.client.frames("control", {**request, **FOLDERS, **more})
        answer: dict[str, Any] = json.loads(frames["control"][1])
        return answer

    async def start(self, *patterns: str) -> dict[str, Any]:
        frames = await self.probe([])
        name = self.nas.name(self.serial)
        devices = json.loads(frames["block"][1])["devices"]
        device = next(entry for entry in devices if entry["name"] == name)
        last = device["size"] // 4096 - 1
        request = {
            "v": 1,
            "unit": self.unit,
            "job": "j",
            "controller": "c",
            "nonce": "n",
            "boot_id": json.loads(frames["end"][1])["boot_id"],
            "destructive": True,
            "identity": {key: device[key] for key in ("wwid", "serial", "size")},
            "require_blank": True,
            "go_within": 60,
            "error_limit": 100,
            "stop_grace": 3,
            "runs": [
                {
                    "number": index,
                    "pattern": pattern,
                    "write": True,
                    "block_size": 4096,
                    "blocks_at_once": 1024,
                    "first": 0,
                    "last": last,
                }
                for index, pattern in enumerate(patterns)
            ],
        }
        program = await asyncio.to_thread(remote.load, "supervisor")
        return await self.control("start", program=program, request=request)

    async def seen(self) -> dict[str, Any]:
        """The test as the next poll shows it."""
        tests = json.loads((await self.probe([]))["tests"][1])["tests"]
        assert [test["unit"] for test in tests] == [self.unit]
        found: dict[str, Any] = tests[0]
        return found

    async def until(self, state: str) -> dict[str, Any]:
        while (seen := await self.seen())["status"]["state"] != state:
            assert seen["status"]["state"] not in ("refused", "ended"), seen
        return seen


@asynccontextmanager
async def a_test(serial: str = "DMH00001", **options: Any) -> AsyncIterator[Test]:
    async with small(**options) as nas, connected(nas) as client:
        yield Test(nas, client, serial)


@pytest.mark.parametrize("systemd", [True, False])
async def test_a_burn_in_from_start_to_removal(systemd: bool) -> None:
    async with a_test(systemd=systemd, speed=1000) as test:
        begun = await test.start("0xaa", "0x55", "0xff", "0x00")
        assert begun["ok"], begun
        assert begun["test"]["status"]["state"] == "held"
        assert test.nas.claimed(test.serial)
        assert (await test.control("go"))["ok"]
        ended = (await test.until("ended"))["status"]
        assert ended["end"] == "finished"
        assert [run["exit"] for run in ended["runs"]] == [0] * 4
        kinds = [phase["kind"] for run in ended["runs"] for phase in run["phases"]]
        assert kinds == ["write", "verify"] * 4
        assert not any(test.nas.image(test.serial).read_bytes())
        frames = await test.probe([])
        kept = frames[f"output:{test.unit}:3"][1].decode()
        assert "Pass completed, 0 bad blocks found. (0/0/0 errors)" in kept
        assert (await test.control("remove"))["ok"]
        assert test.nas.processes() == []
        assert test.nas.read_state_files() == {}


async def test_the_poll_sees_the_whole_nas() -> None:
    async with a_test(drives=12, in_use=True) as test:
        frames = await test.probe()
        for name, (header, _out, _err) in frames.items():
            assert not header["timeout"], name
            # Nobody has taken it yet.
            assert header["missing"] == (name == "owner"), name
        devices = json.loads(frames["block"][1])["devices"]
        # 12 blank ones, one of them on two paths; boot, tank (4) and three in use.
        assert len(devices) == 12 + 1 + 1 + 4 + 3
        blank = [
            device["name"]
            for device in devices
            if frames[f"blkid:{device['name']}"][0]["rc"] == 2
            and json.loads(frames[f"sample:{device['name']}"][1])["constant"] == 0
        ]
        assert len(blank) == 13
        assert all(f"smart:{device['name']}" in frames for device in devices)
        host = json.loads(frames["host"][1])
        assert (host["truenas"], host["version"]) == (True, "25.10.1")


async def test_an_account_that_is_not_root_polls_with_sudo() -> None:
    async with small(user="admin") as nas, connected(nas) as client:
        request = {
            "v": 1,
            "deadline": 20,
            "width": 8,
            "smart": "all",
            "signatures": "all",
            "samples": "all",
            "smart_types": {},
            "farm": [],
            "awake": [],
            "versions": False,
            "nvme": {},
            "unit_prefix": "nas-burnin-",
            **FOLDERS,
        }
        frames = await client.frames("probe", request, sudo=True)
        assert json.loads(frames["host"][1])["uid"] == 0
        assert json.loads(frames["sample:sda"][1])["constant"] == 0
        frames = await client.frames("probe", request)
        assert json.loads(frames["host"][1])["uid"] == 950
        assert json.loads(frames["sample:sda"][1])["constant"] is None


async def test_stop_leaves_nothing_behind() -> None:
    async with a_test() as test:
        test.nas.set_drive(test.serial, bandwidth=SLOW)
        await test.start("0xaa")
        await test.control("go")
        await test.until("testing")
        assert (await test.control("stop"))["ok"]
        assert (await test.seen())["status"]["end"] == "stopped"
        assert (await test.control("remove"))["ok"]
        assert test.nas.processes() == []
        assert test.nas.read_state_files() == {}


async def test_pause_and_go_on() -> None:
    async with a_test() as test:
        test.nas.set_drive(test.serial, bandwidth=SLOW)
        await test.start("0xaa")
        await test.control("go")
        await test.until("testing")
        assert (await test.control("pause"))["ok"]
        await test.until("paused")
        test.nas.set_drive(test.serial, bandwidth=0.0)
        assert (await test.control("resume"))["ok"]
        assert (await test.until("ended"))["status"]["end"] == "finished"


async def test_bad_blocks_come_through() -> None:
    async with a_test(speed=1000) as test:
        test.nas.set_faults(test.serial, miscompare=[10, 3000])
        await test.start("0xaa", "0x55")
        await test.control("go")
        assert (await test.until("ended"))["status"]["end"] == "finished"
        frames = await test.probe([])
        header, err, out = frames[f"output:{test.unit}:0"]
        assert header["rc"] == 0
        # 1024 blocks at once: so much too high they are told.
        assert out.split() == [b"1034", b"4024"]
        assert b"2 bad blocks found. (0/0/2 errors)" in err


async def test_a_drive_that_vanishes_ends_it() -> None:
    async with a_test() as test:
        test.nas.set_drive(test.serial, bandwidth=SLOW)
        await test.start("0xaa")
        await test.control("go")
        await test.until("testing")
        test.nas.vanish(test.serial)
        assert (await test.until("ended"))["status"]["end"] == "drive_gone"
        assert test.nas.processes() == []


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("has_data", {"has_signature"}),
        ("whole_ext4", {"has_signature"}),
        ("mounted", {"busy"}),
        ("lvm", {"busy"}),
    ],
)
async def test_a_drive_in_use_is_refused(role: str, codes: set[str]) -> None:
    async with a_test(scenario={"drives": [{"role": role}]}) as test:
        answer = await test.start("0xaa")
        status = answer["test"]["status"]
        assert status["state"] == "refused"
        assert status["reason"]["code"] in codes


async def test_both_paths_of_a_drive_are_held() -> None:
    async with a_test("DMA00001", scenario={"drives": [{"kind": "sas2"}]}) as test:
        begun = await test.start("0xaa")
        assert begun["test"]["status"]["nodes"] == ["8:0", "8:32"]
        assert (await test.control("stop"))["ok"]


async def test_a_reboot_is_a_test_that_is_no_more() -> None:
    async with small() as nas:
        nas.set_drive("DMH00001", bandwidth=SLOW)
        async with connected(nas) as client:
            test = Test(nas, client, "DMH00001")
            await test.start("0xaa")
            await test.control("go")
            await test.until("testing")
            await nas.reboot(new_letters=True)
        async with connected(nas) as client:
            test = Test(nas, client, "DMH00001")
            seen = await test.seen()
            assert seen["alive"] is False
            assert seen["status"] is None
            assert seen["checkpoint"]["state"] == "testing"
            assert nas.name("DMH00001") != "sda"


async def test_a_dropped_link_does_not_matter() -> None:
    async with small(speed=10) as nas:
        async with connected(nas) as client:
            test = Test(nas, client, "DMH00001")
            await test.start("0xaa", "0x00")
            await test.control("go")
            nas.drop_connections()
        async with connected(nas) as client:
            test = Test(nas, client, "DMH00001")
            assert (await test.until("ended"))["status"]["end"] == "finished"


async def test_a_large_drive_on_the_fast_clock() -> None:
    scenario = {"drives": [{"size": "14TB", "bandwidth": 200}], "speed": 2e5}
    async with a_test(scenario=scenario) as test:
        await test.start("0xaa")
        assert (await test.control("go"))["ok"]
        ended = (await test.until("ended"))["status"]
        assert ended["end"] == "finished"
        assert ended["offset"] == 14 * 10**12 // 4096 * 4096
