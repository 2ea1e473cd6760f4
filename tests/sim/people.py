"""What people want of the engine, and what they were told."""

import random

from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.model import (
    Actor,
    DriveView,
    Lock,
    StartRequest,
)
from custom_components.nas_burnin.engine.plan import PROFILES
from custom_components.nas_burnin.engine.safety import digest, token

from .trace import Accepted, Cancelled, Unlocked
from .world import World


async def start(
    world: World, keys: list[str], user: str | None, rng: random.Random
) -> None:
    """Start drives as they are shown now."""
    views = world.life.burnin.view.drives
    profile = PROFILES[rng.choice(("quick", "quick", "standard"))]
    wanted = [
        StartRequest(
            key,
            profile.name,
            profile.stages,
            profile.options,
            user,
            automation=user is None,
            seen=digest(views[key].lock) if user and rng.random() < 0.5 else None,
        )
        for key in keys
    ]
    meant = {key: views[key].drive.serial for key in keys}
    answers = await world.ask(lambda burnin: burnin.enqueue(wanted))
    patterns = tuple(pattern.argument for pattern in profile.options.patterns)
    for answer in answers or ():
        if answer.job_uid:
            serial = meant[answer.drive_key]
            world.emit(Accepted(answer.job_uid, serial, patterns))


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
    key = rng.choice(open_jobs)
    job = views[key].job
    actor = Actor.person("ann")

    async def cancel(burnin: BurnIn) -> bool:
        return await burnin.cancel(key, actor)

    is_cancelled = await world.ask(cancel)
    if job and is_cancelled:
        world.emit(Cancelled(job.job.uid))


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


async def confirm(world: World) -> None:
    """Let the queue go on where it waits for an administrator."""

    async def say_so(burnin: BurnIn) -> bool:
        return await burnin.confirm_queue(Actor.person("ann")) is None

    if world.life.burnin.view.waits_for:
        await world.ask(say_so)
