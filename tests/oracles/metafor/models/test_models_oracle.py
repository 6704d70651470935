"""Fits against metafor on real data: closed forms to 1e-12, iterated ones to 1e-8.

The grid runs as `pool` runs a million markers: all data sets in one batch, padded to the widest. Every
exception is explained in README.md.
"""

from __future__ import annotations

import json
from itertools import product

import numpy as np
import pytest
from scipy.stats import chi2

from synthesis.models.mantel_haenszel import mantel_haenszel, mantel_haenszel_rates
from synthesis.models.peto import peto
from synthesis.models.univariate import rma
from tests.models.reference import exact_moments, tail_probability
from tests.oracles.metafor.models.comparison import (
    CLOSED,
    GRID,
    HERE,
    ITERATED,
    NAMES,
    REFERENCE,
    TESTS,
    VI,
    YI,
    Compared,
    design,
    fitted,
    numbers,
    of_model,
    of_test,
)

COUNTS = json.loads((HERE / "counts.json").read_text(encoding="utf-8"))["counts"]
CELLS = [(model, method) for model, methods in GRID.items() for method in methods]
#: The only reason for a cell without numbers.
REFUSALS = {"metafor: Iterative DL estimator did not converge."}


def tolerance(method: str, model: str = "mean") -> float:
    if method not in CLOSED:
        return 1e-8
    # two moderators: metafor solves X'WX and loses digits; an exact computation is below
    return 1e-11 if model == "two" else 1e-12


def agrees(compared: Compared, rtol: float) -> None:
    worst = int(compared.difference.argmax())
    assert compared.difference[worst] <= rtol, (
        f"{compared.quantity} of {NAMES[worst]}: {compared.own[worst]}, metafor {compared.reference[worst]}"
    )


def close(own, reference, rtol: float, scale: float = 0.0) -> None:
    """Agreement relative to the number itself, or to the `scale` it is a difference of."""
    np.testing.assert_allclose(np.atleast_1d(own), numbers(reference), rtol=rtol, atol=rtol * scale)


def rma_of(name: str, model: str, method: str, test: str = "z"):
    data = {column: np.array(values) for column, values in REFERENCE[name]["data"].items()}
    sei = np.sqrt(data["vi"])
    moderators = {
        "mean": None,
        "moderator": data["x"],
        "two": np.column_stack([data["x"], sei - sei.mean()]),
    }[model]
    return rma(
        data["yi"], data["vi"], moderators, method=method, test=test,
        weights=1.0 / sei if method == "GENQ" else None,
    )  # fmt: skip


def test_the_grid_is_complete():
    """Every data set with every option holds numbers or metafor's reason for not giving any."""
    assert len(NAMES) >= 40
    wanted = {f"{model}/{method}" for model, method in CELLS} | {"origin/ML", "origin/REML", "hc/DL"}
    for name, reference in REFERENCE.items():
        assert set(reference["versions"]) == {"R", "metafor", "metadat", "control"}
        assert set(reference["fits"]) == wanted, name
        for key, cell in reference["fits"].items():
            if isinstance(cell, str):
                assert (key.split("/")[1], cell) in {("DLIT", reason) for reason in REFUSALS}, (name, key)
            elif key.split("/")[0] in GRID:
                assert set(TESTS) <= set(cell), (name, key)
                if key in {f"{m}/{e}" for m, e in product(("mean", "moderator"), ("ML", "REML"))}:
                    assert isinstance(cell["QP"], list), (name, key)
                    assert isinstance(cell["PL"], list), (name, key)


def test_the_references_were_made_in_one_go():
    assert len({tuple(reference["versions"].values()) for reference in REFERENCE.values()}) == 1


@pytest.mark.parametrize(("model", "method"), CELLS)
def test_a_method_on_all_data_sets(model, method):
    for compared in of_model(model, method):
        agrees(compared, 1e-12 if compared.quantity in ("QE", "QEp") else tolerance(method, model))


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize(("model", "method"), CELLS)
def test_a_test_on_all_data_sets(model, method, test):
    for compared in of_test(model, method, test):
        agrees(compared, tolerance(method, model))


@pytest.mark.parametrize("method", CLOSED + ITERATED)
@pytest.mark.parametrize("model", ["mean", "moderator"])
def test_a_fit_alone(model, method):
    """`rma` on each data set: what `pool` does not give, and the same numbers as in the batch."""
    batch = fitted(model, method, "z")
    for i, name in enumerate(NAMES):
        fit = rma_of(name, model, method)
        reference = REFERENCE[name]["fits"][f"{model}/{'PM' if method == 'DLIT' else method}"]
        close(fit.tau2, batch.tau2[i], 1e-12, fit.vt)
        close(fit.beta, batch.beta[i], 1e-12, float(np.abs(fit.se).max()))
        if method != "GENQ":
            close(fit.log_lik, reference["log_lik"], max(tolerance(method), 1e-11), 1.0)
        if model == "moderator":
            without = rma_of(name, "mean", method).tau2
            if np.isnan(fit.R2):
                assert without == 0.0  # there is nothing to account for; metafor gives 0 or 0/0 rounded
            else:
                close(
                    fit.R2, reference["R2"], tolerance(method), 100.0 * (1.0 + fit.vt / max(without, 1e-300))
                )


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("method", ["FE", "DL", "REML"])
@pytest.mark.parametrize("model", ["moderator", "two"])
def test_joint_tests_of_moderators(model, method, test):
    for name in NAMES:
        fit, reference = rma_of(name, model, method, test), REFERENCE[name]["fits"][f"{model}/{method}"][test]
        close(fit.QM, reference["QM"], 10 * tolerance(method))
        close(fit.QMp, reference["QMp"], 10 * tolerance(method) * (1.0 + fit.QM * fit.moderators.df))


@pytest.mark.parametrize("kind", ["QP", "PL"])
@pytest.mark.parametrize(("model", "method"), list(product(("mean", "moderator"), ("ML", "REML"))))
def test_intervals_of_tau2(model, method, kind):
    fit = fitted(model, method, "z", kind)
    for i, name in enumerate(NAMES):
        own, reference = [fit.tau2_lb[i], fit.tau2_ub[i]], REFERENCE[name]["fits"][f"{model}/{method}"][kind]
        if kind == "QP" and np.isnan(own).all():
            # an empty set: metafor stores 0 and prints a sentence, ours is NaN
            assert reference == [0, 0]
            assert fit.q[i] < chi2.ppf(0.025, fit.q_df[i])
        else:
            close(own, reference, 1e-8, fit.typical[i])


@pytest.mark.parametrize("method", ["ML", "REML"])
def test_models_through_the_origin_agree_with_rma_mv(method):
    for case in REFERENCE.values():
        yi, vi, x = (np.array(case["data"][column]) for column in ("yi", "vi", "x"))
        fit = rma(yi, vi, "~ 0 + far", _frame(far=x / np.abs(x).max() + 0.1), method=method)
        reference = case["fits"][f"origin/{method}"]
        close(fit.QE, reference["QE"], 1e-12)
        # rma.mv maximises by nlminb, to between 1e-10 and 1e-14 of the likelihood: tau2 has the root of that
        close(fit.tau2, reference["tau2"], 1e-5, fit.vt)
        close(fit.beta, reference["beta"], 1e-5)
        close(fit.se, reference["se"], 1e-5)
        assert fit.log_lik >= reference["log_lik"] - 1e-9


def _frame(**columns):
    import pandas as pd

    return pd.DataFrame(columns)


def test_henmi_copas():
    for name in NAMES:
        reference, made = REFERENCE[name]["fits"]["hc/DL"], rma_of(name, "mean", "DL").henmi_copas()
        close([made.estimate, made.se], [reference["beta"], reference["se"]], 1e-12)
        close([made.ci_lb, made.ci_ub], reference["ci"], 1e-5, made.se)  # see the last test of this file


@pytest.mark.parametrize("name", COUNTS)
def test_effects_from_counts(name):
    cells = [numbers(column) for column in COUNTS[name]["cells"].values()]
    for measure, reference in COUNTS[name].items():
        if measure == "cells":
            continue
        if measure == "PETO":
            made = peto(*cells)
        elif measure in ("IRR", "IRD"):
            made = mantel_haenszel_rates(*cells, measure=measure)
        else:
            made = mantel_haenszel(*cells, measure=measure)
        own = [made.beta, made.se, made.QE, made.QEp]
        if measure == "OR":
            own += [made.association, made.association_p, made.tarone, made.tarone_p]
        close(own, reference, 1e-11)  # QE and Tarone's test are sums of squared small differences


# Why metafor is not followed where it is not: each by a computation of its own.


def test_where_metafor_3_8_dlit_stops_is_not_its_own_fixed_point():
    """One more step of its iteration moves away from where it stopped."""
    moved = 0
    for case in REFERENCE.values():
        reference = case["fits"]["mean/DLIT"]
        if isinstance(reference, str) or not reference["tau2"]:
            continue
        yi, vi = np.array(case["data"]["yi"]), np.array(case["data"]["vi"])
        w = 1.0 / (vi + reference["tau2"])
        mean = (w * yi).sum() / w.sum()
        trace = w.sum() - (w**2).sum() / w.sum()
        step = ((w * (yi - mean) ** 2).sum() - (w * vi).sum() + (w**2 * vi).sum() / w.sum()) / trace
        moved += abs(max(step, 0.0) - reference["tau2"]) > 1e-3 * reference["tau2"]
    assert moved > 0


@pytest.mark.parametrize("name", ["egger2001", "li2007"])
def test_with_two_moderators_ours_are_exact_where_metafor_loses_digits(name):
    """DerSimonian-Laird in rational arithmetic, rounded once at the end."""
    row, reference = NAMES.index(name), REFERENCE[name]["fits"]["two/DL"]
    k = len(REFERENCE[name]["data"]["yi"])
    exact = exact_moments(YI[row, :k], VI[row, :k], design("two")[row, :k])
    fit = fitted("two", "DL", "z")
    for own, theirs, truth in (
        (fit.q[row], reference["QE"], exact.q),
        (fit.tau2[row], reference["tau2"], exact.tau2),
        (fit.se[row], reference["z"]["se"], exact.se),
    ):
        np.testing.assert_allclose(own, truth, rtol=1e-14)
        assert np.abs(np.array(theirs) / truth - 1.0).max() > 1e-13


@pytest.mark.parametrize("name", ["michael2013", "bonett2010", "franchini2012"])
def test_our_henmi_copas_bound_leaves_the_right_tail_where_metafor_is_less_close(name):
    """metafor integrates to R's default tolerance, 1.2e-4."""
    vi, theirs = np.array(REFERENCE[name]["data"]["vi"]), REFERENCE[name]["fits"]["hc/DL"]["ci"][1]
    made = rma_of(name, "mean", "DL").henmi_copas()
    assert abs(made.ci_ub - theirs) > 1e-7 * made.se
    own, tail = tail_probability(made, vi, 95)
    assert own == pytest.approx(tail, abs=1e-8)
    assert abs(tail_probability(made._replace(ci_ub=theirs), vi, 95)[0] - tail) > 10 * abs(own - tail)
