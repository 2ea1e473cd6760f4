"""The framed answer: whole, cut anywhere, damaged anywhere."""

import json
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.nas_burnin.engine.parse import frames as module
from custom_components.nas_burnin.engine.parse.frames import (
    Answer,
    Frame,
    split_frames,
)


def frame(name: str, out: bytes = b"", err: bytes = b"", /, **header: Any) -> bytes:
    told = {
        "frame": name,
        "rc": 0,
        "signal": None,
        "timeout": False,
        "missing": False,
        "out": len(out),
        "err": len(err),
        "cut": False,
        "ms": 1,
        **header,
    }
    return json.dumps(told).encode() + b"\n" + out + err


def end(count: int, /, **fields: Any) -> bytes:
    told = {"frames": count, "boot_id": "b00", **fields}
    return frame("end", json.dumps(told).encode())


TWO = frame("zpool", b"out\n", b"err\n", ms=3.5) + frame(
    "smart:sda", rc=None, timeout=True
)
WHOLE = TWO + end(2)
FRAMES = {
    "zpool": Frame("zpool", out=b"out\n", err=b"err\n", ms=3.5),
    "smart:sda": Frame("smart:sda", rc=None, timed_out=True, ms=1.0),
}


def test_a_whole_answer() -> None:
    assert split_frames(WHOLE) == Answer(FRAMES, complete=True, boot_id="b00")


def test_all_that_a_header_can_say() -> None:
    data = frame("x", rc=None, signal=9, missing=True, cut=True)
    expected = Frame("x", None, 9, missing=True, cut=True, ms=1.0)
    assert split_frames(data).frames == {"x": expected}


def test_streams_are_not_looked_into() -> None:
    nested = frame("inner", b"x") + end(1)
    answer = split_frames(frame("outer", nested, nested) + end(1))
    assert answer.complete
    assert answer.frames["outer"].out == nested


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_a_cut_answer_is_never_complete(length: int) -> None:
    answer = split_frames(WHOLE[:length])
    assert not answer.complete
    assert answer.frames.items() <= FRAMES.items()


def test_a_noisy_shell() -> None:
    assert split_frames(b"Welcome to the NAS\n\xff\n" + WHOLE).complete
    too_much = b"x" * module.MAX_NOISE + b"\n"
    assert split_frames(too_much + WHOLE) == Answer({}, complete=False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"zsh: command not found: python3\n",
        WHOLE + b"\n",
        WHOLE + WHOLE,
        TWO + b"noise\n" + end(2),
        TWO + end(1),
        TWO + end(3),
        TWO + end(2, boot_id=None),
        TWO + end(2, frames=True),
        TWO + frame("end", b"[]"),
        TWO + frame("end", b"no JSON"),
        TWO + frame("zpool") + end(3),
        TWO + frame("x" * 5000) + end(3),
        frame("a", out=5) + end(1),
        frame("a", out=1 << 70) + end(1),
    ],
)
def test_an_answer_that_is_not_complete(data: bytes) -> None:
    assert not split_frames(data).complete


@pytest.mark.parametrize(
    "wrong",
    [
        {"frame": None},
        {"frame": 1},
        {"rc": "0"},
        {"rc": True},
        {"rc": 0.5},
        {"rc": 1 << 70},
        {"signal": "KILL"},
        {"timeout": None},
        {"missing": 0},
        {"cut": "false"},
        {"out": -1},
        {"out": None},
        {"out": 0.0},
        {"err": True},
        {"err": "0"},
        {"ms": None},
        {"ms": 1e999},
        {"ms": float("nan")},
    ],
)
def test_a_header_that_lies(wrong: dict[str, Any]) -> None:
    assert split_frames(frame("a", **wrong) + end(1)) == Answer({}, complete=False)


def test_frames_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FRAMES", 2)
    three = frame("a") + frame("b") + frame("c")
    assert not split_frames(three + end(3)).complete
    assert split_frames(frame("a") + end(1)).complete


@settings(max_examples=300)
@given(
    place=st.integers(0, len(WHOLE)),
    length=st.integers(0, 40),
    instead=st.binary(max_size=40),
)
def test_a_damaged_answer_never_raises(place: int, length: int, instead: bytes) -> None:
    answer = split_frames(WHOLE[:place] + instead + WHOLE[place + length :])
    assert not answer.complete or len(answer.frames) == 2


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    assert not split_frames(data).complete
