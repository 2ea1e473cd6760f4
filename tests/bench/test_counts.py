"""Rows 2, 4, 12 and 20 at a size for each change; `scripts/bench` has the large ones."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.nas_burnin.engine.host.link import SshLink
from custom_components.nas_burnin.engine.model import HostView, Job, JobState
from scripts._bench.floor import count_writes
from scripts._bench.home import drive_keys, engine, host_view, set_up, warmer
from scripts._bench.poll import Counts, count_polls
from tests.e2e.bench import Rig, met, rig, units

CUTS = 5
DRIVES = 20
SERIAL = "DMH00001"
# Four phases of three seconds each: time for the cuts, on a machine that has any.
SLOW = {"drives": [{"kind": "sata", "size": "12M", "bandwidth": 4, "serial": SERIAL}]}


@pytest.mark.usefixtures("socket_enabled")
async def test_a_look_is_one_exec_on_the_one_connection() -> None:
    assert await count_polls(25) == Counts(execs=25, connections=1, channels=2)


@pytest.mark.parametrize(
    ("view", "changed"),
    [
        (host_view(DRIVES, 1), drive_keys(4)),
        (host_view(DRIVES), [*drive_keys(DRIVES), ""]),
        (warmer(host_view(DRIVES), 41), drive_keys(DRIVES)),
        (replace(host_view(DRIVES), connected=False), [""]),
    ],
    ids=["burning", "unchanged", "warmer", "lost"],
)
@pytest.mark.usefixtures("enable_custom_integrations")
async def test_a_state_is_written_when_it_has_changed(
    hass: HomeAssistant, view: HostView, changed: list[str]
) -> None:
    with engine(host_view(DRIVES)) as stand_in:
        await set_up(hass)
        writes, changes = await count_writes(hass, stand_in.publish, view, *changed)
    assert writes == changes
    assert bool(changes) is (view != host_view(DRIVES))


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a test was started on the NAS, by unit."""
    counter: Counter[str] = Counter()
    control = SshLink.control

    async def counted(self: SshLink, request: Mapping[str, Any]) -> bytes:
        if request["verb"] == "start":
            counter[request["unit"]] += 1
        return await control(self, request)

    monkeypatch.setattr(SshLink, "control", counted)
    return counter


def assert_nothing_lost(job: Job, starts: Counter[str]) -> None:
    assert job.state is JobState.PASSED, job
    assert [phase.number for phase in job.stages[0].phases] == [1, 2, 3, 4]
    assert all(phase.ended for phase in job.stages[0].phases)
    assert list(starts.values()) == [1]


async def begun(bench: Rig) -> None:
    await bench.start(SERIAL)
    await bench.until(lambda view: view.running == 1)


def percent(bench: Rig) -> float:
    shown = bench.drive(SERIAL).job
    assert shown
    return shown.progress.percent


async def further(bench: Rig, than: float) -> None:
    """Wait until the test has come further, or is over."""
    await bench.until(lambda view: percent(bench) > than or not view.running)


@pytest.mark.usefixtures("socket_enabled")
async def test_a_burn_in_survives_cut_after_cut(
    tmp_path: Path, starts: Counter[str]
) -> None:
    async with rig(tmp_path, scenario=SLOW, in_use=False) as bench:
        await begun(bench)
        for _ in range(CUTS):
            bench.nas.drop_connections()
            await further(bench, percent(bench))
        assert_nothing_lost(await bench.ended(SERIAL), starts)


@pytest.mark.usefixtures("socket_enabled")
async def test_a_burn_in_needs_no_reader(tmp_path: Path, starts: Counter[str]) -> None:
    async with rig(tmp_path, scenario=SLOW, in_use=False) as bench:
        await begun(bench)
        await further(bench, 0)
        bench.nas.stall()
        await met(lambda: not units(bench.nas), 90)
        bench.nas.resume()
        assert_nothing_lost(await bench.ended(SERIAL), starts)
