"""The browser: Debian's Chromium without a screen, and pages that tell what went wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import re
from typing import Any, Final

from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

CHROMIUM: Final = Path("/usr/bin/chromium")
PICTURES: Final = Path(__file__).parents[2] / ".cache" / "browser"
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 800}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}

# It only ends a test that hangs, on a machine that does ten other things.
_PATIENCE = float(os.environ.get("NAS_BURNIN_PATIENCE", "60000"))
expect.set_options(timeout=_PATIENCE)

# What Home Assistant's own frontend says while its server is away.
_AWAY = re.compile(r"ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE")

type Json = dict[str, Any]


# Not slotted: the browser library writes on it.
@dataclass
class Trouble:
    """What a page complained about, in the order it did."""

    said: list[str] = field(default_factory=list)
    # Where the server is taken away on purpose, its absence is no trouble.
    may_be_away: bool = False

    def console(self, message: ConsoleMessage) -> None:
        """Keep what is an error; hints and warnings are the frontend's own affair."""
        if message.type != "error":
            return
        if self.may_be_away and _AWAY.search(message.text):
            return
        self.said.append(f"{message.text} ({message.location.get('url', '')})")

    def thrown(self, error: Error) -> None:
        """Keep what nobody caught; the frontend itself leaves much when it is alone."""
        if not self.may_be_away or "nas-burnin" in (error.stack or ""):
            self.said.append(f"uncaught: {error}")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start the browser, and end it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=list(FLAGS)
        )
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def page(
    browser: Browser,
    *,
    size: ViewportSize = DESKTOP,
    dark: bool = False,
    keeps: Json | None = None,
    trouble: Trouble | None = None,
) -> AsyncIterator[Page]:
    """A page in a profile that is new, and gone afterwards.

    `keeps` is what the profile has in its local storage, as JSON by name. Whatever the
    page complains about fails the test at the end.
    """
    trouble = trouble or Trouble()
    context = await browser.new_context(
        viewport=size,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Berlin",
        has_touch=size["width"] < 500,
        is_mobile=size["width"] < 500,
    )
    context.set_default_timeout(_PATIENCE)
    context.set_default_navigation_timeout(_PATIENCE)
    for name, value in (keeps or {}).items():
        call = (
            f"localStorage.setItem({json.dumps(name)}, {json.dumps(json.dumps(value))})"
        )
        # A reload has to find what the page itself has kept since.
        await context.add_init_script(
            f"if (!localStorage.getItem({json.dumps(name)})) {call}"
        )
    try:
        shown = await context.new_page()
        shown.on("console", trouble.console)
        shown.on("pageerror", trouble.thrown)
        try:
            yield shown
        except BaseException:
            await _keep_picture(shown)
            raise
    finally:
        await context.close()
    assert not trouble.said, trouble.said


async def _keep_picture(shown: Page) -> None:
    """Keep what could be seen when a test failed, by the test's name."""
    name = os.environ.get("PYTEST_CURRENT_TEST", "page").partition(" ")[0]
    path = PICTURES / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    await shown.screenshot(path=path)


async def slow_line(shown: Page) -> None:
    """Give a page a line of 8 Mbit/s whose answers take 150 ms to come."""
    session = await shown.context.new_cdp_session(shown)
    await session.send("Network.enable")
    await session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 150,
            "downloadThroughput": 1_000_000,
            "uploadThroughput": 1_000_000,
        },
    )
