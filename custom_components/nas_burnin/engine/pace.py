"""How soon a host is worth another look."""

from collections.abc import Collection

from .jobs.live import Live
from .model import Activity

IDLE_EVERY = 60.0
BUSY_EVERY = 12.0
SOONEST = 1.0
"""Seconds between polls: idle, while something runs, and close to the end of a test."""

LOOKS_BEFORE_THE_END = 20
"""A test that will end soon is followed in so many steps, so that its end is seen."""


def until_next_look(
    running: Collection[Live | None], *, wants_more: bool = False
) -> float:
    """Seconds to the next poll, by what is known of the jobs that run.

    `wants_more` is true where the last poll has found something to look at.
    """
    if wants_more:
        return SOONEST
    return max(SOONEST, min(map(_until_next_look, running), default=IDLE_EVERY))


def _until_next_look(live: Live | None) -> float:
    if live is None or live.activity is not Activity.TESTING:
        return BUSY_EVERY
    if live.progress.eta is None:
        # A short test is over before a long pause could tell how long it takes.
        return SOONEST
    return min(BUSY_EVERY, live.progress.eta / LOOKS_BEFORE_THE_END)
