"""The pictures of the README, of a real run; `scripts/screenshots` keeps them."""

from datetime import UTC, datetime, timedelta
import json
import os
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, ViewportSize, WebSocketRoute, expect
import pytest

from .bench import DASHBOARD, bench, choose_all, open_drawer, row
from .browser import PHONE, PICTURES

pytestmark = pytest.mark.usefixtures("campaign")

FOLDER = Path(os.environ.get("NAS_BURNIN_PICTURES", PICTURES))
LARGEST = 200_000

# Above 8 GB the drives of the mock are as large as they say, and write nothing.
FAST = 3600
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
WIDE: Final[ViewportSize] = {"width": 1480, "height": 800}

# What is said of the time and speed of a test, in the messages to the cards.
MOMENTS = {"created", "started", "ended", "finish", "activity_since"}
HOUR = timedelta(hours=1)


async def picture(shown: Page, name: str) -> None:
    """Keep what can be seen."""
    path = FOLDER / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whatever is still moving has come to its end.
    await shown.screenshot(path=path, animations="disabled")
    assert 10_000 < path.stat().st_size < LARGEST


def stretched(value: Any, now: datetime, key: str = "") -> Any:
    """What a message of the server would say if the drives were as slow as real ones.

    What lies more than an hour off was estimated, of drives like these.
    """
    if isinstance(value, dict):
        shown = {name: stretched(one, now, name) for name, one in value.items()}
        if "drives" in shown and shown.get("finish"):
            # An estimate of many ends with the last of them.
            ends = [drive["finish"] for drive in shown["drives"] if drive["finish"]]
            shown["finish"] = max(ends, default=None)
        if (
            shown.get("state") == "running"
            and shown.get("percent")
            and "finish" in shown
        ):
            # A self-test to come takes the mock as long as a real drive.
            began = datetime.fromisoformat(shown["started"])
            shown["finish"] = (
                began + (now - began) / shown["percent"] * 100
            ).isoformat()
        return shown
    if isinstance(value, list):
        return [stretched(one, now, key) for one in value]
    # The queue is reckoned with both clocks.
    if value is None or key == "queue_finish":
        return None
    # Icons of states go by some of these names.
    if key in MOMENTS and value[:1].isdigit():
        away = datetime.fromisoformat(value) - now
        return (now + away * FAST).isoformat() if abs(away) < HOUR else value
    if key == "seconds" and value < HOUR.total_seconds():
        return value * FAST
    return value / FAST if key == "speed" else value


async def in_real_time(shown: Page) -> None:
    """Show the times of real drives, though those of the mock have a faster clock."""

    def meet(browser: WebSocketRoute) -> None:
        def pass_on(message: str | bytes) -> None:
            said = json.loads(message)
            browser.send(json.dumps(stretched(said, datetime.now(UTC))))

        browser.connect_to_server().on_message(pass_on)

    await shown.route_web_socket("**/api/websocket", meet)


@pytest.mark.timeout(600)
async def test_pictures(tmp_path: Path) -> None:
    async with bench(tmp_path, scenario=SCENARIO, in_use=False) as home:
        await home.life.start(*RUNNING, whole="standard")
        async with home.open(size=WIDE, prepare=in_real_time) as shown:
            drawer = await open_drawer(shown, RUNNING[0])
            await expect(drawer).to_contain_text(
                "Pattern 2 of 4 · verify", timeout=10**6
            )
            await picture(shown, "drawer")
        async with home.open(size=WIDE, prepare=in_real_time) as shown:
            await expect(row(shown, RUNNING[0])).to_contain_text("Write and verify")
            await picture(shown, "desktop-light")
            await choose_all(shown)
            await expect(shown.get_by_text("All done")).to_be_visible()
            await picture(shown, "dialog")
        async with home.open(size=WIDE, dark=True, prepare=in_real_time) as shown:
            await expect(row(shown, RUNNING[0])).to_contain_text("Write and verify")
            await picture(shown, "desktop-dark")
        async with home.open(DASHBOARD, size=WIDE, prepare=in_real_time) as shown:
            await expect(row(shown, RUNNING[0])).to_contain_text("Write and verify")
            await shown.get_by_role("tab").nth(1).click()
            card = shown.locator("nas-burnin-host-card")
            await expect(card).to_contain_text("Needs attention")
            await expect(shown.locator("hui-tile-card")).to_have_count(2)
            await expect(row(shown, RUNNING[0])).to_contain_text("Write and verify")
            await picture(shown, "nas")
        async with home.open(size=PHONE, prepare=in_real_time) as shown:
            await expect(row(shown, RUNNING[0])).to_contain_text("Write and verify")
            await picture(shown, "phone")
