"""What became of each finding on the way to an effect size: the effect, or why there is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from synthesis.effects.measures import find_measure
from synthesis.provenance import frame_digest, package_version, short
from synthesis.store.tidy import Row, Schema, frame, records
from synthesis.tables.column import Column
from synthesis.tables.tabled import Tabled, tabled
from synthesis.vocabulary.measurement import Specimen
from synthesis.vocabulary.result import Direction
from synthesis.wording import UNDEFINED, count, estimate, integer

if TYPE_CHECKING:
    import pandas as pd

_SCHEMA: Schema = {
    **dict.fromkeys(("finding_id", "slug", "label", "marker", "marker_name", "subgroup"), "string"),
    **dict.fromkeys(("specimen", "direction"), "string"),
    **dict.fromkeys(("cases_n", "controls_n"), "int64"),
    **dict.fromkeys(("estimate", "ci_low", "ci_high"), "double"),
    **dict.fromkeys(("measure", "how", "note"), "string"),
}
#: Normal quantile of a 95% interval.
_Z = 1.959963984540054
#: Columns that an effect was computed from -> what they hold; the first that fits is said.
_BASES = (
    ({"q11i", "q12i", "iqr1i"}, "centre and quartiles"),
    ({"min1i", "min2i"}, "centre and range"),
    ({"sd1i"}, "means and SDs"),
    ({"se1i"}, "means and standard errors"),
    ({"lo1i", "hi1i"}, "means and intervals"),
    ({"ai", "ci"}, "counts"),
    ({"pcti"}, "percent difference"),
    ({"pi"}, "p-value"),
)
#: The note that two ways to an effect disagree, which names the columns of both.
_DISAGREE = re.compile(r"( is \S+ by )((?:\w+, )+)(but \S+ by )((?:\w+, )*\w+)")


def rows(effects: pd.DataFrame) -> pd.DataFrame:
    """Collect what a table of effects prints.

    Parameters
    ----------
    effects
        Findings of an atlas with the columns that `escalc` adds.

    Returns
    -------
    DataFrame
        One row a finding in the order given; ``estimate ci_low ci_high`` are on the scale that is shown,
        ratios as ratios, with normal 95% intervals, missing where there is no effect or no variance.
    """
    table = effects.assign(estimate=np.nan, ci_low=np.nan, ci_high=np.nan)
    if len(table):
        back = find_measure(str(table["measure"].iloc[0])).scale.back or np.asarray
        y, half = (table[name].to_numpy(dtype=float, na_value=np.nan) for name in ("yi", "sei"))
        table["estimate"] = back(y)
        table["ci_low"], table["ci_high"] = back(y - _Z * half), back(y + _Z * half)
    return frame(records(table, tuple(_SCHEMA)), _SCHEMA)


def table(effects: pd.DataFrame) -> Tabled:
    """Tabulate the effects of findings with how each was computed, or why there is none.

    Examples
    --------
    >>> import synthesis as syn
    >>> part = syn.load().where(marker="crp", matrix_class="circulating-protein", counted=True)
    >>> table(syn.escalc(part, "SMD")).title
    'Effect sizes of CRP: 3 of 7 findings give one'
    """
    made = rows(effects)
    usable = int((made["ci_low"].notna()).sum())
    measure = find_measure(str(made["measure"].iloc[0])).label if len(made) else "effect size"
    digest = short(frame_digest(made))
    markers = made["marker_name"].unique().tolist()
    about = f" of {markers[0]}" if len(markers) == 1 else ""
    verb = "gives" if usable == 1 else "give"
    return tabled(
        f"effects-{digest}",  # a page may hold several
        f"Effect sizes{about}: {usable} of {count(len(made), 'finding')} {verb} one",
        f"{measure[:1].upper()}{measure[1:]}, cases against controls; logs of ratios are shown as ratios.",
        (
            Column("label", "Study", record=("study", "slug")),
            Column("what", "Measured in" if about else "Marker", record=("marker", "marker")),
            Column("people", "Cases / controls", "figure"),
            Column("said", "The source says"),
            Column("effect", "Effect and 95% interval", "figure"),
            Column("told", "Computed from what, or why not", "prose"),
        ),
        f"{count(len(made), 'finding')} · data {digest} · synthesis {package_version()}",
        rows=made,
        printed=[line | _printed(line, bool(about)) for line in records(made, tuple(_SCHEMA))],
    )


def _printed(line: Row, alone: bool) -> dict[str, Any]:
    people = [UNDEFINED if line[name] is None else integer(line[name]) for name in ("cases_n", "controls_n")]
    known = line["estimate"] is not None
    sure = line["ci_low"] is not None
    whole = estimate(*(line[name] for name in ("estimate", "ci_low", "ci_high"))) if sure else None
    where = [Specimen(line["specimen"]).label, *([line["subgroup"]] if line["subgroup"] else [])]
    return {
        "what": ", ".join(where if alone else [line["marker_name"], *where]),
        "people": " / ".join(people),
        "said": Direction(line["direction"] or Direction.ALTERED).label,
        "effect": whole or (f"{line['estimate']:.2f}" if known else None),
        "told": "; ".join(filter(None, (_basis(line["how"]), in_plain_words(line["note"] or "")))) or None,
    }


def in_plain_words(note: str) -> str:
    """Write the note of an effect without the names of columns.

    Examples
    --------
    >>> in_plain_words("the effect is 1.13 by m1i, sd1i, n1i, m2i, sd2i, n2i, but 1.00 by pi, n1i, n2i")
    'the effect is 1.13 by means and SDs, but 1.00 by p-value'
    """
    return _DISAGREE.sub(lambda f: f"{f[1]}{_basis(f[2])}, {f[3]}{_basis(f[4])}", note)


def _basis(how: str | None) -> str:
    """Say in words what an effect was computed from; empty without one."""
    if not how:
        return ""
    columns = set(how.rpartition("from ")[2].rstrip(", ").split(", "))
    return next((words for some, words in _BASES if some & columns), "other statistics")
