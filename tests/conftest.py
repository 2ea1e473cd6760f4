"""What all tests have in common."""

# Before the test harness of Home Assistant can put its own, empty package there.
import custom_components.nas_burnin.const  # noqa: I001, F401

from pathlib import Path

from hypothesis import HealthCheck, settings
import pytest

COMPONENTS = Path(__file__).parent / "components"

# A busy machine is no bug, and what is found today must not hide until next week:
# everybody tries the same examples. `--hypothesis-profile=search` looks for others.
settings.register_profile(
    "gate",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", settings.get_profile("gate"), derandomize=False)
settings.load_profile("gate")


@pytest.fixture(autouse=True)
def loopback(request: pytest.FixtureRequest) -> None:
    """Give tests outside Home Assistant sockets; they still reach 127.0.0.1 only."""
    if COMPONENTS not in request.path.parents:
        request.getfixturevalue("socket_enabled")


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """A configuration folder of its own: the history and the keys are files."""
    return hass_tmp_config_dir
