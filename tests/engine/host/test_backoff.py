"""The pauses between tries, in virtual time."""

from collections.abc import Sequence

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.errors import (
    AnswerUnusable,
    AuthenticationRefused,
    BurnInError,
    HostKeyChanged,
    HostUnreachable,
    KeyUnusable,
)
from custom_components.nas_burnin.engine.host.backoff import (
    JITTER,
    LONGEST,
    LONGEST_IN_SILENCE,
    Backoff,
)

REFUSING = HostUnreachable(stage="login")
SILENT = HostUnreachable(stage="connect")
numbers = st.floats(0, 1, exclude_max=True)


def pauses(errors: Sequence[BurnInError], number: float) -> list[float]:
    backoff = Backoff(lambda: number)
    found = [backoff.failed(error) for error in errors]
    return [pause for pause in found if pause is not None]


@given(numbers)
def test_pauses_grow_to_five_minutes(number: float) -> None:
    found = pauses([REFUSING] * 2000, number)
    assert len(found) == 2000
    assert 1 <= found[0] <= 1 + JITTER
    assert found == sorted(found)
    assert LONGEST <= found[-1] <= LONGEST * (1 + JITTER)


@given(st.lists(numbers, min_size=1))
def test_a_refusing_host_is_asked_twelve_times_an_hour(randoms: list[float]) -> None:
    turns = 0

    def random() -> float:
        nonlocal turns
        turns += 1
        return randoms[turns % len(randoms)]

    backoff = Backoff(random)
    now, tries = 0.0, [0.0]
    while now < 12 * 3600:
        now += backoff.failed(REFUSING) or 0
        tries.append(now)
    settled = [moment for moment in tries if moment > 3600]
    assert len(settled) > 100
    for begin in settled:
        assert sum(begin <= moment < begin + 3600 for moment in settled) <= 12


@given(numbers)
def test_silence_is_listened_to_closely(number: float) -> None:
    assert max(pauses([SILENT] * 50, number)) <= LONGEST_IN_SILENCE * (1 + JITTER) <= 5


@pytest.mark.parametrize("error", [AuthenticationRefused(), HostKeyChanged()])
def test_what_only_a_person_can_mend_is_not_retried(error: BurnInError) -> None:
    assert Backoff(lambda: 0.5).failed(error) is None
    assert pauses([REFUSING, error, KeyUnusable(), REFUSING], 0) == [1, 2]


def test_success_starts_anew() -> None:
    backoff = Backoff(lambda: 0)
    assert [backoff.failed(AnswerUnusable()) for _ in range(4)] == [1, 2, 4, 8]
    backoff.succeeded()
    assert backoff.failed(REFUSING) == 1


@given(st.integers(0, 2000))
def test_a_long_silence_does_not_make_the_first_refusal_last(silent: int) -> None:
    assert pauses([SILENT] * silent + [REFUSING], 0)[-1] == 1
