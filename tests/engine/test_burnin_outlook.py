"""What is told before a start and while the queue goes on: notes, and when all ends."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.model import (
    Actor,
    JobState,
    Outlook,
    StageKind,
    TestState,
)
from tests.engine.supervised import PLAN, Engine, engine
from tests.engine.surface import clean_report, running_report

TWO = ("sda", "sdb")


def outlook(nas: Engine, name: str = "sda") -> Outlook:
    found = nas.drive(name).outlook
    assert found
    return found


def finish(nas: Engine, name: str = "sda") -> datetime:
    found = outlook(nas, name).finish
    assert found
    return found


async def test_the_queue_is_foreseen_from_the_start(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        assert nas.burnin.view.queue_finish is None
        assert nas.drive().outlook is None
        await nas.enqueue(*TWO)
        # Before the first look: they run one after the other.
        now = nas.clock.now()
        first, second = sorted(finish(nas, name) for name in TWO)
        seconds = [outlook(nas, name).seconds for name in TWO]
        assert (first - now).total_seconds() == pytest.approx(seconds[0])
        assert (second - now).total_seconds() == pytest.approx(sum(seconds))
        assert nas.burnin.view.queue_finish == second

        await nas.burnin.set_max_parallel(2)
        await nas.refresh()
        assert nas.burnin.view.running == 2
        assert nas.burnin.view.queue_finish == max(finish(nas, name) for name in TWO)

        nas.test("sda").become(clean_report(PLAN))
        nas.test("sdb").become(clean_report(PLAN))
        for _ in range(2):
            await nas.refresh()
        assert nas.job().state is JobState.PASSED
        assert nas.drive().outlook is None
        assert nas.burnin.view.queue_finish is None


async def test_a_finish_that_differs_little_stays_as_it_is_told(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        test = nas.test()
        test.become(running_report(PLAN, 1, 0, 0.25, 25.0))
        await nas.refresh()
        told = finish(nas)
        progress = nas.shown().progress
        assert told == progress.finish
        test.become(running_report(PLAN, 1, 0, 0.32, 33.0))
        await nas.refresh()
        assert nas.shown().progress.finish != told
        assert finish(nas) == told
        test.become(running_report(PLAN, 1, 0, 0.33, 60.0))
        await nas.refresh()
        assert finish(nas) == nas.shown().progress.finish != told


async def test_what_stands_still_or_may_not_begin_has_no_finish(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.begin(*TWO)
        running, waiting = sorted(TWO, key=lambda name: finish(nas, name))
        await nas.burnin.pause([nas.key(running)], Actor())
        await nas.refresh()
        assert outlook(nas, running).finish is None
        assert finish(nas, waiting)
        assert nas.burnin.view.queue_finish is None
        await nas.burnin.pause(None, Actor())
        await nas.refresh()
        assert outlook(nas, waiting).finish is None


async def test_a_drive_tells_its_notes_before_a_start(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        assert nas.drive().notes == ()
        nas.nas.disks["sda"].passed = False
        nas.clock.seconds += 60
        await nas.refresh()
        notes = nas.drive().notes
        assert [note.code for note in notes] == ["health_fails_already"]
        (answer,) = await nas.enqueue()
        assert (answer.outcome, answer.reasons) == ("queued", notes)


async def test_a_self_test_waits_for_no_slot(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.begin("sda")
        assert nas.test().report.state is TestState.TESTING
        await nas.enqueue("sdb", stages=(StageKind.SHORT_SMART, StageKind.FINAL_CHECK))
        left = (finish(nas, "sdb") - nas.clock.now()).total_seconds()
        assert left == outlook(nas, "sdb").seconds == 120
        assert replace(outlook(nas, "sdb"), finish=None) == Outlook(120)
