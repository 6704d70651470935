"""Lidocaine (risk differences) and stroke care (mean differences): FE, DL, REML."""

from __future__ import annotations

import numpy as np

import synthesis as syn
from synthesis.models.results import RmaFit
from tests.oracles.papers.printed import METAFOR_TESTS, Paper, Value, series, table


def _pooled(where: str, fit: RmaFit, printed: str) -> tuple[Value, ...]:
    return series(f"{where}: mean and interval", [fit.beta[0], fit.ci_lb[0], fit.ci_ub[0]], printed)


def paper() -> Paper:
    lidocaine = syn.escalc(table("hine1989"), measure="RD")
    yi, vi = 100 * lidocaine.yi, 1e4 * lidocaine.vi
    reach = 1.959963984540054 * np.sqrt(vi)
    stay = table("normand1999")
    # the article pools the standard deviations of the two groups
    pooled = np.sqrt(
        ((stay.n1i - 1) * stay.sd1i**2 + (stay.n2i - 1) * stay.sd2i**2) / (stay.n1i + stay.n2i - 2)
    )
    stay = syn.escalc(stay.assign(sd1i=pooled, sd2i=pooled), measure="MD")
    dl, reml = syn.rma(data=stay, method="DL"), syn.rma(data=stay)
    return Paper(
        "Normand ST (1999). Meta-analysis: formulating, evaluating, combining, and reporting. Statistics in "
        "Medicine 18:321-359.",
        "10.1002/(sici)1097-0258(19990215)18:3<321::aid-sim28>3.0.co;2-p",
        "metadat dat.hine1989 and dat.normand1999",
        METAFOR_TESTS.format("normand1999"),
        (
            *series("Table III, risk differences", yi, "2.8026 0.0000 1.9711 1.7961 3.5334 4.4031"),
            *series("Table III, variances", vi, "17.7575 37.5657 8.1323 10.8998 8.0114 6.1320"),
            *series("Table III, lower bounds", yi - reach, "-5.5 -12.0 -3.6 -4.7 -2.0 -0.5"),
            *series("Table III, upper bounds", yi + reach, "11.1 12.0 7.6 8.3 9.1 9.3"),
            *(
                value
                for method in ("FE", "REML", "DL")
                for value in _pooled(f"Table VII, {method}", syn.rma(yi, vi, method=method), "2.94 0.4 5.5")
            ),
            *series("Table VIII, mean differences", stay.yi, "-20 -2 -55 -71 -4 1 11 -10 7"),
            *series("Table VIII, variances", stay.vi, "40.59 2.05 15.28 150.22 20.19 1.22 95.38 8.03 20.69"),
            *_pooled("Table IX, FE", syn.rma(data=stay, method="FE"), "-3.49 -5.03 -1.96"),
            *_pooled("Table IX, DL", dl, "-14.10 -24.45 -3.75"),
            *series("Table IX, DL: tau2", dl.tau2, "218.72"),
            *_pooled("Table IX, REML", reml, "-15.12 -32.67 2.43"),
            *series("Table IX, REML: tau2", reml.tau2, "685.20"),
        ),
    )
