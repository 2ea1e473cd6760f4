"""Sizes, times and pictures, as people read them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from custom_components.nas_burnin.engine.model import (
    PauseCause,
    PhaseKind,
    StageKind,
    Verdict,
)
from custom_components.nas_burnin.engine.report import words
from custom_components.nas_burnin.engine.report.chart import (
    MOST_POINTS,
    Axis,
    Line,
    Size,
    chart,
    thin,
    top_of,
)
from custom_components.nas_burnin.engine.report.html import Html, joined, tag
from tests.engine.report.jobs import taken_apart
from tests.hostile import STRINGS


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (512, "512 bytes"),
        (4096, "4.10 kB"),
        (999_999, "1.00 MB"),
        (4_000_787_030_016, "4.00 TB"),
        (14_000_519_643_136, "14.0 TB"),
        (999_400_000_000, "999 GB"),
        (999_600_000_000, "1.00 TB"),
        (10**18, "1000 PB"),
    ],
)
def test_sizes(size: int, said: str) -> None:
    assert words.size_words(size) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "–"),
        (0, "0 s"),
        (42.4, "42 s"),
        (60, "1 min"),
        (3599, "1 h 0 min"),
        (3600, "1 h 0 min"),
        (7384, "2 h 3 min"),
        (86_399, "1 d 0 h"),
        (700_000, "8 d 2 h"),
    ],
)
def test_durations(seconds: float | None, said: str) -> None:
    assert words.duration_words(seconds) == said


def test_moments_name_their_zone() -> None:
    at = datetime(2026, 11, 1, 12, 5, tzinfo=UTC)
    east = timezone(timedelta(hours=2), "EET")
    assert words.moment_words(at) == "2026-11-01 12:05 UTC"
    assert words.moment_words(at.astimezone(east)) == "2026-11-01 14:05 EET"
    assert words.moment_words(None) == "–"
    assert words.iso(at.astimezone(east)) == "2026-11-01T12:05:00+00:00"


def test_every_word_of_the_model_has_one_for_people() -> None:
    assert words.STAGES.keys() == {*StageKind}
    assert words.PHASES.keys() == {*PhaseKind}
    assert words.PAUSES.keys() == {*PauseCause}
    assert {words.state_words(verdict) for verdict in Verdict} == {
        *("Passed", "Passed with notes", "Failed"),
    }


@pytest.mark.parametrize(
    ("failing", "is_there", "said"),
    [
        (True, True, "FAILING"),
        (False, True, "OK"),
        (None, True, "Not reported"),
        (True, False, "Not there"),
    ],
)
def test_health(failing: bool | None, is_there: bool, said: str) -> None:
    assert words.health_words(failing, is_there=is_there) == said


# --- HTML ----------------------------------------------------------------------------


def test_only_our_markup_is_markup() -> None:
    assert tag("p", "a < b & c", class_="x") == '<p class="x">a &lt; b &amp; c</p>'
    assert tag("p", tag("b", "x"), None, " y") == "<p><b>x</b> y</p>"
    assert tag("br") == "<br>"
    assert tag("path", stroke_width="1", d=None) == '<path stroke-width="1"></path>'
    assert tag("p", title='"><script>') == '<p title="&quot;&gt;&lt;script&gt;"></p>'
    assert isinstance(joined("x"), Html)


@pytest.mark.parametrize("text", STRINGS, ids=range(len(STRINGS)))
def test_text_is_never_markup(text: str) -> None:
    page = taken_apart(tag("p", text, tag("i", text)))
    assert page.tags == ["p", "i"]
    assert not page.attributes


# --- Charts --------------------------------------------------------------------------

X, Y = Axis("TB", 0, 14), Axis("MB/s", 0, 300)


@pytest.mark.parametrize("count", [0, 1, 2, 199, 200, 201, 5000])
def test_a_line_has_only_so_many_points(count: int) -> None:
    points = [(float(place), 1.0) for place in range(count)]
    kept = thin(points, 0, max(count - 1, 0))
    assert len(kept) == min(count, MOST_POINTS)
    assert list(kept) == sorted(kept)


def test_thinning_keeps_the_mean_and_the_bounds() -> None:
    points = [(0.1, 10.0), (0.2, 30.0), (500.0, 7.0), (-1.0, 99.0), (1001.0, 99.0)]
    first, second = thin(points, 0, 1000)
    assert first == pytest.approx((0.15, 20.0))
    assert second == (500.0, 7.0)


@pytest.mark.parametrize(
    ("value", "top"),
    [
        (0, 1),
        (-3, 1),
        (1, 1),
        (1.1, 1.2),
        (263, 300),
        (99, 100),
        (0.04, 0.04),
        (7e3, 8e3),
    ],
)
def test_axes_end_at_round_numbers(value: float, top: float) -> None:
    assert top_of(value) == pytest.approx(top)


def test_a_chart_keeps_inside_its_frame() -> None:
    lines = [
        Line("Write", ((0.0, 0.0), (14.0, 300.0)), "#000"),
        Line("Verify", ((7.0, 150.0),), "#111", dashed=True),
        Line("None", (), "#222"),
    ]
    svg = chart("Speed <b>", lines, X, Y, Size(400, 200))
    page = taken_apart(svg)
    assert "Speed <b>" in page.text
    assert page.tags.count("polyline") == page.tags.count("circle") == 1
    assert 'points="44,166 390,20"' in svg
    assert {"0", "100", "200", "300", "5", "10", "TB", "MB/s"} <= {*page.text}


def test_a_chart_of_one_value_is_drawn() -> None:
    still = Axis("°C", 30, 30)
    svg = chart("Still", [Line("x", ((1.0, 30.0),), "#000")], still, still, Size())
    assert "nan" not in svg.lower()
    assert "inf" not in svg.lower()


def test_german_numbers() -> None:
    german = words.Wording("de-AT")
    assert german.size(14 * 10**12) == "14,0 TB"
    assert german.size(999) == "999 Bytes"
    assert german.duration(3600 * 50) == "2 Tg. 2 Std."
    assert german.duration(42) == "42 Sek."
    assert german.duration(None) == german.moment(None) == german.word("job", None)
    assert german.word("lock", "of_the_future") == "Of the future"
