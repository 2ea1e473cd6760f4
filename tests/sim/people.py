"""What people want of the engine, and what they were told."""

import random

from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.model import (
    Actor,
    DriveView,
    JobState,
    Lock,
    StageKind,
    StartAnswer,
    StartRequest,
)
from custom_components.nas_burnin.engine.safety.locks import digest, token
from tests.profiles import surface_only

from .trace import Accepted, Cancelled, Unlocked
from .world import World

STAGES = (StageKind.SURFACE_VALIDATE, StageKind.FINAL_CHECK)
"""What erases and what judges; a drive's own self-tests are no matter of these worlds."""


async def start(
    world: World, keys: list[str], user: str | None, rng: random.Random
) -> None:
    """Start drives as they are shown now."""
    views = world.life.burnin.view.drives
    profile = surface_only(rng.choice(("quick", "quick", "standard")))
    wanted = [
        StartRequest(
            key,
            profile.name,
            STAGES,
            profile.options,
            user,
            automation=user is None,
            seen=digest(views[key].lock) if user and rng.random() < 0.5 else None,
        )
        for key in keys
    ]
    meant = {key: views[key].drive.serial for key in keys}
    answers = await world.ask(lambda burnin: burnin.enqueue(wanted))
    for answer in answers or ():
        if answer.job_uid:
            serial = meant[answer.drive_key]
            world.emit(Accepted(answer.job_uid, serial))


async def start_some(world: World, rng: random.Random, user: str) -> None:
    """Start some of the drives that have no job, whatever their lock."""
    views = world.life.burnin.view.drives
    idle = sorted(
        key
        for key, view in views.items()
        if view.present and (view.job is None or view.job.job.state.terminal)
    )
    chosen = rng.sample(idle, min(len(idle), 3))
    if chosen:
        await start(world, chosen, user if rng.random() < 0.8 else None, rng)


async def cancel(world: World, key: str) -> None:
    """Cancel the open job of a drive."""
    job = world.life.burnin.view.drives[key].job

    async def end(burnin: BurnIn) -> bool:
        return await burnin.cancel(key, Actor.person("ann"))

    is_cancelled = await world.ask(end)
    if job and is_cancelled:
        world.emit(Cancelled(job.job.uid))


async def cancel_some(world: World, rng: random.Random) -> None:
    """Cancel one open job."""
    views = world.life.burnin.view.drives
    open_jobs = sorted(
        key
        for key, view in views.items()
        if view.job and not view.job.job.state.terminal
    )
    if not open_jobs:
        return
    await cancel(world, rng.choice(open_jobs))


async def unlock_and_start(world: World, rng: random.Random) -> None:
    """Unlock a locked drive with its words, or with wrong ones, and start it."""
    views = world.life.burnin.view.drives
    locked = sorted(
        key
        for key, view in views.items()
        if view.present and view.lock.lock not in (Lock.FREE, Lock.BOOT_POOL)
    )
    if not locked:
        return
    key = rng.choice(locked)
    words = (_words(views[key]) or "") if rng.random() < 0.8 else "open"
    actor = Actor.person("ann")

    async def unlock(burnin: BurnIn) -> bool:
        (answer,) = await burnin.unlock([key], words, actor)
        return answer.grant is not None

    if await world.ask(unlock):
        world.emit(Unlocked(key, "ann"))
    await world.until(world.now + rng.choice((1.0, 60.0, 590.0, 610.0)))
    await start(world, [key], rng.choice(("ann", "ann", "ann", "bob")), rng)


def _words(view: DriveView) -> str | None:
    return token(view.lock, view.drive)


async def look_after(world: World, asked: set[str]) -> None:
    """Answer what waits for an administrator: the queue, and broken-off tests.

    A test that waits again after it was let go on is given up.
    """
    ann = Actor.person("ann")

    async def confirm(burnin: BurnIn) -> bool:
        return await burnin.confirm_queue(ann) is None

    if world.life.burnin.view.waits_for:
        await world.ask(confirm)
    for key, view in world.life.burnin.view.drives.items():
        job = view.job.job if view.job else None
        if job is None or job.waits is None or job.state.terminal:
            continue
        if job.uid in asked:
            await cancel(world, key)
        else:
            asked.add(job.uid)
            await resume(world, key)


async def resume(world: World, key: str) -> None:
    """Go on with a burn-in that waits for a person, or that ended unknown."""

    async def go_on(burnin: BurnIn) -> StartAnswer:
        return await burnin.resume_job(key, Actor.person("ann"))

    serial = world.life.burnin.view.drives[key].drive.serial
    answer = await world.ask(go_on)
    if answer and answer.job_uid:
        world.emit(Accepted(answer.job_uid, serial))


async def resume_some(world: World, rng: random.Random) -> None:
    """Go on with a burn-in that ended unknown."""
    views = world.life.burnin.view.drives
    unknown = sorted(
        key
        for key, view in views.items()
        if view.job and view.job.job.state is JobState.UNKNOWN
    )
    if unknown:
        await resume(world, rng.choice(unknown))


async def pause_some(world: World, rng: random.Random) -> None:
    """Pause a drive, or the host; let it go on later, however often that takes."""
    keys = sorted(world.life.burnin.view.drives)
    chosen = rng.choice((None, rng.sample(keys, min(2, len(keys)))))
    ann = Actor.person("ann")

    async def pause(burnin: BurnIn) -> bool:
        return bool(await burnin.pause(chosen, ann))

    async def let_go(burnin: BurnIn) -> bool:
        return await burnin.resume(chosen, ann) is not None

    await world.ask(pause)
    await world.until(world.now + rng.choice((60.0, 3600.0, 20 * 3600.0)))
    while not await world.ask(let_go):
        await world.until(world.now + 600)
