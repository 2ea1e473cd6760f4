"""The owner record, and who has drives open: read whole, or not believed."""

from dataclasses import replace
from hashlib import sha256
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import Opener, Owner, OwnerRecord, Stamp
from custom_components.nas_burnin.engine.parse.openers import read_openers
from custom_components.nas_burnin.engine.parse.owner import read_owner
from custom_components.nas_burnin.engine.parse.shape import Unreadable
from tests.engine.parse.damage import damaged

RECORD: dict[str, Any] = {
    "v": 1,
    "controller": "controller-1",
    "name": "Home",
    "starts": 7,
    "claim": "c1a1",
    "since": {"wall": 100.0, "boot": 10.0},
    "written": {"wall": 200.0, "boot": 110.0},
    "former": {"controller": "controller-0", "name": "Attic"},
}
OWNER = Owner(
    "controller-1",
    "Home",
    7,
    "c1a1",
    Stamp(100.0, 10.0),
    Stamp(200.0, 110.0),
    ("controller-0", "Attic"),
)


def dumped(record: object) -> bytes:
    return json.dumps(record).encode()


def owner_of(record: object) -> Owner | None:
    data = dumped(record)
    found = read_owner(data)
    assert found.digest == sha256(data).hexdigest()
    return found.owner


def test_a_record_is_read() -> None:
    assert owner_of(RECORD) == OWNER
    assert owner_of({**RECORD, "former": None}) == replace(OWNER, former=None)
    assert owner_of({**RECORD, "name": ""}) == replace(OWNER, name="")


def test_names_are_made_harmless() -> None:
    owner = owner_of({**RECORD, "name": "\x1b[2J\u202e" + "x" * 500})
    assert owner
    assert owner.name.startswith("\\x1b[2J\\u202e")
    assert len(owner.name) == 200


ODD: list[Any] = [None, "", -1, [], {}, {"controller": "x"}, "x" * 5000]


@pytest.mark.parametrize("key", RECORD)
@pytest.mark.parametrize("value", ODD, ids=lambda value: str(value)[:9])
def test_a_record_that_is_not_as_it_must_be_has_no_owner(key: str, value: Any) -> None:
    if (key, value) not in [("name", ""), ("former", None)]:
        assert owner_of({**RECORD, key: value}) is None


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b"[" * 9999])
def test_what_is_no_record_has_no_owner(data: bytes) -> None:
    assert read_owner(data) == OwnerRecord(sha256(data).hexdigest(), None)


@given(damaged(dumped(RECORD)) | st.binary())
def test_a_damaged_record_never_raises(data: bytes) -> None:
    assert read_owner(data).digest == sha256(data).hexdigest()


def openers(*entries: object) -> bytes:
    return json.dumps({"openers": entries}).encode()


QEMU = {"dev": "8:16", "pid": 4711, "process": "qemu"}


def test_openers_are_read() -> None:
    odd = {"dev": "230:1", "pid": 1, "process": "\udcff\n"}
    assert read_openers(openers()) == ()
    assert read_openers(openers(QEMU, odd)) == (
        Opener("8:16", 4711, "qemu"),
        Opener("230:1", 1, "\\xff"),
    )


@pytest.mark.parametrize("key", QEMU)
@pytest.mark.parametrize("value", [None, -1, [], {}, "\n:\n" * 2000])
def test_an_opener_that_is_not_as_it_must_be_hides_none(key: str, value: Any) -> None:
    assert isinstance(read_openers(openers(QEMU, {**QEMU, key: value})), Unreadable)


@given(damaged(openers(QEMU, QEMU)) | st.binary())
def test_damaged_openers_never_raise(data: bytes) -> None:
    assert isinstance(read_openers(data), tuple | Unreadable)
