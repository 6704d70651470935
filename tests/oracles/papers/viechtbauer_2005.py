"""Two examples, seven estimators: tau2, I2 and H2."""

from __future__ import annotations

import synthesis as syn
from tests.oracles.papers.printed import METAFOR_TESTS, Paper, Value, series

METHODS = ("HS", "HE", "DL", "ML", "REML", "EB", "SJ")
EXAMPLES = {
    "p. 271": (
        [-0.581, 0.530, 0.771, 1.031, 0.553, 0.295, 0.078, 0.573, -0.176, -0.232],
        [0.023, 0.052, 0.060, 0.115, 0.095, 0.203, 0.200, 0.211, 0.051, 0.040],
        "0.228 0.148 0.277 0.197 0.223 0.192 0.199",
        "77.23 68.80 80.44 74.51 76.84 74.05 74.75",
        "4.39 3.21 5.11 3.92 4.32 3.85 3.96",
    ),
    "p. 272": (
        [0.100, -0.162, -0.090, -0.049, -0.046, -0.010, -0.431, -0.261, 0.134, 0.019, 0.175, 0.056, 0.045,
         0.103, 0.121, -0.482, 0.290, 0.342],
        [0.016, 0.015, 0.050, 0.050, 0.032, 0.052, 0.036, 0.024, 0.034, 0.033, 0.031, 0.034, 0.039, 0.167,
         0.134, 0.096, 0.016, 0.035],
        "0.010 0.000 0.013 0.013 0.016 0.010 0.025",
        "22.93 0.00 27.53 28.45 32.02 23.72 42.67",
        "1.30 1.00 1.38 1.40 1.47 1.31 1.74",
    ),
}  # fmt: skip


def paper() -> Paper:
    values: list[Value] = []
    for page, (yi, vi, tau2, i2, h2) in EXAMPLES.items():
        fits = [syn.rma(yi, vi, method=method) for method in METHODS]
        about = " ".join(METHODS)
        values += series(f"{page}, tau2 by {about}", [fit.tau2 for fit in fits], tau2)
        values += series(f"{page}, I2 by {about}", [fit.I2 for fit in fits], i2)
        values += series(f"{page}, H2 by {about}", [fit.H2 for fit in fits], h2)
    return Paper(
        "Viechtbauer W (2005). Bias and efficiency of meta-analytic variance estimators in the "
        "random-effects model. Journal of Educational and Behavioral Statistics 30:261-293.",
        "10.3102/10769986030003261",
        "the article's tables, in the same place as the results",
        METAFOR_TESTS.format("viechtbauer2005"),
        tuple(values),
    )
