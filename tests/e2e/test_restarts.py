"""Home Assistant is ended, updated and reloaded while burn-ins run and wait."""

from itertools import pairwise
import os
from pathlib import Path
import shutil
from time import time

import pytest

from custom_components.nas_burnin.engine.model import JobState, Verdict
from mock_truenas.nas import MockNas
from scripts._demo.client import DriveDevice
from tests.e2e.bench import met, units
from tests.e2e.hass import COMPONENT, Life, RealHome
from tests.e2e.supervised import supervised
from tests.e2e.test_kills import STANDING, found, go, kept

pytestmark = pytest.mark.skipif(
    not os.environ.get("NAS_BURNIN_CAMPAIGN"), reason="scripts/campaign-kills runs it"
)

DRIVE = {"kind": "sata", "size": 8 << 20, "bandwidth": 4}
FAST = 50.0


async def number(life: Life, value: int) -> None:
    """Set how many tests run at once."""
    states = await life.states()
    (entity,) = (entity for entity in states if entity.startswith("number."))
    target = {"entity_id": entity, "value": value}
    await life.client.ask(
        "call_service", domain="number", service="set_value", service_data=target
    )


async def places(life: Life, drives: list[DriveDevice]) -> list[tuple[str, int | None]]:
    """What each drive's burn-in is, and its place in the queue."""
    states = await life.states()
    shown = [states[drive.entities["burn_in"]] for drive in drives]
    return [
        (state["state"], state["attributes"].get("queue_position")) for state in shown
    ]


async def test_all_that_waits_survives_an_end_an_update_and_a_reload(
    tmp_path: Path,
) -> None:
    component = tmp_path / "released" / COMPONENT.name
    shutil.copytree(COMPONENT, component)
    home = RealHome(tmp_path / "home", component)
    async with MockNas(
        scenario={"drives": [DRIVE] * 4}, in_use=False, speed=STANDING
    ) as nas:
        serials = nas.blank()
        async with home.life() as life:
            await life.add(nas)
            await number(life, 1)
            results = await life.start(*serials)
            drives = [await life.drive(serial) for serial in serials]
            await met(lambda: supervised(nas) is not None)
            first = found(nas)
            await life.shows(drives[0].entities["activity"], "testing")
            await life.client.act("cancel", device_id=[drives[1].device_id])
            before = await places(life, drives)
            assert [state for state, _ in before] == [
                *("running", "cancelled", "queued", "queued")
            ]
            assert await life.end() == 0

        # Meanwhile the first comes to its end, and another version is put there.
        assert found(nas).identity == first.identity
        go(nas, FAST)
        await met(lambda: not units(nas))
        go(nas, STANDING)
        manifest = component / "manifest.json"
        text = manifest.read_text()
        manifest.write_text(text.replace('"version": "0.', '"version": "99.'))

        restarted = time()
        async with home.life() as life:
            await life.shows(drives[0].entities["last_verdict"], Verdict.PASSED)
            await met(lambda: len(units(nas)) == 1)
            await life.shows(drives[2].entities["burn_in"], "running")
            after = await places(life, drives)
            assert [state for state, _ in after] == [
                *("passed", "cancelled", "running", "queued")
            ]
            second = found(nas)
            await life.reload()
            await life.shows(drives[2].entities["activity"], "testing")
            assert await places(life, drives) == after
            assert found(nas).identity == second.identity

            go(nas, FAST)
            for drive in drives[2:]:
                await life.shows(drive.entities["last_verdict"], Verdict.PASSED)
            assert await life.end() == 0
        jobs = [await kept(home, result["job"]) for result in results]
    assert [job.state for job in jobs] == [
        *(JobState.PASSED, JobState.CANCELLED, JobState.PASSED, JobState.PASSED)
    ]
    passed, cancelled, third, fourth = jobs
    assert cancelled.started is None
    for before_it, after_it in pairwise((passed, third, fourth)):
        assert before_it.ended
        assert after_it.started
        assert before_it.ended <= after_it.started
    # The clocks are one here, and it had ended before Home Assistant was there again.
    assert passed.ended
    assert passed.ended.timestamp() < restarted
