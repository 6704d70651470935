"""The interval of each study alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from synthesis.models.inference import share, t_quantile
from synthesis.models.problem import Array


def study_interval(yi: ArrayLike, vi: ArrayLike, level: float = 95) -> tuple[Array, Array]:
    """Give the normal interval of each study from its effect and sampling variance.

    Parameters
    ----------
    yi, vi
        Effects and sampling variances, any shape; NaN gives NaN.
    level
        Coverage in percent.

    Raises
    ------
    NumbersError
        When the level is not between 0 and 100.

    Examples
    --------
    >>> low, high = study_interval([0.5], [0.04])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.108], [0.892])
    """
    y, v = np.asarray(yi, dtype=float), np.asarray(vi, dtype=float)
    reach = float(t_quantile(np.array([np.inf]), share(level))[0]) * np.sqrt(np.where(v > 0.0, v, np.nan))
    return y - reach, y + reach
