"""Count successes of trials with unequal probabilities, exactly.

Source: the convolution recursion of the Poisson-binomial distribution. Every step adds products of
non-negative numbers, so nothing cancels and also a tail of 1e-200 keeps its relative accuracy, which
a Fourier transform would lose. The cost is O(k^2) per problem for any k.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from synthesis.consistency.inputs import FloatArray, whole_counts, within


def count_distribution(probabilities: ArrayLike) -> FloatArray:
    """Give the probabilities of 0, 1, ... k successes.

    Parameters
    ----------
    probabilities
        Shape (..., k), each 0 to 1; NaN is a trial that does not exist.

    Returns
    -------
    FloatArray
        Shape (..., k + 1).

    Raises
    ------
    NumbersError
        When a probability lies outside 0 to 1.

    Examples
    --------
    >>> count_distribution([0.5, 0.5])
    array([0.25, 0.5 , 0.25])
    """
    chance = np.nan_to_num(within(probabilities, "probabilities", 0, 1))
    k = chance.shape[-1]
    mass = np.zeros((*chance.shape[:-1], k + 1))
    mass[..., 0] = 1.0
    for trial in range(k):
        p = chance[..., trial, None]
        mass[..., 1 : trial + 2] = mass[..., 1 : trial + 2] * (1.0 - p) + mass[..., : trial + 1] * p
        mass[..., 0] *= 1.0 - p[..., 0]
    return mass


def upper_tail(probabilities: ArrayLike, at_least: ArrayLike) -> FloatArray:
    """Give the probability of at least so many successes.

    Parameters
    ----------
    probabilities
        Shape (..., k), each 0 to 1; NaN is a trial that does not exist.
    at_least
        Count, in batch shape.

    Raises
    ------
    NumbersError
        When a probability lies outside 0 to 1 or a count is not whole.

    Examples
    --------
    >>> upper_tail([0.5, 0.5, 0.25], 3).item()
    0.0625
    """
    mass = count_distribution(probabilities)
    wanted = whole_counts(at_least, "at_least")
    tails = np.cumsum(mass[..., ::-1], axis=-1)[..., ::-1]  # the smallest terms are added first
    k = mass.shape[-1] - 1
    batch = np.broadcast_shapes(tails.shape[:-1], wanted.shape)
    tails = np.broadcast_to(tails, (*batch, k + 1))
    wanted = np.broadcast_to(wanted, batch)
    index = np.minimum(wanted, k).astype(np.intp)[..., None]
    picked = np.take_along_axis(tails, index, axis=-1)[..., 0]
    return np.asarray(np.where(wanted > k, 0.0, np.minimum(picked, 1.0)), dtype=np.float64)


def two_sided_p(probabilities: ArrayLike, observed: ArrayLike) -> FloatArray:
    """Give the total probability of all counts no more likely than the one observed.

    Parameters
    ----------
    probabilities
        Shape (..., k), each 0 to 1; NaN is a trial that does not exist.
    observed
        Count, in batch shape.

    Raises
    ------
    NumbersError
        When a probability lies outside 0 to 1 or a count is not whole.

    Examples
    --------
    >>> two_sided_p([0.5] * 6, 5).item()
    0.21875
    """
    mass = count_distribution(probabilities)
    seen = whole_counts(observed, "observed")
    k = mass.shape[-1] - 1
    batch = np.broadcast_shapes(mass.shape[:-1], seen.shape)
    mass = np.broadcast_to(mass, (*batch, k + 1))
    seen = np.broadcast_to(seen, batch)
    index = np.minimum(seen, k).astype(np.intp)[..., None]
    own = np.take_along_axis(mass, index, axis=-1)
    # Counts that are equally likely by symmetry differ by rounding; they must count as equal.
    total = np.where(mass <= own * (1.0 + 1e-9), mass, 0.0).sum(axis=-1)
    return np.asarray(np.where(seen > k, 0.0, np.minimum(total, 1.0)), dtype=np.float64)
