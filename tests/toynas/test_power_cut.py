"""A burn-in outlives power cuts of its NAS: nothing is lost, nothing is passed unseen.

The engine's margin is made small here, so that it can be seen on a small drive.
"""

from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.host.detached import STATE_DIR, Detached
from custom_components.nas_burnin.engine.model import (
    FOUR_PATTERNS,
    Job,
    Pattern,
    Verdict,
)
from custom_components.nas_burnin.engine.proven import resume
from tests.remote.sandbox import MIB, wait_for
from tests.toynas.conftest import SERIAL, SIZE, campaign
from tests.toynas.machine import ToyNas
from tests.toynas.rig import Rig, checkpoint, link_to, rig, sees_the_cut, status
from tests.toynas.trace import moved, unproven

CHUNK = 4 * MIB
MARGIN = 2 * CHUNK
KEPT = 10 * CHUNK
"""How far a phase has come at its last checkpoint, and then at the power cut."""
CUT = KEPT + CHUNK

ROUNDING = 3 * CHUNK
"""What is proven ends where a chunk does, and badblocks' own words lag by one."""

VALUES = [int(pattern.argument, 16) for pattern in FOUR_PATTERNS]
KINDS = {"w": "write", "r": "verify"}

type Place = tuple[Pattern, str]
"""A phase: its pattern, and `w` or `r`."""

PHASES: list[Place] = [(pattern, kind) for pattern in FOUR_PATTERNS for kind in "wr"]


@pytest.fixture(autouse=True)
def small_margin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resume, "MARGIN_BYTES", MARGIN)
    monkeypatch.setattr(resume, "MARGIN_SECONDS", 0.0)


def handle(made: Rig, serial: str) -> Detached:
    stage = made.job(serial).stages[0]
    assert stage.handle
    return Detached(link_to(made.nas), stage.handle.unit, stage.handle.nonce)


async def reach(made: Rig, place: Place, offset: int, serial: str = SERIAL) -> None:
    """Wait until badblocks stands at a place where it was to be held."""
    pattern = place[0].argument
    await made.until(lambda: made.nas.is_held(serial, pattern, offset))


def entered(made: Rig, place: Place) -> None:
    """Wait until the supervisor has taken in that a phase began.

    It tells a place in it once badblocks has moved on from where it was then.
    """
    unit = handle(made, SERIAL).unit

    def is_there() -> bool:
        found = status(made.nas, unit)
        phases = found["runs"][found["run"]]["phases"]
        return bool(phases) and phases[-1]["kind"] == KINDS[place[1]]

    wait_for(is_there)


async def keep(made: Rig, offset: int) -> None:
    """See to a checkpoint at the place where badblocks stands."""
    test = handle(made, SERIAL)
    nas = made.nas
    wait_for(lambda: status(nas, test.unit)["offset"] == offset)
    run = status(nas, test.unit)["run"]
    # Counted up to the last block's number, so a little more than the part of the size.
    said = f" {100 * offset / SIZE:.1f}".encode()
    output = nas.path(f"{STATE_DIR}/{test.unit}/run-{run}.err")
    wait_for(lambda: output.exists() and said in output.read_bytes()[-80:])
    assert (await test.pause()).refusal is None
    assert checkpoint(nas, test.unit)["offset"] == offset
    assert (await test.resume()).refusal is None


async def interrupt(
    made: Rig,
    place: Place,
    *,
    names: tuple[str, ...],
    then: Place | None = None,
    lost: int = CHUNK,
) -> None:
    """Cut the power in the middle of a phase, some way after its last checkpoint.

    Of a write the newest `lost` bytes had not left the drive's cache. The drive gets
    these `names`, and `then` it is held again.
    """
    nas = made.nas
    await reach(made, place, 0)
    entered(made, place)
    hold(nas, place, KEPT)
    await reach(made, place, KEPT)
    await keep(made, KEPT)
    hold(nas, place, CUT)
    await reach(made, place, CUT)
    nas.cut()
    if place[1] == "w":
        nas.lose(SERIAL, lost)
    await sees_the_cut(made)
    hold(nas, then, 0)
    nas.boot(names)


def hold(nas: ToyNas, place: Place | None, offset: int) -> None:
    if place is None:
        nas.release()
    else:
        nas.hold(place[0].argument, place[1], offset)


def insist_passed(nas: ToyNas, job: Job, cuts: int) -> None:
    """Insist that all was tested, and that little of it was tested twice."""
    assert (job.verdict, job.reasons) == (Verdict.PASSED, ())
    assert len(job.stages[0].attempts) == cuts
    trace = nas.trace(SERIAL)
    assert unproven(trace, SIZE, VALUES) == set()
    again = moved(trace, "w") + moved(trace, "r") - len(PHASES) * SIZE
    assert 0 <= again <= cuts * (CUT - KEPT + MARGIN + ROUNDING)


@campaign
@pytest.mark.parametrize("place", PHASES)
async def test_a_power_cut_in_any_phase_costs_little(
    nas: ToyNas, tmp_path: Path, place: Place
) -> None:
    async with rig(nas, tmp_path) as made:
        hold(nas, place, 0)
        await made.start(SERIAL, FOUR_PATTERNS)
        await interrupt(made, place, names=("sdb",))
        insist_passed(nas, await made.ended(SERIAL), 1)
        await made.cleared()


async def test_two_power_cuts_in_one_job_cost_little(
    nas: ToyNas, tmp_path: Path
) -> None:
    first, second = (Pattern.AA, "r"), (Pattern.FF, "w")
    async with rig(nas, tmp_path) as made:
        hold(nas, first, 0)
        await made.start(SERIAL, FOUR_PATTERNS)
        await interrupt(made, first, names=("sdb",), then=second)
        await interrupt(made, second, names=("sda",))
        insist_passed(nas, await made.ended(SERIAL), 2)
        await made.cleared()


@campaign
async def test_drives_that_swap_their_names_are_followed(
    nas: ToyNas, tmp_path: Path
) -> None:
    other = "LABTOY02"
    nas.cut()
    nas.add_drive(other, SIZE)
    nas.boot()
    place = (Pattern.X55, "w")
    async with rig(nas, tmp_path) as made:
        hold(nas, place, CUT)
        for serial in (SERIAL, other):
            await made.start(serial, FOUR_PATTERNS)
        for serial in (SERIAL, other):
            await reach(made, place, CUT, serial)
        nas.cut()
        await sees_the_cut(made)
        hold(nas, None, 0)
        nas.boot(("sdb", "sda"))
        for serial in (SERIAL, other):
            job = await made.ended(serial)
            assert (job.verdict, job.reasons) == (Verdict.PASSED, ())
            assert unproven(nas.trace(serial), SIZE, VALUES) == set()
        await made.cleared()


@campaign
async def test_a_drive_that_is_not_as_it_was_left_is_not_written(
    nas: ToyNas, tmp_path: Path
) -> None:
    place = (Pattern.AA, "w")
    async with rig(nas, tmp_path) as made:
        hold(nas, place, 0)
        await made.start(SERIAL, FOUR_PATTERNS)
        # More than any margin: for all we know somebody else has used it meanwhile.
        await interrupt(made, place, names=("sda",), lost=CUT)
        trace = nas.trace()
        await made.until(lambda: made.job(SERIAL).waits)
        await made.engine.refresh()
        waits = made.job(SERIAL).waits
        assert waits
        assert waits.code == "content_changed"
        assert nas.trace() == trace
        assert await made.engine.cancel(made.key(SERIAL))
        await made.cleared()
