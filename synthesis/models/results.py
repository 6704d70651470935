"""`RmaFit`: what `rma` returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synthesis.errors import NumbersError
from synthesis.models import contrasts
from synthesis.models.confidence import i2_h2, tau2_interval
from synthesis.models.henmi_copas import HenmiCopas, henmi_copas
from synthesis.models.inference import share, t_quantile
from synthesis.models.mean_problem import MeanProblem
from synthesis.models.metafor_script import write_metafor
from synthesis.models.options import Method, Prediction, Tau2Interval, Test
from synthesis.models.predictions import Predicted, predict
from synthesis.models.printing import block, html, line
from synthesis.models.problem import Array, Problem
from synthesis.models.regression_problem import RegressionProblem

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.models.baujat import Baujat
    from synthesis.models.contrasts import Joint
    from synthesis.models.cumulative import Order
    from synthesis.models.design import Design
    from synthesis.models.fit_series import FitSeries
    from synthesis.models.gosh import Gosh
    from synthesis.models.influence import Influence
    from synthesis.models.inputs import Studies
    from synthesis.models.location_scale import ScaleFit
    from synthesis.models.notes import Note
    from synthesis.models.permutation import Permutation


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of a fit."""

    method: Method
    test: Test
    level: float
    weighting: str
    tau2_fixed: bool


@dataclass(frozen=True, slots=True, eq=False)
class RmaFit:
    """A random-effects model, fixed-effect model or meta-regression of k studies with p coefficients.

    Names follow metafor, with ``_`` for ``.``. Undefined numbers are NaN, and a note says why.

    Attributes
    ----------
    names
        Names of the coefficients; the constant is ``intrcpt``.
    beta, se, zval, pval, ci_lb, ci_ub : (p,)
        Coefficients on the scale of yi, with standard errors, tests and intervals.
    vb : (p, p)
        Covariance of the coefficients.
    tau2, se_tau2
        Variance between studies, on the squared scale of yi, and its standard error.
    I2, H2
        Share of unexplained variance in percent, and its ratio to the typical sampling variance; the
        definition is in the notes.
    R2
        Heterogeneity the moderators account for, in percent; NaN without moderators or without a nested mean.
    QE, QEp
        Weighted residual sum of squares at tau2 = 0 (Cochran's Q without moderators) and its p.
    moderators
        Test of all moderators together: chi-squared, or F; NaN without moderators.
    k, p
        Studies used and coefficients.
    df
        Degrees of freedom of the tests; infinite for a normal reference.
    kh_scale
        Factor on the variances of the coefficients; 1 unless the test is Knapp-Hartung's.
    vt
        Typical sampling variance.
    log_lik
        Log-likelihood: restricted for REML, full for all other methods.
    modes
        Number of local maxima of the likelihood of tau2.
    options, call, versions, digest
        How the numbers came about: choices, the call in words, versions, SHA-256 of the input used.
    studies, design
        The rows given and the moderators.
    scale
        The model of tau2, for a location-scale model.
    notes
        Everything the reader must know.
    """

    names: tuple[str, ...]
    beta: Array
    se: Array
    zval: Array
    pval: Array
    ci_lb: Array
    ci_ub: Array
    vb: Array
    tau2: float
    se_tau2: float
    I2: float
    H2: float
    R2: float
    QE: float
    QEp: float
    moderators: Joint
    k: int
    p: int
    df: float
    kh_scale: float
    vt: float
    log_lik: float
    modes: int
    options: Options
    call: str
    versions: tuple[tuple[str, str], ...]
    digest: str
    studies: Studies
    design: Design
    scale: ScaleFit | None
    notes: tuple[Note, ...]

    @property
    def QM(self) -> float:
        """Statistic of the test of all moderators."""
        return self.moderators.statistic

    @property
    def QMp(self) -> float:
        """Its p."""
        return self.moderators.p_value

    @property
    def yi(self) -> Array:
        """Effects of the studies used, (k,)."""
        return self.studies.yi[self.studies.used]

    @property
    def vi(self) -> Array:
        """Their sampling variances, (k,)."""
        return self.studies.vi[self.studies.used]

    @property
    def weights(self) -> Array:
        """Weights the coefficients were computed with, (k,)."""
        if self.studies.weights is not None:
            return self.studies.weights[self.studies.used]
        return 1.0 / (self.vi + np.where(np.isnan(self.tau2_i), 0.0, self.tau2_i))

    @property
    def tau2_i(self) -> Array:
        """Variance between studies at each study, (k,): alike unless it has a model of its own."""
        return np.full(self.k, self.tau2) if self.scale is None else self.scale.tau2

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the studies used."""
        return tuple(
            label for label, used in zip(self.studies.labels, self.studies.used, strict=True) if used
        )

    @property
    def excluded(self) -> pd.DataFrame:
        """Rows left out, with their reasons."""
        return self.studies.excluded

    @property
    def problem(self) -> Problem:
        """The studies used as the array core takes them: a batch of one."""
        yi, vi = self.yi[None], self.vi[None]
        if self.p == 1 and np.array_equal(self.design.x, np.ones((self.k, 1))):
            return MeanProblem.from_rows(yi, vi)
        return RegressionProblem.from_rows(yi, vi, self.design.x[None])

    def tidy(self) -> pd.DataFrame:
        """One row a coefficient: ``term estimate std_error statistic df p_value ci_low ci_high``."""
        import pandas as pd

        return pd.DataFrame(
            {
                "term": list(self.names),
                "estimate": self.beta,
                "std_error": self.se,
                "statistic": self.zval,
                "df": np.full(self.p, self.df),
                "p_value": self.pval,
                "ci_low": self.ci_lb,
                "ci_high": self.ci_ub,
            }
        )

    def glance(self) -> pd.DataFrame:
        """One row about the model, with information criteria; ``notes`` holds the codes of the notes."""
        import pandas as pd

        criteria = self.criteria()
        return pd.DataFrame(
            {
                "k": [self.k], "p": [self.p], "method": [self.options.method.value],
                "test": [self.options.test.value], "tau2": [self.tau2], "se_tau2": [self.se_tau2],
                "I2": [self.I2], "H2": [self.H2], "R2": [self.R2], "QE": [self.QE], "QEp": [self.QEp],
                "QM": [self.QM], "QM_df": [self.moderators.df], "QM_ddf": [self.moderators.df_denominator],
                "QMp": [self.QMp],
                "log_lik": [self.log_lik], "AIC": [criteria["AIC"]], "BIC": [criteria["BIC"]],
                "AICc": [criteria["AICc"]], "notes": [" ".join(note.code for note in self.notes)],
            }
        )  # fmt: skip

    def criteria(self) -> dict[str, float]:
        """AIC, BIC and AICc; REML criteria compare fits with the same moderators only."""
        estimated = self.options.method.random and not self.options.tau2_fixed
        parts = self.p + (int(estimated) if self.scale is None else self.scale.alpha.size)
        n = float(self.k - self.p if self.options.method is Method.REML else self.k)
        if n < 1:
            return dict.fromkeys(("AIC", "BIC", "AICc"), float("nan"))
        held = max(n, parts + 2.0)
        deviance = -2.0 * self.log_lik
        return {
            "AIC": deviance + 2.0 * parts,
            "BIC": deviance + parts * float(np.log(n)),
            "AICc": deviance + 2.0 * parts * held / (held - parts - 1.0),
        }

    def augment(self) -> pd.DataFrame:
        """One row a row given: effect, its own interval, weight, fitted value, and why it was left out.

        ``ci_lb`` and ``ci_ub`` are normal intervals of each study alone, at the level of the fit; ``weight``
        is in percent.
        """
        import pandas as pd

        used, studies = self.studies.used, self.studies
        n = len(studies.labels)

        def spread(values: Array) -> Array:
            column = np.full(n, np.nan)
            column[used] = values
            return column

        fitted = self.design.x @ self.beta
        shares = 100.0 * self.weights / self.weights.sum()
        reach = float(t_quantile(np.array([np.inf]), share(self.options.level))[0]) * np.sqrt(self.vi)
        return pd.DataFrame(
            {
                "label": list(studies.labels),
                "yi": studies.yi,
                "vi": studies.vi,
                "sei": spread(np.sqrt(self.vi)),
                "ci_lb": spread(self.yi - reach),
                "ci_ub": spread(self.yi + reach),
                "weight": spread(shares),
                "fitted": spread(fitted),
                "resid": spread(self.yi - fitted),
                "used": used,
                "reason": list(studies.reasons),
            }
        )

    def predict(
        self,
        newdata: pd.DataFrame | None = None,
        *,
        kind: str | Prediction = Prediction.MATCHING,
        level: float | None = None,
    ) -> pd.DataFrame:
        """Means with confidence and prediction intervals.

        Parameters
        ----------
        newdata
            Values of the moderators, one row a prediction; by default the studies used, or one row for a
            model of the mean alone.
        kind
            Variant of the prediction interval; see `Prediction`.
        level
            Percent; that of the fit by default.

        Returns
        -------
        DataFrame
            ``pred se ci_lb ci_ub pi_lb pi_ub``; the prediction interval is NaN for a fixed-effect model.
        """
        import pandas as pd

        made = self._predicted(newdata, kind, level)
        return pd.DataFrame(
            {
                "pred": made.mean, "se": made.se, "ci_lb": made.ci_lb, "ci_ub": made.ci_ub,
                "pi_lb": made.pi_lb, "pi_ub": made.pi_ub,
            }
        )  # fmt: skip

    def chance(
        self,
        threshold: float,
        newdata: pd.DataFrame | None = None,
        *,
        above: bool = True,
        kind: str | Prediction = Prediction.MATCHING,
    ) -> Array:
        """Probability that a new study's true effect is above (or below) `threshold`, one a prediction."""
        return self._predicted(newdata, kind, None).chance(threshold, above=above)

    def _predicted(
        self, newdata: pd.DataFrame | None, kind: str | Prediction, level: float | None
    ) -> Predicted:
        constant = self.names == ("intrcpt",)
        if newdata is None:
            # a model of the mean alone has one prediction, unless tau2 differs between studies
            rows = self.design.x[:1] if constant and self.scale is None else self.design.x
        else:
            rows = np.ones((len(newdata), 1)) if constant else self.design.rows_for(newdata)
        if self.scale is None:
            tau2 = np.full(len(rows), self.tau2 if self.options.method.random else np.nan)
        else:
            tau2 = self.scale.tau2 if newdata is None else self.scale.tau2_at(newdata)
        return predict(
            rows, self.beta, self.vb, scale=self.kh_scale, tau2=tau2, df=float(self.k - self.p),
            reference=self.df, kind=Prediction.parse(kind),
            level=self.options.level if level is None else level,
        )  # fmt: skip

    def tau2_interval(
        self, kind: str | Tau2Interval = Tau2Interval.QP, *, level: float | None = None
    ) -> pd.DataFrame:
        """Intervals of tau2, tau, I2 and H2; ``estimate ci_lb ci_ub``, indexed by quantity.

        Raises
        ------
        NumbersError
            For a fixed-effect or location-scale model, without degrees of freedom, and for a profile
            likelihood interval of an estimator other than ML and REML.
        """
        import pandas as pd

        if not self.options.method.random or self.scale is not None or self.k <= self.p:
            raise NumbersError("this model has no single tau2 to bound", where="tau2_interval")
        weights = self.studies.weights
        low, high = tau2_interval(
            self.problem, Tau2Interval.parse(kind), tau2=np.array([self.tau2]), method=self.options.method,
            level=self.options.level if level is None else level,
            weights=None if weights is None else weights[self.studies.used][None],
        )  # fmt: skip
        tau2 = np.array([self.tau2, low[0], high[0]])
        i2, h2 = i2_h2(tau2, np.full(3, self.vt))
        return pd.DataFrame(
            np.vstack([tau2, np.sqrt(tau2), i2, h2]),
            index=pd.Index(["tau2", "tau", "I2", "H2"], name="quantity"),
            columns=["estimate", "ci_lb", "ci_ub"],
        )

    def test(self, about: str | Sequence[str] | None = None) -> Joint:
        """Test terms or coefficients together, by name; all moderators by default."""
        return contrasts.joint(self.beta, self.vb, contrasts.hypothesis_of(self.design, about), self.df)

    def contrast(self, multiples: contrasts.Contrasts) -> pd.DataFrame:
        """Estimate linear combinations of coefficients, each with its interval and test.

        Parameters
        ----------
        multiples
            ``{"dose": 10}``, ``{"a against b": {"C(g)[T.a]": 1, "C(g)[T.b]": -1}}``, or rows of multiples.
        """
        names, rows = contrasts.rows_of(multiples, self.names)
        return self._combined(names, rows, "contrast")

    def margins(self, about: str | Sequence[str], at: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Marginal means: the mean at each level of a moderator, averaged over the levels of the others.

        Numeric moderators are held at their mean among the studies used, unless `at` gives values.
        """
        grid = contrasts.reference_grid(self.design, about, {} if at is None else at)
        rows = self.design.rows_for(grid.drop(columns="cell"))
        cells = tuple(dict.fromkeys(grid["cell"]))
        means = np.vstack([rows[(grid["cell"] == cell).to_numpy()].mean(axis=0) for cell in cells])
        return self._combined(cells, means, "cell")

    def _combined(self, names: tuple[str, ...], rows: Array, column: str) -> pd.DataFrame:
        import pandas as pd

        made = contrasts.combine(self.beta, self.vb, rows, self.df, self.options.level)
        return pd.DataFrame(
            {
                column: list(names), "estimate": made.estimate, "std_error": made.se,
                "statistic": made.statistic, "p_value": made.p_value, "ci_low": made.ci_lb,
                "ci_high": made.ci_ub,
            }
        )  # fmt: skip

    def henmi_copas(self) -> HenmiCopas:
        """Interval of the mean that small-study effects distort less (Henmi and Copas 2010).

        Raises
        ------
        NumbersError
            With moderators, or with fewer than two studies.
        """
        if self.names != ("intrcpt",) or self.scale is not None:
            raise NumbersError("needs a model of the mean alone", where="henmi_copas")
        return henmi_copas(self.yi, self.vi, level=self.options.level)

    def leave_one_out(self) -> FitSeries:
        """Refit without each study in turn; see `synthesis.models.leave_one_out`."""
        from synthesis.models.leave_one_out import leave_one_out

        return leave_one_out(self)

    def cumulative(self, order: Order = None) -> FitSeries:
        """Refit as studies come in, by `order`, such as the year of each row given."""
        from synthesis.models.cumulative import cumulative

        return cumulative(self, order)

    def influence(self) -> Influence:
        """Say how much each study moves the fit: residuals, Cook's distances, DFFITS, DFBETAS and more."""
        from synthesis.models.influence import influence

        return influence(self)

    def baujat(self) -> Baujat:
        """Set each study's contribution to heterogeneity against its influence on the result."""
        from synthesis.models.baujat import baujat

        return baujat(self)

    def gosh(self, *, subsets: int = 1 << 20, seed: int | None = None) -> Gosh:
        """Fit the model to all subsets of the studies, or to random ones where there are more."""
        from synthesis.models.gosh import gosh

        return gosh(self, subsets=subsets, seed=seed)

    def permutation_test(self, *, permutations: int = 50_000, seed: int | None = None) -> Permutation:
        """Test the mean by flipping signs, or the moderators by permuting them between studies."""
        from synthesis.models.permutation import permutation_test

        return permutation_test(self, permutations=permutations, seed=seed)

    def advice(self) -> pd.DataFrame:
        """Give the notes as a frame: ``severity code text``."""
        import pandas as pd

        return pd.DataFrame(
            [(note.severity.value, note.code, note.text) for note in self.notes],
            columns=["severity", "code", "text"],
        )

    def to_metafor(self, folder: str | Path) -> Path:
        """Write the rows, our numbers and an R script that refits the model with metafor and compares them.

        Parameters
        ----------
        folder
            Receives ``data.csv``, ``ours.csv`` and ``refit.R``; made when it is missing.

        Returns
        -------
        Path
            The script; ``Rscript refit.R`` in that folder prints the comparison.
        """
        return write_metafor(self, Path(folder))

    def __repr__(self) -> str:
        return line(self)

    def __str__(self) -> str:
        return block(self)

    def _repr_html_(self) -> str:
        return html(self)
