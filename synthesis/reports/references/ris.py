"""References as RIS, the tagged lines that reference managers import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synthesis.reports.references.reference import Reference

#: RIS ends its lines like this on every system.
_END = "\r\n"


def ris(references: Iterable[Reference]) -> str:
    """Write references as RIS records; a publication that was not identified is left out.

    Examples
    --------
    >>> ris([])
    ''
    """
    return "".join(_record(reference) for reference in references if reference.identified)


def _record(reference: Reference) -> str:
    return "".join(f"{tag}  - {value}".rstrip() + _END for tag, value in _lines(reference)) + _END


def _lines(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", "JOUR" if reference.journal else "GEN"
    yield "ID", reference.slug
    for author in reference.authors:
        yield "AU", author.sorted_name
    optional = (
        ("TI", reference.title),
        ("T2", reference.journal),
        ("PY", str(reference.year) if reference.year else None),
        ("DO", reference.doi),
        ("AN", reference.pmid),
        ("C2", reference.pmcid),
        ("UR", reference.url),
    )
    for tag, value in optional:
        if value:
            yield tag, value
    for note in reference.notes:
        yield "N1", note
    yield "ER", ""
