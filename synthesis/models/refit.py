"""`Refit`: the model of a fit, ready to be fitted again to other studies, signs or moderators in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING, Self

import numpy as np

from synthesis.errors import NumbersError
from synthesis.models.inference import omnibus_p
from synthesis.models.options import Test
from synthesis.models.pool import pool
from synthesis.models.pooled import Pooled
from synthesis.models.problem import Array, Index, Mask
from synthesis.wording import integer

if TYPE_CHECKING:
    from synthesis.models.results import Options, RmaFit

#: Numbers a block of refits holds in each of its arrays: 32 MB.
_BLOCK = 4_000_000
#: From here on a count is written as a power of ten.
_MANY = 10**12


@dataclass(frozen=True, slots=True, eq=False)
class Refit:
    """What a fit was computed from: its studies, moderators, weights and choices.

    Attributes
    ----------
    y, v : (k,)
        Effects and sampling variances of the studies used.
    x : (k, p) or None
        Moderators; None for the mean alone.
    weights : (k,) or None
        Weights given in place of inverse variances.
    tau2
        tau2 when it was given; it is then kept.
    held
        tau2 behind the weights of the fit: 0 for a fixed effect and where it is undefined.
    options
        Method, test and level.
    """

    y: Array
    v: Array
    x: Array | None
    weights: Array | None
    tau2: float | None
    held: float
    options: Options

    @classmethod
    def of(cls, fit: RmaFit, where: str) -> Self:
        """Take the model of `fit`; `where` names the caller in the error.

        Raises
        ------
        NumbersError
            For a location-scale model, whose tau2 is not one number that a batch could estimate.
        """
        if fit.scale is not None:
            raise NumbersError(
                "cannot take a location-scale model", where=where,
                hint="fit without scale=, or refit it by rma for each set of studies",
            )  # fmt: skip
        weights = fit.studies.weights
        return cls(
            fit.yi, fit.vi, None if fit.names == ("intrcpt",) else fit.design.x,
            None if weights is None else weights[fit.studies.used],
            fit.tau2 if fit.options.tau2_fixed else None,
            fit.tau2 if fit.options.method.random and not np.isnan(fit.tau2) else 0.0, fit.options,
        )  # fmt: skip

    @property
    def k(self) -> int:
        """Number of studies."""
        return int(self.y.size)

    @property
    def p(self) -> int:
        """Number of coefficients."""
        return 1 if self.x is None else int(self.x.shape[1])

    @property
    def rows(self) -> Array:
        """Design of the studies, (k, p); a column of ones for the mean alone."""
        return np.ones((self.k, 1)) if self.x is None else self.x

    def blocks(self, size: int) -> Iterator[slice]:
        """Split `size` refits into blocks of bounded memory."""
        rows = max(1, _BLOCK // (self.k * self.p))
        for start in range(0, size, rows):
            yield slice(start, min(start + rows, size))

    def on(self, present: Mask, *, tau2: Array | None = None, test: Test | None = None) -> Pooled:
        """Fit the model to the studies `present`, (n, k); to those at a known `tau2` (n,) when given."""
        return self.of_effects(np.where(present, self.y, np.nan), tau2=tau2, test=test)

    def of_effects(
        self, y: Array, *, x: Array | None = None, tau2: Array | None = None,
        test: Test | None = None, threads: int | None = None,
    ) -> Pooled:  # fmt: skip
        """Fit the model to other effects, (n, k), and other moderators, (n, k, p), when given."""
        options = self.options
        return pool(
            y, self.v, self.x if x is None else x, method=options.method,
            test=options.test if test is None else test, level=options.level, weights=self.weights,
            tau2=self.tau2 if tau2 is None else tau2, threads=threads,
        )  # fmt: skip

    def of_members(self, places: Index, *, threads: int | None = None) -> Pooled:
        """Fit the model to the studies at `places`, (n, m): sets of one size, without gaps to skip."""
        options = self.options
        return pool(
            self.y[places], self.v[places], None if self.x is None else self.x[places],
            method=options.method, test=options.test, level=options.level,
            weights=None if self.weights is None else self.weights[places], tau2=self.tau2, threads=threads,
        )  # fmt: skip

    def each(
        self, size: int, present: Callable[[slice], Mask], *, tau2: Array | None = None,
        test: Test | None = None,
    ) -> Pooled:  # fmt: skip
        """Fit the model to `size` sets of studies; `present` gives those of a block, (n, k)."""
        options = self.options
        made = Pooled.empty(
            size, self.p, options.method, options.test if test is None else test, options.level, interval=None
        )
        for block in self.blocks(size):
            known = None if tau2 is None else tau2[block]
            made.put(np.arange(block.start, block.stop), self.on(present(block), tau2=known, test=test))
        return made

    def without_each(self, *, tau2: float | None = None, test: Test | None = None) -> Pooled:
        """Fit the model without each study in turn, (k,): tau2 estimated anew unless it is given."""
        places = np.arange(self.k)
        known = None if tau2 is None else np.full(self.k, tau2)
        return self.each(self.k, lambda block: places != places[block, None], tau2=known, test=test)

    def all_at(self, tau2: Array) -> Pooled:
        """Fit the model to all studies at each of the `tau2`, (n,), without a Knapp-Hartung scale."""

        def everything(block: slice) -> Mask:
            return np.ones((block.stop - block.start, self.k), dtype=bool)

        return self.each(tau2.size, everything, tau2=tau2, test=Test.Z)


def amount(number: int) -> str:
    """Write how many there are; of very many only the power of ten.

    Examples
    --------
    >>> amount(1048576), amount(1 << 200)
    ('1,048,576', '10^60')
    """
    return integer(number) if number < _MANY else f"10^{int(log10(number))}"


def omnibus(fits: Pooled, places: tuple[int, ...]) -> tuple[Array, Array]:
    """Joint test that the coefficients at `places` are 0, for a batch: statistic (n,) and degrees (n,).

    Chi-squared where the reference is normal and the degrees are infinite, F otherwise; NaN where the
    covariance is unknown or 0.
    """
    chosen = np.array(places, dtype=np.intp)
    beta, vb = fits.beta[:, chosen], fits.vb[:, chosen[:, None], chosen]
    good = np.isfinite(vb).all(axis=(1, 2)) & (np.diagonal(vb, axis1=1, axis2=2) > 0.0).all(axis=1)
    statistic = np.full(good.size, np.nan)
    solved = np.linalg.solve(vb[good], beta[good][..., None])[..., 0]
    statistic[good] = np.einsum("bp,bp->b", beta[good], solved)
    return np.where(np.isfinite(fits.df), statistic / chosen.size, statistic), fits.df


def omnibus_ps(statistic: Array, places: tuple[int, ...], df: Array) -> Array:
    """P of each statistic that `omnibus` gives."""
    return np.array([omnibus_p(float(q), len(places), float(d)) for q, d in zip(statistic, df, strict=True)])
