"""Control: each verb on real supervisors, and what it leaves alone."""

import json
import os
from pathlib import Path
import signal
import subprocess
from typing import Any

import pytest

from custom_components.nas_burnin.engine.remote.control import unit_argv
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
# Holds the drive open as badblocks does, until it is told to go.
HANGS = "printf 'Testing with pattern 0xaa: ' >&2; exec sleep 600"


def begun(nas: Sandbox, **fields: object) -> dict[str, Any]:
    """A test that runs until it is stopped."""
    nas.tool("badblocks", HANGS)
    assert nas.start(request(**fields))["ok"]
    answer = nas.control("go", UNIT)
    assert answer["ok"]
    return nas.until(UNIT, lambda status: status["child"])


@pytest.mark.parametrize("python", ["same", SYSTEM_PYTHON])
def test_a_test_from_start_to_removal(nas: Sandbox, drive: Path, python: str) -> None:
    if python != "same":
        nas.python = python
        nas.tool("python3", f'exec {python} "$@"')
    answer = nas.start(request())
    assert answer["ok"]
    assert answer["code"] == ""
    test = answer["test"]
    assert test["alive"]
    assert test["status"]["state"] == "held"
    assert test["request"]["nonce"] == "n0nce"
    assert test["unit_state"] == ""
    state = nas.state_dir / UNIT
    assert state.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in state.iterdir())
    # It belongs to nobody here: no parent, no terminal, no session of ours.
    fields = Path(f"/proc/{test['status']['pid']}/stat").read_text().split()
    assert int(fields[5]) != os.getsid(0)
    for descriptor in (0, 1, 2):
        target = Path(f"/proc/{test['status']['pid']}/fd/{descriptor}").readlink()
        assert str(target) == "/dev/null"
    assert nas.control("go", UNIT)["ok"]
    assert nas.reach(UNIT, "ended")["end"] == "finished"
    assert drive.read_bytes() == b"\xaa" * SIZE
    assert nas.control("stop", UNIT) == {**nas.control("stop", UNIT), "ok": True}
    answer = nas.control("remove", UNIT)
    assert answer == {"ok": True, "code": "", "detail": "", "test": None}
    assert not nas.state_dir.exists()
    assert not nas.run_dir.exists()
    assert nas.control("remove", UNIT)["code"] == "no_such_test"


def test_a_refusal_comes_with_the_start(nas: Sandbox, drive: Path) -> None:
    drive.write_bytes(b"data" * (SIZE // 4))
    answer = nas.start(request())
    assert (answer["ok"], answer["code"], answer["detail"]) == (
        False,
        "refused",
        "not_blank",
    )
    assert answer["test"]["status"]["reason"]["values"] == {"node": "sda"}
    assert nas.control("remove", UNIT)["ok"]


def test_a_refusal_comes_with_the_go(nas: Sandbox, drive: Path) -> None:
    assert nas.start(request())["ok"]
    nas.write("sys/block/sda/diskseq", "77\n")
    answer = nas.control("go", UNIT)
    assert (answer["code"], answer["detail"]) == ("refused", "identity_changed")
    answer = nas.control("go", UNIT)
    assert (answer["code"], answer["detail"]) == ("not_held", "refused")


@pytest.mark.parametrize("folder", ["var", "run"])
def test_one_name_is_started_once(nas: Sandbox, drive: Path, folder: str) -> None:
    theirs = nas.write(f"{folder}/nas_burnin/{UNIT}/theirs", "keep")
    answer = nas.start(request())
    assert (answer["ok"], answer["code"]) == (False, "exists")
    assert theirs.read_text() == "keep"
    assert [path.name for path in nas.root.rglob(UNIT)] == [UNIT]


def test_of_many_starts_one_wins(nas: Sandbox, drive: Path) -> None:
    asked = [
        {
            "v": 1,
            "verb": "start",
            "unit": UNIT,
            "nonce": f"n{index}",
            "state_dir": str(nas.state_dir),
            "run_dir": str(nas.run_dir),
            "wait": 20,
            "program": nas.text("supervisor"),
            "request": request(nonce=f"n{index}"),
        }
        for index in range(6)
    ]
    program = nas.write("control.py", nas.text("control"))
    children = [
        subprocess.Popen(
            [nas.python, "-I", str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=nas.environment(),
        )
        for _ in asked
    ]
    outs = []
    for child, each in zip(children, asked, strict=True):
        assert child.stdin is not None
        child.stdin.write(json.dumps(each).encode())
        child.stdin.close()
    for child in children:
        assert child.stdout is not None
        outs.append(child.stdout.read())
        child.stdout.close()
        assert child.wait(60) == 0
    codes = [
        json.loads(out.split(b"\n", 1)[1].split(b'{"frame"')[0])["code"] for out in outs
    ]
    assert sorted(codes) == [""] + ["exists"] * 5
    winner = codes.index("")
    assert nas.status(UNIT)["nonce"] == f"n{winner}"


def test_a_folder_that_can_not_be_made_leaves_nothing(
    nas: Sandbox, drive: Path
) -> None:
    nas.write("run/nas_burnin", "a file")
    answer = nas.start(request())
    assert answer["code"] == "start_failed"
    assert answer["test"] is None
    assert not (nas.state_dir / UNIT).exists()


def test_without_python_nothing_is_left(nas: Sandbox, drive: Path) -> None:
    nas.patch('return ["python3", "-I"', 'return ["python3-gone", "-I"')
    answer = nas.start(request())
    assert answer["code"] == "start_failed"
    assert "python3-gone" in answer["detail"]
    assert not (nas.state_dir / UNIT).exists()
    assert not (nas.run_dir / UNIT).exists()


def test_a_supervisor_that_says_nothing_is_told(nas: Sandbox, drive: Path) -> None:
    nas.patch("grace = time.monotonic() + 3", "grace = time.monotonic()")
    answer = nas.control("start", UNIT, program="import sys", request=request())
    assert answer["code"] == "not_ready"
    assert not answer["test"]["alive"]
    assert nas.control("remove", UNIT)["ok"]


def test_a_go_that_is_not_taken_is_told(nas: Sandbox, drive: Path) -> None:
    assert nas.start(request())["ok"]
    pid = nas.status(UNIT)["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        assert nas.control("go", UNIT, wait=0.2)["code"] == "not_ready"
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("verb", ["go", "stop", "pause", "resume", "remove"])
def test_the_test_of_another_start_is_left_alone(
    nas: Sandbox, drive: Path, verb: str
) -> None:
    assert nas.start(request())["ok"]
    before = sorted((nas.run_dir / UNIT).iterdir())
    answer = nas.control(verb, UNIT, nonce="another", wait=0)
    assert (answer["ok"], answer["code"]) == (False, "other_nonce")
    assert answer["test"]["status"]["state"] == "held"
    assert sorted((nas.run_dir / UNIT).iterdir()) == before


@pytest.mark.parametrize("verb", ["go", "stop", "pause", "resume", "remove"])
def test_no_test_is_no_test(nas: Sandbox, verb: str) -> None:
    answer = nas.control(verb, UNIT)
    assert answer == {"ok": False, "code": "no_such_test", "detail": "", "test": None}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit", "../../etc"),
        ("unit", "nas-burnin-/x"),
        ("unit", "sshd"),
        ("unit", 5),
        ("state_dir", "var"),
        ("state_dir", "/var/../etc"),
        ("run_dir", "/run/"),
        ("verb", "reboot"),
    ],
)
def test_bad_requests_touch_nothing(nas: Sandbox, field: str, value: object) -> None:
    fields = {"unit": UNIT, "verb": "remove", field: value}
    unit, verb = fields.pop("unit"), fields.pop("verb")
    answer = nas.control(str(verb), unit, **fields)  # type: ignore[arg-type]
    assert (answer["ok"], answer["code"], answer["detail"]) == (
        False,
        "bad_request",
        field,
    )


def test_a_stop_ends_everything_and_can_be_repeated(nas: Sandbox, drive: Path) -> None:
    status = begun(nas)
    assert nas.control("remove", UNIT)["code"] == "alive"
    for _ in range(2):
        answer = nas.control("stop", UNIT)
        assert answer["ok"]
        assert not answer["test"]["alive"]
        assert answer["test"]["status"]["end"] == "stopped"
    assert is_gone(status["pid"])
    assert is_gone(status["child"]["pid"])
    assert nas.control("remove", UNIT)["ok"]


@pytest.mark.parametrize("paused", [False, True])
def test_a_supervisor_that_does_not_listen_is_killed(
    nas: Sandbox, drive: Path, paused: bool
) -> None:
    status = begun(nas)
    if paused:
        assert nas.control("pause", UNIT)["ok"]
    os.kill(status["pid"], signal.SIGSTOP)
    assert nas.control("stop", UNIT, wait=0.2)["ok"]
    assert is_gone(status["pid"])
    assert is_gone(status["child"]["pid"])


def test_a_stop_needs_no_room_for_a_file(nas: Sandbox, drive: Path) -> None:
    """Where its folder is full, or can't be written any more."""
    status = begun(nas)
    (nas.run_dir / UNIT / "stop.new").mkdir()
    assert nas.control("stop", UNIT, wait=0.2)["ok"]
    assert is_gone(status["pid"])
    assert is_gone(status["child"]["pid"])


def test_a_badblocks_without_a_supervisor_counts_as_alive(
    nas: Sandbox, drive: Path
) -> None:
    nas.patch("        if prctl is not None:", "        if False:")
    status = begun(nas)
    os.kill(status["pid"], signal.SIGKILL)
    wait_for(lambda: is_gone(status["pid"]))
    assert not is_gone(status["child"]["pid"])
    answer = nas.control("remove", UNIT)
    assert answer["code"] == "alive"
    assert not answer["test"]["alive"]
    assert nas.control("stop", UNIT, wait=0.2)["ok"]
    assert is_gone(status["child"]["pid"])


def test_what_does_not_die_is_told(nas: Sandbox, drive: Path) -> None:
    begun(nas)
    nas.patch("self._until = time.monotonic() + 5", "pass")
    nas.patch("                _kill(pid)", "                pass")
    pid = nas.status(UNIT)["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        answer = nas.control("stop", UNIT, wait=0.2)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert (answer["ok"], answer["code"]) == (False, "alive")


def test_pause_and_resume(nas: Sandbox, drive: Path) -> None:
    begun(nas)
    answer = nas.control("pause", UNIT)
    assert answer["ok"]
    assert answer["test"]["status"]["state"] == "paused"
    for _ in range(2):
        answer = nas.control("resume", UNIT)
        assert answer["ok"]
        assert answer["test"]["status"]["state"] == "testing"
    nas.control("stop", UNIT)
    assert nas.control("pause", UNIT)["code"] == "not_running"


def test_remove_follows_no_links(nas: Sandbox, tmp_path: Path) -> None:
    treasure = nas.write("home/treasure", "gold")
    state = nas.state_dir / UNIT
    nas.write(f"var/nas_burnin/{UNIT}/x", "")
    (state / "link").symlink_to(treasure)
    (state / "folder").symlink_to(treasure.parent)
    assert nas.control("remove", UNIT)["ok"]
    assert treasure.read_text() == "gold"
    nas.state_dir.mkdir()
    state.symlink_to(treasure.parent)
    answer = nas.control("remove", UNIT)
    assert (answer["code"], answer["detail"]) == ("not_ours", str(state))
    assert treasure.read_text() == "gold"


def test_remove_leaves_other_tests_alone(nas: Sandbox) -> None:
    nas.write(f"var/nas_burnin/{UNIT}/request.json", '{"nonce": "n0nce"}')
    other = nas.write("var/nas_burnin/nas-burnin-other/request.json", "{}")
    owner = nas.write("var/nas_burnin/owner.json", "{}")
    assert nas.control("remove", UNIT)["ok"]
    assert other.exists()
    assert owner.exists()
    assert not (nas.state_dir / UNIT).exists()


def test_a_folder_that_is_not_ours_alone_is_told(nas: Sandbox) -> None:
    nas.write(f"var/nas_burnin/{UNIT}/sub/file", "")
    answer = nas.control("remove", UNIT)
    assert answer["code"] == "failed"
    assert "sub" in answer["detail"]


def test_what_a_reboot_leaves_can_be_removed(nas: Sandbox) -> None:
    nas.write(f"var/nas_burnin/{UNIT}/request.json", '{"nonce": "n0nce"}')
    nas.write(
        f"var/nas_burnin/{UNIT}/checkpoint.json",
        json.dumps(
            {
                "nonce": "n0nce",
                "pid": 1,
                "start_ticks": 1,
                "boot_id": "old",
                "child": {"pid": 1, "start_ticks": 1},
            }
        ),
    )
    answer = nas.control("stop", UNIT)
    assert answer["ok"]
    assert not answer["test"]["alive"]
    assert nas.control("remove", UNIT)["ok"]


# --- systemd, as far as its argv ------------------------------------------------------


def test_the_argv_of_the_unit() -> None:
    supervisor = ["python3", "-I", "/s/u/supervisor.py", "/s/u", "/r/u"]
    assert unit_argv("nas-burnin-x", supervisor) == [
        "systemd-run",
        "--unit=nas-burnin-x",
        "--collect",
        "--property=Type=exec",
        "--property=KillMode=control-group",
        "--property=TimeoutStopSec=20",
        "python3",
        "-I",
        "/s/u/supervisor.py",
        "/s/u",
        "/r/u",
    ]


SYSTEMD_RUN = """
echo "$@" >>{root}/asked
while [ "${{1#--}}" != "$1" ]; do shift; done
echo active >{root}/unit
INVOCATION_ID=abc setsid "$@" </dev/null >/dev/null 2>&1 &
echo $! >{root}/main
"""
SYSTEMCTL = """
case "$1" in
  show)
    load=not-found; state=inactive
    if [ -e {root}/unit ]; then load=loaded; state=$(cat {root}/unit); fi
    printf 'Id=%s\\nLoadState=%s\\nActiveState=%s\\n' "nas-burnin-zl2abcde.service" $load $state ;;
  stop) echo "$@" >>{root}/asked; kill -9 $(cat {root}/main); rm {root}/unit ;;
esac
"""


@pytest.fixture
def systemd(nas: Sandbox, drive: Path) -> Sandbox:
    """Stand-ins of systemd's two tools."""
    nas.tool("systemd-run", SYSTEMD_RUN.format(root=nas.root))
    nas.tool("systemctl", SYSTEMCTL.format(root=nas.root))
    nas.text_constants = {"SYSTEMD": str(nas.root)}
    return nas


def test_a_test_runs_as_a_unit(systemd: Sandbox) -> None:
    answer = systemd.start(request(runs=[run(), run(1)]))
    assert answer["ok"]
    assert answer["test"]["unit_state"] == "active"
    assert answer["test"]["status"]["invocation"] == "abc"
    state, folder = systemd.state_dir / UNIT, systemd.run_dir / UNIT
    asked = (systemd.root / "asked").read_text().split()
    assert (
        asked
        == unit_argv(
            UNIT, ["python3", "-I", f"{state}/supervisor.py", str(state), str(folder)]
        )[1:]
    )
    assert systemd.control("remove", UNIT)["code"] == "alive"
    assert systemd.control("stop", UNIT, wait=2)["ok"]
    assert f"stop {UNIT}.service" in (systemd.root / "asked").read_text()
    assert systemd.control("remove", UNIT)["ok"]


def test_a_unit_that_is_there_is_not_ours(systemd: Sandbox) -> None:
    (systemd.root / "unit").write_text("active")
    answer = systemd.start(request())
    assert (answer["code"], answer["test"]) == ("exists", None)


def test_a_unit_that_comes_first_is_not_ours(systemd: Sandbox) -> None:
    systemd.tool(
        "systemd-run",
        f"echo active >{systemd.root}/unit; echo was already loaded >&2; exit 1",
    )
    answer = systemd.start(request())
    assert (answer["code"], answer["test"]) == ("exists", None)
    assert "already loaded" in answer["detail"]
    assert not (systemd.state_dir / UNIT).exists()


@pytest.mark.parametrize("script", ["echo no bus >&2; exit 1", None])
def test_a_unit_that_can_not_be_started(systemd: Sandbox, script: str | None) -> None:
    if script is None:
        systemd.patch(
            '"systemd-run",\n        "--unit="',
            '"systemd-run-gone",\n        "--unit="',
        )
    else:
        systemd.tool("systemd-run", script)
    answer = systemd.start(request())
    assert (answer["code"], answer["test"]) == ("start_failed", None)
    assert not (systemd.state_dir / UNIT).exists()


def test_a_systemd_run_that_hangs_may_have_started_it(systemd: Sandbox) -> None:
    systemd.patch("TOOL_SECONDS = 30", "TOOL_SECONDS = 1")
    systemd.tool(
        "systemd-run", SYSTEMD_RUN.format(root=systemd.root) + "\nexec sleep 600"
    )
    assert systemd.start(request())["ok"]
    assert systemd.control("stop", UNIT, wait=2)["ok"]
