"""Clocks that a test turns by hand, each on its own."""

from datetime import UTC, datetime
from typing import override

from custom_components.nas_burnin.engine.clock import Clock


class HandClock(Clock):
    """Three clocks; `wait` moves all of them, as time does."""

    def __init__(self) -> None:
        self.steady = 100.0
        self.boot = 5_000.0
        self.wall = 1_795_435_200.0

    @override
    def monotonic(self) -> float:
        return self.steady

    @override
    def boottime(self) -> float:
        return self.boot

    @override
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.wall, UTC)

    @override
    async def sleep(self, seconds: float) -> None:
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        self.steady += seconds
        self.boot += seconds
        self.wall += seconds

    def suspend(self, seconds: float) -> None:
        """This machine sleeps: its steady clock stands still."""
        self.boot += seconds
        self.wall += seconds

    def unseen(self, seconds: float, set_back: float) -> None:
        """Time goes on, and the wall clock is set, with nobody looking in between."""
        self.wait(seconds)
        self.pause(set_back)

    def pause(self, seconds: float) -> None:
        """The machine around this virtual one sleeps: only the wall clock tells."""
        self.wall += seconds
