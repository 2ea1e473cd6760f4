"""How soon to look again."""

from custom_components.nas_burnin.engine.pace import (
    BUSY_EVERY,
    IDLE_EVERY,
    SOONEST,
    until_next_look,
)


def test_an_idle_host_is_left_alone_and_a_busy_one_followed() -> None:
    assert until_next_look([]) == IDLE_EVERY
    assert until_next_look([None]) == BUSY_EVERY


def test_what_is_known_to_be_open_is_looked_at_at_once() -> None:
    assert until_next_look([], wants_more=True) == SOONEST
    assert until_next_look([None], wants_more=True) == SOONEST
