"""Ask whether one true effect would give this mix of directions.

Sources: Gail and Simon 1985 (qualitative interaction, where effects exist); for votes the count of
directions is Poisson-binomial given the group sizes (Nikolakopoulos 2020). Under one common SMD mu a
cohort goes higher with probability Phi(mu root(ntilde)), is significantly higher with probability
Phi(mu root(ntilde) - z) and significantly lower with Phi(-mu root(ntilde) - z).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import FloatArray, positive, whole_counts, within
from synthesis.consistency.poisson_binomial import two_sided_p
from synthesis.errors import NumbersError

_CHUNK = 256  # markers handled together, so that memory stays small


@dataclass(frozen=True, slots=True, eq=False)
class GailSimon:
    """Test that all true effects lie on one side of 0, in batch shape.

    Attributes
    ----------
    q_higher, q_lower
        Sum of squared deviates of the effects above and below 0.
    p
        p of their smaller one; 1 when all effects are on one side, NaN for fewer than 2.
    cohorts
        Effects that entered.
    """

    q_higher: FloatArray
    q_lower: FloatArray
    p: FloatArray
    cohorts: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class OppositeSignificance:
    """How likely significant results in both directions are under one true effect.

    Attributes
    ----------
    p
        Largest probability, over every common SMD, of at least so many significantly higher and at
        least so many significantly lower; 1 where one of the two is 0. In batch shape.
    smd
        Common SMD at which it is largest; NaN where p is 1 for that reason.
    """

    p: FloatArray
    smd: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class VotesUnderEffect:
    """Votes against those a given common effect predicts, in batch shape.

    Attributes
    ----------
    expected
        Higher votes expected.
    p
        Two-sided Poisson-binomial p of the number seen; NaN without votes.
    votes
        Cohorts with a direction.
    """

    expected: FloatArray
    p: FloatArray
    votes: FloatArray


def gail_simon(effects: ArrayLike, standard_errors: ArrayLike) -> GailSimon:
    """Test for qualitative interaction: true effects on both sides of 0.

    Parameters
    ----------
    effects, standard_errors
        Shape (..., cohorts), null at 0; NaN in either is an absent cohort.

    Raises
    ------
    NumbersError
        When a standard error is not positive.

    Examples
    --------
    >>> got = gail_simon([0.163, -0.114, -0.047, -0.151], [0.0788, 0.0689, 0.0614, 0.0547])
    >>> round(got.q_higher.item(), 3), round(got.p.item(), 4)
    (4.279, 0.0877)
    """
    d, s = np.broadcast_arrays(
        np.asarray(effects, dtype=np.float64), positive(standard_errors, "standard_errors")
    )
    squared = np.nan_to_num((d / s) ** 2)
    cohorts = np.asarray((~np.isnan(d / s)).sum(axis=-1), dtype=np.float64)
    up = np.asarray(np.where(d > 0, squared, 0.0).sum(axis=-1))
    down = np.asarray(np.where(d < 0, squared, 0.0).sum(axis=-1))
    least = np.minimum(up, down)[..., None]
    h = np.arange(1, d.shape[-1] + 1, dtype=np.float64)
    m = np.maximum(cohorts - 1.0, 0.0)[..., None]
    weight = special.binom(m, h) * 0.5**m  # 0 beyond m
    p = (weight * special.gammaincc(h / 2.0, least / 2.0)).sum(axis=-1)
    p = np.where(least[..., 0] == 0, 1.0, p)
    return GailSimon(up, down, np.asarray(np.where(cohorts >= 2, p, np.nan)), cohorts)


def opposite_significance(
    significant_higher: ArrayLike, significant_lower: ArrayLike, ntilde: ArrayLike, alpha: ArrayLike = 0.05
) -> OppositeSignificance:
    """Bound how likely significant results both ways are if one effect is true everywhere.

    Every cohort enters, also those without direction: each says whether it was significant. The
    probability is maximised over the common SMD, so the p is valid whatever that effect is.

    Parameters
    ----------
    significant_higher, significant_lower
        Counts in batch shape.
    ntilde
        n1 n2 / (n1 + n2) of all cohorts, shape (..., cohorts); NaN is an absent cohort.
    alpha
        Two-sided level, one for all or for each cohort.

    Raises
    ------
    NumbersError
        When more cohorts are significant than there are, or a number is out of range.

    Examples
    --------
    Three significantly higher and two significantly lower of eight with 25 per arm:

    >>> f"{opposite_significance(3, 2, [12.5] * 8).p.item():.1e}"
    '8.5e-06'
    """
    size = positive(ntilde, "ntilde")
    up, down = (
        whole_counts(significant_higher, "significant_higher"),
        whole_counts(significant_lower, "significant_lower"),
    )
    cut = -special.ndtri(positive(within(alpha, "alpha", 0, 1), "alpha") / 2.0)
    k = size.shape[-1]
    batch = np.broadcast_shapes(size.shape[:-1], up.shape, down.shape)
    up, down = np.broadcast_to(up, batch).ravel(), np.broadcast_to(down, batch).ravel()
    size = np.broadcast_to(size, (*batch, k)).reshape(-1, k)
    cut = np.broadcast_to(cut, (*batch, k)).reshape(-1, k)
    present = ~np.isnan(size)
    if np.any(up + down > present.sum(axis=-1)):
        raise NumbersError(
            "more cohorts are significant than there are", where="ntilde", hint="give the size of each cohort"
        )
    root = np.where(present, np.sqrt(size), 0.0)
    cut = np.where(present, cut, np.inf)  # an absent cohort is never significant
    p, smd = np.ones(up.shape), np.full(up.shape, np.nan)
    both = (up > 0) & (down > 0)
    for pair in {(int(u), int(d)) for u, d in zip(up[both], down[both], strict=True)}:
        rows = np.flatnonzero(both & (up == pair[0]) & (down == pair[1]))
        for first in range(0, rows.size, _CHUNK):
            at = rows[first : first + _CHUNK]
            p[at], smd[at] = _largest_joint(*pair, root[at], cut[at])
    return OppositeSignificance(p.reshape(batch), smd.reshape(batch))


def _largest_joint(up: int, down: int, root: FloatArray, cut: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Maximise the joint tail over mu for rows of cohorts, by ever finer grids around the best point."""
    rows = np.arange(root.shape[0])
    # Beyond this even the smallest cohort is as good as sure to be significant one way.
    width = (np.where(np.isinf(cut), 0.0, cut).max(axis=1) + 4.0) / np.where(root > 0, root, np.inf).min(
        axis=1
    )
    points = 4 * int(np.ceil((width * root.max(axis=1)).max())) + 1  # half a unit of the sharpest z
    centre, best = np.zeros(rows.size), np.zeros(rows.size)
    for _ in range(7):
        grid = centre[:, None] + width[:, None] * np.linspace(-1.0, 1.0, points)
        joint = _joint_tail(up, down, grid, root, cut)
        top = joint.argmax(axis=1)
        better = joint[rows, top] > best
        best = np.where(better, joint[rows, top], best)
        centre = np.where(better, grid[rows, top], centre)
        width, points = 2.0 * width / (points - 1), 13
    return best, centre


def _joint_tail(up: int, down: int, grid: FloatArray, root: FloatArray, cut: FloatArray) -> FloatArray:
    """Give P(at least `up` above the cut and at least `down` below) for rows of cohorts at each mu."""
    state = np.zeros((*grid.shape, up + 1, down + 1))  # the last places hold "that many or more"
    state[..., 0, 0] = 1.0
    for cohort in range(root.shape[1]):
        mean = grid * root[:, cohort, None]
        p = special.ndtr(mean - cut[:, cohort, None])[..., None, None]
        q = special.ndtr(-mean - cut[:, cohort, None])[..., None, None]
        to_up, to_down = state * p, state * q
        state = state * (1.0 - p - q)
        state[..., 1:, :] += to_up[..., :-1, :]
        state[..., -1, :] += to_up[..., -1, :]
        state[..., 1:] += to_down[..., :-1]
        state[..., -1] += to_down[..., -1]
    return np.asarray(state[..., -1, -1])


def votes_under_effect(higher: ArrayLike, ntilde: ArrayLike, smd: ArrayLike) -> VotesUnderEffect:
    """Compare the number of higher votes with what one given SMD predicts for these group sizes.

    Parameters
    ----------
    higher
        Number of higher votes, in batch shape.
    ntilde
        n1 n2 / (n1 + n2) of the cohorts with a direction, shape (..., cohorts); NaN is absent.
    smd
        The common effect to test, in batch shape; 0 gives the sign test.

    Raises
    ------
    NumbersError
        When a count is not whole, exceeds the votes, or a size is not positive.

    Examples
    --------
    >>> votes_under_effect(5, [10] * 6, 0.0).p.item()
    0.21875
    """
    size, seen = positive(ntilde, "ntilde"), whole_counts(higher, "higher")
    votes = np.asarray((~np.isnan(size)).sum(axis=-1), dtype=np.float64)
    if np.any(seen > votes):
        raise NumbersError("more higher votes than votes", where="higher", hint="give the size of each voter")
    chance = special.ndtr(np.asarray(smd, dtype=np.float64)[..., None] * np.sqrt(size))
    expected = np.asarray(np.nansum(chance, axis=-1))
    p = np.where(votes > 0, two_sided_p(chance, seen), np.nan)
    return VotesUnderEffect(expected, np.asarray(p), np.broadcast_to(votes, expected.shape))
