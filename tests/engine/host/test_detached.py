"""What is asked of `control`, and how its answers are understood."""

from typing import Any

import pytest

from custom_components.nas_burnin.engine import remote
from custom_components.nas_burnin.engine.errors import AnswerUnusable
from custom_components.nas_burnin.engine.host.detached import (
    Controlled,
    Detached,
    handle_of,
    new_nonce,
    start_request,
)
from custom_components.nas_burnin.engine.model import (
    BlockDevice,
    Drive,
    Identity,
    Pattern,
    Protocol,
    Reason,
    Run,
    SurfacePlan,
    TestHandle,
    TestState,
)
from custom_components.nas_burnin.engine.remote._request import checked
from tests.engine.host.nas import Nas

IDENTITY = Identity(wwid="naa.5000c500a1b2c3d4", serial=" ZR\udcff1 ", size=1 << 26)
DRIVE = Drive(
    key="naa-5000c500a1b2c3d4-zr1",
    wwn="naa-5000c500a1b2c3d4",
    serial="ZR1",
    model="LAB",
    firmware="1",
    protocol=Protocol.ATA,
    size=IDENTITY.size,
    nodes=(BlockDevice("sda", "8:0", IDENTITY),),
)
UNIT = "nas-burnin-naa-5000c500a1b2c3d4-zr1"
RUNS = (
    Run(0, Pattern.AA, True, 4096, 1024, 0, 16383),
    Run(1, Pattern.RANDOM, True, 4096, 1024, 0, 16383),
)
RECORD = {
    "v": 1,
    "unit": UNIT,
    "job": "job-1",
    "controller": "ha-1",
    "nonce": "n1",
    "boot_id": "boot-1",
    "invocation": "inv-1",
    "supervisor_sha256": "ab" * 32,
    "pid": 1,
    "start_ticks": 2,
    "state": "held",
    "end": "",
    "reason": None,
    "nodes": ["8:0"],
    "sample": {"samples": 66, "constant": 0, "error": ""},
    "signatures": [],
    "started": {"wall": 1.0, "boot": 1.0},
    "ended": None,
    "updated": {"wall": 1.0, "boot": 1.0},
    "run": -1,
    "offset": None,
    "paused_seconds": 0.0,
    "pauses": [],
    "runs": [],
}
TEST = {
    "unit": UNIT,
    "request": {"job": "job-1", "controller": "ha-1", "nonce": "n1", "boot_id": "b"},
    "status": RECORD,
    "checkpoint": None,
    "alive": True,
    "unit_state": "active",
}


def request(runs: tuple[Run, ...] = RUNS) -> dict[str, object]:
    return start_request(
        DRIVE,
        SurfacePlan(IDENTITY.size, 100, runs),
        nonce="n1",
        job_uid="job-1",
        controller="ha-1",
        boot_id="boot-1",
        require_blank=True,
    )


def answer(**changes: Any) -> dict[str, Any]:
    return {"ok": True, "code": "", "detail": "", "test": TEST, **changes}


def nas(said: dict[str, Any] | None) -> Nas:
    return Nas({}, control_answer=said)


def test_the_request_is_one_that_the_supervisor_accepts() -> None:
    """The identity is the kernel's own text, byte for byte."""
    assert checked(request())["identity"] == {
        "wwid": "naa.5000c500a1b2c3d4",
        "serial": " ZR\udcff1 ",
        "size": 1 << 26,
    }
    assert checked(request()) == {
        "v": 1,
        "unit": UNIT,
        "job": "job-1",
        "controller": "ha-1",
        "nonce": "n1",
        "boot_id": "boot-1",
        "destructive": True,
        "identity": {
            "wwid": IDENTITY.wwid,
            "serial": IDENTITY.serial,
            "size": IDENTITY.size,
        },
        "require_blank": True,
        "go_within": 60,
        "error_limit": 100,
        "stop_grace": 3,
        "runs": [
            {
                "number": number,
                "pattern": pattern,
                "write": True,
                "block_size": 4096,
                "blocks_at_once": 1024,
                "first": 0,
                "last": 16383,
            }
            for number, pattern in enumerate(["0xaa", "random"])
        ],
    }


def test_only_reading_is_not_destructive() -> None:
    reading = (Run(3, None, False, 4096, 1024, 100, 16383),)
    asked = checked({**request(reading), "require_blank": False})
    assert asked["destructive"] is False


def test_the_rest_of_a_test_that_erases_is_held_like_all_of_it() -> None:
    comparing = (Run(3, Pattern.X55, False, 4096, 1024, 100, 16383),)
    assert checked(request(comparing))["destructive"] is True


async def test_a_start_sends_the_program_and_answers_with_the_test() -> None:
    host = nas(answer())
    done = await Detached(host, UNIT, "n1").start(request())
    (sent,) = host.control_requests
    assert sent["verb"] == "start"
    assert sent["program"] == remote.load("supervisor")
    assert sent["request"] == request()
    assert (sent["unit"], sent["nonce"], sent["v"]) == (UNIT, "n1", 1)
    assert done.refusal is None
    assert done.test is not None
    assert done.test.state is TestState.HELD
    assert done.test.node_devs == ("8:0",)
    assert handle_of(done.test) == TestHandle(UNIT, "n1", "boot-1", "inv-1", "ab" * 32)


@pytest.mark.parametrize("verb", ["go", "stop", "pause", "resume", "remove"])
async def test_each_verb_names_the_unit_and_the_nonce(verb: str) -> None:
    host = nas(answer(test=None))
    done = await getattr(Detached(host, UNIT, "n1"), verb)()
    assert done == Controlled(None, None)
    (sent,) = host.control_requests
    assert sent.keys() == {
        "v",
        "verb",
        "unit",
        "nonce",
        "state_dir",
        "run_dir",
        "wait",
    }
    assert (sent["verb"], sent["unit"], sent["nonce"]) == (verb, UNIT, "n1")


async def test_a_refusal_has_its_code_and_the_test_that_is_there() -> None:
    host = nas(answer(ok=False, code="exists", detail="folder\x1b[0m"))
    done = await Detached(host, UNIT, "n2").start(request())
    assert done.refusal == Reason("exists", {"detail": "folder\\x1b[0m"})
    assert done.test is not None
    assert done.test.nonce == "n1"


async def test_torn_records_do_not_hide_the_answer() -> None:
    host = nas(answer(test={**TEST, "status": {**RECORD, "state": "dancing"}}))
    assert await Detached(host, UNIT, "n1").go() == Controlled(None, None)


@pytest.mark.parametrize(
    "said",
    [
        None,
        {},
        answer(ok=False),
        answer(code="exists"),
        answer(ok="yes"),
        answer(code=7),
        {"ok": True},
    ],
)
async def test_an_answer_of_another_form_is_unusable(
    said: dict[str, Any] | None,
) -> None:
    with pytest.raises(AnswerUnusable):
        await Detached(nas(said), UNIT, "n1").stop()


async def test_an_answer_that_broke_off_is_unusable() -> None:
    host = nas(answer())
    host.broken_off = True
    with pytest.raises(AnswerUnusable):
        await Detached(host, UNIT, "n1").stop()


def test_nonces_differ() -> None:
    assert len({new_nonce() for _ in range(100)}) == 100
