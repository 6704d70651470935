"""References as BibTeX, in UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synthesis.reports.references.reference import Author, Reference

#: How characters that LaTeX gives a meaning are written so that they are printed.
_ESCAPED = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, escaped or not
    "}": r"\textbraceright{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
#: Words that a style must not put into lower case: a capital after the first letter, or a lone capital.
_CAPITALS = re.compile(r"\w.*[A-ZÀ-ÞΑ-Ω]|^\W*[B-Z]\W*$")
#: Names that BibTeX would take apart; braces keep them whole.
_AND = re.compile(r"\band\b", re.IGNORECASE)
#: What a link must not hold inside braces.
_UNSAFE = re.compile(r"[{}\\%\s]")


def bibtex(references: Iterable[Reference]) -> str:
    """Write references as BibTeX entries, one after the other.

    The key of an entry is the key of its study, so no two are the same. A publication that was not
    identified has no entry: there is nothing to cite but the review that names it.

    Examples
    --------
    >>> bibtex([])
    ''
    """
    return "\n".join(_entry(reference) for reference in references if reference.identified)


def _entry(reference: Reference) -> str:
    fields = {
        "author": " and ".join(_names(reference)),
        "title": _title(reference.title or ""),
        "journal": escaped(reference.journal or ""),
        "year": str(reference.year or ""),
        "doi": _link(reference.doi),
        "url": _link(reference.url),
        "note": escaped(". ".join(reference.notes)),
    }
    kind = "article" if reference.journal else "misc"
    written = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{reference.slug},\n{written}}}\n"


def escaped(text: str) -> str:
    r"""Write text so that LaTeX prints it as it is.

    Examples
    --------
    >>> escaped("Brain & 5 % of x_1")
    'Brain \\& 5 \\% of x\\_1'
    """
    return "".join(_ESCAPED.get(character, character) for character in text)


def _title(title: str) -> str:
    """Escape a title, with braces around words whose capitals matter."""
    return " ".join(f"{{{escaped(w)}}}" if _CAPITALS.search(w) else escaped(w) for w in title.split())


def _names(reference: Reference) -> list[str]:
    """Write authors as BibTeX reads them; a list that is known to be cut short ends with "others"."""
    names = [_name(author) for author in reference.authors]
    return [*names, "others"] if reference.recorded == "some" else names


def _name(author: Author) -> str:
    if not author.given:
        return f"{{{escaped(author.family)}}}"
    family, given = (
        f"{{{escaped(part)}}}" if "," in part or _AND.search(part) else escaped(part)
        for part in (author.family, author.given)
    )
    return f"{family}, {given}"


def _link(link: str | None) -> str:
    """Leave a link as it is; one that braces cannot hold is left out."""
    return "" if link is None or _UNSAFE.search(link) else link
