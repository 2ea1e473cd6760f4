"""Much work is done a little at a time, and each thing once."""

import asyncio

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.nas_burnin.slices import Slices


class Work:
    """Slices of three, and what each round of the event loop found done."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.done: list[int] = []
        self.slices = Slices(
            hass, MockConfigEntry(), "numbers", self.done.append, at_once=3
        )

    async def rounds(self) -> list[int]:
        counts = [len(self.done)]
        while counts[-1:] != counts[-2:-1]:
            await asyncio.sleep(0)
            counts.append(len(self.done))
        return counts[:-1]


@pytest.fixture
def work(hass: HomeAssistant) -> Work:
    return Work(hass)


def test_one_slice_is_done_at_once(work: Work) -> None:
    work.slices.async_put([1, 2, 3])
    assert work.done == [1, 2, 3]


async def test_the_rest_is_done_in_later_rounds(work: Work) -> None:
    work.slices.async_put(range(8))
    assert await work.rounds() == [3, 6, 8]
    assert work.done == list(range(8))


async def test_what_waits_is_not_done_twice_and_keeps_its_place(work: Work) -> None:
    work.slices.async_put(range(8))
    work.slices.async_put([7, 6, 9])
    await work.rounds()
    assert work.done == [0, 1, 2, 3, 4, 5, 6, 7, 9]


async def test_what_is_done_may_be_asked_for_again(
    hass: HomeAssistant, work: Work
) -> None:
    work.slices.async_put(range(4))
    work.slices.async_put([0])
    await hass.async_block_till_done()
    assert work.done == [0, 1, 2, 3, 0]
    work.slices.async_put([0])
    assert work.done[-2:] == [0, 0]
