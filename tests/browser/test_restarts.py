"""A page that is left open finds its way back by itself."""

from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import expect
import pytest

from mock_truenas.nas import MockNas
from tests.e2e.bench import met
from tests.e2e.hass import RealHome

from .bench import GUEST, TABLE, Bench, furnish, row
from .browser import Trouble, chromium

pytestmark = pytest.mark.usefixtures("campaign")

SLOW = {"drives": [{"kind": "sata", "size": "64M", "bandwidth": 1}]}
LOST = "The connection is lost"


def is_stored(home: Path) -> bool:
    """Whether the dashboards and logins have reached the disk; some take ten seconds."""
    stored = home / ".storage"
    dashboards = stored / "lovelace_dashboards"
    return (
        dashboards.exists()
        and TABLE in dashboards.read_text()
        and (stored / f"lovelace.{TABLE.replace('-', '_')}").exists()
        and GUEST.username in (stored / "auth_provider.homeassistant").read_text()
        # It is written as often as somebody logs in: the page came last.
        and dashboards.stat().st_mtime > (stored / "auth").stat().st_mtime
    )


@pytest.mark.parametrize("killed", [False, True], ids=["restarted", "killed"])
async def test_a_page_left_open_is_live_again(tmp_path: Path, *, killed: bool) -> None:
    home = RealHome(tmp_path)
    async with (
        MockNas(scenario=SLOW, in_use=False) as nas,
        chromium() as browser,
        AsyncExitStack() as kept_open,
    ):
        (serial,) = nas.blank()
        trouble = Trouble(may_be_away=True)
        async with home.life() as life:
            await furnish(life, nas)
            pages = Bench(life, nas, browser).open(trouble=trouble)
            shown = await kept_open.enter_async_context(pages)
            await expect(row(shown, serial)).to_contain_text("Ready")
            if killed:
                await met(lambda: is_stored(tmp_path))
                await life.kill()
            else:
                await life.end()
        card = shown.locator("nas-burnin-card")
        await expect(card).to_contain_text(LOST)

        async with home.life(life.home.port) as life:
            await expect(card).not_to_contain_text(LOST)
            await expect(row(shown, serial)).to_contain_text("Ready")
            await life.start(serial)
            await expect(row(shown, serial)).to_contain_text("Write and verify")
