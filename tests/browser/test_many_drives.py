"""200 drives, of which 20 are tested: the built cards alone, fed with rows by a script."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from playwright.async_api import CDPSession, Page, Route, expect
import pytest

from tests.e2e.hass import COMPONENT

from .bench import rows
from .browser import chromium, page

pytestmark = pytest.mark.usefixtures("campaign")

URL: Final = "http://127.0.0.1/"
CARDS: Final = COMPONENT / "www" / "nas-burnin.js"
SCRIPT: Final = Path(__file__).with_name("many.js")
PAGE: Final = (
    "<!doctype html><script type=module src=nas-burnin.js></script>"
    "<script type=module src=many.js></script>"
)
# Twice a second for an hour.
HOUR: Final = 2 * 60 * 60
MEGABYTE: Final = 1 << 20


async def answer(route: Route) -> None:
    """Serve the page and its scripts; nothing is asked of any network."""
    for path in (CARDS, SCRIPT):
        if route.request.url == f"{URL}{path.name}":
            await route.fulfill(path=path, content_type="text/javascript")
            return
    await route.fulfill(body=PAGE, content_type="text/html")


@asynccontextmanager
async def many() -> AsyncIterator[Page]:
    """The page with all drives in it."""
    async with chromium() as browser, page(browser) as shown:
        await shown.route("**/*", answer)
        await shown.goto(URL)
        await shown.evaluate("show()")
        await expect(rows(shown)).to_have_count(200)
        yield shown


async def heap(session: CDPSession) -> float:
    """Megabytes in use once all that can go has gone."""
    for _ in range(3):
        await session.send("HeapProfiler.collectGarbage")
    used: float = (await session.send("Runtime.getHeapUsage"))["usedSize"]
    return used / MEGABYTE


async def test_a_change_is_on_the_screen_within_a_second() -> None:
    async with many() as shown:
        delay = await shown.evaluate("delay()")
    print(f"a change is on the screen after {delay:.0f} ms")  # noqa: T201
    assert delay < 1000


async def test_scrolling_is_smooth() -> None:
    async with many() as shown:
        # A machine that does ten other things has better and worse moments.
        frames = max([await shown.evaluate("scrolled(3)") for _ in range(3)])
    print(f"{frames:.0f} frames a second while scrolling")  # noqa: T201
    assert frames >= 50


@pytest.mark.timeout(600)
async def test_an_hour_of_changes_leaves_nothing_behind() -> None:
    async with many() as shown:
        session = await shown.context.new_cdp_session(shown)
        await shown.evaluate("changes(200)")
        before = await heap(session)
        await shown.evaluate(f"changes({HOUR})")
        growth = await heap(session) - before
    print(f"the heap grew from {before:.1f} MB by {growth:.2f} MB")  # noqa: T201
    assert growth < 10
