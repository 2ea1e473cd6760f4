"""A real sshd for the tests of this room."""

from collections.abc import Iterator
import os
from pathlib import Path
import shutil
import socket
import subprocess
import time

import asyncssh
import pytest

from tests.engine.host.servers import LOGIN, Host, OpenSSH


@pytest.fixture
def openssh(tmp_path: Path, socket_enabled: None) -> Iterator[OpenSSH]:
    """Start OpenSSH's sshd, with one host key of type ed25519."""
    sshd = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/sbin")
    if sshd is None:
        pytest.skip("no sshd on this machine")
    if os.getuid() != 0:
        pytest.skip("sshd needs root to log anybody in reliably")
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    folder = tmp_path
    key = asyncssh.generate_private_key("ssh-ed25519")
    (folder / "host_key").write_bytes(key.export_private_key())
    (folder / "host_key").chmod(0o600)
    (folder / "authorized_keys").write_bytes(LOGIN.export_public_key())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host_key\n"
        f"AuthorizedKeysFile {folder}/authorized_keys\nPidFile none\n"
        "StrictModes no\nUsePAM no\nPasswordAuthentication no\n"
        "KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n"
        "LogLevel VERBOSE\n"
    )
    log = folder / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sshd, "-D", "-e", "-f", str(folder / "config")], stderr=stream
        )
    try:
        _wait_for(log, "Server listening", process)
        yield OpenSSH(Host(port, key, username="root"), log, process)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(log: Path, words: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(500):
        if words in log.read_text(errors="replace"):
            return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    pytest.skip(f"sshd does not start: {log.read_text(errors='replace')[-300:]}")
