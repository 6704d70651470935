"""References as sentences: the publication first, then the atlas page that was read."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synthesis.reports.references.reference import Reference

#: Authors that are named before "et al.", as the source atlas does it.
_NAMED = 6


def plain(reference: Reference) -> str:
    """Write a reference as text: authors (year). Title. Journal. Address.

    The form is that of the citation line of the source atlas, without a second full stop after a title that
    ends with a mark of its own. What is not recorded is said, not guessed.

    Examples
    --------
    >>> from synthesis.reports.references.reference import Author, Reference
    >>> rest = ("A title?", 2001, None, "10.1/x", None, None, "https://doi.org/10.1/x", True, (), None)
    >>> plain(Reference("a-2001-x", "A 2001", (Author("A", "B"), Author("C", "D")), "all", *rest))
    'A, B & C, D (2001). A title? https://doi.org/10.1/x'
    """
    return " ".join(part for part in (*_parts(reference), reference.url or "") if part)


def html(reference: Reference) -> str:
    """Write a reference as HTML, its address as a link."""
    authors, title, journal = (escape(part) for part in _parts(reference))
    url = escape(reference.url or "")
    linked = f'<a href="{url}">{url}</a>' if url else ""
    return " ".join(p for p in (authors, title, f"<cite>{journal}</cite>" if journal else "", linked) if p)


def snapshot(reference: Reference) -> str:
    """Write the line that cites the atlas page, in the atlas's own form; empty without a page.

    Where version and day were not noted, the line says so.
    """
    page = reference.atlas_page
    if page is None or page.url is None:
        return ""
    if page.snapshot is None:
        return f"ME/CFS Atlas. Version and day of reading not recorded. {page.url}"
    seen = page.snapshot
    made = f"Generator {seen.generator} / Scanner {seen.scanner} / policy {seen.policy}"
    return f"ME/CFS Atlas. {made}. Accessed {seen.accessed.isoformat()}. {page.url}"


def authors(reference: Reference) -> str:
    """Write the authors: all up to six, else the first six and "et al."."""
    names = [author.sorted_name for author in reference.authors]
    match reference.recorded:
        case "none":
            return "[authors not recorded]"
        case "first":
            return f"{names[0]} [further authors not recorded]"
        case "some":
            return ", ".join([*names[:_NAMED], "et al."])
    if len(names) > _NAMED:
        return ", ".join([*names[:_NAMED], "et al."])
    if len(names) < 3:
        return " & ".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _parts(reference: Reference) -> tuple[str, str, str]:
    year = str(reference.year) if reference.year else "no year recorded"
    title = reference.title or "[title not recorded]"
    return f"{authors(reference)} ({year}).", _ended(title), _ended(reference.journal or "")


def _ended(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."
