"""Whose the host is, and a queue that waits for a person."""

import asyncio
from contextlib import closing
from dataclasses import replace
from pathlib import Path
import sqlite3
from typing import Any

import pytest

from custom_components.nas_burnin.engine.errors import HostUnreachable
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.model import (
    Actor,
    JobState,
    Owner,
    OwnerRecord,
    Reason,
    StageKind,
    Stamp,
    TestState,
    Who,
)
from custom_components.nas_burnin.engine.ownership.owner import Claim, Whose, whose
from custom_components.nas_burnin.engine.parse.owner import read_owner
from tests.engine.supervised import (
    CONTROLLER,
    Engine,
    Fault,
    engine,
    make_burnin,
    owner_record,
    refusal,
)
from tests.engine.surface import clean_report

ME = Actor.person("me")
HOUR, DAY = 3600.0, 86400.0
ATTIC = owner_record("another", "Attic", 3, "mark-of-attic")
THERE = "2026-11-23 12:00 UTC"
ONLY_LOOKS = (StageKind.FINAL_CHECK,)


def record(controller: str, starts: int, mark: str) -> OwnerRecord:
    never = Stamp(0, 0)
    owner = Owner(controller, "", starts, mark, never, never)
    return OwnerRecord("digest", owner)


@pytest.mark.parametrize(
    ("said", "kept", "expected"),
    [
        (OwnerRecord(), Claim(), Whose.NOBODYS),
        (OwnerRecord(), Claim(7, "x"), Whose.NOBODYS),
        (OwnerRecord("digest"), Claim(7, "x"), Whose.UNREADABLE),
        (record("another", 7, "x"), Claim(7, "x"), Whose.FOREIGN),
        (record(CONTROLLER, 7, "x"), Claim(7, "x"), Whose.OURS),
        (record(CONTROLLER, 7, "y"), Claim(7, "x"), Whose.FROM_THE_PAST),
        (record(CONTROLLER, 8, "x"), Claim(7, "x"), Whose.FROM_THE_PAST),
        (record(CONTROLLER, 1, "x"), Claim(), Whose.FROM_THE_PAST),
        (record(CONTROLLER, 6, "y"), Claim(7, "x"), Whose.OUR_FORMER),
    ],
)
def test_whose_it_is(said: OwnerRecord, kept: Claim, expected: Whose) -> None:
    assert whose(said, CONTROLLER, kept) is expected


def owner(nas: Engine) -> Owner:
    """Who owns the host by its own record."""
    found = read_owner(nas.nas.owner).owner
    assert found
    return found


def waits(nas: Engine) -> str:
    """The code of what the queue waits for, or ""."""
    reason = nas.burnin.view.waits_for
    return reason.code if reason else ""


def hindered(nas: Engine, name: str = "sda") -> list[str]:
    """The codes of why a queued job is not begun, as people see them."""
    job = nas.job(name)
    assert job.state is JobState.QUEUED
    return [reason.code for reason in job.reasons]


def written(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path / "history.db")) as connection:
        return dict(connection.execute("SELECT key, value FROM meta"))


# --- the host is taken ----------------------------------------------------------------


async def test_a_free_host_is_taken_and_each_start_counts(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        first = owner(nas)
        assert (first.controller, first.starts) == (CONTROLLER, 1)
        assert waits(nas) == ""
        await nas.refresh()
        assert len(nas.nas.claims) == 1
        nas = await nas.again()
        second = owner(nas)
        assert second.starts == 2
        assert second.claim != first.claim
        assert waits(nas) == ""
        await nas.begin()
        assert nas.job().state is JobState.RUNNING


@pytest.mark.parametrize("done", [False, True])
async def test_our_count_is_kept_before_the_host_is_told(
    tmp_path: Path, done: bool
) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.faults["own"] = [Fault(HostUnreachable("cut"), done_first=done)]
        with pytest.raises(HostUnreachable):
            await nas.again()
        assert '"starts": 2' in written(tmp_path)["claim:host-1"]
        assert owner(nas).starts == (2 if done else 1)
        nas = await nas.again()
        assert owner(nas).starts == 3
        assert waits(nas) == ""


async def test_a_record_that_is_lost_is_written_again(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        before = nas.nas.owner
        first = owner(nas)
        for lost in (b"", owner_record(CONTROLLER, "", 0, "long-ago")):
            nas.nas.owner = lost
            await nas.refresh()
            assert nas.nas.owner == before
            assert owner(nas) == first
        assert waits(nas) == ""


async def test_a_host_that_can_not_write_it_down_erases_nothing(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.owner = b""
        nas.nas.faults["own"] = [refusal("failed", "No space left"), None]
        await nas.begin()
        assert hindered(nas) == ["failed"]
        assert waits(nas) == ""
        await nas.refresh()
        assert nas.job().state is JobState.RUNNING


async def test_an_answer_without_the_record_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.owner_unread = True
        await nas.begin()
        assert nas.job().state is JobState.RUNNING
        await nas.burnin.cancel(nas.key(), ME)
        nas = await nas.again()
        assert waits(nas) == ""
        await nas.begin()
        assert hindered(nas) == ["owner_unread"]
        nas.nas.owner_unread = False
        await nas.refresh()
        assert nas.job().state is JobState.RUNNING


# --- another controller ---------------------------------------------------------------


async def test_on_the_host_of_another_nothing_is_erased(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2) as nas:
        nas.nas.owner = ATTIC
        nas = await nas.again()
        assert nas.burnin.view.waits_for == Reason(
            "owner_foreign", {"name": "Attic", "since": THERE}
        )
        await nas.begin("sda")
        await nas.enqueue("sdb", stages=ONLY_LOOKS)
        await nas.refresh()
        assert hindered(nas) == ["owner_foreign"]
        assert nas.job("sdb").state.terminal
        assert nas.nas.owner == ATTIC
        assert "start" not in nas.nas.calls


async def test_a_running_test_goes_on_when_another_takes_the_host(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.nas.owner = ATTIC
        await nas.refresh()
        assert waits(nas) == "owner_foreign"
        assert nas.job().state is JobState.RUNNING
        assert nas.test().alive
        assert await nas.burnin.cancel(nas.key(), ME)
        assert nas.job().state is JobState.CANCELLED
        assert not nas.nas.supervisors


async def test_a_person_takes_the_host_and_it_is_written_first(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.owner = ATTIC
        await nas.refresh()
        await nas.begin()
        told = []

        def on_call(name: str) -> None:
            if name == "own":
                told.append(len(rows))

        rows: list[Any] = []
        nas.burnin.subscribe_audit(rows.append)
        nas.nas.on_call = on_call
        assert await nas.burnin.confirm_queue(ME) is None
        assert told == [1]
        assert (rows[0].what, rows[0].who_id) == ("queue_confirmed", "me")
        assert "Attic" in rows[0].evidence["reasons"][0]
        assert rows[0].drive_key is None
        assert owner(nas).controller == CONTROLLER
        assert waits(nas) == ""
        await nas.refresh()
        assert nas.job().state is JobState.RUNNING
        assert await nas.burnin.confirm_queue(ME) is None
        assert len(rows) == 2
        assert rows[1].what == "released"


@pytest.mark.parametrize("actor", [Actor(), Actor(Who.AUTOMATION, "someone")])
async def test_nobody_but_a_person_takes_it(tmp_path: Path, actor: Actor) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.owner = ATTIC
        await nas.refresh()
        assert await nas.burnin.confirm_queue(actor) == Reason("no_person")
        assert waits(nas) == "owner_foreign"
        assert nas.nas.owner == ATTIC


async def test_what_was_confirmed_is_what_was_shown(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.owner = ATTIC
        await nas.begin()
        cellar = nas.nas.owner = owner_record("a third", "Cellar", 1, "m")
        refused = await nas.burnin.confirm_queue(ME)
        assert refused
        assert refused.code == "other_owner"
        assert nas.nas.owner == cellar
        await nas.refresh()
        assert nas.burnin.view.waits_for == Reason(
            "owner_foreign", {"name": "Cellar", "since": THERE}
        )
        assert hindered(nas) == ["owner_foreign"]


async def test_a_take_over_that_the_link_swallowed_is_found_out(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.owner = ATTIC
        await nas.refresh()
        nas.nas.faults["own"] = [Fault(HostUnreachable("cut"), done_first=True)]
        with pytest.raises(HostUnreachable):
            await nas.burnin.confirm_queue(ME)
        await nas.refresh()
        assert waits(nas) == ""


async def test_a_record_that_nobody_can_read_waits_for_a_person(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        nas.nas.owner = b"\x00garbage"
        await nas.refresh()
        assert waits(nas) == "owner_unreadable"
        assert await nas.burnin.confirm_queue(ME) is None
        assert owner(nas).controller == CONTROLLER


async def test_an_owner_without_a_name_or_a_time_is_still_shown(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        odd = owner_record("0123456789abcdef", "", 1, "m")
        nas.nas.owner = odd.replace(b"1795435200.0", b"1e17")
        await nas.refresh()
        assert nas.burnin.view.waits_for == Reason(
            "owner_foreign", {"name": "01234567", "since": "?"}
        )


async def test_the_test_of_another_is_shown_with_its_name(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        unit = nas.test().request["unit"]
        for controller, values in (
            ("another", {"unit": unit, "controller": "Attic"}),
            ("0123456789ab", {"unit": unit, "controller": "01234567"}),
            (CONTROLLER, {"unit": unit}),
        ):
            nas.test().request = {**nas.test().request, "controller": controller}
            nas.nas.owner = ATTIC
            await nas.refresh()
            reasons = [fact.reason for fact in nas.drive().lock.evidence]
            assert Reason("under_test", values) in reasons


# --- from the past --------------------------------------------------------------------


async def restored(nas: Engine, folder: Path) -> Engine:
    """An engine whose history is a copy of what it is now, as a backup has it."""
    with (
        closing(sqlite3.connect(folder / "history.db")) as now,
        closing(sqlite3.connect(folder / "copy.db")) as copy,
    ):
        now.backup(copy)
    history = await History.open(folder / "copy.db")
    return replace(
        nas, history=history, burnin=make_burnin(nas.nas, history, nas.clock, 1)
    )


async def test_a_restored_backup_erases_nothing(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.begin("sda", "sdb")
        past = await restored(nas, tmp_path)
        nas = await nas.again()
        nas.nas.supervisors.clear()
        await past.burnin.start()
        assert waits(past) == "owner_newer"
        assert hindered(past, "sdb") == ["owner_newer"]
        assert not nas.nas.supervisors
        # Nothing but a person's word changes that.
        past = await past.again()
        assert waits(past) == "owner_newer"
        later = owner(nas).starts
        assert await past.burnin.confirm_queue(ME) is None
        assert owner(nas).starts == later + 1
        await past.refresh()
        assert past.job("sdb").state is JobState.RUNNING
        # And now the one that was left behind is from the past.
        await nas.refresh()
        assert waits(nas) == "owner_newer"
        await past.history.close()


async def test_of_two_clones_one_owns_the_host(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        a, b = nas, await restored(nas, tmp_path)
        for _ in range(25):
            a, b = (
                replace(one, burnin=make_burnin(nas.nas, one.history, nas.clock))
                for one in (a, b)
            )
            await asyncio.gather(a.burnin.start(), b.burnin.start())
            for one in (a, b):
                await one.refresh()
            assert sorted([waits(a), waits(b)]) == ["", "owner_newer"]
            loser = a if waits(a) else b
            # So that the next round begins as equals.
            assert await loser.burnin.confirm_queue(ME) is None
            claim = await loser.history.setting("claim:host-1")
            assert claim
            for one in (a, b):
                await one.history.set_setting("claim:host-1", claim)
        await b.history.close()


async def test_a_copy_goes_on_with_an_attempt_it_does_not_know(tmp_path: Path) -> None:
    """Begun again since the backup was made, in the same boot: it must not be ended."""
    async with engine(tmp_path) as nas:
        await nas.begin()
        past = await restored(nas, tmp_path)
        first = nas.test().request["nonce"]
        nas.test().become(replace(nas.test().report, alive=False))
        await nas.refresh()
        second = nas.test().request["nonce"]
        assert first != second
        await past.burnin.start()
        await past.refresh()
        assert nas.test().report.state is TestState.TESTING
        stage = (await past.kept()).stages[0]
        assert stage.handle
        assert stage.handle.nonce == second
        assert nas.nas.calls.count("start") == 2
        await past.history.close()


async def test_records_stay_for_a_later_self(tmp_path: Path) -> None:
    """A copy of us that is only tried out judges the test, and leaves all as it is."""
    async with engine(tmp_path) as nas:
        await nas.begin()
        past = await restored(nas, tmp_path)
        nas = await nas.again()
        nas.test().become(clean_report(nas.test().plan))
        await past.burnin.start()
        await past.refresh()
        assert (await past.kept()).state is JobState.PASSED
        await nas.refresh()
        await nas.refresh()
        assert (await nas.kept()).state is JobState.PASSED
        assert not nas.nas.supervisors
        await past.history.close()


async def test_what_a_later_self_has_begun_does_not_expire(tmp_path: Path) -> None:
    """It waits for a person in the copy, and runs on the host."""
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await nas.enqueue("sda")
        past = await restored(nas, tmp_path)
        await nas.refresh()
        test = nas.test()
        assert test.report.state is TestState.TESTING
        await nas.burnin.stop()
        nas.clock.seconds += 2 * HOUR
        await past.burnin.start()
        for _ in range(52):
            nas.clock.seconds += HOUR / 2
            await past.burnin._ownership.beat(past.burnin._ledger.open)
        await past.refresh()
        await past.refresh()
        assert past.job("sda").state is JobState.QUEUED
        assert test.report.state is TestState.TESTING
        assert await past.burnin.confirm_queue(ME) is None
        await past.refresh()
        assert past.job("sda").state is JobState.RUNNING
        assert nas.nas.calls.count("start") == 1
        await past.history.close()


@pytest.mark.parametrize("when", ["probe", "start"])
async def test_a_host_that_is_taken_while_a_test_starts(
    tmp_path: Path, when: str
) -> None:
    """Starts take long: the owner is asked again before the hold, and before the go."""
    async with engine(tmp_path, disks=2) as nas:
        await nas.enqueue()
        calls: list[str] = []

        def taken(call: str) -> None:
            calls.append(call)
            # The second look is that of the start.
            if call == when and calls.count("probe") == 2:
                nas.nas.owner = ATTIC

        nas.nas.on_call = taken
        await nas.refresh()
        assert "go" not in calls
        assert ("start" in calls) == (when == "start")
        assert not nas.nas.supervisors
        job = await nas.kept()
        assert job.state is JobState.QUEUED
        assert [reason.code for reason in nas.job().reasons] == ["owner_foreign"]


# --- after a gap ----------------------------------------------------------------------


async def queue_of_two(nas: Engine) -> None:
    """One test runs, another drive waits for its slot."""
    await nas.begin("sda", "sdb")
    assert nas.job("sda").state is JobState.RUNNING
    assert nas.job("sdb").state is JobState.QUEUED


async def free_slot(nas: Engine) -> None:
    await nas.burnin.cancel(nas.key("sda"), ME)
    await nas.refresh()


async def after(nas: Engine, seconds: float) -> Engine:
    """The engine after a restart that took so long."""
    nas.clock.seconds += seconds
    return await nas.again()


async def test_a_queue_that_nobody_looked_after_waits(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await queue_of_two(nas)
        nas = await after(nas, 2 * HOUR)
        reason = nas.burnin.view.waits_for
        assert reason == Reason(
            "queue_after_gap",
            {"since": "1970-01-01 00:16 UTC", "until": "1970-01-01 02:16 UTC"},
        )
        # What runs is followed, and its slot is free when it ends.
        assert nas.job("sda").state is JobState.RUNNING
        await free_slot(nas)
        assert hindered(nas, "sdb") == ["queue_after_gap"]
        # Still so after another restart, which was short.
        nas = await after(nas, 60)
        assert hindered(nas, "sdb") == ["queue_after_gap"]
        assert await nas.burnin.confirm_queue(ME) is None
        await nas.refresh()
        assert nas.job("sdb").state is JobState.RUNNING
        nas = await after(nas, 60)
        assert waits(nas) == ""


async def test_a_short_absence_is_no_gap(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await queue_of_two(nas)
        nas = await after(nas, HOUR - 12)
        assert waits(nas) == ""
        await free_slot(nas)
        assert nas.job("sdb").state is JobState.RUNNING


async def test_without_a_queue_nobody_is_asked(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2) as nas:
        await nas.begin("sda")
        nas = await after(nas, 30 * DAY)
        assert waits(nas) == ""
        assert nas.job("sda").state is JobState.RUNNING
        await nas.begin("sdb")
        assert nas.job("sdb").state is JobState.RUNNING


async def test_what_is_wanted_after_the_gap_goes_on(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=3, max_parallel=1) as nas:
        await queue_of_two(nas)
        nas = await after(nas, 2 * HOUR)
        await free_slot(nas)
        nas.clock.seconds += 1
        await nas.begin("sdc")
        assert nas.job("sdc").state is JobState.RUNNING
        assert hindered(nas, "sdb") == ["queue_after_gap"]
        # With the last job of before the gap its cause is gone.
        await nas.burnin.cancel(nas.key("sdb"), ME)
        await nas.refresh()
        assert waits(nas) == ""


async def test_what_nobody_confirms_expires(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await queue_of_two(nas)
        nas = await after(nas, 2 * HOUR)
        for _ in range(47):
            nas.clock.seconds += HOUR / 2
            await nas.burnin._ownership.beat(nas.burnin._ledger.open)
        await nas.refresh()
        assert hindered(nas, "sdb") == ["queue_after_gap"]
        nas.clock.seconds += HOUR / 2
        await nas.refresh()
        job = await nas.kept("sdb")
        assert job.state is JobState.CANCELLED
        assert job.reasons == (Reason("expired"),)
        assert job.verdict is None
        assert nas.job("sda").state is JobState.RUNNING
        await nas.refresh()
        assert waits(nas) == ""


async def test_a_day_of_absence_is_not_a_day_of_waiting(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await queue_of_two(nas)
        nas = await after(nas, 2 * HOUR)
        nas = await after(nas, 30 * DAY)
        assert hindered(nas, "sdb") == ["queue_after_gap"]
        reason = nas.burnin.view.waits_for
        assert reason
        assert reason.values["since"] == "1970-01-01 00:16 UTC"


async def test_a_clock_that_went_back_is_a_gap(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        nas.clock.seconds += 30 * DAY
        await nas.burnin._ownership.beat(())
        await queue_of_two(nas)
        nas = await after(nas, -20 * DAY)
        assert hindered(nas, "sdb") == ["queue_clock_set_back"]
        # Nor does it let anything expire that a person could still confirm.
        nas.clock.seconds -= 1800
        await nas.burnin._ownership.beat(nas.burnin._ledger.open)
        await nas.refresh()
        assert hindered(nas, "sdb") == ["queue_clock_set_back"]
        assert await nas.burnin.confirm_queue(ME) is None
        await free_slot(nas)
        assert nas.job("sdb").state is JobState.RUNNING


async def test_a_machine_that_slept_was_away(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await queue_of_two(nas)
        follow = asyncio.ensure_future(nas.burnin.run())
        try:
            nas.clock.seconds += 3 * HOUR
            seen = asyncio.Event()

            def look(_changed: frozenset[str]) -> None:
                if waits(nas):
                    seen.set()

            nas.burnin.subscribe(look)
            await asyncio.wait_for(seen.wait(), 60)
            assert waits(nas) == "queue_after_gap"
        finally:
            follow.cancel()
            await asyncio.wait([follow])


async def test_another_owner_is_told_before_a_gap(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await queue_of_two(nas)
        nas.nas.owner = ATTIC
        nas = await after(nas, 2 * HOUR)
        assert waits(nas) == "owner_foreign"
        # One word is enough for both.
        assert await nas.burnin.confirm_queue(ME) is None
        assert waits(nas) == ""


async def test_a_sign_of_life_spares_the_medium(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with engine(tmp_path) as nas:
        kept: list[str] = []
        real = History.set_setting

        async def count(history: History, key: str, value: str) -> None:
            kept.append(key)
            await real(history, key, value)

        monkeypatch.setattr(History, "set_setting", count)
        for _ in range(300):
            nas.clock.seconds += 12
            await nas.burnin._ownership.beat(())
        assert kept == ["heartbeat:host-1"] * 6


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("heartbeat", "yesterday"),
        ("heartbeat", "2026-11-23T12:00:00"),
        ("gap", "{"),
        ("gap", '["a", "b", []]'),
        ("gap", '["2026-11-23T12:00:00+00:00", "2026-11-23T12:00:00+00:00", [7]]'),
        ("gap", "[1, 2]"),
    ],
)
async def test_a_kept_word_that_can_not_be_read_is_as_good_as_lost(
    tmp_path: Path, key: str, value: str
) -> None:
    async with engine(tmp_path, disks=2, max_parallel=1) as nas:
        await queue_of_two(nas)
        await nas.history.set_setting(f"{key}:host-1", value)
        nas = await nas.again()
        assert waits(nas) == ""


@pytest.mark.parametrize("value", ["", "{", "[]", '{"starts": "7", "mark": "x"}'])
async def test_a_lost_count_makes_us_one_from_the_past(
    tmp_path: Path, value: str
) -> None:
    async with engine(tmp_path) as nas:
        await nas.history.set_setting("claim:host-1", value)
        nas = await nas.again()
        assert waits(nas) == "owner_newer"
