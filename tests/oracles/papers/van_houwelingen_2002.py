"""BCG vaccine: maximum likelihood for log odds ratios, meta-regression on latitude."""

from __future__ import annotations

import numpy as np

import synthesis as syn
from tests.oracles.papers.printed import METAFOR_TESTS, Paper, Value, series, table


def paper() -> Paper:
    data = table("bcg").rename(columns={"tpos": "ai", "tneg": "bi", "cpos": "ci", "cneg": "di"})
    data = syn.escalc(data, measure="OR")
    fixed, mean = syn.rma(data=data, method="FE"), syn.rma(data=data, method="ML")
    slope = syn.rma(mods="~ ablat", data=data, method="ML")
    simple = mean.predict(kind="simple").iloc[0]
    profile = mean.tau2_interval("PL").loc["tau2"]
    return Paper(
        "van Houwelingen HC, Arends LR, Stijnen T (2002). Advanced methods in meta-analysis: multivariate "
        "approach and meta-regression. Statistics in Medicine 21:589-624.",
        "10.1002/sim.1040",
        "metadat dat.colditz1994, the same trials as dat.bcg",
        METAFOR_TESTS.format("vanhouwelingen2002"),
        (
            *series("p. 596, odds ratio, fixed effect", np.exp(fixed.beta[0]), "0.647"),
            *series("p. 596, its lower bound", np.exp(fixed.ci_lb[0]), "0.595"),
            Value(
                "p. 596, its upper bound", float(np.exp(fixed.ci_ub[0])), "0.703", "0.702",
                "it follows from the log odds ratio to three decimals and its standard error to four",
                float(np.exp(round(float(fixed.beta[0]), 3) + 1.96 * round(float(fixed.se[0]), 4))),
            ),
            *series(
                "p. 597, odds ratio and interval, ML",
                np.exp([mean.beta[0], mean.ci_lb[0], mean.ci_ub[0]]), "0.476 0.336 0.675",
            ),
            *series("p. 597, tau2, ML", mean.tau2, "0.302"),
            *series("profile likelihood of tau2, interval", profile[["ci_lb", "ci_ub"]], "0.12 0.89"),
            *series("p. 599, interval of a true effect", simple[["pi_lb", "pi_ub"]], "-1.820 0.336"),
            *series("p. 608, intercept and latitude, ML", slope.beta, "0.371 -0.033"),
            *series("p. 608, their se", slope.se, "0.106 0.003"),
            *series("p. 608, residual tau2", slope.tau2, "0.004"),
            *series("p. 609, tau2 accounted for, percent", slope.R2, "98.7"),
        ),
    )  # fmt: skip
