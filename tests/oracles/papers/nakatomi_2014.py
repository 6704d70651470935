"""Neuroinflammation in ME/CFS by PET: t tests from the means and standard deviations of the records."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
from scipy.stats import t as student

import synthesis as syn
from tests.oracles.papers.printed import Paper, Value, rounds_to

ROUNDED = "means and standard deviations are printed with three decimals, which leaves p this much room"
SLUG = "nakatomi-2014-neuroinflammation-japan"


def _p(groups: pd.DataFrame) -> np.ndarray:
    """Give p of Student's t, from the standardised difference without its small-sample correction."""
    d = syn.escalc(groups, measure="SMD", correct=False).yi.to_numpy()
    n1, n2 = groups.n1i.to_numpy(), groups.n2i.to_numpy()
    return np.asarray(2 * student.sf(np.abs(d) / np.sqrt(1 / n1 + 1 / n2), n1 + n2 - 2))


def _rounded(group: pd.Series) -> pd.DataFrame:
    """All corners of the inputs that are printed so: half a unit of the third decimal either way."""
    names = ["m1i", "sd1i", "m2i", "sd2i"]
    corners = pd.DataFrame(
        [[group[n] + 0.0005 * step for n, step in zip(names, steps, strict=True)] for steps in
         product((-1, 1), repeat=4)],
        columns=names,
    )  # fmt: skip
    return corners.assign(n1i=group["n1i"], n2i=group["n2i"])


def paper() -> Paper:
    atlas = syn.load(cache=False)
    found = atlas.findings.set_index("finding_id")
    values = []
    for result in atlas.published[atlas.published.slug == SLUG].itertuples():
        finding = found.loc[result.from_records]
        group = pd.DataFrame(
            {
                "m1i": [finding.cases_center], "sd1i": [finding.cases_spread], "n1i": [finding.cases_n],
                "m2i": [finding.controls_center], "sd2i": [finding.controls_spread],
                "n2i": [finding.controls_n],
            },
            dtype=float,
        )  # fmt: skip
        own, every = float(_p(group)[0]), _p(_rounded(group.iloc[0]))
        reach = (float(every.min()), float(every.max()))
        same = rounds_to(own, result.p)
        instead = "" if same else f"{own:.4f}"
        values.append(Value(result.outcome, own, result.p, instead, "" if same else ROUNDED, reach=reach))
    return Paper(
        "Nakatomi Y, Mizuno K, Ishii A, et al. (2014). Neuroinflammation in patients with chronic fatigue "
        "syndrome/myalgic encephalomyelitis: an 11C-(R)-PK11195 PET study. Journal of Nuclear Medicine.",
        "10.2967/jnumed.113.131045",
        "atlas_data/studies, means and standard deviations of nine patients and ten controls",
        "atlas_data/published, from the full text",
        tuple(values),
    )
