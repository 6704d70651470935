"""The labels of a verdict, their order, and what is the same and what is weaker."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from synthesis.consistency.tally import IntArray


class Label(IntEnum):
    """What a verdict says. The numbers are those of the rules that give the labels."""

    TOO_FEW = 0
    CONFLICTING = 1
    CONSISTENT = 2
    MOSTLY = 3
    MOSTLY_NULL = 4
    LEANING = 5
    UNRESOLVED = 6
    NO_CLEAR_DIRECTION = 7

    @property
    def words(self) -> str:
        """The label as it is printed, without a direction."""
        return _WORDS[self]

    @property
    def directional(self) -> bool:
        """Whether the label goes with higher or lower."""
        return self in _STRENGTH


_WORDS = {
    Label.TOO_FEW: "TOO FEW",
    Label.CONFLICTING: "CONFLICTING",
    Label.CONSISTENT: "CONSISTENT",
    Label.MOSTLY: "MOSTLY",
    Label.MOSTLY_NULL: "MOSTLY NO SIGNIFICANT DIFFERENCE",
    Label.LEANING: "LEANING",
    Label.UNRESOLVED: "UNRESOLVED",
    Label.NO_CLEAR_DIRECTION: "NO CLEAR DIRECTION",
}
_STRENGTH = {Label.CONSISTENT: 3, Label.MOSTLY: 2, Label.LEANING: 1}

#: One step down, when a cap applies. Labels that claim nothing stay.
ONE_STEP_DOWN = {
    Label.CONSISTENT: Label.MOSTLY,
    Label.MOSTLY: Label.LEANING,
    Label.LEANING: Label.NO_CLEAR_DIRECTION,
    Label.MOSTLY_NULL: Label.UNRESOLVED,
}

#: The rule that a label must meet to go up one step; of labels that claim nothing, the weakest direction.
NEXT_UP = {
    Label.MOSTLY: Label.CONSISTENT,
    Label.LEANING: Label.MOSTLY,
    Label.MOSTLY_NULL: Label.LEANING,
    Label.UNRESOLVED: Label.LEANING,
    Label.NO_CLEAR_DIRECTION: Label.LEANING,
    Label.CONFLICTING: Label.LEANING,
    Label.TOO_FEW: Label.LEANING,
}


def label_text(label: int, sign: int) -> str:
    """Write a label with its direction.

    Examples
    --------
    >>> label_text(Label.MOSTLY, 1), label_text(Label.CONFLICTING, -1)
    ('MOSTLY higher', 'CONFLICTING')
    """
    known = Label(label)
    return f"{known.words} {direction_word(sign)}" if known.directional else known.words


def direction_word(sign: int) -> str:
    """Name a direction: 1 higher, -1 lower, 0 nothing.

    Examples
    --------
    >>> direction_word(-1)
    'lower'
    """
    return {1: "higher", -1: "lower", 0: ""}[int(sign)]


def direction_class(label: int, sign: int) -> str:
    """Name what a label claims about direction, whatever its strength.

    Examples
    --------
    >>> [direction_class(label, 1) for label in (Label.LEANING, Label.MOSTLY_NULL, Label.UNRESOLVED)]
    ['higher', 'no significant difference', 'unclear']
    """
    known = Label(label)
    if known.directional:
        return direction_word(sign)
    return {
        Label.TOO_FEW: "too few",
        Label.CONFLICTING: "conflicting",
        Label.MOSTLY_NULL: "no significant difference",
    }.get(known, "unclear")


def compare(label: int, sign: int, primary: int, primary_sign: int) -> str:
    """Say how a label relates to the primary one: same, stronger, weaker, different or too few.

    A directional label that fades to an unclear one is weaker; one that turns round, or into conflict or
    "no significant difference", is different.

    Examples
    --------
    >>> compare(Label.LEANING, 1, Label.MOSTLY, 1), compare(Label.MOSTLY, -1, Label.MOSTLY, 1)
    ('weaker', 'different')
    >>> compare(Label.TOO_FEW, 0, Label.MOSTLY, 1)
    'too few'
    """
    mine, other = direction_class(label, sign), direction_class(primary, primary_sign)
    if label == primary and mine == other:
        return "same"
    if label == Label.TOO_FEW:
        return "too few"
    strength, before = _STRENGTH.get(Label(label), 0), _STRENGTH.get(Label(primary), 0)
    if mine == other and before:
        return "stronger" if strength > before else "weaker"
    if mine == other:
        return "same"
    return "weaker" if before and mine == "unclear" else "different"


def class_codes(label: IntArray, sign: IntArray) -> IntArray:
    """Give a number for what each label claims: equal numbers, equal `direction_class`.

    Examples
    --------
    >>> class_codes(np.array([3, 5, 5, 6, 7]), np.array([1, 1, -1, 0, 0]))
    array([11, 11,  9,  7,  7])
    """
    directional = np.isin(label, [kind.value for kind in _STRENGTH])
    unclear = label == Label.UNRESOLVED.value
    code = np.where(unclear, Label.NO_CLEAR_DIRECTION.value, label)
    return np.where(directional, 10 + sign, code)
