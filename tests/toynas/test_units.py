"""A detached test as a unit of a real systemd: how it starts, and every way it dies."""

import asyncio

import pytest

from custom_components.nas_burnin.engine.host.detached import (
    RUN_DIR,
    STATE_DIR,
    Controlled,
)
from tests.remote.sandbox import wait_for
from tests.toynas.conftest import SERIAL, SIZE, campaign
from tests.toynas.lone import PATTERNS, UNIT, Lone, asked, is_free, lone
from tests.toynas.machine import MEMORY, ToyNas
from tests.toynas.rig import left_behind
from tests.toynas.trace import unproven

VALUES = [int(pattern, 16) for pattern in PATTERNS]


SUPERVISOR, BADBLOCKS = ("supervisor",), ("badblocks",)
KILLS = [
    # A stopped badblocks whose supervisor is gone is what could hold a drive for ever.
    (SUPERVISOR, True),
    *(
        pytest.param(killed, paused, marks=campaign)
        for killed in (SUPERVISOR, BADBLOCKS, BADBLOCKS + SUPERVISOR)
        for paused in (False, True)
        if (killed, paused) != (SUPERVISOR, True)
    ),
]


def code_of(done: Controlled) -> str:
    return done.refusal.code if done.refusal else ""


async def finish(test: Lone) -> None:
    """Let it run to its end, and see that it did all it was asked to."""
    test.nas.release()
    found = test.until("ended")
    assert (found["end"], found["reason"]) == ("finished", None)
    test.until_over()
    assert unproven(test.nas.trace(), SIZE, VALUES) == set()


async def clear(test: Lone) -> None:
    """Nothing of it is left: no unit, no process, no claim; then no file, either."""
    test.until_over()
    wait_for(lambda: is_free(test.nas.node(SERIAL)))
    assert (await test.detached.stop()).refusal is None
    assert (await test.detached.remove()).refusal is None
    assert left_behind(test.nas) == []


async def test_a_test_is_a_unit_that_is_named_after_its_drive(nas: ToyNas) -> None:
    test = lone(nas)
    await test.begin_held()
    shown = test.show(
        *("Type", "KillMode", "Transient", "ActiveState", "InvocationID", "MainPID")
    )
    found = test.status
    wanted = ["exec", "control-group", "yes", "active", found["invocation"]]
    assert shown == [*wanted, str(found["pid"])]
    assert found["boot_id"] == nas.boot_id
    group = nas.path(f"/sys/fs/cgroup/system.slice/{UNIT}.service/cgroup.procs")
    assert len(group.read_text().split()) == 2
    await finish(test)
    await clear(test)


async def test_the_name_of_the_unit_is_a_lock_of_its_own(nas: ToyNas) -> None:
    test = lone(nas)
    await test.begin_held()
    again = await lone(nas, "other").detached.start(asked(nas, "other"))
    assert code_of(again) == "exists"
    # Somebody clears what looks like rubbish: then only systemd still knows of it.
    for folder in (STATE_DIR, RUN_DIR):
        assert nas.run("rm", "-r", folder).returncode == 0
    again = await lone(nas, "other").detached.start(asked(nas, "other"))
    assert code_of(again) == "exists"
    assert nas.run("systemctl", "stop", UNIT).returncode == 0
    test.until_over()
    assert left_behind(nas) == []


@campaign
async def test_of_two_that_start_at_once_one_gets_the_drive(nas: ToyNas) -> None:
    rivals = [lone(nas, nonce) for nonce in ("one", "two", "three")]
    answers = await asyncio.gather(
        *(test.detached.start(asked(nas, test.detached.nonce)) for test in rivals)
    )
    winners = [
        test
        for test, answer in zip(rivals, answers, strict=True)
        if answer.refusal is None
    ]
    codes = [answer.refusal.code for answer in answers if answer.refusal]
    assert (len(winners), codes) == (1, ["exists", "exists"])
    (winner,) = winners
    assert winner.status["nonce"] == winner.detached.nonce
    assert (await winner.detached.go()).refusal is None
    await finish(winner)
    await clear(winner)


@campaign
async def test_a_pause_stands_until_it_is_taken_back(nas: ToyNas) -> None:
    test = lone(nas)
    await test.begin_held()
    assert (await test.detached.pause()).refusal is None
    assert test.status["state"] == "paused"
    nas.release()
    before = nas.trace()
    stopped = test.status["child"]["pid"]
    state = nas.run("ps", "-o", "state=", "-p", str(stopped)).stdout.strip()
    assert state == "T"
    assert not is_free(nas.node(SERIAL))
    assert nas.trace() == before
    assert (await test.detached.resume()).refusal is None
    await finish(test)
    await clear(test)


@campaign
@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("command", ["daemon-reload", "daemon-reexec"])
async def test_systemd_may_begin_anew(nas: ToyNas, command: str, paused: bool) -> None:
    test = lone(nas)
    await test.begin_held()
    if paused:
        assert (await test.detached.pause()).refusal is None
    before = test.show("InvocationID")
    assert nas.run("systemctl", command).returncode == 0
    wait_for(lambda: test.show("ActiveState") == ["active"])
    assert test.show("InvocationID") == before
    assert test.status["state"] == ("paused" if paused else "testing")
    if paused:
        assert (await test.detached.resume()).refusal is None
    await finish(test)
    await clear(test)


@pytest.mark.parametrize(("killed", "paused"), KILLS)
async def test_whatever_is_killed_nothing_holds_the_drive(
    nas: ToyNas, killed: tuple[str, ...], paused: bool
) -> None:
    test = lone(nas)
    await test.begin_held()
    wait_for(lambda: test.checkpoint["child"])
    if paused:
        assert (await test.detached.pause()).refusal is None
    test.kill(*killed)
    test.until_over()
    found = test.checkpoint
    if killed == BADBLOCKS:
        assert (found["state"], found["end"]) == ("ended", "run_failed")
        assert found["reason"] == {"code": "tool_signal", "values": {"signal": "9"}}
    else:
        # The last that is known is that it was at work: broken off, not ended.
        assert found["state"] == ("paused" if paused else "testing")
        assert found["runs"][0]["exit"] is None
    # Nobody wrote on after the death.
    nas.release()
    trace = nas.trace()
    await clear(test)
    assert nas.trace() == trace


@pytest.mark.parametrize("paused", [False, True])
async def test_a_stop_by_systemd_is_told_as_one(nas: ToyNas, paused: bool) -> None:
    test = lone(nas)
    await test.begin_held()
    if paused:
        assert (await test.detached.pause()).refusal is None
    assert nas.run("systemctl", "stop", UNIT).returncode == 0
    test.until_over()
    found = test.status
    assert (found["state"], found["end"]) == ("ended", "stopped")
    assert found["reason"] == {"code": "stop_signal", "values": {"signal": "SIGTERM"}}
    assert found["runs"][0]["signal"] is None
    await clear(test)


@campaign
async def test_a_restart_by_hand_writes_nothing_anew(nas: ToyNas) -> None:
    test = lone(nas)
    await test.begin_held()
    nas.run("systemctl", "restart", UNIT)
    test.until_over()
    assert test.status["end"] == "stopped"
    nas.release()
    trace = nas.trace()
    await clear(test)
    assert nas.trace() == trace


@campaign
@pytest.mark.parametrize("paused", [False, True])
async def test_our_own_stop_ends_it_at_once(nas: ToyNas, paused: bool) -> None:
    test = lone(nas)
    await test.begin_held()
    if paused:
        assert (await test.detached.pause()).refusal is None
    done = await test.detached.stop()
    assert done.refusal is None
    assert done.test
    assert (done.test.end, done.test.alive) == ("stopped", False)
    await clear(test)


@campaign
async def test_a_supervisor_without_memory_takes_badblocks_with_it(
    nas: ToyNas,
) -> None:
    if not MEMORY.exists():
        pytest.skip("the memory of a single process can't be limited here")
    test = lone(nas)
    await test.begin_held()
    wait_for(lambda: test.checkpoint["child"])
    with nas.starved(UNIT, "python3"):
        test.until_over()
    assert test.checkpoint["state"] == "testing"
    await clear(test)


@campaign
async def test_an_orderly_reboot_is_told_apart_from_a_power_cut(nas: ToyNas) -> None:
    test = lone(nas)
    await test.begin_held()
    nas.shut_down()
    nas.release()
    nas.boot()
    found = test.checkpoint
    assert (found["state"], found["end"]) == ("ended", "stopped")
    assert found["reason"] == {"code": "stop_signal", "values": {"signal": "SIGTERM"}}
    assert found["boot_id"] != nas.boot_id
    await clear(test)


async def test_a_power_cut_leaves_what_was_synced(nas: ToyNas) -> None:
    test = lone(nas)
    await test.begin_held("0x55", "r")
    before = nas.boot_id
    nas.cut()
    nas.release()
    nas.boot()
    assert nas.boot_id != before
    assert test.status == {}
    found = test.checkpoint
    assert (found["state"], found["boot_id"]) == ("testing", before)
    assert [len(report["phases"]) for report in found["runs"]] == [2, 2]
    # A supervisor of an earlier boot can not be had again.
    again = await lone(nas, "other").detached.start(asked(nas, "other"))
    assert code_of(again) == "exists"
    await clear(test)


@campaign
async def test_a_power_cut_before_the_word_to_go_wrote_nothing(nas: ToyNas) -> None:
    test = lone(nas)
    assert (await test.detached.start(asked(nas))).refusal is None
    nas.cut()
    nas.boot(("sdb",))
    assert nas.trace() == []
    assert nas.image(SERIAL).read_bytes() == bytes(SIZE)
    await clear(test)
