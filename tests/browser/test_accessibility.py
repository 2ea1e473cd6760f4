"""What a machine can tell of how the cards are reached by everybody."""

from pathlib import Path

from playwright.async_api import Page, expect
import pytest

from .bench import DASHBOARD, bench, choose_all, open_drawer, row
from .test_burn_in import OLD

pytestmark = pytest.mark.usefixtures("campaign")

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"

# Our elements lie below many shadow roots, where no selector reaches.
LOOK = """async (name) => {
    const find = (root) => {
        for (const element of root.querySelectorAll("*")) {
            if (element.localName === name) return element;
            const deeper = element.shadowRoot && find(element.shadowRoot);
            if (deeper) return deeper;
        }
        return null;
    };
    const { violations, passes } = await axe.run(find(document));
    const serious = violations
        .filter((found) => ["serious", "critical"].includes(found.impact))
        .map((found) => [found.id, found.nodes.map((node) => node.failureSummary)]);
    return [passes.length, serious];
}"""


async def is_fine(shown: Page, name: str) -> None:
    """Nothing serious is found in an element, which was looked at for much."""
    looked_at, serious = await shown.evaluate(LOOK, name)
    assert looked_at > 5
    assert serious == []


@pytest.mark.skipif(not AXE.exists(), reason="scripts/frontend has not installed axe")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_serious(tmp_path: Path, *, dark: bool) -> None:
    async with (
        bench(tmp_path, scenario=OLD, in_use=False) as home,
        home.open(dark=dark) as shown,
    ):
        free, old = "DMH00001", "DMH00002"
        await expect(row(shown, old)).to_contain_text("Has data")
        await shown.add_script_tag(path=AXE)
        await is_fine(shown, "nas-burnin-card")

        dialog = await choose_all(shown)
        await expect(
            dialog.get_by_role("button", name="Erase and test")
        ).to_be_enabled()
        await is_fine(shown, "nas-burnin-start")
        await shown.keyboard.press("Escape")

        drawer = await open_drawer(shown, old)
        await drawer.get_by_role("button", name="Unlock").click()
        await is_fine(shown, "nas-burnin-unlock")
        await shown.keyboard.press("Escape")
        await shown.keyboard.press("Escape")

        await home.life.start(free)
        await expect(row(shown, free)).to_contain_text("Write and verify")
        await is_fine(shown, "nas-burnin-card")
        drawer = await open_drawer(shown, free)
        for tab, says in (
            ("Burn-in", "Elapsed"),
            ("SMART", "Power-on hours"),
            ("Events", "Olga"),
            ("History", "Running"),
        ):
            await drawer.get_by_role("tab", name=tab).click()
            await expect(drawer).to_contain_text(says)
            await is_fine(shown, "nas-burnin-drawer")

        await shown.keyboard.press("Escape")
        await shown.goto(f"{home.url}/{DASHBOARD}")
        await shown.get_by_role("tab").nth(1).click()
        await expect(shown.locator("nas-burnin-host-card")).to_contain_text("1 of 4")
        await shown.add_script_tag(path=AXE)
        await is_fine(shown, "nas-burnin-host-card")
