"""The short names of studies, such as ``Hornig 2015``, of which no two are the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from synthesis.records.study import Study
from synthesis.wording import shorten

#: Characters of a title that stand for the author where none is known.
_TITLE = 30
_UNKNOWN = re.compile(r"unknown-(nd|\d{4})-")


def study_names(studies: Iterable[Study]) -> Mapping[str, str]:
    """Name each study so that no two of them share a name.

    First author and year; without an author the beginning of the title in quotation marks; without a
    title the words of the record's key in square brackets. Studies that would share a name get a letter,
    in the order of their keys.

    Returns
    -------
    mapping of str to str
        Name by slug, for all studies given; give all studies of an atlas, or letters will differ.

    Examples
    --------
    >>> study_names([])
    {}
    """
    plain = {study.slug: plain_name(study) for study in sorted(studies, key=lambda study: study.slug)}
    sharing: dict[str, list[str]] = {}
    for slug, name in plain.items():
        sharing.setdefault(name, []).append(slug)
    names = dict(plain)
    for name, slugs in sharing.items():
        if len(slugs) > 1:
            between = "" if name[-1].isdigit() else " "
            names |= {slug: f"{name}{between}{letters(i)}" for i, slug in enumerate(slugs)}
    return names


def plain_name(study: Study) -> str:
    """Name a study without regard to others."""
    cited = study.citation
    year = f" {cited.year}" if cited.year else ", no year"
    if cited.first_author:
        return cited.first_author + year
    if cited.title:
        return f"“{shorten(cited.title, _TITLE)}”{year}"
    words = _UNKNOWN.sub("", study.slug).replace("-", " ")
    return f"[{words}]" + (year if cited.year else "")


def letters(place: int) -> str:
    """Write a place, from 0, as a letter; after z two letters.

    Examples
    --------
    >>> letters(0), letters(25), letters(26)
    ('a', 'z', 'aa')
    """
    before = letters(place // 26 - 1) if place >= 26 else ""
    return before + chr(ord("a") + place % 26)
