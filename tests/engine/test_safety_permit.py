"""The last word before anything is erased: every single way to be refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from custom_components.nas_burnin.engine.model import (
    Detector,
    DetectorFailure,
    Evidence,
    Lock,
    LockState,
    Reason,
    SampleReport,
    Snapshot,
    TestHandle,
    TestReport,
    TestState,
    Unlocked,
)
from custom_components.nas_burnin.engine.safety.inventory import unit_name
from custom_components.nas_burnin.engine.safety.locks import (
    SEVERITY,
    Permit,
    Refusal,
    covers,
    digest,
    judge,
    permit,
    permit_held,
    token,
)
from custom_components.nas_burnin.engine.sentences.en.safety import SAFETY_SENTENCES
from tests.engine.builders import NOON
from tests.engine.hosts import BLANK, BOOT_ID, Nas, disk, nas, pool

SDA, SDB = disk("sda"), disk("sdb")
PATHS = (SDA, disk("sdb", wwid=SDA.identity.wwid, serial=SDA.identity.serial))
HOST = nas(SDA, disk("sdc"))
KEY = HOST.drive("sda").key
UNIT = unit_name(KEY)
ASKED, NOW = 99.0, 104.0
HANDLE = TestHandle(UNIT, "nonce", BOOT_ID, "invocation", "sha")
HELD = TestReport(
    unit=UNIT,
    job_uid="job",
    controller="ours",
    nonce="nonce",
    state=TestState.HELD,
    alive=True,
    boot_id=BOOT_ID,
    invocation="invocation",
    supervisor_sha256="sha",
    node_devs=("8:0",),
    sample=BLANK,
    signatures=(),
)


def codes(answer: Permit | Refusal) -> list[str]:
    """Answer the reasons of a refusal; each must be a whole sentence."""
    assert isinstance(answer, Refusal)
    assert answer.reasons
    for reason in answer.reasons:
        text = SAFETY_SENTENCES.get(reason.code, "")
        assert "{" not in text.format(**reason.values)
    return [reason.code for reason in answer.reasons]


def held(report: TestReport = HELD, host: Nas = HOST) -> Snapshot:
    """Answer the poll of a host on which a supervisor reports this."""
    return replace(host, tests=(report,)).snapshot()


def facts(snapshot: Snapshot, **changes: Any) -> Snapshot:
    return replace(snapshot, facts=replace(snapshot.facts, **changes))


def test_a_blank_drive_is_permitted() -> None:
    answer = permit(KEY, HOST.snapshot(), ASKED, NOW)

    free = LockState(Lock.FREE)
    assert answer == Permit(HOST.drive("sda"), UNIT, BOOT_ID, digest(free), free)


def test_evidence_may_be_exactly_as_new_and_as_old_as_it_may() -> None:
    snapshot = HOST.snapshot(asked=100.0)

    assert isinstance(permit(KEY, snapshot, 100.0, 130.0), Permit)
    assert codes(permit(KEY, snapshot, 100.1, 130.0)) == ["snapshot_before_start"]
    assert codes(permit(KEY, snapshot, 100.0, 130.1)) == ["snapshot_too_old"]
    assert codes(permit(KEY, snapshot, 100.0, 106.0, 5.0)) == ["snapshot_too_old"]
    # Nobody may allow more than the rule does.
    assert codes(permit(KEY, snapshot, 100.0, 131.0, 60.0)) == ["snapshot_too_old"]


def _twice(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, drives=(*snapshot.drives, snapshot.drives[0]))


def _without_drives(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, drives=())


def _shown_as(lock: LockState | None) -> Callable[[Snapshot], Snapshot]:
    def change(snapshot: Snapshot) -> Snapshot:
        others = {key: state for key, state in snapshot.locks.items() if key != KEY}
        return replace(snapshot, locks=others | ({KEY: lock} if lock else {}))

    return change


def _with_test(**changes: Any) -> Callable[[Snapshot], Snapshot]:
    return lambda snapshot: replace(snapshot, tests=(replace(HELD, **changes),))


def _boot_id(snapshot: Snapshot) -> Snapshot:
    assert snapshot.info is not None
    return replace(snapshot, info=replace(snapshot.info, boot_id=""))


MOUNTED = Evidence(
    Lock.MOUNTED,
    Detector.MOUNTS,
    "sda",
    Reason("mounted", {"node": "sda", "target": "/"}),
)

REFUSALS: list[tuple[str, Callable[[Snapshot], Snapshot], list[str]]] = [
    ("incomplete", lambda poll: replace(poll, complete=False), ["snapshot_incomplete"]),
    ("from before", lambda poll: replace(poll, asked=98.9), ["snapshot_before_start"]),
    (
        "from the future",
        lambda poll: replace(poll, asked=105.0, taken=106.0),
        ["snapshot_too_old"],
    ),
    (
        "answered before it was asked",
        lambda poll: replace(poll, taken=99.5),
        ["snapshot_too_old"],
    ),
    (
        "no time at all",
        lambda poll: replace(poll, asked=float("nan")),
        ["snapshot_before_start", "snapshot_too_old"],
    ),
    ("no host", lambda poll: replace(poll, info=None), ["host_unread"]),
    ("no boot id", _boot_id, ["host_unread"]),
    ("no drive", _without_drives, ["drive_absent"]),
    (
        "not mounted in the facts, but shown so",
        _shown_as(judge([MOUNTED])),
        ["mounted"],
    ),
    ("no lock shown", _shown_as(None), ["lock_missing"]),
    (
        "a lock shown without a reason",
        _shown_as(LockState(Lock.IN_USE)),
        ["lock_missing"],
    ),
    (
        "shown free with evidence",
        _shown_as(LockState(Lock.FREE, (MOUNTED,))),
        ["lock_missing"],
    ),
    (
        "mounted in the facts, but shown free",
        lambda poll: facts(poll, mounts={"8:0": ("/",)}),
        ["mounted"],
    ),
    (
        "a detector failed",
        lambda poll: facts(
            poll, failures=(DetectorFailure(Detector.SWAPS, "", Reason("failed")),)
        ),
        ["failed"],
    ),
    ("not sampled", lambda poll: facts(poll, samples={}), ["sample_unread"]),
    ("not probed", lambda poll: facts(poll, signatures={}), ["signature_unread"]),
    ("another test runs", _with_test(), ["under_test"]),
    ("another test of its node runs", _with_test(unit="nas-burnin-x"), ["under_test"]),
    (
        "records of an ended test",
        _with_test(alive=False, state=TestState.ENDED),
        ["test_left_behind"],
    ),
    (
        "records of a test that died",
        _with_test(alive=False, state=TestState.TESTING),
        ["test_left_behind"],
    ),
]


@pytest.mark.parametrize(
    ("change", "expected"),
    [case[1:] for case in REFUSALS],
    ids=[case[0] for case in REFUSALS],
)
def test_any_single_flaw_refuses(
    change: Callable[[Snapshot], Snapshot], expected: list[str]
) -> None:
    assert codes(permit(KEY, change(HOST.snapshot()), ASKED, NOW)) == expected


def test_an_answer_that_came_at_once_is_as_good() -> None:
    snapshot = replace(HOST.snapshot(), taken=100.0)

    assert isinstance(permit(KEY, snapshot, 100.0, 100.0), Permit)


def test_a_missing_drive_hides_no_other_reason() -> None:
    snapshot = replace(_without_drives(HOST.snapshot()), complete=False)

    assert codes(permit(KEY, snapshot, ASKED, NOW)) == [
        "snapshot_incomplete",
        "drive_absent",
    ]


def test_a_drive_that_is_there_twice_is_refused() -> None:
    boot = HOST.drives[0].key

    assert codes(permit(boot, _twice(HOST.snapshot()), ASKED, NOW)) == [
        "drive_ambiguous"
    ]


def test_an_old_test_whose_node_number_another_drive_has_now_does_no_harm() -> None:
    old = replace(HELD, unit="nas-burnin-old", alive=False, state=TestState.ENDED)

    assert isinstance(permit(KEY, held(old), ASKED, NOW), Permit)


def test_an_odd_identity_refuses_a_free_drive() -> None:
    host = nas(disk("sda", serial="0000"))
    key = host.drive("sda").key

    assert host.lock().lock is Lock.FREE
    assert codes(permit(key, host.snapshot(), ASKED, NOW)) == ["serial_placeholder"]


def test_a_pool_on_the_other_path_refuses() -> None:
    host = nas(*PATHS, pools=pool("tank", "/dev/sdb"))
    key = host.drive("sda").key

    assert codes(permit(key, host.snapshot(), ASKED, NOW)) == ["pool_member"]


def test_what_is_not_looked_at_refuses_also_where_the_use_is_known() -> None:
    host = nas(SDA, pools=pool("tank", "/dev/sda"), samples={"sda": None})

    assert host.lock().lock is Lock.POOL
    assert codes(permit(KEY, host.snapshot(), ASKED, NOW)) == [
        "pool_member",
        "sample_unread",
    ]


def test_our_own_hold_is_permitted() -> None:
    answer = permit_held(KEY, held(), HELD, HANDLE, ASKED, NOW)

    assert isinstance(answer, Permit)
    assert answer.drive == HOST.drive("sda")


def test_a_host_without_systemd_has_no_invocation() -> None:
    report = replace(HELD, invocation="")
    handle = replace(HANDLE, invocation="", supervisor_sha256="")

    assert isinstance(
        permit_held(KEY, held(report), report, handle, ASKED, NOW), Permit
    )


def test_every_path_must_be_held() -> None:
    host = nas(*PATHS)
    both = replace(HELD, node_devs=("8:16", "8:0"))

    assert isinstance(
        permit_held(KEY, held(both, host), both, HANDLE, ASKED, NOW), Permit
    )
    assert codes(permit_held(KEY, held(HELD, host), HELD, HANDLE, ASKED, NOW)) == [
        "nodes_not_held"
    ]


HELD_REFUSALS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("holding", {"state": TestState.HOLDING}, ["test_not_holding"]),
    ("already testing", {"state": TestState.TESTING}, ["test_not_holding"]),
    (
        "refused",
        {"state": TestState.REFUSED, "alive": False},
        ["test_not_holding"],
    ),
    ("dead", {"alive": False}, ["test_not_holding"]),
    ("another's nonce", {"nonce": "other"}, ["test_not_ours"]),
    ("another invocation", {"invocation": "other"}, ["test_not_ours"]),
    ("another program", {"supervisor_sha256": "other"}, ["test_not_ours"]),
    ("another boot", {"boot_id": "other"}, ["test_not_ours"]),
    ("another unit", {"unit": "nas-burnin-other"}, ["test_not_ours", "nodes_not_held"]),
    ("no nodes", {"node_devs": ()}, ["nodes_not_held"]),
    ("another node", {"node_devs": ("8:32",)}, ["nodes_not_held"]),
    ("one node more", {"node_devs": ("8:0", "8:32")}, ["nodes_not_held"]),
    ("no sample", {"sample": None}, ["held_sample_unread"]),
    ("data", {"sample": SampleReport(2, None)}, ["held_content"]),
    (
        "unreadable",
        {"sample": SampleReport(2, None, "errno 5")},
        ["held_sample_failed"],
    ),
    ("too few samples", {"sample": SampleReport(63, 0)}, ["held_sample_thin"]),
    ("signatures unread", {"signatures": None}, ["held_signature_unread"]),
    ("signatures", {"signatures": ("ext4",)}, ["held_signature"]),
]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [case[1:] for case in HELD_REFUSALS],
    ids=[case[0] for case in HELD_REFUSALS],
)
def test_any_single_flaw_of_the_hold_refuses(
    changes: dict[str, Any], expected: list[str]
) -> None:
    report = replace(HELD, **changes)

    answer = permit_held(KEY, held(report), report, HANDLE, ASKED, NOW)

    assert codes(answer) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [case[1:] for case in REFUSALS[:12] if case[0] != "no drive"],
)
def test_the_snapshot_is_judged_as_strictly_while_we_hold(
    change: Callable[[Snapshot], Snapshot], expected: list[str]
) -> None:
    answer = permit_held(KEY, change(held()), HELD, HANDLE, ASKED, NOW)

    assert set(expected) <= set(codes(answer))


def test_a_hold_of_the_boot_before_is_refused() -> None:
    handle = replace(HANDLE, boot_id="before")

    answer = permit_held(KEY, held(), HELD, handle, ASKED, NOW)

    assert codes(answer) == ["test_not_ours", "host_rebooted"]


def test_a_start_without_a_nonce_is_nobodys() -> None:
    report, handle = replace(HELD, nonce=""), replace(HANDLE, nonce="")

    answer = permit_held(KEY, held(report), report, handle, ASKED, NOW)

    assert codes(answer) == ["test_not_ours"]


def test_a_report_from_elsewhere_is_not_believed() -> None:
    answer = permit_held(KEY, HOST.snapshot(), HELD, HANDLE, ASKED, NOW)

    assert codes(answer) == ["test_not_seen"]


def test_a_second_test_of_the_same_drive_refuses() -> None:
    other = replace(HELD, nonce="other")
    snapshot = replace(HOST, tests=(HELD, other)).snapshot()

    answer = permit_held(KEY, snapshot, HELD, HANDLE, ASKED, NOW)

    assert codes(answer) == ["under_test"]


def test_a_pool_imported_meanwhile_refuses() -> None:
    host = replace(
        HOST, facts=nas(SDA, disk("sdc"), pools=pool("tank", "/dev/sda")).facts
    )

    answer = permit_held(KEY, held(host=host), HELD, HANDLE, ASKED, NOW)

    assert codes(answer) == ["pool_member"]


def test_a_drive_that_left_while_held_is_refused() -> None:
    answer = permit_held(KEY, _without_drives(held()), HELD, HANDLE, ASKED, NOW)

    assert codes(answer) == ["drive_absent"]


def test_every_lock_has_its_place_in_the_order() -> None:
    assert sorted(SEVERITY) == sorted(Lock)
    assert SEVERITY[0] is Lock.FREE
    assert SEVERITY[-2:] == (Lock.IN_USE, Lock.UNKNOWN)


def test_the_worst_evidence_is_the_lock_and_comes_first() -> None:
    worse = Evidence(Lock.POOL, Detector.ZPOOL, "sda", Reason("pool_member"), "tank")

    assert judge([]) == LockState(Lock.FREE)
    assert judge([MOUNTED, worse]) == LockState(Lock.POOL, (worse, MOUNTED))


def _of(lock: Lock, *pools: str | None) -> LockState:
    return LockState(
        lock,
        tuple(
            Evidence(lock, Detector.ZPOOL, "sda", Reason("x"), name) for name in pools
        ),
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (_of(Lock.FREE), None),
        (_of(Lock.HAS_DATA), "ERASE SDAX"),
        (_of(Lock.EXPORTED_POOL, "old"), "DESTROY EXPORTED POOL"),
        (_of(Lock.MOUNTED), "DESTROY MOUNTED FILESYSTEM"),
        (_of(Lock.POOL, "tank"), "tank"),
        (_of(Lock.POOL, "tank", "dozer", "tank"), "dozer tank"),
        (_of(Lock.POOL, None), None),
        (_of(Lock.BOOT_POOL, "boot-pool"), "DESTROY BOOT POOL"),
        (_of(Lock.IN_USE), None),
        (_of(Lock.UNKNOWN), None),
    ],
)
def test_words_that_unlock(state: LockState, words: str | None) -> None:
    assert token(state, HOST.drive("sda")) == words


def test_without_a_serial_there_are_no_words() -> None:
    (drive,) = (
        drive for drive in nas(disk("sda", serial="")).drives if drive.name == "sda"
    )

    assert token(_of(Lock.HAS_DATA), drive) is None


def test_digest_knows_evidence_apart_whatever_its_order() -> None:
    first = judge([MOUNTED, replace(MOUNTED, where="sda1")])
    second = judge([replace(MOUNTED, where="sda1"), MOUNTED])
    different = [
        first,
        judge([]),
        judge([MOUNTED]),
        judge([replace(MOUNTED, pool="tank")]),
        judge([replace(MOUNTED, detector=Detector.LSBLK)]),
        judge([replace(MOUNTED, lock=Lock.POOL)]),
        judge([replace(MOUNTED, reason=Reason("mounted"))]),
        judge([replace(MOUNTED, reason=Reason("swap", MOUNTED.reason.values))]),
    ]

    assert first != second
    assert digest(first) == digest(second)
    assert len({digest(state) for state in different}) == len(different)


# What a person unlocked

TANK = nas(SDA, disk("sdc"), pools=pool("tank", "/dev/sda"))


def unlock_of(host: Nas, **changes: Any) -> Unlocked:
    state = host.lock()
    return replace(Unlocked(state.lock, digest(state), "me", NOON), **changes)


def held_with_data(host: Nas) -> tuple[Snapshot, TestReport]:
    report = replace(HELD, sample=SampleReport(2, None), signatures=("zfs_member",))
    return held(report, host), report


def test_an_unlock_lifts_exactly_the_lock_it_was_for() -> None:
    answer = permit(KEY, TANK.snapshot(), ASKED, NOW, unlocked=unlock_of(TANK))

    assert isinstance(answer, Permit)
    assert answer.seen == TANK.lock()
    snapshot, report = held_with_data(TANK)
    assert isinstance(
        permit_held(
            KEY, snapshot, report, HANDLE, ASKED, NOW, unlocked=unlock_of(TANK)
        ),
        Permit,
    )


@pytest.mark.parametrize(
    "changes", [{"lock": Lock.EXPORTED_POOL}, {"evidence": "other"}, {"user_id": ""}]
)
def test_any_other_unlock_lifts_nothing(changes: dict[str, Any]) -> None:
    unlocked = unlock_of(TANK, **changes)

    answer = permit(KEY, TANK.snapshot(), ASKED, NOW, unlocked=unlocked)

    assert codes(answer) == ["evidence_changed", "pool_member"]
    snapshot, report = held_with_data(TANK)
    refused = permit_held(KEY, snapshot, report, HANDLE, ASKED, NOW, unlocked=unlocked)
    assert codes(refused) == [
        "held_content",
        "held_signature",
        "evidence_changed",
        "pool_member",
    ]


def test_an_unlock_lifts_no_blindness() -> None:
    blind = DetectorFailure(Detector.SMART, "sda", Reason("detector_timed_out"))
    host = replace(TANK, facts=replace(TANK.facts, failures=(blind,)))
    other = replace(
        TANK, facts=replace(TANK.facts, failures=(replace(blind, where="sdc"),))
    )
    unlocked = unlock_of(TANK)

    refused = permit(KEY, host.snapshot(), ASKED, NOW, unlocked=unlocked)
    assert [reason.code for reason in getattr(refused, "reasons", ())] == [
        "detector_timed_out"
    ]
    assert isinstance(
        permit(KEY, other.snapshot(), ASKED, NOW, unlocked=unlocked), Permit
    )


def test_an_unlock_lifts_no_doubt_who_the_drive_is() -> None:
    snapshot = TANK.snapshot()
    unread = tuple(replace(drive, smart=None) for drive in snapshot.drives)
    refused = permit(
        KEY,
        replace(snapshot, drives=unread),
        ASKED,
        NOW,
        unlocked=unlock_of(TANK),
    )
    assert codes(refused) == ["smart_unread"]


@pytest.mark.parametrize("lock", [Lock.IN_USE, Lock.UNKNOWN, Lock.FREE])
def test_what_no_words_open_nothing_lifts(lock: Lock) -> None:
    state = LockState(lock, (replace(MOUNTED, lock=lock),))

    assert not covers(Unlocked(lock, digest(state), "me", NOON), state)


def test_an_unlocked_drive_that_is_blank_now_must_stay_blank() -> None:
    unlocked = unlock_of(TANK)

    assert isinstance(
        permit(KEY, HOST.snapshot(), ASKED, NOW, unlocked=unlocked), Permit
    )
    snapshot, report = held_with_data(HOST)
    refused = permit_held(KEY, snapshot, report, HANDLE, ASKED, NOW, unlocked=unlocked)
    assert codes(refused) == ["held_content", "held_signature"]
