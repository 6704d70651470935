from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.multitest import multipletests

from synthesis.consistency.panel import adjust_p, discovery_limit, noise_floor
from synthesis.errors import NumbersError

PANEL = st.lists(st.floats(0, 1), min_size=1, max_size=15)


def test_adjusted(worked):
    entry = worked("bh-statsmodels")
    p, want, near = entry["inputs"]["p"], entry["expected"], entry["tolerance"]["abs"]
    for method in ("bonferroni", "holm", "bh"):
        assert adjust_p(p, method) == pytest.approx(want[method], abs=near)
    assert adjust_p(p, "by")[0] == pytest.approx(want["by_first"], abs=near)


@given(p=PANEL, level=st.sampled_from([0.01, 0.05, 0.2]))
def test_the_limit_parts_discoveries_from_the_others(p, level):
    found = np.asarray(adjust_p(p) <= level)
    limit = discovery_limit(p, level).item()
    if not found.any():
        assert np.isnan(limit)
        return
    near = 1 + 1e-12  # rank * level / tests and p * tests / rank round differently
    values = np.asarray(p)
    assert (values[found] <= limit * near).all()
    assert (values[~found] > limit / near).all()


def test_the_limit_of_the_fifteen(worked):
    entry = worked("bh-1995")
    p, q = entry["inputs"]["p"], entry["inputs"]["q"]
    assert discovery_limit(p, q).item() == pytest.approx(entry["expected"]["bh_rejections"] * q / len(p))
    with pytest.raises(NumbersError):
        discovery_limit(p, 1.0)


def test_fifteen_p_values(worked):
    entry = worked("bh-1995")
    p, q, want = entry["inputs"]["p"], entry["inputs"]["q"], entry["expected"]
    adjusted = adjust_p(p)
    assert (adjusted <= q).sum() == want["bh_rejections"]
    assert (adjust_p(p, "bonferroni") <= q).sum() == want["bonferroni_rejections"]
    assert adjusted[3] == pytest.approx(want["bh_adjusted_4th"], abs=entry["tolerance"]["abs"])


@pytest.mark.parametrize(
    ("ours", "theirs"), [("bh", "fdr_bh"), ("by", "fdr_by"), ("holm", "holm"), ("bonferroni", "bonferroni")]
)
@given(p=PANEL)
def test_equals_statsmodels(ours, theirs, p):
    assert adjust_p(p, ours) == pytest.approx(multipletests(p, method=theirs)[1], rel=1e-10, abs=1e-15)


@given(PANEL, st.randoms())
def test_order_missing_and_batch(p, random):
    shuffled = list(p)
    random.shuffle(shuffled)
    padded = np.array([[*p, np.nan], [np.nan, *shuffled]])
    for method in ("bh", "by", "holm", "bonferroni"):
        got, single = adjust_p(padded, method), adjust_p(p, method)
        np.testing.assert_allclose(got[0, :-1], single)
        np.testing.assert_allclose(np.sort(got[1, 1:]), np.sort(single))
        assert np.isnan(got[0, -1])
        assert np.all(single >= np.array(p) * (1 - 1e-12))


def test_fifty_one_plex(worked):
    entry = worked("panel51")
    got = noise_floor(0, entry["inputs"]["m"], entry["inputs"]["alpha"])
    want, near = entry["expected"], entry["tolerance"]["abs"]
    assert got.expected.item() == pytest.approx(want["expected_false_positives"], abs=near)
    assert got.p_any.item() == pytest.approx(want["prob_at_least_one"], abs=near)
    assert got.bonferroni.item() == pytest.approx(want["bonferroni_alpha"], abs=near)


def test_percentile_and_tail_equal_scipy():
    size = np.arange(1, 300)
    got = noise_floor(np.minimum(size, 5), size)
    np.testing.assert_array_equal(got.percentile_95, binom.ppf(0.95, size, 0.05))
    np.testing.assert_allclose(got.tail, binom.sf(np.minimum(size, 5) - 1, size, 0.05), rtol=1e-9)
    np.testing.assert_array_equal(got.above, np.minimum(size, 5) > got.percentile_95)


def test_empty_panel():
    got = noise_floor(0, 0)
    assert np.isnan(got.tail)
    assert np.isnan(got.bonferroni)
    assert not got.above


def test_wrong_input():
    with pytest.raises(NumbersError):
        noise_floor(5, 4)
    with pytest.raises(NumbersError, match="p:"):
        adjust_p([0.5, 1.5])
