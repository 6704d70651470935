"""The findings of one study as a table: what was measured, what was reported, and where it was read."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from synthesis.reports.page import bullets, link
from synthesis.reports.shelf import Shelf, finding_anchor, record_path
from synthesis.store.tidy import Row, items
from synthesis.tables.address import address
from synthesis.tables.labels import capital, label
from synthesis.vocabulary.measurement import AssayFamily, MatrixClass, Quantity, Specimen, State
from synthesis.vocabulary.result import (
    Contrast,
    Direction,
    FindingExclusion,
    Flag,
    Multiplicity,
    Significance,
    SourceKind,
    StatisticKind,
)
from synthesis.wording import MINUS, recorded

_WAYS = (
    (Direction.HIGHER, "▲"),
    (Direction.LOWER, "▼"),
    (Direction.NO_DIFFERENCE, "○"),
    (Direction.MIXED, "◆"),
)
#: Shape that stands beside the word for a direction; a result without one has a question mark.
GLYPHS: dict[str | None, str] = {**dict(_WAYS), Direction.ALTERED: "?", None: "?"}
#: What the numbers of a group mean, by kind of statistic: its centre, its spread, its bounds.
_MEANINGS = {
    StatisticKind.MEAN_SD: ("mean", "SD", ""),
    StatisticKind.MEAN_SE: ("mean", "SE", ""),
    StatisticKind.MEAN_CI95: ("mean", "", "95 % CI"),
    StatisticKind.MEAN_IQR: ("mean", "width of quartiles", "quartiles"),
    StatisticKind.MEDIAN_IQR: ("median", "width of quartiles", "quartiles"),
    StatisticKind.MEDIAN_RANGE: ("median", "", "range"),
    StatisticKind.MEDIAN_ONLY: ("median", "", ""),
    StatisticKind.EVENTS: ("", "", ""),
    StatisticKind.PERCENT_CHANGE: ("difference", "", ""),
    StatisticKind.NONE: ("value", "", ""),
}
_HEADINGS = ("Marker", "Measured", "Reported", "Numbers as printed", "Read in", "Counted here")


def in_short(shelf: Shelf, slug: str, page: str) -> str:
    """Write which markers a study reported to differ and which way, counted findings only.

    What was found in part of the cases stands apart from what was found in all of them.
    """
    groups: dict[str, list[Row]] = {}
    for finding in shelf.findings[slug]:
        if finding["counted"]:
            groups.setdefault(finding["subgroup"] or "", []).append(finding)
    if not groups:
        return "<p>None of its findings counts as a comparison of cases with controls.</p>"
    told = [
        (f"<p>In part of the cases, {escape(subgroup)}:</p>\n" if subgroup else "")
        + bullets(_ways(shelf, findings, page), "list")
        for subgroup, findings in sorted(groups.items())
    ]
    return "\n".join(told)


def _ways(shelf: Shelf, findings: Iterable[Row], page: str) -> list[str]:
    """Write a line for each direction and kind of sample, with the markers."""
    lines: dict[tuple[str | None, str], dict[str, str]] = {}
    for finding in findings:
        named = lines.setdefault((finding["direction"], _where(finding)), {})
        named[finding["marker"]] = marker_link(shelf, finding["marker"], page)
    order: tuple[str | None, ...] = (*(way for way, _ in _WAYS), Direction.ALTERED, None)
    ranked = sorted(lines.items(), key=lambda line: (order.index(line[0][0]), line[0][1]))
    return [
        f"<strong>{GLYPHS[way]} {capital(label(Direction, way) or 'direction not recorded')}</strong> "
        f'<span class="where">({escape(where)})</span>: {", ".join(markers.values())}'
        for (way, where), markers in ranked
    ]


def _where(finding: Row) -> str:
    """Name the sample, its cells, and its state unless it is the state at rest."""
    told = [Specimen(finding["specimen"]).label, finding["cell_population"]]
    if finding["state"] != State.REST:
        told.append(State(finding["state"]).label)
    return ", ".join(text for text in told if text)


def marker_link(shelf: Shelf, marker: str, page: str) -> str:
    """Write the name of a marker; as a link where it has a page."""
    name = escape(str(shelf.markers[marker]["name"])) if marker in shelf.markers else escape(marker)
    if marker not in shelf.with_page:
        return name
    return f'<a href="{link(page, record_path("marker", marker))}">{name}</a>'


def findings_table(shelf: Shelf, slug: str, page: str) -> str:
    """Write all findings of a study, counted or not, each with its sources."""
    findings = shelf.findings[slug]
    head = "".join(f'<th scope="col">{words}</th>' for words in _HEADINGS)
    body = "".join(_row(shelf, finding, page) for finding in findings)
    return (
        '<div class="broad"><div class="scroll tall" role="region" tabindex="0" '
        'aria-label="Findings of this study">'
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div></div>"
    )


def _row(shelf: Shelf, finding: Row, page: str) -> str:
    anchor = escape(finding_anchor(finding["finding_id"]))
    marker = marker_link(shelf, finding["marker"], page)
    reported = finding["marker_reported"]
    if reported and reported.casefold() != str(finding["marker_name"]).casefold():
        marker += f'<span class="aside">in the source: {escape(reported)}</span>'
    cells = (
        escape("; ".join(_measured(finding))),
        _result(finding),
        _lines(_numbers(finding)),
        "".join(_source(shelf, source, page) for source in shelf.sources[finding["finding_id"]]),
        _use(finding),
    )
    return (
        f'<tr id="{anchor}"><th scope="row">{marker}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>\n"
    )


def _lines(texts: Iterable[str]) -> str:
    return "<br>".join(escape(text) for text in texts)


def _measured(finding: Row) -> list[str]:
    """Say in what, how and when a marker was measured."""
    what = f"{Quantity(finding['quantity']).label} in {Specimen(finding['specimen']).label}"
    state = State(finding["state"]).label
    told = (
        capital(what),
        finding["cell_population"],
        MatrixClass(finding["matrix_class"]).label,
        f"{state}: {finding['stimulus']}" if finding["stimulus"] else state,
        finding["timepoint"],
        f"only: {finding['subgroup']}" if finding["subgroup"] else None,
        finding["assay"] or (AssayFamily(finding["assay_family"]).label if finding["assay_family"] else None),
        f"panel of {finding['panel_size']}" if finding["panel_size"] else None,
        finding["method_note"],
    )
    return [text for text in told if text]


def _result(finding: Row) -> str:
    """Say which way, against whom and how sure, with what a reader must know."""
    way = finding["direction"]
    said = label(Direction, way) or "direction not recorded"
    told = [Significance(finding["significance"]).label, Contrast(finding["contrast"]).label]
    if finding["inferred"]:
        told.insert(0, "inferred: measured, and not named among the differences")
    if finding["significance"] == Significance.SIGNIFICANT:
        told.append(Multiplicity(finding["multiplicity"]).label)
    told += [Flag(flag).label for flag in items(finding["flags"])]
    if finding["open_conflict"]:
        told.append("its sources disagree, see below")
    if finding["note"]:
        told.append(f"note: {finding['note']}")
    about = escape("; ".join(told))
    return f'<strong>{GLYPHS[way]} {escape(capital(said))}</strong><span class="aside">{about}</span>'


def _numbers(finding: Row) -> list[str]:
    """Write the numbers of both groups and the p value as they are recorded."""
    told = [f"{name}: {numbers}" for name in ("cases", "controls") if (numbers := _arm(finding, name))]
    if finding["unit"]:
        told.append(str(finding["unit"]))
    if finding["p_printed"]:
        told.append(f"p: {finding['p_printed'].replace('-', MINUS)}")
    return told or ["none"]


def _arm(finding: Row, arm: str) -> str:
    kind = StatisticKind(finding["statistic"])
    centre, spread, bounds = _MEANINGS[kind]
    value = {name: finding[f"{arm}_{name}"] for name in ("n", "center", "spread", "low", "high", "events")}
    told = []
    if value["events"] is not None:
        told.append(f"{value['events']} with it")
    if value["center"] is not None:
        told.append(f"{centre} {recorded(value['center'])}")
    if value["spread"] is not None:
        told.append(f"{spread or 'spread'} {recorded(value['spread'])}")
    if value["low"] is not None and value["high"] is not None:
        told.append(f"{bounds or 'from'} {recorded(value['low'])} to {recorded(value['high'])}")
    if value["n"] is not None:
        told.append(f"n = {value['n']}")
    return ", ".join(told)


def _source(shelf: Shelf, source: Row, page: str) -> str:
    """Name a source: its kind as a link, the place in it, who carries it, what it says differently."""
    kind = escape(SourceKind(source["kind"]).label)
    told = [f'<a href="{escape(source_url(source["ref"]))}">{kind}</a>']
    if source["locator"]:
        told.append(escape(source["locator"]))
    if carrier := source["reported_by"]:
        name = escape(shelf.name(carrier))
        path = link(page, record_path("study", carrier))
        told.append(f'in <a href="{path}">{name}</a>' if carrier in shelf.studies else f"in {name}")
    if source["supplies"]:
        told.append(f"gives: {escape(', '.join(items(source['supplies'])))}")
    if source["reads"]:
        told.append(f"says otherwise: {escape(source['reads'])}")
    return f'<p class="aside">{"; ".join(told)}</p>'


def source_url(ref: str) -> str:
    """Give the web address of a source.

    Examples
    --------
    >>> source_url("pmid:1"), source_url("doi:10.1/x(2)"), source_url("https://example.org/")
    ('https://pubmed.ncbi.nlm.nih.gov/1/', 'https://doi.org/10.1/x(2)', 'https://example.org/')
    """
    kind, _, name = ref.partition(":")
    if kind not in ("doi", "pmid", "pmcid"):
        return ref
    return address({"doi": None, "pmid": None, "pmcid": None, "atlas_url": None, kind: name}) or ref


def _use(finding: Row) -> str:
    if finding["counted"]:
        return "yes"
    why = FindingExclusion(finding["exclusion_reason"]).label
    return f'no<span class="aside">{escape(why)}</span>'
