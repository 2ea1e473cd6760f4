"""Each field of a row, by tables."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from custom_components.nas_burnin.cards.rows import (
    Device,
    Row,
    drive_row,
    host_row,
    without_words,
)
from custom_components.nas_burnin.engine.model import (
    Attempt,
    BlockDevice,
    DriveView,
    GrantView,
    Job,
    JobState,
    JobView,
    Lock,
    LockState,
    Outlook,
    Progress,
    Protocol,
    Reason,
    SelfTest,
    SelfTestEnd,
    SelfTestKind,
    SelfTestNow,
    SelfTests,
    Settings,
    Smart,
    Stage,
    StageKind,
    StageState,
    TestHandle,
    Verdict,
)
from custom_components.nas_burnin.engine.sentences.speaker import RECORD
from tests.components.data import (
    BUSY,
    FREE,
    IDLE,
    IN_POOL,
    NOW,
    POOL,
    PROGRESS,
    RUNNING,
    VIEW,
    job,
)

HOSTILE = "\x1b]0;evil\x07\u202e<script>alert(1)</script>" + "x" * 3000
SOON = NOW + timedelta(minutes=5)


def row_of(view: DriveView, *, connected: bool = True) -> Row:
    device = Device("device-1", "Bay 3")
    return drive_row(
        "entry", device, view, Settings(), NOW, connected=connected, speaker=RECORD
    )


def with_smart(**values: Any) -> DriveView:
    view = VIEW.drives[IDLE]
    return replace(view, drive=replace(view.drive, smart=Smart(**values)))


def with_node(protocol: Protocol, *rotational: bool | None) -> DriveView:
    view = VIEW.drives[IDLE]
    (node,) = view.drive.nodes
    nodes = tuple(replace(node, rotational=spins) for spins in rotational)
    drive = replace(view.drive, protocol=protocol, nodes=nodes, smart=None)
    return replace(view, drive=drive)


def staged(*states: StageState, kinds: tuple[StageKind, ...] | None = None) -> Job:
    chosen = kinds or tuple(StageKind)[: len(states)]
    stages = tuple(
        Stage(place, kind, state)
        for place, (kind, state) in enumerate(zip(chosen, states, strict=True))
    )
    return replace(job(), stages=stages)


def job_of(shown: JobView, outlook: Outlook | None = None) -> Row:
    view = replace(VIEW.drives[BUSY], job=shown, outlook=outlook)
    row: Row = row_of(view)["job"]
    return row


@pytest.mark.parametrize(
    ("view", "kind"),
    [
        (with_smart(rotation_rate=7200), "hdd"),
        (with_smart(rotation_rate=0), "ssd"),
        (with_node(Protocol.NVME, False), "nvme"),
        (with_node(Protocol.SCSI, True, True), "hdd"),
        (with_node(Protocol.UNKNOWN, False), "ssd"),
        (with_node(Protocol.ATA, True, False), "unknown"),
        (with_node(Protocol.ATA, None), "unknown"),
        (with_node(Protocol.ATA), "unknown"),
    ],
)
def test_kinds(view: DriveView, kind: str) -> None:
    assert row_of(view)["kind"] == kind


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({"temperature": 49}, "ok"),
        ({"temperature": 50}, "warm"),
        ({"temperature": 54}, "warm"),
        ({"temperature": 55}, "hot"),
        ({"temperature": 64, "rotation_rate": 0}, "ok"),
        ({"temperature": 70, "rotation_rate": 0}, "hot"),
        ({}, None),
    ],
)
def test_temperatures(values: dict[str, Any], level: str | None) -> None:
    row = row_of(with_smart(**values))
    assert (row["temperature"], row["temperature_level"]) == (
        values.get("temperature"),
        level,
    )


@pytest.mark.parametrize(
    ("values", "notes", "health"),
    [
        ({"passed": True}, (), "ok"),
        ({"passed": True}, (Reason("shingled", {"model": "x"}),), "ok"),
        ({"passed": False}, (Reason("health_fails_already"),), "problem"),
        ({}, (), None),
    ],
)
def test_health(
    values: dict[str, Any], notes: tuple[Reason, ...], health: str | None
) -> None:
    row = row_of(replace(with_smart(**values), notes=notes))
    assert row["health"] == health
    assert len(row["problems"]) + len(row["notes"]) == len(notes)
    assert bool(row["problems"]) == (health == "problem")


GRANT = GrantView(Lock.POOL, "somebody", SOON)
UNSURE = replace(
    VIEW.drives[POOL].drive, identity_problem=Reason("serial_missing", {"nodes": "sda"})
)


@pytest.mark.parametrize(
    ("view", "words", "until"),
    [
        (VIEW.drives[IDLE], None, None),
        (VIEW.drives[POOL], "tank", None),
        (replace(VIEW.drives[POOL], grant=GRANT), None, SOON),
        (replace(VIEW.drives[POOL], grant=replace(GRANT, expires=NOW)), "tank", None),
        (replace(VIEW.drives[POOL], drive=UNSURE), None, None),
        (replace(VIEW.drives[POOL], lock=LockState(Lock.IN_USE)), None, None),
        (replace(VIEW.drives[IDLE], lock=LockState(Lock.HAS_DATA)), "ERASE LE01", None),
    ],
)
def test_locks(view: DriveView, words: str | None, until: Any) -> None:
    lock = row_of(view)["lock"]
    assert lock["words"] == words
    assert lock["unlocked_until"] == (until and until.isoformat())
    assert lock["state"] == view.lock.lock.value


def test_a_pool_says_how_it_lets_go() -> None:
    lock = row_of(VIEW.drives[POOL])["lock"]
    assert lock["reasons"] == ["sdc1 belongs to the pool “tank” (data, ONLINE)."]
    assert lock["release"]


def test_what_two_detectors_saw_is_said_once() -> None:
    twice = replace(IN_POOL, evidence=IN_POOL.evidence * 2)
    lock = row_of(replace(VIEW.drives[POOL], lock=twice))["lock"]
    assert len(lock["reasons"]) == 1


def test_others_read_all_but_the_words() -> None:
    row = row_of(VIEW.drives[POOL])
    public = without_words(row)
    assert row["lock"]["words"] == "tank"
    assert public == {**row, "lock": {**row["lock"], "words": None}}


NOW_TESTING = SelfTests(told=True, running=SelfTestNow(SelfTestKind.LONG, 40))


@pytest.mark.parametrize(
    ("view", "connected", "startable"),
    [
        (VIEW.drives[IDLE], True, True),
        (VIEW.drives[IDLE], False, False),
        (replace(VIEW.drives[IDLE], present=False), True, False),
        (VIEW.drives[BUSY], True, False),
        (
            replace(VIEW.drives[IDLE], job=JobView(job(IDLE, JobState.FAILED))),
            True,
            True,
        ),
        (VIEW.drives[POOL], True, False),
        (replace(VIEW.drives[POOL], grant=GRANT), True, True),
        (with_smart(self_tests=NOW_TESTING), True, False),
        (replace(VIEW.drives[IDLE], lock=LockState(Lock.UNKNOWN)), True, False),
    ],
)
def test_what_can_be_started(view: DriveView, connected: bool, startable: bool) -> None:
    assert row_of(view, connected=connected)["startable"] is startable


PASSED = SelfTest(SelfTestKind.SHORT, SelfTestEnd.PASSED, 812)


def test_self_tests() -> None:
    tests = replace(
        NOW_TESTING,
        entries=(PASSED,),
        supported=(SelfTestKind.SHORT, SelfTestKind.LONG),
    )
    row = row_of(with_smart(self_tests=tests))
    assert row["short_test"] == {"state": "passed", "percent": None, "at_hours": 812}
    assert row["long_test"] == {"state": "running", "percent": 40, "at_hours": None}
    assert row["conveyance_test"] is None


def test_a_drive_that_tells_nothing() -> None:
    row = row_of(replace(with_node(Protocol.UNKNOWN), lock=FREE))
    named = ("short_test", "long_test", "conveyance_test", "temperature", "health")
    assert [row[name] for name in named] == [None] * len(named)
    assert (row["node"], row["job"], row["last_verdict"]) == ("", None, None)


P, R = StageState.PASSED, StageState.RUNNING
W, C = StageState.PENDING, StageState.CANCELLED


@pytest.mark.parametrize(
    ("states", "state", "position"),
    [
        ((W, W), JobState.QUEUED, 1),
        ((P, R, W), JobState.RUNNING, 2),
        ((P, P, W), JobState.RUNNING, 3),
        ((P, C), JobState.CANCELLED, None),
        ((P, P), JobState.PASSED, None),
    ],
)
def test_the_stage_of_a_job(
    states: tuple[StageState, ...], state: JobState, position: int | None
) -> None:
    row = job_of(JobView(replace(staged(*states), state=state)))
    assert (row["stage_position"], row["stage_count"]) == (position, len(states))
    assert [stage["state"] for stage in row["stages"]] == [one.value for one in states]


def test_the_progress_of_a_stage_that_runs() -> None:
    running = staged(R, kinds=(StageKind.SURFACE_VALIDATE,))
    row = job_of(replace(RUNNING, job=running))
    assert {name: row[name] for name in ("stage_percent", "percent")} == {
        "stage_percent": 31.2,
        "percent": 31.2,
    }
    assert (row["phase"], row["phase_count"], row["pattern"]) == (3, 8, "55")
    assert (row["phase_kind"], row["phase_percent"]) == ("write", 50.2)
    assert (row["speed"], row["bad_blocks"]) == (212345678, 2)


@pytest.mark.parametrize(
    "shown",
    [
        JobView(replace(staged(W), state=JobState.QUEUED)),
        replace(
            RUNNING,
            job=staged(P, R, kinds=(StageKind.SURFACE_READ, StageKind.FINAL_CHECK)),
        ),
        replace(RUNNING, job=replace(staged(P), state=JobState.PASSED)),
    ],
    ids=["queued", "final_check", "ended"],
)
def test_what_has_no_phases(shown: JobView) -> None:
    row = job_of(shown)
    named = (
        "stage_percent",
        "phase",
        "pattern",
        "phase_kind",
        "phase_percent",
        "speed",
    )
    assert [row[name] for name in named] == [None] * len(named)


def test_all_but_done_is_not_done() -> None:
    running = staged(R, kinds=(StageKind.SURFACE_VALIDATE,))
    progress = replace(PROGRESS, percent=99.99)
    row = job_of(replace(RUNNING, job=running, progress=progress))
    assert row["percent"] == row["stage_percent"] == 99.9
    done = replace(running, state=JobState.PASSED, verdict=Verdict.PASSED)
    row = job_of(JobView(done, progress=Progress(100.0)))
    assert (row["percent"], row["verdict"]) == (100.0, "passed")


def test_when_a_job_ends() -> None:
    outlook = Outlook(600_000.4, SOON)
    row = job_of(RUNNING, outlook)
    assert (row["finish"], row["seconds"]) == (SOON.isoformat(), 600_000)
    ended = replace(RUNNING, job=replace(job(), state=JobState.UNKNOWN, ended=NOW))
    row = job_of(ended, outlook)
    assert (row["finish"], row["ended"]) == (None, NOW.isoformat())


def test_what_can_be_gone_on_with() -> None:
    handle = TestHandle("unit", "nonce", "boot")
    attempt = Attempt(handle, (), NOW, Reason("interrupted"))
    (surface,) = job().stages
    broken = replace(surface, state=StageState.UNKNOWN, attempts=(attempt,))
    unknown = replace(job(), state=JobState.UNKNOWN, stages=(broken,))
    waits = replace(job(), waits=Reason("cancelled"))
    found = [job_of(JobView(one)) for one in (unknown, waits, job())]
    assert [row["can_resume"] for row in found] == [True, True, False]
    assert found[1]["reasons"] == ["The burn-in was cancelled."]


def test_a_host() -> None:
    row = host_row("entry", Device("device-1", "Tower"), VIEW, None, speaker=RECORD)
    assert (row["loaded"], row["connected"], row["running"]) == (True, True, 1)
    assert row["profiles"] == []
    lost = replace(
        VIEW,
        connected=False,
        problem=Reason("host_unreachable", {"detail": "no route"}),
        waits_for=Reason("owner_unreadable"),
        gate=Reason("paused_by_person"),
        queue_finish=SOON,
    )
    row = host_row("entry", Device("device-1", "Tower"), lost, None, speaker=RECORD)
    assert row["problem"] == "The host cannot be reached: no route"
    assert row["waits_for"].startswith("The record of the controller")
    assert row["gate"] == "The burn-in was paused by a person."
    assert row["queue_finish"] == SOON.isoformat()


def test_a_host_that_is_not_set_up() -> None:
    row = host_row("entry", Device(None, "tank"), None, "Wrong key", speaker=RECORD)
    assert (row["loaded"], row["connected"], row["problem"]) == (
        False,
        False,
        "Wrong key",
    )
    assert (row["running"], row["queued"], row["max_parallel"]) == (0, 0, 0)


def texts(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for item in value.values() for text in texts(item)]
        case list():
            return [text for item in value for text in texts(item)]
    return []


def test_hostile_words_are_harmless() -> None:
    node = BlockDevice(
        HOSTILE, "8:0", replace(VIEW.drives[IDLE].drive.nodes[0].identity)
    )
    drive = replace(
        VIEW.drives[POOL].drive,
        model=HOSTILE,
        serial=HOSTILE,
        firmware=HOSTILE,
        wwn=HOSTILE,
        nodes=(node,),
    )
    reason = Reason("pool_member", dict.fromkeys(("pool", "node", "role"), HOSTILE))
    fact = replace(IN_POOL.evidence[0], reason=reason, where=HOSTILE, pool=HOSTILE)
    bad = Reason(HOSTILE, {HOSTILE: HOSTILE})
    stage = replace(job().stages[0], reasons=(bad,))
    shown = JobView(replace(job(), reasons=(bad,), profile=HOSTILE, stages=(stage,)))
    row = drive_row(
        "entry",
        Device("device-1", HOSTILE),
        DriveView(drive, LockState(Lock.POOL, (fact,)), job=shown, notes=(bad,)),
        Settings(),
        NOW,
        connected=True,
        speaker=RECORD,
    )
    host = host_row(
        "entry",
        Device(None, HOSTILE),
        replace(VIEW, problem=bad, gate=bad),
        HOSTILE,
        speaker=RECORD,
    )
    found = [*texts(row), *texts(host)]
    assert sum("script" in text for text in found) > 8
    for text in found:
        assert len(text) <= 1001
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
