"""The supervisor on drives made of files, with the real badblocks or a scripted one."""

from collections.abc import Callable
import errno
import fcntl
import json
import os
from pathlib import Path
import shutil
import signal
import subprocess
from typing import Any

import pytest

from custom_components.nas_burnin.engine.remote import _badblocks, _hold, _status
from custom_components.nas_burnin.engine.remote._request import Refused
from custom_components.nas_burnin.engine.remote._tail import try_tail
from tests.remote.sandbox import (
    MIB,
    SYSTEM_PYTHON,
    Sandbox,
    is_gone,
    request,
    run,
    wait_for,
)

UNIT = "nas-burnin-zl2abcde"
SIZE = 4 * MIB

# Says what the real one says, takes its time, and knows how to be interrupted.
SLOW = f"""exec {SYSTEM_PYTHON} -I -c '
import os, signal, sys, time
def say(text): os.write(2, text.encode())
def stop(*_): say("\\n\\nInterrupted at block 7\\n"); os._exit(1)
signal.signal(signal.SIGTERM, stop)
say("Checking for bad blocks in read-write mode\\nFrom block 0 to 1023\\n")
say("Testing with pattern 0xaa: ")
number = 0
while not os.path.exists(sys.argv[1] + ".done"):
    record = "%6.2f%% done, 0:%02d elapsed. (0/0/0 errors)" % (number % 100, number % 60)
    say(record + len(record) * "\\b")
    number += 1
    time.sleep(0.05)
say("done    \\nReading and comparing: done    \\n")
say("Pass completed, 0 bad blocks found. (0/0/0 errors)\\n")
' "$0"
"""


def refused(nas: Sandbox, asked: dict[str, Any], **constants: str) -> dict[str, Any]:
    """The reason with which a supervisor refuses."""
    child = nas.spawn(asked, **constants)
    assert child.wait(60) == 0
    status = nas.status(asked["unit"])
    assert status["state"] == "refused"
    assert status["end"] is None
    assert status["ended"] is not None
    assert nas.checkpoint(asked["unit"])["reason"] == status["reason"]
    return dict(status["reason"])


def finish(nas: Sandbox, asked: dict[str, Any]) -> dict[str, Any]:
    """Run a test to its end."""
    nas.spawn(asked)
    nas.reach(UNIT, "held", "refused")
    nas.go(UNIT)
    return nas.reach(UNIT, "ended", "refused")


# --- a whole test -------------------------------------------------------------------


def test_two_patterns_are_written_and_compared(nas: Sandbox, drive: Path) -> None:
    status = finish(nas, request(runs=[run(0, "0xaa"), run(1, "0x55")]))
    assert status["end"] == "finished"
    assert status["reason"] is None
    assert not status["records_lost"]
    assert status["child"] is None
    assert status["run"] == 1
    assert status["offset"] == SIZE
    assert status["nodes"] == ["8:0"]
    assert status["sample"] == {"samples": 66, "constant": 0, "error": ""}
    assert status["signatures"] == []
    assert drive.read_bytes() == b"\x55" * SIZE
    for number, report in enumerate(status["runs"]):
        assert report["exit"] == 0
        assert report["signal"] is None
        assert not report["truncated"]
        assert [phase["kind"] for phase in report["phases"]] == ["write", "verify"]
        times = [report["started"]["boot"]]
        for phase in report["phases"]:
            times += [phase["started"]["boot"], phase["ended"]["boot"]]
        assert [*times, report["ended"]["boot"]] == sorted(
            [*times, report["ended"]["boot"]]
        )
        assert nas.output(UNIT, number).endswith(
            b"Pass completed, 0 bad blocks found. (0/0/0 errors)\n"
        )
        assert nas.output(UNIT, number, "out") == b""
    checkpoint = nas.checkpoint(UNIT)
    assert {**checkpoint, "updated": None} == {**status, "updated": None}
    folder = nas.state_dir / UNIT
    assert not [path for path in folder.iterdir() if path.suffix == ".new"]


def test_a_drive_in_use_is_read_beside_whoever_uses_it(nas: Sandbox) -> None:
    content = os.urandom(SIZE)
    drive = nas.add_disk("sda", SIZE, content=content)
    drive.chmod(0o400)
    nas.tool("blkid", "exit 8")
    asked = request(
        destructive=False,
        require_blank=False,
        runs=[run(pattern=None, write=False)],
    )
    with drive.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        child = nas.spawn(asked)
        nas.reach(UNIT, "held")
        modes = [
            link.lstat().st_mode & 0o300
            for link in Path(f"/proc/{child.pid}/fd").iterdir()
            if link.resolve() == drive
        ]
        nas.go(UNIT)
        status = nas.reach(UNIT, "ended", "refused")
    # The kernel shows the owner's write bit where a descriptor is open for writing.
    assert modes == [0o100]
    assert status["end"] == "finished"
    assert status["sample"] is status["signatures"] is None
    (report,) = status["runs"]
    assert [phase["kind"] for phase in report["phases"]] == ["verify"]
    assert not {"-w", "-X", "-t"} & set(report["argv"])
    assert nas.output(UNIT).endswith(b"0 bad blocks found. (0/0/0 errors)\n")
    assert drive.read_bytes() == content


def test_a_part_is_verified_without_writing(nas: Sandbox) -> None:
    drive = nas.add_disk("sda", SIZE, content=bytes(2 * MIB) + b"\xaa" * (2 * MIB))
    asked = request(
        require_blank=False,
        runs=[run(0, "0xaa", write=False, first=512)],
    )
    status = finish(nas, asked)
    assert status["end"] == "finished"
    assert status["sample"]["constant"] is None
    assert [phase["kind"] for phase in status["runs"][0]["phases"]] == ["verify"]
    assert nas.output(UNIT).endswith(b"0 bad blocks found. (0/0/0 errors)\n")
    assert drive.read_bytes() == bytes(2 * MIB) + b"\xaa" * (2 * MIB)
    assert "-w" not in status["runs"][0]["argv"]


def test_bad_blocks_do_not_end_it_but_their_limit_does(nas: Sandbox) -> None:
    nas.add_disk("sda", SIZE, content=bytes(SIZE - 4096) + b"\xaa" * 4096)
    asked = request(
        destructive=False,
        require_blank=False,
        error_limit=5,
        runs=[
            run(0, "0x00", write=False),
            run(1, "0xff", write=False),
            run(2, "0x00", write=False),
        ],
    )
    status = finish(nas, asked)
    assert status["end"] == "error_limit"
    assert [report["exit"] for report in status["runs"]] == [0, 0, None]
    assert len(nas.output(UNIT, 0, "out").split()) == 1
    assert b"Too many bad blocks" in nas.output(UNIT, 1)
    assert not (nas.state_dir / UNIT / "run-2.err").exists()


TAIL = {"block_size": 8192, "blocks_at_once": 64, "last": 511}


@pytest.mark.parametrize("pattern", ["0xaa", "random"])
def test_what_no_block_reaches_is_written_and_compared(
    nas: Sandbox, pattern: str
) -> None:
    drive = nas.add_disk("sda", SIZE + 4608)
    runs = [
        run(0, pattern, **TAIL, tail=4608),
        run(1, "0x55", **TAIL, tail=4608),
    ]
    asked = request(runs=runs)
    asked["identity"]["size"] = SIZE + 4608
    status = finish(nas, asked)
    assert status["end"] == "finished"
    assert [report["tail"] for report in status["runs"]] == ["clean", "clean"]
    assert drive.read_bytes() == b"\x55" * (SIZE + 4608)


def test_the_tail_of_a_drive_that_is_only_read_stays(nas: Sandbox) -> None:
    content = os.urandom(SIZE + 512)
    drive = nas.add_disk("sda", SIZE + 512, content=content)
    asked = request(
        destructive=False,
        require_blank=False,
        runs=[run(pattern=None, write=False, **TAIL, tail=512)],
    )
    asked["identity"]["size"] = SIZE + 512
    status = finish(nas, asked)
    assert [report["tail"] for report in status["runs"]] == ["clean"]
    assert drive.read_bytes() == content


@pytest.mark.parametrize(
    ("call", "number", "found"),
    [
        ("pwritev", errno.EIO, "write"),
        ("preadv", errno.EIO, "read"),
        ("pwritev", errno.EINVAL, "write"),
    ],
)
def test_a_tail_that_fails(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
    found: str,
) -> None:
    image = tmp_path / "image"
    image.write_bytes(bytes(8192 + 512))

    def fail(*_: object) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr(os, call, fail)
    with image.open("r+b") as drive:
        flags = fcntl.fcntl(drive, fcntl.F_GETFL)
        assert try_tail(drive.fileno(), 8192, 512, "0xff") == found
        assert fcntl.fcntl(drive, fcntl.F_GETFL) == flags


def test_a_tail_that_loses_its_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = tmp_path / "image"
    image.write_bytes(bytes(8192 + 512))
    monkeypatch.setattr(os, "pwritev", lambda _, parts, __: len(parts[0]))
    with image.open("r+b") as drive:
        assert try_tail(drive.fileno(), 8192, 512, "0xff") == "corruption"
        assert try_tail(drive.fileno(), 8192, 512, None) == "clean"


# --- refusals ------------------------------------------------------------------------


def test_no_go_in_time_is_refused(nas: Sandbox, drive: Path) -> None:
    assert refused(nas, request(go_within=0.3)) == {"code": "no_go", "values": {}}
    assert drive.read_bytes() == bytes(SIZE)


def test_the_go_of_another_start_is_no_go(nas: Sandbox, drive: Path) -> None:
    child = nas.spawn(request(go_within=1))
    nas.go(UNIT, "another")
    assert child.wait(60) == 0
    assert nas.status(UNIT)["reason"]["code"] == "no_go"


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        ({"wwid": "naa.5000c500aabbccde"}, "no_such_drive"),
        ({"serial": "ZL2ABCDF"}, "no_such_drive"),
        ({"serial": "ZL2ABCDE "}, "no_such_drive"),
        ({"size": SIZE + 512}, "no_such_drive"),
    ],
)
def test_another_identity_finds_no_drive(
    nas: Sandbox, drive: Path, identity: dict[str, object], code: str
) -> None:
    before = drive.read_bytes()
    asked = request()
    asked["identity"].update(identity)
    assert refused(nas, asked)["code"] == code
    assert drive.read_bytes() == before


def test_two_drives_of_one_identity_can_not_be_told_apart(nas: Sandbox) -> None:
    for index in range(2):
        nas.add_disk(f"sd{'ab'[index]}", SIZE, dev=f"8:{index * 16}", wwid="")
    asked = request()
    asked["identity"]["wwid"] = ""
    reason = refused(nas, asked)
    assert reason == {"code": "ambiguous", "values": {"nodes": "sda sdb"}}


@pytest.mark.parametrize("bus", ["sata", "usb"])
def test_what_has_one_path_only_is_two_drives_at_two_nodes(
    nas: Sandbox, bus: str
) -> None:
    for name, dev in (("sda", "8:0"), ("sdb", "8:16")):
        nas.add_disk(name, SIZE, dev=dev, vendor="ATA" if bus == "sata" else "DOCK")
        if bus == "usb":
            place = nas.root / "sys/devices/usb2" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            (nas.root / "sys/block" / name).rename(place)
            (nas.root / "sys/block" / name).symlink_to(place)
    reason = refused(nas, request())
    assert reason == {"code": "ambiguous", "values": {"nodes": "sda sdb"}}


def test_both_paths_of_one_drive_are_held(nas: Sandbox) -> None:
    for index in range(2):
        nas.add_disk(f"sd{'ab'[index]}", SIZE, dev=f"8:{index * 16}")
    nas.spawn(request())
    status = nas.reach(UNIT, "held", "refused")
    assert status["nodes"] == ["8:0", "8:16"]
    held = {
        str(path.readlink()) for path in Path(f"/proc/{status['pid']}/fd").iterdir()
    }
    assert {str(nas.root / "dev/sda"), str(nas.root / "dev/sdb")} <= held


def make_swap(nas: Sandbox, drive: Path) -> None:
    subprocess.run(["mkswap", drive], check=True, capture_output=True)


# What is changed on a good NAS before the start, and the reason of the refusal.
CHANGES: dict[str, tuple[str, Callable[[Sandbox, Path], object]]] = {
    "gone": ("no_such_drive", lambda nas, drive: drive.unlink()),
    "a partition": (
        "not_whole_disk",
        lambda nas, drive: nas.write("sys/block/sda/partition", "1\n"),
    ),
    "partitions known to the kernel": (
        "has_signature",
        lambda nas, drive: nas.write("sys/block/sda/sda1/partition", "1\n"),
    ),
    "a byte": (
        "not_blank",
        lambda nas, drive: drive.write_bytes(b"x" + bytes(SIZE - 1)),
    ),
    "a signature": ("has_signature", make_swap),
    "several": ("has_signature", lambda nas, drive: nas.tool("blkid", "exit 8")),
    "an odd one": (
        "has_signature",
        lambda nas, drive: nas.tool("blkid", "echo LABEL=x"),
    ),
    "blkid fails": (
        "signature_unreadable",
        lambda nas, drive: nas.tool("blkid", "echo broken >&2; exit 4"),
    ),
    "blkid says something with status 2": (
        "signature_unreadable",
        lambda nas, drive: nas.tool("blkid", "echo what; exit 2"),
    ),
    "blkid hangs": (
        "signature_unreadable",
        lambda nas, drive: (
            nas.patch("BLKID_SECONDS = 30", "BLKID_SECONDS = 0.2"),
            nas.tool("blkid", "exec sleep 600"),
        ),
    ),
    "short": ("sample_failed", lambda nas, drive: os.truncate(drive, SIZE // 2)),
    "no real device": (
        "no_such_drive",
        lambda nas, drive: (
            shutil.rmtree(nas.root / "sys/block/sda/device"),
            nas.write("sys/block/sda/wwid", "naa.5000c500aabbccdd\n"),
            nas.write("sys/block/sda/serial", "ZL2ABCDE\n"),
        ),
    ),
    "hidden": (
        "no_such_drive",
        lambda nas, drive: nas.write("sys/block/sda/hidden", "1\n"),
    ),
    "no badblocks": (
        "tool_missing",
        lambda nas, drive: nas.patch(
            '("badblocks", "blkid")', '("badblocks-gone", "blkid")'
        ),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_refusal_has_its_reason(nas: Sandbox, drive: Path, change: str) -> None:
    code, apply = CHANGES[change]
    apply(nas, drive)
    before = drive.read_bytes() if drive.exists() else b""
    assert refused(nas, request())["code"] == code
    assert (drive.read_bytes() if drive.exists() else b"") == before


def resumed(**fields: object) -> dict[str, Any]:
    """A request that goes on behind what another test has left on the first half."""
    left = {"first": 0, "last": SIZE // 2 - 1, "value": 0xAA}
    runs = [run(0, first=0, last=511, write=False), run(1, first=512)]
    return request(expect=[left], require_blank=False, runs=runs, **fields)


def test_a_broken_off_test_is_gone_on_with(nas: Sandbox, drive: Path) -> None:
    drive.write_bytes(b"\xaa" * (SIZE // 2) + os.urandom(SIZE // 2))
    status = finish(nas, resumed())
    assert status["end"] == "finished"
    assert drive.read_bytes() == b"\xaa" * SIZE
    for number in (0, 1):
        text = (nas.state_dir / UNIT / f"run-{number}.err").read_text()
        assert "(0/0/0 errors)\n" in text


@pytest.mark.parametrize("offset", [0, SIZE // 2 - 1])
def test_what_was_put_to_use_meanwhile_is_left_alone(
    nas: Sandbox, drive: Path, offset: int
) -> None:
    content = bytearray(b"\xaa" * (SIZE // 2) + bytes(SIZE // 2))
    content[offset] ^= 1
    drive.write_bytes(content)
    reason = refused(nas, resumed())
    assert reason["code"] == "content_changed"
    assert reason["values"] == {"node": "sda", "offset": str(offset)}
    assert drive.read_bytes() == content


def test_a_drive_that_can_hardly_be_read_is_not_gone_on_with(
    nas: Sandbox, drive: Path
) -> None:
    drive.write_bytes(b"\xaa" * (SIZE // 8))
    assert refused(nas, resumed())["code"] == "sample_failed"


@pytest.mark.parametrize("field", ["boot_id", "unit"])
def test_a_request_for_elsewhere_is_refused(
    nas: Sandbox, drive: Path, field: str
) -> None:
    asked = request(**{field: "nas-burnin-elsewhere"})
    status = restart(nas, json.dumps(asked))
    assert status["reason"] == {"code": "bad_request", "values": {"field": field}}
    assert drive.read_bytes() == bytes(SIZE)


def restart(nas: Sandbox, content: str) -> dict[str, Any]:
    """Run a supervisor to its refusal of this request file."""
    nas.spawn(request()).kill()
    nas.started[-1].wait()
    state, run_folder = nas.state_dir / UNIT, nas.run_dir / UNIT
    (state / "request.json").write_text(content)
    for path in (state / "started", run_folder / "status.json"):
        path.unlink(missing_ok=True)
    command = [
        nas.python,
        "-I",
        *map(str, (state / "supervisor.py", state, run_folder)),
    ]
    subprocess.run(command, check=True, env=nas.environment())
    status = nas.status(UNIT)
    assert status["state"] == "refused"
    return status


def test_no_space_for_the_records_is_refused(nas: Sandbox, drive: Path) -> None:
    nas.patch("SPARE_BYTES = 1 << 20", "SPARE_BYTES = 1 << 60")
    assert refused(nas, request())["code"] == "no_space"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"job": 5, "nonce": "n0nce"}'])
def test_a_broken_request_is_refused(nas: Sandbox, content: str) -> None:
    status = restart(nas, content)
    assert status["reason"]["code"] == "bad_request"
    assert status["unit"] == UNIT


def test_a_drive_that_changes_before_go_is_refused(nas: Sandbox, drive: Path) -> None:
    nas.spawn(request())
    nas.reach(UNIT, "held")
    nas.write("sys/block/sda/diskseq", "77\n")
    nas.go(UNIT)
    status = nas.reach(UNIT, "refused", "ended")
    assert status["reason"] == {"code": "identity_changed", "values": {"node": "sda"}}
    assert drive.read_bytes() == bytes(SIZE)


def test_a_drive_that_leaves_while_it_is_read_is_not_called_unreadable(
    nas: Sandbox, drive: Path
) -> None:
    disk_seq = nas.write("sys/block/sda/diskseq", "7\n")
    nas.tool("blkid", f"echo 77 > {disk_seq}; exit 4")
    reason = refused(nas, request(require_blank=True))
    assert reason == {"code": "identity_changed", "values": {"node": "sda"}}


def test_a_second_path_that_comes_up_before_go_is_refused(
    nas: Sandbox, drive: Path
) -> None:
    nas.spawn(request())
    nas.reach(UNIT, "held")
    nas.add_disk("sdb", SIZE, dev="8:16")
    nas.go(UNIT)
    status = nas.reach(UNIT, "refused", "ended")
    assert status["reason"]["code"] == "identity_changed"
    assert drive.read_bytes() == bytes(SIZE)


def test_a_folder_serves_one_start(nas: Sandbox, drive: Path) -> None:
    nas.spawn(request())
    status = nas.reach(UNIT, "held")
    again = nas.spawn(request())
    assert again.wait(60) == 0
    assert nas.status(UNIT)["pid"] == status["pid"]
    assert nas.status(UNIT)["state"] == "held"


# --- stop, pause, and ends of all kinds ----------------------------------------------


@pytest.mark.parametrize("way", ["file", signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_before_go_starts_nothing(
    nas: Sandbox, drive: Path, way: str | int
) -> None:
    child = nas.spawn(request())
    nas.reach(UNIT, "held")
    if isinstance(way, int):
        child.send_signal(way)
    else:
        (nas.run_dir / UNIT / "stop").touch()
    assert child.wait(60) == 0
    status = nas.status(UNIT)
    assert (status["state"], status["end"]) == ("ended", "not_started")
    assert drive.read_bytes() == bytes(SIZE)


def test_a_stop_that_comes_with_go_wins(nas: Sandbox, drive: Path) -> None:
    nas.spawn(request())
    nas.reach(UNIT, "held")
    (nas.run_dir / UNIT / "stop").touch()
    nas.go(UNIT)
    assert nas.reach(UNIT, "ended")["end"] == "not_started"
    assert drive.read_bytes() == bytes(SIZE)


def at_work(
    nas: Sandbox, **fields: object
) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """A scripted badblocks at work."""
    nas.tool("badblocks", SLOW)
    child = nas.spawn(request(**fields))
    nas.reach(UNIT, "held")
    nas.go(UNIT)
    status = nas.until(UNIT, lambda found: found["runs"] and found["runs"][0]["phases"])
    return child, status


@pytest.mark.parametrize("way", ["file", signal.SIGTERM])
def test_a_stop_ends_badblocks_and_says_so(
    nas: Sandbox, drive: Path, way: str | int
) -> None:
    child, status = at_work(nas)
    if isinstance(way, int):
        child.send_signal(way)
    else:
        (nas.run_dir / UNIT / "stop").touch()
    assert child.wait(60) == 0
    assert is_gone(status["child"]["pid"])
    status = nas.status(UNIT)
    assert status["end"] == "stopped"
    expected = {
        "file": {"code": "stop_file", "values": {}},
        signal.SIGTERM: {"code": "stop_signal", "values": {"signal": "SIGTERM"}},
    }
    assert status["reason"] == expected[way]
    assert status["runs"][0]["exit"] == 1
    assert b"Interrupted at block 7" in nas.output(UNIT)
    assert b"elapsed. (0/0/0 errors)\n\nInterrupted" in nas.output(UNIT)


def test_signals_to_both_at_once_are_a_stop(nas: Sandbox, drive: Path) -> None:
    child, status = at_work(nas)
    os.killpg(status["child"]["pid"], signal.SIGTERM)
    child.send_signal(signal.SIGTERM)
    assert child.wait(60) == 0
    assert nas.status(UNIT)["end"] == "stopped"


def test_a_badblocks_that_ignores_term_is_killed(nas: Sandbox, drive: Path) -> None:
    nas.tool(
        "badblocks",
        "trap '' TERM; printf 'Testing with pattern 0xaa: ' >&2\nwhile :; do sleep 0.1; done",
    )
    nas.spawn(request(stop_grace=0.3))
    nas.reach(UNIT, "held")
    nas.go(UNIT)
    nas.until(UNIT, lambda found: found["runs"] and found["runs"][0]["phases"])
    (nas.run_dir / UNIT / "stop").touch()
    status = nas.reach(UNIT, "ended")
    assert status["end"] == "stopped"
    assert status["runs"][0]["signal"] == signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_badblocks_that_is_killed_by_somebody_has_failed(
    nas: Sandbox, drive: Path, number: int
) -> None:
    _, status = at_work(nas)
    os.killpg(status["child"]["pid"], number)
    status = nas.reach(UNIT, "ended")
    assert status["end"] == "run_failed"
    assert status["reason"] == {
        "code": "tool_signal",
        "values": {"signal": str(number)},
    }
    assert status["runs"][0]["signal"] == number
    assert status["runs"][0]["exit"] is None


def test_a_badblocks_that_is_interrupted_by_somebody_has_failed(
    nas: Sandbox, drive: Path
) -> None:
    _, status = at_work(nas)
    os.killpg(status["child"]["pid"], signal.SIGTERM)
    status = nas.reach(UNIT, "ended")
    assert status["end"] == "run_failed"
    assert status["reason"]["code"] == "tool_exit"
    assert "Interrupted at block 7" in status["reason"]["values"]["text"]


def test_what_badblocks_leaves_behind_is_ended(nas: Sandbox, drive: Path) -> None:
    nas.tool("badblocks", f"sleep 600 & echo $! >{nas.root}/pid; exit 3")
    status = finish(nas, request())
    assert status["runs"][0]["exit"] == 3
    wait_for(lambda: is_gone(int((nas.root / "pid").read_text())))


def test_a_pause_holds_and_goes_on(nas: Sandbox, drive: Path) -> None:
    _, status = at_work(nas)
    pid = status["child"]["pid"]
    pause = nas.run_dir / UNIT / "pause"
    pause.touch()
    status = nas.reach(UNIT, "paused")
    wait_for(
        lambda: (
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
        )
    )
    wait_for(lambda: nas.checkpoint(UNIT)["state"] == "paused")
    first = nas.until(UNIT, lambda found: found["paused_seconds"] > 0.5)
    assert first["pauses"][0]["to"] is None
    pause.unlink()
    status = nas.reach(UNIT, "testing")
    assert status["pauses"][0]["to"] is not None
    assert status["paused_seconds"] >= first["paused_seconds"]
    (nas.root / "bin/badblocks.done").touch()
    status = nas.reach(UNIT, "ended")
    assert status["end"] == "finished"
    assert len(status["pauses"]) == 1


def test_a_paused_test_can_be_stopped(nas: Sandbox, drive: Path) -> None:
    _, status = at_work(nas)
    (nas.run_dir / UNIT / "pause").touch()
    nas.reach(UNIT, "paused")
    (nas.run_dir / UNIT / "stop").touch()
    ended = nas.reach(UNIT, "ended")
    assert ended["end"] == "stopped"
    assert ended["pauses"][0]["to"] is not None
    assert is_gone(status["child"]["pid"])
    assert b"Interrupted" in nas.output(UNIT)


def test_a_pause_before_the_first_byte(nas: Sandbox, drive: Path) -> None:
    nas.spawn(request())
    nas.reach(UNIT, "held")
    (nas.run_dir / UNIT / "pause").touch()
    nas.go(UNIT)
    status = nas.reach(UNIT, "paused")
    assert status["runs"][0]["started"] is None
    assert drive.read_bytes() == bytes(SIZE)
    (nas.run_dir / UNIT / "pause").unlink()
    assert nas.reach(UNIT, "ended")["end"] == "finished"


@pytest.mark.parametrize("paused", [False, True])
def test_badblocks_dies_with_its_supervisor(
    nas: Sandbox, drive: Path, paused: bool
) -> None:
    nas.tool("badblocks", "exec sleep 600")
    child = nas.spawn(request())
    nas.reach(UNIT, "held")
    nas.go(UNIT)
    status = nas.until(UNIT, lambda found: found["child"])
    if paused:
        (nas.run_dir / UNIT / "pause").touch()
        nas.reach(UNIT, "paused")
    child.kill()
    child.wait()
    wait_for(lambda: is_gone(status["child"]["pid"]))


@pytest.mark.parametrize("change", ["pulled", "replaced"])
def test_a_drive_that_leaves_ends_the_test(
    nas: Sandbox, drive: Path, change: str
) -> None:
    _, status = at_work(nas)
    if change == "pulled":
        nas.remove_disk("sda")
    else:
        nas.write("sys/block/sda/diskseq", "77\n")
    ended = nas.reach(UNIT, "ended")
    assert ended["end"] == "drive_gone"
    assert ended["reason"] == {"code": "drive_gone", "values": {"node": "sda"}}
    assert is_gone(status["child"]["pid"])


def test_a_drive_that_leaves_between_runs(nas: Sandbox, drive: Path) -> None:
    nas.tool("badblocks", f"rm {nas.root}/sys/dev/block/8:0; exit 0")
    status = finish(nas, request(runs=[run(0), run(1)]))
    assert status["end"] == "drive_gone"
    assert status["runs"][1]["started"] is None


FAILING = {
    "an error limit": "echo 'Too many bad blocks, aborting test' >&2; exit 0",
    "a run that fails": "echo 'Input/output error' >&2; exit 1",
    "a tool that dies": "kill -9 $$",
}


@pytest.mark.parametrize("way", ["leaves", "shrinks"])
@pytest.mark.parametrize("script", FAILING.values(), ids=FAILING)
def test_a_drive_that_fails_because_it_leaves_has_not_failed(
    nas: Sandbox, drive: Path, script: str, way: str
) -> None:
    nas.patches.clear()
    nas.patch("LEAVING_SECONDS = 5.0", "LEAVING_SECONDS = 600.0")
    nas.tool("badblocks", script)
    nas.spawn(request())
    nas.reach(UNIT, "held")
    nas.go(UNIT)
    status = nas.until(UNIT, lambda status: status["runs"] and _is_over(status))
    assert status["state"] == "testing"
    if way == "leaves":
        nas.remove_disk("sda")
    else:
        os.truncate(drive, 0)
    ended = nas.reach(UNIT, "ended")
    assert ended["end"] == "drive_gone"
    assert ended["reason"] == {"code": "drive_gone", "values": {"node": "sda"}}


def _is_over(status: dict[str, Any]) -> bool:
    return status["runs"][0]["ended"] is not None


def test_a_descriptor_tells_that_its_drive_is_dead(
    nas: Sandbox, drive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = _hold.Node.__new__(_hold.Node)
    with drive.open("rb") as file:
        node.descriptor = file.fileno()
        assert not node.is_dead()
        for number, dead in ((errno.EIO, False), (errno.ENXIO, True)):
            with monkeypatch.context() as patch:
                patch.setattr(os, "pread", _failing(number))
                assert node.is_dead() is dead


def _failing(number: int) -> Callable[..., bytes]:
    def fail(*_: object) -> bytes:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_stop_after_the_last_byte_stopped_nothing(nas: Sandbox, drive: Path) -> None:
    nas.tool(
        "badblocks",
        f"trap '' TERM; touch {nas.run_dir}/{UNIT}/stop; sleep 1; exit 0",
    )
    status = finish(nas, request())
    assert (status["end"], status["reason"]) == ("finished", None)
    status = nas.checkpoint(UNIT)
    assert (status["end"], status["reason"]) == ("finished", None)


def test_a_stop_between_two_runs(nas: Sandbox, drive: Path) -> None:
    nas.tool(
        "badblocks",
        f"trap '' TERM; touch {nas.run_dir}/{UNIT}/stop; sleep 1; exit 0",
    )
    status = finish(nas, request(runs=[run(0), run(1)]))
    assert status["end"] == "stopped"
    assert status["runs"][1]["started"] is None


# --- records ---------------------------------------------------------------------------


def test_progress_is_kept_small_and_current(nas: Sandbox, drive: Path) -> None:
    nas.patch("OUTPUT_EVERY = 5.0", "OUTPUT_EVERY = 0.5")
    at_work(nas)
    wait_for(lambda: b"elapsed" in nas.output(UNIT))
    first = nas.output(UNIT)
    wait_for(lambda: nas.output(UNIT) != first)
    later = nas.output(UNIT)
    assert later.count(b"elapsed") == 1
    assert later.endswith(b"errors)")
    assert len(later) == len(first)


MOVES = """import os, sys, time
drive = os.open(sys.argv[1], os.O_RDWR)
while True:
    os.lseek(drive, 4096, os.SEEK_CUR)
    time.sleep(0.05)
"""


def test_a_wrappers_child_tells_the_offset(nas: Sandbox, drive: Path) -> None:
    nas.tool(
        "badblocks",
        "printf 'Testing with pattern 0xaa: ' >&2\n"
        f"{SYSTEM_PYTHON} -I -c '{MOVES}' \"${{13}}\" & wait",
    )
    nas.spawn(request())
    nas.reach(UNIT, "held")
    nas.go(UNIT)
    first = nas.until(UNIT, lambda found: found["offset"])["offset"]
    later = nas.until(UNIT, lambda found: found["offset"] > first)["offset"]
    assert (first % 4096, later % 4096) == (0, 0)


def test_a_full_disk_does_not_end_the_test(nas: Sandbox, drive: Path) -> None:
    _, status = at_work(nas)
    state = nas.state_dir / UNIT
    hidden = state.with_name("hidden")
    state.rename(hidden)
    (nas.root / "bin/badblocks.done").touch()
    status = nas.reach(UNIT, "ended")
    assert status["end"] == "finished"
    assert status["records_lost"]
    hidden.rename(state)


def test_what_could_not_be_written_is_written_later(nas: Sandbox, drive: Path) -> None:
    at_work(nas)
    state = nas.state_dir / UNIT
    hidden = state.with_name("hidden")
    state.rename(hidden)
    nas.until(UNIT, lambda found: found["records_lost"])
    hidden.rename(state)
    nas.until(UNIT, lambda found: not found["records_lost"])
    (nas.root / "bin/badblocks.done").touch()
    status = nas.reach(UNIT, "ended")
    assert not status["records_lost"]
    assert nas.output(UNIT).endswith(
        b"Pass completed, 0 bad blocks found. (0/0/0 errors)\n"
    )


def test_checkpoints_come_while_it_runs(nas: Sandbox, drive: Path) -> None:
    nas.patch("CHECKPOINT_EVERY = 60.0", "CHECKPOINT_EVERY = 0.2")
    at_work(nas)
    first = nas.checkpoint(UNIT)["updated"]["boot"]
    wait_for(lambda: nas.checkpoint(UNIT)["updated"]["boot"] > first)


@pytest.mark.parametrize("where", ["before", "while"])
def test_the_unforeseen_is_told_and_ends_badblocks(
    nas: Sandbox, drive: Path, where: str
) -> None:
    spot = {
        "before": "        self._check_room()\n",
        "while": "            self._steer(child)\n",
    }[where]
    indent = spot[: len(spot) - len(spot.lstrip())]
    nas.patch(spot, f"{indent}raise ValueError('unforeseen')\n")
    nas.tool("badblocks", SLOW)
    child = nas.spawn(request())
    if where == "while":
        nas.reach(UNIT, "held")
        nas.go(UNIT)
    assert child.wait(60) == 1
    assert child.stderr is not None
    assert b"unforeseen" in child.stderr.read()
    status = nas.status(UNIT)
    assert status["reason"]["code"] == "internal_error"
    assert "unforeseen" in status["reason"]["values"]["error"]
    ends = {"before": ("refused", None), "while": ("ended", "run_failed")}
    assert (status["state"], status["end"]) == ends[where]
    assert nas.checkpoint(UNIT)["end"] == status["end"]


# --- parts -----------------------------------------------------------------------------


def test_open_errors_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    for number, code in (
        (16, "busy"),
        (2, "no_such_drive"),
        (6, "no_such_drive"),
        (30, "open_failed"),
    ):

        def fail(*_args: object, number: int = number) -> int:
            raise OSError(number, "no")

        monkeypatch.setattr(os, "open", fail)

        with pytest.raises(Refused) as caught:
            _hold._open("sda", os.O_RDONLY)
        assert caught.value.code == code
        assert caught.value.values["node"] == "sda"


def test_a_file_is_no_disk(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with path.open("rb") as file, pytest.raises(Refused) as caught:
        _hold.Node("sda", file.fileno())
    assert caught.value.code == "not_whole_disk"


def test_a_status_survives_its_own_file(tmp_path: Path) -> None:
    status = _status.Status(str(tmp_path / "gone"), str(tmp_path), "digest")
    status.checkpoint()
    assert status.value["records_lost"]
    for _ in range(_status.MAX_PAUSES + 5):
        status.paused()
        status.resumed()
    status.publish()
    assert len(status.value["pauses"]) == _status.MAX_PAUSES
    assert json.loads((tmp_path / "status.json").read_bytes())["records_lost"]


def test_the_offset_of_a_process_that_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "drive"
    path.write_bytes(bytes(4096))
    descriptor = os.open(path, os.O_RDWR)
    try:
        child = _badblocks.Badblocks(["true"], descriptor)
        wait_for(child.has_exited)
        assert child.offset() is None
        child.end()
        assert child.reap() == (0, None)
    finally:
        os.close(descriptor)
