"""Silence is counted by bytes, in time that counts."""

from dataclasses import replace
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import TestReport, TestState
from custom_components.nas_burnin.engine.queue.stall import (
    LONGEST_LOOK,
    Silence,
    listen,
    unheard,
)
from tests.engine.surface import PLAN, running_report


def report(offset: int = 4096, seconds: float = 10, **changes: Any) -> TestReport:
    """Answer a test that stands at `offset`, as its records said after `seconds`."""
    made = running_report(PLAN, 0, 0, 0.5, seconds)
    return replace(made, offset=offset, **changes)


def heard(*looks: tuple[float, TestReport]) -> Silence:
    """Answer the silence after these looks."""
    silence = None
    for now, seen in looks:
        silence = listen(silence, seen, now)
    assert silence
    return silence


def test_a_test_that_stands_still_is_silent() -> None:
    silence = heard(
        (0, report(seconds=1)), (12, report(seconds=13)), (24, report(seconds=25))
    )
    assert (silence.seconds, silence.proven) == (24, 24)


def test_a_byte_ends_the_silence() -> None:
    moved = report(8192, 25)
    assert heard((0, report()), (12, report()), (24, moved)).seconds == 0


@pytest.mark.parametrize(
    "changes", [{"nonce": "another"}, {"run_index": 1}, {"run_index": -1}]
)
def test_another_place_ends_the_silence(changes: dict[str, Any]) -> None:
    assert heard((0, report()), (12, report(**changes))).seconds == 0


def test_a_new_phase_at_the_same_byte_ends_the_silence() -> None:
    verify = replace(running_report(PLAN, 0, 1, 0.5, 10), offset=4096)
    assert heard((0, report()), (12, verify)).seconds == 0


def test_records_that_stand_still_prove_nothing() -> None:
    silence = heard((0, report()), (12, report()), (24, report(updated=None)))
    assert (silence.seconds, silence.proven) == (24, 0)


@pytest.mark.parametrize(
    "changes", [{"state": TestState.PAUSED}, {"state": TestState.HELD}]
)
def test_what_does_not_work_is_not_silent(changes: dict[str, Any]) -> None:
    still = report(**changes)
    silence = heard((0, report()), (12, still), (24, still), (36, report()))
    assert silence.seconds == 0
    assert heard((0, still), (12, still)).seconds == 0


def test_a_pause_between_two_looks_does_not_count() -> None:
    silence = heard((0, report()), (12, report(paused_seconds=5.0)))
    assert silence.seconds == 7
    assert heard((0, report()), (12, report(paused_seconds=50.0))).seconds == 0


def test_time_without_an_answer_does_not_count() -> None:
    silence = unheard(heard((0, report()), (12, report())))
    silence = listen(silence, report(), 20_000)
    assert silence.seconds == 12
    assert listen(silence, report(), 20_012).seconds == 24


@given(
    st.lists(st.floats(-1e9, 1e9, allow_nan=False), max_size=20),
)
def test_no_clock_can_jump_a_stall(jumps: list[float]) -> None:
    now, silence = 0.0, listen(None, report(), 0.0)
    for jump in jumps:
        now += jump
        silence = listen(silence, report(), now)
    assert 0 <= silence.proven <= silence.seconds <= LONGEST_LOOK * len(jumps)
