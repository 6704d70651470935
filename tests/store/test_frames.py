from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pytest

from synthesis.errors import SynthesisError
from synthesis.records.cohort import CaseSelection
from synthesis.store.atlas import Atlas
from synthesis.store.columns import DEFERRED, TABLES
from synthesis.store.frames_studies import case_definition_logic
from synthesis.vocabulary.case_definition import CaseDefinition as D

ARROW = {"string": pa.string(), "int64": pa.int64(), "double": pa.float64(), "bool": pa.bool_()}
FRAMES = [name for name in TABLES if name not in DEFERRED]


def row(frame: pd.DataFrame, **key: object) -> dict[str, object]:
    for column, value in key.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return {name: None if pd.isna(value) else value for name, value in frame.iloc[0].items()}


@pytest.mark.parametrize("name", FRAMES)
def test_columns_and_types_are_those_described(atlas: Atlas, name: str) -> None:
    frame = getattr(atlas, name)
    assert list(frame.columns) == list(TABLES[name].names)
    for column in TABLES[name].columns:
        assert frame[column.name].dtype == pd.ArrowDtype(ARROW[column.dtype])


@pytest.mark.parametrize("name", FRAMES)
def test_keys_are_unique_and_complete_and_truth_values_known(atlas: Atlas, name: str) -> None:
    frame, table = getattr(atlas, name), TABLES[name]
    assert len(frame) > 0
    assert not frame.duplicated(list(table.key)).any()
    for column in table.columns:
        if table.required(column):
            assert frame[column.name].notna().all(), column.name


@pytest.mark.parametrize("name", FRAMES)
def test_every_reference_leads_to_a_row(atlas: Atlas, name: str) -> None:
    for column, other in TABLES[name].references:
        known = getattr(atlas, other)[TABLES[other].key[0]]
        assert getattr(atlas, name)[column].isin(known).all()


def test_no_text_is_empty(atlas: Atlas) -> None:
    for name in FRAMES:
        frame = getattr(atlas, name)
        for column in TABLES[name].columns:
            if column.dtype == "string":
                assert not (frame[column.name] == "").fillna(False).any(), (name, column.name)


def test_studies_are_sorted_and_findings_follow_the_record(atlas: Atlas) -> None:
    assert atlas.studies["slug"].tolist() == [
        "alpha-2001-first", "beta-2010-second", "delta-1999-review", "epsilon-nd-empty", "gamma-2015-cells",
    ]  # fmt: skip
    assert atlas.findings["finding_id"].tolist() == [
        "alpha-2001-first/il-6.serum", "alpha-2001-first/il-8.serum", "beta-2010-second/il-6.plasma",
        "beta-2010-second/il-6.change", "delta-1999-review/il-8.serum", "gamma-2015-cells/nk.blood",
        "gamma-2015-cells/panel.blood",
    ]  # fmt: skip


def test_a_study_row(atlas: Atlas) -> None:
    alpha = row(atlas.studies, slug="alpha-2001-first")
    assert alpha["label"] == "Alpha 2001"
    assert alpha["authors"] == "Alpha, A;Beta, B"
    assert alpha["reference"] == "doi:10.1000/a"
    assert (alpha["pem"], alpha["case_definitions"], alpha["case_definition_logic"]) == (
        "yes",
        "ccc-2003",
        None,
    )
    assert (alpha["n_cases"], alpha["n_controls"]) == (20, 10)
    assert (alpha["findings"], alpha["findings_counted"], alpha["open_conflicts"]) == (2, 2, 0)
    assert (alpha["read_from"], alpha["atlas_page_only"], alpha["eligible"]) == (
        "primary-full-text",
        False,
        True,
    )
    assert (alpha["pem_badge"], alpha["atlas_url"], alpha["review_state"]) == ("not-shown", None, "draft")
    beta = row(atlas.studies, slug="beta-2010-second")
    assert (beta["pem"], beta["case_definition_logic"], beta["reference"]) == ("unclear", "any of", "pmid:77")
    assert (beta["findings"], beta["findings_counted"], beta["open_conflicts"]) == (2, 1, 1)


def test_unknown_is_missing_and_never_zero(atlas: Atlas) -> None:
    gamma = row(atlas.studies, slug="gamma-2015-cells")
    assert (gamma["n_cases"], gamma["n_controls"]) == (5, None)
    epsilon = row(atlas.studies, slug="epsilon-nd-empty")
    assert (epsilon["year"], epsilon["label"], epsilon["read_from"]) == (None, "[epsilon nd empty]", None)
    assert (epsilon["eligible"], epsilon["exclusion_reason"], epsilon["findings"]) == (
        False,
        "no-marker-result",
        0,
    )
    assert row(atlas.cohorts, cohort_id="gamma-b")["n_cases"] is None


def test_a_cohort_of_two_papers_is_one_row_with_the_largest_sizes(atlas: Atlas) -> None:
    assert row(atlas.cohorts, cohort_id="shared") == {
        "cohort_id": "shared",
        "link": "probable",
        "studies": "alpha-2001-first;beta-2010-second",
        "n_studies": 2,
        "eligible": True,
        "n_cases": 30,
        "n_controls": 10,
        "note": "stated in both",
    }
    assert row(atlas.cohorts, cohort_id="delta-1999-review")["eligible"] is False


def test_a_finding_row(atlas: Atlas) -> None:
    found = row(atlas.findings, finding_id="alpha-2001-first/il-6.serum")
    assert (found["marker_name"], found["marker_group"], found["cohort_id"]) == (
        "Interleukin 6",
        "il-6",
        "shared",
    )
    assert (found["p_printed"], found["p_relation"], found["p_value"]) == ("0.01", "=", 0.01)
    assert (found["cases_n"], found["cases_center"], found["controls_spread"]) == (19, 2.5, 0.5)
    assert (found["cases_low"], found["cases_events"]) == (None, None)
    assert (found["information_level"], found["flags"]) == ("L4", "needs-check;adjusted")
    assert (found["source_kind"], found["source_locator"], found["n_sources"]) == (
        "primary-full-text",
        "Table 2",
        2,
    )
    assert (found["counted"], found["exclusion_reason"], found["whole_group"]) == (True, None, True)
    assert found["question_key"] == "il-6 | circulating-protein | rest | cases-vs-controls"
    assert (found["pem"], found["comparator"], found["year"]) == ("yes", "healthy", 2001)


def test_whole_group_is_false_for_a_part_of_the_cases(atlas: Atlas) -> None:
    found = row(atlas.findings, finding_id="alpha-2001-first/il-8.serum")
    assert (found["whole_group"], found["subgroup"], found["inferred"]) == (False, "women", True)
    assert found["marker_group"] == "chemokines"


def test_a_finding_belongs_to_the_cohort_it_names(atlas: Atlas) -> None:
    assert row(atlas.findings, finding_id="gamma-2015-cells/nk.blood")["cohort_id"] == "gamma-b"


@pytest.mark.parametrize(
    ("finding_id", "reason"),
    [
        ("beta-2010-second/il-6.change", "within-case"),
        ("delta-1999-review/il-8.serum", "study-excluded"),
        ("gamma-2015-cells/panel.blood", "not-a-marker"),
    ],
)
def test_what_does_not_count_says_why(atlas: Atlas, finding_id: str, reason: str) -> None:
    found = row(atlas.findings, finding_id=finding_id)
    assert (found["counted"], found["exclusion_reason"]) == (False, reason)


def test_an_open_conflict_marks_its_findings(atlas: Atlas) -> None:
    disputed = atlas.findings.loc[atlas.findings["open_conflict"], "finding_id"].tolist()
    assert disputed == ["beta-2010-second/il-6.plasma"]


def test_an_open_conflict_marks_findings_of_other_studies_too(make_records, study_data) -> None:
    records = make_records(study_data)
    beta = next(study for study in records.studies if study.slug.startswith("beta"))
    both = beta.conflicts[0].model_copy(update={"findings": ("il-6.plasma", "alpha-2001-first/il-6.serum")})
    others = tuple(study for study in records.studies if study is not beta)
    studies = (*others, beta.model_copy(update={"conflicts": (both,)}))
    atlas = Atlas.from_records(replace(records, studies=studies))
    disputed = atlas.findings.loc[atlas.findings["open_conflict"], "finding_id"].tolist()
    assert disputed == ["alpha-2001-first/il-6.serum", "beta-2010-second/il-6.plasma"]
    assert atlas.conflicts["finding_ids"].tolist() == [
        "beta-2010-second/il-6.plasma;alpha-2001-first/il-6.serum"
    ]


def test_a_conflict_of_three_statements_loses_none(atlas: Atlas) -> None:
    conflict = row(atlas.conflicts, conflict_id="beta-2010-second/k1")
    assert (conflict["value_a"], conflict["source_a"]) == ("lower", "abstract")
    assert (conflict["value_b"], conflict["source_b"]) == ("higher; no difference", "Alpha 2001; a review")
    assert conflict["finding_ids"] == "beta-2010-second/il-6.plasma"
    assert row(atlas.conflicts, conflict_id="beta-2010-second/k2")["finding_ids"] is None


def test_sources_keep_what_they_say_differently(atlas: Atlas) -> None:
    second = row(atlas.sources, finding_id="alpha-2001-first/il-6.serum", position=2)
    assert (second["kind"], second["reads"]) == ("review-table", "direction: lower; cases_n: 20")


def test_marker_counts(atlas: Atlas) -> None:
    columns = ["marker", "topics", "findings", "findings_counted", "cohorts_counted"]
    counts = {entry[0]: entry[1:] for entry in atlas.markers[columns].itertuples(index=False, name=None)}
    assert counts["il-6"] == ("blood;cytokines;overview", 3, 2, 1)
    assert counts["il-8"] == ("cytokines;overview", 2, 1, 1)
    assert counts["cytokine-panel"][1:] == (1, 0, 0)
    assert counts["never-measured"][1:] == (0, 0, 0)


def test_small_tables(atlas: Atlas) -> None:
    assert atlas.left_out["reason"].tolist() == ["not a marker"]
    assert atlas.acknowledged["rule"].tolist() == ["some-rule"]
    assert atlas.claims["claim_id"].tolist() == ["article/c1", "article/c2"]
    assert atlas.published["result_id"].tolist() == ["delta-1999-review/r1"]
    assert len(atlas.groups) == 10


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (CaseSelection(), ""),
        (CaseSelection(all_of=(D.FUKUDA_1994,)), ""),
        (CaseSelection(all_of=(D.FUKUDA_1994, D.CCC_2003)), "all of"),
        (CaseSelection(unstated=(D.FUKUDA_1994, D.CCC_2003)), "not stated"),
        (
            CaseSelection(all_of=(D.FUKUDA_1994,), any_of=(D.CCC_2003, D.ICC_2011)),
            "all of fukuda-1994, any of ccc-2003 or icc-2011",
        ),
    ],
)
def test_case_definition_logic(selection: CaseSelection, words: str) -> None:
    assert case_definition_logic(selection) == words


def test_a_finding_of_an_unknown_marker_is_an_error(make_records, study_data) -> None:
    stray = {**study_data[0]["findings"][0], "marker": "il-66"}
    study = {**study_data[0], "findings": [stray]}
    with pytest.raises(
        SynthesisError, match=r"beta-2010-second/il-6.plasma: the marker 'il-66'.*markers.csv"
    ):
        Atlas.from_records(make_records([study]))


def test_a_finding_of_an_unknown_cohort_is_an_error(make_records, study_data) -> None:
    stray = {**study_data[0]["findings"][0], "cohort": "elsewhere"}
    study = {**study_data[0], "findings": [stray], "conflicts": []}
    with pytest.raises(SynthesisError, match=r"no cohort 'elsewhere'; allowed: shared"):
        Atlas.from_records(make_records([study]))
