"""A page that is opened for the first time has the cards, every time.

The frontend swaps the registry of elements while it boots. What was defined too early is
forgotten, and the page says for good that there is no such card.
"""

from pathlib import Path

from playwright.async_api import expect
import pytest

from .bench import Bench, bench, rows

ONE = {"drives": [{"kind": "sata", "size": "16M"}]}


async def loads(home: Bench, *, slow: bool) -> None:
    """Open the dashboard in a profile that has seen nothing yet."""
    async with home.open(slow=slow) as shown:
        await expect(rows(shown)).not_to_have_count(0)
        await expect(shown.locator("hui-error-card")).to_have_count(0)


async def test_cold_loads(tmp_path: Path) -> None:
    async with bench(tmp_path, scenario=ONE, in_use=False) as home:
        for slow in (False, True):
            await loads(home, slow=slow)


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("campaign")
async def test_many_cold_loads(tmp_path: Path) -> None:
    async with bench(tmp_path, scenario=ONE, in_use=False) as home:
        for number in range(20):
            await loads(home, slow=number % 2 == 1)
