"""The pauses between tries, in virtual time."""

from collections.abc import Sequence

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.errors import (
    AnswerUnusable,
    AuthenticationRefused,
    BurnInError,
    CommandTimedOut,
    HostKeyChanged,
    HostUnreachable,
    SudoRefused,
)
from custom_components.nas_burnin.engine.host.backoff import (
    FIRST,
    JITTER,
    Backoff,
    Trouble,
    trouble,
)

REFUSING = HostUnreachable(stage="login")
DENYING = AuthenticationRefused()
SILENT = HostUnreachable(stage="connect")
LOST = HostUnreachable(stage="command")
HOUR = 3600.0
numbers = st.floats(0, 1, exclude_max=True)
refusals = st.sampled_from([REFUSING, DENYING, HostKeyChanged()])


def pauses(errors: Sequence[BurnInError], number: float = 0) -> list[float]:
    backoff = Backoff(lambda: number)
    return [backoff.failed(error) for error in errors]


def most_in_an_hour(moments: Sequence[float]) -> int:
    return max(
        sum(begin <= moment < begin + HOUR for moment in moments) for begin in moments
    )


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (SILENT, Trouble.SILENCE),
        (HostUnreachable(stage="silent"), Trouble.SILENCE),
        (CommandTimedOut(seconds="45"), Trouble.SILENCE),
        (LOST, Trouble.FAULT),
        (AnswerUnusable(), Trouble.FAULT),
        (REFUSING, Trouble.REFUSAL),
        (DENYING, Trouble.DENIAL),
        (HostKeyChanged(), Trouble.DENIAL),
        (SudoRefused(), Trouble.DENIAL),
    ],
)
def test_each_error_is_one_kind_of_trouble(error: BurnInError, kind: Trouble) -> None:
    assert trouble(error) is kind


@given(st.sampled_from([SILENT, LOST, REFUSING, DENYING]), numbers)
def test_pauses_grow_to_the_longest(error: BurnInError, number: float) -> None:
    pace = trouble(error).value
    found = pauses([error] * 2000, number)
    assert pace.first <= found[0] <= pace.first * (1 + JITTER)
    assert found == sorted(found)
    assert pace.longest <= found[-1] <= pace.longest * (1 + JITTER)


@given(st.lists(refusals, min_size=40, max_size=40), st.lists(numbers, min_size=1))
def test_a_refusing_host_is_asked_twelve_times_an_hour(
    errors: list[BurnInError], randoms: list[float]
) -> None:
    """In any hour, from the first on, in whatever way it refuses."""
    turns = iter(randoms * len(errors))
    backoff = Backoff(lambda: next(turns))
    moments = [0.0]
    for error in errors:
        moments.append(moments[-1] + backoff.failed(error))
    assert moments[-1] > HOUR
    assert most_in_an_hour(moments) <= 12


def test_a_denying_host_sees_no_reason_to_ban_us() -> None:
    moments = [0.0]
    for pause in pauses([DENYING] * 50):
        moments.append(moments[-1] + pause)
    assert all(
        sum(begin <= moment < begin + 600 for moment in moments) < 5
        for begin in moments
    )


@given(numbers, st.floats(0, 100))
def test_silence_is_listened_to_closely(number: float, took: float) -> None:
    """A try begins every few seconds, however long each waits for an answer."""
    backoff = Backoff(lambda: number)
    for _ in range(50):
        pause = backoff.failed(SILENT, took)
        assert FIRST <= pause <= 4 * (1 + JITTER)
        assert pause + took <= max(5, took + FIRST * (1 + JITTER))


def test_a_link_that_breaks_again_and_again_is_soon_tried_again() -> None:
    """Seven times in a row it takes no longer than a person would wait."""
    assert max(pauses([LOST] * 7, 0.999)) < 5.5
    assert max(pauses([LOST] * 6, 0.999)) < 5


def test_success_starts_anew() -> None:
    backoff = Backoff(lambda: 0)
    assert [backoff.failed(REFUSING) for _ in range(4)] == [1, 3, 9, 27]
    backoff.succeeded()
    assert backoff.failed(REFUSING) == 1


@given(st.integers(0, 2000))
def test_a_long_silence_does_not_make_the_first_refusal_last(silent: int) -> None:
    assert pauses([SILENT] * silent + [REFUSING])[-1] == 1


def test_silence_does_not_forgive_a_refusal() -> None:
    """A ban that drops packets in between must not make us come more often."""
    assert pauses([REFUSING, SILENT] * 4)[::2] == [1, 3, 9, 27]
