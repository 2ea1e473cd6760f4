"""The set-up check: the real script under a real shell, and its reader."""

import asyncio
import os
from pathlib import Path
import subprocess

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import Reason
from custom_components.nas_burnin.engine.parse.check import HostCheck, read_check
from custom_components.nas_burnin.engine.parse.shape import Unreadable
from custom_components.nas_burnin.engine.remote import load_check

GOOD = b"""Welcome to the machine
check=1
uid=1000
user=nasburnin
shell=/usr/bin/zsh
uname=Linux 6.12.15 x86_64
os_id=debian
os_version=12 (bookworm)
machine_id=0123456789abcdef0123456789abcdef
python=/usr/bin/python3
python_version=Python 3.11.2
tool_badblocks=/usr/sbin/badblocks
tool_smartctl=/usr/sbin/smartctl
tool_zpool=
tool_lsblk=/usr/bin/lsblk
tool_blkid=/usr/sbin/blkid
tool_timeout=/usr/bin/timeout
tool_sudo=/usr/bin/sudo
tool_systemd-run=/usr/bin/systemd-run
sudo=ok
sudo_version=
sudo_python=ok
sudo_python_version=Python 3.11.2
check_end=1
"""


def read(out: bytes) -> HostCheck:
    """Read an answer that must be readable."""
    check = read_check(out, b"", 0)
    assert isinstance(check, HostCheck)
    return check


def reason(out: bytes, err: bytes = b"", rc: int | None = 0) -> Reason:
    """Read an answer that must not be believed."""
    answer = read_check(out, err, rc)
    assert isinstance(answer, Unreadable)
    return answer.reason


def test_a_good_host_has_no_problems() -> None:
    check = read(GOOD)
    assert check.problems == ()
    assert check.needs_sudo
    assert check.uid == 1000
    assert check.user == "nasburnin"
    assert check.shell == "/usr/bin/zsh"
    assert check.python == (3, 11)
    assert check.os_version == "12 (bookworm)"
    assert check.tools["badblocks"] == "/usr/sbin/badblocks"
    assert check.tools["zpool"] is None
    assert check.tools["systemd-run"] == "/usr/bin/systemd-run"


def test_root_needs_no_sudo() -> None:
    root = GOOD.replace(b"uid=1000", b"uid=0")
    root = root.replace(b"sudo=ok", b"sudo=root").replace(b"python=ok", b"python=root")
    check = read(root)
    assert not check.needs_sudo
    assert check.problems == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            b"sudo=ok",
            b"sudo=failed\nsudo_error=sudo: a password is required",
            Reason(
                "sudo_refused",
                {"detail": "sudo: a password is required", "user": "nasburnin"},
            ),
        ),
        (
            b"sudo_python=ok",
            b"sudo_python=failed",
            Reason(
                "sudo_refused",
                {"detail": "sudo failed and gave no reason", "user": "nasburnin"},
            ),
        ),
        (
            b"python_version=Python 3.11.2\ntool_b",
            b"python_version=\ntool_b",
            Reason("tool_missing", {"tool": "python3"}),
        ),
        (
            b"python_version=Python 3.11.2\ntool_b",
            b"python_version=Python 3.8.10\ntool_b",
            Reason("python_too_old", {"found": "3.8", "needed": "3.9"}),
        ),
        (
            b"/usr/sbin/badblocks",
            b"",
            Reason("tool_missing", {"tool": "badblocks"}),
        ),
        (
            b"tool_timeout=/usr/bin/timeout\n",
            b"",
            Reason("tool_missing", {"tool": "timeout"}),
        ),
        (
            b"0123456789abcdef0123456789abcdef",
            b"",
            Reason("machine_id_missing"),
        ),
    ],
)
def test_each_problem_is_named(old: bytes, new: bytes, expected: Reason) -> None:
    assert old in GOOD
    assert read(GOOD.replace(old, new)).problems == (expected,)


@pytest.mark.parametrize(
    ("out", "err", "rc", "code", "detail"),
    [
        (b"", b"This account is not available.", 1, "shell_unusable", "This account"),
        (b"[truenas]> Unknown command", b"", 0, "shell_unusable", "[truenas]>"),
        (b"", b"", None, "shell_unusable", ""),
        (GOOD, b"", None, "answer_unusable", "broke off"),
        (GOOD, b"killed", 137, "answer_unusable", "killed"),
        (GOOD[:-14], b"", 0, "answer_unusable", "broke off"),
        (GOOD.replace(b"uid=1000\n", b""), b"", 0, "detector_unreadable", "user"),
        (GOOD.replace(b"uid=1000", b"uid=x"), b"", 0, "detector_unreadable", "user"),
        (GOOD.replace(b"sudo=ok\n", b""), b"", 0, "detector_unreadable", "sudo"),
        (GOOD.replace(b"uid=", b"rubbish\nuid="), b"", 0, "detector_unreadable", "rub"),
        (
            GOOD.replace(b"uid=", b"user=me\nuid="),
            b"",
            0,
            "detector_unreadable",
            "user",
        ),
    ],
)
def test_what_is_not_a_whole_answer_is_not_believed(
    out: bytes, err: bytes, rc: int | None, code: str, detail: str
) -> None:
    found = reason(out, err, rc)
    assert found.code == code
    assert detail in found.values["detail"]


@given(st.binary(), st.binary(), st.none() | st.integers(-128, 255))
def test_no_bytes_make_it_raise(out: bytes, err: bytes, rc: int | None) -> None:
    for text in (out, GOOD + out, GOOD.replace(b"uid=1000", out)):
        answer = read_check(text, err, rc)
        if isinstance(answer, HostCheck):
            assert rc == 0
            assert all(value.isprintable() for value in (answer.user, answer.shell))


def run_check(environment: dict[str, str]) -> HostCheck:
    """Run the real script under the real shell."""
    done = subprocess.run(
        ["sh", "-s"],
        input=load_check().encode(),
        capture_output=True,
        check=False,
        env=environment,
    )
    assert done.stderr == b""
    answer = read_check(done.stdout, done.stderr, done.returncode)
    assert isinstance(answer, HostCheck)
    return answer


def test_the_real_script_on_this_machine() -> None:
    check = run_check(dict(os.environ))
    assert check.uid == os.getuid()
    assert check.uname.startswith("Linux ")
    assert check.python is not None
    assert check.tools["lsblk"] is not None
    assert check.machine_id == Path("/etc/machine-id").read_text().strip()


@pytest.fixture
def fake_tools(tmp_path: Path) -> Path:
    """A folder of tools that comes first in PATH."""
    (tmp_path / "id").write_text("#!/bin/sh\n[ $1 = -u ] && echo 1000 || echo me\n")
    (tmp_path / "id").chmod(0o755)
    return tmp_path


def with_sudo(folder: Path, text: str) -> HostCheck:
    """Run the check as a user for whom sudo does what the text says."""
    sudo = folder / "sudo"
    sudo.write_text("#!/bin/sh\n" + text)
    sudo.chmod(0o755)
    return run_check({**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"})


def test_sudo_that_works(fake_tools: Path) -> None:
    check = with_sudo(fake_tools, '[ "$1" = -n ] || exit 9\nshift\nexec "$@"\n')
    assert check.sudo_error == ""
    assert check.sudo_python_error == ""
    assert check.needs_sudo


def test_sudo_that_wants_a_password(fake_tools: Path) -> None:
    check = with_sudo(fake_tools, "echo 'sudo: a password is required' >&2\nexit 1\n")
    assert check.sudo_error == "sudo: a password is required"


def test_sudo_that_does_not_allow_python(fake_tools: Path) -> None:
    check = with_sudo(
        fake_tools, '[ "$2" = true ] || { echo "not\nallowed"; exit 1; }\n'
    )
    assert check.sudo_error == ""
    assert check.sudo_python_error == "not allowed"


def test_a_tool_does_not_swallow_the_script(fake_tools: Path) -> None:
    check = with_sudo(fake_tools, "cat >/dev/null\n")
    assert check.sudo_error == ""


async def test_the_script_is_read_once() -> None:
    first = await asyncio.to_thread(load_check)
    assert load_check() is first
