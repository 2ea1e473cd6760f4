"""Keeps the engine of a NAS running: whatever ends it, it is started again."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, Protocol

FIRST_WAIT, LONGEST_WAIT = 5.0, 600.0
"""Seconds until a dead engine is started again; doubled with each death."""

SOUND_AFTER = 60.0
"""Seconds after which an engine is taken to be alive and well."""

DEATHS_TOLD = 3
"""So many deaths in a row are no accident any more."""


class Listener(Protocol):
    """Who is told how the engine fares."""

    def async_engine_died(self, cause: BaseException | None, deaths: int) -> None:
        """It ended, for the `deaths`th time in a row; without a cause it just did."""

    def async_engine_sound(self) -> None:
        """It has been alive for a while."""


async def follow(
    run: Callable[[], Coroutine[Any, Any, None]], listener: Listener
) -> NoReturn:
    """Run the engine for ever; what it dies of is told and never lost."""
    deaths = 0
    while True:
        task = asyncio.ensure_future(run())
        try:
            await asyncio.wait([task], timeout=SOUND_AFTER)
            if not task.done():
                deaths = 0
                listener.async_engine_sound()
                await asyncio.wait([task])
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])
        deaths += 1
        listener.async_engine_died(
            None if task.cancelled() else task.exception(), deaths
        )
        await asyncio.sleep(min(LONGEST_WAIT, FIRST_WAIT * 2 ** (deaths - 1)))
