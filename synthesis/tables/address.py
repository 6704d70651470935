"""Where a reader finds a publication."""

from __future__ import annotations

from urllib.parse import quote

from synthesis.store.tidy import Row


def address(study: Row) -> str | None:
    """Give the web address of a study: DOI, PubMed, PubMed Central, then the page of the source atlas.

    Examples
    --------
    >>> address({"doi": "10.1000/x<1>", "pmid": None, "pmcid": None, "atlas_url": None})
    'https://doi.org/10.1000/x%3C1%3E'
    >>> address({"doi": None, "pmid": "12345", "pmcid": None, "atlas_url": None})
    'https://pubmed.ncbi.nlm.nih.gov/12345/'
    >>> address({"doi": None, "pmid": None, "pmcid": None, "atlas_url": None}) is None
    True
    """
    if study["doi"]:
        return f"https://doi.org/{quote(study['doi'], safe='/():;')}"
    if study["pmid"]:
        return f"https://pubmed.ncbi.nlm.nih.gov/{study['pmid']}/"
    if study["pmcid"]:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{study['pmcid']}/"
    url: str | None = study["atlas_url"]
    return url
