"""`FitSeries`: the same model fitted to one set of studies after another, as a table with notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from synthesis.models.notes import Note, Severity, of_flags
from synthesis.models.pooled import Flag, Pooled
from synthesis.models.problem import Array, Mask
from synthesis.models.refit import omnibus, omnibus_ps
from synthesis.wording import count, integer, number, series

if TYPE_CHECKING:
    import pandas as pd

#: Labels a note spells out before it counts the rest.
_SPELLED = 5


@dataclass(frozen=True, slots=True, eq=False)
class FitSeries:
    """Refits of one model, one a step.

    Attributes
    ----------
    title
        What was done, such as ``Leave-one-out``.
    step
        What the label of a step is: ``left_out`` or ``added``.
    labels
        Label of the study that each step leaves out or adds.
    order
        Value each study was placed by; None when the order is that of the rows.
    names
        Names of the coefficients.
    moderators
        Places of the coefficients that the joint test is about; empty for the mean alone.
    fits
        The refits as arrays, one row a step; see `Pooled`.
    notes
        What the reader must know.
    """

    title: str
    step: str
    labels: tuple[str, ...]
    order: tuple[object, ...] | None
    names: tuple[str, ...]
    moderators: tuple[int, ...]
    fits: Pooled
    notes: tuple[Note, ...]

    def tidy(self) -> pd.DataFrame:
        """One row a step and coefficient, as `RmaFit.tidy` names them, with heterogeneity and codes of notes.

        Columns: ``left_out`` or ``added`` (and ``order``), ``k term estimate std_error statistic df p_value
        ci_low ci_high Q Q_p tau2 I2 H2``, with moderators ``QM QMp``, and ``notes``.
        """
        import pandas as pd

        fits, p = self.fits, len(self.names)
        low, high = fits.ci

        def each(values: Sequence[object] | Array) -> np.ndarray:
            return np.repeat(np.asarray(values), p)

        columns: dict[str, object] = {self.step: each(self.labels)}
        if self.order is not None:
            columns["order"] = [value for value in self.order for _ in range(p)]
        columns |= {
            "k": each(fits.k.astype(np.int64)), "term": list(self.names) * len(self.labels),
            "estimate": fits.beta.ravel(), "std_error": fits.se.ravel(), "statistic": fits.zval.ravel(),
            "df": each(fits.df), "p_value": fits.pval.ravel(), "ci_low": low.ravel(), "ci_high": high.ravel(),
            "Q": each(fits.q), "Q_p": each(fits.q_p), "tau2": each(fits.tau2), "I2": each(fits.i2),
            "H2": each(fits.h2),
        }  # fmt: skip
        if self.moderators:
            statistic, df = omnibus(fits, self.moderators)
            columns["QM"] = each(statistic)
            columns["QMp"] = each(omnibus_ps(statistic, self.moderators, df))
        columns["notes"] = each([" ".join(note.code for note in of_flags(int(flag))) for flag in fits.flags])
        return pd.DataFrame(columns)

    def __repr__(self) -> str:
        method = self.fits.method.value
        if len(self.names) > 1:
            about = count(len(self.names), "coefficient")
        else:
            known = self.fits.beta[:, 0][np.isfinite(self.fits.beta[:, 0])]
            about = "no estimate"
            if known.size:
                about = f"estimates {number(float(known.min()), 4)} to {number(float(known.max()), 4)}"
        return f"<{self.title} {method}, {count(len(self.labels), 'refit')}: {about}>"

    def _repr_html_(self) -> str:
        rows = self.tidy()
        shown = rows[[self.step, "k", "term", "estimate", "ci_low", "ci_high", "p_value", "tau2", "I2"]]
        notes = "".join(f"<li>{escape(str(note))}</li>" for note in self.notes)
        table = f"<p>{escape(self.title)}</p>{shown.to_html(index=False)}"
        return table + (f"<ul>{notes}</ul>" if notes else "")


def named(labels: Sequence[str], chosen: Mask) -> str:
    """Write the chosen labels as alternatives; beyond five the rest are counted.

    Examples
    --------
    >>> named(("a", "b", "c"), np.array([True, False, True]))
    'a or c'
    """
    there = [label for label, use in zip(labels, chosen, strict=True) if use]
    if len(there) > _SPELLED + 1:
        there = [*there[:_SPELLED], f"{integer(len(there) - _SPELLED)} others"]
    return series(there, "or")


def unfitted(labels: Sequence[str], fits: Pooled, when: str) -> list[Note]:
    """Name the refits that could not be made, and those that leave tau2 undefined.

    `when` stands before the labels, such as ``Without``.
    """
    found = []
    flags = fits.flags
    none = (flags & Flag.NO_STUDIES) > 0
    rank = ((flags & Flag.RANK) > 0) & ~none
    saturated = (flags & Flag.SATURATED) > 0
    if none.any():
        found.append(Note("no-studies", Severity.WARNING, f"{when} {named(labels, none)} no study is left."))
    if rank.any():
        found.append(Note(
            "rank", Severity.WARNING,
            f"{when} {named(labels, rank)} the moderators are linearly dependent or outnumber the studies: "
            "not fitted.",
        ))  # fmt: skip
    if saturated.any():
        found.append(Note(
            "tau2-undefined", Severity.CAUTION,
            f"{when} {named(labels, saturated)} there are as many coefficients as studies: tau2, I2 and H2 "
            "are undefined.",
        ))  # fmt: skip
    return found
