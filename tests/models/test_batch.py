from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import NumbersError
from synthesis.models.batch import rma_by
from synthesis.models.univariate import rma


@pytest.fixture(scope="module")
def long():
    rng = np.random.default_rng(9)
    sizes = [1, 2, 3, 12, 40, 7, 200, 5]
    marker = np.repeat([f"m{i}" for i in range(len(sizes))], sizes)
    vi = rng.uniform(0.05, 0.5, marker.size)
    fluid = np.where(rng.uniform(size=marker.size) < 0.5, "serum", "csf")
    yi = rng.normal(size=marker.size) * np.sqrt(vi + 0.1)
    data = pd.DataFrame({"marker": marker, "fluid": fluid, "yi": yi, "vi": vi})
    return data.sample(frac=1.0, random_state=1, ignore_index=True)


@pytest.mark.parametrize("method", ["REML", "DL", "FE", "PM"])
def test_each_row_is_the_fit_of_its_group(long, method):
    table = rma_by(long, "marker", method=method, interval="QP", prediction="riley")
    assert table["marker"].tolist() == sorted(long["marker"].unique())
    for row in table.itertuples():
        part = long[long.marker == row.marker]
        fit = rma(data=part, method=method, test="knha")
        assert (row.rows, row.k) == (len(part), fit.k)
        pairs = [
            (row.estimate, fit.beta[0]), (row.se, fit.se[0]), (row.statistic, fit.zval[0]),
            (row.p_value, fit.pval[0]), (row.ci_low, fit.ci_lb[0]), (row.ci_high, fit.ci_ub[0]),
            (row.tau2, fit.tau2), (row.se_tau2, fit.se_tau2),
            (row.I2, fit.I2), (row.H2, fit.H2), (row.Q, fit.QE), (row.Q_p, fit.QEp),
            (row.pi_low, fit.predict(kind="riley").pi_lb[0]),
        ]  # fmt: skip
        if fit.k > 1 and method != "FE":
            bounds = fit.tau2_interval()
            pairs += [(row.tau2_low, bounds.loc["tau2", "ci_lb"]), (row.I2_high, bounds.loc["I2", "ci_ub"])]
        # groups are padded, which changes the order of summation
        np.testing.assert_allclose(*np.array(pairs).T, rtol=1e-10, atol=1e-12)


def test_groups_of_several_columns_and_missing_keys(long):
    data = long.assign(fluid=long.fluid.where(long.marker != "m6"))
    table = rma_by(data, ["marker", "fluid"])
    assert table["rows"].sum() == len(data)
    assert table.loc[table.marker == "m6", "fluid"].isna().all()


def test_rows_that_cannot_be_used_are_noted():
    data = pd.DataFrame(
        {"m": list("aaabbc"), "yi": [0.1, 0.5, 0.9, np.nan, 0.2, 0.3], "vi": [0.1, 0.1, -1, 0.1, 0.1, 0.0]}
    )
    table = rma_by(data, "m", test="z").set_index("m")
    assert table.loc["a", "notes"] == "tau2-zero excluded"
    assert table.loc["b", "notes"] == "one-study excluded"
    assert table.loc["c", "notes"] == "no-studies excluded"
    assert table["k"].tolist() == [2, 1, 0]
    assert np.isnan(table.loc["c", "estimate"])


def test_categories_without_rows_are_no_groups():
    data = pd.DataFrame({"m": pd.Categorical(["a", "a"], ["a", "b"]), "yi": [0.1, 0.2], "vi": [0.1, 0.1]})
    assert rma_by(data, "m")["m"].tolist() == ["a"]


def test_the_same_rows_in_another_order_give_the_same_bytes(long):
    one = rma_by(long, "marker")
    two = rma_by(long.sort_values(["marker", "vi"], kind="stable"), "marker")
    np.testing.assert_allclose(one["estimate"], two["estimate"], rtol=1e-11)
    again = rma_by(long, "marker", threads=1)
    assert one["estimate"].to_numpy().tobytes() == again["estimate"].to_numpy().tobytes()


def test_missing_columns_are_named(long):
    with pytest.raises(NumbersError, match="no column site"):
        rma_by(long, "site")
    with pytest.raises(NumbersError, match="named twice"):
        rma_by(long, ["yi"])


def test_no_rows_give_no_groups(long):
    assert rma_by(long.iloc[:0], "marker").empty
