"""Scenarios, the command line, and a NAS that is started again in its folder."""

import asyncio
import json
import os
from pathlib import Path
import signal
import sys
from typing import Any

import pytest

from mock_truenas.catalog import ScenarioError, parse_size
from mock_truenas.model import load
from mock_truenas.nas import MockNas
from mock_truenas.scenario import EVENTS, build, read
from tests.mock.client import PUBLIC, connected, small, until


@pytest.mark.parametrize(
    ("text", "size"),
    [("256M", 256 << 20), ("4T", 4 << 40), ("14TB", 14 * 10**12), ("8388608", 8 << 20)],
)
def test_sizes_are_read(text: str, size: int) -> None:
    assert parse_size(text) == size // 4096 * 4096


@pytest.mark.parametrize(
    ("scenario", "field"),
    [
        ({"drive": 3}, "unknown drive"),
        ({"drives": [{"kind": "tape"}]}, "kind 'tape'"),
        ({"drives": [{"size": "big"}]}, "size 'big'"),
        ({"drives": [{"size": "1M"}]}, "at least 8M"),
        ({"drives": [{"colour": 1}]}, r"drives\[0\]: unknown colour"),
        ({"drives": [{"role": "boss"}]}, "role 'boss'"),
        ({"drives": [{"role": "exported", "size": "16M"}]}, "at least 96M"),
        ({"drives": [{"faults": {"rust": [1]}}]}, r"drives\[0\].faults: unknown rust"),
        ({"drives": [{"smart": {"mood": 1}}]}, r"drives\[0\].smart: unknown mood"),
        ({"changes": {"NOBODY": {}}}, "changes.NOBODY"),
        ({"speed": 0}, "speed 0"),
        ({"speed": "fast"}, "speed: 'fast'"),
        ({"systemd": 1}, "systemd: 1"),
        ({"sudo": "please"}, "sudo 'please'"),
        ({"tools": {"zpool": "sulk"}}, "tools.zpool 'sulk'"),
        ({"events": [{"do": "vanish"}]}, r"events\[0\]"),
        ({"events": [{"after": 1, "do": "dance"}]}, r"events\[0\].do 'dance'"),
    ],
)
def test_what_cannot_be_is_named(scenario: dict[str, Any], field: str) -> None:
    with pytest.raises(ScenarioError, match=field):
        build(scenario)


def test_scenario_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="No such file"):
        read(str(tmp_path / "none.json"))
    file = tmp_path / "bad.json"
    file.write_text("{\n nonsense")
    with pytest.raises(ScenarioError, match="line 2"):
        read(str(file))
    file.write_text("[]")
    with pytest.raises(ScenarioError, match="one JSON object"):
        read(str(file))


def test_the_default_nas_has_every_kind_of_drive() -> None:
    model = build({})
    drives = list(model["drives"].values())
    blank = [d for d in drives if not d["partitions"]]
    assert len(blank) == 12
    assert {d["kind"] for d in blank} == {"sata", "sas", "nvme", "ssd", "usb"}
    assert any(d["paths"] == 2 for d in blank)
    assert len({d["serial"] for d in drives}) == len(drives)
    assert set(model["pools"]) == {"boot-pool", "tank", "oldpool"}
    kinds = [group["kind"] for group in model["pools"]["tank"]["groups"]]
    assert kinds == ["data", "logs", "spare"]
    assert model["mounts"]


def test_every_event_is_something_the_nas_can_do() -> None:
    assert all(callable(getattr(MockNas, name, None)) for name in EVENTS)


async def test_events_happen_by_themselves() -> None:
    scenario = {
        "drives": [{}, {"role": "exported", "size": "128M"}],
        "events": [
            {"after": 0.2, "do": "vanish", "drive": "DMH00001"},
            {"after": 0.1, "do": "import_pool", "name": "oldpool"},
            {"after": 0.1, "do": "set_temperature", "drive": "DMH00001", "celsius": 61},
            {"after": 0.1, "do": "hang_tool", "tool": "zpool"},
            {"after": 0.1, "do": "vanish", "drive": "NOBODY"},
            {"after": 0.3, "do": "reboot"},
        ],
    }
    async with small(scenario=scenario) as nas:
        boot = nas.model["boot"]["id"]
        await until(lambda: nas.name("DMH00001") == "", "vanish")
        model = nas.model
        assert model["pools"]["oldpool"]["imported"]
        assert nas.drive("DMH00001")["temperature"] == 61
        assert model["tools"] == {"zpool": {"hang": True}}
        await until(lambda: nas.model["boot"]["id"] != boot, "reboot")


async def test_changes_and_missing_tools() -> None:
    scenario = {
        "changes": {"DMH00001": {"temperature": 50, "smart": {"pending": 8}}},
        "tools": {"nvme": "missing", "zpool": {"exit": 2, "stderr": "no\n"}},
        "sudo": "missing",
        "version": "",
    }
    async with small(scenario=scenario) as nas, connected(nas) as client:
        answer = (await client.run("smartctl -x -j /dev/sda")).json
        assert answer["temperature"]["current"] == 50
        rows = {r["id"]: r for r in answer["ata_smart_attributes"]["table"]}
        assert rows[197]["raw"]["value"] == 8
        there = sorted(path.name for path in (nas.root / "bin").iterdir())
        assert not {"nvme", "sudo", "midclt"} & set(there)
        assert (await client.run("zpool list")).status == 2


async def test_it_is_the_same_nas_when_it_starts_again(tmp_path: Path) -> None:
    async with small(root=tmp_path) as nas:
        key, machine = nas.host_key, nas.model["machine_id"]
        nas.image("DMH00001").write_bytes(b"\x55" * (16 << 20))
        nas.path("/var/log/kept").write_text("kept")
        nas.rename("DMH00001", "sdq")
    async with small(root=tmp_path, speed=5) as nas, connected(nas) as client:
        assert (nas.host_key, nas.model["machine_id"]) == (key, machine)
        assert nas.model["speed"] == 5
        assert nas.path("/var/log/kept").read_text() == "kept"
        first = "import os; print(os.pread(os.open('/dev/sdq', os.O_RDONLY), 2, 0))"
        assert (await client.python(first)).out == "b'UU'\n"


async def _start(*options: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "mock_truenas",
        *options,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )


async def test_the_command_line_says_when_it_is_ready(tmp_path: Path) -> None:
    key = tmp_path / "key.pub"
    key.write_text(PUBLIC)
    scenario = tmp_path / "scenario.json"
    scenario.write_text(json.dumps({"hostname": "tower"}))
    process = await _start(
        *("--drives", "2", "--size", "16M", "--no-in-use", "--speed", "50"),
        *("--authorized-key", str(key), "--scenario", str(scenario)),
    )
    assert process.stdout is not None
    ready = json.loads(await process.stdout.readline())
    root = ready["root"]
    assert ready["host_key"].startswith("ssh-ed25519 ")
    assert ready["fingerprint"].startswith("SHA256:")
    assert list(ready["drives"].values()) == ["sda", "sdb", "sdc"]
    assert load(root)["hostname"] == "tower"
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    assert not await asyncio.to_thread(os.path.exists, root)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--size", "tiny"), "size 'tiny'"),
        (("--scenario", "/nowhere.json"), "/nowhere.json"),
        (("--authorized-key", "/nowhere.pub"), "/nowhere.pub"),
    ],
)
async def test_the_command_line_names_what_is_wrong(
    options: tuple[str, ...], word: str
) -> None:
    process = await _start(*options)
    _out, err = await process.communicate()
    assert process.returncode == 2
    assert word in err.decode()


def test_a_nas_that_does_not_run_has_no_port() -> None:
    with pytest.raises(RuntimeError, match="not running"):
        _ = MockNas(drives=1).port
