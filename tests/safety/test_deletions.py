"""A slip of a parser, or of a tool, never makes a drive startable.

From one whole answer of the real probe everything is taken away in turn that can be:
each line, column, field, separator, key, element, frame and byte of the framing. The
real parsers read what is left, and the real rules judge it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.nas_burnin.engine.model import Lock, Snapshot
from custom_components.nas_burnin.engine.parse import facts
from custom_components.nas_burnin.engine.parse.facts import read_poll
from custom_components.nas_burnin.engine.parse.frames import Answer, split_frames
from custom_components.nas_burnin.engine.safety.locks import SEVERITY
from tests.safety import slips, thin
from tests.safety.golden import (
    FREE_NODES,
    GOLDEN,
    LOCKS,
    as_snapshot,
    golden,
    record,
    startable,
)

KINDS = (
    "zpool",
    "lsblk",
    "mountinfo",
    "swaps",
    "mdstat",
    "blkid",
    "sample",
    "block",
    "host",
    "tests",
    "openers",
)
# One drive of each protocol: ATA, NVMe, SCSI, and ATA behind a USB bridge.
HEALTH = ("smart:sda", "smart:nvme0n1", "smart:sdc", "smart:sdb")
LEAST = {
    "zpool": 500,
    "lsblk": 1000,
    "mountinfo": 300,
    "swaps": 60,
    "mdstat": 60,
    "blkid": 1200,
    "sample": 150,
    "block": 1200,
    "host": 60,
    "tests": 3,
    "openers": 3,
}
KNOWN = {"line 4, field 0", "line 4, field and the gap before it 0"}
POOL_TO_LABEL = (Lock.POOL, Lock.EXPORTED_POOL)
READERS = (
    "read_blkid",
    "read_block",
    "read_host",
    "read_lsblk",
    "read_mdstat",
    "read_mountinfo",
    "read_openers",
    "read_sample",
    "read_smart",
    "read_swaps",
    "read_zpool",
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read what did not change only once: readers are pure functions of bytes."""
    for name in READERS:
        monkeypatch.setattr(facts, name, cache(getattr(facts, name)))


class Judge:
    """Counts the cases, and finds those in which a drive got freer than it is."""

    def __init__(self) -> None:
        self.whole = read_poll(golden())
        self.cases = Counter[str]()
        self.freed: list[str] = []
        self.eased: set[tuple[Lock, Lock]] = set()

    def __call__(self, kind: str, what: str, answer: Answer) -> None:
        self.cases[kind] += 1
        poll = read_poll(answer)
        if poll == self.whole:
            # What reads the same is judged the same.
            return
        snapshot = as_snapshot(poll)
        if not freed(snapshot) <= FREE_NODES:
            self.freed.append(f"{kind}: {what}")
        for drive in snapshot.drives:
            was, now = LOCKS.get(drive.serial), snapshot.locks[drive.key].lock
            if was and SEVERITY.index(now) < SEVERITY.index(was):
                self.eased.add((was, now))


def freed(snapshot: Snapshot, before: frozenset[str] = FREE_NODES) -> frozenset[str]:
    """Answer what may be started, or nothing where that can't be more than before."""
    shown_free = {
        node.name
        for drive in snapshot.drives
        if snapshot.locks[drive.key].lock is Lock.FREE
        for node in drive.nodes
    }
    return frozenset() if shown_free <= before else startable(snapshot)


def test_the_golden_host_is_what_it_should_be() -> None:
    snapshot = as_snapshot(read_poll(golden()))
    locks = {drive.serial: snapshot.locks[drive.key].lock for drive in snapshot.drives}
    assert locks == LOCKS
    assert startable(snapshot) == FREE_NODES
    assert not snapshot.facts.failures


def slips_of(text: bytes) -> Iterator[slips.Slip]:
    is_json = text.lstrip().startswith(b"{")
    return slips.of_json(text) if is_json else slips.of_text(text)


def without(answer: Answer, name: str, left: bytes) -> Answer:
    """Answer the same with less in one frame."""
    frame = replace(answer.frames[name], out=left)
    return replace(answer, frames={**answer.frames, name: frame})


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_missing_in_what_a_tool_said_frees_a_drive(kind: str) -> None:
    judge, answer = Judge(), golden()
    for name, frame in answer.frames.items():
        if name.partition(":")[0] == kind:
            for what, left in slips_of(frame.out):
                judge(name, what, without(answer, name, left))
    assert judge.freed == []
    # Without the pool's own line, its members' labels are those of another's pool.
    assert judge.eased <= ({POOL_TO_LABEL} if kind == "zpool" else set())
    assert judge.cases.total() >= LEAST[kind]


@pytest.mark.parametrize("name", HEALTH)
def test_nothing_missing_in_smart_frees_a_drive(name: str) -> None:
    judge, answer = Judge(), golden()
    for what, left in slips.of_json(answer.frames[name].out):
        judge(name, what, without(answer, name, left))
    assert judge.freed == []
    assert judge.eased == set()
    assert judge.cases.total() >= 400


@pytest.mark.parametrize("host", thin.HOSTS.values(), ids=thin.HOSTS.keys())
def test_a_use_that_one_tool_alone_knows_is_not_lost_by_a_slip(
    host: thin.Thin,
) -> None:
    """Unlike above, nothing else makes it good when a failure goes unnoticed."""
    assert startable(as_snapshot(read_poll(host.answer))) == thin.REST
    tried, lost = 0, []
    for what, left in slips_of(host.said):
        snapshot = as_snapshot(read_poll(host.with_left(left)))
        if host.says(left) and not freed(snapshot, thin.REST) <= thin.REST:
            lost.append(what)
        tried += 1
    assert set(lost) <= KNOWN
    assert tried >= 10


def test_no_missing_token_of_json_frees_a_drive() -> None:
    judge, answer = Judge(), golden()
    for name in ("block", "lsblk", "sample:sdd", "host"):
        for what, left in slips.of_tokens(answer.frames[name].out):
            judge(name, what, without(answer, name, left))
    assert judge.freed == []
    assert judge.cases.total() >= 3000


def test_no_detector_that_is_missing_or_failed_frees_a_drive() -> None:
    judge, answer = Judge(), golden()
    ways: dict[str, dict[str, Any] | None] = {
        "empty": {"out": b""},
        "timed out": {"rc": None, "timed_out": True},
        "timed out, with nothing": {"rc": None, "timed_out": True, "out": b""},
        "killed": {"rc": None, "signal": 9},
        "missing": {"rc": None, "missing": True, "out": b""},
        "cut": {"cut": True},
        "failed": {"rc": 1},
        "failed, with nothing": {"rc": 1, "out": b"", "err": b"internal error\n"},
        "found nothing": {"rc": 2, "out": b""},
        "garbage": {"out": b"\x00\xff\xfe<garbage>{{{\n" * 20},
        "another's answer": {"out": answer.frames["blkid:sdn1"].out},
        "said twice": None,
    }
    for name, frame in answer.frames.items():
        rest = {key: kept for key, kept in answer.frames.items() if key != name}
        judge(name, "no frame", replace(answer, frames=rest))
        for what, change in ways.items():
            now = replace(frame, **(change or {"out": frame.out * 2}))
            judge(name, what, replace(answer, frames={**rest, name: now}))
    assert judge.freed == []
    assert judge.cases.total() >= 1000


def without_each_header_field(line: bytes) -> Iterator[bytes]:
    header = json.loads(line)
    for key in header:
        kept = {name: value for name, value in header.items() if name != key}
        yield json.dumps(kept).encode()
    yield b""


def framing(data: bytes) -> Iterator[bytes]:
    """Yield the raw answer with each header spoilt, and without parts of it."""
    position = 0
    while position < len(data):
        end = data.index(b"\n", position)
        line = data[position:end]
        header = json.loads(line)
        beyond = end + 1 + header["out"] + header["err"]
        for less in without_each_header_field(line):
            yield data[:position] + less + data[end:]
        yield data[:position] + data[end + 1 :]
        yield data[:position] + data[beyond:]
        yield data[:position]
        yield data[: end + 1]
        yield data[:beyond] + data[position:]
        position = beyond
    for size in range(0, len(data), len(data) // 300):
        yield data[:size]
        yield data[size:]
        yield data[:size] + data[size + 1 :]


def test_no_break_in_the_framing_permits_anything() -> None:
    data = GOLDEN.read_bytes()
    tried = 0
    for broken in framing(data):
        if broken == data:
            continue
        answer = split_frames(broken)
        if answer.complete:
            assert freed(as_snapshot(read_poll(answer))) <= FREE_NODES
        else:
            assert startable(as_snapshot(read_poll(answer))) == frozenset()
        tried += 1
    assert tried >= 1500


def test_there_are_thousands_of_cases() -> None:
    assert sum(LEAST.values()) + 400 * len(HEALTH) + 3000 + 1000 + 1500 >= 10000


async def test_the_real_probe_still_answers_so(tmp_path: Path) -> None:
    """The recording is of today's probe; else: `python -m tests.safety.golden`."""
    now, then = split_frames(await record(tmp_path)), golden()
    assert now.complete
    assert shape(now) == shape(then)
    snapshot = as_snapshot(read_poll(now))
    locks = {drive.serial: snapshot.locks[drive.key].lock for drive in snapshot.drives}
    assert locks == LOCKS


def shape(answer: Answer) -> dict[str, object]:
    """Answer the frames, and of those in JSON the keys."""
    return {
        name: sorted(slips.keys(json.loads(frame.out)))
        if frame.out.startswith(b"{")
        else len(frame.out.splitlines())
        for name, frame in answer.frames.items()
    }
