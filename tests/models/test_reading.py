"""What is fitted and said for no, one, two and more estimates: never more than they support."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis.models.cohort_effects import CohortEffects, cohort_effects
from synthesis.models.options import Method, Test
from synthesis.models.reading import pooled, reading
from synthesis.models.univariate import rma


def cohorts(
    *effects: tuple[float, float], without: tuple[str, ...] = (), measure: str = "SMD"
) -> CohortEffects:
    rows: list[dict[str, Any]] = [
        {"yi": y, "vi": v, "direction": "higher", "note": ""} for y, v in effects
    ] + [{"yi": np.nan, "vi": np.nan, "direction": way, "note": "no numbers"} for way in without]
    for i, row in enumerate(rows):
        row |= {
            "finding_id": f"s{i}/a", "slug": f"s{i}", "label": f"Study {i}", "cohort_id": f"c{i}",
            "question_key": "q", "counted": True, "whole_group": True, "subgroup": None,
            "significance": "not-stated", "inferred": False, "cases_n": 9, "controls_n": 9,
            "measure": measure,
        }  # fmt: skip
    return cohort_effects(pd.DataFrame(rows))


def test_no_estimate_gives_no_model() -> None:
    few = cohorts(without=("lower", "no-difference", "lower"))
    assert pooled(few) is None
    assert reading(few, None) == (
        "No cohort of 3 gives numbers from which an effect can be computed. What 3 cohorts without such "
        "numbers reported: lower 2, no significant difference 1."
    )


def test_no_cohort_is_said() -> None:
    nothing = cohort_effects(EMPTY)
    assert reading(nothing, pooled(nothing)) == "No cohort of this atlas was compared on this question."


EMPTY = pd.DataFrame(
    columns=[
        "finding_id", "slug", "label", "cohort_id", "question_key", "counted", "whole_group", "subgroup",
        "direction", "significance", "inferred", "cases_n", "controls_n", "yi", "vi", "measure", "note",
    ]
)  # fmt: skip


def test_one_estimate_is_itself() -> None:
    one = cohorts((0.5, 0.04), without=("higher",))
    fit = pooled(one)
    assert fit is not None
    assert (fit.beta[0], fit.se[0]) == (pytest.approx(0.5), pytest.approx(0.2))
    assert reading(one, fit) == (
        "1 of 2 cohorts gives numbers from which an effect can be computed: Study 0 0.50 [0.11, 0.89] "
        "(standardised mean difference). One study cannot show what others would find. What 1 cohort without "
        "such numbers reported: higher 1."
    )


def test_two_estimates_are_no_random_effects_model() -> None:
    fit = pooled(cohorts((0.1, 0.04), (0.3, 0.04)))
    assert fit is not None
    assert (fit.options.method, fit.options.test) == (Method.FE, Test.Z)
    text = reading(cohorts((0.1, 0.04), (0.3, 0.04)), fit)
    assert "common-effect mean is 0.20 [−0.08, 0.48]" in text
    assert "not about studies in general" in text
    assert "stands for neither" not in text


def test_two_estimates_that_disagree_have_no_common_mean() -> None:
    apart = cohorts((-1.5, 0.04), (0.3, 0.04))
    assert "They differ by more than chance, so it stands for neither." in reading(apart, pooled(apart))


def test_from_three_on_studies_may_differ() -> None:
    three = cohorts((0.9, 0.04), (1.1, 0.02), (1.4, 0.09))
    fit = pooled(three)
    assert fit is not None
    assert (fit.options.method, fit.options.test) == (Method.REML, Test.ADHOC)
    wald = rma(data=three.frame, method="REML", test="z")
    assert fit.se[0] >= wald.se[0] - 1e-12
    text = reading(three, fit)
    assert "excludes no difference" in text
    assert "a further study is expected between" in text
    assert "very uncertain" in text
    many = cohorts(*((0.1 * i - 0.3, 0.04) for i in range(6)))
    text = reading(many, pooled(many))
    assert "does not exclude no difference" in text
    assert "very uncertain" not in text


def test_ratios_are_shown_as_ratios() -> None:
    one = cohorts((float(np.log(2.0)), 0.25), measure="OR")
    assert "Study 0 2.00 [0.75, 5.33] (odds ratio)" in reading(one, pooled(one))
