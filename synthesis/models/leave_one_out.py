"""`leave_one_out`: the fit without each study in turn, and whether one study decides the conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synthesis.models.fit_series import FitSeries, named, unfitted
from synthesis.models.inference import share
from synthesis.models.notes import Note, Severity
from synthesis.models.pooled import Pooled
from synthesis.models.refit import Refit

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit


def leave_one_out(fit: RmaFit) -> FitSeries:
    """Refit without each study, tau2 and all else estimated anew.

    Parameters
    ----------
    fit
        A model of the mean or a meta-regression; rows that it left out stay left out.

    Returns
    -------
    FitSeries
        One refit a study used. Notes name the studies without which a coefficient changes its sign or its
        significance at the level of the fit (the constant of a meta-regression is not looked at), and the
        refits that could not be made, which are NaN.

    Raises
    ------
    NumbersError
        For a location-scale model.

    Examples
    --------
    >>> from synthesis.models.univariate import rma
    >>> fit = rma([0.1, 0.3, 0.35, 0.65], [0.03, 0.03, 0.05, 0.01], method="DL", slab=list("ABCD"))
    >>> made = leave_one_out(fit)
    >>> made
    <Leave-one-out DL, 4 refits: estimates 0.2346 to 0.4789>
    >>> made.tidy()[["left_out", "k", "estimate", "tau2"]].round(4)
      left_out  k  estimate    tau2
    0        A  3    0.4789  0.0236
    1        B  3    0.3887  0.0769
    2        C  3    0.3724  0.0725
    3        D  3    0.2346  0.0000
    """
    fits = Refit.of(fit, "leave_one_out").without_each()
    moderators = () if fit.names == ("intrcpt",) else fit.design.moderators
    notes = (*_flips(fit, fits, moderators or (0,)), *unfitted(fit.labels, fits, "Without"))
    return FitSeries("Leave-one-out", "left_out", fit.labels, None, fit.names, moderators, fits, notes)


def _flips(fit: RmaFit, fits: Pooled, places: tuple[int, ...]) -> list[Note]:
    """Say which studies turn the sign or the significance of a coefficient."""
    found = []
    alpha = 2.0 * share(fit.options.level)
    for place in places:
        about = "the mean" if fit.names == ("intrcpt",) else f"the coefficient of {fit.names[place]}"
        sign = fits.beta[:, place] * fit.beta[place] < 0.0
        if sign.any():
            found.append(Note(
                "sign-flips", Severity.CAUTION, f"Without {named(fit.labels, sign)} {about} changes its sign."
            ))  # fmt: skip
        clear = bool(fit.pval[place] < alpha)
        known = ~np.isnan(fits.pval[:, place]) & ~np.isnan(fit.pval[place])
        turned = known & ((fits.pval[:, place] < alpha) != clear)
        if turned.any():
            how = "is no longer" if clear else "becomes"
            found.append(Note(
                "significance-flips", Severity.CAUTION,
                f"Without {named(fit.labels, turned)} {about} {how} significant at the {alpha:.3g} level: "
                "that conclusion hangs on single studies.",
            ))  # fmt: skip
    return found
