"""What stands around a Home Assistant: phones, web hooks and a mail server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiohttp import web

type Json = dict[str, Any]


@dataclass
class Outside:
    """A server on loopback: it hands out files, and keeps what is sent to it."""

    url: str = ""
    mail_port: int = 0
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
        try:
            async with asyncio.timeout(seconds):
                while True:
                    self._came.clear()
                    for what in self.sent.get(to, ()):
                        if is_it(what):
                            return what
                    await self._came.wait()
        except TimeoutError:
            raise TimeoutError(f"not sent to {to} among {self.sent}") from None


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
    mails = await asyncio.start_server(_Mails(here).serve, "127.0.0.1", 0)
    try:
        _, port, *_ = runner.addresses[0]
        here.url = f"http://127.0.0.1:{port}"
        here.mail_port = mails.sockets[0].getsockname()[1]
        yield here
    finally:
        mails.close()
        await runner.cleanup()


class _Mails:
    """As much of a mail server as a client needs to be rid of a mail."""

    def __init__(self, here: Outside) -> None:
        self._here = here

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Take mails from one client, and keep their parts by their kinds."""
        said = "220 mail"
        try:
            while said:
                writer.write(said.encode() + b"\r\n")
                await writer.drain()
                line = await reader.readline()
                if said.startswith("354"):
                    said = await self._take(line, reader)
                else:
                    said = self._answer(line.decode().split(maxsplit=1))
        finally:
            writer.close()

    def _answer(self, words: list[str]) -> str:
        match [word.upper() for word in words[:1]]:
            case []:
                return ""
            case ["DATA"]:
                return "354 go on"
            case ["QUIT"]:
                return "221 bye"
            case _:
                return "250 ok"

    async def _take(self, line: bytes, reader: asyncio.StreamReader) -> str:
        raw = b""
        while line not in (b".\r\n", b""):
            raw += line
            line = await reader.readline()
        mail = message_from_bytes(raw, policy=policy.default)
        parts = {
            part.get_content_type(): part.get_content()
            for part in mail.walk()
            if not part.is_multipart()
        }
        self._here.take("mail", {"to": mail["To"], "title": mail["Subject"], **parts})
        return "250 ok"
