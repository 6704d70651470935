"""Teacher expectancy: REML, and weeks of contact as a moderator."""

from __future__ import annotations

import numpy as np

import synthesis as syn
from synthesis.models.results import RmaFit
from tests.oracles.papers.printed import METAFOR_TESTS, Paper, Value, series, table


def _room(fit: RmaFit) -> tuple[float, float]:
    """Q with every effect half a unit of its last digit off, to first order."""
    resid = fit.yi - fit.design.x @ fit.beta
    room = float((2 * np.abs(resid) / fit.vi * 0.005).sum())
    return fit.QE - room, fit.QE + room


def paper() -> Paper:
    data = table("raudenbush1985")
    data["contact"] = data.weeks.clip(upper=3)
    mean, mixed = syn.rma(data=data), syn.rma(mods="~ contact", data=data)
    rounded = "the effects are published with two decimals, which leaves Q this much room"
    return Paper(
        "Raudenbush SW, Bryk AS (1985). Empirical Bayes meta-analysis. Journal of Educational Statistics "
        "10:75-98.",
        "10.3102/10769986010002075",
        "metadat dat.raudenbush1985",
        METAFOR_TESTS.format("raudenbush1985"),
        (
            *series("pp. 83-86, tau2", mean.tau2, "0.019"),
            *series("pp. 83-86, mean", mean.beta, "0.084"),
            *series("pp. 83-86, z", mean.zval, "1.62"),
            Value("pp. 83-86, Q", mean.QE, "35.85", "35.83", rounded, reach=_room(mean)),
            *series("pp. 90-92, residual tau2", mixed.tau2, "0.000"),
            *series("pp. 90-92, intercept and weeks of contact", mixed.beta, "0.407 -0.157"),
            *series("pp. 90-92, their z", mixed.zval, "4.68 -4.39"),
            Value("pp. 90-92, QE", mixed.QE, "16.58", "16.57", rounded, reach=_room(mixed)),
        ),
    )
