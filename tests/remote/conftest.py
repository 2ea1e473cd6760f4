"""Sandboxes, and loop devices where the machine allows them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.remote.sandbox import MIB, Sandbox


@pytest.fixture
def nas(tmp_path: Path) -> Iterator[Sandbox]:
    """A NAS made of files, whose tests are ended afterwards."""
    sandbox = Sandbox(tmp_path)
    # Nothing is pulled here, unless a test says so.
    sandbox.patch("LEAVING_SECONDS = 5.0", "LEAVING_SECONDS = 0.1")
    yield sandbox
    sandbox.close()


@pytest.fixture
def drive(nas: Sandbox) -> Path:
    """A blank drive of 4 MiB in it."""
    return nas.add_disk("sda", 4 * MIB)
