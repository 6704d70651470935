"""What a table covers, and where its numbers come from, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthesis.provenance import package_version, short
from synthesis.wording import count

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas


def subtitle(atlas: Atlas, text: str) -> str:
    """Add the filters of an atlas to a subtitle, so that a part is never taken for the whole."""
    return f"{text} Only records with {'; '.join(atlas.filters)}." if atlas.filters else text


def provenance(atlas: Atlas) -> str:
    """Write where the numbers of a table come from."""
    return " · ".join(
        (
            count(len(atlas.studies), "study record"),
            count(len(atlas.findings), "finding"),
            f"data {short(atlas.digest)}",
            f"synthesis {package_version()}",
        )
    )
