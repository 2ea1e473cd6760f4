"""Toy NASes, where this machine can run one."""

from collections.abc import Iterator
import os
from pathlib import Path

import pytest

from tests.remote.sandbox import MIB
from tests.toynas.disks import NotHere
from tests.toynas.machine import ToyNas

SERIAL = "LABTOY01"
SIZE = 64 * MIB

campaign = pytest.mark.skipif(
    not os.environ.get("NAS_BURNIN_CAMPAIGN"), reason="scripts/campaign-power runs it"
)


@pytest.fixture
def nas(tmp_path: Path) -> Iterator[ToyNas]:
    """A NAS that is on, with one blank drive whose reads and writes are noted."""
    made: ToyNas | None = None
    try:
        made = ToyNas(tmp_path / "nas")
        made.watch()
        made.add_drive(SERIAL, SIZE)
        made.boot()
        yield made
    except NotHere as why:
        pytest.skip(str(why))
    finally:
        if made is not None:
            made.close()
