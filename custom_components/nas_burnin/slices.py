"""Work for hundreds of drives, a little in each round of the event loop."""

import asyncio
from collections.abc import Callable, Hashable, Iterable

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback


class Slices[T: Hashable]:
    """What is to be done, each thing once however often it was asked for.

    As much as fits into one slice is done at once, the rest in a task of the entry,
    so that nothing else has to wait for all of it.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        name: str,
        work: Callable[[T], None],
        *,
        at_once: int,
    ) -> None:
        """Take what does one thing, and how many are done in one round."""
        self._hass = hass
        self._entry = entry
        self._name = name
        self._work = work
        self._at_once = at_once
        self._waiting: dict[T, None] = {}
        self._task: asyncio.Task[None] | None = None

    @callback
    def async_put(self, things: Iterable[T]) -> None:
        """Do these, after those that wait already."""
        self._waiting.update(dict.fromkeys(things))
        if self._task is None or self._task.done():
            self._one()
            if self._waiting:
                self._task = self._entry.async_create_task(
                    self._hass, self._rest(), self._name
                )

    async def _rest(self) -> None:
        while self._waiting:
            await asyncio.sleep(0)
            self._one()

    @callback
    def _one(self) -> None:
        for thing in list(self._waiting)[: self._at_once]:
            # What is asked for while it is being done is done again.
            del self._waiting[thing]
            self._work(thing)
