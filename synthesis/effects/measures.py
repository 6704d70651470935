"""The registry of effect sizes: what each needs, its scale, and how to get back from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from synthesis.effects import (
    auc,
    correlations,
    counts,
    means,
    paired,
    prepost,
    proportions,
    rates,
    scales,
    spreads,
)
from synthesis.effects.options import VarianceType
from synthesis.effects.outcome import Effects
from synthesis.errors import UnknownTermError
from synthesis.vocabulary.term import folded


class Family(StrEnum):
    """What an effect size is computed from; decides which columns `escalc` looks for."""

    TWO_MEANS = "two means"
    TABLE = "2x2 table"
    SHARE = "share"
    RATE = "rate"
    TWO_RATES = "two rates"
    CORRELATION = "correlation"
    AREA = "area under the curve"
    PAIRED = "paired means"
    PRE_POST = "two groups before and after"


@dataclass(frozen=True, slots=True)
class Measure:
    """One effect size.

    Attributes
    ----------
    id
        Short name, metafor's where it has one.
    spelling
        Long name.
    label
        What it is, in words.
    family
        What it is computed from.
    scale
        Scale of `yi`.
    needs
        Arguments of `function`, which are also columns of `escalc`.
    function
        The array function.
    vtypes
        Variance forms it has.
    corrects
        Whether a small-sample correction can be left out with ``correct=False``.
    add
        What is added to cells of tables with zeros by default; None where there are no cells.
    two_groups
        Whether a table without any events can be dropped.
    """

    id: str
    spelling: str
    label: str
    family: Family
    scale: scales.Scale
    needs: tuple[str, ...]
    function: Callable[..., Effects]
    vtypes: tuple[VarianceType, ...] = (VarianceType.LS,)
    corrects: bool = False
    add: float | None = None
    two_groups: bool = False


_TWO_MEANS = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
_CELLS = ("ai", "bi", "ci", "di")
_EVENTS = ("x1i", "t1i", "x2i", "t2i")
_PAIR = ("m1i", "sd1i", "m2i", "sd2i", "ni", "ri")
_CHANGES = (
    "m1post",
    "m1pre",
    "sd1post",
    "sd1pre",
    "n1i",
    "r1i",
    "m2post",
    "m2pre",
    "sd2post",
    "sd2pre",
    "n2i",
    "r2i",
)
_STANDARD_CHANGES = tuple(name for name in _CHANGES if name not in ("sd1post", "sd2post"))

_F = Family
# fmt: off
_ALL = (
    Measure(
        "SMD", "standardised-mean-difference", "standardised mean difference", _F.TWO_MEANS,
        scales.DEVIATIONS, _TWO_MEANS, means.smd, means.SMD_FORMS, corrects=True,
    ),
    Measure(
        "SMDH", "standardised-mean-difference-unequal-variances",
        "standardised mean difference, unequal variances", _F.TWO_MEANS, scales.DEVIATIONS, _TWO_MEANS,
        means.smdh, means.SMDH_FORMS, corrects=True,
    ),
    Measure(
        "SMD1", "glass-delta", "mean difference in standard deviations of group 2", _F.TWO_MEANS,
        scales.DEVIATIONS, ("m1i", "n1i", "m2i", "sd2i", "n2i"), means.smd1, means.SMD1_FORMS,
        corrects=True,
    ),
    Measure(
        "MD", "mean-difference", "mean difference", _F.TWO_MEANS, scales.UNIT, _TWO_MEANS, means.md,
        means.MD_FORMS,
    ),
    Measure(
        "ROM", "log-ratio-of-means", "log ratio of means", _F.TWO_MEANS, scales.LOG_RATIO, _TWO_MEANS,
        means.rom, means.ROM_FORMS, corrects=True,
    ),
    Measure(
        "VR", "log-variability-ratio", "log ratio of standard deviations", _F.TWO_MEANS,
        scales.LOG_RATIO, ("sd1i", "n1i", "sd2i", "n2i"), spreads.vr, spreads.SPREAD_FORMS,
        corrects=True,
    ),
    Measure(
        "CVR", "log-coefficient-of-variation-ratio", "log ratio of coefficients of variation",
        _F.TWO_MEANS, scales.LOG_RATIO, _TWO_MEANS, spreads.cvr, spreads.SPREAD_FORMS, corrects=True,
    ),
    Measure(
        "AUCN", "binormal-auc", "area under the curve of two normal distributions", _F.TWO_MEANS,
        scales.AREA, _TWO_MEANS, auc.binormal_auc, auc.BINORMAL_FORMS,
    ),
    Measure(
        "OR", "log-odds-ratio", "log odds ratio", _F.TABLE, scales.LOG_RATIO, _CELLS, counts.odds_ratio,
        add=0.5, two_groups=True,
    ),
    Measure(
        "RR", "log-risk-ratio", "log risk ratio", _F.TABLE, scales.LOG_RATIO, _CELLS, counts.risk_ratio,
        add=0.5, two_groups=True,
    ),
    Measure(
        "RD", "risk-difference", "risk difference", _F.TABLE, scales.DIFFERENCE, _CELLS,
        counts.risk_difference, counts.RD_FORMS, add=0.5, two_groups=True,
    ),
    Measure(
        "AS", "arcsine-difference", "difference of arcsine roots of shares", _F.TABLE,
        scales.ARCSINE_DIFFERENCE, _CELLS, counts.arcsine_difference, add=0.0, two_groups=True,
    ),
    Measure(
        "PETO", "peto-log-odds-ratio", "log odds ratio by Peto's method", _F.TABLE, scales.LOG_RATIO,
        _CELLS, counts.peto, add=0.0, two_groups=True,
    ),
    Measure(
        "PR", "proportion", "share", _F.SHARE, scales.SHARE, ("xi", "mi"), proportions.proportion,
        proportions.PR_FORMS, add=0.5,
    ),
    Measure(
        "PLN", "log-proportion", "log share", _F.SHARE, scales.LOG_SHARE, ("xi", "mi"),
        proportions.log_proportion, add=0.5,
    ),
    Measure(
        "PLO", "logit-proportion", "log odds of a share", _F.SHARE, scales.LOGIT, ("xi", "mi"),
        proportions.logit_proportion, add=0.5,
    ),
    Measure(
        "PAS", "arcsine-proportion", "arcsine root of a share", _F.SHARE, scales.ARCSINE, ("xi", "mi"),
        proportions.arcsine_proportion, add=0.0,
    ),
    Measure(
        "PFT", "double-arcsine-proportion", "double arcsine of a share", _F.SHARE,
        scales.DOUBLE_ARCSINE, ("xi", "mi"), proportions.double_arcsine_proportion, add=0.0,
    ),
    Measure(
        "IR", "incidence-rate", "incidence rate", _F.RATE, scales.RATE, ("xi", "ti"), rates.rate,
        add=0.5,
    ),
    Measure(
        "IRLN", "log-incidence-rate", "log incidence rate", _F.RATE, scales.LOG_RATE, ("xi", "ti"),
        rates.log_rate, add=0.5,
    ),
    Measure(
        "IRS", "root-incidence-rate", "root of an incidence rate", _F.RATE, scales.ROOT_RATE,
        ("xi", "ti"), rates.root_rate, add=0.0,
    ),
    Measure(
        "IRFT", "double-root-incidence-rate", "double root of an incidence rate", _F.RATE,
        scales.DOUBLE_ROOT, ("xi", "ti"), rates.double_root_rate, add=0.0,
    ),
    Measure(
        "IRR", "log-incidence-rate-ratio", "log ratio of incidence rates", _F.TWO_RATES,
        scales.LOG_RATIO, _EVENTS, rates.rate_ratio, add=0.5, two_groups=True,
    ),
    Measure(
        "IRD", "incidence-rate-difference", "difference of incidence rates", _F.TWO_RATES,
        scales.RATE_DIFFERENCE, _EVENTS, rates.rate_difference, add=0.5, two_groups=True,
    ),
    Measure(
        "IRSD", "root-incidence-rate-difference", "difference of roots of incidence rates",
        _F.TWO_RATES, scales.ROOT_DIFFERENCE, _EVENTS, rates.root_rate_difference, add=0.0,
        two_groups=True,
    ),
    Measure(
        "COR", "correlation", "correlation", _F.CORRELATION, scales.CORRELATION, ("ri", "ni"),
        correlations.correlation, correlations.COR_FORMS,
    ),
    Measure(
        "UCOR", "unbiased-correlation", "correlation without bias", _F.CORRELATION, scales.CORRELATION,
        ("ri", "ni"), correlations.unbiased_correlation, correlations.UCOR_FORMS,
    ),
    Measure(
        "ZCOR", "fisher-z", "Fisher's z of a correlation", _F.CORRELATION, scales.FISHER_Z,
        ("ri", "ni"), correlations.z_correlation,
    ),
    Measure(
        "AUC", "area-under-curve", "area under the ROC curve", _F.AREA, scales.AREA,
        ("ai", "n1i", "n2i"), auc.auc, auc.AUC_FORMS,
    ),
    Measure(
        "CLES", "common-language-effect-size", "probability that a value of group 1 is larger", _F.AREA,
        scales.AREA, ("ai", "n1i", "n2i"), auc.auc, auc.AUC_FORMS,
    ),
    Measure(
        "MC", "mean-change", "mean change", _F.PAIRED, scales.UNIT, _PAIR, paired.mean_change,
    ),
    Measure(
        "SMCC", "standardised-mean-change", "mean change in standard deviations of the change",
        _F.PAIRED, scales.DEVIATIONS, _PAIR, paired.standardised_by_change, paired.SMCC_FORMS,
        corrects=True,
    ),
    Measure(
        "SMCR", "standardised-mean-change-raw", "mean change in standard deviations of measurement 1",
        _F.PAIRED, scales.DEVIATIONS, ("m1i", "sd1i", "m2i", "ni", "ri"), paired.standardised_by_first,
        paired.SMCR_FORMS, corrects=True,
    ),
    Measure(
        "ROMC", "log-ratio-of-paired-means", "log ratio of two means of the same people", _F.PAIRED,
        scales.LOG_RATIO, _PAIR, paired.ratio_of_paired_means, corrects=True,
    ),
    Measure(
        "DMC", "difference-of-mean-changes", "difference of two mean changes", _F.PRE_POST, scales.UNIT,
        _CHANGES, prepost.difference_of_changes,
    ),
    Measure(
        "DSMCR", "difference-of-standardised-changes", "difference of two standardised changes",
        _F.PRE_POST, scales.DEVIATIONS, _STANDARD_CHANGES, prepost.difference_of_standardised_changes,
    ),
    Measure(
        "SDMC", "standardised-difference-of-changes",
        "difference of two mean changes in pooled standard deviations before", _F.PRE_POST,
        scales.DEVIATIONS, _STANDARD_CHANGES, prepost.standardised_difference_of_changes,
    ),
)
# fmt: on

#: All effect sizes by their short name.
MEASURES = MappingProxyType({measure.id: measure for measure in _ALL})

_SPELLINGS = {folded(name): measure for measure in _ALL for name in (measure.id, measure.spelling)}


def find_measure(name: str) -> Measure:
    """Return the effect size that a short or long name means.

    Raises
    ------
    UnknownTermError
        When there is none; the hint lists the short names.

    Examples
    --------
    >>> find_measure("log odds ratio").id
    'OR'
    """
    measure = _SPELLINGS.get(folded(name))
    if measure is None:
        raise UnknownTermError(
            f"{name!r} is not a known measure", where="measure", hint=f"allowed: {', '.join(MEASURES)}"
        )
    return measure
