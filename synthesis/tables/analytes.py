"""The analytes of a panel with the smallest p-values, and how many pass a false discovery rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synthesis.provenance import package_version, short
from synthesis.store.tidy import Row, Schema, frame, records
from synthesis.tables.column import Column
from synthesis.tables.tabled import Tabled, tabled
from synthesis.vocabulary.measurement import Specimen
from synthesis.wording import count, estimate, integer, number, p_value, percent

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.models.marker_wide import MarkerWide

_SCHEMA: Schema = {
    **dict.fromkeys(("analyte", "gene_symbol", "specimen", "agreement", "note"), "string"),
    **dict.fromkeys(("estimate", "ci_low", "ci_high", "df", "p_value", "q_bh", "q_by"), "double"),
}
_Q_NOTE = "The smallest false discovery rate at which the row would pass: Benjamini and Hochberg"
_BY_NOTE = "The same by Benjamini and Yekutieli, which holds however the tests depend on each other"
_UNIT_NOTE = (
    "Cases minus controls, in the unit of the panel, women and men combined, with its {level} interval"
)


def rows(found: MarkerWide, *, most: int = 15) -> pd.DataFrame:
    """List the analytes with the smallest p-values.

    Parameters
    ----------
    found
        What `marker_wide` gives for a panel of the atlas.
    most
        How many.
    """
    first = found.frame.sort_values(["p_value", "analyte"], kind="stable").head(most)
    return frame(records(first, tuple(_SCHEMA)), _SCHEMA)


def table(found: MarkerWide, *, most: int = 15, rate: float = 0.05) -> Tabled:
    """Tabulate the analytes with the smallest p-values.

    Parameters
    ----------
    found, most
        As for `rows`.
    rate
        False discovery rate named in the title.

    Examples
    --------
    >>> import synthesis as syn
    >>> found = syn.marker_wide(syn.load().panel("walitt-2024-deep-phenotyping"))
    >>> table(found).title
    'None of 2,597 analytes passes a false discovery rate of 5%'
    """
    made = rows(found, most=most)
    tested = len(found.frame)
    passing = int((found.frame["q_bh"] <= rate).sum())
    some = f"{integer(passing)} of" if passing else "None of"
    verb = "passes" if passing <= 1 else "pass"
    return tabled(
        "analytes",
        f"{some} {count(tested, 'analyte')} {verb} a false discovery rate of {percent(rate)}",
        f"The {count(len(made), 'analyte')} with the smallest p-values. A place on this list is no finding.",
        (
            Column("name", "Protein"),
            Column("fluid", "Fluid"),
            Column("difference", "Difference", "figure", note=_UNIT_NOTE.format(level=f"{found.level:g}%")),
            Column("p", "p", "figure", note="Two-sided t test, not corrected for the number of analytes"),
            Column("q", "q", "figure", note=_Q_NOTE),
            Column("by", "q, any dependence", "figure", note=_BY_NOTE),
            Column("agreement", "Women and men", note="Whether both differ in the same direction"),
        ),
        f"{count(tested, 'analyte')} · data {short(found.digest)} · synthesis {package_version()}",
        rows=made,
        printed=[line | _printed(line) for line in records(made, tuple(_SCHEMA))],
        notes=tuple(note.text for note in found.notes),
    )


def _printed(line: Row) -> dict[str, Any]:
    name = f"{line['gene_symbol'].replace('|', ' or ')} " if line["gene_symbol"] else ""
    return {
        "name": f"{name}({line['analyte']})",
        "fluid": Specimen(line["specimen"]).label,
        "difference": estimate(line["estimate"], line["ci_low"], line["ci_high"], signed=True),
        "p": p_value(line["p_value"]).removeprefix("p = ").removeprefix("p "),
        "q": number(line["q_bh"], 3),
        "by": number(line["q_by"], 3),
    }
