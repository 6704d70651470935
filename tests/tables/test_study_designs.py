from __future__ import annotations

import pytest

from synthesis.errors import SynthesisError
from synthesis.store.atlas import Atlas
from synthesis.tables import study_designs
from synthesis.tables.balance import balance


def test_numbers_by_hand(atlas: Atlas) -> None:
    rows = study_designs.rows(atlas).set_index("design")
    case_control = rows.loc["case-control"]
    assert (case_control.studies, case_control.eligible, case_control.excluded) == (3, 3, 0)
    # Adams and Baker share a cohort: 30 cases (the larger number) and 20 controls, plus Evans 40 and 40
    assert (case_control.cohorts, case_control.n_cases, case_control.n_controls) == (2, 70, 60)
    assert (case_control.studies_cases_known, case_control.studies_controls_known) == (3, 2)
    assert (case_control.pem_required, case_control.pem_not_required, case_control.pem_unclear) == (1, 1, 1)


def test_unknown_size_is_missing_and_no_cohort_is_nobody(atlas: Atlas) -> None:
    rows = study_designs.rows(atlas).set_index("design")
    assert rows["n_cases"].isna()["cross-sectional"]
    assert rows["n_cases"]["narrative-review"] == 0


def test_all_row_counts_a_shared_cohort_once(atlas: Atlas) -> None:
    everything = study_designs.rows(atlas).iloc[0]
    assert everything.design == "all"
    assert (everything.studies, everything.eligible, everything.excluded) == (7, 5, 2)
    assert (everything.unidentified, everything.eligible_unidentified) == (1, 1)
    assert (everything.cohorts, everything.n_cases, everything.n_controls) == (4, 80, 72)


def test_every_study_is_in_one_design(atlas: Atlas) -> None:
    rows = study_designs.rows(atlas)
    assert (
        rows["studies"].iloc[1:].sum() == len(atlas) == (rows["eligible"] + rows["excluded"]).iloc[1:].sum()
    )


def test_lost_rows_are_an_error() -> None:
    with pytest.raises(SynthesisError, match="studies: 5 rows go in, but 4 are used or excluded"):
        balance("studies", 5, [3, 1])
