"""Our numbers beside metafor's for every data set, as one batch of studies padded to the widest set.

``python comparison.py`` prints the largest difference of each method and quantity.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from synthesis.models.pool import pool
from synthesis.models.pooled import Pooled

HERE = Path(__file__).parent
REFERENCE = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("reference/*.json"))
}
NAMES = tuple(REFERENCE)
CLOSED = ("FE", "DL", "HE", "HS", "HSk", "SJ", "GENQ")
ITERATED = ("ML", "REML", "EB", "PM", "PMM", "DLIT", "SJIT")
TESTS = ("z", "t", "knha", "adhoc")
#: Models with the methods they are fitted by.
GRID = {
    "mean": CLOSED + ITERATED,
    "moderator": CLOSED + ITERATED,
    "two": ("FE", "DL", "REML"),
    "weighted": ("REML",),
    "known": ("REML",),
    "level80": ("REML",),
}


def numbers(values: object) -> np.ndarray:
    """Read JSON numbers; null is NaN."""
    return np.array(
        [np.nan if v is None else v for v in np.atleast_1d(np.asarray(values, dtype=object))], float
    )


def _padded(column: str) -> np.ndarray:
    width = max(len(reference["data"]["yi"]) for reference in REFERENCE.values())
    out = np.full((len(NAMES), width), np.nan)
    for row, reference in zip(out, REFERENCE.values(), strict=True):
        row[: len(reference["data"][column])] = reference["data"][column]
    return out


YI, VI, X = (_padded(column) for column in ("yi", "vi", "x"))


def design(model: str) -> np.ndarray | None:
    """Moderators, (data sets, studies, coefficients); what absent studies hold does not matter."""
    if model not in ("moderator", "two"):
        return None
    columns = [np.ones_like(X), X]
    if model == "two":
        sei = np.sqrt(VI)
        columns.append(sei - np.nanmean(sei, axis=1, keepdims=True))
    return np.nan_to_num(np.stack(columns, axis=-1))


def fitted(model: str, method: str, test: str, interval: str | None = None) -> Pooled:
    """Fit all data sets in one call."""
    return pool(
        YI, VI, design(model), method=method, test=test, level=80 if model == "level80" else 95,
        weights=np.nan_to_num(VI**-0.5, nan=1.0) if model == "weighted" or method == "GENQ" else None,
        tau2=np.nanvar(YI, axis=1, ddof=1) if model == "known" else None, interval=interval,
    )  # fmt: skip


class Compared(NamedTuple):
    """One quantity of all data sets: ours and metafor's, (data sets, values), and what to divide by.

    `scale` is what the quantity is a difference of, where its own size is not what rounding goes with: the
    typical sampling variance for tau2, the standard errors for a coefficient, 100 for a percentage.
    """

    quantity: str
    own: np.ndarray
    reference: np.ndarray
    scale: np.ndarray | float

    @property
    def difference(self) -> np.ndarray:
        """Relative difference, (data sets,); infinite where only one of the two is a number."""
        size = np.abs(self.reference) + self.scale
        with np.errstate(invalid="ignore", divide="ignore"):
            gap = np.where(self.own == self.reference, 0.0, np.abs(self.own - self.reference) / size)
        one_sided = np.isnan(self.own) != np.isnan(self.reference)
        return np.where(one_sided, np.inf, np.where(np.isnan(gap), 0.0, gap)).max(axis=1)


def cells(model: str, method: str) -> list[dict]:
    """Metafor's cell of each data set; DLIT of 3.8-1 stops early, so PM, whose root it seeks, stands in."""
    key = f"{model}/{'PM' if method == 'DLIT' else method}"
    return [reference["fits"][key] for reference in REFERENCE.values()]


def of_model(model: str, method: str) -> Iterator[Compared]:
    """Compare what does not depend on the test."""
    fit, found = fitted(model, method, "z"), cells(model, method)

    def made(quantity: str, own: np.ndarray, scale: np.ndarray | float = 0.0) -> Compared:
        reference = np.stack([numbers(cell[quantity]) for cell in found])
        return Compared(quantity, own.reshape(len(NAMES), -1), reference, scale)

    typical = fit.typical[:, None]
    yield made("tau2", fit.tau2, typical)
    if method != "FE" and model != "known":
        yield made("se_tau2", fit.se_tau2)
    yield made("I2", fit.i2, 100.0)
    yield made("H2", fit.h2)
    yield made("QE", fit.q)
    yield made("QEp", fit.q_p, (fit.q_p * fit.q)[:, None])  # the tail falls as exp(-Q / 2)
    yield made("beta", fit.beta, fit.se.max(axis=1, keepdims=True))


def of_test(model: str, method: str, test: str) -> Iterator[Compared]:
    """Compare what does."""
    fit, found = fitted(model, method, test), cells(model, method)
    reach = (np.abs(fit.beta).max(axis=1) + fit.se.max(axis=1))[:, None]

    def made(quantity: str, own: np.ndarray, scale: np.ndarray | float = 0.0) -> Compared:
        reference = np.stack([numbers(cell[test][quantity]) for cell in found])
        return Compared(quantity, own.reshape(len(NAMES), -1), reference, scale)

    low, high = fit.ci
    yield made("se", fit.se)
    yield made("pval", fit.pval, fit.pval * fit.zval**2)  # the tail falls as exp(-z^2 / 2)
    yield made("ci_lb", low, reach)
    yield made("ci_ub", high, reach)
    if model in ("moderator", "two") or method == "FE":
        return
    yield made("pi", np.stack(fit.prediction("matching"), axis=-1), reach)
    if model != "known":  # see README
        yield made("riley", np.stack(fit.prediction("riley"), axis=-1), reach)
    simple = made("simple", np.stack(fit.prediction("simple"), axis=-1))
    # its width is twice a quantile times tau: the square goes with tau2
    yield Compared(
        "simple", np.diff(simple.own) ** 2, np.diff(simple.reference) ** 2, 16.0 * fit.typical[:, None]
    )


def main() -> None:
    """Print a table of the largest differences."""
    for model, methods in GRID.items():
        for method in methods:
            worst: dict[str, float] = {}
            for compared in [
                *of_model(model, method),
                *(c for t in TESTS for c in of_test(model, method, t)),
            ]:
                worst[compared.quantity] = max(worst.get(compared.quantity, 0.0), compared.difference.max())
            words = "  ".join(f"{quantity} {value:.0e}" for quantity, value in worst.items())
            sys.stdout.write(f"{model:<10}{method:<6}{words}\n")


if __name__ == "__main__":
    main()
