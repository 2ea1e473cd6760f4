"""The pictures of the README, of a real run; `scripts/screenshots` keeps them."""

import os
from pathlib import Path

from playwright.async_api import Page, expect
import pytest

from .bench import bench, open_drawer, row
from .browser import PHONE, PICTURES
from .test_burn_in import choose_all

pytestmark = pytest.mark.usefixtures("campaign")

FOLDER = Path(os.environ.get("NAS_BURNIN_PICTURES", PICTURES))
LARGEST = 200_000

# Above 8 GB the drives of the mock are as large as they say, and write nothing.
FAST = 2500
SCENARIO = {
    "drives": [
        {"kind": "sata", "size": "14TB", "bandwidth": 240, "temperature": 38},
        {"kind": "sata", "size": "14TB", "bandwidth": 236, "temperature": 40},
        {"kind": "sata", "size": "14TB", "bandwidth": 231, "temperature": 47},
        {"kind": "sas", "size": "12TB", "bandwidth": 210, "temperature": 39},
        {"kind": "sata", "size": "8TB", "bandwidth": 190, "temperature": 33},
        {"kind": "sata", "size": "8TB", "temperature": 33, "smart": {"pending": 8}},
        {"kind": "sata", "size": "8TB", "temperature": 32},
        {"kind": "ssd", "size": "2TB", "temperature": 30},
        {"kind": "nvme", "size": "2TB", "temperature": 41},
        {"role": "has_data", "size": "8TB", "temperature": 32},
        {"role": "exported", "size": "8TB", "temperature": 32},
    ],
    "speed": FAST,
}
RUNNING = ("DMH00001", "DMH00002", "DMH00003", "DMA00004", "DMH00005")
WIDE = {"width": 1480, "height": 800}


async def picture(shown: Page, name: str) -> None:
    """Keep what can be seen."""
    path = FOLDER / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whatever is still moving has come to its end.
    await shown.screenshot(path=path, animations="disabled")
    assert 10_000 < path.stat().st_size < LARGEST


async def test_pictures(tmp_path: Path) -> None:
    async with bench(tmp_path, scenario=SCENARIO, in_use=False) as home:
        await home.life.start(*RUNNING, profile="standard")
        async with home.open(size=WIDE) as shown:
            drawer = await open_drawer(shown, RUNNING[0])
            await expect(drawer).to_contain_text("Pattern 2 of 4 · verify")
            home.nas.change(lambda model: model.update(speed=1))
            await picture(shown, "drawer")
            await shown.keyboard.press("Escape")
            await picture(shown, "desktop-light")
            await choose_all(shown)
            await expect(shown.get_by_text("All done")).to_be_visible()
            await picture(shown, "dialog")
        async with home.open(size=WIDE, dark=True) as shown:
            await expect(row(shown, RUNNING[0])).to_contain_text("Write and verify")
            await picture(shown, "desktop-dark")
        async with home.open(size=PHONE) as shown:
            await expect(row(shown, RUNNING[0])).to_contain_text("Write and verify")
            await picture(shown, "phone")
