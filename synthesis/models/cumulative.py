"""`cumulative`: the fit as studies come in, one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from synthesis.errors import NumbersError
from synthesis.models.fit_series import FitSeries, unfitted
from synthesis.models.notes import Note, Severity
from synthesis.models.problem import Index
from synthesis.models.refit import Refit
from synthesis.wording import count

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.models.results import RmaFit

#: One value a row to sort by; None keeps the order of the rows.
Order: TypeAlias = "pd.Series | Sequence[object] | ArrayLike | None"


def cumulative(fit: RmaFit, order: Order = None) -> FitSeries:
    """Refit to the first study, the first two, and so on; the last step is the fit itself.

    Parameters
    ----------
    fit
        A model of the mean or a meta-regression.
    order
        What to sort by, such as the year: one value a row given to the fit (rows that were left out may lack
        one). Smallest first; rows with the same value keep their order. The order of the rows by default.

    Returns
    -------
    FitSeries
        One refit a study used. The first steps of a meta-regression, with too few studies, are NaN.

    Raises
    ------
    NumbersError
        For a location-scale model, and when `order` has another length, lacks the value of a study used, or
        holds values that cannot be compared.

    Examples
    --------
    >>> from synthesis.models.univariate import rma
    >>> fit = rma([0.1, 0.3, 0.35, 0.65], [0.03, 0.03, 0.05, 0.01], method="DL", slab=list("ABCD"))
    >>> cumulative(fit, order=[2015, 2011, 2019, 2011]).tidy()[["added", "order", "k", "estimate"]].round(4)
      added  order  k  estimate
    0     B   2011  1    0.3000
    1     D   2011  2    0.5036
    2     A   2015  3    0.3724
    3     C   2019  4    0.3740
    """
    refit = Refit.of(fit, "cumulative")
    notes = []
    if order is None:
        places: Index = np.arange(refit.k)
        values = None
    else:
        places, values, ties = _sorted(fit, order)
        if ties:
            notes.append(Note(
                "ties", Severity.INFO,
                f"{count(ties, 'study')} with the value of the one before: placed by the order of the rows.",
            ))  # fmt: skip
    rank = np.empty(refit.k, dtype=np.intp)
    rank[places] = np.arange(refit.k)
    steps = np.arange(refit.k)
    fits = refit.each(refit.k, lambda block: rank <= steps[block, None])
    labels = tuple(fit.labels[i] for i in places)
    notes += unfitted(labels, fits, "At")
    notes.append(Note(
        "repeated-looks", Severity.INFO,
        "Each step is a fit of its own: its p and interval take no account of the looks before.",
    ))  # fmt: skip
    moderators = () if fit.names == ("intrcpt",) else fit.design.moderators
    return FitSeries("Cumulative", "added", labels, values, fit.names, moderators, fits, tuple(notes))


def _sorted(fit: RmaFit, order: Order) -> tuple[Index, tuple[object, ...], int]:
    """Places of the studies used in order, their values, and how many repeat the value before."""
    import pandas as pd

    given = pd.Series(order).reset_index(drop=True)
    used = fit.studies.used
    if given.size != used.size:
        raise NumbersError(
            f"has {given.size} values, the fit was given {used.size} rows", where="order",
            hint="one value a row, in the order of the rows",
        )  # fmt: skip
    given = given[used].reset_index(drop=True)
    lacking = [label for label, gone in zip(fit.labels, given.isna(), strict=True) if gone]
    if lacking:
        raise NumbersError(
            f"has no value for {', '.join(lacking[:5])}", where="order", hint="every study used needs a place"
        )
    try:
        ordered = given.sort_values(kind="stable")
    except TypeError as error:
        raise NumbersError(f"cannot be sorted: {error}", where="order", hint="values of one kind") from error
    places = ordered.index.to_numpy(dtype=np.intp)
    return places, tuple(ordered.tolist()), int(ordered.duplicated().sum())
