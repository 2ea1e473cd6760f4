"""Who writes to a drive: found in a /proc made of files, and in the real one."""

from collections.abc import Iterator
import json
import os
from pathlib import Path
import stat
import subprocess
import time
import types
from typing import Any

import pytest

from custom_components.nas_burnin.engine.remote import _writers
from tests.remote.sandbox import SYSTEM_PYTHON, Sandbox, boot_id, start_ticks
from tests.remote.test_remote_loop import (
    Loop,
    add,
    asked,
    attach,
    begin,
    detach,
    long,
)

RDONLY, WRITING, RDWR = "0100000", "0100001", "02100002"
NUMBERS = {"/dev/sda": (8, 0), "/dev/sda1": (8, 1), "/dev/gone": (8, 16)}
GENERIC = {"/dev/sg0": (21, 0), "/dev/bsg/0:0:0:0": (244, 0), "/dev/sg9": (21, 9)}
"""Nodes for SCSI commands; the last is of an enclosure, which is no disk."""


class Proc:
    """A folder like /proc, in which processes have what they are told to have open."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for number in ("8:0", "8:1"):
            (root / "sys/dev/block" / number).mkdir(parents=True)
        (root / "proc/self").mkdir(parents=True)
        for number in ("21:0", "244:0"):
            disk = root / "sys/dev/char" / number / "device/block/sda"
            disk.mkdir(parents=True)
            (disk / "dev").write_text("8:0\n")

    def open(self, pid: int, path: str, flags: str, number: int = 3) -> Path:
        """Let a process have something open."""
        folder = self.root / "proc" / str(pid)
        for name in ("fd", "fdinfo"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "comm").write_text(f"tool-{pid}\n")
        info = folder / "fdinfo" / str(number)
        info.write_text(f"pos:\t0\nflags:\t{flags}\nmnt_id:\t1\n")
        (folder / "fd" / str(number)).symlink_to(path)
        return folder


@pytest.fixture
def proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Proc:
    made = Proc(tmp_path)
    real = os.stat

    def as_device(path: Any, **more: Any) -> Any:
        try:
            target = os.readlink(path)  # noqa: PTH115 - pathlib itself calls stat
        except OSError:
            return real(path, **more)
        if target in NUMBERS:
            number = os.makedev(*NUMBERS[target])
            return types.SimpleNamespace(st_mode=stat.S_IFBLK, st_rdev=number)
        if target in GENERIC:
            number = os.makedev(*GENERIC[target])
            return types.SimpleNamespace(st_mode=stat.S_IFCHR, st_rdev=number)
        return real(path, **more)

    monkeypatch.setattr(_writers, "PROC", f"{tmp_path}/proc")
    monkeypatch.setattr(_writers, "SYS", f"{tmp_path}/sys")
    monkeypatch.setattr(_writers, "LINGER_SECONDS", 0.05)
    monkeypatch.setattr(os, "stat", as_device)
    return made


def found(ours: frozenset[int] = frozenset()) -> list[tuple[str, int, str]]:
    return [
        (opener["dev"], opener["pid"], opener["process"])
        for opener in _writers.openers(ours.__contains__)
    ]


def test_who_writes_is_told(proc: Proc) -> None:
    proc.open(20, "/dev/sda", RDWR)
    proc.open(20, "/dev/sda", WRITING, 4)
    proc.open(30, "/dev/sda1", WRITING)
    assert found() == [
        ("8:0", 20, "tool-20"),
        ("8:1", 30, "tool-30"),
    ]
    assert found(frozenset({20})) == [("8:1", 30, "tool-30")]


@pytest.mark.parametrize("path", ["/dev/sg0", "/dev/bsg/0:0:0:0"])
def test_who_has_a_drive_open_past_its_block_device_is_told(
    proc: Proc, path: str
) -> None:
    """As a virtual machine has that was given a whole drive."""
    proc.open(20, path, RDWR)
    proc.open(21, path, RDONLY)
    proc.open(22, "/dev/sg9", RDWR)
    assert found() == [("8:0", 20, "tool-20")]


def test_who_only_reads_or_has_no_drive_is_not(proc: Proc) -> None:
    proc.open(20, "/dev/sda", RDONLY)
    proc.open(21, "/dev/null", RDWR)
    proc.open(22, "/home/me/file", RDWR)
    proc.open(23, "socket:[17]", RDWR)
    # A drive that has left: whoever still holds it can harm none.
    proc.open(24, "/dev/gone", RDWR)
    # It ended while it was looked at.
    (proc.root / "proc/25").mkdir()
    proc.open(26, "/dev/sda", RDWR)
    (proc.root / "proc/26/fdinfo/3").unlink()
    assert found() == []


@pytest.mark.parametrize("flags", ["", "0x2", "2 3"])
def test_flags_that_say_nothing_are_those_of_a_writer(proc: Proc, flags: str) -> None:
    proc.open(20, "/dev/sda", flags)
    assert found() == [("8:0", 20, "tool-20")]


def test_who_is_gone_soon_is_let_pass(
    proc: Proc, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = [proc.open(pid, "/dev/sda", RDWR) for pid in (20, 21, 22)]
    proc.open(23, "/dev/sda", RDWR)
    monkeypatch.setattr(_writers, "LINGER_SECONDS", 600)

    def later(_seconds: float) -> None:
        if not ends:
            monkeypatch.setattr(_writers, "seconds_now", lambda: float("inf"))
            return
        folder = ends.pop()
        # It closes the drive, opens another thing, or opens it to read.
        (folder / "fd/3").unlink()
        if ends:
            target = "/dev/sda" if len(ends) > 1 else "/dev/null"
            (folder / "fd/3").symlink_to(target)
            (folder / "fdinfo/3").write_text(f"flags:\t{RDONLY}\n")

    monkeypatch.setattr(time, "sleep", later)
    assert found() == [("8:0", 23, "tool-23")]


def test_a_test_that_began_meanwhile_is_none_of_them(proc: Proc) -> None:
    proc.open(20, "/dev/sda", RDWR)
    proc.open(21, "/dev/sda", RDWR)
    asked_of: list[int] = []

    def is_ours(pid: int) -> bool:
        asked_of.append(pid)
        return pid == 20 and asked_of.count(20) > 1

    assert [opener["pid"] for opener in _writers.openers(is_ours)] == [21]


# --- on real devices ------------------------------------------------------------------

HOLDS = "import os,sys,time; os.open(sys.argv[1], int(sys.argv[2])); print(flush=True); time.sleep(600)"


@pytest.fixture
def loop(nas: Sandbox, tmp_path: Path) -> Iterator[Loop]:
    device = attach(tmp_path / "image")
    add(nas, device)
    yield device
    nas.close()
    detach(device)


def holder(nas: Sandbox, loop: Loop, flags: int) -> int:
    """A process that has the device open without claiming it."""
    child = subprocess.Popen(
        [SYSTEM_PYTHON, "-c", HOLDS, str(loop.node), str(flags)],
        stdout=subprocess.PIPE,
    )
    nas.started.append(child)
    assert child.stdout is not None
    child.stdout.readline()
    child.stdout.close()
    return child.pid


def told(nas: Sandbox) -> list[dict[str, Any]]:
    return list(json.loads(nas.probe().frames["openers"].out)["openers"])


def test_the_probe_finds_who_writes(nas: Sandbox, loop: Loop) -> None:
    assert told(nas) == []
    holder(nas, loop, os.O_RDONLY)
    assert told(nas) == []
    pid = holder(nas, loop, os.O_RDWR)
    number = loop.node.stat().st_rdev
    dev = f"{os.major(number)}:{os.minor(number)}"
    comm = Path(f"/proc/{pid}/comm").read_text().strip()
    assert told(nas) == [{"dev": dev, "pid": pid, "process": comm}]


def test_the_probe_leaves_out_tests_and_its_own_tools(nas: Sandbox, loop: Loop) -> None:
    begin(nas, asked(runs=long()))
    # Asks for the drive's health as smartctl does of a SAS drive, and takes its time.
    nas.tool("smartctl", f"exec 3<>{loop.node}; sleep 4; echo '{{}}'")
    answer = nas.probe(smart="all")
    assert json.loads(answer.frames["openers"].out) == {"openers": []}
    assert answer.frames[f"smart:{loop.node.name}"].rc == 0


def test_only_a_test_that_lives_is_left_out(nas: Sandbox, loop: Loop) -> None:
    pid = holder(nas, loop, os.O_RDWR)
    record = {"pid": pid, "start_ticks": start_ticks(pid), "boot_id": boot_id()}
    place = "var/nas_burnin/nas-burnin-x/checkpoint.json"
    nas.write(place, json.dumps(record))
    assert told(nas) == []
    nas.write(place, json.dumps({**record, "start_ticks": 1}))
    assert [opener["pid"] for opener in told(nas)] == [pid]
    other = holder(nas, loop, os.O_RDONLY)
    mine = {**record, "pid": other, "start_ticks": start_ticks(other)}
    nas.write(place, json.dumps({**mine, "child": {"pid": pid}}))
    assert told(nas) == []
    nas.write(place, json.dumps({**mine, "child": {"pid": "x"}}))
    assert [opener["pid"] for opener in told(nas)] == [pid]
