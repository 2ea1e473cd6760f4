"""Rows 4 to 9: one look at a host, over SSH and without."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil
import time

import asyncssh

from custom_components.nas_burnin.engine import remote
from custom_components.nas_burnin.engine.clock import SystemClock
from custom_components.nas_burnin.engine.host.connection import Connection
from custom_components.nas_burnin.engine.host.link import SshLink
from custom_components.nas_burnin.engine.host.memory import Memory, Questions
from custom_components.nas_burnin.engine.host.snapshot import (
    DEADLINE,
    build_request,
    take,
)
from custom_components.nas_burnin.engine.parse.frames import split_frames
from tests.engine.host.nas import Disk, Nas, StillClock
from tests.engine.host.servers import LOGIN, Behaviour, Process, serving

from .nas import BenchNas, NotHereError, bench_nas, counting
from .rounds import race, spent
from .table import (
    MILLISECONDS,
    SECONDS,
    Line,
    Met,
    bounded,
    compared,
    exact,
    scaled,
    skipped,
)

SIZES = (12, 60, 200)
CYCLES = 1000
EVERYTHING = build_request(Questions(None, frozenset()))
DRIVE_SECONDS = 0.06
AT_ONCE = 8
"""Drives asked at once by the reference of row 6."""


async def run(rows: Collection[int], rounds: int) -> Sequence[Line]:
    """Measure what was asked for."""
    lines: list[Line] = []
    if 4 in rows:
        lines += await _counts()
    for size in SIZES if set(rows) & {5, 6, 7, 8, 9} else ():
        try:
            with bench_nas(size) as nas:
                lines += await _at(nas, size, rows, rounds)
        except NotHereError as why:
            missing = sorted(set(rows) - {4})
            return [*lines, *(skipped(row, "poll", str(why)) for row in missing)]
    return lines


async def _at(
    nas: BenchNas, size: int, rows: Collection[int], rounds: int
) -> Sequence[Line]:
    lines: list[Line] = []
    if 5 in rows:
        lines += await _wall(nas, size, rounds)
    if 6 in rows:
        lines.append(await _slow(nas, size, rounds))
    if 7 in rows and size != 12:
        lines.append(await _cpu(nas, size, rounds))
    if 8 in rows and size == 60:
        lines += await _wire(nas)
    if 9 in rows and size == 12:
        lines += await _hung(nas, rounds)
    return lines


@dataclass(slots=True)
class Counts:
    """What a server saw of so many polls."""

    execs: int
    connections: int
    channels: int


async def count_polls(cycles: int) -> Counts:
    """Poll an SSH server, with other commands beside the last of the polls."""
    nas = Nas({f"sd{letter}": Disk(f"S{letter}", None) for letter in "abcdefgh"})
    answer = await nas.probe(EVERYTHING)
    waiting = open_now = most = 0
    let_go = asyncio.Event()

    async def behave(process: Process) -> None:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await process.stdin.read()
        if waiting:
            await let_go.wait()
        process.stdout.write(answer)
        open_now -= 1
        process.exit(0)

    commands: dict[str, Behaviour] = {
        remote.command(False, seconds): behave for seconds in (DEADLINE + 10, 130)
    }
    async with serving(commands) as host:
        connection = Connection(host.settings())
        link = SshLink(connection, sudo=False)
        memory, clock = Memory(), SystemClock()
        for _ in range(cycles):
            await take(link, clock, memory)
        execs = len(host.commands)
        waiting = 1
        crowd = [asyncio.ensure_future(link.control({"wait": 0})) for _ in range(5)] + [
            asyncio.ensure_future(link.probe(EVERYTHING))
        ]
        await host.command_started.wait()
        let_go.set()
        await asyncio.gather(*crowd)
        await connection.close()
        return Counts(execs, len(host.connections), most)


async def _counts() -> Sequence[Line]:
    seen = await count_polls(CYCLES)
    return [
        exact(4, f"execs in {CYCLES} cycles", seen.execs, CYCLES),
        exact(4, f"connections in {CYCLES} cycles", seen.connections, 1),
        exact(4, "channels open at once, at most", seen.channels, 2, or_less=True),
    ]


async def _local(nas: BenchNas, command: str, stdin: bytes = b"") -> bytes:
    process = await asyncio.create_subprocess_exec(
        *nas.inside("sh", "-c", command),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    answer, _ = await process.communicate(stdin)
    return answer


async def _wall(nas: BenchNas, size: int, rounds: int) -> Sequence[Line]:
    stdin = remote.payload(remote.load("probe"), EVERYTHING)
    command = remote.command(False, DEADLINE + 10)
    loop = "for node in /sys/block/*; do smartctl -x --json=o /dev/${node##*/}; done"

    async def same_script() -> float:
        with spent() as taken:
            await _local(nas, command, stdin)
        return taken.wall

    async def plain_loop() -> float:
        with spent() as taken:
            await _local(nas, loop)
        return taken.wall

    async with nas.linked() as (_, link):

        async def product() -> float:
            with spent() as taken:
                await link.probe(EVERYTHING)
            return taken.wall

        ours, same, plain = await race(rounds, product, same_script, plain_loop)
    name = f"poll, wall, N={size}"
    lines = [
        compared(
            5,
            f"{name} / the same program without SSH",
            ours,
            same,
            MILLISECONDS,
            at_most=1.25,
        )
    ]
    if size == 60:
        plainly = f"{name} / a plain local loop"
        lines.append(compared(5, plainly, ours, plain, MILLISECONDS, at_most=1.5))
    return lines


async def _slow(nas: BenchNas, size: int, rounds: int) -> Line:
    nas.set_slow(True)
    least = ceil(size / AT_ONCE) * DRIVE_SECONDS
    try:
        async with nas.linked() as (_, link):

            async def product() -> float:
                with spent() as taken:
                    await link.probe(EVERYTHING)
                return taken.wall

            (ours,) = await race(min(rounds, 5), product)
    finally:
        nas.set_slow(False)
    return compared(
        6,
        f"poll, wall, 60 ms a drive, N={size} / ceil(N/{AT_ONCE}) x 60 ms",
        ours,
        [least] * len(ours),
        MILLISECONDS,
        at_most=1.2,
    )


async def _cpu(nas: BenchNas, size: int, rounds: int) -> Line:
    """Our process' CPU time alone: the server has processes of its own."""
    async with nas.linked() as (_, link):
        answer = await link.probe(EVERYTHING)
        (nas.bench / "answer").write_bytes(answer)

        async def product() -> float:
            with spent() as taken:
                split = split_frames(await link.probe(EVERYTHING))
            if not split.complete:
                raise ValueError("the answer is not complete")
            return taken.cpu

        async with asyncssh.connect(
            "127.0.0.1",
            nas.host.port,
            username="root",
            client_keys=[LOGIN],
            known_hosts=None,
            config=None,
            agent_path=None,
            encryption_algs=["aes128-gcm@openssh.com"],
        ) as bare:

            async def reference() -> float:
                with spent() as taken:
                    done = await bare.run("cat /run/bench/answer", encoding=None)
                    if isinstance(done.stdout, bytes):
                        done.stdout.split(b'{"frame"')
                return taken.cpu

            ours, theirs = await race(rounds, product, reference)
    return compared(
        7,
        f"CPU of one cycle, SSH and split, N={size} / bare asyncssh, the same bytes",
        ours,
        theirs,
        MILLISECONDS,
        at_most=2.0,
    )


async def _wire(nas: BenchNas) -> Sequence[Line]:
    """Both directions, the program that is sent included, after the login."""
    packed = await _wire_ratio(nas)
    with bench_nas(len(nas.drives), compression=False) as plain:
        bare = await _wire_ratio(plain)
    share = scaled("")
    return [
        bounded(
            8, "wire bytes / payload, N=60, no zlib there", bare, share, at_most=1.03
        ),
        bounded(8, "wire bytes / payload, N=60, zlib", packed, share, at_most=0.1),
    ]


async def _wire_ratio(nas: BenchNas) -> float:
    async with counting(nas.host.port) as wire, nas.linked(wire.port) as (_, link):
        await link.probe(EVERYTHING)
        before = wire.passed
        payload = sum([len(await link.probe(EVERYTHING)) for _ in range(3)])
        return (wire.passed - before) / payload


async def _hung(nas: BenchNas, rounds: int) -> Sequence[Line]:
    """One drive never answers: when the others are known, and how often it is asked."""
    healthy: list[float] = []
    async with nas.linked() as (_, link):
        for _ in range(rounds):
            begun = time.perf_counter()
            await take(link, SystemClock(), Memory())
            healthy.append(time.perf_counter() - begun)
        nas.set_hung(nas.drives[:1])
        clock, memory = StillClock(), Memory()
        walls: list[float] = []
        for _ in range(5):
            begun = time.perf_counter()
            snapshot = await take(link, clock, memory)
            walls.append(time.perf_counter() - begun)
            if len(snapshot.smart.keys() - nas.drives[:1]) < len(nas.drives) - 1:
                raise ValueError("a drive that answers is not known")
            clock.seconds += 61
        nas.set_hung(())
    asked = len((nas.bench / "asked").read_text().split())
    healthy.sort()
    middle = healthy[len(healthy) // 2]
    ratio = walls[0] / middle
    later = max(walls[1:]) / middle
    return [
        Line(
            9,
            "one of 12 drives hangs: the others known / healthy cycle, first time",
            Met.MET if ratio <= 2 else Met.NOT_MET,
            SECONDS(walls[0]),
            SECONDS(middle),
            f"{ratio:.2f}",
            "<= 2",
        ),
        Line(
            9,
            "one of 12 drives hangs: the cycles after that, the slowest",
            Met.MET if later <= 2 else Met.NOT_MET,
            SECONDS(max(walls[1:])),
            SECONDS(middle),
            f"{later:.2f}",
            "<= 2",
        ),
        exact(9, "how often the hung drive was asked in 5 cycles", asked, 1),
    ]
