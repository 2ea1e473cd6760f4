"""The owner record: of any number that want it at once, one gets it."""

from concurrent.futures import ThreadPoolExecutor
import fcntl
import hashlib
import json
import os
from pathlib import Path
import subprocess
import sys
from typing import Any

import pytest

from custom_components.nas_burnin.engine.remote import _owner
from tests.remote.sandbox import SYSTEM_PYTHON, Sandbox

FIRST = {"controller": "c-1", "name": "Home", "starts": 1, "claim": "x", "expect": ""}

# Two engines on one NAS: each claims round after round, and counts its own wins.
RACER = """
import hashlib, json, os, sys, time
from custom_components.nas_burnin.engine.remote._owner import answer_own
who, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
won = []
for number in range(rounds):
    # Both begin from the same record, as near to at once as can be.
    open(f"{folder}/{who}-{number}", "w").close()
    other = "b" if who == "a" else "a"
    while not os.path.exists(f"{folder}/{other}-{number}"):
        time.sleep(0)
    expect = "" if number == 0 else digest
    done = answer_own({"state_dir": folder + "/state", "run_dir": folder + "/run",
        "wait": 60, "controller": who, "name": who, "starts": number,
        "claim": f"{who}{number}", "expect": expect})
    assert done["code"] in ("", "other_owner"), done
    if done["ok"]:
        won.append(number)
    with open(folder + "/state/owner.json", "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
print(json.dumps(won))
"""


def own(nas: Sandbox, **fields: object) -> dict[str, Any]:
    """What control answers to a claim."""
    request = {
        "v": 1,
        "verb": "own",
        "state_dir": str(nas.state_dir),
        "run_dir": str(nas.run_dir),
        "wait": 20,
    }
    answer = nas.call("control", {**request, **FIRST, **fields})
    assert answer.complete
    return dict(json.loads(answer.frames["control"].out))


def record(nas: Sandbox) -> dict[str, Any]:
    """The record as the probe tells it."""
    frame = nas.probe().frames["owner"]
    assert frame.rc == 0
    assert frame.out == (nas.state_dir / "owner.json").read_bytes()
    return dict(json.loads(frame.out))


def digest(nas: Sandbox) -> str:
    return hashlib.sha256((nas.state_dir / "owner.json").read_bytes()).hexdigest()


DONE = {"ok": True, "code": "", "detail": "", "test": None}


@pytest.mark.parametrize("python", ["same", SYSTEM_PYTHON])
def test_a_host_is_taken_and_kept(nas: Sandbox, python: str) -> None:
    nas.python = nas.python if python == "same" else python
    assert nas.probe().frames["owner"].missing
    assert own(nas) == DONE
    path = nas.state_dir / "owner.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert nas.state_dir.stat().st_mode & 0o777 == 0o700
    assert [entry.name for entry in nas.state_dir.iterdir()] == ["owner.json"]
    first = record(nas)
    now = first["written"]
    assert first == {
        "v": 1,
        "controller": "c-1",
        "name": "Home",
        "starts": 1,
        "claim": "x",
        "since": now,
        "written": now,
        "former": None,
    }
    assert own(nas, starts=2, claim="y", expect=digest(nas)) == DONE
    again = record(nas)
    assert again["starts"] == 2
    assert again["since"] == now
    assert again["written"]["boot"] >= now["boot"]


def test_another_controller_takes_it_from_the_one_it_saw(nas: Sandbox) -> None:
    own(nas)
    before = record(nas)
    refused = own(nas, controller="c-2", name="Attic")
    assert (refused["ok"], refused["code"]) == (False, "other_owner")
    assert record(nas) == before
    assert own(nas, controller="c-2", name="Attic", expect=digest(nas)) == DONE
    taken = record(nas)
    assert taken["controller"] == "c-2"
    assert taken["former"] == {"controller": "c-1", "name": "Home"}
    assert taken["since"] == taken["written"]
    assert own(nas, controller="c-2", starts=2, claim="z", expect=digest(nas)) == DONE
    assert record(nas)["former"] == taken["former"]


@pytest.mark.parametrize("content", ["", "{", "[1]", "x" * 20_000, '{"v": 9}'])
def test_a_record_that_can_not_be_read_is_taken_only_as_it_was_seen(
    nas: Sandbox, content: str
) -> None:
    path = nas.write("var/nas_burnin/owner.json", content)
    assert own(nas)["code"] == "other_owner"
    assert path.read_text() == content
    assert own(nas, expect=digest(nas)) == DONE
    assert record(nas)["controller"] == "c-1"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("controller", None),
        ("name", "x" * 257),
        ("claim", 7),
        ("expect", None),
        ("starts", True),
        ("starts", -1),
        ("state_dir", "var"),
        ("run_dir", "/run/../etc"),
    ],
)
def test_a_claim_that_is_none_is_refused(
    nas: Sandbox, field: str, value: object
) -> None:
    done = own(nas, **{field: value})
    assert (done["code"], done["detail"]) == ("bad_request", field)
    assert not (nas.state_dir / "owner.json").exists()


def test_what_can_not_be_written_is_said(nas: Sandbox) -> None:
    nas.write("var/nas_burnin", "a file")
    done = own(nas)
    assert (done["ok"], done["code"]) == (False, "failed")
    assert nas.probe().frames["owner"].rc == 1


def test_a_lock_that_stays_is_waited_for_so_long(nas: Sandbox) -> None:
    nas.state_dir.mkdir()
    descriptor = os.open(nas.state_dir, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        done = own(nas, wait=0.1)
    finally:
        os.close(descriptor)
    assert done["code"] == "failed"
    assert own(nas)["ok"]


def test_a_folder_that_is_removed_meanwhile_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "state"
    # It leaves before it is opened, and once more before it is locked.
    waits, opens = iter((True, False)), iter((True, False, False))
    real_wait, real_open = _owner._await_lock, os.open

    def wait(descriptor: int, until: float) -> None:
        if next(waits):
            folder.rmdir()
        real_wait(descriptor, until)

    def open_folder(path: str, flags: int) -> int:
        if next(opens):
            folder.rmdir()
        return real_open(path, flags)

    with monkeypatch.context() as patch:
        patch.setattr(_owner, "_await_lock", wait)
        patch.setattr(os, "open", open_folder)
        descriptor = _owner._locked_folder(str(folder), 0.0)
    os.close(descriptor)
    assert folder.is_dir()
    assert next(waits, None) is None
    assert next(opens, None) is None


def test_two_that_race_never_both_own_it(tmp_path: Path) -> None:
    rounds = 500
    (tmp_path / "state").mkdir()

    def race(who: str) -> list[int]:
        done = subprocess.run(
            [sys.executable, "-c", RACER, who, str(tmp_path), str(rounds)],
            check=True,
            capture_output=True,
            timeout=240,
        )
        return list(json.loads(done.stdout))

    with ThreadPoolExecutor(2) as pool:
        a, b = pool.map(race, "ab")
    assert sorted(a + b) == list(range(rounds))


def test_removing_the_last_test_leaves_the_record_alone(
    nas: Sandbox, drive: Path
) -> None:
    own(nas)
    before = record(nas)
    nas.write("var/nas_burnin/nas-burnin-x/request.json", '{"nonce": "n0nce"}')
    assert nas.control("remove", "nas-burnin-x")["ok"]
    assert [entry.name for entry in nas.state_dir.iterdir()] == ["owner.json"]
    assert record(nas) == before
