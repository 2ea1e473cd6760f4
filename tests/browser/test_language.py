"""All that is said to a person who reads another language than Home Assistant itself."""

from pathlib import Path
import re
from typing import Final

from playwright.async_api import expect
import pytest

from .bench import bench, open_drawer, row
from .test_burn_in import OLD

pytestmark = pytest.mark.usefixtures("campaign")

SERIAL: Final = "DMH00002"
TOLD: Final = {
    "de": re.compile(r"sd\w+ (hat|trägt) "),
    "en": re.compile(r"sd\w+ (has|carries) "),
}
# As the person's profile page does.
SPEAK: Final = """(language) => document.querySelector("home-assistant").dispatchEvent(
    new CustomEvent("hass-language-select", { detail: language }))"""
CHOICES: Final = ("number_format", "time_format", "date_format", "first_weekday")


async def test_a_person_reads_his_own_language(tmp_path: Path) -> None:
    async with bench(tmp_path, scenario=OLD, in_use=False) as home:
        ask = home.life.client.ask

        assert (await ask("get_config"))["language"] == "en"
        locale = dict.fromkeys(CHOICES, "language") | {"time_zone": "local"}
        await ask(
            "frontend/set_user_data", key="language", value={**locale, "language": "de"}
        )
        async with home.open() as shown:
            await expect(row(shown, SERIAL)).to_contain_text("Hat Daten")
            drawer = await open_drawer(shown, SERIAL)
            # What the NAS was seen to have, told by the server.
            notice = drawer.locator(".notice").first
            await expect(notice).to_contain_text(TOLD["de"])

            await drawer.get_by_role("button", name="Entsperren").click()
            dialog = shown.locator("nas-burnin-unlock")
            await dialog.get_by_role("textbox").fill("LÖSCHE alles")
            await dialog.get_by_role("button", name="Entsperren").click()
            await expect(dialog.get_by_role("alert")).to_contain_text(
                "Nicht entsperrt."
            )
            await expect(dialog.get_by_role("alert")).to_contain_text("Wörter")
            await shown.keyboard.press("Escape")

            await drawer.get_by_role("tab", name="Ereignisse").click()
            await expect(drawer.locator(".events li").first).to_contain_text("ntsperr")

            # Said anew while all of it is open.
            await shown.evaluate(SPEAK, "en")
            await expect(drawer.locator(".events li").first).to_contain_text("nlock")
            await drawer.get_by_role("tab", name="Burn-in").click()
            await expect(notice).to_contain_text("Has data")
            await expect(notice).to_contain_text(TOLD["en"])
