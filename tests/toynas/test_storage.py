"""A NAS whose storage is full or read-only: a test goes on, and claims no more than it can show."""

import pytest

from custom_components.nas_burnin.engine.host.detached import STATE_DIR
from custom_components.nas_burnin.engine.model import TestState
from tests.remote.sandbox import wait_for
from tests.toynas.conftest import SERIAL, SIZE, campaign
from tests.toynas.lone import PATTERNS, Lone, asked, lone
from tests.toynas.machine import ToyNas
from tests.toynas.rig import left_behind
from tests.toynas.trace import unproven

FULL = "/var/log/full"
# What is delayed counts as used until it is written; so once more after that.
MORE = f"dd if=/dev/zero of={FULL} bs=1k oflag=append conv=notrunc status=none"
FILL = f"for _ in 1 2 3; do {MORE} 2>/dev/null; sync -f {FULL}; done"
BREAK = {"full": FILL, "read-only": "mount -o remount,ro /var/log"}
MEND = {"full": f"rm {FULL}", "read-only": "mount -o remount,rw /var/log"}


def shell(nas: ToyNas, text: str) -> None:
    done = nas.run("sh", "-c", text)
    assert done.returncode == 0, done.stderr


async def broken(nas: ToyNas, how: str) -> Lone:
    """A test under way on storage that takes nothing any more."""
    test = lone(nas)
    await test.begin_held()
    wait_for(lambda: test.checkpoint["child"])
    shell(nas, BREAK[how])
    nas.release()
    assert test.until("ended")["end"] == "finished"
    test.until_over()
    values = [int(pattern, 16) for pattern in PATTERNS]
    assert unproven(nas.trace(), SIZE, values) == set()
    return test


@campaign
@pytest.mark.parametrize("spare", ["0", "8K"])
async def test_without_room_nothing_starts_and_nothing_stays(
    nas: ToyNas, spare: str
) -> None:
    shell(nas, f"{FILL}; truncate -s -{spare} {FULL}; sync {FULL}")
    done = await lone(nas).detached.start(asked(nas))
    assert done.refusal
    assert done.refusal.code == "start_failed"
    shell(nas, MEND["full"])
    assert left_behind(nas) == []
    assert nas.image(SERIAL).read_bytes() == bytes(SIZE)


@campaign
async def test_with_little_room_the_supervisor_itself_refuses(nas: ToyNas) -> None:
    shell(nas, f"{FILL}; truncate -s -1M {FULL}; sync {FULL}")
    test = lone(nas)
    done = await test.detached.start(asked(nas))
    assert done.refusal
    assert (done.refusal.code, done.refusal.values["detail"]) == ("refused", "no_space")
    assert done.test
    assert done.test.state is TestState.REFUSED
    assert (await test.detached.remove()).refusal is None


@campaign
@pytest.mark.parametrize("how", BREAK)
async def test_a_test_goes_on_and_says_that_its_records_are_lost(
    nas: ToyNas, how: str
) -> None:
    test = await broken(nas, how)
    assert test.status["records_lost"]
    assert test.checkpoint["state"] == "testing"
    shell(nas, MEND[how])
    assert (await test.detached.remove()).refusal is None
    assert left_behind(nas) == []


@campaign
@pytest.mark.parametrize("how", BREAK)
async def test_after_a_power_cut_only_what_was_kept_is_told(
    nas: ToyNas, how: str
) -> None:
    test = await broken(nas, how)
    nas.cut()
    nas.boot()
    assert test.status == {}
    assert test.checkpoint["state"] == "testing"
    assert not nas.path(f"{STATE_DIR}/{test.unit}/run-1.err").exists()
    done = await test.detached.stop()
    assert done.refusal is None
    assert done.test
    assert (done.test.state, done.test.alive) == (TestState.TESTING, False)
