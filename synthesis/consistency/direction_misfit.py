"""Test whether the pattern of directions over cohort sizes fits one common effect.

Source: Pearson's goodness-of-fit sum for the probit model of directions (Hedges and Olkin 1980: a cohort
goes higher with probability Phi(mu root(ntilde))), referred to its own distribution by going through or
drawing outcomes instead of to chi-square. Directions alone say little: with cohorts of one size any mix
fits, and only large cohorts against the majority stand out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.censored import fit_censored
from synthesis.consistency.inputs import BoolArray, FloatArray, positive
from synthesis.errors import NumbersError

ENUMERATED = 12
"""Most votes for which every possible outcome is gone through instead of drawn."""


@dataclass(frozen=True, slots=True)
class DirectionQ:
    """Misfit of the pattern of directions to one common effect, for one marker.

    Attributes
    ----------
    q
        Sum of (vote - probability)^2 / (probability (1 - probability)).
    p
        Probability of as large a misfit under the fitted common effect.
    smd
        Common SMD fitted to the directions; infinite when all agree.
    monte_carlo_error
        Standard error of p from drawing; 0 when every outcome was gone through.
    notes
        Where the test cannot say anything.
    """

    q: float
    p: float
    smd: float
    monte_carlo_error: float
    notes: tuple[str, ...]


def direction_q(higher: ArrayLike, ntilde: ArrayLike, seed: int = 1, draws: int = 4000) -> DirectionQ:
    """Test whether the larger cohorts go the majority way as one common effect demands.

    The common SMD is fitted to the directions alone; the same fit is made for every other outcome the
    cohorts could have had (all of them up to 12 votes, seeded draws beyond), so no chi-square
    approximation enters.

    Parameters
    ----------
    higher
        Whether each cohort went higher, shape (cohorts,).
    ntilde
        n1 n2 / (n1 + n2) of each, same shape.
    seed, draws
        For more than 12 votes.

    Raises
    ------
    NumbersError
        When shapes differ, there is no vote, or a size is not positive.

    Examples
    --------
    Six small cohorts higher, the one large cohort lower:

    >>> got = direction_q([True] * 6 + [False], [10] * 6 + [200])
    >>> round(got.smd, 3), round(got.p, 3)
    (0.022, 0.015)
    """
    vote, size = np.asarray(higher, dtype=bool), positive(ntilde, "ntilde")
    if vote.ndim != 1 or vote.shape != size.shape or vote.size == 0 or np.any(np.isnan(size)):
        raise NumbersError(
            f"{vote.shape} votes for {size.shape} sizes", where="higher", hint="give one size for each vote"
        )
    q, smd = (float(x[0]) for x in _misfit(vote[None, :], size))
    if np.isinf(smd):
        return DirectionQ(q, 1.0, smd, 0.0, ("all cohorts go one way: nothing to explain",))
    chance = special.ndtr(smd * np.sqrt(size))
    if vote.size <= ENUMERATED:
        outcomes = (np.arange(2**vote.size)[:, None] >> np.arange(vote.size)) % 2 == 1
        weight = np.where(outcomes, chance, 1.0 - chance).prod(axis=1)
        error = 0.0
    else:
        outcomes = np.random.default_rng(seed).random((draws, vote.size)) < chance
        weight = np.full(draws, 1.0 / draws)
    as_large = _misfit(outcomes, size)[0] >= q * (1.0 - 1e-9)
    p = float(min(1.0, weight[as_large].sum()))
    if vote.size > ENUMERATED:
        error = float(np.sqrt(p * (1.0 - p) / draws))
    same = bool(np.allclose(size, size[0]))
    notes = ("cohorts of one size: any mix of directions fits one effect",) if same else ()
    return DirectionQ(q, p, smd, error, notes)


def _misfit(outcomes: BoolArray, size: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give Q and the fitted SMD for each row of votes; Q is 0 where all agree."""
    low, high = np.where(outcomes, 0.0, -np.inf), np.where(outcomes, np.inf, 0.0)
    smd = fit_censored(low, high, size, tau=(0.0,)).smd[:, 0]
    mixed = np.isfinite(smd)
    shift = np.where(mixed, smd, 0.0)[:, None] * np.sqrt(size)
    # (1 - p)^2 / (p (1 - p)) = (1 - p) / p for a higher vote and p / (1 - p) for a lower one.
    sign = np.where(outcomes, 1.0, -1.0)
    ratio = np.exp(special.log_ndtr(-sign * shift) - special.log_ndtr(sign * shift))
    return np.asarray(np.where(mixed, ratio.sum(axis=1), 0.0)), np.asarray(smd)
