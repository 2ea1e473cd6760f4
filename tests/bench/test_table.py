"""A row of the goals table says what it is, and only a wrong count is a failure."""

import pytest

from scripts._bench.table import (
    HEADER,
    SECONDS,
    Line,
    Met,
    bounded,
    compared,
    exact,
    later,
    render,
    resolved,
    scaled,
    skipped,
)


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    line = compared(5, "poll", [1.1, 9.0, 1.2], [1.0, 3.0, 1.0], SECONDS, at_most=1.25)
    assert line.cells == (
        *("5", "poll", "1.20 s", "1.00 s", "1.200 (1.100-3.000)", "<= 1.25", "met"),
    )


@pytest.mark.parametrize(
    ("limits", "met"),
    [
        ({"at_most": 1.9}, Met.NOT_MET),
        ({"at_most": 2.0}, Met.MET),
        ({"at_least": 2.0}, Met.MET),
        ({"at_least": 2.1}, Met.NOT_MET),
    ],
)
def test_a_ratio_against_its_goal(limits: dict[str, float], met: Met) -> None:
    assert compared(1, "", [2.0], [1.0], SECONDS, **limits).met is met


@pytest.mark.parametrize("product", [0.5, 1.5])
@pytest.mark.parametrize(("spread", "is_clear"), [(0.001, True), (0.003, False)])
def test_a_reference_that_wavers_tells_nothing_either_way(
    product: float, spread: float, is_clear: bool
) -> None:
    line = compared(1, "", [product], [1.0], SECONDS, at_most=1.002)
    judged = resolved(line, [1 - spread, 1.0, 1 + spread], 0.002)
    assert judged.met is (line.met if is_clear else Met.NOISY)
    assert judged.reference == f"1.00 s ({1 - spread:.3f}-{1 + spread:.3f})"


@pytest.mark.parametrize(("value", "met"), [(10, Met.MET), (10.1, Met.NOT_MET)])
def test_a_value_against_its_bound(value: float, met: Met) -> None:
    assert bounded(19, "", value, SECONDS, at_most=10).met is met


@pytest.mark.parametrize(
    ("product", "or_less", "met"),
    [
        (2, False, Met.MET),
        (1, False, Met.WRONG),
        (1, True, Met.MET),
        (3, True, Met.WRONG),
    ],
)
def test_a_count_is_right_or_wrong(product: int, or_less: bool, met: Met) -> None:
    assert exact(4, "", product, 2, or_less=or_less).met is met


def test_what_is_not_measured_says_why() -> None:
    assert later(16, "memory", "no time").cells[1] == "memory: no time"
    assert skipped(1, "burn-in", "no root").met is Met.SKIPPED


@pytest.mark.parametrize(
    ("value", "shown"), [(0.1234, "0.12 s"), (12.34, "12.3 s"), (1234.5, "1234 s")]
)
def test_three_digits_that_matter(value: float, shown: str) -> None:
    assert scaled("s")(value) == shown


def test_the_table_is_in_the_order_of_the_rows() -> None:
    table = render([Line(12, "b", Met.MET), Line(2, "a", Met.WRONG)]).splitlines()
    assert [line.split("|")[1].strip() for line in table[2:]] == ["2", "12"]
    assert [cell.strip() for cell in table[0].split("|")[1:-1]] == list(HEADER)
    assert len({len(line) for line in table}) == 1
