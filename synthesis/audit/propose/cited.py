"""Studies that a sentence cites: author and year, and the study of the atlas that has both."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synthesis.records.claim import CitedStudy
from synthesis.store.tidy import records

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

_NAME = r"(?P<author>(?:(?:van|von|de|der|den|la|le|Mc|O')\s*)*[A-Z][\w'-]+(?:-[A-Z][\w'-]+)?)"
_OTHERS = r"(?:\s+(?:et\s+al\.?|and\s+(?:colleagues|co-?workers)))"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
#: "The Fukuda (1994) criteria" cites a case definition.
_NO_DEFINITION = r"(?!\s+(?:case\s+)?(?:criteria|definition))"
#: Forms of a citation, by id.
FORMS = (
    (
        "b-year-study-by",
        re.compile(
            rf"\b{_YEAR}\b(?P<words>(?:\s+[\w-]+){{0,4}}?)"
            rf"\s+(?:study|paper|report|analysis|trial)\s+(?:by|from)\s+{_NAME}"
        ),
    ),
    (
        "b-author-year",
        re.compile(rf"(?<![,&]\s)\b{_NAME}(?:{_OTHERS},?\s*\(?|\s*\(){_YEAR}\)?+{_NO_DEFINITION}"),
    ),
    ("b-study-by", re.compile(rf"\b(?:study|paper|report|analysis)\s+(?:by|from)\s+{_NAME}{_OTHERS}")),
)
_MONTHS = frozenset(
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "In",
        "Since",
        "Until",
        "By",
    ]
)


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation in a normalised text: its range, the form it has, and the record."""

    start: int
    end: int
    rule: str
    study: CitedStudy


class Authors:
    """Studies of an atlas by first author and year."""

    def __init__(self, atlas: Atlas) -> None:
        self._slugs: dict[tuple[str, int], list[str]] = {}
        for row in records(atlas.studies, ("slug", "first_author", "year")):
            if row["first_author"] is not None and row["year"] is not None:
                self._slugs.setdefault((_folded(row["first_author"]), row["year"]), []).append(row["slug"])

    def cited(self, text: str, start: int, end: int) -> tuple[Cited, ...]:
        """Find citations in a range of a normalised text.

        The study is filled in only where one study of the atlas has that first author and year.
        """
        found: list[Cited] = []
        for rule, form in FORMS:
            for hit in form.finditer(text, start, end):
                clear = all(hit.end() <= other.start or other.end <= hit.start() for other in found)
                if clear and hit["author"] not in _MONTHS:
                    found.append(Cited(hit.start(), hit.end(), rule, self._study(hit)))
        return tuple(sorted(found, key=lambda citation: citation.start))

    def _study(self, hit: re.Match[str]) -> CitedStudy:
        named = hit.groupdict()
        year = int(named["year"]) if named.get("year") else None
        slugs = self._slugs.get((_folded(named["author"]), year), []) if year is not None else []
        words = (named.get("words") or "").strip() or None
        return CitedStudy(
            author=named["author"], year=year, words=words, study=slugs[0] if len(slugs) == 1 else None
        )


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in plain if sign.isalnum()).casefold()
