"""`Term`: one word of a controlled vocabulary, with its label, other spellings and ontology id."""

from __future__ import annotations

import difflib
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from pydantic_core.core_schema import CoreSchema, no_info_before_validator_function

from synthesis.errors import UnknownTermError

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler


class Term(StrEnum):
    """A vocabulary: each member is stored as its value and printed as its label.

    A member is written ``NAME = value, label, (other spellings), ontology id``; all but the value may
    be left out.

    Examples
    --------
    >>> class Fluid(Term):
    ...     CSF = "csf", "cerebrospinal fluid", ("spinal fluid",), "OBI:0002502"
    >>> Fluid.parse("Spinal fluid")
    <Fluid.CSF: 'csf'>
    >>> Fluid.CSF.label
    'cerebrospinal fluid'
    """

    label: str
    synonyms: tuple[str, ...]
    ontology_id: str

    def __new__(
        cls, value: str, label: str = "", synonyms: tuple[str, ...] = (), ontology_id: str = ""
    ) -> Self:
        """Make a member: its value is the text, the rest is kept beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value.replace("-", " ")
        member.synonyms = synonyms
        member.ontology_id = ontology_id
        return member

    @classmethod
    def parse(cls, text: object) -> Self:
        """Return the member that `text` names by value, label or synonym.

        Raises
        ------
        UnknownTermError
            When no member has that name; the hint gives the nearest one.
        """
        if isinstance(text, cls):
            return text
        spellings = _spellings(cls)
        if isinstance(text, str) and (member := spellings.get(folded(text))) is not None:
            return member  # type: ignore[return-value]  # the cache is typed by the base class
        raise UnknownTermError(
            f"{text!r} is not a known {cls.title()}", hint=suggestion(str(text), spellings, cls.values())
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let a record field typed with a vocabulary accept every spelling and store one."""
        return no_info_before_validator_function(cls.parse, handler(source))

    @classmethod
    def values(cls) -> tuple[str, ...]:
        """All stored spellings, in the order of definition."""
        return tuple(m.value for m in cls)

    @classmethod
    def title(cls) -> str:
        """Name of the vocabulary in words, such as ``marker kind``."""
        return "".join(f" {c.lower()}" if c.isupper() else c for c in cls.__name__).strip()


def suggestion(text: str, spellings: dict[str, Term], allowed: tuple[str, ...]) -> str:
    """Say which known spelling is nearest to `text`, and what is allowed.

    Examples
    --------
    >>> suggestion("serun", {}, ("serum", "plasma"))
    'allowed: serum, plasma'
    """
    near = difflib.get_close_matches(folded(text), spellings, n=1, cutoff=0.6)
    meant = f"did you mean {spellings[near[0]].value!r}? " if near else ""
    return f"{meant}allowed: {', '.join(allowed)}"


@cache
def _spellings(vocabulary: type[Term]) -> dict[str, Term]:
    return {folded(name): m for m in vocabulary for name in (m.value, m.label, *m.synonyms)}


def folded(text: str) -> str:
    """Spelling in which two words are compared: without case, hyphens, underscores and extra blanks.

    Examples
    --------
    >>> folded("Serum_or-Plasma ")
    'serum or plasma'
    """
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
