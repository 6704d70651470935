"""`Pooled`: the fits of a batch as arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import IntFlag
from typing import Self

import numpy as np
from numpy.typing import NDArray

from synthesis.models.confidence import i2_h2
from synthesis.models.inference import (
    beyond,
    chi2_p,
    prediction_spread,
    share,
    t_quantile,
    two_sided_p,
)
from synthesis.models.options import Method, Prediction, Tau2Interval, Test
from synthesis.models.problem import Array, Index, Mask


class Flag(IntFlag):
    """What a reader of one fit of a batch must know; `notes` has the words."""

    NO_STUDIES = 1
    SATURATED = 2
    RANK = 4
    BOUNDARY = 8
    MODES = 16
    IDENTICAL = 32
    NARROWER = 64


def mark(flags: NDArray[np.uint8], where: Mask, flag: Flag) -> None:
    """Set one bit of `flags` in place where `where` holds."""
    np.bitwise_or(flags, where.astype(np.uint8) * np.uint8(flag), out=flags)


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Fits of a batch of problems; leading axes ``...`` are those of the input.

    Attributes
    ----------
    method, test, level, interval
        The options.
    k : (...)
        Number of studies of each problem.
    beta : (..., p)
        Coefficients, on the scale of yi.
    vb : (..., p, p)
        Their covariance.
    tau2, se_tau2 : (...)
        Variance between studies, on the squared scale of yi, and its standard error.
    modes, other, gain : (...)
        Number of local maxima of the likelihood, the runner-up, and how much lower its log-likelihood is;
        NaN for estimators without a likelihood.
    tau2_lb, tau2_ub : (...)
        Interval of tau2; NaN unless asked for.
    q : (...)
        Weighted residual sum of squares at tau2 = 0: Cochran's Q, or QE with moderators.
    typical : (...)
        Typical sampling variance, which I2 compares tau2 with.
    scale : (...)
        Factor on the variances of the coefficients; 1 unless the test is Knapp-Hartung's.
    df : (...)
        Degrees of freedom of the tests; infinite for a normal reference.
    flags : (...)
        `Flag` bits.
    """

    method: Method
    test: Test
    level: float
    interval: Tau2Interval | None
    k: Array
    beta: Array
    vb: Array
    tau2: Array
    se_tau2: Array
    modes: Array
    other: Array
    gain: Array
    tau2_lb: Array
    tau2_ub: Array
    q: Array
    typical: Array
    scale: Array
    df: Array
    flags: NDArray[np.uint8]

    @classmethod
    def empty(
        cls, size: int, p: int, method: Method, test: Test, level: float, *, interval: Tau2Interval | None
    ) -> Self:
        """All NaN."""

        def nan(*tail: int) -> Array:
            return np.full((size, *tail), np.nan)

        # a column that no fit of this batch can fill is one NaN seen everywhere
        nothing = np.broadcast_to(np.array(np.nan), (size,))
        likelihood = method in (Method.ML, Method.REML)
        return cls(
            method=method, test=test, level=level, interval=interval,
            k=nan(), beta=nan(p), vb=nan(p, p), tau2=nan(), se_tau2=nan(),
            modes=nan() if likelihood else nothing, other=nan() if likelihood else nothing,
            gain=nan() if likelihood else nothing,
            tau2_lb=nan() if interval else nothing, tau2_ub=nan() if interval else nothing,
            q=nan(), typical=nan(), scale=nan(), df=nan(), flags=np.zeros(size, dtype=np.uint8),
        )  # fmt: skip

    def part(self, rows: slice) -> Self:
        """Return views of some rows, to be written into."""
        return replace(self, **{name: getattr(self, name)[rows] for name in _ARRAYS})

    def put(self, rows: Index, other: Self) -> None:
        """Write the fits of `other` at `rows`; for the code that fills the arrays."""
        for name in _ARRAYS:
            if getattr(self, name).flags.writeable:
                getattr(self, name)[rows] = getattr(other, name)

    def shaped(self, batch: tuple[int, ...]) -> Self:
        """Return the same fits with the leading axes `batch`."""
        return replace(
            self,
            **{name: (a := getattr(self, name)).reshape((*batch, *a.shape[1:])) for name in _ARRAYS},
        )

    @property
    def p(self) -> int:
        """Number of coefficients."""
        return int(self.beta.shape[-1])

    @property
    def se(self) -> Array:
        """Standard errors of the coefficients, (..., p); NaN where the spread gives none."""
        variance = np.diagonal(self.vb, axis1=-2, axis2=-1)
        return np.sqrt(np.where(variance > 0.0, variance, np.nan))

    @property
    def zval(self) -> Array:
        """Coefficients over their standard errors, (..., p)."""
        return self.beta / self.se

    @property
    def pval(self) -> Array:
        """Two-sided p of each coefficient, (..., p)."""
        return two_sided_p(self.zval, np.broadcast_to(self.df[..., None], self.beta.shape))

    @property
    def critical(self) -> Array:
        """Critical value of the intervals of coefficients, (...)."""
        return t_quantile(self.df.reshape(-1), share(self.level)).reshape(self.df.shape)

    @property
    def ci(self) -> tuple[Array, Array]:
        """Lower and upper bounds of the coefficients, (..., p) each."""
        reach = self.critical[..., None] * self.se
        return self.beta - reach, self.beta + reach

    @property
    def q_df(self) -> Array:
        """Degrees of freedom of Q, k - p."""
        return self.k - self.p

    @property
    def q_p(self) -> Array:
        """P of Q against chi-squared with k - p degrees of freedom; NaN without any."""
        return chi2_p(self.q, self.q_df)

    @property
    def i2(self) -> Array:
        """I2 in percent: tau2 over tau2 plus typical sampling variance; from Q for a fixed-effect model."""
        return self._i2_h2()[0]

    @property
    def h2(self) -> Array:
        """H2: one plus tau2 over typical sampling variance; ``Q / (k - p)`` for a fixed-effect model."""
        return self._i2_h2()[1]

    def _i2_h2(self) -> tuple[Array, Array]:
        if self.method.random:
            return i2_h2(self.tau2, self.typical)
        with np.errstate(divide="ignore", invalid="ignore"):
            free = np.where(self.q_df >= 1.0, self.q_df, np.nan)
            i2 = np.where(self.q > 0.0, np.maximum(0.0, 100.0 * (self.q - free) / self.q), 0.0 * free)
            return i2, self.q / free

    def i2_bounds(self) -> tuple[Array, Array]:
        """Interval of I2 through that of tau2."""
        return i2_h2(self.tau2_lb, self.typical)[0], i2_h2(self.tau2_ub, self.typical)[0]

    def h2_bounds(self) -> tuple[Array, Array]:
        """Interval of H2 through that of tau2."""
        return i2_h2(self.tau2_lb, self.typical)[1], i2_h2(self.tau2_ub, self.typical)[1]

    def prediction(self, kind: str | Prediction = Prediction.MATCHING) -> tuple[Array, Array]:
        """Interval of the true effect of a new study, (...) each; for models without moderators.

        NaN for a fixed-effect model and where tau2 is not known.
        """
        centre, spread, df = self._new_study(kind)
        reach = t_quantile(df.reshape(-1), share(self.level)).reshape(df.shape) * spread
        return centre - reach, centre + reach

    def chance(
        self, threshold: float, *, above: bool = True, kind: str | Prediction = Prediction.MATCHING
    ) -> Array:
        """Probability, (...), that the true effect of a new study is above (or below) `threshold`."""
        centre, spread, df = self._new_study(kind)
        return beyond(threshold, centre, spread, df, above=above)

    def _new_study(self, kind: str | Prediction) -> tuple[Array, Array, Array]:
        variance = self.vb[..., 0, 0]
        se = np.sqrt(np.where(variance > 0.0, variance, np.nan))
        with np.errstate(divide="ignore", invalid="ignore"):
            plain = np.sqrt(variance / self.scale)
        tau2 = self.tau2 if self.method.random else np.full_like(self.tau2, np.nan)
        spread, df = prediction_spread(
            Prediction.parse(kind), se=se, plain_se=plain, tau2=tau2, df=self.q_df, reference=self.df
        )
        return self.beta[..., 0], spread, df


_ARRAYS = tuple(f.name for f in fields(Pooled) if f.name not in ("method", "test", "level", "interval"))
