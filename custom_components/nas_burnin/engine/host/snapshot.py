"""One poll of a host: asked, read, and judged for display."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from ..clock import Clock
from ..model import OwnerRecord, Snapshot, TestReport
from ..parse.facts import Poll, read_poll
from ..parse.frames import split_frames
from ..safety.inventory import build_drives
from ..safety.locks import assess
from .detached import RUN_DIR, STATE_DIR, UNIT_PREFIX
from .link import Link
from .memory import Memory, Questions

DEADLINE = 20
"""Seconds after which the host sends what it has."""

WIDTH = 16
"""Tools that run at once on the host."""


def build_request(questions: Questions) -> dict[str, object]:
    """Write down one poll as the probe takes it (docs/remote-protocol.md)."""
    looks = sorted(questions.looks)
    return {
        "v": 1,
        "deadline": DEADLINE,
        "width": WIDTH,
        "smart": "all" if questions.smart is None else sorted(questions.smart),
        "signatures": looks,
        "samples": looks,
        "smart_types": dict(questions.smart_types),
        "nvme": {name: sorted(logs) for name, logs in questions.nvme.items()},
        "farm": sorted(questions.farm),
        "awake": sorted(questions.awake),
        "versions": questions.versions,
        "unit_prefix": UNIT_PREFIX,
        "state_dir": STATE_DIR,
        "run_dir": RUN_DIR,
    }


async def take(
    link: Link,
    clock: Clock,
    memory: Memory,
    fresh_for: Collection[str] = (),
    controller: str = "",
    smart_for: Collection[str] = (),
) -> Snapshot:
    """Poll the host once; raises what `Link.probe` raises.

    `controller` is ours: the tests of others are told with their names.

    `facts` of the snapshot hold only what this poll saw; what is remembered of
    signatures and samples goes into `locks`, for display, and the remembered SMART
    into `drives`. For a permission name every node of the drive in `fresh_for`:
    then all of it is asked, and nothing remembered of it is used. Such a drive is
    asked once more if it was asleep, because the first time has woken it, and if it
    has to be asked in another way. Nodes in `smart_for` are asked for SMART in every
    poll. A drive that has just been put in is asked who it is before it is shown.
    """
    snapshot = await _take(link, clock, memory, fresh_for, controller, smart_for)
    slept = any(
        snapshot.smart[name].standby for name in fresh_for if name in snapshot.smart
    )
    is_due = snapshot.complete and (
        memory.is_due(clock.monotonic(), fresh_for) or memory.has_strangers()
    )
    if slept or is_due:
        snapshot = await _take(link, clock, memory, fresh_for, controller, smart_for)
    return snapshot


async def _take(
    link: Link,
    clock: Clock,
    memory: Memory,
    fresh_for: Collection[str],
    controller: str,
    smart_for: Collection[str],
) -> Snapshot:
    asked = clock.monotonic()
    questions = memory.questions(asked, fresh_for, smart_for)
    data = await link.probe(build_request(questions))
    taken = clock.monotonic()
    # The answer of a large host is megabytes of JSON.
    poll = await asyncio.to_thread(_read, data, questions, clock.now())
    # An answer that broke off, or that shows no devices, says too little to recognise
    # drives by, and nothing that would be worth remembering.
    known = memory if poll.complete and poll.facts.devices else Memory()
    known.meet(poll.boot_id, poll.facts.devices)
    known.learn_farm(taken, questions, poll.farm)
    drives = build_drives(poll.facts.devices, known.recall_smart(poll.smart, questions))
    shown = known.recall_looks(poll.facts, questions)
    tests = _named(poll.tests, poll.owner, controller)
    locks = assess(drives, shown, poll.info, tests)
    known.learn(taken, questions, poll.facts, poll.smart)
    known.learn_versions(taken, questions, poll.versions)
    known.note_use(drives, locks)
    return Snapshot(
        asked=asked,
        taken=taken,
        complete=poll.complete,
        info=poll.info and replace(poll.info, versions=known.versions),
        facts=poll.facts,
        drives=drives,
        locks=locks,
        smart=poll.smart,
        tests=tests,
        owner=poll.owner,
    )


def _named(
    tests: tuple[TestReport, ...], record: OwnerRecord | None, controller: str
) -> tuple[TestReport, ...]:
    """Return the tests with the names of those they belong to, where that is not us."""
    owner = record.owner if record else None
    names = dict([owner.former] if owner and owner.former else ())
    if owner:
        names[owner.controller] = owner.name
    return tuple(
        test
        if test.controller in ("", controller)
        else replace(test, whose=names.get(test.controller) or test.controller[:8])
        for test in tests
    )


def _read(data: bytes, questions: Questions, read_at: datetime) -> Poll:
    return read_poll(
        split_frames(data),
        smart=questions.smart,
        signatures=questions.looks,
        samples=questions.looks,
        nvme=questions.nvme,
        farm=questions.farm,
        read_at=read_at,
    )
