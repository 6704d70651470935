"""The printed words of vocabulary values."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.store.tidy import items
from synthesis.vocabulary.term import Term


def label(vocabulary: type[Term], value: str | None) -> str | None:
    """Give the label of a stored value; nothing for a missing one.

    Examples
    --------
    >>> from synthesis.vocabulary.measurement import Specimen
    >>> label(Specimen, "csf"), label(Specimen, None)
    ('cerebrospinal fluid', None)
    """
    return None if value is None else vocabulary(value).label


def labels(vocabulary: type[Term], joined: str | None) -> str | None:
    """Give the labels of values that a semicolon joins, as one text; nothing when there is no value.

    Examples
    --------
    >>> from synthesis.vocabulary.measurement import Specimen
    >>> labels(Specimen, "csf; serum"), labels(Specimen, None)
    ('cerebrospinal fluid, serum', None)
    """
    return ", ".join(vocabulary(value).label for value in items(joined)) or None


def in_order(vocabulary: type[Term], present: Iterable[str | None]) -> list[str]:
    """Sort the values that occur as the vocabulary lists them, each once.

    Examples
    --------
    >>> from synthesis.vocabulary.measurement import Specimen
    >>> in_order(Specimen, ["plasma", None, "serum", "plasma"])
    ['serum', 'plasma']
    """
    occurring = set(present)
    return [value for value in vocabulary.values() if value in occurring]


def capital(text: str) -> str:
    """Write a label as the beginning of a line.

    Examples
    --------
    >>> capital("case-control"), capital("mRNA"), capital("")
    ('Case-control', 'mRNA', '')
    """
    return text[:1].upper() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
