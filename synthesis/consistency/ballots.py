"""All findings of an atlas as arrays, arranged by cohort and question.

One **cell** is one cohort on one question; `decide` gives it its vote.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from synthesis.consistency.choices import Choices
from synthesis.consistency.inputs import BoolArray
from synthesis.consistency.questions import Identity, question_keys
from synthesis.consistency.research_groups import StudyGroup, research_groups
from synthesis.consistency.tally import IntArray
from synthesis.vocabulary.case_definition import Pem
from synthesis.vocabulary.measurement import Specimen
from synthesis.vocabulary.result import Direction, Multiplicity, Significance, StatisticKind

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

#: Codes of a direction, in the order in which arrays of results keep them.
HIGHER, LOWER, MIXED, ALTERED, NO_DIFFERENCE, NO_VOTE = range(6)
_CODES = {
    Direction.HIGHER.value: HIGHER,
    Direction.LOWER.value: LOWER,
    Direction.MIXED.value: MIXED,
    Direction.ALTERED.value: ALTERED,
    Direction.NO_DIFFERENCE.value: NO_DIFFERENCE,
}
#: Codes of a significance, in the same way.
SIGNIFICANT, NOT_STATED, NOT_SIGNIFICANT = range(3)
_SIGNIFICANCES = {
    Significance.SIGNIFICANT.value: SIGNIFICANT,
    Significance.NOT_STATED.value: NOT_STATED,
    Significance.NOT_SIGNIFICANT.value: NOT_SIGNIFICANT,
}
#: Statistics whose centres of cases and controls can be compared.
_CENTRES = (
    StatisticKind.MEAN_SD,
    StatisticKind.MEAN_SE,
    StatisticKind.MEAN_CI95,
    StatisticKind.MEAN_IQR,
    StatisticKind.MEDIAN_IQR,
    StatisticKind.MEDIAN_RANGE,
    StatisticKind.MEDIAN_ONLY,
)
#: A marker whose name says this stands for several molecules.
_UNRESOLVED = "not stated"


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """Findings as arrays.

    Attributes
    ----------
    findings
        The findings frame, rows in the order of all arrays of length "findings".
    keys
        Question keys, sorted.
    cohorts
        Cohort ids, sorted.
    cell, counted, direction, measured, significance, whole, implied, page_only, identified, corrected, pem,
    specimen, year, assay, unresolved
        Per finding: its cell, whether it counts, codes of what it says (`measured`: with the sign of the
        group statistics where no direction is stated), and what choices select by.
    key_of_cell, cohort_of_cell, n_cases, n_controls, group_of_cell, pair_of_cell, key_of_pair
        Per cell: question, cohort, size (-1 unknown), research group, and the pair of question and group.
    groups, group_known
        Names of the research groups; whether the authors of every eligible study of a cohort are known.
    """

    findings: pd.DataFrame
    keys: tuple[str, ...]
    cohorts: tuple[str, ...]
    cell: IntArray
    counted: BoolArray
    direction: IntArray
    measured: IntArray
    significance: IntArray
    whole: BoolArray
    implied: BoolArray
    page_only: BoolArray
    identified: BoolArray
    corrected: BoolArray
    pem: BoolArray
    specimen: NDArray[np.object_]
    year: NDArray[np.float64]
    assay: NDArray[np.object_]
    unresolved: BoolArray
    key_of_cell: IntArray
    cohort_of_cell: IntArray
    n_cases: IntArray
    n_controls: IntArray
    group_of_cell: IntArray
    pair_of_cell: IntArray
    key_of_pair: IntArray
    groups: tuple[str, ...]
    group_known: BoolArray

    @classmethod
    def of(
        cls, atlas: Atlas, identity: Identity = "strict", wanted: Callable[[str], bool] | None = None
    ) -> Ballots:
        """Read an atlas.

        Parameters
        ----------
        atlas
            The atlas, whole or filtered.
        identity
            Whether each marker stands alone or under its wider entry.
        wanted
            Tells which question keys to read; all when left out.
        """
        frame = atlas.findings
        keys = question_keys(
            frame["question_key"].tolist(),
            frame["marker_group"].tolist(),
            frame["comparator"].tolist(),
            identity,
        )
        frame["question_key"] = keys
        if wanted is not None:
            chosen = np.array([wanted(key) for key in keys], dtype=bool)
            frame = frame[chosen].reset_index(drop=True)
        names, key = _codes(frame["question_key"].tolist())
        cohorts, cohort = _codes(frame["cohort_id"].tolist())
        cells, cell = np.unique(key * max(len(cohorts), 1) + cohort, return_inverse=True)
        key_of_cell, cohort_of_cell = cells // max(len(cohorts), 1), cells % max(len(cohorts), 1)
        of_cohort = _groups_of_cohorts(atlas)
        groups, group = _codes([of_cohort[c].group_id if c in of_cohort else c for c in cohorts])
        group_of_cell = group[cohort_of_cell] if len(cohorts) else cohort_of_cell
        pairs, pair_of_cell = np.unique(
            key_of_cell * max(len(groups), 1) + group_of_cell, return_inverse=True
        )
        counted = frame["counted"].to_numpy(bool)
        n_cases, n_controls = (
            _sizes(atlas, frame, cohorts, arm, cell, cohort_of_cell, counted) for arm in ("cases", "controls")
        )
        stated = np.array([_CODES.get(d, NO_VOTE) for d in frame["direction"]], dtype=np.int64)
        return cls(
            findings=frame,
            keys=names,
            cohorts=cohorts,
            cell=cell.astype(np.int64),
            counted=counted,
            direction=stated,
            measured=_measured(frame, stated),
            significance=np.array([_SIGNIFICANCES[s] for s in frame["significance"]], dtype=np.int64),
            whole=frame["whole_group"].to_numpy(bool),
            implied=frame["inferred"].to_numpy(bool),
            page_only=frame["atlas_page_only"].to_numpy(bool),
            identified=frame["identified"].to_numpy(bool),
            corrected=_equal(frame["multiplicity"], Multiplicity.CORRECTED),
            pem=_equal(frame["pem"], Pem.YES),
            specimen=frame["specimen"].to_numpy(object),
            year=frame["year"].to_numpy(np.float64, na_value=np.nan),
            assay=frame["assay_family"].to_numpy(object),
            unresolved=np.array([_UNRESOLVED in name for name in frame["marker_name"]], dtype=bool),
            key_of_cell=key_of_cell,
            cohort_of_cell=cohort_of_cell,
            n_cases=n_cases,
            n_controls=n_controls,
            group_of_cell=group_of_cell,
            pair_of_cell=pair_of_cell.astype(np.int64),
            key_of_pair=pairs // max(len(groups), 1),
            groups=groups,
            group_known=np.array([c in of_cohort and of_cohort[c].known for c in cohorts], dtype=bool),
        )

    @property
    def people(self) -> IntArray:
        """Participants of each cell, as far as sizes are known."""
        return np.maximum(self.n_cases, 0) + np.maximum(self.n_controls, 0)

    def admitted(self, choices: Choices) -> BoolArray:
        """Tell which findings take part; `votes` names the reasons of the others."""
        admitted = self.counted.copy()
        for _, refused in self.refusals(choices):
            admitted &= ~refused
        return admitted

    def refusals(self, choices: Choices) -> list[tuple[str, BoolArray]]:
        """Give each reason of the choices for leaving findings out, with the findings it leaves out."""
        refusals: list[tuple[str, BoolArray]] = []
        if choices.pem == "required":
            refusals.append(("post-exertional malaise not required, or unclear", ~self.pem))
        if choices.specimen != "pooled":
            refusals.append((f"not in {choices.specimen}", self.specimen != Specimen(choices.specimen).value))
        if not choices.implied_nulls:
            refusals.append(("no difference only implied", self.implied))
        if not choices.atlas_pages:
            refusals.append(("rests on a summary page alone", self.page_only))
        if not choices.unidentified:
            refusals.append(("publication not identified", ~self.identified))
        if choices.subgroups == "never":
            refusals.append(("about part of the cases", ~self.whole))
        first, last = choices.years
        if first is not None:
            refusals.append((f"published before {first}, or year unknown", ~(self.year >= first)))
        if last is not None:
            refusals.append((f"published after {last}, or year unknown", ~(self.year <= last)))
        if choices.assays is not None:
            names = [family.value for family in choices.assays]
            refusals.append(("other or unknown laboratory method", ~np.isin(self.assay.astype(str), names)))
        if choices.per_arm:
            small = (self.n_cases < choices.per_arm) | (self.n_controls < choices.per_arm)
            refusals.append((f"fewer than {choices.per_arm} in a group, or size unknown", small[self.cell]))
        return refusals


def _codes(texts: Sequence[str]) -> tuple[tuple[str, ...], IntArray]:
    """Give the sorted texts and the number of each."""
    names = tuple(sorted(set(texts)))
    number = {name: i for i, name in enumerate(names)}
    return names, np.array([number[text] for text in texts], dtype=np.int64)


def _equal(column: pd.Series[Any], value: str) -> BoolArray:
    return np.array([cell == value for cell in column.tolist()], dtype=bool)


def _measured(frame: pd.DataFrame, stated: IntArray) -> IntArray:
    """Put the sign of the difference between group means or medians where no direction is stated."""
    cases = frame["cases_center"].to_numpy(np.float64, na_value=np.nan)
    controls = frame["controls_center"].to_numpy(np.float64, na_value=np.nan)
    comparable = np.isin(frame["statistic"].to_numpy(object).astype(str), [kind.value for kind in _CENTRES])
    usable = comparable & (stated == NO_DIFFERENCE)
    read = np.where(usable & (cases > controls), HIGHER, stated)
    return np.where(usable & (cases < controls), LOWER, read)


def _groups_of_cohorts(atlas: Atlas) -> dict[str, StudyGroup]:
    """Find the research group of every cohort of an eligible study."""
    studies = atlas.studies
    eligible = studies[studies["eligible"].to_numpy(bool)]
    rows = [
        (str(slug), str(authors).split(";") if authors else [], str(cohorts).split(";"))
        for slug, authors, cohorts in zip(
            eligible["slug"],
            eligible["authors"].fillna(eligible["first_author"]).fillna(""),
            eligible["cohorts"],
            strict=True,
        )
    ]
    of_study = research_groups(rows)
    of_cohort: dict[str, StudyGroup] = {}
    for slug, _, cohorts in rows:
        for cohort in cohorts:
            known = of_study[slug].known and (cohort not in of_cohort or of_cohort[cohort].known)
            of_cohort[cohort] = StudyGroup(of_study[slug].group_id, known)
    return of_cohort


def _sizes(
    atlas: Atlas,
    frame: pd.DataFrame,
    cohorts: tuple[str, ...],
    arm: str,
    cell: IntArray,
    cohort_of_cell: IntArray,
    counted: BoolArray,
) -> IntArray:
    """Give the people of each cell: of its cohort, else the most a finding analysed; -1 unknown."""
    column = atlas.cohorts.set_index("cohort_id")[f"n_{arm}"]
    of_cohort = column.reindex(list(cohorts)).to_numpy(np.float64, na_value=np.nan)
    sizes = of_cohort[cohort_of_cell] if len(cohorts) else np.zeros(0)
    analysed = frame[f"{arm}_n"].to_numpy(np.float64, na_value=np.nan)
    largest = np.full(len(cohort_of_cell), -1.0)
    known = counted & ~np.isnan(analysed)
    np.maximum.at(largest, cell[known], analysed[known])
    return np.where(np.isnan(sizes), largest, sizes).astype(np.int64)


def about(marker: str) -> Callable[[str], bool]:
    """Tell question keys of one marker, by its id as it stands in them.

    Examples
    --------
    >>> about("il-6")("il-6 | csf-protein | rest | cases-vs-controls")
    True
    """
    return lambda key: key.startswith(f"{marker} | ")
