"""References as CSL-JSON, the form that citation processors read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synthesis.reports.references.reference import Author, Reference


def csl_json(references: Iterable[Reference]) -> str:
    r"""Write references as a CSL-JSON document; a publication that was not identified is left out.

    Examples
    --------
    >>> csl_json([])
    '[]\n'
    """
    items = [csl_item(reference) for reference in references if reference.identified]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def csl_item(reference: Reference) -> dict[str, Any]:
    """Give a reference as an item of the CSL data schema; what is not recorded has no field."""
    item = {
        "id": reference.slug,
        "type": "article-journal" if reference.journal else "document",
        "title": reference.title,
        "author": [_name(author) for author in reference.authors],
        "container-title": reference.journal,
        "issued": {"date-parts": [[reference.year]]} if reference.year else None,
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "PMCID": reference.pmcid,
        "URL": reference.url,
        "note": ". ".join(reference.notes),
    }
    return {name: value for name, value in item.items() if value}


def _name(author: Author) -> dict[str, str]:
    return {"family": author.family} | ({"given": author.given} if author.given else {})
