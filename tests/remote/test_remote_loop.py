"""The supervisor on real block devices: the hold, the writing, and every kind of end.

Only sysfs is made up, because a loop device has neither WWN nor serial.
"""

from collections.abc import Iterator
from dataclasses import dataclass
import hashlib
import os
from pathlib import Path
import shutil
import signal
import subprocess
from typing import Any

import pytest

from custom_components.nas_burnin.engine.parse.badblocks import (
    BadblocksParser,
    Completed,
)
from tests.remote.sandbox import MIB, Sandbox, is_gone, request, run, wait_for

UNIT = "nas-burnin-zl2abcde"
SIZE = 32 * MIB
BLOCKS = SIZE // 4096


@dataclass
class Loop:
    """One attached loop device and the file behind it."""

    node: Path
    backing: Path

    def digest(self) -> str:
        return hashlib.sha256(self.backing.read_bytes()).hexdigest()


def attach(backing: Path, size: int = SIZE) -> Loop:
    """Attach a file of zeros; skips where that is not allowed."""
    if os.geteuid() != 0 or shutil.which("losetup") is None:
        pytest.skip("loop devices need root and losetup")
    backing.touch()
    os.truncate(backing, size)
    done = subprocess.run(
        ["losetup", "--find", "--show", "--direct-io=off", backing],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"no loop device: {done.stderr.strip()}")
    return Loop(Path(done.stdout.strip()), backing)


def detach(loop: Loop) -> None:
    subprocess.run(["losetup", "--detach", loop.node], check=True)


@pytest.fixture
def loop(nas: Sandbox, tmp_path: Path) -> Iterator[Loop]:
    """A real block device that sysfs calls by the drive's identity."""
    device = attach(tmp_path / "image")
    add(nas, device)
    yield device
    nas.close()
    detach(device)


@pytest.fixture
def bystander(tmp_path: Path) -> Iterator[Loop]:
    """Another one, which nobody may touch."""
    device = attach(tmp_path / "bystander")
    yield device
    detach(device)


def add(nas: Sandbox, device: Loop, **fields: Any) -> None:
    number = device.node.stat().st_rdev
    nas.add_disk(
        device.node.name,
        SIZE,
        dev=f"{os.major(number)}:{os.minor(number)}",
        node=device.node,
        **fields,
    )


def asked(**fields: object) -> dict[str, Any]:
    identity = {"wwid": "naa.5000c500aabbccdd", "serial": "ZL2ABCDE", "size": SIZE}
    return request(**{"identity": identity, "runs": [run(last=BLOCKS - 1)], **fields})


def slow(**fields: object) -> dict[str, Any]:
    """A run of seconds: one block at a time."""
    return run(last=BLOCKS - 1, blocks_at_once=1, **fields)  # type: ignore[arg-type]


def long() -> list[dict[str, Any]]:
    """Runs enough that a test has time to interfere, whatever the machine does."""
    return [slow(number=number) for number in range(20)]


def begin(
    nas: Sandbox, wanted: dict[str, Any]
) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """A real badblocks at work."""
    child = nas.spawn(wanted)
    assert nas.reach(UNIT, "held", "refused")["state"] == "held"
    nas.go(UNIT)
    status = nas.until(UNIT, lambda found: found["runs"] and found["runs"][0]["phases"])
    return child, status


def completed(nas: Sandbox, number: int) -> Completed:
    """The last line of a run."""
    parser = BadblocksParser()
    events = parser.feed(nas.output(UNIT, number)) + parser.finish()
    assert isinstance(events[-1], Completed)
    return events[-1]


def test_four_patterns_are_really_on_the_drive(
    nas: Sandbox, loop: Loop, bystander: Loop
) -> None:
    before = bystander.digest()
    patterns = ("0xaa", "0x55", "0xff", "0x00")
    runs = [
        run(number, pattern, last=BLOCKS - 1, blocks_at_once=1024)
        for number, pattern in enumerate(patterns)
    ]
    child, _ = begin(nas, asked(runs=runs))
    assert child.wait(60) == 0
    status = nas.status(UNIT)
    assert status["end"] == "finished"
    for number in range(4):
        assert completed(nas, number).errors.total == 0
        assert len(status["runs"][number]["phases"]) == 2
    assert completed(nas, 3).bad_blocks == 0
    assert loop.backing.read_bytes() == bytes(SIZE)
    assert bystander.digest() == before


@pytest.mark.parametrize("pattern", ["0xaa", "0x55", "0xff"])
def test_the_last_pattern_stays(nas: Sandbox, loop: Loop, pattern: str) -> None:
    child, _ = begin(nas, asked(runs=[run(0, pattern, last=BLOCKS - 1)]))
    assert child.wait(60) == 0
    assert loop.backing.read_bytes() == bytes([int(pattern, 16)]) * SIZE


def test_the_held_drive_can_not_be_had_by_anybody(nas: Sandbox, loop: Loop) -> None:
    child = nas.spawn(asked())
    nas.reach(UNIT, "held")
    refused_while_held(loop)
    assert loop.backing.read_bytes() == bytes(SIZE)
    nas.go(UNIT)
    assert child.wait(60) == 0
    assert nas.status(UNIT)["end"] == "finished"


def test_the_drive_under_test_can_not_be_had_by_anybody(
    nas: Sandbox, loop: Loop
) -> None:
    child, _ = begin(nas, asked(runs=long()))
    refused_while_held(loop)
    (nas.run_dir / UNIT / "stop").touch()
    assert child.wait(60) == 0
    descriptor = os.open(loop.node, os.O_RDWR | os.O_EXCL)
    os.close(descriptor)


def refused_while_held(loop: Loop) -> None:
    with pytest.raises(OSError, match="busy"):
        os.close(os.open(loop.node, os.O_RDWR | os.O_EXCL))
    commands: list[list[str | Path]] = [
        ["mkfs.ext4", "-q", "-F", loop.node],
        ["mount", "-t", "ext4", loop.node, loop.backing.parent],
        ["swapon", loop.node],
        ["wipefs", "-a", loop.node],
        ["badblocks", "-w", loop.node, "10"],
    ]
    for command in commands:
        if shutil.which(str(command[0])) is None:
            continue
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode != 0, command


def test_a_drive_in_use_is_refused(nas: Sandbox, loop: Loop) -> None:
    before = loop.digest()
    holder = os.open(loop.node, os.O_RDWR | os.O_EXCL)
    try:
        child = nas.spawn(asked())
        assert child.wait(60) == 0
    finally:
        os.close(holder)
    status = nas.status(UNIT)
    assert status["state"] == "refused"
    assert status["reason"] == {"code": "busy", "values": {"node": loop.node.name}}
    assert loop.digest() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"wwid": "naa.5000c500aabbccde"},
        {"serial": "ZL2ABCDF"},
        {"serial": "ZL2ABCDE\n"},
        {"size": SIZE * 2},
    ],
)
def test_a_wrong_identity_changes_no_byte(
    nas: Sandbox, loop: Loop, wrong: dict[str, object]
) -> None:
    loop.backing.write_bytes(os.urandom(MIB) * (SIZE // MIB))
    before = loop.digest()
    wanted = asked(require_blank=False)
    wanted["identity"].update(wrong)
    assert nas.spawn(wanted).wait(60) == 0
    assert nas.status(UNIT)["reason"]["code"] == "no_such_drive"
    assert loop.digest() == before


def test_a_node_that_is_another_drive_by_now_is_refused(
    nas: Sandbox, loop: Loop, bystander: Loop
) -> None:
    # The name still says our drive, but what it opens is the other one.
    add(nas, bystander, wwid="naa.other", serial="OTHER")
    node = nas.root / "dev" / loop.node.name
    node.unlink()
    node.symlink_to(bystander.node)
    before = loop.digest(), bystander.digest()
    assert nas.spawn(asked()).wait(60) == 0
    assert nas.status(UNIT)["reason"]["code"] == "identity_changed"
    assert (loop.digest(), bystander.digest()) == before


def test_data_and_signatures_are_seen_on_the_held_drive(
    nas: Sandbox, loop: Loop
) -> None:
    subprocess.run(["mkfs.ext4", "-q", "-F", loop.node], check=True)
    before = loop.digest()
    assert nas.spawn(asked()).wait(60) == 0
    status = nas.status(UNIT)
    assert status["reason"]["code"] == "has_signature"
    assert status["signatures"] == ["ext4"]
    assert loop.digest() == before


@pytest.mark.parametrize("paused", [False, True])
def test_killing_the_supervisor_ends_badblocks(
    nas: Sandbox, loop: Loop, paused: bool
) -> None:
    child, status = begin(nas, asked(runs=long()))
    wait_for(lambda: nas.checkpoint(UNIT)["runs"][0]["phases"])
    if paused:
        (nas.run_dir / UNIT / "pause").touch()
        nas.reach(UNIT, "paused")
    child.kill()
    child.wait()
    wait_for(lambda: is_gone(status["child"]["pid"]))
    # Free again, and the record tells how far it was.
    os.close(wait_for(lambda: try_open(loop)))
    assert nas.checkpoint(UNIT)["runs"][0]["phases"]


def try_open(loop: Loop) -> int:
    try:
        return os.open(loop.node, os.O_RDWR | os.O_EXCL)
    except OSError:
        return 0


def test_a_stop_ends_the_real_one_by_itself(nas: Sandbox, loop: Loop) -> None:
    child, status = begin(nas, asked(runs=long(), stop_grace=60))
    child.send_signal(signal.SIGTERM)
    assert child.wait(50) == 0
    assert is_gone(status["child"]["pid"])
    status = nas.status(UNIT)
    assert status["end"] == "stopped"
    assert (status["runs"][0]["exit"], status["runs"][0]["signal"]) == (1, None)
    assert b"Interrupted at block" in nas.output(UNIT)


def test_a_pause_stops_the_writing_until_it_ends(nas: Sandbox, loop: Loop) -> None:
    child, _ = begin(nas, asked(runs=long()))
    nas.until(UNIT, lambda found: found["offset"])
    pause = nas.run_dir / UNIT / "pause"
    pause.touch()
    status = nas.reach(UNIT, "paused")
    nas.until(UNIT, lambda found: found["paused_seconds"] > 0.2)
    before = loop.digest()
    nas.until(UNIT, lambda found: found["paused_seconds"] > 1.5)
    assert loop.digest() == before
    assert status["offset"] % 4096 == 0
    with pytest.raises(OSError, match="busy"):
        os.close(os.open(loop.node, os.O_RDWR | os.O_EXCL))
    pause.unlink()
    nas.reach(UNIT, "testing")
    (nas.run_dir / UNIT / "stop").touch()
    assert child.wait(60) == 0
    status = nas.status(UNIT)
    assert status["end"] == "stopped"
    whole = [report["number"] for report in status["runs"] if report["exit"] == 0]
    assert all(completed(nas, number).errors.total == 0 for number in whole)
    for report in status["runs"]:
        if report["exit"] == 1:
            assert b"Interrupted" in nas.output(UNIT, report["number"])


def test_offsets_follow_the_drive_and_start_again_with_each_phase(
    nas: Sandbox, loop: Loop
) -> None:
    child, _ = begin(nas, asked(runs=[slow()]))
    seen: list[tuple[int, int]] = []

    def note(found: dict[str, Any]) -> bool:
        phases = found["runs"][0]["phases"]
        if phases and phases[-1]["ended"] is None:
            seen.append((len(phases), found["offset"]))
        return bool(found["state"] == "ended")

    status = nas.until(UNIT, note)
    assert child.wait(60) == 0
    assert status["offset"] == SIZE
    assert seen == sorted(seen)
    assert all(0 <= offset < SIZE for _, offset in seen)


def test_a_flipped_byte_is_a_miscompare(nas: Sandbox, loop: Loop) -> None:
    runs = [
        slow(),
        run(1, "0xaa", write=False, last=BLOCKS - 1),
    ]
    child, _ = begin(nas, asked(runs=runs))
    # The write phase is over once the second phase is there.
    nas.until(UNIT, lambda found: len(found["runs"][0]["phases"]) > 1)
    (nas.run_dir / UNIT / "pause").touch()
    nas.reach(UNIT, "paused", "ended")
    flip(loop, SIZE - 5)
    (nas.run_dir / UNIT / "pause").unlink()
    assert child.wait(60) == 0
    assert nas.status(UNIT)["end"] == "finished"
    assert completed(nas, 1).errors.corruption == 1
    assert len(nas.output(UNIT, 1, "out").split()) == 1


def flip(loop: Loop, position: int) -> None:
    """Change one byte below the device, past its page cache."""
    with loop.backing.open("r+b") as file:
        file.seek(position)
        value = file.read(1)[0]
        file.seek(position)
        file.write(bytes([value ^ 1]))
        file.flush()
        os.fsync(file.fileno())


def test_a_drive_that_is_pulled_ends_the_test(nas: Sandbox, loop: Loop) -> None:
    child, status = begin(nas, asked(runs=long()))
    nas.remove_disk(loop.node.name)
    assert child.wait(60) == 0
    assert is_gone(status["child"]["pid"])
    assert nas.status(UNIT)["end"] == "drive_gone"


def test_both_nodes_of_one_drive_are_held(
    nas: Sandbox, loop: Loop, bystander: Loop
) -> None:
    add(nas, bystander)
    nas.spawn(asked())
    status = nas.reach(UNIT, "held", "refused")
    assert len(status["nodes"]) == 2
    for device in (loop, bystander):
        with pytest.raises(OSError, match="busy"):
            os.close(os.open(device.node, os.O_RDWR | os.O_EXCL))
    nas.started[-1].kill()
    nas.started[-1].wait()


def test_one_busy_path_refuses_the_drive(
    nas: Sandbox, loop: Loop, bystander: Loop
) -> None:
    add(nas, bystander)
    holder = os.open(bystander.node, os.O_RDWR | os.O_EXCL)
    try:
        assert nas.spawn(asked()).wait(60) == 0
    finally:
        os.close(holder)
    assert nas.status(UNIT)["reason"]["code"] == "busy"
    assert loop.backing.read_bytes() == bytes(SIZE)


def test_control_runs_a_whole_test_on_a_real_device(nas: Sandbox, loop: Loop) -> None:
    assert nas.start(asked())["ok"]
    answer = nas.probe(signatures="all", samples="all")
    assert answer.complete
    assert answer.frames[f"blkid:{loop.node.name}"].rc == 2
    assert nas.control("go", UNIT)["ok"]
    nas.reach(UNIT, "ended")
    assert nas.control("stop", UNIT)["ok"]
    assert nas.control("remove", UNIT)["ok"]
    assert loop.backing.read_bytes() == b"\xaa" * SIZE
    os.close(os.open(loop.node, os.O_RDWR | os.O_EXCL))
