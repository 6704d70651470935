"""BCG vaccine: empirical Bayes meta-regression with smoothed sampling variances."""

from __future__ import annotations

import numpy as np

import synthesis as syn
from tests.oracles.papers.printed import METAFOR_TESTS, Paper, Value, series, table


def paper() -> Paper:
    data = table("bcg")
    vaccinated, control = data.tpos + data.tneg, data.cpos + data.cneg
    data["yi"] = np.log(data.tpos / vaccinated) - np.log(data.cpos / control)
    # the article replaces each variance by one with the mean odds over all trials
    data["vi"] = (data.tneg / data.tpos).mean() / vaccinated + (data.cneg / data.cpos).mean() / control
    data["latitude"] = data.ablat - 33.46
    mean = syn.rma(data=data, method="EB")
    mixed = syn.rma(mods="~ latitude", data=data, method="EB")
    fixed = syn.rma(mods="~ latitude", data=data, method="FE")
    centred = "the article prints the mean latitude as 33.46 and centres at all its digits"
    exact = data.ablat - data.ablat.mean()
    at_mean = [syn.rma(data.yi, data.vi, exact, method=method).beta[0] for method in ("EB", "FE")]
    return Paper(
        "Berkey CS, Hoaglin DC, Mosteller F, Colditz GA (1995). A random-effects regression model for "
        "meta-analysis. Statistics in Medicine 14:395-411.",
        "10.1002/sim.4780140406",
        "metadat dat.bcg",
        METAFOR_TESTS.format("berkey1995"),
        (
            *series("p. 408, mean, se", [mean.beta[0], mean.se[0]], "-0.5429 0.1842"),
            *series("p. 408, tau2 of the mean", mean.tau2, "0.268"),
            Value("p. 408, intercept at latitude 33.46", mixed.beta[0], "-0.6304", "-0.6303", centred,
                  at_mean[0]),
            *series("p. 408, slope of latitude", mixed.beta[1], "-0.0268"),
            *series("p. 408, se of both", mixed.se, "0.1591 0.0110"),
            *series("p. 408, residual tau2", mixed.tau2, "0.157"),
            *series("p. 408, tau2 accounted for, percent", mixed.R2, "41"),
            *series(
                "p. 408, relative risk at latitudes 33.46 and 42",
                np.exp(mixed.beta[0] + mixed.beta[1] * np.array([0.0, 42 - 33.46])), "0.53 0.42",
            ),
            Value("p. 408, fixed effects: intercept", fixed.beta[0], "-0.5950", "-0.5949", centred,
                  at_mean[1]),
            *series("p. 408, fixed effects: slope", fixed.beta[1], "-0.0282"),
            *series("p. 408, fixed effects: se of the intercept", fixed.se[0], "0.0696"),
            Value("p. 408, fixed effects: se of the slope", fixed.se[1], "0.0039", "0.0040",
                  "0.00399 cut off instead of rounded", np.floor(1e4 * fixed.se[1]) / 1e4),
        ),
    )  # fmt: skip
