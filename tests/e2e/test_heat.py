"""Heat, pauses by hand and a drive that only errs, with real badblocks over real SSH."""

import asyncio
from datetime import datetime, timedelta
import json
from pathlib import Path
from typing import Any, override

from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.errors import HostError
from custom_components.nas_burnin.engine.jobs.pausing import Paused
from custom_components.nas_burnin.engine.model import (
    Activity,
    Actor,
    EventKind,
    JobState,
    JobView,
    PauseCause,
    StageState,
    Verdict,
)
from custom_components.nas_burnin.engine.sentences.tables import sentence

from .bench import Rig, met, rig

ME = Actor.person("me")
SMART_EVERY = 61.0


class SkippingClock(SystemClock):
    """The clocks of this machine, and the time that a test passes over."""

    def __init__(self) -> None:
        self._skipped = 0.0

    @override
    def monotonic(self) -> float:
        return super().monotonic() + self._skipped

    @override
    def boottime(self) -> float:
        return super().boottime() + self._skipped

    @override
    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self._skipped)

    def skip(self, seconds: float) -> None:
        self._skipped += seconds


def shown(bench: Rig, serial: str) -> JobView:
    job = bench.drive(serial).job
    assert job
    return job


def status(bench: Rig) -> dict[str, Any]:
    """Answer what the one supervisor on the NAS says of itself."""
    files = bench.nas.read_state_files()
    (content,) = (files[path] for path in files if path.endswith("/status.json"))
    found: dict[str, Any] = json.loads(content)
    return found


async def begun(bench: Rig, serial: str) -> None:
    """Start a test, and wait until badblocks has moved."""
    await bench.start(serial)
    await bench.until(lambda _: (shown(bench, serial).progress.phase_percent or 0) > 0)


async def stands(bench: Rig) -> int:
    """Answer the byte at which a halted test stands, from records after its halt."""
    halted = status(bench)
    assert halted["state"] == "paused"
    await met(
        lambda: status(bench)["updated"]["boot"] > halted["updated"]["boot"] + 1.5
    )
    place: int = status(bench)["offset"]
    return place


async def looked(bench: Rig) -> None:
    """Look until the host answers."""
    while True:
        try:
            await bench.engine.refresh()
        except HostError:
            await asyncio.sleep(0.1)
        else:
            return


async def test_a_hot_drive_is_paused_cools_and_passes(tmp_path: Path) -> None:
    clock = SkippingClock()
    async with rig(
        tmp_path, drives=1, size="32M", speed=0.05, in_use=False, clock=clock
    ) as bench:
        (serial,) = bench.nas.blank()
        told: list[EventKind] = []
        bench.engine.subscribe_events(lambda event: told.append(event.kind))
        await begun(bench, serial)

        async def at(temperature: int) -> None:
            bench.nas.set_temperature(serial, temperature)
            clock.skip(SMART_EVERY)
            await bench.engine.refresh()

        # Work adds four degrees.
        await at(57)
        assert shown(bench, serial).activity is Activity.COOLING
        place = await stands(bench)
        assert (await bench.engine.resume([bench.key(serial)], ME))[0].outcome is (
            Paused.STILL_PAUSED
        )
        # It cools slowly, and below the limit that paused it is not cool enough.
        for temperature in (55, 54, 52):
            await at(temperature)
            assert shown(bench, serial).activity is Activity.COOLING
        assert (status(bench)["state"], status(bench)["offset"]) == ("paused", place)
        assert len(bench.tests_running()) == 1

        await at(40)
        assert shown(bench, serial).activity is Activity.TESTING
        assert shown(bench, serial).paused_minutes >= 4
        await met(lambda: status(bench)["offset"] != place)

        bench.nas.change(lambda model: model.update(speed=100))
        job = await bench.ended(serial)
        assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED), job
        (pause,) = job.pauses
        assert pause.cause is PauseCause.HEAT
        assert pause.temperature is not None
        assert pause.temperature >= 57
        assert pause.ended
        assert pause.ended - pause.started >= timedelta(seconds=4 * SMART_EVERY)
        assert shown(bench, serial).paused_minutes >= 4
        assert told == [
            EventKind.QUEUED,
            EventKind.STARTED,
            EventKind.PAUSED,
            EventKind.RESUMED,
            EventKind.STAGE_PASSED,
            EventKind.STAGE_PASSED,
            EventKind.PASSED,
        ]
        await bench.cleared()


async def test_a_drive_that_is_too_hot_is_given_up(tmp_path: Path) -> None:
    clock = SkippingClock()
    async with rig(
        tmp_path, drives=1, size="32M", speed=0.05, in_use=False, clock=clock
    ) as bench:
        (serial,) = bench.nas.blank()
        await begun(bench, serial)
        bench.nas.set_temperature(serial, 71)
        clock.skip(SMART_EVERY)
        await bench.engine.refresh()
        job = await bench.ended(serial)
        assert job.state is JobState.UNKNOWN
        assert "from 65 °C on it is not tested" in sentence(job.reasons[0])
        await bench.cleared()


async def test_a_pause_outlives_the_link_and_ends_by_hand(tmp_path: Path) -> None:
    async with rig(tmp_path, drives=1, size="32M", speed=0.05, in_use=False) as bench:
        (serial,) = bench.nas.blank()
        await begun(bench, serial)
        (answer,) = await bench.engine.pause(None, ME)
        assert answer.outcome is Paused.DONE
        place = await stands(bench)
        bench.nas.drop_connections()
        await looked(bench)
        assert shown(bench, serial).activity is Activity.PAUSED
        assert (status(bench)["state"], status(bench)["offset"]) == ("paused", place)
        await bench.engine.resume(None, ME)
        bench.nas.change(lambda model: model.update(speed=100))
        job = await bench.ended(serial)
        assert job.verdict is Verdict.PASSED
        worked = sum(phase.seconds or 0 for phase in job.stages[0].phases)
        assert job.started
        assert job.ended
        assert worked < (job.ended - job.started).total_seconds()
        await bench.cleared()


async def test_a_drive_of_nothing_but_errors_is_given_up(tmp_path: Path) -> None:
    blocks = (32 << 20) // 4096
    bad = {"kind": "sata", "size": "32M", "faults": {"miscompare": [*range(blocks)]}}
    scenario = {"drives": [bad]}
    async with rig(tmp_path, scenario=scenario, speed=50, in_use=False) as bench:
        (serial,) = bench.nas.blank()
        await bench.start(serial)
        job = await bench.ended(serial)
        assert (job.state, job.verdict) == (JobState.FAILED, Verdict.FAILED)
        surface = job.stages[0]
        assert surface.state is StageState.FAILED
        assert "error_limit_reached" in [reason.code for reason in surface.reasons]
        # The first comparison ended it: no other pattern was tried.
        assert len(surface.phases) == 2
        await bench.cleared()
