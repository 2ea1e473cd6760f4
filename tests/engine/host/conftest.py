"""A real sshd for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.host.servers import OpenSSH
from tests.faults.sshd import sshd


@pytest.fixture
def openssh(tmp_path: Path, socket_enabled: None) -> Iterator[OpenSSH]:
    """Start OpenSSH's sshd, with one host key of type ed25519."""
    with sshd(tmp_path) as server:
        yield server
