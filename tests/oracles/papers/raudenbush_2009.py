"""Teacher expectancy again: five estimators, with and without Knapp-Hartung."""

from __future__ import annotations

import synthesis as syn
from tests.oracles.papers.printed import METAFOR_TESTS, Paper, Value, series, table

#: tau2, mean, se, test statistic, interval.
PRINTED = {
    ("z", "FE"): "0.000 0.060 0.036 1.655 -0.011 0.132",
    ("z", "ML"): "0.013 0.078 0.047 1.637 -0.015 0.171",
    ("z", "REML"): "0.019 0.084 0.052 1.621 -0.018 0.185",
    ("z", "DL"): "0.026 0.089 0.056 1.601 -0.020 0.199",
    ("z", "HE"): "0.080 0.114 0.079 1.443 -0.041 0.270",
    ("knha", "FE"): "0.000 0.060 0.051 1.173 -0.048 0.168",
    ("knha", "ML"): "0.013 0.078 0.059 1.311 -0.047 0.202",
    ("knha", "REML"): "0.019 0.084 0.062 1.359 -0.046 0.213",
    ("knha", "DL"): "0.026 0.089 0.064 1.405 -0.044 0.223",
    ("knha", "HE"): "0.080 0.114 0.071 1.608 -0.035 0.264",
}


def paper() -> Paper:
    data = table("raudenbush1985")
    fixed, mean = syn.rma(data=data, method="FE"), syn.rma(data=data)
    simple = mean.predict(kind="simple").iloc[0]
    values: list[Value] = []
    for (test, method), printed in PRINTED.items():
        fit = syn.rma(data=data, method=method, test=test)
        numbers = [fit.tau2, fit.beta[0], fit.se[0], fit.zval[0], fit.ci_lb[0], fit.ci_ub[0]]
        values += series(f"Table 16.3, {method}, {test}: tau2, mean, se, z, interval", numbers, printed)
    return Paper(
        "Raudenbush SW (2009). Analyzing effect sizes: random effects models. In: Cooper H, Hedges LV, "
        "Valentine JC (eds), The Handbook of Research Synthesis and Meta-Analysis, 2nd edition, pp. 295-315. "
        "Russell Sage Foundation.",
        "",
        "metadat dat.raudenbush1985",
        METAFOR_TESTS.format("raudenbush2009"),
        (
            *series("Table 16.2, Q", fixed.QE, "35.83"),
            Value("Table 16.2, z, fixed effect", fixed.zval[0], "1.65", "1.66",
                  "the chapter's own Table 16.3 prints 1.655 and cuts the last digit off here"),
            Value("Table 16.2, mean", mean.beta[0], "0.083", "0.084",
                  "the chapter's own Table 16.3 prints 0.084"),
            Value("p. 302, interval of a true effect, lower", mean.predict().pi_lb[0], "-0.19", "-0.20",
                  "the chapter takes the mean as known", simple.pi_lb),
            Value("p. 302, interval of a true effect, upper", mean.predict().pi_ub[0], "0.35", "0.37",
                  "the chapter takes the mean as known", simple.pi_ub),
            *values,
        ),
    )  # fmt: skip
