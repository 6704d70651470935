from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from synthesis.errors import NumbersError, UnknownTermError
from synthesis.models.mantel_haenszel import mantel_haenszel, mantel_haenszel_rates
from synthesis.models.peto import peto


@pytest.fixture
def cells(bcg):
    return [bcg[c].to_numpy() for c in ("ai", "bi", "ci", "di")]


def test_odds_ratio_against_statsmodels(cells):
    made = mantel_haenszel(*cells)
    a, b, c, d = (x.astype(float) for x in cells)
    other = StratifiedTable([np.array([[a[i], b[i]], [c[i], d[i]]]) for i in range(13)])
    assert made.beta == pytest.approx(other.logodds_pooled, rel=1e-12)
    assert made.se == pytest.approx(other.logodds_pooled_se, rel=1e-12)
    assert made.association == pytest.approx(other.test_null_odds(correction=True).statistic, rel=1e-12)
    assert made.tarone == pytest.approx(other.test_equal_odds(adjust=True).statistic, rel=1e-10)
    assert made.association_p == pytest.approx(stats.chi2.sf(made.association, 1))


def test_swapping_the_groups_turns_every_effect_round(cells):
    a, b, c, d = cells
    for one, other in (
        *(
            (mantel_haenszel(a, b, c, d, measure=m), mantel_haenszel(c, d, a, b, measure=m))
            for m in ("OR", "RR", "RD")
        ),
        (peto(a, b, c, d), peto(c, d, a, b)),
        (mantel_haenszel_rates(a, b, c, d), mantel_haenszel_rates(c, d, a, b)),
    ):
        assert other.beta == pytest.approx(-one.beta, rel=1e-12)
        assert other.se == pytest.approx(one.se, rel=1e-12)
        assert pytest.approx(one.QE, rel=1e-9) == other.QE


def test_one_table_is_the_plain_effect():
    made = mantel_haenszel([10], [90], [20], [80])
    assert made.beta == pytest.approx(np.log(10 * 80 / (90 * 20)))
    assert made.se == pytest.approx(np.sqrt(1 / 10 + 1 / 90 + 1 / 20 + 1 / 80))
    assert np.isnan(made.QEp)
    assert mantel_haenszel([10], [90], [20], [80], measure="RR").se == pytest.approx(
        np.sqrt(1 / 10 - 1 / 100 + 1 / 20 - 1 / 100)
    )
    rate = mantel_haenszel_rates([10], [100.0], [20], [110.0])
    assert rate.beta == pytest.approx(np.log(10 / 100 / (20 / 110)))
    assert rate.se == pytest.approx(np.sqrt(1 / 10 + 1 / 20))
    difference = mantel_haenszel_rates([10], [100.0], [20], [110.0], measure="IRD")
    assert (difference.beta, difference.se) == pytest.approx(
        (0.1 - 20 / 110, np.sqrt(10 / 100**2 + 20 / 110**2))
    )


def test_tables_without_events_and_rows_with_gaps_are_said():
    made = mantel_haenszel([3, 0, 4], [20, 20, np.nan], [6, 0, 5], [20, 25, 10])
    assert made.k == 2
    assert [note.code for note in made.notes] == ["excluded", "no-own-effect"]
    assert made.beta == pytest.approx(mantel_haenszel([3], [20], [6], [20]).beta)


def test_no_events_in_one_group_is_undefined_not_infinite():
    made = mantel_haenszel([0, 0], [10, 12], [3, 4], [9, 9])
    assert "undefined" in {note.code for note in made.notes}
    assert np.isnan(made.pval)
    assert np.isnan(made.QE)
    assert np.isfinite(peto([0, 0], [10, 12], [3, 4], [9, 9]).beta)
    assert np.isnan(peto([0], [10], [0], [9]).beta)


def test_the_print_names_method_and_natural_scale(cells):
    assert repr(peto(*cells)) == "<TableFit Peto odds ratio, k = 13: 0.62 [0.57, 0.67], p < 0.001>"
    tidy = mantel_haenszel(*cells, measure="RD").tidy()
    assert tidy.loc[0, "estimate"] == pytest.approx(-0.003288181832612999, rel=1e-12)


def test_bad_input_is_refused():
    with pytest.raises(NumbersError, match="negative"):
        peto([-1], [2], [3], [4])
    with pytest.raises(NumbersError, match="rows"):
        peto([1, 2], [2], [3], [4])
    with pytest.raises(NumbersError, match="no table is complete"):
        peto([np.nan], [2], [3], [4])
    with pytest.raises(UnknownTermError, match="allowed: OR, RR, RD"):
        mantel_haenszel([1], [2], [3], [4], measure="HR")
    with pytest.raises(UnknownTermError, match="allowed: IRR, IRD"):
        mantel_haenszel_rates([1], [2], [3], [4], measure="OR")
