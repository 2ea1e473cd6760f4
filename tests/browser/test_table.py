"""The table: its order, who sees what, and how it fits."""

from pathlib import Path

from playwright.async_api import Page, ViewportSize, expect
import pytest

from .bench import DASHBOARD, GUEST, bench, row, rows, too_wide
from .browser import DESKTOP, PHONE

pytestmark = pytest.mark.usefixtures("campaign")

SIZES = ("24M", "16M", "32M")
THREE = {"drives": [{"kind": "sata", "size": size} for size in SIZES]}


async def serials(shown: Page) -> list[str]:
    """The drives of the table, from its top."""
    return await rows(shown).locator(".serial").all_inner_texts()


async def test_the_order_is_kept_over_a_reload(tmp_path: Path) -> None:
    async with (
        bench(tmp_path, scenario=THREE, in_use=False) as home,
        home.open() as shown,
    ):
        size = shown.get_by_role("columnheader", name="Size")
        button = size.get_by_role("button")
        await expect(size).to_have_attribute("aria-sort", "none")
        await button.click()
        await expect(size).to_have_attribute("aria-sort", "ascending")
        rising = await serials(shown)
        await button.click()
        await expect(size).to_have_attribute("aria-sort", "descending")
        falling = await serials(shown)
        assert falling == rising[::-1]

        await shown.reload(wait_until="commit")
        await expect(size).to_have_attribute("aria-sort", "descending")
        assert await serials(shown) == falling
        await button.click()
        await expect(size).to_have_attribute("aria-sort", "none")


async def test_who_may_only_look_has_nothing_to_press(tmp_path: Path) -> None:
    async with (
        bench(tmp_path, scenario=THREE, in_use=False) as home,
        home.open(login=GUEST) as shown,
    ):
        serial, *_ = home.nas.blank()
        await expect(row(shown, serial)).to_contain_text("Ready")
        table = shown.locator("nas-burnin-card")
        await expect(table.get_by_role("checkbox")).to_have_count(0)
        await expect(table.get_by_role("button", name="Start burn-in")).to_be_hidden()

        drive = await home.life.drive(serial)
        for action, data in (
            ("start", {"profile": "quick", "acknowledge_erase": True}),
            ("cancel", {}),
            ("unlock", {"confirmation": "ERASE"}),
        ):
            refused = await shown.evaluate(
                """async ([action, data]) => {
                    const { hass } = document.querySelector("home-assistant");
                    try {
                        await hass.callService("nas_burnin", action, data);
                    } catch (error) {
                        return error.translation_key;
                    }
                }""",
                [action, {"device_id": [drive.device_id], **data}],
            )
            assert refused == "not_an_administrator", action
        await expect(row(shown, serial)).to_contain_text("Ready")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_nothing_is_wider_than_the_screen(
    tmp_path: Path, size: ViewportSize
) -> None:
    async with (
        bench(tmp_path, drives=6, size="16M") as home,
        home.open(size=size) as shown,
    ):
        await expect(rows(shown)).not_to_have_count(0)
        assert await too_wide(shown) == []


async def test_the_dashboard_that_makes_itself(tmp_path: Path) -> None:
    async with (
        bench(tmp_path, scenario=THREE, in_use=False) as home,
        home.open(DASHBOARD) as shown,
    ):
        await expect(rows(shown)).to_have_count(4)
        await shown.get_by_role("tab").nth(1).click()
        card = shown.locator("nas-burnin-host-card")
        for words in ("Connected", "0 of 4", "3 ready", "Nothing needs your attention"):
            await expect(card).to_contain_text(words)
        await expect(rows(shown)).to_have_count(4)
        await expect(shown.locator("hui-calendar-card")).to_be_visible()
        tiles = shown.locator("hui-tile-card")
        await expect(tiles).to_have_count(2)
        for text in await shown.locator("hui-view").all_inner_texts():
            assert "nknown" not in text
            assert "navailable" not in text

        await tiles.filter(has_text="Pause all").get_by_role("switch").click()
        await expect(card).to_contain_text("is paused")
        await card.get_by_role("button", name="Resume").click()
        await expect(card).not_to_contain_text("is paused")
        await tiles.filter(has_text="Parallel").locator(".minus").click()
        await expect(card).to_contain_text("0 of 3")


async def test_the_dashboard_of_who_may_only_look(tmp_path: Path) -> None:
    async with (
        bench(tmp_path, scenario=THREE, in_use=False) as home,
        home.open(DASHBOARD, GUEST) as shown,
    ):
        await expect(rows(shown)).to_have_count(4)
        await shown.get_by_role("tab").nth(1).click()
        card = shown.locator("nas-burnin-host-card")
        await expect(card).to_contain_text("Connected")
        await expect(card.get_by_role("button")).to_have_count(0)
        await expect(rows(shown)).to_have_count(4)
        await expect(shown.locator("hui-tile-card")).to_have_count(0)
