"""What stands around a Home Assistant: phones that are told things, and web hooks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

type Json = dict[str, Any]


@dataclass
class Outside:
    """A server on loopback: it hands out files, and keeps what is sent to it."""

    url: str = ""
    sent: dict[str, list[Json]] = field(default_factory=dict)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, to: str, what: Json) -> None:
        """Keep what was sent to a name."""
        self.sent.setdefault(to, []).append(what)
        self._came.set()

    async def got(
        self, to: str, is_it: Callable[[Json], bool], seconds: float = 60
    ) -> Json:
        """Wait until something was sent; the limit only ends a hung test."""
        async with asyncio.timeout(seconds):
            while True:
                self._came.clear()
                for what in self.sent.get(to, ()):
                    if is_it(what):
                        return what
                await self._came.wait()


@asynccontextmanager
async def outside(files: Path) -> AsyncIterator[Outside]:
    """Serve a folder's files, and keep the JSON that is posted to `/to/<name>`."""
    here = Outside()

    async def post(request: web.Request) -> web.Response:
        here.take(request.match_info["name"], await request.json())
        return web.json_response({}, status=201)

    app = web.Application()
    app.router.add_post("/to/{name}", post)
    app.router.add_static("/files", files)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        _, port, *_ = runner.addresses[0]
        here.url = f"http://127.0.0.1:{port}"
        yield here
    finally:
        await runner.cleanup()
