"""`gosh`: the fit on all subsets of the studies, or on a million random ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from synthesis.errors import NumbersError
from synthesis.models.notes import Note, Severity
from synthesis.models.pooled import Flag
from synthesis.models.problem import Array, Mask
from synthesis.models.refit import Refit, amount
from synthesis.wording import count, integer, number

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.models.results import RmaFit

Bytes = NDArray[np.uint8]
#: Numbers drawn at a time; fixed, because the order of draws decides what a seed means.
_DRAWN = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Gosh:
    """The model on n subsets of k studies: a graphical display of study heterogeneity as numbers.

    Attributes
    ----------
    labels, names
        Labels of the studies, names of the p coefficients.
    subsets : (n, ceil(k / 8))
        Members of each subset as bits, the first study in the lowest bit of the first byte.
    size : (n,)
        Number of members.
    estimate : (n, p)
        Coefficients; NaN where the moderators of the subset are linearly dependent.
    tau2, I2, H2, Q : (n,)
        Heterogeneity; tau2, I2 and H2 are NaN for subsets with as many coefficients as studies.
    exact
        Whether these are all subsets of at least p studies.
    seed
        Where random subsets began; None when exact.
    method
        Estimator of tau2.
    notes
        What the reader must know.
    """

    labels: tuple[str, ...]
    names: tuple[str, ...]
    subsets: Bytes
    size: NDArray[np.intp]
    estimate: Array
    tau2: Array
    I2: Array
    H2: Array
    Q: Array
    exact: bool
    seed: int | None
    method: str
    notes: tuple[Note, ...]

    def contains(self, study: str | int) -> Mask:
        """Whether each subset has a study, (n,), named by its label or place.

        Raises
        ------
        NumbersError
            For a study that is not there, or a label that several share.
        """
        if isinstance(study, str):
            if self.labels.count(study) != 1:
                raise NumbersError(
                    f"{self.labels.count(study)} studies are labelled {study!r}", where="contains",
                    hint="pass the place of the study, counted from 0",
                )  # fmt: skip
            study = self.labels.index(study)
        if not 0 <= study < len(self.labels):
            raise NumbersError(f"there is no study {study}", where="contains",
                               hint=f"0 to {len(self.labels) - 1}")  # fmt: skip
        held: Mask = (self.subsets[:, study // 8] >> (study % 8)) & 1 == 1
        return held

    def members(self) -> Mask:
        """Whether each subset has each study, (n, k)."""
        return _unpacked(self.subsets, len(self.labels))

    def tidy(self) -> pd.DataFrame:
        """One row a subset: ``k``, one column a coefficient, ``tau2 I2 H2 Q``."""
        import pandas as pd

        return pd.DataFrame(
            {
                "k": self.size, **{name: self.estimate[:, i] for i, name in enumerate(self.names)},
                "tau2": self.tau2, "I2": self.I2, "H2": self.H2, "Q": self.Q,
            }
        )  # fmt: skip

    def by_study(self) -> pd.DataFrame:
        """Medians over the subsets with and without each study.

        Returns
        -------
        DataFrame
            One row a study and coefficient: ``label term n_with n_without estimate_with estimate_without
            tau2_with tau2_without I2_with I2_without``; undefined numbers are left out of a median.
        """
        import pandas as pd

        rows = []
        for place, label in enumerate(self.labels):
            inside = self.contains(place)
            halves = (inside, ~inside)
            spread = [_median(part[half]) for part in (self.tau2, self.I2) for half in halves]
            for i, name in enumerate(self.names):
                middle = [_median(self.estimate[half, i]) for half in halves]
                rows.append((label, name, *(int(half.sum()) for half in halves), *middle, *spread))
        return pd.DataFrame(
            rows,
            columns=[
                "label", "term", "n_with", "n_without", "estimate_with", "estimate_without", "tau2_with",
                "tau2_without", "I2_with", "I2_without",
            ],
        )  # fmt: skip

    def __repr__(self) -> str:
        which = f"{'all' if self.exact else 'random'} {count(len(self.size), 'subset')}"
        about = count(len(self.names), "coefficient")
        if len(self.names) == 1:
            known = self.estimate[~np.isnan(self.estimate[:, 0]), 0]
            low, middle, high = (number(float(x), 4) for x in (known.min(), np.median(known), known.max()))
            about = f"median {middle}, {low} to {high}"
        return f"<Gosh {self.method}, {which} of {count(len(self.labels), 'study')}: {about}>"


def gosh(fit: RmaFit, *, subsets: int = 1 << 20, seed: int | None = None, threads: int | None = None) -> Gosh:
    """Fit the model to all subsets of the studies, or to random ones where there are too many.

    Parameters
    ----------
    fit
        A model of the mean or a meta-regression with p coefficients.
    subsets
        How many subsets at most; all of those with at least p studies are taken when they are no more than
        this, as they are for up to 20 studies by default.
    seed
        Where random subsets begin; needed only for them. Each is drawn independently, every subset of at
        least p studies being equally likely, so that one may repeat.
    threads
        Number of threads; as many as there are processors by default. The result does not depend on it.

    Raises
    ------
    NumbersError
        For a location-scale model, for fewer than 2 subsets, and for random subsets without a seed.

    Notes
    -----
    Olkin, Dahabreh and Trikalinos (2012, Research Synthesis Methods 3:214) for a fixed effect; any model
    here. Memory is that of the result, ``8 (p + 5)`` bytes a subset and its bits, and one block of work.

    Examples
    --------
    >>> from synthesis.models.univariate import rma
    >>> made = gosh(rma([0.1, 0.2, 0.15, 1.9], [0.02, 0.03, 0.05, 0.03], method="DL", slab=list("ABCD")))
    >>> made
    <Gosh DL, all 15 subsets of 4 studies: median 0.5886, 0.1000 to 1.9000>
    >>> made.by_study()[["label", "estimate_with", "estimate_without"]].round(3)
      label  estimate_with  estimate_without
    0     A          0.365             0.754
    1     B          0.394             0.718
    2     C          0.385             0.731
    3     D          0.875             0.142
    """
    refit = Refit.of(fit, "gosh")
    k, p = refit.k, refit.p
    if subsets < 2:
        raise NumbersError(f"{subsets!r} subsets", where="subsets", hint="2 or more")
    possible = (1 << k) - sum(comb(k, size) for size in range(p))
    exact = possible <= subsets
    if not exact and seed is None:
        raise NumbersError(
            f"{amount(possible)} subsets of {k} studies are more than {integer(subsets)}", where="seed",
            hint="pass seed= for random subsets, or raise subsets=",
        )  # fmt: skip
    packed = np.concatenate(list(_all(k, p) if exact else _random(k, p, subsets, seed)))
    n = len(packed)
    size = np.bitwise_count(packed).sum(axis=1, dtype=np.intp)
    estimate = np.empty((n, p))
    tau2, i2, h2, q = (np.empty(n) for _ in range(4))
    undefined = failed = 0
    for each in np.unique(size):
        alike = np.flatnonzero(size == each)
        for block in refit.blocks(alike.size):
            rows = alike[block]
            places = np.nonzero(_unpacked(packed[rows], k))[1].reshape(rows.size, each)
            made = refit.of_members(places, threads=threads)
            estimate[rows], tau2[rows], q[rows] = made.beta, made.tau2, made.q
            i2[rows], h2[rows] = made.i2, made.h2
            failed += int(((made.flags & Flag.RANK) > 0).sum())
            undefined += int(((made.flags & Flag.SATURATED) > 0).sum())
    return Gosh(
        fit.labels, fit.names, packed, size, estimate, tau2, i2, h2, q, exact, None if exact else seed,
        fit.options.method.value, tuple(_notes(n, possible, exact, seed, failed, undefined)),
    )  # fmt: skip


def _all(k: int, p: int) -> Iterator[Bytes]:
    """Bits of all subsets of at least p of k studies, in order of the number they spell."""
    for start in range(1, 1 << k, _DRAWN):
        numbers = np.arange(start, min(start + _DRAWN, 1 << k), dtype="<u8")
        numbers = numbers[np.bitwise_count(numbers) >= p]
        yield numbers.view(np.uint8).reshape(-1, 8)[:, : (k + 7) // 8]


def _random(k: int, p: int, n: int, seed: int | None) -> Iterator[Bytes]:
    """Bits of n random subsets: first how many studies, by the number of such subsets, then which."""
    rng = np.random.default_rng(seed)
    sizes = np.arange(p, k + 1)
    logs = gammaln(k + 1) - gammaln(sizes + 1) - gammaln(k - sizes + 1)
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    rows = max(1, _DRAWN // k)
    for start in range(0, n, rows):
        size = rng.choice(sizes, min(rows, n - start), p=chances)
        lots = rng.random((size.size, k))
        last = np.sort(lots, axis=1)[np.arange(size.size), size - 1]
        yield np.packbits(lots <= last[:, None], axis=1, bitorder="little")


def _unpacked(packed: Bytes, k: int) -> Mask:
    return np.unpackbits(packed, axis=1, count=k, bitorder="little").view(bool)


def _median(values: Array) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if known.size else float("nan")


def _notes(
    n: int, possible: int, exact: bool, seed: int | None, failed: int, undefined: int
) -> Iterator[Note]:
    if not exact:
        yield Note(
            "random-subsets", Severity.INFO,
            f"{integer(n)} random subsets of {amount(possible)} possible ones, drawn with seed {seed}.",
        )  # fmt: skip
    if failed:
        yield Note(
            "rank", Severity.CAUTION,
            f"In {count(failed, 'subset')} the moderators are linearly dependent: not fitted.",
        )  # fmt: skip
    if undefined:
        yield Note(
            "tau2-undefined", Severity.INFO,
            f"{count(undefined, 'subset')} with as many coefficients as studies: tau2, I2 and H2 undefined.",
        )  # fmt: skip
