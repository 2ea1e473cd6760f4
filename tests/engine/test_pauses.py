"""Pauses are kept one of each cause, and taken out of what took time."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    Pause,
    PauseCause,
    PauseTimes,
    Reason,
)
from custom_components.nas_burnin.engine.queue.pauses import (
    is_paused_by,
    paused_minutes,
    why_paused,
    with_pause,
    without_pause,
    working_seconds,
)
from custom_components.nas_burnin.engine.verdict.findings import phase_records
from custom_components.nas_burnin.engine.verdict.progress import progress
from tests.engine.builders import NOON, make_job
from tests.engine.surface import PLAN, clean_report, running_report, stamp

PERSON = Pause(PauseCause.PERSON, NOON, user_id="me")
HEAT = Pause(PauseCause.HEAT, NOON, temperature=56)
HOST = Pause(PauseCause.HOST, NOON)


def after(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


def test_one_of_each_cause() -> None:
    job = with_pause(make_job(), PERSON)
    assert with_pause(job, replace(PERSON, user_id="another")) is job
    job = with_pause(with_pause(job, HEAT), HOST)
    assert [pause.cause for pause in job.pauses] == [
        PauseCause.PERSON,
        PauseCause.HEAT,
        PauseCause.HOST,
    ]
    assert why_paused(job) == (
        Reason("paused_by_person"),
        Reason("paused_by_heat", {"temperature": "56"}),
        Reason("paused_with_host"),
    )
    assert job.pause is PERSON


def test_a_pause_ends_for_its_cause_alone() -> None:
    job = with_pause(with_pause(make_job(), PERSON), HEAT)
    later = NOON + after(5)
    cool = without_pause(job, later, PauseCause.HEAT)
    assert cool.pauses == (PERSON, replace(HEAT, ended=later))
    assert is_paused_by(cool, PauseCause.PERSON)
    assert not is_paused_by(cool, PauseCause.HEAT)
    assert without_pause(cool, later, PauseCause.HEAT, PauseCause.HOST) is cool
    # The next one of the same cause is another.
    assert len(with_pause(cool, HEAT).pauses) == 3
    assert without_pause(cool, later, *PauseCause).pause is None


def test_a_clock_set_back_makes_no_pause_negative() -> None:
    job = without_pause(with_pause(make_job(), PERSON), NOON - after(60), *PauseCause)
    assert job.pauses[0].ended == NOON
    assert paused_minutes(job, NOON) == 0
    assert paused_minutes(with_pause(make_job(), PERSON), NOON - after(9)) == 0


@pytest.mark.parametrize(
    ("spans", "minutes"),
    [
        ([], 0),
        ([(0, 5)], 5),
        ([(0, 5), (10, 12.9)], 7),
        ([(0, 5), (1, 3)], 5),
        ([(0, 5), (3, 8)], 8),
        ([(0, None)], 30),
        ([(0, None), (2, 5), (20, None)], 30),
    ],
)
def test_minutes_count_once(
    spans: list[tuple[float, float | None]], minutes: int
) -> None:
    pauses = tuple(
        Pause(
            PauseCause.HEAT,
            NOON + after(began),
            None if ended is None else NOON + after(ended),
        )
        for began, ended in spans
    )
    job = make_job(pauses=pauses)
    assert paused_minutes(job, NOON + after(30)) == minutes


def test_a_phase_takes_no_longer_for_its_pauses() -> None:
    # The first phase lasts from 0 to 100, the second to 200.
    pauses = (
        PauseTimes(stamp(10), stamp(40)),
        PauseTimes(stamp(90), stamp(120)),
        PauseTimes(stamp(900)),
    )
    report = clean_report(PLAN)
    first, second, third, *_ = phase_records(PLAN, report.runs, pauses)
    assert (first.seconds, second.seconds, third.seconds) == (60, 80, 100)
    assert first.bytes_per_second == first.size / 60


def test_speed_and_end_leave_a_pause_out() -> None:
    plain = running_report(PLAN, 0, 0, 0.5, 50.0)
    paused = running_report(
        PLAN,
        0,
        0,
        0.5,
        80.0,
        paused_seconds=30.0,
        pauses=(PauseTimes(stamp(20), stamp(50)),),
    )
    expected = progress(PLAN, plain, None, NOON)
    assert expected.speed
    assert progress(PLAN, paused, None, NOON) == expected


spans = st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)).map(sorted)


@given(spans, st.lists(spans, max_size=5))
def test_pauses_one_after_the_other_are_taken_out_exactly(
    whole: list[float], found: list[list[float]]
) -> None:
    apart: list[list[float]] = []
    for span in sorted(found):
        if not apart or apart[-1][1] <= span[0]:
            apart.append(span)
    began, ended = whole
    seconds = working_seconds(
        stamp(began),
        stamp(ended),
        [PauseTimes(stamp(first), stamp(last)) for first, last in apart],
    )
    assert -1e-3 <= seconds <= ended - began + 1e-3
