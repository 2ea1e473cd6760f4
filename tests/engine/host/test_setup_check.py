"""What can be wrong with a host that is being set up, each with its own error."""

import shutil

import pytest

from custom_components.nas_burnin.engine import remote
from custom_components.nas_burnin.engine.errors import (
    AnswerUnusable,
    BurnInError,
    ShellUnusable,
    SudoRefused,
    ToolMissing,
)
from custom_components.nas_burnin.engine.host.setup_check import HostCheck, check_host
from tests.engine.host.nas import Nas
from tests.engine.host.servers import (
    Behaviour,
    OpenSSH,
    Process,
    connected,
    serving,
)

pytestmark = pytest.mark.usefixtures("socket_enabled")

GOOD = {
    "uid": "1000",
    "user": "burnin",
    "shell": "/bin/sh",
    "uname": "Linux 6.12 x86_64",
    "os_id": "lab",
    "os_version": "1",
    "machine_id": "0123456789abcdef",
    "python": "/usr/bin/python3",
    "python_version": "Python 3.11.2",
    "tool_badblocks": "/usr/sbin/badblocks",
    "tool_smartctl": "/usr/sbin/smartctl",
    "tool_zpool": "",
    "tool_lsblk": "/usr/bin/lsblk",
    "tool_blkid": "/usr/sbin/blkid",
    "tool_timeout": "/usr/bin/timeout",
    "sudo": "ok",
    "sudo_python": "ok",
}


class Shell:
    """Answers the check and the first poll."""

    def __init__(self, *, status: int = 0, said: bytes | None = None, **changes: str):
        lines = [f"{key}={value}" for key, value in {**GOOD, **changes}.items()]
        text = "\n".join(["check=1", *lines, "check_end=1", ""])
        self.said = text.encode() if said is None else said
        self.status = status
        self.commands: list[str] = []
        self.poll_status = 0
        self.poll_end: int | None = None

    async def __call__(self, process: Process) -> None:
        self.commands.append(process.command or "")
        await process.stdin.read()
        if process.command == remote.CHECK_COMMAND:
            process.stdout.write(self.said)
            process.exit(self.status)
            return
        nothing: dict[str, object] = {"signatures": [], "samples": [], "smart": []}
        rest = {"nvme": {}, "farm": [], "versions": False}
        answer = await Nas({}).probe({**nothing, **rest})
        process.stdout.write(answer[: self.poll_end])
        process.exit(self.poll_status)


class Anything(dict[str, Behaviour]):
    """One behaviour for every command."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour

    def __missing__(self, command: str) -> Behaviour:
        return self.behaviour


async def check(shell: Shell) -> HostCheck:
    async with (
        serving(Anything(shell)) as host,
        connected(host.settings()) as connection,
    ):
        found = await check_host(connection)
        assert len(host.connections) == 1
        return found


async def test_a_good_host() -> None:
    shell = Shell()
    found = await check(shell)
    assert found.machine_id == "0123456789abcdef"
    assert found.hostname == "nas"
    assert found.os_name == "Lab"
    assert found.sudo
    assert not found.is_truenas
    assert found.tools["smartctl"] == "/usr/sbin/smartctl"
    assert found.tools["zpool"] is None
    assert shell.commands[0] == "sh -s"
    assert " sudo -n python3 " in shell.commands[1]


async def test_root_needs_no_sudo() -> None:
    shell = Shell(uid="0", sudo="root", sudo_python="root")
    assert not (await check(shell)).sudo
    assert "sudo" not in shell.commands[1]


@pytest.mark.parametrize(
    ("shell", "kind", "values"),
    [
        (Shell(said=b"", status=1), ShellUnusable, {}),
        (Shell(said=b"[nas]> sh: no such command\n"), ShellUnusable, {}),
        (
            Shell(said=b"This account is currently not available.\n", status=1),
            ShellUnusable,
            {"detail": "This account is currently not available."},
        ),
        (Shell(said=b"check=1\nuid=0\n"), AnswerUnusable, {}),
        (Shell(status=1), AnswerUnusable, {}),
        (Shell(uid="many"), AnswerUnusable, {}),
        (
            Shell(sudo="failed", sudo_error="sudo: a password is required"),
            SudoRefused,
            {"detail": "sudo: a password is required", "user": "burnin"},
        ),
        (
            Shell(sudo_python="failed", sudo_python_error="sudo: not allowed"),
            SudoRefused,
            {"detail": "sudo: not allowed"},
        ),
        (Shell(python="", python_version=""), ToolMissing, {"tool": "python3"}),
        (
            Shell(python_version="Python 3.7.3"),
            ToolMissing,
            {"tool": "python3 >= 3.9", "found": "3.7"},
        ),
        (Shell(tool_badblocks=""), ToolMissing, {"tool": "badblocks"}),
        (Shell(tool_smartctl=""), ToolMissing, {"tool": "smartctl"}),
        (Shell(machine_id=""), AnswerUnusable, {}),
    ],
)
async def test_each_thing_that_can_be_wrong(
    shell: Shell, kind: type[BurnInError], values: dict[str, str]
) -> None:
    with pytest.raises(kind) as caught:
        await check(shell)
    assert type(caught.value) is kind
    assert caught.value.values.items() >= values.items()
    assert len(shell.commands) == 1


async def test_a_program_that_does_not_run_fails_the_check() -> None:
    shell = Shell()
    shell.poll_status = 1
    with pytest.raises(AnswerUnusable):
        await check(shell)


async def test_a_first_poll_that_breaks_off_fails_the_check() -> None:
    shell = Shell()
    shell.poll_end = -10
    with pytest.raises(AnswerUnusable):
        await check(shell)


async def test_this_very_machine(openssh: OpenSSH) -> None:
    needed = ("badblocks", "smartctl", "python3", "lsblk", "blkid")
    path = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
    missing = [tool for tool in needed if shutil.which(tool, path=path) is None]
    async with connected(openssh.host.settings()) as connection:
        if missing:
            with pytest.raises(ToolMissing):
                await check_host(connection)
        else:
            found = await check_host(connection)
            assert not found.sudo
            assert found.tools["badblocks"]
