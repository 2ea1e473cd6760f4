"""A burn-in in the browser, from the first click to the last."""

from pathlib import Path

from playwright.async_api import Page, expect
import pytest

from tests.e2e.bench import met, units

from .bench import bench, choose_all, open_drawer, row, rows
from .hands import reordered, walked

# Long enough to be looked at and cancelled, whatever else the machine does.
SLOW = {"kind": "sata", "size": "64M", "bandwidth": 1}
TWO = {"drives": [SLOW, SLOW]}
OLD = {"drives": [SLOW, {"role": "has_data", "size": "16M"}]}


async def start_surface(shown: Page) -> None:
    """Start a surface test alone on all drives, and wait for the answer."""
    dialog = await choose_all(shown)
    await dialog.get_by_role("radio", name="Quick").click()
    await dialog.get_by_role("button", name="Remove: Short self-test").click()
    await dialog.get_by_role("button", name="Erase and test 2 drives").click()
    await expect(
        shown.get_by_text("2 queued, 0 skipped, 0 locked").first
    ).to_be_visible()


async def test_all_are_started_watched_and_cancelled(tmp_path: Path) -> None:
    async with (
        bench(tmp_path, scenario=TWO, in_use=False) as home,
        home.open() as shown,
    ):
        first, second = home.nas.blank()
        await expect(rows(shown)).to_have_count(3)
        await walked(shown)
        await reordered(shown)
        await start_surface(shown)
        progress = row(shown, first).get_by_role("progressbar")
        await expect(progress).not_to_have_attribute("aria-valuenow", "0")
        await expect(row(shown, second)).to_contain_text("Write and verify")

        drawer = await open_drawer(shown, first)
        await expect(drawer).to_contain_text("Pattern 1 of 2")
        await drawer.get_by_role("button", name="Cancel burn-in").click()
        confirm = shown.locator("nas-burnin-confirm")
        await expect(confirm.get_by_role("heading")).to_have_text(
            "Cancel this burn-in?"
        )
        await confirm.get_by_role("button", name="Cancel burn-in").click()
        await expect(row(shown, first)).to_contain_text("Cancelled")
        await met(lambda: len(units(home.nas)) == 1)
        await expect(row(shown, second)).to_contain_text("Write and verify")


@pytest.mark.usefixtures("campaign")
async def test_the_drawer_shows_all_of_a_drive(tmp_path: Path) -> None:
    async with (
        bench(tmp_path, scenario=TWO, in_use=False) as home,
        home.open() as shown,
    ):
        first, _ = home.nas.blank()
        await start_surface(shown)
        drawer = await open_drawer(shown, first)
        await expect(drawer).to_contain_text("Elapsed")
        await expect(
            drawer.get_by_role("button", name="Cancel burn-in")
        ).to_be_visible()
        for tab, says in (
            ("SMART", "Attributes"),
            ("Events", "Olga"),
            ("History", "Burn-ins of this drive"),
        ):
            await drawer.get_by_role("tab", name=tab).click()
            await expect(drawer).to_contain_text(says)
        await shown.keyboard.press("Escape")
        await expect(drawer).to_have_count(0)


@pytest.mark.usefixtures("campaign")
async def test_a_drive_with_data_is_unlocked_by_the_right_words_alone(
    tmp_path: Path,
) -> None:
    async with (
        bench(tmp_path, scenario=OLD, in_use=False) as home,
        home.open() as shown,
    ):
        serial = "DMH00002"
        await expect(row(shown, serial)).to_contain_text("Has data")
        drawer = await open_drawer(shown, serial)
        await drawer.get_by_role("button", name="Unlock").click()
        dialog = shown.locator("nas-burnin-unlock")
        submit = dialog.get_by_role("button", name="Unlock")
        await expect(submit).to_be_disabled()
        words = dialog.get_by_role("textbox")
        await words.fill("ERASE nothing")
        await submit.click()
        await expect(dialog.get_by_role("alert")).not_to_be_empty()
        await expect(row(shown, serial)).to_contain_text("Has data")

        await words.fill(await dialog.locator("label code").inner_text())
        await submit.click()
        await expect(dialog).to_have_count(0)
        await expect(drawer.get_by_role("button", name="Lock again")).to_be_visible()
        await shown.keyboard.press("Escape")
        await expect(row(shown, serial).get_by_role("checkbox")).to_be_visible()
