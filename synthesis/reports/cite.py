"""How to cite a study: the publication first, then the atlas page, then this record."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from synthesis.provenance import package_version, short
from synthesis.reports.page import SITE, link
from synthesis.reports.references import formatted
from synthesis.reports.references.bibtex import bibtex
from synthesis.reports.references.csl import csl_json
from synthesis.reports.references.ris import ris
from synthesis.reports.shelf import Shelf, record_path

if TYPE_CHECKING:
    from synthesis.reports.references.reference import Reference

#: The forms a reference can be saved in: suffix of the file, and what it is called.
FORMS = ((".bib", "BibTeX"), (".ris", "RIS"), (".csl.json", "CSL-JSON"))


def citation(shelf: Shelf, slug: str, page: str, digest: str) -> str:
    """Write the part of a study page that says how to cite it.

    Parameters
    ----------
    shelf
        Rows of the atlas.
    slug
        The study.
    page
        The page this is for.
    digest
        Content digest of the records.
    """
    reference = shelf.references[slug]
    seen = formatted.snapshot(reference)
    version = f"{SITE}, record {slug}, records {short(digest)}, synthesis {package_version()}."
    return f"""{_publication(shelf, reference, page)}
{_lines("The source atlas’s page, only when its own summary is meant", seen) if seen else ""}
{_lines("This record, only when the reading on this page is meant", version)}"""


def _publication(shelf: Shelf, reference: Reference, page: str) -> str:
    if not reference.identified:
        named = ", ".join(
            f'<a href="{link(page, record_path("study", slug))}">{escape(shelf.name(slug))}</a>'
            for slug in reference.seen_in
            if slug in shelf.studies
        )
        where = f" Cite the publication that lists it: {named}." if named else ""
        return f"<p>The publication behind this record was not identified, so it has no reference.{where}</p>"
    saved = " · ".join(
        f'<a href="{escape(reference.slug)}{suffix}" download>{words}</a>' for suffix, words in FORMS
    )
    return f"""<p>Cite the publication:</p>
<p class="reference" id="reference">{formatted.html(reference)}</p>
<details><summary>BibTeX, to copy</summary>
<pre class="copy" tabindex="0" aria-label="BibTeX">{escape(bibtex([reference]).strip())}</pre>
</details>
<p class="files">Save: {saved}</p>"""


def _lines(words: str, text: str) -> str:
    return f'<p>{words}:</p>\n<p class="reference">{escape(text)}</p>'


def write_references(folder: Path, shelf: Shelf) -> int:
    """Write the references of all identified studies beside their pages, and all of them in one file.

    Parameters
    ----------
    folder
        The build.
    shelf
        Rows of the atlas.

    Returns
    -------
    int
        Files written.
    """
    files = dict(_files(shelf))
    for place, text in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return len(files)


def _files(shelf: Shelf) -> Iterator[tuple[str, str]]:
    identified = [reference for _, reference in sorted(shelf.references.items()) if reference.identified]
    for name, references in (("references", identified), *((r.slug, [r]) for r in identified)):
        for (suffix, _), write in zip(FORMS, (bibtex, ris, csl_json), strict=True):
            yield f"studies/{name}{suffix}", write(references)
