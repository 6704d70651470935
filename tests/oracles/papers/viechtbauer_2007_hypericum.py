"""St John's wort for depression: relative rates, dosage and baseline severity."""

from __future__ import annotations

import numpy as np
import pandas as pd

import synthesis as syn
from tests.oracles.papers.printed import METAFOR_TESTS, Paper, Value, series, table


def paper() -> Paper:
    data = syn.escalc(table("linde2005"), measure="RR")
    # the article's seventeen placebo-controlled trials in major depression: rows 7 to 10 and 13 to 25
    data = data.iloc[[*range(6, 10), *range(12, 25)]].reset_index(drop=True)
    data["dose"] = data.dosage * 7 / 1000 * data.duration - 34
    data["severity"] = data.baseline - 20
    fixed, mean = syn.rma(data=data, method="FE"), syn.rma(data=data, method="DL")
    mixed = syn.rma(mods="~ dose * severity", data=data, method="DL")
    new = mixed.predict(pd.DataFrame({"dose": [0.0, 0.0], "severity": [12.5 - 20, 23.6 - 20]}))
    reach = 1.959963984540054 * np.sqrt(mean.tau2)
    rates = np.exp(new[["pred", "ci_lb", "ci_ub"]].to_numpy())
    # the article's inputs seem to be standard errors with two decimals
    coarse = syn.rma(data.yi, data.vi.pow(0.5).round(2) ** 2, method="FE")
    coarse_dl = syn.rma(data.yi, data.vi.pow(0.5).round(2) ** 2, method="DL")
    cut = "standard errors rounded to two decimals give it"
    unit = "one or two units of the last digit; why is not known"
    weight = (fixed.QE - 16) / mean.tau2  # tau2 is (Q - 16) over this
    return Paper(
        "Viechtbauer W (2007). Accounting for heterogeneity via random-effects models and moderator analyses "
        "in meta-analysis. Zeitschrift für Psychologie 215:104-121.",
        "10.1027/0044-3409.215.2.104",
        "metadat dat.linde2005",
        METAFOR_TESTS.format("viechtbauer2007b"),
        (
            Value("p. 107, relative rate, fixed effect", float(np.exp(fixed.beta[0])), "1.39", "1.38", cut,
                  float(np.exp(coarse.beta[0]))),
            *series("p. 107, its interval", np.exp([fixed.ci_lb[0], fixed.ci_ub[0]]), "1.26 1.52"),
            Value("p. 107, Q", fixed.QE, "55.54", "51.55",
                  f"a misprint: with it tau2 would be {(55.54 - 16) / weight:.3f}, and is 0.091"),
            *series("p. 109, relative rate", np.exp(mean.beta), "1.57"),
            *series("p. 109, its lower bound", np.exp(mean.ci_lb), "1.31"),
            Value("p. 109, its upper bound", float(np.exp(mean.ci_ub[0])), "1.90", "1.89", unit),
            Value("p. 109, tau2", mean.tau2, "0.091", "0.090", cut, coarse_dl.tau2),
            Value("p. 109, interval of a true rate, lower", float(np.exp(mean.predict().pi_lb[0])), "0.87",
                  "0.85", "the article takes the mean as known", float(np.exp(mean.beta[0] - reach))),
            Value("p. 109, interval of a true rate, upper", float(np.exp(mean.predict().pi_ub[0])), "2.83",
                  "2.91", "the article takes the mean as known", float(np.exp(mean.beta[0] + reach))),
            Value("p. 112, tau2 accounted for, percent", mixed.R2, "48", "47", unit),
            Value("p. 113, rate at severity 12.5", rates[0, 0], "2.66", "2.67", unit),
            *series("p. 113, its lower bound", rates[0, 1], "1.46"),
            Value("p. 113, its upper bound", rates[0, 2], "4.90", "4.88", unit),
            *series("p. 113, rate at severity 23.6", rates[1, :2], "1.26 0.99"),
            *series("p. 113, its upper bound", rates[1, 2], "1.61"),
        ),
    )  # fmt: skip
