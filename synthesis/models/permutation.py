"""`permutation_test`: p-values from the data themselves, by flipping signs or permuting moderators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import factorial, prod
from typing import TYPE_CHECKING

import numpy as np

from synthesis.errors import NumbersError
from synthesis.models.inference import share
from synthesis.models.notes import Note, Severity
from synthesis.models.problem import Array, Index
from synthesis.models.refit import Refit, amount, omnibus
from synthesis.wording import count, integer, number, p_value

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.models.results import RmaFit

#: A statistic this little below the observed one counts as equal; metafor's tolerance.
_EQUAL = float(np.finfo(float).eps ** 0.5)
#: Numbers drawn at a time; fixed, because the order of draws decides what a seed means.
_DRAWN = 1_000_000
_NAN = float("nan")
#: What the row of the joint test is called in a table.
_JOINT = "all moderators"


@dataclass(frozen=True, slots=True, eq=False)
class Permutation:
    """A permutation test of the coefficients of a fit.

    Attributes
    ----------
    names
        Names of the p coefficients.
    statistic, pval : (p,)
        Statistic of the fit, and the share of permutations at least as extreme in size; NaN for the constant
        of a meta-regression, which permuting moderators does not test.
    model_pval : (p,)
        P of the fit itself, for comparison.
    QM, QMp, model_QMp
        Statistic of the joint test of all moderators, its permutation p and that of the fit; NaN without
        moderators.
    statistics : (n, p)
        Statistics under the permutations; NaN where the permuted data could not be fitted.
    joint_statistics : (n,)
        Statistics of the joint test.
    permutations, exact, seed
        How many, whether they are all there are, and where random ones began.
    kind
        ``signs`` or ``rows``.
    notes
        What the reader must know.
    """

    names: tuple[str, ...]
    statistic: Array
    pval: Array
    model_pval: Array
    QM: float
    QMp: float
    model_QMp: float
    statistics: Array
    joint_statistics: Array
    permutations: int
    exact: bool
    seed: int | None
    kind: str
    notes: tuple[Note, ...]

    def tidy(self) -> pd.DataFrame:
        """One row a coefficient, then the joint test: ``term statistic p_value model_p_value``."""
        import pandas as pd

        rows = list(zip(self.names, self.statistic, self.pval, self.model_pval, strict=True))
        if not np.isnan(self.QM):
            rows.append((_JOINT, self.QM, self.QMp, self.model_QMp))
        return pd.DataFrame(rows, columns=["term", "statistic", "p_value", "model_p_value"])

    def __repr__(self) -> str:
        which = "all" if self.exact else "random"
        p = float(self.pval[0]) if self.kind == "signs" else self.QMp
        about = "" if self.kind == "signs" else f"{_JOINT} "
        of = "sign flips" if self.kind == "signs" else "permutations of the moderators"
        return f"<Permutation test, {which} {integer(self.permutations)} {of}: {about}{p_value(p)}>"


def permutation_test(
    fit: RmaFit, *, permutations: int = 50_000, seed: int | None = None, threads: int | None = None
) -> Permutation:
    """Test the mean by flipping signs of effects, or moderators by permuting them between studies.

    Parameters
    ----------
    fit
        A model of the mean or a meta-regression.
    permutations
        How many at most. All are tried when there are no more: 2^k for signs, and the distinct orders of the
        rows of moderators. Otherwise that many random ones, the data as observed being the first.
    seed
        Where random permutations begin; needed only for them.
    threads
        Number of threads; as many as there are processors by default. The result does not depend on it.

    Returns
    -------
    Permutation
        P is the share of permutations whose statistic, computed as in the fit with tau2 estimated anew, is at
        least as large in size as the observed one; never 0, because the data as observed count.

    Raises
    ------
    NumbersError
        For a location-scale model, fewer than 2 permutations, and random permutations without a seed.

    Notes
    -----
    Follmann and Proschan (1999, Biometrics 55:732) for the mean: signs may be flipped if effects are
    symmetric about 0 under the hypothesis. Higgins and Thompson (2004, Statistics in Medicine 23:1663) for
    moderators. Statistics within 1.5e-8 of the observed one count as equal, as in metafor.

    Examples
    --------
    >>> from synthesis.models.univariate import rma
    >>> fit = rma([0.1, 0.3, 0.35, 0.65, 0.2, 0.4], [0.03, 0.03, 0.05, 0.01, 0.02, 0.04], method="DL")
    >>> permutation_test(fit)
    <Permutation test, all 64 sign flips: p = 0.031>
    """
    refit = Refit.of(fit, "permutation_test")
    if permutations < 2:
        raise NumbersError(f"{permutations!r} permutations", where="permutations", hint="2 or more")
    group = None
    if refit.x is None:
        possible = 1 << refit.k
    else:
        group = np.unique(refit.x, axis=0, return_inverse=True)[1].reshape(-1)
        possible = factorial(refit.k) // prod(factorial(n) for n in Counter(group.tolist()).values())
    exact = possible <= permutations
    if not exact and seed is None:
        raise NumbersError(
            f"{amount(possible)} permutations are more than {integer(permutations)}", where="seed",
            hint="pass seed= for random permutations, or raise permutations=",
        )  # fmt: skip
    n = possible if exact else permutations
    places = fit.design.moderators
    if group is None:
        draws = _all_signs(refit.k) if exact else _random_signs(refit.k, n, seed)
        statistics, joint = _refitted(((signs * refit.y, None) for signs in draws), refit, (), threads)
        if exact:  # the other half, all signs turned, has the same statistics with the other sign
            statistics, joint = np.concatenate([statistics, -statistics]), np.concatenate([joint, joint])
    else:
        orders = _all_orders(group) if exact else _random_orders(refit.k, n, seed)
        moved = ((np.broadcast_to(refit.y, order.shape), refit.rows[order]) for order in orders)
        statistics, joint = _refitted(moved, refit, places, threads)
    pval = np.array([_share(np.abs(statistics[:, i])) for i in range(refit.p)])
    if group is not None:
        pval[[i for i in range(refit.p) if i not in places]] = np.nan
    failed = int(np.isnan(statistics[:, 0]).sum())
    notes = _notes(fit, n, possible, exact, seed, pval, float(statistics[0, -1]), failed, group is None)
    return Permutation(
        names=fit.names, statistic=fit.zval, pval=pval, model_pval=fit.pval, QM=fit.QM, QMp=_share(joint),
        model_QMp=fit.QMp, statistics=statistics, joint_statistics=joint, permutations=n, exact=exact,
        seed=None if exact else seed, kind="signs" if group is None else "rows", notes=tuple(notes),
    )  # fmt: skip


def _refitted(
    data: Iterable[tuple[Array, Array | None]], refit: Refit, places: tuple[int, ...], threads: int | None
) -> tuple[Array, Array]:
    """Statistics of coefficients (n, p) and of the joint test (n,) for blocks of effects and moderators."""
    statistics, joint = [], []
    for y, x in data:
        made = refit.of_effects(y, x=x, threads=threads)
        statistics.append(made.zval)
        joint.append(omnibus(made, places)[0] if places else np.full(len(y), np.nan))
    return np.concatenate(statistics), np.concatenate(joint)


def _share(sizes: Array) -> float:
    """Share of the statistics at least as large as the first, which is the observed one."""
    known = ~np.isnan(sizes)
    return float((sizes[known] >= sizes[0] - _EQUAL).mean()) if known[0] else _NAN


def _all_signs(k: int) -> Iterator[Array]:
    """All signs with a plus for the last study, the observed ones first."""
    for start in range(0, 1 << (k - 1), _drawn(k)):
        numbers = np.arange(start, min(start + _drawn(k), 1 << (k - 1)))
        yield np.where((numbers[:, None] >> np.arange(k)) & 1, -1.0, 1.0)


def _random_signs(k: int, n: int, seed: int | None) -> Iterator[Array]:
    rng = np.random.default_rng(seed)
    for start in range(0, n, _drawn(k)):
        signs = np.where(rng.integers(0, 2, (min(_drawn(k), n - start), k)), -1.0, 1.0)
        if start == 0:
            signs[0] = 1.0
        yield signs


def _all_orders(group: Index) -> Iterator[Index]:
    """All distinct orders of the studies, those in a group being alike, the observed one first."""
    left = np.bincount(group)[None]
    made = np.empty((1, 0), dtype=np.intp)
    for own in group:
        # the observed choice goes first, so that the first order of all is the observed one
        turn = np.r_[own, np.delete(np.arange(left.shape[1]), own)]
        rows, choice = np.nonzero(left[:, turn])
        left, made = left[rows], np.column_stack([made[rows], turn[choice]])
        left[np.arange(rows.size), turn[choice]] -= 1
    first = np.unique(group, return_index=True)[1]
    for start in range(0, len(made), _drawn(group.size)):
        yield first[made[start : start + _drawn(group.size)]]


def _random_orders(k: int, n: int, seed: int | None) -> Iterator[Index]:
    rng = np.random.default_rng(seed)
    for start in range(0, n, _drawn(k)):
        order = rng.permuted(np.tile(np.arange(k), (min(_drawn(k), n - start), 1)), axis=1)
        if start == 0:
            order[0] = np.arange(k)
        yield order


def _drawn(k: int) -> int:
    return max(1, _DRAWN // k)


def _notes(
    fit: RmaFit, n: int, possible: int, exact: bool, seed: int | None, pval: Array, observed: float,
    failed: int, signs: bool,
) -> Iterator[Note]:  # fmt: skip
    alpha = 2.0 * share(fit.options.level)
    least = 2.0 / possible if signs and exact else 1.0 / n
    if least > alpha:
        yield Note(
            "least-p", Severity.CAUTION,
            f"With {count(n, 'permutation')} p cannot fall below {number(least, 3)}: significance at the "
            f"{alpha:.3g} level is out of reach.",
        )  # fmt: skip
    if np.isnan(observed):
        yield Note(
            "observed-undefined", Severity.WARNING,
            "The fit itself has no statistic to compare with: p is undefined.",
        )  # fmt: skip
    elif failed:
        yield Note(
            "not-fitted", Severity.WARNING,
            f"{count(failed, 'permutation')} could not be fitted and are left out of p.",
        )  # fmt: skip
    if not exact:
        error = float(np.sqrt(np.nanmax(pval * (1.0 - pval), initial=0.0) / n))
        yield Note(
            "random-permutations", Severity.INFO,
            f"{integer(n)} random permutations drawn with seed {seed}; chance moves p by {number(error, 4)} "
            "or less (one standard error).",
        )  # fmt: skip
    if not signs and fit.design.intercept:
        yield Note(
            "constant-not-tested", Severity.INFO,
            "Permuting moderators says nothing of the constant: it has no p.",
        )  # fmt: skip
