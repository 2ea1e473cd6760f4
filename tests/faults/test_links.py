"""A burn-in over a real sshd, whose link fails again and again."""

from pathlib import Path

import pytest

from custom_components.nas_burnin.engine import pace
from custom_components.nas_burnin.engine.host import connection
from custom_components.nas_burnin.engine.model import Activity
from tests.faults.links import NAMED, burn_in

SEED = 20


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, and give a dead link up soon: a gate has less time than a week."""
    monkeypatch.setattr(pace, "BUSY_EVERY", 0.4)
    monkeypatch.setattr(pace, "SOONEST", 0.4)
    monkeypatch.setitem(connection._OPTIONS, "keepalive_interval", 0.3)


@pytest.mark.usefixtures("brisk")
async def test_a_bad_link_loses_nothing(tmp_path: Path) -> None:
    told = await burn_in(tmp_path, 5, SEED, longest=0.5)
    assert told.complaints() == []
    assert len(told.struck) == 5
    assert set(told.struck) == set(NAMED)
    # Whatever was shown meanwhile was the last that was known, and since when.
    for shown in told.seen_while_lost:
        assert shown.activity is Activity.RECONNECTING
        assert shown.activity_since
        assert shown.progress.phase
