"""How far a float may lie from its locked value before it has moved, and why so far."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A relative distance that is no difference.

    Attributes
    ----------
    kind
        Sort of number.
    relative
        Largest distance, as a share of the larger of the two values.
    absolute
        Largest distance near zero, where a share says nothing.
    reason
        Why not less.
    names
        Columns that hold this sort of number.
    """

    kind: str
    relative: float
    absolute: float
    reason: str
    names: frozenset[str]


_ITERATIVE = Tolerance(
    "iterative",
    1e-8,
    1e-10,
    "found by iteration that stops at 1e-10 of the likelihood's scale; another processor rounds its steps "
    "another way",
    frozenset(
        (
            "tau2", "se_tau2", "tau2_low", "tau2_high", "I2", "I2_low", "I2_high", "H2", "estimate", "se",
            "statistic", "p_value", "ci_low", "ci_high", "pi_low", "pi_high",
        )
    ),
)  # fmt: skip
_TAIL = Tolerance(
    "tail probability",
    1e-10,
    1e-300,
    "special functions agree between library builds to about ten digits in the far tails",
    frozenset(("p", "p_tail", "Q_p", "q", "fdr")),
)
_CLOSED = Tolerance(
    "closed form",
    1e-12,
    1e-15,
    "sums of at most some thousand terms; their order may differ with the processor",
    frozenset(),
)

#: Every sort of number; what is named by none of them is of the last sort.
TOLERANCES = (_ITERATIVE, _TAIL, _CLOSED)


def tolerance_of(column: str) -> Tolerance:
    """Give the tolerance of a column.

    Examples
    --------
    >>> tolerance_of("tau2").kind, tolerance_of("agreement").kind
    ('iterative', 'closed form')
    """
    return next((kind for kind in TOLERANCES if column in kind.names), _CLOSED)


def same(column: str, old: str, new: str) -> bool:
    """Tell whether two cells hold the same: text and whole numbers exactly, floats within the tolerance.

    Examples
    --------
    >>> same("agreement", "0.1", "0.30000000000000004"), same("agreement", "0.3", "0.30000000000000004")
    (False, True)
    >>> same("k", "11", "12"), same("label", "LEANING higher", "LEANING higher")
    (False, True)
    """
    if old == new:
        return True
    one, other = _real(old), _real(new)
    if one is None or other is None:
        return False
    allowed = tolerance_of(column)
    return math.isclose(one, other, rel_tol=allowed.relative, abs_tol=allowed.absolute)


def _real(text: str) -> float | None:
    """Read a float; whole numbers and text are compared as they are written."""
    if not any(mark in text for mark in (".", "e", "inf")):
        return None
    try:
        return float(text)
    except ValueError:
        return None
