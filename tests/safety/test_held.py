"""Who has the drive has it alone: the supervisor against others, on a real device."""

from collections.abc import Iterator
from contextlib import suppress
import os
from pathlib import Path
from typing import Any

import pytest

from tests.remote.sandbox import wait_for
from tests.remote.test_remote_loop import SIZE, UNIT, long
from tests.safety.loops import (
    RIVALS,
    SECOND,
    Arena,
    Claim,
    arena,
    is_here,
    missing,
    races,
    table,
)

WHY = missing()
pytestmark = pytest.mark.skipif(bool(WHY), reason=WHY or "it is possible here")

GATE = 56
QUICK = ("PATIENCE_SECONDS = 5", "PATIENCE_SECONDS = 0")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Arena]:
    with arena(tmp_path / "arena") as made:
        yield made


def needed(name: str) -> Any:
    needs = RIVALS[name].needs
    missing = pytest.mark.skipif(not is_here(name), reason=f"there is no {needs} here")
    return pytest.param(name, marks=missing)


def testing(place: Arena) -> Claim:
    """A test that runs, long enough for everybody to try."""
    claim = place.supervisor(runs=long())
    assert claim.won()
    place.nas.go(UNIT)
    place.nas.until(UNIT, lambda found: found["offset"])
    return claim


@pytest.mark.parametrize("name", [needed(name) for name in RIVALS])
@pytest.mark.parametrize("state", ["held", "testing"])
def test_nobody_gets_a_drive_that_is_held(place: Arena, name: str, state: str) -> None:
    place.reset(RIVALS[name].content)
    claim = place.supervisor(require_blank=RIVALS[name].blank, runs=long())
    assert claim.won()
    if state == "testing":
        place.nas.go(UNIT)
        place.nas.until(UNIT, lambda found: found["offset"])
    before = place.loop.backing.read_bytes()
    rival = RIVALS[name].act(place)
    try:
        assert not rival.won()
    finally:
        rival.close()
        status = place.nas.status(UNIT)
        claim.close()
    assert status["state"] == state
    if state == "held":
        assert place.loop.backing.read_bytes() == before


def test_everybody_gets_it_when_it_is_free(place: Arena) -> None:
    for name, rivalry in RIVALS.items():
        if is_here(name):
            place.reset(rivalry.content)
            rival = rivalry.act(place)
            try:
                assert rival.won(), name
            finally:
                rival.close()


def test_it_is_the_exclusive_open_that_keeps_them_out(place: Arena) -> None:
    """Else the tests above would show nothing."""
    place.nas.patch("os.O_RDWR | os.O_EXCL if", "os.O_RDWR if")
    claim = place.supervisor()
    assert claim.won()
    rival = RIVALS["mkfs"].act(place)
    try:
        assert rival.won()
    finally:
        rival.close()
        claim.close()


def test_a_second_supervisor_of_the_same_unit_ends_at_once(place: Arena) -> None:
    claim = testing(place)
    before = place.nas.status(UNIT)["pid"]
    # Without a word in the records, which are the first one's.
    second = place.nas.spawn(place.wanted(runs=long()))
    assert second.wait(60) == 0
    assert place.nas.status(UNIT)["pid"] == before
    assert place.nas.status(UNIT)["state"] == "testing"
    claim.close()


def test_a_second_controller_is_told_that_it_is_busy(place: Arena) -> None:
    claim = testing(place)
    second = place.supervisor(SECOND)
    assert not second.won()
    assert second.reason() == "busy"
    second.close()
    claim.close()


def test_a_drive_that_is_open_for_writing_is_not_taken(place: Arena) -> None:
    """As a virtual machine has it: it asks for nothing, and nothing keeps it out."""
    place.nas.patch(*QUICK)
    writer = os.open(place.node, os.O_WRONLY)
    try:
        claim = place.supervisor()
        assert not claim.won()
        status = place.nas.status(UNIT)
    finally:
        os.close(writer)
    claim.close()
    assert status["reason"]["code"] == "opened"
    assert status["reason"]["values"]["node"] == place.loop.node.name
    assert status["reason"]["values"]["pid"] == str(os.getpid())
    assert place.loop.backing.read_bytes() == bytes(SIZE)


def test_one_who_comes_after_the_hold_is_seen_before_the_write(place: Arena) -> None:
    place.nas.patch(*QUICK)
    claim = place.supervisor()
    assert claim.won()
    writer = os.open(place.node, os.O_RDWR)
    try:
        place.nas.go(UNIT)
        status = place.nas.reach(UNIT, "refused", "testing", "ended")
    finally:
        os.close(writer)
    claim.close()
    assert status["reason"]["code"] == "opened"
    assert place.loop.backing.read_bytes() == bytes(SIZE)


def test_who_only_reads_or_lets_go_in_time_is_in_nobodys_way(place: Arena) -> None:
    reader, writer = (os.open(place.node, flags) for flags in (os.O_RDONLY, os.O_RDWR))
    claim = place.supervisor()
    wait_for(lambda: has_open(claim.child.pid, place.node))
    os.close(writer)
    try:
        assert claim.won()
    finally:
        os.close(reader)
        claim.close()


def has_open(pid: int, node: str) -> bool:
    for link in Path(f"/proc/{pid}/fd").iterdir():
        # It opens and closes others meanwhile.
        with suppress(FileNotFoundError):
            if str(link.readlink()) == node:
                return True
    return False


def test_in_no_race_do_both_have_the_drive(place: Arena) -> None:
    results = list(races(place, GATE, seed=20))
    said = table(results)
    print(said)  # noqa: T201
    assert [result for result in results if result.is_breach] == [], said
    # Who always wins, or never, was not in a race.
    assert any(result.ours for result in results), said
    assert any(result.theirs for result in results), said
