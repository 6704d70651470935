"""What a printed p value says as numbers."""

from __future__ import annotations

import re

from synthesis.vocabulary.result import PRelation

#: A reading of a printed p value: its relation and its number, which "ns" does not have.
Reading = tuple[PRelation, float | None]

_NOT_SIGNIFICANT = re.compile(r"\bn\.?s\b|\b(?:not|non|no)[- ]?significan(?:t|ce)\b", re.IGNORECASE)
_POWER = re.compile(r"\s*[x×·*]\s*10\s*\^?\s*([-+]?\d+)")
_NUMBER = re.compile(r"(<=|>=|<|>|=)?\s*(?<![\w.+-])((?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)(?![\w.])")
_RELATIONS = {"<": PRelation.LESS, "<=": PRelation.LESS, ">": PRelation.GREATER, ">=": PRelation.GREATER}


def readings(printed: str) -> tuple[Reading, ...]:
    """Read every p value that a printed text gives; several when the text prints several.

    A number without a relation is taken as equal. A number of zeros only, such as ``0.000``, means below
    half a unit of its last digit.

    Examples
    --------
    >>> [(str(relation), value) for relation, value in readings("<.001; 0.0023")]
    [('<', 0.001), ('=', 0.0023)]
    >>> [(str(relation), value) for relation, value in readings("0.000")]
    [('<', 0.0005)]
    >>> readings("significant")
    ()
    """
    text = printed.replace("≤", "<=").replace("≥", ">=").replace("⁻", "-").replace("−", "-")
    text = _POWER.sub(lambda power: f"e{int(power[1])}", text)
    text = re.sub(r"\b0,(?=\d)", "0.", text)
    found: list[Reading] = [_reading(relation, number) for relation, number in _NUMBER.findall(text)]
    found = [reading for reading in found if reading[1] is not None and reading[1] <= 1]
    if _NOT_SIGNIFICANT.search(text):
        found.append((PRelation.NOT_SIGNIFICANT, None))
    return tuple(found)


def _reading(relation: str, number: str) -> Reading:
    value = float(number)
    decimals = len(re.split(r"[eE]", number.partition(".")[2])[0])
    if value == 0 and decimals:
        return PRelation.LESS, 0.5 * 10**-decimals
    return _RELATIONS.get(relation, PRelation.EQUAL), value
