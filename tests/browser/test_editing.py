"""The cards in Home Assistant's card picker, and their visual editors."""

from pathlib import Path
from typing import Final

from playwright.async_api import Locator, Page, Route, expect
import pytest

from .bench import Bench, add_dashboard, bench, rows
from .browser import Json, Trouble

pytestmark = pytest.mark.usefixtures("campaign")

OWN: Final = "own-page"
EMPTY: Final = {
    "views": [
        {
            "title": "Own",
            "path": "own",
            "type": "sections",
            "sections": [{"type": "grid", "cards": []}],
        }
    ]
}
TWO: Final = {"drives": [{"kind": "sata", "size": "16M"}] * 2}

ALL: Final = "NAS Burn-In: all drives"
DRIVE: Final = "NAS Burn-In: one drive"
NAS: Final = "NAS Burn-In: one NAS"


async def without_demo(shown: Page) -> None:
    """Keep the previews of Home Assistant's own cards from asking for demo pictures."""

    async def nothing(route: Route) -> None:
        await route.fulfill(status=204)

    await shown.route("https://demo.home-assistant.io/**", nothing)


async def pick(shown: Page) -> Locator:
    """Open the card picker, and look for our cards."""
    await shown.get_by_role("button", name="Add card").first.click()
    await shown.get_by_role("tab", name="By card").click()
    picker = shown.locator("hui-card-picker")
    await picker.get_by_role("textbox").fill("NAS Burn-In")
    return picker


async def choose(picker: Locator, name: str) -> Locator:
    """Choose a card, and wait for its editor."""
    await picker.locator(".card", has_text=name).locator(".overlay").first.click()
    return picker.page.locator("hui-dialog-edit-card")


async def cards(home: Bench) -> list[Json]:
    """What is saved of the dashboard."""
    config = await home.life.client.ask("lovelace/config", url_path=OWN)
    saved: list[Json] = config["views"][0]["sections"][0]["cards"]
    return saved


async def test_cards_are_picked_by_their_preview_and_edited(tmp_path: Path) -> None:
    # The picker itself leaves much uncaught; what is ours fails the test all the same.
    trouble = Trouble(may_be_away=True)
    async with bench(tmp_path, scenario=TWO, in_use=False) as home:
        await add_dashboard(home.life, OWN, EMPTY)
        async with home.open(
            f"{OWN}/own?edit=1", trouble=trouble, prepare=without_demo
        ) as shown:
            picker = await pick(shown)
            await expect(rows(picker)).to_have_count(3)
            await expect(picker.locator("nas-burnin-drive-card")).to_contain_text("DM")
            await expect(picker.locator("nas-burnin-host-card")).to_contain_text(
                "Connected"
            )

            editor = await choose(picker, ALL)
            preview = editor.locator("nas-burnin-card")
            await expect(preview.get_by_role("heading")).to_have_text("Burn-in")
            await editor.get_by_role("textbox", name="Title").fill("Own bench")
            await expect(preview.get_by_role("heading")).to_have_text("Own bench")
            await editor.get_by_role("button", name="Save").click()
            await expect(editor.locator("ha-dialog, ha-adaptive-dialog")).to_have_count(
                0
            )
            table = shown.locator("hui-view nas-burnin-card")
            await expect(table.get_by_role("heading")).to_have_text("Own bench")
            await expect(rows(shown)).to_have_count(3)
            assert await cards(home) == [
                {"type": "custom:nas-burnin-card", "title": "Own bench"}
            ]

            for name, element in ((DRIVE, "drive"), (NAS, "host")):
                editor = await choose(await pick(shown), name)
                preview = editor.locator(f"nas-burnin-{element}-card")
                await editor.get_by_role("textbox", name="Name").fill("Mine")
                await expect(preview).to_contain_text("Mine")
                await editor.get_by_role("button", name="Save").click()
                made = shown.locator(f"hui-view nas-burnin-{element}-card")
                await expect(made).to_contain_text("Mine")
            _, drive, nas = await cards(home)
            assert drive["name"] == nas["name"] == "Mine"
            assert drive["device"] != nas["device"]
