"""Row 19: how soon a lost link is noticed, and how soon there is an answer again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Collection, Sequence
from contextlib import asynccontextmanager
import os
import signal
import socket
import time
from typing import override

import asyncssh

from custom_components.nas_burnin.engine.errors import HostUnreachable
from custom_components.nas_burnin.engine.host.outcome import Completed
from tests.engine.host.servers import LOGIN, quiet_proxy

from .nas import BenchNas, NotHereError, bench_nas
from .rounds import race
from .table import MILLISECONDS, SECONDS, Line, bounded, compared, skipped

SAY = "echo on; exec sleep 60"
QUICK_SECONDS = 0.1


async def run(rows: Collection[int], rounds: int) -> Sequence[Line]:
    """Measure what was asked for."""
    try:
        with bench_nas(1) as nas:
            return [await _killed(nas, rounds), await _silent(nas)]
    except NotHereError as why:
        return [skipped(19, "recovery", str(why))]


async def _killed(nas: BenchNas, rounds: int) -> Line:
    """From a killed session to the first answer on a new connection."""

    async def product() -> float:
        async with nas.linked() as (connection, _):
            await connection.open()
            waiting = asyncio.ensure_future(connection.run(SAY, seconds=60))
            await connection.run("true", seconds=30)
            begun = _kill(nas)
            await _lost(waiting)
            answer = await connection.run("echo on", seconds=30)
            taken = time.perf_counter() - begun
        if answer != Completed(0, b"on\n", b""):
            raise ValueError(f"no answer: {answer}")
        return taken

    async def reference() -> float:
        quick = _Quick()
        async with _bare(nas, quick) as lost:
            waiting = asyncio.ensure_future(lost.run(SAY, encoding=None))
            await lost.run("true")
            begun = _kill(nas)
            await asyncio.wait([waiting])
        async with _bare(nas, _Quick()) as connection:
            await connection.run("echo on", encoding=None)
            taken = time.perf_counter() - begun
        if not waiting.cancelled():
            waiting.exception()
        return taken

    ours, theirs = await race(rounds, product, reference)
    return compared(
        19,
        "killed session -> answer again / bare asyncssh with quick ACKs",
        ours,
        theirs,
        MILLISECONDS,
        at_most=2.0,
    )


async def _lost(command: Awaitable[object]) -> None:
    """Wait until a command has noticed that its link is gone."""
    try:
        await command
    except HostUnreachable:
        return
    raise ValueError("a command ends on a link that is gone")


def _kill(nas: BenchNas) -> float:
    for pid in nas.sessions():
        os.kill(pid, signal.SIGKILL)
    return time.perf_counter()


class _Quick(asyncssh.SSHClient):
    """Acknowledges at once while a connection is young: the kernel keeps forgetting."""

    @override
    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        """Begin; the socket is there before the handshake."""
        plug: socket.socket = conn.get_extra_info("socket")
        loop = asyncio.get_running_loop()
        until = loop.time() + QUICK_SECONDS

        def again() -> None:
            if plug.fileno() >= 0 and loop.time() < until:
                plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
                loop.call_later(0.001, again)

        again()


@asynccontextmanager
async def _bare(
    nas: BenchNas, client: asyncssh.SSHClient
) -> AsyncIterator[asyncssh.SSHClientConnection]:
    async with asyncssh.connect(
        "127.0.0.1",
        nas.host.port,
        client_factory=lambda: client,
        username="root",
        client_keys=[LOGIN],
        known_hosts=None,
        config=None,
        agent_path=None,
    ) as connection:
        yield connection


async def _silent(nas: BenchNas) -> Line:
    """From the last byte that came through to the error of a command under way."""
    async with (
        quiet_proxy(nas.host.port) as proxy,
        nas.linked(proxy.port) as (connection, _),
    ):
        await connection.run("true", seconds=30)
        proxy.quiet = True
        begun = time.perf_counter()
        await _lost(connection.run("sleep 60", seconds=60))
        taken = time.perf_counter() - begun
        proxy.quiet = False
    return bounded(19, "silent loss -> noticed", taken, SECONDS, at_most=10.0)
