"""Rounds of measurements taken in turn, so that a busy moment hits all alike."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import gc
import time

type Contestant = Callable[[], Awaitable[float]]


@dataclass(slots=True)
class Spent:
    """Seconds that something took: by the clock, and of this process' CPU time."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def spent() -> Iterator[Spent]:
    """Measure what happens inside."""
    taken = Spent()
    cpu, wall = time.process_time(), time.perf_counter()
    try:
        yield taken
    finally:
        taken.wall = time.perf_counter() - wall
        taken.cpu = time.process_time() - cpu


async def race(
    rounds: int, *contestants: Contestant, warm_up: int = 1
) -> list[list[float]]:
    """What each contestant answered in each round; the first rounds don't count.

    Who goes first changes from round to round.
    """
    answers: list[list[float]] = [[] for _ in contestants]
    async for number, place in _turns(rounds + warm_up, len(contestants)):
        answer = await contestants[place]()
        if number >= warm_up:
            answers[place].append(answer)
    return answers


async def _turns(rounds: int, count: int) -> AsyncIterator[tuple[int, int]]:
    for number in range(rounds):
        gc.collect()
        for step in range(count):
            yield number, (step + number) % count


def cpu_of(work: Callable[[], object], repeat: int = 1) -> Contestant:
    """A contestant: CPU seconds of one call, out of so many."""

    async def run() -> float:
        with spent() as taken:
            for _ in range(repeat):
                work()
        return taken.cpu / repeat

    return run
