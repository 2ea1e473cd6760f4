"""What becomes of the tests on a NAS whose entry is removed."""

import asyncio
from typing import Final

from homeassistant.core import HomeAssistant

from .const import LOGGER, OPTION_AT_REMOVAL, AtRemoval
from .coordinator import NasBurninConfigEntry
from .engine.errors import BurnInError
from .engine.model import Actor, Job
from .engine.text import clean
from .guard import request_context
from .issues import async_report_left
from .runtime import leaving

DEADLINE: Final = 60.0
"""Seconds that a removal takes at the most, whatever the NAS does meanwhile."""


async def async_let_go(hass: HomeAssistant, entry: NasBurninConfigEntry) -> None:
    """End the tests of a NAS, or leave them, as its options say; tell what stays.

    A removal is never refused: what can't be done now stays wanted, and is done if the
    same NAS is ever set up again.
    """
    stops = entry.options.get(OPTION_AT_REMOVAL, AtRemoval.LEAVE) == AtRemoval.STOP
    left: tuple[Job, ...] = ()
    trouble = ""
    try:
        async with leaving(hass, entry) as host:
            left = await host.prepare(_who() if stops else None)
            async with asyncio.timeout(DEADLINE):
                left = await host.carry_out()
    except BurnInError as err:
        trouble = f"{err.code}: {err}"
    except TimeoutError:
        trouble = "timed_out"
    if trouble:
        LOGGER.warning("%s could not be looked at: %s", clean(entry.title), trouble)
    if left:
        async_report_left(hass, entry, left, seen=not trouble)


def _who() -> Actor:
    """The person who removes the entry; Home Assistant lets only administrators."""
    context = request_context()
    if context is None or context.user_id is None:
        return Actor()
    return Actor.person(context.user_id)
