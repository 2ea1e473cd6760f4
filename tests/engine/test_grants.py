"""A grant is for one drive, one lock, one person, ten minutes and one use."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from custom_components.nas_burnin.engine.model import (
    Actor,
    Detector,
    Evidence,
    Lock,
    LockState,
    Reason,
    SampleReport,
    TestReport,
    TestState,
    Who,
)
from custom_components.nas_burnin.engine.safety.locks import digest, permit, token
from custom_components.nas_burnin.engine.unlock.grants import Grant, Grants
from tests.engine.clocks import HandClock
from tests.engine.hosts import BOOT_ID, Nas, disk, nas, pool

DATA = SampleReport(2, None)
HOST = nas(disk("sda"), disk("sdb"), samples={"sda": DATA, "sdb": DATA})
DRIVE, STATE = HOST.drive("sda"), HOST.lock("sda")
OTHER, OTHER_STATE = HOST.drive("sdb"), HOST.lock("sdb")
WORDS = token(STATE, DRIVE) or ""
ME = Actor.person("me")


def granted(grants: Grants, user_id: str = "me") -> Grant:
    grant = grants.unlock(DRIVE, STATE, user_id, WORDS)
    assert isinstance(grant, Grant)
    return grant


def refusal(grants: Grants, words: str = WORDS, user_id: str = "me") -> str:
    reason = grants.unlock(DRIVE, STATE, user_id, words)
    assert isinstance(reason, Reason)
    return reason.code


def alive(grants: Grants, state: LockState = STATE) -> bool:
    return grants.of(DRIVE.key, state) is not None


def test_a_grant_says_what_it_is_for() -> None:
    clock = HandClock()
    grant = granted(Grants(clock))

    assert (grant.drive_key, grant.lock) == (DRIVE.key, Lock.HAS_DATA)
    assert (grant.evidence, grant.user_id) == (digest(STATE), "me")
    assert (grant.expires - grant.granted).total_seconds() == 600
    assert grant.granted == clock.now()


type Turn = Callable[[HandClock], None]

TIMES: list[tuple[str, list[Turn], str]] = [
    ("599 s", [lambda c: c.wait(599)], ""),
    ("600 s", [lambda c: c.wait(600)], "unlock_expired"),
    ("601 s", [lambda c: c.wait(601)], "unlock_expired"),
    ("599 s asleep", [lambda c: c.suspend(599)], ""),
    ("600 s asleep", [lambda c: c.suspend(600)], "unlock_expired"),
    ("601 s of the host's sleep", [lambda c: c.pause(601)], "unlock_expired"),
    (
        "the wall clock jumps ahead for a moment",
        [lambda c: c.pause(3600), lambda c: c.pause(-3600)],
        "unlock_expired",
    ),
    ("half awake, half asleep", [lambda c: c.wait(300), lambda c: c.suspend(299)], ""),
    (
        "half awake, half asleep, too long",
        [lambda c: c.wait(300), lambda c: c.suspend(300)],
        "unlock_expired",
    ),
    ("set back by 5 s", [lambda c: c.pause(-5)], ""),
    ("set back by 6 s", [lambda c: c.pause(-6)], "unlock_clock_set_back"),
    (
        "set back little by little",
        [lambda c: c.pause(-2), lambda c: c.pause(-2), lambda c: c.pause(-2)],
        "unlock_clock_set_back",
    ),
    (
        "set back while nobody looked",
        [lambda c: c.unseen(60, -30)],
        "unlock_clock_set_back",
    ),
    (
        "set ahead, then back by more than 5 s",
        [lambda c: c.pause(30), lambda c: c.pause(-30)],
        "unlock_clock_set_back",
    ),
    (
        "a memory image of earlier comes back to life",
        [lambda c: setattr(c, "boot", c.boot - 10)],
        "unlock_expired",
    ),
    (
        "only the boot-time clock runs",
        [lambda c: setattr(c, "boot", c.boot + 600)],
        "unlock_clock_set_back",
    ),
]


@pytest.mark.parametrize(
    ("turns", "end"), [case[1:] for case in TIMES], ids=[case[0] for case in TIMES]
)
def test_ten_minutes_by_whichever_clock_ends_first(turns: list[Turn], end: str) -> None:
    clock = HandClock()
    grants = Grants(clock)
    grant = granted(grants)
    for turn in turns:
        turn(clock)
        grants.of(DRIVE.key, STATE)

    assert alive(grants) is not bool(end)
    ended = grants.look({DRIVE.key: STATE})
    assert [(e.grant, e.reason.code) for e in ended] == ([(grant, end)] if end else [])
    # Told once, and dead for good.
    assert grants.look({DRIVE.key: STATE}) == ()
    clock.wait(-1000)
    assert not (end and alive(grants))


def test_a_clock_set_back_before_the_unlock_does_no_harm() -> None:
    clock = HandClock()
    grants = Grants(clock)
    granted(grants)
    clock.pause(-3600)
    assert not alive(grants)

    granted(grants)

    assert alive(grants)


FACT = STATE.evidence[0]
CHANGES: list[tuple[str, LockState]] = [
    ("free now", LockState(Lock.FREE)),
    ("no evidence", LockState(Lock.HAS_DATA)),
    ("not there", LockState(Lock.UNKNOWN)),
    ("another lock", LockState(Lock.EXPORTED_POOL, STATE.evidence)),
    ("one fact more", replace(STATE, evidence=(FACT, replace(FACT, where="sda1")))),
    ("another reason", replace(STATE, evidence=(replace(FACT, reason=Reason("x")),))),
    ("another drive's evidence", OTHER_STATE),
]


@pytest.mark.parametrize(
    "now", [case[1] for case in CHANGES], ids=[case[0] for case in CHANGES]
)
def test_a_grant_dies_with_its_evidence_and_stays_dead(now: LockState) -> None:
    grants = Grants(HandClock())
    granted(grants)

    assert not alive(grants, now)
    assert not alive(grants)
    assert grants.spend(DRIVE.key, STATE, "me") is None
    assert [e.reason.code for e in grants.look({})] == ["evidence_changed"]


def test_a_drive_that_left_takes_its_grant_with_it() -> None:
    grants = Grants(HandClock())
    granted(grants)

    assert [e.reason.code for e in grants.look({})] == ["evidence_changed"]
    assert not grants.alive


def test_a_grant_is_spent_once() -> None:
    grants = Grants(HandClock())
    grant = granted(grants)

    assert grants.spend(OTHER.key, OTHER_STATE, "me") is None
    assert grants.spend(DRIVE.key, STATE, "you") is None
    assert grants.spend(DRIVE.key, STATE, "me") == grant
    assert grants.spend(DRIVE.key, STATE, "me") is None
    assert grants.look({DRIVE.key: STATE}) == ()


async def test_of_a_hundred_who_spend_one_grant_one_does() -> None:
    grants = Grants(HandClock())
    grant = granted(grants)
    gate = asyncio.Event()

    async def spend() -> Grant | None:
        await gate.wait()
        return grants.spend(DRIVE.key, STATE, "me")

    async with asyncio.TaskGroup() as tasks:
        racers = [tasks.create_task(spend()) for _ in range(100)]
        await asyncio.sleep(0)
        gate.set()

    assert [racer.result() for racer in racers if racer.result()] == [grant]


def test_a_thousand_replays_spend_nothing() -> None:
    clock = HandClock()
    grants = Grants(clock)
    granted(grants)
    assert grants.spend(DRIVE.key, STATE, "me")

    for _ in range(1000):
        assert grants.spend(DRIVE.key, STATE, "me") is None
        clock.wait(1)


def test_a_grant_can_be_taken_back() -> None:
    grants = Grants(HandClock())
    grant = granted(grants)

    assert grants.relock(DRIVE.key) == grant
    assert grants.relock(DRIVE.key) is None
    assert not alive(grants)
    assert grants.look({}) == ()


def test_a_new_unlock_ends_the_one_before() -> None:
    grants = Grants(HandClock())
    first = granted(grants)
    second = granted(grants, "you")

    assert grants.of(DRIVE.key, STATE) == second
    (ended,) = grants.look({DRIVE.key: STATE})
    assert (ended.grant, ended.reason.code) == (first, "unlock_replaced")
    assert grants.spend(DRIVE.key, STATE, "me") is None


def test_a_restart_ends_every_grant() -> None:
    clock = HandClock()
    granted(Grants(clock))

    assert not alive(Grants(clock))


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        (WORDS, True),
        (f" \t{WORDS}\n", True),
        (WORDS.lower(), False),
        (WORDS.replace(" ", "  "), False),
        (f"{WORDS}.", False),
        (WORDS[:-1], False),
        (WORDS.split()[-1], False),
        ("", False),
    ],
)
def test_words_are_exact_but_for_white_space_around_them(
    typed: str, right: bool
) -> None:
    answer = Grants(HandClock()).unlock(DRIVE, STATE, "me", typed)

    assert isinstance(answer, Grant) is right


def _of(lock: Lock) -> LockState:
    return LockState(
        lock, (Evidence(lock, Detector.BLOCK, "sda", Reason("held", {}), "tank"),)
    )


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (LockState(Lock.FREE), "unlock_not_needed"),
        (_of(Lock.IN_USE), "in_use_stays_locked"),
        (_of(Lock.UNKNOWN), "unknown_stays_locked"),
        (LockState(Lock.POOL), "no_words"),
    ],
)
def test_some_locks_have_no_words(state: LockState, code: str) -> None:
    grants = Grants(HandClock())
    for words in ("", "None", "tank", "DESTROY BOOT POOL", WORDS):
        assert grants.unlock(DRIVE, state, "me", words) == Reason(code)


def test_an_odd_identity_is_never_unlocked() -> None:
    host = nas(disk("sda", serial="0000"), samples={"sda": DATA})
    drive, state = host.drive("sda"), host.lock("sda")

    answer = Grants(HandClock()).unlock(drive, state, "me", token(state, drive) or "")

    assert answer == drive.identity_problem


@pytest.mark.parametrize(
    "actor",
    [Actor(), Actor(Who.AUTOMATION), Actor(Who.AUTOMATION, "me"), Actor(Who.PERSON)],
)
def test_only_a_person_unlocks(actor: Actor) -> None:
    (answer,) = Grants(HandClock()).weigh([(DRIVE, STATE)], actor, WORDS)

    assert (answer.grant, answer.reason) == (None, Reason("no_person"))


# Wrong words


def test_five_wrong_tries_bar_one_person_for_ten_minutes() -> None:
    clock = HandClock()
    grants = Grants(clock)
    for _ in range(5):
        assert refusal(grants, "wrong") == "wrong_token"
        clock.wait(100)

    assert refusal(grants) == "too_many_tries"
    granted(grants, "you")
    # From the fifth wrong try on; the wall clock changes nothing.
    clock.wait(499)
    clock.pause(10_000)
    assert refusal(grants) == "too_many_tries"
    clock.wait(1)
    granted(grants)


def test_the_count_begins_anew_after_it() -> None:
    clock = HandClock()
    grants = Grants(clock)
    for _ in range(5):
        refusal(grants, "wrong")
    clock.wait(600)
    for _ in range(4):
        assert refusal(grants, "wrong") == "wrong_token"
    granted(grants)


@pytest.mark.parametrize(("apart", "barred"), [(150, True), (151, False)])
def test_five_within_ten_minutes(apart: float, barred: bool) -> None:
    clock = HandClock()
    grants = Grants(clock)
    for place in range(5):
        if place:
            clock.wait(apart)
        assert refusal(grants, "wrong") == "wrong_token"

    assert isinstance(grants.unlock(DRIVE, STATE, "me", WORDS), Grant) is not barred


def test_right_words_forgive_no_wrong_ones() -> None:
    grants = Grants(HandClock())
    for _ in range(4):
        refusal(grants, "wrong")
    granted(grants)
    refusal(grants, "wrong")

    assert refusal(grants) == "too_many_tries"


def test_what_has_no_words_is_no_wrong_try() -> None:
    grants = Grants(HandClock())
    for _ in range(10):
        grants.unlock(DRIVE, LockState(Lock.FREE), "me", "wrong")

    granted(grants)


# Many at once

TANK = nas(
    disk("sda"),
    disk("sdb"),
    disk("sdc"),
    disk("sdd"),
    pools=pool("tank", "/dev/sda", "/dev/sdb") + pool("dozer", "/dev/sdc"),
    samples={"sdd": DATA},
)


def weighed(host: Nas, words: str, *names: str) -> list[str]:
    """Answer what becomes of an unlock of drives: "granted" or the reason's code."""
    answers = Grants(HandClock()).weigh(
        [(host.drive(name), host.lock(name)) for name in names], ME, words
    )
    assert [answer.drive_key for answer in answers] == [
        host.drive(name).key for name in names
    ]
    return [answer.reason.code if answer.reason else "granted" for answer in answers]


def test_one_pool_is_unlocked_by_one_word() -> None:
    assert weighed(TANK, "tank", "sda", "sdb") == ["granted"] * 2
    assert weighed(TANK, "dozer", "sda", "sdb") == ["wrong_token"] * 2


@pytest.mark.parametrize("names", [("sda", "sdc"), ("sda", "sdd"), ("sda", "sdz")])
def test_what_needs_other_words_is_not_unlocked_along(names: tuple[str, str]) -> None:
    assert weighed(TANK, "tank", *names) == ["different_locks"] * 2


def test_old_data_is_unlocked_drive_by_drive() -> None:
    twins = nas(
        disk("sda", serial="AAAA1234"),
        disk("sdb", serial="BBBB1234"),
        samples={"sda": DATA, "sdb": DATA},
    )

    assert weighed(twins, "ERASE 1234", "sda") == ["granted"]
    assert weighed(twins, "ERASE 1234", "sda", "sdb") == ["different_locks"] * 2


def test_many_drives_are_one_wrong_try() -> None:
    grants = Grants(HandClock())
    both = [(TANK.drive(name), TANK.lock(name)) for name in ("sda", "sdb")]
    for _ in range(4):
        grants.weigh(both, ME, "wrong")

    assert all(answer.grant for answer in grants.weigh(both, ME, "tank"))


def test_nothing_lives_before_it_is_kept() -> None:
    grants = Grants(HandClock())
    (answer,) = grants.weigh([(DRIVE, STATE)], ME, WORDS)

    assert answer.grant
    assert not alive(grants)
    grants.keep(answer.grant)
    assert alive(grants)


# What the digest covers


def test_a_closer_look_at_a_drive_in_use_changes_nothing() -> None:
    looked = nas(
        disk("sda", "sda1"),
        pools=pool("tank", "/dev/disk/by-partuuid/sda1"),
        blkid={"sda": "PTTYPE=gpt\n", "sda1": "LABEL=tank\nTYPE=zfs_member\n"},
        samples={"sda": DATA},
    )
    shown = replace(looked, facts=replace(looked.facts, signatures={}, samples={}))

    assert looked.lock("sda") != shown.lock("sda")
    assert digest(looked.lock("sda")) == digest(shown.lock("sda"))


def test_a_use_that_only_a_look_shows_is_in_the_digest() -> None:
    label = {"sda": "LABEL=tank\nTYPE=zfs_member\n"}
    host = nas(disk("sda"), disk("sdb"), pools=pool("tank", "/dev/sdb"), blkid=label)
    more = replace(
        host, facts=replace(host.facts, samples={**host.facts.samples, "sda": DATA})
    )

    assert host.lock("sda").lock is Lock.POOL
    assert digest(host.lock("sda")) != digest(more.lock("sda"))


# Another controller


def test_a_test_of_another_controller_locks_for_good() -> None:
    node = DRIVE.nodes[0].dev
    theirs = TestReport(
        unit="nas-burnin-of-somebody",
        job_uid="theirs",
        controller="another",
        nonce="n",
        state=TestState.TESTING,
        alive=True,
        boot_id=BOOT_ID,
        node_devs=(node,),
    )
    host = replace(nas(disk("sda")), tests=(theirs,))
    drive, state = host.drive("sda"), host.lock("sda")

    assert state.lock is Lock.IN_USE
    assert [fact.reason.code for fact in state.evidence] == ["under_test"]
    answer = Grants(HandClock()).unlock(drive, state, "me", "ERASE SDAX")
    assert answer == Reason("in_use_stays_locked")
    refused = permit(drive.key, host.snapshot(), 99.0, 104.0)
    assert [reason.code for reason in getattr(refused, "reasons", ())] == ["under_test"]
