"""Diuretics in pregnancy: estimates and intervals of tau2."""

from __future__ import annotations

import synthesis as syn
from tests.oracles.papers.printed import METAFOR_TESTS, Paper, series, table


def paper() -> Paper:
    data = table("collins1985b").rename(
        columns={"pre.xti": "ai", "pre.nti": "n1i", "pre.xci": "ci", "pre.nci": "n2i"}
    )
    data = syn.escalc(data, measure="OR")
    fits = {method: syn.rma(data=data, method=method) for method in ("DL", "ML", "REML", "SJ")}
    ml, reml = fits["ML"], fits["REML"]
    return Paper(
        "Viechtbauer W (2007). Confidence intervals for the amount of heterogeneity in meta-analysis. "
        "Statistics in Medicine 26:37-52.",
        "10.1002/sim.2514",
        "metadat dat.collins1985b, pre-eclampsia",
        METAFOR_TESTS.format("viechtbauer2007a") + "; they give more digits than the article",
        (
            *series("Table II, tau2: DL ML REML SJ", [f.tau2 for f in fits.values()], ".230 .239 .301 .456"),
            *series("Table II, Q-profile", fits["DL"].tau2_interval("QP").iloc[0, 1:], ".072 2.203"),
            *series("Table II, profile likelihood, ML", ml.tau2_interval("PL").iloc[0, 1:], ".027 1.131"),
            *series("Table II, profile likelihood, REML", reml.tau2_interval("PL").iloc[0, 1:], ".043 1.475"),
            *series(
                "Table II, Wald, ML", [ml.tau2 - 1.96 * ml.se_tau2, ml.tau2 + 1.96 * ml.se_tau2], "-.101 .578"
            ),
            *series(
                "Table II, Wald, REML",
                [reml.tau2 - 1.96 * reml.se_tau2, reml.tau2 + 1.96 * reml.se_tau2], "-.131 .732",
            ),
        ),
    )  # fmt: skip
