"""Low-dose aspirin in pregnancy (CLASP): seven estimators and two-step variants.

Maximum likelihood is left out: the transcript holds where an iteration stopped near 0, not what is printed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import synthesis as syn
from synthesis.models.results import RmaFit
from tests.oracles.papers.printed import METAFOR_TESTS, Paper, Value, series

COUNTS = pd.DataFrame(
    {
        "ai": [5, 5, 12, 69, 9, 313],
        "n1i": [156, 303, 565, 1570, 103, 4659],
        "ci": [8, 17, 9, 94, 11, 352],
        "n2i": [74, 303, 477, 1565, 105, 4650],
    }
)
#: tau, mean, se.
PRINTED = {
    "PM": "0.3681 -0.3811 0.2060",
    "HE": "0.4410 -0.4035 0.2327",
    "DL": "0.2323 -0.3240 0.1540",
    "HE then GENQ": "0.3831 -0.3861 0.2115",
    "DL then GENQ": "0.3254 -0.3655 0.1901",
    "EB": "0.3681 -0.3811 0.2060",
    "REML": "0.1843 -0.2980 0.1343",
    "HS": "0.1330 -0.2666 0.1125",
    "SJ": "0.4572 -0.4079 0.2386",
}


def _fit(data: pd.DataFrame, method: str) -> RmaFit:
    first, _, second = method.partition(" then ")
    fit = syn.rma(data=data, method=first)
    if not second:
        return fit
    # two-step estimators: a moment estimate with the weights of a first one
    again = syn.rma(data=data, method=second, weights=1.0 / (data.vi + fit.tau2))
    return syn.rma(data=data, tau2=again.tau2)


def paper() -> Paper:
    data = syn.escalc(COUNTS, measure="OR")
    values: list[Value] = []
    for method, printed in PRINTED.items():
        fit = _fit(data, method)
        numbers = [np.sqrt(fit.tau2), fit.beta[0], fit.se[0]]
        values += series(f"Tables 3 and 4, {method}: tau, mean, se", numbers, printed)
    return Paper(
        "DerSimonian R, Kacker R (2007). Random-effects model for meta-analysis of clinical trials: an "
        "update. Contemporary Clinical Trials 28:105-114.",
        "10.1016/j.cct.2006.04.004",
        "the article's counts, in the same place as the results",
        METAFOR_TESTS.format("dersimonian2007"),
        tuple(values),
    )
