"""A real OpenSSH server on a loopback port of its own, for as long as a test lasts."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
import os
from pathlib import Path
import shutil
import signal
import socket
import subprocess
import time

import asyncssh
import pytest

from custom_components.nas_burnin.engine.host.settings import ConnectSettings
from tests.engine.host.servers import LOGIN, Host, OpenSSH

PATIENCE = 30.0


def missing() -> str:
    """Answer why this machine can't run one, or nothing."""
    if os.geteuid() != 0:
        return "sshd needs root to log anybody in reliably"
    if _program() is None:
        return "there is no sshd on this machine"
    return ""


def _program() -> str | None:
    return shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/sbin")


def through(settings: ConnectSettings, port: int) -> ConnectSettings:
    """Say how to get to the same server by another port, where a proxy stands."""
    return replace(settings, address=replace(settings.address, port=port))


@contextmanager
def sshd(
    folder: Path,
    *,
    before: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[OpenSSH]:
    """Start a server that lets `LOGIN` in as root; skips where that is impossible.

    `before` is a command that ends by becoming the command that follows it,
    `environment` what each session finds set.
    """
    if why := missing():
        pytest.skip(why)
    folder.mkdir(exist_ok=True)
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    key = asyncssh.generate_private_key("ssh-ed25519")
    (folder / "host_key").write_bytes(key.export_private_key())
    (folder / "host_key").chmod(0o600)
    (folder / "authorized_keys").write_bytes(LOGIN.export_public_key())
    server = _start(folder, key, before, environment or {})
    try:
        yield server
    finally:
        _end(server)


def _start(
    folder: Path,
    key: asyncssh.SSHKey,
    before: Sequence[str],
    environment: Mapping[str, str],
) -> OpenSSH:
    log = folder / "log"
    # Between our asking for a free port and its listening somebody may take it.
    for _ in range(5):
        port = _free_port()
        (folder / "config").write_text(_config(folder, port, environment))
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [*before, _program() or "", "-D", "-e", "-f", str(folder / "config")],
                stderr=stream,
                stdin=subprocess.DEVNULL,
            )
        if _listens(log, process):
            return OpenSSH(Host(port, key, username="root"), log, process)
        process.terminate()
        process.wait(PATIENCE)
    pytest.skip(f"sshd does not start: {log.read_text(errors='replace')[-300:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _config(folder: Path, port: int, environment: Mapping[str, str]) -> str:
    lines = [
        f"ListenAddress 127.0.0.1:{port}",
        f"HostKey {folder}/host_key",
        f"AuthorizedKeysFile {folder}/authorized_keys",
        "PidFile none",
        "StrictModes no",
        "UsePAM no",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "PermitRootLogin prohibit-password",
        "LogLevel VERBOSE",
        "MaxStartups 100",
    ]
    if environment:
        pairs = (f'"{name}={value}"' for name, value in environment.items())
        lines.append(f"SetEnv {' '.join(pairs)}")
    return "\n".join(lines) + "\n"


def _listens(log: Path, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if "Server listening" in log.read_text(errors="replace"):
            return True
        time.sleep(0.01)
    return False


def _end(server: OpenSSH) -> None:
    """End the server and who it serves, by process id; nothing detached."""
    sessions = server.sessions() if server.process.poll() is None else []
    server.process.terminate()
    server.process.wait(PATIENCE)
    for pid in sessions:
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            continue
