"""Rows 2, 4, 12, 18 and 20 at a size for each change; `scripts/bench` has the large ones."""

from dataclasses import replace
from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest

from custom_components.nas_burnin.engine.model import HostView, Job, JobState
from scripts._bench.floor import count_writes
from scripts._bench.home import drive_keys, engine, host_view, set_up, warmer
from scripts._bench.hosts import MOST_ROWS, SMALL, rows_of_hours
from scripts._bench.poll import Counts, count_polls
from tests.e2e.bench import Rig, met, rig, units

CUTS = 5
DRIVES = 20
SERIAL = "DMH00001"
# Four phases of three seconds each: time for the cuts, on a machine that has any.
SLOW = {"drives": [{"kind": "sata", "size": "12M", "bandwidth": 4, "serial": SERIAL}]}


@pytest.mark.usefixtures("socket_enabled")
async def test_a_look_is_one_exec_on_the_one_connection() -> None:
    counts = await count_polls(25)
    # How many channels overlap is up to when the host closes the one before.
    assert counts.channels <= 2
    assert replace(counts, channels=2) == Counts(execs=25, connections=1, channels=2)


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


def count_executions(bench: Rig) -> Path:
    """Let badblocks note each time it runs: what is asked for may be asked again."""
    log, tool = bench.nas.root / "executions", bench.nas.root / "bin" / "badblocks"
    first, rest = tool.read_text().split("\n", 1)
    tool.write_text(f"{first}\necho ran >>{log}\n{rest}")
    return log


def assert_nothing_lost(job: Job, executions: Path) -> None:
    assert job.state is JobState.PASSED, job
    assert [phase.number for phase in job.stages[0].phases] == [1, 2, 3, 4]
    assert all(phase.ended for phase in job.stages[0].phases)
    assert executions.read_text().split() == ["ran"] * 2


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
async def test_a_burn_in_survives_cut_after_cut(tmp_path: Path) -> None:
    async with rig(tmp_path, scenario=SLOW, in_use=False) as bench:
        executions = count_executions(bench)
        await begun(bench)
        for _ in range(CUTS):
            bench.nas.drop_connections()
            await further(bench, percent(bench))
        assert_nothing_lost(await bench.ended(SERIAL), executions)


@pytest.mark.usefixtures("socket_enabled")
async def test_a_burn_in_needs_no_reader(tmp_path: Path) -> None:
    async with rig(tmp_path, scenario=SLOW, in_use=False) as bench:
        executions = count_executions(bench)
        await begun(bench)
        await further(bench, 0)
        bench.nas.stall()
        await met(lambda: not units(bench.nas), 90)
        bench.nas.resume()
        assert_nothing_lost(await bench.ended(SERIAL), executions)


async def test_what_is_recorded_of_a_burn_in() -> None:
    hours = await rows_of_hours(SMALL, drives=1)
    rows = {hour: counted.total() for hour, counted in hours.items()}
    # Of the host too, whose rows drives share that burn in beside each other.
    assert rows == {"the first": 77, "the second": 42, "the last": 92}
    assert max(rows.values()) < MOST_ROWS
