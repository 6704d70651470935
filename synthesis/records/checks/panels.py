"""What a panel says about analytes and people, against itself and against its study."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from synthesis.records.checks.contents import Contents
from synthesis.records.checks.rule import Fault, Rule
from synthesis.records.panel import PanelTable
from synthesis.records.panel_reader import PANELS_FOLDER
from synthesis.records.problems import Severity
from synthesis.records.study import Study
from synthesis.vocabulary.study import GroupRole

_ROLES = (("n_cases", GroupRole.CASES), ("n_controls", GroupRole.COMPARISON))


def panel_exceeds_group(contents: Contents) -> Iterator[Fault]:
    """Find analytes measured in more people, both sexes together, than the study's groups have."""
    studies = {study.slug: study for study in contents.studies.values()}
    for name, panel in contents.panels.items():
        study = studies.get(panel.about.study)
        if study is None:
            continue
        for column, role in _ROLES:
            size = _size(study, role)
            for key, people in _people(panel, column):
                if size is not None and people > size:
                    yield Fault(
                        (key, column),
                        f"both sexes together are more people than the {role.value} group of the study",
                        str(people),
                        f"{size} or fewer",
                        "correct the number, or the group of the study",
                        f"{PANELS_FOLDER}/{name}.csv",
                    )


def panel_analyte_differs(contents: Contents) -> Iterator[Fault]:
    """Find rows that name another gene or protein than an earlier row about the same analyte."""
    for name, panel in contents.panels.items():
        first: dict[tuple[str, str], str | None] = {}
        for key, row in panel.rows.items():
            for column in ("gene_symbol", "uniprot"):
                value = getattr(row, column)
                earlier = first.setdefault((row.analyte, column), value)
                if value != earlier:
                    yield Fault(
                        (key, column),
                        f"another row about {row.analyte} has {earlier or 'none'}",
                        value or "",
                        "the same in every row about an analyte",
                        "correct one of the two",
                        f"{PANELS_FOLDER}/{name}.csv",
                    )


def _size(study: Study, role: GroupRole) -> int | None:
    """Return the number of people with a role; None when it is not known for all groups."""
    sizes = [group.n for cohort in study.cohorts for group in cohort.groups if group.role is role]
    known = [n for n in sizes if n is not None]
    return sum(known) if sizes and len(known) == len(sizes) else None


def _people(panel: PanelTable, column: str) -> Iterator[tuple[str, int]]:
    """Yield the last row of each analyte in each specimen, with the people of all its rows."""
    people: dict[tuple[str, str], int] = defaultdict(int)
    last: dict[tuple[str, str], str] = {}
    for key, row in panel.rows.items():
        people[row.analyte, row.specimen] += getattr(row, column)
        last[row.analyte, row.specimen] = key
    for about, key in last.items():
        yield key, people[about]


ATLAS_RULES: tuple[Rule[Contents], ...] = (
    Rule(
        "panel-exceeds-group",
        Severity.ERROR,
        "an analyte of a panel measured in more people than the study has",
        panel_exceeds_group,
        acknowledgeable=False,
    ),
    Rule(
        "panel-analyte-differs",
        Severity.ERROR,
        "an analyte of a panel with two genes or proteins",
        panel_analyte_differs,
        acknowledgeable=False,
    ),
)
