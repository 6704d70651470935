"""Under which terms what a build makes may be used, and what these terms do not cover."""

from __future__ import annotations

from synthesis.provenance import package_version, short

#: The licence of figures, tables and texts.
NAME, SPDX, URL = (
    "Creative Commons Attribution 4.0 International",
    "CC-BY-4.0",
    "https://creativecommons.org/licenses/by/4.0/",
)
#: Name of the file in a bundle.
LICENCE_FILE = "LICENCE.txt"


def citation(title: str, digest: str) -> str:
    """Write how a page is cited: its title, the records it was made from and the program.

    Examples
    --------
    >>> citation("Cytokines", "3f9c2a17ab").startswith("Immune markers in ME/CFS: Cytokines. Records 3f9c2a1")
    True
    """
    made = f"Records {short(digest)}, made with synthesis {package_version()}"
    return f"Immune markers in ME/CFS: {title}. {made}."


def licence_text(title: str, digest: str) -> str:
    """Write the licence file of a bundle."""
    return f"""Figures, tables, data files and texts in this folder: {NAME} ({SPDX})
{URL}

You may copy, change and publish them, also commercially, if you name the source, link to the licence and say
what you changed. Name the source like this:

  {citation(title, digest)}

When you use a single result, cite the publication that reports it first: the references are in this folder.

What the licence does not cover: the publications behind the records, and the pages of the ME/CFS atlas that
some records point to. They belong to their authors and publishers; only facts were taken from them, in words
of our own. Nothing here is medical advice.
"""
