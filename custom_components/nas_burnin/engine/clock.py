"""Time as the engine sees it, passed in so that a test can be its master."""

import asyncio
from datetime import UTC, datetime
import time
from typing import Protocol, override


class Clock(Protocol):
    """A steady clock, a wall clock, and a way to wait."""

    def monotonic(self) -> float:
        """Seconds that never go backwards; only differences mean anything."""

    def boottime(self) -> float:
        """Seconds that never go backwards, those in which this machine slept too."""

    def now(self) -> datetime:
        """The moment in UTC, aware; for display and records, never for durations."""

    async def sleep(self, seconds: float) -> None:
        """Wait; zero or less gives others a turn."""


class SystemClock(Clock):
    """The clocks of this machine."""

    @override
    def monotonic(self) -> float:
        return time.monotonic()

    @override
    def boottime(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    @override
    def now(self) -> datetime:
        return datetime.now(UTC)

    @override
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
