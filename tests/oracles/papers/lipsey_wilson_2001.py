"""Ten studies of a book: fixed and random effects, analysis of variance, regression."""

from __future__ import annotations

import pandas as pd

import synthesis as syn
from synthesis.models.results import RmaFit
from tests.oracles.papers.printed import METAFOR_TESTS, Paper, Value, series

DATA = pd.DataFrame(
    {
        "yi": [-0.33, 0.32, 0.39, 0.31, 0.17, 0.64, -0.33, 0.15, -0.02, 0.00],
        "vi": [0.084, 0.035, 0.017, 0.034, 0.072, 0.117, 0.102, 0.093, 0.012, 0.067],
        "random": [0] * 6 + [1] * 4,
        "intensity": [7, 3, 7, 5, 7, 7, 4, 4, 5, 6],
    }
)


def _row(fit: RmaFit, i: int = 0) -> list[float]:
    return [part[i] for part in (fit.beta, fit.se, fit.zval, fit.pval, fit.ci_lb, fit.ci_ub)]


def paper() -> Paper:
    fixed, mean = syn.rma(data=DATA, method="FE"), syn.rma(data=DATA, method="DL")
    groups = syn.rma(mods="~ random", data=DATA, method="FE")
    each = [syn.rma(data=DATA[DATA.random == level], method="FE") for level in (0, 1)]
    means = groups.predict(pd.DataFrame({"random": [0, 1]}))[["pred", "se", "ci_lb", "ci_ub"]].to_numpy()
    weighted = syn.rma(mods="~ random + intensity", data=DATA, method="FE")
    mixed = syn.rma(mods="~ random + intensity", data=DATA, method="DL")
    # the book computes from weights to three decimals
    digit = "the book's weights have three decimals"
    book = DATA.assign(vi=1 / (1 / DATA.vi).round(3))
    b_groups = syn.rma(mods="~ random", data=book, method="FE")
    b_first = syn.rma(data=book[book.random == 0], method="FE")
    b_weighted = syn.rma(mods="~ random + intensity", data=book, method="FE")
    b_mixed = syn.rma(mods="~ random + intensity", data=book, method="DL")
    return Paper(
        "Lipsey MW, Wilson DB (2001). Practical Meta-Analysis. Sage.",
        "",
        "the book's Exhibit 7.1, in the same place as the results",
        METAFOR_TESTS.format("lipsey2001"),
        (
            *series("Exhibit 7.3, FE", _row(fixed), "0.1549 0.0609 2.5450 0.0109 0.0356 0.2742"),
            *series("Exhibit 7.3, Q, p", [fixed.QE, fixed.QEp], "14.7640 0.0976"),
            *series("Exhibit 7.3, DL", _row(mean), "0.1534 0.0858 1.7893 0.0736 -0.0146 0.3215"),
            *series("Exhibit 7.3, tau2", mean.tau2, "0.025955"),
            *series("Exhibit 7.4, not random: mean, se, interval", means[0], "0.2984 0.0813 0.1390 0.4578"),
            *series("Exhibit 7.4, random: mean, se, interval", means[1], "-0.0277 0.0917 -0.2075 0.1521"),
            Value("Exhibit 7.4, Q between", groups.QM, "7.0738", "7.0739", digit, b_groups.QM),
            *series("Exhibit 7.4, p between", groups.QMp, "0.0078"),
            Value("Exhibit 7.4, Q within", groups.QE, "7.6902", "7.6901", digit, b_groups.QE),
            *series("Exhibit 7.4, p within", groups.QEp, "0.4643"),
            Value("Exhibit 7.4, Q of those not random", each[0].QE, "6.4383", "6.4382", digit, b_first.QE),
            *series("Exhibit 7.4, p of both", [fit.QEp for fit in each], "0.2659 0.7406"),
            *series("Exhibit 7.4, Q of the random", each[1].QE, "1.2519"),
            *(
                value
                for i, printed in enumerate((
                    "0.3223 0.2998 1.0752 0.2823 -0.2652 0.9099",
                    "-0.3298 0.1304 -2.5286 0.0115 -0.5854 -0.0742",
                    "-0.0041 0.0493 -0.0829 0.9339 -0.1007 0.0925",
                ))
                for value in series(f"Exhibit 7.6, {weighted.names[i]}", _row(weighted, i), printed)
            ),
            *series("Exhibit 7.6, Q of the model, p", [weighted.QM, weighted.QMp], "7.0807 0.0290"),
            Value("Exhibit 7.6, Q left", weighted.QE, "7.6833", "7.6832", digit, b_weighted.QE),
            Value("Exhibit 7.6, its p", weighted.QEp, "0.3613", "0.3614", digit, b_weighted.QEp),
            *(
                value
                for i, printed in enumerate((
                    "0.3311 0.3198 1.0351 0.3006 -0.2958 0.9579",
                    "-0.3269 0.1439 -2.2712 0.0231 -0.6090 -0.0448",
                    "-0.0068 0.0528 -0.1292 0.8972 -0.1103 0.0967",
                ))
                for value in series(f"Exhibit 7.7, {mixed.names[i]}", _row(mixed, i), printed)
            ),
            Value("Exhibit 7.7, Q of the model", mixed.QM, "5.5709", "5.5711", digit, b_mixed.QM),
            *series("Exhibit 7.7, its p", mixed.QMp, "0.0617"),
            *series("Exhibit 7.7, tau2", mixed.tau2, "0.00488"),
        ),
    )  # fmt: skip
