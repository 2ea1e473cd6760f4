"""A real Home Assistant with a mock NAS, its dashboards, its people, and their browser."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import time
from typing import Any, Final

from playwright.async_api import Browser, Locator, Page, ViewportSize

from mock_truenas.nas import MockNas
from scripts._demo import client as api
from scripts._demo.client import Login
from tests.e2e.hass import OWNER, Life, RealHome

from .browser import DESKTOP, Json, Trouble, chromium, page, slow_line

GUEST: Final = Login("gustav", "another long password")

TABLE: Final = "burn-in"
DASHBOARD: Final = "burn-in-bench"
SELECT_ALL: Final = "Select every drive that can be started"

_TABLE = {
    "views": [
        {
            "title": "Burn-in",
            "type": "panel",
            "path": "all",
            "cards": [{"type": "custom:nas-burnin-card"}],
        }
    ]
}
# As "Add dashboard" makes it.
_DASHBOARD = {"strategy": {"type": "custom:nas-burnin"}}


@dataclass(frozen=True, slots=True)
class Bench:
    """What a test of the cards has: a home, its NAS, and a browser."""

    life: Life
    nas: MockNas
    browser: Browser

    @property
    def url(self) -> str:
        """The address of Home Assistant."""
        return self.life.home.url

    @asynccontextmanager
    async def open(
        self,
        path: str = TABLE,
        login: Login = OWNER,
        *,
        size: ViewportSize = DESKTOP,
        dark: bool = False,
        slow: bool = False,
        trouble: Trouble | None = None,
        prepare: Callable[[Page], Awaitable[None]] | None = None,
    ) -> AsyncIterator[Page]:
        """A page of Home Assistant, in a new profile in which this person is logged in."""
        keeps = {"hassTokens": await _tokens(self.url, login)}
        async with page(
            self.browser, size=size, dark=dark, keeps=keeps, trouble=trouble
        ) as shown:
            if slow:
                await slow_line(shown)
            if prepare:
                await prepare(shown)
            await shown.goto(f"{self.url}/{path}", wait_until="commit")
            yield shown


@asynccontextmanager
async def bench(folder: Path, **nas: Any) -> AsyncIterator[Bench]:
    """Start all of it, with the NAS set up and the dashboards made."""
    async with (
        MockNas(**nas) as host,
        RealHome(folder).life() as life,
        chromium() as browser,
    ):
        await furnish(life, host)
        yield Bench(life, host, browser)


async def furnish(life: Life, nas: MockNas) -> None:
    """Set the NAS up in a new home, make its dashboards, and let somebody else in."""
    await life.add(nas)
    # Without one, Home Assistant asks for it on every page.
    await life.client.ask("config/core/update", country="DE")
    await _add_guest(life)
    await add_dashboard(life, TABLE, _TABLE)
    await add_dashboard(life, DASHBOARD, _DASHBOARD)
    await api.drives(life.client)


async def add_dashboard(life: Life, path: str, config: Json) -> None:
    """Make a dashboard, as the settings of Home Assistant do."""
    title = path.replace("-", " ").capitalize()
    await life.client.ask(
        "lovelace/dashboards/create", url_path=path, title=title, mode="storage"
    )
    await life.client.ask("lovelace/config/save", url_path=path, config=config)


async def _add_guest(life: Life) -> None:
    """Make somebody who may look, and no more."""
    made = await life.client.ask(
        "config/auth/create", name="Gustav", group_ids=["system-users"]
    )
    await life.client.ask(
        "config/auth_provider/homeassistant/create",
        user_id=made["user"]["id"],
        username=GUEST.username,
        password=GUEST.password,
    )


async def _tokens(url: str, login: Login) -> Json:
    """What a browser keeps of a login."""
    given = await api.log_in(url, login)
    expires = (time.time() + given["expires_in"]) * 1000
    return {"hassUrl": url, "clientId": f"{url}/", "expires": expires, **given}


def rows(shown: Page | Locator) -> Locator:
    """The drives of the table."""
    return shown.locator("nas-burnin-card .row[data-key]")


def row(shown: Page, serial: str) -> Locator:
    """A drive of the table."""
    return rows(shown).filter(has_text=serial)


async def open_drawer(shown: Page, serial: str) -> Locator:
    """Open all that is known of a drive."""
    await row(shown, serial).locator("button.name").click()
    return shown.locator("nas-burnin-drawer")


async def choose_all(shown: Page) -> Locator:
    """Mark all drives that can be started, and open the dialog."""
    await shown.get_by_role("checkbox", name=SELECT_ALL).check()
    await shown.get_by_role("button", name="Start burn-in").click()
    return shown.locator("nas-burnin-start")


async def too_wide(shown: Page) -> list[str]:
    """The elements that are wider than the screen."""
    found: list[str] = await shown.evaluate(
        """() => {
            const found = [];
            const look = (root) => root.querySelectorAll("*").forEach((element) => {
                if (element.scrollWidth > innerWidth) found.push(element.localName);
                if (element.shadowRoot) look(element.shadowRoot);
            });
            look(document.querySelector("home-assistant").shadowRoot);
            if (document.documentElement.scrollWidth > innerWidth) found.push("the page");
            return found;
        }"""
    )
    return found
