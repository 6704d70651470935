from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.wording import (
    UNDEFINED,
    count,
    estimate,
    integer,
    interval,
    number,
    p_value,
    percent,
    plural,
    series,
    share,
    shorten,
)


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (2.675, 2, "2.68"),  # binary 2.67499…; a reader rounds the printed number
        (-2.675, 2, "−2.68"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (-0.004, 2, "0.00"),
        (0.0, 2, "0.00"),
        (999.995, 2, "1,000.00"),
        (1e-9, 2, "0.00"),
        (inf, 2, "∞"),
        (-inf, 2, "−∞"),
        (nan, 2, "–"),
    ],
)
def test_number(value: float, digits: int, written: str) -> None:
    assert number(value, digits) == written


def test_signed_numbers_show_both_signs_and_none_on_zero() -> None:
    assert [number(x, 1, signed=True) for x in (0.25, -0.25, 0.01)] == ["+0.3", "−0.3", "0.0"]


@given(st.floats(-1e6, 1e6, allow_nan=False), st.integers(0, 4))
def test_number_reads_back_within_half_a_step(value: float, digits: int) -> None:
    read = float(number(value, digits).replace("−", "-").replace(",", ""))
    # Half a step, and the spacing of binary numbers of this size.
    assert abs(read - value) <= 0.5 * 10**-digits + 1e-9


def test_integer_refuses_to_round() -> None:
    assert integer(-1204567) == "−1,204,567"
    with pytest.raises(ValueError, match="not a whole number"):
        integer(2.5)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("study", "studies"),
        ("assay", "assays"),
        ("synthesis", "syntheses"),
        ("matrix", "matrices"),
        ("matrix class", "matrix classes"),
        ("person", "people"),
        ("series", "series"),
        ("positive finding", "positive findings"),
    ],
)
def test_plural(one: str, many: str) -> None:
    assert plural(one) == many


def test_count_uses_the_singular_for_one_only() -> None:
    assert [count(n, "study") for n in (0, 1, 2)] == ["0 studies", "1 study", "2 studies"]
    assert count(2, "locus", "loci") == "2 loci"


def test_share_never_claims_none_or_all_by_rounding() -> None:
    assert share(0, 300) == "0 of 300 (0%)"
    assert share(1, 300) == "1 of 300 (<1%)"
    assert share(299, 300) == "299 of 300 (>99%)"
    assert share(300, 300) == "300 of 300 (100%)"
    assert share(1199, 1204) == "1,199 of 1,204 (>99%)"


@given(st.integers(1, 2000), st.data())
def test_share_says_all_only_of_all(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    assert ("(100%)" in share(part, whole)) == (part == whole)
    assert ("(0%)" in share(part, whole)) == (part == 0)


@pytest.mark.parametrize(("part", "whole"), [(-1, 3), (4, 3)])
def test_share_refuses_what_is_no_part(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="not a part"):
        share(part, whole)


def test_percent_of_small_steps() -> None:
    assert [percent(x, 1) for x in (0.0004, 0.9996, 0.6235, nan)] == ["<0.1%", ">99.9%", "62.4%", "–"]


@pytest.mark.parametrize(
    ("p", "written"),
    [
        (0.0, "p < 0.001"),
        (0.00099, "p < 0.001"),
        (0.001, "p = 0.001"),
        (0.0497, "p = 0.050"),
        (0.0994, "p = 0.099"),
        (0.1, "p = 0.10"),
        (0.994, "p = 0.99"),
        (0.9951, "p > 0.99"),
        (1.0, "p = 1.00"),
        (nan, "p –"),
    ],
)
def test_p_value(p: float, written: str) -> None:
    assert p_value(p) == written


@pytest.mark.parametrize("p", [-0.1, 1.1])
def test_p_value_refuses_what_is_no_probability(p: float) -> None:
    with pytest.raises(ValueError, match="not a probability"):
        p_value(p)


def test_interval_and_estimate() -> None:
    assert interval(-inf, 0.5) == "[−∞, 0.50]"
    assert estimate(nan, nan, nan) == UNDEFINED
    assert estimate(0.3, nan, nan) == f"0.30 [{UNDEFINED}, {UNDEFINED}]"
    assert estimate(-0.2, -0.5, 0.1, 1, signed=True) == "−0.2 [−0.5, +0.1]"
    with pytest.raises(ValueError, match="above upper"):
        interval(1, 0)


def test_series() -> None:
    assert [series(list(words)) for words in ("", "a", "ab", "abcd")] == ["", "a", "a and b", "a, b, c and d"]


@given(st.text(max_size=60), st.integers(1, 40))
def test_shorten_keeps_its_length_and_only_ever_cuts(text: str, length: int) -> None:
    short = shorten(text, length)
    assert len(short) <= length
    whole = " ".join(text.split())
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1]))


def test_shorten_keeps_accents_with_their_letters() -> None:
    assert shorten("abcde\u0301fgh", 6) == "abcd…"


def test_shorten_needs_room_for_the_ellipsis() -> None:
    with pytest.raises(ValueError, match="no room"):
        shorten("abc", 0)
