"""Model objects survive the way to JSON and back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.history.codec import (
    dump,
    from_ms,
    load,
    to_ms,
)
from custom_components.nas_burnin.engine.model import (
    Pattern,
    Reason,
    Smart,
    SurfaceOptions,
    TestHandle,
)

# Every character there is, lone surrogates and NUL included: hosts lie.
ANY_TEXT = st.text(st.characters(codec=None), max_size=30)
MOMENTS = st.integers(-(10**11), 10**13).map(from_ms)
REASONS = st.builds(Reason, ANY_TEXT, st.dictionaries(ANY_TEXT, ANY_TEXT))
SMART = st.builds(
    Smart,
    model=ANY_TEXT,
    serial=ANY_TEXT,
    size=st.none() | st.integers(0, 2**70),
    passed=st.none() | st.booleans(),
    temperature=st.none() | st.integers(-40, 200),
    read_at=st.none() | MOMENTS,
)
OPTIONS = st.builds(SurfaceOptions, st.lists(st.sampled_from(Pattern)).map(tuple))
HANDLES = st.builds(TestHandle, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)


@given(st.one_of(REASONS, SMART, OPTIONS, HANDLES))
def test_what_is_kept_comes_back_equal(value: Reason | Smart) -> None:
    text = dump(value)
    assert text.isascii()
    assert load(type(value), text) == value


@given(st.lists(REASONS).map(tuple))
def test_tuples_come_back_as_tuples(reasons: tuple[Reason, ...]) -> None:
    assert load(tuple[Reason, ...], dump(reasons)) == reasons


def test_a_field_that_is_not_there_yet_gets_its_default() -> None:
    assert load(Smart, '{"model": "X", "of_the_future": 1}') == Smart(model="X")


@dataclass(frozen=True, slots=True)
class Measured:
    value: float | None
    whole: float = 0.0


def test_a_whole_number_is_a_float_where_a_float_is_meant() -> None:
    measured = load(Measured, '{"value": 2, "whole": 3}')
    assert measured == Measured(2.0, 3.0)
    assert isinstance(measured.whole, float)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Smart, "[]"),
        (Smart, '{"model": 1}'),
        (Smart, '{"size": "1"}'),
        (Smart, '{"size": true}'),
        (Smart, '{"protocol": "morse"}'),
        (Smart, '{"read_at": 99999999999999999999}'),
        (Smart, '{"read_at": "now"}'),
        (Smart, "{"),
        (Reason, "{}"),
        (Reason, '{"code": "x", "values": [1]}'),
        (tuple[int, ...], "5"),
    ],
)
def test_anything_else_is_refused(kind: type, text: str) -> None:
    with pytest.raises(ValueError):
        load(kind, text)


def test_not_a_number_is_never_kept() -> None:
    with pytest.raises(ValueError):
        dump(Measured(float("nan")))


def test_moments_are_cut_to_milliseconds_in_utc() -> None:
    moment = datetime(
        2026, 3, 1, 1, 2, 3, 456_789, tzinfo=timezone(timedelta(hours=5, minutes=30))
    )
    assert from_ms(to_ms(moment)) == moment.replace(microsecond=456_000)
    assert from_ms(to_ms(moment)).tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_ms(datetime(2026, 3, 1))  # noqa: DTZ001
