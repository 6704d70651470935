"""Rituximab in ME/CFS: difference of response rates, from the counts of the records."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

import synthesis as syn
from tests.oracles.papers.printed import Paper, Value, series

RESULT, FINDING = (
    "fluge-2019-lymphocyte-depletion/P22",
    "fluge-2019-lymphocyte-depletion/clinical-response.other.ab",
)


def _newcombe(a: float, n1: float, c: float, n2: float) -> tuple[float, float]:
    """Interval of a difference from the two score intervals (Newcombe's hybrid method)."""
    z = norm.isf(0.025)

    def score(x: float, n: float) -> np.ndarray:
        reach = z * np.sqrt(x * (n - x) / n + z * z / 4)
        return np.array([x + z * z / 2 - reach, x + z * z / 2 + reach]) / (n + z * z)

    p1, p2, (low1, high1), (low2, high2) = a / n1, c / n2, score(a, n1), score(c, n2)
    return (
        float(p1 - p2 - np.hypot(p1 - low1, high2 - p2)),
        float(p1 - p2 + np.hypot(high1 - p1, p2 - low2)),
    )


def paper() -> Paper:
    atlas = syn.load(cache=False)
    result = atlas.published.set_index("result_id").loc[RESULT]
    finding = atlas.findings.set_index("finding_id").loc[FINDING]
    # the paper subtracts rituximab (the records' cases) from placebo
    cells = [finding.controls_events, finding.controls_n, finding.cases_events, finding.cases_n]
    row = pd.DataFrame([cells], columns=["ai", "n1i", "ci", "n2i"], dtype=float)
    fit = syn.rma(data=syn.escalc(row, measure="RD"), method="FE")
    pooled = (row.ai + row.ci) / (row.n1i + row.n2i)
    z = fit.beta[0] / np.sqrt(pooled * (1 - pooled) * (1 / row.n1i + 1 / row.n2i)).iloc[0]
    low, high = _newcombe(*row.iloc[0])
    return Paper(
        "Fluge Ø, et al. (2019). B-lymphocyte depletion in patients with myalgic encephalomyelitis/chronic "
        "fatigue syndrome: a randomized, double-blind, placebo-controlled trial. Annals of Internal "
        "Medicine.",
        "10.7326/M18-1451",
        "atlas_data/studies, 26 of 74 with placebo and 20 of 77 with rituximab",
        "atlas_data/published",
        (
            *series("difference, percentage points", 100 * fit.beta, f"{result.estimate}"),
            *series("its lower bound", 100 * fit.ci_lb, f"{result.ci_low}"),
            Value("its lower bound by Newcombe's method", 100 * low, f"{result.ci_low}"),
            Value("its upper bound", 100 * fit.ci_ub[0], f"{result.ci_high}", "23.8",
                  "the trial gives Newcombe's interval, which has no standard error to pool with",
                  100 * high),
            Value("p of the difference, pooled variance", float(2 * norm.sf(abs(z))), f"{result.p}"),
        ),
    )  # fmt: skip
