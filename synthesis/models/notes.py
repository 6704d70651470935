"""What an expert would say about a fit: each note has a code, a severity and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from synthesis.models.options import Method, Test
from synthesis.models.pooled import Flag
from synthesis.models.problem import Array
from synthesis.wording import count, number, percent, series

#: Below these the reader is told: studies for tau2, degrees of freedom for a normal reference.
_FEW_STUDIES, _FEW_DF = 5, 10
#: A study that carries this share of the weight or more dominates, from three studies on.
_DOMINATING = 0.5
#: Studies a coefficient should have at least.
_PER_COEFFICIENT = 10
#: Ratio of largest to smallest vi from which the reader is told.
_WIDE_VI = 1e6


class Severity(StrEnum):
    """How much a note matters."""

    INFO = "info"
    CAUTION = "caution"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing the reader of a fit must know.

    Attributes
    ----------
    code
        Short stable name.
    severity
        ``info``, ``caution`` or ``warning``.
    text
        One or two sentences.
    """

    code: str
    severity: Severity
    text: str

    def __str__(self) -> str:
        return f"{self.severity.value}: {self.text}"


#: The words of a flag of a batch, and its code.
FLAG_NOTES: dict[Flag, Note] = {
    Flag.NO_STUDIES: Note("no-studies", Severity.WARNING, "No study has both an effect and a variance."),
    Flag.SATURATED: Note(
        "tau2-undefined", Severity.WARNING,
        "As many coefficients as studies: tau2, I2 and H2 are undefined, and standard errors are those of a "
        "fixed-effect model.",
    ),
    Flag.RANK: Note(
        "rank", Severity.WARNING, "The moderators are linearly dependent for the studies present: not fitted."
    ),
    Flag.BOUNDARY: Note(
        "tau2-zero", Severity.CAUTION,
        "tau2 is 0, the edge of its range: the estimates vary no more than their sampling errors explain. "
        "That is not evidence of equal effects; see the upper bound of tau2.",
    ),
    Flag.MODES: Note(
        "two-modes", Severity.WARNING,
        "The likelihood of tau2 has more than one maximum; the highest was taken.",
    ),
    Flag.IDENTICAL: Note(
        "identical", Severity.WARNING,
        "The estimates do not differ at all: the Knapp-Hartung scale is 0 and gives no standard error.",
    ),
    Flag.NARROWER: Note(
        "knha-narrower", Severity.CAUTION,
        "The Knapp-Hartung scale is below 1: errors are smaller than Wald's; test='adhoc' floors it.",
    ),
}  # fmt: skip


class Facts(NamedTuple):
    """What the notes of one fit are made from."""

    method: Method
    test: Test
    flags: Flag
    k: int
    p: int
    k_before: int
    scale: float
    ratio: float
    tau2: float
    modes: float
    other: float
    gain: float
    i2: float
    q_p: float
    vi: Array
    weights: Array
    labels: tuple[str, ...]
    through_origin: bool
    user_weights: bool
    from_quantiles: int
    clear_mean: bool
    prediction_spans_zero: bool
    terms: int


def of_fit(facts: Facts) -> tuple[Note, ...]:
    """Say everything that applies to one fit, gravest first."""
    found = [*_about_flags(facts), *_about_size(facts), *_about_studies(facts), *_about_reading(facts)]
    order = [Severity.WARNING, Severity.CAUTION, Severity.INFO]
    return tuple(sorted(found, key=lambda note: order.index(note.severity)))


def of_flags(flags: int) -> tuple[Note, ...]:
    """Give the notes of one fit of a batch.

    Examples
    --------
    >>> [note.code for note in of_flags(Flag.BOUNDARY | Flag.NARROWER)]
    ['tau2-zero', 'knha-narrower']
    """
    return tuple(note for flag, note in FLAG_NOTES.items() if flags & flag)


def _about_flags(facts: Facts) -> list[Note]:
    found = [note for note in of_flags(facts.flags) if note.code not in ("two-modes", "knha-narrower")]
    if facts.flags & Flag.MODES:
        found.append(Note(
            "two-modes", Severity.WARNING,
            f"The likelihood of tau2 has {int(facts.modes)} maxima. The highest is taken, tau2 = "
            f"{number(facts.tau2, 4)}; the next is at {number(facts.other, 4)}, its log-likelihood lower by "
            f"{number(facts.gain, 4)}.",
        ))  # fmt: skip
    if facts.flags & Flag.NARROWER:
        found.append(Note(
            "knha-narrower", Severity.CAUTION,
            f"The Knapp-Hartung scale is {number(facts.scale)}, below 1: the interval is "
            f"{number(facts.ratio)} times as wide as Wald's. test='adhoc' floors the scale at 1.",
        ))  # fmt: skip
    return found


def _about_size(facts: Facts) -> list[Note]:
    found = []
    df = facts.k - facts.p
    if facts.k == 1:
        found.append(
            Note("one-study", Severity.WARNING, "One study: the result is that study, not a synthesis.")
        )
    elif facts.k < _FEW_STUDIES and facts.method.random and df >= 1:
        found.append(Note(
            "few-studies", Severity.CAUTION,
            f"{count(facts.k, 'study')}: tau2 is hardly determined; give its interval, and read direction "
            "and size of each study beside the pooled value.",
        ))  # fmt: skip
    if facts.test is Test.Z and facts.method.random and 1 <= df < _FEW_DF and facts.k > 1:
        found.append(Note(
            "wald-narrow", Severity.CAUTION,
            f"Wald intervals with {count(df, 'degree')} of freedom are too narrow when true effects differ; "
            "consider test='knha'.",
        ))  # fmt: skip
    if facts.test.scaled and df >= 1 and facts.ratio > 1.0:
        found.append(Note(
            "knha-wider", Severity.INFO,
            f"The Knapp-Hartung interval is {number(facts.ratio, 1)} times as wide as Wald's.",
        ))  # fmt: skip
    if facts.test.scaled and not facts.method.random:
        found.append(Note(
            "knha-fixed", Severity.CAUTION,
            "The Knapp-Hartung scale was derived for random-effects models, not for a fixed effect.",
        ))  # fmt: skip
    if facts.terms and facts.k < _PER_COEFFICIENT * facts.terms:
        found.append(Note(
            "few-per-coefficient", Severity.CAUTION,
            f"{count(facts.k, 'study')} for {count(facts.terms, 'moderator coefficient')}: fewer than "
            f"{_PER_COEFFICIENT} each; expect chance findings.",
        ))  # fmt: skip
    return found


def _about_studies(facts: Facts) -> list[Note]:
    found = []
    share = facts.weights / facts.weights.sum() if facts.weights.size else facts.weights
    if facts.k >= 3 and share.size and share.max() >= _DOMINATING:
        heaviest = facts.labels[int(np.argmax(share))]
        found.append(Note(
            "dominated", Severity.CAUTION,
            f"{heaviest} carries {percent(float(share.max()))} of the weight: the result is mostly its own.",
        ))  # fmt: skip
    if facts.vi.size and facts.vi.max() >= _WIDE_VI * facts.vi.min():
        found.append(Note(
            "wide-vi", Severity.CAUTION,
            "The largest sampling variance is over a million times the smallest; check units and how each "
            "was derived.",
        ))  # fmt: skip
    if facts.k_before > facts.k:
        found.append(Note(
            "excluded", Severity.CAUTION,
            f"{facts.k_before - facts.k} of {count(facts.k_before, 'row')} cannot be used; see `excluded`.",
        ))  # fmt: skip
    if facts.from_quantiles:
        found.append(Note(
            "from-medians", Severity.CAUTION,
            f"{facts.from_quantiles} of {count(facts.k, 'effect')} rest on means and SDs worked out from "
            "medians, quartiles or ranges.",
        ))  # fmt: skip
    if facts.user_weights:
        found.append(Note(
            "user-weights", Severity.INFO,
            "Coefficients use the weights given; Q, tau2 and the Knapp-Hartung scale use inverse variances.",
        ))  # fmt: skip
    return found


def _about_reading(facts: Facts) -> list[Note]:
    found = []
    if not facts.method.random and facts.q_p < 0.1:
        found.append(Note(
            "fixed-but-different", Severity.WARNING,
            "A fixed effect describes these studies only: they differ more than sampling error explains.",
        ))  # fmt: skip
    if facts.clear_mean and facts.prediction_spans_zero:
        found.append(Note(
            "not-predictable", Severity.INFO,
            "The interval of the mean excludes 0 and the prediction interval does not: clear on average, "
            "not in every setting.",
        ))  # fmt: skip
    if facts.through_origin:
        found.append(Note(
            "through-origin", Severity.INFO,
            "No combination of the moderators is constant: tau2 and QE refer to yi itself. metafor's rma.uni "
            "centres yi first and differs here; its rma.mv agrees.",
        ))  # fmt: skip
    if facts.k - facts.p >= 1 and not np.isnan(facts.i2):
        kind = "tau2 / (tau2 + typical sampling variance)" if facts.method.random else "(Q - df) / Q"
        found.append(
            Note(
                "i2-definition",
                Severity.INFO,
                f"I2 is {kind}; it is not a measure of how much effects differ.",
            )
        )
    return found


def codes(notes: tuple[Note, ...]) -> str:
    """Give the codes of some notes in one phrase.

    Examples
    --------
    >>> codes(of_flags(Flag.BOUNDARY | Flag.MODES))
    'tau2-zero and two-modes'
    """
    return series([note.code for note in notes])
