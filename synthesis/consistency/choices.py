"""Choices an analyst makes before counting: which findings take part, and how a report is read.

`PRIMARY` is the pre-declared analysis. Every other value of a field is defensible too; `sensitivity` and
`multiverse` show what each one changes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Literal, get_args, get_origin, get_type_hints

from synthesis.errors import FilterError
from synthesis.vocabulary.measurement import AssayFamily


@dataclass(frozen=True, slots=True)
class Choices:
    """Which findings vote, and how.

    Attributes
    ----------
    pem
        ``any`` case definition, or only studies in which post-exertional malaise was ``required``.
    specimen
        ``pooled``, or only findings in ``serum`` or in ``plasma``.
    implied_nulls
        Whether "no difference" may follow from a marker not being listed among the differences.
    atlas_pages
        Whether findings that rest on a summary page of the atlas alone take part.
    unidentified
        Whether publications known only as a row of a review take part; they may repeat a named study.
    unstated
        Significance of a difference that is reported without it: ``unknown`` supports neither a direction
        nor the absence of one; ``not-significant`` and ``significant`` are the extremes.
    multiplicity
        Significance ``as-reported``, or known only where it was ``corrected`` for the number of tests.
    subgroups
        Results on part of the cases speak for a cohort ``if-nothing-else`` does, or ``never``.
    silent
        Results of a cohort without a direction are ``ignored`` in its 70 % rule, or ``counted`` in the
        whole of which 70 % must agree.
    directions
        ``as-stated``, or also read ``from-statistics``: the sign of the recorded group means or medians
        where the source reports no significant difference.
    per_arm
        Fewest cases and fewest controls of a cohort; 0 for all.
    years
        First and last year of publication; None leaves an end open.
    assays
        Families of laboratory methods; None for all.
    """

    pem: Literal["any", "required"] = "any"
    specimen: Literal["pooled", "serum", "plasma"] = "pooled"
    implied_nulls: bool = True
    atlas_pages: bool = True
    unidentified: bool = True
    unstated: Literal["unknown", "not-significant", "significant"] = "unknown"
    multiplicity: Literal["as-reported", "corrected"] = "as-reported"
    subgroups: Literal["if-nothing-else", "never"] = "if-nothing-else"
    silent: Literal["ignored", "counted"] = "ignored"
    directions: Literal["as-stated", "from-statistics"] = "as-stated"
    per_arm: int = 0
    years: tuple[int | None, int | None] = (None, None)
    assays: tuple[AssayFamily, ...] | None = None

    def __post_init__(self) -> None:
        for name, allowed in _allowed():
            value = getattr(self, name)
            if value not in allowed:
                raise FilterError(
                    f"{value!r} is not known", where=f"Choices.{name}", hint=f"allowed: {', '.join(allowed)}"
                )

    @property
    def words(self) -> tuple[str, ...]:
        """What differs from the primary analysis, in words.

        Examples
        --------
        >>> Choices(pem="required", per_arm=50).words
        ('pem: required', 'per arm: 50')
        """
        return tuple(
            f"{field.name.replace('_', ' ')}: {_words(getattr(self, field.name))}"
            for field in fields(self)
            if getattr(self, field.name) != field.default
        )


@cache
def _allowed() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the fields that take one of several words, with the words."""
    hints = get_type_hints(Choices)
    return tuple((name, get_args(hint)) for name, hint in hints.items() if get_origin(hint) is Literal)


#: The pre-declared analysis.
PRIMARY = Choices()


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join("open" if part is None else str(part) for part in value)
    return str(value)
