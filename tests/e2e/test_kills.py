"""Home Assistant is killed in the middle of a burn-in, and started again."""

import os
from pathlib import Path

from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.model import Job, JobState, Verdict
from custom_components.nas_burnin.engine.queue.plan import PROFILES
from mock_truenas.nas import MockNas
from tests.e2e.bench import met
from tests.e2e.hass import Life, RealHome
from tests.e2e.supervised import Supervised, in_phase, supervised

SIZE = 16 << 20
# Seconds of one phase, so that it can be caught in it; slow enough to be seen on its way
# before the phase ends; and hardly moving at all.
PHASE = 3.0
GOING, SLOWLY, STANDING = 1.0, 0.25, 0.01
DRIVE = {"kind": "sata", "size": SIZE, "bandwidth": SIZE / PHASE / 1e6}

# Here two phases of the short profile; a campaign names some of the long one's eight.
CAMPAIGN = [int(number) for number in os.environ.get("NAS_BURNIN_KILLS", "").split()]
PROFILE, KILLED_IN = ("standard", CAMPAIGN) if CAMPAIGN else ("quick", [2, 3])


async def test_killed_home_assistant_finds_its_test_again(tmp_path: Path) -> None:
    home = RealHome(tmp_path / "home")
    patterns = len(PROFILES[PROFILE].options.patterns)
    async with MockNas(scenario={"drives": [DRIVE]}, in_use=False) as nas:
        (serial,) = nas.blank()
        async with home.life() as life:
            await life.add(nas)
            (begun,) = await life.start(serial, profile=PROFILE)
            first = await in_phase(nas, 1)
            await killed(life, nas, KILLED_IN[0])
        for number in KILLED_IN[1:]:
            async with home.life() as life:
                await follows(life, serial)
                assert found(nas).identity == first.identity
                await killed(life, nas, number)

        async with home.life() as life:
            await follows(life, serial)
            go(nas, GOING)
            last = await in_phase(nas, 2 * patterns)
            assert last.identity == first.identity
            check_one_pass(last, patterns)
            drive = await life.drive(serial)
            await life.shows(drive.entities["last_verdict"], Verdict.PASSED)
            await met(lambda: supervised(nas) is None)
        assert not nas.processes()
        job = await kept(home, begun["job"])
    assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED)
    surface = job.stages[0]
    assert surface.handle
    assert (surface.handle.unit, surface.handle.nonce) == first.identity[:2]
    assert len(surface.phases) == 2 * patterns


def go(nas: MockNas, speed: float) -> None:
    nas.change(lambda model: model.update(speed=speed))


def found(nas: MockNas) -> Supervised:
    test = supervised(nas)
    assert test is not None
    assert test.alive
    return test


async def killed(life: Life, nas: MockNas, number: int) -> None:
    """Kill Home Assistant in a phase of the test, which goes on all the same."""
    go(nas, GOING)
    before = await in_phase(nas, number)
    go(nas, STANDING)
    await life.kill()
    at_death = found(nas)
    assert at_death.identity == before.identity
    # Where phases take seconds each one that was asked for is met.
    assert at_death.phase == number or not CAMPAIGN
    go(nas, SLOWLY)
    await met(lambda: found(nas).position > at_death.position)
    go(nas, STANDING)
    assert found(nas).identity == before.identity


async def follows(life: Life, serial: str) -> None:
    """Wait until the test is followed again."""
    drive = await life.drive(serial)
    await life.shows(drive.entities["burn_in"], "running")
    await life.shows(drive.entities["activity"], "testing")


async def kept(home: RealHome, uid: str) -> Job:
    """What our own history says of a job, once nobody else has it open."""
    history = await History.open(home.history)
    try:
        job = await history.job(uid)
    finally:
        await history.close()
    assert job is not None
    return job


def check_one_pass(test: Supervised, patterns: int) -> None:
    """Every pattern is tested by one call of badblocks, over the whole surface."""
    assert len(test.calls) == patterns
    assert len({tuple(call) for call in test.calls}) == patterns
    assert all(call[-2:] == [str(SIZE // 4096 - 1), "0"] for call in test.calls)
    assert [phase["kind"] for phase in test.phases] == ["write", "verify"] * patterns
    assert (test.status["pauses"], test.status["paused_seconds"]) == ([], 0.0)
