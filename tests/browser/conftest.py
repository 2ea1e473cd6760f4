"""Where there is no browser, nothing here can be tried."""

import os

import pytest

from .browser import CHROMIUM

CAMPAIGN = "NAS_BURNIN_CAMPAIGN" in os.environ


@pytest.fixture(autouse=True)
def _chromium() -> None:
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}; scripts/setup installs it, when run by root")


@pytest.fixture
def campaign() -> None:
    """What takes long is for `scripts/campaign-browser`."""
    if not CAMPAIGN:
        pytest.skip("for scripts/campaign-browser")
