from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import NumbersError
from synthesis.models.univariate import rma

YEARS = [1948, 1949, 1960, 1977, 1973, 1953, 1973, 1980, 1968, 1961, 1974, 1969, 1976]


@pytest.mark.parametrize("mods", [None, "~ ablat"])
@pytest.mark.parametrize("options", [{"test": "knha"}, {"method": "DL"}, {"method": "FE"}, {"tau2": 0.1}])
def test_the_last_step_is_the_fit(bcg, mods, options):
    fit = rma(mods=mods, data=bcg, **options)
    made = fit.cumulative(YEARS).fits
    # batch and single sums are in another order
    np.testing.assert_allclose(made.beta[-1], fit.beta, rtol=1e-9)
    np.testing.assert_allclose(made.se[-1], fit.se, rtol=1e-9)
    np.testing.assert_allclose(made.tau2[-1], fit.tau2, rtol=1e-8)


def test_each_step_is_rma_on_the_rows_so_far(bcg):
    made = rma(data=bcg, slab="trial").cumulative(YEARS).tidy()
    ordered = bcg.assign(year=YEARS).sort_values("year", kind="stable")
    assert made.added.tolist() == ordered.trial.astype(str).tolist()
    assert made.order.tolist() == ordered.year.tolist()
    assert made.k.tolist() == list(range(1, 14))
    for steps in (2, 5, 12):
        alone = rma(data=ordered.iloc[:steps])
        np.testing.assert_allclose(made.estimate[steps - 1], alone.beta[0], rtol=1e-9)
        np.testing.assert_allclose(made.tau2[steps - 1], alone.tau2, rtol=1e-8)


def test_ties_keep_the_order_of_rows_and_are_counted(bcg):
    made = rma(data=bcg, slab="trial").cumulative(YEARS)
    assert made.labels[7:9] == ("5", "7")  # both of 1973
    assert made.notes[0].text.startswith("1 study with the value of the one before")
    again = rma(data=bcg, slab="trial").cumulative([1] * 13)
    assert again.labels == tuple(map(str, range(1, 14)))
    assert again.fits.beta.tobytes() == rma(data=bcg).cumulative().fits.beta.tobytes()


def test_a_row_that_was_left_out_needs_no_place(bcg):
    gaps = pd.concat([bcg.iloc[[0]].assign(yi=np.nan), bcg])
    whole = rma(data=bcg, slab="trial").cumulative(YEARS).tidy()
    for first in (1950.0, np.nan):
        with_gap = rma(data=gaps, slab="trial").cumulative([first, *map(float, YEARS)]).tidy()
        pd.testing.assert_frame_equal(whole, with_gap, check_dtype=False)


def test_dates_and_words_can_be_sorted(bcg):
    dates = pd.to_datetime([f"{year}-06-01" for year in YEARS])
    fit = rma(data=bcg, slab="trial")
    assert fit.cumulative(dates).labels == fit.cumulative(YEARS).labels
    assert fit.cumulative([str(year) for year in YEARS]).labels == fit.cumulative(YEARS).labels


def test_too_few_studies_for_the_moderators_are_nan_with_a_note(bcg):
    made = rma(mods="~ ablat", data=bcg).cumulative()
    assert np.isnan(made.fits.beta[0]).all()
    assert np.isfinite(made.fits.beta[1]).all()
    assert [note.code for note in made.notes] == ["rank", "tau2-undefined", "repeated-looks"]


def test_one_study_is_one_step():
    made = rma([0.3], [0.1]).cumulative()
    assert made.fits.beta.tolist() == [[0.3]]
    assert np.isnan(made.fits.tau2).all()


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ([1, 2], "has 2 values, the fit was given 13 rows"),
        ([np.nan, *YEARS[1:]], "has no value for study 1"),
        ([*YEARS[1:], "x"], "cannot be sorted"),
    ],
)
def test_an_order_that_cannot_be_used_is_refused(bcg, order, message):
    with pytest.raises(NumbersError, match=message):
        rma(data=bcg).cumulative(order)
