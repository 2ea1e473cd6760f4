"""Slots are counted from the jobs; the longest go first unless a person says so."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    Attempt,
    Job,
    JobState,
    Reason,
    Stage,
    StageKind,
    StageState,
    TestHandle,
)
from custom_components.nas_burnin.engine.queue.order import (
    due,
    in_order,
    new_orders,
    next_stage,
    queue_positions,
    surface_running,
)
from tests.engine.builders import NOON, make_job

KINDS = {
    "s": StageKind.SHORT_SMART,
    "v": StageKind.SURFACE_VALIDATE,
    "r": StageKind.SURFACE_READ,
    "f": StageKind.FINAL_CHECK,
}
STATES = {
    "-": StageState.PENDING,
    "*": StageState.RUNNING,
    "+": StageState.PASSED,
    "!": StageState.FAILED,
}


def job(uid: str, stages: str, **changes: Any) -> Job:
    """Make a job of stages such as `s+ v* f-`; it runs when any has left pending."""
    made = tuple(
        Stage(position, KINDS[word[0]], STATES[word[1]])
        for position, word in enumerate(stages.split())
    )
    begun = any(stage.state is not StageState.PENDING for stage in made)
    state = JobState.RUNNING if begun else JobState.QUEUED
    return make_job(uid, **{"stages": made, "state": state, **changes})


@pytest.mark.parametrize(
    ("jobs", "running"),
    [
        ([], 0),
        (["v-"], 0),
        (["v* f-", "r*", "s* v-", "v+ f*", "s+ v-"], 2),
    ],
)
def test_slots_taken(jobs: list[str], running: int) -> None:
    made = [job(str(number), stages) for number, stages in enumerate(jobs)]
    assert surface_running(made) == running


def test_a_job_that_has_ended_holds_no_slot() -> None:
    assert surface_running([job("a", "v*", state=JobState.UNKNOWN)]) == 0


@pytest.mark.parametrize(
    ("stages", "kind"),
    [
        ("v- f-", StageKind.SURFACE_VALIDATE),
        ("v+ f-", StageKind.FINAL_CHECK),
        ("v! f-", StageKind.FINAL_CHECK),
        ("v* f-", None),
        ("v+ f+", None),
    ],
)
def test_next_stage(stages: str, kind: StageKind | None) -> None:
    stage = next_stage(job("a", stages))
    assert (stage.kind if stage else None) is kind


@pytest.mark.parametrize(
    ("jobs", "max_parallel", "expected"),
    [
        ([], 4, ""),
        (["v-", "v-", "v-"], 2, "01"),
        (["v*", "v-", "v-"], 2, "1"),
        (["v*", "v*", "v-"], 2, ""),
        # Lowered in mid-run: nothing starts, and nothing goes wrong.
        (["v*", "v*", "v-"], 1, ""),
        (["v-"], 0, ""),
        # A self-test needs no slot and waits for none.
        (["v*", "v-", "s- v-"], 1, "2"),
        (["v*", "s* v-", "s+ v-", "v-"], 2, "2"),
        # Between stages that need no slot the job goes on by itself.
        (["v+ f-", "v-"], 1, "1"),
    ],
)
def test_due(jobs: list[str], max_parallel: int, expected: str) -> None:
    made = [
        job(str(number), stages, order=float(number))
        for number, stages in enumerate(jobs)
    ]
    found = due(made[::-1], surface_running(made), max_parallel)
    assert "".join(one.uid for one in found) == expected


@pytest.mark.parametrize(
    "changes",
    [{"cancel_requested": True}, {"state": JobState.CANCELLED}],
)
def test_what_is_cancelled_never_starts(changes: dict[str, Any]) -> None:
    assert due([job("a", "v-", **changes)], 0, 4) == ()


def test_twelve_jobs_keep_exactly_four_running_until_none_is_left() -> None:
    jobs = {str(n): job(str(n), "v-", order=float(n % 5)) for n in range(12)}
    started = []
    while any(not one.state.terminal for one in jobs.values()):
        for one in due(tuple(jobs.values()), surface_running(jobs.values()), 4):
            started.append(one.uid)
            jobs[one.uid] = job(one.uid, "v*", order=one.order)
        running = [one for one in jobs.values() if one.state is JobState.RUNNING]
        waiting = [one for one in jobs.values() if one.state is JobState.QUEUED]
        assert len(running) == 4 or not waiting
        ended = running[len(started) % len(running)]
        jobs[ended.uid] = job(ended.uid, "v+", state=JobState.PASSED)
    assert len(started) == len(set(started)) == 12


def test_raising_the_limit_starts_the_difference() -> None:
    jobs = [job(str(n), "v*" if n < 4 else "v-", order=float(n)) for n in range(12)]
    assert [one.uid for one in due(jobs, surface_running(jobs), 6)] == ["4", "5"]


def test_of_equals_the_older_goes_first() -> None:
    jobs = [
        job("b", "v-", created=NOON),
        job("c", "v-", created=NOON - timedelta(seconds=1)),
        job("a", "v-", created=NOON),
    ]
    assert [one.uid for one in in_order(jobs)] == ["c", "a", "b"]


def test_places_count_the_queued_only() -> None:
    jobs = [
        job("late", "v-", order=9.0),
        job("runs", "v*", order=0.0),
        job("soon", "v-", order=1.0),
        job("over", "v+", order=0.5, state=JobState.PASSED),
    ]
    assert queue_positions(jobs) == {"soon": 1, "late": 2}


def _sizes_in_order(existing: list[Job], sizes: list[int], **how: Any) -> list[int]:
    """The sizes as the queue would start them once the new ones are filed."""
    orders = new_orders(existing, sizes, **how)
    new = [
        job(f"new-{place}", "v-", order=order, size=size, created=NOON)
        for place, (order, size) in enumerate(zip(orders, sizes, strict=True))
    ]
    return [one.size for one in in_order([*existing, *new])]


def _queue(*sizes: int) -> list[Job]:
    return [
        job(f"old-{n}", "v-", order=float(n), size=size) for n, size in enumerate(sizes)
    ]


@pytest.mark.parametrize(
    ("existing", "sizes", "expected"),
    [
        ((), [], []),
        ((), [4, 14, 8], [14, 8, 4]),
        ((14, 8), [20, 10, 4], [20, 14, 10, 8, 4]),
        ((14,), [14], [14, 14]),
        # A person put the small one first: it stays there.
        ((4, 14), [20, 2, 8], [4, 14, 20, 8, 2]),
    ],
)
def test_the_largest_go_first(
    existing: tuple[int, ...], sizes: list[int], expected: list[int]
) -> None:
    assert _sizes_in_order(_queue(*existing), sizes) == expected


def test_a_person_may_give_the_order() -> None:
    assert _sizes_in_order(_queue(8), [4, 14, 2], as_given=True) == [8, 4, 14, 2]


def test_jobs_that_run_have_no_say_in_the_order() -> None:
    running = job("runs", "v*", size=1, order=0.0)
    assert new_orders([running], [4, 8]) == (2.0, 1.0)


def test_equals_keep_the_sequence_they_came_in() -> None:
    first, second = new_orders(_queue(9), [5, 5])
    assert first < second


@given(
    st.lists(st.integers(1, 30), max_size=8),
    st.lists(st.integers(1, 30), max_size=8),
)
def test_a_queue_in_order_stays_in_order(old: list[int], new: list[int]) -> None:
    existing = _queue(*sorted(old, reverse=True))
    assert _sizes_in_order(existing, new) == sorted(old + new, reverse=True)


def broken_off(uid: str, **changes: Any) -> Job:
    """Make a job whose test was broken off, and is to be begun again."""
    made = job(uid, "v- f-", **{"state": JobState.RUNNING, **changes})
    attempt = Attempt(
        TestHandle("nas-burnin-x", "n", "boot-1"), (), NOON, Reason("interrupted")
    )
    surface, check = made.stages
    return replace(made, stages=(replace(surface, attempts=(attempt,)), check))


def test_what_was_broken_off_comes_before_what_was_not_begun() -> None:
    jobs = [job("new", "v-", order=1.0), broken_off("old", order=2.0)]
    assert [one.uid for one in due(jobs, 0, 2)] == ["old", "new"]
    assert [one.uid for one in due(jobs, 1, 2)] == ["old"]
    # One that continues a job that had ended is no different.
    jobs = [job("new", "v-", order=1.0), broken_off("old", state=JobState.QUEUED)]
    assert [one.uid for one in due(jobs, 1, 2)] == ["old"]


def test_what_waits_for_a_person_is_not_due() -> None:
    jobs = [broken_off("old", waits=Reason("interrupted_ask")), job("new", "v-")]
    assert [one.uid for one in due(jobs, 1, 2)] == ["new"]
