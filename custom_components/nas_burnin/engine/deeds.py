"""Deeds that are done to their end, whoever stops waiting for them.

A script that is started anew cancels the action it had called. What was half done by
then would be in the history and not in memory, or on the host and not in the history.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, Protocol


class Deeds:
    """The deeds under way, owned until they are done."""

    def __init__(self) -> None:
        """Begin with none."""
        self._under_way: set[asyncio.Task[Any]] = set()

    async def do[T](self, deed: Coroutine[Any, Any, T]) -> T:
        """Do a deed to its end, also when its caller is cancelled meanwhile."""
        task = asyncio.ensure_future(deed)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def done(self) -> None:
        """Wait for all that is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)


class HasDeeds(Protocol):
    """Whoever has deeds to do."""

    deeds: Deeds


def whole[S: HasDeeds, **P, T](
    method: Callable[Concatenate[S, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, T]]:
    """Make a method a deed that is done whole."""

    @wraps(method)
    async def done(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.deeds.do(method(self, *args, **kwargs))

    return done
