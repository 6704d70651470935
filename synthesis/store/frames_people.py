"""Cohorts and groups to rows. One cohort is one row, however many publications report on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from synthesis.records.cohort import Cohort
from synthesis.records.study import Study
from synthesis.store.arrow import Row
from synthesis.vocabulary.study import CohortLink


def cohort_rows(studies: Iterable[Study]) -> Iterator[Row]:
    """Rows of the table ``cohorts``, sorted by id; `counts.recount` fills in what the studies say."""
    cohorts: dict[str, list[Cohort]] = {}
    for study in studies:
        for cohort in study.cohorts:
            cohorts.setdefault(cohort.id, []).append(cohort)
    for cohort_id in sorted(cohorts):
        same = cohorts[cohort_id]
        yield {
            "cohort_id": cohort_id,
            "link": _weakest(same),
            "studies": None,
            "n_studies": 0,
            "eligible": False,
            "n_cases": None,
            "n_controls": None,
            "note": "; ".join(dict.fromkeys(cohort.note for cohort in same if cohort.note)),
        }


def _weakest(same: Iterable[Cohort]) -> CohortLink | None:
    """Return the least certain link, since the cohort is no surer than that."""
    links = {cohort.link for cohort in same if cohort.link}
    return CohortLink.PROBABLE if CohortLink.PROBABLE in links else next(iter(links), None)


def group_rows(studies: Iterable[Study]) -> Iterator[Row]:
    """Rows of the table ``groups``."""
    for study in studies:
        for cohort in study.cohorts:
            for group in cohort.groups:
                yield {
                    "slug": study.slug,
                    "cohort_id": cohort.id,
                    "group_id": group.id,
                    "role": group.role,
                    "n": group.n,
                    "label": group.label,
                }
