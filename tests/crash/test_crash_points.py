"""Whatever the engine waits for, it may be the last thing it does.

Each deed is run once to list the points at which it gives up control; then once more
for each of them, to be stopped there: by a crash (nothing of it runs any more, and the
history is what a power cut leaves), by cancellation (as Home Assistant stops), by a link
that fails there, or by a history that can't be read or written. After that the engine is started again, everything goes on to its end, and
must have ended as if nothing had been.

Set NAS_BURNIN_CAMPAIGN to be stopped everywhere in every way; without it a crash strikes
at every third point, and the rest at every seventh.
"""

import asyncio
import os
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.errors import BurnInError
from custom_components.nas_burnin.engine.model import JobState, StageState

from .stepper import Stepper, Stopped
from .story import (
    FINISHES,
    LOST,
    ME,
    MOVES_ON,
    SCENES,
    Event,
    Life,
    judge,
    prepare,
    recover,
)

KINDS = ("crash", "cancel", "link", "history")


def stride(kind: str) -> int:
    """Every how manyth point is tried."""
    if os.environ.get("NAS_BURNIN_CAMPAIGN"):
        return 1
    return 3 if kind == "crash" else 7


def everywhere(_: str) -> bool:
    return True


def on_the_link(point: str) -> bool:
    """A transaction is none or done: "history" fails those."""
    return not point.startswith("history/")


COUNTS = {"crash": everywhere, "cancel": everywhere, "link": on_the_link}
COUNTS["history"] = everywhere
LEAST = {
    "queue": 4,
    "start": 12,
    "follow": 2,
    "pause": 4,
    "checkpoint": 10,
    "cancel": 8,
    "finish": 6,
}
"""Points that a deed has at least: fewer, and the list is not what it says."""


async def points_of(name: str, kind: str, folder: Path) -> list[str]:
    """List the points of a deed, from the running code."""
    life = await Life.begin(folder / "list")
    try:
        await prepare(life, SCENES[name])
        transactions = life.fail_at(-1)
        stepper = Stepper(SCENES[name].deed(life.engine), counts=COUNTS[kind])
        await stepper
    finally:
        await life.end()
    return transactions if kind == "history" else stepper.points


async def stop_at(name: str, at: int, kind: str, folder: Path) -> None:
    """Stop a deed at one of its points, and hold what must be true after it."""
    scene = SCENES[name]
    life = await Life.begin(folder)
    known = cancelled = False
    after = life
    left = folder / "left"

    def act(point: str) -> BaseException | None:
        if kind == "crash":
            life.snapshot(left)
            return None
        if kind == "link":
            return LOST
        return asyncio.CancelledError()

    try:
        await prepare(life, scene)
        known = await life.only_job() is not None
        if kind == "history":
            life.fail_at(at)
            at = -1
        stepper = Stepper(scene.deed(life.engine), at, act, COUNTS[kind])
        try:
            await stepper
        except Stopped, BurnInError:
            pass
        except asyncio.CancelledError:
            assert kind == "cancel"
        life.mend()
        if kind == "cancel":
            await life.end()
            after = await life.reborn(folder)
        elif kind == "crash":
            if not left.exists():
                # A thread was quicker this time, and there was one point less.
                life.snapshot(left)
            after = await life.reborn(left)
        job = await after.only_job()
        cancelled = job is not None and job.cancel_requested
        await recover(after)
        await judge(after, scene, known=known, cancelled=cancelled)
    finally:
        for one in {id(one): one for one in (life, after)}.values():
            await one.end()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SCENES)
async def test_a_deed_stopped_anywhere_is_none_or_done(
    tmp_path: Path, name: str, kind: str
) -> None:
    points = await points_of(name, kind, tmp_path)
    if kind in ("crash", "cancel"):
        assert len(points) >= LEAST.get(name, 1), points
    assert points or kind in ("link", "history")
    failures = []
    for at, point in list(enumerate(points))[:: stride(kind)]:
        try:
            await stop_at(name, at, kind, tmp_path / f"{kind}-{at}")
        except AssertionError as error:
            failures.append(f"{name} stopped at {at} ({point}) by {kind}: {error!r}")
    assert not failures, "\n".join(failures)


COMMANDS = {
    "queue": lambda life: life.enqueue(),
    "pause": lambda life: life.burnin.pause([life.key()], ME),
    "resume": lambda life: life.burnin.resume([life.key()], ME),
    "cancel": lambda life: life.burnin.cancel(life.key(), ME),
}


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_caller_who_leaves_changes_nothing(tmp_path: Path, name: str) -> None:
    """The engine lives on, and what was asked of it is done to its end."""
    for turns in range(12):
        life = await Life.begin(tmp_path / str(turns))
        try:
            await prepare(life, SCENES[name])
            caller = asyncio.ensure_future(COMMANDS[name](life.engine))
            for _ in range(turns):
                await asyncio.sleep(0)
            caller.cancel()
            await asyncio.wait([caller])
            await life.engine.burnin.deeds.done()
            job = await life.only_job()
            shown = life.engine.drive().job
            kept = job and (job.cancel_requested, bool(job.pause))
            assert kept == (
                shown and (shown.job.cancel_requested, bool(shown.job.pause))
            )
            if turns:
                assert job
                assert kept == (name == "cancel", name == "pause")
            await recover(life)
            cancelled = job is not None and job.cancel_requested
            await judge(life, SCENES[name], known=job is not None, cancelled=cancelled)
        finally:
            await life.end()


@pytest.mark.parametrize(
    "meanwhile", [None, MOVES_ON, FINISHES], ids=["waits", "goes on", "ends"]
)
async def test_a_backup_from_before_the_start_takes_up_the_test(
    tmp_path: Path, meanwhile: Event | None
) -> None:
    """The restored history has the job queued; on the host its test has begun since."""
    life = await Life.begin(tmp_path / "first")
    after = life
    try:
        await prepare(life, SCENES["start"])
        life.snapshot(tmp_path / "backup")
        await life.engine.refresh()
        assert len(life.nas.released) == 1
        if meanwhile:
            meanwhile.happens(life.nas)
        after = await life.reborn(tmp_path / "backup")
        await after.engine.refresh()
        # From the past, so a person has to say that its queue goes on.
        if after.engine.burnin.view.waits_for:
            assert await after.engine.burnin.confirm_queue(ME) is None
        await recover(after)
        job = await after.only_job()
        assert job
        assert (job.state, job.stages[0].state) == (
            JobState.PASSED,
            StageState.PASSED,
        )
        assert len(life.nas.starts) == len(life.nas.released) == 1
        assert life.nas.supervisors == {}
    finally:
        for one in {id(one): one for one in (life, after)}.values():
            await one.end()
