"""The cards for everybody: from right to left, and without motion."""

from pathlib import Path
from typing import Any, Final

from playwright.async_api import Locator, Page, ViewportSize, expect
import pytest

from .bench import Bench, bench, open_drawer, row, too_wide
from .browser import DESKTOP, PHONE
from .test_burn_in import SLOW

pytestmark = pytest.mark.usefixtures("campaign")

TWO: Final = {"drives": [{"kind": "sata", "size": "16M"}] * 2}
# Animations below a shadow root are known to that root alone.
MOVING: Final = """() => {
    const found = [];
    const look = (root) => root.querySelectorAll("*").forEach((element) => {
        const ours = root.host?.localName.startsWith("nas-burnin");
        if (ours && element.getAnimations().length) found.push(element.className);
        if (element.shadowRoot) look(element.shadowRoot);
    });
    look(document);
    return found;
}"""

# How far each end of a text lies from the left; the text reads as it is written.
ENDS: Final = """(element) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let node;
    while ((node = texts.nextNode()) && !/\\w/.test(node.data));
    const at = (index) => {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + 1);
        return range.getBoundingClientRect().x;
    };
    const first = node.data.search(/\\w/);
    const last = node.data.search(/\\w[^\\w]*$/);
    return [at(first), at(last)];
}"""


async def in_hebrew(shown: Page) -> None:
    """Let the page be read from right to left."""
    await shown.add_init_script("localStorage.setItem('selectedLanguage', '\"he\"')")


async def reads_on(place: Locator) -> None:
    """A text in Latin letters and digits is read from left to right."""
    first, last = await place.evaluate(ENDS)
    assert first < last


async def box(place: Locator) -> Any:
    """Where something is."""
    found = await place.bounding_box()
    assert found
    return found


async def mirrored(home: Bench, shown: Page, size: ViewportSize) -> None:
    """The table and the drawer begin at the right."""
    serial, _ = home.nas.blank()
    await expect(row(shown, serial)).to_be_visible()
    await expect(shown.locator("html")).to_have_attribute("dir", "rtl")
    assert await too_wide(shown) == []
    name = row(shown, serial).locator("button.name")
    await reads_on(name)
    degrees = await box(row(shown, serial).locator(".temperature"))
    assert (await box(name))["x"] > degrees["x"]
    if size is DESKTOP:
        for column in (".size", ".temperature .word"):
            await reads_on(row(shown, serial).locator(column))
    drawer = await open_drawer(shown, serial)
    dialog = drawer.locator("nas-burnin-dialog dialog")
    await expect(dialog).to_contain_text(serial)
    await expect(drawer.get_by_role("tab").first).to_be_visible()
    assert (await box(dialog))["x"] == 0
    first, last = [await box(drawer.get_by_role("tab").nth(at)) for at in (0, 3)]
    assert first["x"] > last["x"]
    assert await too_wide(shown) == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_from_right_to_left(tmp_path: Path, size: ViewportSize) -> None:
    async with (
        bench(tmp_path, scenario=TWO, in_use=False) as home,
        home.open(size=size, prepare=in_hebrew) as shown,
    ):
        await mirrored(home, shown, size)


async def test_nothing_moves_for_who_wants_it_still(tmp_path: Path) -> None:
    async with (
        bench(tmp_path, scenario={"drives": [SLOW]}, in_use=False) as home,
        home.open() as shown,
    ):
        (serial,) = home.nas.blank()
        await home.life.start(serial)
        drawer = await open_drawer(shown, serial)
        await expect(drawer.locator(".half.running")).to_be_visible()
        assert await shown.evaluate(MOVING) == []
        await shown.emulate_media(reduced_motion="no-preference")
        await shown.wait_for_function(f"({MOVING})().includes('half running')")
        await shown.emulate_media(reduced_motion="reduce")
        await shown.wait_for_function(f"({MOVING})().length === 0")
