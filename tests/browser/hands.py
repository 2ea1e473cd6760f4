"""What a person does with a keyboard or a mouse alone."""

from typing import Final

from playwright.async_api import Page, expect

from .bench import choose_all

# Tabs through Home Assistant's own menu, too.
MANY: Final = 60

# What has the focus lies below many shadow roots.
FOCUS: Final = """() => {
    let found = document.activeElement;
    while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
    const card = found?.getRootNode().host?.localName ?? "";
    return [card, found?.className ?? "", (found?.textContent ?? "").trim()];
}"""


async def tab_to(shown: Page, name: str) -> list[str]:
    """Press Tab until the focus is on something of this class."""
    for _ in range(MANY):
        await shown.keyboard.press("Tab")
        focus: list[str] = await shown.evaluate(FOCUS)
        if name in focus[1].split():
            return focus
    raise AssertionError(f"the focus never came to {name}")


async def reordered(shown: Page) -> None:
    """Change the order of stages by mouse, and back by keyboard."""
    dialog = await choose_all(shown)
    stages = dialog.locator("nas-burnin-stage-list li .label")
    await expect(stages).to_have_count(4)
    # It is as high as it gets once it knows how long all takes.
    await expect(dialog.get_by_text("All done")).to_be_visible()
    before = await stages.all_inner_texts()
    handles = dialog.locator("nas-burnin-stage-list .handle")
    await handles.first.scroll_into_view_if_needed()
    first, third = [await handles.nth(at).bounding_box() for at in (0, 2)]
    assert first
    assert third
    await shown.mouse.move(first["x"] + 20, first["y"] + 20)
    await shown.mouse.down()
    await shown.mouse.move(third["x"] + 20, third["y"] + 20, steps=5)
    await shown.mouse.up()
    await expect(stages).to_have_text([before[at] for at in (1, 2, 0, 3)])
    await expect(dialog.get_by_role("radio", name="Own stages")).to_be_checked()

    await handles.nth(2).focus()
    for at in (1, 0):
        await shown.keyboard.press("ArrowUp")
        await expect(handles.nth(at)).to_be_focused()
    await expect(stages).to_have_text(before)
    await expect(dialog.get_by_role("radio", name="Standard")).to_be_checked()
    await shown.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


async def walked(shown: Page) -> None:
    """Go from the table to a drive, through all that is known of it, and back."""
    await tab_to(shown, "name")
    await shown.keyboard.press("ArrowDown")
    start = await shown.evaluate(FOCUS)
    assert start[0] == "nas-burnin-card"
    await shown.keyboard.press("Enter")
    drawer = shown.locator("nas-burnin-drawer")
    tabs = drawer.get_by_role("tab")
    await expect(tabs.first).to_be_visible()
    for _ in range(MANY):
        await shown.keyboard.press("Tab")
        if await tabs.first.evaluate("(one) => one.matches(':focus')"):
            break
    await expect(tabs.first).to_be_focused()
    for at in (1, 2, 3):
        await shown.keyboard.press("ArrowRight")
        await expect(tabs.nth(at)).to_be_focused()
        await expect(tabs.nth(at)).to_have_attribute("aria-selected", "true")
    await shown.keyboard.press("Home")
    await expect(tabs.first).to_be_focused()
    await shown.keyboard.press("Escape")
    await expect(drawer).to_have_count(0)
    assert await shown.evaluate(FOCUS) == start
