"""badblocks on the mock: the real one, its speed and its bad blocks; the stand-in."""

import asyncio
import contextlib
from pathlib import Path
import re
import shutil
from typing import Any

import pytest

from mock_truenas.catalog import ScenarioError
from mock_truenas.nas import MockNas
from tests.mock.client import Client, Result, connected, small, until

REAL = shutil.which("badblocks", path="/usr/sbin:/sbin:/usr/bin")
pytestmark = pytest.mark.skipif(REAL is None, reason="no badblocks on this machine")
BIG: dict[str, Any] = {"scenario": {"big_bytes": 0, "speed": 1000}}
FAST: dict[str, Any] = {"scenario": {"speed": 1000}}


def plain(err: str) -> str:
    """Take the progress away: what stays does not depend on the clock."""
    return re.sub(r"[ \d.]+% done, [\d:]+ elapsed\. \([\d/]+ errors\)\x08*", "", err)


async def surface(client: Client, options: str, blocks: str = "") -> Result:
    return await client.run(f"badblocks -s -v -b 4096 {options} /dev/sda {blocks}")


async def test_the_surface_is_really_written() -> None:
    async with small(**FAST) as nas, connected(nas) as client:
        result = await surface(client, "-w -t 0xaa")
        assert result.status == 0
        assert "Pass completed, 0 bad blocks found. (0/0/0 errors)" in result.err
        content = nas.image("DMH00001").read_bytes()
        assert content == b"\xaa" * len(content)


@pytest.mark.parametrize(
    "options", ["-w -t 0xaa -t 0x00", "-w", "", "-t 0x00", "-w -t 0x55 -v"]
)
@pytest.mark.parametrize("blocks", ["", "3000 2000"])
async def test_the_stand_in_says_the_same_bytes(options: str, blocks: str) -> None:
    async with small(**FAST) as nas, connected(nas) as client:
        real = await surface(client, options.removesuffix("-v"), blocks)
    async with small(**BIG) as nas, connected(nas) as client:
        ours = await surface(client, options.removesuffix("-v"), blocks)
    assert plain(ours.err) == plain(real.err)
    assert (ours.status, ours.out) == (real.status, real.out)
    first = re.findall(r"[ \d.]+% done", real.err)[0]
    assert first in ours.err


@pytest.mark.parametrize("kind", ["miscompare", "read_error", "write_error"])
async def test_bad_blocks_are_found_by_both(kind: str) -> None:
    found = []
    for options in (FAST, BIG):
        async with small(size="32M", **options) as nas, connected(nas) as client:
            if not (nas.root / "lib/faults.so").exists() and kind != "miscompare":
                pytest.skip("needs a C compiler")
            nas.set_faults("DMH00001", **{kind: [100, 101, 2000]})
            result = await surface(client, "-w -c 64 -t 0xaa -t 0x55")
            assert result.status == 0
            numbers = sorted(int(line) for line in result.out.split())
            found.append((numbers, plain(result.err)))
    assert found[0] == found[1]
    numbers, text = found[0]
    if kind == "miscompare":
        # The tool reports them one chunk (64 blocks) too high.
        assert numbers == [164, 165, 2064]
        assert "3 bad blocks found. (0/0/3 errors)" in text
    elif kind == "read_error":
        assert numbers == [100, 101, 2000]
        assert "3 bad blocks found. (3/0/0 errors)" in text
    else:
        assert numbers == [100, 101, 164, 165, 2000, 2064]
        assert "6 bad blocks found. (0/3/3 errors)" in text


async def test_blocks_are_spoiled_without_a_compiler_too() -> None:
    async with small(**FAST) as nas, connected(nas) as client:
        (nas.root / "lib/faults.so").unlink(missing_ok=True)
        nas.set_faults("DMH00001", miscompare=[10, 3000])
        # A pass of a second: the block is spoiled long before it is read.
        nas.set_drive("DMH00001", bandwidth=0.02)
        result = await surface(client, "-w -t 0xaa -t 0x55")
        assert result.out == "74\n3064\n"
        assert "2 bad blocks found. (0/0/2 errors)" in result.err


async def test_a_verify_alone_finds_what_was_spoiled() -> None:
    async with small(**FAST) as nas, connected(nas) as client:
        nas.set_faults("DMH00001", miscompare=[7, 3000])
        assert (await surface(client, "-w -t 0xaa")).out == "71\n3064\n"
        assert (await surface(client, "-t 0xaa")).out == "7\n3000\n"


@pytest.mark.parametrize("options", [FAST, BIG])
async def test_the_error_limit_ends_it(options: dict[str, Any]) -> None:
    async with small(**options) as nas, connected(nas) as client:
        nas.set_faults("DMH00001", miscompare=list(range(100, 300)))
        result = await surface(client, "-w -e 10 -t 0xaa -t 0x55")
        assert result.status == 0
        assert "Too many bad blocks, aborting test\n" in result.err
        assert len(result.out.split()) >= 10


@pytest.mark.parametrize("options", [FAST, BIG])
@pytest.mark.parametrize("number", ["TERM", "INT", "HUP"])
async def test_a_signal_interrupts_it(options: dict[str, Any], number: str) -> None:
    async with small(**options) as nas, connected(nas) as client:
        # So slow that it is still at work when the signal comes.
        nas.set_drive("DMH00001", bandwidth=0.0005)
        running = asyncio.ensure_future(
            client.run("echo $$ >&2; exec badblocks -w -s -v -b 4096 /dev/sda")
        )
        pid = await at_work(nas)
        await client.run(f"kill -{number} {pid}; kill -CONT {pid}")
        result = await running
        assert result.status == 1
        assert re.search(r"\n\nInterrupted at block \d+\n$", result.err)
        await until(lambda: not nas.processes(), "nothing is left")


async def at_work(nas: MockNas) -> int:
    """Wait until badblocks has its drive open, and answer its process id."""
    found = 0

    def is_there() -> bool:
        nonlocal found
        found = next((pid for pid, line in nas.processes() if _works(pid, line)), 0)
        return found > 0

    await until(is_there, "badblocks runs")
    return found


def _works(pid: int, line: str) -> bool:
    # What is looked at may close its files, or end, meanwhile.
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return "badblocks" in line and any(
            _leads_to(entry, "/images/") for entry in Path(f"/proc/{pid}/fd").iterdir()
        )
    return False


def _leads_to(entry: Path, folder: str) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return folder in str(entry.readlink())
    return False


@pytest.mark.parametrize("options", [FAST, BIG])
async def test_the_position_is_where_a_program_looks_for_it(
    options: dict[str, Any],
) -> None:
    async with small(**options) as nas, connected(nas) as client:
        nas.set_drive("DMH00001", bandwidth=0.004)
        running = asyncio.ensure_future(surface(client, "-w -t 0xaa"))
        position = f"cat /proc/{await at_work(nas)}/fdinfo/*"
        seen: set[int] = set()
        while len(seen) < 4:
            text = (await client.run(position)).out
            seen |= {int(n) for n in re.findall(r"pos:\t(\d+)", text)}
        running.cancel()
        assert max(seen) <= 16 << 20


async def test_a_stop_of_the_group_stops_both() -> None:
    async with small(**FAST) as nas, connected(nas) as client:
        nas.set_drive("DMH00001", bandwidth=0.01)
        running = asyncio.ensure_future(
            client.run("setsid badblocks -w -s -v -b 4096 -t 0xaa /dev/sda")
        )
        pid = await at_work(nas)
        await client.run(f"kill -STOP -{pid}")
        states = f"cat /proc/{pid}/stat"
        assert " T " in (await client.run(states)).out
        before = (await client.run(f"cat /proc/{pid}/fdinfo/*")).out
        await asyncio.sleep(0.3)
        assert (await client.run(f"cat /proc/{pid}/fdinfo/*")).out == before
        nas.change(lambda model: None)
        await client.run(f"kill -KILL -{pid}")
        assert (await running).status is not None
        await until(lambda: not nas.processes(), "nothing is left")


async def test_the_speed_of_the_drive_holds_it_back() -> None:
    # Counted in stops, not in seconds: an unhindered one is never stopped.
    async with small() as nas, connected(nas) as client:
        nas.set_drive("DMH00001", bandwidth=20.0)
        running = asyncio.ensure_future(surface(client, "-w -t 0xaa"))
        pid = await at_work(nas)
        await until(
            lambda: " T " in nas.root.joinpath(f"/proc/{pid}/stat").read_text(),
            "held back",
        )
        result = await running
        assert "0 bad blocks found" in result.err


async def test_a_drive_written_over_is_blank_again() -> None:
    scenario = {"drives": [{"role": "has_data"}], "speed": 1000}
    async with small(scenario=scenario) as nas, connected(nas) as client:
        assert (await client.run("blkid -p -o export /dev/sda1")).status == 0
        await surface(client, "-w -t 0x00")
        await until(lambda: not nas.drive("DMH00001")["partitions"], "reread")
        assert (await client.run("blkid -p -o export /dev/sda")).status == 2
        listing = await client.run("lsblk -J -o NAME /dev/sda")
        assert "children" not in listing.out


async def test_a_drive_that_vanishes_does_not_stop_badblocks() -> None:
    async with small(**FAST) as nas, connected(nas) as client:
        if not (nas.root / "lib/faults.so").exists():
            pytest.skip("needs a C compiler")
        nas.set_drive("DMH00001", bandwidth=0.02)
        running = asyncio.ensure_future(surface(client, "-w -e 50 -t 0xaa"))
        await at_work(nas)
        nas.vanish("DMH00001")
        result = await running
        assert result.status == 0
        assert len(result.out.split()) >= 50


async def test_too_many_blocks_for_the_block_size() -> None:
    scenario = {"drives": [{"size": "20TB"}]}
    async with small(scenario=scenario) as nas, connected(nas) as client:
        result = await surface(client, "-w")
        assert result.status == 1
        assert result.err == (
            "badblocks: Value too large for defined data type invalid end block"
            " (4882812500): must be 32-bit value\n"
        )


async def test_faults_without_a_compiler_are_refused() -> None:
    async with small() as nas:
        (nas.root / "lib/faults.so").unlink(missing_ok=True)
        with pytest.raises(ScenarioError, match="needs a C compiler"):
            nas.set_faults("DMH00001", read_error=[1])
        nas.set_faults("DMH00001", miscompare=[1])
