"""Acupuncture against nausea: DerSimonian-Laird and the interval of the article."""

from __future__ import annotations

import synthesis as syn
from tests.oracles.papers.printed import METAFOR_TESTS, Paper, series, table


def paper() -> Paper:
    fit = syn.rma(data=syn.escalc(table("lee2004"), measure="OR"), method="DL")
    robust = fit.henmi_copas()
    return Paper(
        "Henmi M, Copas JB (2010). Confidence intervals for random effects meta-analysis and robustness to "
        "publication bias. Statistics in Medicine 29:2969-2983.",
        "10.1002/sim.4029",
        "metadat dat.lee2004",
        METAFOR_TESTS.format("henmi2010"),
        (
            *series("p. 2978, tau2, DL", fit.tau2, "0.3325"),
            *series("p. 2978, mean and interval, DL", [fit.beta[0], fit.ci_lb[0], fit.ci_ub[0]],
                    "-0.6787 -1.0664 -0.2911"),
            *series("p. 2978, theirs", [robust.estimate, robust.ci_lb, robust.ci_ub],
                    "-0.5145 -0.9994 -0.0295"),
        ),
    )  # fmt: skip
