"""Races for one real block device: somebody else against the supervisor's start.

`python -m tests.safety.loops 500` runs as many of them and prints who won.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
import os
from pathlib import Path
import random
import shutil
import subprocess
import sys
import tempfile
import time

from tests.remote.sandbox import Sandbox
from tests.remote.test_remote_loop import (
    BLOCKS,
    SIZE,
    UNIT,
    Loop,
    add,
    asked,
    attach,
    detach,
)

SECOND = "nas-burnin-another-controller"
NEEDED = ("losetup", "badblocks", "blkid", "mkfs.ext4", "mkswap")
# Waits for a line after it has mounted, so that the mount lives as long as it does.
MOUNT = 'mount -t ext4 "$0" "$1" && echo won && read -r _'


def missing() -> str:
    """Answer why this machine can't race, or nothing."""
    if os.geteuid() != 0:
        return "real block devices need root"
    lacking = [tool for tool in NEEDED if shutil.which(tool) is None]
    return f"there is no {', '.join(lacking)} here" if lacking else ""


@dataclass
class Arena:
    """One loop device, a made-up /sys that calls it by a drive's name, and a folder."""

    nas: Sandbox
    loop: Loop
    folder: Path
    contents: dict[str, bytes] = field(default_factory=dict)

    @property
    def node(self) -> str:
        return str(self.loop.node)

    def reset(self, content: str) -> None:
        """Put something on the drive, and forget every test of it."""
        self.loop.node.write_bytes(self.contents.get(content, bytes(SIZE)))
        for unit in (UNIT, SECOND):
            for where in (self.nas.state_dir, self.nas.run_dir):
                shutil.rmtree(where / unit, ignore_errors=True)

    def wanted(self, unit: str = UNIT, **fields: object) -> dict[str, object]:
        """Answer the request for a test of the drive."""
        return {**asked(), "unit": unit, **fields}

    def supervisor(self, unit: str = UNIT, **fields: object) -> Claim:
        """Start a supervisor that will hold the drive, and wait for its go."""
        child = self.nas.spawn(self.wanted(unit, **fields))
        return Claim(self.nas, unit, child)


@dataclass
class Claim:
    """A supervisor that tries to hold the drive."""

    nas: Sandbox
    unit: str
    child: subprocess.Popen[bytes]

    def won(self) -> bool:
        return bool(
            self.nas.reach(self.unit, "held", "refused", "ended")["state"] == "held"
        )

    def signatures(self) -> Sequence[str]:
        return list(self.nas.status(self.unit)["signatures"])

    def reason(self) -> str:
        reason = self.nas.status(self.unit).get("reason") or {}
        return str(reason.get("code", ""))

    def close(self) -> None:
        self.child.terminate()
        self.child.wait()


@dataclass
class Tool:
    """A command that tries to have the drive."""

    child: subprocess.Popen[bytes]
    undo: Sequence[str] = ()
    stays: bool = False

    def won(self) -> bool:
        if self.stays:
            assert self.child.stdout
            return self.child.stdout.readline() == b"won\n"
        return self.child.wait() == 0

    def close(self) -> None:
        self.child.communicate(b"\n" if self.stays else None)
        if self.undo and self.child.returncode == 0:
            subprocess.run(self.undo, check=True)


type Racer = Claim | Tool


def tool(*argv: str, undo: Sequence[str] = (), stays: bool = False) -> Tool:
    child = subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    return Tool(child, undo, stays)


def swapon(arena: Arena) -> Tool:
    return tool("swapon", arena.node, undo=("swapoff", arena.node))


def mount(arena: Arena) -> Tool:
    target = arena.folder / "target"
    target.mkdir(exist_ok=True)
    return tool(
        *("unshare", "-m", "--propagation", "private"),
        *("sh", "-c", MOUNT, arena.node, str(target)),
        stays=True,
    )


def sfdisk(arena: Arena) -> Tool:
    table = arena.folder / "table"
    table.write_text("label: dos\n2048,4096,83\n")
    # It reads what it shall do from its standard input.
    with table.open("rb") as file:
        child = subprocess.Popen(
            ["sfdisk", "-q", arena.node],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    return Tool(child)


@dataclass(frozen=True, slots=True)
class Rivalry:
    """Somebody who wants the drive.

    `content` is what is on it before. `blank` is what the supervisor asks for: then
    it can't win after somebody who leaves something on the drive.
    """

    act: Callable[[Arena], Racer]
    needs: str = ""
    content: str = "blank"
    blank: bool = True


RIVALS: dict[str, Rivalry] = {
    "mkfs": Rivalry(lambda arena: tool("mkfs.ext4", "-q", "-F", arena.node)),
    "mount": Rivalry(mount, "unshare", "ext4", blank=False),
    "swapon": Rivalry(swapon, "swapon", "swap", blank=False),
    "wipefs": Rivalry(
        lambda arena: tool("wipefs", "-q", "-a", arena.node),
        "wipefs",
        "ext4",
        blank=False,
    ),
    "sfdisk": Rivalry(sfdisk, "sfdisk"),
    "badblocks": Rivalry(
        lambda arena: tool(
            *("badblocks", "-w", "-b", "4096", "-c", "16", "-t", "0x55"),
            *(arena.node, str(BLOCKS // 2)),
        )
    ),
    "supervisor": Rivalry(lambda arena: arena.supervisor(SECOND)),
}


def is_here(name: str) -> bool:
    """True where this machine has what the rival needs."""
    needs = RIVALS[name].needs
    return not needs or shutil.which(needs) is not None


@dataclass(frozen=True, slots=True)
class Result:
    """Who won one race; both only if one was no more in the other's way."""

    rival: str
    offset: float
    ours: bool
    theirs: bool
    is_breach: bool
    why: str

    @property
    def winner(self) -> str:
        if self.is_breach:
            return "BOTH"
        if self.theirs:
            return "rival, then we" if self.ours else "rival"
        return "we" if self.ours else "nobody"


def race(arena: Arena, name: str, offset: float) -> Result:
    """Let the rival start `offset` seconds after us (before us, if negative)."""
    rivalry = RIVALS[name]
    arena.reset(rivalry.content)
    racers: list[Racer] = []
    try:
        if offset < 0:
            racers.append(rivalry.act(arena))
            time.sleep(-offset)
        ours = arena.supervisor(require_blank=rivalry.blank)
        racers.append(ours)
        if offset >= 0:
            time.sleep(offset)
            racers.append(rivalry.act(arena))
        theirs = racers[0] if offset < 0 else racers[-1]
        we, they = ours.won(), theirs.won()
        # wipefs leaves nothing behind that could be in our way. What we saw while we
        # held the drive tells whether it was there after that.
        after_us = name != "wipefs" or "ext4" in ours.signatures() if we else False
        return Result(name, offset, we, they, we and they and after_us, ours.reason())
    finally:
        for racer in racers:
            racer.close()


@contextmanager
def arena(folder: Path) -> Iterator[Arena]:
    """Attach a device, and detach it at the end."""
    folder.mkdir(exist_ok=True)
    nas = Sandbox(folder / "nas")
    loop = attach(folder / "image")
    try:
        add(nas, loop)
        made = Arena(nas, loop, folder, _contents(folder))
        yield made
    finally:
        nas.close()
        detach(loop)


def _contents(folder: Path) -> dict[str, bytes]:
    """Make what is on the drive before a race, each with its own tool, in a file."""
    made = {"blank": bytes(SIZE)}
    for name, argv in (("ext4", ["mkfs.ext4", "-q", "-F"]), ("swap", ["mkswap"])):
        path = folder / f"{name}.image"
        path.touch()
        os.truncate(path, SIZE)
        subprocess.run(
            [*argv, path],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        made[name] = path.read_bytes()
    return made


def seconds_to_hold(arena: Arena) -> float:
    """Measure how long a start takes here and now."""
    arena.reset("blank")
    began = time.monotonic()
    claim = arena.supervisor()
    try:
        assert claim.won()
        return time.monotonic() - began
    finally:
        claim.close()


def races(arena: Arena, count: int, seed: int) -> Iterator[Result]:
    """Run races with each rival in turn, at random offsets around our start."""
    chance = random.Random(seed)
    names = [name for name in RIVALS if is_here(name)]
    span = seconds_to_hold(arena)
    for number in range(count):
        name = names[number % len(names)]
        # A supervisor is as slow as ours; the tools are quick.
        early = span if name == "supervisor" else span / 5
        yield race(arena, name, chance.uniform(-early, span))


def table(results: Sequence[Result]) -> str:
    """Answer who won how often, by rival."""
    counts: dict[str, Counter[str]] = {}
    for result in results:
        counts.setdefault(result.rival, Counter())[result.winner] += 1
    lines = [
        f"{name:<12}" + ", ".join(f"{who} {n}" for who, n in sorted(won.items()))
        for name, won in counts.items()
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Run a campaign: how many races, and the seed of their offsets."""
    count = int(arguments[0]) if arguments else 500
    seed = int(arguments[1]) if len(arguments) > 1 else random.randrange(1 << 32)
    if why := missing():
        sys.stderr.write(f"{why}\n")
        return 2
    results: list[Result] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, arena(Path(folder)) as made:
        for result in races(made, count, seed):
            results.append(result)
            if result.is_breach:
                print(f"BREACH: {result}")  # noqa: T201
    spent = time.monotonic() - began
    breaches = sum(result.is_breach for result in results)
    print(table(results))  # noqa: T201
    print(f"{len(results)} races, {breaches} won by both, seed {seed}, {spent:.0f} s")  # noqa: T201
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
