"""The programs over a real SSH connection, and why they may not even start."""

import os
from pathlib import Path
import shutil
from typing import override

import pytest

from custom_components.nas_burnin.engine import remote
from custom_components.nas_burnin.engine.errors import (
    AnswerUnusable,
    BurnInError,
    CommandTimedOut,
    SudoRefused,
    ToolMissing,
)
from custom_components.nas_burnin.engine.host import detached
from custom_components.nas_burnin.engine.host.connection import Connection
from custom_components.nas_burnin.engine.host.detached import Controlled, Detached
from custom_components.nas_burnin.engine.host.link import SshLink, explain
from custom_components.nas_burnin.engine.host.memory import Memory
from custom_components.nas_burnin.engine.host.outcome import Completed, Killed, Outcome
from custom_components.nas_burnin.engine.host.snapshot import take
from custom_components.nas_burnin.engine.model import TestState
from tests.engine.host.nas import StillClock
from tests.engine.host.servers import LOGIN, OpenSSH, connected, private_text
from tests.engine.host.test_detached import UNIT, request

needs_python = pytest.mark.skipif(
    shutil.which("python3", path="/usr/bin:/bin:/usr/local/bin") is None,
    reason="no python3 on the path of a login",
)


def this_boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


@pytest.mark.parametrize(
    ("status", "stderr", "kind"),
    [
        (124, b"", CommandTimedOut),
        (137, b"", CommandTimedOut),
        (1, b"sudo: a password is required\n", SudoRefused),
        (1, b"banner\nsudo: sorry, you are not allowed\n", SudoRefused),
        (127, b"timeout: failed to run command 'python3': No such file", ToolMissing),
        (127, b"timeout: failed to run command 'sudo': No such file", ToolMissing),
        (1, b"sudo: python3: command not found\n", ToolMissing),
        (1, b"Traceback (most recent call last):\nKeyError: 'v'\n", AnswerUnusable),
        (2, b"", AnswerUnusable),
    ],
)
def test_a_failure_is_explained(
    status: int, stderr: bytes, kind: type[BurnInError]
) -> None:
    assert type(explain(status, stderr)) is kind


@pytest.mark.parametrize(("tool", "name"), [("sudo", "sudo"), ("python3", "python3")])
def test_the_missing_tool_is_named(tool: str, name: str) -> None:
    said = f"timeout: failed to run command '{tool}': No such file"
    assert explain(127, said.encode()).values["tool"] == name


class Scripted(Connection):
    """A connection that answers as told, and keeps what it was asked."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.asked: list[tuple[str, bytes, float]] = []

    @override
    async def run(
        self, command: str, stdin: bytes = b"", *, seconds: float, cap: int = 0
    ) -> Outcome:
        self.asked.append((command, stdin, seconds))
        return self.outcome


async def test_each_layer_waits_longer_than_the_one_inside() -> None:
    connection = Scripted(Completed(0, b"frames", b""))
    link = SshLink(connection, sudo=True)
    assert await link.probe({"deadline": 20}) == b"frames"
    assert await link.control({"wait": 30}) == b"frames"
    (probe, _, probe_seconds), (control, _, control_seconds) = connection.asked
    assert probe.startswith("timeout -k 5 30 sudo -n python3 -I -c ")
    assert control.startswith("timeout -k 5 160 sudo -n python3 -I -c ")
    assert (probe_seconds, control_seconds) == (45, 175)


async def test_no_value_of_a_request_is_part_of_a_command() -> None:
    connection = Scripted(Completed(0, b"", b""))
    link = SshLink(connection, sudo=False)
    for text in ("plain", "$(reboot)", "'; reboot #", "\0\n\udcff"):
        await link.control({"wait": 5, "unit": text, "program": text})
    assert len({command for command, _, _ in connection.asked}) == 1


async def test_a_signal_is_no_answer() -> None:
    link = SshLink(Scripted(Killed("SEGV", b"frames", b"")), sudo=False)
    with pytest.raises(AnswerUnusable, match="SEGV"):
        await link.probe({"deadline": 20})


async def test_seconds_must_be_a_number() -> None:
    link = SshLink(Scripted(Completed(0, b"", b"")), sudo=False)
    with pytest.raises(TypeError):
        await link.probe({"deadline": "soon"})


@needs_python
async def test_a_poll_of_this_very_machine(openssh: OpenSSH) -> None:
    async with connected(openssh.host.settings()) as connection:
        link = SshLink(connection, sudo=False)
        snapshot = await take(link, StillClock(), Memory())
    assert snapshot.complete
    assert snapshot.info is not None
    assert snapshot.info.hostname == os.uname().nodename
    names = {device.name for device in snapshot.facts.devices}
    assert names == set(os.listdir("/sys/block"))  # noqa: PTH208


@needs_python
async def test_a_test_that_is_not_there(
    openssh: OpenSSH, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detached, "STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(detached, "RUN_DIR", str(tmp_path / "run"))
    async with connected(openssh.host.settings()) as connection:
        test = Detached(SshLink(connection, sudo=False), "nas-burnin-nobody-none", "n1")
        for ask in (test.go, test.stop, test.pause, test.resume, test.remove):
            done = await ask()
            assert done.refusal is not None
            assert done.refusal.code == "no_such_test"
            assert done.test is None


@needs_python
async def test_a_start_on_a_drive_that_is_not_there(
    openssh: OpenSSH, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real supervisor looks for the drive, refuses, and leaves nothing behind."""
    monkeypatch.setattr(detached, "STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(detached, "RUN_DIR", str(tmp_path / "run"))
    asked = {**request(), "boot_id": this_boot()}
    async with connected(openssh.host.settings()) as connection:
        link = SshLink(connection, sudo=False)
        test = Detached(link, UNIT, "n1")
        done = await test.start(asked)
        assert done.refusal is not None
        assert done.refusal.code == "refused"
        assert done.test is not None
        assert done.test.state is TestState.REFUSED
        assert done.test.reason is not None
        assert done.test.reason.code == "no_such_drive"
        assert done.test.supervisor_sha256 == remote.digest(remote.load("supervisor"))
        again = await test.start(asked)
        assert again.refusal is not None
        assert again.refusal.code == "exists"
        stranger = await Detached(link, UNIT, "n2").remove()
        assert stranger.refusal is not None
        assert stranger.refusal.code == "other_nonce"
        stopped = await test.stop()
        assert stopped.refusal is None
        assert stopped.test is not None
        assert not stopped.test.alive
        assert await test.remove() == Controlled(None, None)
    assert not (tmp_path / "state").exists()
    assert not (tmp_path / "run").exists()


@needs_python
async def test_the_key_is_in_no_request(openssh: OpenSSH) -> None:
    secret = private_text(LOGIN).splitlines()[3]
    seen: list[bytes] = []

    class Eavesdropper(Connection):
        @override
        async def run(
            self,
            command: str,
            stdin: bytes = b"",
            *,
            seconds: float,
            cap: int = 1 << 25,
        ) -> Outcome:
            seen.extend((command.encode(), stdin))
            return await super().run(command, stdin, seconds=seconds, cap=cap)

    connection = Eavesdropper(openssh.host.settings())
    try:
        await take(SshLink(connection, sudo=False), StillClock(), Memory())
    finally:
        await connection.close()
    assert seen
    assert not any(secret.encode() in part for part in seen)
