"""What several pages of a build share: figures and tables in their place, key numbers, limits, the foot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from synthesis.provenance import package_version, short
from synthesis.reports.account import account
from synthesis.reports.contents import ALL, TABLES, address, figure_place, table_folder
from synthesis.reports.files import downloads
from synthesis.reports.limits import IN_SHORT, limits
from synthesis.reports.page import bullets, link, numbers
from synthesis.store.tidy import records
from synthesis.tables.people import register
from synthesis.wording import UNDEFINED, count, integer

if TYPE_CHECKING:
    from synthesis.reports.pieces import Kind, Piece
    from synthesis.store.atlas import Atlas

#: Rows up to which a table stands on the page itself; a longer one has a page of its own.
SHORT = 40

#: What every page says about itself.
_NOT_ADVICE = (
    "A record of what studies reported, for people who read research. It is not medical advice, it cannot "
    "diagnose anyone, and it is not a guideline. “Higher” or “lower” compares groups; it does not mean "
    "better or worse, and it says nothing about one person."
)

#: The files of a figure and what they are called on a page.
_FIGURE_FILES = {
    "csv": "Data as CSV",
    "svg": "SVG",
    "narrow.svg": "SVG for phones",
    "png": "PNG",
    "pdf": "PDF",
    "json": "about this figure, JSON",
}


@dataclass(frozen=True, slots=True)
class Build:
    """What the pages of a build are written from.

    Attributes
    ----------
    folder
        Where the build is made.
    atlas
        The atlas it shows.
    pieces
        Figures and tables by kind, scope and module; notebooks by kind, an empty scope and file name.
    """

    folder: Path
    atlas: Atlas
    pieces: Mapping[tuple[Kind, str, str], Piece]

    @property
    def foot(self) -> str:
        """Foot of every page."""
        said = [f"Records {short(self.atlas.digest)}"]
        if self.atlas.filters:
            said.append(f"only records with {'; '.join(self.atlas.filters)}")
        said += [f"synthesis {package_version()}", "figures and tables CC BY 4.0"]
        return f"<p>{_NOT_ADVICE}</p>\n<p>{escape(' · '.join(said))}</p>"

    @property
    def topics(self) -> dict[str, tuple[str, str]]:
        """Title and summary of each topic of the atlas."""
        rows = records(self.atlas.topics, ("topic", "title", "summary"))
        return {row["topic"]: (row["title"], row["summary"]) for row in rows}

    def part(self, scope: str) -> Atlas:
        """Give the part of the atlas that a scope is about."""
        return self.atlas if scope == ALL else self.atlas.where(topic=scope)

    def figure(self, page: str, scope: str, module: str) -> str:
        """Write a figure into a page, with its files."""
        piece = self.pieces["figure", scope, module]
        if not piece.html:  # not enough data for it
            return ""
        name = address(module)
        targets = [(words, f"{figure_place(scope, module)}.{kind}") for kind, words in _FIGURE_FILES.items()]
        html = piece.html.replace("[[files]]", downloads(self.folder, page, targets))
        return f'<figure class="evidence" id="{name}">\n{html}\n</figure>'

    def table(self, page: str, scope: str, module: str, *, whole: bool = False) -> str:
        """Write a table into a page, with its files; when it is long the way to its page, unless `whole`."""
        piece = self.pieces["table", scope, module]
        if piece.rows > SHORT and not whole:
            return f"<p>{self.table_link(page, scope, module)}</p>"
        files = self.table_files(page, scope, module)
        return f'<div class="broad">{piece.html}\n<p class="files">{files}</p></div>'

    def table_link(self, page: str, scope: str, module: str) -> str:
        """Write the way to the page of a table, with its title and length."""
        piece = self.pieces["table", scope, module]
        target = link(page, table_path(scope, module))
        said = f"{piece.title} ({count(piece.rows, 'row')})"
        return f'<a href="{target}">{escape(TABLES[module])}</a> <span class="muted">{escape(said)}</span>'

    def table_files(self, page: str, scope: str, module: str) -> str:
        """Write the links that save a table."""
        stem = f"{table_folder(scope)}/{address(module)}"
        return downloads(self.folder, page, (("CSV", f"{stem}.csv"), ("Parquet", f"{stem}.parquet")))

    def limits(self, page: str, scope: str, heading: str, *, most: int | None = None) -> str:
        """Write the limits of the evidence as a box that is hard to miss, the weightiest before the others.

        Parameters
        ----------
        page, scope
            The page that this is for, and the part of the atlas it is about.
        heading
            Heading of the box.
        most
            Limits that stand open; the others are folded. All when left out.
        """
        sentences = [escape(sentence) for sentence in limits(self.part(scope))]
        said, more = sentences[:most], sentences[most:] if most else []
        target = link(page, table_path(scope, "limits"))
        return f"""<section class="limits" aria-labelledby="limits">
<h2 id="limits">{escape(heading)}</h2>
<p>{IN_SHORT}</p>
{bullets(said)}
{folded(f"{len(more)} more", bullets(more)) if more else ""}
<p><a href="{target}">All limits with their numbers</a></p>
</section>"""

    def key_numbers(self, scope: str) -> str:
        """Write the numbers a reader asks for first, each with what is known of it."""
        atlas = self.part(scope)
        counted, studies = account(atlas), atlas.studies
        people = register(atlas).of_studies(studies.loc[studies["eligible"], "slug"])
        cases, controls = (
            _known(len(people.cases), people.cohorts),
            _known(len(people.controls), people.cohorts),
        )
        return numbers(
            (
                (
                    integer(counted.studies.counted),
                    f"eligible studies of {integer(counted.studies.recorded)} recorded",
                ),
                (integer(people.cohorts), "cohorts of people behind them"),
                (_total(people.n_cases), f"people with ME/CFS, in the {cases}"),
                (_total(people.n_controls), f"people compared with them, in the {controls}"),
                (integer(counted.markers_counted), "markers compared"),
                (
                    integer(counted.findings.counted),
                    f"findings that count of {integer(counted.findings.recorded)} recorded",
                ),
            )
        )


def folded(words: str, html: str) -> str:
    """Fold a part away under a line that says what it is; nothing for an empty part."""
    return f"<details><summary>{escape(words)}</summary>\n{html}\n</details>\n" if html else ""


def table_path(scope: str, module: str) -> str:
    """Give the place of a table's page in a build.

    Examples
    --------
    >>> table_path("nk-cells", "sample_sizes")
    'topics/nk-cells/tables/sample-sizes.html'
    """
    return f"{table_folder(scope)}/{address(module)}.html"


def topic_path(topic: str) -> str:
    """Give the place of a topic page in a build.

    Examples
    --------
    >>> topic_path("nk-cells")
    'topics/nk-cells/index.html'
    """
    return f"topics/{topic}/index.html"


def notebook_path(name: str) -> str:
    """Give the place of a notebook's page in a build.

    Examples
    --------
    >>> notebook_path("01_evidence_base.ipynb")
    'notebooks/01_evidence_base.html'
    """
    return f"notebooks/{name.removesuffix('.ipynb')}.html"


def _total(people: int | None) -> str:
    return UNDEFINED if people is None else integer(people)


def _known(sized: int, cohorts: int) -> str:
    return f"{integer(sized)} of {integer(cohorts)} cohorts whose number is known"
