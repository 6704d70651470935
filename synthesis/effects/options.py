"""Words for the choices an effect size leaves open: variance form, zero cells, distribution."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.errors import UnknownTermError
from synthesis.vocabulary.term import Term


class VarianceType(Term):
    """Which form of the sampling variance is used; the short names are metafor's.

    AV and AVHO average over all rows given together, so a row's variance depends on the other rows.
    """

    LS = "LS", "large-sample form", ("metafor", "large sample")
    LS2 = "LS2", "large-sample form with the uncorrected effect", ("borenstein",)
    UB = "UB", "unbiased form", ("unbiased",)
    AV = "AV", "large-sample form at the average of all rows", ("average",)
    H0 = "H0", "form under no effect", ("null",)
    HO = "HO", "form for equal variances in both groups", ("homoscedastic",)
    AVHO = "AVHO", "average of all rows and both groups", ("average homoscedastic",)
    RM = "RM", "RevMan form", ("revman",)


class ZeroRule(Term):
    """To which rows a constant is added when cells of a table are zero."""

    ONLY0 = "only0", "rows with a zero cell", ("rows with zero",)
    IF0ALL = "if0all", "all rows, if any has a zero cell", ("all if any zero",)
    ALL = "all", "all rows", ("every row",)
    NONE = "none", "no row", ("never",)


class Distribution(Term):
    """Which distribution the quantiles of a group are taken to come from."""

    AUTO = "auto", "normal, or log-normal when the quantiles are skewed", ("automatic",)
    NORMAL = "normal", "normal", ("norm",)
    LOG_NORMAL = "log-normal", "log-normal", ("lognormal", "lnorm")


def variance_type(vtype: str, allowed: Sequence[VarianceType]) -> VarianceType:
    """Return the variance form that a word names, when the measure has it.

    Raises
    ------
    UnknownTermError
        When there is no such form, or the measure does not have it.

    Examples
    --------
    >>> variance_type("Borenstein", (VarianceType.LS, VarianceType.LS2))
    <VarianceType.LS2: 'LS2'>
    """
    chosen = VarianceType.parse(vtype)
    if chosen not in allowed:
        raise UnknownTermError(
            f"the measure has no variance form {chosen.value!r}",
            where="vtype",
            hint=f"allowed: {', '.join(v.value for v in allowed)}",
        )
    return chosen
