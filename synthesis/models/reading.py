"""What the estimates of some cohorts support, by how many they are: a model, and a plain sentence.

One study is itself. Two can be averaged, but how much studies differ cannot be learned from two. From three
on a random-effects model with a prediction interval is possible. Its test is that of Knapp and Hartung, never
narrower than Wald's, as Röver, Knapp and Friede (2015) recommend for few studies of unequal precision.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from synthesis.effects.measures import Measure, find_measure
from synthesis.models.options import Method, Test
from synthesis.models.univariate import rma
from synthesis.store.tidy import records
from synthesis.vocabulary.result import Direction
from synthesis.wording import count, estimate, interval, number, p_value, series

if TYPE_CHECKING:
    from synthesis.models.cohort_effects import CohortEffects
    from synthesis.models.results import RmaFit

#: Studies from which on the variance between them is estimated.
RANDOM_FROM = 3
_UNCERTAIN_BELOW = 5
#: Two estimates with a smaller p of heterogeneity are said to disagree.
_DISAGREE = 0.1
_WAYS = (
    (Direction.HIGHER, "higher"),
    (Direction.LOWER, "lower"),
    (Direction.NO_DIFFERENCE, "no significant difference"),
    (Direction.MIXED, "mixed"),
    (Direction.ALTERED, "no direction"),
)


def pooled(cohorts: CohortEffects) -> RmaFit | None:
    """Fit what the number of estimates supports.

    Returns
    -------
    RmaFit or None
        None without any estimate; a common-effect mean of one or two; from three on REML with the
        Knapp-Hartung test that is never narrower than Wald's.

    Examples
    --------
    >>> import synthesis as syn
    >>> effects = syn.escalc(syn.load().where(marker="crp", matrix_class="circulating-protein"), "SMD")
    >>> pooled(syn.cohort_effects(effects))
    <RmaFit FE z, k = 2: 0.2883 [−0.1069, 0.6835], tau2 0.0000>
    """
    if cohorts.k == 0:
        return None
    few = cohorts.k < RANDOM_FROM
    method, test = (Method.FE, Test.Z) if few else (Method.REML, Test.ADHOC)
    return rma(data=cohorts.frame, slab="label", method=method, test=test)


def reading(cohorts: CohortEffects, fit: RmaFit | None) -> str:
    """Say in plain words what the estimates of some cohorts show and what they cannot.

    Parameters
    ----------
    cohorts
        The estimates, and the cohorts without one.
    fit
        What `pooled` gives for them.

    Examples
    --------
    >>> import synthesis as syn
    >>> effects = syn.escalc(syn.load().where(marker="crp", matrix_class="circulating-protein"), "SMD")
    >>> cohorts = syn.cohort_effects(effects)
    >>> reading(cohorts, pooled(cohorts)).partition(".")[0]
    '2 of 6 cohorts give numbers from which an effect can be computed: Spence 2008 0'
    """
    whole = len(cohorts.frame)
    if not whole:
        return "No cohort of this atlas was compared on this question."
    if fit is None:
        return f"No cohort of {whole} gives numbers from which an effect can be computed. {_others(cohorts)}"
    used = records(fit.augment().dropna(subset=["ci_lb"]), ("label", "yi", "ci_lb", "ci_ub"))
    each = [f"{row['label']} {_written(cohorts, row['yi'], row['ci_lb'], row['ci_ub'])}" for row in used]
    verb = "gives" if fit.k == 1 else "give"
    some = f"{fit.k} of {count(whole, 'cohort')} {verb} numbers from which an effect can be computed"
    mean = _written(cohorts, fit.beta[0], fit.ci_lb[0], fit.ci_ub[0])
    measure = _words(cohorts)
    if fit.k == 1:
        said = f"{some}: {each[0]} ({measure}). One study cannot show what others would find."
    elif fit.k < RANDOM_FROM:
        apart = fit.QEp < _DISAGREE
        verdict = "They differ by more than chance, so it stands for neither. " if apart else ""
        said = (
            f"{some}: {series(each)} ({measure}). Their common-effect mean is {mean}; heterogeneity "
            f"{p_value(fit.QEp)}. {verdict}Two studies cannot show how much studies differ: a mean of two is "
            "about these two and not about studies in general."
        )
    else:
        said = f"{some}. The average {measure} is **{mean}** (random effects). {_spread(cohorts, fit)}"
    return f"{said} {_others(cohorts)}".strip()


def reported_without(cohorts: CohortEffects) -> str:
    """Count what the cohorts without an effect reported; no pooled mean knows of them.

    Examples
    --------
    >>> import synthesis as syn
    >>> effects = syn.escalc(syn.load().where(marker="crp", matrix_class="circulating-protein"), "SMD")
    >>> reported_without(syn.cohort_effects(effects))
    'higher 3, no significant difference 1'
    """
    told = Counter(cohorts.frame.loc[cohorts.frame["yi"].isna(), "direction"])
    return ", ".join(f"{words} {told[way.value]}" for way, words in _WAYS if told[way.value]) or "none"


def _spread(cohorts: CohortEffects, fit: RmaFit) -> str:
    """Say how much studies differ, and whether the mean excludes no difference."""
    new = fit.predict().iloc[0]
    null = _measure(cohorts).scale.null
    clear = fit.ci_lb[0] > null or fit.ci_ub[0] < null
    low, high = (_shown(cohorts, float(new[name])) for name in ("pi_lb", "pi_ub"))
    unsure = " With so few studies this range is itself very uncertain." if fit.k < _UNCERTAIN_BELOW else ""
    meaning = "excludes" if clear else "does not exclude"
    return (
        f"The interval of the mean {meaning} no difference. The true effect of a further study is expected "
        f"between {interval(low, high)} (tau² {number(fit.tau2, 3)}).{unsure}"
    )


def _others(cohorts: CohortEffects) -> str:
    """Count what the cohorts without an effect reported, in a sentence."""
    without = int(cohorts.frame["yi"].isna().sum())
    told = reported_without(cohorts)
    return f"What {count(without, 'cohort')} without such numbers reported: {told}." if without else ""


def _measure(cohorts: CohortEffects) -> Measure:
    return find_measure(str(cohorts.frame["measure"].iloc[0]))


def _words(cohorts: CohortEffects) -> str:
    """Name the measure on the scale that is shown."""
    label = _measure(cohorts).label
    return label.removeprefix("log ") if _measure(cohorts).scale.natural == "ratio" else label


def _shown(cohorts: CohortEffects, value: float) -> float:
    back = _measure(cohorts).scale.back
    return value if back is None else float(back(np.asarray(value, dtype=float)))


def _written(cohorts: CohortEffects, value: float, low: float, high: float) -> str:
    middle, lower, upper = (_shown(cohorts, float(each)) for each in (value, low, high))
    return estimate(middle, lower, upper)
